"""Change over twelve months, the headline, and what stands at the end of a report."""

import hashlib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.metrics.costs import uncosted_share
from iomlib.report.caseload import overlap_words
from iomlib.report.convictions import verdict
from iomlib.report.costs import Pricing, period_words
from iomlib.report.formats import about_pounds, write
from iomlib.report.frames import Column, figure, table

NO_MONTHS = (
    "No monthly counts were supplied for the two years that end in this quarter, so no change is stated."
)


def change_table(change: pd.DataFrame) -> Table | Sentence:
    """Show the last twelve months against the twelve before, from one pair of counts.

    `change` comes from `iomlib.metrics.change.rolling_change`.
    """
    known = change[change["ratio"].notna()].tail(1) if len(change) else change
    if not len(known):
        return Sentence(style="missing", sentences=[NO_MONTHS])
    row = known.iloc[0]
    percent = known.assign(low=100 * (row["lower"] - 1), high=100 * (row["upper"] - 1))
    return table(
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
        notes=[
            "Count and percentage come from the same pair of counts. Interval: exact, for the ratio of two "
            "Poisson counts. A change says that there was more or less; it does not say why."
        ],
        labels={"latest": f"{known.index[0].strftime('%B %Y')}"},
    )


def rate_sentence(crimes: pd.DataFrame, population: pd.DataFrame) -> Sentence:
    """Relate recorded crimes to residents; nothing where either was not supplied."""
    if not len(crimes) or not len(population):
        return Sentence(sentences=[])
    census = population.iloc[-1]
    rate = figure(
        "crime_rate.per_1000",
        1000 * crimes["crimes"].sum() / census["persons"],
        "rate",
        method=f"crimes of the period over residents on {census['census_date']:%F}",
    )
    return Sentence(
        sentences=[
            f"That is {rate.text} crimes in the period for every 1,000 residents "
            f"({write(census['persons'], 'count')} at the census of {census['census_date'].year})."
        ],
        disclosure="crimes",
        figures=[rate],
    )


def headline(
    costs: dict[str, pd.DataFrame],
    crimes: pd.DataFrame,
    basis: Pricing,
    tracked: pd.DataFrame,
    overlaps: pd.DataFrame,
) -> Sentence:
    """Write the three to five sentences that a committee reads first, all from figures below."""
    said = [*_cost_words(costs, crimes, basis), *([verdict(tracked)] if len(tracked) else [])]
    if len(tracked):
        row = tracked.iloc[-1]
        said.insert(-1, _convictions_words(row))
    said += overlap_words(overlaps, most=max(1, 4 - len(said)))
    gaps = {
        "counts of crime": len(crimes),
        "convictions of prolific offenders": len(tracked),
        "caseload counts": len(overlaps),
    }
    missing = [name for name, rows in gaps.items() if not rows]
    if missing:
        said.append(f"Not supplied for this quarter: {', '.join(missing)}. Those sections say so.")
    return Sentence(style="lead", sentences=said[:5], disclosure="people")


def _cost_words(costs: dict[str, pd.DataFrame], crimes: pd.DataFrame, basis: Pricing) -> list[str]:
    printed, priced = costs["printed"], costs["priced"]
    shown = printed if len(printed) else priced
    if not len(shown):
        return []
    count, when = write(shown["crimes"].sum(), "count"), period_words(crimes)
    top = shown.sort_values("cost", ascending=False, kind="stable").iloc[0]
    biggest = (
        f"{top.name} is {write(top['crime_share'], 'share')} of the crimes that are costed and "
        f"{write(top['cost_share'], 'share')} of their cost."
    )
    prices = f"in {basis.price_year.replace('-', '/')} prices"
    official = about_pounds(priced["cost"].sum(min_count=1))
    if len(printed):
        total = write(printed["cost"].sum(), "pounds")
        return [
            f"{count} crimes were recorded from {when}; the costs printed for them add up to {total}.",
            biggest,
            f"At official unit costs {prices} the same crimes come to {official}.",
        ]
    return [
        f"{count} crimes were recorded from {when}; those with an official unit cost come to {official} "
        f"{prices}.",
        biggest,
        f"{write(uncosted_share(shown), 'share')} of recorded crimes have no official unit cost and are in "
        "no sum of money here.",
    ]


def _convictions_words(row: "pd.Series[Any]") -> str:
    quarter, year = write(row["convictions"], "count"), write(row["to_date"], "count")
    return (
        f"Prolific and other priority offenders were convicted of {quarter} offences in the quarter and "
        f"{year} since April; the ceiling for the year is {write(row['ceiling'], 'count')}."
    )


def provenance(area: str, quarter: str, edition: str, data: str, params: str) -> Table:
    """List what this report was made from, so that another person can make it again.

    Parameters
    ----------
    data, params
        Folders whose CSV and YAML files are fingerprinted (sha256, first 16 characters).
    """
    rows = {"Area": area, "Quarter": quarter, "Edition": edition, "iomlib": version("iomlib")}
    rows |= {f"data/{name}": sha for name, sha in _fingerprints(Path(data)).items()}
    rows |= {
        f"params/{name}": sha for name, sha in _fingerprints(Path(params)).items() if "reports/" not in name
    }
    frame = pd.DataFrame({"value": pd.Series(rows, dtype="str")})
    return table(
        frame,
        [Column("value", "Value, or start of the file's sha256")],
        id="provenance",
        caption="What this report was made from",
        index="Input",
        disclosure="method",
        notes=["The full fingerprints are in the manifest beside this report."],
    )


def _fingerprints(folder: Path) -> dict[str, str]:
    found = sorted(path for path in folder.rglob("*") if path.suffix in (".csv", ".yml"))
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in found
    }
