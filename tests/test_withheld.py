"""The last look at a public report: every count of people follows the rule, and none can be worked out."""

import re
from dataclasses import asdict

import pytest
from frame import executed

from iomlib.blocks import Counts, Figure, Heading, Sentence, Table
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


def count(value, id="list.all.people", **more):
    text = "withheld" if value is None else f"{value:g}"
    return Figure(id=id, value=value, unit="count", places=0, text=text, **more)


def share(people, of):
    found = wilson(people, of)
    ends = {"lower": found.lower, "upper": found.upper, "confidence": 0.95}
    return Figure(id="list.men.share", value=found.value, unit="share, 0 to 1", places=1, text="", **ends)


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
    assert audit(document(figure), RULE)["tables"] == {}


@pytest.mark.parametrize("kind", ["crimes", "events", "published", "money", "method"])
def test_what_is_no_count_of_people_is_let_pass(kind):
    assert audit(document(count(3), kind=kind), RULE)["profile"]["threshold"] == 10


def test_a_restricted_report_is_not_looked_at():
    assert audit(document(count(3), edition="restricted"), RULE) == {}


def test_a_report_that_withholds_has_to_record_how_its_counts_add_up():
    with pytest.raises(
        DisclosureError, match=r"^small: withholds counts of people and does not record how its"
    ):
        audit(document(count(None)), RULE)
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
    found = executed("# List", people, crimes, recorded(all=75.0, men=None, women=None), notebook="small")
    assert audit(read_document(found), RULE)["tables"] == {
        "who": {"kind": "people", "shown": 1, "withheld": 1},
        "crimes": {"kind": "crimes"},
    }


class TestTheWordsAtTheEnd:
    def test_say_how_much_is_withheld_by_which_rule(self):
        heading, counted, rule, tried = words(document(count(40, "a"), count(None, "b"), **HELD))
        assert heading == "What is withheld, and why"
        assert counted == "This page has 2 counts of people: 1 shown, 1 withheld."
        assert "fewer than 10 people, or of nobody" in rule
        assert "to the nearest 5" in rule
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
