"""How far a difference can be trusted: other ways of reckoning, what nobody recorded, before and after."""

import pandas as pd

from iomlib.blocks import Figure, Sentence, Table
from iomlib.disclosure.profile import Profile
from iomlib.metrics.robust import Test
from iomlib.metrics.robustness import Hidden
from iomlib.report.coarse import PER_PERSON, nearest, p_words, places
from iomlib.report.formats import interval, p_value, write
from iomlib.report.frames import Column, figure, sourced, table
from iomlib.report.said import in_band, p_figure
from iomlib.report.sentences import INPUTS, Words

_BOUNDS = ("lower", "upper")
MANY = 0.01  # of all events: two offences on one day look the same, but not so often


def robustness_table(rows: pd.DataFrame, rule: Profile) -> Table | Sentence:
    """Show the difference as each way of reckoning gives it.

    `rows` comes from `iomlib.metrics.robustness.ways`, through `coarse.ways`: its index names the way. How
    many people each way takes is for the restricted edition: two ways differ by a few.
    """
    if not len(rows):
        return Sentence(sentences=[])
    people = [Column("people", "People on the scheme", "count")] if rule.open else []
    to = places(rule)
    made = table(
        rows,
        [
            Column("value", "Difference per 100", "points", to, bounds=_BOUNDS),
            Column("range", "95% interval", "points", to, bounds=_BOUNDS, show_interval=True),
            *people,
        ],
        id="robustness",
        caption="The same difference, reckoned in other ways",
        index="Way",
        disclosure="people",
        notes=[f"{name}: {row['method']}." for name, row in rows.iterrows()],
    )
    return sourced(made, INPUTS)


def log_rank_sentence(test: Test | None, rule: Profile) -> Sentence:
    """Say what the log-rank test makes of the two curves; nothing where people are matched or weighted."""
    if test is None or pd.isna(test.p):
        return Sentence(sentences=[])
    if not rule.open:
        said = f"Log-rank test of the two curves: p is {p_words(test.p, rule)}."
        band = in_band(figure("survival.log_rank_p", test.p, "number", places=4), p_words(test.p, rule))
        return sourced(Sentence(sentences=[said], disclosure="people", figures=[band]), INPUTS)
    made = figure("survival.log_rank", test.value, "number", method=test.method)
    p = p_figure(figure("survival.log_rank_p", test.p, "number", places=4, method=test.method))
    said = f"Log-rank test of the two curves: chi-squared {made.text} on one degree of freedom, {p_value(test.p)}."
    return sourced(Sentence(sentences=[said], disclosure="people", figures=[made, p]), INPUTS)


def repeated_sentence(repeated: int, events: int, rule: Profile) -> Sentence:
    """Say how many rows of offences repeat another, which would double every number of offences.

    `repeated` comes from `iomlib.metrics.reoffending.identical_offences`; nothing is said of under 1%.
    """
    if not repeated or repeated < MANY * events or rule.small(repeated):
        return Sentence(sentences=[])
    share = nearest(repeated / events, PER_PERSON, rule)
    made = figure(
        "events.repeated", share, "share", places=places(rule), method="rows of offences, of all events"
    )
    said = (
        f"CAUTION: {made.text} of the rows of events repeat another in every column. Each is counted as an offence of "
        "its own. Where an extract was put together twice, numbers of offences here are too high."
    )
    return sourced(Sentence(sentences=[said], disclosure="events", figures=[made]), INPUTS)


def before_after_table(rows: pd.DataFrame, words: Words, rule: Profile) -> Table | Sentence:
    """Show before and after, beside the comparison group and beside what the choice of people alone would give.

    `rows` comes from `iomlib.metrics.before_after.before_after`, through `coarse.change`.
    """
    if not len(rows):
        nothing = (
            "The records of these people do not reach back over the months before the index date, so there is no "
            "before."
        )
        return Sentence(style="missing", sentences=[nothing])
    to = places(rule)
    made = table(
        rows,
        [
            Column("before", "Before, per 100", "per100", to),
            Column("after", "After, per 100", "per100", to, bounds=("after_lower", "after_upper")),
            Column("change", "Change, per 100", "points", to, bounds=_CHANGE),
            Column("range", "95% interval of the change", "points", to, bounds=_CHANGE, show_interval=True),
        ],
        id="before_after",
        caption=f"Number of {words.outcome}s before and after",
        index="Group",
        disclosure="people",
        notes=_before_after_notes(rows, words, to),
        labels=_GROUPS,
    )
    return sourced(made, INPUTS)


_CHANGE = ("change_lower", "change_upper")
_GROUPS = {
    "scheme": "On the scheme",
    "comparison": "Comparison group",
    "alone": "On the scheme, from the choice of people alone",
    "beyond": "Change on the scheme less change in the comparison group",
}


def _before_after_notes(rows: pd.DataFrame, words: Words, to: int) -> list[str]:
    notes = [
        f"Before: {words.outcome}s in the {words.months} months up to the index date; after: in the {words.months} "
        "months that follow. Both count only those proven in the time allowed."
    ]
    alone = rows.T["alone"]
    if pd.notna(alone["after"]):
        seen = interval(alone["after_lower"], alone["after_upper"], "per100", to)
        notes.append(
            f"{_GROUPS['alone']}: what people with such a record do next, with no scheme. It is reckoned from how "
            "unlike people are, on the scheme and in the pool, and from how much the pool changed. The offence behind "
            "the index date is left out. "
            f"Seen after would be {seen} per 100 (95% prediction)."
        )
    return [*notes, f"Method: {'; '.join(dict.fromkeys(str(method) for method in rows['method']))}."]


def before_after_sentence(rows: pd.DataFrame, words: Words, rule: Profile) -> Sentence:
    """Say what came before and after, and what the choice of people alone would give: never an answer."""
    if not len(rows):
        return Sentence(sentences=[])
    to = places(rule)
    before, after = (
        figure(f"before_after.told.{name}", rows.T["scheme"][name], "per100", places=to)
        for name in ("before", "after")
    )
    said = [
        f"For every 100 people on the scheme there were {before.text} {words.outcome}s in the {words.months} months "
        f"before and {after.text} in the {words.months} months after."
    ]
    alone = rows.T["alone"]
    if pd.notna(alone["after"]):
        seen = interval(alone["after_lower"], alone["after_upper"], "per100", to)
        said.append(
            f"From the choice of people alone {write(alone['after'], 'per100', to)} would be expected after ({seen})."
        )
    said.append("That is no comparison, and says nothing of the scheme.")
    return sourced(Sentence(sentences=[" ".join(said)], disclosure="people", figures=[before, after]), INPUTS)


def sensitivity_sentence(found: Hidden | None, words: Words, rule: Profile) -> Sentence:
    """Say how strong something that nobody recorded would have to be, to explain the difference away.

    `found` comes from `iomlib.metrics.robustness.hidden_difference`, through `coarse.hidden`.
    """
    if found is None:
        return Sentence(sentences=[])
    ratio = _ratio("risk_ratio", found.risk_ratio)
    frequency = _ratio("frequency_ratio", found.frequency_ratio)
    strength, limit, gamma = (
        figure(
            f"sensitivity.{name}",
            getattr(found, name),
            "number",
            places=2 if rule.open else 1,
            method=method,
        )
        for name, method in _FACTORS.items()
    )
    figures = [ratio, frequency, strength, limit, gamma]
    said = [
        f"Risk of at least one {words.outcome}, scheme over comparison group: {ratio.text}. Number of {words.outcome}s "
        f"for each day at risk, scheme over comparison group: {frequency.text}; {found.frequency_ratio.method}.",
        *_strength(strength, limit),
    ]
    if gamma.value is not None:
        said.append(
            "Within matched sets the difference is shown as long as one thing holds. Nothing unrecorded may have made "
            f"anybody more than {gamma.text} times as likely as another to be on the scheme (Rosenbaum bound, "
            "one-sided 5%)."
        )
    return sourced(Sentence(sentences=said, disclosure="people", figures=figures), INPUTS)


def _strength(strength: Figure, limit: Figure) -> list[str]:
    """Say by what factor something unrecorded would have to raise both; nothing where that is not known."""
    if strength.value is None:
        return []
    within = f"; to bring no difference into the interval, {limit.text}" if limit.value is not None else ""
    return [
        "What would it take to explain the difference away? Something nobody recorded would have to raise both the "
        f"chance of being on the scheme and the risk by a factor of {strength.text} each{within} (E-value)."
    ]


_FACTORS = {
    "e_value": "VanderWeele and Ding 2017",
    "e_value_limit": "VanderWeele and Ding 2017",
    "gamma": "Rosenbaum 2002, matched sets",
}


def _ratio(name: str, test: Test) -> Figure:
    return figure(
        f"sensitivity.{name}",
        test.value,
        "number",
        bounds=(test.lower, test.upper),
        confidence=test.confidence,
        method=test.method,
    )
