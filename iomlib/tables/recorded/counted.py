"""Counts as extracts write them: a number, a sign for none, or a problem. Never a guess."""

import re
from datetime import date
from math import isfinite
from typing import Any, NamedTuple

from iomlib.tables.kinds import shown
from iomlib.tables.recorded.mapping import CountOf
from iomlib.tables.recorded.words import text_of

_WHOLE = re.compile(r"-?(0|[1-9]\d*)(\.0+)?", re.ASCII)
_ONE_NOUGHT = re.compile(r".*\.0", re.ASCII)
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(,\d{3})+", re.ASCII)
_UNKNOWN = re.compile(r"\.{1,3}|[-\u2010-\u2015:xzc]|n/?a|nil|none|null|\[[a-z]\]", re.I)
_WITHHELD = re.compile(r"[<\u2264]\s*\d+|\*+|\[c\]", re.I)
_DECIMAL = re.compile(r"-?\d+\.\d+([eE][-+]?\d+)?", re.ASCII)
_BRACKETS = re.compile(r"\(\s*[\d,]+\s*\)", re.ASCII)
_MARKED = re.compile(r"([\d,]+)\s*(\D.*)", re.ASCII)
_MOST = 10**7  # more than England and Wales record in a year: a number of a case, a telephone, a date
ALLOWED = "Counts are whole numbers."


class Tally(NamedTuple):
    """What a cell says: its state, and a count where it is counted."""

    state: str
    crimes: int | None


class Refused(NamedTuple):
    """Why a cell is no count, and what to do."""

    found: str
    allowed: str


class Reader:
    """Reads counts in the way that a mapping says; the same text is only read once."""

    def __init__(self, rules: CountOf) -> None:
        """Take what the signs mean."""
        self.rules = rules
        self._known: dict[str, Tally | Refused] = {}
        signs = {
            "missing": rules.missing,
            "suppressed": rules.suppressed,
            "not in series": rules.not_in_series,
        }
        self._marks = tuple(mark for each in rules.marks if (mark := text_of(each)))
        self._signs = {text_of(sign): state for state, found in signs.items() for sign in found}

    def read(self, cell: Any) -> Tally | Refused:
        """Read one cell.

        Examples
        --------
        >>> reader = Reader(CountOf(thousands=",", missing=[".."], suppressed=["<5"], marks=["[note 2]"]))
        >>> reader.read("1,234 [note 2]"), reader.read("<5").state, reader.read("-").found
        (Tally(state='counted', crimes=1234), 'suppressed', '- is not a count')
        """
        if isinstance(cell, bool | date):
            what = "a date" if isinstance(cell, date) else "true or false"
            return Refused(f"is {what} to the spreadsheet, and not a count", ALLOWED)
        if isinstance(cell, float) and isfinite(cell) and not cell.is_integer():
            return Refused(f"{shown(cell)} is not a whole number", f"{ALLOWED} A rate is not read.")
        text = text_of(cell)
        if text not in self._known:
            self._known[text] = self._text(text)
        return self._known[text]

    def _text(self, text: str) -> Tally | Refused:
        if text in self._signs:
            return Tally(self._signs[text], None)
        bare = self._unmarked(text).replace("\u2212", "-")
        if self.rules.thousands and _THOUSANDS.fullmatch(bare):
            bare = bare.replace(",", "")
        # 12.0 is what a program writes of a column with blanks in it; 1.000 may be a thousand.
        if not _WHOLE.fullmatch(bare) or ("." in bare and not _ONE_NOUGHT.fullmatch(bare)):
            return self._refused(text, bare)
        if len(bare) > 15 or abs(number := int(bare.partition(".")[0])) > _MOST:
            return Refused(f"{shown(text)} is too large for a count", ALLOWED)
        if number < 0 and self.rules.negative == "refused":
            return Refused(f"{shown(text)} is below 0", "The mapping file says negative: refused.")
        return Tally("counted", number)

    def _unmarked(self, text: str) -> str:
        while mark := next((mark for mark in self._marks if text.endswith(mark)), ""):
            text = text[: -len(mark)].rstrip()
        return text

    def _refused(self, text: str, bare: str) -> Refused:
        """Say why a text is no count, and what to write if it means something."""
        if not text:
            add = 'If a blank means that there is no count, add "" to count.missing.'
            return Refused("is blank", f"A blank is not 0. {add}")
        if text.endswith("%"):
            return Refused(f"{shown(text)} is a percentage", ALLOWED)
        if _DECIMAL.fullmatch(bare):
            return Refused(f"{shown(text)} is not a whole number", f"{ALLOWED} A rate is not read.")
        return Refused(f"{shown(text)} is not a count", _meant(text, bare))


def _meant(text: str, bare: str) -> str:
    quoted = f'"{shown(text)}"'
    if _THOUSANDS.fullmatch(bare):
        return 'If the comma separates thousands, write thousands: "," under count.'
    if _WITHHELD.fullmatch(text):
        return f"If it is withheld, add {quoted} to count.suppressed."
    if _UNKNOWN.fullmatch(text):
        return f"If it means that there is no count, add {quoted} to count.missing."
    if _BRACKETS.fullmatch(text):
        return "If it is below 0, write it with a minus sign."
    if marked := _MARKED.fullmatch(text):
        return f'If "{shown(marked[2])}" is the mark of a footnote, add it to count.marks.'
    return f"{ALLOWED} Have the cells of this row slipped to another column?"
