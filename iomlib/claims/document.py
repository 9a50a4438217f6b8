"""Reads a printed report, text, Word or PDF, into paragraphs with their numbers, headings, pages and tables."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from iomlib.claims.lines import Line, Paragraph, paragraphs
from iomlib.errors import DataError

LARGEST = 50_000_000  # Bytes of a file, and of what is packed into a Word file.
LONGEST = 2_000_000  # Letters of a report: 700 pages.
MOST_PAGES = 1_000
SECONDS = 60  # For the pages of a PDF; 40 pages take less than one.
KINDS = (".txt", ".md", ".docx", ".pdf")


def read(path: Path) -> list[Paragraph]:
    """Read a report's paragraphs in order.

    Raises
    ------
    DataError
        It is not there, is no such file, is locked, or is larger than any report.
    """
    if path.suffix.lower() not in KINDS:
        raise DataError(f"{path.name}: is no kind of report that can be read. Kinds: {', '.join(KINDS)}.")
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise DataError(f"{path.name}: has {size:,} bytes; {LARGEST:,} are allowed.")
        lines = list(_READERS[path.suffix.lower()](path))
    except OSError as trouble:
        raise DataError(f"{path.name}: cannot be opened ({trouble.strerror}).") from trouble
    except ValueError as trouble:
        raise DataError(f"{path.name}: {trouble}.") from trouble
    if sum(len(line.text) for line in lines) > LONGEST:
        raise DataError(f"{path.name}: has more than {LONGEST:,} letters. Split it.")
    found = paragraphs(path.stem, lines)
    if not found:
        raise DataError(f"{path.name}: holds no text. A scanned report needs its text recognised first.")
    return found


def _text(path: Path) -> Iterator[Line]:
    content = path.read_bytes()
    if b"\0" in content[:4096]:
        raise ValueError("is no text file. Save it as UTF-8 text")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return (Line(line, None) for line in text.splitlines())


def _pdf(path: Path) -> Iterator[Line]:
    program = Path(__file__).with_name("pdf_pages.py")
    command = [sys.executable, "-P", str(program), str(path.resolve()), str(MOST_PAGES), str(LONGEST)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        told = json.loads(done.stdout or b"{}")
    except subprocess.TimeoutExpired as trouble:
        raise ValueError(f"takes more than {SECONDS} seconds to read; no report does") from trouble
    if "pages" not in told:
        raise ValueError(told.get("problem", ["cannot be read as a PDF"])[0])
    for number, page in enumerate(told["pages"], 1):
        yield from (Line(line, number) for line in page.splitlines())
        yield Line("", number)


def _word(path: Path) -> Iterator[Line]:
    import docx  # noqa: PLC0415  heavy, and only Word files need it
    from docx.table import Table  # noqa: PLC0415
    from lxml.etree import XMLSyntaxError  # noqa: PLC0415

    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > LARGEST:
            raise ValueError(f"unpacks to {size:,} bytes; {LARGEST:,} are allowed")
        content = list(docx.Document(str(path)).iter_inner_content())
    except (zipfile.BadZipFile, XMLSyntaxError, KeyError, NotImplementedError) as trouble:
        raise ValueError("cannot be read as a Word file; save it as .docx, without a password") from trouble
    for block in content:
        if isinstance(block, Table):
            for row in block.rows:
                yield Line("\t".join(_cells(row)), None)
        else:
            style = block.style.name if block.style is not None else ""
            yield Line(" ".join(block.text.split()), None, (style or "").startswith(("Heading", "Title")))
        yield Line("", None)


def _cells(row: "object") -> list[str]:
    """Give a row's cells once each; a merged one stands in it several times."""
    seen: list[object] = []
    texts = []
    for cell in row.cells:  # type: ignore[attr-defined]
        if cell._tc not in seen:
            seen.append(cell._tc)
            texts.append(" ".join(cell.text.split()))
    return texts


_READERS = {".txt": _text, ".md": _text, ".docx": _word, ".pdf": _pdf}
