"""Every table of money on every page says the five things without which pounds mean nothing."""

import math

import nbformat
import pytest
from frame import demo
from prices import DEFAULT, PARAMS

from iomlib import tables
from iomlib.blocks import BLOCK, MIME, Table
from iomlib.metrics.cost_basis import CostBasis
from iomlib.report import show
from iomlib.report.cost_notes import SAID, in_words, money_note, printed_note

BASIS = CostBasis("A report", "2010-11", "30 June 2025")


@pytest.fixture(scope="session")
def money(tmp_path_factory):
    """Give every table with a column of pounds, by the report and its id."""
    found = {}
    for path in sorted((demo(tmp_path_factory) / "outputs").rglob("*.ipynb")):
        outputs = [
            output for cell in nbformat.read(path, as_version=4).cells for output in cell.get("outputs", [])
        ]
        blocks = [BLOCK.validate_python(output["data"][MIME]) for output in outputs]
        found |= {(f"{path.parent.name}/{path.stem}", block.id): block for block in blocks if of_money(block)}
    return found


def of_money(block):
    return isinstance(block, Table) and any("£" in column.text for column in block.columns)


def test_every_table_of_money_names_the_five(money):
    assert {id for _, id in money} >= {
        "cost_of_crime",
        "cost_range",
        "cost_repriced",
        "cost_totals",
        "cost_editions",
    }
    lacking = {
        key: missing
        for key, block in money.items()
        if (missing := [name for name in SAID if not any(f"{name}: " in note for note in block.notes)])
    }
    assert lacking == {}


def test_every_sum_in_pounds_stands_in_a_table_whose_header_says_so(money):
    for (_, id), block in money.items():
        pounds = [made.id for made in block.figures if made.unit == "GBP"]
        assert pounds, id


def test_one_page_has_one_price_year_for_all_official_prices(money):
    years = {}
    for (report, _), block in money.items():
        said = " ".join(block.notes)
        years.setdefault(report, set()).add(said.split("Price year: ")[1].split(".")[0])
    assert all(len(found - {"not given in it"}) == 1 for found in years.values())


def test_the_note_says_edition_year_counts_deflator_and_what_is_not_costed():
    assert money_note(BASIS, 0.119) == (
        "Edition: A report. Price year: 2010/11. Counts: as recorded by the police, not raised to an estimate of all "
        "crime. Deflator: GDP deflator, release of 30 June 2025. Not costed: 11.9% of crimes."
    )


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (
            "estimated actual",
            "Counts: an estimate of all crimes: as recorded, times the multipliers of the edition.",
        ),
        ("proven reoffences", "Counts: proven reoffences, not raised by any multiplier."),
    ],
)
def test_the_note_says_what_was_counted(counts, words):
    assert words in money_note(CostBasis("A report", "2010-11", "June", counts), 0.0)


def test_the_note_says_when_anticipation_is_taken_off_and_when_nothing_is_left_out():
    said = money_note(CostBasis("A report", "2010-11", "June", anticipation=False), math.nan)
    assert "Edition: A report, without what is spent in anticipation." in said
    assert said.endswith("Not costed: no share of crimes can be given.")


def test_the_note_of_printed_costs_says_that_nothing_is_known():
    assert all(f"{name}: " in printed_note(0.0) for name in SAID)
    assert "Edition: none named in the source." in printed_note(0.0)


def test_the_basis_of_an_edition_comes_from_its_files():
    made = show.pricing(tables.read_unit_costs(PARAMS, DEFAULT), tables.read_deflator(PARAMS), "2019-20")
    assert made.edition.startswith("Home Office, Economic and social costs of crime 2019 to 2020")
    assert (made.deflator, in_words(made.price_year)) == ("30 June 2025", "2019/20")
