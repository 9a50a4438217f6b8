"""Folders of CSV tables that a test of their contracts reads, and what is wrong with them."""

from datetime import date

from iomlib import tables

TODAY = date(2026, 1, 1)


def write_tables(rows, place, **changes):
    """Write tables by their names; `changes` are put in place of some of them."""
    for name, text in (rows | changes).items():
        (place / f"{name}.csv").write_text(text, "utf-8")
    return place


def problems(folder):
    return tables.check_folder(folder, "params", today=TODAY)
