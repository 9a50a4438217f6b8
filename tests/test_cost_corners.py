"""Costs of odd counts: nothing at all, corrections below 0, nothing with a price; no share and no sum is made up."""

import pandas as pd
import pytest
from prices import PARAMS

from iomlib import tables
from iomlib.metrics import costing, pricing
from iomlib.report import show

EDITIONS, MIX = tables.read_editions(PARAMS), tables.read_group_mix(PARAMS)
DEFLATOR = tables.read_deflator(PARAMS)
DAYS = {"period_start": pd.Timestamp("2018-04-01"), "period_end": pd.Timestamp("2018-06-30")}
ROBBERY = ("Robbery", "Robbery of personal property")
SHOPS, PUBLIC = ("Theft offences", "Shoplifting"), ("Public order offences", "Public order offences")


def page(counts):
    """Cost counts by group and subgroup; give the headline, the blocks by id and all words."""
    rows = [
        {"offence_group": group, "offence_subgroup": subgroup, "crimes": count}
        for (group, subgroup), count in counts.items()
    ]
    crimes = pd.DataFrame(rows).assign(cost_printed=float("nan"), source="A table", paragraph="1", **DAYS)
    printed = pricing.as_printed(crimes)
    costed = costing.cost_up(crimes, EDITIONS, MIX, DEFLATOR, "home-office-2019-20", "2019-20")
    priced = pricing.by_group(crimes, costed.unit_costs, MIX)
    told = pd.DataFrame({"name": [], "unit": [], "quote": [], "value": []})
    blocks = [
        show.cost_table(printed, priced, crimes, costed.basis, told),
        show.range_words(printed, costed, told),
        show.range_table(printed, costed),
        show.totals_table(costed),
        show.uncosted_table(printed, priced, costed),
    ]
    made = {getattr(block, "id", str(number)): block for number, block in enumerate(blocks)}
    said = " ".join(block.model_dump_json() for block in blocks)
    return show.cost_words(printed, priced, crimes, costed), made, said


def test_no_crimes_cost_nothing_and_have_no_shares():
    headline, made, _ = page({ROBBERY: 0})
    assert made["cost_of_crime"].rows[-1] == ["All that is costed", "0", "£0", "no data", "no data"]
    assert made["1"].sentences[0].startswith("The 0 costed crimes come to about £0 as recorded")
    assert headline == [
        "0 crimes were recorded from 1 April 2018 to 30 June 2018; those with an official unit cost come to about £0 "
        "in 2019/20 prices."
    ]


def test_crimes_without_any_price_have_no_sum_and_no_whole():
    headline, made, _ = page({PUBLIC: 9})
    assert made["cost_of_crime"].rows == [["All that is costed", *["no data"] * 4]]
    assert headline == [
        "9 crimes were recorded from 1 April 2018 to 30 June 2018; none of them has an official unit cost, so there is "
        "no sum."
    ]


@pytest.mark.parametrize("counts", [{ROBBERY: 20, SHOPS: -3, PUBLIC: -9}, {ROBBERY: 2, PUBLIC: -1}])
def test_no_share_is_below_0_or_above_the_whole(counts):
    headline, made, said = page(counts)
    shares = [float(each) for each in pd.Series([said]).str.findall(r"(−?\d+\.\d)%")[0] if "−" not in each]
    assert "−112" not in said and all(share <= 100 for share in shares)
    assert made["uncosted"].caption == "Not costed: recorded crimes that have no official unit cost"
    assert made["uncosted"].notes[-1] == "No shares: corrections of earlier counts outnumber new crimes."
    assert "Not costed: no share of crimes can be given." in said
    assert not any("no data" in each for each in headline)


def test_a_page_without_homicide_does_not_say_that_it_stands_apart():
    _, made, _ = page({ROBBERY: 20})
    assert made["cost_totals"].caption == "What chance alone could make of the cost"
    assert "The counts name no homicide, so none is shown apart." in made["cost_totals"].notes


def test_only_what_is_priced_through_a_mix_is_said_to_be():
    _, made, said = page({ROBBERY: 20, ("Violence against the person", "Homicide"): 1})
    assert "offence groups only" not in said, "the source has subgroups"
    assert made["cost_totals"].rows[1][:2] == ["Homicide", "1"]
    _, _, said = page({("Robbery", ""): 20})
    assert "The source has offence groups only. Each is priced as the mix" in said


def test_an_offence_that_no_list_of_prices_names_is_not_said_to_have_none():
    _, made, _ = page({ROBBERY: 20, PUBLIC: 3, ("Burglary Dwelling", ""): 8})
    told = [note for note in made["uncosted"].notes if note.startswith("Not named in params/unit_costs")]
    assert told == [
        "Not named in params/unit_costs (subgroups.csv, group_mix.csv): Burglary Dwelling. There may be a unit cost "
        "for them under another name; until somebody says which, they are not costed."
    ]
    _, made, _ = page({ROBBERY: 20, PUBLIC: 3})
    assert not any("Not named" in note for note in made["uncosted"].notes)


def test_a_source_with_subgroups_only_has_no_line_of_a_mix():
    crimes = pd.DataFrame({"offence_group": ["Robbery"], "offence_subgroup": [ROBBERY[1]], "crimes": [20]})
    lines = pricing.lines_of(crimes, MIX)
    assert len(lines) == 1 and not lines["blended"].any() and lines.notna().all(axis=None)
