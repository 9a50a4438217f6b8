"""The crime profile as a reader gets it: the notebook's own cells, on made-up counties, forces and broken quarters."""

import ast
import csv
import itertools
import math
import re
import shutil
from collections import Counter
from datetime import date

import nbformat
import pandas as pd
import pyarrow as pa
import pytest
from frame import ROOT
from profiles import row

from examples import county
from iomlib import tables
from iomlib.blocks import Chart, Sentence, Table
from iomlib.report import coverage
from iomlib.tables.recorded.contract import SCHEMA, Recorded, SourceFile
from iomlib.tables.recorded.keep import keep

NOTEBOOK = ROOT / "notebooks" / "crime_profile.ipynb"
NORTHMOOR = "simulated-northmoor"
FIRST, SECOND = "2018-19-Q1", "2018-19-Q2"  # whole; with a month of which half did not arrive
FORCES = ("cambridgeshire", "cleveland", "metropolitan")
PART = "all three months, of which August 2018 may be in part"


def page(area, quarter, data, params=ROOT / "params"):
    """Run the notebook's cells in this process, and give what they show by id, and the headline as `headline`."""
    known = {}
    shown = []
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        if "parameters" in cell.metadata.get("tags", []):
            exec(cell.source, known)  # noqa: S102  our own notebook
            known |= {"area": area, "quarter": quarter, "data": str(data), "params": str(params)}
            continue
        *steps, last = ast.parse(cell.source).body
        exec(compile(ast.Module([*steps], []), "cell", "exec"), known)  # noqa: S102
        if isinstance(last, ast.Expr):
            shown.append(eval(compile(ast.Expression(last.value), "cell", "eval"), known))  # noqa: S307
        else:
            exec(compile(ast.Module([last], []), "cell", "exec"), known)  # noqa: S102
    made = {getattr(block, "id", f"{number}"): block for number, block in enumerate(shown)}
    return made | {"headline": next(each for each in shown if getattr(each, "style", "") == "lead")}


def words(made):
    """Join all that a reader sees or hears."""
    found = []
    for block in made.values():
        if isinstance(block, Sentence):
            found += block.sentences
        elif isinstance(block, Table):
            cells = [cell for each in block.rows for cell in each]
            found += [block.caption, *(column.text for column in block.columns), *cells, *block.notes]
        elif isinstance(block, Chart):
            found += [block.caption, block.alt]
    return "\n".join(found)


def figures(block):
    return {each.id: each for each in block.figures}


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    data = tmp_path_factory.mktemp("county") / "data"
    data.mkdir()
    shutil.copy(ROOT / "data" / "population.csv", data)
    county.bring_in(data)
    return data


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """Read the files of the county with nothing but the csv of Python."""
    found = []
    for path in county.write_archive(tmp_path_factory.mktemp("archive")):
        with path.open(encoding="utf-8", newline="") as file:
            found += list(csv.DictReader(file))
    return found


@pytest.fixture(scope="module")
def first(simulated):
    return page(NORTHMOOR, FIRST, simulated)


@pytest.fixture(scope="module")
def second(simulated):
    return page(NORTHMOOR, SECOND, simulated)


def counted(rows, months, name="Northmoor"):
    """Count the rows of a district by category."""
    return Counter(
        each["Crime type"]
        for each in rows
        if each["Month"] in months and each["LSOA name"].rpartition(" ")[0] == f"SIMULATED {name}"
    )


def months_of(year, first, last):
    return [f"{year}-{number:02}" for number in range(first, last + 1)]


Q1_2018, Q1_2017 = months_of(2018, 4, 6), months_of(2017, 4, 6)
ASB = "Anti-social behaviour"


def crimes(counts):
    return sum(count for kind, count in counts.items() if kind != ASB)


class TestAWholeQuarter:
    def test_every_count_is_that_of_the_files(self, first, rows):
        now, before = counted(rows, Q1_2018), counted(rows, Q1_2017)
        season = figures(first["season"])
        assert season["season.all.before"].value == crimes(before)
        assert season["season.all.after"].value == crimes(now)
        change = season["season.all.change_percent"]
        assert change.value == pytest.approx(100 * (crimes(now) / crimes(before) - 1))
        assert change.lower < change.value < change.upper
        asb = figures(first["incidents"])
        assert asb["incidents.asb.incidents"].value == now[ASB]

    def test_the_mix_is_that_of_the_files(self, first, rows):
        now, before = counted(rows, Q1_2018), counted(rows, Q1_2017)
        mix = figures(first["mix"])
        shown = {key for key in mix if key.endswith(".crimes")}
        assert len(shown) == len({kind for kind in (*now, *before) if kind != ASB})
        for kind in set(now) - {ASB}:
            key = re.sub("[^a-z]+", "-", kind.lower())
            assert mix[f"mix.{key}.crimes"].value == now[kind]
            assert mix[f"mix.{key}.share"].value == pytest.approx(now[kind] / crimes(now))
            assert mix[f"mix.{key}.share_before"].value == pytest.approx(before[kind] / crimes(before))
            assert mix[f"mix.{key}.share"].lower is None, "a share of all that was recorded has no interval"

    def test_the_year_is_the_sum_of_its_months(self, first, rows):
        year = [*months_of(2017, 7, 12), *months_of(2018, 1, 6)]
        before = [*months_of(2016, 7, 12), *months_of(2017, 1, 6)]
        rolling = figures(first["rolling_year"])
        assert rolling["rolling_year.latest.after"].value == crimes(counted(rows, year))
        assert rolling["rolling_year.latest.before"].value == crimes(counted(rows, before))
        rates = figures(first["rates"])
        assert rates["rates.all_crime_people.year"].value == pytest.approx(
            1000 * crimes(counted(rows, year)) / 72_300
        )

    def test_rates_are_counts_over_people_and_households(self, first, rows):
        now = counted(rows, Q1_2018)
        rates = figures(first["rates"])
        people, homes = rates["rates.all_crime_people.quarter"], rates["rates.burglary_households.quarter"]
        assert people.value == pytest.approx(1000 * crimes(now) / 72_300)
        assert homes.value == pytest.approx(1000 * now["Burglary"] / 30_900)
        assert (people.unit, homes.unit) == ("per 1,000 residents", "per 1,000 households")
        assert people.method == homes.method == "exact Poisson (Garwood)"
        note = " ".join(first["rates"].notes)
        assert "72,300 people and 30,900 households on 27 March 2011" in note
        assert "burglary of homes from that of businesses" in note

    def test_peers_have_their_own_counts_and_stand_in_the_order_of_names(self, first, rows):
        peers = figures(first["peers"])
        for name, (people, _) in county.DISTRICTS.items():
            count = crimes(counted(rows, Q1_2018, name))
            assert peers[f"peers.simulated-{name.lower()}.crimes"].value == count
            assert peers[f"peers.simulated-{name.lower()}.rate"].value == pytest.approx(1000 * count / people)
        names = [each[0] for each in first["peers"].rows]
        assert names == sorted(names) and len(names) == 8
        rates = [float(each[3]) for each in first["peers"].rows]
        assert rates not in (sorted(rates), sorted(rates, reverse=True))
        said = words({name: first[name] for name in ("peers", "funnel", "headline")})
        assert not re.search(r"\brank|\bbest\b|\bworst\b|league", said, re.I)

    def test_rows_without_a_place_are_in_no_count_and_are_told(self, first, rows):
        nowhere = [each for each in rows if not each["LSOA code"] and each["Month"] in Q1_2018]
        assert figures(first["apart"])["apart.no-location.crimes"].value == len(nowhere)
        assert first["apart"].notes == [
            "Of the force that recorded them and not of this area alone: no location. Some of them happened here; "
            "nobody can say how many."
        ]

    def test_what_lies_here_is_not_said_to_be_of_the_force(self):
        def notes(*places):
            return coverage.apart_table(
                pd.DataFrame({"crimes": 9.0, "incidents": 0.0}, index=[*places])
            ).notes

        assert notes("railway") == [
            "What the railway police or another force recorded happened in this area."
        ]
        assert notes("railway", "no location") == [
            "Of the force that recorded them and not of this area alone: no location. Some of them happened here; "
            "nobody can say how many.",
            *notes("railway"),
        ]

    def test_the_picture_tells_every_month(self, first, rows):
        chart = first["trend_chart"]
        months = [f"{year}-{n:02}" for year in (2016, 2017, 2018) for n in range(1, 13)]
        months = [month for month in months if "2016-04" <= month <= "2018-06"]
        counts = [crimes(counted(rows, [month])) for month in months]
        assert [int(count) for _, count, _ in chart.rows] == counts
        assert (chart.rows[0][0], chart.rows[-1][0]) == ("April 2016", "June 2018")

    def test_nothing_of_a_later_quarter_is_read(self, first):
        assert "July 2018" not in words(first)

    def test_it_says_that_all_of_it_is_made_up(self, first):
        said = words(first)
        assert "SIMULATED: this place and its crimes are made up by a program" in said
        assert "SIMULATED: made up by iomlib in the layout of street-level crime" in said

    def test_the_headline_says_where_the_area_lies_and_no_more(self, first):
        told = first["headline"].sentences
        assert len(told) == 5 and "£" in told[-1]
        assert (
            told[3].startswith("Among 8 similar areas with ")
            and "SIMULATED Northmoor lie inside the" in told[3]
        )


class TestAPartialMonth:
    def test_is_named_in_title_table_and_headline(self, second):
        assert second["coverage"].caption == f"What this page is of: {PART}"
        assert ["Supplied", PART] in second["coverage"].rows
        assert second["headline"].sentences[0].endswith(f"(July to September 2018): {PART}.")
        assert "a gap in the supply would read as a fall" in second["headline"].sentences[1]

    def test_no_fall_is_told_of_a_window_that_holds_it(self, second):
        season = figures(second["season"])
        for name in ("after", "change", "change_percent"):
            assert season[f"season.all.{name}"].text == "no data"
        assert second["rolling_year"].rows[0][0] == "July 2018"
        assert "fewer" not in words(second)

    def test_is_marked_in_the_picture_and_not_joined(self, second):
        chart = second["trend_chart"]
        assert re.search(r"August 2018 \d+ \(may be in part\)\.", chart.alt)
        assert [row[2] for row in chart.rows[-3:]] == ["", "may be in part", ""]

    def test_gives_no_rate_no_cost_and_no_place_among_others(self, second):
        assert not {"rates", "peers", "funnel", "cost_of_crime", "uncosted"} & set(second)
        assert words(second).count("Not worked out: August 2018 may have been supplied in part.") >= 3

    def test_what_was_supplied_is_not_called_missing(self, second):
        assert "Not supplied" not in words(second)


@pytest.mark.parametrize("area", FORCES)
def test_a_force_of_the_csv_has_its_quarters_and_rates(area):
    made = page(area, "2017-18-Q4", ROOT / "data")
    with (ROOT / "data" / "crimes.csv").open(encoding="utf-8", newline="") as file:
        rows = [each for each in csv.DictReader(file) if each["area"] == area]
    with (ROOT / "data" / "population.csv").open(encoding="utf-8", newline="") as file:
        people = {each["area"]: each for each in csv.DictReader(file)}[area]
    year = sum(int(each["crimes"]) for each in rows)
    last = [each for each in rows if each["period_end"] == "2018-03-31"]
    homes = sum(int(each["crimes"]) for each in last if each["offence_subgroup"] == "Domestic burglary")
    rates = figures(made["rates"])
    assert rates["rates.all_crime_people.year"].value == pytest.approx(1000 * year / int(people["persons"]))
    assert rates["rates.burglary_households.quarter"].value == pytest.approx(
        1000 * homes / int(people["households"])
    )
    said = words(made)
    assert "The same quarter of last year was not supplied, so there is nothing to compare with." in said
    assert "No counts of anti-social behaviour were supplied." in said
    assert made["mix"].columns[-1].text == "Share", "without last year nothing stands beside it"


def store(folder, rows, series="home-office-force"):
    """Put rows into a store, as a reader would."""
    made = [{**dict.fromkeys(SCHEMA.names, ""), **each, "source": "f" * 64} for each in rows]
    for each in made:
        del each["series"]
        each["period_start"], each["period_end"] = (
            each[name].date() if not isinstance(each[name], date) else each[name]
            for name in ("period_start", "period_end")
        )
    folder.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pylist(made, schema=SCHEMA)
    keep(folder, Recorded(series, table, (SourceFile("a.csv", "f" * 64, len(made), "A table", ("a",)),)))
    return folder


def month(start, crimes, **other):
    of_page = {"area": "cleveland", "area_name": "Cleveland", "recorded_by": "cleveland"}
    return row(start, crimes, **{**of_page, **other})


@pytest.fixture
def two_of_three(tmp_path):
    months = [f"{2017 + n // 12}-{n % 12 + 1:02}" for n in range(3, 17)]
    rows = [month(each, 100, offence_group="Robbery") for each in months]
    data = store(tmp_path / "data", rows, "police-uk")
    shutil.copy(ROOT / "data" / "population.csv", data)
    return page("cleveland", FIRST, data)


class TestTwoOfThreeMonths:
    LABEL = "two of three months (April 2018 and May 2018; June 2018 was not supplied)"

    def test_the_page_says_so_first(self, two_of_three):
        assert two_of_three["coverage"].caption == f"What this page is of: {self.LABEL}"
        assert ["Supplied", self.LABEL] in two_of_three["coverage"].rows
        told = two_of_three["headline"].sentences
        label = f"T{self.LABEL[1:]}"
        assert told[0] == f"{label}: 200 crimes were recorded in them in Cleveland."
        assert told[1].startswith(
            "Only two of three months of this quarter were supplied (April 2018 and May 2018)."
        )

    def test_no_change_no_rate_and_no_cost_is_worked_out(self, two_of_three):
        season = figures(two_of_three["season"])
        assert season["season.all.before"].value == 300
        assert season["season.all.after"].text == "no data"
        assert not {"rates", "cost_of_crime", "uncosted", "rolling_year"} & set(two_of_three)
        said = words(two_of_three)
        assert "Not worked out: only two of three months of this quarter were supplied." in said
        assert "£" not in said and "fewer" not in said

    def test_its_mix_says_of_how_much_it_is(self, two_of_three):
        assert self.LABEL in two_of_three["mix"].caption


def test_a_quarter_of_which_nothing_came_shows_no_number(tmp_path):
    data = store(tmp_path / "data", [month(f"2017-0{n}", 9, offence_group="Robbery") for n in (4, 5, 6)])
    made = page("cleveland", FIRST, data)
    assert made["coverage"].rows[2] == ["Supplied", "nothing"]
    assert made["headline"].sentences[0].startswith("Not supplied for this quarter: counts of recorded crime")
    assert "mix" not in made and "season" not in made


def test_counts_of_years_are_named_and_not_taken_for_months(tmp_path):
    made = page("cleveland", "2017-18-Q4", store(tmp_path, [month("2017-04", 1200, months=12)]))
    assert ["Source of the counts", "home-office-force"] in made["coverage"].rows
    assert (
        "The counts of home-office-force are of periods longer than a quarter, so none of them can be shown here."
        in made["coverage"].notes
    )


def test_what_the_railway_police_recorded_lies_in_this_area(tmp_path):
    railway = month("2018-01", 4, place="railway", recorded_by="btp")
    made = page("cleveland", "2017-18-Q4", store(tmp_path, [month("2018-01", 100), railway]))
    assert made["apart"].notes == ["What the railway police or another force recorded happened in this area."]


def test_an_area_without_any_counts_has_a_page_that_says_so(tmp_path):
    (tmp_path / "data").mkdir()
    made = page("cleveland", FIRST, tmp_path / "data")
    assert "No counts of recorded crime were supplied for this quarter." in words(made)
    assert not re.search(r"\b0(\.0)?\b", made["headline"].sentences[0])


def test_a_change_of_recording_is_told_and_not_compared(tmp_path):
    quarter = [month(start, 90, months=3, offence_group="Theft offences") for start in ("2017-04", "2018-04")]
    new = month("2018-04", 40, months=3, offence_group="Public order offences")
    gone = month("2017-04", None, months=3, offence_group="Public order offences", state="not in series")
    made = page("cleveland", FIRST, store(tmp_path / "data", [*quarter, new, gone]))
    assert any(note.startswith("Public order offences: the recording changed.") for note in made["mix"].notes)
    assert figures(made["mix"])["mix.public-order-offences.change_percent"].text == "no data"
    assert any("Public order offences" in note and "recording" in note for note in made["season"].notes)


def test_a_count_that_was_withheld_leaves_no_total_no_share_and_no_cost(tmp_path):
    months = [f"{2017 + n // 12}-{n % 12 + 1:02}" for n in range(3, 18)]
    rows = [month(each, 100, offence_group="Robbery") for each in months]
    rows += [month(each, None, offence_group="Burglary", state="suppressed") for each in months]
    made = page("cleveland", FIRST, store(tmp_path / "data", rows, "police-uk"))
    assert made["coverage"].rows[2] == ["Supplied", "no count of all crimes"]
    assert (
        made["headline"].sentences[0].startswith("A count of April 2018, May 2018 and June 2018 was withheld")
    )
    assert figures(made["mix"])["mix.robbery.crimes"].value == 300
    assert figures(made["mix"])["mix.robbery.share"].text == "no data"
    assert any(note.startswith("No shares: a count of Burglary was withheld") for note in made["mix"].notes)
    said = words(made)
    assert (
        "No counts of recorded crime were supplied" not in said and "100.0%" not in said and "£" not in said
    )


def test_a_category_that_ends_without_a_word_is_no_fall_to_nothing(tmp_path):
    quarter = [month(start, 90, months=3, offence_group="Theft offences") for start in ("2017-04", "2018-04")]
    gone = month("2017-04", 240, months=3, offence_group="Public disorder")
    made = page("cleveland", FIRST, store(tmp_path / "data", [*quarter, gone]))
    assert figures(made["mix"])["mix.public-disorder.change_percent"].text == "no data"
    assert any(note.startswith("Public disorder: in no row of one of the two") for note in made["mix"].notes)
    assert "largest change" not in " ".join(made["headline"].sentences)
    assert any(
        "may have changed between the two quarters: Public disorder" in each for each in made["season"].notes
    )


def test_home_office_quarters_have_a_year_against_a_year(tmp_path):
    starts = [f"{year}-{month:02}" for year in (2016, 2017, 2018) for month in (1, 4, 7, 10)][1:10]
    rows = [month(each, 100 + n, months=3, offence_group="Robbery") for n, each in enumerate(starts)]
    made = page("cleveland", FIRST, store(tmp_path / "data", rows))
    rolling = figures(made["rolling_year"])
    assert rolling["rolling_year.latest.after"].value == sum(range(105, 109))
    assert rolling["rolling_year.latest.before"].value == sum(range(101, 105))
    assert "by quarter" in made["trend_chart"].alt


def test_the_order_in_which_rows_came_is_nothing(tmp_path):
    rows = [
        month(f"2018-0{n}", 10 * n, offence_group=g) for n in (4, 5, 6) for g in ("Robbery", "Theft offences")
    ]
    pages = [
        page("cleveland", FIRST, store(tmp_path / f"data{turn}", each))
        for turn, each in enumerate((rows, rows[::-1]))
    ]
    for name in ("mix", "season", "coverage"):
        assert pages[0][name] == pages[1][name]


def test_no_word_of_cause_stands_beside_a_change(first, second):
    effect = re.compile(
        r"\b(reduced|thanks to|worked(?! out)|effective\w*|impact\w*|due to|because of|led to)\b", re.I
    )
    for made in (first, second):
        assert effect.findall(words(made)) == []


def test_every_number_of_a_table_is_a_figure(first):
    for block in first.values():
        if isinstance(block, Table) and block.id in {"season", "mix", "rates", "peers", "rolling_year"}:
            texts = {each.text.partition(" (")[0] for each in block.figures}
            cells = itertools.chain.from_iterable(each[1:] for each in block.rows)
            plain = [cell for cell in cells if re.fullmatch(r"[−+]?[\d,.]+%?", cell)]
            assert [cell for cell in plain if cell not in texts] == []


def test_a_report_that_is_given_its_slice_alone_shows_the_same_page(simulated, first, tmp_path):
    folders = tables.read_folders(simulated, ROOT / "params")
    given = tables.given(folders, NORTHMOOR, FIRST, "public")
    for name, content in given.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    made = page(NORTHMOOR, FIRST, tmp_path / "data", tmp_path / "params")
    assert set(made) == set(first)
    assert [name for name in made if made[name] != first[name]] == []
    assert (
        tables.given(tables.read_folders(tmp_path / "data", tmp_path / "params"), NORTHMOOR, FIRST) == given
    )
    assert "data/recorded_crime.parquet" in [each[0] for each in made["provenance"].rows]


def test_the_copy_of_a_run_keeps_what_is_of_no_area(simulated):
    apart = simulated / "recorded_crime" / "police-uk" / "_apart"
    assert apart.is_dir() and tables.is_read(simulated, apart, frozenset({NORTHMOOR}))


def test_the_expected_counts_of_the_county_are_near_what_was_made(rows):
    total = sum(
        county.expected(name, each, kind)
        for name in county.DISTRICTS
        for each in county.MONTHS
        for kind in county.CRIMES
    )
    made = sum(1 for each in rows if each["Crime type"] != ASB)
    assert abs(made - total) < 4 * math.sqrt(total)
