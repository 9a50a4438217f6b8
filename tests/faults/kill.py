"""`kill -9` at random moments of a run: what lies there after each, and what a last run makes of it."""

import hashlib
import json
import random
import re
import time
from typing import NamedTuple

import psutil
from frame import STATE
from setting import ONE, TWO, ask, project, write_book
from systems import Said, end, family, words_of

AREAS = (ONE, TWO)
TIMES = 20
SEED = 20_090_616
PATIENCE = 10  # seconds in which the processes of a killed runner must have ended


class Killed(NamedTuple):
    """What was found: problems after each kill, processes that outlived a runner, both trees, the last words."""

    problems: list[str]
    left: list[str]
    undisturbed: dict[str, str]
    disturbed: dict[str, str]
    said: Said


def set_up(folder):
    """Write a project of two quick reports, and give what its pages may say in either version."""
    project(folder)
    write_version(folder, 0)
    ask(folder, *AREAS)
    return {area: tuple(f"Version {version} for {area}." for version in "AB") for area in AREAS}


def write_version(folder, number):
    """Edit the notebook, so that every report is out of date."""
    write_book(folder, STATE, f"state('Version ' + {'AB'[number]!r} + f' for {{area}}.')")


def other_version(system, folder):
    """Say which version is not published, so that each run has something to replace, whatever the last one did."""
    page = system.page(folder, ONE)
    return int(page is None or "Version A " in words_of(page))


def kill_often(system, folder, check):
    """Kill a system at twenty seeded moments of a run, then let it finish; `check` looks after each kill.

    Every other time the runner alone is killed, as a process manager does; else all at once, as when
    the power goes. Every fourth time it is killed while it publishes, which a moment drawn from the
    whole run seldom hits.
    """
    began = time.monotonic()
    said = system.run(folder)
    lasts = time.monotonic() - began
    assert said.code == 0, said.text
    undisturbed = tree(folder / system.outputs)
    chance = random.Random(SEED)  # noqa: S311  the same moments every time
    problems, left = [], []
    for number in range(1, TIMES + 1):
        write_version(folder, other_version(system, folder))
        running = system.start(folder)
        if number % 4 == 0:
            wait_for_a_change(folder / system.outputs, running, lasts)
            time.sleep(0.002 * chance.random())
        else:  # one moment in each twentieth of the run: none of its parts is left out by chance
            time.sleep(lasts * (chance.random() + number * 7 % TIMES) / TIMES)
        left += kill(running, alone=number % 2 == 1 or number % 8 == 4)
        problems += [f"kill {number}: {problem}" for problem in check(folder)]
    write_version(folder, 0)
    said = system.run(folder)
    return Killed(problems, left, undisturbed, tree(folder / system.outputs), said)


def wait_for_a_change(outputs, running, lasts):
    """Wait until something published is no longer what it was, and hear of it in less than a millisecond."""
    paths = [outputs / name for name in tree(outputs)]
    before, until = written(paths), time.monotonic() + 5 * lasts
    while written(paths) == before and running.process.poll() is None and time.monotonic() < until:
        time.sleep(0.0002)


def written(paths):
    """Say which of some files is there, and which file it is."""
    return [(found.st_ino, found.st_mtime_ns) if (found := stat(path)) else None for path in paths]


def stat(path):
    try:
        return path.stat()
    except OSError:
        return None


def kill(running, *, alone):
    """Kill a run; name what still runs long after its runner is gone."""
    everything = family(running.process)
    end(everything[:1] if alone else everything)
    running.process.wait()
    _, alive = psutil.wait_procs(everything[1:], timeout=PATIENCE)
    names = [" ".join(command[1:4]) for member in alive if (command := safely(member.cmdline))]
    end(alive)
    return names


def safely(ask_for):
    try:
        return ask_for()
    except psutil.Error:
        return None


def tree(folder):
    """Give every file below a folder with its sha256, without what hides behind a dot."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(of_this_version(path)).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def of_this_version(path):
    """Read a file; of a report's manifest, leave out the sum of its history, which `without_history` is not about."""
    return re.sub(rb'"history": (null|"[0-9a-f]{64}")', b"", path.read_bytes())


# What tells of earlier versions: how many there were depends on the moments at which a run was killed.
HISTORY = (
    "_revisions/",
    "accessibility.html",
    "index.html",
    "feed.xml",
    "ledger.sqlite",
    "manifest.json",
    "releases.html",
    "releases.json",
)


def without_history(tree):
    """Leave out of a tree what tells of versions that are gone."""
    return {name: sha for name, sha in tree.items() if not name.startswith(HISTORY)}


def wrong_pages(system, folder, truth):
    """List the pages that say neither what the old version says nor what the new one does."""
    pages = {area: system.page(folder, area) for area in truth}
    return [
        f"{area}: the page is wrong"
        for area, page in pages.items()
        if page is not None and not any(sentence in words_of(page) for sentence in truth[area])
    ]


def not_whole(outputs):
    """List what is torn below our outputs: every file is the one that its manifest and the index know."""
    found = tree(outputs) if outputs.exists() else {}
    problems = []
    for folder in {name.rpartition("/")[0] for name in found if name.count("/") >= 2}:
        if folder.startswith("_failed/"):
            problems.append(f"{folder}: a report has failed because another run was killed")
        else:
            problems += _torn_report(outputs, folder.removesuffix("/tables"), found)
    if "index.html" in found:
        links = re.findall(r'href="([^"#:]+)"', (outputs / "index.html").read_text("utf-8"))
        problems += [f"index.html: {link} leads nowhere" for link in links if link not in found]
    if "manifest.json" in found:
        json.loads((outputs / "manifest.json").read_text("utf-8"))
    return sorted(set(problems))


def _torn_report(outputs, folder, found):
    manifest = next((outputs / folder).glob("*.manifest.json"), None)
    if manifest is None:
        return [f"{folder}: there is no manifest"]
    known = json.loads(manifest.read_text("utf-8"))["sha256"]["outputs"]
    wanted = {f"{folder}/{name}": sha for name, sha in known.items()}
    there = {
        name: sha
        for name, sha in found.items()
        if name.startswith(f"{folder}/") and name != f"{folder}/{manifest.name}"
    }
    return [
        f"{name}: not what its manifest says"
        for name in wanted | there
        if wanted.get(name) != there.get(name)
    ]
