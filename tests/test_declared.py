"""What a notebook may declare in its parameters cell, and what a run file may then set."""

from datetime import date

import pytest
from frame import PARAMETERS, SAY, project, run_file, write_notebook

from iomlib.build.declared import declared_parameters
from iomlib.build.plan import plan_run
from iomlib.errors import ParameterError

IMPORTS = """from datetime import date
from typing import Annotated, Literal
from annotated_types import Interval
"""
TYPED = """
name: str = "x"
months: int = 12
least: float = 0.5
charts: bool = True
since: date = date(2008, 4, 1)
until: date | None = None
code: None | str = "0012"
scale: Literal["low", "high"] = "low"
places: Literal[0, 1] = 0
share: Annotated[float, Interval(gt=0, lt=1)] = 0.5
weeks: Annotated[int, Interval(ge=1, le=60)] = 4
weeks_or_none: Annotated[int, Interval(ge=1)] | None = None
opened: Annotated[date, Interval(ge=date(2000, 1, 1))] = date(2008, 4, 1)
plain_date = date(2009, 1, 1)
plain = -3
"""
SETTINGS = {
    "name": "y",
    "months": 3,
    "least": 1,
    "charts": False,
    "since": date(2010, 1, 1),
    "until": date(2011, 1, 1),
    "code": None,
    "scale": "high",
    "places": 1,
    "share": 0.25,
    "weeks": 60,
    "weeks_or_none": 1,
    "opened": date(2000, 1, 1),
    "plain_date": date(2000, 1, 1),
    "plain": 4,
}
LINES = "the parameters cell may only hold lines like name = value."
TYPES = (
    "Types: str, int, float, bool, date, Literal['a', 'b'], Annotated[int, Interval(ge=1, le=60)], "
    "and each of them with | None."
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = project(tmp_path_factory.mktemp("project"), small=[SAY])
    write_notebook(made, "typed", [SAY], IMPORTS + PARAMETERS + TYPED)
    return made


@pytest.fixture
def declare(tmp_path):
    """Read the parameters of a notebook whose cell has these lines."""
    (tmp_path / "notebooks").mkdir()

    def read(lines):
        write_notebook(tmp_path, "odd", [SAY], lines)
        return declared_parameters(tmp_path / "notebooks" / "odd.ipynb")

    return read


@pytest.fixture
def problems(declare):
    """Give what is wrong with the lines of a parameters cell."""

    def read(lines):
        with pytest.raises(ParameterError) as caught:
            declare(lines)
        assert all(problem.startswith("odd.ipynb: ") for problem in caught.value.problems)
        return [problem.removeprefix("odd.ipynb: ") for problem in caught.value.problems]

    return read


def as_yaml(value):
    if isinstance(value, date):
        return value.isoformat()
    return {None: "null", True: "true", False: "false"}.get(value, repr(value)) if value != 1 else "1"


def planned(folder, **changes):
    """Plan a run file with all settings of the typed notebook, some of them changed."""
    listed = "".join(f"  {key}: {text}\n" for key, text in (plain_settings() | changes).items() if text)
    path = folder / "params" / "reports" / "run.yml"
    words = "title: A test\nnotebooks: [typed]\nareas: [haringey]\nquarters: [2008-09-Q1]\ndata: ../../data\n"
    path.write_text(f"{words}settings:\n{listed}", "utf-8")
    return plan_run(path)


def plain_settings():
    return {key: as_yaml(value) for key, value in SETTINGS.items()}


def test_every_type_is_read_with_its_default_and_nothing_is_run(folder):
    declared = declared_parameters(folder / "notebooks" / "typed.ipynb")
    names = {"area", "quarter", "edition", "data", "params", *SETTINGS}
    assert set(declared) == names
    assert declared["since"].default == date(2008, 4, 1)
    assert declared["plain"].default == -3
    assert declared["code"].kinds == {str, type(None)}


def test_a_value_of_every_type_reaches_the_plan_as_it_is(folder):
    (report,) = planned(folder).reports
    assert report.settings == SETTINGS
    assert {key: type(value) for key, value in report.settings.items()} == {
        key: type(value) for key, value in SETTINGS.items()
    }


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("import os", LINES),
        ("import datetime", LINES),
        ("from os import system", LINES),
        ("from datetime import datetime", LINES),
        ("from datetime import date as day", LINES),
        ("from typing import *", LINES),
        ("def f(): pass", LINES),
        ("x.y = 1", LINES),
        ("x = y = 1", LINES),
        ("x: int", LINES),
        ("x += 1", LINES),
        ("print(1)", LINES),
        ("x = 1 + 1", LINES),
        ("x = open('a')", LINES),
        ("x = date(2008, 4, 1)", LINES),
        ("x = f'{area}'", LINES),
        ("x = other", LINES),
        ("x = = 1", LINES),
        ("x = [1]", "x: [1] is not text, a number, a date, True, False or None."),
        ("x = {}", "x: {} is not text, a number, a date, True, False or None."),
        ("x = 1e999", "x: 1e309 is not text, a number, a date, True, False or None."),
        ("x = b'a'", "x: b'a' is not text, a number, a date, True, False or None."),
        ("x = None", "x = None does not say what else it may be. Write x: str | None = None."),
        ("x = 1\nx = 2", "x is declared twice. Keep one of the two."),
        ("_x = 1", "_x cannot be the name of a parameter. Take another."),
        ("Out = 1", "Out cannot be the name of a parameter. Take another."),
        ("date = 'x'", "date cannot be the name of a parameter. Take another."),
        ("é = 1", "é cannot be the name of a parameter. Take another."),
        ("x: int = '1'", "x is '1', but takes a whole number. Mend the one or the other."),
        ("x: bool = 1", "x is 1, but takes true or false. Mend the one or the other."),
        ("x: int = True", "x is True, but takes a whole number. Mend the one or the other."),
        ("x: int = 1.0", "x is 1.0, but takes a whole number. Mend the one or the other."),
        ("x: str = None", "x is null, but takes text. Mend the one or the other."),
        ("x: list[int] = 1", f"x: list[int] is not a type that a parameter can have. {TYPES}"),
        ("x: 'int' = 1", f"x: 'int' is not a type that a parameter can have. {TYPES}"),
        ("x: int | str = 1", f"x: int | str is not a type that a parameter can have. {TYPES}"),
        ("x: None = None", f"x: None is not a type that a parameter can have. {TYPES}"),
        ("x: os.system('ls') = 1", f"x: os.system('ls') is not a type that a parameter can have. {TYPES}"),
        ("x: date = 1", "x: date needs a line above it: from datetime import date."),
        ("x: Literal[1] = 1", "x: Literal[1] needs a line above it: from typing import Literal."),
    ],
)
def test_a_line_is_refused(line, words, problems):
    assert problems(line) == [words]


@pytest.mark.parametrize(
    "annotation",
    [
        "Annotated[int]",
        "Annotated[int, 3]",
        "Annotated[int, Interval()]",
        "Annotated[int, Interval(1)]",
        "Annotated[int, Interval(ge=0.5)]",
        "Annotated[int, Interval(ge=True)]",
        "Annotated[int, Interval(multiple_of=3)]",
        "Annotated[int, Interval(ge=1), Interval(le=3)]",
        "Annotated[int | None, Interval(ge=1)]",
        "Annotated[str, Interval(ge=1)]",
        "Annotated[date, Interval(ge=1)]",
        "Literal[1.5]",
        "Literal[None]",
        "Literal[x]",
        "Literal",
        "Interval",
    ],
)
def test_a_type_that_nobody_could_hold_a_value_against_is_refused(annotation, problems):
    assert problems(f"{IMPORTS}x: {annotation} = 1") == [
        f"x: {annotation} is not a type that a parameter can have. {TYPES}"
    ]


def test_a_default_outside_its_own_range_is_refused(problems):
    assert problems(f"{IMPORTS}x: Annotated[int, Interval(ge=1, le=60)] = 0") == [
        "x is 0, but takes a whole number from 1 to 60. Mend the one or the other."
    ]


def test_every_line_that_is_wrong_is_told_at_once(problems):
    assert problems("x = [1]\ny: int = 'a'\nimport os") == [
        LINES,
        "x: [1] is not text, a number, a date, True, False or None.",
        "y is 'a', but takes a whole number. Mend the one or the other.",
    ]


def test_parameters_stand_in_one_cell(declare, tmp_path):
    declare("x = 1")
    path = tmp_path / "notebooks" / "odd.ipynb"
    path.write_text(path.read_text("utf-8").replace('"parameters"', '"other"'), "utf-8")
    with pytest.raises(ParameterError, match=r"^odd\.ipynb: needs one cell tagged parameters; it has 0\.$"):
        declared_parameters(path)


@pytest.mark.parametrize("content", ["{", "", '{"cells": 1}', '{"nbformat": 4, "cells": []}'])
def test_parameters_cannot_be_read_from_what_is_no_notebook(content, tmp_path):
    path = tmp_path / "odd.ipynb"
    path.write_text(content, "utf-8")
    with pytest.raises(ParameterError, match=r"^odd\.ipynb: "):
        declared_parameters(path)


# One setting that is wrong, as it stands in the run file, and what is said about it.
@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("months", '"12"', "months is '12', text; typed.ipynb takes a whole number, such as 12."),
        ("months", "12.0", "months is 12.0, a number; typed.ipynb takes a whole number, such as 12."),
        ("months", "true", "months is True, true or false; typed.ipynb takes a whole number, such as 12."),
        ("months", "null", "months is null; typed.ipynb takes a whole number, such as 12."),
        ("least", "false", "least is False, true or false; typed.ipynb takes a number, such as 0.5."),
        ("least", "inf", "least is 'inf', text; typed.ipynb takes a number, such as 0.5."),
        ("charts", "1", "charts is 1, a whole number; typed.ipynb takes true or false, such as True."),
        (
            "charts",
            "NO",
            "charts is 'NO', text; typed.ipynb takes true or false, such as True. Write true or false.",
        ),
        (
            "since",
            '"2010-01-01"',
            "since is '2010-01-01', text; typed.ipynb takes a date, such as 2008-04-01. "
            "Write a date like 2008-04-01, without quotes.",
        ),
        ("until", "3", "until is 3, a whole number; typed.ipynb takes a date or null."),
        ("code", "12", "code is 12, a whole number; typed.ipynb takes text or null, such as '0012'."),
        (
            "name",
            "2010-01-01",
            "name is 2010-01-01, a date; typed.ipynb takes text, such as 'x'. Put it in quotes if it is a text.",
        ),
        ("scale", "hihg", "scale is 'hihg'; typed.ipynb takes 'low' or 'high'. Did you mean high?"),
        ("scale", "medium", "scale is 'medium'; typed.ipynb takes 'low' or 'high'."),
        ("scale", "1", "scale is 1, a whole number; typed.ipynb takes 'low' or 'high'."),
        ("places", "true", "places is True, true or false; typed.ipynb takes 0 or 1."),
        ("places", "1.0", "places is 1.0, a number; typed.ipynb takes 0 or 1."),
        ("share", "1", "share is 1; typed.ipynb takes a number above 0 and below 1."),
        ("weeks", "61", "weeks is 61; typed.ipynb takes a whole number from 1 to 60."),
        ("weeks", "0", "weeks is 0; typed.ipynb takes a whole number from 1 to 60."),
        ("weeks_or_none", "0", "weeks_or_none is 0; typed.ipynb takes a whole number from 1 or null."),
        ("opened", "1999-12-31", "opened is 1999-12-31; typed.ipynb takes a date from 2000-01-01."),
        ("plain", "4.5", "plain is 4.5, a number; typed.ipynb takes a whole number, such as -3."),
        ("months", "", "months is missing; typed.ipynb declares it."),
        ("os.system", "1", "'os.system' cannot be the name of a parameter: letters, digits and _."),
        ('"x = 1; y"', "1", "'x = 1; y' cannot be the name of a parameter: letters, digits and _."),
        ("class", "1", "'class' cannot be the name of a parameter: letters, digits and _."),
        ('"ﬁx"', "1", "'ﬁx' cannot be the name of a parameter: letters, digits and _."),
    ],
)
def test_a_setting_is_refused(folder, key, text, words):
    with pytest.raises(ParameterError) as caught:
        planned(folder, **{key: text})
    assert caught.value.problems == [f"run.yml: settings: {words}"]


def test_a_misspelt_setting_is_told_with_the_name_that_was_meant(folder):
    with pytest.raises(ParameterError) as caught:
        planned(folder, week="3")
    (problem,) = caught.value.problems
    assert problem.startswith(
        "run.yml: week is not a parameter of typed.ipynb. Did you mean weeks? Its parameters: area, charts, "
    )


def test_the_words_of_yaml_1_1_stay_texts_where_a_text_is_meant(folder):
    for word in ("NO", "yes", "on", "y"):
        assert planned(folder, name=word).reports[0].settings["name"] == word


def test_a_notebook_that_cannot_take_an_area_is_refused_before_it_starts(folder):
    narrow = PARAMETERS.replace('area = ""', 'area: Literal["cleveland"] = "cleveland"')
    write_notebook(folder, "narrow", [SAY], IMPORTS + narrow.replace('quarter = ""', "quarter = 3"))
    path = run_file(folder, "narrow.yml", notebooks=["narrow"])
    with pytest.raises(ParameterError) as caught:
        plan_run(path)
    (folder / "notebooks" / "narrow.ipynb").unlink()
    assert caught.value.problems == [
        "narrow.yml: area is 'haringey'; narrow.ipynb takes 'cleveland'.",
        "narrow.yml: quarter is '2008-09-Q1', text; narrow.ipynb takes a whole number, such as 3.",
    ]


def test_the_problems_of_a_run_file_and_of_all_its_notebooks_are_told_at_once(folder):
    write_notebook(folder, "odd", [SAY], PARAMETERS + "\nx = [1]")
    path = folder / "params" / "reports" / "run.yml"
    path.write_text(
        "title: 3\nnotebooks: [typed, odd, smal]\nareas: [harringey, 0012]\nquarters: [2008Q1]\n"
        "settings: {months: 1_000, scale: hihg, week: 3}\ndata: ../../data\nnetwork: no\n"
    )
    with pytest.raises(ParameterError) as caught:
        plan_run(path)
    (folder / "notebooks" / "odd.ipynb").unlink()
    words = [
        "line 3: areas.2: 0012 may be a number",
        "line 5: settings.months: 1_000 may be a number",
        "title: 3 is not text.",
        "quarters.1: '2008Q1' is not a quarter",
        "network: 'no' is not true or false.",
        "area harringey is not in params/areas.csv.",
        "notebook smal does not exist.",
        "week is not a parameter of typed.ipynb.",
        "settings: scale is 'hihg'",
        "settings: weeks is missing",
    ]
    told = [problem.removeprefix("run.yml: ") for problem in caught.value.problems]
    assert [word for word in words if not any(problem.startswith(word) for problem in told)] == []
    assert "odd.ipynb: x: [1] is not text, a number, a date, True, False or None." in told
    assert not any(problem.startswith("settings: months") for problem in told)
    assert not any("has no quarters" in problem for problem in told)


def test_what_is_no_notebook_is_refused(tmp_path):
    (tmp_path / "small.ipynb").write_text("{", "utf-8")
    with pytest.raises(ParameterError, match=r"^small\.ipynb: cannot be read as a notebook\.$"):
        declared_parameters(tmp_path / "small.ipynb")
