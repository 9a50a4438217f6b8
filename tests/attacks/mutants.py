"""Strategies of hypothesis for texts that were whole once: their bytes, lines, trees of values and tags are changed.

`broken` of `broken_files.py` chooses among them.
"""

import io
import json
import re
import warnings
import zipfile
from copy import deepcopy
from datetime import date

from hypothesis import strategies as st
from ruamel.yaml import YAML
from strings import STRINGS, TOKENS, VALUES, YAML_ONLY

values = st.one_of(
    st.sampled_from(VALUES),
    st.sampled_from(VALUES),
    st.sampled_from(STRINGS),
    st.text(max_size=6),
    st.integers().map(str),
    st.floats().map(str),
    st.dates().map(str),
)
few = st.sampled_from((1, 1, 1, 2, 3))


def pick(draw, items):
    return items[draw(st.integers(0, len(items) - 1))]


# Bytes


@st.composite
def spoilt(draw, content):
    """Change a few places: bits, bytes, pieces taken out, doubled, or hostile words put in."""
    made = bytearray(content)
    for _ in range(draw(st.sampled_from((1, 1, 2, 4, 12)))):
        at = draw(st.integers(0, len(made)))
        length = min(draw(st.sampled_from((1, 1, 2, 8, 64))), len(made) - at)
        match draw(st.integers(0, 6)):
            case 0 if at < len(made):
                made[at] ^= 1 << draw(st.integers(0, 7))
            case 1 if at < len(made):
                made[at] = draw(st.integers(0, 255))
            case 2:
                made[at:at] = draw(st.sampled_from(TOKENS))
            case 3:
                made[at : at + length] = draw(st.sampled_from(TOKENS))
            case 4:
                del made[at : at + length]
            case 5:
                made[at:at] = made[at : at + length]
            case 6 if draw(st.integers(0, 4)) == 4:
                del made[at:]
    return bytes(made)


def as_bytes(text):
    return text.encode("utf-8", "surrogatepass")


# Lines of a text


@st.composite
def lines(draw, content):
    """Take lines out, double them, move them in, change a word, end them otherwise."""
    made = content.decode("utf-8", "replace").splitlines() or [""]
    for _ in range(draw(few)):
        at = draw(st.integers(0, len(made) - 1))
        words = made[at].split(" ")
        match draw(st.integers(0, 5)):
            case 0:
                made[at : at + 1] = [made[at]] * draw(st.sampled_from((0, 2, 3)))
            case 1:
                made[at] = draw(st.sampled_from((" ", "  ", "\t", "- ", "# ", ""))) + made[at].lstrip()
            case 2:
                words[draw(st.integers(0, len(words) - 1))] = draw(values)
                made[at] = " ".join(words)
            case 3:
                made[at] = made[at].partition(":")[0] + ": " + draw(st.sampled_from(YAML_ONLY) | values)
            case 4:
                made[at] = made[at][: draw(st.integers(0, 40))]
            case 5:
                made.insert(at, draw(values))
        made = made or [""]
    return encoded(draw, draw(st.sampled_from(("\n", "\n", "\n", "\r\n", "\r"))).join(made))


def encoded(draw, text):
    """Mostly UTF-8; else with a mark before it, or as another program saves it."""
    kind = draw(
        st.sampled_from((*["utf-8"] * 8, "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "utf-7"))
    )
    try:
        return text.encode(kind)
    except UnicodeEncodeError:
        return as_bytes(text)


# Trees of values: YAML, JSON, notebooks


class Raw(str):
    """Stands in a tree as it is, without quotes."""


class Pairs(list):
    """A mapping as lists of key and value, so that a key can stand there twice."""


RAW_JSON = [
    "NaN",
    "-Infinity",
    "1e999",
    "-0",
    "9" * 5000,
    "0.1e-400",
    "01",
    '"\\ud800"',
    '"\\u0000"',
    "1,",
    "/*x*/1",
]
RAW_JSON += [
    "[" * 300 + "]" * 300,
    "[" * 100_000,
    "{}",
    "[]",
    '""',
    "null",
    "true",
    "1.5",
    "12345678901234567890",
]


@st.composite
def tree(draw, content, yaml=False):
    """Change values and keys of a tree, double them, take them out, wrap them, or put what is no plain value."""
    text = content.decode("utf-8")
    root = [_pairs(YAML(typ="safe", pure=True).load(text) if yaml else json.loads(text))]
    raws = st.sampled_from(YAML_ONLY if yaml else RAW_JSON).map(Raw) | st.sampled_from(RAW_JSON).map(Raw)
    hostile = st.one_of(raws, raws, values, st.integers(), st.sampled_from((None, True, False, 0, -1, 1.5)))
    for _ in range(draw(few)):
        _step(draw, root, hostile)
    return encoded(draw, _written(root[0])) if draw(st.integers(0, 9)) == 9 else as_bytes(_written(root[0]))


def _pairs(value):
    if isinstance(value, dict):
        return Pairs([_key(key), _pairs(each)] for key, each in value.items())
    return [_pairs(each) for each in value] if isinstance(value, list) else _key(value)


def _key(value):
    return Raw(value.isoformat()) if isinstance(value, date) else value


def _spots(box):
    """List every place of a tree, with the box that it is in; of a pair both."""
    for at, each in enumerate(box):
        yield box, at
        if isinstance(each, list):
            yield from _spots(each)


def _step(draw, root, hostile):
    box, at = pick(draw, list(_spots(root)))
    old = box[at]
    if isinstance(box, Pairs):  # a pair as a whole
        match draw(st.integers(0, 2)):
            case 0:
                del box[at]
            case 1:
                box.insert(at, [deepcopy(old[0]), draw(hostile)])
            case 2:
                box.insert(at, [draw(hostile), deepcopy(old[1])])
        return
    match draw(st.integers(0, 5)):
        case 0 | 1 | 2:
            box[at] = draw(hostile)
        case 3:
            box[at] = [old]
        case 4:
            box[at] = Pairs([["a", old]])
        case 5:
            other, there = pick(draw, list(_spots(root)))
            if not isinstance(other, Pairs):
                box[at] = deepcopy(other[there])


def _written(value):
    """Write a tree as JSON, which is YAML too."""
    if isinstance(value, Pairs):
        return "{" + ", ".join(f"{_written(key)}: {_written(each)}" for key, each in value) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    return str(value) if isinstance(value, Raw) else json.dumps(value, ensure_ascii=False)


# Tags: XML, also inside of workbooks and pages of Word

TAG = re.compile(r"<[^>]*>")
ATTRIBUTE = re.compile(r'="([^"]*)"')
WITHIN = re.compile(r">([^<>]+)<")
ENTITIES = '<!DOCTYPE a [<!ENTITY a "lol"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
INSERTS = [
    "&b;",
    "&f;",
    "&#0;",
    "&#x1f;",
    "<!-- a --",
    "<![CDATA[a]]>",
    "<?a b?>",
    "<a/>",
    "</a>",
    "<a>" * 3000,
    "&",
]


@st.composite
def tags(draw, content):
    """Take tags out, double them, change what stands in them and between them, and put entities in."""
    text = content.decode("utf-8", "replace")
    for _ in range(draw(few)):
        kind = draw(st.integers(0, 6))
        pattern = (TAG, TAG, ATTRIBUTE, ATTRIBUTE, WITHIN, TAG, TAG)[kind]
        found = list(pattern.finditer(text))
        if not found:
            continue
        seen = pick(draw, found)
        start, end = seen.span(1) if pattern.groups else seen.span()
        number = draw(st.sampled_from(("-1", "0", "1e9", "4294967296", "A1:XFD1048576", "999999999999")))
        put = {
            0: "",
            1: seen[0] * 2,
            2: number,
            3: draw(values),
            4: draw(values),
            5: draw(st.sampled_from(INSERTS)),
        }
        if kind == 6:
            start, end = (found[0].end(),) * 2
        text = text[:start] + put.get(kind, ENTITIES) + text[end:]
    return as_bytes(text)


# Zips


def unpacked(content):
    """Give the files of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files):
    """Zip files; the first stands as it is, as office files want it."""
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # that a name stands there twice
        for name, content in files.items() if isinstance(files, dict) else files:
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return target.getvalue()
