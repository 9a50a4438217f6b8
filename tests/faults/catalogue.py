"""The faults: how each is put into a project, what is done then, and what is true.

One entry for each fault of docs/faults.md, in its order. A fault knows nothing of the systems that it is
tried on but what `acts.py` does with them.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import acts
import nbformat
from frame import STATE, executed
from judge import CLEAR, RIGHT, Truth
from nbformat.v4 import new_output
from setting import (
    ONE,
    READ,
    SHOW,
    TWO,
    ask,
    change_rows,
    one_less,
    one_more,
    project,
    recorded,
    with_counts,
    with_setting,
    write_book,
)

from iomlib.blocks import Sentence


class Fault(NamedTuple):
    """One fault: its words in the list, what is done, how it is set up and run, and how ours has to end.

    Where it does not matter how ours ends, as long as it is well, ``ours`` is empty.
    """

    id: str
    words: str
    does: str
    prepare: Callable
    act: Callable = acts.once
    ours: str = RIGHT
    code: int = 0
    stand_in: str = ""


def setting(parameters, sentence, settings, truth, reason):
    """Make a fault of a value in a settings file."""

    def prepare(folder):
        with_setting(folder, parameters, sentence, settings)
        return Truth({ONE: truth}, reason)

    return prepare


def counts(*cells, reason="crimes.csv", areas=(ONE, TWO), limits="", doomed=()):
    """Make a fault of cells between the reading of a count and showing it; doomed areas have no right page."""

    def prepare(folder):
        truth = with_counts(folder, *cells, areas=areas, limits=limits)
        return Truth({area: () if area in doomed else truth[area] for area in areas}, reason)

    return prepare


# Cells


def only_in(area, *lines):
    """Write a cell that does something in the report of one area."""
    return "\n".join(["import os, signal, time", f"if area == {area!r}:", *(f"    {line}" for line in lines)])


# Where a cell may write, which is the folder it runs in, it says that it has begun; then it takes its time.
BEGINS = "import time\nfrom pathlib import Path\n\nPath('began').touch()\ntime.sleep(2)"


KILLS_ITSELF = only_in(TWO, "os.kill(os.getpid(), signal.SIGKILL)")
RAISES = only_in(TWO, "raise KeyError('x')")
HANGS = "import time\n\ntime.sleep(600)"
TAKES_3_GB = (
    "import time\n\nheld = []\nfor _ in range(30):\n    held.append(b'x' * 100_000_000)\n    time.sleep(0.02)"
)
# A figure beside the notebook under the same name for every area, as figure folders of templates are.
DRAWS = """import time
from pathlib import Path

Path("figure.txt").write_text(f"{crimes}")
time.sleep(2)
crimes = int(Path("figure.txt").read_text())"""


# Set-ups that need more than cells


def two_lists(*cells, **told):
    def prepare(folder):
        truth = counts(*cells, **told)(folder)
        ask(folder, ONE, name="first")
        ask(folder, TWO, name="second")
        return truth

    return prepare


def after(prepare, change, areas=(ONE, TWO)):
    """Let the truth be what it is after a change that is made later."""

    def changed(folder):
        truth = prepare(folder)
        path = folder / "data" / "crimes.csv"
        before = path.read_bytes()
        change_rows(folder, change)
        later = {area: (recorded(folder, area),) for area in areas}
        path.write_bytes(before)
        return truth._replace(pages=later)

    return changed


def wrong_kernel(folder):
    truth = counts(areas=(ONE,))(folder)
    write_book(folder, READ, SHOW, kernel="python2-of-a-colleague")
    return truth


def fails_the_second_time(folder):
    truth = counts()(folder)
    return truth._replace(pages={ONE: truth.pages[ONE], TWO: ()}, reason=TWO)


def two_versions(folder):
    project(folder)
    write_book(folder, BEGINS, STATE, "state('Version one.')")
    ask(folder, ONE)
    return Truth({ONE: ("Version two.",)}, r"small\.ipynb.*changed")


def second_version(folder):
    write_book(folder, STATE, "state('Version two.')")


def read_twice(folder):
    project(folder)
    shows = "state(f'{total:d} crimes, and the parts add up to {crimes:d}.')"
    write_book(folder, READ, "total = crimes", BEGINS, READ, shows)
    ask(folder, ONE)
    old = int(recorded(folder, ONE).split()[0])
    right = tuple(f"{n} crimes, and the parts add up to {n}." for n in (old, old + 1))
    return Truth({ONE: right}, "crimes.csv")


def not_whole(*, error):
    """Write an executed notebook that stopped before its last cell, with or without saying so."""

    def prepare(folder):
        said = Sentence(sentences=["First part."])
        about = {"area": "Cambridgeshire", "quarter": "2017/18 Q1", "title": "A test", "date": "2017-06-30"}
        book = executed("# A report", said, Sentence(sentences=["Last part."]), edition="public", **about)
        book.metadata["iomlib"] |= {"notebook": "small", "area_id": ONE, "quarter_id": "2017-18-Q1"}
        last = book.cells[-1]
        last.outputs, last.execution_count = [], None
        if error:
            last.outputs = [new_output("error", ename="KeyError", evalue="'x'", traceback=["KeyError: 'x'"])]
        nbformat.write(book, folder / "small.ipynb")
        return Truth({ONE: ()}, r"cell 3")

    return prepare


def edited(folder):
    change_rows(folder, one_more)


def a_row_deleted(folder):
    change_rows(folder, one_less)


def now_raises(folder):
    write_book(folder, READ, RAISES, SHOW)


NUMBERS = 'code = "0001"', "The force has code {code}."
FAULTS = [
    Fault(
        "mistyped-parameter",
        "mistyped parameter",
        "`limitt: 10` is set; the notebook has `limit`",
        setting(
            "limit = 5", "Places with {limit} crimes or more.", "limitt: 10", ("with 10 crimes",), "limitt"
        ),
        ours=CLEAR,
        code=2,
    ),
    Fault(
        "leading-zeros",
        "leading zeros",
        "`code: 0012` is set, without quotes",
        setting(*NUMBERS, "code: 0012", ("has code 0012.",), r"\bcode\b.*\b1[02]\b"),
        ours=CLEAR,
        code=2,
    ),
    Fault(
        "leading-zeros-in-quotes",
        "leading zeros",
        '`code: "0012"` is set, in quotes',
        setting(*NUMBERS, 'code: "0012"', ("has code 0012.",), r"\bcode\b.*\b1[02]\b"),
    ),
    Fault(
        "boolean-as-text",
        "boolean as text",
        '`charts: "no"` is set, and the notebook asks `if charts`',
        setting(
            "charts = True",
            'Charts are {"shown" if charts else "left out"}.',
            'charts: "no"',
            ("Charts are left out.",),
            r"\bcharts\b.*\bno\b",
        ),
        ours=CLEAR,
        code=2,
    ),
    Fault(
        "yaml-no",
        "YAML `NO`",
        "`force: NO` is set",
        setting('force = "XX"', "The force is {force}.", "force: NO", ("The force is NO.",), r"\bforce\b"),
        ours="",
    ),
    Fault(
        "tuple",
        "tuple",
        "`bands: (1, 50)` is set, as it is written in Python",
        setting(
            "bands = (0, 10)",
            "From {bands[0]} to {bands[-1]} crimes.",
            "bands: (1, 50)",
            ("From 1 to 50 crimes.",),
            r"\bbands\b",
        ),
        ours=CLEAR,
        code=2,
    ),
    Fault(
        "date",
        "date types",
        "`since: 2012-04-01` is set, which YAML takes for a date",
        setting(
            'since = "2000-01-01"', "Since {since}.", "since: 2012-04-01", ("Since 2012-04-01.",), "since"
        ),
        ours="",
    ),
    Fault(
        "killed-cell",
        "`kill -9` in a cell",
        "a cell of one of two reports kills its own process",
        counts(KILLS_ITSELF, reason=TWO, doomed=(TWO,)),
        ours=CLEAR,
        code=1,
    ),
    Fault(
        "exception",
        "exception in a cell",
        "a cell of one of two reports raises `KeyError`",
        counts(RAISES, reason="KeyError", doomed=(TWO,)),
        ours=CLEAR,
        code=1,
    ),
    Fault(
        "failed-notebook",
        "failed notebook handed to the renderer",
        "its last cell holds an error",
        not_whole(error=True),
        acts.handed_to_the_renderer,
        ours=CLEAR,
        code=1,
    ),
    Fault(
        "stopped-notebook",
        "failed notebook handed to the renderer",
        "its last cell was never run, as after a kill",
        not_whole(error=False),
        acts.handed_to_the_renderer,
        ours=CLEAR,
        code=1,
    ),
    Fault(
        "wrong-kernel",
        "wrong kernel name in metadata",
        "the notebook names a kernel that only a colleague has",
        wrong_kernel,
    ),
    Fault(
        "relative-paths",
        "several runs with relative paths at once",
        "two runs from two working folders, every path relative",
        two_lists(),
        acts.at_once(cwd="params", outputs="outputs"),
    ),
    Fault(
        "data-edited",
        "data edited with no code edit",
        "one count is corrected between two runs",
        after(counts(), one_more),
        acts.twice(edited),
    ),
    Fault(
        "row-deleted",
        "one input row deleted",
        "a row of the report's area is gone in the second run",
        after(counts(), one_less),
        acts.twice(a_row_deleted),
    ),
    Fault(
        "one-template",
        "two runs of one template at once",
        "each run writes and reads a working file of one name; both publish to one folder",
        two_lists(DRAWS, reason="another run|lock"),
        acts.at_once(),
        ours="",  # the second waits for the first, or refuses
    ),
    Fault(
        "stale-output",
        "stale output of an earlier run left behind",
        "the second run fails for an area that the first one published",
        fails_the_second_time,
        acts.twice(now_raises),
        ours=CLEAR,
        code=1,
    ),
    Fault(
        "notebook-edited",
        "notebook edited while it runs",
        "a new version is saved in the middle of a run; then another run",
        two_versions,
        acts.disturbed(second_version, again=True),
    ),
    Fault(
        "input-replaced",
        "input replaced while it runs",
        "a notebook reads the table twice; in between a new one is saved",
        read_twice,
        acts.disturbed(edited, again=False),
    ),
    Fault(
        "memory",
        "memory limit",
        "a cell takes 3 GB where 1 is allowed",
        counts(TAKES_3_GB, reason="memory", areas=(ONE,), limits="{memory_gb: 1}", doomed=(ONE,)),
        acts.with_little_memory,
        ours=CLEAR,
        code=1,
    ),
    Fault(
        "hung-cell",
        "a hung cell",
        "a cell sleeps for ten minutes; the run file allows three seconds",
        counts(HANGS, reason="longer|time", areas=(ONE,), limits="{minutes: 0.05}", doomed=(ONE,)),
        acts.until_it_hangs,
        ours=CLEAR,
        code=1,
    ),
    *(
        Fault(
            f"full-disk-{kilobytes}",
            "disk full",
            f"the disk of the outputs has room for {kilobytes} kilobytes",
            counts(reason="disk|space|too large", areas=(ONE,)),
            acts.on_a_full_disk(kilobytes * 1024),
            ours="",  # either: there may be room enough
            stand_in=acts.kind_of_disk(),
        )
        for kilobytes in (16, 240)
    ),
    Fault(
        "unwritable-folder",
        "unwritable folder",
        "the folder of the outputs is read only",
        counts(reason="outputs.*cannot|read-only|permission", areas=(ONE,)),
        acts.where_nothing_can_be_written,
        ours="",
        stand_in=acts.REAL if acts.kind_of_disk() == acts.REAL else "stand-in: permission bits",
    ),
]


def folder_for(base: Path, fault: Fault) -> Path:
    """Give a fault a project folder of its own."""
    folder = base / fault.id
    folder.mkdir(parents=True)
    return folder
