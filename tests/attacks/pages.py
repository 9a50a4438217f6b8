"""What a careful reader knows of the pages of one place: which numbers of which page are parts of which others.

Written from the pages alone, without a look at how iomlib records its counts. A name is the first letter of a notebook
and the id of a figure; a name without a colon is a count that no page prints.
"""

import json
import re
from itertools import product
from pathlib import Path

from attacker import Published, Rule, ranges

from iomlib.blocks import MIME

# Scheme performance and cohort review: who is on the list, and how that changed.
SCHEME = """
s:size.people.people + s:size.left.people = s:size.people_before.people + s:size.joined.people
s:size.returned.people <= s:size.joined.people
s:size.left.people <= s:size.people_before.people
s:size.joined.people <= s:size.people.people
s:size.joined.people <= s:throughput.joined.people
s:balance.community.people + s:balance.custody.people = s:size.people.people
s:balance.community.out_of = s:size.people.people
s:balance.custody.out_of = s:size.people.people
s:balance.over-12-of-all.out_of = s:size.people.people
s:balance.sentenced.people + remand = s:balance.custody.people
s:balance.under-12.people + s:balance.over-12.people + no_length = s:balance.sentenced.people
s:balance.over-12.people = s:balance.over-12-of-all.people
s:balance.not-known.people = no_length + remand_not_known
s:throughput.ever.people = s:size.people.people + s:throughput.gone.people
s:throughput.came_back.people <= s:throughput.ever.people
s:throughput.returned.people <= s:throughput.joined.people
s:throughput.left.people <= s:throughput.gone.people
s:throughput.gone.people <= s:times.ended.number
s:times.current.number = s:size.people.people
a_year_ago + s:throughput.joined.people = s:size.people.people + s:throughput.left.people
s:managed.people = s:size.people.people + left_within
left_within <= s:throughput.left.people
"""
REVIEW = """
c:list_size.people.people = s:size.people.people
c:list_size.people_before.people = s:size.people_before.people
c:list_size.joined.people = s:size.joined.people
c:list_size.returned.people = s:size.returned.people
c:list_size.left.people = s:size.left.people
c:standing.selected.listed + c:standing.open.listed + c:standing.no.listed = c:list_size.people.people
c:standing.selected.others = c:decisions.coming.people
c:standing.open.others = c:decisions.coming.open
c:missed.people <= c:standing.selected.others
c:room.0.people = c:list_size.people.people
c:room.0.people_after_leaving + c:leaving.people = c:list_size.people.people
"""
FLAGS = ("stopped-offending", "moved-away", "long-custody", "review-due", "two-years", "high-risk-of-harm")
# High crime causers: people by number of arrests, those over the threshold, and the lists that they are on.
CAUSERS = """
h:over.over.people = h:over.selected.people + h:over.apart.people
h:over.over.people <= h:over.counted.people
h:over.many.people <= h:over.selected.people
h:over.selected.people = h:other_thresholds.at_5.at_10
h:other_thresholds.at_5.at_10 <= h:other_thresholds.at_4.at_10
h:other_thresholds.at_6.at_10 <= h:other_thresholds.at_5.at_10
h:other_thresholds.at_7.at_10 <= h:other_thresholds.at_6.at_10
h:other_thresholds.at_8.at_10 <= h:other_thresholds.at_7.at_10
h:over.many.people <= h:other_thresholds.at_8.at_10
h:demographics.age-18-to-24.people + h:demographics.age-25-to-34.people + older = h:over.selected.people
h:demographics.age-35-and-over.people = older
h:demographics.sex-female.people + h:demographics.sex-male.people + no_sex = h:over.selected.people
h:missed.people <= h:over.selected.people
h:potential.cohort <= h:over.selected.people
h:arrests_of.1.people = n1
h:arrests_of.2.people = n2
h:arrests_of.3.people = n3
h:arrests_of.4.people = n4
h:arrests_of.5.people = n5
h:arrests_of.6-to-7.people = n6 + n7
h:arrests_of.8-to-9.people = n8 + n9
h:arrests_of.10-to-14.people = n10 + n11 + n12 + n13 + n14
h:over.counted.people = n5 + n6 + n7 + n8 + n9 + n10 + n11 + n12 + n13 + n14 + h:arrests_of.15-or-more.people
arrests_from_5 = 5 n5 + 6 n6 + 7 n7 + 8 n8 + 9 n9 + 10 n10 + 11 n11 + 12 n12 + 13 n13 + 14 n14 + arrests_from_15
arrests = n1 + 2 n2 + 3 n3 + 4 n4 + arrests_from_5
15 h:arrests_of.15-or-more.people <= arrests_from_15
n10 + n11 + n12 + n13 + n14 + h:arrests_of.15-or-more.people = h:over.many.people + young
young <= h:over.apart.people
10 h:over.many.people <= arrests_of_many
"""
# Women's cohort, and how it meets the other pages.
WOMEN = """
w:women_selected.selected.people = h:demographics.sex-female.people
w:women_selected.selected.out_of = h:over.selected.people
w:women_selected.missed.out_of = h:missed.people
w:women_selected.missed.people <= w:women_selected.selected.people
w:women_on_lists.ppo.out_of = s:size.people.people
w:women_arrested.often-arrested.people <= w:women_arrested.arrested.people
"""
LISTS = ("ppo", "drr", "probation", "treatment", "cjit")


def sums_of(text: str) -> list[dict[str, int]]:
    """Read lines of sums: `a + 2 b = c`, or `<=` where something is left over that nobody prints."""
    found = []
    for number, line in enumerate(text.strip().splitlines()):
        left, sign, right = re.split(r" (<?=) ", line)
        sum_ = {f"rest {number} of {left}": 1} if sign == "<=" else {}
        for side, way in ((left, 1), (right, -1)):
            for term in side.split(" + "):
                times, _, name = term.rpartition(" ")
                sum_[name] = sum_.get(name, 0) + way * int(times or 1)
        found.append(sum_)
    return found


def everything() -> list[dict[str, int]]:
    """Give all sums that tie the pages of the made-up Stockton together."""
    flags = [
        f"c:decisions.flag-{name}.people + c:decisions.flag-{name}.open <= c:list_size.people.people"
        for name in FLAGS
    ]
    women = [
        f"w:women_arrested.{name}.people <= w:women_{of}"
        for name in LISTS[:4]
        for of in ("arrested.arrested.people", f"on_lists.{name}.people")
    ]
    women += [f"w:women_on_lists.{name}.people <= w:women_on_lists.{name}.out_of" for name in LISTS[:4]]
    texts = (SCHEME, REVIEW, CAUSERS, WOMEN, "\n".join(flags), "\n".join(women), "\n".join(overlaps()))
    return sums_of("\n".join(text.strip() for text in texts))


def overlaps() -> list[str]:
    """Part the people over the threshold by the lists they are on, those with many arrests and the others apart."""
    cells = ["".join(on) for on in product("01", repeat=len(LISTS))]

    def those(which, groups=("many", "other")):
        return " + ".join(f"{group}_{on}" for group in groups for on in cells if which(on))

    lines = [
        f"h:over.selected.people = {those(lambda on: True)}",
        f"h:over.many.people = {those(lambda on: True, ['many'])}",
        f"h:overlap.any-of-ppo-drr.people = {those(lambda on: '1' in on[:2])}",
        f"h:overlap.all-of-ppo-drr.people = {those(lambda on: on[:2] == '11')}",
        f"h:overlap.any-of-ppo-probation-treatment.people = {those(lambda on: '1' in on[0] + on[2:4])}",
        f"h:overlap.all-of-ppo-probation-treatment.people = {those(lambda on: on[0] + on[2:4] == '111')}",
        f"h:overlap.only.probation-treatment-cjit.people = {those(lambda on: on == '00111')}",
    ]
    for at, name in enumerate(LISTS):
        lines.append(f"h:overlap.{name}.people = {those(lambda on, at=at: on[at] == '1')}")
        lines.append(f"h:overlap.part.{name}.people = {those(lambda on, at=at: on[at] == '1', ['many'])}")
    return lines


def blocks_of(folder: Path) -> dict[str, list[dict]]:
    """Give the blocks of each executed notebook of a folder, without what was recorded for the program."""
    found = {}
    for path in sorted(folder.glob("*.ipynb")):
        outputs = [
            each for cell in json.loads(path.read_text("utf-8"))["cells"] for each in cell.get("outputs", [])
        ]
        made = [each["data"][MIME] for each in outputs if MIME in each["data"]]
        found[path.stem] = [block for block in made if block["kind"] != "counts"]
    return found


def counts_of(folder: Path) -> dict[str, int | None]:
    """Give the counts of people on the pages of a place by name; None is withheld."""
    return {
        f"{notebook[0]}:{figure['id']}": None if figure["value"] is None else int(figure["value"])
        for notebook, blocks in blocks_of(folder).items()
        for block in blocks
        if block["disclosure"] in ("people", "money")
        for figure in block["figures"]
        if figure["unit"] == "count" and figure["lower"] is None
    }


def narrowed(
    counts: dict, sums: list[dict[str, int]], known: dict[str, int], width: int
) -> tuple[int, list[str]]:
    """Attack the counts of a place; give how many are withheld, and those known to less than a width.

    One that is withheld where another page, or row, shows the same people is shown.
    """
    home = {name: name for sum_ in sums for name in sum_}
    for sum_ in sums:
        if sorted(sum_.values()) == [-1, 1]:
            one, two = (_top(home, name) for name in sum_)
            home[two] = one
    cells: dict[str, int | None] = {}
    for name in sorted(set(counts) & set(home)):
        top = _top(home, name)
        cells[top] = counts[name] if counts[name] is not None else cells.get(top)
    joined = []
    for sum_ in sums:
        own: dict[str, int] = {}
        for name, weight in sum_.items():
            own[_top(home, name)] = own.get(_top(home, name), 0) + weight
        joined.append({name: weight for name, weight in own.items() if weight})
    exact = {_top(home, name): (value, value) for name, value in known.items()}
    found = ranges(Published(cells, [each for each in joined if each], known=exact), Rule())
    withheld = [name for name in cells if cells[name] is None]
    return len(withheld), [name for name in withheld if found[name][1] - found[name][0] < width]


def _top(home: dict[str, str], name: str) -> str:
    while home[name] != name:
        name = home[name]
    return name


# What a chart draws


def bars_of(svg: str) -> list[float]:
    """Give the lengths of the bars of a picture: the longer sides of rectangles that begin at one line."""
    sides: dict[tuple, list[float]] = {}
    for path in re.findall(r'<path d="([^"]*)"[^>]*clip-path', svg):
        points = [tuple(map(float, each)) for each in re.findall(r"[ML] ?([-\d.]+) ([-\d.]+)", path)]
        if len(points) == 4:
            xs, ys = sorted({x for x, _ in points}), sorted({y for _, y in points})
            if len(xs) == 2 and len(ys) == 2:
                sides.setdefault(("up", ys[1]), []).append(ys[1] - ys[0])
                sides.setdefault(("across", xs[0]), []).append(xs[1] - xs[0])
    return max(sides.values(), key=len, default=[])


def drawn(svg: str, shown: list[float]) -> list[float]:
    """Give the counts that bars stand for, by the scale that fits best; none if there are more or fewer."""
    bars, shown = sorted(bars_of(svg)), sorted(shown)
    if len(bars) != len(shown) or not bars:
        return []
    scale = sum(bar * count for bar, count in zip(bars, shown, strict=True)) / sum(bar * bar for bar in bars)
    return [bar * scale for bar in bars]
