"""Write ``docs/rap.md``: ``python -m iomlib.build.rap.page > docs/rap.md``, in the folder of the project."""

import sys
from pathlib import Path

from iomlib.build.rap.score import SOURCE, Scored, level_told, reached, score

_PAGE = """\
# How this project stands on the Levels of RAP

A reproducible analytical pipeline (RAP) makes the figures of a publication by code that others can read and run. The
Levels of RAP say how far a project is: 5 items for baseline, 9 more for silver, 4 more for gold. They are those of the
{source}. The words here are ours.

The page is made by `python -m iomlib.build.rap.page > docs/rap.md`. It looks at the same files as `iom doctor --rap`
does, and a test holds the two together. `iom doctor --rap DIR` scores a project of your own in the same way.

**{level}**

No machine can tell everything. Where an item says "ask a person", what was found is named, and somebody has to answer.

{tables}
## What is open

- Who reviewed the code, and where it is published, is for the people of a project to say. Write it into your own page.
- `.ci/run` is the command for a service that runs the tests on each change. Which service that is, is set up outside of
  the files.
- Nothing starts a run by itself here. A partnership whose returns come once a quarter can put `iom run` into its own
  schedule: it makes only what is out of date, and ends with exit code 1 or more if something is wrong.
"""


def page(scored: list[Scored]) -> str:
    """Write the page of a project's score."""
    levels = dict.fromkeys(each.level for each in scored)
    tables = [_table(level, [each for each in scored if each.level == level]) for level in levels]
    return _PAGE.format(source=SOURCE, level=level_told(reached(scored)), tables="\n".join(tables))


def _table(level: str, scored: list[Scored]) -> str:
    lines = [f"## {level.capitalize()}\n", "| item | verdict | what was found |", "|---|---|---|"]
    lines += [f"| {each.asks} | {each.verdict} | {each.found}. |" for each in scored]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page(score(Path())))
