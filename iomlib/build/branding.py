"""A partnership's own name, colours, logo and language, read from `params/branding.yml` and checked."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from string import Formatter
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from iomlib.build.colours import TEXT, contrast
from iomlib.build.logo import read_logo
from iomlib.build.look import LANGUAGE, Look, catalogue, read_words
from iomlib.build.paper import read_paper
from iomlib.build.word_reference import read_reference
from iomlib.errors import ParameterError, nearest
from iomlib.spelling import UNCLEAR, read_yaml, unshowable

FILE, PAPER, REFERENCE, WORDS = "branding.yml", "committee_paper.yml", "reference.docx", "words"
WHITE, WASH = "#FFFFFF", "#EEF3F8"  # what colours stand on: the page, and the box of key points
# Letters that a text may have: each stands on every page, the first two at the edge of it.
LONGEST = {"committee": 120, "logo_alt": 200, "footer": 300, "contact": 300}


class Branding(BaseModel):
    """What `branding.yml` may say; every key may be left out."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    committee: str = ""
    contact: str = ""
    footer: str = ""
    ink: str = ""
    accent: str = ""
    logo: str = ""
    logo_alt: str = ""
    language: str = LANGUAGE


def read_look(params: Path) -> Look:
    """Read how the pages of a project look; what `branding.yml` leaves out is as it is without one.

    Raises
    ------
    ParameterError
        A key that is unknown, a colour that cannot be read or has too little contrast, a logo that is missing, large,
        of another kind or active, a language without a whole catalogue.

    Examples
    --------
    >>> read_look(Path("params")).language
    'en-GB'
    """
    given, problems = _given(params / FILE)
    made: dict[str, Any] = {
        key: given[key] for key in ("committee", "contact", "footer", "logo_alt") if key in given
    }
    problems += [problem for key in LONGEST for problem in _text_problems(key, given.get(key, ""))]
    for key in ("ink", "accent"):
        if colour := given.get(key):
            problems += _colour_problems(key, colour)
            made[key] = colour
    if logo := given.get("logo"):
        found, troubles = _logo(params, logo, given.get("logo_alt", ""))
        problems += troubles
        made["logo"] = found
    language = given.get("language", LANGUAGE)
    words, troubles = _words(params, language)
    own, more = _own(params)
    if problems := [*problems, *troubles, *more]:
        raise ParameterError(problems)
    return Look(**made, **own, language=language, words=words)


def _own(params: Path) -> tuple[dict[str, Any], list[str]]:
    """Read what a council says in its papers, and the Word file that they are written on."""
    own: dict[str, Any] = {}
    problems: list[str] = []
    notebooks = sorted(path.stem for path in (params.parent / "notebooks").glob("*.ipynb"))
    readers: dict[str, Callable[[], Any]] = {
        "paper": lambda: read_paper(params / PAPER, notebooks),
        "reference": lambda: read_reference(params / REFERENCE),
    }
    for key, read in readers.items():
        try:
            own[key] = read()
        except ParameterError as trouble:
            problems += trouble.problems
    return own, problems


def _given(path: Path) -> tuple[dict[str, str], list[str]]:
    if not os.path.lexists(path):
        return {}, []
    if not path.is_file():
        return {}, [f"{FILE}: is not a file."]
    content, troubles = read_yaml(path)
    problems = [f"{FILE}: {trouble.words}" for trouble in troubles]
    if content is None or problems:
        return {}, problems
    try:
        return Branding.model_validate(content).model_dump(exclude_unset=True), []
    except ValidationError as trouble:
        return {}, [_problem(error) for error in trouble.errors() if error["input"] is not UNCLEAR]


def _problem(error: Any) -> str:
    keys = list(Branding.model_fields)
    if not error["loc"]:
        return f"{FILE}: holds no keys. It may have {', '.join(keys)}."
    key = ".".join(map(str, error["loc"]))
    if error["type"] == "extra_forbidden":
        return f"{FILE}: {key} is not a key of branding. {nearest(key, keys)}"
    return f"{FILE}: {key}: {error['input']!r} is not text. Put it in quotes."


def _text_problems(key: str, text: str) -> list[str]:
    if problem := unshowable(text):
        return [f"{FILE}: {key}: {problem}"]
    if len(text) > LONGEST[key]:
        return [f"{FILE}: {key}: has {len(text):,} letters; {LONGEST[key]} are allowed."]
    return []


def _colour_problems(key: str, colour: str) -> list[str]:
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        return [f'{FILE}: {key}: {colour[:40]!r} is not a colour. Write six digits, such as "#12436D".']
    # The banner of a restricted page is white on the accent; headings stand in ink on the page and on the wash.
    grounds = {"white": WHITE, "the box of key points": WASH} if key == "ink" else {"white": WHITE}
    least = min(grounds, key=lambda name: contrast(colour, grounds[name]))
    found = contrast(colour, grounds[least])
    if found >= TEXT:
        return []
    return [
        f"{FILE}: {key}: {colour} has a contrast of {int(found * 100) / 100:g} to {least}. "
        f"WCAG 2.2 AA asks for {TEXT} or more. Choose a darker colour."
    ]


def _logo(params: Path, name: str, alt: str) -> tuple[str, list[str]]:
    problems = [] if alt.strip() else [f"{FILE}: logo_alt is missing. Say in words whose logo it is."]
    try:
        return read_logo(params, name, f"{FILE}: logo: {name[:60]!r}"), problems
    except ParameterError as trouble:
        return "", [*trouble.problems, *problems]


def _words(params: Path, language: str) -> tuple[dict[str, str], list[str]]:
    """Read the catalogue of a language: one of ours, or `words/<language>.yml` in params."""
    ours = read_words(LANGUAGE)
    if language == LANGUAGE:
        return ours, []
    own = params / WORDS / f"{language}.yml"
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
        return ours, [f"{FILE}: language: {language[:40]!r} is not the code of a language, such as cy."]
    if not own.is_file():
        return ours, [
            f"{FILE}: language: {language} has no catalogue. Copy templates/words/{LANGUAGE}.yml of iomlib to "
            f"params/{WORDS}/{language}.yml and translate each sentence."
        ]
    content, troubles = read_yaml(own)
    if troubles:
        return ours, [f"{own.name}: {trouble.words}" for trouble in troubles]
    try:
        words = catalogue(content)
    except (AttributeError, TypeError):
        return ours, [f"{own.name}: is not a catalogue. It has places, and sentences in each."]
    return words, _unlike(own.name, words, ours)


def _unlike(name: str, words: dict[str, str], ours: dict[str, str]) -> list[str]:
    """Hold a catalogue against ours: the same sentences, with the same things filled in."""
    problems = [f"{name}: {key} is missing: {ours[key]!r}." for key in ours.keys() - words.keys()]
    problems += [
        f"{name}: {key} is not a sentence of a page. {nearest(key, list(ours))}"
        for key in words.keys() - ours.keys()
    ]
    for key in ours.keys() & words.keys():
        problems += [f"{name}: {key}: {problem}" for problem in _unlike_one(key, words[key], ours[key])]
    return problems


def _unlike_one(key: str, said: str, ours: str) -> list[str]:
    if not said.strip() and ours.strip():
        return [f"is empty: {ours!r}."]
    if problem := unshowable(said):
        return [problem]
    if key == "site.months" and said.count(", ") != ours.count(", "):
        return ["needs the names of 12 months, each with a comma and a space behind it."]
    try:
        found, wanted = _fields(said), _fields(ours)
    except ValueError:
        return ["a brace is not closed."]
    if found != wanted:
        return [f"what is filled in has to be {', '.join(wanted) or 'nothing'}."]
    return []


def _fields(text: str) -> list[str]:
    """List what is filled in, with how: a width, a kind of number or an attribute asked for is another thing."""
    return sorted(
        f"{{{field}{f'!{how}' if how else ''}{f':{spec}' if spec else ''}}}"
        for _, field, spec, how in Formatter().parse(text)
        if field is not None
    )
