"""The last look at a public report: every count of people follows the rule, and none can be worked out."""

import re
from dataclasses import asdict

import pytest
from frame import executed

from iomlib.blocks import Chart, Counts, Figure, Heading, Sentence, Table
from iomlib.build.document import read_document
from iomlib.build.parts import Prose, plain_text
from iomlib.build.withheld import audit, people_behind
from iomlib.disclosure.attack import total_of
from iomlib.disclosure.profile import committee
from iomlib.errors import DisclosureError
from iomlib.metrics.intervals import wilson

RULE = committee()
HELD = {"rule": asdict(RULE)}
MEND = "Withhold or round it (iomlib.report.withholding), or make the restricted edition."
LIST = [total_of("all", "men", "women")]
OF_120 = Counts(id="list", cells={"all": 120.0, "men": 75.0, "women": 45.0, "in": 40.0}, sums=[])


def count(value, id="list.all.people", **more):
    text = "withheld" if value is None else f"{value:g}"
    return Figure(id=id, value=value, unit="count", places=0, text=text, **more)


def share(people, of):
    found = wilson(people, of)
    ends = {"lower": found.lower, "upper": found.upper, "confidence": 0.95}
    return Figure(id="list.men.share", value=found.value, unit="share, 0 to 1", places=1, text="", **ends)


def part(value, text=""):
    return Figure(id="list.women.share", value=value, unit="share, 0 to 1", places=1, text=text)


def whole(value):
    return Figure(id="list.effective", value=value, unit="number", places=0, text=f"{value:g}")


def fewer(value):
    return Figure(id="list.fewer", value=-value, unit="difference in count", places=0, text=f"−{value:g}")


def document(*figures, counts=None, kind="people", edition="public", **about):
    said = Sentence(sentences=["So it is."], disclosure=kind, figures=list(figures))
    blocks = [said] if counts is None else [said, counts]
    return read_document(executed("# List", *blocks, edition=edition, notebook="small", **about))


def recorded(**cells):
    sums = [{name if name in cells else f"_{name}": weight for name, weight in LIST[0].items()}]
    return Counts(id="list", cells=cells, sums=sums)


def words(found):
    last = found.parts[-1]
    return [plain_text(token["children"]) for token in last.tokens] if isinstance(last, Prose) else []


@pytest.mark.parametrize("value", [0, 1, 9, 9.5])
def test_a_count_under_the_threshold_is_refused(value):
    said = f"list.all.people is a count of fewer than 10 people. {MEND}"
    with pytest.raises(DisclosureError, match=f"^{re.escape(said)}$"):
        audit(document(count(value)), RULE)


@pytest.mark.parametrize("value", [11, 42, 40.5])
def test_a_count_that_is_not_rounded_is_refused(value):
    said = f"list.all.people is a count of people that is not rounded to 5. {MEND}"
    with pytest.raises(DisclosureError, match=f"^{re.escape(said)}$"):
        audit(document(count(value)), RULE)


@pytest.mark.parametrize(("people", "of"), [(30, 73), (45, 95), (47, 120), (45, 121)])
def test_a_share_whose_interval_tells_of_people_that_are_not_rounded_is_refused(people, of):
    with pytest.raises(
        DisclosureError, match=r"^list.men.share is a percentage whose interval tells of how few"
    ):
        audit(document(share(people, of)), RULE)


@pytest.mark.parametrize(
    "figure", [count(40), share(45, 120), count(3.7, lower=1.0, upper=9.0, confidence=0.95)]
)
def test_what_follows_the_rule_is_let_pass(figure):
    assert audit(document(figure, counts=OF_120), RULE)["tables"] == {}


@pytest.mark.parametrize("kind", ["crimes", "events", "published", "money", "method"])
def test_what_is_no_count_of_people_is_let_pass(kind):
    assert audit(document(count(3), kind=kind), RULE)["profile"]["threshold"] == 10


def test_a_restricted_report_is_not_looked_at():
    assert audit(document(count(3), edition="restricted"), RULE) == {}


def test_a_report_that_withholds_has_to_record_how_its_counts_add_up():
    for value in (None, 40):
        with pytest.raises(
            DisclosureError, match=r"^small: shows counts of people and does not record how they"
        ):
            audit(document(count(value)), RULE)
    assert audit(document(count(None), counts=recorded(all=75.0, men=None, women=None)), RULE)[
        "attacked"
    ] == {"list": {"shown": 1, "withheld": 2, "narrowed": 0}}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (
            {"all": 75.0, "men": 70.0, "women": None},
            "list: women can be worked out to less than 10 people from what is shown. Give the sum it follows from to "
            "iomlib.disclosure.protect.hidden.",
        ),
        (
            {"all": 75.0, "men": 70.0, "_women": None},
            "list: women can be worked out to less than 10 people from what is shown. Give the sum it follows from to "
            "iomlib.disclosure.protect.hidden.",
        ),
        (
            {"all": 75.0, "men": 90.0, "women": None},
            "list: what is recorded of its counts does not add up. Its sums are wrong.",
        ),
        (
            {"all": 75.0, "men": 42.0, "women": None},
            "list: a count is recorded that is not one that the rule gives. Use withholding.record.",
        ),
        (
            {"all": 75.0, "men": 5.0, "women": None},
            "list: a count is recorded that is not one that the rule gives. Use withholding.record.",
        ),
    ],
)
def test_a_set_of_counts_that_gives_one_away_is_refused(cells, said):
    with pytest.raises(DisclosureError, match=f"^{re.escape(said)}$"):
        audit(document(count(75), counts=recorded(**cells)), RULE)


def test_the_manifest_says_of_each_table_what_it_shows():
    heads = [Heading(text="Who", number=False), Heading(text="People", number=True)]
    table = {"columns": heads, "rows": [["men", "40"], ["women", "withheld"]], "caption": "Who"}
    people = Table(id="who", **table, disclosure="people", figures=[count(40, "a"), count(None, "b")])
    crimes = Table(id="crimes", **table, disclosure="crimes", figures=[])
    found = executed("# List", people, crimes, recorded(all=None, men=40.0, women=None), notebook="small")
    assert audit(read_document(found), RULE)["tables"] == {
        "who": {"kind": "people", "shown": 1, "withheld": 1},
        "crimes": {"kind": "crimes"},
    }


HEADS = [Heading(text="Who", number=False), Heading(text="People", number=True)]


def table(*rows, figures=(), caption="Who", notes=(), kind="people"):
    cells = {"columns": HEADS, "rows": [list(row) for row in rows], "caption": caption, "notes": list(notes)}
    return Table(id="who", **cells, disclosure=kind, figures=list(figures))


def chart(*rows, alt="Bar chart of those on the list, by group."):
    cells = {"columns": HEADS, "rows": [list(row) for row in rows], "caption": "Who", "shows": "Who"}
    return Chart(id="bars", **cells, alt=alt, svg="<svg/>", disclosure="people")


def said(*sentences, kind="people", figures=()):
    return Sentence(sentences=list(sentences), disclosure=kind, figures=list(figures))


def beside(*blocks):
    return read_document(executed("# List", *blocks, OF_120, edition="public", notebook="small"))


class TestAPageThatShowsWhatItDidNotRecord:
    """The notebook protected its counts and recorded them; then it printed others."""

    @pytest.mark.parametrize(
        ("block", "words"),
        [
            (
                said("So it is.", figures=[count(50)]),
                "list.all.people is a count of people that is not recorded.",
            ),
            (
                table(["men", "50"], figures=[count(50)]),
                "list.all.people is a count of people that is not recorded.",
            ),
            (table(["men", "42"]), "who: a number under “People” is no figure and not recorded."),
            (table(["men", "61.7%"]), "who: a number under “People” is no figure and not recorded."),
            (chart(["men", "74"]), "bars: a number under “People” is no figure and not recorded."),
            (
                chart(["men", "75"], alt="Bar chart of 74 men on the list."),
                "bars: says a number of people that",
            ),
            (
                table(["men", "75"], notes=["The 74 men are on it."]),
                "who: says a number of people that is not",
            ),
            (table(["men", "75"], caption="List of 118 people"), "who: says a number of people that is not"),
            (
                table(["Group of 3 people", "75"]),
                "who: says a number of people that is not recorded (“Group of # p",
            ),
            (
                said("On it are 3 people."),
                "a sentence: says a number of people that is not recorded (“On it are # ",
            ),
            (
                said("On it are 1,234 other people."),
                "a sentence: says a number of people that is not recorded",
            ),
            (said("That is 3 of 120 people."), "a sentence: says a number of people that is not recorded"),
            (
                said("On it are 3 women.", kind="method"),
                "a sentence: says a number of people that is not recorded",
            ),
            (
                said("So it is.", figures=[part(2 / 73)]),
                "list.women.share is a percentage that is not that of two",
            ),
            (
                said("So it is.", figures=[part(74 / 120)]),
                "list.women.share is a percentage that is not that of",
            ),
            (
                said("So it is.", figures=[whole(73)]),
                "list.effective is a whole number that is not rounded to 5.",
            ),
        ],
    )
    def test_is_refused(self, block, words):
        with pytest.raises(DisclosureError, match=f"^{re.escape(words)}"):
            audit(beside(block), RULE)

    def test_is_told_what_to_do_and_no_number(self):
        with pytest.raises(DisclosureError) as stopped:
            audit(beside(said("On the list are 3 people of 73.")), RULE)
        assert str(stopped.value) == (
            "a sentence: says a number of people that is not recorded (“On the list are # people of ##.”). Show what "
            "iomlib.report.withholding.published gave, and record it (withholding.record)."
        )

    @pytest.mark.parametrize(
        "block",
        [
            said("So it is.", figures=[count(40)]),
            table(["men", "75"], ["women", "45"], ["others", "withheld"]),
            table(["men", "3.7"], figures=[count(3.7).model_copy(update={"unit": "months", "text": "3.7"})]),
            table(["men", "62.5%"], figures=[part(75 / 120, "62.5%")]),
            chart(["men", "62.5%"], ["women", "45"]),
            said("Of the 120 people 75 are men, and 45 of the 120 people are not."),
            said("That is 8 of every 100 people, fewer than 10 people, and 5 in 1,000 people."[:41]),
            said("A curve needs 100 people, and shares of those with most arrests need 100 people."),
            said("About 12 people fewer.", figures=[fewer(12)]),
            said("There are 804,841 people in 325,264 households.", kind="method"),
            said("Of 73 people 3 are women.", kind="published"),
            said("It cost 7 people their sleep.", kind="crimes"),
            said("So it is.", figures=[part(0.36)]),
        ],
    )
    def test_is_not_one_whose_numbers_are_all_accounted_for(self, block):
        assert audit(beside(block), RULE)["attacked"]["list"]["shown"] == 4

    def test_may_say_again_what_a_published_report_says(self):
        beside_it = table(["men", "73"], kind="published", figures=[count(73, "printed")])
        assert audit(beside(said("The paper has 73 people."), beside_it), RULE)
        with pytest.raises(DisclosureError, match="says a number of people"):
            audit(beside(said("The paper has 73 people.")), RULE)


class TestTheWordsAtTheEnd:
    def test_say_how_much_is_withheld_by_which_rule(self):
        heading, counted, rule, tried = words(document(count(40, "a"), count(None, "b"), **HELD))
        assert heading == "What is withheld, and why"
        assert counted == "This page has 2 counts of people: 1 shown, 1 withheld."
        assert "fewer than 10 people, or of nobody" in rule
        assert "to the nearest 5" in rule
        assert "range of 10 points stands in its place. It is worked out from the same counts" in rule
        assert "tried to work out" in tried

    def test_are_not_said_where_nobody_is_counted_or_all_is_shown(self):
        assert words(document(count(40), kind="crimes", **HELD)) == []
        assert words(document(count(40), edition="restricted", **HELD)) == []


@pytest.mark.parametrize(("people", "of"), [(50, 100), (3, 7), (45, 120), (990, 1000)])
def test_a_wilson_interval_tells_of_how_many_people_it_is(people, of):
    found = wilson(people, of)
    assert people_behind(found.value, found.lower, found.upper, 0.95) == [of, people]


def test_another_interval_tells_nothing():
    assert people_behind(0.5, 0.31, 0.66, 0.95) == []
    assert people_behind(0.5, 0.5, 0.5, 0.95) == []
