"""The figures in data/ and params/ are those of the documents, and say where they are printed."""

import csv
from importlib.util import find_spec
from pathlib import Path

import pytest

from iomlib.tables import (
    check_folder,
    check_params,
    read_areas,
    read_crimes,
    read_deflator,
    read_group_mix,
    read_subgroup_costs,
    read_table,
    read_unit_costs,
)
from iomlib.tables.contracts import (
    CrimesRow,
    FrequencyRow,
    IndicatorRow,
    MembershipRow,
    PopulationRow,
    PrintedRow,
    TargetRow,
)
from iomlib.tables.contracts_cohort import ActionRow
from iomlib.tables.contracts_people import PERSON_FILES
from iomlib.tables.contracts_records import RECORD_FILES

DATA, PARAMS = Path("data"), Path("params")
EDITION = "home-office-2019-20"
FILES = sorted([*DATA.glob("*.csv"), *PARAMS.glob("*.csv"), *PARAMS.glob("*/*.csv")])
# Made, not kept: a row of the tables of people is a person or an event, and five tables of counts are made up.
MADE_UP = ("staffing", "service_counts", "predicted_offending", "scheme_costs", "effects")
MADE = (*PERSON_FILES, *RECORD_FILES, *(f"{name}.csv" for name in MADE_UP))
TABLES = [path for path in FILES if path.name not in MADE]
CRIMES = read_table(DATA / "crimes.csv", CrimesRow)
MEMBERSHIPS = read_table(DATA / "memberships.csv", MembershipRow)
PRINTED = read_table(DATA / "printed_figures.csv", PrintedRow).set_index("id")
PETERBOROUGH = CRIMES[CRIMES["area"] == "peterborough"]
FORCES = CRIMES[CRIMES["area"] != "peterborough"]
QUARTERS_2017_18 = {
    "2017-18-Q1": ("2017-04-01", "2017-06-30"),
    "2017-18-Q2": ("2017-07-01", "2017-09-30"),
    "2017-18-Q3": ("2017-10-01", "2017-12-31"),
    "2017-18-Q4": ("2018-01-01", "2018-03-31"),
}


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_file_keeps_its_contract():
    assert check_folder(DATA, PARAMS) == []
    assert check_params(PARAMS) == []


def test_the_tables_are_the_ones_that_were_supplied():
    assert [path.name for path in TABLES if path.parent == DATA] == [
        "actions.csv",
        "arrest_frequencies.csv",
        "crimes.csv",
        "indicator_counts.csv",
        "memberships.csv",
        "population.csv",
        "printed_figures.csv",
        "published_claims.csv",
        "published_comparisons.csv",
        "targets.csv",
    ]


@pytest.mark.parametrize("path", TABLES, ids=str)
def test_every_row_names_its_source(path):
    rows = rows_of(path)
    assert rows
    for row in rows:
        assert len(row["source" if "source" in row else "document"]) > 20
        assert row.get("paragraph") != ""


@pytest.mark.parametrize("path", TABLES, ids=str)
def test_open_data_names_its_licence(path):
    for row in rows_of(path):
        if row.get("source", "").startswith(("Home Office", "ONS")):
            assert "Open Government Licence v3.0" in row["source"]


def test_peterborough_has_the_seven_groups_as_printed():
    assert PETERBOROUGH["crimes"].tolist() == [2544, 204, 2326, 884, 4780, 3045, 67]
    assert PETERBOROUGH["crimes"].sum() == 13_850
    assert PETERBOROUGH["cost_printed"].sum() == 48_485_263
    assert PETERBOROUGH["crime_share_printed"].tolist() == [18.4, 1.5, 16.8, 6.4, 34.5, 22.0, 0.5]
    assert PETERBOROUGH["cost_share_printed"].tolist() == [47.9, 15.6, 15.4, 8.4, 5.6, 7.1, 0.1]
    assert (PETERBOROUGH["offence_subgroup"] == "").all()
    assert set(PETERBOROUGH["counting"]) == {"as recorded"}


def test_home_office_counts_are_whole():
    assert len(FORCES) == 288
    assert FORCES.groupby("area")["crimes"].sum().to_dict() == {
        "cambridgeshire": 66_194,
        "cleveland": 57_222,
        "metropolitan": 815_528,
    }
    assert FORCES.groupby(["area", "period_start"])["offence_subgroup"].nunique().eq(24).all()
    assert set(FORCES["counting"]) == {"net of corrections"}


@pytest.mark.parametrize("quarter", QUARTERS_2017_18)
@pytest.mark.parametrize("area", ["cambridgeshire", "cleveland", "metropolitan"])
def test_each_force_has_each_quarter(area, quarter):
    crimes = read_crimes(DATA, area, quarter)
    start, end = QUARTERS_2017_18[quarter]
    assert len(crimes) == 24
    assert (crimes["period_start"] == start).all()
    assert (crimes["period_end"] == end).all()


def test_stockton_convictions_and_targets_are_as_printed():
    counts = read_table(DATA / "indicator_counts.csv", IndicatorRow)
    targets = read_table(DATA / "targets.csv", TargetRow).set_index("financial_year")
    assert counts["convictions"].tolist() == [56, 49, 23]
    assert targets["baseline"].to_dict() == {"2008-09": 247, "2009-10": 221}
    assert targets["reduction_percent"].to_dict() == {"2008-09": 16, "2009-10": 14}
    assert targets["cohort_size"].to_dict() == {"2008-09": 40, "2009-10": 42}


@pytest.mark.parametrize("contract", [FrequencyRow, IndicatorRow, MembershipRow, TargetRow])
def test_what_was_typed_from_a_paper_is_marked_as_published_and_what_is_made_up_is_not(contract):
    rows = read_table(DATA / contract.path, contract)
    made_up = rows["source"].str.startswith("SIMULATED")
    assert (rows["published"] == "yes").tolist() == (~made_up).tolist()


def test_probation_links_add_up_to_the_caseload():
    links = MEMBERSHIPS[MEMBERSHIPS["cohort"] == "Probation caseload"]
    assert links["people"].sum() == links["cohort_size"].iloc[0] == 870
    assert links["percent_printed"].tolist() == [82, 8, 5, 5]


@pytest.mark.parametrize(("size", "percentages"), [(73, [19, 21, 66, 86, 53]), (30, [20, 20, 70, 87, 50])])
def test_overlaps_of_high_crime_causers_are_as_printed(size, percentages):
    overlaps = MEMBERSHIPS[MEMBERSHIPS["cohort_size"] == size]
    assert overlaps["list"].tolist() == ["PPO", "DRR", "Probation", "Treatment", "CJIT"]
    assert overlaps["percent_printed"].tolist() == percentages
    assert overlaps["people"].isna().all()


def test_unions_that_would_disclose_a_small_cell_stay_out_of_memberships():
    assert not MEMBERSHIPS["percent_printed"].isin([37, 90]).any()
    assert PRINTED.loc[["stockton-hcc-ppo-or-drr", "stockton-hcc-any-service"], "value"].tolist() == [37, 90]


def test_haringey_scheme_is_as_printed():
    scheme = MEMBERSHIPS[MEMBERSHIPS["area"] == "haringey"]
    assert scheme["people"].tolist() == [7, 12, 37]
    assert set(scheme["cohort_size"]) == {66}
    assert scheme["note"].str.contains("Assumed").all()


def test_arrest_frequencies_are_the_29_classes():
    classes = read_table(DATA / "arrest_frequencies.csv", FrequencyRow)
    assert len(classes) == 29
    assert classes["people"].sum() == 3889
    assert (classes["arrests"] * classes["people"]).sum() == 7148
    assert classes.loc[classes["arrests"] >= 5, "people"].sum() == 260


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("peterborough-crime-reduction", 13.1),
        ("peterborough-fewer-victims", 1300),
        ("peterborough-cost-of-crime", 60_000_000),
        ("peterborough-prison-year", 45_000),
        ("peterborough-saved-per-pound", 7.09),
        ("stockton-acquisitive-arrests", 3109),
        ("stockton-hcc-arrests", 720),
        ("stockton-hcc-10-or-more-arrests", 440),
        ("stockton-hcc-drr", 20),
        ("stockton-q3-variance", 48),
        ("stockton-year-2-ceiling", 189),
        ("stockton-women-arrested", 3673),
        ("stockton-women-arrests", 7137),
        ("stockton-001-custody-long-of-all", 27),
        ("stockton-000-treatment", 1200),
        ("haringey-reoffending-rate", 25),
    ],
)
def test_printed_figure_is_kept_as_printed(figure, value):
    assert PRINTED.loc[figure, "value"] == value


def test_recommendations_are_open_and_dated_only_where_the_paper_gives_a_date():
    actions = read_table(DATA / "actions.csv", ActionRow)
    assert actions["area"].value_counts().to_dict() == {"stockton-on-tees": 23, "peterborough": 4}
    assert set(actions["status"]) == {"open"}
    assert actions["quarter"].unique().tolist() == ["2009-10-Q2", "2012-13-Q2"]
    dated = actions[actions["due"].notna()]
    assert dated["due"].tolist() == ["2009-10-Q4", *["2013-14-Q2"] * 4]
    assert dated["action"].tolist()[0] == "review-before-cohort-2010-11"
    assert actions["recommendation"].str.contains("Comment in the paper: ").sum() == 6
    assert set(actions["owner"]) == {"Safer Stockton Partnership", "PPO scheme", "HMP & YOI Peterborough"}
    undated = actions.loc[actions["area"] == "stockton-on-tees", "source"].unique()
    assert len(undated) == 1 and "undated (after July 2009; shown as of 2009/10 Q2)" in undated[0]


def test_populations_are_those_of_the_census():
    population = read_table(DATA / "population.csv", PopulationRow).set_index("area")
    real = population[~population.index.str.startswith("simulated-")]
    assert real[["persons", "households"]].T.to_dict("list") == {
        "stockton-on-tees": [191_610, 79_159],
        "peterborough": [183_631, 74_023],
        "haringey": [254_926, 101_955],
        "cambridgeshire": [804_841, 325_264],
        "cleveland": [557_227, 236_401],
        "metropolitan": [8_166_566, 3_261_788],
    }
    made_up = population.drop(real.index)
    assert len(made_up) == 8 and made_up["source"].str.startswith("SIMULATED").all()


def test_populations_come_out_of_the_census_by_small_areas():
    """Summed by hand from the table of the package crime-sim-toolkit, and joined to the ONS lookup by name."""
    census = Path(str(find_spec("crime_sim_toolkit") and find_spec("crime_sim_toolkit").origin)).parent
    census = census / "src" / "LSOA_data" / "census_2011_population_hh.csv"
    lookup = Path("..") / "shared" / "data" / "lad_csp_pfa_lookup" / "lad17_csp17_pfa17_lookup.csv"
    if not (census.is_file() and lookup.is_file()):
        pytest.skip("the census by small areas, or the ONS lookup, is not on this machine")
    # By name: six codes changed between the census and the lookup.
    forces = {each["LAD17NM"]: each["PFA17NM"] for each in rows_of(lookup)}
    found = {}
    with census.open(encoding="utf-8-sig", newline="") as file:
        header, *cells = csv.reader(file)  # three columns are called Persons: the first one is all of them
        named = [header.index(name) for name in ("Local authority name", "Persons", "Households")]
        for row in cells:
            name, *counts = (row[place] for place in named)
            name = name.strip().removesuffix(" UA").removeprefix("The ")
            for area in (name, f"force: {forces[name]}"):
                sums = found.setdefault(area, [0, 0])
                found[area] = [
                    have + int(more.replace(",", "")) for have, more in zip(sums, counts, strict=True)
                ]
    population = read_table(DATA / "population.csv", PopulationRow).set_index("area")
    places = {
        **{"stockton-on-tees": "Stockton-on-Tees", "peterborough": "Peterborough", "haringey": "Haringey"},
        **{"cambridgeshire": "force: Cambridgeshire", "cleveland": "force: Cleveland"},
        "metropolitan": "force: Metropolitan Police",
    }
    for area, place in places.items():
        assert population.loc[area, ["persons", "households"]].tolist() == found[place], area


def test_areas_are_three_partnerships_and_all_territorial_forces():
    areas = read_areas(PARAMS).set_index("id")
    assert areas["kind"].value_counts().to_dict() == {
        "police force area": 43,
        "community safety partnership": 3,
        "example": 14,
    }
    assert areas["ons_code"].dropna().is_unique
    made_up = areas[areas.index.str.startswith("simulated-")]
    assert len(made_up) == 13 and made_up["name"].str.startswith("SIMULATED ").all()
    assert areas.loc["peterborough", "ons_code"] == "E22000017"
    assert areas.loc["metropolitan", ["name", "ons_code"]].tolist() == ["Metropolitan Police", "E23000001"]
    assert not {"btp", "northern-ireland"} & set(areas.index)


def test_unit_cost_components_add_up_within_ten_pounds():
    costs = read_unit_costs(PARAMS, EDITION)
    assert len(costs) == 19
    parts = costs[["anticipation", "consequence", "response"]].sum(axis=1)
    assert (parts - costs["unit_cost"]).abs().max() <= 10
    assert set(costs["price_year"]) == {"2019-20"}
    assert set(costs["status"]) == {"transcribed"}


def test_every_subgroup_in_the_data_is_priced_or_named_as_not_costed():
    costs = read_subgroup_costs(PARAMS, EDITION)
    assert set(FORCES["offence_subgroup"]) <= set(costs.index)
    assert (costs["unit_cost"].isna() == (costs["basis"] == "NOT_COSTED")).all()
    assert costs.loc["Shoplifting", "unit_cost"] == 570
    uncosted = set(costs.index[costs["unit_cost"].isna()])
    assert {"Vehicle interference", "Public order offences", "Possession of drugs"} <= uncosted


def test_group_mix_weights_are_the_crimes_of_cambridgeshire():
    mix = read_group_mix(PARAMS)
    mix = mix[mix["note"].str.contains("of Cambridgeshire")].set_index("offence_subgroup")
    # A group of the paper's own, which is no subgroup of recorded crime.
    mix = mix.rename(index={"Attempted vehicle theft": "Vehicle interference"})
    crimes = FORCES[FORCES["area"] == "cambridgeshire"].groupby("offence_subgroup")["crimes"].sum()
    assert mix["crimes"].to_dict() == crimes[mix.index].to_dict()
    assert set(mix["offence_group"]) == set(PETERBOROUGH["offence_group"])
    assert mix["basis"].value_counts().to_dict() == {"APPROX": 17, "ASSUMPTION": 1}


@pytest.mark.parametrize(
    ("group", "blend"),
    [
        ("Violence against the Person", 11_109.7),
        ("Most Serious Sexual Offences", 21_620.6),
        ("Serious Acquisitive Crime", 6_125.8),
        ("Commercial Burglary", 10_020),
        ("Theft and Handling", 1_295.1),
        ("Criminal Damage", 1_970),
    ],
)
def test_groups_blend_to_the_unit_cost_worked_out_beforehand(group, blend):
    mix = read_group_mix(PARAMS)
    mix = mix[mix["offence_group"] == group].set_index("offence_subgroup")
    prices = read_subgroup_costs(PARAMS, EDITION)["unit_cost"]
    cost = (mix["crimes"] * prices[mix.index]).sum() / mix["crimes"].sum()
    assert cost == pytest.approx(blend, abs=0.05)


def test_deflator_is_the_release_of_june_2025():
    deflator = read_deflator(PARAMS)
    assert set(deflator["release"]) == {"30 June 2025"}
    assert deflator["index"][["2010-11", "2019-20", "2024-25"]].tolist() == [69.21, 80.934, 100]
    assert len(deflator) == 70


def test_no_small_print_of_a_person_was_typed_in():
    # The papers print initials, a case study and a family history; none of it belongs here.
    text = "".join(path.read_text(encoding="utf-8") for path in TABLES)
    assert "is drug free" not in text
    assert "Case Study" not in text
