"""Community and custody: how a list of people is divided on a day, and how that changed."""

import math
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import numpy as np
import pandas as pd

from iomlib.metrics.cohort import on_list
from iomlib.metrics.counts import check_known, chosen, shares, with_shares
from iomlib.metrics.days import Flags, live
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.paired import Pairs, newcombe_paired

LONG = 12  # months of a sentence; from here on it is a long one
# Of all PPOs in June 2008: Five Years On (Home Office 2009), 4.4.
PRINTED = MappingProxyType({"sentenced": 0.33, "under-12": 0.18, "over-12": 0.82, "over-12-of-all": 0.27})
GROUPS = ("community", "custody", "sentenced", "under-12", "over-12", "over-12-of-all", "not-known")
_CHANGE = (
    *("people_before", "out_of_before", "people", "out_of", "share_before", "share"),
    *("change", "lower", "upper", "on_both_days", "entered", "left"),
)
_NO_LISTS = "the list or custody was not supplied"


def in_custody(evidence: Evidence, day: date) -> pd.DataFrame:
    """Say who was in custody on a day, and on how long a sentence.

    Parameters
    ----------
    evidence
        What is known; of its tables ``custody``.
    day
        Not after the last day that is known of. The first and the last day of a spell count.

    Returns
    -------
    One row per person: ``custody`` (true or false; missing for everybody where custody was not
    supplied) and ``sentence_months``, the longest of that day; missing where none is known, and where
    one that is not known could be 12 months or more while the others are shorter.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": None})
    >>> custody = pd.DataFrame({"person": ["a"], "start": pd.Timestamp("2009-01-05"), "end": pd.NaT,
    ...     "sentence_months": 6.0, "release_due": pd.NaT})
    >>> evidence = gather({"nominals": people, "custody": custody}, date(2009, 3, 31))
    >>> in_custody(evidence, date(2009, 3, 31))["custody"].tolist()
    [True, False]
    """
    check_known(evidence, day)
    index = evidence.people.index
    months = np.full(len(index), np.nan)
    if "custody" not in evidence.tables:
        flags = pd.Series(pd.NA, index=index, dtype="boolean")
        return pd.DataFrame({"custody": flags, "sentence_months": months})
    spells = evidence.tables["custody"]
    spells = spells[live(spells, day, day)]
    who, sentence = spells["who"].to_numpy(), spells["sentence_months"].to_numpy("float64")
    inside, unknown = np.zeros(len(index), bool), np.zeros(len(index), bool)
    inside[who], unknown[who[np.isnan(sentence)]] = True, True
    np.fmax.at(months, who, sentence)
    months[unknown & ~(months >= LONG)] = np.nan
    return pd.DataFrame(
        {"custody": pd.array(inside, dtype="boolean"), "sentence_months": months}, index=index
    )


def balance(
    evidence: Evidence,
    people: "pd.Series[bool]",
    day: date,
    printed: Mapping[str, float] = PRINTED,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Divide people into those in the community and those in custody, by length of sentence.

    Whether a printed share agrees is said of the interval, and for every answer that the sentences that
    are not known could give: those people may be on remand, or sentenced to any length.

    Parameters
    ----------
    evidence
        As for ``in_custody``.
    people
        True or false by person, such as ``on_list`` gives.
    day
        The day.
    printed
        Shares (0 to 1) to hold against the rows, by name of row. Left out, those of all PPOs in
        England and Wales in June 2008: 33% serving a sentence, of them 18% under 12 months and 82% over
        (27% of all).

    Returns
    -------
    One row per ``group``: ``community``, ``custody``, ``sentenced`` (custody with a known sentence),
    ``under-12`` and ``over-12`` (months, of those sentenced; 12 months is over), ``over-12-of-all`` and
    ``not-known`` (of those in custody). ``people``, ``out_of`` (counts), ``share`` (0 to 1), ``lower``,
    ``upper``, ``confidence``, ``method``; ``printed``; ``lowest`` and ``highest`` (limits over all that
    the unknown sentences could be); ``includes_printed``: true where the printed share lies between
    these.
    Missing where it is not known who is on the list, or custody was not supplied.

    Source
    ------
    Five Years On: Maximising the Impact (Home Office 2009), 4.4.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> rows = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": None})
    >>> custody = pd.DataFrame({"person": ["a"], "start": pd.Timestamp("2009-01-05"), "end": pd.NaT,
    ...     "sentence_months": 6.0, "release_due": pd.NaT})
    >>> evidence = gather({"nominals": rows, "custody": custody}, date(2009, 3, 31))
    >>> table = balance(evidence, pd.Series(True, index=["a", "b"]), date(2009, 3, 31))
    >>> table.loc[["custody", "under-12"], ["people", "out_of"]].to_numpy().tolist()
    [[1.0, 2.0], [1.0, 1.0]]
    """
    if strange := sorted(set(printed) - set(GROUPS)):
        raise ValueError(f"printed has {', '.join(strange)}. Rows are {', '.join(GROUPS)}.")
    table, unknown = _counted(in_custody(evidence, day), chosen(evidence, people))
    table = with_shares(table, confidence).assign(printed=pd.Series(printed, dtype="float64"))
    return held_against(table, unknown, confidence)


def held_against(split: pd.DataFrame, unknown: float, confidence: float = 0.95) -> pd.DataFrame:
    """Say of every share of a balance whether the printed one lies in its interval.

    Parameters
    ----------
    split
        The rows of `balance`, of those: ``people``, ``out_of``, ``printed``.
    unknown
        People in custody whose sentence is not known: they could all lack the length asked for, or all have it.

    Returns
    -------
    The rows with ``lowest``, ``highest`` and ``includes_printed`` (see `balance`).

    Examples
    --------
    >>> rows = pd.DataFrame({"people": [30.0], "out_of": [100.0], "printed": [0.33]}, index=["sentenced"])
    >>> held_against(rows, 0)["includes_printed"].tolist()
    [True]
    """
    table = split.copy()
    least = table["out_of"] + unknown * table.index.isin(["under-12", "over-12"])
    most = table["people"] + unknown * table.index.isin(
        ["sentenced", "under-12", "over-12", "over-12-of-all"]
    )
    table["lowest"] = shares(table["people"], least, confidence)["lower"]
    table["highest"] = shares(most.clip(upper=least), least, confidence)["upper"]
    inside = (table["lowest"] <= table["printed"]) & (table["printed"] <= table["highest"])
    known = table["printed"].notna() & table["lowest"].notna()
    return table.assign(includes_printed=inside.astype("boolean").mask(~known))


def balance_change(
    evidence: Evidence, name: str, area: str | None, days: tuple[date, date], confidence: float = 0.95
) -> pd.DataFrame:
    """Say how the share of a list that is in custody changed from one day to another.

    Mostly the same people are counted on both days, and the interval takes that into account. It is
    for what made this list's share change, as if the people were drawn from many such.

    Parameters
    ----------
    evidence, name, area
        As for ``on_list``.
    days
        The earlier and the later day, such as the last days of two quarters.

    Returns
    -------
    One row per ``group``, ``custody`` and ``over-12-of-all`` (sentenced to 12 months or over, of the
    list): counts ``people_before``, ``out_of_before``, ``people``, ``out_of``; ``share_before`` and
    ``share`` (0 to 1); ``change`` (share less share before), ``lower``, ``upper``, ``confidence``,
    ``method``; counts ``on_both_days``, and of them ``entered`` and ``left`` the group. Missing as in
    ``balance``. Where a sentence is not known, the second row has no change.

    Source
    ------
    ``newcombe_paired``, which names its own.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> rows = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": None})
    >>> enrolments = pd.DataFrame({"person": ["a", "b"], "area": "haringey", "list": "ppo",
    ...     "start": pd.Timestamp("2008-01-01"), "end": pd.NaT, "reason": None})
    >>> custody = pd.DataFrame({"person": ["a"], "start": pd.Timestamp("2009-01-05"), "end": pd.NaT,
    ...     "sentence_months": 6.0, "release_due": pd.NaT})
    >>> tables = {"nominals": rows, "enrolments": enrolments, "custody": custody}
    >>> evidence = gather(tables, date(2009, 3, 31))
    >>> days = date(2008, 12, 31), date(2009, 3, 31)
    >>> balance_change(evidence, "ppo", "haringey", days).loc["custody", "change"]
    np.float64(0.5)
    """
    flags = [chosen(evidence, on_list(evidence, name, area, when)) for when in days]
    custody = [in_custody(evidence, when) for when in days]
    groups = {"custody": [_flag(rows["custody"]) for rows in custody]}
    groups["over-12-of-all"] = [_long(rows) for rows in custody]
    found = {group: _change(flags, has, confidence) for group, has in groups.items()}
    table = pd.DataFrame.from_dict(found, orient="index").rename_axis("group")
    if any(_counted(*pair)[1] for pair in zip(custody, flags, strict=True)):
        table.loc["over-12-of-all", ["change", "lower", "upper"]] = math.nan
        table.loc["over-12-of-all", "method"] = "no interval: sentences not known"
    return table


def _flag(flags: "pd.Series[bool]") -> Flags | None:
    return None if flags.isna().any() else flags.to_numpy(bool)


def _counted(custody: pd.DataFrame, people: Flags | None) -> tuple[pd.DataFrame, int]:
    """Count the rows of a balance, and the people in custody whose sentence is not known."""
    inside, pairs = _flag(custody["custody"]), [(math.nan, math.nan)] * len(GROUPS)
    unknown = 0
    if inside is not None and people is not None:
        months = custody["sentence_months"].to_numpy()[inside & people]
        listed, held = int(people.sum()), len(months)
        long, short = int((months >= LONG).sum()), int((months < LONG).sum())
        known, unknown = long + short, held - long - short
        whole = [(listed - held, listed), (held, listed), (known, listed)]
        pairs = [*whole, (short, known), (long, known), (long, listed), (unknown, held)]
    index = pd.Index(GROUPS, name="group")
    return pd.DataFrame(pairs, columns=["people", "out_of"], index=index, dtype="float64"), unknown


def _long(custody: pd.DataFrame) -> Flags | None:
    """Mark who is known to serve 12 months or more."""
    known = _flag(custody["custody"]) is not None
    return (custody["sentence_months"] >= LONG).to_numpy(bool) if known else None


def _change(listed: list[Flags | None], has: list[Flags | None], confidence: float) -> dict[str, object]:
    known = [flags for flags in (*listed, *has) if flags is not None]
    if len(known) < 4:
        return dict.fromkeys(_CHANGE, math.nan) | {"confidence": confidence, "method": _NO_LISTS}
    then, now, had, have = known
    both = then & now
    pairs = Pairs(*(int((both & a & b).sum()) for a in (have, ~have) for b in (had, ~had)))
    joined = int((now & ~then & have).sum()), int((now & ~then).sum())
    gone = int((then & ~now & had).sum()), int((then & ~now).sum())
    found = newcombe_paired(pairs, joined, gone, confidence)
    counts = [int((then & had).sum()), int(then.sum()), int((now & have).sum()), int(now.sum())]
    values = [a / b if b else math.nan for a, b in (counts[:2], counts[2:])]
    moved = [sum(pairs), pairs.yes_no, pairs.no_yes]
    row = [*counts, *values, found.value, found.lower, found.upper, *moved]
    return dict(zip(_CHANGE, map(float, row), strict=True)) | {
        "confidence": confidence,
        "method": found.method,
    }
