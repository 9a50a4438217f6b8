"""Every chart of the demonstration: its text against its numbers, its colours, its letters and its size."""

import re

import frame
import nbformat
import pytest
from afcharts.af_colours import get_af_colours

from iomlib.blocks import BLOCK, MIME, Chart, Counts, Sentence

PALETTE = {colour.lower() for name in ("categorical", "duo", "focus") for colour in get_af_colours(name)}
WHITE = "#ffffff"
LETTERS = 0.09  # of a hundred points: matplotlib scales its letters by this, so 9 points
MOST_BYTES = 60_000  # five of them, as text in a page, leave a quarter of its 400 KB


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Read the blocks of every published notebook, in both editions."""
    folders = [frame.demo(tmp_path_factory), frame.staff(tmp_path_factory)]
    found = [path for folder in folders for path in sorted((folder / "outputs").rglob("*.ipynb"))]
    return {path: blocks_of(path) for path in found}


@pytest.fixture(scope="module")
def charts(pages):
    return [block for blocks in pages.values() for block in blocks if isinstance(block, Chart)]


def blocks_of(path):
    outputs = [out for cell in nbformat.read(path, as_version=4).cells for out in cell.get("outputs", [])]
    blocks = [BLOCK.validate_python(out["data"][MIME]) for out in outputs if MIME in out.get("data", {})]
    return [block for block in blocks if not isinstance(block, Counts)]


def value(cell):
    """Read the first number of a cell as a reader does."""
    found = re.match(r"[−+]?£?[\d,]+(?:\.\d+)?", cell)
    return float(re.sub(r"[£,+]", "", found.group()).replace("−", "-")) if found else None


def end_named(alt, word, rows, choose):
    """Say whether the text names the row with the largest or smallest number, and writes that number."""
    known = [(value(cell), name, cell) for name, cell in rows if value(cell) is not None]
    best = choose(number for number, _, _ in known)
    ends = [(name, cell) for number, name, cell in known if number == best]
    beside = r"(?:[^.]*(?:, | and ))?", r"(?:(?:, | and )[^.]*)?"  # others that are as large
    return any(
        re.search(
            rf"{word}[^:]*: {beside[0]}{re.escape(name)}{beside[1]}, {re.escape(cell)}(?: each)?\.", alt
        )
        for name, cell in ends
    )


def extremes_told(chart, rows):
    if len({cell for _, cell in rows}) < 2:  # all alike, or one alone
        return True
    return end_named(chart.alt, "Largest", rows, max) and end_named(chart.alt, "Smallest", rows, min)


def column(chart, number, chosen=lambda row: True):
    return [(row[0], row[number]) for row in chart.rows if chosen(row)]


def from_to(chart):
    """Say whether the text has the first and the last number of a chart that has an order."""
    rows = [row for row in column(chart, 1) if value(row[1]) is not None]
    rows = [row for row in rows if row[0] not in ("Year at this rate", "Ceiling of the year")]
    (first, start), (last, end) = rows[0], rows[-1]
    return len(rows) < 2 or f"From {start} ({first}) to {end} ({last})." in chart.alt


CHECKS = {
    "cost_of_crime_chart": lambda c: extremes_told(c, column(c, 1)) and extremes_told(c, column(c, 2)),
    "mix_chart": lambda c: extremes_told(c, column(c, 1)) and extremes_told(c, column(c, 2)),
    "value_sensitivity_chart": lambda c: extremes_told(c, column(c, 1) + column(c, 2)),
    "ages": lambda c: extremes_told(c, column(c, 1)),
    "arrest-distribution": lambda c: extremes_told(c, column(c, 1)),
    "services_chart": lambda c: extremes_told(c, column(c, 1)),
    "balance_chart": lambda c: extremes_told(c, column(c, 1)),
    "ways": lambda c: extremes_told(c, column(c, 1)),
    "overlap-combinations": lambda c: extremes_told(
        c, column(c, 1, lambda row: row[0].endswith((" only", "None of the lists")))
    ),
    "trend_chart": lambda c: (
        from_to(c) and extremes_told(c, column(c, 1, lambda row: row[2] == "" and row[1] != "no data"))
    ),
    "ni30_chart": from_to,
    "funnel": lambda c: (
        f"from {min(rates(c), key=value)} to {max(rates(c), key=value)}." in c.alt and len(rates(c)) > 2
    ),
    "love": lambda c: all(f"{size:.2f}" in c.alt for size in sizes(c)),
    "survival": lambda c: all(
        f"{cell.split('%')[0]} in the {head.text.split(',')[0].lower()}" in c.alt
        for head, cell in zip(c.columns[1:], c.rows[-1][1:], strict=True)
    ),
    "curve_stays": lambda c: f"Smallest: {c.rows[-1][1]}, at the end." in c.alt and c.rows[0][1] == "100.0%",
    "curve_away": lambda c: f"Smallest: {c.rows[-1][1]}, at the end." in c.alt and c.rows[0][1] == "100.0%",
    "lorenz": lambda c: any(
        f"The {value(row[1]):.0f}% of people with the fewest arrests" in c.alt
        for row in c.rows
        if value(row[1]) >= 50
    ),
}


def rates(chart):
    return [row[2] for row in chart.rows]


def sizes(chart):
    """Give the largest difference of each column, and the smallest of the last, whatever the direction."""
    found = [[abs(value(row[place])) for row in chart.rows] for place in range(1, len(chart.columns))]
    return [*map(max, found), min(found[-1])]


def test_there_are_charts_of_every_kind(charts):
    assert {chart.id for chart in charts} >= set(CHECKS) - {"curve_away"}
    assert {chart.id for chart in charts} <= set(CHECKS)


def test_the_text_of_a_chart_tells_largest_smallest_and_change_as_its_numbers_have_them(charts):
    assert [(chart.id, chart.alt, chart.rows) for chart in charts if not CHECKS[chart.id](chart)] == []


def test_a_text_with_another_largest_number_would_be_found(charts):
    for chart in charts:
        if chart.id == "cost_of_crime_chart":
            wrong = [
                [name, "99.9%" if not n else crimes, cost]
                for n, (name, crimes, cost) in enumerate(chart.rows)
            ]
            assert not CHECKS[chart.id](chart.model_copy(update={"rows": wrong}))


def test_every_chart_says_its_finding_and_what_is_drawn_and_has_its_numbers(charts):
    for chart in charts:
        assert chart.caption != chart.shows
        assert chart.caption and chart.shows and chart.rows
        assert not chart.caption.endswith(".")


def test_no_colour_is_outside_the_palette_of_the_analysis_function(charts):
    for chart in charts:
        found = {colour.lower() for colour in re.findall(r"#[0-9a-fA-F]{6}\b", chart.svg)}
        assert found <= PALETTE | {WHITE}, chart.id


def test_all_text_is_horizontal_and_large_enough(charts):
    for chart in charts:
        assert "rotate" not in chart.svg, chart.id
        scales = re.findall(r"scale\((0\.\d+) -0\.\d+\)", chart.svg)
        assert scales and all(float(scale) >= LETTERS for scale in scales), chart.id


def test_five_charts_leave_room_in_a_page(charts):
    assert max(len(chart.svg) for chart in charts) < MOST_BYTES


def test_an_interval_stands_in_a_column_of_numbers(pages):
    # Else a page puts it on the left, below no other, and a workbook does not take it apart. What follows from an
    # earlier paper is words: “no count”, “none has changed”, “28.75 less”, or a range of what a number may be.
    interval = re.compile(r"[−+£]*[\d,.]+%? to [−+£]*[\d,.]+%?")
    assert {
        f"{block.id}, {column.text}"
        for blocks in pages.values()
        for block in blocks
        if not isinstance(block, Sentence)
        for place, column in enumerate(block.columns)
        if place and not column.number and any(interval.fullmatch(row[place]) for row in block.rows)
    } == {"disagreements, What follows"}


def test_a_chart_has_no_number_that_a_table_of_its_page_withholds(pages):
    for blocks in pages.values():
        kept = {
            row[0]: row
            for block in blocks
            if block.kind == "table"
            for row in block.rows
            if "withheld" in row
        }
        for chart in (block for block in blocks if isinstance(block, Chart)):
            for row in chart.rows:
                if chart.id in {"balance_chart", "ages"}:
                    assert not {row[0], f"Age: {row[0]}"} & set(kept) or row[1] == "withheld"


def test_the_sentences_of_a_headline_point_at_tables_of_their_notebook(pages):
    named, shown = {}, {}
    for path, blocks in pages.items():
        shown.setdefault(path.stem, set()).update(
            block.id for block in blocks if not isinstance(block, Sentence)
        )
        for block in blocks:
            if isinstance(block, Sentence) and block.style == "lead" and block.see:
                assert len(block.see) == len(block.sentences)
                named.setdefault(path.stem, set()).update(filter(None, block.see))
    assert len(named) >= 5
    assert {notebook: ids - shown[notebook] for notebook, ids in named.items()} == {
        name: set() for name in named
    }
