"""Does it pay? A scheme's cost, its cost for each year managed, what would cover it, and what matters most."""

import math

import pandas as pd

from iomlib.blocks import Figure, Sentence, Table
from iomlib.metrics.break_even import MIX
from iomlib.metrics.managed import COUNTED, LEFT_OUT, cost_per_person
from iomlib.metrics.scheme_cost import COUNTED as ADDITIONAL
from iomlib.metrics.scheme_cost import cost_by_kind
from iomlib.report.cost_notes import OGL, money_note
from iomlib.report.formats import write
from iomlib.report.frames import Column, figure, named_sources, slug, slugs, sourced, table
from iomlib.report.lists import period_words
from iomlib.report.said import saying
from iomlib.report.value_safe import Worth
from iomlib.report.withholding import rounding

COSTS = "data/scheme_costs.csv, params/deflators"
PRICES = f"{COSTS}, params/unit_costs, params/proven_offences.csv"
RECORDS = "data/enrolments, data/custody, data/managed_people.csv"
EFFECTS = f"{PRICES}, {RECORDS}, data/convictions, data/effects.csv"
NOTHING = (
    "Whether the scheme pays cannot be said: no cost of it was supplied for a period that ends in this quarter. It "
    "would also take how long people were managed, and a comparison with other people that has an interval."
)
ANYWAY = "No item was paid because there is the scheme (additional running cost), so nothing is counted."
EXPECTED_AWAY = "What they are expected to commit is withheld: the comparison that says so was not published."
LIKE_THEIRS = "Like those of its people"
FEW = "Withheld: too few people stand behind it."
_BOUNDS = ("lower", "upper")
_LIMITS = Column("range", "Least to most (£)", "pounds", bounds=_BOUNDS, show_interval=True)


def cost_table(worth: Worth | None) -> Table | Sentence:
    """Show what the scheme costs, item by item, and which of it is counted.

    `worth` comes from `iomlib.report.value_safe.protect`, here and below.
    """
    if worth is None:
        return Sentence(style="missing", sentences=[NOTHING])
    items, cost = worth.value.items, worth.value.cost
    year = cost.price_year.replace("-", "/")
    told = [
        figure(
            "scheme_cost.counted", cost.pounds, "pounds", bounds=cost[1:3], method="additional running cost"
        )
    ]
    ids = slugs(items["item"])
    made = table(
        _items(items).set_index(pd.Index(ids)),
        [
            Column("kind", "Kind of cost"),
            Column("pounds", "As supplied (£)", "pounds"),
            Column("year", "In prices of"),
            Column("cost", f"In {year} prices (£)", "pounds", bounds=_BOUNDS),
            _LIMITS,
            Column("counted", "Counted"),
        ],
        id="scheme_cost",
        caption=f"What the scheme costs, {period_of(worth)}",
        index="Item",
        disclosure="money",
        notes=[*_cost_notes(worth), *price_notes(worth), f"Sources: {named_sources(items)}."],
        total=["All that is counted", "", "", "", write(cost.pounds, "pounds"), *_range(worth), ""],
        labels=dict(zip(ids, map(_first_up, items["item"]), strict=True)),
    )
    return sourced(saying(made, *told, *_beside(worth), *_not_costed(worth)), COSTS)


NOT_COSTED = ["value.uncosted_share", "value.proven", "value.unpriced", "value.unnamed"]


def _not_costed(worth: Worth) -> list[Figure]:
    """Record what the note under every sum says of offences without a price."""
    mix = worth.value.mix
    if worth.few or not mix.proven:
        return []
    rest = mix.proven - mix.costed
    strange = mix.offences.loc[~mix.offences["named"], "offences"].sum()
    counts = {"value.proven": mix.proven, "value.unpriced": rest, "value.unnamed": strange} if rest else {}
    made = [figure(name, count, "events", method="counted in the records") for name, count in counts.items()]
    return [figure(NOT_COSTED[0], rest / mix.proven, "share", method="offences without a price"), *made]


def _items(items: pd.DataFrame) -> pd.DataFrame:
    """Put the words of an item beside its pounds; one without a range has no limits to show."""
    return items.assign(
        kind=[_first_up(kind) for kind in items["kind"]],
        year=[text.replace("-", "/") for text in items["price_year"]],
        counted=["yes" if kind == ADDITIONAL else "no" for kind in items["kind"]],
        **{name: items[name].where(items[f"pounds_{name}"].notna()) for name in _BOUNDS},
        range=None,
    )


def _range(worth: Worth) -> list[str]:
    lower, upper = (write(number, "pounds") for number in worth.value.cost[1:3])
    return [f"{lower} to {upper}" if math.isfinite(worth.value.cost.pounds) else write(None, "pounds")]


_APART = {"running": "running cost", "in kind": "help in kind", "set-up": "cost of setting up"}


def _apart(worth: Worth) -> dict[str, float]:
    """Give the cost of each kind that is shown apart and has an item."""
    kinds = cost_by_kind(worth.value.items)
    return {kind: kinds["cost"][kind] for kind in _APART if kinds["items"][kind]}


def _beside(worth: Worth) -> list[Figure]:
    return [
        figure(f"scheme_cost.apart.{slug(kind)}", pounds, "pounds", method="in no sum")
        for kind, pounds in _apart(worth).items()
    ]


def _cost_notes(worth: Worth) -> list[str]:
    apart = [f"{_APART[kind]}: {write(pounds, 'pounds')}" for kind, pounds in _apart(worth).items()]
    said = ["Counted is what is paid in the period because there is the scheme: the additional running cost."]
    said += [f"Shown apart and in no other sum: {'; '.join(apart)}."] if apart else []
    said += [f"Note: {note}." for note in sorted({note for note in worth.value.items["note"] if note})]
    return said if math.isfinite(worth.value.cost.pounds) else [ANYWAY, *said]


def price_notes(worth: Worth) -> list[str]:
    """Name edition, price year, counts, deflator and what has no price, as under every sum of money."""
    mix = worth.value.mix
    if worth.few or not mix.proven:
        said = money_note(worth.basis, math.nan).partition("Not costed: ")
        left = "not known, because what these people were convicted of was not supplied"
        return [f"{said[0]}{said[1]}{'withheld' if worth.few or worth.mix_away else left}."]
    share = 1 - mix.costed / mix.proven
    return [money_note(worth.basis, share), *(_unpriced_words(worth) if share else [])]


def _unpriced_words(worth: Worth) -> list[str]:
    mix = worth.value.mix
    count, rest = (write(number, "count") for number in (mix.proven, mix.proven - mix.costed))
    said = (
        f"{rest} of the {count} proven offences of these people have no official unit cost and bring no money into any "
        "sum. They do not cost nothing."
    )
    strange = mix.offences.loc[~mix.offences["named"], "offences"].sum()
    unknown = (
        f" {write(strange, 'count')} of them are of a kind that params/proven_offences.csv does not name."
    )
    return [f"{said}{unknown if strange else ''}"]


def years_table(worth: Worth | None) -> Table | Sentence:
    """Show what each year of managing a person costs, with days in custody and without: two rows, never one."""
    if worth is None:
        return Sentence(sentences=[])
    if worth.few:
        return Sentence(style="missing", sentences=[FEW], disclosure="people")
    value, who = worth.value, worth.value.who
    if math.isnan(who.days):
        said = "How long people were managed in this period was not supplied, so no cost for each year can be given."
        return Sentence(style="missing", sentences=[said])
    rows = value.years.assign(range=None, withheld=[False, worth.custody_away])
    people = figure("managed.people", None if worth.people_away else who.people, "count")
    each = figure(
        "managed.cost_per_person", None if worth.people_away else cost_per_person(who, value.cost), "pounds"
    )
    made = table(
        rows,
        [
            Column("years", "Years managed", "number", places=1),
            Column("cost_per_year", "Cost for each year (£)", "pounds", bounds=_BOUNDS),
            _LIMITS,
        ],
        id="managed",
        caption=f"Cost of managing a person for a year, {period_of(worth)}",
        index="Days that count",
        disclosure="money",
        notes=[_people_words(worth, people.text, each.text), *_year_notes(worth), *price_notes(worth)],
        labels={COUNTED: "Every day on the scheme", LEFT_OUT: "Days in custody left out"},
    )
    told = [] if worth.people_away else [people, each]
    return sourced(saying(made, *told, cites=NOT_COSTED), f"{COSTS}, {RECORDS}")


def _people_words(worth: Worth, people: str, each: str) -> str:
    if worth.people_away:
        return "How many people were managed is withheld: a number of few people would follow from it."
    said = f"{people} people were managed on some day of the period"
    return f"{said}." if math.isnan(worth.value.cost.pounds) else f"{said}; that is {each} for each of them."


def _year_notes(worth: Worth) -> list[str]:
    how = "counted from the records" if worth.value.from_records else "as printed"
    said = [
        f"A year is 365 days of one person; the days are {how}. Who is in custody is still managed, and costs time, "
        "but cannot offend in the community: so both are shown, and neither is the right one alone."
    ]
    if not worth.rule.open:
        said.append(
            f"Years are those of the people on an average day, rounded to the nearest {worth.rule.base}; what rests on "
            "them follows the rounded number."
        )
    return [*said, *rounding(worth.rule)]


def break_even_table(worth: Worth | None) -> Table | Sentence:
    """Show how many offences of each kind would have to be prevented, for each person and of those expected."""
    if worth is None or worth.few or not len(worth.value.covers) or not worth.value.cost.pounds > 0:
        return Sentence(sentences=[])
    rows = worth.value.covers
    ids = slugs(str(name) for name in rows.index)
    names = [LIKE_THEIRS if name == MIX else _first_up(str(name)) for name in rows.index]
    made = table(
        rows.assign(
            for_each_withheld=worth.people_away, share_of_expected_withheld=_expected_away(worth), range=None
        ).set_index(pd.Index(ids)),
        [
            Column("unit_cost", "Cost of one (£)", "pounds"),
            Column("offences", "To be prevented", "count", bounds=_BOUNDS),
            Column("range", "At least and most cost", "count", bounds=_BOUNDS, show_interval=True),
            Column("for_each", "For each person managed", "number"),
            Column("share_of_expected", "Of those expected", "share"),
        ],
        id="break_even",
        caption=f"Offences that would have to be prevented before the scheme covers its cost, {period_of(worth)}",
        index="If they were all",
        disclosure="money",
        notes=[*_even_notes(worth), *price_notes(worth), OGL],
        labels=dict(zip(ids, names, strict=True)),
    )
    return sourced(saying(made, cites=NOT_COSTED), EFFECTS)


def _expected_away(worth: Worth) -> bool:
    """Say whether it is known what they are expected to commit, and may not be shown."""
    return worth.effect_away and math.isnan(worth.value.expected)


def _even_notes(worth: Worth) -> list[str]:
    said = [
        "Each row stands alone: the offences of one row cover the whole cost. Rounded up to a whole offence."
    ]
    if (worth.value.covers["share_of_expected"] > 1).any():
        said.append(
            "More than 100%: more than they are expected to commit, so these offences alone cannot cover it."
        )
    mix = worth.value.mix
    if worth.rare:
        said.append(
            "Some offences are left out of every row, and of the price of those like theirs. Fewer than "
            f"{worth.rule.threshold} of these people were convicted of them, or mostly one person was."
        )
    if not mix.proven:
        why = "is of few people" if worth.mix_away else "was not supplied"
        said.append(f"What these people were convicted of {why}: the rows are all offences with a price.")
    if _expected_away(worth):
        return [*said, EXPECTED_AWAY]
    if math.isnan(worth.value.expected):
        said.append(
            "No data on what they would be expected to commit: no comparison and no prediction gives it."
        )
    return said


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def period_of(worth: Worth) -> str:
    """Write the period of the cost out."""
    return period_words((worth.value.first, worth.value.last))
