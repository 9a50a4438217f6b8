"""A partnership's own look: what may be said, what is refused, and that it reaches the pages."""

import base64
import io
import shutil

import pytest
from frame import ROOT, SAY, iom, project, run_file
from PIL import Image

from iomlib.build.branding import read_look
from iomlib.build.look import default_look
from iomlib.errors import ParameterError


def png(width, height):
    """Draw nothing, in one colour."""
    target = io.BytesIO()
    Image.new("1", (width, height)).save(target, "PNG")
    return target.getvalue()


PNG = png(8, 8)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
UNSHOWN = "which no page can show. Delete it; letters, digits, punctuation and spaces are allowed."
CATALOGUE = ROOT / "iomlib" / "templates" / "words" / "en-GB.yml"


def look(folder, text="", **files):
    """Read a look from what `branding.yml` says, with files beside it; a name's _ stands for its dot."""
    (folder / "branding.yml").write_text(text, "utf-8")
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    return read_look(folder)


def refused(folder, text, **files):
    with pytest.raises(ParameterError) as trouble:
        look(folder, text, **files)
    return trouble.value.problems


def translated(folder, change):
    (folder / "words").mkdir()
    text = change(CATALOGUE.read_text("utf-8"))
    (folder / "words" / "cy.yml").write_text(text, "utf-8")
    return "language: cy"


class TestALook:
    def test_without_a_file_is_the_default_one(self, tmp_path):
        assert read_look(tmp_path) == default_look()

    def test_of_a_file_with_comments_only_is_the_default_one(self, tmp_path):
        assert look(tmp_path, "# nothing\n") == default_look()

    def test_of_the_repository_is_read(self):
        assert read_look(ROOT / "params") == default_look()

    def test_has_what_the_file_says(self, tmp_path):
        made = look(tmp_path, 'committee: Scrutiny\nfooter: Ours.\ncontact: a@b.example\nink: "#003300"\n')
        assert (made.committee, made.footer, made.contact, made.ink) == (
            "Scrutiny",
            "Ours.",
            "a@b.example",
            "#003300",
        )

    @pytest.mark.parametrize(("name", "content", "kind"), [("l_png", PNG, "png"), ("l_svg", SVG, "svg+xml")])
    def test_carries_its_logo_in_the_page(self, tmp_path, name, content, kind):
        made = look(tmp_path, f"logo: {name.replace('_', '.')}\nlogo_alt: Ours", **{name: content})
        assert made.logo == f"data:image/{kind};base64,{base64.b64encode(content).decode()}"

    def test_speaks_another_language_once_all_is_translated(self, tmp_path):
        text = translated(tmp_path, lambda text: text.replace("Skip to the report", "Neidio i'r adroddiad"))
        made = look(tmp_path, text)
        assert made.language == "cy"
        assert made.say("page.skip") == "Neidio i'r adroddiad"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("comittee: x", "branding.yml: comittee is not a key of branding. Did you mean committee?"),
        ("committee: [a]", "branding.yml: committee: ['a'] is not text. Put it in quotes."),
        ("ink: navy", 'branding.yml: ink: \'navy\' is not a colour. Write six digits, such as "#12436D".'),
        (
            'ink: "#777777"',
            "branding.yml: ink: #777777 has a contrast of 4.01 to the box of key points. "
            "WCAG 2.2 AA asks for 4.5 or more. Choose a darker colour.",
        ),
        (
            'accent: "#F46A25"',
            "branding.yml: accent: #F46A25 has a contrast of 3.02 to white. "
            "WCAG 2.2 AA asks for 4.5 or more. Choose a darker colour.",
        ),
        ('footer: "a\\vb"', f"branding.yml: footer: holds the sign U+000B, {UNSHOWN}"),
        ("logo: l.svg", "branding.yml: logo_alt is missing. Say in words whose logo it is."),
        (
            "logo: ../l.svg\nlogo_alt: x",
            "branding.yml: logo: '../l.svg' is not the name of an SVG or PNG file in params.",
        ),
        (
            "logo: l.gif\nlogo_alt: x",
            "branding.yml: logo: 'l.gif' is not the name of an SVG or PNG file in params.",
        ),
        ("logo: no.svg\nlogo_alt: x", "branding.yml: logo: 'no.svg' does not lie in params."),
        ("- a", "branding.yml: holds no keys. It may have committee, contact, footer, ink, accent, logo,"),
        ("language: ../x", "branding.yml: language: '../x' is not the code of a language, such as cy."),
        (
            "language: cy",
            "branding.yml: language: cy has no catalogue. Copy templates/words/en-GB.yml of iomlib to "
            "params/words/cy.yml and translate each sentence.",
        ),
    ],
)  # fmt: skip
def test_branding_that_is_wrong_is_told_in_words(tmp_path, text, said):
    problems = refused(tmp_path, text, l_svg=SVG)
    assert [problem for problem in problems if problem.startswith(said)], problems


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("l_png", b"GIF89a", "is not a PNG picture."),
        ("l_svg", b"<html>", "is not an SVG picture."),
        ("l_svg", SVG.replace(b"<rect", b"<script>1</script><rect"), "holds '<script', which could load or run"),
        ("l_svg", SVG.replace(b"<rect", b'<rect onload="x"'), "holds 'onload=', which could load or run"),
        ("l_svg", SVG.replace(b"<rect", b'<a href="https://x.example"/><rect'), "which could load or run"),
        ("l_svg", SVG.replace(b"<rect", b'<rect fill="url(//x.example)"'), "which could load or run"),
        ("l_png", PNG + bytes(200_000), f"has {len(PNG) + 200_000:,} bytes; 200,000 are allowed."),
    ],
)  # fmt: skip
def test_a_logo_that_is_no_plain_picture_is_refused(tmp_path, name, content, said):
    text = f"logo: {name.replace('_', '.')}\nlogo_alt: x"
    assert [problem for problem in refused(tmp_path, text, **{name: content}) if said in problem]


INSIDE = '<s:script xmlns:s="http://www.w3.org/2000/svg">1</s:script><rect'
ENTITY = b'<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not xml <svg", "is not an SVG picture."),
        (SVG[:-6], "is not an SVG picture."),
        (SVG.decode().encode("utf-16"), "is not an SVG picture."),
        (b"<svg><rect/></svg>", "is not an SVG picture."),  # a browser draws none without its namespace
        (SVG.replace(b"<rect", INSIDE.encode()), "holds '<script'"),
        (SVG.replace(b"<rect", INSIDE.replace("script", "style").encode()), "holds '<style'"),
        (SVG.replace(b"<rect", b'<set attributeName="href" to="x"/><rect'), "holds '<set'"),
        (SVG.replace(b"<rect", b'<rect fill="u\\72l(//x.example)"'), "holds '\\\\'"),
        (b'<?xml-stylesheet href="x.css"?>' + SVG, "holds '<?xml-stylesheet'"),
        (ENTITY + SVG, "holds '!ENTITY'"),
        (SVG.replace(b'viewBox="0 0 9 9"', b""), "does not say how large it is."),
        (SVG.replace(b'viewBox="0 0 9 9"', b'width="0" height="0"'), "does not say how large it is."),
        (SVG.replace(b'"0 0 9 9"', b'"0 0 81 9"'), "is more than 8 times as wide as high"),
    ],
)  # fmt: skip
def test_an_svg_that_hides_what_it_does_or_cannot_be_drawn_is_refused(tmp_path, content, said):
    (problem,) = refused(tmp_path, "logo: l.svg\nlogo_alt: x", l_svg=content)
    assert problem.startswith(f"branding.yml: logo: 'l.svg' {said}")


def test_an_svg_of_a_drawing_program_may_be_used(tmp_path):
    doctype = (
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    )
    content = (
        b"<?xml version='1.0'?><!-- drawn -->" + doctype + SVG.replace(b"<rect", b'<rect fill="url(#a)"')
    )
    assert look(tmp_path, "logo: l.svg\nlogo_alt: x", l_svg=content).logo


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (PNG[:8], "is not a PNG picture."),
        (PNG[:8] + b"<script>alert(1)</script>", "is not a PNG picture."),
        (PNG[:-20], "is not a PNG picture."),
        (png(10_000, 10_000), "has 10,000 times 10,000 points; 4,000,000 in all are allowed."),
        (png(20_000, 20_000), "has too many points; 4,000,000 in all are allowed."),
        (png(90, 10), "is more than 8 times as wide as high"),
    ],
)  # fmt: skip
def test_a_png_that_cannot_be_drawn_is_refused(tmp_path, content, said):
    (problem,) = refused(tmp_path, "logo: l.png\nlogo_alt: x", l_png=content)
    assert problem.startswith(f"branding.yml: logo: 'l.png' {said}")


def test_a_logo_that_lies_elsewhere_is_refused(tmp_path):
    params = tmp_path / "params"
    params.mkdir()
    (tmp_path / "l.svg").write_bytes(SVG)
    (params / "l.svg").symlink_to(tmp_path / "l.svg")
    for name in ("l.svg", "l" * 300 + ".svg"):
        (problem,) = refused(params, f"logo: {name}\nlogo_alt: x")
        assert problem == f"branding.yml: logo: {name[:60]!r} does not lie in params."


@pytest.mark.parametrize("key", ["committee", "contact", "footer", "logo_alt"])
def test_a_text_that_no_page_can_hold_is_refused(tmp_path, key):
    signs = {'"a\\0b"': "holds the sign U+0000", '"a\\x1bb"': "holds the sign U+001B"}
    for written, said in {**signs, "W" * 301: "has 301 letters"}.items():
        (problem,) = refused(tmp_path, f"{key}: {written}")
        assert problem.startswith(f"branding.yml: {key}: {said}")


def test_a_folder_of_the_name_of_the_branding_is_told(tmp_path):
    (tmp_path / "branding.yml").mkdir()
    with pytest.raises(ParameterError, match=r"^branding\.yml: is not a file"):
        read_look(tmp_path)


@pytest.mark.parametrize(
    "asked", ["{number.__class__}", "{0}", "{number!r}", "{number:>999999999}", "{number:{number}}", "{number[0]}"]
)  # fmt: skip
def test_a_translation_fills_in_what_ours_does_and_as_ours_does(tmp_path, asked):
    text = translated(tmp_path, lambda text: text.replace("Table {number}", f"Tabl {asked}", 1))
    assert refused(tmp_path, text) == ["cy.yml: page.table_name: what is filled in has to be {number}."]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Skip to the report", '" "', "page.skip: is empty: 'Skip to the report'."),
        ("Skip to the report", '"x\\0"', f"page.skip: holds the sign U+0000, {UNSHOWN}"),
        (", December", "", "site.months: needs the names of 12 months, each with a comma and a space behind it."),
        ("Page {number} of", "Page {number} {number} of", "pdf.page: what is filled in has to be {number}, {pages}."),
    ],
)  # fmt: skip
def test_a_translation_that_no_page_can_use_is_refused(tmp_path, old, new, said):
    text = translated(tmp_path, lambda text: text.replace(old, new, 1))
    assert refused(tmp_path, text) == [f"cy.yml: {said}"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("  skip: ", "  skipp: ", 1), "cy.yml: page.skip is missing: "),
        (lambda text: text.replace("  skip: ", "  skipp: ", 1), "cy.yml: page.skipp is not a sentence of a page. "),
        (lambda text: text.replace("{pages}", "{pags}"), "cy.yml: pdf.page: what is filled in has to be {number}"),
        (lambda text: text.replace("{pages}", "{pages"), "cy.yml: pdf.page: a brace is not closed."),
        (lambda _: "page: text", "cy.yml: is not a catalogue. It has places, and sentences in each."),
    ],
)  # fmt: skip
def test_a_translation_that_is_not_whole_is_refused(tmp_path, change, said):
    problems = refused(tmp_path, translated(tmp_path, change))
    assert [problem for problem in problems if problem.startswith(said)], problems


class TestARun:
    def test_refuses_a_look_that_some_cannot_read_before_any_notebook(self, tmp_path):
        folder = project(tmp_path, small=[SAY])
        (folder / "params" / "branding.yml").write_text('ink: "#F46A25"\n', "utf-8")
        done = iom("check", run_file(folder))
        assert done.returncode == 2
        assert "branding.yml: ink: #F46A25 has a contrast of" in done.stderr

    def test_gives_no_notebook_the_files_of_its_look(self, tmp_path):
        shutil.copy(ROOT / "params" / "branding.yml", tmp_path)
        listing = "from pathlib import Path\nassert not Path(params, 'branding.yml').exists()"
        folder = project(tmp_path / "project", small=[listing, SAY])
        assert iom("run", run_file(folder, areas=["haringey"])).returncode == 0

    def test_refuses_a_title_a_reason_or_a_paper_that_no_page_can_show(self, tmp_path):
        folder = project(tmp_path, small=[SAY])
        (folder / "params" / "committee_paper.yml").write_text('purpose: "a\\x07b"\n', "utf-8")
        skip = [{"area": "haringey", "quarter": "2008-09-Q1", "why": "a\0b"}]
        done = iom("check", run_file(folder, title="a\x1bb", skip=skip))
        assert done.returncode == 2
        done.stderr = " ".join(done.stderr.split())
        for said in ("title: holds the sign U+001B", "why: holds the sign U+0000"):
            assert said in done.stderr
        done = iom("check", run_file(folder))
        assert done.returncode == 2
        assert "committee_paper.yml: purpose: holds the sign U+0007" in done.stderr
