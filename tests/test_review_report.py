"""What the page of a cohort review shows: its tables, lists and sentences, in words that follow from the rule files."""

import re
from dataclasses import replace
from datetime import date

import meetings
import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from iomlib.blocks import Sentence, Table
from iomlib.disclosure.attack import narrowed
from iomlib.disclosure.profile import OPEN as RESTRICTED
from iomlib.disclosure.profile import committee
from iomlib.disclosure.read import read_profile
from iomlib.errors import ParameterError
from iomlib.metrics import scheme
from iomlib.metrics.capacity import cases_per_post
from iomlib.metrics.evidence import gather
from iomlib.metrics.meeting import prepare
from iomlib.metrics.timeliness import reviews as timeliness_of
from iomlib.report import (
    aliases,
    candidates,
    criteria,
    editions,
    households,
    review,
    room,
    scheme_safe,
    selection,
    show,
    timeliness,
)
from iomlib.report.evidence_words import evidence_words, readable, reason
from iomlib.report.meeting_safe import counted, protect
from iomlib.rules import Criterion, find_rule, read_rule

PUBLIC = committee()
MEETING = meetings.meeting()
FULL, OPEN = protect(MEETING, "restricted", RESTRICTED), protect(MEETING, "public", PUBLIC)
NO_POSTS = pd.DataFrame({"posts": []})


def shown(tables, rule=RESTRICTED, edition="restricted", **asked):
    return protect(meetings.meeting(tables, **asked), edition, rule)


def reviewed(many):
    """Make tables in which so many of those on the list were reviewed this month, and the others never."""
    tables = meetings.records()
    old = tables["assessments"]
    made = pd.DataFrame({"person": meetings.ids(range(many)), "tool": "scheme-review", "score": 1.0})
    made["day"] = pd.Series(pd.Timestamp("2009-09-01"), index=made.index).astype(old["day"].dtype)
    tables["assessments"] = pd.concat([old[old["tool"] != "scheme-review"], made], ignore_index=True)
    return tables


def without(*names):
    return {name: table for name, table in meetings.records().items() if name not in names}


def cells(block, column):
    at = [head.text for head in block.columns].index(column)
    return [row[at] for row in block.rows]


def figures(block):
    return {figure.id: figure for figure in block.figures}


def texts(block):
    """List all that a reader sees or hears."""
    if isinstance(block, Sentence):
        return block.sentences
    heads = [column.text for column in block.columns]
    return [block.caption, *heads, *(cell for row in block.rows for cell in row), *block.notes]


def every_block(made, posts=NO_POSTS):
    """Make all that the page shows of a meeting."""
    return [
        *(show(made) for show in (review.decisions_table, review.review_table, review.back_table)),
        *(review.timeliness_sentence(made), selection.standing_table(made), selection.grid_table(made)),
        *(candidates.candidates_table(made), selection.missed_sentence(made), candidates.missed_table(made)),
        *(candidates.turning_table(made), room.adding_table(made, posts, "larger"), room.leaving_table(made)),
        headline(made),
    ]


def headline(made):
    return show.headline(
        leaving=review.leaving_words(made),
        reviews=review.review_words(made),
        candidates=selection.candidate_words(made),
    )


def test_the_editions_of_these_tests_are_those_of_the_params():
    assert read_profile(ROOT / "params", "public") == PUBLIC
    assert read_profile(ROOT / "params", "restricted") == RESTRICTED


class TestEditions:
    def test_people_are_listed_in_the_restricted_edition_and_under_no_other_word(self):
        assert [
            word for word in ("restricted", "public", "", "Restricted", "all") if editions.people_shown(word)
        ] == ["restricted"]

    def test_made_up_people_are_said_to_be_so_and_others_are_not(self):
        assert editions.made_up("SIMULATED borough").sentences[0].startswith("SIMULATED: ")
        assert editions.made_up("Haringey").sentences == []

    def test_nobody_is_listed_in_public_whatever_the_rule_for_counts_is(self):
        for block in every_block(protect(MEETING, "public", RESTRICTED)):
            assert not re.search(r"simulated-\d", " ".join(texts(block)))

    def test_no_id_of_a_figure_of_a_list_holds_the_id_of_a_person(self):
        for block in every_block(FULL):
            assert not [figure.id for figure in block.figures if "simulated" in figure.id]


def test_a_headline_of_which_nothing_may_be_told_is_one_sentence():
    few = {
        name: rows[rows["person"].isin(meetings.ids(range(12)))] if "person" in rows else rows
        for name, rows in meetings.records().items()
    }
    said = review.leaving_words(shown(few, PUBLIC, "public"))
    assert (
        len(said) == 1
        and said[0].startswith("For how many people on the ")
        and "is withheld: they are few" in said[0]
    )


class TestDecisions:
    table = review.decisions_table(FULL)

    def test_has_a_row_for_each_action_of_the_rules_in_their_order_and_one_for_candidates(self):
        rules = MEETING.rules
        asked = [each for rule in (rules.leaving, rules.returning) for each in rule.criteria if each.then]
        said = [each.then[:1].upper() + each.then[1:] for each in asked]
        assert cells(self.table, "Decision") == [*said, "Consider for the PPO list"]

    def test_words_every_reason_as_the_rule_does(self):
        assert cells(self.table, "Because")[0].endswith("for a continuous period of 6 months")

    def test_counts_as_the_review_list_does(self):
        decided = MEETING.flags[~MEETING.flags["open"]]
        counts = decided["criterion"].value_counts()
        for name, count in counts.items():
            assert figures(self.table)[f"decisions.flag-{name}.people"].value == count
        assert len(counts) == 6

    def test_says_how_long_the_longest_has_been_due_to_the_partnership_alone(self):
        assert "Longest overdue (days)" in [column.text for column in self.table.columns]
        assert "Longest overdue (days)" not in [
            column.text for column in review.decisions_table(OPEN).columns
        ]

    def test_withholds_a_few_people_from_the_public_and_says_why(self):
        public = review.decisions_table(OPEN)
        counts = dict(zip(cells(public, "Decision"), cells(public, "People"), strict=True))
        assert "De-select" not in counts and counts["Review"] == "35"
        assert any(note.startswith("Withheld, and so without a row: De-select") for note in public.notes)
        assert public.notes[-2].startswith(
            "Counts of people are rounded to the nearest 5. Withheld: fewer than 10 people, all but so few"
        )
        assert not [
            figure.id for figure in public.figures if figure.text == "withheld" and figure.value is not None
        ]

    def test_says_of_nobody_no_more_than_of_a_few_in_public(self):
        nobody = without("intelligence") | {"arrests": meetings.records()["arrests"]}
        assert "0" not in cells(review.decisions_table(shown(nobody, PUBLIC, "public")), "People")

    def test_without_a_list_says_so_and_shows_no_zero(self):
        made = review.decisions_table(shown(without("enrolments")))
        assert made.style == "missing"
        assert made.sentences == [
            "Nobody was ever on the PPO list in what was supplied, so it is not known who is on it."
        ]


class TestTheReviewList:
    table = review.review_table(FULL)

    def test_has_everybody_of_whom_a_flag_holds_with_each_of_their_flags(self):
        decided = MEETING.flags[~MEETING.flags["open"]]
        assert sorted(cells(self.table, "Person")) == sorted(decided["person"])

    def test_keeps_the_flags_of_a_person_together_the_longest_overdue_first(self):
        people = cells(self.table, "Person")
        assert [one for one, before in zip(people, [None, *people], strict=False) if one != before] == list(
            dict.fromkeys(people)
        )
        worst = {}
        for person, text in zip(people, cells(self.table, "Days overdue"), strict=True):
            worst.setdefault(person, int(text.replace(",", "")))
        assert list(worst.values()) == sorted(worst.values(), reverse=True)

    def test_says_what_was_found_and_since_when(self):
        rows = [row for row in self.table.rows if row[2] == "Two years"]
        found = re.compile(r"\d+ full months, since \d{1,2} \w+ \d{4}")
        assert rows and all(found.fullmatch(row[3]) for row in rows)
        assert all(re.fullmatch(r"\d{1,2} \w+ \d{4}", row[4]) for row in rows)

    def test_says_when_somebody_was_last_reviewed_or_that_they_never_were(self):
        found = {row[3] for row in self.table.rows if row[2] == "Review due"}
        assert "never reviewed" in found
        assert any(re.fullmatch(r"last reviewed \d{1,2} \w+ 2009", each) for each in found)

    def test_says_once_of_how_many_people_something_is_not_known(self):
        assert self.table.notes[-1] == (
            "Not known, for want of evidence, whether to refer to MAPPA (high risk of harm): 42 people."
        )
        assert not [row for row in self.table.rows if row[2] == "High risk of harm" and row[3] == "not known"]

    def test_names_those_of_whom_something_is_not_known_where_they_are_few(self):
        tables = meetings.records()
        risk = tables["assessments"]
        everybody = meetings.ids(range(2, meetings.LISTED))
        known = risk.iloc[:0].assign(person=pd.Series(everybody), tool="risk-of-harm", score=1.0)
        known["day"] = pd.Timestamp("2009-03-01")
        tables["assessments"] = pd.concat([risk[risk["tool"] != "risk-of-harm"], known], ignore_index=True)
        assert review.review_table(shown(tables)).notes[-1].endswith(": simulated-0000, simulated-0001.")

    def test_records_the_days_as_figures_by_row(self):
        first = figures(self.table)["review.1.days"]
        assert (first.text, first.unit) == (self.table.rows[0][-1], "days")

    def test_is_not_in_the_public_edition(self):
        assert review.review_table(OPEN).sentences == [editions.ELSEWHERE]
        assert review.back_table(OPEN).sentences == [editions.ELSEWHERE]

    def test_says_that_there_is_nobody_where_nobody_gives_cause(self):
        tables = meetings.records()
        spells = tables["enrolments"]
        tables["enrolments"] = spells[(spells["list"] != "ppo") | spells["end"].notna()]
        assert review.review_table(shown(tables)).sentences == [
            "Nobody on the list gives cause to act by the rule."
        ]


class TestBackBeforeRelease:
    def test_lists_those_who_left_for_custody_and_are_soon_released(self):
        made = review.back_table(FULL)
        assert cells(made, "Person") == meetings.ids(range(234, 240))
        assert set(cells(made, "What to decide")) == {"Consider for re-selection"}

    def test_says_that_no_rule_held(self):
        day = date(2009, 3, 31)
        assert find_rule(ROOT / "params", "ppo-re-selection", day) is None
        said = criteria.rule_sentence(None, "ppo-re-selection", day)
        assert said.style == "missing" and "was in force on 31 March 2009" in said.sentences[0]
        made = prepare(gather(meetings.records(), day), meetings.AREA, "ppo", meetings.rules(day))
        assert review.back_table(protect(made, "restricted", RESTRICTED)).sentences == []


class TestReviewTimeliness:
    def test_gives_the_share_with_its_interval(self):
        made = review.timeliness_sentence(FULL)
        assert made.sentences[0].startswith(
            "8 of the 48 people on the list were reviewed in the last 3 months"
        )
        share = figures(made)["reviews.share"]
        assert (share.value, share.confidence) == (8 / 48, 0.95)

    def test_is_withheld_where_few_were_neither_reviewed_nor_overdue(self):
        assert review.timeliness_sentence(OPEN).sentences == [
            "How many were reviewed in the last 3 months is withheld. It, or a number that would follow from it, is of "
            "fewer than 10 people."
        ]

    def test_is_a_band_in_public_where_both_parts_are_many(self):
        tables = meetings.records()
        scores, some = tables["assessments"], meetings.ids(range(10, 30))
        again = pd.DataFrame(
            {"person": some, "tool": "scheme-review", "score": 1.0, "day": pd.Timestamp("2009-09-01")}
        )
        tables["assessments"] = pd.concat(
            [scores, again.astype({"day": scores["day"].dtype})], ignore_index=True
        )
        made = review.timeliness_sentence(shown(tables, PUBLIC, "public"))
        assert re.fullmatch(
            r"[23][05] of the 50 people on the list were reviewed in the last 3 months \(\d0% to under \d0%\)\.",
            made.sentences[0],
        )
        assert [figure.id for figure in made.figures] == ["reviews.in_time", "reviews.listed"]

    def test_is_withheld_where_all_but_a_few_were_reviewed(self):
        """42 of 48, rounded to 40 of 50, would show where the rule withholds: it leaves six."""
        made = shown(reviewed(42), PUBLIC, "public")
        assert made.withheld("reviewed") and "withheld" in review.timeliness_sentence(made).sentences[0]

    def test_counts_under_the_names_of_the_page_on_performance(self):
        """Both pages are of one list on one day: what one withholds must not stand on the other."""
        rule, few = MEETING.rules.leaving, MEETING.evidence
        listed = scheme.scheme_counts(few, "ppo", meetings.AREA, date(2009, 7, 1))
        looked = timeliness.counted(timeliness_of(few, rule, meetings.AREA), rule, "ppo")
        theirs = scheme_safe.protect(listed, PUBLIC, looked).record.same
        assert OPEN.record.same["reviewed"] == theirs["review.reviewed"] == "ppo.reviewed.2009-09-30"
        assert OPEN.record.same["flag.review-due"] == theirs["review.due"]
        counts = counted(MEETING).counts
        assert counts["reviewed"] == looked.counts["review.reviewed"]
        assert counts["flag.review-due"] == looked.counts["review.due"]

    def test_is_not_known_without_assessments(self):
        made = review.timeliness_sentence(shown(without("assessments")))
        assert made.sentences == ["How many were reviewed in the last 3 months is not known."]


class TestCandidates:
    table = candidates.candidates_table(FULL)

    def test_has_the_first_ten_of_those_who_are_not_on_the_list(self):
        people = MEETING.assessed.people
        ready = people[people["selected"].fillna(False) & ~MEETING.listed].rename_axis("person").reset_index()
        first = ready.sort_values(["rank", "person"])["person"].head(10).tolist()
        assert cells(self.table, "Person") == first
        assert self.table.notes[0] == f"{len(ready)} people in all; the first 10 stand here."

    def test_states_ties_in_the_rank_and_below_the_table(self):
        assert cells(self.table, "Rank")[0] == "1, with 1 other"
        assert any(
            note.startswith("People who share a rank stand in the order of their ids")
            for note in self.table.notes
        )

    def test_says_when_the_last_places_are_tied(self):
        assert candidates.candidates_table(FULL, most=1).notes[1] == (
            "1 more shares the last rank listed: by the rule nothing tells them from those who stand here."
        )

    def test_gives_each_reason_with_its_number_and_its_days(self):
        why = self.table.rows[0][-1]
        assert re.search(r"Arrests: \d+, \d{1,2} \w+ \d{4} to \d{1,2} \w+ \d{4}; Convictions: ", why)
        assert "years old" not in why

    def test_says_once_what_all_of_them_meet(self):
        assert "Everybody here also meets: 18 or over; lives in the area." in self.table.notes

    def test_shows_the_points_that_missing_evidence_could_add(self):
        table = candidates.candidates_table(shown(without("drug_tests")))
        assert set(cells(table, "Further points possible")) == {"6"}
        assert "Positive tests: not known" in table.rows[0][-1]

    def test_says_on_which_other_lists_they_are(self):
        assert set(cells(self.table, "On other lists")) == {"none", "Probation"}

    def test_says_that_there_is_nobody(self):
        tables = without("arrests", "convictions") | {
            name: table.iloc[:0]
            for name, table in meetings.records().items()
            if name in ("arrests", "convictions")
        }
        made = candidates.candidates_table(shown(tables))
        assert made.sentences == ["Nobody who is not on the list meets the rule."]

    def test_by_a_rule_without_points_they_have_a_rank_and_no_points(self):
        made = candidates.candidates_table(shown(None, selection="high-crime-causers"))
        assert "Points" not in [column.text for column in made.columns]
        assert cells(made, "Rank")[0].startswith("1")

    def test_those_on_no_list_at_all_are_counted_and_listed(self):
        assert selection.missed_sentence(FULL).sentences == [
            "People who meet “PPO selection matrix” and are on no list: 22.",
            "Lists looked at, of any area: PPO; Probation.",
        ]
        missed = candidates.missed_table(FULL)
        assert set(cells(missed, "Person")) <= set(MEETING.missing.index)
        assert "On other lists" not in [column.text for column in missed.columns]

    def test_who_turns_18_is_listed_by_the_month_as_no_report_knows_the_day(self):
        table = candidates.turning_table(FULL)
        assert set(cells(table, "Turns 18 in")) == {"December 2009"}
        assert table.notes[0].startswith("People who meet all that the rule asks but “18 or over”: 7.")

    def test_who_turns_18_may_be_more_where_evidence_is_missing(self):
        (said,) = candidates.turning_table(shown(without("drug_tests"))).notes
        assert said.endswith("There may be more: drug tests not supplied.")
        assert candidates.turning_table(shown({})).style == "missing"

    def test_a_rule_that_counts_nobody_apart_says_so(self):
        made = candidates.turning_table(shown(None, selection="ppo-haringey"))
        assert made.sentences == ["The rule counts nobody apart for their age."]


class TestHowPeopleStand:
    def test_adds_up_to_the_list(self):
        made = selection.standing_table(FULL)
        assert sum(int(text) for text in cells(made, "On the list (people)")) == meetings.LISTED

    def test_counts_those_for_whom_evidence_is_missing_as_undecided(self):
        rows = selection.standing_table(shown(without("drug_tests"))).rows
        assert rows[1][0] == "Undecided: evidence is missing" and int(rows[1][1]) > 0

    def test_the_thresholds_of_the_rule_are_marked_and_give_what_it_gives(self):
        made = shown(None, selection="high-crime-causers")
        table = selection.grid_table(made)
        (own,) = [row for row in table.rows if row[-1] == "the rule as it is"]
        assert own[:2] == ["10", "5"]
        assert int(own[2]) == made.counts["selected.listed"] + made.counts["selected.others"]
        assert [column.text for column in table.columns][:2] == [
            "Many arrests: at least",
            "Arrests: at least",
        ]

    def test_other_thresholds_are_for_staff_alone(self):
        made = selection.grid_table(shown(None, PUBLIC, "public", selection="high-crime-causers"))
        assert made.sentences[0].startswith(
            "What other thresholds would give stands in the restricted edition"
        )

    def test_a_rule_without_other_thresholds_shows_none(self):
        assert selection.grid_table(FULL).sentences == []


class TestRoom:
    def test_adds_those_ranked_first_and_takes_off_who_may_leave(self):
        made = room.adding_table(FULL, NO_POSTS, "larger")
        assert cells(made, "People on the list") == ["48", "53", "58", "68"]
        assert cells(made, "Against 60 to 100") == ["12 below", "7 below", "2 below", "within"]
        after = [int(text) for text in cells(made, "People, without those who may leave")]
        leaving = len(cells(room.leaving_table(FULL), "Person"))
        assert after == [48 - leaving, 53 - leaving, 58 - leaving, 68 - leaving]

    def test_divides_by_the_posts_that_were_supplied(self):
        staffing = pd.DataFrame({"list": "ppo", "role": ["officer", "worker"], "posts": [3.0, 1.0]})
        posts = cases_per_post(MEETING.evidence, "ppo", meetings.AREA, staffing)
        assert cells(room.adding_table(FULL, posts, "smaller"), "People for each post")[0] == "12.0"

    def test_the_public_edition_shows_nobody_in_custody_and_nobody_who_leaves(self):
        made = room.adding_table(OPEN, NO_POSTS, "larger")
        assert "Of them in custody" not in [column.text for column in made.columns]
        assert isinstance(room.leaving_table(OPEN), Sentence)

    def test_a_public_page_adds_to_the_rounded_list(self):
        made = room.adding_table(OPEN, NO_POSTS, "larger")
        assert cells(made, "People on the list") == ["50", "55", "60", "70"]
        assert cells(made, "Against 60 to 100") == ["10 below", "5 below", "within", "within"]

    def test_fewer_candidates_than_asked_for_are_said(self):
        tables = meetings.records(size=75)
        made = room.adding_table(shown(tables), NO_POSTS, "larger")
        assert re.fullmatch(r"The \d+ ranked first \(there are \d+\)", made.rows[-1][0])

    def test_a_row_that_adds_nobody_to_the_one_before_is_left_out(self):
        arrests = meetings.records()["arrests"].iloc[:0]
        nobody = shown(
            without("convictions", "intelligence", "drug_tests", "assessments") | {"arrests": arrests}
        )
        assert nobody.counts["selected.others"] == 0
        assert [row[0] for row in room.adding_table(nobody, NO_POSTS, "larger").rows] == ["As it is"]
        assert candidates.missed_table(nobody).sentences == ["Nobody is known to meet the rule."]


class TestCriteria:
    rule = MEETING.rules.leaving

    def test_every_criterion_stands_there_as_applied_with_its_evidence_and_status(self):
        table = criteria.criteria_table(self.rule, MEETING.evidence)
        assert cells(table, "Criterion") == [readable(each.id) for each in self.rule.criteria]
        assert table.rows[0][2:] == ["de-select", "arrests, intelligence", "as printed"]
        assert "Long custody counts only together with: risk assessed." in table.notes

    def test_says_which_evidence_was_not_supplied(self):
        evidence = gather(without("intelligence"), meetings.DAY)
        assert cells(criteria.criteria_table(self.rule, evidence), "Evidence")[0] == (
            "arrests, intelligence (not supplied)"
        )
        said = criteria.gaps_sentence(evidence, self.rule, None).sentences[0]
        assert said.startswith(
            "Not supplied: intelligence. Without them it is not known who meets these criteria"
        )
        assert "(PPO de-selection, guidance of 2009: stopped offending)" in said

    def test_says_nothing_where_all_was_supplied(self):
        assert criteria.gaps_sentence(MEETING.evidence, self.rule).sentences == []

    @pytest.mark.parametrize(
        ("name", "day", "status"),
        [("ppo-matrix", meetings.DAY, "CAUTION: local."), ("ni18", meetings.DAY, "CAUTION: unverified.")],
    )
    def test_a_rule_that_is_local_or_unverified_says_so(self, name, day, status):
        said = criteria.rule_sentence(read_rule(ROOT / "params", name, day), name, day).sentences
        assert said[1].startswith(status)

    def test_names_the_source_and_the_days_on_which_the_rule_holds(self):
        old = read_rule(ROOT / "params", "ppo-de-selection", date(2009, 3, 31))
        said = criteria.rule_sentence(old, old.id, date(2009, 3, 31)).sentences[0]
        assert "in force from 1 June 2005 to 30 June 2009" in said and said.endswith("paragraph 5.2.")

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("ppo-matrix", "all of these: adult; resident; 20 points or more in all"),
            (
                "high-crime-causers",
                "all of these: adult; (any of these: many arrests; (all of these: arrests; positive test))",
            ),
        ],
    )
    def test_words_how_criteria_select_together(self, name, words):
        rule = read_rule(ROOT / "params", name, meetings.DAY)
        assert criteria.select_words(rule.select, rule) == words

    def test_a_changed_threshold_changes_the_words_of_every_table(self):
        longer = self.rule.criterion("stopped-offending").model_copy(update={"months": 9})
        changed = self.rule.model_copy(
            update={"criteria": [longer if each.id == longer.id else each for each in self.rule.criteria]}
        )
        made = prepare(MEETING.evidence, meetings.AREA, "ppo", MEETING.rules._replace(leaving=changed))
        tables = (
            review.decisions_table(protect(made, "restricted", RESTRICTED)),
            criteria.criteria_table(changed, MEETING.evidence),
        )
        assert all("for a continuous period of 9 months" in " ".join(texts(table)) for table in tables)
        assert not any("for a continuous period of 6 months" in " ".join(texts(table)) for table in tables)


def criterion(measure, **asked):
    evidence = {"age": "nominals", "lives_here": "residence", "latest": "assessments", "live": "custody"}
    table = evidence.get(measure, "custody" if "inside" in measure or "release" in measure else "enrolments")
    return Criterion(
        **{"id": "some-name", "text": "x", "evidence": [table], "measure": measure, "at_least": 1} | asked
    )


class TestEvidenceInWords:
    first, last = pd.Timestamp("2009-03-01"), pd.Timestamp("2009-03-30")

    @pytest.mark.parametrize(
        ("measure", "value", "words"),
        [
            ("rows", 3, "3, 1 March 2009 to 30 March 2009"),
            ("ended", 1, "1, 1 March 2009 to 30 March 2009"),
            ("latest", 7.5, "score 7.5, 30 March 2009"),
            ("age", 25, "25 years old"),
            ("live", 1, "1 March 2009 to 30 March 2009"),
            ("live", 0, "no"),
            ("lives_here", 1, "lives here 1 March 2009 to 30 March 2009"),
            ("lives_here", 0, "does not live here, left 30 March 2009"),
            ("months_on", 23.97, "23 full months, 1 March 2009 to 30 March 2009"),
            ("months_since", 1.2, "1 full month, last 30 March 2009"),
            ("months_inside", 30.5, "30 full months inside, 1 March 2009 to 30 March 2009"),
            ("months_to_release", 2.0, "release due 30 March 2009"),
            ("sentence", 18.0, "18 months, 1 March 2009 to 30 March 2009"),
        ],
    )
    def test_each_measure_has_words_of_its_own(self, measure, value, words):
        assert evidence_words(criterion(measure), value, self.first, self.last) == words

    def test_what_goes_on_is_since_a_day(self):
        assert (
            evidence_words(criterion("months_on"), 5.0, self.first, pd.NaT)
            == "5 full months, since 1 March 2009"
        )

    def test_nothing_in_a_window_is_none_in_so_many_months_and_nothing_known_is_not_known(self):
        asked = criterion("rows", months=6)
        assert evidence_words(asked, 0.0, pd.NaT, pd.NaT) == "none in 6 months"
        assert evidence_words(asked, float("nan"), pd.NaT, pd.NaT) == "not known"

    def test_a_reason_begins_with_the_name_of_the_criterion(self):
        assert reason(criterion("rows"), 1.0, self.first, self.first) == "Some name: 1, 1 March 2009"


class TestTheHeadline:
    def test_says_what_to_decide_in_three_to_five_sentences(self):
        said = headline(FULL).sentences
        assert 3 <= len(said) <= 5
        assert said[0].startswith(
            "Under “PPO de-selection, guidance of 2009”, for people on the PPO list: de-select"
        )
        assert any(each.startswith("A review is overdue for 37 of the 48 people") for each in said)
        assert said[-1] == "33 people who are not on the PPO list meet “PPO selection matrix”."

    def test_without_a_list_says_what_was_not_supplied(self):
        said = headline(shown(without("enrolments"))).sentences
        assert said == [
            "Not supplied for this quarter: who may leave it, reviews of those on it, who could come. Those sections "
            "say so."
        ]

    def test_does_not_call_those_few_who_are_withheld_for_the_sake_of_others(self):
        rule = replace(PUBLIC, withhold=("selected.others",))
        said = selection.candidate_words(protect(MEETING, "public", rule))[0]
        assert said.endswith(
            "is withheld. It, or a number that would follow from it, is of fewer than 10 people."
        )

    def test_has_no_single_person_s_number_in_public(self):
        assert "the longest for" in " ".join(headline(FULL).sentences)
        assert "the longest for" not in " ".join(headline(OPEN).sentences)


class TestAMeeting:
    def test_refuses_a_rule_of_another_kind(self):
        swapped = MEETING.rules._replace(leaving=MEETING.rules.selection)
        with pytest.raises(ParameterError) as refused:
            prepare(MEETING.evidence, meetings.AREA, "ppo", swapped)
        assert str(refused.value) == (
            "leaving: ppo-matrix is a rule of the kind selection. Name one of the kind de-selection."
        )

    def test_refuses_a_rule_for_households_that_is_about_people(self):
        with pytest.raises(ParameterError) as refused:
            households.protect(MEETING.evidence, MEETING.rules.selection, "x", "public", PUBLIC)
        assert str(refused.value) == (
            "families: ppo-matrix is a rule of the kind selection. Name one of the kind households."
        )

    def test_refuses_a_rule_of_another_list(self):
        with pytest.raises(ParameterError) as refused:
            prepare(MEETING.evidence, meetings.AREA, "iom", MEETING.rules)
        assert str(refused.value) == (
            "ppo-de-selection is a rule for the list ppo, and the scheme's list is iom. Name a rule for that list, or "
            "the list of the rule."
        )

    def test_a_list_that_nobody_is_on_any_more_is_said_in_words(self):
        tables = meetings.records()
        spells = tables["enrolments"]
        tables["enrolments"] = spells[(spells["list"] != "ppo") | spells["end"].notna()]
        assert headline(shown(tables)).sentences[:2] == [
            "Nobody is on the PPO list, so there is nobody to look at under “PPO de-selection, guidance of 2009”.",
            "No review is due: nobody is on the list.",
        ]

    def test_nobody_known_at_all_is_no_zero_anywhere(self):
        nobody = shown({})
        for block in every_block(nobody):
            assert not re.search(r"(?<![\w.,])0(?![\w,]|\.\d)", " ".join(texts(block))), texts(block)

    @pytest.mark.parametrize("name", sorted(meetings.records()))
    def test_a_table_that_was_not_supplied_stops_no_part_of_the_page(self, name):
        tables = without(name) if name != "nominals" else {}
        for edition, rule in (("restricted", RESTRICTED), ("public", PUBLIC)):
            assert every_block(shown(tables, rule, edition))

    @settings(max_examples=5)
    @given(st.integers(0, 10**6))
    def test_the_order_of_rows_changes_nothing(self, seed):
        tables = {
            name: table.sample(frac=1, random_state=seed % 2**31).reset_index(drop=True)
            for name, table in meetings.records().items()
        }
        assert every_block(shown(tables)) == every_block(FULL)


HOMES = date(2012, 6, 30)
FACTS = ("crime-or-asb", "child-not-in-school", "out-of-work-benefit", "high-cost")


def homes(edition, rule, counts=(12, 9, 3)):
    """Make households of which all four facts, three, and one are known, so many of each."""
    ids = [f"household-{number:03d}" for number in range(sum(counts))]
    needs = [4] * counts[0] + [3] * counts[1] + [1] * counts[2]
    rows = [(home, fact) for home, number in zip(ids, needs, strict=True) for fact in FACTS[:number]]
    facts = pd.DataFrame(rows, columns=["household", "fact"]).assign(day=pd.Timestamp("2012-05-01"))
    evidence = gather({"household_facts": facts}, HOMES)
    families = read_rule(ROOT / "params", "troubled-families", HOMES)
    return households.protect(evidence, families, "x", edition, rule)


class TestHouseholds:
    def test_counts_those_that_meet_the_rule_and_each_criterion(self):
        table = households.households_table(homes("restricted", RESTRICTED))
        counts = dict(zip(cells(table, "Which"), cells(table, "Households"), strict=True))
        assert counts["Meet the rule"] == "12" and counts["Meet 3 of the 4 criteria"] == "9"
        assert counts["Criterion: Have children not in school"] == "21"

    def test_lists_them_with_what_is_known_in_the_restricted_edition_alone(self):
        table = households.homes_table(homes("restricted", RESTRICTED), most=10)
        assert cells(table, "Household")[0] == "household-000"
        assert (
            cells(table, "Criteria met")[0]
            == "crime or ASB, child not in school, out of work benefit, high cost"
        )
        assert table.notes == ["12 households in all; the first 10 stand here."]
        assert isinstance(households.homes_table(homes("public", PUBLIC)), Sentence)

    def test_withholds_a_few_households_and_those_from_which_they_would_follow(self):
        table = households.households_table(homes("public", PUBLIC))
        (hidden,) = (note for note in table.notes if note.startswith("Withheld, and so without a row: "))
        assert "Meet 1 of the 4 criteria" in hidden and len(hidden.split(";")) > 1
        assert not any("1 of the 4" in name for name in cells(table, "Which"))
        assert "household" not in " ".join(cells(table, "Households"))

    def test_rounds_many_households_and_lets_nothing_follow_of_a_few(self):
        made = homes("public", PUBLIC, (62, 41, 33))
        assert narrowed(made.record.cells, made.record.sums, PUBLIC) == {}
        table = households.households_table(made)
        counts = dict(zip(cells(table, "Which"), cells(table, "Households"), strict=True))
        assert counts["All households of which something is known"] == "135"
        assert "Counts of households are rounded" in households.households_table(made).notes[0]

    def test_without_facts_says_so_and_without_a_rule_leaves_it_to_the_rule_s_sentence(self):
        rule = read_rule(ROOT / "params", "troubled-families", HOMES)
        nothing = households.protect(gather({}, HOMES), rule, "x", "public", PUBLIC)
        assert households.households_table(nothing).style == "missing"
        none = households.protect(gather({}, HOMES), None, "x", "public", PUBLIC)
        assert households.households_table(none).sentences == households.homes_table(none).sentences == []


class TestAliases:
    names = pd.DataFrame(
        {"person": ["a", "b"], "forename": ["Stephen", "Steven"], "surname": "Example"}
    ).assign(born=pd.Timestamp("1980-03-09"))

    def test_are_not_looked_for_in_public_or_without_names(self):
        assert aliases.look_for_aliases({"identities": self.names}, "public").sentences == [
            aliases.NOT_PUBLIC
        ]
        assert aliases.look_for_aliases({}, "restricted").sentences == [aliases.NO_NAMES]

    def test_are_listed_or_the_page_says_which_package_is_missing(self):
        made = aliases.look_for_aliases({"identities": self.names}, "restricted")
        assert isinstance(made, Table) or made.sentences[0].startswith(
            "Not looked for. Looking for aliases needs"
        )
