"""The recorded crime that one report may read: its own area's, its peers', and that of its force in no area."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from iomlib.periods import Quarter
from iomlib.tables.constants import texts
from iomlib.tables.recorded import store
from iomlib.tables.slices import Part

_HELD = 40  # areas whose rows are kept in memory: those of a report and its peers
OWN = f"data/{store.STORE}.parquet"


class RecordedInput:
    """The store of a run, of which each report is given what it may read."""

    def __init__(self, data: Path) -> None:
        """Name the folder, which was checked before."""
        self.data = data
        self._held: dict[tuple[str, str], Any] = {}

    def parts(self, area: str, quarter: str, peers: list[str]) -> list[Part]:
        """List the file of recorded crime that a report is given: none where its area is not in the store."""
        own = self.data / Path(OWN).name
        if own.is_file():  # the folder that a report was given
            return [Part(OWN, (area, quarter), own.read_bytes)]
        if not store.series_of(self.data, area):
            return []
        last = Quarter.parse(quarter).end
        return [Part(OWN, (area, quarter), partial(self._content, area, peers, last))]

    def _content(self, area: str, peers: list[str], last: date) -> bytes:
        found = []
        for series in store.series_of(self.data, area):
            if len(store.until(self._rows(series, area), last)):
                tables = [store.until(self._rows(series, each), last) for each in sorted({area, *peers})]
                tables.append(store.until(self._nowhere(series, area), last))
                found += [table.add_column(0, "series", texts([series] * len(table))) for table in tables]
        if not found:
            return b""
        table = store.joined(found)
        return store.to_parquet([table], table.schema.metadata)

    def _nowhere(self, series: str, area: str) -> Any:
        """Read the rows of no area that a force recorded which recorded the area's."""
        forces = pc.unique(self._rows(series, area)["recorded_by"])
        rows = self._rows(series, "")
        known = pc.and_(pc.is_in(rows["recorded_by"], forces), pc.not_equal(rows["recorded_by"], ""))
        return rows.filter(known)

    def _rows(self, series: str, area: str) -> Any:
        """Read an area once for all quarters of a run."""
        if (series, area) not in self._held:
            while len(self._held) >= _HELD:
                del self._held[next(iter(self._held))]
            self._held[series, area] = store.rows_of(self.data, series, area, date.max)
        return self._held[series, area]
