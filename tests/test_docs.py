"""The pages in docs: their code runs, their steps work, their figures exist, their words are explained.

A fence of a page says what it is in the line that opens it, where a reader does not see it:
`python` runs (as a doctest if it has prompts); `console` is typed and its output compared;
`new FILE` is written, `add FILE` is added to the end, `cell NOTEBOOK` becomes a cell, and a `diff`
is applied. The steps of the pages under WALKS are taken in a copy of the project.
"""

import doctest
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import nbformat
import pandas as pd
import pytest
from frame import demo, staff
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from prices import NO_MIX, crimes_of
from ruamel.yaml import YAML
from test_golden import OURS, PUBLISHED, shown
from test_value_report import worth

from iomlib.disclosure.profile import OPEN
from iomlib.metrics import pricing
from iomlib.metrics.change import rolling_change, thin_months
from iomlib.metrics.claims import Claim
from iomlib.metrics.days import quarter_days
from iomlib.metrics.evidence import gather
from iomlib.metrics.harm import harm_of_crime
from iomlib.metrics.meeting import Rules, prepare
from iomlib.metrics.scheme import scheme_counts
from iomlib.metrics.services import service_rates, without_needs
from iomlib.report import households, meeting_safe, scheme_safe, selection, show, staying, value_words
from iomlib.report.alike_safe import unlike_figures
from iomlib.report.services import trend_sentence
from iomlib.rules import Criterion, Rule, read_rule
from iomlib.rules.tables import MEASURES, TABLES
from iomlib.tables import read_crimes, read_harm, read_printed, read_records, read_service_counts

ROOT = Path(__file__).parent.parent
PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "data" / "README.md"]
WALKS = [
    ROOT / "docs" / name
    for name in (
        "add-a-report.md",
        "add-a-metric.md",
        "compare-reoffending.md",
        "publishing.md",
        "release.md",
        "bundle.md",
        "verify.md",
        "figures.md",
        "make-a-crime-page.md",
        "review-cohort.md",
        "people.md",
        "analyst.md",
        "clerk.md",
        "evaluator.md",
        "information-governance.md",
        "claims.md",
        "audit-papers.md",
    )
]
METHOD = (ROOT / "docs" / "method.md").read_text("utf-8")
RULES = (ROOT / "docs" / "rules.md").read_text("utf-8")
RULE_FILES = sorted((ROOT / "params" / "rules").glob("*.yml"))
NOT_COPIED = shutil.ignore_patterns(
    ".venv", ".git", "outputs", "__pycache__", "*.egg-info", ".*_cache", ".hypothesis"
)
ALIKE = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def name_of(path):
    return path.relative_to(ROOT).as_posix()


# Fences


class Fence(NamedTuple):
    """A fenced block: its language, the words after it, its text and its line on the page."""

    language: str
    words: list[str]
    text: str
    line: int


def fences(page):
    text = page.read_text("utf-8")
    found = re.finditer(r"^```(\w+)([^\n]*)\n(.*?)^```$", text, re.M | re.S)
    return [
        Fence(match[1], match[2].split(), match[3], text.count("\n", 0, match.start()) + 1) for match in found
    ]


def examples(page):
    return [fence for fence in fences(page) if fence.language == "python" and not fence.words]


def run_example(fence, page, names):
    if ">>>" not in fence.text:
        exec(compile(fence.text, f"{page.name}:{fence.line}", "exec"), names)  # noqa: S102  our own page
        return
    test = doctest.DocTestParser().get_doctest(fence.text, names, page.name, str(page), fence.line)
    said = io.StringIO()
    result = doctest.DocTestRunner(optionflags=ALIKE).run(test, out=said.write, clear_globs=False)
    names.update(test.globs)
    assert result.failed == 0, said.getvalue()


@pytest.mark.parametrize("page", [page for page in PAGES if examples(page)], ids=name_of)
def test_every_example_of_a_page_runs_after_the_one_above_it(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    names = {"__name__": page.stem}
    for fence in examples(page):
        run_example(fence, page, names)


# Steps


class Walk:
    """Takes the steps of a page in a copy of the project."""

    def __init__(self, project):
        self.project = project
        place = Path(sys.executable).parent
        own = {"PYTHONPATH": str(project), "PATH": f"{place}{os.pathsep}{os.environ['PATH']}"}
        # Without this a test run inside the test run would take itself for one of its workers.
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
        self.environment = {**kept, **own, "COLUMNS": "200", "NO_COLOR": "1"}

    def take(self, fence):
        if fence.language == "console":
            for command, wanted in re.findall(r"^\$ ([^\n]*)\n((?:(?!\$ ).*\n)*)", fence.text, re.M):
                self.type(command, wanted)
        elif fence.language == "diff":
            self.change(self.project / fence.words[0], fence.text)
        elif fence.words:
            getattr(self, fence.words[0])(fence)

    def type(self, command, wanted):
        done = subprocess.run(  # noqa: S602  our own page
            command,
            shell=True,
            cwd=self.project,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        # The mark that tells a spreadsheet "UTF-8" is not to be seen in a terminal.
        told = done.stdout.replace("\ufeff", "")
        same = doctest.OutputChecker().check_output(wanted, told, ALIKE)
        assert same and done.returncode == 0, f"$ {command}\n{done.stdout}\n-- the page says:\n{wanted}"

    def new(self, fence):
        path = self.project / fence.words[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(fence.text, "utf-8")

    def add(self, fence):
        path = self.project / fence.words[1]
        text = path.read_text("utf-8")
        assert text.endswith("\n"), f"{path.name} does not end with a line"
        path.write_text(text + fence.text, "utf-8")

    def change(self, path, diff):
        lines = diff.splitlines()
        before = "".join(f"{line[1:]}\n" for line in lines if line[:1] in " -")
        after = "".join(f"{line[1:]}\n" for line in lines if line[:1] in " +")
        text = path.read_text("utf-8")
        assert text.count(before) == 1, f"{path.name} has not just once:\n{before}"
        path.write_text(text.replace(before, after), "utf-8")

    def cell(self, fence):
        words = fence.words[1:]
        tagged = words[0] == "parameters"
        name, *rest = words[tagged:]
        book = self.notebook(self.project / name)
        make = new_code_cell if fence.language == "python" else new_markdown_cell
        made = make(fence.text.rstrip("\n"), metadata={"tags": ["parameters"]} if tagged else {})
        place = len(book.cells)
        if rest:
            heading = "## " + " ".join(rest[1:])
            place = next(n for n, cell in enumerate(book.cells) if cell.source.startswith(heading))
        book.cells.insert(place, made)
        nbformat.write(book, self.project / name)

    def notebook(self, path):
        if path.exists():
            return nbformat.read(path, as_version=4)
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        return new_notebook(metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


@pytest.mark.parametrize("page", WALKS, ids=name_of)
def test_the_steps_of_a_page_work_in_a_copy_of_the_project(page, tmp_path):
    if page.name in ("release.md", "clerk.md") and shutil.which("ssh-keygen") is None:
        pytest.skip("no ssh-keygen on this machine to sign approvals with")
    project = tmp_path / "project"
    shutil.copytree(ROOT, project, ignore=NOT_COPIED)
    walk = Walk(project)
    for fence in fences(page):
        walk.take(fence)


def test_every_fence_of_a_walk_is_a_step():
    known = {"new", "add", "cell"}
    lost = [
        f"{page.name}:{fence.line}"
        for page in WALKS
        for fence in fences(page)
        if fence.language not in ("console", "diff") and not known & set(fence.words[:1])
    ]
    assert lost == []


# Links


def anchors(page):
    """Name the headings of a page as GitHub does."""
    headings = re.findall(r"^#+ (.+)$", outside_fences(page), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def outside_fences(page):
    return re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.M | re.S)


def is_broken(page, link):
    address, _, anchor = link.partition("#")
    target = (page.parent / address).resolve() if address else page
    return not target.exists() or bool(anchor and anchor not in anchors(target))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_of_a_page_leads_somewhere(page):
    links = re.findall(r"\]\(([^)\s]+)\)", outside_fences(page))
    inside = [link for link in links if not link.startswith(("http://", "https://"))]
    assert [link for link in inside if is_broken(page, link)] == []


def test_every_file_that_the_method_names_is_there():
    named = re.findall(r"`((?:iomlib|params|data|tests|docs|notebooks)/[\w./-]+)`", METHOD)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


# Figures


def rows_below(heading, page=METHOD):
    """Read the tables below a heading of a page, without the header lines of the first."""
    section = page.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


PATTERNS = {row[0].strip("` "): row for row in rows_below("Figure ids")}


def matches(pattern, id):
    pattern = re.escape(pattern).replace("<quarter>", r"\d{4}-\d{2}-Q[1-4]")
    return re.fullmatch(re.sub("<[a-z]+>", "[a-z0-9_-]+", pattern), id) is not None


@pytest.fixture(scope="session")
def figures(tmp_path_factory):
    """Every figure of the demonstration in both editions, and those of which it has no data."""
    folders = (demo(tmp_path_factory), staff(tmp_path_factory))
    files = [file for folder in folders for file in (folder / "outputs").rglob("*.figures.json")]
    found = [figure for file in files for figure in json.loads(file.read_text("utf-8"))["figures"]]
    assert found
    return {
        figure["id"]: figure for figure in found + [made.model_dump() for made in not_in_the_demonstration()]
    }


def not_in_the_demonstration():
    """Figures of a monthly series, of who came back to a list, of other thresholds, households and trends."""
    months = pd.Series(100, index=pd.period_range("2023-01", periods=24, freq="M"))
    yield from show.change_table(rolling_change(months), thin_months(months), "2024-25-Q3").figures
    first, known = made_up("simulated-stockton", "2011-12-Q4")
    counted = scheme_safe.protect(scheme_counts(known, "ppo", "simulated-stockton", first), OPEN)
    yield from (*staying.returns_table(counted).figures, *staying.median_sentence(counted).figures)
    asked = Rules(rule("high-crime-causers", known), rule("ppo-de-selection", known), None)
    prepared = prepare(known, "simulated-stockton", "ppo", asked)
    yield from selection.grid_table(meeting_safe.protect(prepared, "restricted", OPEN)).figures
    _, known = made_up("simulated-peterborough", "2012-13-Q1")
    area, of_homes = "simulated-peterborough", rule("troubled-families", known)
    homes = households.protect(known, of_homes, area, "restricted", OPEN)
    offered = without_needs(read_service_counts(ROOT / "data", area, "2012-13-Q1"))
    yield from trend_sentence(service_rates(offered).assign(withheld=False), OPEN).figures
    yield from (*households.households_table(homes).figures, *households.homes_table(homes).figures)
    yield from of_other_input(months)


def of_other_input(months):
    """Figures of groups that differ, of offences without a weight, of thin months, of a printed slip, of part years."""
    yield from unlike_figures(
        Claim("not comparable", 4, (), {"characteristics": 9.0, "unlike": 8.0, "furthest": 1.04})
    )
    weights = read_harm(ROOT / "params")
    recorded = harm_of_crime(
        crimes_of(**{"Shoplifting": 30, "Fraud: action fraud": 10}), weights["days"], NO_MIX
    )
    yield from show.harm_table(recorded, weights).figures
    crimes = read_crimes(ROOT / "data", "peterborough", "2011-12-Q3")
    crimes = crimes.assign(crime_share_printed=crimes["crime_share_printed"] + 1)
    told = read_printed(ROOT / "data", "peterborough", "2011-12-Q3")
    printed = pricing.as_printed(crimes)
    yield from show.cost_table(printed, printed, crimes, None, told).figures
    months.iloc[-1] = 1
    yield from show.change_table(rolling_change(months), thin_months(months), "2024-25-Q3").figures
    few = worth(10, inside=0)
    part = few._replace(value=few.value._replace(last=few.value.first + pd.Timedelta(days=89)))
    yield from value_words.break_even_sentence(part).figures


def rule(name, known):
    return read_rule(ROOT / "params", name, known.as_at)


def made_up(area, quarter):
    """Give the first day of a quarter, and what is known of the made-up people of an area at its end."""
    first, last = quarter_days(quarter)
    return first, gather(read_records(ROOT / "data", area, quarter), last)


def test_the_method_documents_every_figure_of_a_report(figures):
    assert [id for id in figures if not any(matches(pattern, id) for pattern in PATTERNS)] == []


def test_every_documented_figure_is_on_a_report(figures):
    assert [pattern for pattern in PATTERNS if not any(matches(pattern, id) for id in figures)] == []


def test_a_figure_has_the_documented_unit_and_places(figures):
    wrong = [
        id
        for pattern, (_, _, unit, places) in PATTERNS.items()
        for id, figure in figures.items()
        # An id without a placeholder is meant before one with: ni30.ceiling is no quarter.
        if matches(pattern, id) and (id not in PATTERNS or id == pattern)
        if (figure["unit"], str(figure["places"])) != (unit, places)
    ]
    assert wrong == []


def test_every_figure_id_in_the_text_of_the_method_exists(figures):
    tables = "|".join({pattern.split(".")[0] for pattern in PATTERNS})
    named = set(re.findall(rf"`((?:{tables})\.[A-Za-z0-9_.<>-]+)`", METHOD))
    assert len(named) >= len(PATTERNS)
    assert sorted(id for id in named if id not in PATTERNS and id not in figures) == []


def test_the_method_lists_the_printed_figures_that_do_not_follow():
    wrong = PUBLISHED[PUBLISHED["agrees"] == "no"]
    ours = {row.id: (row.published, as_printed(row)) for row in wrong.itertuples()}
    listed = {row[0].strip("`"): (number(row[1]), number(row[2])) for row in told_wrong()}
    assert listed == ours


def told_wrong():
    return [row for row in rows_below("Printed figures that do not follow") if row[0].startswith("`")]


def as_printed(row):
    value = OURS[row.id]
    return "none" if pd.isna(value) else f"{shown(value, row.places):f}"


def number(text):
    return text.replace(",", "").replace("−", "-")


# Rules


def in_code(cell):
    return re.findall(r"`([^`]+)`", cell)


def written(day):
    return f"{day.day} {day:%B %Y}"


@pytest.mark.parametrize("path", RULE_FILES, ids=name_of)
def test_the_page_on_rules_has_every_file_as_it_is(path):
    rows = [row for row in rows_below("The files", RULES) if path.name in in_code(row[0])]
    (row,), sources = [each for each in rows if len(each) == 5], [each for each in rows if len(each) == 3]
    content = YAML(typ="safe", pure=True).load(path)
    if content["kind"] == "payment":
        assert (row[1], row[4], len(sources)) == ("none", "as reported", 1)
        return
    rule = Rule.model_validate(content)
    to = f" to {written(rule.valid.last)}" if rule.valid.last else ""
    assert (row[1], row[3]) == (f"`{rule.id}`", written(rule.valid.first) + to)
    assert row[4].split(";")[0] == rule.status and len(sources) == 1
    own = {each.status for each in rule.criteria if each.status not in (None, rule.status)}
    assert all(status in row[4] for status in own) and bool(own) == (";" in row[4])


def test_the_page_on_rules_names_no_file_that_is_not_there():
    named = {name for row in rows_below("The files", RULES) for name in in_code(row[0])}
    assert named == {path.name for path in RULE_FILES}


def test_the_page_on_rules_has_every_key():
    keys = [
        {name for row in rows_below(part, RULES) for name in in_code(row[0])}
        for part in ("A file", "A criterion")
    ]
    assert keys == [set(Rule.model_fields), set(Criterion.model_fields)]


def test_the_page_on_rules_has_every_measure_and_where_it_is_taken_from():
    said = {
        in_code(row[0])[0]: (row[3] == "yes", in_code(row[2]))
        for row in rows_below("What can be measured", RULES)
    }
    assert {name: window for name, (window, _) in said.items()} == {
        name: each.window for name, each in MEASURES.items()
    }
    alone = {name: tables for name, (_, tables) in said.items() if name != "months_since" and tables}
    assert alone == {name: list(MEASURES[name].tables) for name in alone}


def test_the_page_on_rules_has_every_table_and_its_columns():
    said = {in_code(row[0])[0]: in_code(row[1]) for row in rows_below("What each table says", RULES)}
    assert {
        name: [one for one in columns if one in TABLES[name].columns] for name, columns in said.items()
    } == {name: list(each.columns) for name, each in TABLES.items()}


# Words


def acronyms(text):
    """Find words with two capitals in a row, and MoJ and the like; a plural s does not count."""
    found = re.findall(r"(?<![A-Za-z])(?:[A-Z]{2,}s?|[A-Z][a-z]{1,2}[A-Z])(?![A-Za-z])", text)
    return {word.removesuffix("s") for word in found}


def prose(text):
    """Leave out code, addresses and names of files, which are no words."""
    for code in (r"^```.*?^```$", r"`[^`\n]*`", r"\]\([^)]*\)", r"\b[\w./-]+\.(?:md|yml|csv|toml|txt)\b"):
        text = re.sub(code, " ", text, flags=re.M | re.S)
    return text


def explained():
    terms = re.findall(r"^\| \*\*(.+?)\*\* \|", (ROOT / "docs" / "glossary.md").read_text("utf-8"), re.M)
    return set().union(*map(acronyms, terms))


def texts():
    """Everything that has to be explained: pages, notebooks, and the names and quotations of the data."""
    for page in PAGES:
        yield name_of(page), prose(page.read_text("utf-8"))
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        yield name_of(path), prose("\n".join(c.source for c in cells if c.cell_type == "markdown"))
    for path in RULE_FILES:
        yield name_of(path), path.read_text("utf-8")
    columns = {
        "actions.csv": ["recommendation", "owner", "source", "paragraph"],
        "memberships.csv": ["cohort", "list", "note"],
        "arrest_frequencies.csv": ["cohort"],
        "printed_figures.csv": ["name", "unit", "quote", "note"],
        "crimes.csv": ["offence_group", "offence_subgroup"],
        "published_comparisons.csv": ["comparison", "outcome", "source"],
        "published_claims.csv": ["document", "text", "inputs", "note"],
        "../params/comparisons.csv": ["comparison", "outcome_word", "note", "source"],
    }
    for name, read in columns.items():
        table = pd.read_csv(ROOT / "data" / name, dtype=str, keep_default_na=False)
        yield name, "\n".join("\n".join(table[column].unique()) for column in read)


@pytest.mark.parametrize(("where", "text"), list(texts()), ids=[where for where, _ in texts()])
def test_every_acronym_is_in_the_glossary(where, text):
    assert sorted(acronyms(text) - explained()) == []


def test_a_term_stands_in_the_glossary_once_and_each_list_is_in_order():
    page = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    sections = [re.findall(r"^\| \*\*(.+?)\*\* \|", part, re.M) for part in page.split("\n## ")]
    terms = [term for section in sections for term in section]
    assert len(terms) == len(set(terms))
    for section in sections:
        assert section == sorted(section, key=lambda term: re.sub(r"[^a-z0-9 ]", "", term.lower()))


def test_acronyms_are_found_as_a_reader_finds_them():
    found = acronyms("PPOs, NI30 and the MoJ; JupyterLab, Q1 and 2008-09 are none")
    assert found == {"PPO", "NI", "MoJ"}


def test_a_step_that_says_something_else_than_the_page_fails(tmp_path):
    with pytest.raises(AssertionError, match="echo one"):
        Walk(tmp_path).type("echo one", "two\n")
