"""What is said of a change: only what two figures and their intervals carry."""

import json

import pytest
from frame import ROOT
from hypothesis import given
from hypothesis import strategies as st
from reported import CRIMES, PROJECTED, RATE, figure, report

from iomlib.build.changes import basis, changes_of, word
from iomlib.build.headlines import headlines, read_figures, with_headlines
from iomlib.build.look import default_look
from iomlib.errors import ParameterError
from iomlib.periods import Quarter
from iomlib.report import cost_notes

LOOK = default_look()
CLAIMS = ("higher", "lower", " more", " less")
JUDGED = ("improve", "worse", "better", "rise", "fall")
NUMBERS = st.floats(-1e9, 1e9, allow_nan=False)
INTERVALS = st.tuples(NUMBERS, NUMBERS, NUMBERS).map(sorted)


def said(now, before, headline=CRIMES, **how):
    one, other = (({} if each is None else {headline["id"]: each}) for each in (now, before))
    return word(headline, one, other, LOOK, **{"same_year": True} | how)


def changes(base, reports):
    reports = with_headlines(reports)
    return changes_of(reports, read_figures(base, reports), LOOK)


class TestTwoIntervals:
    @given(INTERVALS, INTERVALS)
    def test_that_overlap_are_never_a_change_and_others_are_one(self, one, other):
        (lower, value, upper), (low, was, high) = one, other
        sentence = said(figure(value, lower, upper), figure(was, low, high))
        claimed = any(claim in sentence for claim in CLAIMS)
        apart = lower > high or low > upper
        same = figure(value, lower, upper)["text"] == figure(was, low, high)["text"]
        assert claimed == apart, sentence
        assert same <= (not apart)
        assert not any(judged in sentence.casefold() for judged in JUDGED)

    def test_that_overlap_are_worded_with_both(self):
        sentence = said(figure(12.1, 11.8, 12.4), figure(12.3, 12.0, 12.6))
        numbers = "no clear change: 12.1 (11.8 to 12.4), was 12.3 (12 to 12.6)."
        assert sentence == f"Crimes recorded: {numbers} The two intervals overlap."

    def test_that_touch_overlap(self):
        assert "no clear change" in said(figure(2, 1, 3), figure(4, 3, 5))

    @pytest.mark.parametrize(("now", "before", "claim"), [(9, 2, "higher"), (2, 9, "lower")])
    def test_that_do_not_overlap_say_the_direction_and_no_more(self, now, before, claim):
        sentence = said(figure(now, now - 1, now + 1), figure(before, before - 1, before + 1))
        assert sentence.startswith(f"Crimes recorded: {claim}: {now} (")
        assert sentence.endswith("The two intervals do not overlap.")


class TestACount:
    @given(st.integers(0, 10**6), st.integers(0, 10**6))
    def test_says_both_numbers_and_the_difference(self, now, before):
        sentence = said(figure(now, text=f"{now:,}"), figure(before, text=f"{before:,}"))
        difference = abs(now - before)
        assert f"{now:,}" in sentence
        if difference == 0:
            assert "as in the quarter before" in sentence
        else:
            end = f"{difference:,} {'more' if now > before else 'less'}. It has no interval: chance alone"
            assert f"{now:,}, was {before:,}: {end}" in sentence

    @pytest.mark.parametrize(
        ("unit", "places", "now", "before", "by"),
        [
            ("GBP", 0, 1500.5, 500.0, "£1,001 more"),  # half up, once, from what is not rounded
            ("share, 0 to 1", 1, 0.5, 0.5625, "6.3 percentage points less"),
        ],
    )
    def test_of_another_unit_has_its_difference_in_it(self, unit, places, now, before, by):
        how = {"unit": unit, "places": places}
        assert by in said(figure(now, **how), figure(before, **how))

    def test_of_a_unit_that_is_scaled_elsewhere_has_no_difference(self):
        sentence = said(figure(9, unit="months"), figure(2, unit="months"))
        assert sentence.startswith("Crimes recorded: 9, was 2. It has no interval")


class TestACountThatIsRounded:
    @pytest.mark.parametrize(
        ("about", "told"), [({"profile": {"base": 5}}, True), ({"profile": {"base": 1}}, False), ({}, False)]
    )
    def test_is_said_to_be_so_beside_what_changed(self, tmp_path, about, told):
        made = [
            report(tmp_path, "york", quarter, [figure(value)], headlines=[CRIMES], disclosure=about)
            for quarter, value in (("2008-09-Q1", 25), ("2008-09-Q2", 30))
        ]
        (found,) = changes(tmp_path, made).values()
        words = "Counts of people are rounded to the nearest 5. So a change is known only roughly"
        assert any(line.startswith(words) for line in found["lines"]) == told


class TestAMissingFigure:
    @given(st.one_of(st.none(), NUMBERS), st.booleans(), st.sampled_from(["no data", "withheld"]))
    def test_is_never_0_and_never_a_change(self, value, first, text):
        known = "not shown" if value is None else figure(value)["text"]
        pair = [figure(None, text=text), None if value is None else figure(value)]
        sentence = said(*(pair if first else reversed(pair)))
        texts = [text, known] if first else [known, text]
        numbers = f"{texts[0]}, was {texts[1]}"
        assert sentence == f"Crimes recorded: {numbers}. Nothing can be said about change."

    def test_of_two_quarters_is_said_once(self):
        assert said(figure(None), figure(None)) == "Crimes recorded: no data in both quarters."

    def test_that_neither_report_shows_is_not_spoken_of(self):
        assert said(None, None) == ""


class TestAreNotComparable:
    @pytest.mark.parametrize(
        ("other", "why"),
        [
            ({"unit": "GBP"}, "the unit is count, and was GBP"),
            ({"inputs": "data/other.csv"}, "the figures come from different input"),
            (
                {"method": "Price year: 2019/20."},
                "the method differs (now “nothing more”, before “Price year: 2019/20”)",
            ),
            ({"lower": 1, "upper": 99, "confidence": 0.95}, "only one of the two has an interval"),
        ],
    )
    def test_two_figures_of_another_kind(self, other, why):
        sentence = said(figure(50), {**figure(10), **other})
        assert sentence.startswith(f"Crimes recorded: 50, was 10. Not comparable: {why}")
        assert not any(claim in sentence.replace("nothing more", "") for claim in CLAIMS)

    def test_intervals_of_another_confidence(self):
        assert "Not comparable" in said(figure(9, 8, 10, confidence=0.99), figure(1, 0, 2))

    def test_two_price_years_which_are_named(self):
        now, before = (figure(9, method=f"Counts: as recorded. Price year: {year}.") for year in (2024, 2019))
        assert "(now “Price year: 2024”, before “Price year: 2019”)" in said(now, before)

    def test_figures_of_two_financial_years_and_those_of_one_are(self):
        pair = (figure(9, 8, 10, id="projected"), figure(1, 0, 2, id="projected"))
        assert "different financial years" in said(*pair, PROJECTED, same_year=False)
        assert "higher" in said(*pair, PROJECTED, same_year=True)
        assert "higher" in said(figure(9, 8, 10), figure(1, 0, 2), CRIMES, same_year=False)


def test_the_share_that_is_not_costed_is_no_other_method():
    """The words are those of iomlib.report: if they change there, this fails."""
    import inspect

    assert "Not costed: " in inspect.getsource(cost_notes)
    shares = [
        figure(9, method=f"Price year: 2019/20. Not costed: {share}% of crimes.") for share in (11.9, 12)
    ]
    assert basis(shares[0]) == basis(shares[1])


class TestChanges:
    def test_are_since_the_quarter_just_before_and_name_its_page(self, tmp_path):
        reports = [
            report(tmp_path, "leeds", "2008-09-Q4", [figure(30)]),
            report(tmp_path, "leeds", "2009-10-Q1", [figure(50)]),
        ]
        found = changes(tmp_path, reports)["leeds/2009-10-Q1/small"]
        assert found["since"] == "2008/09 Q4 (January to March 2009)"
        assert found["since_page"] == "2008-09-Q4/leeds/small.html"
        assert found["lines"][0].startswith("Crimes recorded: 50, was 30: 20 more.")

    def test_are_told_of_no_first_report_and_across_no_gap(self, tmp_path):
        quarters = ("1000-01-Q1", "2008-09-Q1", "2008-09-Q3")
        reports = [report(tmp_path, "leeds", quarter, [figure(30)]) for quarter in quarters]
        assert changes(tmp_path, reports) == {}

    def test_are_of_the_same_notebook_and_area(self, tmp_path):
        reports = [
            report(tmp_path, "leeds", "2008-09-Q2", [figure(50)]),
            report(tmp_path, "york", "2008-09-Q1", [figure(1)]),
            report(tmp_path, "leeds", "2008-09-Q1", [figure(2)], notebook="other"),
        ]
        assert changes(tmp_path, reports) == {}

    def test_do_not_depend_on_the_order_of_reports(self, tmp_path):
        reports = [
            report(tmp_path, area, quarter, [figure(10 * n)])
            for area in ("leeds", "york")
            for n, quarter in enumerate(["2008-09-Q1", "2008-09-Q2", "2008-09-Q4"])
        ]
        other = [reports[number] for number in (4, 0, 5, 2, 1, 3)]
        assert changes(tmp_path, reports) == changes(tmp_path, other)

    def test_of_a_file_that_cannot_be_read_claim_nothing(self, tmp_path):
        reports = [
            report(tmp_path, "leeds", quarter, [figure(30)]) for quarter in ("2008-09-Q1", "2008-09-Q2")
        ]
        (tmp_path / "2008-09-Q1" / "leeds" / "small.figures.json").write_text("{", "utf-8")
        line = changes(tmp_path, reports)["leeds/2008-09-Q2/small"]["lines"][0]
        assert line == "Crimes recorded: 30, was not shown. Nothing can be said about change."

    @pytest.mark.parametrize("given", [[], {}, None, "crimes", [{"id": "crimes"}]])
    def test_are_of_no_report_whose_manifest_has_no_headline_figures(self, tmp_path, given):
        whole = report(tmp_path, "leeds", "2008-09-Q1", [figure(30)])
        assert with_headlines([whole | {"headlines": given}]) == []


class TestADeclaration:
    @pytest.mark.parametrize(
        "given",
        [
            {"id": "crimes"},
            ["crimes"],
            [{"id": "crimes"}],
            [{"id": "", "name": "Crimes"}],
            [{"id": "crimes", "name": " "}],
            [{"id": "crimes", "name": 3}],
            [{"id": "crimes", "name": "Crimes", "of": "month"}],
            [{"id": "crimes", "name": "Crimes", "higher": "worse"}],
        ],
    )
    def test_of_another_shape_is_refused(self, given):
        with pytest.raises(
            ParameterError, match=r"^small\.ipynb: its headline figures are declared in another"
        ):
            headlines({"metadata": {"iomlib": {"overview": given}}}, "small.ipynb")

    def test_of_one_figure_twice_is_refused(self):
        twice = {"metadata": {"iomlib": {"overview": [CRIMES, RATE, CRIMES]}}}
        with pytest.raises(ParameterError, match="declares crimes twice as a headline figure"):
            headlines(twice, "small.ipynb")

    @pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
    def test_of_ours_can_be_read(self, path):
        names = [each["name"] for each in headlines(json.loads(path.read_text("utf-8")), path.name)]
        assert len(set(names)) == len(names)


@given(st.builds(Quarter, st.integers(1001, 2998), st.integers(1, 4)))
def test_the_quarter_before_is_the_one_that_this_one_follows(quarter):
    assert quarter.previous().next() == quarter == quarter.next().previous()
