"""What the silver level of RAP asks for."""

import re
from pathlib import PurePosixPath

from iomlib.build.rap.evidence import Evidence, ask, folders, listed, met, not_met
from iomlib.build.rap.project import Project, is_test, source_of
from iomlib.build.rap.tidiness import untidy

_PIPELINES = (
    "makefile",
    "snakefile",
    "dvc.yaml",
    "_targets.r",
    "justfile",
    "noxfile.py",
    "*.nf",
    "docker-compose.yml",
)
_RUNS = (
    "main.py",
    "run.py",
    "run_all.*",
    "create_publication.py",
    "*/main.py",
    "src/*/main.py",
    "run.r",
    "main.r",
)
_ENOUGH = 0.9  # of the public functions
_TOOLS = "ruff|black|flake8|pylint|pycodestyle|lintr|styler|sqlfluff"
_SETTINGS = (
    "pyproject.toml",
    "setup.cfg",
    "tox.ini",
    ".flake8",
    ".pylintrc",
    "*ruff.toml",
    ".lintr",
    ".sqlfluff",
)
_STANDARD_FILES = (
    ".pre-commit-config.yaml",
    ".flake8",
    ".pylintrc",
    "ruff.toml",
    ".ruff.toml",
    ".lintr",
    ".sqlfluff",
)
_RUNNERS = (
    "makefile",
    ".pre-commit-config.yaml",
    ".ci/*",
    ".github/workflows/*",
    ".gitlab-ci.yml",
    "tox.ini",
    "noxfile.py",
)
_DEPENDENCIES = (
    "*requirements*.txt",
    "*requirements*.lock",
    "pipfile*",
    "environment.y*ml",
    "poetry.lock",
    "uv.lock",
    "renv.lock",
    "description",
)
_LOCKED = ("*.lock", "pipfile.lock")
_LOGS = r"^\s*(?:(?:import|from) (?:logging|loguru|structlog)|library\(logger\)|logger::|sink\()"
_BACK = r"golden|back.?test|published|expected|baseline"


def automatic(project: Project) -> Evidence:
    """Look for what makes all outputs at once."""
    runs = _run_files(project)
    if runs:
        return met(f"`iom run` makes everything that {folders(runs)} asks for")
    found = project.matching(*_PIPELINES, *_RUNS)
    return (
        met(f"one command makes them: {listed(found)}")
        if found
        else not_met("no run file, `Makefile` or main program")
    )


def _run_files(project: Project) -> list[str]:
    return project.naming(r"^notebooks:", project.matching("params/reports/*.yml"))


def documented(project: Project) -> Evidence:
    """Look for pages, and count the functions that say what they do."""
    pages = project.matching(
        "docs/*.md", "docs/*.rst", "doc/*.md", "vignettes/*", "*/docs/*.md", "data*/readme.md"
    )
    if not pages:
        return not_met("no pages of documentation beside the `README`")
    said = [each for each in project.functions if each.is_documented]
    if len(said) < _ENOUGH * len(project.functions):
        share = int(100 * len(said) / len(project.functions))
        return not_met(f"pages in {folders(pages)}, but only {share}% of public functions have a docstring")
    functions = (
        "nine in ten public functions, or more, have a docstring" if said else "no functions of its own"
    )
    return met(f"pages in {folders(pages)}; {functions}")


def layout(project: Project) -> Evidence:
    """Look whether code, data and tests lie in folders of their own."""
    start = {"setup.py", "conftest.py", "noxfile.py"}
    loose = [name for name in project.code if "/" not in name and name.lower() not in start]
    data = [
        name
        for name in project.files
        if "/" not in name and name.lower().endswith((".csv", ".xlsx", ".parquet"))
    ]
    inside = [name for name in project.code if "/" in name]
    if not inside:
        return not_met("code does not lie in a folder of its own")
    if len(loose) > 1 or data:  # one program to start with may lie at the top
        return not_met(f"beside the `README` lie {listed([*loose, *data])}")
    return met(f"code in {folders(inside)}; nothing loose beside the `README`")


def reusable(project: Project) -> Evidence:
    """Look for functions in modules that other code imports."""
    modules = {PurePosixPath(each.module) for each in project.functions}
    own = {module.parts[0].removesuffix(".py") for module in modules} | {module.stem for module in modules}
    users = sorted(name for name, names in project.imports.items() if names & (own | {"."}))
    if modules and (users or any(module.suffix.lower() == ".r" for module in modules)):
        return met(f"functions in {folders(map(str, modules))}, used by other code")
    books = [name for name, names in project.imports.items() if name.endswith(".ipynb") and "iomlib" in names]
    own_functions = [
        name for name in books if re.search(r"^\s*def ", source_of(name, project.text(name)), re.M)
    ]
    if books and not own_functions:
        return met("notebooks call the functions of iomlib and define none")
    return not_met("no functions in modules that other code imports")


def standard(project: Project) -> Evidence:
    """Look for the settings of a tool that holds code to a standard, and for what runs it."""
    agreed = project.matching(*_STANDARD_FILES)
    agreed += project.naming(rf"^\[(?:tool\.)?(?:{_TOOLS})\b", project.matching(*_SETTINGS))
    if not agreed:
        return not_met("no settings of a tool such as ruff, flake8 or lintr")
    run_by = project.naming(rf"\b(?:{_TOOLS})\b", project.matching(*_RUNNERS))
    if not run_by:
        return ask(f"a standard is set in {listed(sorted(set(agreed)))}, and nothing is seen to run it")
    return met(f"set in {listed(sorted(set(agreed)))}, run by {listed(run_by)}")


def tested(project: Project) -> Evidence:
    """Look for tests."""
    names = [name for name in project.files if is_test(name) and name.lower().endswith((".py", ".r"))]
    tests = project.naming(r"^\s*(?:async )?def test_|test_that\(", names)
    if not tests:
        return not_met("no tests")
    back = [name for name in (n for n in project.files if is_test(n)) if re.search(_BACK, name, re.I)]
    return met(
        f"tests in {folders(tests)}; " + (f"back tests in {folders(back)}" if back else "no back tests seen")
    )


def dependencies(project: Project) -> Evidence:
    """Look for a list of packages."""
    found = project.matching(*_DEPENDENCIES)
    found += project.naming(
        r"^dependencies\s*=|^\[tool\.poetry\.dependencies\]", project.matching("pyproject.toml")
    )
    if not found:
        return not_met("no list of packages, such as `requirements.lock`, `environment.yml` or `renv.lock`")
    exact = "" if project.matching(*_LOCKED) else "; none of them fixes every version"
    return met(f"{listed(found)}{exact}")


def logged(project: Project) -> Evidence:
    """Look for what a run writes down of itself."""
    if _run_files(project):
        return met("each `iom run` writes `manifest.json`, and of a report that failed why, in `_failed`")
    found = project.naming(_LOGS, project.code)
    return met(f"written by {listed(found)}") if found else not_met("no code writes a log")


def tidy(project: Project) -> Evidence:
    """Hold every CSV file to what makes a table tidy."""
    tables = [name for name in project.matching("*.csv") if not is_test(name)]
    if not tables:
        return ask("there is no CSV file to look at")
    wrong = [(name, why) for name in tables if (why := untidy(project.beginning(name)))]
    if wrong:
        return not_met(
            f"{listed([wrong[0][0]])} {wrong[0][1]}" + (f", and {len(wrong) - 1} more" if wrong[1:] else "")
        )
    return met(f"every CSV file in {folders(tables)} has one header row, and no periods for columns")
