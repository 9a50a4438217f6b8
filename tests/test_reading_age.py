"""A page is read by people who are not specialists: its words ask for a reading age under 14 years."""

import csv
import re
from pathlib import Path

import nbformat
import pytest
from frame import ROOT, demo
from reading import ENOUGH, OLDEST, passages, plain, reading_age, texts, words_in
from ruamel.yaml import YAML

EXCEPTIONS = Path(__file__).parent / "reading_age_exceptions.csv"
CATALOGUE = ROOT / "iomlib" / "templates" / "words" / "en-GB.yml"

with EXCEPTIONS.open(encoding="utf-8", newline="") as file:
    EXCEPTED = {row["begins"]: row["why"] for row in csv.DictReader(file)}


def excepted(text):
    return text.startswith(tuple(EXCEPTED))


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    paths = sorted((demo(tmp_path_factory) / "outputs").rglob("*.ipynb"))
    assert paths
    return {"/".join(path.parts[-3:]): nbformat.read(path, as_version=4) for path in paths}


def too_hard(read):
    """List what asks for an older reader, hardest first, with its age, its number of words and where it is."""
    found = sorted(((reading_age(text), text, where) for text, where in read.items()), reverse=True)
    return [
        f"{age:.1f} years, {words_in(text)} words, {where}: {text}"
        for age, text, where in found
        if age >= OLDEST
    ]


def test_every_report_as_a_whole_can_be_read_at_thirteen(notebooks):
    whole = {" ".join(map(plain, texts(notebook))): name for name, notebook in notebooks.items()}
    assert min(words_in(text) for text in whole) > 300
    assert not (found := too_hard(whole)), "\n".join(found)


def test_every_passage_of_a_report_can_be_read_at_thirteen(notebooks):
    read = {text: name for name, notebook in notebooks.items() for text in passages(notebook, excepted)}
    assert len(read) > 100
    assert not (found := too_hard(read)), "\n".join(found)


def test_every_long_sentence_of_a_report_can_be_read_at_thirteen(notebooks):
    read = {
        plain(text): name
        for name, notebook in notebooks.items()
        for text in texts(notebook)
        if words_in(plain(text)) >= ENOUGH and not excepted(text)
    }
    assert len(read) > 50
    assert not (found := too_hard(read)), "\n".join(found)


def test_every_exception_is_still_needed_and_says_why(notebooks):
    every = {text for notebook in notebooks.values() for text in texts(notebook)}
    for begins, why in EXCEPTED.items():
        ages = [reading_age(plain(text)) for text in every if text.startswith(begins)]
        assert ages, f"nothing begins with {begins!r} any more"
        assert max(ages) >= OLDEST, f"{begins!r} can be read at {max(ages):.1f} years and needs no exception"
        assert len(why) > 20, begins


def test_the_words_of_the_templates_can_be_read_at_thirteen():
    sections = YAML(typ="safe").load(CATALOGUE)
    long = {}
    for section, words in sections.items():
        said = [plain(re.sub(r"\{\w+\}", "ten", text)) for text in leaves(words)]
        assert said, section
        long |= {text: section for text in said if words_in(text) >= ENOUGH}
        if words_in(whole := " ".join(text for text in said if words_in(text) < ENOUGH)) >= ENOUGH:
            long[whole] = section
    assert long
    assert not (found := too_hard(long)), "\n".join(found)


def leaves(node):
    if isinstance(node, dict):
        return [text for value in node.values() for text in leaves(value)]
    return [text for value in node for text in leaves(value)] if isinstance(node, list) else [str(node)]


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("£7.4 million, 12.5% and 1,212 of 2008/09 Q2", "ten million, ten and ten of ten."),
        ("From 1 April 2009: −0.3 (0.05 to 1.2)", "From ten April ten: ten (ten to ten)."),
        ("In Stockton-on-Tees and Haringey.", "In York and York."),
        ("One; two. Score: three", "One. two. Score. three."),
        ("Read in unit_costs/home-office.csv.", "Read in file-file."),
        ("It fell. Sources: Safer Stockton Partnership, 16 June 2009, item 8, 4.4 to 4.6, 4.7.", "It fell."),
        ("Balanced (Austin 2009), as said (A Council, Scrutiny Committee, item 4.4).", "Balanced, as said."),
        ("Between 3 and 4 (95% interval 1 to 9)", "Between ten and ten (ten interval ten to ten)."),
    ],
)
def test_a_text_is_heard_as(text, heard):
    assert plain(text) == heard


def test_a_hard_text_is_found_hard_and_an_easy_one_easy():
    hard = "Heterogeneity of individual susceptibility necessitates multivariable regularisation. "
    easy = "The police wrote down each crime. Then they sent us the list. "
    assert reading_age(hard * 4) > 25
    assert reading_age(easy * 4) < 9
    assert len(too_hard({hard * 4: "a page", easy * 4: "a page"})) == 1
