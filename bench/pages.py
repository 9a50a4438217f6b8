"""The line about pages: what it costs to render reports that have been run, without running them.

    python -m bench.pages FOLDER FORMAT...

renders every notebook of a folder by our own writers and leaves the files beside them, with `rendered.json`: the
processor seconds of each format, without those of starting and loading.
"""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import nbformat

from bench import project
from bench.measure import measured
from bench.shapes import BenchError, Found, Line, Took, middle
from iomlib.blocks import BLOCK, MIME
from iomlib.build.document import read_document

REPORTS = 6
ROUNDS = 3
MARK = 5.0  # times less processor time for HTML and PDF together
RESULT = "rendered.json"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Where each format is written, and how its files end.
WRITERS = {
    "html": ("iomlib.build.html", "to_html", ".html"),
    "pdf": ("iomlib.build.pdf", "to_pdf", ".pdf"),
    "word": ("iomlib.build.word", "to_word", ".docx"),
    "ods": ("iomlib.build.ods", "to_ods", ".ods"),
}
# One start of nbconvert for all reports, to its favour; Chromium prints one page a start.
NBCONVERT = """jupyter nbconvert --log-level ERROR --to html --no-input *.ipynb
for page in *.html; do
    "$CHROMIUM" --headless --no-sandbox --disable-gpu --disable-background-networking --no-first-run \
        --disable-dev-shm-usage --host-resolver-rules='MAP * ~NOTFOUND' --user-data-dir="$PWD/.profile" \
        --no-pdf-header-footer --print-to-pdf="${page%.html}.pdf" "file://$PWD/$page" </dev/null || exit 1
done"""
# One project render for all reports, to its favour too: alone each would cost more than twice as much.
QUARTO = "quarto render --quiet"
QUARTO_PROJECT = """project: {type: default}
execute: {enabled: false}
format:
  html: {embed-resources: true, html-math-method: mathml}
  typst: {papersize: a4}
"""


# Our side, in a process of its own


def main(folder: Path, formats: list[str]) -> None:
    """Render each notebook in each format, and write how long each format took."""
    writers = {name: _writer(name) for name in formats}
    took = dict.fromkeys(formats, 0.0)
    for path in sorted(folder.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        for name, write in writers.items():
            began = time.process_time()
            made = write(read_document(notebook))
            took[name] += time.process_time() - began
            path.with_suffix(WRITERS[name][2]).write_bytes(made.encode() if isinstance(made, str) else made)
    (folder / RESULT).write_text(json.dumps(took), "utf-8")


def _writer(name: str) -> Callable[[Any], Any]:
    module, function, _ = WRITERS[name]
    found: Callable[[Any], Any] = getattr(import_module(module), function)
    return found


# The reports


def executed(folder: Path) -> list[Path]:
    """Run reports, and put their executed notebooks into a folder, as JupyterLab would show them.

    A published notebook has only our own form of each output. What nbconvert and Quarto read, HTML and
    Markdown, is put beside it by the blocks themselves, as when the cell ran.
    """
    run = [sys.executable, "-m", "iomlib", "run", str(project.make(folder / "project", REPORTS, 1))]
    took = measured([*run, "--output", str(folder / "outputs"), "--format", "html"], folder)
    if took["code"] != 0:
        raise BenchError(f"the reports were not made: exit code {took['code']}")
    place = folder / "executed"
    place.mkdir()
    return [_whole(path, place) for path in sorted((folder / "outputs").glob("*/*/*.ipynb"))]


def _whole(path: Path, place: Path) -> Path:
    notebook = nbformat.read(path, as_version=4)
    for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
        output.data = BLOCK.validate_python(output.data[MIME])._repr_mimebundle_()
    target = place / f"{path.parent.name}.ipynb"
    nbformat.write(notebook, target)
    return target


# The line


def pages(folder: Path) -> Found:
    """Render the same executed notebooks by each way, in turns."""
    if not (chromium := next(filter(None, map(shutil.which, BROWSERS)), None)):
        raise BenchError("there is no Chromium on this machine")
    notebooks = executed(folder)
    ways = {name: _ours(formats) for name, formats in _formats().items()}
    ways["nbconvert and Chromium"] = _theirs(NBCONVERT, CHROMIUM=chromium)
    if shutil.which("quarto"):
        ways["quarto"] = _theirs(QUARTO)
    took: dict[str, list[Took]] = {name: [] for name in ways}
    for number in range(ROUNDS):
        for name, render in ways.items():
            took[name].append(render(_copied(notebooks, folder / f"{number}-{name.replace(' ', '-')}")))
    return _found(took)


def _formats() -> dict[str, list[str]]:
    wanted = {"iomlib, HTML and PDF": ["html", "pdf"], "iomlib, Word": ["word"], "iomlib, ODS": ["ods"]}
    return {
        name: kinds for name, kinds in wanted.items() if all(find_spec(WRITERS[kind][0]) for kind in kinds)
    }


def _copied(notebooks: list[Path], place: Path) -> Path:
    place.mkdir()
    for path in notebooks:
        shutil.copy(path, place)
    return place


def _ours(formats: list[str]) -> Callable[[Path], Took]:
    def render(place: Path) -> Took:
        took = _checked([sys.executable, "-m", "bench.pages", str(place), *formats], place, {})
        each = json.loads((place / RESULT).read_text("utf-8"))
        return took | {f"only {name}": seconds for name, seconds in each.items()}

    return render


def _theirs(script: str, **environment: str) -> Callable[[Path], Took]:
    def render(place: Path) -> Took:
        (place / "_quarto.yml").write_text(QUARTO_PROJECT, "utf-8")
        return _checked(["sh", "-ec", script], place, environment)

    return render


def _checked(command: list[str], place: Path, environment: dict[str, str]) -> Took:
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    took = measured(command, place, {"PATH": tools, **environment})
    sizes = {
        f"{kind}_kb": sum(path.stat().st_size for path in place.glob(f"*.{kind}")) / REPORTS / 1000
        for kind in ("html", "pdf", "docx", "ods")
    }
    made = [path for kind in sizes for path in place.glob(f"*.{kind.removesuffix('_kb')}")]
    if took["code"] != 0 or not made or len(made) % REPORTS:
        raise BenchError(f"exit code {took['code']}, {len(made)} files for {REPORTS} reports")
    numbers = {key: round(value, 3) for key, value in took.items() if isinstance(value, float)}
    return numbers | {key: round(size, 1) for key, size in sizes.items() if size}


def _found(took: dict[str, list[Took]]) -> Found:
    each = {name: middle(ones, "processor") / REPORTS for name, ones in took.items()}
    ours = each["iomlib, HTML and PDF"]
    ratio = each["nbconvert and Chromium"] / ours
    said = [f"HTML and PDF {ratio:.1f} times less than nbconvert and Chromium"]
    said.append(
        f"than quarto {each['quarto'] / ours:.1f} times"
        if "quarto" in each
        else "quarto not run: there is none here"
    )
    costs = "; ".join(f"{name} {seconds:.2f} s" for name, seconds in each.items())
    alone = "; ".join(
        f"{key.removeprefix('only ')} {middle(ones, key) / REPORTS:.3f} s"
        for ones in took.values()
        for key in ones[0]
        if key.startswith("only ")
    )
    sizes = "; ".join(f"{name} {_sizes(ones[0])}" for name, ones in took.items())
    words = f"{', '.join(said)}. A report: {costs}. Once loaded: {alone}. Sizes: {sizes}"
    return Found(words, ratio >= MARK, took)


def _sizes(one: Took) -> str:
    return ", ".join(
        f"{key.removesuffix('_kb')} {size:.0f} kB" for key, size in one.items() if key.endswith("_kb")
    )


LINES = {
    "pages": Line(
        f"{REPORTS} reports that have been run, rendered",
        "`jupyter nbconvert --to html` and Chromium's `--print-to-pdf`, and `quarto render` where there is one",
        f"HTML and PDF together {MARK:.0f} times less processor time",
        pages,
    )
}

if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
