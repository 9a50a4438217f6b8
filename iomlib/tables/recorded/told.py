"""Gathers the problems of a table. Where a table holds people, no text of a cell is repeated unless it is common.

A table without people may have one where its cells have slipped: what looks like a name is not repeated either.
"""

from collections import Counter, defaultdict
from typing import Any, NamedTuple

from iomlib.tables.kinds import shown
from iomlib.tables.problems import Problem
from iomlib.tables.recorded.layout import Body, address_of
from iomlib.tables.recorded.personal import may_be_name
from iomlib.tables.recorded.words import text_of

_COMMON = 3  # rows with a text: so many do not have one person's name in the wrong column
_UNSAID = "a text (not repeated, because the file may hold people)"
_NAME = "a text (not repeated, because it may be a person's name)"


class _Told(NamedTuple):
    row: int
    position: int
    found: str
    allowed: str
    text: str
    alike: str


class Teller:
    """Takes problems, and gives them once each with the number of rows."""

    def __init__(self, body: Body, people: list[int]) -> None:
        """Take the table and the positions of its columns that hold people."""
        self.body = body
        self._hush = bool(people)
        self._of_people = {text_of(cells[at]) for _, cells in body.rows for at in people} if people else set()
        self._told: list[_Told] = []

    def tell(
        self, place: tuple[int, int], found: str, allowed: str, text: str = "", *, each: bool = False
    ) -> None:
        """Note a problem of a cell at a row and a position, with its text; ``each`` text is told, or one for all."""
        alike = found if each or not text else found.replace(shown(text), "")
        self._told.append(_Told(*place, found, allowed, text, alike))

    def problems(self) -> list[Problem]:
        """Give the problems.

        Examples
        --------
        >>> body = Body("x.csv", ["Area", "Who"], 1, [(2, ["Ann Example", "Hull"])], [])
        >>> teller = Teller(body, [1])
        >>> teller.tell((2, 0), "Ann Example is no known partnership", "", "Ann Example")
        >>> teller.problems()[0].found
        'a text (not repeated, because the file may hold people) is no known partnership'
        """
        rows: dict[tuple[int, str], set[int]] = defaultdict(set)
        for told in self._told:
            rows[told.position, told.text].add(told.row)
        common = Counter({key: len(found) for key, found in rows.items()})
        return [self._problem(told, common) for told in self._told]

    def _problem(self, told: _Told, common: Any) -> Problem:
        row, at, found, allowed, text, alike = told
        name = address_of(self.body.header, at) if at >= 0 else ""
        rare = common[at, text] < _COMMON or text in self._of_people
        near = "Did you mean" in allowed
        if text and rare and (self._hush or (not near and may_be_name(text))):
            found = alike = found.replace(shown(text), _UNSAID if self._hush else _NAME)
            allowed = (
                "Mend the cell, or add what it says to the mapping file." if text in allowed else allowed
            )
            allowed = allowed.partition("Did you mean")[0] or "Mend the cell, or add it to the mapping file."
        return Problem(row, at, name, found, allowed, alike)
