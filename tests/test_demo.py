"""The demonstration, run once from end to end: 17 scrutiny reports on real figures, as a committee gets them."""

import datetime as dt
import getpass
import hashlib
import re
import socket
from pathlib import Path

import nbformat
import pandas as pd
import pypdf
import pytest
from bs4 import BeautifulSoup
from frame import DEMO, ROOT, demo, iom, read_json, squeezed, tagged, told

from iomlib import tables
from iomlib.blocks import BLOCK, MIME, Chart, Counts, Sentence, Table

FORCES = ("cambridgeshire", "cleveland", "metropolitan")
REPORTS = [
    "2006-07-Q4/haringey",
    *(f"2008-09-Q{n}/stockton-on-tees" for n in (1, 2, 3)),
    "2011-12-Q3/peterborough",
    *(f"2017-18-Q{n}/{force}" for n in (1, 2, 3, 4) for force in FORCES),
]
# Three more, which tests/test_comparison_demo.py reads.
COMPARISONS = [
    "1972-73-Q4/maryland-experiment",
    "2010-11-Q4/simulated-partnership",
    "2014-15-Q2/peterborough",
]
# Eight more on schemes, which tests/test_scheme_demo.py and tests/test_cohort_attacks.py read.
SCHEMES = [
    *("2009-10-Q2/stockton-on-tees", "2012-13-Q2/peterborough", "2008-09-Q4/simulated-stockton"),
    *("2012-13-Q1/simulated-peterborough", "2008-09-Q1/simulated-national"),
]
MADE_UP = "2008-09-Q4/simulated-stockton"
# Five profiles of crime, three of them in folders that are there; tests/test_crime_profile.py reads them.
COUNTY = [f"2018-19-Q{n}/simulated-northmoor" for n in (1, 2)]
PROFILES = [*(f"2017-18-Q4/{force}" for force in FORCES), *COUNTY]
# Earlier papers held to arithmetic, two of them in folders that are there; tests/test_published_report.py reads them.
PAPERS = ["2007-08-Q3/haringey", "2009-10-Q2/stockton-on-tees", "2012-13-Q2/peterborough"]
EVERYTHING = [*REPORTS, *COMPARISONS, *SCHEMES, *COUNTY, *PAPERS]
STEMS = [
    *(f"{report}/scrutiny_report" for report in REPORTS),
    *(f"{report}/reoffending_comparison" for report in COMPARISONS),
    *(f"{report}/scheme_performance" for report in SCHEMES),
    *(f"{report}/crime_profile" for report in PROFILES),
    *(f"{report}/published_figures" for report in PAPERS),
    *(f"{MADE_UP}/{notebook}" for notebook in ("cohort_review", "high_crime_causers", "womens_cohort")),
]
OF_FORCES = [report for report in REPORTS if report.split("/")[1] in FORCES]
# Issue 2: the ids that other people's notebooks and checks rely on.
IDS = {
    "cost_of_crime.crimes",
    "cost_of_crime.cost",
    "cost_of_crime.uncosted_share",
    "ni30.ceiling",
    "ni30.convictions",
    "ni30.to_date",
    "ni30.variance_quarter",
    "ni30.projection",
}
KEYS = {"id", "value", "lower", "upper", "confidence", "unit", "places", "method", "inputs", "text"}
CRIMES = pd.read_csv(ROOT / "data" / "crimes.csv", keep_default_na=False, parse_dates=["period_end"])
PRICES = pd.read_csv(ROOT / "params" / "unit_costs" / "home-office-2019-20.csv").set_index("offence")[
    "unit_cost"
]
SUBGROUPS = pd.read_csv(ROOT / "params" / "unit_costs" / "subgroups.csv", keep_default_na=False)
PRICED_AS = SUBGROUPS[SUBGROUPS["edition"] == "home-office-2019-20"].set_index("offence_subgroup")[
    "unit_cost_offence"
]
# A before and after of people chosen for their bad record is never worded as an effect.
EFFECT = re.compile(
    r"\b(reduced|reduces|thanks to|worked|works|effective\w*|impact\w*|success\w*|due to|because of|led to)\b",
    re.I,
)


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    return demo(tmp_path_factory)


@pytest.fixture(scope="session")
def outputs(made):
    return made / "outputs"


@pytest.fixture(scope="session")
def figures(outputs):
    """Give the figures of a report by their ids."""

    def of(report):
        about = read_json(outputs / report / "scrutiny_report.figures.json")
        return {figure["id"]: figure for figure in about["figures"]}

    return of


def blocks_of(folder):
    """Read from a published notebook what its page has to show: all but the record of its counts."""
    cells = nbformat.read(folder / "scrutiny_report.ipynb", as_version=4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    blocks = [BLOCK.validate_python(output["data"][MIME]) for output in outputs]
    return [block for block in blocks if not isinstance(block, Counts)]


def texts_of(block):
    """List every text of a block that a reader sees or hears."""
    match block:
        case Sentence():
            return block.sentences
        case Table():
            heads = [column.text for column in block.columns]
            return [block.caption, *heads, *(cell for row in block.rows for cell in row), *block.notes]
        case Chart():
            return [block.caption, block.alt]
    raise AssertionError(block)


def html_text(folder):
    page = BeautifulSoup((folder / "scrutiny_report.html").read_text("utf-8"), "html.parser")
    for code in page.find_all("details"):
        code.decompose()
    alts = " ".join(picture["alt"] for picture in page.find_all("img"))
    return squeezed(f"{page.main.get_text(' ')} {alts}")


def pdf_text(folder):
    """Join the pages of a PDF without what stands at the head and foot of each."""
    reader = pypdf.PdfReader(folder / "scrutiny_report.pdf")
    title, pages = reader.metadata.title, len(reader.pages)
    text = ""
    for number, page in enumerate(reader.pages, 1):
        foot = squeezed(f"{title} Page {number} of {pages}")
        text += (
            squeezed(page.extract_text()).replace(foot, "").replace(squeezed(reader.metadata.author), "", 1)
        )
    alts = [str(node["/Alt"]) for node in tagged(reader) if "/Alt" in node]
    return text + squeezed(" ".join(alts))


def crimes_of(report):
    """Select a report's rows of data/crimes.csv by hand."""
    quarter, area = report.split("/")
    year, number = int(quarter[:4]), int(quarter[-1])
    first = pd.Timestamp(year, 4, 1) + pd.DateOffset(months=3 * (number - 1))
    inside = CRIMES["period_end"].between(first, first + pd.DateOffset(months=3) - pd.Timedelta(days=1))
    return CRIMES[inside & (CRIMES["area"] == area)]


class TestTheRun:
    def test_publishes_all_36_reports_and_nothing_else(self, made, outputs):
        said = told(made)
        assert said["code"] == 0, said["err"]
        assert said["out"].startswith("36 of 36 reports published. Open ")
        assert len(said["err"].splitlines()) == 36, "one line a report"
        found = {path.parent.relative_to(outputs).as_posix() for path in outputs.rglob("*.html")}
        assert found - {".", "overview"} == set(EVERYTHING)

    def test_sets_the_three_forces_beside_each_other_in_each_quarter_of_their_year(self, outputs):
        names = sorted(path.name for path in (outputs / "overview").iterdir())
        assert names == [f"2017-18-Q{number}.html" for number in (1, 2, 3, 4)]

    @pytest.mark.parametrize("report", REPORTS)
    def test_makes_every_file_of_a_report(self, report, outputs):
        names = {path.name for path in (outputs / report).iterdir()}
        ends = ("html", "pdf", "docx", "ipynb", "figures.json", "manifest.json")
        books = ["scrutiny_report", *(["crime_profile"] if report in PROFILES else [])]
        assert {name for name in names if name.startswith("tables")} and "tables" in names
        made = {name for name in names if not name.startswith("tables") and not name.endswith("tables")}
        assert made == {f"{book}.{end}" for book in books for end in ends}

    def test_leaves_nothing_of_the_work_behind(self, outputs):
        tops = {path.name for path in outputs.iterdir()}
        assert tops == {
            ".lock",
            "accessibility.html",
            "feed.xml",
            "index.html",
            "ledger.sqlite",
            "manifest.json",
            "releases.html",
            "releases.json",
            "overview",
            *(report.split("/")[0] for report in EVERYTHING),
        }


class TestTheFigures:
    @pytest.mark.parametrize("report", REPORTS)
    def test_have_the_ids_that_others_rely_on(self, report, figures):
        assert set(figures(report)) >= IDS

    @pytest.mark.parametrize("report", [*OF_FORCES, "2011-12-Q3/peterborough"])
    def test_have_both_shares_of_each_costed_group_from_0_to_1(self, report, figures):
        found = figures(report)
        for share in ("crime_share", "cost_share"):
            shares = {
                id: figure["value"]
                for id, figure in found.items()
                if re.match(rf"cost_of_crime\..+\.{share}$", id)
            }
            assert "cost_of_crime.violence-against-the-person." + share in shares
            assert all(0 <= value <= 1 for value in shares.values())
            assert sum(shares.values()) == pytest.approx(1, abs=1e-12)

    @pytest.mark.parametrize("report", REPORTS)
    def test_say_what_they_are(self, report, figures, outputs):
        quarter, area = report.split("/")
        about = read_json(outputs / report / "scrutiny_report.figures.json")
        assert {key: about[key] for key in ("area", "quarter", "notebook", "edition")} == {
            "area": area,
            "quarter": quarter,
            "notebook": "scrutiny_report",
            "edition": "public",
        }
        for figure in about["figures"]:
            assert set(figure) == KEYS
            bounds = [figure[key] is None for key in ("lower", "upper", "confidence")]
            assert all(bounds) or not any(bounds), f"{figure['id']} has half an interval"
            assert figure["value"] is not None or figure["text"] in ("no data", "withheld", "refused"), (
                figure["id"]
            )
            if not any(bounds):
                assert figure["lower"] <= figure["value"] <= figure["upper"], figure["id"]
                assert figure["method"], f"{figure['id']} has an interval and no method"

    def test_of_peterborough_are_those_that_were_printed(self, figures):
        found = figures("2011-12-Q3/peterborough")
        assert found["cost_of_crime.crimes"]["value"] == 13_850
        assert found["cost_of_crime.cost"]["value"] == 48_485_263
        assert found["cost_of_crime.crimes"]["text"] == "13,850"
        assert found["cost_of_crime.cost"]["text"] == "£48,485,263"
        # Printed as 15.6%; its own costs give another figure, and the page says so.
        assert found["cost_of_crime.most-serious-sexual-offences.cost_share"]["text"] == "15.5%"

    def test_of_peterborough_stand_beside_the_same_counts_at_official_prices(self, figures):
        found = figures("2011-12-Q3/peterborough")
        assert found["cost_repriced.crimes"]["value"] == 13_850
        assert found["cost_repriced.cost"]["value"] > found["cost_of_crime.cost"]["value"]
        assert not any(id.startswith("cost_repriced") for id in figures(OF_FORCES[0]))

    @pytest.mark.parametrize(
        ("number", "convictions", "to_date", "variance", "projection", "lower", "upper"),
        [
            (1, 56, 56, 4.25, 224, 177, 281),
            (2, 49, 105, -2.75, 210, 183, 241),
            (3, 23, 128, -28.75, 128 * 4 / 3, 157, 187),
        ],
    )
    def test_of_stockton_are_those_that_follow_from_its_paper(  # noqa: PLR0913, PLR0917
        self, figures, number, convictions, to_date, variance, projection, lower, upper
    ):
        found = figures(f"2008-09-Q{number}/stockton-on-tees")
        assert found["ni30.ceiling"]["value"] == 207
        assert found["ni30.convictions"]["value"] == convictions
        assert found["ni30.to_date"]["value"] == to_date
        assert found["ni30.variance_quarter"]["value"] == variance
        year = found["ni30.projection"]
        assert year["value"] == pytest.approx(projection, abs=1e-9)
        assert (year["lower"], year["upper"], year["confidence"]) == (lower, upper, 0.95)
        assert year["text"] == f"{round(projection)} ({lower} to {upper})"

    def test_of_haringey_are_those_that_were_printed(self, figures):
        counts = [
            figure["value"]
            for id, figure in figures("2006-07-Q4/haringey").items()
            if re.match(r"overlaps.*people$", id)
        ]
        assert sorted(counts) == [7, 12, 37]

    @pytest.mark.parametrize("report", OF_FORCES)
    def test_of_a_force_cost_what_plain_sums_give(self, report, figures):
        crimes = crimes_of(report)
        prices = crimes["offence_subgroup"].map(PRICED_AS).map(PRICES)
        found = figures(report)
        assert found["cost_of_crime.crimes"]["value"] == crimes["crimes"].sum()
        assert found["cost_of_crime.cost"]["value"] == pytest.approx(
            (crimes["crimes"] * prices).sum(), rel=1e-12
        )
        for group, rows in crimes.assign(cost=crimes["crimes"] * prices).groupby("offence_group"):
            if rows["cost"].notna().any():
                id = f"cost_of_crime.{re.sub(r'[^a-z0-9]+', '-', group.lower())}.cost"
                assert found[id]["value"] == pytest.approx(rows["cost"].sum(), rel=1e-12)

    @pytest.mark.parametrize("report", OF_FORCES)
    def test_of_a_force_say_what_share_is_not_costed(self, report, figures):
        crimes = crimes_of(report)
        uncosted = crimes[crimes["offence_subgroup"].map(PRICED_AS) == ""]
        share = figures(report)["cost_of_crime.uncosted_share"]["value"]
        assert share > 0
        assert share == pytest.approx(uncosted["crimes"].sum() / crimes["crimes"].sum(), rel=1e-12)

    @pytest.mark.parametrize("report", [r for r in REPORTS if "stockton" in r or "haringey" in r])
    def test_of_what_was_not_supplied_are_no_data_and_never_zero(self, report, figures):
        for id in ("cost_of_crime.crimes", "cost_of_crime.cost", "cost_of_crime.uncosted_share"):
            assert figures(report)[id]["value"] is None
            assert figures(report)[id]["text"] == "no data"


def test_no_page_ends_a_sentence_with_two_full_stops(outputs):
    pages = {str(path): re.sub("<[^>]*>", "", path.read_text("utf-8")) for path in outputs.rglob("*.html")}
    found = {name: re.findall(r".{30}[^.]\.\.(?![./])", text) for name, text in pages.items()}
    assert pages and {name: twice for name, twice in found.items() if twice} == {}


@pytest.mark.parametrize("report", REPORTS)
class TestAReport:
    def test_shows_every_text_on_the_page_and_in_the_pdf(self, report, outputs):
        folder = outputs / report
        texts = {squeezed(text) for block in blocks_of(folder) for text in texts_of(block)}
        page, pdf = html_text(folder), pdf_text(folder)
        assert [text for text in texts if text not in page] == []
        assert [text for text in texts if text not in pdf] == []

    def test_shows_every_figure_on_the_page_as_it_is_recorded(self, report, outputs, figures):
        page = html_text(outputs / report)
        missing = []
        for id, figure in figures(report).items():
            # A table has a number and its interval in two columns; their text is "210 (183 to 241)".
            parts = (
                figure["text"].removesuffix(")").split(" (")
                if figure["lower"] is not None
                else [figure["text"]]
            )
            shown = figure["text"] == "no data" or all(squeezed(part) in page for part in parts)
            missing += [] if shown else [f"{id}: {figure['text']}"]
        assert missing == []

    def test_records_every_number_of_its_tables(self, report, outputs, figures):
        recorded = set()
        for figure in figures(report).values():
            recorded |= {figure["text"], *figure["text"].removesuffix(")").split(" (")}
        tables = [block for block in blocks_of(outputs / report) if isinstance(block, Table)]
        unknown = {
            cell
            for table in tables
            for row in table.rows
            for cell, column in zip(row, table.columns, strict=True)
            if column.number and cell not in recorded | {"", "no data", "not printed", "withheld", "100.0%"}
        }
        assert unknown == set()

    def test_words_nothing_as_an_effect(self, report, outputs):
        generated = [text for block in blocks_of(outputs / report) for text in texts_of(block)]
        assert [text for text in generated if EFFECT.search(text)] == []

    def test_opens_with_three_to_five_sentences(self, report, outputs):
        (headline,) = [
            b for b in blocks_of(outputs / report) if isinstance(b, Sentence) and b.style == "lead"
        ]
        assert 3 <= len(headline.sentences) <= 5

    def test_says_in_one_line_what_was_not_supplied(self, report, outputs, figures):
        lines = [b for b in blocks_of(outputs / report) if isinstance(b, Sentence) and b.style == "missing"]
        assert all(len(line.sentences) == 1 for line in lines)
        unsupplied = figures(report)["ni30.to_date"]["value"] is None
        assert any("convictions" in line.sentences[0] for line in lines) == unsupplied

    def test_names_no_machine_and_no_moment(self, report, outputs, made):
        machine = [str(ROOT), str(Path.home()), str(made), socket.gethostname(), f"/{getpass.getuser()}/"]
        # The days of this run and of the day before: it may have begun before midnight.
        now = dt.datetime.now(dt.UTC).date()
        days = [day.isoformat() for day in (now, now - dt.timedelta(days=1))]
        moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d|" + "|".join(days))
        for path in (outputs / report).rglob("*"):
            if path.suffix in (".html", ".ipynb", ".json", ".csv"):
                # The day from which a definition holds is no moment of a run: it stands in definitions.yml.
                text = re.sub(r'"since": "\d{4}-\d\d-\d\d"', "", path.read_text("utf-8"))
                assert [name for name in machine if name in text] == [], path.name
                assert moment.search(text) is None, path.name

    def test_has_a_manifest_that_knows_its_bytes(self, report, outputs):
        folder = outputs / report
        sums = read_json(folder / "scrutiny_report.manifest.json")["sha256"]
        files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        # A second notebook's files, where there is one, stand in a manifest of their own.
        other = folder / "crime_profile.manifest.json"
        theirs = {other.name, *read_json(other)["sha256"]["outputs"]} if other.is_file() else set()
        assert set(sums["outputs"]) | theirs == files - {"scrutiny_report.manifest.json"}
        for name, sum in sums["outputs"].items():
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sum
        quarter, area = report.split("/")
        files = tables.given(tables.read_folders(ROOT / "data", ROOT / "params"), area, quarter)
        assert {name: hashlib.sha256(content).hexdigest() for name, content in files.items()} == sums[
            "inputs"
        ]
        notebook = (ROOT / "notebooks" / "scrutiny_report.ipynb").read_bytes()
        assert hashlib.sha256(notebook).hexdigest() == sums["notebook"]
        assert hashlib.sha256((ROOT / "requirements.lock").read_bytes()).hexdigest() == sums["lock"]


class TestTheIndex:
    @pytest.fixture
    def index(self, outputs):
        return BeautifulSoup((outputs / "index.html").read_text("utf-8"), "html.parser")

    def test_links_to_every_report_and_to_nothing_that_is_missing(self, outputs, index):
        links = {link["href"] for link in index.find_all("a") if not link["href"].startswith("#")}
        assert {f"{stem}.{end}" for stem in STEMS for end in ("html", "pdf")} <= links
        assert [link for link in links if not (outputs / link).is_file()] == []

    def test_has_one_section_a_quarter_and_one_item_a_report(self, index):
        reports = index.find(id="reports")
        assert len(reports.find_all("section")) == len({report.split("/")[0] for report in EVERYTHING})
        assert len(reports.find_all("h3")) == len(STEMS)
        assert len(index.find_all("h1")) == 1

    def test_has_a_key_point_of_every_report(self, index):
        assert len(index.find_all("p", class_="point")) == len(STEMS)

    def test_gives_each_link_a_name_of_its_own(self, index):
        links = index.find(id="reports").find_all("a")
        names = [" ".join(link.get_text(" ").split()) for link in links]
        assert len(names) == len(set(names)) >= 3 * len(STEMS)

    def test_stands_beside_a_manifest_that_knows_every_byte(self, outputs):
        manifest = read_json(outputs / "manifest.json")
        assert manifest["asked"] == sorted(
            f"{area}/{quarter}/{book}" for quarter, area, book in (stem.split("/") for stem in STEMS)
        )
        assert manifest["failed"] == []
        files = {name: sum for report in manifest["published"] for name, sum in report["files"].items()}
        below = {path.relative_to(outputs).as_posix() for path in outputs.glob("*/**/*") if path.is_file()}
        # An overview is written from what the reports say, and with each index.
        assert set(files) == {name for name in below if not name.startswith("overview/")}
        for name, sum in files.items():
            assert hashlib.sha256((outputs / name).read_bytes()).hexdigest() == sum


def test_the_same_input_gives_the_same_bytes_one_at_a_time_and_elsewhere(outputs, tmp_path):
    again = ["2008-09-Q3/stockton-on-tees", "2011-12-Q3/peterborough", "2017-18-Q4/metropolitan"]
    only = [option for report in again for option in ("--only", "/".join(report.split("/")[::-1]))]
    done = iom("run", DEMO, "--jobs", 1, "--output", tmp_path / "else where", *only, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for report in again:
        first, second = outputs / report, tmp_path / "else where" / report
        names = sorted(path.relative_to(first).as_posix() for path in first.rglob("*") if path.is_file())
        assert names == sorted(p.relative_to(second).as_posix() for p in second.rglob("*") if p.is_file())
        different = [name for name in names if (first / name).read_bytes() != (second / name).read_bytes()]
        assert different == []
