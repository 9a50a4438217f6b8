"""Cost of crime with its doubt: low to high, and by edition."""

import re

import pandas as pd

from iomlib.blocks import Figure, Sentence, Table
from iomlib.metrics.cost_basis import ESTIMATED, RECORDED
from iomlib.metrics.costing import HOMICIDE, Costing
from iomlib.report.cost_notes import OGL, PRICES, UNCOSTED, in_words, money_note, totals
from iomlib.report.formats import about_pounds, write
from iomlib.report.frames import Column, figure, row_of, sourced, table
from iomlib.report.said import saying

_BOTH = "as recorded by the police, and raised by the multipliers of the edition to an estimate of all crimes"


def range_words(printed: pd.DataFrame, costed: Costing, told: pd.DataFrame) -> Sentence:
    """Say in a few sentences what the choice of counts does to the sum, for a committee.

    `costed` comes from `iomlib.metrics.costing.cost_up`, `printed` from `iomlib.metrics.pricing.as_printed`,
    `told` from `tables.read_printed`.
    """
    if not len(costed.groups):
        return Sentence(sentences=[], disclosure="method")
    crimes = write(row_of(costed.totals, "all")["crimes"], "count")
    sums = [
        figure("cost_range.recorded", costed.cost(RECORDED), "pounds", method=_note(costed)),
        figure("cost_range.estimated_actual", costed.cost(ESTIMATED), "pounds", method=_note(costed)),
    ]
    recorded, estimated = (about_pounds(float("nan") if made.value is None else made.value) for made in sums)
    year = in_words(costed.basis.price_year)
    raised = f" and {estimated} with the multipliers" if sums[1].value is not None else ""
    sentences = [
        *_printed_words(printed, told),
        f"{'The same' if len(printed) else 'The'} {crimes} costed crimes come to {recorded} as recorded{raised} "
        f"({year} prices)." + (" They estimate the crimes that are not recorded." if raised else ""),
        *_widest(costed),
    ]
    made = Sentence(sentences=sentences, disclosure="crimes", figures=sums, cites=["cost_of_crime.cost"])
    # A sentence rounds to what it can carry; its figures say what they are rounded from.
    return sourced(_as_worded(made, (recorded, estimated)), PRICES)


def _as_worded(made: Sentence, words: tuple[str, str]) -> Sentence:
    texts = zip(made.figures, words, strict=True)
    return made.model_copy(update={"figures": [one.model_copy(update={"text": word}) for one, word in texts]})


def _printed_words(printed: pd.DataFrame, told: pd.DataFrame) -> list[str]:
    if not len(printed):
        return []
    total = about_pounds(printed["cost"].sum())
    said = told[(told["name"] == "Cost of recorded crime") & (told["unit"] == "GBP")]["quote"]
    text = f' (its text says "{said.iloc[0]}")' if len(said) else ""
    return [f"The source prints {total} for {write(printed['crimes'].sum(), 'count')} crimes{text}."]


def _widest(costed: Costing) -> list[str]:
    """Name the line that the choice moves most."""
    spread = costed.groups["high"] - costed.groups["low"]
    if not (spread > 0).any():
        return []
    widest = str(spread.idxmax())
    row = row_of(costed.groups, widest)
    low, high = (about_pounds(row[name]) for name in ("low", "high"))
    return [f"The widest line is {widest}: {low} to {high}."]


def range_table(printed: pd.DataFrame, costed: Costing) -> Table | Sentence:
    """Show low, recorded and high by offence group and in total, beside what the source prints.

    `printed` and `costed` come from `iomlib.metrics.pricing.as_printed` and `iomlib.metrics.costing.cost_up`.
    """
    if not len(costed.groups):
        return Sentence(sentences=[], disclosure="method")
    id = "cost_repriced" if len(printed) else "cost_range"
    year = in_words(costed.basis.price_year)
    sums = [*(totals(id, costed.lines, _note(costed)) if len(printed) else []), *_range_figures(id, costed)]
    every = row_of(costed.totals, "all")
    whole = [write(printed["cost"].sum(), "pounds")] if len(printed) else []
    made = table(
        _rows(printed, costed),
        _range_columns(beside=len(printed) > 0),
        id=id,
        caption=f"{'The same counts' if len(printed) else 'Cost of recorded crime'}, low to high, {year} prices",
        index="Offence group",
        disclosure="crimes",
        notes=[
            money_note(costed.basis, costed.uncosted_share, counts=_BOTH),
            *_range_notes(printed, costed),
            OGL,
        ],
        total=[
            "All that is costed",
            write(every["crimes"], "count"),
            *whole,
            *(write(every[key], "pounds") for key in ("low", "cost", "high")),
        ],
    )
    more = [*sums, *made.figures, *_approximated(id, costed)]
    return sourced(made.model_copy(update={"figures": more, "cites": [UNCOSTED]}), PRICES)


def _approximated(id: str, costed: Costing) -> list[Figure]:
    """Record what the notes say of crimes without a multiplier, under a wider name, and of homicide inside a group."""
    lines, blended = costed.lines, costed.lines["blended"]
    left = lines[lines["cost"].notna() & ~lines["multiplied"]]
    inside = lines[blended & (lines["offence_subgroup"] == HOMICIDE)]
    return [
        figure(f"{id}.no_multiplier", left["crimes"].sum(), "events"),
        figure(f"{id}.no_multiplier_cost", left["cost"].sum(), "pounds"),
        *([figure(f"{id}.wider", lines.loc[blended, "crimes"].sum(), "events")] if blended.any() else []),
        *([figure(f"{id}.homicide_inside", inside["cost"].sum(), "pounds")] if len(inside) else []),
    ]


def _range_columns(*, beside: bool) -> list[Column]:
    return [
        Column("crimes", "Crimes", "count"),
        *([Column("cost_printed", "Cost as printed (£)", "pounds")] if beside else []),
        Column("low", "Low (£)", "pounds"),
        Column("cost", "As recorded (£)", "pounds"),
        Column("high", "High (£)", "pounds"),
    ]


def _rows(printed: pd.DataFrame, costed: Costing) -> pd.DataFrame:
    """Put a group that is printed and not costed after the others."""
    order = [*costed.groups.index, *(name for name in printed.index if name not in costed.groups.index)]
    rows = costed.groups.reindex(order)
    both = rows.assign(cost_printed=printed["cost"].reindex(order), method=_note(costed))
    return both.assign(crimes=both["crimes"].fillna(printed["crimes"].reindex(order)))


def _range_figures(id: str, costed: Costing) -> list[Figure]:
    every, made = row_of(costed.totals, "all"), _note(costed)
    known = ("low", "high") if id == "cost_repriced" else ("crimes", "low", "cost", "high")
    return [
        figure(f"{id}.{key}", every[key], "count" if key == "crimes" else "pounds", method=made)
        for key in known
    ]


def _range_notes(printed: pd.DataFrame, costed: Costing) -> list[str]:
    left = costed.lines[costed.lines["cost"].notna() & ~costed.lines["multiplied"]]
    count, cost = write(left["crimes"].sum(), "count"), about_pounds(left["cost"].sum())
    notes = [
        "Low and high are the least and the most of all costings that leave out no crime which this edition costs. "
        "Each edition is taken with and without multipliers. Lines and total are ranked each for itself, so the "
        "lines need not add up to the low or high total."
    ]
    if left["crimes"].sum() > 0:
        most = ", most of them against business" if costed.lines["multiplied"].any() else ""
        notes.append(
            f"No multiplier is published for {count} of these crimes ({cost}){most}. They "
            "stand as recorded in every column, so high is not the highest that it could be."
        )
    return [*notes, *_mix_notes(printed, costed)]


def _mix_notes(printed: pd.DataFrame, costed: Costing) -> list[str]:
    if not costed.lines["blended"].any():
        return []
    inside = costed.lines[costed.lines["blended"] & (costed.lines["offence_subgroup"] == HOMICIDE)]
    notes = [
        f"{_wider_words(costed.lines)} priced as the mix of offences that was recorded elsewhere "
        "in 2017/18 (params/unit_costs/group_mix.csv): an approximation."
    ]
    if len(inside):
        cost = f"by the mix it is {about_pounds(inside['cost'].sum())} of its cost"
        if inside["cost"].isna().all():
            cost = "the edition has no price of it, and the cost here is without it"
        notes.append(
            f"Homicide is inside {inside['offence_group'].iloc[0]} and cannot be told apart: {cost}."
        )
    if len(printed) and (costed.lines["offence_subgroup"] == "Attempted vehicle theft").any():
        notes.append(
            "Attempted vehicle theft has no unit cost in most editions and is priced as theft from a vehicle: "
            "an assumption, and an upper bound."
        )
    if len(printed):
        notes.append(
            f"Prices are of {in_words(costed.basis.price_year)}, the year of the edition with which printed costs "
            "agree to the pound: two price years are never put side by side."
        )
    return notes


def _wider_words(lines: pd.DataFrame) -> str:
    """Say what the source does not break down: everything, or some crimes of some groups."""
    if lines["blended"].all():
        return "The source has offence groups only. Each is"
    wider = lines[lines["blended"]]
    names = " and ".join(dict.fromkeys(map(str, wider["offence_group"])))
    count = write(float(wider["crimes"].sum()), "count")
    return f"{count} of the crimes ({names}) stand in the source under a wider name than the prices know. They are"


def editions_table(costed: Costing) -> Table | Sentence:
    """Lay the editions of unit costs beside each other, all in one price year, with what each leaves out."""
    if not len(costed.groups):
        return Sentence(sentences=[], disclosure="method")
    frame = _by_edition(costed)
    named = [f"{edition_name(str(name))} ({status})" for name, status in frame["status"].items()]
    chosen = edition_name(costed.edition)
    made = table(
        frame,
        [
            Column("uncosted_share", "Not costed", "share"),
            Column("recorded", "As recorded (£)", "pounds"),
            Column("estimated", "With multipliers (£)", "pounds"),
            Column("without_anticipation", "Recorded, without anticipation (£)", "pounds"),
            Column("same_crimes", f"The same crimes in {chosen} (£)", "pounds"),
        ],
        id="cost_editions",
        caption=f"Editions of unit costs side by side, all in {in_words(costed.basis.price_year)} prices",
        index="Edition (how it was seen)",
        disclosure="crimes",
        labels=dict(zip(map(str, frame.index), named, strict=True)),
        notes=[
            money_note(costed.basis, costed.uncosted_share, edition="as named in each row", counts=_BOTH),
            *_edition_notes(frame, chosen),
            OGL,
        ],
    )
    return sourced(saying(made, cites=[UNCOSTED]), PRICES)


def _by_edition(costed: Costing) -> pd.DataFrame:
    """Put the two counts of an edition in one row; an edition that costs nothing here has none."""
    recorded = costed.scenarios.xs(RECORDED, level="counts")
    raised = costed.scenarios.index.get_level_values("counts") == ESTIMATED
    estimated = costed.scenarios["cost"][raised].droplevel("counts").reindex(recorded.index)
    frame = recorded.assign(recorded=recorded["cost"], estimated=estimated, method=_note(costed))
    return frame[frame["cost"].notna()]


def _edition_notes(frame: pd.DataFrame, chosen: str) -> list[str]:
    part = [edition_name(str(name)) for name in frame.index[~frame["in_range"]]]
    left_out = (
        f"{', '.join(part)} leave out crimes that {chosen} costs. They stand here, and are in no range from low "
        "to high."
    )
    return [
        *([left_out] if part else []),
        f"Sums elsewhere on this page are those of {chosen}. Editions were made in different ways: a difference "
        "between two rows is no change in crime.",
        "No data: no multiplier, or no part spent in anticipation, could be read.",
    ]


def edition_name(id: str) -> str:
    """Name an edition as a reader knows it.

    Examples
    --------
    >>> edition_name("home-office-2019-20")
    'Home Office 2019/20'
    """
    name, years = re.fullmatch(r"(.*?)-?(\d{4}-\d{2})?", id).groups()  # type: ignore[union-attr]
    return f"{name.replace('-', ' ').title()} {in_words(years or '')}".strip()


def _note(costed: Costing) -> str:
    return money_note(costed.basis, costed.uncosted_share)
