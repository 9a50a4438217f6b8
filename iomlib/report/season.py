"""The trend, the year that ends here, and this quarter beside the same one of last year."""

import pandas as pd

from iomlib.blocks import Chart, Sentence, Table
from iomlib.metrics.season import MONTHS, Coverage, quarter_period
from iomlib.periods import Quarter
from iomlib.report.change import CHANGE_NOTE
from iomlib.report.chart_words import capital, course, extremes, holders, numbers
from iomlib.report.coverage import NOTHING, RECORDED, why_not
from iomlib.report.formats import interval, write
from iomlib.report.frames import Column, figure, sourced, table
from iomlib.report.lists import joined
from iomlib.report.profile_charts import trend_line
from iomlib.report.said import saying
from iomlib.report.withholding import EMPTY

NO_TOTALS = "In every period a count was withheld or is missing, so there is no count of all crimes to draw."
_FEW = 12  # counts that a listener can keep in mind
TOO_NARROW = (
    "Crimes come in clusters (one offender, many crimes), so the true doubt is larger than these intervals."
)


def trend_chart(periods: pd.DataFrame) -> Chart | Sentence:
    """Draw crimes by month or quarter; a month that is missing or may be in part breaks the line.

    `periods` comes from `iomlib.metrics.season.by_period`.
    """
    held = periods.get("withheld", pd.Series(False, index=periods.index))
    if periods["crimes"].isna().all():
        return Sentence(
            style="missing", sentences=[NO_TOTALS if held.any() else NOTHING], disclosure="method"
        )
    index = pd.PeriodIndex(periods.index)
    step = "month" if index.freqstr == MONTHS else "quarter"
    names = [period_name(period) for period in index]
    lost = ["a count withheld or missing" if each else "not supplied" for each in held]
    doubts = [
        why if pd.isna(count) else "may be in part" if partial else ""
        for count, partial, why in zip(periods["crimes"], periods["partial"], lost, strict=True)
    ]
    drawn = periods.assign(doubt=doubts).set_index(pd.Index(names))
    sure = drawn["crimes"].where(drawn["doubt"] == "").astype("float64")
    columns = [Column("crimes", "Crimes", "count"), Column("doubt", "Supply")]
    supplied = figure("trend_chart.supplied", sure.notna().sum(), "number", places=0)
    made = Chart(
        id="trend_chart",
        caption=_finding(sure, step),
        shows=f"Recorded crimes by {step}, {names[0]} to {names[-1]}",
        alt=f"Line chart of crimes by {step}. {_told(drawn)}{extremes(sure, 'count')}{course(sure, 'count')}",
        **numbers(drawn, columns, capital(step), id="trend_chart"),
        svg=trend_line(periods),
        disclosure="crimes",
    )
    return sourced(saying(made, supplied), RECORDED)


def _finding(sure: "pd.Series[float]", step: str) -> str:
    """Name the period with most crimes and that with fewest, of those supplied as a whole: no trend is claimed."""
    known = sure.dropna()
    if len(known) < 2 or known.min() == known.max():
        return f"Recorded crime by {step}, {sure.index[0]} to {sure.index[-1]}"
    most, least = holders(known, known.max()), holders(known, known.min())
    verb = "has" if (known == known.max()).sum() == 1 else "have"
    return (
        f"Of the {len(known)} {step}s supplied as a whole, {most} {verb} the most crimes "
        f"({write(known.max(), 'count')}) and {least} the fewest ({write(known.min(), 'count')})"
    )


def _told(drawn: pd.DataFrame) -> str:
    """Tell every count where there are few, else those that are missing or in doubt."""
    told = drawn if len(drawn) <= _FEW else drawn[drawn["doubt"] != ""]
    words = [
        " ".join(
            [
                str(name),
                *([] if pd.isna(row["crimes"]) else [write(row["crimes"], "count")]),
                *([] if not row["doubt"] else [f"({row['doubt']})"]),
            ]
        )
        for name, row in told.iterrows()
    ]
    return f"{'; '.join(words)}." if words else f"{len(drawn)} counts, none of them missing."


def season_table(
    against: pd.DataFrame, quarters: pd.DataFrame, mix: pd.DataFrame, found: Coverage, quarter: str
) -> Table | Sentence:
    """Show this quarter beside the same quarter of last year, so that the season does not matter.

    `against` comes from `iomlib.metrics.season.against_last_year`, `quarters` from `by_quarter`, `mix`
    from `iomlib.metrics.mix.offence_mix`: it says whether the recording changed between the two.
    """
    if not found.given:
        return Sentence(style="missing", sentences=[why_not(found)], disclosure="method")
    asked = quarter_period(quarter)
    pair = quarters.reindex([asked - 4, asked])
    counts = pair["crimes"].where(pair["whole"] == True)  # noqa: E712  missing is not whole
    shown = against.assign(before=counts.iloc[0], after=counts.iloc[1])
    made = table(
        percent(shown).set_index(pd.Index(["all"])),
        change_columns("The same quarter last year", "This quarter"),
        id="season",
        caption=f"Recorded crime, {Quarter.parse(quarter).label}, beside the same quarter of the year before",
        index="Offences",
        labels={"all": "All recorded crime"},
        disclosure="crimes",
        notes=[*season_gaps(quarters, found, quarter), *recording_words(mix), CHANGE_NOTE, TOO_NARROW],
    )
    return sourced(made, RECORDED)


def season_gaps(quarters: pd.DataFrame, found: Coverage, quarter: str) -> list[str]:
    """Say why this quarter and that of last year cannot be compared; nothing where they can.

    Examples
    --------
    >>> whole = Coverage("M", ("April 2018", "May 2018", "June 2018"), (), ())
    >>> nothing = pd.DataFrame(columns=["crimes", "whole"], index=pd.PeriodIndex([], freq="Q-MAR"))
    >>> season_gaps(nothing, whole, "2018-19-Q1")
    ['The same quarter of last year was not supplied, so there is nothing to compare with.']
    """
    reasons = [why_not(found)] if why_not(found) else []
    before = quarters.reindex([quarter_period(quarter) - 4]).iloc[0]
    if before.get("withheld") == True:  # noqa: E712  missing is neither
        why = "Of the same quarter of last year a count was withheld or is missing, so nothing is compared with it."
        return [*reasons, why]
    if pd.isna(before["crimes"]) and not before.get("months", 0) > 0:
        return [
            *reasons,
            "The same quarter of last year was not supplied, so there is nothing to compare with.",
        ]
    if not before["whole"]:
        what = "may have been supplied in part" if before["months"] == 3 else "lacks a month"
        return [*reasons, f"The same quarter of last year {what}, so nothing is compared with it."]
    return reasons


def recording_words(mix: pd.DataFrame) -> list[str]:
    """Say which categories were in use in one of two quarters only; nothing where the recording is the same.

    Examples
    --------
    >>> recording_words(pd.DataFrame({"in_series": [True, False]}, index=["Theft", "Drugs"]))
    ['The recording changed between the two quarters: Drugs was in use in one of them only.']
    """
    named = mix.get("named", pd.Series(True, index=mix.index)).astype(bool)
    new, lost = (
        tuple(str(group) for group in mix.index[chosen & ~mix["in_series"].astype(bool)])
        for chosen in (named, ~named)
    )
    verb = "was" if len(new) == 1 else "were"
    words = (
        f"The recording changed between the two quarters: {joined(new)} {verb} in use in one of them only."
    )
    doubt = (
        f"The recording may have changed between the two quarters: {joined(lost)} only in one of them, too often for "
        "chance."
    )
    return [*([words] if new else []), *([doubt] if lost else [])]


def rolling_table(rolling: pd.DataFrame, quarter: str) -> Table | Sentence:
    """Show the latest twelve months, or four quarters, against those before.

    `rolling` comes from `iomlib.metrics.season.rolling_year`.
    """
    known = latest(rolling, quarter)
    if not len(known):
        return Sentence(
            style="missing",
            sentences=[
                "No two whole years end in this quarter: a month of them was not supplied, may be in part, or "
                "has a count that was withheld. "
                "So no change over a year is stated."
            ],
            disclosure="method",
        )
    made = table(
        percent(known).set_index(pd.Index(["latest"])),
        change_columns("The year before", "Latest year"),
        id="rolling_year",
        caption="Recorded crime, latest twelve months against the twelve before",
        index="Twelve months to",
        labels={"latest": year_end(known)},
        disclosure="crimes",
        notes=[CHANGE_NOTE, TOO_NARROW],
    )
    return sourced(made, RECORDED)


def latest(rolling: pd.DataFrame, quarter: str) -> pd.DataFrame:
    """Keep the last comparison of two whole years that ends in the quarter; no rows where there is none."""
    if not len(rolling):
        return rolling
    inside = pd.PeriodIndex(rolling.index).asfreq("Q-MAR") == quarter_period(quarter)
    return rolling[inside & rolling["ratio"].notna()].tail(1)


def percent(compared: pd.DataFrame) -> pd.DataFrame:
    """Add the interval of the ratio as percent of change: ``low`` and ``high``."""
    return compared.assign(low=100 * (compared["lower"] - 1), high=100 * (compared["upper"] - 1))


def change_columns(before: str, after: str) -> list[Column]:
    """List the columns of a comparison of two counts."""
    return [
        Column("before", before, "count"),
        Column("after", after, "count"),
        Column("change", "Change", "signed", places=0),
        Column("change_percent", "Change (%)", "percent", bounds=("low", "high")),
        Column("range", "95% interval", "percent", bounds=("low", "high"), show_interval=True),
    ]


def season_words(against: pd.DataFrame, rolling: pd.DataFrame, found: Coverage, quarter: str) -> list[str]:
    """Word both changes for the headline; nothing where neither can be told."""
    said = []
    if against["ratio"].notna().all():
        said.append(_changed(against.iloc[0], "", "in the same quarter of last year"))
    known = latest(rolling, quarter)
    if len(known):
        said.append(
            _changed(known.iloc[0], f" in the twelve months to {year_end(known)}", "in the year before")
        )
    return said if said or found.whole else EMPTY


def period_name(period: pd.Period) -> str:
    """Write a month, or a financial quarter, for a reader.

    Examples
    --------
    >>> period_name(pd.Period("2018-04", "M")), period_name(pd.Period("2019Q1", "Q-MAR"))
    ('April 2018', '2018/19 Q1')
    """
    if period.freqstr == MONTHS:
        return str(period.strftime("%B %Y"))
    return f"{period.qyear - 1}/{period.qyear % 100:02} Q{period.quarter}"


def year_end(known: pd.DataFrame) -> str:
    """Write the month in which the latest year ends."""
    return str(pd.PeriodIndex(known.index)[-1].end_time.strftime("%B %Y"))


def _changed(row: "pd.Series[float]", when: str, than: str) -> str:
    limits = interval(100 * (row["lower"] - 1), 100 * (row["upper"] - 1), "percent")
    doubt = f" (95% interval of the change {limits})"
    if row["change"] == 0:
        return f"As many crimes were recorded{when} as {than}{doubt}."
    size = write(abs(row["change"]), "count")
    share = write(abs(row["change_percent"]), "percent")
    way = "more" if row["change"] > 0 else "fewer"
    return f"{size} ({share}) {way} crimes were recorded{when} than {than}{doubt}."
