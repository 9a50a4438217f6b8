"""Canaries: made-up ids, names and days of birth, planted in the input and searched for in what is published.

A canary is ten consonants, which no word has. So one pass over a text finds all of them: every run of ten consonants
is looked up, forwards and backwards. Texts are also read unpacked, decompressed, decoded and without their spaces.
"""

import base64
import binascii
import hashlib
import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pikepdf
import pypdfium2

CONSONANTS = "bcdfghjklmnpqrstvwxz"
LENGTH = 10
RUN = re.compile(rf"[{CONSONANTS}]{{{LENGTH},}}")
HEX = re.compile(r"[0-9a-f]{10,}")
ENCODED = re.compile(rb"[A-Za-z0-9+/_-]{16,}")
PLAIN = re.compile(rb"[0-9a-f]+|[a-z_/-]+|[0-9-]+")  # a hash, words or digits: nothing encoded
PERSONAL = ("person", "family", "household", "forename", "surname")
SPACES = re.compile(r"[\s\u00ad-]+")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
NAMED = "|".join(MONTHS)


def canary(kind: str, value: str) -> str:
    """Give the canary that takes the place of a value: the same each time."""
    number = int.from_bytes(hashlib.sha256(f"{kind} {value}".encode()).digest()[:8])
    return "".join(CONSONANTS[number // len(CONSONANTS) ** at % len(CONSONANTS)] for at in range(LENGTH))


def plant(folder: Path) -> dict[str, set[str]]:
    """Put canaries into all tables of people of a folder; give those of each kind, and the days of birth."""
    planted: dict[str, set[str]] = {name: set() for name in (*PERSONAL, "born")}
    of_people = [folder / f"{name}.csv" for name in ("people", "control_pool", "events")]
    for path in [*folder.glob("*.parquet"), *of_people]:
        table = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path, dtype=str)
        for column in set(PERSONAL) & set(table):
            changed = {value: _changed(column, value) for value in table[column].dropna().unique()}
            table[column] = table[column].map(changed)
            planted[column] |= {_bare(value) for value in changed.values()}
        if "born" in table:
            days = {str(day)[:10] for day in table["born"].dropna().unique()}
            planted["born"] |= {
                day for day in days if day < "1971" or "1974" < day < "2004"
            }  # others are in reports
        if path.suffix == ".parquet":
            table.to_parquet(path, index=False)
        else:
            table.to_csv(path, index=False, lineterminator="\n")
    return planted


def _changed(column: str, value: str) -> str:
    if column in ("forename", "surname"):
        return canary(column, value).capitalize()
    return f"{value.rpartition('-')[0]}-{canary(column, value)}"


def _bare(value: str) -> str:
    return value.rpartition("-")[2].lower()


# Every way to read a file


def readings(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Give all texts of a file with where they are from: raw, and of each thing that is packed in it."""
    for inner, part in _packed(name, content):
        raw = part.decode("utf-8", "replace")
        yield inner, raw
        if b"\0" in part:
            yield f"{inner}, without zeros", part.replace(b"\0", b"").decode("latin-1")
        if "&" in raw or "%" in raw or "\\" in raw:
            yield f"{inner}, unescaped", _unescaped(raw)
        runs = [run for run in ENCODED.findall(part) if not PLAIN.fullmatch(run)]
        if runs:
            yield f"{inner}, base64", "\n".join(_decoded(run[start:]) for run in runs for start in range(4))


def _packed(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, content
    if content.startswith(b"PK") and zipfile.is_zipfile(BytesIO(content)):
        with zipfile.ZipFile(BytesIO(content)) as packed:
            yield f"{name}, comment", packed.comment
            for each in packed.infolist():
                yield from _packed(
                    f"{name}/{each.filename}", each.filename.encode() + b" " + packed.read(each)
                )
    if content.startswith(b"%PDF"):
        yield from _of_pdf(name, content)
    if content.startswith(b"\x89PNG"):
        for found in re.finditer(rb"(zTXt|iTXt|iCCP)", content):
            yield f"{name}, chunk", _inflated(content[found.end() :])


def _of_pdf(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    with pikepdf.open(BytesIO(content)) as made:
        for at, thing in enumerate(made.objects):
            if isinstance(thing, pikepdf.Stream):
                yield f"{name}, stream {at}", _bytes_of(thing)
            else:
                yield f"{name}, object {at}", str(thing.unparse(), "latin-1").encode()
    document = pypdfium2.PdfDocument(content)
    for at, page in enumerate(document):
        yield f"{name}, text of page {at + 1}", page.get_textpage().get_text_bounded().encode()


def _bytes_of(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:  # a picture of its own kind: as it is
        return stream.read_raw_bytes()


def _inflated(content: bytes) -> bytes:
    for start in range(90):
        try:
            return zlib.decompressobj().decompress(content[start:], 1_000_000)
        except zlib.error:
            continue
    return b""


def _unescaped(text: str) -> str:
    plain = unquote(html.unescape(html.unescape(text)))
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), plain)


def _decoded(found: bytes) -> str:
    normal = found.translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return base64.b64decode(normal[: len(normal) // 4 * 4]).decode("latin-1")
    except (binascii.Error, ValueError):
        return ""


# The search


def found_in(text: str, wanted: set[str]) -> set[str]:
    """Give the canaries in a text, also backwards and through spaces and hyphens."""
    plain = text.lower()
    return {
        piece
        for seen in (plain, SPACES.sub("", plain))
        for run in RUN.findall(seen)
        for at in range(len(run) - LENGTH + 1)
        for piece in (run[at : at + LENGTH], run[at : at + LENGTH][::-1])
        if piece in wanted
    }


def hashes_of(values: set[str], prefixes: tuple[str, ...]) -> set[str]:
    """Give the beginnings of the usual hashes of ids, without a key: who has the ids could work them out."""
    return {
        hashlib.new(kind, f"{prefix}{value}".encode(), usedforsecurity=False).hexdigest()[:LENGTH]
        for kind in ("md5", "sha1", "sha256")
        for prefix in prefixes
        for value in values
    }


def hashes_in(text: str, wanted: set[str]) -> set[str]:
    """Give the hashes in a text."""
    runs = set(HEX.findall(text))
    return {run[at : at + LENGTH] for run in runs for at in range(len(run) - LENGTH + 1)} & wanted


DAYS = re.compile(
    r"(?<!\d)(?:(?P<y>\d{4})[-/.]?(?P<m>\d\d)[-/.]?(?P<d>\d\d)|(?P<d2>\d\d?)[-/.](?P<m2>\d\d?)[-/.](?P<y2>\d{4}|\d\d)"
    rf"|(?P<d3>\d\d?)(?:st|nd|rd|th)?\s+(?P<m3>{NAMED})[a-z]*\.?,?\s+(?P<y3>\d{{4}})"
    rf"|(?P<m4>{NAMED})[a-z]*\.?\s+(?P<d4>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<y4>\d{{4}}))(?!\d)"
)


def days_in(text: str) -> set[str]:
    """Give the days that are written in a text in any usual way, also the month first, as 1989-09-24."""
    found = set()
    for seen in DAYS.finditer(text.lower()):
        at = next(each for each in ("", "2", "3", "4") if seen[f"y{each}"])
        year, month, day = (seen[f"{part}{at}"] for part in "ymd")
        number = int(month) if month.isdigit() else MONTHS.index(month) + 1
        for full in [year] if len(year) == 4 else [f"19{year}", f"20{year}"]:
            found |= {f"{full}-{number:02}-{int(day):02}", f"{full}-{int(day):02}-{number:02}"}
    return found
