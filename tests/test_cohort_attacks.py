"""What a public cohort review gives away: no person, no day of a person, no few people, not even by arithmetic."""

import json
import re
import shutil
from datetime import date

import meetings
import pandas as pd
import pypdf
import pytest
from bs4 import BeautifulSoup
from frame import DEMO, ROOT, add_people, iom, project, read_json
from hypothesis import given, settings
from hypothesis import strategies as st
from test_comparison_demo import files, texts
from test_review_report import NO_POSTS, every_block

from iomlib.disclosure.attack import narrowed
from iomlib.disclosure.profile import committee
from iomlib.metrics.scheme import scheme_counts
from iomlib.report import room, scheme_safe
from iomlib.report.meeting_safe import counted, protect

PUBLIC = committee()
MONTHS = [date(2000, month, 1).strftime("%B") for month in range(1, 13)]
WRITTEN = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b")
ISO = re.compile(r"(?<![\d.-])((?:19|20)\d\d)-([01]\d)-([0-3]\d)(?![\d-])")
NOTEBOOK = "cohort_review"


def dates(text):
    """Find every day that is written in a text, in words or in digits."""
    words = {(int(year), MONTHS.index(month) + 1, int(day)) for day, month, year in WRITTEN.findall(text)}
    return words | {tuple(map(int, found)) for found in ISO.findall(text)}


def days_of(tables):
    """List every day of a person in the input."""
    found = set()
    for table in tables.values():
        for column in table.select_dtypes("datetime"):
            found |= {(day.year, day.month, day.day) for day in table[column].dropna().dt.date.unique()}
    return found


def of_rules(params):
    """List the days in rule files, which are public."""
    return set().union(*(dates(path.read_text("utf-8")) for path in (params / "rules").glob("*.yml")))


def published(folder):
    """Give every file of a folder of outputs that is not below `restricted`, with the text in it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "restricted" not in path.relative_to(folder).parts:
            yield from texts(path)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A project of 240 made-up people, run in both editions, with few people in many counts."""
    folder = add_people(project(tmp_path_factory.mktemp("small")))
    for path in (folder / "data").iterdir():
        path.unlink()
    write(folder / "data", meetings.records())
    for name in (f"notebooks/{NOTEBOOK}.ipynb", "requirements.lock"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    run_file(folder)
    for edition in ("public", "restricted"):
        run(folder, "--edition", edition)
    return folder


def write(folder, tables):
    for name, table in tables.items():
        plain = table.assign(
            **{c: table[c].map({True: "yes", False: "no"}) for c in table if c == "reliable"}
        )
        plain.to_csv(folder / f"{name}.csv", index=False, date_format="%Y-%m-%d", lineterminator="\n")


def run_file(folder):
    text = (ROOT / "params" / "reports" / "review.yml").read_text("utf-8")
    text = re.sub(r"areas: .*", f"areas: [{meetings.AREA}]", text)
    text = re.sub(r"quarters: .*", "quarters: [2009-10-Q2]", text)
    (folder / "params" / "reports" / "small.yml").write_text(text, "utf-8")


def run(folder, *more):
    done = iom("run", folder / "params" / "reports" / "small.yml", "--output", folder / "outputs", *more)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def public(small):
    return small / "outputs" / "2009-10-Q2" / meetings.AREA


@pytest.fixture(scope="module")
def restricted(small):
    return small / "outputs" / "restricted" / "2009-10-Q2" / meetings.AREA


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    """The demonstration's own public review, of the simulated Stockton."""
    folder = tmp_path_factory.mktemp("stockton")
    done = iom("run", DEMO, "--only", "simulated-stockton/2008-09-Q4", "--output", folder)
    assert done.returncode == 0, done.stderr
    return folder


def visible(page):
    made = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    for code in made.find_all("details"):
        code.decompose()
    return " ".join(made.get_text(" ").split())


class TestThePublicEdition:
    def test_holds_nobody_in_any_file(self, small):
        ids = set(meetings.records()["nominals"]["person"])
        known = {
            name: sorted(set(re.findall(r"simulated-\d{4}", text)) & ids)[:3]
            for name, text in published(small / "outputs")
        }
        assert len(known) > 8 and {name: found for name, found in known.items() if found} == {}

    def test_holds_nobody_of_the_demonstration_in_any_file(self, demonstration):
        found = {
            name: re.findall(r"simulated-[0-9a-f]{10}\b", text)[:3] for name, text in published(demonstration)
        }
        assert len(found) > 8 and {name: ids for name, ids in found.items() if ids} == {}

    def test_holds_no_day_of_a_person_in_any_file(self, small):
        persons = days_of(meetings.records()) - of_rules(small / "params")
        persons -= {(2009, 9, 30), (2009, 7, 1), (2009, 6, 30), (2008, 10, 1)}  # of the quarter and the year
        found = {name: dates(text) & persons for name, text in published(small / "outputs")}
        assert len(persons) > 500 and {name: days for name, days in found.items() if days} == {}

    def test_counts_no_few_people_in_its_figures_and_rounds_the_others(self, public, demonstration):
        of_demo = demonstration / "2008-09-Q4" / "simulated-stockton"
        for folder in (public, of_demo):
            record = read_json(folder / f"{NOTEBOOK}.figures.json")
            counts = {
                figure["id"]: figure["value"]
                for figure in record["figures"]
                if figure["unit"] == "count" and figure["value"] is not None
            }
            exact = {id: value for id, value in counts.items() if value < 10 or value % 5}
            assert counts and exact == {}

    def test_counts_no_few_people_in_its_words_nor_in_its_tables(self, public, demonstration):
        of_demo = demonstration / "2008-09-Q4" / "simulated-stockton"
        few = re.compile(r"(?<![\d,.])\d (?:of the \d+ )?(?:people|person|more|households?)\b")
        for folder in (public, of_demo):
            assert few.findall(visible(folder / f"{NOTEBOOK}.html").replace("fewer than 5", "")) == []
            for path in (folder / "tables").glob("*.csv"):
                table = pd.read_csv(path, dtype=str, keep_default_na=False)
                counts = [column for column in table if re.search("people|households", column, re.IGNORECASE)]
                written = [cell.replace(",", "") for cell in table[counts].to_numpy().ravel()]
                assert [cell for cell in written if re.fullmatch(r"\d|\d*[1-46-9]", cell)] == [], path.name

    def test_withholds_something_so_that_these_tests_have_something_to_find(self, public, restricted):
        assert "withheld" in visible(public / f"{NOTEBOOK}.html")
        record = read_json(restricted / f"{NOTEBOOK}.figures.json")
        assert [
            each for each in record["figures"] if each["unit"] == "count" and each["value"] in (1, 2, 3, 4)
        ]

    def test_lists_nobody_where_the_restricted_one_does(self, public, restricted):
        lists = {"review.csv", "back.csv", "candidates.csv", "missed.csv", "turning.csv", "leaving.csv"}
        assert lists <= {path.name for path in (restricted / "tables").iterdir()}
        assert not lists & {path.name for path in (public / "tables").iterdir()}

    def test_says_that_its_people_are_made_up(self, public):
        page = visible(public / f"{NOTEBOOK}.html")
        assert "SIMULATED: these people are made up by a program" in page
        assert (
            "SIMULATED borough"
            in BeautifulSoup((public / f"{NOTEBOOK}.html").read_text(), "html.parser").h1.text
        )


class TestTheRestrictedEdition:
    def test_stands_below_restricted_and_nowhere_else(self, small):
        made = [path for path in (small / "outputs").rglob("*") if path.is_file()]
        lists = [path for path in made if re.search(r"simulated-\d{4}", path.read_text("utf-8", "replace"))]
        assert lists and all("restricted" in path.relative_to(small / "outputs").parts for path in lists)

    def test_is_marked_on_every_page(self, restricted):
        assert "OFFICIAL-SENSITIVE: not for publication" in visible(restricted / f"{NOTEBOOK}.html")
        reader = pypdf.PdfReader(restricted / f"{NOTEBOOK}.pdf")
        assert all("OFFICIAL-SENSITIVE" in sheet.extract_text() for sheet in reader.pages)

    def test_has_everybody_whom_a_flag_holds_of(self, restricted):
        table = pd.read_csv(restricted / "tables" / "review.csv", dtype=str)
        flags = meetings.meeting().flags
        assert sorted(table["Person"]) == sorted(flags.loc[~flags["open"], "person"])


def test_rows_in_another_order_change_no_byte_of_either_edition(small, public, restricted, tmp_path):
    before = {folder: files(folder) for folder in (public, restricted)}
    shuffled = {name: table.sample(frac=1, random_state=7) for name, table in meetings.records().items()}
    copy = tmp_path / "copy"
    shutil.copytree(small, copy, ignore=shutil.ignore_patterns("outputs"))
    write(copy / "data", shuffled)
    for edition in ("public", "restricted"):
        run(copy, "--edition", edition)
    after = {folder: files(copy / folder.relative_to(small)) for folder in before}
    assert before == after


def test_a_changed_threshold_changes_the_page_and_its_words_and_no_python_is_touched(
    small, restricted, tmp_path
):
    """Issue 5, point 4."""
    copy = tmp_path / "copy"
    shutil.copytree(small, copy, ignore=shutil.ignore_patterns("outputs"))
    path = copy / "params" / "rules" / "ppo-de-selection-2009.yml"
    changed = path.read_text("utf-8").replace("months: 6\n    at_most: 0", "months: 2\n    at_most: 0", 1)
    assert changed != path.read_text("utf-8")
    path.write_text(changed, "utf-8")
    run(copy, "--edition", "restricted")
    pages = (restricted, copy / "outputs" / "restricted" / "2009-10-Q2" / meetings.AREA)
    old, new = (visible(folder / f"{NOTEBOOK}.html") for folder in pages)
    assert old.count("continuous period of 6 months") == new.count("continuous period of 2 months") == 2
    assert "continuous period of 6 months" not in new
    counts = [figure(folder, "decisions.flag-stopped-offending.people") for folder in pages]
    assert counts[1] > counts[0]


def figure(folder, id):
    return {each["id"]: each for each in read_json(folder / f"{NOTEBOOK}.figures.json")["figures"]}[id][
        "value"
    ]


def seen_on(blocks):
    """Read the counts off the finished blocks of a page, by the names that the attack knows them under."""
    figures = {each.id: each.value for block in blocks for each in block.figures if each.value is not None}
    seen = {}
    for id, value in figures.items():
        if found := re.fullmatch(r"decisions\.(flag|back)-(.*)\.(people|open)", id):
            seen[f"{found[1]}.{found[2]}{'?' if found[3] == 'open' else ''}"] = value
        elif found := re.fullmatch(r"standing\.(\w+)\.(\w+)", id):
            seen[f"{found[1]}.{found[2]}"] = value
    once = {"missed.people": "missed", "turning.apart": "apart", "turning.turning": "turning"}
    once |= {"leaving.people": "leaving", "reviews.in_time": "reviewed", "room.0.people": "listed"}
    seen |= {name: figures[id] for id, name in once.items() if id in figures}
    if "room.0.people_after_leaving" in figures:
        seen["leaving"] = figures["room.0.people"] - figures["room.0.people_after_leaving"]
    return seen


@settings(max_examples=15)
@given(
    st.integers(0, 10**6),
    st.integers(1, 70),
    st.integers(0, 90),
    st.sampled_from(["ppo-matrix", "high-crime-causers", "ppo-haringey"]),
)
def test_no_few_people_follow_from_the_counts_of_a_page_by_arithmetic(seed, listed, others, rule):
    made = protect(
        meetings.meeting(meetings.records(seed, listed + others + 8, listed), selection=rule),
        "public",
        PUBLIC,
    )
    blocks = [*every_block(made), room.adding_table(made, NO_POSTS, "smaller")]
    seen = seen_on(blocks)
    for name, value in seen.items():
        assert value == made.counts[name], f"{name} is shown as another number"
        assert value >= 10 and value % 5 == 0, name
    told = {**dict.fromkeys(made.record.cells), **seen}
    assert narrowed(told, made.record.sums, PUBLIC) == {}


@pytest.mark.parametrize("seed", range(1, 4))
def test_no_few_people_follow_from_the_meeting_beside_the_size_of_its_list(seed):
    """In custody and in the community give the list's size closer than its own rounding does."""
    meeting = meetings.meeting(meetings.records(seed))
    listed = scheme_counts(meeting.evidence, meeting.name, meetings.AREA, date(2009, 7, 1))
    page = scheme_safe.protect(listed, PUBLIC, counted(meeting))
    made = protect(meeting, "public", PUBLIC, page)
    assert {"listed", "people"} <= set(page.record.cells) and {"listed": -1, "people": 1} in page.record.sums
    shown = {name: value for name, value in made.counts.items() if name not in made.away}
    assert {name: page.record.cells[name] for name in made.counts} == dict.fromkeys(made.away) | shown
    assert narrowed(page.record.cells, page.record.sums, PUBLIC, backwards=False) == {}


def test_the_sums_of_a_page_follow_from_its_rules_and_not_from_its_people():
    pages = [
        protect(meetings.meeting(meetings.records(seed, 120, listed)), "public", PUBLIC).record
        for seed, listed in ((1, 60), (2, 25))
    ]
    assert pages[0].sums == pages[1].sums and set(pages[0].cells) == set(pages[1].cells)


def test_the_run_file_of_lists_of_people_is_restricted_and_the_demonstration_is_public():
    review = (ROOT / "params" / "reports" / "review.yml").read_text("utf-8")
    assert "\nedition: restricted\n" in review and "\nedition: public\n" in DEMO.read_text("utf-8")


def test_the_notebook_opens_as_the_restricted_edition():
    book = json.loads((ROOT / "notebooks" / f"{NOTEBOOK}.ipynb").read_text("utf-8"))
    (cell,) = [cell for cell in book["cells"] if "parameters" in cell["metadata"].get("tags", [])]
    assert 'edition = "restricted"' in "".join(cell["source"])
