"""Every number that a table shows is recorded as a figure, with the text that the reader sees."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from hostile import NAMES, TEXT
from hypothesis import given
from hypothesis import strategies as st

from iomlib.report import Column, figure, table
from iomlib.report.formats import NO_DATA, WITHHELD, interval, write
from iomlib.report.frames import slug

COUNTS = st.lists(st.integers(-(10**9), 10**9) | st.none(), min_size=1, max_size=8)
ABOUT = {"id": "crimes", "caption": "Crimes", "index": "Offence group", "disclosure": "crimes"}
CRIMES = Column("crimes", "Crimes", "count")


def frame_of(counts, **columns):
    names = [f"Group {n}" for n in range(len(counts))]
    return pd.DataFrame({"crimes": pd.array(counts, dtype="Int64"), **columns}, index=names)


@given(COUNTS)
def test_each_number_of_a_table_is_a_figure_with_the_text_of_its_cell(counts):
    shown = table(frame_of(counts), [CRIMES], **ABOUT)
    assert [row[1] for row in shown.rows] == [made.text for made in shown.figures]
    assert [made.value for made in shown.figures] == counts
    assert [made.id for made in shown.figures] == [f"crimes.group-{n}.crimes" for n in range(len(counts))]


@given(COUNTS, st.randoms())
def test_the_order_of_rows_moves_figures_and_changes_none(counts, random):
    frame = frame_of(counts)
    order = list(frame.index)
    random.shuffle(order)
    shown, shuffled = (table(rows, [CRIMES], **ABOUT) for rows in (frame, frame.loc[order]))
    assert {made.id: made for made in shuffled.figures} == {made.id: made for made in shown.figures}


@given(st.lists(TEXT, min_size=1, max_size=5, unique=True))
def test_a_table_shows_each_name_as_it_is_given(names):
    counts = pd.DataFrame({"crimes": range(len(names))}, index=names)
    shown = table(counts, [Column("crimes", names[0], "count")], **ABOUT | {"index": names[0]})
    assert [row[0] for row in shown.rows] == names
    assert [head.text for head in shown.columns] == [names[0]] * 2


@given(TEXT)
def test_an_id_holds_small_letters_digits_and_single_hyphens_only(text):
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug(text))
    assert slug(slug(text)) == slug(text)


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_makes_a_harmless_id(name):
    assert re.fullmatch(r"[a-z0-9-]*", slug(name))


def test_an_id_is_the_name_in_small_letters_with_hyphens():
    assert slug("Violence against the Person") == "violence-against-the-person"
    assert slug("  Théft & Handling (other)  ") == "theft-handling-other"


def test_numbers_stand_on_the_right_and_words_on_the_left():
    frame = pd.DataFrame({"crimes": [30], "fit": ["direct"]}, index=["Theft"])
    shown = table(frame, [CRIMES, Column("fit", "Fit")], **ABOUT)
    assert [(head.text, head.number) for head in shown.columns] == [
        ("Offence group", False),
        ("Crimes", True),
        ("Fit", False),
    ]
    assert shown.rows == [["Theft", "30", "direct"]]
    assert len(shown.figures) == 1


def test_a_label_is_shown_in_place_of_an_id_and_the_figure_keeps_the_id():
    frame = pd.DataFrame({"crimes": [30, 40]}, index=["2008-09-Q1", "2008-09-Q2"])
    shown = table(frame, [CRIMES], labels={"2008-09-Q1": "April to June"}, **ABOUT)
    assert shown.rows == [["April to June", "30"], ["2008-09-Q2", "40"]]
    assert [made.id for made in shown.figures] == ["crimes.2008-09-Q1.crimes", "crimes.2008-09-Q2.crimes"]


def test_a_missing_number_is_no_data_in_the_cell_and_in_the_figure():
    shown = table(frame_of([None, 0]), [CRIMES], **ABOUT)
    assert [row[1] for row in shown.rows] == [NO_DATA, "0"]
    assert [made.value for made in shown.figures] == [None, 0.0]


def test_an_estimate_carries_its_doubt():
    frame = frame_of([224], low=[177.0], high=[281.0], confidence=[0.95], method=["exact Poisson"])
    columns = [
        Column("crimes", "Year", "count", bounds=("low", "high")),
        Column("range", "95% interval", "count", bounds=("low", "high"), show_interval=True),
    ]
    shown = table(frame, columns, **ABOUT)
    assert shown.rows == [["Group 0", "224", "177 to 281"]]
    (made,) = shown.figures  # the interval belongs to its number and is no figure of its own
    assert (made.value, made.lower, made.upper) == (224.0, 177.0, 281.0)
    assert (made.confidence, made.method) == (0.95, "exact Poisson")
    assert made.text == "224 (177 to 281)"


def test_a_row_of_totals_is_the_last_and_adds_no_figure():
    shown = table(frame_of([1, 2]), [CRIMES], total=["All", "3"], **ABOUT)
    assert (shown.rows[-1], shown.total) == (["All", "3"], True)
    assert len(shown.figures) == 2
    assert not table(frame_of([1, 2]), [CRIMES], **ABOUT).total


@pytest.mark.parametrize("withheld", [[True], np.array([True]), pd.array([True], dtype="boolean")])
def test_a_withheld_row_shows_no_number_and_records_none(withheld):
    columns = [Column("crimes", "People", "count", bounds=("low", "high"))]
    columns += [Column("range", "Interval", "count", bounds=("low", "high"), show_interval=True)]
    frame = frame_of([3], low=[1.0], high=[9.0], confidence=[0.95], withheld=withheld)
    shown = table(frame, columns, **ABOUT)
    assert shown.rows == [["Group 0", WITHHELD, WITHHELD]]
    (made,) = shown.figures
    assert made.text == WITHHELD
    # Whoever made the row should have taken its numbers away; where that was forgotten they end here.
    assert (made.value, made.lower, made.upper) == (None, None, None)


def test_withheld_counts_even_among_other_objects():
    # Beside a missing value the column holds objects, and numpy's True is not Python's.
    frame = frame_of(
        [3, 9], withheld=pd.Series([np.True_, None], index=["Group 0", "Group 1"], dtype="object")
    )
    assert [row[1] for row in table(frame, [CRIMES], **ABOUT).rows] == [WITHHELD, "9"]


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_the_text_of_a_figure_is_its_number_and_its_interval(value, lower, upper):
    made = figure("id", value, "pounds", bounds=(lower, upper), confidence=0.95)
    assert made.text == f"{write(value, 'pounds')} ({interval(lower, upper, 'pounds')})"
    assert (made.value, made.lower, made.upper, made.unit) == (value, lower, upper, "GBP")


@pytest.mark.parametrize("missing", [None, math.nan, math.inf, pd.NA, "withheld"])
def test_a_figure_of_nothing_is_no_data(missing):
    made = figure("id", missing, "count", bounds=(missing, 1), confidence=0.95)
    assert (made.value, made.lower, made.text) == (None, None, NO_DATA)
    assert made.confidence is None, "no interval, so nothing to be confident of"


def test_written_numbers_stand_on_the_right_and_give_no_figure():
    rows = pd.DataFrame({"p": ["0.15", ""]}, index=["a", "b"])
    shown = table(
        rows, [Column("p", "p", number=True)], id="t", caption="c", index="Measure", disclosure="method"
    )
    assert [column.number for column in shown.columns] == [False, True]
    assert shown.figures == []


PEOPLE = ABOUT | {"disclosure": "people"}


def of_people(withheld, names=("All", "of these, men", "of these, few"), **about):
    frame = pd.DataFrame({"people": 40.0, "withheld": withheld}, index=list(names))
    return table(frame, [Column("people", "People", "count")], **(PEOPLE | about))


def test_a_row_of_people_that_shows_no_number_is_left_out_named_and_still_on_record():
    shown = of_people([False, False, True])
    assert [row[0] for row in shown.rows] == ["All", "of these, men"]
    assert shown.notes == ["Withheld, and so without a row: of these, few."]
    assert [made.text for made in shown.figures] == ["40", "40", WITHHELD]


def test_a_row_stays_above_one_that_is_of_its_people():
    assert [row[0] for row in of_people([True, False, True]).rows] == ["All", "of these, men"]


def test_a_table_of_which_all_is_withheld_and_one_of_events_stay_as_they_are():
    for shown in (of_people([True] * 3), of_people([False, False, True], disclosure="events")):
        assert len(shown.rows) == 3 and not shown.notes


def test_rows_of_one_name_are_told_apart_by_their_words():
    frame = pd.DataFrame(
        {"people": [40.0, 9], "withheld": [False, True], "of": ["all", "a few"]}, index=["a", "b"]
    )
    columns = [Column("of", "Of"), Column("people", "People", "count")]
    shown = table(frame, columns, labels={"a": "PPO", "b": "PPO"}, **PEOPLE)
    assert shown.notes == ["Withheld, and so without a row: PPO, a few."]


def test_an_interval_follows_its_share_and_goes_where_people_are_too_few_for_all():
    columns = [
        Column("share", "Share", "share", bounds=("lower", "upper")),
        Column("range", "95% interval", "share", bounds=("lower", "upper"), show_interval=True),
    ]
    frame = pd.DataFrame({"share": [0.5, 0.5], "lower": 0.4, "upper": 0.6, "share_band": ["under 10%", None]})
    shown = table(frame, columns, **PEOPLE)
    assert [row[1:] for row in shown.rows] == [["under 10%", "too few people"], ["50.0%", "40.0% to 60.0%"]]
    shown = table(frame.head(1), columns, **PEOPLE)
    assert [row[1:] for row in shown.rows] == [["under 10%"]]
    assert shown.notes == ["95% interval: too few people for one."]
