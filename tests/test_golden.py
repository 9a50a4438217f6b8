"""Every figure that the documents print and that our functions can give, to the places printed.

``tests/golden/published.csv`` has one row per figure; ``agrees`` is "no" where the document is
wrong, and the test fails when that difference goes away.
"""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pandas as pd
import pytest
from prices import real

from iomlib.metrics.caseload import adds_up, counts_behind, frequency_summary, overlaps
from iomlib.metrics.costs import shares_of_printed
from iomlib.metrics.indicators import ni30_ceiling, track_against_ceiling

ROOT = Path(__file__).parent.parent
PUBLISHED = pd.read_csv(ROOT / "tests/golden/published.csv", dtype=str, keep_default_na=False)


def read(name):
    return pd.read_csv(ROOT / "data" / name)


PRINTED = read("printed_figures.csv").set_index("id")["value"]


def peterborough():
    crimes = read("crimes.csv").query("area == 'peterborough'").set_index("offence_group")
    costs = shares_of_printed(crimes.rename(columns={"cost_printed": "cost"})[["crimes", "cost"]])
    groups = {
        "violence": "Violence against the Person",
        "sexual": "Most Serious Sexual Offences",
        "acquisitive": "Serious Acquisitive Crime",
        "burglary": "Commercial Burglary",
        "theft": "Theft and Handling",
        "damage": "Criminal Damage",
        "vehicle": "Attempted Vehicle Theft",
    }
    total = costs["crimes"].sum()
    fewer, reduction = PRINTED[["peterborough-fewer-victims", "peterborough-crime-reduction"]]
    return {
        "peterborough-crimes": total,
        "peterborough-cost": costs["cost"].sum(),
        "peterborough-cost-of-crime": costs["cost"].sum(),
        "peterborough-fewer-victims": total * reduction / 100,
        "peterborough-crime-reduction": 100 * fewer / total,
    } | {
        f"peterborough-{name}-{share}-share": 100 * costs.loc[group, f"{share}_share"]
        for name, group in groups.items()
        for share in ("crime", "cost")
    }


def repriced():
    """Peterborough's counts at two editions, in 2010/11 prices."""
    newest, oldest = (
        real("peterborough", "2011-12-Q3", "2010-11", f"home-office-{year}")
        for year in ("2019-20", "2010-11")
    )
    sexual = newest.groups.loc["Most Serious Sexual Offences"]
    return {
        "peterborough-repriced": newest.cost("recorded"),
        "peterborough-estimated": newest.cost("estimated actual"),
        "peterborough-sexual-low": sexual["low"],
        "peterborough-sexual-high": sexual["high"],
        "peterborough-sexual-cost": oldest.groups.loc["Most Serious Sexual Offences", "cost"],
        "peterborough-burglary-cost": oldest.groups.loc["Commercial Burglary", "cost"],
        "peterborough-vehicle-cost": oldest.groups.loc["Attempted Vehicle Theft", "cost"],
    }


def ni30():
    targets = read("targets.csv").query("area == 'stockton-on-tees'").set_index("financial_year")
    ceilings = {
        year: ni30_ceiling(row["baseline"], row["reduction_percent"] / 100)
        for year, row in targets.iterrows()
    }
    convictions = read("indicator_counts.csv").set_index("quarter")["convictions"]
    track = track_against_ceiling(convictions, ceilings["2008-09"])
    columns = {
        "to-date": "to_date",
        "variance": "variance_quarter",
        "projection": "projection",
        "over": "over_ceiling",
    }
    figures = {
        f"stockton-q{n}-{name}": track[column].iloc[n - 1]
        for n in (1, 2, 3)
        for name, column in columns.items()
    }
    figures["stockton-q3-under"] = figures.pop("stockton-q3-over")
    return figures | {
        "stockton-ni30-ceiling": ceilings["2008-09"],
        "stockton-year-2-ceiling": ceilings["2009-10"],
        "stockton-ppo-convicted": percent_behind(
            "stockton-ppo-convicted", targets.loc["2008-09", "cohort_size"]
        ),
    }


def percent_behind(figure, total):
    """Give the percentage of the one count that the printed percentage stands for, if there is one."""
    counts = counts_behind(PRINTED[figure], total)
    return 100 * counts[0] / total if len(counts) == 1 else float("nan")


def high_crime_causers():
    def printed(name):
        return PRINTED[f"stockton-{name}"]

    cohort, arrests = printed("high-crime-causers"), printed("acquisitive-arrests")
    unions = ("stockton-hcc-drr", "stockton-hcc-ppo-or-drr", "stockton-hcc-any-service")
    tested_negative, not_tested = 3, 3  # 003, paragraph 3.9
    return {
        "stockton-high-crime-causers": printed("listed") - printed("young-people"),
        "stockton-hcc-not-tested-positive": tested_negative + not_tested,
        "stockton-hcc-10-or-more-over": printed("hcc-10-or-more-arrests"),
        "stockton-hcc-share": 100 * printed("hcc-arrests") / arrests,
        "stockton-hcc-10-or-more-share": 100 * printed("hcc-10-or-more-arrests") / arrests,
        "stockton-hcc-male": 100 * (cohort - printed("hcc-female")) / cohort,
        "stockton-ni38-women-percent": 100 * printed("ni38-women") / printed("ni38-cohort"),
    } | {figure: percent_behind(figure, cohort) for figure in unions}


def lists_of_the_cohorts():
    memberships = read("memberships.csv").query("area == 'stockton-on-tees'")
    cohorts = {
        "High crime causers (adults)": "stockton-hcc-all",
        "High crime causers arrested 10 or more times": "stockton-hcc-10-or-more",
        "Probation caseload": "stockton-caseload",
    }
    lists = {
        "Not accessing DIP": "not-accessing",
        "On the DIP caseload, now closed": "closed",
        "Suspended from the DIP caseload": "suspended",
        "Active on the DIP caseload": "active",
    }
    shares = overlaps(memberships).set_index(["cohort", "list"])["share"]
    caseload = memberships.query("cohort == 'Probation caseload'")
    assert adds_up(memberships)["Probation caseload"]
    return {"stockton-caseload": caseload["people"].sum()} | {
        f"{cohorts[cohort]}-{lists.get(name, name.lower())}": 100 * share
        for (cohort, name), share in shares.items()
    }


def women():
    frequencies = read("arrest_frequencies.csv")
    summary = frequency_summary(frequencies, at_least=5)
    twice = frequency_summary(frequencies, at_least=2)
    others = frequencies[frequencies["arrests"] < summary["highest"]]
    treated = PRINTED[["stockton-women-treatment", "stockton-treatment"]]
    return {
        "stockton-women-arrested": summary["people"],
        "stockton-women-arrests": summary["arrests"],
        "stockton-women-highest": summary["highest"],
        "stockton-women-second-highest": frequency_summary(others)["highest"],
        "stockton-women-arrested-once": summary["people"] - twice["people_at_least"],
        "stockton-women-5-or-more": summary["people_at_least"],
        "stockton-women-treatment-share": 100 * treated.iloc[0] / treated.iloc[1],
    }


def other_papers():
    custody, long_sentence = PRINTED[["stockton-001-custody", "stockton-001-custody-long"]]
    scheme = read("memberships.csv").query("area == 'haringey'").set_index("list")
    reoffended = scheme[scheme.index.str.startswith("Re-offended")]
    return {
        "stockton-001-custody-short": 100 - long_sentence,
        "stockton-001-custody-long-of-all": custody * long_sentence / 100,
        "haringey-reoffending-rate": 100 * reoffended["people"].sum() / scheme["cohort_size"].iloc[0],
    }


COMPUTED = [
    *peterborough().items(),
    *repriced().items(),
    *ni30().items(),
    *high_crime_causers().items(),
    *lists_of_the_cohorts().items(),
    *women().items(),
    *other_papers().items(),
]
OURS = dict(COMPUTED)


def shown(value, places):
    """Round once, half up, from the shortest decimal that stands for the number."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)


@pytest.mark.parametrize("row", list(PUBLISHED.itertuples(index=False)), ids=PUBLISHED["id"])
def test_reproduces_the_published_figure(row):
    ours = shown(OURS[row.id], row.places)
    reproduced = ours == Decimal(row.published)
    assert reproduced == (row.agrees == "yes"), f"{row.id}: published {row.published}, ours {ours}"


def test_every_published_figure_has_one_computation_and_every_computation_a_figure():
    assert sorted(PUBLISHED["id"]) == sorted(figure for figure, _ in COMPUTED)
    assert PUBLISHED["id"].is_unique


def test_every_row_says_whether_it_agrees_and_where_it_stands_and_why_not():
    assert list(PUBLISHED) == ["id", "metric", "published", "places", "agrees", "note"]
    assert PUBLISHED["agrees"].isin(["yes", "no"]).all()
    assert PUBLISHED["note"].str.match(r"00[0-4] \d").all()
    assert PUBLISHED.loc[PUBLISHED["agrees"] == "no", "note"].str.contains(": ").all()


def test_a_figure_that_the_data_folder_holds_is_the_same_there():
    both = PUBLISHED[PUBLISHED["id"].isin(PRINTED.index)]
    assert len(both) > 25
    # Where the paper words it as fewer or under, the data folder has the number as printed.
    assert [abs(float(text)) for text in both["published"]] == PRINTED[both["id"]].tolist()


def test_a_share_printed_in_the_data_folder_is_the_one_published():
    crimes = read("crimes.csv").query("area == 'peterborough'")
    printed = crimes["crime_share_printed"].tolist() + crimes["cost_share_printed"].tolist()
    rows = PUBLISHED[PUBLISHED["metric"].str.fullmatch(r"shares_of_printed \w+_share percent")]
    assert rows["published"].astype(float).tolist() == printed


def test_figures_are_rounded_half_up_and_once():
    assert [str(shown(value, 0)) for value in (0.5, 2.5, 0.4999, -2.5)] == ["1", "3", "0", "-3"]
    assert shown(15.547, 1) == Decimal("15.5")
    assert shown(48_485_263, -6) == Decimal(48_000_000)
