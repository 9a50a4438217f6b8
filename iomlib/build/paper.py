"""What a council's own paper says under its headings, read from `params/committee_paper.yml`."""

import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from iomlib.errors import ParameterError, nearest
from iomlib.spelling import UNCLEAR, named, read_yaml, unshowable

PLACEHOLDERS = ("area", "quarter", "committee")
_BRACES = re.compile(r"\{[^{}]*\}?|\}")
_SHOWN = 60  # characters of a value that a message repeats


def _text(text: str) -> str:
    """Refuse an empty text, and in braces all but what is filled in."""
    if not text.strip():
        raise ValueError(
            "is empty. Write the text, or delete the key: the paper then says that it is to be written."
        )
    if problem := unshowable(text):
        raise ValueError(problem)
    allowed = [f"{{{each}}}" for each in PLACEHOLDERS]
    if strange := [found for found in _BRACES.findall(text) if found not in allowed]:
        raise ValueError(f"{strange[0][:_SHOWN]!r} is not filled in. {nearest(strange[0], allowed)}")
    return text


Text = Annotated[str, AfterValidator(_text)]


class Texts(BaseModel):
    """The texts of a paper; every one may be left out."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    purpose: Text | None = None
    recommendations: list[Text] | None = None
    background: Text | None = None
    financial: Text | None = None
    legal: Text | None = None
    equalities: Text | None = None
    section_17: Text | None = None
    consultation: Text | None = None
    background_documents: list[Text] | None = None
    contact: Text | None = None


class PaperFile(Texts):
    """The texts of every paper, and those of one notebook that stand in their place."""

    notebooks: dict[str, Texts] = {}


def read_paper(path: Path, notebooks: list[str] | None = None) -> dict[str, Any]:
    """Read what the papers of a project say; nothing where there is no such file.

    Parameters
    ----------
    path
        The file, usually ``params/committee_paper.yml``.
    notebooks
        The names that may stand under ``notebooks``; any may, if they are not given.

    Raises
    ------
    ParameterError
        A key that is unknown, a value that is no text or no list of texts, an empty text, something in braces
        that is not filled in, a notebook that is not there; all of them at once.

    Examples
    --------
    >>> read_paper(Path("params/none.yml"))
    {}
    """
    if not path.is_file():
        return {}
    content, troubles = read_yaml(path)
    problems = [f"{path.name}: {trouble.words}" for trouble in troubles]
    texts: dict[str, Any] = {}
    if content is not None:
        try:
            texts = PaperFile.model_validate(content).model_dump(exclude_unset=True)
        except ValidationError as trouble:
            found = [error for error in trouble.errors() if error["input"] is not UNCLEAR]
            problems += [f"{path.name}: {_problem(error)}" for error in found]
        if notebooks is not None and isinstance(content, dict):
            problems += [
                f"{path.name}: notebooks.{key} is not a notebook. {nearest(str(key), notebooks)}"
                for key in _keys(content.get("notebooks"))
                if key not in notebooks
            ]
    elif not problems:
        problems = [f"{path.name}: holds no keys. {nearest('', list(PaperFile.model_fields))}"]
    if problems:
        raise ParameterError(problems)
    return texts


def _keys(content: Any) -> list[Any]:
    return list(content) if isinstance(content, dict) else []


def _problem(error: Any) -> str:
    """Say in words what is wrong with one value, and where."""
    place = named(error["loc"])
    shown = repr(error["input"])[:_SHOWN]
    match error["type"]:
        case "value_error":
            return f"{place}: {error['ctx']['error']!s}"
        case "extra_forbidden":
            model = Texts if "notebooks" in error["loc"] else PaperFile
            return f"{place} is not a part of a paper. {nearest(str(error['loc'][-1]), list(model.model_fields))}"
        case "list_type":
            return f"{place}: {shown} is not a list. Put each text on a line of its own, after a dash."
        case "string_type":
            return f"{place}: {shown} is not text. Put it in quotes."
        case _:
            return f"{place or 'the file'}: {shown} is not a list of keys, each with a text."
