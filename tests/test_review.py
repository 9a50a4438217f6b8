"""The review list: nobody who has to be on it is missing, each with the day from which it is so."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from known import crowd, known
from slow import DAY as ONE
from slow import life_of, on_list, since, verdict

from iomlib.metrics.evidence import gather
from iomlib.metrics.review import COLUMNS, review_list
from iomlib.metrics.timeliness import review_timeliness, reviews
from iomlib.rules import read_rule

ROOT = Path(__file__).parent.parent
DAY = date(2009, 9, 30)
NEW = read_rule(ROOT / "params", "ppo-de-selection", DAY)
OLD = read_rule(ROOT / "params", "ppo-de-selection", date(2009, 3, 31))
BACK = read_rule(ROOT / "params", "ppo-re-selection", DAY)
ALL = {
    "arrests": [],
    "intelligence": [],
    "drug_tests": [],
    "custody": [],
    "assessments": [],
    "residence": [("a", "x", "2000-01-01")],
}
LOW = [("a", "2009-09-01", "risk-of-harm", 1), ("a", "2009-09-01", "scheme-review", 1)]


def listed(rule=NEW, start="2008-06-01", as_at="2009-09-30", **tables):
    """Review one person on the list of whom nothing is wrong but what is said: what is listed, open ones apart."""
    on = {"enrolments": [("a", "x", "ppo", start)]}
    quiet = {"arrests": [("a", "x", as_at)], "assessments": LOW}
    table = review_list(known(as_at, **(ALL | quiet | on | tables)), rule, "x")
    assert table.columns.tolist() == COLUMNS
    return table[~table["open"]].set_index("criterion"), table.loc[table["open"], "criterion"].tolist()


def test_who_gives_no_cause_is_not_listed():
    table, opened = listed()
    assert (len(table), opened) == (0, [])


class TestStoppedOffending:
    @pytest.mark.parametrize(("last", "flag"), [("2009-03-31", True), ("2009-04-01", False)])
    def test_is_six_months_without_arrest_in_2009(self, last, flag):
        table, _ = listed(arrests=[("a", "y", last)])
        assert ("stopped-offending" in table.index) == flag

    def test_is_shown_with_the_last_arrest_there_was(self):
        table, _ = listed(arrests=[("a", "x", "2007-01-01"), ("a", "x", "2009-03-01")])
        found = table.loc["stopped-offending", ["value", "first", "last"]].tolist()
        assert found == [0, pd.Timestamp("2007-01-01"), pd.Timestamp("2009-03-01")]

    @pytest.mark.parametrize(("last", "flag"), [("2008-03-31", True), ("2008-04-01", False)])
    def test_is_twelve_months_in_2005(self, last, flag):
        table, _ = listed(OLD, as_at="2009-03-31", start="2008-01-01", arrests=[("a", "x", last)])
        assert ("stopped-offending" in table.index) == flag

    def test_is_not_so_with_an_intelligence_report_or_a_positive_test_or_in_custody(self):
        for other in (
            {"intelligence": [("a", "2009-04-01", False)]},
            {"drug_tests": [("a", "2009-04-01", "positive")]},
            {"custody": [("a", "2009-09-30", None, 3, "2009-10-30")]},
        ):
            assert "stopped-offending" not in listed(arrests=[], **other)[0].index

    def test_holds_since_the_last_of_all_that_kept_it_back(self):
        rows = {"arrests": [("a", "x", "2008-12-31")], "drug_tests": [("a", "2009-02-10", "positive")]}
        assert str(listed(**rows)[0].loc["stopped-offending", "since"].date()) == "2009-08-10"
        custody = [("a", "2009-01-01", "2009-08-31", 12, None)]
        table, _ = listed(**rows, custody=custody)
        assert str(table.loc["stopped-offending", "since"].date()) == "2009-09-01"
        assert table.loc["stopped-offending", "days_overdue"] == 29

    def test_holds_at_most_since_somebody_is_on_the_list(self):
        table, _ = listed(arrests=[], start="2009-09-01")
        assert str(table.loc["stopped-offending", "since"].date()) == "2009-09-01"

    def test_is_open_where_a_table_was_not_supplied(self):
        evidence = known("2009-09-30", enrolments=[("a", "x", "ppo", "2009-09-01")], arrests=[])
        table = review_list(evidence, NEW, "x")
        assert table["open"].all()
        assert "stopped-offending" in table["criterion"].tolist()
        assert table[["since", "days_overdue"]].isna().all(axis=None)


def test_who_moved_away_is_listed_from_the_day_after_the_last_stay_here():
    table, _ = listed(residence=[("a", "x", "2000-01-01", "2009-09-20"), ("a", "y", "2009-09-25")])
    assert table.loc["moved-away", ["action", "days_overdue"]].tolist() == [
        "de-select and inform the receiving area",
        9,
    ]
    assert str(table.loc["moved-away", "since"].date()) == "2009-09-21"
    assert listed(residence=[])[1] == ["moved-away"]


class TestLongCustody:
    SPELL = ("a", "2009-01-01", None, 72, "2011-01-02")

    def test_asks_for_a_full_assessment_of_risk_first(self):
        table, _ = listed(custody=[self.SPELL])
        assert table.loc["long-custody-not-assessed", "action"] == "make a full assessment of risk first"
        assert "long-custody" not in table.index

    def test_is_a_reason_to_consider_de_selection_after_it(self):
        table, _ = listed(custody=[self.SPELL], assessments=[*LOW, ("a", "2009-08-01", "risk-review", 1)])
        assert table.loc["long-custody", "action"] == "consider for de-selection"
        assert str(table.loc["long-custody", "since"].date()) == "2009-08-01"
        assert "long-custody-not-assessed" not in table.index

    def test_is_longer_than_two_years_and_not_two_years(self):
        table, _ = listed(custody=[("a", "2009-01-01", None, 48, "2011-01-01")])
        assert len(table) == 0

    def test_is_open_where_the_release_is_not_known(self):
        assert listed(custody=[("a", "2009-01-01", None, 72, None)])[1] == ["long-custody-not-assessed"]

    @pytest.mark.parametrize(("sentence", "flag"), [(120, False), (121, True)])
    def test_is_a_sentence_over_ten_years_in_2005(self, sentence, flag):
        table, _ = listed(
            OLD, as_at="2009-03-31", start="2008-01-01", custody=[("a", "2009-01-01", None, sentence)]
        )
        assert ("long-custody" in table.index) == flag


class TestTwoYears:
    @pytest.mark.parametrize(
        ("start", "overdue"), [("2007-09-30", 0), ("2007-09-29", 1), ("2007-10-01", None)]
    )
    def test_are_full_on_the_same_day(self, start, overdue):
        table, _ = listed(start=start)
        assert (table.loc["two-years", "days_overdue"] if len(table) else None) == overdue

    def test_begin_anew_after_a_re_entry(self):
        spells = [("a", "x", "ppo", "2001-01-01", "2008-12-31"), ("a", "x", "ppo", "2009-03-01")]
        assert len(listed(enrolments=spells)[0]) == 0

    def test_go_on_through_a_second_spell_on_the_next_day(self):
        spells = [("a", "x", "ppo", "2001-01-01", "2008-12-31"), ("a", "x", "ppo", "2009-01-01")]
        assert listed(enrolments=spells)[0].loc["two-years", "first"] == pd.Timestamp("2001-01-01")

    @pytest.mark.parametrize(
        "spell",
        [
            ("a", "x", "ppo", "2001-01-01", "2009-09-29"),
            ("a", "y", "ppo", "2001-01-01"),
            ("a", "x", "drr", "2001-01-01"),
        ],
    )
    def test_are_those_of_the_list_here(self, spell):
        table, opened = listed(enrolments=[spell])
        assert (len(table), opened) == (0, [])

    def test_count_on_the_last_day_of_a_spell_that_ends_with_the_quarter(self):
        table, _ = listed(enrolments=[("a", "x", "ppo", "2001-01-01", "2009-09-30")])
        assert table.index.tolist() == ["two-years"]


class TestAReviewThatIsDue:
    @pytest.mark.parametrize(
        ("last", "overdue"), [("2009-07-01", None), ("2009-06-30", 0), ("2009-06-29", 1), (None, 394)]
    )
    def test_is_three_months_after_the_last_one_or_after_the_beginning(self, last, overdue):
        rows = [("a", "2009-09-01", "risk-of-harm", 1)] + ([("a", last, "scheme-review", 1)] if last else [])
        table, _ = listed(assessments=rows)
        assert (table.loc["review-due", "days_overdue"] if len(table) else None) == overdue

    def test_is_not_due_in_the_first_three_months(self):
        assert len(listed(start="2009-07-01", assessments=LOW[:1])[0]) == 0
        assert len(listed(start="2009-06-30", assessments=LOW[:1])[0]) == 1


def test_a_high_risk_of_harm_is_referred_from_the_day_it_was_assessed():
    table, _ = listed(assessments=[*LOW, ("a", "2009-09-10", "risk-of-harm", 3)])
    assert table.loc["high-risk-of-harm", ["action", "days_overdue"]].tolist() == ["refer to MAPPA", 20]
    assert listed(assessments=LOW[1:])[1] == ["high-risk-of-harm"]


class TestReSelection:
    def back(self, reason="custody", due="2009-12-31", *more, **tables):
        left = ("a", "x", "ppo", "2006-01-01", "2008-01-31", reason)
        inside = [("a", "2008-01-15", None, 60, due)]
        evidence = known("2009-09-30", **({"enrolments": [left, *more], "custody": inside} | tables))
        return review_list(evidence, BACK, "x")

    def test_is_three_months_before_release_for_those_who_left_for_custody(self):
        table = self.back()
        assert table[["criterion", "action", "open"]].values.tolist() == [
            ["release-near", "consider for re-selection", False]
        ]
        assert (
            table["words"][0] == "considering these offenders for re-selection three months prior to release"
        )
        assert (str(table["since"][0].date()), table["days_overdue"][0]) == ("2009-09-30", 0)

    def test_is_not_for_others(self):
        assert len(self.back("good progress")) == 0
        assert len(self.back("custody", "2010-01-01")) == 0
        assert len(self.back(custody=[])) == 0
        assert len(self.back("custody", "2009-12-31", ("a", "x", "ppo", "2009-09-30"))) == 0

    def test_is_open_where_the_reason_or_the_release_is_not_known(self):
        assert (self.back(None)["open"].tolist(), self.back("custody", None)["open"].tolist()) == (
            [True],
            [True],
        )


def test_nobody_is_listed_where_nobody_said_who_is_on_the_list():
    for rule in (NEW, BACK):
        assert len(review_list(known("2009-09-30", **ALL), rule, "x")) == 0


def test_the_longest_overdue_come_first_and_open_ones_last():
    table = review_list(gather(crowd(600, 4), DAY), NEW, "x")
    days = table.loc[~table["open"], "days_overdue"]
    assert days.is_monotonic_decreasing
    assert (days >= 0).all()
    assert table["open"].is_monotonic_increasing
    assert not table.duplicated(["person", "criterion"]).any()


# By brute force

CROWD = crowd(10_000, 1)


@pytest.fixture(scope="module")
def lives():
    return life_of(CROWD)


def looked_at(life, rule, day):
    """Give the day from which somebody is on the list, or off it for a re-selection; None if neither."""
    if rule.kind == "de-selection":
        return on_list(life, rule, "x", day)
    ours = [
        row
        for row in life["enrolments"]
        if row["list"] == rule.list and row["area"] == "x" and row["start"] <= day
    ]
    if not ours or any(row["end"] is None or row["end"] >= day for row in ours):
        return None
    return max(row["end"] for row in ours) + ONE


@pytest.mark.parametrize(("rule", "day"), [(NEW, DAY), (OLD, date(2009, 3, 31)), (BACK, DAY)])
def test_a_second_reading_lists_the_same_among_10000_people(rule, day, lives):
    table = review_list(gather(CROWD, day), rule, "x")
    found = {(row.person, row.criterion): row.open for row in table.itertuples()}
    slow = {
        (person, criterion.id): verdict(life, rule, "x", day, criterion.id)
        for person, life in lives.items()
        if looked_at(life, rule, day)
        for criterion in rule.criteria
        if criterion.then
    }
    assert found == {key: answer is None for key, answer in slow.items() if answer is not False}
    assert len(found) > 100


def test_nobody_on_the_list_over_two_years_is_missing_among_10000_people(lives):
    table = review_list(gather(CROWD, DAY), NEW, "x")
    over = {
        person
        for person, life in lives.items()
        if (start := on_list(life, NEW, "x", DAY)) and start <= date(2007, 9, 30)
    }
    assert set(table.loc[table["criterion"] == "two-years", "person"]) == over
    # And plainly, by the rows of a single spell.
    rows = CROWD["enrolments"]
    one = rows[
        (rows["list"] == "ppo")
        & (rows["area"] == "x")
        & (rows["start"] < "2007-09-30")
        & ~(rows["end"] < "2009-09-30")
    ]
    assert len(one) > 100
    assert set(one["person"]) <= over


@pytest.mark.parametrize(
    ("rule", "day", "size"), [(NEW, DAY, 250), (OLD, date(2009, 3, 31), 250), (BACK, DAY, 2500)]
)
def test_the_day_from_which_it_is_so_is_found_by_walking_back_day_by_day(rule, day, size):
    people = crowd(size, 6)
    table = review_list(gather(people, day), rule, "x")
    lives, table = life_of(people), table[~table["open"]]
    slow = [
        since(lives[row.person], rule, "x", row.criterion, (looked_at(lives[row.person], rule, day), day))
        for row in table.itertuples()
    ]
    assert [found.date() for found in table["since"]] == slow
    assert len(table)


def test_the_order_of_rows_and_of_criteria_does_not_matter():
    people = crowd(300, 9)
    ours = review_list(gather(people, DAY), NEW, "x")
    mixed = {name: rows.sample(frac=1, random_state=1) for name, rows in people.items()}
    rule = NEW.model_copy(update={"criteria": NEW.criteria[::-1]})
    pd.testing.assert_frame_equal(ours, review_list(gather(mixed, DAY), rule, "x"))


class TestTimeliness:
    EVIDENCE = known(
        "2009-09-30",
        "abcd",
        enrolments=[
            (who, "x", "ppo", start)
            for who, start in zip("abc", ("2008-01-01", "2008-01-01", "2009-08-01"), strict=True)
        ],
        assessments=[("a", "2009-07-01", "scheme-review", 1), ("b", "2009-06-10", "scheme-review", 1)],
    )

    def test_is_told_of_everybody_on_the_list(self):
        found = reviews(self.EVIDENCE, NEW, "x")
        assert found.index.tolist() == ["a", "b", "c"]
        assert found["reviewed"].tolist() == [True, False, False]
        assert found["overdue"].tolist() == [False, True, False]
        assert found["days_overdue"].fillna(-1).tolist() == [-1, 20, -1]
        assert [str(day)[:10] for day in found["last_review"]] == ["2009-07-01", "2009-06-10", "NaT"]

    def test_is_summed_up_with_its_interval(self):
        (row,) = review_timeliness(reviews(self.EVIDENCE, NEW, "x")).to_dict("records")
        counts = {key: row[key] for key in ("on_list", "reviewed", "overdue", "open", "days_overdue_longest")}
        assert counts == {"on_list": 3, "reviewed": 1, "overdue": 1, "open": 0, "days_overdue_longest": 20}
        assert row["lower"] < row["value"] == 1 / 3 < row["upper"]
        assert row["method"].startswith("Wilson")

    def test_is_missing_where_no_reviews_were_supplied(self):
        gap = known("2009-09-30", enrolments=[("a", "x", "ppo", "2008-01-01")])
        (row,) = review_timeliness(reviews(gap, NEW, "x")).to_dict("records")
        assert (
            row["on_list"],
            row["open"],
            np.isnan(row["value"]),
            np.isnan(row["days_overdue_median"]),
        ) == (1, 1, True, True)

    def test_is_nothing_with_nobody_on_the_list_or_without_a_criterion_of_review(self):
        (row,) = review_timeliness(reviews(known("2009-09-30"), NEW, "x")).to_dict("records")
        assert (row["on_list"], np.isnan(row["value"])) == (0, True)
        assert len(reviews(self.EVIDENCE, NEW.model_copy(update={"review": None}), "x")) == 0
