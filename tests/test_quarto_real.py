"""The whole route with a real Quarto, where there is one on the PATH; without one nothing here is run."""

import io
import re
import shutil
import zipfile

import pikepdf
import pytest
from docx import Document
from frame import iom, once, run_file
from frame import project as small_project
from test_quarto import ALL, AREAS, paged, problems, report, shown

from iomlib.build.task import DONE

pytestmark = pytest.mark.skipif(
    shutil.which("quarto") is None, reason="no Quarto on the PATH: what a real one makes was not looked at"
)


def rendered(tmp_path_factory, name):
    """Have the pages of two small reports, one of them restricted by no means, written by the real Quarto."""

    def make(folder):
        reports = [report(folder, area, number=number) for number, area in enumerate(AREAS)]
        assert problems(paged(folder, reports, ALL, minutes=5)) == {}

    return once(tmp_path_factory, name, make)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return rendered(tmp_path_factory, "quarto-real") / "report-0" / DONE


def test_the_same_reports_give_the_same_bytes_again(pages, tmp_path_factory):
    again = rendered(tmp_path_factory, "quarto-real-again") / "report-0" / DONE
    for end in ALL:
        assert (pages / f"small.{end}").read_bytes() == (again / f"small.{end}").read_bytes(), end


def test_the_page_loads_nothing_from_outside(pages):
    text = (pages / "small.html").read_text("utf-8")
    assert not re.search(
        r"""<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=["']?(?!["']?(?:data:|#))""", text
    )


def test_the_pdf_says_that_it_is_pdf_ua_and_its_pictures_what_they_show(pages):
    with pikepdf.open(pages / "small.pdf") as document:
        with document.open_metadata() as about:
            assert str(about.get("pdfuaid:part")) == "1"
        width, height = (float(number) for number in document.pages[0].mediabox[2:])
        assert (round(width), round(height)) == (595, 842), "A4"
        texts = [
            str(each.Alt)
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary) and "/Alt" in each
        ]
    assert any("crime in haringey" in text for text in texts)


def test_the_word_document_opens_with_its_table_and_its_alternative_text(pages):
    content = (pages / "small.docx").read_bytes()
    document = Document(io.BytesIO(content))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert "−1.5%" in " ".join(cells)
    with zipfile.ZipFile(io.BytesIO(content)) as word:
        assert "crime in haringey" in word.read("word/document.xml").decode()


def test_a_restricted_edition_says_so_on_every_page(tmp_path):
    made = report(tmp_path, "haringey", *shown("haringey"), edition="restricted")
    assert problems(paged(tmp_path, [made], ALL, minutes=5, edition="restricted")) == {}


def test_a_run_publishes_what_quarto_wrote(tmp_path):
    folder = small_project(
        tmp_path, small=["from iomlib.blocks import Sentence\n\nSentence(sentences=['All is well.'])"]
    )
    done = iom("run", run_file(folder, renderer="quarto"), "--format", "html,pdf")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 of 2 reports published.")
