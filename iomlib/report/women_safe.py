"""What a page on women shows of their counts: one set of counts, protected together, and their record."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from iomlib.blocks import Counts
from iomlib.disclosure.profile import Profile
from iomlib.disclosure.protect import hidden
from iomlib.metrics.selection import Assessment
from iomlib.metrics.women import YEARS_5
from iomlib.report.frames import row_of
from iomlib.report.scheme_sums import of_rule
from iomlib.report.tied import Known
from iomlib.report.withholding import published, record
from iomlib.rules import Rule
from iomlib.rules.model import Node

ARRESTS = "arrests of "
ALL, MANY, UNKNOWN = "arrested", "often-arrested", "sex-not-known"  # rows of `metrics.women.women_arrested`


class Women(NamedTuple):
    """Three tables as an edition shows them, the record of their counts, and the rule that was followed.

    A column ``<name>_withheld`` says of each row whether its number is withheld; it is then missing.
    """

    lists: pd.DataFrame
    arrested: pd.DataFrame
    selected: pd.DataFrame
    counts: Counts
    rule: Profile


def protect(  # noqa: PLR0913, PLR0917  three tables, and what a reader knows of how they hang together
    lists: pd.DataFrame,
    arrested: pd.DataFrame,
    selected: pd.DataFrame,
    found: Assessment,
    often: int,
    schemes: Sequence[str],
    rule: Profile,
) -> Women:
    """Withhold the counts of women, and of others, that are small or from which a small one could be worked out.

    All are looked at together: women on a list, less those of them who were arrested, are women who were not. Arrests
    count too, because each woman arrested has one at least. Of women who are withheld no arrests are shown.

    Parameters
    ----------
    lists, arrested, selected
        From `iomlib.metrics.women` (`women_on_lists`, `women_arrested` with the same lists) and
        `iomlib.metrics.threshold.women_selected`.
    found
        What `iomlib.metrics.selection.assess` made of the rule; where that asks for arrests, those selected are among
        those arrested.
    often
        Arrests from which a woman counts as often arrested.
    schemes
        Ids of the schemes' lists.
    rule
        From `read_profile`.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.disclosure.profile import committee
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.metrics.selection import assess
    >>> from iomlib.rules import read_rule
    >>> some = {"share": 0.1, "lower": 0.1, "upper": 0.1, "confidence": 0.95}
    >>> lists = pd.DataFrame({"people": [148.0], "out_of": [870.0], "not_known": 0.0, **some}, index=["probation"])
    >>> counts = {"people": [468.0, 198.0, 140.0, 6.0], "out_of": [1899.0, 468.0, 468.0, None]}
    >>> rows = ["arrested", "often-arrested", "probation", "sex-not-known"]
    >>> arrested = pd.DataFrame(counts | {"arrests": [2289.0, 1574.0, 773.0, 30.0], **some}, index=rows)
    >>> counts = {"people": [9.0, 8.0], "out_of": [73.0, 59.0]}
    >>> selected = pd.DataFrame(counts | some, index=["selected", "missed"])
    >>> day = date(2009, 3, 31)
    >>> found = assess(gather({}, day), read_rule("params", "high-crime-causers", day), "x")
    >>> shown = protect(lists, arrested, selected, found, 5, ["ppo"], committee())
    >>> shown.arrested["people"].tolist(), shown.lists["people"].tolist()
    ([470.0, 200.0, nan, nan], [150.0])
    """
    known = _known(lists, arrested, selected)
    _among_arrested(known, lists.index, found.rule, often)
    _arrests(known, arrested, often)
    _on_schemes(known, lists.index, schemes)
    away = {*hidden(known.counts, known.sums, rule, _kept(known.counts)), *_few_unknown(lists, rule)}
    away |= {name for name in known.counts if name.startswith(ARRESTS) and name.removeprefix(ARRESTS) in away}
    # Those whom the rule selects have a page of their own, which may show how many men they are.
    away |= {f"people {name}" for name in selected.index if f"women {name}" in away}
    groups = _women(arrested.index)
    whole = ["everybody arrested", *["women arrested"] * (len(groups) - 1)]
    arrests = [ARRESTS + name for name in groups]
    return Women(
        _shown(lists, {key: _of(f"{who} on", lists.index) for key, who in _SELECTED.items()}, away, rule),
        _shown(arrested, {"people": groups, "out_of": whole, "arrests": arrests}, away, rule),
        _shown(selected, {key: _of(who, selected.index) for key, who in _SELECTED.items()}, away, rule),
        record(_id(found, often), known.counts, known.sums, away, rule, _same(known, found, schemes)),
        rule,
    )


_SELECTED = {"people": "women", "out_of": "people"}
_GROUPS = {ALL: "women arrested", MANY: "women often arrested", UNKNOWN: "arrested, sex not known"}


def _id(found: Assessment, often: int) -> str:
    return f"women-{found.rule.id}-{often}"


def _same(known: Known, found: Assessment, schemes: Sequence[str]) -> dict[str, str]:
    """Name what the page on those whom the rule selects counts too: what one withholds must not follow from both.

    Also what stays the same under any rule: on lists, and arrested.
    """
    told = of_rule(found.rule.id, found.on, schemes)
    names = {"people selected": "all", "women selected": "women", "people missed": "missed"}
    names["_people selected less women selected"] = "men"
    everywhere = [
        name for name in known.counts if re.match(r"(women|people) on |(everybody|women) arrested", name)
    ]
    return {name: f"{name}.{found.on:%Y-%m-%d}" for name in everywhere} | {
        name: told[what] for name, what in names.items()
    }


def _kept(counts: Mapping[str, float]) -> list[str]:
    """Order counts by what they tell a reader: those arrested and on lists first, then those of both; arrests last."""
    people = [name for name in counts if not name.startswith(("_", ARRESTS))]
    return sorted(people, key=lambda name: name.startswith("women arrested on "))


def _of(words: str, names: Collection[object]) -> list[str]:
    return [f"{words} {name}" for name in names]


def _women(groups: Collection[object]) -> list[str]:
    """Name the counts of women arrested by the rows of their table."""
    return [_GROUPS.get(str(name), f"women arrested on {name}") for name in groups]


def _known(lists: pd.DataFrame, arrested: pd.DataFrame, selected: pd.DataFrame) -> Known:
    counts = {"everybody arrested": float(row_of(arrested, ALL)["out_of"])}
    counts |= dict(zip(_women(arrested.index), arrested["people"].astype(float), strict=True))
    for key, who in _SELECTED.items():
        counts |= dict(zip(_of(who, selected.index), selected[key].astype(float), strict=True))
        counts |= dict(zip(_of(f"{who} on", lists.index), lists[key].astype(float), strict=True))
    known = Known(counts, [])
    for name in lists.index:
        known.more(f"people on {name}", f"women on {name}")
    men = [known.more(f"people {name}", f"women {name}") for name in selected.index]
    for who in _SELECTED.values():
        counts[f"_{who} on a scheme"] = counts[f"{who} selected"] - counts[f"{who} missed"]
        known.parts(f"{who} selected", f"{who} missed", f"_{who} on a scheme")
    counts["_men on a scheme"] = counts[men[0]] - counts[men[1]]
    known.parts(men[0], men[1], "_men on a scheme")
    return known


def _among_arrested(known: Known, lists: Collection[object], asked: Rule, often: int) -> None:
    """Say who is among those arrested, and among the women on a list."""
    known.more("everybody arrested", "women arrested")
    for name in lists:
        known.more("women arrested", f"women arrested on {name}")
        known.more(f"women on {name}", f"women arrested on {name}")
    least = _arrests_asked(asked)
    if least >= 1:
        known.more("everybody arrested", "people selected")
        known.more("women often arrested" if least >= often else "women arrested", "women selected")


def _arrests(known: Known, arrested: pd.DataFrame, often: int) -> None:
    """Say that each woman arrested has an arrest at least, one who is often arrested so many."""
    groups = [name for name in arrested.index if name != UNKNOWN]
    every, many = _GROUPS[ALL], _GROUPS[MANY]
    for name, number in zip(_women(groups), arrested.loc[groups, "arrests"].astype(float), strict=True):
        known.counts[ARRESTS + name] = number
        if name not in (every, many):
            known.more(ARRESTS + name, name)
            known.more(known.more(ARRESTS + every, ARRESTS + name), f"_{every} less {name}")
    known.often(every, many, ARRESTS + every, ARRESTS + many, often)


def _on_schemes(known: Known, lists: Collection[object], schemes: Sequence[str]) -> None:
    """Say that those selected who are on a scheme are on its list, where all those lists are shown."""
    if schemes and set(schemes) <= set(lists):
        for who in _SELECTED.values():
            counts, parts = known.counts, [f"{who} on {name}" for name in schemes]
            counts[f"_{who} on schemes"] = sum(counts[part] for part in parts)
            known.parts(f"_{who} on schemes", *parts)
            known.more(f"_{who} on schemes", f"_{who} on a scheme")


def _arrests_asked(asked: Rule) -> float:
    """Give how many arrests in the area a rule asks for of everybody whom it selects; 0 where it does not."""
    each = {
        one.id: one.at_least or 0
        for one in asked.criteria
        if one.evidence == ["arrests"] and one.measure == "rows" and one.here and one.months
        if one.months <= YEARS_5
    }

    def least(node: Node) -> float:
        if isinstance(node, str):
            return each.get(node, 0)
        found = [least(part) for part in node.all or node.any or []]
        return 0 if not found else max(found) if node.all else min(found)

    return least(asked.select) if asked.select else 0


def _few_unknown(lists: pd.DataFrame, rule: Profile) -> set[str]:
    """Name the counts of lists on which the sex of few people is not known: they would follow from the whole list."""
    few = lists.index[lists["not_known"].between(1, rule.threshold - 1)]
    return {f"{who} on {name}" for who in _SELECTED.values() for name in few}


def _shown(
    rows: pd.DataFrame, names: Mapping[str, Sequence[str]], away: Collection[str], rule: Profile
) -> pd.DataFrame:
    """Round a table, and take away each number whose count is withheld, with the share that is made of it."""
    safe = published(rows, (), rule).drop(columns="withheld")
    if "arrests" in rows:
        safe["arrests"] = [rule.shown(count) if pd.notna(count) else count for count in rows["arrests"]]
    gone = {key: pd.Series([name in away for name in ids], index=rows.index) for key, ids in names.items()}
    gone["share"] = gone["people"] | gone["out_of"]
    for key in ("people", "out_of", "arrests", "share", "lower", "upper", "share_band"):
        if key in safe:
            safe[key] = safe[key].mask(gone.get(key, gone["share"]))
    return safe.assign(**{f"{key}_withheld": flags for key, flags in gone.items()})
