"""A council's own reference.docx gives papers their look, and nothing of whoever made it."""

import base64
import io
import random
import re

import docx
import pytest
from frame import files_of, full

from iomlib.build.document import read_document
from iomlib.build.look import default_look
from iomlib.build.reference import make_reference, zipped
from iomlib.build.word import to_word
from iomlib.build.word_reference import LARGEST, STYLES, read_reference, reference_problems
from iomlib.errors import ParameterError

DOCUMENT, STYLE, TYPES = "word/document.xml", "word/styles.xml", "[Content_Types].xml"
MEND = "Start from the reference.docx of iomlib: python -m iomlib.build.reference params/reference.docx"


def changed(name="", old="", new="", content=None, **more):
    """Give our own reference with one thing changed in one of its files, or with a file more."""
    files = files_of(content or make_reference())
    if name:
        assert old.encode() in files[name], f"{name} does not hold {old}"
        files[name] = files[name].replace(old.encode(), new.encode())
    return zipped(files | {key.replace("__", "/"): value for key, value in more.items()})


def councils():
    """Save our reference as somebody at a council would: another font, a letterhead, comments, their name."""
    book = docx.Document(io.BytesIO(make_reference()))
    book.styles["Normal"].font.name = "Verdana"
    book.sections[0].header.paragraphs[0].text = "Haringey Council"
    book.add_paragraph("An example that nobody needs.")
    about = book.core_properties
    about.author, about.last_modified_by, about.comments = "Jo Bloggs", "Jo Bloggs", "Draft by Jo Bloggs"
    book.part._comments_part.element.append(docx.oxml.parse_xml(COMMENT))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


COMMENT = (
    '<w:comment xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:id="0" '
    'w:author="Jo Bloggs"><w:p/></w:comment>'
)


def on(reference, **about):
    look = default_look().model_copy(update={"reference": base64.b64encode(reference).decode()})
    return to_word(read_document(full(**about), look))


class TestAPaperOnACouncilsReference:
    def test_has_its_look(self):
        book = docx.Document(io.BytesIO(on(councils())))
        assert book.styles["Normal"].font.name == "Verdana"
        assert book.sections[0].header.paragraphs[0].text == "Haringey Council"

    def test_is_marked_on_every_page_below_the_letterhead(self):
        book = docx.Document(io.BytesIO(on(councils(), edition="restricted")))
        lines = [each.text for each in book.sections[0].header.paragraphs]
        assert lines == ["Haringey Council", "Scrutiny of Theft - OFFICIAL-SENSITIVE: not for publication"]

    def test_says_nothing_of_whoever_made_it(self):
        assert b"Bloggs" in b"".join(files_of(councils()).values())
        made = files_of(on(councils()))
        assert not [name for name, content in made.items() if b"Bloggs" in content]
        assert not [name for name in made if "comments" in name]

    def test_has_nothing_of_its_text(self):
        assert b"nobody needs" not in files_of(on(councils()))[DOCUMENT]

    def test_has_no_first_page_of_another_kind(self):
        first = changed(DOCUMENT, "<w:pgSz", "<w:titlePg/><w:pgSz")
        assert b"titlePg" not in files_of(on(first))[DOCUMENT]

    def test_says_what_it_is_where_the_reference_has_no_header(self):
        bare = changed(DOCUMENT, '<w:headerReference w:type="default" r:id="rId4"/>', "")
        book = docx.Document(io.BytesIO(on(bare)))
        assert [each.text for each in book.sections[0].header.paragraphs] == [
            "Scrutiny of Theft - Public report"
        ]

    def test_is_the_same_every_time(self):
        assert on(councils()) == on(councils())


class TestAReference:
    def test_that_is_ours_may_be_used(self):
        assert reference_problems(make_reference()) == []

    def test_that_was_saved_by_a_council_may_be_used(self):
        assert reference_problems(councils()) == []

    def test_is_read_as_text_that_travels(self, tmp_path):
        path = tmp_path / "reference.docx"
        assert read_reference(path) == ""
        path.write_bytes(make_reference())
        assert base64.b64decode(read_reference(path)) == make_reference()

    def test_that_is_refused_is_named(self, tmp_path):
        path = tmp_path / "reference.docx"
        path.write_bytes(b"a letter")
        with pytest.raises(ParameterError, match=r"^reference\.docx: is not a Word file"):
            read_reference(path)

    @pytest.mark.parametrize("content", [b"", b"a letter", zipped({"a": b"b"}), make_reference()[:-30]])
    def test_that_is_no_word_file_is_refused(self, content):
        assert reference_problems(content) == [
            'is not a Word file (.docx). Save it in Word as "Word document (*.docx)".'
        ]

    def test_with_broken_xml_is_refused(self):
        (problem,) = reference_problems(changed(STYLE, "</w:styles>", ""))
        assert problem.startswith("is not a Word file")

    def test_that_is_large_is_refused(self):
        (problem,) = reference_problems(b"x" * (LARGEST + 1))
        assert problem == "has 1,000,001 bytes; 1,000,000 are allowed. Make its pictures smaller."

    def test_that_unpacks_to_a_great_size_is_refused(self):
        (problem,) = reference_problems(changed(word__media__large=b"x" * 20_000_001))
        assert problem == "unpacks to more than 20,000,000 bytes. Make its pictures smaller."

    def test_with_macros_is_refused(self):
        words = "holds macros, or is a template. Save it in Word as a document without macros (.docx)."
        assert reference_problems(changed(word__vbaProject=b"x")) == [words]
        assert reference_problems(changed(TYPES, "document.main+xml", "template.main+xml")) == [words]

    def test_that_leads_elsewhere_is_refused(self):
        link = '<Relationship Id="rId9" Type="x" Target="https://example.org/logo" TargetMode="External"/>'
        name = "word/_rels/document.xml.rels"
        assert reference_problems(changed(name, "</Relationships>", f"{link}</Relationships>")) == [
            "leads to 'https://example.org/logo' outside itself. Take the link, picture or template away."
        ]

    def test_with_tracked_changes_is_refused(self):
        marked = changed("word/header1.xml", "<w:p/>", '<w:p><w:ins w:id="1" w:author="Jo Bloggs"/></w:p>')
        assert reference_problems(marked) == [
            "holds tracked changes, with names. Accept or reject them all in Word."
        ]

    @pytest.mark.parametrize("style", [style for style in STYLES if style != "Normal"])
    def test_that_lacks_a_style_is_refused_with_the_nearest(self, style):
        inside = style.lower() if style.startswith(("Heading", "Header", "Footer", "Caption")) else style
        first, second = reference_problems(
            changed(STYLE, f'<w:name w:val="{inside}"/>', f'<w:name w:val="{inside}s old"/>')
        )
        assert first.startswith(f"lacks the style {style!r}. Did you mean ")
        assert second == f"lacks 1 of 18 styles. {MEND}"

    def test_whose_paragraphs_have_no_numbers_is_refused(self):
        bare = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
        assert reference_problems(changed(STYLE, bare, "")) == [
            f"the style 'Numbered paragraph' has no numbering of its own. {MEND}"
        ]

    def test_whose_headings_and_paragraphs_count_apart_is_refused(self):
        paragraph = '<w:ilvl w:val="1"/><w:numId w:val="{}"/>'
        assert reference_problems(changed(STYLE, paragraph.format(1), paragraph.format(3))) == [
            "'Heading 1' and 'Numbered paragraph' do not count together, so paragraphs would not be 1.1, 1.2. "
            "Give both one list of several levels."
        ]

    def test_on_another_paper_is_refused(self):
        letter = changed(DOCUMENT, 'w:w="11906" w:h="16838"', 'w:w="12240" w:h="15840"')
        assert reference_problems(letter) == [
            "has another page than A4 upright. Set the paper in Word (Layout, Size, A4)."
        ]

    def test_without_a_page_is_refused(self):
        assert reference_problems(changed(DOCUMENT, "w:pgSz", "w:cols")) == [
            f"says nothing of its page. {MEND}"
        ]

    def test_whose_edges_leave_no_room_is_refused(self):
        words = "leaves no room between the edges of its page. Set the margins in Word (Layout, Margins)."
        edge = re.search(r'w:left="\d+"', files_of(make_reference())[DOCUMENT].decode())[0]
        for wrong in ('w:left="11000"', 'w:left="-1"', 'w:other="0"'):
            assert reference_problems(changed(DOCUMENT, edge, wrong)) == [words]

    @pytest.mark.parametrize("file", [STYLE, DOCUMENT, "word/theme/theme1.xml"])
    def test_with_entities_is_refused_and_none_is_followed(self, file):
        entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        files = files_of(make_reference())
        before, _, after = files.get(file, b"<?xml version='1.0'?><x/>").partition(b"?>")
        (problem,) = reference_problems(zipped(files | {file: before + b"?>" + entity + after}))
        assert problem.startswith("is not a Word file")

    @pytest.mark.parametrize("inside", ["INCLUDEPICTURE", "ddeauto"])
    def test_whose_letterhead_would_load_something_is_refused(self, inside):
        broken = "".join(f"<w:r><w:instrText>{half}</w:instrText></w:r>" for half in (inside[:4], inside[4:]))
        for field in (f'<w:fldSimple w:instr="{inside} x"/>', broken):
            marked = changed("word/header1.xml", "<w:p/>", f"<w:p>{field}</w:p>")
            assert reference_problems(marked) == [
                f"has the field {inside} at an edge of its pages, which could load something. Take it away."
            ]

    def test_whose_letterhead_has_another_file_name_is_read_all_the_same(self):
        files = files_of(changed("word/header1.xml", "<w:p/>", '<w:p><w:fldSimple w:instr="LINK x"/></w:p>'))
        named = {each.replace("header1", "top"): files[each] for each in files}
        for each in (TYPES, "word/_rels/document.xml.rels"):
            named[each] = named[each].replace(b"header1.xml", b"top.xml")
        (problem,) = reference_problems(zipped(named))
        assert problem.startswith("has the field LINK at an edge of its pages")

    def test_whose_letterhead_holds_an_object_is_refused_before_any_report_is(self):
        place = 'Id="rId1" Type="x/oleObject" Target="embeddings/object.bin"'
        space = "http://schemas.openxmlformats.org/package/2006/relationships"
        kind = '<Default Extension="bin" ContentType="application/octet-stream"/>'
        files = files_of(changed(TYPES, "<Override", f"{kind}<Override"))
        files["word/_rels/header1.xml.rels"] = (
            f'<Relationships xmlns="{space}"><Relationship {place}/></Relationships>'.encode()
        )
        assert reference_problems(zipped(files | {"word/embeddings/object.bin": b"x"})) == [
            "gives papers what they may not have: it holds word/embeddings/object.bin. Take it away."
        ]

    def test_with_a_style_that_has_no_name_or_id_is_refused_in_words(self):
        for style in ('<w:style w:type="paragraph" w:styleId="x"/>', "<w:style><w:name/></w:style>"):
            (problem,) = reference_problems(changed(STYLE, "</w:styles>", f"{style}</w:styles>"))
            assert problem.startswith(("is not a Word file", "is damaged"))
        problems = reference_problems(changed(STYLE, "w:styleId=", "w:id="))
        assert problems[-1] == f"lacks {len(STYLES)} of {len(STYLES)} styles. {MEND}"

    @pytest.mark.parametrize(
        ("file", "old", "new"),
        [
            ("_rels/.rels", "officeDocument", "other"),
            ("word/_rels/document.xml.rels", 'Target="styles.xml"', 'Target="none.xml"'),
            ("word/_rels/document.xml.rels", 'Target="styles.xml"', 'Target="../../etc/passwd"'),
            (DOCUMENT, 'r:id="rId4"', 'r:id="rId99"'),
        ],
    )
    def test_on_which_no_paper_can_be_written_is_refused_before_any_is(self, file, old, new):
        assert reference_problems(changed(file, old, new)) == [
            f"is damaged: no paper can be written on it. Save it anew in Word. {MEND}"
        ]

    def test_with_bytes_changed_anywhere_is_used_or_refused_in_words(self):
        whole, chance = make_reference(), random.Random(7)  # noqa: S311  no secret
        ends = set()
        for _ in range(40):
            broken = bytearray(whole)
            broken[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
            ends.add(bool(reference_problems(bytes(broken))))
        assert True in ends
