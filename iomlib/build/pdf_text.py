"""Reads what a finished PDF says, once for all who look at it: its metadata, and the text of each page."""

from functools import lru_cache

import pypdfium2  # type: ignore[import-untyped]


@lru_cache(maxsize=1)
def pdf_text(content: bytes) -> tuple[dict[str, str], list[str]]:
    """Return what a PDF says of itself (``Title`` and so on), and the text of each page.

    Raises
    ------
    PdfiumError
        It cannot be read as a PDF.
    """
    document = pypdfium2.PdfDocument(content)
    try:
        told = document.get_metadata_dict()
        return told, [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
