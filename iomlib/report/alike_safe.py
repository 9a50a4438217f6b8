"""How alike two groups of people are, as an edition may show it, and what may be claimed of them."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from iomlib.blocks import Figure
from iomlib.disclosure.profile import Profile
from iomlib.metrics.claims import Claim
from iomlib.metrics.evaluation import Compared
from iomlib.metrics.gathering import with_the_rest
from iomlib.report.coarse import HUNDREDTH, nearest
from iomlib.report.formats import Kind
from iomlib.report.frames import figure
from iomlib.report.groups_safe import Safe, few_words

LIMIT = 0.1  # standard deviations: groups within it are alike (Austin 2009)
UNLIKE = "they are not alike enough in what is known of them"
_NUMBERS = ["smd_before", "smd_after", "var_ratio_after", "ks_after"]


class Alike(NamedTuple):
    """How alike two groups are, as an edition may show it.

    ``rows`` of `balance` with ``withheld``, and whether they are within the limit as ``near_before`` and
    ``near_after``: what is 0.104 is written 0.10. ``named`` gives what is withheld the name that it is shown by.

    Examples
    --------
    >>> Alike(pd.DataFrame(), {"origin: elsewhere": "origin: withheld"}).name("origin: elsewhere")
    'origin: withheld'
    """

    rows: pd.DataFrame
    named: Mapping[str, str]

    def name(self, covariate: str) -> str:
        """Say by what name a characteristic is shown."""
        return self.named.get(covariate, covariate)


def alike(compared: Compared, rule: Profile) -> Alike:
    """Withhold how alike groups are in what few people of a group differ in, or of groups that are small.

    A difference of shares, in standard deviations, tells how many people have a characteristic. A word that few have
    would tell by itself that somebody has it, and is not shown either.

    Parameters
    ----------
    compared, rule
        What `iomlib.metrics.evaluation.compare` and `iomlib.disclosure.read.read_profile` gave.
    """
    rows = compared.balance
    if rule.open or not len(rows):
        return Alike(rows, {})
    about = with_the_rest(compared.covariates)
    kept = compared.weights > 0
    groups = [side & some for side in (compared.treated, ~compared.treated) for some in (kept, kept | True)]
    large = all(rule.shown(int(group.sum())) >= rule.percent_from for group in groups)
    few = pd.Series(
        [
            not large or any(rule.small(_others(about[name][group])) for group in groups)
            for name in rows.index
        ],
        index=rows.index,
    )
    yes_or_no = pd.Series([set(about[name].unique()) <= {0, 1} for name in rows.index], index=rows.index)
    safe = (
        rows[_NUMBERS].astype("float64").assign(ks_after=rows["ks_after"].mask(yes_or_no)).mask(few, axis=0)
    )
    near = {f"near_{when}": rows[f"smd_{when}"].abs() <= LIMIT for when in ("before", "after")}
    named = {name: _without_word(str(name)) for name in rows.index[few]}
    made = safe.map(lambda value: nearest(value, HUNDREDTH, rule))
    made = made.assign(withheld=few, ks_after_withheld=yes_or_no, **near)
    return Alike(made.rename(index=named), named)


def _without_word(name: str) -> str:
    column, has_word, _ = name.partition(": ")
    return f"{column}: withheld" if has_word else name


def _others(values: "pd.Series[float]") -> int:
    """Count who has another value than the one that most have."""
    return len(values) - int(values.value_counts().max()) if len(values) else 0


def matched_on(compared: Compared, shown: Alike) -> list[str]:
    """List what groups were compared on, without the words that are withheld."""
    return list(dict.fromkeys(shown.name(str(name)) for name in compared.covariates))


def told(found: Claim, safe: Safe, shown: Alike) -> Claim:
    """Leave out of a claim, and of its reasons, what would tell of people whose counts are withheld.

    Parameters
    ----------
    found
        What `iomlib.metrics.evaluation.judge` gave, of all that is known.
    safe, shown
        What `iomlib.report.groups_safe.protect` and `alike` gave.
    """
    if safe.rule.open or found.verdict == "no claim" or not len(safe.results):
        return found
    few = [] if safe.enough else [few_words(safe.rule).removeprefix("Withheld: ").removesuffix(".")]
    if found.verdict == "not comparable":
        apart = UNLIKE if shown.named else found.reasons[0]
        unlike = {} if shown.named else found.unlike
        return found._replace(reasons=(apart, *(few or found.reasons[1:])), unlike=unlike)
    return found if safe.enough else Claim("too few to tell", found.level, tuple(few))


def unlike_figures(found: Claim) -> list[Figure]:
    """Record the numbers of the reason that groups are not alike; none where it is another, or withheld."""
    kinds: dict[str, tuple[Kind, int]] = {"furthest": ("deviations", 2)}
    said = found.unlike if found.verdict == "not comparable" else {}
    return [
        figure(f"alike.{name}", value, kind, places=places)
        for name, value in said.items()
        for kind, places in [kinds.get(name, ("events", 0))]
    ]
