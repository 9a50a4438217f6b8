"""Reports as they lie in a folder of outputs: what the overview and the changes are written from."""

import json

from iomlib.periods import Quarter

CRIMES = {"id": "crimes", "name": "Crimes recorded", "of": "quarter"}
RATE = {"id": "rate", "name": "Crimes for every 1,000 residents", "of": "quarter"}
PROJECTED = {"id": "projected", "name": "Convictions by the end of the year", "of": "year"}


def figure(value, lower=None, upper=None, *, id="crimes", **other):
    """Make a figure as figures.json has it; the text follows from the numbers."""
    shown = "no data" if value is None else f"{value:,g}"
    if lower is not None:
        shown += f" ({lower:g} to {upper:g})"
    confidence = None if lower is None else 0.95
    ends = {"lower": lower, "upper": upper, "confidence": confidence, "places": 0}
    words = {"unit": "count", "method": None, "inputs": "data/crimes.csv", "text": shown}
    return {"id": id, "value": value, **ends, **words, **other}


def report(base, area, quarter, figures, *, notebook="small", **other):
    """Put a report with these figures in a folder, and give its manifest as `_published` does."""
    folder = base / quarter / area
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{notebook}.figures.json"
    path.write_text(json.dumps({"area": area, "quarter": quarter, "figures": figures}), "utf-8")
    place = f"{quarter}/{area}/{notebook}"
    return {
        "notebook": notebook,
        "area": area.title(),
        "area_id": area,
        "quarter": Quarter.parse(quarter).label,
        "quarter_id": quarter,
        "edition": "public",
        "folder": f"{quarter}/{area}",
        "headlines": [CRIMES],
        "files": {f"{place}.figures.json": "", f"{place}.html": ""},
        **other,
    }
