"""National Indicators: convictions of the year's cohort from records, and offences against what was predicted."""

import math

import pandas as pd

from iomlib.blocks import Disclosure, Figure, Sentence, Table
from iomlib.disclosure.profile import Profile
from iomlib.metrics.counts import with_shares
from iomlib.metrics.followed import Followed
from iomlib.metrics.indicators import track_target
from iomlib.periods import Quarter
from iomlib.report.convictions import kind_of, verdict
from iomlib.report.formats import agreed_places, day, interval, write
from iomlib.report.frames import Column, figure, named_sources, slug, slugs, sourced, table
from iomlib.report.said import Said, in_band
from iomlib.report.scheme import withheld, withheld_words
from iomlib.report.scheme_safe import Scheme
from iomlib.report.scheme_sums import System, rest
from iomlib.report.withholding import AWAY, published

RECORDS = "data/enrolments, data/convictions"
INPUTS = "data/predicted_offending.csv"
COHORT = "ppo"  # the list of the cohort of National Indicator 30
NOTHING = "No offending against a prediction (NI 18, NI 38) was supplied for this quarter."
NAMES = {"ni18": "NI 18, adults under probation", "ni38": "NI 38, class A drug misusers"}
_VERDICT = {
    "better than predicted": "fewer than predicted",
    "worse than predicted": "more than predicted",
    "no clear difference": "no clear difference",
    "no data": "no data",
}


def counted(followed: Followed, name: str) -> System:
    """Count the cohort of the year and who of it was convicted, for `iomlib.report.scheme_safe.protect`.

    Parameters
    ----------
    followed
        What `iomlib.metrics.followed.follow` gave of the PPO list.
    name
        The list that the page is about: the cohort was on it or is on it still, if it is that one.

    Examples
    --------
    >>> from iomlib.metrics.intervals import wilson
    >>> rows = pd.DataFrame({"convictions": []})
    >>> counted(Followed(40.0, rows, wilson(22, 40), 247.0), "ppo").counts["cohort.convicted"]
    22.0
    """
    share, people = followed.convicted.value, followed.people
    if math.isnan(share):
        return System({}, [], {})
    key = _cohort(name)
    made = System({key: people, f"{key}.convicted": float(round(share * people))}, [], {})
    rest(made, key, f"{key}.convicted")
    return made


def _cohort(name: str) -> str:
    return "cohort" if name == COHORT else f"{COHORT}.cohort"


def target_sentence(target: pd.DataFrame, tracked: pd.DataFrame, rule: Profile) -> Sentence:
    """Say what the year's ceiling is, where it is known and no quarter can be held against it yet."""
    if not len(target) or len(tracked):
        return Sentence(sentences=[])
    aim = target.iloc[0]
    printed = bool((target["published"] == "yes").all())
    if few_of(target, rule):
        said = withheld_words("The ceiling of this year", rule.threshold)
        return Sentence(sentences=[said], disclosure="events")
    ceiling = track_target(pd.Series([0.0]), target)["ceiling"].iloc[0]
    baseline, people = (write(aim[key], "count") for key in ("baseline", "cohort_size"))
    # How many they are, another part of the page may withhold.
    cohort = f" of {people} people" if printed or rule.open else ""
    asked = aim["reduction_percent"]
    reduction, places = write(asked, "percent", agreed_places(asked)), agreed_places(asked)
    said = (
        f"The ceiling of this year is {write(ceiling, 'count')}: {baseline} convictions{cohort} in the year "
        f"before, less {reduction}, rounded down ({named_sources(target)}). No "
        "quarter can be held against it yet."
    )
    figures = [
        figure("ni30.year_ceiling", ceiling, "count", method="NI 30"),
        figure("ni30.year_baseline", aim["baseline"], "events", method="convictions in the year before"),
        figure("ni30.year_reduction", asked, "percent", places=places, method="as agreed"),
        *([figure("ni30.year_cohort", aim["cohort_size"], "number", places=0)] if cohort else []),
    ]
    kind: Disclosure = "published" if printed else "events"
    return sourced(Sentence(sentences=[said], disclosure=kind, figures=figures), "data/targets.csv")


def few_of(target: pd.DataFrame, rule: Profile) -> bool:
    """Say whether a target is of so few people that only a published one is shown.

    Examples
    --------
    >>> from iomlib.disclosure.profile import committee
    >>> few_of(pd.DataFrame({"cohort_size": [8], "published": ["no"]}), committee())
    True
    """
    return bool((rule.small(target["cohort_size"].min()) & (target["published"] != "yes")).any())


def ni30_words(
    target: pd.DataFrame, tracked: pd.DataFrame, returns: pd.DataFrame, rule: Profile
) -> list[str]:
    """Word the year so far for the headline: which offences are counted, and where the year may end.

    Records hold the quarters whose offences the courts have had some time for, so the latest is named.
    """
    if len(target) and (few_of(target, rule) or (len(tracked) and kind_of(target, returns, rule) is None)):
        return AWAY
    if not len(tracked):
        told = target_sentence(target, tracked, rule)
        cites = [made.id for made in told.figures]
        return Said([f"{said.partition(' (')[0]}." for said in told.sentences], cites=cites)
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


def followed_sentence(followed: Followed, shown: Scheme) -> Sentence:
    """Say how many of the cohort were convicted at all.

    `followed` comes from `iomlib.metrics.followed.follow`, `shown` from `iomlib.report.scheme_safe.protect` of a page
    with what is `counted` of it.
    """
    made, key = counted(followed, shown.name), _cohort(shown.name)
    if not made.counts:
        return Sentence(sentences=[])
    rows = pd.DataFrame({"people": [made.counts[f"{key}.convicted"]], "out_of": [made.counts[key]]})
    gone = [0] if {key, f"{key}.convicted"} & shown.away else []
    row = published(with_shares(rows), gone, shown.rule).iloc[0]
    if row["withheld"]:
        return withheld("How many of the people on the list on 1 April were convicted", shown.rule)
    told, figures = row.get("share_band"), list[Figure]()
    if isinstance(told, str):
        figures.append(in_band(figure("ni30.convicted_share", math.nan, "share"), told))
    if not isinstance(told, str):
        bounds = (row["lower"], row["upper"])
        part = {"bounds": bounds, "confidence": row["confidence"], "method": row["method"]}
        figures.append(figure("ni30.convicted_share", row["share"], "share", **part))
        told = f"{write(row['share'], 'share')}; 95% interval {interval(*bounds, 'share')}"
    figures += [figure(f"ni30.{name}", row[key], "number", places=0) for name, key in _FOLLOWED]
    said = (
        f"Of the {write(row['out_of'], 'count')} people on the list on 1 April, {write(row['people'], 'count')} "
        f"({told}) were convicted of an offence of these quarters."
    )
    return sourced(Sentence(sentences=[said], disclosure="people", figures=figures), RECORDS)


_FOLLOWED = [("followed", "out_of"), ("convicted", "people")]


def before_sentence(followed: Followed, target: pd.DataFrame, rule: Profile) -> Sentence:
    """Say what the records say of the year before; nothing of a cohort of few people."""
    if math.isnan(followed.before) or rule.small(followed.people):
        return Sentence(sentences=[])
    made = figure("ni30.records_before", followed.before, "count", method="counted in the records")
    said = _before(followed.before, target)
    return sourced(Sentence(sentences=[said], disclosure="events", figures=[made]), RECORDS)


def _before(before: float, target: pd.DataFrame) -> str:
    printed = float(target["baseline"].iloc[0]) if len(target) else before
    differs = "" if printed == before else f"; the target takes {write(printed, 'count')}"
    count = write(before, "count")
    return (
        f"For offences of the year before, the records hold {count} convictions of the same people{differs}."
    )


def predicted_table(predicted: pd.DataFrame, rule: Profile) -> Table | Sentence:
    """Show offences against the number that was predicted, with exact limits.

    `predicted` comes from `iomlib.metrics.predicted.against_predicted` of `tables.read_predicted`.
    A cohort of few people is withheld: their offences are theirs.
    """
    if not len(predicted):
        return Sentence(style="missing", sentences=[NOTHING])
    few = predicted["cohort_size"].map(rule.small).astype(bool)
    ids = slugs(f"{row.indicator} {row.period_end:%Y-%m}" for row in predicted.itertuples())
    rows = predicted.assign(
        withheld=few,
        cohort_size=predicted["cohort_size"].map(rule.shown),
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
        disclosure="events",
        notes=_notes(predicted, few, rule),
        labels=dict(zip(ids, _periods(predicted), strict=True)),
    )
    return sourced(made, INPUTS)


def _periods(rows: pd.DataFrame) -> list[str]:
    periods = zip(rows["indicator"], rows["period_start"], rows["period_end"], strict=True)
    return [f"{NAMES.get(name, name)}, {day(first)} to {day(last)}" for name, first, last in periods]


def _notes(predicted: pd.DataFrame, few: "pd.Series[bool]", rule: Profile) -> list[str]:
    return [
        "1.00 is as predicted. The limits are exact (Poisson), take the prediction for certain and offences for "
        "independent; offences of one person come in clusters, so the true doubt is larger. Fewer offences than "
        "predicted do not say what came of any scheme.",
        *([f"Withheld: a cohort of fewer than {rule.threshold} people."] if few.any() else []),
        *(
            []
            if rule.open
            else [f"People are rounded to the nearest {rule.base}; offences are shown as counted."]
        ),
        f"Sources: {named_sources(predicted)}.",
    ]


def predicted_words(predicted: pd.DataFrame, rule: Profile) -> list[str]:
    """Word the latest period of each indicator for the headline."""
    if not len(predicted):
        return []
    known = predicted[predicted["ratio"].notna() & ~predicted["cohort_size"].map(rule.small).astype(bool)]
    latest = known.sort_values("period_end", kind="stable").drop_duplicates("indicator", keep="last")
    said = [
        f"{NAMES.get(row['indicator'], row['indicator']).split(',')[0]}: {write(row['offences'], 'count')} offences, "
        f"{write(row['predicted'], 'number', 0)} predicted; the ratio is {write(row['ratio'], 'number')} (95% interval "
        f"{interval(row['lower'], row['upper'], 'number')}), {_VERDICT[row['verdict']]}."
        for _, row in latest.sort_values("indicator").iterrows()
    ]
    expected = zip(latest["indicator"], latest["predicted"], strict=True)
    return Said(
        said,
        [figure(f"predicted.{slug(str(name))}.whole", number, "events") for name, number in expected],
    )
