"""Cost of crime in total: by chance, and with homicide apart."""

from iomlib.blocks import Sentence, Table
from iomlib.metrics.cost_interval import DRAWS, SEED
from iomlib.metrics.costing import HOMICIDE, Costing
from iomlib.report.cost_notes import OGL, PRICES, UNCOSTED, money_note
from iomlib.report.frames import Column, sourced, table
from iomlib.report.said import saying

_TOTALS = {"all": "All that is costed", "homicide": HOMICIDE, "rest": "All but homicide"}


def totals_table(costed: Costing) -> Table | Sentence:
    """Show the total, homicide apart and the total without it, each with what chance alone could make of it."""
    shown = costed.totals[costed.totals["cost"].notna()]
    blended = costed.lines["blended"] & (costed.lines["offence_subgroup"] == HOMICIDE)
    if blended.any():
        shown = shown.drop(index="homicide", errors="ignore")
    if "homicide" not in shown.index and not blended.any():
        shown = shown.drop(index="rest", errors="ignore")
    if not len(shown):
        return Sentence(sentences=[], disclosure="method")
    bounds = ("lower", "upper")
    made = table(
        shown,
        [
            Column("crimes", "Crimes", "count"),
            Column("cost", "Cost as recorded (£)", "pounds", bounds=bounds),
            Column("cost", "95% interval: chance alone (£)", "pounds", bounds=bounds, show_interval=True),
        ],
        id="cost_totals",
        caption="Homicide apart: few crimes that decide much of the cost"
        if "homicide" in shown.index
        else "What chance alone could make of the cost",
        index="What is counted",
        disclosure="crimes",
        labels={name: label for name, label in _TOTALS.items() if name in shown.index},
        notes=[money_note(costed.basis, costed.uncosted_share), *_chance_notes(costed), OGL],
    )
    return sourced(saying(made, cites=[UNCOSTED, "cost_repriced.uncosted_share"]), PRICES)


def _chance_notes(costed: Costing) -> list[str]:
    notes = [
        "The interval says how far chance alone could move the cost if crimes came at a steady rate: Monte Carlo, "
        f"gamma draws of the rates behind Poisson counts, {DRAWS:,} draws, seed {SEED}. Unit costs are held for "
        "known; nobody has published how sure they are, so the true doubt is wider."
    ]
    homicide = costed.lines["offence_subgroup"] == HOMICIDE
    if (homicide & costed.lines["blended"]).any():
        notes.append(
            "The source does not tell homicide apart: its number here is that of the mix, and the interval takes it "
            "for a count like the others."
        )
    elif not homicide.any():
        notes.append("The counts name no homicide, so none is shown apart.")
    return notes
