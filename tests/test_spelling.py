"""Values that people and programs read in different ways are refused, with what to write instead."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode

from iomlib.spelling import UNCLEAR, plain, read_yaml


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        path = tmp_path / "x.yml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        content, troubles = read_yaml(path)
        return content, [trouble.words for trouble in troubles]

    return read_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[("0", 0), ("12", 12), ("-3", -3), ("0.1", 0.1), ("-0.0", -0.0), ("1e-9", 1e-9), ("1e22", 1e22)],
        *[("12e3", 12000.0), ("1.50", 1.5), ("true", True), ("FALSE", False), ("null", None)],
        *[(word, word) for word in ("yes", "no", "on", "off", "y", "n", "NO", "Yes", "inf", "nan", "1,000")],
        *[
            (word, word)
            for word in ("2008-09-Q1", "2019-20", "2008-4-1", "a: b".replace(": ", ":"), "-", "1-2")
        ],
        ("2008-04-01", date(2008, 4, 1)),
    ],
)
def test_what_is_plain_is_read(text, value):
    found, words = plain(text)
    assert (repr(found), words) == (repr(value), "")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *[("0012", "12"), ("00", "0"), ("-007", "-7"), ("007.5", "7.5"), ("08", "8"), ("-0", "0")],
        *[("1_000", "1000"), ("1_0.5", "10.5"), ("0x1F", "31"), ("0o14", "12"), ("0b11", "3")],
        *[("+1", "1"), ("+1.5", "1.5"), (".5", "0.5"), ("5.", "5.0")],
    ],
)
def test_a_number_or_a_code_is_refused_with_both_ways_to_write_it(text, number):
    assert plain(text) == (
        UNCLEAR,
        f'{text} may be a number or a code. Put it in quotes if it is a code: "{text}". '
        f"Write {number} if it is a number.",
    )


@pytest.mark.parametrize("text", [".inf", "-.INF", ".nan", "12:30", "190:20:30.15"])
def test_what_is_no_number_to_a_person_is_only_offered_as_a_text(text):
    words = f'{text} may be a number or a code. Put it in quotes if it is a code: "{text}".'
    assert plain(text) == (UNCLEAR, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 'has no value. Write null if nothing is meant, "" if it is an empty text.'),
        ("~", '~ may be nothing or a text. Write null, or put it in quotes: "~".'),
        ("NULL", 'NULL may be nothing or a text. Write null, or put it in quotes: "NULL".'),
        (
            "2008-02-30",
            '2008-02-30 is no day of the calendar. Put it in quotes if it is a text: "2008-02-30".',
        ),
        (
            "2008-4-1 10:00:00",
            "2008-4-1 10:00:00 may be a date or a text. "
            'Put it in quotes if it is a text: "2008-4-1 10:00:00". Write 2008-04-01 if it is a date.',
        ),
        ("=", '= has a meaning of its own in YAML. Put it in quotes: "=".'),
        ("<<", '<< has a meaning of its own in YAML. Put it in quotes: "<<".'),
        ("1.0e999", "1.0e999 is too large to keep its value."),
        ("1.0e-999", "1.0e-999 is too small to keep its value."),
    ],
)
def test_what_else_has_two_meanings_is_refused(text, words):
    assert plain(text) == (UNCLEAR, words)


@pytest.mark.parametrize("text", ["9" * 1001, "9" * 9000, "0" * 9000, "0x" + "f" * 9000])
def test_a_number_without_end_is_refused_in_a_short_line(text):
    value, words = plain(text)
    assert value is UNCLEAR
    assert len(words) < 300


SUSPECTS = st.text(st.sampled_from("0123456789.+-_:eExob~=<nN TZ"), max_size=12).map(str.strip)


@given(SUSPECTS)
def test_no_value_is_read_as_another_than_yaml_1_1_and_1_2_both_read_or_as_its_own_text(text):
    value, _ = plain(text)
    if value is UNCLEAR or isinstance(value, str):
        assert value is UNCLEAR or value == text
        if value == text:  # neither version makes anything else of it
            for version in ((1, 1), (1, 2)):
                assert loaded(text, version) in (text, *WORDS_OF_1_1)
        return
    assert loaded(text, (1, 2)) == value


WORDS_OF_1_1 = (True, False)


def loaded(text, version):
    """Read a value as YAML of one version, by the tables that loading uses."""
    yaml = YAML(typ="safe", pure=True)
    yaml.version = version
    tag = str(yaml.resolver.resolve(ScalarNode, text, (True, False)))
    return yaml.constructor.construct_document(ScalarNode(tag, text, style=None))


NO_VALUE = 'has no value. Write null if nothing is meant, "" if it is an empty text.'
QUOTED = 'a: "0012"\nb: \'NO\'\nc: "null"\nd: |\n  1_000\ne: ">"\nf: >-\n  12\n'


def test_what_stands_in_quotes_is_text(read):
    content = {"a": "0012", "b": "NO", "c": "null", "d": "1_000\n", "e": ">", "f": "12"}
    assert read(QUOTED) == (content, [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\nb: 2\na: 3", "line 3: a: is given twice; it stands in line 1 already. Keep one of the two."),
        (
            "a:\n- b: 1\n  b: 1",
            "line 3: a.1.b: is given twice; it stands in line 2 already. Keep one of the two.",
        ),
        ("a:\n\n\nb: 1", f"line 1: a: {NO_VALUE}"),
        ("a:\n- 1\n-\n\nb: 1", f"line 3: a.2: {NO_VALUE}"),
        ("a: {b: , c: 1}", f"line 1: a.b: {NO_VALUE}"),
        ("a: &x 1", "line 1: a: the anchor &x is not allowed. Take it away."),
        ("a: *x", "line 1: a: the alias *x is not allowed. Write the value itself."),
        ("a: !!str 12", "line 1: a: the tag !!str is not allowed. Write the value alone, a text in quotes."),
        (
            "a: !!python/name:os.system x",
            "line 1: a: the tag !!python/name:os.system is not allowed. Write the value alone, a text in quotes.",
        ),
        ("a: ! 12", "line 1: a: the tag ! is not allowed. Write the value alone, a text in quotes."),
        ("12: 1", "line 1: the key 12 is not text. Put it in quotes."),
        ("true: 1", "line 1: the key true is not text. Put it in quotes."),
        ("2008-04-01: 1", "line 1: the key 2008-04-01 is not text. Put it in quotes."),
        ("? [a]\n: 1", "line 1: a list as a key is not text. Put it in quotes."),
        ("<<: {a: 1}", 'line 1: << has a meaning of its own in YAML. Put it in quotes: "<<".'),
        ("a: 1\n---\na: 2", "line 2: begins a second document. Keep one a file."),
        ('a: "\\ud800"', "line 1: a: holds half a sign (\\ud800 to \\udfff). Write the sign."),
        ("a: b: c", "line 1 cannot be read as YAML: mapping values are not allowed here."),
        ("a: [", "line 1 cannot be read as YAML: expected the node content, but found '<stream end>'."),
        ("[" * 3000, "line 1 cannot be read as YAML: it is nested too deeply."),
        ("a: \x07", "cannot be read as YAML: it has signs that no text has."),
        (
            "a: 1\nb: 'x\u2028y'",
            "line 2: holds U+2028, which may be the end of a line or a sign of a text. "
            "Delete it, or write \\u2028 in a text in double quotes.",
        ),
        (b"a: \xff", "cannot be read as YAML: it is not UTF-8 text."),
    ],
)
def test_what_is_not_plain_is_refused_with_its_line(text, words, read):
    assert read(text)[1] == [words]


def test_aliases_that_would_grow_without_end_are_never_followed(read):
    content, words = read("a: &x [*x, *x]\nb: [*x, *x]")
    assert content == {"a": [UNCLEAR, UNCLEAR], "b": [UNCLEAR, UNCLEAR]}
    assert len(words) == 5


def test_a_declared_version_of_yaml_changes_no_value(read):
    assert read("%YAML 1.1\n---\na: no\nb: 010\n") == (
        {"a": "no", "b": UNCLEAR},
        [
            'line 4: b: 010 may be a number or a code. Put it in quotes if it is a code: "010". '
            "Write 10 if it is a number."
        ],
    )


def test_every_value_that_is_not_plain_is_told_even_where_the_rest_is_no_yaml(read):
    _, words = read("a: 0012\nb: [")
    assert [word[:6] for word in words] == ["line 1", "line 2"]
