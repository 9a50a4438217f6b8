"""A PDF is the same report, for print, for the archive and for a screen reader."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest
from frame import executed, full, squeezed, tagged
from hostile import NAMES

from iomlib.blocks import Sentence
from iomlib.build.document import read_document
from iomlib.build.pdf import to_pdf
from iomlib.errors import ReportError

MADE = to_pdf(read_document(full()))
# Read out of a PDF in another order than it was written, or not at all.
TURNED = ("\u05e9", "\u0627", "\u202e", "\u200b")


def reader(content=MADE):
    return pypdf.PdfReader(io.BytesIO(content))


def text_of(content):
    """Join the text of all pages without white space, which line breaks move about."""
    return squeezed("".join(page.extract_text() for page in reader(content).pages))


@pytest.fixture(params=["made by hand", "published"])
def pdf(request):
    if request.param == "made by hand":
        return MADE
    return (request.getfixturevalue("report") / "scrutiny_report.pdf").read_bytes()


class TestAPdf:
    def test_says_no_day_but_the_last_of_its_quarter(self, pdf):
        metadata = reader(pdf).metadata
        days = {metadata.creation_date.date(), metadata.modification_date.date()}
        assert [day.isoformat() for day in days] == ["2008-09-30"]

    def test_brings_its_own_fonts_and_no_others(self, pdf):
        fonts = [
            font.get_object() for page in reader(pdf).pages for font in page["/Resources"]["/Font"].values()
        ]
        names = {str(font["/BaseFont"]).split("+")[1] for font in fonts}
        assert {name.split("-")[0] for name in names} <= {"DejaVuSans", "DejaVuSansMono"}

    def test_is_not_marked_as_restricted(self, pdf):
        assert "OFFICIAL-SENSITIVE" not in text_of(pdf)


def test_a_pdf_holds_the_words_and_numbers_of_its_document():
    shown = ["Theft: 30 crimes.", "£48,485,263", "Table 1. Theft by group", "Chart 1. Theft as a picture"]
    shown += ["Note on Theft.", "No counts of Theft were supplied.", "source (https://example.org/paper)"]
    for words in shown:
        assert squeezed(words) in text_of(MADE)


def test_a_pdf_leaves_out_the_code():
    assert "show(" not in text_of(MADE)


def test_the_same_document_gives_the_same_bytes():
    assert to_pdf(read_document(full())) == MADE


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_only_text_in_a_pdf(name):
    made = to_pdf(read_document(full(name)))
    assert sorted(str(node["/S"]) for node in tagged(reader(made)) if node["/S"] in ("/TH", "/Figure")) == [
        *["/Figure", "/TH", "/TH"]
    ]
    assert reader(made).metadata.title == f"A report: {name}, 2008/09 Q2"
    if not any(sign in name for sign in TURNED) and len(name) < 100:
        assert text_of(made).count(squeezed(name)) >= 8


def test_a_sign_that_the_fonts_of_the_page_cannot_write_is_refused():
    # Without this a box, or another sign of the same block, would stand in its place.
    with pytest.raises(ReportError, match="東"):
        to_pdf(read_document(executed("# A report", Sentence(sentences=["東京"]))))


def test_names_of_this_country_are_written():
    names = "Ynys Môn, Tŷ Ddewi, Ŵ, Łódź, São João, Gàidhlig, “quoted” – £5 − €6"
    assert squeezed(names) in text_of(
        to_pdf(read_document(executed("# A report", Sentence(sentences=[names]))))
    )


def test_a_picture_that_is_no_picture_is_refused_in_words():
    node = full()
    chart = next(c for c in node.cells if "chart" in str(c.get("outputs", "")))
    (block,) = [data for kind, data in chart.outputs[0].data.items() if kind.endswith("json")]
    block["svg"] = "no picture"
    with pytest.raises(ReportError, match=r"^the PDF could not be made: "):
        to_pdf(read_document(node))


class TestARestrictedPdf:
    def test_says_so_on_every_page(self):
        long = Sentence(sentences=["A sentence of some length, so that there are pages."] * 200)
        pages = reader(to_pdf(read_document(executed("# A report", long, edition="restricted")))).pages
        assert len(pages) > 1
        assert all("OFFICIAL-SENSITIVE: not for publication" in page.extract_text() for page in pages)

    def test_says_so_in_its_title(self):
        # A page's header is no content: a screen reader passes over it, and so does a list of files.
        assert (
            "OFFICIAL-SENSITIVE" in reader(to_pdf(read_document(full(edition="restricted")))).metadata.title
        )


@pytest.mark.skipif(
    sys.platform != "linux", reason="counts threads as Linux does, the only system that forks"
)
def test_what_is_made_ready_before_a_fork_starts_no_thread():
    # A thread that holds a lock when a process forks would hang the child.
    code = (
        "import os\n"
        "from iomlib.build import html, pdf, readback\n"
        "import python_calamine\n"
        "html.report_template(), pdf.known_signs(), pdf.fonts()\n"
        "print(len(os.listdir('/proc/self/task')))"
    )
    one = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=one, capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"


def test_nbconvert_makes_the_published_pdf_from_the_published_notebook(report, tmp_path):
    jupyter = Path(sys.executable).parent / "jupyter"
    notebook = report / "scrutiny_report.ipynb"
    command = [jupyter, "nbconvert", "--to", "iom-pdf", "--output-dir", tmp_path, notebook]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "scrutiny_report.pdf").read_bytes() == (report / "scrutiny_report.pdf").read_bytes()
