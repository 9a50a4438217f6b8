"""Reads what a PDF says and does not show: to a screen reader, in links, notes, bookmarks, and files within it.

All strings of all objects are read, wherever they stand, so nothing has to be reached from a page. What pages show is
written in the numbers of a font, and is read elsewhere.
"""

import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"(?P<about><<(?:(?!endobj).)*?)\bstream\r?\n(?P<body>.*?)endstream", re.DOTALL)
_STRING = re.compile(rb"\(((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*)\)|(?<!<)<([0-9A-Fa-f\s]{2,})>", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    b"\n": b"",
    b"\r": b"",
    b"\r\n": b"",
}
_PACKED = 200_000_000  # bytes that one part of our own files never unpacks to


def pdf_hidden(content: bytes) -> tuple[list[str], list[bytes]]:
    r"""Give all strings of the objects of a PDF, each once, and the files within it.

    Examples
    --------
    >>> pdf_hidden(b"1 0 obj <</Alt (A line \\(thick\\)) /E <FEFF00A3>>> endobj")
    (['A line (thick)', '£'], [])
    """
    files, objects = [], [_STREAM.sub(b" ", content)]
    for found in _STREAM.finditer(content):
        about = found["about"]
        objects.append(about)
        if b"/ObjStm" in about:
            objects.append(_unpacked(about, found["body"]))
        elif b"/EmbeddedFile" in about:
            files.append(_unpacked(about, found["body"]))
    return list(dict.fromkeys(text for each in objects for text in _strings(each))), files


def _unpacked(about: bytes, body: bytes) -> bytes:
    if b"/FlateDecode" not in about:
        return body
    unpacking = zlib.decompressobj()
    unpacked = unpacking.decompress(body, _PACKED)
    if unpacking.unconsumed_tail:
        raise ValueError("a part of a PDF is too large")
    return unpacked


def _strings(content: bytes) -> Iterator[str]:
    for found in _STRING.finditer(content):
        if found[2] is not None:
            digits = b"".join(found[2].split())
            text = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
        else:
            text = _ESCAPE.sub(_meant, found[1])
        if text.startswith(b"\xfe\xff"):
            yield text[2:].decode("utf-16-be", "replace")
        else:
            yield text.removeprefix(b"\xef\xbb\xbf").decode(
                "utf-8" if text[:1] == b"\xef" else "latin-1", "replace"
            )


def _meant(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    return bytes([int(sign, 8) & 255]) if sign[:1].isdigit() and sign[:1] < b"8" else _ESCAPED.get(sign, sign)
