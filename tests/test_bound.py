"""A number in a report's words is a figure of the report, or known to be none; else the report is not published."""

import json
import random
import re
from collections import Counter

import nbformat
import pandas as pd
import pytest
from conftest import ROOT
from frame import demo

from iomlib.blocks import MIME, Chart, Heading, Sentence, Table
from iomlib.build.bound import _Report, _texts, refuse_unbound, unbound
from iomlib.build.bound_known import DEFINITIONS, without_kinds
from iomlib.build.bound_numbers import in_digits
from iomlib.build.shows import definitions
from iomlib.build.spoken import in_public, spoken
from iomlib.errors import ParameterError, ReportError
from iomlib.metrics.change import rolling_change, thin_months
from iomlib.metrics.claims import REOFFENDERS, Claim
from iomlib.report import sentences
from iomlib.report.alike_safe import LIMIT
from iomlib.report.caseload_safe import OFTEN
from iomlib.report.change import change_table
from iomlib.report.frames import figure
from iomlib.report.said import p_figure, saying

RULE = {"name": "committee", "threshold": 10, "base": 5, "percent_from": 100, "band": 10, "width": 10}
HEADS = [
    Heading(text="Group", number=False),
    Heading(text="People", number=True),
    Heading(text="Share", number=True),
]
PEOPLE = [
    figure("groups.young.people", 717, "count"),
    figure("groups.young.share", 717 / 870, "share", bounds=(0.7974, 0.848), confidence=0.95),
    figure("groups.old.people", 153, "count"),
]
TABLE = Table(
    id="groups",
    caption="People by age",
    columns=HEADS,
    rows=[["18 to 24", "717", "82.4%"], ["25 and over", "153", "17.6%"]],
    disclosure="crimes",
    figures=PEOPLE,
)


def chart(**words):
    told = {
        "caption": "Most are 18 to 24: 717 people",
        "alt": "Bar chart. 18 to 24 717; 25 and over 153.",
    } | words
    return Chart(
        id="ages",
        shows="People by age",
        svg="<svg/>",
        columns=HEADS,
        rows=TABLE.rows,
        disclosure="crimes",
        **told,
    )


def said(*sentences, disclosure="crimes", **more):
    return Sentence(sentences=list(sentences), disclosure=disclosure, **more)


def notebook(*blocks, words="# Groups"):
    """Give an executed notebook as the check reads it: words, and one cell that shows blocks."""
    outputs = [{"data": {MIME: block.model_dump(mode="json")}} for block in blocks]
    return {
        "cells": [
            {"cell_type": "markdown", "metadata": {}, "source": words},
            {"cell_type": "code", "metadata": {}, "outputs": outputs},
        ]
    }


def task(edition="public", given=None, declared=None, **parameters):
    source = {"metadata": {"iomlib": {"definitions": declared or []}}}
    about = {"edition": edition, "notebook": "small"}
    return {
        "given": given or {},
        "rule": RULE,
        "parameters": parameters,
        "about": about,
        "notebook": json.dumps(source),
    }


def problems(*blocks, words="# Groups", **how):
    return unbound(notebook(*blocks, words=words), task(**how))


@pytest.mark.parametrize(
    "block",
    [
        said("That is 717 of 870 people (82.4%; 95% interval 79.7% to 84.8%).", cites=["size"]),
        said("About 700 people are young.", figures=[figure("young", 700, "number", places=0)]),
        said("On 31 March 2009, in 2008/09 Q4, NI 30 was per 100 people."),
        said("It cost about £1.3 million.", figures=[figure("cost", 1_312_345, "pounds")]),
        said("A third are old.", figures=[figure("old", 0.33, "share")]),
        chart(),
    ],
    ids=["cited and beside", "own", "dates and units", "rounded", "in words", "chart"],
)
def test_what_figures_show_and_what_is_no_figure_passes(block):
    size = said("There are 870.", figures=[figure("size", 870, "number", places=0)])
    assert problems(TABLE, size, block) == []


@pytest.mark.parametrize(
    ("block", "told"),
    [
        (
            said("There are 718 people."),
            "cell 2: the sentence says 718 (“There are 718 people.”), which is no figure of",
        ),
        (said("That is 82.5% of them."), "the sentence says 82.5%"),
        (said("Two people are old."), "the sentence says Two people"),
        (said("Three of ten are old."), "the sentence says Three of ten"),
        (said("Two thirds are old."), "the sentence says Two thirds"),
        (said("It cost £717."), "the sentence says £717"),
        (TABLE.model_copy(update={"id": "b", "notes": ["12 are missing."]}), "the note of b says 12"),
        (TABLE.model_copy(update={"id": "b", "caption": "Of 12 people"}), "the caption of b says 12"),
        (chart(alt="Bar chart. 18 to 24 717; 25 and over 154."), "the alt of ages says 154"),
        (chart(caption="Most are 18 to 24: 712 people"), "the caption of ages says 712"),
        (said("On 31 June 2009 there were none."), "the sentence says 31"),
        (said("In 2008/10 there were none."), "the sentence says 2008"),
    ],
)
def test_a_number_that_no_figure_shows_refuses_the_report_and_says_what_to_do(block, told):
    blocks = [block] if getattr(block, "id", "") == "b" else [TABLE, block]
    found = [each for each in problems(*blocks) if told in each]
    assert len(found) == 1
    assert found[0].endswith("docs/add-a-report.md, “Numbers in words”).")


def test_a_result_that_is_typed_into_the_notebook_refuses_the_report_even_where_a_figure_shows_it():
    found = problems(TABLE, words="# Groups\n\nThere were 717 people, and a fifth were old.")
    assert [re.search(r"notebook says (.+?) \(“", each)[1] for each in found] == ["717", "a fifth"]
    assert all("which is declared nowhere. A result comes from report.Sentence" in each for each in found)


def test_a_definition_that_the_notebook_declares_passes_and_only_word_for_word():
    declared = ["10 or more arrests"]
    assert problems(words="# Groups\n\nThose with 10 or more arrests.", declared=declared) == []
    assert len(problems(words="# Groups\n\nThose with 11 or more arrests.", declared=declared)) == 1


def test_definitions_of_another_shape_are_refused():
    for given in ("10 or more", [10], ["717"]):
        with pytest.raises(
            ParameterError, match=r"^small\.ipynb: its definitions are declared in another shape"
        ):
            definitions({"metadata": {"iomlib": {"definitions": given}}}, "small.ipynb")


def test_an_interval_stands_beside_its_own_value():
    other = [figure("b", 0.5, "share", bounds=(0.4, 0.6), confidence=0.95)]
    wrong = said("That is 82.4% (95% interval 40.0% to 60.0%) or 50.0%.", figures=other)
    assert "beside the interval 40.0% to 60.0%, which is that of no figure" in problems(TABLE, wrong)[0]


def test_a_percentage_follows_from_the_pair_beside_it():
    made = [figure("a", 700, "number", places=0), figure("b", 870, "number", places=0)]
    assert "which does not follow: " in problems(TABLE, said("700 of 870 people (82.4%).", figures=made))[0]


def test_a_figure_that_its_sentence_does_not_say_is_a_wrong_number_in_it():
    made = [figure("a", 56, "number", places=0), figure("b", 58, "number", places=0)]
    assert problems(said("First 56, then 58.", figures=made)) == []
    why = "What the words say is another number, or the figure belongs to another block."
    assert problems(said("First 58, then 58.", figures=made)) == [
        f"cell 2: a is recorded and not said. {why}"
    ]


def test_a_number_beside_the_name_of_a_row_is_of_that_row():
    seen = said("Those of 25 and over are 717.", see=["groups"])
    assert "which stands in another row than the words name" in problems(TABLE, seen)[0]


def test_a_number_of_the_whole_table_is_no_number_of_another_row():
    rows = [["Ham", "2", "1.5"], ["Wick", "5", "2.5"]]
    cells = [figure("towns.ham.a", 2, "number", places=0), figure("towns.wick.a", 5, "number", places=0)]
    cells += [figure("towns.ham.b", 1.5, "rate"), figure("towns.wick.b", 2.5, "rate")]
    towns = {"id": "towns", "rows": rows}
    seen = said("Among 5 towns, Ham has 1.5.", see=["towns"])
    [other] = problems(TABLE.model_copy(update=towns | {"figures": cells}), seen)
    assert "says 5" in other and "another row" in other
    whole = [*cells, figure("towns.number", 5, "number", places=0)]
    assert problems(TABLE.model_copy(update=towns | {"figures": whole}), seen) == []


def test_what_the_rule_the_parameters_and_the_input_say_is_no_figure():
    rule = said("Counts are rounded to the nearest 5. Withheld: fewer than 10 people.")
    source = {"data/x.csv": 'area,source,paragraph\na,"A council paper, 12 September 2012, item 5",5.2.1\n'}
    cited = said("So it is said (A council paper, 12 September 2012, item 5, 5.2.1).")
    assert problems(rule, said("The first 10 stand here."), cited, given=source, candidates=10) == []
    found = problems(
        said("Counts are rounded to the nearest 7."),
        said("The first 12 stand here."),
        said("So it is said (A council paper, 12 September 2012, item 5, 5.2.3)."),
        given=source,
        candidates=10,
    )
    assert [re.search(r"says (\S+)", each)[1] for each in found][:3] == ["7", "12", "5.2"]


@pytest.mark.parametrize("source", ["Made up for an example", "a list"])
def test_a_paragraph_is_no_figure_after_a_source_that_has_no_digit_itself(source):
    given = {"data/x.csv": f"area,source,paragraph\na,{source},sheet 2\na,{source},1\n"}
    assert problems(said(f"Sources: {source}, 1, sheet 2."), given=given) == []
    [other] = problems(said(f"Sources: {source}, 1, sheet 3."), given=given)
    assert "says 3" in other
    assert len(problems(said(f"{source.upper()}, 1."), given=given)) == 1


OWN = [
    ("source", "Home Office 2018, Table 3b"),
    ("source", "v1.2.3"),
    ("source", "£3k, 24/7"),
    ("document", "Section 5 (two people)"),
    ("source", "Half of those seen, 5 in 6"),
    ("note", "3 of the 12 posts"),
    ("list", "Op Sceptre 2"),
    ("list", "18-25s"),
    ("role", "team, 24/7"),
    ("measure", "seen in 14 days"),
    ("name", "3 Rivers (Herts)"),
    ("name", "Area 51"),
]


@pytest.mark.parametrize(("column", "words"), OWN)
def test_what_the_input_says_in_its_own_words_stops_no_report_by_its_digits(column, words):
    given = {"data/x.csv": f'area,{column}\na,"{words}"\n'}
    sentence = f"So says {words}: 717 of 870 people."
    figures = [figure(str(number), number, "number", places=0) for number in (717, 870)]
    assert problems(said(sentence, figures=figures), given=given) == []
    capital = f"{words[0].upper()}{words[1:]}, all of it."
    assert problems(said(capital), given=given) == []
    digit = re.search(r"\d", words)
    wrong = words.replace(digit[0], str((int(digit[0]) + 1) % 10), 1)
    assert problems(said(f"So says {wrong}: 717 of 870 people.", figures=figures), given=given)


LONG = '3,"2.1, criterion 2",\n3,4.4,\n"Home Office 2018, Table 3b",Table 3b,\nHome,10,\n'


@pytest.mark.parametrize(
    "sentence",
    [
        "Sources: 24/7, 10, p. 12; 3, 2.1.",
        "Source of the counts: 3, 10.",
        "Note: 2.1.",
        "It is so (24/7, 4 to 6).",
        "Sources: 3, 10, 2.1, criterion 2, 4.4; 24/7, 10.",
        "Source: Home Office 2018, Table 3b, paragraph 2.1 to 4.4.",
        "Sources: Home Office 2018, Table 3b, 10, Table 3b; 24/7, 10.",
    ],
)
def test_sources_and_notes_that_are_numbers_pass_where_sources_and_notes_stand(sentence):
    given = {
        "data/x.csv": f"source,paragraph,note\n24/7,10,2.1\n24/7,p. 12,\n3,2.1,\n3,10,\n24/7,4 to 6,\n{LONG}"
    }
    assert problems(said(sentence), given=given) == []
    assert problems(
        said(sentence.replace("10", "11").replace("2.1", "2.2").replace("4 to", "5 to")), given=given
    )


@pytest.mark.parametrize("cell", ["3", "24/7", "717 people", "5 of 6", "12.5%", "£1.3 million"])
def test_a_number_in_the_input_is_no_word_of_it_and_hides_no_result(cell):
    given = {"data/x.csv": f"note,people,quote\n{cell},{cell},{cell}\n"}
    assert problems(said(f"There were {cell} there."), given=given)


def test_a_note_within_a_rule_ends_where_the_next_key_begins():
    rule = "id: x\ncriteria:\n  - id: a\n    note: >-\n      As printed in 5\n      papers of 2 May.\n    at_least: 4\n"
    given = {"params/rules/x.yml": rule}
    assert problems(said("As printed in 5 papers of 2 May."), given=given) == []
    assert len(problems(said("As printed in 6 papers of 2 May."), given=given)) == 1


def test_a_number_that_the_sentence_records_itself_is_of_no_other_row():
    of_young = figure("asked", 153, "number", places=0)
    seen = said("Of the 18 to 24 153 were asked.", see=["groups"], figures=[of_young])
    assert problems(TABLE, seen) == []
    assert "another row" in problems(TABLE, seen.model_copy(update={"figures": []}))[0]


def test_a_figure_that_has_the_name_of_a_row_in_its_id_is_of_that_row():
    printed = figure("groups.25-and-over.share_printed", 82.4, "percent")
    noted = TABLE.model_copy(
        update={"notes": ["25 and over: the source prints 82.4%, its figures give 17.6%."]}
    )
    shares = [figure("groups.old.share", 0.176, "share")]
    assert problems(saying(noted, printed, *shares)) == []
    assert "another row" in problems(saying(noted, *shares))[0]


def test_the_name_of_a_row_is_found_as_whole_words_alone():
    rows = [["Arson", "2", "1.5"], ["18-25s", "5", "2.5"]]
    cells = [
        figure(f"x.{at}", float(cell), "rate" if "." in cell else "number", places=len(cell) // 2)
        for at, cell in enumerate(cell for row in rows for cell in row[1:])
    ]
    towns = TABLE.model_copy(update={"id": "towns", "rows": rows, "figures": cells})
    assert problems(towns, said("Among the parsons there were 2.5.", see=["towns"])) == []
    assert "another row" in problems(towns, said("Of the 18-25s it is 1.5.", see=["towns"]))[0]


def test_a_p_value_that_is_smaller_than_what_is_written_has_its_figure():
    tiny, large = (p_figure(figure("p", p, "number", places=4)) for p in (3e-9, 0.0173))
    assert problems(said("They differ (p < 0.0001).", figures=[tiny])) == []
    assert problems(said("They differ (p < 0.0001).", figures=[large]))
    assert problems(said("They differ (p < 0.0002).", figures=[tiny]))


def test_months_with_few_crimes_or_none_are_figures_of_the_change():
    months = pd.period_range("2007-04", periods=24, freq="M")
    counts = pd.Series([90.0] * 20 + [0.0, 1.0, 90.0, 90.0], index=months)
    made = change_table(rolling_change(counts), thin_months(counts), "2008-09-Q4")
    assert "February 2009" not in made.notes[0] and made.notes[1].startswith(
        "January 2009 holds 1 crime, less"
    )
    assert problems(made) == []
    assert problems(made.model_copy(update={"notes": [made.notes[1].replace("1 crime", "2 crimes")]}))


def test_why_groups_are_not_alike_is_made_of_figures_and_nothing_is_recorded_that_is_not_said():
    unlike = {"characteristics": 9.0, "unlike": 8.0, "furthest": 1.0385}
    why = "the groups still differ in 8 of 9 characteristics, most in a, by 1.04 standard deviations (0.10 is allowed)"
    found = Claim("not comparable", 4, (why, "fewer than 30 reoffenders on the scheme"), unlike)
    row = {
        "scheme": 0.38,
        "comparison": 0.45,
        "value": -0.07,
        "lower": -0.1,
        "upper": -0.04,
        "confidence": 0.95,
    }
    results = pd.DataFrame([row | {"method": "pairs"}], index=["rate"])
    sizes = pd.DataFrame({"people": [400, 4000]}, index=["scheme", "comparison"])
    told = sentences.answer(found, results, sizes, sentences.Words("arrest", 12))
    below = sentences.caution(found)
    assert [made.id for made in told.figures] == ["alike.characteristics", "alike.unlike", "alike.furthest"]
    assert problems(told, below) == []
    wrong = told.model_copy(update={"sentences": [told.sentences[0].replace("8 of 9", "7 of 9")]})
    assert problems(wrong, below)


def test_what_our_sentences_say_of_limits_is_what_the_code_takes():
    assert any(f"arrested {OFTEN} times or more" in each for each in DEFINITIONS)
    assert f"fewer than {REOFFENDERS} reoffenders" in DEFINITIONS
    assert any(f"({LIMIT:.2f} is allowed)" in each for each in DEFINITIONS)


def test_a_confidence_that_no_figure_has_is_a_number_like_others():
    assert len(problems(TABLE, said("The 99% interval is wide."))) == 1


def test_a_message_of_a_public_page_repeats_no_count_of_people():
    hidden = problems(said("There are 7 people.", disclosure="people"))
    shown = problems(said("There are 7 people.", disclosure="people"), edition="restricted")
    assert "7" not in hidden[0].replace("cell 2", "")
    assert "says 7 " in shown[0]


BORN = "One born on 12 May 1980 was arrested 7 times."


@pytest.mark.parametrize(
    ("found", "cell", "advice"),
    [
        (problems(said(BORN)), 2, "Record it as a figure of the block that says it"),
        (problems(words=BORN), 1, "A result comes from report.Sentence"),
        (
            problems(said("Nobody.", figures=[figure("2003/0062845E", 4, "number", places=0)])),
            2,
            "What the words say is another number",
        ),
    ],
    ids=["in a sentence", "in the notebook's own words", "recorded and not said"],
)
def test_of_a_number_whose_words_may_be_about_a_person_it_is_said_what_happened_and_what_to_do(
    found, cell, advice
):
    told = spoken(found, {})
    what = "was refused, for a number in its words and its figures do not agree. Its words are not repeated"
    assert told[0].startswith(f"cell {cell} {what}, for they may be about a person. {advice}")
    assert (len(told), in_public(told)) == (1, told)


def test_the_report_is_refused_with_every_number_at_once():
    with pytest.raises(ReportError) as refused:
        refuse_unbound(notebook(said("There are 3 cats and 4 dogs.")), task())
    assert len(refused.value.problems) == 2


def test_figures_may_be_added_to_what_a_block_says():
    noted = TABLE.model_copy(update={"notes": ["12 are missing; 870 in all."]})
    size = said("There are 870.", figures=[figure("size", 870, "number", places=0)])
    missing = figure("groups.missing", 12, "number", places=0)
    assert problems(saying(noted, missing, cites=["size"]), size) == []
    assert len(problems(saying(noted, missing), size)) == 1


def test_a_number_with_a_nought_before_it_is_no_figure():
    three = figure("cats", 3, "number", places=0)
    assert problems(said("There are 3 cats.", figures=[three])) == []
    assert len(problems(said("There are 03 cats.", figures=[three]))) == 1


def test_a_figure_is_not_taken_for_a_difference_that_it_is_part_of():
    four, two, six = (
        figure(name, value, "number", places=0) for name, value in (("a", 4), ("b", 2), ("c", 6))
    )
    assert problems(said("There were 6 and now there are 2.", figures=[four, two, six])) == []
    assert len(problems(said("There were 6 and now there are 6.", figures=[two, four, six]))) == 2


def test_a_day_that_no_calendar_has_is_no_date():
    assert without_kinds("29 February 2008 and 29 February 2009") == "xx February xxxx and 29 February 2009"


def read_task(book):
    """Give what the check of a report of the demonstration is given, with every text of the input."""
    about = {name: book.metadata.iomlib[name] for name in ("edition", "notebook")}
    people = ("control_pool.csv", "events.csv", "people.csv")
    files = [*(ROOT / "params").rglob("*.*"), *(ROOT / "data").glob("*.csv")]
    given = {path.relative_to(ROOT).as_posix(): path for path in files if path.name not in people}
    return {
        "given": {
            name: path.read_text("utf-8") for name, path in given.items() if path.suffix in (".csv", ".yml")
        },
        "rule": book.metadata.iomlib.get("rule", RULE),
        "parameters": {"candidates": 10, "often": 5, "most": 20},
        "about": about,
        "notebook": (ROOT / "notebooks" / f"{about['notebook']}.ipynb").read_text("utf-8"),
    }


def test_a_digit_that_is_changed_in_a_sentence_is_caught_in_99_of_100_cases(tmp_path_factory):
    chance, caught, seen = random.Random(9), Counter(), set()  # noqa: S311  no secret
    for path in sorted((demo(tmp_path_factory) / "outputs").rglob("*.ipynb")):
        book = nbformat.read(path, as_version=4)
        texts = list(_texts(book))
        report = _Report(texts, read_task(book))
        for place, text in enumerate(texts):
            if text.what != "sentence" or text.words in seen:
                continue
            seen.add(text.words)
            hidden = report._known.hidden(text.words, text.block)
            for number in in_digits(hidden):
                at = chance.choice([at for at in range(number.start, number.end) if hidden[at].isdigit()])
                other = chance.choice([digit for digit in "0123456789" if digit != hidden[at]])
                wrong = text._replace(words=f"{text.words[:at]}{other}{text.words[at + 1 :]}")
                alike = [each for each in texts if each.block is text.block and each is not text]
                found = [*report.problems(wrong), *report.unsaid([*alike, wrong])]
                caught[bool(found)] += 1
            assert not list(report.problems(text)), (path, place)
    assert sum(caught.values()) > 300
    assert caught[True] >= 0.99 * sum(caught.values()), caught
