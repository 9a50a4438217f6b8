"""The simulated people as written: every printed figure counted again by plain pandas, and the rules of the tables."""

import errno
import hashlib
import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_golden import shown

from examples.__main__ import main as demonstration
from iomlib.errors import ParameterError
from iomlib.simulate.chance import Chance
from iomlib.simulate.custody import away, free_day, free_days
from iomlib.simulate.place import simulate_into
from iomlib.simulate.plan import drawn, nothing, some
from iomlib.simulate.printed import MARGINS
from iomlib.simulate.shapes import BLANK, rows
from iomlib.simulate.write import write_people

ROOT = Path(__file__).parent.parent
PUBLISHED = pd.read_csv(ROOT / "tests/golden/simulated.csv", dtype=str, keep_default_na=False)
DAYS = ("born", "start", "end", "day", "offence_day", "release_due")
ACQUISITIVE = ["burglary", "theft from motor vehicle", "theft of motor vehicle", "robbery", "other theft"]


def read_tables(folder):
    tables = {}
    for path in sorted(folder.glob("*.parquet")):
        table = pd.read_parquet(path)
        for name in DAYS:
            if name in table:
                table[name] = pd.to_datetime(table[name])
        tables[path.stem] = table
    return tables


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("people")
    write_people(made, people=4500, seed=1)
    return made


@pytest.fixture(scope="module")
def tables(folder):
    return read_tables(folder)


@pytest.fixture(scope="module")
def truth(folder):
    return json.loads((folder / "truth.json").read_text("utf-8"))


# The figures, counted by hand: no function of iomlib


class Counted:
    """Questions to the tables of one area, in the words of the papers."""

    def __init__(self, tables, area):
        self.area, self.tables = area, tables
        self.lists = tables["enrolments"].query("area == @area")
        arrests = tables["arrests"].query("area == @area")
        self.arrests = arrests[arrests["offence"].isin(ACQUISITIVE)]
        people = tables["nominals"].set_index("person")
        self.born, self.sex = people["born"], people["sex"]
        self.theirs = set(self.lists["person"]) | set(arrests["person"])
        self.theirs |= set(tables["residence"].query("area == @area")["person"])

    def live(self, name, first, last):
        spells = self.lists[self.lists["list"] == name]
        on = (spells["start"] <= last) & ~(spells["end"] < first)
        return set(spells.loc[on, "person"])

    def on(self, name, day):
        return self.live(name, day, day)

    def within(self, table, first, last, column="day"):
        rows = self.tables[table]
        return rows[rows["person"].isin(self.theirs) & rows[column].between(first, last)]

    def times_arrested(self, first, last):
        return self.arrests[self.arrests["day"].between(first, last)].groupby("person").size()

    def tested(self, result, first, last):
        return set(self.within("drug_tests", first, last).query("result == @result")["person"])

    def age(self, people, day):
        born = self.born[sorted(people)]
        day = pd.Timestamp(day)
        return day.year - born.dt.year - (born.dt.strftime("%m%d") > day.strftime("%m%d"))

    def women(self, people):
        return {person for person in people if self.sex[person] == "female"}

    def months_on(self, name, day):
        """Mean of the full months since the start of the spell that is live on a day."""
        spells = self.lists[(self.lists["list"] == name) & (self.lists["start"] <= day)]
        start = spells.loc[~(spells["end"] < day), "start"]
        day = pd.Timestamp(day)
        months = 12 * (day.year - start.dt.year) + day.month - start.dt.month
        return (months - ((start.dt.day > day.day) & ~day.is_month_end)).mean()

    def in_custody(self, people, day):
        spells = self.tables["custody"]
        inside = spells[(spells["start"] <= day) & ~(spells["end"] < day) & spells["person"].isin(people)]
        return inside.set_index("person")["sentence_months"]


YEAR, BEFORE = ("2008-04-01", "2009-03-31"), ("2007-04-01", "2008-03-31")
END, START = "2009-03-31", "2008-04-01"


def percent(part, whole):
    return 100 * part / whole


def high_crime_causers(ask):
    arrests = ask.times_arrested(*YEAR)
    five = arrests[arrests >= 5]
    positive, negative = (ask.tested(result, *YEAR) for result in ("positive", "negative"))
    listed = five[(five >= 10) | five.index.isin(positive)]
    age = ask.age(listed.index, END).reindex(listed.index)
    young, adults = listed[age < 18], listed[age >= 18]
    ten = adults[adults >= 10]
    rest = set(adults.index) - positive
    assert set(adults[adults < 10].index) <= positive and (young >= 10).all()
    turning = [person for person in young.index if ask.age([person], "2009-12-31").iloc[0] == 18]
    found = {
        "arrested-5-or-more": len(five),
        "listed": len(listed),
        "young-people": len(young),
        "young-people-arrests": young.sum(),
        "turning-18": len(turning),
        "high-crime-causers": len(adults),
        "hcc-only-negative": len(rest & negative),
        "hcc-not-tested": len(rest - negative),
        "hcc-arrests": adults.sum(),
        "acquisitive-arrests": arrests.sum(),
        "hcc-10-or-more": len(ten),
        "hcc-10-or-more-arrests": ten.sum(),
        "hcc-most-arrests": adults.max(),
        "hcc-share": percent(adults.sum(), arrests.sum()),
        "hcc-10-or-more-share": percent(ten.sum(), arrests.sum()),
        "hcc-female": len(ask.women(adults.index)),
        "hcc-male": percent((ask.sex[adults.index] == "male").sum(), len(adults)),
        "hcc-under-25": (age[adults.index] < 25).sum(),
        "hcc-25-to-34": age[adults.index].between(25, 34).sum(),
        "hcc-ni38": len(set(adults.index) & ask.tested("positive", "2009-01-01", END)),
        "hcc-drr": percent(len(set(adults.index) & ask.live("drr", *YEAR)), len(adults)),
    }
    for name in ("ppo", "drr", "probation", "treatment", "cjit"):
        on = ask.live(name, *YEAR)
        found |= {f"hcc-on-{name}": len(on & set(adults.index)), f"ten-on-{name}": len(on & set(ten.index))}
        found |= {f"hcc-all-{name}": percent(len(on & set(adults.index)), len(adults))}
        found |= {f"hcc-10-or-more-{name}": percent(len(on & set(ten.index)), len(ten))}
    ppo, drr, probation, treatment = (
        ask.live(name, *YEAR) for name in ("ppo", "drr", "probation", "treatment")
    )
    either, any_of = set(adults.index) & (ppo | drr), set(adults.index) & (ppo | probation | treatment)
    counts = {"ppo-or-drr": len(either), "any-service": len(any_of)}
    found |= {f"hcc-on-{name}": count for name, count in counts.items()}
    return found | {f"hcc-{name}": percent(count, len(adults)) for name, count in counts.items()}


def national_indicators(ask):
    window = ("2008-01-01", "2008-03-31")
    assessed = ask.within("assessments", *window).query("tool == 'oasys-drugs' and score >= 4")
    probation = ask.lists.query("list == 'probation'").merge(assessed, on="person")
    assessed = probation[(probation["start"] <= probation["day"]) & ~(probation["end"] < probation["day"])]
    cohort = ask.tested("positive", *window) | set(assessed["person"])
    assert ask.live("drr", *window) <= cohort
    women = ask.women(cohort)
    ended = ask.lists.query("list == 'probation' and '2009-01-01' <= end <= '2009-03-31'")
    offences = ask.within("convictions", START, "2008-09-30", "offence_day")
    offences = offences[offences["person"].isin(cohort)].groupby("person").size().sort_values(ascending=False)
    tests = ask.within("drug_tests", BEFORE[0], END).groupby("person").size()
    tenth = len(cohort) // 10
    return {
        "tested-5-or-more": (tests >= 5).sum(),
        "ni38-cohort": len(cohort),
        "ni38-women": len(women),
        "ni38-women-percent": percent(len(women), len(cohort)),
        "ni38-women-probation": len(women & ask.on("probation", END)),
        "ni38-women-ended": len(women & set(ended["person"]) - ask.on("probation", END)),
        "ni38-most-prolific": tenth,
        "ni38-most-prolific-share": percent(offences.iloc[:tenth].sum(), offences.sum()),
    }


def prolific_offenders(ask):
    cohort, second = ask.on("ppo", START), ask.on("ppo", END)
    convictions = ask.within("convictions", BEFORE[0], END, "offence_day")
    of_cohort = convictions[convictions["person"].isin(cohort)]

    def offences(first, last, known, rows=of_cohort):
        return rows[rows["offence_day"].between(first, last) & (rows["day"] <= known)]

    quarters = [
        offences("2008-04-01", "2008-06-30", END),
        offences("2008-07-01", "2008-09-30", END),
        offences("2008-10-01", "2008-12-31", END),
    ]
    good = ask.lists.query("list == 'ppo' and reason == 'good progress' and @START <= end <= @END")
    recorded = ask.within("convictions", *YEAR)
    assert len(recorded[recorded["person"].isin(good["person"])]) == 0
    convicted = pd.concat(quarters)["person"].nunique()
    of_second = convictions[convictions["person"].isin(second)]
    return {
        "ppo-cohort": len(cohort),
        "ppo-months": ask.months_on("ppo", START),
        "ni30-baseline": len(offences(*BEFORE, "2008-07-31")),
        **{f"q{number + 1}-convictions": len(quarter) for number, quarter in enumerate(quarters)},
        "q2-to-date": len(quarters[0]) + len(quarters[1]),
        "q3-to-date": sum(len(quarter) for quarter in quarters),
        "ppos-convicted": convicted,
        "ppo-convicted": percent(convicted, len(cohort)),
        "deregistered": len(good),
        "year-2-cohort": len(second),
        "year-2-months": ask.months_on("ppo", END),
        "year-2-baseline": len(offences(*YEAR, "2009-06-30", of_second)),
    }


def caseload(ask):
    people, dip, suspended = (ask.on(name, END) for name in ("probation", "dip", "dip-suspended"))
    ever = set(
        ask.lists[ask.lists["list"].isin(["dip", "dip-suspended"]) & (ask.lists["start"] <= END)].person
    )
    treatment, drr = ask.on("treatment", END), ask.on("drr", END)
    scores = ask.within("assessments", "2000-01-01", END).query("tool == 'oasys-drugs'").sort_values("day")
    latest = scores.groupby("person")["score"].last()
    drugs = people & set(latest[latest >= 4].index)
    assert people <= set(latest.index)
    arrests = ask.times_arrested(*BEFORE)
    four, ten = arrests[arrests > 4], arrests[arrests > 10]
    ppo_ever = set(ask.lists.query("list == 'ppo' and start <= '2008-03-31'")["person"])
    links = {
        "not-accessing": len(people - ever),
        "closed": len((people & ever) - dip - suspended),
        "suspended": len(people & suspended),
        "active": len(people & dip),
    }
    return {
        "treatment": len(treatment),
        "treatment-rounded": len(treatment),
        "women-treatment": len(ask.women(treatment)),
        "women-treatment-percent": percent(len(ask.women(treatment)), len(treatment)),
        "women-probation": len(ask.women(people)),
        "women-probation-drr": len(ask.women(people) & drr),
        "dip": len(dip),
        "caseload": len(people),
        "drr-caseload": len(drr),
        **{f"caseload-{name}": count for name, count in links.items()},
        **{f"caseload-{name}-percent": percent(count, len(people)) for name, count in links.items()},
        "more-than-four": len(four),
        "more-than-four-young": (ask.age(four.index, "2008-03-31") < 18).sum(),
        "more-than-four-ppo": len(set(four.index) & ask.on("ppo", "2008-03-31")),
        "more-than-ten": len(set(ten.index) - ppo_ever),
        "caseload-drugs": len(drugs),
        "caseload-drugs-percent": percent(len(drugs), len(people)),
    }


def national(ask):
    ppo = ask.on("ppo", "2008-06-30")
    sentences = ask.in_custody(ppo, "2008-06-30")
    assert sentences.notna().all() and (sentences != 12).all() and sentences.index.is_unique
    short, long = (sentences < 12).sum(), (sentences > 12).sum()
    return {
        "national-ppo": len(ppo),
        "national-custody": len(sentences),
        "national-custody-short": short,
        "national-custody-long": long,
        "national-custody-percent": percent(len(sentences), len(ppo)),
        "national-custody-short-percent": percent(short, len(sentences)),
        "national-custody-long-percent": percent(long, len(sentences)),
        "national-custody-long-of-all": percent(long, len(ppo)),
    }


def peterborough(ask):
    scheme = ask.on("iom", "2012-06-30")
    stays, facts = ask.tables["households"], ask.tables["household_facts"]
    facts = facts[facts["household"].isin(stays.loc[stays["person"].isin(ask.theirs), "household"])]
    facts = facts[facts["day"].between("2011-07-01", "2012-06-30")]
    return {
        "peterborough-iom-caseload": len(scheme),
        "peterborough-iom-custody": len(ask.in_custody(scheme, "2012-06-30")),
        "peterborough-households": (facts.groupby("household")["fact"].nunique() == 4).sum(),
    }


def of_stockton(tables):
    ask = Counted(tables, "simulated-stockton")
    parts = (high_crime_causers, national_indicators, prolific_offenders, caseload)
    return {f"stockton-{name}": value for part in parts for name, value in part(ask).items()}


def counted(tables):
    return {
        **of_stockton(tables),
        **national(Counted(tables, "simulated-national")),
        **peterborough(Counted(tables, "simulated-peterborough")),
    }


@pytest.fixture(scope="module")
def figures(tables):
    return counted(tables)


@pytest.mark.parametrize("row", list(PUBLISHED.itertuples(index=False)), ids=PUBLISHED["id"])
def test_the_simulated_people_give_the_published_figure(row, figures):
    ours = shown(figures[row.id], row.places)
    reproduced = ours == Decimal(row.published)
    assert reproduced == (row.agrees == "yes"), f"{row.id}: published {row.published}, ours {ours}"


def test_every_figure_that_is_counted_stands_in_the_table_and_the_other_way_round(figures):
    assert sorted(PUBLISHED["id"]) == sorted(figures)
    assert list(PUBLISHED) == ["id", "metric", "published", "places", "agrees", "note"]
    assert PUBLISHED["agrees"].isin(["yes", "no"]).all()
    assert PUBLISHED["note"].str.match(r"00[0134] \d").all()
    assert PUBLISHED.loc[PUBLISHED["agrees"] == "no", "note"].str.contains(": ").all()


def test_the_margins_of_the_generator_are_those_of_the_table_and_of_the_data_folder():
    published = PUBLISHED.set_index("id")
    for figure, margin in MARGINS.items():
        row = published.loc[figure]
        assert Decimal(row["published"]) == Decimal(str(margin.value)), figure
        assert row["note"].startswith(f"{margin.document} {margin.paragraph}"), figure
    data = pd.read_csv(ROOT / "data" / "printed_figures.csv").set_index("id")["value"]
    both = [figure for figure in MARGINS if figure in data.index and data[figure] == MARGINS[figure].value]
    assert len(both) > 20
    assert {figure for figure in MARGINS if figure in data.index} - set(both) == set()


def test_what_was_known_on_the_day_gives_the_same_figures_but_the_one_that_was_known_later(tables, figures):
    day, known = pd.Timestamp(END), {}
    for name, table in tables.items():
        begins = next((column for column in ("day", "start") if column in table), None)
        rows = table if begins is None else table[table[begins] <= day]
        known[name] = rows.assign(end=rows["end"].mask(rows["end"] > day)) if "end" in rows else rows
    found = of_stockton(known)
    other = [figure for figure, value in found.items() if value != pytest.approx(figures[figure])]
    assert other == ["stockton-year-2-baseline"]
    assert found["stockton-year-2-baseline"] < figures["stockton-year-2-baseline"]


def test_5_6_and_7_arrests_are_the_most_common(tables):
    ask = Counted(tables, "simulated-stockton")
    arrests = ask.times_arrested(*YEAR)
    adults = arrests[(arrests >= 10) | ((arrests >= 5) & arrests.index.isin(ask.tested("positive", *YEAR)))]
    adults = adults[ask.age(adults.index, END).reindex(adults.index) >= 18]
    assert set(adults.value_counts().nlargest(3).index) == {5, 6, 7}


def test_days_and_full_months_and_the_day_after_give_the_same_mean_time_on_the_list(tables):
    ask = Counted(tables, "simulated-stockton")
    for day, printed in (("2008-03-31", 21.5), ("2008-04-01", 21.5), (END, 28.5), ("2009-04-01", 28.5)):
        spells = ask.lists[(ask.lists["list"] == "ppo") & (ask.lists["start"] <= day)]
        start = spells.loc[~(spells["end"] < day), "start"]
        by_days = ((pd.Timestamp(day) - start).dt.days / 30.4375).mean()
        assert ask.months_on("ppo", day) == pytest.approx(printed, abs=0.001)
        assert by_days == pytest.approx(printed, abs=0.05)


def test_more_than_seven_in_ten_sign_up_in_every_quarter(tables):
    spells = tables["custody"]
    men = tables["nominals"].query("sex == 'male'")["person"]
    stays = tables["residence"].query("area == 'simulated-peterborough'")["person"]
    short = spells[
        spells["person"].isin(men) & spells["person"].isin(stays) & (spells["sentence_months"] < 12)
    ]
    released = short[short["end"].between("2010-10-01", "2012-06-30")]
    joined = tables["enrolments"].query("list == 'one-service'")["person"]
    rate = released["person"].isin(joined).groupby(released["end"].dt.to_period("Q")).mean()
    assert len(rate) == 7 and (rate > 0.7).all() and (rate < 0.8).all()


# What a review finds


def of_the_list(ask, day):
    """Count what each rule of a review asks of those on the list, by plain pandas."""
    day = pd.Timestamp(day)
    people = ask.on("ppo", day)
    half_year, quarter = (
        day + pd.Timedelta(1) - pd.DateOffset(months=6),
        day + pd.Timedelta(1) - pd.DateOffset(months=3),
    )

    def having(table, first, condition="index >= 0"):
        rows = ask.within(table, first, day).query(condition)
        return people & set(rows["person"])

    starts = ask.lists.query("list == 'ppo' and start <= @day")
    starts = starts[~(starts["end"] < day)].set_index("person")["start"]
    stays = ask.tables["residence"].query("area == @ask.area and start <= @day")
    here = set(stays.loc[~(stays["end"] < day), "person"])
    custody = ask.tables["custody"].query("start <= @day and person in @people")
    custody = custody[~(custody["end"] < day)]
    long = set(custody.loc[custody["release_due"] > day + pd.DateOffset(years=2), "person"])
    reviewed = having("assessments", custody["start"].min(), "tool == 'risk-review'")
    harm = ask.within("assessments", pd.Timestamp(0), day).query("tool == 'risk-of-harm'").sort_values("day")
    harm = harm.groupby("person")["score"].last()
    quiet = people - having("arrests", half_year) - having("intelligence", half_year)
    signs = having("drug_tests", half_year, "result == 'positive'")
    former = ask.lists[ask.lists["list"].eq("ppo") & ask.lists["reason"].eq("custody")]
    former = former.loc[former["end"] <= day, "person"]
    due = ask.tables["custody"]
    due = due[due["person"].isin(former) & (due["start"] <= day) & ~(due["end"] < day)]
    due = due[due["release_due"].between(day, day + pd.DateOffset(months=3))]
    return {
        "on the list two years or longer": set(starts[starts <= day - pd.DateOffset(years=2)].index),
        "no arrest or intelligence for six months": quiet - signs,
        "no arrest or intelligence for six months, but a positive test": quiet & signs,
        "moved away": people - here,
        "in custody for over two years more, risk assessed": long & reviewed,
        "in custody for over two years more, risk not assessed": long - reviewed,
        "left for a long sentence, released within three months": set(due["person"]) - people,
        "review late": people - having("assessments", quarter, "tool == 'scheme-review'"),
        "high risk of harm": people & set(harm[harm >= 3].index),
        "no assessment of risk of harm": people - set(harm.index),
    }


def test_a_review_finds_who_was_planted_and_nobody_else(tables, truth):
    planted = truth["planted"]["simulated-stockton"]["review"]
    found = of_the_list(Counted(tables, "simulated-stockton"), END)
    assert {kind: sorted(people) for kind, people in found.items()} == planted
    assert all(planted.values())


def test_the_truth_names_every_figure_and_where_it_is_printed(truth):
    assert truth["what"].startswith("SIMULATED")
    assert [row["figure"] for row in truth["figures"]] == list(MARGINS)
    assert all(
        row["area"] and row["as_at"] and row["document"] and row["paragraph"] for row in truth["figures"]
    )
    assert sum(truth["people"].values()) == 4500


def test_the_untested_have_aliases_who_tested_positive(tables, truth):
    ask = Counted(tables, "simulated-stockton")
    names = tables["identities"].set_index("person")
    pairs = truth["planted"]["simulated-stockton"]["aliases"]
    tested, positive = (ask.tested(result, *YEAR) for result in ("negative", "positive"))
    assert len(pairs) == 3
    for pair in pairs:
        (untested,) = [person for person in pair["people"] if person not in tested | positive]
        (other,) = [person for person in pair["people"] if person in positive]
        one, two = names.loc[untested], names.loc[other]
        alike = [(a, b) for name in ("forename", "surname") for a, b in [(one[name], two[name])] if a != b]
        assert all(sum(x != y for x, y in zip(a, b, strict=True)) == 1 for a, b in alike)
        assert alike or one["born"] != two["born"]
        assert ask.times_arrested(*YEAR)[untested] >= 10


def test_names_are_made_of_the_syllables_only(tables):
    names = tables["identities"]
    assert names["forename"].str.fullmatch("([A-Za-z]{4}){2}").all()
    assert names["surname"].str.fullmatch("([A-Za-z]{4}){3}").all()
    assert set(names["person"]) == set(tables["nominals"]["person"])


def test_a_family_has_generations_convictions_and_people_of_the_list(tables, truth):
    family = truth["planted"]["simulated-stockton"]["family"]
    convicted = tables["convictions"].query("day <= @END")["person"]
    ppo = tables["enrolments"].query("list == 'ppo' and start <= @END")["person"]
    members = set(family["members"])
    assert members & set(convicted) == set(family["convicted"])
    assert members & set(ppo) == set(family["ever on ppo"])
    of_one = tables["families"].set_index("person").loc[family["members"], "family"]
    assert of_one.nunique() == 1
    assert set(tables["families"].query("family == @of_one.iloc[0]")["person"]) == members
    born = tables["nominals"].set_index("person").loc[family["members"], "born"].dt.year
    assert born.max() - born.min() > 45


# The rules of the tables


def overlapping(table, keys, last="2100-01-01"):
    """Count spells that begin before an earlier one of the same kind has ended."""
    spells = table.sort_values([*keys, "start"])
    ends = spells["end"].fillna(pd.Timestamp(last))
    latest = ends.groupby([spells[key] for key in keys]).cummax()
    before = latest.groupby([spells[key] for key in keys]).shift()
    return (spells["start"] <= before).sum()


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("enrolments", ["person", "list"]),
        ("custody", ["person"]),
        ("residence", ["person"]),
        ("households", ["person"]),
    ],
)
def test_spells_of_one_kind_do_not_overlap_and_end_after_they_start(tables, name, keys):
    table = tables[name]
    assert len(table)
    assert overlapping(table, keys) == 0
    assert not (table["end"] < table["start"]).any()


def test_every_person_is_known_and_has_an_id_that_says_simulated(tables):
    people = tables["nominals"]["person"]
    assert people.is_unique and people.str.fullmatch("simulated-[0-9a-f]{10}").all()
    for name, table in tables.items():
        if "person" in table:
            assert table["person"].isin(people).all(), name
    assert tables["household_facts"]["household"].isin(tables["households"]["household"]).mean() > 0.95


def test_nobody_is_arrested_tested_or_offends_in_custody(tables):
    for name, column in (("arrests", "day"), ("drug_tests", "day"), ("convictions", "offence_day")):
        both = tables[name].merge(tables["custody"], on="person")
        ends = both["end"].fillna(pd.Timestamp("2100-01-01"))
        assert not both[column].between(both["start"], ends).any(), name


def test_days_stand_in_their_order_and_within_the_records(tables):
    last = pd.Timestamp("2012-09-30")
    for name, table in tables.items():
        for column in ("day", "start", "end"):
            if column in table:
                assert not (table[column] > last).any(), (name, column)
    assert (tables["convictions"]["day"] > tables["convictions"]["offence_day"]).all()
    custody = tables["custody"]
    assert (custody["release_due"].isna() == custody["sentence_months"].isna()).all()
    assert (custody["release_due"] >= custody["start"])[custody["release_due"].notna()].all()
    reason = tables["enrolments"]
    assert (reason["reason"].isna() == reason["end"].isna()).all()


def test_the_words_are_those_of_the_contracts(tables):
    words = {
        ("nominals", "sex"): {"female", "male"},
        ("drug_tests", "result"): {"negative", "positive"},
        ("household_facts", "fact"): {
            "crime-or-asb",
            "child-not-in-school",
            "out-of-work-benefit",
            "high-cost",
        },
        ("assessments", "tool"): {
            *("oasys-drugs", "oasys-alcohol", "ogrs3-2yr"),
            *("risk-of-harm", "risk-review", "scheme-review"),
        },
        ("enrolments", "list"): {
            *("ppo", "drr", "probation", "treatment", "cjit", "dip", "dip-suspended"),
            *("hcc", "one-service", "iom", "fixed", "flex", "free"),
        },
    }
    for (table, column), allowed in words.items():
        assert set(tables[table][column].dropna()) == allowed
    scores = tables["assessments"].groupby("tool")["score"].agg(["min", "max"])
    assert scores.loc["oasys-drugs"].between(0, 12).all() and scores.loc["ogrs3-2yr"].between(0, 100).all()
    assert scores.loc["risk-of-harm"].between(1, 4).all()


def test_there_are_gaps_re_entries_and_awkward_days(tables):
    people, spells = tables["nominals"], tables["enrolments"]
    assert people["born"].isna().any() and people["sex"].isna().any()
    assert len(set(people["person"]) - set(tables["residence"]["person"])) > 10
    assert spells.groupby(["person", "list"]).size().max() > 1
    assert {"1991-03-31", "1984-02-29", "1992-02-29"} <= set(people["born"].dt.strftime("%Y-%m-%d"))
    assert tables["custody"]["sentence_months"].isna().any()


# Seeds and sizes


def digests(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_the_same_seed_gives_the_same_bytes(folder, tmp_path):
    write_people(tmp_path, people=4500, seed=1)
    assert digests(tmp_path) == digests(folder)


@pytest.mark.parametrize("seed", [2, 20090331])
def test_another_seed_gives_other_people_and_the_same_figures(figures, tables, tmp_path, seed):
    write_people(tmp_path, people=4000, seed=seed)
    others = read_tables(tmp_path)
    assert not set(others["nominals"]["person"]) & set(tables["nominals"]["person"])
    assert counted(others) == pytest.approx(figures)
    planted = json.loads((tmp_path / "truth.json").read_text("utf-8"))["planted"]["simulated-stockton"]
    found = of_the_list(Counted(others, "simulated-stockton"), END)
    assert {kind: sorted(people) for kind, people in found.items()} == planted["review"]


def test_a_larger_population_has_the_same_first_people(tables, tmp_path):
    write_people(tmp_path, people=4600, seed=1)
    larger = read_tables(tmp_path)
    for area in ("simulated-stockton", "simulated-peterborough", "simulated-national"):
        ours, theirs = (each["arrests"][each["arrests"]["area"] == area] for each in (tables, larger))
        pd.testing.assert_frame_equal(ours.reset_index(drop=True), theirs.reset_index(drop=True))


def test_few_people_live_in_the_borough_alone_with_shares_like_the_printed_ones(tmp_path):
    write_people(tmp_path, people=3999, seed=1)
    tables = read_tables(tmp_path)
    assert set(tables["residence"]["area"]) == {"simulated-borough"}
    truth = json.loads((tmp_path / "truth.json").read_text("utf-8"))
    assert (
        truth["figures"] == [] and truth["planted"] == {} and truth["people"] == {"simulated-borough": 3999}
    )


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    made = tmp_path_factory.mktemp("many")
    write_people(made, people=60_000, seed=3)
    return read_tables(made)


def test_the_borough_is_like_the_printed_places(many):
    ask = Counted(many, "simulated-borough")
    arrests = ask.times_arrested(*YEAR)
    listed = arrests[(arrests >= 10) | ((arrests >= 5) & arrests.index.isin(ask.tested("positive", *YEAR)))]
    adults = set(listed[ask.age(listed.index, END).reindex(listed.index) >= 18].index)
    assert len(adults) > 300
    printed = {"ppo": 14, "drr": 15, "probation": 48, "treatment": 63, "cjit": 39}
    for name, count in printed.items():
        assert len(adults & ask.live(name, *YEAR)) / len(adults) == pytest.approx(count / 73, abs=0.08), name
    assert arrests[list(adults)].sum() / arrests.sum() == pytest.approx(720 / 3109, abs=0.06)
    assert 1 - len(ask.women(adults)) / len(adults) == pytest.approx(64 / 73, abs=0.06)
    ppo = ask.on("ppo", "2009-03-31")
    serving = ask.in_custody(ppo, "2009-03-31").dropna()
    assert len(serving) / len(ppo) == pytest.approx(0.33, abs=0.1)
    assert (serving < 12).mean() == pytest.approx(0.18, abs=0.1)


def test_a_person_has_about_twenty_events_and_a_few_have_very_many(many):
    events = ("arrests", "convictions", "drug_tests", "intelligence", "custody", "enrolments", "assessments")
    borough = set(many["residence"].query("area == 'simulated-borough'")["person"])
    count = pd.concat([many[name]["person"] for name in events]).value_counts()
    count = count.reindex(sorted(borough), fill_value=0)
    assert 17 < count.mean() < 24
    assert count.median() < count.mean() and count.max() > 8 * count.mean()


def test_quarters_of_six_years_can_be_compared(many):
    arrests = many["arrests"].query("area == 'simulated-borough'")
    quarters = arrests.groupby(arrests["day"].dt.to_period("Q")).size()
    assert len(quarters) == 26
    assert np.allclose(quarters / quarters.mean(), 1, atol=0.45)


def test_no_two_people_of_many_blocks_have_the_same_id(many):
    assert many["nominals"]["person"].is_unique
    for name, keys in (
        ("enrolments", ["person", "list"]),
        ("custody", ["person"]),
        ("residence", ["person"]),
    ):
        assert overlapping(many[name], keys) == 0


@pytest.mark.parametrize("people", [1, 2, 7])
def test_very_few_people_can_be_made_too(tmp_path, people):
    write_people(tmp_path, people=people, seed=people)
    tables = read_tables(tmp_path)
    assert len(tables["nominals"]) == people
    assert len(tables) == 13


def test_everybody_over_the_rule_is_in_the_community_for_some_of_the_year(tables):
    ask = Counted(tables, "simulated-stockton")
    arrests = ask.times_arrested(*YEAR)
    spells = tables["custody"][tables["custody"]["person"].isin(arrests[arrests >= 5].index)]
    all_year = (spells["start"] <= YEAR[0]) & ~(spells["end"] < YEAR[1])
    assert len(spells) and not all_year.any()


# The command


def iom(*words, cwd):
    command = [sys.executable, "-m", "iomlib", "simulate", *map(str, words)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_the_command_says_what_it_wrote_and_what_will_not_come_out(tmp_path):
    done = iom("made", "--people", 300, "--seed", 4, cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr == "300 of 300 people\n"
    assert re.fullmatch(
        r"SIMULATED: 300 people and [\d,]+ events written to made \(seed 4\): simulated-borough 300\. "
        r"Fewer than 4,000 people: all live in simulated-borough, with shares like the printed ones\. "
        r"From 4,000 on the printed figures come out exactly\.\n",
        done.stdout,
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made"]
    assert len(list((tmp_path / "made").iterdir())) == 14


def test_the_command_makes_5000_people_with_the_printed_figures_by_default(tmp_path):
    (tmp_path / "made").mkdir()
    done = iom("made", cwd=tmp_path)
    assert done.returncode == 0
    areas = "simulated-stockton 2,000, simulated-peterborough 750, simulated-national 1,150, simulated-borough 1,100"
    assert re.fullmatch(
        rf"SIMULATED: 5,000 people and [\d,]+ events written to made \(seed 1\): {areas}\. "
        r"truth\.json says which printed figures come out, and who was planted\.\n",
        done.stdout,
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("full", "full: is not empty, and nothing is written over. Name a new or empty folder.\n"),
        ("file.csv", "file.csv: is a file. Name a new or empty folder.\n"),
        ("none/made", "none/made: there is no folder none to put it in. Make that first.\n"),
    ],
)
def test_the_command_writes_over_nothing(tmp_path, name, message):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "truth.json").write_text("{}")
    (tmp_path / "file.csv").write_text("")
    done = iom(name, "--people", 10, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)
    assert (tmp_path / "full" / "truth.json").read_text() == "{}"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file.csv", "full"]


def test_the_command_does_not_load_pandas(tmp_path):
    code = "import sys; from iomlib.cli import app; app(['simulate', 'made', '--people', '20'], standalone_mode=False)"
    code += "; print('pandas' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "False"


def test_one_person_is_one_person(tmp_path):
    assert iom("made", "--people", 1, cwd=tmp_path).stdout.startswith("SIMULATED: 1 person and ")


def test_more_people_than_a_disk_holds_are_refused(tmp_path):
    done = iom("made", "--people", 99_999_999_999, cwd=tmp_path)
    assert done.returncode == 2
    assert "'--people'" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_refuses_is_told_without_a_traceback(tmp_path):
    def tell(done):
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(ParameterError) as refused:
        simulate_into(tmp_path / "made", people=10, seed=1, tell=tell)
    assert str(refused.value) == (
        f"{tmp_path / 'made'}: cannot be written: No space left on device. Nothing was left there. Name a folder that "
        "you may write to, on a disk with room."
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_a_run_that_is_asked_to_end_leaves_nothing_behind(tmp_path):
    command = [sys.executable, "-m", "iomlib", "simulate", "made", "--people", "3000000"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr.readline() == "2,000 of 3,000,000 people\n"
        run.terminate()
        run.communicate(timeout=60)
    assert run.returncode == 130
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_breaks_off_leaves_nothing_behind(tmp_path):
    def tell(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate_into(tmp_path / "made", people=10, seed=1, tell=tell)
    assert list(tmp_path.iterdir()) == []


def test_the_people_of_the_demonstration_are_written_beside_its_comparisons(tmp_path):
    demonstration(tmp_path)
    written = {path.name for path in tmp_path.iterdir()}
    assert {"people.csv", "control_pool.csv", "events.csv", "nominals.parquet", "truth.json"} < written
    assert len(written) == 23
    truth = json.loads((tmp_path / "truth.json").read_text("utf-8"))
    assert (truth["seed"], sum(truth["people"].values())) == (2009, 5000)


# What a plan refuses


def test_an_event_for_which_there_is_no_free_day_is_refused():
    plan = nothing()
    plan.want("arrests", person=np.array([0]), count=1, first=5, last=9)
    gone = away(rows(person=np.array([0]), start=5, end=9), 1)
    with pytest.raises(
        ValueError, match=r"^arrests: a time in which an event is wanted has no day outside custody\."
    ):
        drawn(Chance(1), plan, "arrests", gone)


def test_more_people_than_there_are_cannot_be_chosen():
    with pytest.raises(ValueError, match=r"^women: 3 are wanted of 2\."):
        some(Chance(1), "women", np.array([True, False, True]), 3)


# Days outside custody, checked against a list of all days


@given(
    spells=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 60), st.integers(0, 25)), max_size=12),
    window=st.tuples(st.integers(0, 60), st.integers(0, 40)),
    uniform=st.floats(0, 1, exclude_max=True),
)
def test_a_free_day_is_one_of_the_days_outside_custody_and_all_are_as_likely(spells, window, uniform):
    first, last = window[0], window[0] + window[1]
    kept = []
    for person, start, length in sorted(spells):
        if not any(other == person and start <= end for other, _, end in kept):
            kept.append((person, start, start + length))
    columns = [np.array([each[n] for each in kept], dtype=np.int64) for n in range(3)]
    gone = away({"person": columns[0], "start": columns[1], "end": columns[2]}, 4)
    for person in range(4):
        inside = {day for who, start, end in kept if who == person for day in range(start, end + 1)}
        free = [day for day in range(first, last + 1) if day not in inside]
        who = np.array([person])
        assert free_days(gone, who, first, last).tolist() == [len(free)]
        found = free_day(gone, who, first, last, np.array([uniform]))[0]
        assert found == (free[int(uniform * len(free))] if free else BLANK)
