"""Tables of recorded crime for tests, made in a line: months or quarters of one area."""

import pandas as pd

GROUPS = ("theft", "violence")


def row(start, crimes, *, months=1, **other):
    """Make a row that begins in a month and lasts so many."""
    first = pd.Period(start, "M")
    usual = {
        "series": "police-uk",
        "area": "a",
        "recorded_by": "force",
        "period_start": first.start_time.normalize(),
        "period_end": (first + (months - 1)).end_time.normalize(),
        "offence_group": "theft",
        "offence_subgroup": "",
        "kind": "crime",
        "place": "area",
        "state": "counted",
        "supply": "",
        "source": "a file",
        "crimes": crimes,
    }
    return usual | other


def table(rows):
    """Put rows into the table that `tables.read_recorded` gives."""
    frame = pd.DataFrame(rows, columns=list(row("2018-04", 0)))
    return frame.astype({"crimes": "Int64", "period_start": "datetime64[us]", "period_end": "datetime64[us]"})


def by_month(counts, first="2017-04", **other):
    """Make a row a month; None is a month that was not supplied."""
    months = pd.period_range(first, periods=len(counts), freq="M")
    return table(
        [
            row(str(month), count, **other)
            for month, count in zip(months, counts, strict=True)
            if count is not None
        ]
    )


def census(area="a", persons=10_000, households=4_000, day="2011-03-27"):
    """Make the population of an area."""
    return pd.DataFrame(
        {
            "area": [area],
            "census_date": [pd.Timestamp(day)],
            "persons": [persons],
            "households": [households],
            "source": ["a census"],
        }
    )
