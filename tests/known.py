"""What is known of a few people, written shortly, and of many made-up ones."""

from datetime import date

import numpy as np
import pandas as pd

from iomlib.metrics.evidence import gather

COLUMNS = {
    "nominals": ["person", "born", "sex"],
    "residence": ["person", "area", "start", "end"],
    "arrests": ["person", "area", "day", "offence"],
    "convictions": ["person", "day", "offence_day", "offence"],
    "drug_tests": ["person", "day", "result"],
    "intelligence": ["person", "day", "reliable"],
    "custody": ["person", "start", "end", "sentence_months", "release_due"],
    "enrolments": ["person", "area", "list", "start", "end", "reason"],
    "assessments": ["person", "day", "tool", "score"],
    "households": ["household", "person", "start", "end"],
    "household_facts": ["household", "fact", "day"],
}
DAYS = {"born", "start", "end", "day", "offence_day", "release_due"}
NUMBERS = {"score", "sentence_months"}
OFFENCES = ["burglary", "theft from motor vehicle", "robbery", "other theft", "violence", "drugs"]


def table(name, rows):
    """Make a table of rows; what is left out at the end of a row is blank."""
    columns = COLUMNS[name]
    made = pd.DataFrame([[*row, *[None] * (len(columns) - len(row))] for row in rows], columns=columns)
    for column in columns:
        if column in DAYS:
            made[column] = pd.to_datetime(made[column]).astype("datetime64[us]")
        elif column in NUMBERS:
            made[column] = made[column].astype("float64")
        else:
            made[column] = made[column].astype("boolean" if column == "reliable" else "str")
    return made


def records(people="a", **tables):
    """Give the tables that a notebook reads: people as letters, or with their days of birth."""
    rows = [(person,) for person in people] if isinstance(people, str) else list(people.items())
    return {"nominals": table("nominals", rows), **{name: table(name, rows) for name, rows in tables.items()}}


def known(as_at, people="a", **tables):
    """Gather what is known up to a day, such as `known("2009-03-31", arrests=[("a", "x", "2009-01-01")])`."""
    return gather(records(people, **tables), date.fromisoformat(as_at))


def crowd(size, seed=0, as_at="2009-09-30"):
    """Make up people with a bit of everything, and days on the edges of the windows of the shipped rules."""
    random = np.random.default_rng(seed)
    ids = np.array([f"p{number:06d}" for number in range(size)])
    last = np.datetime64(as_at)
    edges = [last + np.arange(-2, 2)]
    for months in (3, 6, 12, 24):
        first = (last + 1).astype("datetime64[M]") - months
        edges.append(first.astype("datetime64[D]") + np.arange(-2, 3))
    edges = np.concatenate(edges)

    def days(count, back=1500):
        spread = last - random.integers(-60, back, count)
        return np.where(random.random(count) < 0.15, random.choice(edges, count), spread).astype(
            "datetime64[us]"
        )

    def who(each):  # a few have most of everything
        return ids[(size * random.random(int(size * each)) ** 1.7).astype(int)]

    def blank(values, share):
        return pd.Series(values).mask(random.random(len(values)) < share)

    def events(each, **columns):
        people = who(each)
        drawn = {name: values(len(people)) for name, values in columns.items()}
        return pd.DataFrame({"person": people, "day": days(len(people)), **drawn})

    def spells(each, longest=900, **columns):
        people = who(each)
        start = days(len(people), 2500)
        end = blank(start + random.integers(0, longest, len(people)).astype("timedelta64[D]"), 0.3)
        return pd.DataFrame(
            {"person": people, "start": start, "end": end} | {n: v(len(people)) for n, v in columns.items()}
        )

    def one_of(*values):
        return lambda count: random.choice(values, count)

    def text(share, *values):
        return lambda count: blank(random.choice(values, count).astype(object), share).astype("str")

    born = blank(
        np.datetime64("1991-09-30") + random.integers(-9000, 600, size).astype("timedelta64[D]"), 0.05
    )
    area = one_of("x", "x", "x", "y")
    inside = spells(0.5, 500).sort_values(["person", "start"]).drop_duplicates("person")
    inside["sentence_months"] = blank(random.choice([2.0, 12, 36, 120, 121], len(inside)), 0.2)
    due = inside["start"] + pd.to_timedelta(random.integers(20, 1500, len(inside)), unit="D")
    inside["release_due"] = due.mask(random.random(len(inside)) < 0.2)
    tools = one_of(
        "oasys-drugs", "oasys-alcohol", "ogrs3-2yr", "risk-of-harm", "risk-review", "scheme-review"
    )
    scored = events(5, tool=tools, score=lambda count: random.integers(0, 6, count).astype(float))
    scored["score"] = scored["score"].where(scored["tool"] != "ogrs3-2yr", 20 * scored["score"])
    return {
        "nominals": pd.DataFrame({"person": ids, "born": born, "sex": text(0.05, "male", "female")(size)}),
        "residence": spells(1.3, area=area),
        "arrests": events(4, area=area, offence=one_of(*OFFENCES)),
        "convictions": events(3, offence=one_of(*OFFENCES)),
        "drug_tests": events(1, result=one_of("positive", "negative")),
        "intelligence": events(2, reliable=lambda count: pd.array(random.random(count) < 0.6, "boolean")),
        "custody": inside,
        "enrolments": spells(
            2,
            area=area,
            list=one_of("ppo", "ppo", "probation", "drr"),
            reason=text(0.3, "custody", "good progress"),
        ),
        "assessments": scored,
    }
