"""How many planted errors does the reader of claims find? `python -m bench.claims` writes docs/claims-measured.md.

Reports are made from a number, so anyone gets the same ones: with one planted error, or with none.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench import claims_labels as labels
from bench import claims_words as words
from bench.claims_words import NAMES, TOPICS, Lines, Topic, count
from iomlib.claims.check import check_all
from iomlib.claims.document import read
from iomlib.claims.find import find

PAGE = Path(__file__).parent.parent / "docs" / "claims-measured.md"
START, END = "<!-- generated -->", "<!-- /generated -->"
# The kinds of acceptance, and the makers of each. The first eight are arithmetic.
KINDS: dict[str, tuple[Callable[..., object], ...]] = {
    "sum": (words.sums, words.sums, words.money, words.table_total),
    "percentage": (words.shares, words.shares, words.share_words, words.table_shares),
    "change": (words.changes, words.changes, words.table_changes, words.differences),
    "rate": (words.rates,),
    "mean": (words.means,),
    "impossible percentage": (words.impossible,),
    "projection": (words.projections, words.ceilings),
    "classes": (labels.classes,),
    "threshold": (labels.thresholds,),
    "printed twice": (labels.same_twice,),
    "stale": (labels.stale,),
    "ordinal": (labels.orders,),
}
ARITHMETIC = tuple(KINDS)[:8]


UNSEEN = 100_000  # The rules were written on reports 0 to 479; those from here on were made only to measure.


class Made(NamedTuple):
    """A report, the paper before it, and the kind of the error that was planted, if one was."""

    text: str
    earlier: str
    planted: str
    paragraph: str


def make(number: int, planted: str = "") -> Made:
    """Make the report of a number, with an error of a kind or without any."""
    rng = Random(f"{number} {planted}")  # noqa: S311  no secret
    topic = rng.choice(TOPICS)
    kinds = rng.sample(sorted(KINDS), 5)
    kinds = [*[kind for kind in kinds if kind != planted][:4], planted] if planted else kinds
    rng.shuffle(kinds)
    lines, earlier = _head(rng, topic), _head(rng, topic)
    where = ""
    for place, kind in enumerate(kinds, 2):
        # Each part has a topic of its own: two parts that tell of one thing would have to agree.
        other = TOPICS[(TOPICS.index(topic) + place) % len(TOPICS)]
        made = rng.choice(KINDS[kind])(rng, other, kind == planted)
        now, before = made if isinstance(made, tuple) else (made, [])
        where = str(place) if kind == planted else where
        lines += _section(rng, place, now)
        earlier += _section(rng, place, before) if before else []
    return Made("\n\n".join(lines), "\n\n".join(earlier), planted, where)


def _head(rng: Random, topic: Topic) -> Lines:
    day, year = rng.randint(1, 28), rng.randint(2006, 2024)
    return [
        f"{topic.body}\tAgenda Item {rng.randint(3, 12)}\n{day} September {year}\tPublic report",
        f"Report of the Head of Service (telephone 0{rng.randint(1200, 1999)} {rng.randint(200000, 999999)})",
        "1. Introduction",
        f"1.1 This report covers {topic.events} in {year - 1}/{year % 100:02d}. It was asked for on {day} May {year}.",
    ]


def _section(rng: Random, place: int, told: Lines) -> Lines:
    """Set paragraphs under a number, with sentences between them that say nothing to check."""
    title = rng.choice(("Performance", "Position", "Findings", "Activity", "Context", "Progress", "Delivery"))
    heads = [line for line in told if line.startswith("# ")]
    lines = [f"{place}. {title}"]
    number = 0
    for line in [_aside(rng), *told] if not heads else told:
        if "\t" in line or line.startswith("# ") or not line.endswith((".", ":")):
            number += line.startswith("# ")
            lines.append(f"{place}.{number} {line[2:]}" if line.startswith("# ") else line)
            continue
        number += not heads
        aside = rng.random()
        text = (
            f"{_aside(rng)} {line}"
            if aside < 0.15
            else f"{line} {_aside(rng)}"
            if aside < 0.3 and line[-1] == "."
            else line
        )
        lines.append(text if heads else f"{place}.{number} {text}")
    if rng.random() < 0.5 and not heads:
        lines.append(f"{place}.{number + 1} {_aside(rng)}")
    return lines


def _aside(rng: Random) -> str:
    """Say something with numbers in it that claims nothing."""
    name, year = rng.choice(NAMES), rng.randint(2004, 2023)
    low = rng.randint(3, 40)
    return rng.choice(
        (
            f"The scheme was launched in {year} and is reviewed every {rng.randint(2, 5)} years.",
            f"People aged {rng.randint(16, 18)} to {rng.randint(24, 34)} are seen at {low} {name} Road.",
            f"Section {rng.randint(3, 60)} of the Crime and Disorder Act 1998 applies.",
            f"National Indicator {rng.randint(10, 60)} was dropped in {year}.",
            f"Enquiries: 0{rng.randint(1200, 1999)} {rng.randint(200000, 999999)}, weekdays from 9am to 5.30pm.",
            f"See paragraph {rng.randint(2, 7)}.{rng.randint(1, 9)} and Table {rng.randint(2, 9)}.",
            f"The grant of £{rng.randint(20, 400)},000 runs until 31 March {year + 2}.",
            f"Between {low} and {low + rng.randint(4, 30)} volunteers help in any week.",
            (
                f"About {rng.randint(2, 9) * 100} leaflets went out in {name}, and over "
                f"{rng.randint(2, 9) * 10} schools were visited."
            ),
            f"The {year}/{(year + 1) % 100:02d} plan has {rng.randint(3, 7)} priorities.",
            f"Nationally around {rng.randint(12, 60)}% of such cases go unreported.",
            f"The office moved to {name} House, {low} High Street, on {rng.randint(1, 28)} June {year}.",
            f"Waiting lists were shorter than {rng.randint(6, 12)} weeks for most of the year.",
            f"Two officers joined in spring; one of them leads on work in {name}.",
            f"The unit cost was put at £{rng.randint(40, 900)}.{rng.randint(10, 99)} by the Home Office in {year}.",
            f"By {year + 3} we hope to reach {count(rng.randint(2, 9) * 500)} people.",
            f"Attendance was above {rng.randint(60, 90)}% in every month but one.",
            f"The average age is {rng.randint(22, 44)} and the oldest person is {rng.randint(61, 88)}.",
        )
    )


def found(made: Made) -> tuple[bool, int]:
    """Say whether the planted error is found, and how many alarms stand elsewhere."""
    with TemporaryDirectory() as folder:
        now, before = Path(folder) / "now.txt", Path(folder) / "before.txt"
        now.write_text(made.text, "utf-8")
        before.write_text(made.earlier, "utf-8")
        findings = check_all(find(read(now), [read(before)]))
    wrong = [each.claim.paragraph.split(".")[0] for each in findings if each.verdict == "disagrees"]
    return made.paragraph in wrong, sum(place != made.paragraph for place in wrong)


def plan(many: int, first: int = UNSEEN) -> Iterator[tuple[int, str]]:
    """Number the reports with an error: each kind in its turn."""
    names = list(KINDS)
    return ((number, names[number % len(names)]) for number in range(first, first + many))


class Result(NamedTuple):
    """What was measured: errors planted and found by kind, and reports with an alarm where nothing was planted."""

    many: int
    planted: Counter[str]
    hit: Counter[str]
    elsewhere: int
    false: int


def measure(many: int) -> Result:
    """Make and read so many reports with an error, and as many without."""
    planted, hit, elsewhere = Counter[str](), Counter[str](), 0
    for number, kind in plan(many):
        ok, beside = found(make(number, kind))
        planted[kind] += 1
        hit[kind] += ok
        elsewhere += beside > 0
    false = sum(found(make(number))[1] > 0 for number in range(UNSEEN, UNSEEN + many))
    return Result(many, planted, hit, elsewhere, false)


def table(result: Result) -> str:
    """Write what was measured as a table."""
    planted, hit = result.planted, result.hit
    rows = ["| Kind of error | Planted | Found | % |", "|---|---|---|---|"]
    rows += [
        f"| {kind} | {planted[kind]} | {hit[kind]} | {100 * hit[kind] / planted[kind]:.1f} |"
        for kind in KINDS
        if planted[kind]
    ]
    some = [kind for kind in ARITHMETIC if planted[kind]]
    all_of, got = sum(planted[kind] for kind in some), sum(hit[kind] for kind in some)
    rows.append(
        f"| **all arithmetic** (the first {len(some)}) | {all_of} | {got} | {100 * got / all_of:.1f} |"
    )
    rows.append(
        f"| **all** | {planted.total()} | {hit.total()} | {100 * hit.total() / planted.total():.1f} |"
    )
    many, false = result.many, result.false
    words_of = (
        f"Of {many:,} reports without an error {false} had an alarm ({100 * false / many:.1f}%). Of "
        f"{many:,} with one"
    )
    return "\n".join([*rows, "", f"{words_of}, {result.elsewhere} had an alarm in another part as well."])


def main() -> None:
    """Measure, show, and write the page unless fewer than 1,000 are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=1000)
    parser.add_argument(
        "--missed", action="store_true", help="show what was missed and what was called wrong"
    )
    asked = parser.parse_args()
    if asked.missed:
        for number, kind in [
            *plan(asked.many),
            *((number, "") for number in range(UNSEEN, UNSEEN + asked.many)),
        ]:
            made = make(number, kind)
            ok, beside = found(made)
            if beside or (kind and not ok):
                sys.stdout.write(
                    f"\n=== {number} {kind or 'none'} found={ok} beside={beside} part={made.paragraph}"
                    f"\n{made.text}\n"
                )
        return
    shown = table(measure(asked.many))
    sys.stdout.write(shown + "\n")
    if asked.many >= 1000 and PAGE.exists():
        text = PAGE.read_text("utf-8")
        head, rest = text.split(START)[0], text.split(END)[1]
        PAGE.write_text(f"{head}{START}\n{shown}\n{END}{rest}", "utf-8")


if __name__ == "__main__":
    main()
