"""The pages on schemes of the demonstration: what is printed of real ones, and what made-up people are made to show."""

import json
import math
import re

import nbformat
import pyarrow.parquet
import pypdf
import pytest
from bs4 import BeautifulSoup
from frame import DEMO, ROOT, add_people, demo, iom, keep, once, project, read_json, squeezed, told
from read_order import CLOSING
from test_demo import EFFECT, texts_of

from iomlib.blocks import BLOCK, MIME, Counts, Sentence, Table
from iomlib.disclosure.attack import narrowed
from iomlib.disclosure.profile import committee

STOCKTON = "2008-09-Q4/simulated-stockton"
PERFORMANCE = (
    *("2009-10-Q2/stockton-on-tees", "2012-13-Q2/peterborough", STOCKTON),
    *("2012-13-Q1/simulated-peterborough", "2008-09-Q1/simulated-national"),
)
PAGES = [
    *(f"{report}/scheme_performance" for report in PERFORMANCE),
    *(f"{STOCKTON}/{name}" for name in ("high_crime_causers", "womens_cohort")),
]
COUNTRY = "2008-09-Q1/simulated-national/scheme_performance"
MADE_UP = [page for page in PAGES if "simulated" in page]
CAUSERS, WOMEN, SCHEME = (
    f"{STOCKTON}/{name}" for name in ("high_crime_causers", "womens_cohort", "scheme_performance")
)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    return demo(tmp_path_factory) / "outputs"


@pytest.fixture(scope="module")
def restricted(tmp_path_factory):
    """Make the pages of the made-up Stockton for the partnership's own staff."""

    def make(folder):
        only = ("--edition", "restricted", "--only", "simulated-stockton/2008-09-Q4")
        only += ("--only", "simulated-national/2008-09-Q1")
        keep(folder, iom("run", DEMO, *only, "--output", folder / "outputs"))

    folder = once(tmp_path_factory, "restricted", make)
    assert told(folder)["code"] == 0, told(folder)["err"]
    return folder / "outputs" / "restricted"


@pytest.fixture(scope="module")
def ids():
    return set(pyarrow.parquet.read_table(ROOT / "data" / "nominals.parquet")["person"].to_pylist())


def figures(outputs, page):
    return {figure["id"]: figure for figure in read_json(outputs / f"{page}.figures.json")["figures"]}


def every_block(outputs, page):
    cells = nbformat.read(outputs / f"{page}.ipynb", as_version=4).cells
    return [BLOCK.validate_python(each["data"][MIME]) for cell in cells for each in cell.get("outputs", [])]


def blocks(outputs, page):
    """Read what a page shows; what it counts for build alone is not shown."""
    return [block for block in every_block(outputs, page) if not isinstance(block, Counts)]


def text(outputs, page):
    made = BeautifulSoup((outputs / f"{page}.html").read_text("utf-8"), "html.parser")
    for code in made.find_all("details"):
        code.decompose()
    alts = " ".join(picture["alt"] for picture in made.find_all("img"))
    return squeezed(f"{made.main.get_text(' ')} {alts}")


def table(outputs, page, id):
    (found,) = [block for block in blocks(outputs, page) if isinstance(block, Table) and block.id == id]
    return {row[0]: row[1:] for row in found.rows}


def lead(outputs, page):
    (found,) = [b for b in blocks(outputs, page) if isinstance(b, Sentence) and b.style == "lead"]
    return found.sentences


@pytest.mark.parametrize("page", PAGES)
class TestAPage:
    def test_shows_every_text_on_the_page_and_in_the_pdf(self, page, outputs):
        shown = {squeezed(said) for block in blocks(outputs, page) for said in texts_of(block)}
        html = text(outputs, page)
        assert [said for said in shown if said not in html] == []
        pages = [squeezed(each.extract_text()) for each in pypdf.PdfReader(outputs / f"{page}.pdf").pages]
        (closing,) = [place for place, words in enumerate(pages, 1) if CLOSING in words]
        assert closing <= 10
        assert len(pages) <= closing + 2  # how the figures were calculated is short

    def test_opens_with_three_to_five_sentences(self, page, outputs):
        assert 3 <= len(lead(outputs, page)) <= 5

    def test_words_nothing_as_an_effect(self, page, outputs):
        made = [
            block
            for block in blocks(outputs, page)
            if getattr(block, "id", "") not in ("actions", "criteria")
        ]
        shown = [said.replace("worked out", "") for block in made for said in texts_of(block)]
        assert [said for said in shown if EFFECT.search(said)] == []

    def test_counts_nobody_of_whom_there_are_few(self, page, outputs):
        for block in blocks(outputs, page):
            for figure in block.figures:
                if block.disclosure == "people" and figure.unit == "count" and figure.value is not None:
                    assert (figure.value >= 10 and figure.value % 5 == 0) or figure.id.endswith(".arrests"), (
                        figure.id
                    )

    def test_holds_no_person_in_any_file(self, page, outputs, ids):
        stem = outputs / page
        for path in [*stem.parent.glob(f"{stem.name}.*"), *(stem.parent / "tables").glob("*")]:
            content = path.read_bytes().decode("utf-8", "replace")
            assert not ids & set(re.findall(r"simulated-[0-9a-f]{10}", content)), path.name

    def test_records_every_number_of_its_tables(self, page, outputs):
        recorded = set()
        for figure in figures(outputs, page).values():
            recorded |= {figure["text"], *figure["text"].removesuffix(")").split(" (")}
        unknown = {
            cell
            for block in blocks(outputs, page)
            if isinstance(block, Table)
            for row in block.rows
            for cell, column in zip(row, block.columns, strict=True)
            if column.number and cell not in recorded | {"", "no data", "withheld", "too few people"}
        }
        assert unknown == set()

    def test_has_no_introduction_above_nothing(self, page, outputs):
        made = BeautifulSoup((outputs / f"{page}.html").read_text("utf-8"), "html.parser")
        for code in made.find_all("details"):
            code.decompose()
        for heading in made.main.find_all("h2"):
            below = []
            for each in heading.find_next_siblings():
                if each.name == "h2":
                    break
                below.append(each)
            lists = ("Key points", "What this report cannot say")
            assert len(below) >= (1 if heading.text in lists else 2), heading.text


@pytest.mark.parametrize("page", MADE_UP)
def test_made_up_people_are_marked_in_title_header_and_pdf(page, outputs):
    made = BeautifulSoup((outputs / f"{page}.html").read_text("utf-8"), "html.parser")
    assert "SIMULATED" in made.title.text and "SIMULATED" in made.h1.text
    assert "Nothing here is about anybody" in made.main.text
    reader = pypdf.PdfReader(outputs / f"{page}.pdf")
    assert all("SIMULATED" in sheet.extract_text() for sheet in reader.pages)


class TestHighCrimeCausers:
    def test_the_printed_figures_stand_rounded_on_the_public_page(self, outputs):
        """Printed are 79 over the threshold, 6 of them under age: 79 and 73 would tell of the 6."""
        found = figures(outputs, CAUSERS)
        assert {
            name: found[f"over.{name}"]["value"]
            for name in (
                "over.people",
                "selected.people",
                "apart.people",
                "apart.arrests",
                "many.people",
                "many.arrests",
            )
        } == {
            "over.people": None,
            "selected.people": 75,
            "apart.people": None,
            "apart.arrests": None,
            "many.people": 30,
            "many.arrests": 440,
        }
        assert found["over.selected.arrests"]["value"] == 720
        assert found["over.selected.share"]["value"] == pytest.approx(720 / 3109)
        assert found["over.counted.people"]["value"] == 125
        said = " ".join(lead(outputs, CAUSERS))
        assert "720 of 3,109 arrests for the offences that the rule counts (23.2%)" in said
        assert "60% to under 70% are aged 25 to 34." in said and "are men" not in said

    def test_ages_and_sexes_are_as_printed(self, outputs, restricted):
        names = ("Age: 18 to 24", "Age: 25 to 34", "Age: 35 and over", "Sex: female", "Sex: male")
        rows = table(restricted, CAUSERS, "demographics")
        assert [rows[name][0] for name in names] == ["17", "48", "8", "9", "64"]
        assert "88% of those over the threshold are men and 66% are aged 25 to 34." in " ".join(
            lead(restricted, CAUSERS)
        )
        rows = table(outputs, CAUSERS, "demographics")  # 64 of 73 men would tell of 9 women
        assert {name: rows[name][0] for name in rows} == {"Age: 18 to 24": "15", "Age: 25 to 34": "50"}

    def test_lists_are_as_printed_but_rounded_where_few_cannot_be_worked_out(self, outputs):
        found = figures(outputs, CAUSERS)
        people = {
            name: found[f"overlap.{name}.people"]["value"]
            for name in ("ppo", "drr", "probation", "treatment", "cjit")
        }
        assert people == {"ppo": 15, "drr": 15, "probation": 50, "treatment": 65, "cjit": 40}
        # 14 + 15 - 27 would say that 2 are on both; of the rounded ones it may be any number from 0 to 11.
        assert found["overlap.any-of-ppo-drr.people"]["value"] == 25
        assert found["overlap.all-of-ppo-drr.people"]["value"] is None
        assert "potential.part" not in found and found["potential.cohort"]["value"] == 30

    def test_the_restricted_edition_has_the_rest_of_what_is_printed(self, restricted):
        found = figures(restricted, CAUSERS)
        assert (found["over.over.people"]["value"], found["over.selected.people"]["value"]) == (79, 73)
        assert (found["over.apart.people"]["value"], found["over.apart.arrests"]["value"]) == (6, 95)
        assert [found[f"overlap.{name}.people"]["value"] for name in ("ppo", "drr", "probation")] == [
            14,
            15,
            48,
        ]
        assert found["overlap.any-of-ppo-drr.share"]["text"].startswith("37.0%")
        assert found["overlap.any-of-ppo-probation-treatment.people"]["value"] == 66
        assert found["contact.none"]["value"] == 7
        assert {
            name: found[f"tests.{name}.people"]["value"] for name in ("positive", "negative", "not-tested")
        } == {
            "positive": 67,
            "negative": 3,
            "not-tested": 3,
        }
        part = {
            name: found[f"overlap.part.{name}.people"]["value"]
            for name in ("ppo", "drr", "probation", "treatment", "cjit")
        }
        assert part == {"ppo": 6, "drr": 6, "probation": 21, "treatment": 26, "cjit": 15}
        assert any("66 of the 73 (90.4%" in said for said in lead(restricted, CAUSERS))

    def test_arrests_are_not_called_crimes(self, outputs):
        assert "These are arrests, not crimes." in " ".join(lead(outputs, CAUSERS))

    def test_no_highest_number_of_one_person_is_public(self, outputs, restricted):
        bars = [f for id, f in figures(restricted, CAUSERS).items() if id.startswith("arrests_of.58")]
        assert [f["value"] for f in bars] == [1]
        assert "58" not in [f["text"] for f in figures(outputs, CAUSERS).values()]
        assert not any(id.startswith("arrests_of.58") for id in figures(outputs, CAUSERS))


class TestSchemePerformance:
    def test_staff_see_that_stockton_has_42_people_and_30_of_them_in_the_community(self, restricted):
        found = figures(restricted, SCHEME)
        assert found["size.people.people"]["value"] == 42
        assert found["balance.community.people"]["value"] + found["balance.custody.people"]["value"] == 42
        assert found["throughput.left.people"]["value"] >= 8
        assert round(found["times.current.mean_months"]["value"], 1) == 28.5
        assert found["ni30.convicted_share"]["value"] == 0.55

    def test_the_public_sees_people_rounded_and_months_whole(self, outputs):
        found = figures(outputs, SCHEME)
        assert found["size.people.people"]["value"] == 40
        assert found["balance.custody.share"]["text"] == "20% to under 30%"
        assert found["balance.custody.share"]["value"] is None
        assert found["times.current.mean_months"]["value"] in (28, 29)
        assert (found["ni30.followed"]["value"], found["ni30.convicted"]["value"]) == (40, 20)
        assert found["ni30.convicted_share"]["text"] == "50% to under 60%"
        assert [found["ni30.convicted_share"][key] for key in ("value", "lower", "upper")] == [None] * 3
        assert squeezed("Of the 40 people on the list on 1 April, 20 (50% to under 60%)") in text(
            outputs, SCHEME
        )

    def test_convictions_are_those_printed(self, outputs):
        rows = table(outputs, SCHEME, "ni30")
        assert [row[0] for row in rows.values()] == ["56", "49", "23"]
        found = figures(outputs, SCHEME)
        assert (found["ni30.ceiling"]["value"], found["ni30.to_date"]["value"]) == (207, 128)
        assert found["ni30.records_before"]["value"] == 247

    def test_what_the_public_page_withholds_cannot_be_worked_out(self, outputs):
        for page in (SCHEME, *(f"{report}/scheme_performance" for report in PERFORMANCE[3:])):
            (record,) = [block for block in every_block(outputs, page) if isinstance(block, Counts)]
            assert len(record.sums) > 20 and narrowed(record.cells, record.sums, committee()) == {}

    def test_predicted_offending_is_counted_as_the_records_have_it(self, outputs):
        rows = table(outputs, SCHEME, "predicted")
        assert [row[6 - 1] for row in rows.values()] == [
            "no clear difference",
            "no clear difference",
            "fewer than predicted",
        ]

    def test_the_country_has_the_shares_that_are_printed(self, outputs, restricted):
        rows = table(restricted, COUNTRY, "balance")
        assert rows["Serving a sentence"][:3] == ["330", "1,000", "33.0%"]
        assert [row[5] for row in rows.values() if row[4]] == ["holds the national share"] * 4
        rows = table(outputs, COUNTRY, "balance")
        assert rows["Serving 12 months or more, of everybody"][2:] == [
            *("27.0%", "24.3% to 29.8%", "27%", "holds the national share"),
        ]

    def test_that_everybody_s_sentence_is_known_is_not_public(self, outputs):
        """Nobody of the 330 is on remand: 330 in custody and 330 serving a sentence would say so."""
        rows = table(outputs, COUNTRY, "balance")
        assert rows["In custody"][0] == "330" and "Serving a sentence" not in rows

    def test_peterborough_has_about_a_hundred_half_of_them_in_custody(self, outputs):
        page = "2012-13-Q1/simulated-peterborough/scheme_performance"
        assert lead(outputs, page)[0].startswith("About 100 people were on the IOM list on 30 June 2012")
        assert table(outputs, page, "balance")["In custody"][:3] == ["50", "100", "50.0%"]
        assert len(table(outputs, page, "needs")) == 4

    def test_real_areas_have_their_actions_and_say_what_was_not_supplied(self, outputs):
        stockton = "2009-10-Q2/stockton-on-tees/scheme_performance"
        assert len(table(outputs, stockton, "actions")) == 23
        assert lead(outputs, stockton)[0].startswith(
            "The ceiling of this year is 190: 221 convictions of 42 people"
        )
        assert "Not supplied for this quarter: who is on the list" in lead(outputs, stockton)[-1]
        peterborough = "2012-13-Q2/peterborough/scheme_performance"
        assert len(table(outputs, peterborough, "actions")) == 4
        assert figures(outputs, peterborough)["treatment.saving"]["value"] == pytest.approx(14_889_000)
        for page in (stockton, peterborough):
            missing = [b for b in blocks(outputs, page) if isinstance(b, Sentence) and b.style == "missing"]
            assert all(len(block.sentences) == 1 for block in missing) and len(missing) >= 6
            assert not any(id.startswith(("size.", "balance.")) for id in figures(outputs, page))

    def test_staff_see_how_many_were_managed(self, restricted):
        found = figures(restricted, SCHEME)
        assert found["managed.people"]["value"] == 42 + found["throughput.left.people"]["value"]

    def test_whether_the_scheme_pays_is_said_with_its_interval(self, outputs):
        found = figures(outputs, SCHEME)
        # The people managed, less those still there, would tell how few have left.
        assert "managed.people" not in found and found["throughput.left.people"]["value"] is None
        cost, burglary = found["scheme_cost.counted"], found["break_even.burglary.unit_cost"]
        assert found["break_even.burglary.offences"]["value"] == math.ceil(cost["value"] / burglary["value"])
        ratio = found["value.ratio"]
        assert 0 < ratio["lower"] < ratio["value"] < ratio["upper"] and ratio["confidence"] == 0.95
        assert ratio["value"] == pytest.approx(
            found["value.prevented"]["value"] * found["value.unit_cost"]["value"] / cost["value"]
        )
        said = text(outputs, SCHEME)
        assert (
            squeezed("The scheme covers its cost of about £177,000 if it prevents 39 proven offences a year")
            in said
        )
        assert squeezed("it cannot be told whether the scheme covers its cost") in said
        assert (
            squeezed("They are chosen after a bad spell") in said
        )  # why the fall beside it carries no ratio

    def test_set_up_is_in_no_sum(self, outputs):
        rows = table(outputs, SCHEME, "scheme_cost")
        counted = [float(row[3][1:].replace(",", "")) for row in rows.values() if row[5] == "yes"]
        assert float(rows["All that is counted"][3][1:].replace(",", "")) == pytest.approx(
            sum(counted), abs=2
        )
        assert [row[5] for name, row in rows.items() if "once" in name] == ["no"]

    @pytest.mark.parametrize("page", PAGES)
    def test_no_ratio_stands_where_nothing_was_compared(self, page, outputs):
        if page != SCHEME:
            assert not any(id.startswith(("value.ratio", "value.prevented")) for id in figures(outputs, page))

    def test_the_claims_of_the_paper_are_in_no_sum(self, outputs):
        page = "2012-13-Q2/peterborough/scheme_performance"
        said = text(outputs, page)
        assert squeezed("Whether the scheme pays cannot be said: no cost of it was supplied") in said
        assert squeezed("It is added to no sum of money on this page.") in said
        assert squeezed("costs more than £45,000") in said
        money = sorted(f["value"] for f in figures(outputs, page).values() if f["unit"] == "GBP")
        assert money == pytest.approx([7.09, 45_000, 2_100_000, 14_889_000])


class TestWomen:
    def test_women_on_lists_are_those_printed(self, restricted):
        rows = table(restricted, WOMEN, "women_on_lists")
        assert rows["Probation list"][:2] == ["148", "870"]
        assert rows["DRR list"][0] == "14"
        assert rows["Treatment list"][:2] == ["389", "1,243"]

    def test_women_on_lists_are_rounded_in_public(self, outputs):
        rows = table(outputs, WOMEN, "women_on_lists")
        assert rows["Probation list"][:2] == ["150", "870"]
        assert rows["DRR list"][:3] == ["15", "50", "30% to under 40%"]
        assert rows["Treatment list"][:2] == ["390", "1,245"]

    def test_only_staff_have_the_list_and_it_has_pseudonyms(self, outputs, restricted, ids):
        assert "most_arrested" not in [getattr(block, "id", "") for block in blocks(outputs, WOMEN)]
        rows = table(restricted, WOMEN, "most_arrested")
        assert len(rows) >= 20 and set(rows) <= ids
        assert not (outputs / STOCKTON / "tables" / "most_arrested.csv").exists()


def test_a_changed_threshold_changes_the_page_and_its_words(tmp_path):
    folder = add_people(project(tmp_path))
    for path in (ROOT / "requirements.lock", *(ROOT / "notebooks").glob("*.ipynb")):
        (folder / path.relative_to(ROOT)).write_bytes(path.read_bytes())
    rule = folder / "params" / "rules" / "high-crime-causers.yml"
    rule.write_text(rule.read_text("utf-8").replace("at_least: 10\n", "at_least: 15\n", 1), "utf-8")
    only = ("--only", "simulated-stockton/2008-09-Q4", "--output", folder / "out")
    done = iom("run", folder / "params" / "reports" / "demo.yml", *only)
    assert done.returncode == 0, done.stderr
    page = text(folder / "out", CAUSERS)
    assert squeezed("15 or more arrests for acquisitive crime in 12 months") in page
    assert squeezed("10 or more arrests") not in page
    rows = table(folder / "out", CAUSERS, "over")
    assert int(rows["Over the threshold, 18 or over on the reference date"][0]) < 73


def test_the_public_page_names_nobody_and_the_restricted_one_says_that_it_is(outputs, restricted):
    page = (restricted / f"{WOMEN}.html").read_text("utf-8")
    assert "OFFICIAL-SENSITIVE" in page and "OFFICIAL-SENSITIVE" not in (outputs / f"{WOMEN}.html").read_text(
        "utf-8"
    )
    record = json.loads((restricted / f"{WOMEN}.figures.json").read_text("utf-8"))
    assert record["edition"] == "restricted"
