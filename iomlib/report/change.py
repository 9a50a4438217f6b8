"""Change over twelve months: one pair of counts, its interval, and doubt about the supply."""

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.periods import Quarter
from iomlib.report.formats import interval, write
from iomlib.report.frames import Column, figure, sourced, table
from iomlib.report.said import saying

NO_MONTHS = (
    "No monthly counts were supplied for the two years that end in this quarter, so no change is stated."
)

CHANGE_NOTE = (
    "Count and percentage come from the same pair of counts. Interval: exact, for the ratio of two Poisson "
    "counts. A change says that there was more or less; it does not say why."
)


def change_table(change: pd.DataFrame, thin: "pd.Series[float]", quarter: str) -> Table | Sentence:
    """Show the last twelve months against the twelve before, from one pair of counts.

    `change` and `thin` come from `iomlib.metrics.change` (`rolling_change`, `thin_months`). A
    series that ends before the quarter begins says nothing about the quarter and is not shown.
    """
    known = latest_change(change, quarter)
    if not len(known):
        return Sentence(style="missing", sentences=[NO_MONTHS], disclosure="method")
    percent = known.assign(low=100 * (known["lower"] - 1), high=100 * (known["upper"] - 1))
    made = table(
        percent.set_index(pd.Index(["latest"])),
        [
            Column("before", "Twelve months before", "count"),
            Column("after", "Latest twelve months", "count"),
            Column("change", "Change", "signed", places=0),
            Column("change_percent", "Change (%)", "percent", bounds=("low", "high")),
            Column("range", "95% interval", "percent", bounds=("low", "high"), show_interval=True),
        ],
        id="rolling_change",
        caption="Recorded crime, latest twelve months against the twelve before",
        index="Twelve months to",
        disclosure="crimes",
        notes=[*thin_words(thin, known), CHANGE_NOTE],
        labels={"latest": _month(known)},
    )
    few = [
        figure(f"rolling_change.thin.{str(month).lower()}", count, "count", method="as supplied")
        for month, count in _compared(thin, known).items()
    ]
    return sourced(saying(made, *few), "data/crimes_by_month.csv")


def latest_change(change: pd.DataFrame, quarter: str) -> pd.DataFrame:
    """Keep the last complete comparison that ends in the quarter; no rows where there is none."""
    if not len(change):
        return change
    asked = Quarter.parse(quarter)
    months = pd.PeriodIndex(change.index, freq="M")
    inside = (months >= pd.Period(asked.start, "M")) & (months <= pd.Period(asked.end, "M"))
    return change[inside & change["ratio"].notna()].tail(1)


def thin_words(thin: "pd.Series[float]", known: pd.DataFrame) -> list[str]:
    """Warn of months in the comparison that may have been supplied in part."""
    compared = _compared(thin, known)
    return [
        f"{month.strftime('%B %Y')} holds {write(count, 'count')} crime{'' if count == 1 else 's'}, less than half "
        "of a usual month: the supply may be incomplete, and the change with it."
        for month, count in zip(pd.PeriodIndex(compared.index, freq="M"), compared, strict=True)
    ]


def _compared(thin: "pd.Series[float]", known: pd.DataFrame) -> "pd.Series[float]":
    last = known.index[-1]
    inside: pd.Series[float] = thin[(thin.index > last - 24) & (thin.index <= last)]
    return inside


def _month(known: pd.DataFrame) -> str:
    return str(pd.PeriodIndex(known.index, freq="M")[-1].strftime("%B %Y"))


def change_words(change: pd.DataFrame, thin: "pd.Series[float]", quarter: str) -> list[str]:
    """Word the change for the headline; nothing where part of the supply may be missing."""
    known = latest_change(change, quarter)
    if not len(known) or thin_words(thin, known):
        return []
    row = known.iloc[0]
    if row["change"] == 0:
        return []
    size = write(abs(row["change"]), "count")
    percent = write(abs(row["change_percent"]), "percent")
    direction = "more" if row["change"] > 0 else "fewer"
    limits = interval(100 * (row["lower"] - 1), 100 * (row["upper"] - 1), "percent")
    return [
        f"In the twelve months to {_month(known)} there were {size} ({percent}) {direction} recorded crimes "
        f"than in the twelve before (95% interval of the change {limits})."
    ]
