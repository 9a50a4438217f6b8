"""Sentences of made-up reports, each with figures that follow from one another, or with one that does not.

Every function takes a source of chance, the topic and whether the figure is to be wrong, and gives paragraphs. They
were written from council papers, not from the rules of the reader that is measured on them.
"""

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from random import Random
from typing import NamedTuple


class Topic(NamedTuple):
    """What a report is about: events, one word for them, and the people who have to do with them."""

    events: str
    event: str
    people: str
    body: str


TOPICS = (
    Topic("reports of anti-social behaviour", "reports", "callers", "Community Safety Partnership"),
    Topic("dwelling fires", "fires", "households", "Fire and Rescue Authority"),
    Topic("referrals to the service", "referrals", "clients", "Probation Delivery Unit"),
    Topic("shoplifting offences", "offences", "offenders", "Safer Neighbourhoods Board"),
    Topic("missed appointments", "appointments", "patients", "Health Board"),
    Topic("road traffic collisions", "collisions", "drivers", "Road Safety Group"),
    Topic("first-time entries to the justice system", "entries", "young people", "Youth Offending Service"),
    Topic("incidents of domestic abuse", "incidents", "victims", "Public Protection Board"),
)
NAMES = (
    "Norton",
    "Hartfield",
    "Eastgate",
    "Moorside",
    "Kingsley",
    "Thorpe",
    "Wharfe",
    "Aldham",
    "Brook",
    "Castle",
)
SERVICES = (
    "housing advice",
    "debt advice",
    "treatment",
    "mentoring",
    "family support",
    "education",
    "health checks",
)
SMALL = (
    "nought",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
Lines = list[str]
Maker = Callable[[Random, Topic, bool], Lines]


def count(value: int) -> str:
    """Write a count, with a comma from a thousand on."""
    return f"{value:,}"


def percent(rng: Random, value: Decimal, places: int | None = None) -> str:
    """Write a percentage by one of the rules of rounding."""
    places = rng.choice((0, 0, 1)) if places is None else places
    rule = rng.choice((ROUND_HALF_UP, ROUND_HALF_EVEN))
    return f"{value.quantize(Decimal(1).scaleb(-places), rule)}{rng.choice(('%', '%', '%', ' per cent'))}"


def away(rng: Random, value: Decimal) -> Decimal:
    """Move a percentage so far that no rounding explains it, and not out of 0 to 100."""
    step = max(Decimal(rng.randint(2, 9)), value * Decimal("0.06"))
    return value - step if value + step > 97 or (value > step + 3 and rng.random() < 0.5) else value + step


def off(rng: Random, value: int) -> int:
    """Move a count by a little, or change two of its digits round."""
    digits = list(str(value))
    place = rng.randrange(len(digits) - 1) if len(digits) > 1 else 0
    if (
        len(digits) > 1
        and digits[place] != digits[place + 1]
        and digits[place + 1] != "0"
        and rng.random() < 0.4
    ):
        digits[place], digits[place + 1] = digits[place + 1], digits[place]
        return int("".join(digits))
    return max(1, value + rng.choice((-1, 1)) * rng.randint(1, max(1, value // 12)))


def parts_of(rng: Random, total: int, many: int) -> list[int]:
    """Part a total into so many, each of some size."""
    weights = [rng.uniform(0.4, 1.6) for _ in range(many)]
    made = [max(1, int(total * weight / sum(weights))) for weight in weights]
    return [*made[:-1], total - sum(made[:-1])]


def listed(words: Lines) -> str:
    """Join words with commas and a last "and"."""
    return f"{', '.join(words[:-1])} and {words[-1]}"


def sums(rng: Random, topic: Topic, wrong: bool) -> Lines:
    """A total and its parts."""
    many = rng.randint(3, 5)
    total = rng.randint(60, 4000)
    some = parts_of(rng, total, many)
    printed = off(rng, total) if wrong else total
    names = rng.sample(NAMES, many)
    year = rng.randint(2004, 2023)
    told = listed([f"{count(each)} in {name}" for each, name in zip(some, names, strict=True)])
    bare = listed([f"{name} {count(each)}" for each, name in zip(some, names, strict=True)])
    women = rng.randint(total // 5, total // 2)
    told_in = [
        f"There were {count(printed)} {topic.events} in {year}, made up of {told}.",
        f"In the period to 31 March {year} the {topic.body} dealt with {count(printed)} {topic.event}: {told}.",
        f"The number of {topic.event} by area was as follows: {bare}. This gives a total of {count(printed)}.",
        f"We recorded {told}, {count(printed)} in all.",
        f"A total of {count(printed)} {topic.people} took part, of whom {count(women)} were women and "
        f"{count(total - women)} were men.",
        f"{count(printed)} {topic.people} ({count(women)} female, {count(total - women)} male) were seen in {year}.",
        f"Together the {SMALL[many]} areas ({bare}) had {count(printed)} {topic.event}.",
        f"The {count(printed)} {topic.event} break down as {told}.",
    ]
    return [rng.choice(told_in)]


def money(rng: Random, topic: Topic, wrong: bool) -> Lines:
    """A sum of money and its parts."""
    total = rng.randint(80, 900) * 1000
    some = [each - each % 1000 for each in parts_of(rng, total, 3)]
    some[-1] = total - sum(some[:-1])
    printed = total + rng.choice((-1, 1)) * rng.randint(4, 40) * 1000 if wrong else total
    one, two, three = (f"£{each:,}" for each in some)
    told_in = [
        f"The budget of £{printed:,} consists of {one} for staff, {two} for premises and {three} for contracts.",
        f"Costs came to £{printed:,} (staff {one}, premises {two}, other {three}).",
        f"Spending was {one} on staff, {two} on premises and {three} on other items, making £{printed:,} altogether.",
        f"The {topic.body} receives £{printed:,}, comprising {one} from the Council, {two} from the police and {three} "
        f"in grant.",
    ]
    return [rng.choice(told_in)]


def table_total(rng: Random, topic: Topic, wrong: bool) -> Lines:
    """A table with a row of totals, and shares of them."""
    many = rng.randint(4, 7)
    total = rng.randint(300, 9000)
    some = parts_of(rng, total, many)
    names = rng.sample(NAMES, many)
    printed = off(rng, total) if wrong else total
    rows = [f"Area\t{topic.event.capitalize()}\t%"]
    rows += [
        f"{name}\t{count(each)}\t{Decimal(100 * each) / total:.1f}%"
        for name, each in zip(names, some, strict=True)
    ]
    return [
        f"Table {rng.randint(1, 9)} shows {topic.event} by area.",
        "\n".join([*rows, f"Total\t{count(printed)}\t100%"]),
    ]


def shares(rng: Random, topic: Topic, wrong: bool) -> Lines:
    """A count and its percentage of another."""
    whole = rng.randint(60, 5000)
    part = rng.randint(whole // 12, whole * 4 // 5)
    value = Decimal(100 * part) / whole
    told = percent(rng, away(rng, value) if wrong else value)
    service = rng.choice(SERVICES)
    told_in = [
        f"Of the {count(whole)} {topic.people}, {count(part)} ({told}) had been offered {service} within 28 days.",
        f"{count(part)} of the {count(whole)} {topic.people} were offered {service}, or {told}.",
        (
            f"There were {count(whole)} {topic.event} in the year. Of these, {count(part)} ({told}) we"
            f"re dealt with by phone."
        ),
        f"A survey was sent to {count(whole)} {topic.people} and {count(part)} replied, a response rate of {told}.",
        f"{count(part)} {topic.people} took up {service}, which is {told} of the {count(whole)} who were eligible.",
        f"Out of {count(whole)} {topic.event}, {count(part)} led to further action, representing {told}.",
        (
            f"In all {count(whole)} {topic.people} were assessed. {count(part)} of them ({told}) were "
            f"found to need {service}."
        ),
        f"{told} of the {count(whole)} {topic.people} ({count(part)}) lived outside the area.",
        f"The panel looked at {count(whole)} cases; {count(part)} were closed, that is {told} of the total.",
    ]
    return [rng.choice(told_in)]


def share_words(rng: Random, topic: Topic, wrong: bool) -> Lines:
    """A count and its share in words or with a hedge."""
    whole = rng.randint(90, 900)
    words, value = rng.choice(
        (("almost a third", 0.31), ("just over half", 0.53), ("nearly a quarter", 0.235), ("over 60%", 0.64))
    )
    shift = rng.choice((-0.14, 0.15)) if wrong else 0.0
    part = round(whole * (value + shift))
    told_in = [
        f"Of the {whole} {topic.people} who were seen, {part} came back within six months, {words} of them.",
        f"{part} of the {whole} {topic.people} were already known to the service. This is {words}.",
    ]
    return [rng.choice(told_in)]


def table_shares(rng: Random, topic: Topic, wrong: bool) -> Lines:
    """A table with counts and percentages of a total that is not printed."""
    many = rng.randint(4, 7)
    total = rng.randint(500, 9000)
    some = parts_of(rng, total, many)
    names = rng.sample(NAMES, many)
    shown = [Decimal(100 * each) / total for each in some]
    bad = rng.randrange(many) if wrong else -1
    shown = [away(rng, each) if place == bad else each for place, each in enumerate(shown)]
    rows = [f"\tNumber of {topic.event}\t% of total"]
    rows += [
        f"{name}\t{count(each)}\t{share:.1f}%" for name, each, share in zip(names, some, shown, strict=True)
    ]
    return ["The distribution by ward is as follows.", "\n".join(rows)]


def changes(rng: Random, topic: Topic, wrong: bool) -> Lines:
    """A percentage change with its pair."""
    before = rng.randint(120, 6000)
    down = rng.random() < 0.6
    after = round(before * (1 + (-1 if down else 1) * rng.uniform(0.04, 0.4)))
    value = abs(Decimal(100 * (after - before)) / before)
    if wrong:
        base = abs(Decimal(100 * (after - before)) / after)
        value = (
            base
            if abs(base - value) > 2 and rng.random() < 0.5
            else value + rng.choice((-1, 1)) * min(value * Decimal("0.4"), Decimal(6)) + 1
        )
        value = (
            value + 3
            if abs(value - abs(Decimal(100 * (after - before)) / before)) < Decimal("1.6")
            else value
        )
    told = percent(rng, value)
    fell, fall = ("fell", "fall") if down else ("rose", "rise")
    less, cut = ("fewer", "decrease") if down else ("more", "increase")
    year = rng.randint(2005, 2022)
    b, a = count(before), count(after)
    told_in = [
        f"The number of {topic.event} {fell} from {b} to {a}, a {fall} of {told}.",
        f"There were {a} {topic.events} in {year + 1}, compared with {b} in {year}, a {cut} of {told}.",
        f"{topic.event.capitalize()} {fell} by {told} between {year} and {year + 1}, from {b} to {a}.",
        f"In {year + 1} {a} {topic.event} were recorded, which is {told} {less} than the {b} of {year}.",
        f"We saw a {told} {fall} in {topic.event}, from {b} in {year} to {a} in {year + 1}.",
        f"{topic.event.capitalize()} {'are down' if down else 'are up'} {told} on last year ({a} against {b}).",
        (
            f"From {b} in the year to March {year} the figure {'went down' if down else 'went up'} to "
            f"{a} ({'-' if down else '+'}{told})."
        ),
        (
            f"{year}: {b} {topic.event}; {year + 1}: {a} {topic.event}, "
            f"{'a reduction' if down else 'an increase'} of {told}."
        ),
    ]
    return [rng.choice(told_in)]


def table_changes(rng: Random, topic: Topic, wrong: bool) -> Lines:
    """A table of two years with the change in per cent."""
    many = rng.randint(4, 6)
    before = [rng.randint(80, 2000) for _ in range(many)]
    after = [round(each * rng.uniform(0.7, 1.3)) for each in before]
    bad = rng.randrange(many) if wrong else -1
    rows = [f"Area\t2011/12\t2012/13\tChange in {topic.event}"]
    for place, name in enumerate(rng.sample(NAMES, many)):
        value = Decimal(100 * (after[place] - before[place])) / before[place]
        value = value + rng.choice((-1, 1)) * Decimal(rng.randint(3, 12)) if place == bad else value
        rows.append(f"{name}\t{count(before[place])}\t{count(after[place])}\t{value:+.1f}%")
    return ["Figures for two years are given below.", "\n".join(rows)]


def rates(rng: Random, topic: Topic, wrong: bool) -> Lines:
    """A rate per head."""
    people = rng.randint(40, 400) * 1000 + rng.randint(0, 999)
    events = rng.randint(people // 400, people // 12)
    per = rng.choice((1000, 1000, 10_000))
    value = Decimal(per * events) / people
    value = value * Decimal(rng.choice(("0.87", "1.12", "1.24"))) if wrong else value
    told, e, p = f"{value:.1f}", count(events), count(people)
    told_in = [
        f"There were {e} {topic.event} among {p} residents, a rate of {told} per {per:,} population.",
        f"With {p} residents and {e} {topic.event}, the rate is {told} {topic.event} per {per:,} residents.",
        (
            f"The area has {p} inhabitants. In the year {e} {topic.event} were recorded, or {told} for"
            f" every {per:,} inhabitants."
        ),
        f"{e} {topic.event} were recorded in a population of {p}. This equates to {told} per {per:,} people.",
        f"The rate of {topic.event} per {per:,} population was {told} ({e} {topic.event}, population {p}).",
        (
            f"At {told} {topic.event} per {per:,} people ({e} in a population of {p}) we are close to "
            f"the regional average."
        ),
    ]
    return [rng.choice(told_in)]


def means(rng: Random, topic: Topic, wrong: bool) -> Lines:
    """An average with what it was worked out from, or of the figures before it."""
    people = rng.randint(12, 300)
    total = rng.randint(people * 2, people * 9)
    value = Decimal(total) / people
    value = value * Decimal(rng.choice(("0.88", "1.15", "1.3"))) if wrong else value
    months = rng.sample(range(40, 400), 3)
    mean = Decimal(sum(months)) / 3
    mean = mean * Decimal(rng.choice(("0.9", "1.12"))) if wrong else mean
    one, two, three = months
    shown = f"{mean:.0f}" if wrong or sum(months) % 3 == 0 else f"{mean:.1f}"
    told_in = [
        f"The {people} {topic.people} had {count(total)} contacts between them, an average of {value:.1f} each.",
        (
            f"{count(total)} sessions were held for {people} {topic.people}, that is {value:.1f} sessi"
            f"ons per person on average."
        ),
        f"On average each of the {people} {topic.people} attended {value:.1f} sessions ({count(total)} in total).",
        f"There were {one} {topic.event} in April, {two} in May and {three} in June, an average of {shown} a month.",
        f"The monthly figures were {one}, {two} and {three}, giving a mean of {shown}.",
        f"{count(total)} visits were made to {people} homes, or {value:.1f} visits per home.",
        f"Officers spent {count(total)} hours on {people} cases: a mean of {value:.1f} hours per case.",
    ]
    return [rng.choice(told_in)]


def impossible(rng: Random, topic: Topic, wrong: bool) -> Lines:
    """A percentage of a small group, which some count gives or none."""
    size = rng.randint(11, 66)
    given = {
        int(Decimal(100 * each / size).quantize(Decimal(1), way))
        for each in range(size + 1)
        for way in (ROUND_HALF_UP, ROUND_HALF_EVEN)
    }
    # Nor the whole numbers beside a percentage that ends on a half.
    near = {int(Decimal(100 * each) / size) for each in range(size + 1) if (200 * each) % size == 0} | given
    choose = (
        sorted(set(range(5, 95)) - near) if wrong else sorted(given - set(range(5)) - set(range(95, 101)))
    )
    share, other = rng.choice(choose), rng.choice(sorted(given - {0, 100}))
    service = rng.choice(SERVICES)
    told_in = [
        f"A cohort of {size} {topic.people} was followed for a year. {share}% of the cohort had used {service}.",
        f"{share}% of the {size} {topic.people} on the scheme were in {service} at the end of March.",
        (
            f"The sample of {size} was drawn at random: {other}% of the sample were under 25, and "
            f"{share}% had no fixed address."
        ),
        f"We spoke to a group of {size} {topic.people}. Of the group, {share}% said that {service} had helped them.",
        f"Among the {size} {topic.people} of the pilot {share}% completed the programme.",
        f"The pilot had {size} {topic.people}; {share}% of them completed it.",
    ]
    return [rng.choice(told_in)]


def projections(rng: Random, topic: Topic, wrong: bool) -> Lines:
    """A trend carried on to the end of the year."""
    quarters = rng.randint(1, 3)
    so_far = rng.randint(30, 900) * quarters
    value = so_far * 4 // quarters
    value = value + rng.choice((-1, 1)) * max(4, value // rng.randint(7, 14)) if wrong else value
    after = ("first", "second", "third")[quarters - 1]
    s, v = count(so_far), count(value)
    many = ("quarter", "two quarters", "three quarters")[quarters - 1]
    months = rng.randint(4, 9)
    by_month = rng.randint(20, 90) * months
    year = by_month * 12 // months
    year = year + rng.choice((-1, 1)) * max(5, year // 9) if wrong else year
    told_in = [
        f"By the end of the {after} quarter there had been {s} {topic.event}. If this trend contin"
        f"ues there will be {v} "
        f"in the full year.",
        f"After the {after} quarter {s} {topic.event} have been recorded. Should the trend continue, the total for the "
        f"year would be {v}.",
        f"There were {s} {topic.event} in the first {many}. At this rate the year would end with {v}.",
        (
            f"{s} {topic.event} were recorded up to the end of the {after} quarter, which projected ov"
            f"er the year gives {v}."
        ),
        f"In the first {SMALL[months]} months we had {count(by_month)} {topic.event}; on the same "
        f"trend the total for the "
        f"year would be {count(year)}.",
        f"The count after {months} months is {count(by_month)}. If the present rate continues it w"
        f"ill reach {count(year)} "
        f"by the end of the year.",
    ]
    return [rng.choice(told_in)]


def ceilings(rng: Random, topic: Topic, wrong: bool) -> Lines:
    """A limit that a reduction of a base gives."""
    base, cut = rng.randint(120, 3000), rng.randint(5, 30)
    exact = Decimal(base) * (100 - cut) / 100
    most = int(exact)
    most = most + rng.choice((-1, 1)) * rng.randint(3, max(4, base // 25)) if wrong else most
    m, b = count(most), count(base)
    told_in = [
        f"The target is that {topic.event} should not exceed {m}, a {cut}% reduction on the baseline of {b}.",
        f"A {cut}% reduction on the baseline of {b} means no more than {m} {topic.event}.",
        f"To reach a reduction of {cut}% from {b} the ceiling for the year is {m} {topic.event}.",
        f"Our ceiling is {m} {topic.event}, that is {cut}% fewer than the {b} of last year.",
        f"The baseline is {b} {topic.event}. A reduction of {cut}% would mean a ceiling of {m}.",
        f"The limit for the year was set at {m}, {cut}% below last year's {b} {topic.event}.",
    ]
    return [rng.choice(told_in)]


def differences(rng: Random, topic: Topic, wrong: bool) -> Lines:
    """How many more or fewer one figure is."""
    before = rng.randint(90, 3000)
    gap = rng.randint(5, before // 3)
    down = rng.random() < 0.5
    after = before - gap if down else before + gap
    gap = off(rng, gap) if wrong else gap
    less, fell = ("fewer", "fell") if down else ("more", "rose")
    b, a, g = count(before), count(after), count(gap)
    told_in = [
        f"There were {a} {topic.event}, {g} {less} than the {b} of the year before.",
        f"{topic.event.capitalize()} {fell} by {g}, from {b} to {a}.",
        f"The figure for the year was {a}, against {b} a year earlier: {g} {less}.",
        f"We recorded {a} {topic.event} compared with {b} last year, which is {g} {less}.",
        f"{topic.event.capitalize()} {fell} from {b} to {a}, a {'fall' if down else 'rise'} of {g}.",
        f"This year saw {a} {topic.event}, {'down' if down else 'up'} {g} from {b}.",
    ]
    return [rng.choice(told_in)]
