"""The three comparisons of the demonstration: what their pages say, and that no person is in any file."""

import re
import zipfile

import nbformat
import pandas as pd
import pypdf
import pytest
from bs4 import BeautifulSoup
from frame import DEMO, ROOT, demo, iom, project, read_json
from test_sentences import OF_EFFECT

from iomlib.blocks import BLOCK, MIME

ROSSI, SIMULATED, PETERBOROUGH = (
    "1972-73-Q4/maryland-experiment",
    "2010-11-Q4/simulated-partnership",
    "2014-15-Q2/peterborough",
)
COMPARISONS = (ROSSI, SIMULATED, PETERBOROUGH)
TRUE = -0.08  # what examples/simulated.py makes the scheme do
BAND = re.compile(
    r"under [\d.]+|[\d.]+ or more|([\d.]+%?) to under [\d.]+%?"
)  # what the public sees of a p or share
PEOPLE_FILES = ("people", "control_pool", "events")


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    return demo(tmp_path_factory) / "outputs"


@pytest.fixture(scope="module")
def ids():
    """List everybody in the people tables of the input."""
    tables = [
        pd.read_csv(ROOT / "data" / f"{name}.csv", usecols=["person"], dtype=str) for name in PEOPLE_FILES
    ]
    return set(pd.concat(tables)["person"])


def figures(outputs, report):
    record = read_json(outputs / report / "reoffending_comparison.figures.json")
    return {figure["id"]: figure for figure in record["figures"]}


def page(outputs, report):
    made = BeautifulSoup((outputs / report / "reoffending_comparison.html").read_text("utf-8"), "html.parser")
    for code in made.find_all("details"):
        code.decompose()
    return made


def words(outputs, report):
    return " ".join(page(outputs, report).get_text(" ").split())


def blocks(outputs, report):
    cells = nbformat.read(outputs / report / "reoffending_comparison.ipynb", as_version=4).cells
    found = [output["data"][MIME] for cell in cells for output in cell.get("outputs", [])]
    return [BLOCK.validate_python(block) for block in found]


def lead(outputs, report):
    (found,) = [b for b in blocks(outputs, report) if b.kind == "sentence" and b.style == "lead"]
    return found.sentences


class TestRossi:
    def test_says_in_one_line_that_8_fewer_of_100_were_arrested(self, outputs):
        # 8.3, from 0.0 to 16.5: a public edition says it in whole people, of which no count follows.
        first = lead(outputs, ROSSI)[0]
        assert first.startswith("Fewer people on the scheme had an arrest within 12 months")
        assert "8 fewer of every 100 (95% interval less than 1 to 17 fewer)" in first
        assert first in words(outputs, ROSSI)

    def test_is_level_5_and_shown_as_an_example(self, outputs):
        text = words(outputs, ROSSI)
        assert "level 5 of 5 on the Maryland scale" in text
        assert "public research data from another country and time" in text
        assert "SIMULATED" not in text

    def test_records_the_figures_of_the_experiment_as_they_are_disclosed(self, outputs):
        found = figures(outputs, ROSSI)
        assert found["reoffending.people"]["value"] == 215  # 216
        assert found["reoffending.difference"]["value"] == -0.08  # 1 of 12
        assert found["groups.scheme.reoffenders"]["value"] == 50  # 48
        assert found["groups.comparison.reoffenders"]["value"] == 65  # 66


class TestTheSimulatedPartnership:
    def test_is_marked_in_its_title_its_header_and_its_pdf_s_metadata(self, outputs):
        made = page(outputs, SIMULATED)
        assert "SIMULATED" in made.title.text and "SIMULATED" in made.h1.text
        reader = pypdf.PdfReader(outputs / SIMULATED / "reoffending_comparison.pdf")
        assert "SIMULATED" in reader.metadata.title
        assert all("SIMULATED" in sheet.extract_text() for sheet in reader.pages)

    def test_is_listed_as_what_it_is(self, outputs):
        index = BeautifulSoup((outputs / "index.html").read_text("utf-8"), "html.parser")
        (item,) = index.find_all("li", attrs={"data-area": "simulated-partnership"})
        assert "simulated" in item.h3.text.lower()

    def test_has_an_interval_that_holds_what_was_made(self, outputs):
        found = figures(outputs, SIMULATED)["reoffending.difference"]
        assert found["lower"] <= TRUE <= found["upper"] < 0
        assert lead(outputs, SIMULATED)[0].startswith("Fewer people")

    def test_is_matched_and_level_4_and_balanced(self, outputs):
        assert "level 4 of 5 on the Maryland scale" in words(outputs, SIMULATED)
        after = [
            f["value"]
            for id, f in figures(outputs, SIMULATED).items()
            if re.match(r"balance\..*\.smd_after", id)
        ]
        assert len(after) == 9 and max(map(abs, after)) <= 0.1

    def test_shows_what_the_choice_of_people_alone_gives_beside_before_and_after(self, outputs):
        found = figures(outputs, SIMULATED)
        assert found["before_after.scheme.before"]["value"] > found["before_after.alone.after"]["value"]

    def test_prints_a_caliper_a_score_and_the_range_over_tie_orders(self, outputs):
        text, found = words(outputs, SIMULATED), figures(outputs, SIMULATED)
        assert "Nobody was matched with a person further than" in text
        assert found["reoffending.ties.lowest"]["value"] <= found["reoffending.ties.highest"]["value"]
        score = [id for id in found if id.startswith("score.")]
        assert "score.caliper" in score
        assert len(score) == 1 + 10
        assert f"further than {found['score.caliper']['text']} away on the score" in text


class TestPeterborough:
    def test_says_8_4_percent_and_makes_no_claim(self, outputs):
        text = words(outputs, PETERBOROUGH)
        assert "8.4% fewer than in the comparison group" in text
        assert "Whether that is more than chance cannot be told" in text
        assert "no level on the Maryland scale" in text
        assert "Fewer people on the scheme" not in text
        assert not re.search(r"\d of 5 on the Maryland scale", text)

    def test_has_no_figure_of_people(self, outputs):
        assert not [id for id in figures(outputs, PETERBOROUGH) if id.startswith(("reoffending.", "groups."))]
        assert figures(outputs, PETERBOROUGH)["printed.relative"]["value"] == pytest.approx(-13 / 155)

    def test_says_that_the_cohort_does_not_pay_and_that_the_rest_is_not_printed(self, outputs):
        text = words(outputs, PETERBOROUGH)
        assert "so it does not pay by itself" in text
        assert "Not printed: One Service, second cohort, 12 months." in text

    def test_holds_the_change_against_each_period_before(self, outputs):
        assert "−17.1%" in words(outputs, PETERBOROUGH)


@pytest.mark.parametrize("report", [ROSSI, SIMULATED])
class TestThePublicEdition:
    def test_has_no_count_of_people_that_is_not_rounded_or_is_small(self, outputs, report):
        counts = [f["value"] for f in figures(outputs, report).values() if f["unit"] == "count"]
        assert len(counts) > 5
        assert all(count is None or (count >= 10 and count % 5 == 0) for count in counts)

    def test_stays_useful(self, outputs, report):
        shown = [figure["text"] != "withheld" for figure in figures(outputs, report).values()]
        assert sum(shown) >= 0.8 * len(shown)

    def test_has_no_exact_number_of_people_in_any_cell_of_the_notebook(self, outputs, report):
        # 216 and 756 people, 48, 66 and 363 of them with the outcome: the groups before they are rounded
        said = " ".join(block.model_dump_json(exclude={"svg"}) for block in blocks(outputs, report))
        exact = {ROSSI: r"\b(216|48|66)\b(?!%)", SIMULATED: r"\b(756|363|3,?376|1,?678)\b"}[report]
        assert not re.findall(exact, re.sub(r'"[0-9a-f]{16}"', "", said))


@pytest.mark.parametrize("report", COMPARISONS)
class TestEveryComparison:
    def test_makes_every_file(self, outputs, report):
        names = {path.name for path in (outputs / report).iterdir() if path.name.startswith("reoffending")}
        ends = ("html", "pdf", "docx", "ipynb", "figures.json", "manifest.json")
        assert names == {f"reoffending_comparison.{end}" for end in ends}

    def test_has_one_answer(self, outputs, report):
        assert lead(outputs, report)

    def test_records_every_number_of_its_tables(self, outputs, report):
        recorded = set()
        for figure in figures(outputs, report).values():
            recorded |= {figure["text"], *figure["text"].removesuffix(")").split(" (")}
        unknown = {
            cell
            for table in blocks(outputs, report)
            if table.kind == "table" and table.id != "score"
            for row in table.rows
            for cell, column in zip(row, table.columns, strict=True)
            if column.number and cell not in recorded | {"", "no data", "withheld"}
        }
        assert unknown == set()

    def test_has_no_half_interval_and_no_number_without_its_text(self, outputs, report):
        for figure in figures(outputs, report).values():
            bounds = [figure[key] is None for key in ("lower", "upper", "confidence")]
            assert all(bounds) or not any(bounds), f"{figure['id']} has half an interval"
            unsaid = figure["text"] in ("no data", "withheld") or BAND.fullmatch(figure["text"])
            assert figure["value"] is not None or unsaid, figure["id"]

    def test_words_its_before_and_after_without_an_effect(self, outputs, report):
        said = [
            text
            for block in blocks(outputs, report)
            if getattr(block, "id", "") == "before_after"
            for text in (block.caption, *block.notes, *(row[0] for row in block.rows))
        ]
        # The label of the subtraction between both groups is that of a comparison.
        allowed = "Change on the scheme less change in the comparison group"
        assert bool(said) == (report == SIMULATED)
        assert [text for text in said if text != allowed and OF_EFFECT.search(text)] == []


def test_nobody_of_the_input_is_in_any_file(outputs, ids):
    """Every file of the demonstration is read, and what is packed is unpacked."""
    assert len(ids) > 13_000
    found = {}
    for path in outputs.rglob("*"):
        if path.is_file():
            for name, text in texts(path):
                known = set(re.findall(r"rossi-\d{3}|(?<![0-9a-f])[0-9a-f]{12}(?![0-9a-f])", text)) & ids
                found |= {name: sorted(known)[:3]} if known else {}
    assert found == {}
    assert {re.fullmatch(r"rossi-\d{3}|[0-9a-f]{12}", id) is not None for id in ids} == {True}


def texts(path):
    """Give the text of a file, and of what it packs."""
    if path.suffix == ".pdf":
        reader = pypdf.PdfReader(path)
        yield path.name, " ".join([*(sheet.extract_text() for sheet in reader.pages), str(reader.metadata)])
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                yield f"{path.name}/{name}", packed.read(name).decode("utf-8", "replace")
    else:
        yield path.name, path.read_text("utf-8", "replace")


ONLY = ("--only", "maryland-experiment/1972-73-Q4", "--only", "simulated-partnership/2010-11-Q4")


@pytest.fixture(scope="module")
def shuffled(tmp_path_factory):
    """Run both comparisons of people from tables whose rows stand in another order."""
    folder = project(tmp_path_factory.mktemp("shuffled"))
    for path in (ROOT / "requirements.lock", *(ROOT / "notebooks").glob("*.ipynb")):
        (folder / path.relative_to(ROOT)).write_bytes(path.read_bytes())
    for name in PEOPLE_FILES:
        path = folder / "data" / f"{name}.csv"
        head, *rows = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text(head + "".join(pd.Series(rows).sample(frac=1, random_state=4)), "utf-8")
    done = iom(
        "run",
        folder / "params" / "reports" / "demo.yml",
        "--jobs",
        2,
        "--output",
        folder / "out",
        *ONLY,
    )
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    folder = tmp_path_factory.mktemp("again")
    done = iom("run", DEMO, "--jobs", 1, "--output", folder, *ONLY)
    assert done.returncode == 0, done.stderr
    return folder


class TestTheSameAgain:
    @pytest.mark.parametrize("report", [ROSSI, SIMULATED])
    def test_two_runs_give_the_same_bytes(self, outputs, again, report):
        assert files(again / report) == files(outputs / report)

    @pytest.mark.parametrize("report", [ROSSI, SIMULATED])
    def test_rows_in_another_order_change_no_byte_of_any_file_nor_of_the_manifest(
        self, outputs, shuffled, report
    ):
        one, other = files(outputs / report), files(shuffled / report)
        assert set(one) == set(other)
        assert [name for name in one if one[name] != other[name]] == []


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
