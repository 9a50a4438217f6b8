"""Who is over the threshold of a rule: how many, their arrests, their drug tests, and who of them is on no scheme."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from iomlib.metrics.counts import with_shares
from iomlib.metrics.days import window
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.selection import Assessment, assess, missed
from iomlib.metrics.women import WOMAN
from iomlib.rules import Rule

MONTHS = 12
TESTS = ("positive", "negative", "not-tested")


def chosen(assessment: Assessment) -> "pd.Series[bool]":
    """Say who is selected for sure; a gap in evidence selects nobody.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.rules import read_rule
    >>> rule = read_rule("params", "high-crime-causers", date(2009, 3, 31))
    >>> chosen(assess(gather({}, date(2009, 3, 31)), rule, "x")).tolist()
    []
    """
    return assessment.people["selected"].fillna(value=False).astype("bool")


def over_threshold(assessment: Assessment, counted: str, many: str) -> pd.DataFrame:
    """Count the people over a rule's thresholds, and what one criterion counts of them, such as arrests.

    Parameters
    ----------
    assessment
        From `iomlib.metrics.selection.assess`.
    counted
        The criterion whose value is added up.
    many
        The criterion with the higher threshold: those who meet it are a part of the selected.

    Returns
    -------
    One row per ``group``: ``counted`` (all who meet that criterion), ``over`` (selected, or counted apart),
    ``apart``, ``selected``, ``many`` (of the selected). ``people`` and ``arrests`` (counts), ``all_arrests``
    (of everybody of whom there is evidence), ``share`` of the arrests (0 to 1). Everything is counted, so
    there is no interval. Missing where what the rule asks for was not supplied, or nobody is known of.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraphs 3.6 to 3.12.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.rules import read_rule
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.Timestamp("1980-01-01"), "sex": "male"})
    >>> arrests = pd.DataFrame({"person": ["a"] * 12 + ["b"], "area": "x", "offence": "burglary"})
    >>> arrests["day"] = pd.Timestamp("2009-03-31")
    >>> evidence = gather({"nominals": people, "arrests": arrests}, date(2009, 3, 31))
    >>> found = assess(evidence, read_rule("params", "high-crime-causers", date(2009, 3, 31)), "x")
    >>> over_threshold(found, "arrests", "many-arrests").loc["selected", ["people", "arrests", "all_arrests"]].tolist()
    [1.0, 12.0, 13.0]
    """
    met = {
        name: assessment.criteria[name]["met"].fillna(value=False).to_numpy(bool) for name in (counted, many)
    }
    selected, apart = chosen(assessment).to_numpy(bool), assessment.people["apart"].to_numpy(bool)
    groups = {"counted": met[counted], "over": selected | apart, "apart": apart, "selected": selected}
    groups["many"] = selected & met[many]
    value = assessment.criteria[counted]["value"].to_numpy("float64")
    known = len(value) > 0 and not np.isnan(value).all()
    rows = {
        name: (float(flags.sum()), float(np.nansum(value[flags])), float(np.nansum(value)))
        if known
        else (math.nan,) * 3
        for name, flags in groups.items()
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["people", "arrests", "all_arrests"])
    share = table["arrests"] / table["all_arrests"].where(table["all_arrests"] > 0)
    return table.assign(share=share).rename_axis("group")


def decided(assessment: Assessment) -> bool:
    """Say whether a rule answers at all: somebody is selected, or a gap in evidence decides of nobody.

    Parameters
    ----------
    assessment
        What `iomlib.metrics.selection.assess` made of a rule.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.rules import read_rule
    >>> rule = read_rule("params", "high-crime-causers", date(2009, 3, 31))
    >>> people = pd.DataFrame({"person": ["a"], "born": pd.Timestamp("1980-01-01"), "sex": "male"})
    >>> decided(assess(gather({"nominals": people}, date(2009, 3, 31)), rule, "x"))
    False
    """
    selected = assessment.people["selected"]
    return bool(selected.fillna(value=False).any() or selected.notna().all())


def by_test(evidence: Evidence, people: "pd.Series[bool]", months: int = MONTHS) -> pd.DataFrame:
    """Split people by their drug tests in the months up to the last day known of.

    Parameters
    ----------
    evidence
        What is known; of its tables ``drug_tests``.
    people
        True or false by person.
    months
        Length of the time.

    Returns
    -------
    Rows ``positive`` (at least one), ``negative`` (tested, and never positive), ``not-tested``: ``people``, ``out_of``,
    ``share`` (0 to 1), ``lower``, ``upper``, ``confidence``, ``method``. Missing where tests were not supplied.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraph 3.9.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> rows = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": "male"})
    >>> tests = pd.DataFrame({"person": ["a"], "day": pd.Timestamp("2009-01-01"), "result": "positive"})
    >>> evidence = gather({"nominals": rows, "drug_tests": tests}, date(2009, 3, 31))
    >>> by_test(evidence, pd.Series(True, index=["a", "b"]))["people"].tolist()
    [1.0, 0.0, 1.0]
    """
    group = people.reindex(evidence.people.index, fill_value=False).to_numpy(bool)
    table = pd.DataFrame(math.nan, index=pd.Index(TESTS, name="tests"), columns=["people", "out_of"])
    tests = of_tests(evidence, months)
    if tests is not None and len(group):
        table["people"] = [float((group & tests[name].to_numpy(bool)).sum()) for name in TESTS]
        table["out_of"] = float(group.sum())
    return with_shares(table)


def of_tests(evidence: Evidence, months: int = MONTHS) -> pd.DataFrame | None:
    """Say of everybody what came of their drug tests in the months up to the last day known of.

    Returns
    -------
    One row a person, in the order of the evidence; ``positive``, ``negative`` and ``not-tested``, one of which is true.
    None where tests were not supplied.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> of_tests(gather({}, date(2009, 3, 31))) is None
    True
    """
    tests = evidence.tables.get("drug_tests")
    if tests is None:
        return None
    rows = tests[tests["day"].between(*window(evidence.as_at, months)).to_numpy(bool)]
    positive, known = np.zeros(len(evidence.people), bool), np.zeros(len(evidence.people), bool)
    known[rows["who"].to_numpy()] = True
    positive[rows["who"].to_numpy()[(rows["result"] == TESTS[0]).to_numpy(bool)]] = True
    parts = (positive, known & ~positive, ~known)
    return pd.DataFrame(dict(zip(TESTS, parts, strict=True)), index=evidence.people.index)


def potential(
    evidence: Evidence, rule: Rule, area: str, people: "pd.Series[bool]", part: str
) -> pd.DataFrame:
    """Count the people who would be in the cohort of the year that begins after the last day known of.

    Parameters
    ----------
    evidence
        What is known.
    rule
        Of a cohort that is found in the months before a year begins, such as that of National Indicator 38.
    area
        Id of the area.
    people
        True or false by person.
    part
        The criterion by which a part of the cohort is found, such as a positive test.

    Returns
    -------
    Rows ``part`` and ``cohort``: ``people``, ``out_of``, ``share`` (0 to 1), ``lower``, ``upper``, ``confidence``,
    ``method``. Missing where a gap in evidence decides of anybody in the group.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraph 3.19: "a third of the cohort are also amongst the
    potential NI38 09/10 cohort identified via DIP".

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.rules import read_rule
    >>> rule = read_rule("params", "ni38", date(2009, 3, 31))
    >>> potential(gather({}, date(2009, 3, 31)), rule, "x", pd.Series(dtype=bool), "positive-test")["people"].tolist()
    [nan, nan]
    """
    found = assess(evidence, rule.model_copy(update={"reference": "quarter-end"}), area)
    group = people.reindex(found.people.index, fill_value=False).to_numpy(bool)
    answers = {"part": found.criteria[part]["met"], "cohort": found.people["selected"]}
    counts = {
        name: math.nan if not len(group) or met[group].isna().any() else float(met[group].sum())
        for name, met in answers.items()
    }
    table = pd.DataFrame({"people": pd.Series(counts), "out_of": float(group.sum())})
    return with_shares(table)


def on_no_scheme(evidence: Evidence, assessment: Assessment, lists: Sequence[str]) -> pd.DataFrame:
    """Count the selected people who are on none of some lists on the last day known of.

    Parameters
    ----------
    evidence, assessment
        The evidence, and what `iomlib.metrics.selection.assess` made of it.
    lists
        Ids of lists.

    Returns
    -------
    One row ``missed``: ``people``, ``out_of``, ``share`` (0 to 1), ``lower``, ``upper``, ``confidence``, ``method``.
    Missing where it is not known who is on the lists, or who is selected at all (`decided`).

    Source
    ------
    Offender Management Update 2009, paragraph 4.4.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.rules import read_rule
    >>> evidence = gather({}, date(2009, 3, 31))
    >>> found = assess(evidence, read_rule("params", "high-crime-causers", date(2009, 3, 31)), "x")
    >>> on_no_scheme(evidence, found, ["ppo"])["people"].tolist()
    [nan]
    """
    rows = missed(assessment, evidence, lists)
    known = "enrolments" in evidence.tables and len(evidence.people) > 0 and decided(assessment)
    counts = (float(len(rows)), float(chosen(assessment).sum())) if known else (math.nan, math.nan)
    return with_shares(pd.DataFrame([counts], columns=["people", "out_of"], index=["missed"]))


def women_selected(evidence: Evidence, assessment: Assessment, lists: Sequence[str]) -> pd.DataFrame:
    """Count the women among those whom a rule selects, and among those of them who are on no scheme.

    Parameters
    ----------
    evidence, assessment, lists
        As for `on_no_scheme`.

    Returns
    -------
    Rows ``selected`` and ``missed``: ``people`` (women), ``out_of`` (people whose sex is known), ``share``
    (0 to 1), ``lower``, ``upper``, ``confidence``, ``method``. Missing where it is not known (`decided`).

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraphs 6.2 and 6.9: consider the top five as PPOs.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.rules import read_rule
    >>> evidence = gather({}, date(2009, 3, 31))
    >>> found = assess(evidence, read_rule("params", "high-crime-causers", date(2009, 3, 31)), "x")
    >>> women_selected(evidence, found, ["ppo"])["people"].tolist()
    [nan, nan]
    """
    sex = evidence.people["sex"]
    known = "enrolments" in evidence.tables and len(evidence.people) > 0 and decided(assessment)
    groups = {"selected": chosen(assessment).to_numpy(bool)}
    groups["missed"] = sex.index.isin(missed(assessment, evidence, lists).index)
    rows = {
        name: (float((flags & (sex == WOMAN)).sum()), float((flags & sex.notna()).sum()))
        if known
        else (math.nan,) * 2
        for name, flags in groups.items()
    }
    return with_shares(pd.DataFrame.from_dict(rows, orient="index", columns=["people", "out_of"]))
