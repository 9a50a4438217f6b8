"""Services that people may take up: rates by period, needs, and what is said of money spent on treatment."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from iomlib.blocks import Chart, Sentence, Table
from iomlib.disclosure.profile import Profile
from iomlib.metrics.services import service_trends, treatment_saving
from iomlib.report.chart_words import extremes, numbers, with_interval
from iomlib.report.distribution_charts import rate_lines
from iomlib.report.formats import about_pounds, day, interval, p_value, write
from iomlib.report.frames import Column, figure, named_sources, slug, sourced, table
from iomlib.report.lists import period_words
from iomlib.report.said import p_figure
from iomlib.report.scheme_safe import Scheme
from iomlib.report.scheme_sums import System, rest
from iomlib.report.withholding import published, rounding

INPUTS = "data/service_counts.csv"
NO_SERVICES = "No counts of services were supplied for this area."
_COUNTED = ["service", "measure", "period_start", "period_end", "people", "out_of"]
_BOUNDS = ("lower", "upper")


def counted(rates: pd.DataFrame) -> System:
    """Count who took a service up and who was asked, for `iomlib.report.scheme_safe.protect`.

    Parameters
    ----------
    rates
        What `iomlib.metrics.services.service_rates` or `needs_profile` gave.

    Examples
    --------
    >>> days = {"period_start": pd.Timestamp("2011-04-01"), "period_end": pd.Timestamp("2012-03-31")}
    >>> rows = pd.DataFrame({"service": ["Gate"], "measure": ["met"], "people": [60], "out_of": [90], **days})
    >>> sorted(counted(rows).counts.values())
    [30.0, 60.0, 90.0]
    """
    made = System({}, [], {})
    for row in _rows(rates):
        name = _name(row)
        made.counts[name] = math.nan if pd.isna(row["people"]) else float(row["people"])
        if not pd.isna(row["out_of"]):
            made.counts[f"{name}, asked"] = float(row["out_of"])
            rest(made, f"{name}, asked", name)
        made.same.update(
            {each: f"services.{each}" for each in (name, f"{name}, asked") if each in made.counts}
        )
    return made


def _name(row: Mapping[Any, Any]) -> str:
    return (
        f"{row['service']}, {row['measure']}, {row['period_start']:%Y-%m-%d} to {row['period_end']:%Y-%m-%d}"
    )


def protect_rates(rates: pd.DataFrame, shown: Scheme) -> pd.DataFrame:
    """Give rates as an edition may show them.

    Parameters
    ----------
    rates
        What `iomlib.metrics.services.service_rates` or `needs_profile` gave.
    shown
        What `iomlib.report.scheme_safe.protect` gave, of a page with what is `counted` of these rates.

    Returns
    -------
    The same rows with ``withheld``; where it is true, counts, share and limits are missing. In a public edition
    from rounded counts, needs of which more are shown first, and ``share_band`` where there is no percentage.
    """
    names = [{_name(row), f"{_name(row)}, asked"} for row in _rows(rates)]
    gone = [row for row, needs in zip(rates.index, names, strict=True) if needs & shown.away]
    safe = published(rates, gone, shown.rule)
    if shown.rule.open or "need" not in rates:
        return safe
    order = ["service", "people", "need"]
    return safe.sort_values(order, ascending=[True, False, True]).reset_index(drop=True)


def services_table(rates: pd.DataFrame, rule: Profile) -> Table | Sentence:
    """Show the share of people who took up each service, by period.

    `rates` comes from `protect_rates`.
    """
    if not len(rates):
        return Sentence(style="missing", sentences=[NO_SERVICES])
    ids = [
        f"{slug(row['service'])}.{slug(row['measure'])}.{row['period_end']:%Y-%m-%d}" for row in _rows(rates)
    ]
    names = [f"{row['service']}: {row['measure']}" for row in _rows(rates)]
    made = table(
        rates.assign(period=[_period(row) for row in _rows(rates)]).set_index(pd.Index(ids)),
        [Column("period", "Period"), *_columns("People asked")],
        id="services",
        caption="Services: how many of those asked took them up",
        index="Service, and what was counted",
        disclosure="people",
        notes=_notes(rates, rule),
        labels=dict(zip(ids, names, strict=True)),
    )
    return sourced(made, INPUTS)


def needs_table(needs: pd.DataFrame, rule: Profile) -> Table | Sentence:
    """Show the share of people with each need, the most common first; one person may have several.

    `needs` comes from `iomlib.metrics.services.needs_profile`, through `protect_rates`.
    """
    if not len(needs):
        return Sentence(style="missing", sentences=["No counts of needs were supplied for this area."])
    ids = [f"{slug(row['service'])}.{slug(row['need'])}" for row in _rows(needs)]
    made = table(
        needs.assign(period=[_period(row) for row in _rows(needs)]).set_index(pd.Index(ids)),
        [Column("service", "Service"), Column("period", "Period"), *_columns("People asked")],
        id="needs",
        caption="What people need",
        index="Need",
        disclosure="people",
        notes=[
            "One person may have several needs: the shares do not add up to 100%.",
            *_notes(needs, rule),
        ],
        labels=dict(zip(ids, needs["need"], strict=True)),
    )
    return sourced(made, INPUTS)


def services_chart(rates: pd.DataFrame) -> Chart | Sentence:
    """Draw each measure's share over time, with its interval; what is withheld is not drawn.

    `rates` comes from `protect_rates`.
    """
    shown = rates[rates["share"].notna()] if len(rates) else rates
    names = shown["service"] + ": " + shown["measure"] if len(shown) else pd.Series(dtype="str")
    often = names.map(names.value_counts()) > 1
    shown = shown.assign(name=names)[often] if len(shown) else shown
    if not len(shown):  # one period is no line, and stands in the table
        return Sentence(sentences=[])
    said = ". ".join(f"{name}: {_over_time(rows)}" for name, rows in shown.groupby("name", sort=False))
    rows = [f"{row['name']}, to {day(row['period_end'])}" for row in _rows(shown)]
    ends = extremes(pd.Series(shown["share"].to_numpy("float64"), index=rows), "share")
    hidden = " A period that is withheld is not drawn." if rates["withheld"].any() else ""
    made = Chart(
        id="services_chart",
        caption=_latest(shown),
        shows="Percent of those asked who took up a service, by end of period, with 95% intervals",
        alt=f"Line chart of shares with 95% intervals, by the last day of each period. {said}.{hidden}{ends}",
        **numbers(
            shown.assign(row=rows).set_index("row"),
            _columns("")[2:],
            "What was counted, and when",
        ),
        svg=rate_lines(shown),
        disclosure="people",
    )
    return sourced(made, INPUTS)


def _latest(shown: pd.DataFrame) -> str:
    """Say what the last period's share of each measure is; a change is for the test of a trend to tell."""
    last = [rows.sort_values("period_end").iloc[-1] for _, rows in shown.groupby("name", sort=False)]
    return "; ".join(
        f"{row['name']}, {with_interval(row, 'share', 'share')} in the period to {day(row['period_end'])}"
        for row in last
    )


def trend_sentence(rates: pd.DataFrame, rule: Profile) -> Sentence:
    """Say of each measure whether its share rises or falls steadily, and how sure that is.

    `rates` comes from `protect_rates`: in public a trend is that of rounded counts, and nothing is said of a measure
    with a period that is withheld or has too few people for a percentage.
    """
    said, figures = list[str](), []
    for row in service_trends(rates[_COUNTED]).to_dict("records") if len(rates) else []:
        name = f"{row['service']}, {row['measure']}"
        mine = rates[(rates["service"] == row["service"]) & (rates["measure"] == row["measure"])]
        if mine["withheld"].any():
            said.append(f"{name}: no trend is told, because a period is withheld.")
        elif not rule.open and not (mine["out_of"] >= rule.percent_from).all():
            said.append(
                f"{name}: no trend is told, because fewer than {rule.percent_from} people were asked."
            )
        elif pd.isna(row["value"]):
            said.append(f"{name}: no trend can be tested with what was supplied.")
        else:
            id = f"services.{slug(str(row['service']))}.{slug(str(row['measure']))}.trend"
            bounds = (row["lower"], row["upper"])
            figures.append(
                figure(id, row["value"], "points", bounds=bounds, confidence=0.95, method=str(row["method"]))
            )
            figures += [
                p_figure(figure(f"{id}.p", row["p"], "number", places=4)),
                figure(f"{id}.periods", row["periods"], "events"),
            ]
            said.append(f"{name}: {_verdict(row)}.")
    return sourced(Sentence(sentences=said, disclosure="people", figures=figures), INPUTS)


def treatment_sentence(told: pd.DataFrame, names: Sequence[str], ratio: Mapping[str, Any]) -> Sentence:
    """Say what a national ratio would make of what an area spends on drug treatment, and that it is no result.

    Parameters
    ----------
    told
        Printed figures of the area (`tables.read_printed`).
    names
        Ids of those that together are the spend of a year, in pounds.
    ratio
        What `params.read_treatment_ratio` gave.
    """
    spent = told[told["id"].isin(list(names)) & (told["unit"] == "GBP")]
    if len(spent) < len(set(names)):
        return Sentence(
            style="missing", sentences=["What is spent on drug treatment was not supplied in full."]
        )
    spend = float(spent["value"].sum())
    saving = treatment_saving(spend, ratio["ratio"])
    pound = write(ratio["ratio"], "pounds", 2)
    sentences = [
        f"National figures, a paper says, put the saving in crime, health and social costs at {pound} for each £1 "
        f"spent on drug treatment ({ratio['source']}; {ratio['status']}).",
        f"Applied to the {about_pounds(spend).removeprefix('about ')} spent here in a year ({named_sources(spent)}), "
        f"that would be {about_pounds(saving)}. This is the national ratio times the local spend, not a local result.",
        *ratio["caveats"],
    ]
    figures = [
        figure("treatment.spend", spend, "pounds"),
        figure("treatment.ratio", ratio["ratio"], "pounds", places=2, method="as published nationally"),
        figure(
            "treatment.saving", saving, "pounds", method="national ratio times local spend; no local result"
        ),
    ]
    made = Sentence(sentences=sentences, disclosure="published", figures=figures)
    return sourced(made, "data/printed_figures.csv, params/treatment-ratio.yml")


def _over_time(rows: pd.DataFrame) -> str:
    return "; ".join(f"{write(row['share'], 'share')} to {day(row['period_end'])}" for row in _rows(rows))


def _verdict(row: Mapping[Any, Any]) -> str:
    change = f"{write(row['value'], 'points')} percentage points a year"
    sure = f"95% interval {interval(row['lower'], row['upper'], 'points')}; {p_value(row['p'])}"
    if row["lower"] <= 0 <= row["upper"]:
        return f"no clear trend over {row['periods']} periods ({change}, {sure})"
    return f"{'rises' if row['value'] > 0 else 'falls'} over {row['periods']} periods ({change}, {sure})"


def _columns(asked: str) -> list[Column]:
    return [
        Column("people", "People", "count"),
        Column("out_of", asked, "count"),
        Column("share", "Share", "share", bounds=_BOUNDS),
        Column("range", "95% interval", "share", bounds=_BOUNDS, show_interval=True),
    ]


def _notes(rates: pd.DataFrame, rule: Profile) -> list[str]:
    notes = [
        "Intervals: Wilson, 95%. They take people for independent; somebody who came twice is counted twice."
    ]
    notes += rounding(rule)
    if rates.loc[~rates["withheld"], "out_of"].isna().any():
        notes.append("No data: the source does not say out of how many.")
    notes += sorted({f"Note: {note}." for note in rates["note"] if note}) if "note" in rates else []
    return [*notes, f"Sources: {named_sources(rates)}."]


def _rows(rates: pd.DataFrame) -> list[dict[Any, Any]]:
    return rates.to_dict("records")


def _period(row: Mapping[Any, Any]) -> str:
    return period_words((row["period_start"], row["period_end"]))
