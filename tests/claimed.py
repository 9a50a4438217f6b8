"""The reports with known errors that the reader of claims is measured on, and what it makes of each."""

import csv
from pathlib import Path

from iomlib.claims.check import check_all
from iomlib.claims.document import read
from iomlib.claims.find import find

TEXTS = Path(__file__).parent / "claims_texts"
SEEDS = Path(__file__).parent.parent.parent / "shared" / "seeds"
NAMES = ("000", "001", "002", "003", "004")
PAGE = 3_000  # Letters of a page, where a text has no pages.


def alarms(path, earlier=()):
    """List what does not agree in a report: paragraph, kind, and why."""
    findings = check_all(find(read(path), [read(paper) for paper in earlier]))
    return [
        (found.claim.paragraph, found.claim.kind, found.why)
        for found in findings
        if found.verdict == "disagrees"
    ]


def pages(path):
    """Say how many pages a report has."""
    paragraphs = read(path)
    numbered = max((each.page or 0 for each in paragraphs), default=0)
    return numbered or max(1, round(sum(len(each.text) for each in paragraphs) / PAGE))


def known(text):
    """List the known errors of one of our texts."""
    with (TEXTS / "known_errors.csv").open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["text"] == text]


def seed(name):
    """Give the path of a seed by the head of its name."""
    return next(SEEDS.glob(f"{name}_*.txt"))


def as_word(path, made):
    """Set a text as a Word file: tables as tables, headings as headings."""
    import docx

    document = docx.Document()
    rows = []
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            table = document.add_table(len(rows), len(rows[0]))
            for place, row in enumerate(rows):
                for cell, text in zip(table.rows[place].cells, row, strict=True):
                    cell.text = text
            rows = []
        if line and not line.endswith(".") and len(line) < 60:
            document.add_heading(line, 2)
        elif line:
            document.add_paragraph(line)
    document.save(str(made))


def as_pdf(path, made):
    """Set a text as a PDF of A4 pages with a running title and page numbers."""
    import typst

    def written(text):
        return "".join(f"\\{sign}" if sign in '\\#$*_`<>@=-+/[]~".' else sign for sign in text)

    parts = ['#set page("a4", header: [Committee report], numbering: "1")\n#set text(size: 11pt)\n']
    rows = []
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            cells = ", ".join(f"[{written(cell)}]" for row in rows for cell in row)
            parts.append(f"#table(columns: {len(rows[0])}, {cells})\n")
            rows = []
        parts.append(f"#par[{written(line)}]\n" if line else "\n")
    source = made.with_suffix(".typ")
    source.write_text("\n".join(parts), "utf-8")
    typst.compile(str(source), output=str(made))
