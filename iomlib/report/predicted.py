"""National Indicators: convictions of the year's cohort from records, and offences against what was predicted."""

import math

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.metrics.followed import Followed
from iomlib.metrics.indicators import track_target
from iomlib.periods import Quarter
from iomlib.report.convictions import verdict
from iomlib.report.formats import day, interval, write
from iomlib.report.frames import Column, figure, named_sources, slugs, sourced, table

RECORDS = "data/enrolments, data/convictions"
INPUTS = "data/predicted_offending.csv"
NOTHING = "No offending against a prediction (NI 18, NI 38) was supplied for this quarter."
NAMES = {"ni18": "NI 18, adults under probation", "ni38": "NI 38, class A drug misusers"}
_VERDICT = {
    "better than predicted": "fewer than predicted",
    "worse than predicted": "more than predicted",
    "no clear difference": "no clear difference",
    "no data": "no data",
}


def target_sentence(target: pd.DataFrame, tracked: pd.DataFrame) -> Sentence:
    """Say what the year's ceiling is, where it is known and no quarter can be held against it yet."""
    if not len(target) or len(tracked):
        return Sentence(sentences=[])
    aim = target.iloc[0]
    ceiling = track_target(pd.Series([0.0]), target)["ceiling"].iloc[0]
    baseline, people = (write(aim[key], "count") for key in ("baseline", "cohort_size"))
    said = (
        f"The ceiling of this year is {write(ceiling, 'count')}: {baseline} convictions of {people} people in the year "
        f"before, less {write(aim['reduction_percent'], 'percent', 0)}, rounded down ({named_sources(target)}). No "
        "quarter can be held against it yet."
    )
    made = figure("ni30.year_ceiling", ceiling, "count", method="NI 30")
    return sourced(Sentence(sentences=[said], disclosure="crimes", figures=[made]), "data/targets.csv")


def ni30_words(target: pd.DataFrame, tracked: pd.DataFrame) -> list[str]:
    """Word the year so far for the headline: which offences are counted, and where the year may end.

    Records hold the quarters whose offences the courts have had some time for, so the latest is named.
    """
    if not len(tracked):
        return [f"{said.partition(' (')[0]}." for said in target_sentence(target, tracked).sentences]
    row = tracked.iloc[-1]
    if math.isnan(row["to_date"]):
        return []
    months = Quarter.parse(str(tracked.index[-1])).label.partition("(")[2].rstrip(")")
    quarter, year, ceiling = (write(row[key], "count") for key in ("convictions", "to_date", "ceiling"))
    return [
        f"Convictions of prolific and other priority offenders for offences of {months}: {quarter}, and since April "
        f"{year}; the ceiling for the year is {ceiling}.",
        verdict(tracked),
    ]


def followed_sentence(followed: Followed, target: pd.DataFrame, minimum: int) -> Sentence:
    """Say how many of the cohort were convicted at all, and what the records say of the year before.

    `followed` comes from `iomlib.metrics.followed.follow`, `target` from `tables.read_target`.
    """
    share, people, before = followed.convicted, followed.people, followed.before
    if math.isnan(share.value) or 0 < people < minimum:
        return Sentence(sentences=[])
    number, said, figures = round(share.value * people), [], []
    if not (0 < number < minimum or 0 < people - number < minimum):
        bounds = (share.lower, share.upper)
        part = {"bounds": bounds, "confidence": share.confidence, "method": share.method}
        figures.append(figure("ni30.convicted_share", share.value, "share", **part))  # type: ignore[arg-type]
        said.append(
            f"Of the {write(people, 'count')} people on the list on 1 April, {write(number, 'count')} "
            f"({write(share.value, 'share')}; 95% interval {interval(*bounds, 'share')}) were convicted of an "
            "offence of these quarters."
        )
    if not math.isnan(before):
        figures.append(figure("ni30.records_before", before, "count", method="counted in the records"))
        said.append(_before(before, target))
    return sourced(Sentence(sentences=said, disclosure="crimes", figures=figures), RECORDS)


def _before(before: float, target: pd.DataFrame) -> str:
    printed = float(target["baseline"].iloc[0]) if len(target) else before
    differs = "" if printed == before else f"; the target takes {write(printed, 'count')}"
    count = write(before, "count")
    return (
        f"For offences of the year before, the records hold {count} convictions of the same people{differs}."
    )


def predicted_table(predicted: pd.DataFrame, minimum: int) -> Table | Sentence:
    """Show offences against the number that was predicted, with exact limits.

    `predicted` comes from `iomlib.metrics.predicted.against_predicted` of `tables.read_predicted`.
    A cohort of fewer than `minimum` people is withheld: their offences are theirs.
    """
    if not len(predicted):
        return Sentence(style="missing", sentences=[NOTHING])
    few = predicted["cohort_size"].between(1, minimum - 1)
    ids = slugs(f"{row.indicator} {row.period_end:%Y-%m}" for row in predicted.itertuples())
    rows = predicted.assign(
        withheld=few,
        told=["" if hide else _VERDICT[word] for word, hide in zip(predicted["verdict"], few, strict=True)],
    )
    made = table(
        rows.set_index(pd.Index(ids)),
        [
            Column("cohort_size", "People", "count"),
            Column("offences", "Offences", "count"),
            Column("predicted", "Predicted", "number", places=1),
            Column("ratio", "Offences over predicted", "number", bounds=("lower", "upper")),
            Column("range", "95% interval", "number", bounds=("lower", "upper"), show_interval=True),
            Column("told", "The interval says"),
        ],
        id="predicted",
        caption="Proven offences against the number predicted",
        index="Indicator and period",
        disclosure="crimes",
        notes=_notes(predicted, few, minimum),
        labels=dict(zip(ids, _periods(predicted), strict=True)),
    )
    return sourced(made, INPUTS)


def _periods(rows: pd.DataFrame) -> list[str]:
    periods = zip(rows["indicator"], rows["period_start"], rows["period_end"], strict=True)
    return [f"{NAMES.get(name, name)}, {day(first)} to {day(last)}" for name, first, last in periods]


def _notes(predicted: pd.DataFrame, few: "pd.Series[bool]", minimum: int) -> list[str]:
    return [
        "1.00 is as predicted. The limits are exact (Poisson), take the prediction for certain and offences for "
        "independent; offences of one person come in clusters, so the true doubt is larger. Fewer offences than "
        "predicted do not say what came of any scheme.",
        *([f"Withheld: a cohort of fewer than {minimum} people."] if few.any() else []),
        f"Sources: {named_sources(predicted)}.",
    ]


def predicted_words(predicted: pd.DataFrame, minimum: int) -> list[str]:
    """Word the latest period of each indicator for the headline."""
    if not len(predicted):
        return []
    known = predicted[predicted["ratio"].notna() & ~predicted["cohort_size"].between(1, minimum - 1)]
    latest = known.sort_values("period_end", kind="stable").drop_duplicates("indicator", keep="last")
    return [
        f"{NAMES.get(row['indicator'], row['indicator']).split(',')[0]}: {write(row['offences'], 'count')} offences, "
        f"{write(row['predicted'], 'number', 0)} predicted; the ratio is {write(row['ratio'], 'number')} (95% interval "
        f"{interval(row['lower'], row['upper'], 'number')}), {_VERDICT[row['verdict']]}."
        for _, row in latest.sort_values("indicator").iterrows()
    ]
