"""The report as a committee's paper: the headings of a council in their order, and nothing made up under them."""

import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from frame import executed, full
from hostile import NAMES

from iomlib.blocks import Heading, Sentence, Table
from iomlib.build.document import read_document
from iomlib.build.look import default_look
from iomlib.build.paper import read_paper
from iomlib.build.word import to_word
from iomlib.build.word_paper import sources
from iomlib.errors import ParameterError

HEADINGS = ["Purpose", "Recommendations", "Background", "Key issues", "Implications", "Consultation"]
HEADINGS += ["Background documents", "Appendices"]
IMPLICATIONS = ["Financial", "Legal", "Equalities", "Section 17 (Crime and Disorder Act 1998)"]
TO_WRITE = [
    "[To be written by the report's author: financial implications.]",
    "[To be written by the report's author: legal implications.]",
    "[To be written by the report's author: equalities implications.]",
    "[To be written by the report's author: implications under section 17 of the Crime and Disorder Act 1998.]",
    "[To be written by the report's author: who was consulted.]",
]


def paper(node=None, notebook="", committee="", contact="", **texts):
    """Write a paper with the texts of a council, and read its paragraphs: style and words."""
    look = default_look().model_copy(update={"paper": texts, "committee": committee, "contact": contact})
    document = replace(read_document(node or full("Haringey"), look), notebook=notebook)
    return [(each.style.name, each.text) for each in docx.Document(io.BytesIO(to_word(document))).paragraphs]


def under(heading, read):
    """List what stands between a heading and the next of its kind."""
    place = next(n for n, (style, text) in enumerate(read) if text == heading and style.startswith("Heading"))
    rest = read[place + 1 :]
    end = next((n for n, (style, _) in enumerate(rest) if style == "Heading 1"), len(rest))
    return rest[:end]


class TestAPaper:
    def test_has_the_headings_of_a_council_in_order(self):
        headings = [text for style, text in paper() if style == "Heading 1"]
        assert headings == [*HEADINGS, "Appendix 1. A report: Haringey, 2008/09 Q2"]
        assert [
            text for style, text in under("Implications", paper()) if style == "Heading 2"
        ] == IMPLICATIONS

    def test_begins_with_what_it_is_for_whom_and_whom_to_ask(self):
        read = paper(committee="Safer Stockton Partnership", contact="Analyst, 01642 000000")
        assert read[:4] == [
            ("Title", "A report: Haringey, 2008/09 Q2"),
            ("Subtitle", "Report to: Safer Stockton Partnership"),
            ("Subtitle", "Public report"),
            ("Subtitle", "Contact: Analyst, 01642 000000"),
        ]

    def test_numbers_each_key_point_under_key_issues(self):
        assert ("Numbered paragraph", "Haringey: 30 crimes.") in under("Key issues", paper())

    def test_has_the_introduction_of_the_report_as_background(self):
        (line,) = under("Background", paper())
        assert line[1].startswith("What it is about")

    def test_has_every_other_part_once_in_its_appendix(self):
        read = paper()
        appendix = [text for _, text in under("Appendix 1. A report: Haringey, 2008/09 Q2", read)]
        assert appendix[0] == "Crimes"
        assert [text for text in appendix if text.startswith(("Table", "Chart"))] == [
            text for _, text in read if text.startswith(("Table", "Chart"))
        ]

    def test_names_in_a_key_point_the_table_that_it_is_taken_from(self):
        heads = [Heading(text="Group", number=False)]
        table = Table(id="crimes", caption="By group", columns=heads, rows=[["a"]], disclosure="method")
        lead = Sentence(style="lead", sentences=["It fell.", "So it is."], see=["crimes", ""])
        found = under("Key issues", paper(executed("# A report", lead, "## Crimes", table)))
        assert [text for _, text in found] == ["It fell. (Table 1)", "So it is."]

    def test_names_a_table_as_its_language_does(self):
        words = default_look().words | {"page.table_name": "{number}. tabl"}
        look = default_look().model_copy(update={"words": words})
        lead = Sentence(style="lead", sentences=["It fell."], see=["crimes"])
        heads = [Heading(text="Group", number=False)]
        table = Table(id="crimes", caption="By group", columns=heads, rows=[["a"]], disclosure="method")
        made = to_word(read_document(executed("# A report", lead, "## Crimes", table), look))
        texts = [each.text for each in docx.Document(io.BytesIO(made)).paragraphs]
        assert {"It fell. (1. tabl)", "1. tabl. By group"} <= set(texts)

    def test_keeps_a_warning_that_stands_beside_the_key_points(self):
        lead = Sentence(style="lead", sentences=["It fell."])
        node = executed(
            "# A report", "## In short", Sentence(sentences=["SIMULATED people."]), lead, "## More"
        )
        assert [text for _, text in under("Key issues", paper(node))] == ["SIMULATED people.", "It fell."]

    def test_says_where_a_report_without_key_points_has_its_findings(self):
        read = paper(executed("# A report", "## Crimes", Sentence(sentences=["One."])))
        assert under("Key issues", read) == [("Numbered paragraph", "What was found is in Appendix 1.")]

    def test_says_that_it_has_no_appendix_where_there_is_none(self):
        read = paper(executed("# A report", Sentence(style="lead", sentences=["One."])))
        assert under("Appendices", read) == [
            ("Numbered paragraph", "There are none. The whole report is above.")
        ]


class TestWhatOnlyItsAuthorKnows:
    def test_is_never_made_up(self):
        assert [text for style, text in paper() if style == "To be written"] == [
            *TO_WRITE,
            "[To be written by the report's author: the documents on which this paper rests.]",
        ]

    def test_stands_there_once_somebody_has_written_it(self):
        read = paper(legal="None for {area} in {quarter}.\n\nSee {committee}.", committee="the board")
        assert ("Numbered paragraph", "None for Haringey in 2008/09 Q2.") in read
        assert ("Numbered paragraph", "See the board.") in read
        assert TO_WRITE[1] not in [text for _, text in read]

    def test_may_be_written_for_one_notebook(self):
        texts = {"legal": "For all.", "notebooks": {"profile": {"legal": "For one."}}}
        assert ("Numbered paragraph", "For one.") in paper(notebook="profile", **texts)
        assert ("Numbered paragraph", "For all.") in paper(notebook="other", **texts)

    def test_takes_recommendations_one_by_one(self):
        read = paper(recommendations=["That {committee} notes this.", "That it asks for more."])
        assert [text for _, text in under("Recommendations", read)] == [
            "That the committee notes this.",
            "That it asks for more.",
        ]

    @pytest.mark.parametrize("name", [*NAMES, "{area}", "{0.__class__}"])
    def test_is_not_read_in_the_name_of_an_area(self, name):
        read = paper(full(name), legal="Of {area}.", committee="the board")
        (line,) = [text for style, text in read if text.startswith("Of ")]
        assert " ".join(line.split()) == " ".join(f"Of {name}.".split())


class TestBackgroundDocuments:
    def test_are_the_sources_that_the_report_names_and_those_of_the_council(self):
        heads = [Heading(text="Group", number=False)]
        notes = [
            "Sources: Paper, item 8.",
            "Intervals: Wilson.",
            "Edition: Costs of crime. Price year: 2019/20.",
            "Edition: none named in the source. Price year: not given in it.",  # names no document
        ]
        table = Table(id="t", caption="c", columns=heads, rows=[], notes=notes, disclosure="method")
        says = Sentence(sentences=["Counts: Home Office.", "Sources: Paper, item 8."])
        node = executed("# A report", table, says)
        assert sources(read_document(node)) == ["Paper, item 8.", "Costs of crime.", "Home Office."]
        read = paper(node, background_documents=["The plan."])
        assert [text for _, text in under("Background documents", read)] == [
            *("Paper, item 8.", "Costs of crime.", "Home Office.", "The plan.")
        ]

    def test_name_a_document_once_with_the_place_in_it(self):
        said = [
            "Counts: Home Office, 2017/18.",
            "Sources: Home Office, 2017/18, quarter 4.",
            "Source: Home Office.",
        ]
        node = executed("# A report", Sentence(sentences=said))
        assert sources(read_document(node)) == ["Home Office, 2017/18, quarter 4."]


def written(folder: Path, text: str) -> Path:
    path = folder / "committee_paper.yml"
    path.write_text(text, "utf-8")
    return path


def refused(folder, text, notebooks=None):
    with pytest.raises(ParameterError) as trouble:
        read_paper(written(folder, text), notebooks)
    return trouble.value.problems


class TestThePaperFile:
    def test_may_be_missing(self, tmp_path):
        assert read_paper(tmp_path / "committee_paper.yml") == {}

    def test_gives_only_what_it_holds(self, tmp_path):
        text = (
            "legal: None for {area}.\nrecommendations:\n- Note it.\nnotebooks:\n  profile:\n    legal: One.\n"
        )
        assert read_paper(written(tmp_path, text), ["profile"]) == {
            "legal": "None for {area}.",
            "recommendations": ["Note it."],
            "notebooks": {"profile": {"legal": "One."}},
        }

    def test_with_an_unknown_part_is_refused(self, tmp_path):
        assert refused(tmp_path, "leagal: x\n") == [
            "committee_paper.yml: leagal is not a part of a paper. Did you mean legal?"
        ]

    def test_with_another_thing_in_braces_is_refused(self, tmp_path):
        assert refused(tmp_path, 'legal: "In {aera}."\n') == [
            "committee_paper.yml: legal: '{aera}' is not filled in. Did you mean {area}?"
        ]

    def test_with_an_open_brace_is_refused(self, tmp_path):
        (problem,) = refused(tmp_path, 'legal: "In {area."\n')
        assert problem.startswith("committee_paper.yml: legal: '{area.' is not filled in.")

    def test_with_an_empty_text_is_refused(self, tmp_path):
        assert refused(tmp_path, 'legal: " "\n') == [
            "committee_paper.yml: legal: is empty. Write the text, or delete the key: the paper then says that "
            "it is to be written."
        ]

    def test_with_a_sign_that_no_page_can_show_is_refused(self, tmp_path):
        assert refused(tmp_path, 'legal: "a\\vb"\n') == [
            "committee_paper.yml: legal: holds the sign U+000B, which no page can show. Delete it; letters, "
            "digits, punctuation and spaces are allowed."
        ]

    def test_with_a_number_for_a_text_is_refused(self, tmp_path):
        assert refused(tmp_path, "legal: 12\n") == [
            "committee_paper.yml: legal: 12 is not text. Put it in quotes."
        ]

    def test_with_a_text_for_a_list_is_refused(self, tmp_path):
        assert refused(tmp_path, "recommendations: Note it.\n") == [
            "committee_paper.yml: recommendations: 'Note it.' is not a list. Put each text on a line of its own, "
            "after a dash."
        ]

    def test_of_a_notebook_that_is_not_there_is_refused(self, tmp_path):
        assert refused(tmp_path, "notebooks:\n  profil:\n    legal: x\n", ["profile"]) == [
            "committee_paper.yml: notebooks.profil is not a notebook. Did you mean profile?"
        ]

    def test_with_a_text_for_a_notebook_is_refused(self, tmp_path):
        assert refused(tmp_path, "notebooks:\n  profile: x\n") == [
            "committee_paper.yml: notebooks.profile: 'x' is not a list of keys, each with a text."
        ]

    def test_that_is_a_list_is_refused(self, tmp_path):
        assert refused(tmp_path, "- legal\n") == [
            "committee_paper.yml: the file: ['legal'] is not a list of keys, each with a text."
        ]

    def test_that_is_empty_is_refused(self, tmp_path):
        (problem,) = refused(tmp_path, "# nothing\n")
        assert problem.startswith("committee_paper.yml: holds no keys.")

    def test_that_is_no_yaml_is_refused(self, tmp_path):
        (problem,) = refused(tmp_path, "legal: [\n")
        assert "cannot be read as YAML" in problem

    def test_is_told_of_all_its_problems_at_once(self, tmp_path):
        assert len(refused(tmp_path, "leagal: x\nlegal: 12\nfinancial: '{x}'\n")) == 3
