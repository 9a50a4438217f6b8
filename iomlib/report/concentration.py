"""How arrests are spread over people: bars, a curve, and the share of those with most."""

from collections.abc import Sequence
from math import isnan

import pandas as pd

from iomlib.blocks import Chart, Figure, Sentence
from iomlib.metrics.concentration import ARRESTED
from iomlib.report.bands import Bands
from iomlib.report.chart_words import extremes, numbers
from iomlib.report.distribution_charts import distribution_bars, lorenz_curve
from iomlib.report.formats import half_up, write
from iomlib.report.frames import Column, figure, slug, sourced
from iomlib.report.withholding import rounding

INPUTS = "data/arrests"
NO_ARRESTS = "No arrests of this group were supplied, so nothing is said of how they are spread."
CHANCE = (
    "Chance alone makes some people be arrested more often than others, so the Gini coefficient is above 0 even where "
    "all are alike. An arrest is neither a crime nor a conviction."
)
_TELL = {"arrested": "those arrested", "everybody": "everybody, arrested or not"}


def arrests_chart(found: Bands, group: str, when: str) -> Chart | Sentence:
    """Draw how many people were arrested how often.

    `found` comes from `iomlib.report.bands.shown`; `group` and `when` name the people and the period.
    """
    drawn = found.rows[~found.rows["withheld"]]
    if not len(drawn):
        return _nothing(found, group)
    if (
        not found.one and len(found.rows) == 1 and found.rows["last"].isna().all()
    ):  # one bar would say nothing
        return _one_bar(found, group)
    names = [_band(first, last) for first, last in drawn[["first", "last"]].itertuples(index=False)]
    people = [int(count) for count in drawn["people"]]
    told = "; ".join(f"{name}: {write(count, 'count')}" for name, count in zip(names, people, strict=True))
    bars = pd.Series(people, index=names, dtype="float64")
    figures = [
        figure(f"arrests_of.{slug(name)}.people", count, "count")
        for name, count in zip(names, people, strict=True)
    ]
    made = Chart(
        id="arrest-distribution",
        caption=_finding(names, people, found.size),
        shows=f"{group}: people by number of arrests, {when}",
        alt=f"Bar chart of {_people(found.size)} by number of arrests. {told}.{_together(found)}"
        + extremes(bars, "count"),
        **numbers(bars.to_frame("people"), [Column("people", "People", "count")], "Arrests of one person"),
        svg=distribution_bars(names, people),
        disclosure="people",
        figures=[*figures, *_all_told(found, "arrests_of.all")],
    )
    return sourced(made, INPUTS)


def _all_told(found: Bands, id: str) -> list[Figure]:
    """Record how many people there are in all, and the most arrests of one where every number stands apart."""
    most = found.rows["last"].max() if found.one else float("nan")
    told = {id: found.size, f"{id}_most": most}
    return [figure(name, value, "number", places=0) for name, value in told.items() if not isnan(value)]


def _people(size: float) -> str:
    return "people" if isnan(size) else f"{write(size, 'count')} people"


def _together(found: Bands) -> str:
    """Say how the bars of a public page were made."""
    if found.one:
        return ""
    said = f" Numbers that fewer than {found.rule.threshold} people have are drawn together."
    lost = " Bars that would tell of so few are not drawn." if found.rows["withheld"].any() else ""
    return " ".join([said + lost, *rounding(found.rule)])


def _finding(names: Sequence[str], people: Sequence[int], size: float) -> str:
    """Say how many were arrested least often, and how many most often."""
    first, last = (
        f"{write(people[place], 'count')} were arrested {_times(names[place])}" for place in (0, -1)
    )
    said = f"Of {_people(size)}, {first}"
    return f"{said} and {last}" if len(names) > 1 else said


def _times(name: str) -> str:
    return "once" if name == "1" else f"{name} times"


_SHARES = [Column("people", "Percent of people", "share"), Column("arrests", "Percent of arrests", "share")]


def lorenz_chart(found: Bands, group: str, when: str) -> Chart | Sentence:
    """Draw what share of arrests falls on what share of people, those with the fewest first.

    `found` comes from `iomlib.report.bands.shown`. In an edition that hides few people the curve has a point after each
    band only, from
    the rounded people of it, who count with its middle: no person's arrests can be read off.
    """
    if not len(found.rows):
        return _nothing(found, group)
    if len(found.rows) == 1:  # all have as many, or nobody may know who has more: no curve
        return Sentence(sentences=[])
    if not _curved(found):
        said = f"Withheld: a curve needs {found.rule.percent_from} people, and bands and arrests that may all be shown."
        return Sentence(style="missing", sentences=[said], disclosure="people")
    points = _points(found)
    half = _half(points)
    fewest = (
        f"The {write(half['people'], 'share', 0)} of people with the fewest arrests account for "
        f"{write(half['arrests'], 'share', 0)} of arrests"
    )
    together = " People whose numbers of arrests stand together count with the middle of them."
    made = Chart(
        id="lorenz",
        caption=fewest,
        shows=f"{group}: percent of arrests by percent of people, {when}",
        alt=(
            f"Lorenz curve of {_people(found.size)}, those with the fewest arrests first, below the "
            f"line on which all would have as many. {fewest}.{together * (not found.one)}"
        ),
        svg=lorenz_curve(points, half),
        **numbers(points, _SHARES, "Arrests of one person, added up", _steps(found.rows)),
        disclosure="people",
        figures=_read_off(found, half),
    )
    return sourced(made, INPUTS)


def _read_off(found: Bands, half: "pd.Series[float]") -> list[Figure]:
    """Record what the caption reads off the curve, and of how many people it is."""
    whole = {name: float(half_up(100 * half[name], 0)) for name in ("people", "arrests")}
    ends = [figure(f"lorenz.{name}", share, "percent", places=0) for name, share in whole.items()]
    return [*ends, *_all_told(found, "lorenz.all")[:1]]


def _curved(found: Bands) -> bool:
    """Say whether percentages may be made of bands: of enough people, of all bands, and of all arrests."""
    all_told = not found.rows["withheld"].any() and not isnan(found.arrests)
    return all_told and bool(found.rows["people"].sum() >= found.rule.percent_from)


def _half(points: pd.DataFrame) -> "pd.Series[float]":
    """Give the first point by which half of the people are counted, or the last before all are."""
    inner = points.iloc[1:-1]
    reached = inner[inner["people"] >= 0.5 - 1e-9]
    return reached.iloc[0] if len(reached) else inner.iloc[-1]


def _steps(rows: pd.DataFrame) -> dict[str, str]:
    """Name the points of a curve: up to how many arrests people are counted by then."""
    bands = (f"Up to {_band(first, last)}" for first, last in rows[["first", "last"]].to_numpy())
    return {str(place): name for place, name in enumerate(["None", *bands])}


def _points(found: Bands) -> pd.DataFrame:
    """Add people and arrests up; in public by the middle of each band, so that bands and total are all it needs."""
    rows = found.rows
    arrests = rows["people"] * (rows["first"] + rows["last"].fillna(rows["first"])) / 2
    if not found.one:
        least = arrests.iloc[-1]
        arrests.iloc[-1] = max(least, found.arrests - arrests.iloc[:-1].sum())
    steps = pd.DataFrame({"people": rows["people"].cumsum(), "arrests": arrests.cumsum()})
    start = pd.DataFrame({"people": [0.0], "arrests": [0.0]})
    return pd.concat([start, steps / steps.iloc[-1]], ignore_index=True)


def concentration_sentence(found: Bands, tops: pd.DataFrame, spread: pd.DataFrame) -> Sentence:
    """Say what share of arrests those with most account for, and how unevenly arrests are spread.

    `found` comes from `iomlib.report.bands.shown`, `tops` and `spread` from `top_shares` and `concentration` of
    `iomlib.metrics.concentration`. In public the share of a tenth alone is told, of enough people, and the Gini
    coefficient is that of the curve.
    """
    if not len(spread) or not spread["arrests"][ARRESTED]:
        return Sentence(style="missing", sentences=[NO_ARRESTS])
    said, figures = _exact(tops, spread) if found.one else _safe(found, tops)
    made_all = Sentence(sentences=[*said, CHANCE], disclosure="people", figures=figures)
    return sourced(made_all, INPUTS)


def _exact(tops: pd.DataFrame, spread: pd.DataFrame) -> tuple[list[str], list[Figure]]:
    said, figures = list[str](), list[Figure]()
    for name, row in tops.iterrows():
        made = _top_figures(str(name), row)
        figures += made
        said.append(_top_words(row, made))
    for name, row in spread.iterrows():
        figures.append(_gini(str(name), row["gini"]))
        said.append(f"The Gini coefficient is {figures[-1].text} among {_TELL[str(name)]}.")
    return said, figures


def _safe(found: Bands, tops: pd.DataFrame) -> tuple[list[str], list[Figure]]:
    """Word a public page: a tenth of at least a hundred people, in whole percent, and what the curve gives."""
    if isnan(found.size) or not _curved(found):
        need = f"{found.rule.percent_from} people, and bands and arrests that may all be shown"
        return [f"Withheld: shares of those with most arrests need {need}."], []
    said, figures = list[str](), list[Figure]()
    for name, row in tops[[str(name).endswith("%") for name in tops.index]].iterrows():
        if not found.rule.small(row["people"]):
            share, percent = float(half_up(row["share"], 2)), str(name).removeprefix("top ")
            made = figure(f"concentration.{slug(str(name))}.whole_share", share, "share", places=0)
            said.append(
                f"The {percent} of people with most arrests account for {made.text} of all such arrests."
            )
            figures += [
                made,
                figure(f"concentration.{slug(str(name))}.of", float(percent[:-1]), "percent", places=0),
            ]
    points = _points(found)
    width, height = points["people"].diff().iloc[1:], points["arrests"].rolling(2).sum().iloc[1:]
    figures.append(_gini(ARRESTED, float(half_up(1 - float((width * height).sum()), 2))))
    return [*said, f"The Gini coefficient of the curve is {figures[-1].text}."], figures


def _top_words(row: "pd.Series[float]", made: list[Figure]) -> str:
    people, arrests, share = (each.text for each in made[:3])
    of = write(row["all_arrests"], "count")
    said = f"The {people} people with most arrests account for {arrests} of {of} ({share})."
    if row["tied_counted"] == row["tied"]:
        return said
    limits = f"{write(row['share_without'], 'share')} without these and {write(row['share_with'], 'share')} with all"
    tied = f"{write(row['tied'], 'count')} people have {write(row['cut'], 'count')} arrests"
    return (
        f"{said} {tied}, of whom {write(row['tied_counted'], 'count')} are among them; the share is {limits}."
    )


def _top_figures(name: str, row: "pd.Series[float]") -> list[Figure]:
    id = f"concentration.{slug(name)}"
    how = "the people with most arrests over all arrests"
    return [
        figure(f"{id}.people", row["people"], "count"),
        figure(f"{id}.arrests", row["arrests"], "count"),
        figure(f"{id}.share", row["share"], "share", method=how),
        *(
            figure(f"{id}.{key}", row[key], "number", places=0)
            for key in ("all_arrests", "tied", "cut", "tied_counted")
        ),
        *(figure(f"{id}.{key}", row[key], "share", method=how) for key in ("share_without", "share_with")),
    ]


def _gini(name: str, value: float) -> Figure:
    return figure(f"concentration.{name}.gini", value, "number", places=2, method="Gini coefficient")


def _band(first: float, last: float) -> str:
    if isnan(last):
        return f"{write(first, 'count')} or more"
    return write(first, "count") if first == last else f"{write(first, 'count')} to {write(last, 'count')}"


def _one_bar(found: Bands, group: str) -> Sentence:
    said = f"{group}: {write(found.size, 'count')}. How many of them were arrested how often is withheld: too few "
    counted = figure("arrests_of.all.people", found.size, "count")
    sentence = f"{said}were arrested as often as each other."
    return Sentence(sentences=[sentence], disclosure="people", figures=[counted])


def _nothing(found: Bands, group: str) -> Sentence:
    if found.arrests:
        few = f"fewer than {found.rule.threshold} people"
        said = f"Withheld: {few} were arrested ({group}), or bands would tell of so few."
        return Sentence(style="missing", sentences=[said], disclosure="people")
    return Sentence(style="missing", sentences=[NO_ARRESTS])
