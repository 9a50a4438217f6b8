"""Reads the text of a PDF's pages, as a program of its own: a hostile file ends it, not the one who asked.

Run by path, so it imports nothing of ours: ``python -P pdf_pages.py FILE PAGES LETTERS`` writes JSON.
"""

import contextlib
import json
import sys
from collections.abc import Iterator

import pypdfium2  # type: ignore[import-untyped]

MEMORY = 2 * 1024**3  # Bytes that the program may take.


def pages(path: str, most_pages: int, most_letters: int) -> Iterator[str]:
    """Give the text of page after page; ValueError says in words what is too much or cannot be read."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as trouble:
        locked = "password" in str(trouble).lower()
        raise ValueError(
            "is locked with a password; save a copy without one" if locked else "cannot be read as a PDF"
        ) from trouble
    if len(document) > most_pages:
        raise ValueError(f"has {len(document):,} pages; {most_pages:,} are allowed")
    letters = 0
    for page in document:
        text = page.get_textpage().get_text_range()
        letters += len(text)
        if letters > most_letters:
            raise ValueError(f"has more than {most_letters:,} letters")
        yield text


def main(path: str, most_pages: str, most_letters: str) -> None:
    """Write the pages, or what is wrong, as JSON."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415  not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        told = {"pages": list(pages(path, int(most_pages), int(most_letters)))}
    except ValueError as trouble:
        told = {"problem": [str(trouble)]}
    except (MemoryError, pypdfium2.PdfiumError):
        told = {"problem": ["cannot be read as a PDF"]}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
