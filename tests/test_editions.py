"""Editions of unit costs as files: what a user may add, and what is refused with its reason."""

import pytest
from prices import DEFAULT, PARAMS

from iomlib.errors import DataError
from iomlib.tables import (
    check_params,
    editions,
    read_editions,
    read_harm,
    read_subgroup_costs,
    read_unit_costs,
)

COSTS = "offence,unit_cost,anticipation,consequence,response,multiplier,victim_class,price_year,unit,status,source,note"
SUBGROUPS = "edition,offence_group,offence_subgroup,unit_cost_offence,basis,rationale,source"
GIVEN = [
    f"{DEFAULT},Theft offences,Shoplifting,Theft from a shop,direct,one to one,A report",
    f"{DEFAULT},Theft offences,Bicycle theft,Theft of a bicycle,direct,one to one,A report",
]


def row(offence, *, year="2019-20", status="published"):
    return f"{offence},100,,,,,business,{year},GBP per offence,{status},A report,"


def folder(tmp_path, subgroups=(), **files):
    """Write a params folder with a default edition and others."""
    place = tmp_path / "unit_costs"
    place.mkdir()
    standard = {DEFAULT: [row("Theft from a shop"), row("Theft of a bicycle")]}
    for name, rows in (standard | files).items():
        (place / f"{name}.csv").write_text("\n".join([COSTS, *rows]) + "\n", "utf-8")
    (place / "subgroups.csv").write_text("\n".join([SUBGROUPS, *GIVEN, *subgroups]) + "\n", "utf-8")
    return tmp_path


def test_five_editions_are_there_and_each_row_says_how_it_was_seen():
    assert editions(PARAMS) == [
        f"home-office-{year}" for year in ("1999-00", "2003-04", "2010-11", "2015-16", "2019-20")
    ]
    status = read_editions(PARAMS)["status"].groupby(level="edition").first()
    assert status.tolist() == ["secondary", "secondary", "implied", "secondary", "transcribed"]


@pytest.mark.parametrize("edition", editions(PARAMS))
def test_an_edition_is_in_the_prices_of_its_name_and_says_of_every_subgroup_what_it_costs(edition):
    assert set(read_unit_costs(PARAMS, edition)["price_year"]) == {edition[-7:]}
    default = read_subgroup_costs(PARAMS, DEFAULT)
    ours = read_subgroup_costs(PARAMS, edition)
    assert set(ours.index) == set(default.index)
    assert (ours["unit_cost"].isna() == (ours["basis"] == "NOT_COSTED")).all()
    assert (ours["rationale"] != "").all()


def test_only_the_newest_edition_has_components_and_multipliers():
    costed = read_editions(PARAMS).dropna(subset="unit_cost")
    known = costed[["anticipation", "multiplier"]].notna().groupby(level="edition").any()
    assert known.any(axis=1).to_dict() == {name: name == DEFAULT for name in editions(PARAMS)}


def test_a_user_adds_an_edition_by_a_file_and_it_is_priced_by_the_names_of_the_default(tmp_path):
    params = folder(tmp_path, ours=[row("Theft from a shop")])
    costs = read_subgroup_costs(params, "ours")
    assert costs["unit_cost"].to_dict() == {
        "Shoplifting": 100,
        "Bicycle theft": pytest.approx(float("nan"), nan_ok=True),
    }
    assert costs["basis"].tolist() == ["direct", "NOT_COSTED"]
    assert check_params(params) == []


def test_a_user_says_how_an_edition_prices(tmp_path):
    own = ["ours,Theft offences,Bicycle theft,Theft from a shop,ASSUMPTION,nearest,A report"]
    costs = read_subgroup_costs(folder(tmp_path, own, ours=[row("Theft from a shop")]), "ours")
    assert costs["unit_cost"].to_dict() == {"Bicycle theft": 100}


@pytest.mark.parametrize(
    ("subgroups", "rows", "message"),
    [
        (
            (),
            [row("Theft of a bicycle"), row("Theft from a shop", status="unverified")],
            "ours.csv: row 3, column status: Theft from a shop is unverified and would price crimes. Nobody has seen "
            "this figure. See it in a source and change the status, or leave the row out.",
        ),
        (
            (),
            [row("Theft from a shop"), row("Theft of a bicycle", year="2015-16")],
            "ours.csv: column price_year: 2015-16 and 2019-20 in one edition. Prices of two years have no sum. Move "
            "them to one year, or make two editions.",
        ),
        (
            ["ours,Theft offences,Bicycle theft,Theft of bicycles,direct,the same,A report"],
            [row("Theft of a bicycle")],
            "subgroups.csv: column unit_cost_offence: Theft of bicycles is not an offence of ours.csv. Did you mean "
            "Theft of a bicycle?",
        ),
        (
            (),
            [row("Theft of a bicycle"), row("Shoplifting")],
            f"ours.csv: row 3, column offence: Shoplifting is not an offence of {DEFAULT}.csv, so it would price "
            "nothing. Write Theft from a shop. Or say in subgroups.csv what it prices.",
        ),
        (
            (),
            [row("Theft of bicycle")],
            f"ours.csv: row 2, column offence: Theft of bicycle is not an offence of {DEFAULT}.csv, so it would price "
            "nothing. Did you mean Theft of a bicycle? Or say in subgroups.csv what it prices.",
        ),
        ((), [], "ours.csv: has no rows, so it prices nothing. Fill it, or delete the file."),
    ],
)
def test_an_edition_that_cannot_be_relied_on_is_refused(tmp_path, subgroups, rows, message):
    params = folder(tmp_path, subgroups, ours=rows)
    with pytest.raises(DataError) as refusal:
        read_unit_costs(params, "ours")
    assert refusal.value.problems == (message,) or list(refusal.value.problems) == [message]
    assert check_params(params) == [message]


def test_an_unverified_row_that_prices_nothing_does_no_harm(tmp_path):
    params = folder(tmp_path, ours=[row("Theft from a shop"), row("Piracy", status="unverified")])
    assert check_params(params) == []
    assert read_subgroup_costs(params, "ours")["unit_cost"]["Shoplifting"] == 100


def test_a_status_that_is_not_in_the_list_is_refused(tmp_path):
    assert check_params(folder(tmp_path, ours=[row("Theft from a shop", status="hearsay")])) == [
        "ours.csv: row 2, column status: hearsay is not a status. Allowed: published, transcribed, secondary, implied, "
        "unverified."
    ]


def test_rows_of_an_edition_without_a_file_are_refused(tmp_path):
    lost = ["home-office-2019,Theft offences,Shoplifting,Theft from a shop,direct,the same,A report"]
    assert check_params(folder(tmp_path, lost)) == [
        "subgroups.csv: column edition: home-office-2019 has no file in unit_costs. Did you mean home-office-2019-20?"
    ]


def test_a_weight_of_an_unknown_subgroup_is_refused(tmp_path):
    params = folder(tmp_path)
    (params / "harm").mkdir()
    head = "offence_subgroup,days,mean_days,least_days,most_days,offences,basis,status,source,note\n"
    (params / "harm" / "ours.csv").write_text(
        f"{head}Shop lifting,1,1,1,1,2,direct,secondary,A report,\n", "utf-8"
    )
    assert check_params(params) == [
        "ours.csv: column offence_subgroup: Shop lifting is not in subgroups.csv. Did you mean Shoplifting?"
    ]


def test_an_index_of_harm_that_is_not_there_has_no_rows(tmp_path):
    assert len(read_harm(tmp_path)) == 0


@pytest.mark.parametrize(
    ("first", "message"),
    [
        (
            "Theft from a shop,0,,,,,business",
            "ours.csv: row 2, column unit_cost: Theft from a shop costs 0 pounds. A cost that nobody knows is no 0: "
            "leave the row out, and the offence is shown as not costed.",
        ),
        (
            "Theft from a shop,100,500,,,,business",
            "ours.csv: row 2, column unit_cost: Theft from a shop costs 100 pounds, and its parts (anticipation, "
            "consequence, response) add up to 500. Mend the cost or its parts, or leave the parts blank.",
        ),
        (
            "Theft from a shop,1000,100,200,300,,business",
            "ours.csv: row 2, column unit_cost: Theft from a shop costs 1000 pounds, and its parts (anticipation, "
            "consequence, response) add up to 600. Mend the cost or its parts, or leave the parts blank.",
        ),
    ],
)
def test_a_row_that_would_price_crimes_wrongly_without_a_word_is_refused(tmp_path, first, message):
    params = folder(tmp_path, ours=[f"{first},2019-20,GBP per offence,published,A report,"])
    assert check_params(params) == [message]
    with pytest.raises(DataError):
        read_unit_costs(params, "ours")


def test_an_edition_of_a_year_that_the_deflator_does_not_know_is_refused_before_a_report_is_made(tmp_path):
    params = folder(tmp_path, ours=[row("Theft from a shop", year="1900-01")])
    (params / "deflators").mkdir()
    rows = "financial_year,index,release,source\n2018-19,98,June,ONS\n2019-20,100,June,ONS\n"
    (params / "deflators" / "gdp.csv").write_text(rows, "utf-8")
    assert check_params(params) == [
        "ours.csv: column price_year: 1900-01 is not in the deflator. It has 2018-19 to 2019-20."
    ]
