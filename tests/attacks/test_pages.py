"""The finished pages of both editions, read as an attacker reads them: does the public one give the truth away?"""

import re
from pathlib import Path

import pytest
from canaries import readings
from frame import DEMO, iom, once
from pages import SCHEME, blocks_of, counts_of, drawn, everything, narrowed, sums_of
from tally import tally

from iomlib.disclosure.profile import committee

RULE = committee()
STOCKTON = Path("2008-09-Q4/simulated-stockton")
PETERBOROUGH = Path("2012-13-Q1/simulated-peterborough")
MARYLAND = Path("1972-73-Q4/maryland-experiment")
# What the pages print of arrests: they are events, and stand there as they were counted.
ARRESTS = {"arrests": 3109, "arrests_from_5": 1078, "arrests_of_many": 440}
LONG = 12  # letters of a number with so many digits that it is found in no file by chance


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Run the reports of three places in both editions, in all formats."""

    def make(folder):
        only = [
            word
            for place in (STOCKTON, PETERBOROUGH, MARYLAND)
            for word in ("--only", f"{place.name}/{place.parent}")
        ]
        done = iom("run", DEMO, *only, "--edition", "both", "--jobs", 2, "--output", folder / "outputs")
        assert done.returncode == 0, done.stderr

    return once(tmp_path_factory, "pages", make) / "outputs"


def both(pages, place):
    return pages / place, pages / "restricted" / place


def counts_of_both(pages, place):
    """Give the counts of both editions; one whose row the public page leaves out is withheld there."""
    public, restricted = (counts_of(folder) for folder in both(pages, place))
    return dict.fromkeys(restricted) | public, restricted


def one_by_one(shown, truth):
    """Withhold small counts alone, as many programs do."""
    return {name: None if RULE.small(truth.get(name, 0)) else int(RULE.shown(truth[name])) for name in shown}


@pytest.mark.parametrize(
    ("place", "sums", "known"), [(STOCKTON, everything(), ARRESTS), (PETERBOROUGH, sums_of(SCHEME), {})]
)
def test_no_count_of_a_place_follows_from_all_its_pages_together(pages, place, sums, known):
    public, restricted = counts_of_both(pages, place)
    tried, found = narrowed(public, sums, known, RULE.width)
    tally("counts withheld on the pages of a place, all pages together", tried, len(found))
    assert tried > 10 and found == []
    if place == STOCKTON:
        assert len(narrowed(one_by_one(public, restricted), sums, known, RULE.width)[1]) >= 2


def test_every_sum_of_the_attack_is_of_numbers_that_the_pages_have(pages):
    public, restricted = counts_of_both(pages, STOCKTON)
    assert {name for sum_ in everything() for name in sum_ if name[1] == ":"} <= set(public)
    truth = {name: count for name, count in restricted.items() if count is not None}
    known = [sum_ for sum_ in everything() if set(sum_) <= set(truth)]
    assert len(known) > 15
    assert [sum_ for sum_ in known if sum(truth[name] * weight for name, weight in sum_.items())] == []


def figures_of(folder):
    """Give figures of people and of money by notebook and id."""
    return {
        (notebook, figure["id"]): figure
        for notebook, blocks in blocks_of(folder).items()
        for block in blocks
        if block["disclosure"] in ("people", "money")
        for figure in block["figures"]
    }


@pytest.mark.parametrize("place", [STOCKTON, PETERBOROUGH, MARYLAND])
def test_every_count_is_rounded_or_withheld_and_nothing_small_is_shown(pages, place):
    public, restricted = (figures_of(folder) for folder in both(pages, place))
    pairs = [
        (figure["value"], restricted[key]["value"])
        for key, figure in public.items()
        if key in restricted
        and figure["unit"] == "count"
        and figure["lower"] is None
        and key[1] != "break_even"
        and not key[1].startswith("break_even")
    ]
    told = [
        (shown, truth)
        for shown, truth in pairs
        if shown is not None and (shown != RULE.shown(shown) or RULE.small(shown) or RULE.small(truth))
    ]
    tally("counts of a page beside the truth", len(pairs), len(told))
    assert len(pairs) >= 7 and told == []


def exact_in(folder, beside):
    """List the exact numbers of a restricted place that the public one does not have, by their first digits."""
    ends = ("value", "lower", "upper")
    exact, public = (
        {
            repr(float(figure[end]))
            for figure in figures_of(each).values()
            for end in ends
            if figure[end] is not None
        }
        for each in (folder, beside)
    )
    return {each[:LONG] for each in exact if len(each) >= LONG} - {each[:LONG] for each in public}


def searched(paths, wanted):
    texts = (text for path in paths for _, text in readings(path.name, path.read_bytes()))
    return {each for text in texts for each in wanted if each in text}


def test_no_exact_number_of_the_restricted_edition_is_in_any_public_file(pages):
    places = (STOCKTON, PETERBOROUGH, MARYLAND)
    wanted = set().union(*(exact_in(pages / "restricted" / place, pages / place) for place in places))
    files = [path for path in pages.rglob("*") if path.is_file()]
    found = searched([path for path in files if "restricted" not in path.relative_to(pages).parts], wanted)
    tally("exact numbers of people searched for in every public file", len(wanted), len(found))
    assert len(wanted) > 100 and found == set()
    kept = (pages / "restricted").rglob("*.figures.json")
    assert len(searched(kept, wanted)) > 0.9 * len(wanted)


def chart_of(folder, notebook, id):
    (made,) = [
        block for block in blocks_of(folder)[notebook] if block["kind"] == "chart" and block["id"] == id
    ]
    return made["svg"], [
        float(row[1].replace(",", "")) for row in made["rows"] if re.fullmatch(r"[\d,]+", row[1])
    ]


def apart(svg, counts):
    """Say how far bars are at most from counts, in people."""
    return max(abs(bar - count) for bar, count in zip(drawn(svg, counts), sorted(counts), strict=True))


@pytest.mark.parametrize("id", ["arrest-distribution", "ages"])
def test_bars_are_as_long_as_the_rounded_counts_and_not_as_the_true_ones(pages, id):
    public, restricted = both(pages, STOCKTON)
    svg, counts = chart_of(public, "high_crime_causers", id)
    tally("bars of charts measured", len(counts), int(apart(svg, counts) > 0.1))
    assert apart(svg, counts) < 0.1
    exact, truth = chart_of(restricted, "high_crime_causers", "arrest-distribution")
    assert apart(exact, [RULE.shown(count) for count in truth]) > 1


def test_the_lorenz_curve_has_its_corners_where_rounded_counts_have_them(pages):
    public, restricted = both(pages, STOCKTON)

    def corners(folder):
        svg, _ = chart_of(folder, "high_crime_causers", "lorenz")
        path = max(re.findall(r'<path d="([^"]*)"[^>]*clip-path', svg), key=len)
        xs = [float(x) for x in re.findall(r"[ML] ?([-\d.]+) ", path)]
        return [(x - xs[0]) / (xs[-1] - xs[0]) for x in xs[1:]]

    def parts(counts):
        return [sum(counts[: at + 1]) / sum(counts) for at in range(len(counts))]

    _, counts = chart_of(public, "high_crime_causers", "arrest-distribution")
    _, truth = chart_of(restricted, "high_crime_causers", "arrest-distribution")
    assert corners(public) == pytest.approx(parts(counts), abs=1e-4)
    assert corners(restricted)[:4] == pytest.approx(parts(truth)[:4], abs=1e-4)
    assert corners(public)[:4] != pytest.approx(parts(truth)[:4], abs=1e-4)


def test_the_curves_of_a_comparison_stand_at_rounded_counts(pages):
    def again(folder):
        """Say how many people a curve has at each of its points had the outcome, by the frame of the picture."""
        svg, _ = chart_of(folder, "reoffending_comparison", "survival")
        people = counts_of(folder)["r:groups.scheme.people"]
        _, frame, *_ = re.findall(r'<path d="([^"]*)"', svg)
        bottom, *_, top = sorted(map(float, re.findall(r"[ML] ?[-\d.]+ ([-\d.]+)", frame)), reverse=True)
        line, *_ = re.findall(r'<path d="([^"]*)"[^>]*stroke-width: 2[;"]', svg)
        heights = map(float, re.findall(r"[ML] ?[-\d.]+ ([-\d.]+)", line))
        return [people * (1 - 1.03 * (bottom - height) / (bottom - top)) for height in heights]

    public, restricted = both(pages, MARYLAND)
    off = [count for count in again(public) if abs(count - RULE.shown(count)) > 0.1]
    tally("points of curves measured", len(again(public)), len(off))
    assert len(again(public)) > 4 and off == []
    assert [count for count in again(restricted) if abs(count - RULE.shown(count)) > 0.9]
