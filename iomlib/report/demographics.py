"""Ages and sexes of a group of people, as counts."""

import pandas as pd

from iomlib.blocks import Chart, Sentence, Table
from iomlib.report.chart_words import extremes, holders, numbers
from iomlib.report.cohort_charts import bars
from iomlib.report.formats import write
from iomlib.report.frames import Column, slug, sourced, table
from iomlib.report.scheme import notes_of
from iomlib.report.withholding import AWAY, EMPTY, hidden, total_of, withhold

INPUTS = "data/nominals"
NOTHING = "Nobody is known to be in this group, so there is no age and no sex to show."
_SHARE = ("people", "out_of", "share", "lower", "upper")
_OF_KNOWN = ("out_of", "share", "lower", "upper")
NOT_KNOWN = "not known"


def protect_demographics(rows: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Take away the counts by which few people could be recognised.

    Parameters
    ----------
    rows
        What `iomlib.metrics.demographics.demographics` gave.
    minimum
        The smallest count that the edition may show; 1 keeps all.

    Returns
    -------
    The rows, without those of nobody that say nothing (``not known`` of 0 people), with an index of their own
    and ``withheld``.

    Examples
    --------
    >>> rows = {"characteristic": ["sex"] * 3, "group": ["female", "male", "not known"], "people": [3, 70, 0]}
    >>> table = pd.DataFrame(rows).assign(out_of=[73, 73, None], share=0.5, lower=0.4, upper=0.6)
    >>> protect_demographics(table, 5)["withheld"].tolist()
    [True, True]
    """
    ids = [f"{row.characteristic}-{slug(str(row.group))}" for row in rows.itertuples()]
    by_id = rows.set_index(pd.Index(ids))
    counts = by_id["people"].astype("float64")
    total = counts[[name.startswith("sex-") for name in ids]].sum(skipna=False)
    sums = [
        total_of("all", *by_id.index[by_id["characteristic"] == name])
        for name in rows["characteristic"].unique()
    ]
    known = {
        _of(name): by_id["out_of"][by_id["characteristic"] == name].max()
        for name in rows["characteristic"].unique()
    }
    sums += [
        total_of("all", _of(name), f"{name}-{slug(NOT_KNOWN)}") for name in rows["characteristic"].unique()
    ]
    away = hidden(dict(counts) | known | {"all": total}, sums, minimum, keep=["all"])
    safe = withhold(by_id, away, _SHARE)
    gone = safe["characteristic"].map(lambda name: _of(name) in away)  # a share tells what it is of
    safe.loc[gone.to_numpy(bool), list(_OF_KNOWN)] = float("nan")
    safe = safe.assign(share_withheld=gone, range_withheld=gone)
    return safe[~((safe["group"] == NOT_KNOWN) & (safe["people"] == 0))]


def _of(characteristic: object) -> str:
    return f"of whom {characteristic} is known"


def demographics_table(rows: pd.DataFrame, on: str, minimum: int) -> Table | Sentence:
    """Show a group by age on a day and by sex.

    `rows` comes from `protect_demographics`, `on` is the day in words.
    """
    if not _anybody(rows):
        return Sentence(style="missing", sentences=[NOTHING])
    made = table(
        rows,
        [
            Column("people", "People", "count"),
            Column("share", "Share", "share", bounds=("lower", "upper")),
            Column("range", "95% interval", "share", bounds=("lower", "upper"), show_interval=True),
        ],
        id="demographics",
        caption=f"Age on {on}, and sex",
        index="Group",
        disclosure="people",
        notes=[
            "Shares are of those of whom it is known. Intervals: Wilson, 95%, as if the people were drawn from many "
            "such.",
            *notes_of(rows, minimum),
        ],
        labels=_labels(rows),
    )
    return sourced(made, INPUTS)


def _anybody(rows: pd.DataFrame) -> bool:
    return len(rows) > 0 and bool(rows["withheld"].any() or (rows["people"] > 0).any())


def _labels(rows: pd.DataFrame) -> dict[str, str]:
    said = zip(rows.index, rows["characteristic"], rows["group"], strict=True)
    return {str(id): f"{name.capitalize()}: {group}" for id, name, group in said}


def age_chart(rows: pd.DataFrame, on: str) -> Chart | Sentence:
    """Draw how many people there are of each age; bands that are withheld are not drawn."""
    if not len(rows):
        return Sentence(sentences=[])
    known = rows[(rows["characteristic"] == "age") & rows["people"].notna()]
    if not len(known) or not (known["people"] > 0).any():
        return Sentence(sentences=[])
    ages = pd.Series(known["people"].to_numpy("float64"), index=list(known["group"].astype("str")))
    told = ", ".join(
        f"{group} {write(people, 'count')}" for group, people in zip(known["group"], ages, strict=True)
    )
    banded = rows[rows["characteristic"] == "age"]
    banded = banded.set_index(banded["group"].astype("str"))
    lost = " Bands that are withheld are not drawn." if banded["withheld"].any() else ""
    return Chart(
        id="ages",
        caption=_finding(ages, lost),
        shows=f"People by age on {on}",
        alt=f"Bar chart of the number of people by age on {on}: {told}.{lost}{extremes(ages, 'count')}",
        **numbers(banded, [Column("people", "People", "count")], "Age"),
        svg=bars(ages, "People by age"),
        disclosure="people",
    )


def _finding(ages: "pd.Series[float]", lost: str) -> str:
    """Name the largest band of those that are shown, and every other that is as large."""
    known = ages.drop(NOT_KNOWN, errors="ignore")
    if not (known > 0).any():
        return f"The age of {write(ages.sum(), 'count')} people is not known"
    said = f"aged {holders(known, known.max())}: {write(known.max(), 'count')} people"
    shown = "Of the age groups that are shown, the" if lost else "The"
    if (known == known.max()).sum() > 1:
        return f"{shown} largest groups are {said} each"
    return f"{shown} largest is {said}" if lost else f"{shown} largest group is {said}"


def turning_sentence(
    turning: pd.DataFrame, age: int, months: int, minimum: int, group: float = float("nan")
) -> Sentence:
    """Say how many people reach an age in the months ahead; as a number, never who.

    `turning` comes from `iomlib.metrics.demographics.turning`; `group` is how many people it is of.
    """
    number = int(turning["day"].notna().sum())
    if 0 < group - number < minimum <= number:
        said = f"All but a few of them turn {age} within {months} months; how many is withheld."
        return Sentence(sentences=[said], disclosure="people")
    if 0 < number < minimum:
        said = f"Fewer than {minimum} of them turn {age} within {months} months."
        return Sentence(sentences=[said], disclosure="people")
    who = "Nobody of them turns" if not number else f"{write(number, 'count')} of them turn"
    return Sentence(sentences=[f"{who} {age} within {months} months."], disclosure="people")


def demographics_words(rows: pd.DataFrame) -> list[str]:
    """Word the sexes and the most frequent age for the headline."""
    if not len(rows):
        return []
    shown = rows[rows["share"].notna() & (rows["people"] > 0)]
    men = shown[(shown["characteristic"] == "sex") & (shown["group"] == "male")]
    ages = shown[shown["characteristic"] == "age"].sort_values("people", ascending=False, kind="stable")
    said = [
        f"{write(row['share'], 'share', 0)} of those over the threshold are men" for _, row in men.iterrows()
    ]
    said += [
        f"{write(row['share'], 'share', 0)} are aged {row['group']}" for _, row in ages.iloc[:1].iterrows()
    ]
    if said or rows["withheld"].any():
        return [f"{' and '.join(said)}."] if said else AWAY
    return [] if rows["people"].any() else EMPTY
