"""National indicators from records and from predictions: what a page says of them."""

import math

import pandas as pd
import pytest
from lists import AS_AT, FIRST, HERE, convictions, enrolments, known

from iomlib import tables
from iomlib.blocks import Chart, Table
from iomlib.disclosure.profile import OPEN, committee
from iomlib.metrics import followed, scheme
from iomlib.metrics.indicators import track_target
from iomlib.metrics.predicted import against_predicted
from iomlib.report import predicted, scheme_safe, show
from iomlib.report.withholding import AWAY

PUBLIC, RESTRICTED = 5, 1
RULE = committee()
NO_RETURNS = pd.DataFrame({"convictions": [], "published": []})
TARGET = tables.read_target("data", "stockton-on-tees", "2008-09-Q2")


def cohort(offences, number=40, as_at=AS_AT, start="2008-01-01"):
    """Put so many people on the list and convict them: (place, day of the offence, day of the conviction)."""
    who = [f"p{at:03d}" for at in range(number)]
    spells = enrolments(*((person, start, None) for person in who))
    found = convictions(*((who[place], *days) for place, *days in offences))
    return known(who, as_at, enrolments=spells, convictions=found)


class TestFollowing:
    OFFENCES = ((0, "2008-04-01"), (1, "2008-06-30"), (0, "2008-07-01"), (2, "2008-12-31"), (3, "2009-01-01"))

    def test_quarters_are_those_of_the_offence_and_the_last_is_the_one_before_the_report_s(self):
        found = followed.follow(cohort(self.OFFENCES), "ppo", HERE, "2008-09-Q4")
        assert found.returns["convictions"].to_dict() == {"2008-09-Q1": 2, "2008-09-Q2": 1, "2008-09-Q3": 1}
        assert found.people == 40 and found.convicted.value == 3 / 40

    def test_offences_of_the_year_before_are_of_the_same_people(self):
        rows = [
            (0, "2007-04-01", "2008-02-01"),
            (0, "2008-03-31", "2008-07-01"),
            (0, "2007-03-31", "2008-02-01"),
        ]
        assert followed.follow(cohort(rows), "ppo", HERE, "2008-09-Q4").before == 2

    def test_who_joined_after_the_first_of_april_is_not_followed(self):
        found = followed.follow(cohort(self.OFFENCES, start="2008-04-02"), "ppo", HERE, "2008-09-Q4")
        assert (len(found.returns), found.people) == (0, 0)

    def test_the_first_quarter_of_a_year_has_nothing_to_follow_yet(self):
        evidence = cohort([], as_at=pd.Timestamp("2008-06-30").date())
        assert len(followed.follow(evidence, "ppo", HERE, "2008-09-Q1").returns) == 0

    def test_without_convictions_or_a_list_nothing_is_counted(self):
        spells = enrolments(("a", "2008-01-01", None))
        assert len(followed.follow(known(["a"], enrolments=spells), "ppo", HERE, "2008-09-Q4").returns) == 0
        found = followed.follow(known(["a"], convictions=convictions()), "ppo", HERE, "2008-09-Q4")
        assert math.isnan(found.people) and len(found.returns) == 0

    def test_what_was_supplied_comes_before_the_records(self):
        supplied = tables.read_convictions("data", "stockton-on-tees", "2008-09-Q2")
        found = followed.follow(cohort(self.OFFENCES), "ppo", HERE, "2008-09-Q4")
        assert followed.returns_of(found, supplied) is supplied
        assert followed.returns_of(found, supplied.iloc[:0]) is found.returns

    def test_the_headline_names_the_months_of_the_offences(self):
        found = followed.follow(cohort(self.OFFENCES), "ppo", HERE, "2008-09-Q4")
        said = predicted.ni30_words(
            TARGET, track_target(found.returns["convictions"], TARGET), found.returns, RULE
        )
        assert said[0] == (
            "Convictions of prolific and other priority offenders for offences of October to December 2008: 1, and "
            "since April 4; the ceiling for the year is 207."
        )

    def test_before_any_quarter_the_headline_has_the_ceiling_alone(self):
        nothing = track_target(pd.Series(dtype="float64"), TARGET)
        assert predicted.ni30_words(TARGET, nothing, NO_RETURNS, RULE) == [
            "The ceiling of this year is 207: 247 convictions of 40 people in the year before, less 16%, rounded down."
        ]
        assert predicted.target_sentence(TARGET, nothing, RULE).figures[0].value == 207
        assert predicted.ni30_words(TARGET.iloc[:0], nothing, NO_RETURNS, RULE) == []

    def told(self, number, rule, of=40):
        evidence = cohort([(place, "2008-06-01") for place in range(number)], number=of)
        found = followed.follow(evidence, "ppo", HERE, "2008-09-Q4")
        counts = scheme.scheme_counts(evidence, "ppo", HERE, FIRST)
        shown = scheme_safe.protect(counts, rule, predicted.counted(found, "ppo"))
        return predicted.followed_sentence(found, shown), predicted.before_sentence(found, TARGET, rule)

    def test_how_many_were_convicted_at_all_has_its_interval(self):
        said, before = self.told(22, OPEN)
        assert said.sentences[0].startswith(
            "Of the 40 people on the list on 1 April, 22 (55.0%; 95% interval 39.8% to 69.3%)"
        )
        assert "the target takes 247" in before.sentences[0]
        assert (said.disclosure, before.disclosure) == ("people", "events")

    def test_the_public_sees_people_rounded_and_convictions_as_counted(self):
        assert (
            self.told(22, RULE)[0]
            .sentences[0]
            .startswith("Of the 40 people on the list on 1 April, 20 (50% to under 60%) were convicted")
        )
        said = self.told(62, RULE, 123)[0]
        assert "Of the 125 people on the list on 1 April, 60 (48.0%; 95% interval" in said.sentences[0]
        assert said.figures[0].value == 60 / 125
        assert "hold 0 convictions" in self.told(62, RULE, 123)[1].sentences[0]

    @pytest.mark.parametrize("number", [0, 3, 37, 40])
    def test_few_who_were_convicted_or_were_not_are_not_public(self, number):
        said = self.told(number, RULE)[0]
        assert "withheld" in said.sentences[0] and said.figures == []
        assert f"{number} (" in self.told(number, OPEN)[0].sentences[0]

    @pytest.mark.parametrize(("of", "rule", "there"), [(9, RULE, False), (10, RULE, True), (9, OPEN, True)])
    def test_convictions_in_the_records_are_public_by_how_many_they_are_of(self, of, rule, there):
        """Whatever the target says: it was set for 40 people, and nine of them are on the list."""
        found = followed.follow(cohort(self.OFFENCES, number=of), "ppo", HERE, "2008-09-Q4")
        tracked = track_target(found.returns["convictions"], TARGET)
        assert isinstance(show.convictions_table(tracked, TARGET, found.returns, rule), Table) == there
        assert isinstance(show.convictions_chart(tracked, TARGET, found.returns, rule), Chart) == there
        assert (predicted.ni30_words(TARGET, tracked, found.returns, rule) != AWAY) == there

    def test_the_convictions_of_few_people_are_not_public(self):
        assert self.told(4, RULE, 9)[1].sentences == [] and self.told(4, OPEN, 9)[1].sentences

    @pytest.mark.parametrize(("printed", "said"), [("yes", "of 8 people"), ("no", "withheld")])
    def test_a_ceiling_of_few_people_is_public_only_if_it_was_published(self, printed, said):
        few, nothing = (
            TARGET.assign(cohort_size=8, published=printed),
            track_target(pd.Series(dtype="float64"), TARGET),
        )
        made = predicted.target_sentence(few, nothing, RULE)
        assert said in made.sentences[0] and bool(made.figures) == (printed == "yes")
        assert (predicted.ni30_words(few, nothing, NO_RETURNS, RULE) == AWAY) == (printed == "no")
        many = predicted.target_sentence(TARGET.assign(cohort_size=42, published="no"), nothing, RULE)
        assert "people" not in many.sentences[0].lower() and many.disclosure == "events"


class TestPredicted:
    def rows(self, *cohorts):
        made = pd.DataFrame(cohorts, columns=["indicator", "cohort_size", "offences", "predicted"])
        days = {"period_start": pd.Timestamp("2008-04-01"), "period_end": pd.Timestamp("2009-03-31")}
        return against_predicted(made.assign(**days, source="a paper", paragraph="2.2"))

    def test_the_interval_decides_what_is_said(self):
        table = predicted.predicted_table(
            self.rows(("ni18", 860, 715, 701.3), ("ni38", 150, 250, 290.5)), RULE
        )
        assert [row[3:] for row in table.rows] == [
            ["701.3", "1.02", "0.95 to 1.10", "no clear difference"],
            ["290.5", "0.86", "0.76 to 0.97", "fewer than predicted"],
        ]
        assert [row[1:3] for row in table.rows] == [["860", "715"], ["150", "250"]]
        assert table.figures[3].lower == pytest.approx(0.946, abs=1e-3)

    def test_a_small_cohort_is_withheld_with_its_verdict(self):
        table = predicted.predicted_table(self.rows(("ni18", 4, 9, 2.0)), RULE)
        assert table.rows[0][1:] == ["withheld"] * 5 + [""]
        assert predicted.predicted_words(self.rows(("ni18", 4, 9, 2.0)), RULE) == []
        assert (
            predicted.predicted_table(self.rows(("ni18", 4, 9, 2.0)), OPEN).rows[0][6]
            == "more than predicted"
        )

    def test_the_headline_has_the_latest_period_of_each_indicator(self):
        assert predicted.predicted_words(self.rows(("ni38", 150, 250, 290.5)), RULE) == [
            "NI 38: 250 offences, 291 predicted; the ratio is 0.86 (95% interval 0.76 to 0.97), fewer than predicted."
        ]

    def test_nothing_supplied_is_said(self):
        assert predicted.predicted_table(self.rows(), RULE).sentences == [predicted.NOTHING]
        assert predicted.predicted_words(self.rows(), RULE) == []
