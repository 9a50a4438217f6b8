"""The overview of a quarter: areas beside each other on one scale, and nothing drawn that is not there."""

import base64
import csv
import io
import itertools
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from hostile import NAMES, TEXT, words
from hypothesis import example, given
from hypothesis import strategies as st
from reported import CRIMES, PROJECTED, RATE, figure, report

from iomlib.build.headlines import read_figures, with_headlines
from iomlib.build.look import default_look
from iomlib.build.overview import write_overviews
from iomlib.build.panels import _BOTTOM, _TOP, axes, panel, tick
from iomlib.periods import Quarter

ABOUT = {"title": "A test", "edition": "public"}
Q1, Q2, Q3, Q4 = (Quarter(2008, number) for number in (1, 2, 3, 4))
NUMBERS = st.floats(-1e9, 1e9, allow_nan=False)


def written(base, reports, **about):
    reports = with_headlines(reports)
    return write_overviews(base, reports, read_figures(base, reports), ABOUT | about, default_look())


def page(base, quarter="2008-09-Q1"):
    text = (base / "overview" / f"{quarter}.html").read_text("utf-8")
    return BeautifulSoup(text, "html.parser")


def panels(soup, section=0):
    return soup.find_all("section")[section].find("ul", class_="panels").find_all("li")


def picture(each):
    return ET.fromstring(base64.b64decode(each.img["src"].split(",", 1)[1]))  # noqa: S314  our own


def cells(soup, section=0):
    rows = soup.find_all("table")[section].tbody.find_all("tr")
    return {row.th.text: [cell.text for cell in row.find_all("td")] for row in rows}


def three(base, quarter="2008-09-Q1"):
    return [
        report(base, area, quarter, [figure(value, value - 5, value + 5)])
        for area, value in (("york", 90), ("leeds", 10), ("hull", 50))
    ]


class TestAPage:
    def test_is_of_each_quarter_in_which_two_areas_have_a_figure_in_common(self, tmp_path):
        reports = [
            *three(tmp_path),
            report(tmp_path, "york", "2008-09-Q2", [figure(1)]),
            report(tmp_path, "york", "2008-09-Q3", [figure(1)]),
            report(tmp_path, "hull", "2008-09-Q3", [figure(1, id="rate")], headlines=[RATE]),
            report(tmp_path, "york", "2008-09-Q4", [figure(1)]),
            report(tmp_path, "hull", "2008-09-Q4", [figure(None)]),
            *three(tmp_path, "2009-10-Q1"),
        ]
        assert written(tmp_path, reports) == ["overview/2008-09-Q1.html", "overview/2009-10-Q1.html"]
        names = sorted(path.name for path in (tmp_path / "overview").iterdir())
        assert names == ["2008-09-Q1.html", "2009-10-Q1.html"]

    def test_that_is_no_longer_due_is_taken_away(self, tmp_path):
        reports = three(tmp_path)
        written(tmp_path, reports)
        assert written(tmp_path, reports[:1]) == []
        assert not (tmp_path / "overview").exists()

    def test_has_the_same_bytes_whatever_the_order_of_reports(self, tmp_path):
        reports = [*three(tmp_path), *three(tmp_path, "2008-09-Q2")]
        written(tmp_path, reports)
        before = (tmp_path / "overview" / "2008-09-Q2.html").read_bytes()
        written(tmp_path, [reports[number] for number in (4, 2, 0, 5, 3, 1)])
        assert (tmp_path / "overview" / "2008-09-Q2.html").read_bytes() == before

    def test_has_one_title_landmarks_and_headings_in_order(self, tmp_path):
        written(tmp_path, three(tmp_path))
        soup = page(tmp_path)
        assert [tag.text for tag in soup.find_all("h1")] == ["Overview of 2008/09 Q1 (April to June 2008)"]
        levels = [int(tag.name[1]) for tag in soup.find_all(re.compile(r"^h[1-6]$"))]
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
        assert all(soup.find(name) for name in ("main", "nav", "header", "footer"))
        assert soup.html["lang"] == "en-GB"
        ids = [tag["id"] for tag in soup.find_all(id=True)]
        assert len(set(ids)) == len(ids)
        assert all(soup.find(id=link["href"][1:]) for link in soup.find_all("a", href=re.compile("^#")))

    def test_loads_nothing_and_runs_nothing(self, tmp_path):
        written(tmp_path, three(tmp_path))
        soup = page(tmp_path)
        policy = soup.find("meta", attrs={"http-equiv": True})["content"]
        assert policy.startswith("default-src 'none'; ")
        assert soup.find_all(["script", "link", "iframe"]) == []
        assert all(image["src"].startswith("data:image/svg+xml;base64,") for image in soup.find_all("img"))
        assert not re.search("https?:", str(soup))

    def test_says_that_it_ranks_nothing_and_that_overlaps_mean_nothing(self, tmp_path):
        written(tmp_path, three(tmp_path))
        text = words(page(tmp_path).main.text)
        assert "There is no ranking." in text
        assert (
            "Where the intervals of two areas overlap, the difference between their numbers means nothing"
            in text
        )

    def test_links_to_the_index_the_pages_beside_it_and_each_report(self, tmp_path):
        reports = [*three(tmp_path), *three(tmp_path, "2008-09-Q2"), *three(tmp_path, "2009-10-Q1")]
        written(tmp_path, reports)
        links = [
            tag["href"] for tag in page(tmp_path, "2008-09-Q2").find_all("a", href=re.compile(r"^\.\./"))
        ]
        around = ["../index.html", "../overview/2008-09-Q1.html", "../overview/2009-10-Q1.html"]
        assert links == [*around, *(f"../2008-09-Q2/{area}/small.html" for area in ("hull", "leeds", "york"))]

    def test_of_a_restricted_edition_is_marked(self, tmp_path):
        written(tmp_path, three(tmp_path), edition="restricted")
        soup = page(tmp_path)
        assert soup.title.text.endswith(" - OFFICIAL-SENSITIVE")
        assert soup.find(class_="restricted").text == "OFFICIAL-SENSITIVE: not for publication"

    def test_with_simulated_areas_says_so_in_its_title_and_its_heading(self, tmp_path):
        reports = three(tmp_path)
        reports[1]["area"] = "SIMULATED Leeds"
        written(tmp_path, reports)
        soup = page(tmp_path)
        assert (
            soup.title.text
            == soup.h1.text
            == "Overview of 2008/09 Q1 (April to June 2008), with SIMULATED areas"
        )
        assert "Areas marked SIMULATED are made up" in soup.main.text


class TestAGrid:
    def test_has_its_areas_in_the_order_of_the_alphabet_and_not_of_the_numbers(self, tmp_path):
        written(tmp_path, three(tmp_path))
        soup = page(tmp_path)
        assert [each.h4.text for each in panels(soup)] == ["Hull", "Leeds", "York"]
        assert list(cells(soup)) == ["Hull", "Leeds", "York"]

    def test_says_where_the_numbers_go_from_and_to_and_not_whose_they_are(self, tmp_path):
        written(tmp_path, three(tmp_path))
        said = page(tmp_path).section.p.text
        assert said == "3 areas have this figure in this quarter. It goes from 10 (5 to 15) to 90 (85 to 95)."

    def test_says_what_is_missing_in_a_table_and_never_0(self, tmp_path):
        reports = [
            *three(tmp_path, "2008-09-Q3"),
            report(tmp_path, "york", "2008-09-Q1", [figure(40, 30, 50)]),
            report(tmp_path, "leeds", "2008-09-Q2", [figure(None, text="withheld")]),
            report(tmp_path, "hull", "2008-09-Q1", []),
        ]
        written(tmp_path, reports)
        assert cells(page(tmp_path, "2008-09-Q3")) == {
            "Hull": ["not shown", "no report", "50 (45 to 55)"],
            "Leeds": ["no report", "withheld", "10 (5 to 15)"],
            "York": ["40 (30 to 50)", "no report", "90 (85 to 95)"],
        }

    def test_keeps_an_area_without_a_report_this_quarter_and_says_so(self, tmp_path):
        reports = [*three(tmp_path), *three(tmp_path, "2008-09-Q2")[:2]]
        written(tmp_path, reports)
        hull = panels(page(tmp_path, "2008-09-Q2"))[0]
        assert words(hull.p.text).startswith("This quarter: no report")
        assert "One earlier quarter is drawn, 2008/09 Q1: 50 (45 to 55)." in hull.img["alt"]
        assert [each.get("class") for each in picture(hull) if each.get("class") in ("now", "point")] == [
            "point"
        ]

    def test_draws_only_what_was_worked_out_like_most(self, tmp_path):
        other = report(tmp_path, "bath", "2008-09-Q1", [figure(500, method="as printed")])
        reports = [*three(tmp_path), other]
        written(tmp_path, reports)
        soup = page(tmp_path)
        assert panels(soup)[0].img is None
        assert cells(soup)["Bath"] == ["500, worked out in another way"]
        assert "They cannot be compared with the others." in soup.section.text
        assert "100" in [tag.text for tag in picture(panels(soup)[1])]

    def test_of_a_year_says_so(self, tmp_path):
        how = {"headlines": [PROJECTED]}
        reports = [
            report(tmp_path, area, "2008-09-Q1", [figure(9, id="projected")], **how)
            for area in ("york", "hull")
        ]
        written(tmp_path, reports)
        assert "begins anew each April" in page(tmp_path).section.text

    def test_of_one_area_is_drawn_over_time_on_a_page_that_is_due(self, tmp_path):
        figures = [figure(9), figure(3, id="rate")]
        reports = [
            report(tmp_path, "york", quarter, figures, headlines=[CRIMES, RATE])
            for quarter in ("2008-09-Q1", "2008-09-Q2")
        ]
        reports.append(report(tmp_path, "hull", "2008-09-Q2", [figure(4)]))
        written(tmp_path, reports)
        soup = page(tmp_path, "2008-09-Q2")
        assert [each.h3.text for each in soup.find_all("section")] == [CRIMES["name"], RATE["name"]]
        assert [each.h4.text for each in panels(soup, 1)] == ["York"]

    def test_of_one_number_alone_is_left_out(self, tmp_path):
        york = report(
            tmp_path, "york", "2008-09-Q2", [figure(9), figure(3, id="rate")], headlines=[CRIMES, RATE]
        )
        written(tmp_path, [york, report(tmp_path, "hull", "2008-09-Q2", [figure(4)])])
        assert [each.h3.text for each in page(tmp_path, "2008-09-Q2").find_all("section")] == [CRIMES["name"]]

    @pytest.mark.parametrize(
        ("unit", "said"), [("count", True), ("GBP", True), ("per 1,000 residents", False)]
    )
    def test_says_of_a_plain_total_that_larger_areas_have_more(self, tmp_path, unit, said):
        figures = [figure(9, unit=unit)]
        written(tmp_path, [report(tmp_path, area, "2008-09-Q1", figures) for area in ("york", "hull")])
        assert (
            "An area with more people will often have a higher one." in page(tmp_path).section.text
        ) == said

    def test_goes_back_three_years_and_no_further(self, tmp_path):
        quarters = [quarter.id for quarter in Quarter.range(Quarter(2005, 1), Quarter(2008, 4))]
        reports = [report(tmp_path, area, id, [figure(9)]) for id in quarters for area in ("york", "hull")]
        written(tmp_path, reports)
        head = page(tmp_path, "2008-09-Q4").thead.find_all("th")
        assert [cell.text for cell in head[1:]][:1] == ["2006/07 Q1"]
        assert len(head) == 13

    def test_has_its_unrounded_numbers_as_csv(self, tmp_path):
        reports = three(tmp_path)
        report(tmp_path, "leeds", "2008-09-Q1", [figure(1 / 3, 0.25, 0.5)])
        written(tmp_path, reports)
        link = page(tmp_path).find("a", download=True)
        assert link["download"] == "figure-1-1.csv"
        text = base64.b64decode(link["href"].split(",", 1)[1]).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert [row["area_id"] for row in rows] == ["hull", "leeds", "york"]
        assert float(rows[1]["value"]) == pytest.approx(1 / 3, abs=1e-15)
        assert (rows[1]["lower"], rows[1]["upper"], rows[1]["drawn"]) == ("0.25", "0.5", "1")


class TestAPanel:
    def drawn(self, figures, quarters=(Q1, Q2, Q3, Q4)):
        scale = axes(quarters, list(figures.values()))
        return ET.fromstring(panel(scale, figures, "#12436D")), scale  # noqa: S314  our own

    def of(self, svg, kind):
        return [each for each in svg if each.get("class") == kind]

    def test_breaks_its_line_where_a_quarter_is_missing(self):
        svg, _ = self.drawn({Q1: figure(1), Q2: figure(2), Q4: figure(4)})
        assert len(self.of(svg, "line")) == 1
        assert len(self.of(svg, "point")) == 2
        assert len(self.of(svg, "now")) == 1

    def test_marks_this_quarter_by_shape_and_writes_its_number(self):
        svg, _ = self.drawn({Q3: figure(3), Q4: figure(4, 2, 6)})
        assert [each.text for each in self.of(svg, "label")] == ["4"]
        assert [each.tag.split("}")[1] for each in self.of(svg, "point")] == ["circle"]
        assert [each.tag.split("}")[1] for each in self.of(svg, "now")] == ["path"]

    def test_draws_an_interval_where_there_is_one(self):
        svg, scale = self.drawn({Q3: figure(30), Q4: figure(40, 20, 60)})
        (interval,) = self.of(svg, "interval")
        _, low, high = map(float, re.match(r"M([\d.]+) ([\d.]+)V([\d.]+)", interval.get("d")).groups())
        assert (low, high) == pytest.approx((scale.up(20), scale.up(60)), abs=0.1)

    @given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS).map(sorted), min_size=1, max_size=4))
    @example([[0.0, 0.0, 5e-324]])
    def test_has_everything_on_its_scale(self, numbers):
        figures = [figure(value, lower, upper) for lower, value, upper in numbers]
        scale = axes([Q1, Q2, Q3, Q4], figures)
        ends = [scale.up(one[key]) for one in figures for key in ("value", "lower", "upper")]
        assert all(_TOP - 1e-6 <= end <= _BOTTOM + 1e-6 for end in ends)
        assert _TOP - 1e-6 <= scale.up(0) <= _BOTTOM + 1e-6

    def test_stands_on_the_scale_of_all(self, tmp_path):
        written(tmp_path, three(tmp_path))
        ticks = [
            [tag.text for tag in picture(each) if tag.get("class") == "tick"]
            for each in panels(page(tmp_path))
        ]
        assert ticks == [["0", "100", "2008/09 Q1"]] * 3

    def test_is_described_by_its_numbers(self, tmp_path):
        reports = [
            *three(tmp_path, "2008-09-Q2"),
            report(tmp_path, "york", "2008-09-Q1", [figure(40, 30, 50)]),
        ]
        written(tmp_path, reports)
        york = panels(page(tmp_path, "2008-09-Q2"))[2].img
        assert york["alt"] == (
            "York: Crimes recorded. This quarter: 90 (85 to 95). 2 quarters are drawn. "
            "Lowest in 2008/09 Q1: 40 (30 to 50). Highest in 2008/09 Q2: 90 (85 to 95)."
        )

    @pytest.mark.parametrize(
        ("value", "unit", "shown"),
        [
            (-2.5e6, "GBP", "−£2.5m"),
            (0, "GBP", "£0"),
            (0.15, "share, 0 to 1", "15%"),
            (0.5, "per person; shown per 100 people", "50"),
            (30, "per 1,000 residents", "30"),
            (1e6, "count", "1,000,000"),
        ],
    )
    def test_has_short_numbers_at_its_scale(self, value, unit, shown):
        assert tick(value, unit) == shown


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_shown_and_never_acts(tmp_path, name):
    reports = three(tmp_path)
    headline = CRIMES | {"name": name}
    for each in reports:
        each |= {"area": name, "headlines": [headline]}
    written(tmp_path, reports, title=name)
    soup = page(tmp_path)
    assert soup.find_all(["script", "b"]) == []
    assert all(image["src"].startswith("data:image/svg+xml") for image in soup.find_all("img"))
    assert len(soup.find_all("h1")) == 1
    assert {words(each.h4.text) for each in panels(soup)} == {words(name)}
    assert words(soup.section.h3.text) == words(name)
    assert all(words(name) in words(each.img["alt"]) for each in panels(soup))
    assert not [key for tag in soup.find_all() for key in tag.attrs if key.startswith("on")]


@given(TEXT)
def test_any_text_is_escaped_in_a_panel(text):
    one = figure(1, text=text.replace("\x0c", " "))
    svg = ET.fromstring(panel(axes([Q1], [one]), {Q1: one}, "#12436D"))  # noqa: S314  our own
    assert words(svg[-1].text or "") == words(one["text"].split(" (")[0])


def test_the_process_that_writes_it_loads_no_pandas_and_no_matplotlib():
    heavy = ("pandas", "numpy", "matplotlib", "scipy")
    code = "import sys, iomlib.build.overview, iomlib.build.changes; "
    code += f"print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
