"""Convictions of prolific and other priority offenders against the year's ceiling (NI 30)."""

from math import isnan

import pandas as pd

from iomlib.blocks import Chart, Disclosure, Figure, Sentence, Table
from iomlib.disclosure.profile import Profile
from iomlib.periods import Quarter
from iomlib.report.chart_words import course, numbers, range_of
from iomlib.report.charts import towards_ceiling
from iomlib.report.formats import WITHHELD, agreed_places, interval, p_value, write
from iomlib.report.frames import Column, figure, named_sources, sourced, table
from iomlib.report.said import p_figure
from iomlib.report.withholding import AWAY

INPUTS = "data/indicator_counts.csv, data/targets.csv"
NOTHING = (
    "No convictions of prolific and other priority offenders, or no baseline to hold them against, were "
    "supplied for this quarter."
)
FEW = (
    "Withheld: these are convictions of a group of fewer than {} people, so they would tell of single people. Only the "
    "restricted edition shows them."
)


def latest_figures(tracked: pd.DataFrame) -> list[Figure]:
    """Record the figures of the quarter that the report is about."""
    row = tracked.iloc[-1] if len(tracked) else pd.Series(dtype="float64")
    counts = ("ceiling", "convictions", "to_date")
    made = [figure(f"ni30.{key}", row.get(key), "count", method="NI 30") for key in counts]
    method = str(row.get("method", "")) or None
    for key in ("variance_quarter", "variance_to_date"):
        made.append(figure(f"ni30.{key}", row.get(key), "signed", method="less an even share of the ceiling"))
    over = row.get("over_ceiling")
    made.append(figure("ni30.over_ceiling", over, "signed", places=0, method="projection less ceiling"))
    bounds = (row.get("projection_lower"), row.get("projection_upper"))
    confidence = row.get("confidence")
    made.append(
        figure(
            "ni30.projection",
            row.get("projection"),
            "count",
            bounds=bounds,
            confidence=confidence,
            method=method,
        )
    )
    p = figure("ni30.dispersion_p", row.get("dispersion_p"), "number", places=4, method="chi-squared")
    made.append(p_figure(p))
    return made


def kind_of(target: pd.DataFrame, returns: pd.DataFrame, rule: Profile) -> Disclosure | None:
    """Say as what an edition may show convictions of a group; None where it may not.

    Convictions are events. They are shown as they are where the group that they are of has people enough, and so
    where all of them, with the target, are published already. Of a smaller group they are withheld. Returns that were
    counted in the records have ``people``: how many they are of, whatever the target says.

    Examples
    --------
    >>> from iomlib.disclosure.profile import committee
    >>> target = pd.DataFrame({"cohort_size": [9], "published": ["yes"]})
    >>> returns = pd.DataFrame({"published": ["yes", "no"]})
    >>> kind_of(target, returns, committee()) is None, kind_of(target, returns[:1], committee())
    (True, 'published')
    """
    sizes = [*target["cohort_size"], *(returns["people"].dropna() if "people" in returns else ())]
    if min(sizes) >= rule.threshold:
        return "events"
    marks = [*target["published"], *returns["published"].dropna()]
    return "published" if all(mark == "yes" for mark in marks) else None


def convictions_table(
    tracked: pd.DataFrame, target: pd.DataFrame, returns: pd.DataFrame, rule: Profile
) -> Table | Sentence:
    """Show each quarter of the year so far against the ceiling.

    `tracked` comes from `iomlib.metrics.indicators.track_target`, `target` and `returns` from
    `iomlib.tables` (`read_target`, `read_convictions`), `rule` from `read_profile`.
    """
    figures = latest_figures(tracked)
    kind = kind_of(target, returns, rule) if len(tracked) else None
    if kind is None:
        gone = {"value": None, "lower": None, "upper": None, "confidence": None, "text": WITHHELD}
        said = FEW.format(rule.threshold) if len(tracked) else NOTHING
        figures = [each.model_copy(update=gone) for each in figures] if len(tracked) else figures
        missing = Sentence(style="missing", sentences=[said], disclosure="events", figures=figures)
        return sourced(missing, INPUTS)
    made = table(
        tracked,
        _columns(),
        id="ni30",
        caption=f"Convictions against the year's ceiling of {write(tracked['ceiling'].iloc[0], 'count')}",
        index="Quarter",
        disclosure=kind,
        notes=_notes(tracked, target, returns, rule),
        labels={str(id): _quarter(str(id)) for id in tracked.index},
    )
    figures = [*figures, *made.figures, *_aimed(tracked, target, rule)]
    return sourced(made.model_copy(update={"figures": figures}), INPUTS)


def _aimed(tracked: pd.DataFrame, target: pd.DataFrame, rule: Profile) -> list[Figure]:
    """Record what the ceiling is made of, as the notes say it."""
    aim = target.iloc[0]
    asked = aim["reduction_percent"]
    cohort = [figure("ni30.cohort", aim["cohort_size"], "number", places=0)] if _cohort(aim, rule) else []
    return [
        figure("ni30.baseline", aim["baseline"], "events", method="convictions in the year before"),
        figure("ni30.reduction", asked, "percent", places=agreed_places(asked), method="as agreed"),
        figure("ni30.quarter_share", tracked["ceiling"].iloc[0] / 4, "number", method="ceiling / 4"),
        *cohort,
    ]


def _columns() -> list[Column]:
    bounds = ("projection_lower", "projection_upper")
    return [
        Column("convictions", "Convictions", "count"),
        Column("to_date", "So far", "count"),
        Column("variance_quarter", "Quarter above (+) or below (−) share", "signed"),
        Column("variance_to_date", "So far above (+) or below (−) share", "signed"),
        Column("projection", "Year at this rate", "count", bounds=bounds),
        Column("projection_range", "95% interval of the year", "count", bounds=bounds, show_interval=True),
        Column("over_ceiling", "Year at this rate, less the ceiling", "signed", places=0),
    ]


def _notes(tracked: pd.DataFrame, target: pd.DataFrame, returns: pd.DataFrame, rule: Profile) -> list[str]:
    aim = target.iloc[0]
    baseline = write(aim["baseline"], "count")
    ceiling = write(tracked["ceiling"].iloc[0], "count")
    reduction = write(aim["reduction_percent"], "percent", agreed_places(aim["reduction_percent"]))
    return [
        f"Ceiling: {baseline} convictions in the year before, less {reduction}, rounded down, is {ceiling}; "
        f"{ceiling} itself meets it.{_cohort(aim, rule)}",
        f"Share: a quarter of the ceiling is {write(tracked['ceiling'].iloc[0] / 4, 'number')}. Year at this rate: "
        "convictions so far, as if the rest of the year went on alike, with its exact Poisson prediction "
        "interval. Convictions reach the records late, so the latest number may still rise.",
        dispersion_words(tracked),
        *_published(target, returns, rule),
        f"Sources: {named_sources(pd.concat([target, returns]))}.",
    ]


def _cohort(aim: "pd.Series[float]", rule: Profile) -> str:
    """Say how many people it is of, where that is public: another part of the page may withhold it."""
    if not rule.open and str(aim["published"]) != "yes":
        return ""
    return f" Cohort: {write(aim['cohort_size'], 'count')} people."


def _published(target: pd.DataFrame, returns: pd.DataFrame, rule: Profile) -> list[str]:
    marks = [*target["published"], *returns["published"].dropna()]
    if rule.open or not all(mark == "yes" for mark in marks):
        return []
    return [
        "Convictions, ceiling and number of people are public already: they stand in the sources named below."
    ]


def dispersion_words(tracked: pd.DataFrame) -> str:
    """Say whether the quarters are alike enough to be carried forward."""
    row = tracked.iloc[-1]
    p = row["dispersion_p"]
    if len(tracked) == 1:
        return "One quarter alone cannot say whether convictions come at a steady rate."
    if isnan(p):
        return "The quarters cannot be tested: a return is missing, or there are no convictions."
    if p >= 0.05:
        return f"The quarters differ no more than chance would make them differ ({p_value(p)})."
    return (
        f"The quarters differ more than chance would make them differ ({p_value(p)}): there is no steady rate, "
        "and neither the projection nor its interval can be relied on."
    )


def verdict(tracked: pd.DataFrame) -> str:
    """Word the projection: on track is a statement about the interval and about a steady rate."""
    row = tracked.iloc[-1]
    if isnan(row["to_date"]):
        return "A quarter's return is missing: nothing can be said about the year."
    year = write(row["projection"], "count")
    limits = interval(row["projection_lower"], row["projection_upper"], "count")
    lead = f"At the rate so far the year would end at {year} (95% interval {limits})"
    if len(tracked) == 4:
        under = row["to_date"] <= row["ceiling"]
        return f"The year ended at {year}, {'within' if under else 'above'} the ceiling."
    if row["dispersion_p"] < 0.05:
        return (
            "The quarters differ more than chance would make them differ, so nothing can be said of where the "
            "year will end, and the latest number may still rise."
        )
    return f"{lead}. {_on_track(row)}"


def _on_track(row: "pd.Series[float]") -> str:
    under, over = row["projection_upper"] <= row["ceiling"], row["projection_lower"] > row["ceiling"]
    if not under and not over:
        return "The interval holds the ceiling, so it is too early to say whether the scheme is on track."
    if isnan(row["dispersion_p"]):
        return "No steady rate can be shown yet, so it is too early to say whether the scheme is on track."
    side, state = ("within", "on track") if under else ("above", "not on track")
    return f"The whole interval is {side} the ceiling, so the scheme is {state}."


def convictions_words(
    tracked: pd.DataFrame, target: pd.DataFrame, returns: pd.DataFrame, rule: Profile
) -> list[str]:
    """Word the year so far and where it may end; nothing where it is not known. Arguments: `convictions_table`."""
    if not len(tracked) or isnan(tracked["to_date"].iloc[-1]):
        return []
    if kind_of(target, returns, rule) is None:
        return AWAY
    row = tracked.iloc[-1]
    quarter, year = write(row["convictions"], "count"), write(row["to_date"], "count")
    return [
        f"Prolific and other priority offenders were convicted of {quarter} offences in the quarter and "
        f"{year} since April; the ceiling for the year is {write(row['ceiling'], 'count')}.",
        verdict(tracked),
    ]


_DRAWN = [
    Column("to_date", "Convictions since 1 April", "count"),
    Column("range", "95% interval", number=True),
]


def _state(tracked: pd.DataFrame) -> str:
    row = tracked.iloc[-1]
    if len(tracked) == 4:
        return f"the year ended {'within' if row['to_date'] <= row['ceiling'] else 'above'} it"
    if row["dispersion_p"] < 0.05:
        return "the quarters differ too much to say where the year will end"
    said = _on_track(row)
    early = "too early to say whether the scheme is on track"
    return early if early in said else said.rpartition("so ")[2].removesuffix(".")


def _finding(tracked: pd.DataFrame) -> str:
    """Shorten the verdict: what can be said of the year, and no more."""
    row = tracked.iloc[-1]
    so_far, ceiling = write(row["to_date"], "count"), write(row["ceiling"], "count")
    return f"{so_far} convictions since 1 April, of a ceiling of {ceiling} for the year: {_state(tracked)}"


def _quarter(id: str) -> str:
    return Quarter.parse(id).label.split(" ", 1)[1]


def _drawn(tracked: pd.DataFrame, *, drawn: bool) -> pd.DataFrame:
    """List what the chart draws: the sums, the year at this rate where it is drawn, and the ceiling."""
    last = tracked.iloc[-1]
    rows = tracked[["to_date"]].rename(index=_quarter).astype("float64")
    rows = rows.assign(lower=float("nan"), upper=float("nan"))
    if drawn:
        bounds = (last["projection"], last["projection_lower"], last["projection_upper"])
        rows.loc["Year at this rate"] = [float(value) for value in bounds]
    rows.loc["Ceiling of the year"] = [float(last["ceiling"]), float("nan"), float("nan")]
    return rows.assign(range=[range_of(row, "count") for _, row in rows.iterrows()])


def convictions_chart(
    tracked: pd.DataFrame, target: pd.DataFrame, returns: pd.DataFrame, rule: Profile
) -> Chart | Sentence:
    """Draw the year so far, the ceiling and the interval. Arguments: `convictions_table`."""
    kind = kind_of(target, returns, rule) if len(tracked) else None
    if kind is None or isnan(tracked["to_date"].iloc[-1]):
        return Sentence(sentences=[], disclosure="method")
    row = tracked.iloc[-1]
    so_far = ", ".join(write(count, "count") for count in tracked["to_date"])
    ceiling = write(row["ceiling"], "count")
    limits = interval(row["projection_lower"], row["projection_upper"], "count")
    drawn = len(tracked) < 4 and not row["dispersion_p"] < 0.05
    sums = tracked["to_date"].rename(index=_quarter)
    rest = f" At this rate the year ends at {write(row['projection'], 'count')}, 95% interval {limits}."
    if not drawn:
        rest = "" if len(tracked) == 4 else " The quarters differ too much to show where the year will end."
    return Chart(
        id="ni30_chart",
        caption=_finding(tracked),
        shows="Convictions of the year, added up by quarter, the year's ceiling"
        + (" and where the year would end at this rate, with its 95% interval" if drawn else ""),
        **numbers(_drawn(tracked, drawn=drawn), _DRAWN, "Quarter"),
        alt=(
            f"Line chart. Convictions add up to {so_far} by quarter; the ceiling of the year is "
            f"{ceiling}.{rest}{course(sums, 'count')}"
        ),
        svg=towards_ceiling(tracked, float(row["ceiling"]), projected=drawn),
        disclosure=kind,
    )
