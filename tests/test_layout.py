"""The shape of the repository that DESIGN.md draws and STYLE.md measures, read from the files."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "iomlib").rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

# What each layer may import of ours. Downward only: nothing here leads back up.
LAYERS = {
    "errors": set(),
    "periods": {"errors"},
    "blocks": set(),
    "percentages": set(),
    "filing": set(),
    "spelling": set(),
    "disclosure": {"errors", "spelling", "disclosure"},
    "claims": {"errors", "percentages", "spelling", "claims"},
    "rules": {"errors", "periods", "spelling", "rules"},
    "metrics": {"claims", "errors", "percentages", "periods", "rules", "metrics"},
    "report": {"blocks", "claims", "disclosure", "errors", "periods", "rules", "metrics", "report"},
    "tables": {"claims", "errors", "filing", "percentages", "periods", "rules", "spelling", "tables"},
    "simulate": {"errors", "periods", "simulate"},
    "params": {"blocks", "errors", "periods", "spelling", "rules"},
    "build": {
        "blocks",
        "claims",
        "disclosure",
        "errors",
        "filing",
        "periods",
        "spelling",
        "rules",
        "params",
        "simulate",
        "tables",
        "build",
    },
    "commands": {"blocks", "build", "claims", "commands", "errors", "periods", "tables"},
    "cli": {"build", "commands", "params", "errors", "blocks", "simulate", "tables"},
    "__main__": {"cli"},
    "__init__": set(),
}
OF_NOTEBOOKS = {"claims", "disclosure", "tables", "metrics", "report", "params", "rules"}
# Put together here, so that this file does not hold what it looks for.
HOSTS = [
    f"{name}.{end}"
    for name, end in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("anaconda", "org"),
        ("anaconda", "com"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("crates", "io"),
        ("ghcr", "io"),
        ("docker", "io"),
        ("golang", "org"),
        ("jsdelivr", "net"),
        ("unpkg", "com"),
    ]
]
PLACES = [f"/{top}/" for top in ("home", "Users", "root", "work", "mnt", "srv")] + ["C:" + "\\"]


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def tree_of(path):
    return ast.parse(path.read_text("utf-8"))


def imported(tree):
    """List which layers of ours a piece of code imports, wherever in it the import stands."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full: from iomlib.errors import IomError"
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    ours = [name.split(".") for name in names if name.split(".")[0] == "iomlib"]
    return {parts[1] for parts in ours if len(parts) > 1}


def layer_of(path):
    return path.relative_to(ROOT / "iomlib").with_suffix("").parts[0]


def code_cells(notebook):
    return [cell for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def lines_of(function):
    """Count a function's lines without its docstring."""
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function) is not None:
        lines -= function.body[0].end_lineno - function.body[0].lineno + 1
    return lines


def public(tree):
    """List what a reader of the documentation meets: classes and functions, and their methods."""
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in tree.body:
        if isinstance(node, kinds) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node)


def tracked():
    """List the files that are in git, or would be with the next commit."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout, so nobody can say which files are tracked")
    paths = [ROOT / name for name in done.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def lines_that_hold(words):
    """Find lines of tracked text files that hold one of the words."""
    pattern = re.compile("|".join(map(re.escape, words)))
    found = []
    for path in tracked():
        try:
            lines = path.read_text("utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # a picture
        found += [f"{name_of(path)}:{n}" for n, line in enumerate(lines, 1) if pattern.search(line)]
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_from_layers_below_it(path):
    assert imported(tree_of(path)) - LAYERS[layer_of(path)] == set()


def test_no_layer_leads_back_to_itself():
    below = {layer: allowed - {layer} for layer, allowed in LAYERS.items()}
    while below:
        bottom = [layer for layer, allowed in below.items() if not allowed]
        assert bottom, f"these layers import each other: {sorted(below)}"
        below = {layer: allowed - set(bottom) for layer, allowed in below.items() if layer not in bottom}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_a_notebook_imports_only_what_notebooks_use(path):
    of_ours = set().union(*(imported(ast.parse(cell.source)) for cell in code_cells(path)))
    assert of_ours - OF_NOTEBOOKS == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_has_at_most_300_lines(path):
    assert len(path.read_text("utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_function_has_at_most_30_lines_without_its_docstring(path):
    long = {function.name: lines_of(function) for function in functions(tree_of(path))}
    assert {name: lines for name, lines in long.items() if lines > 30} == {}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_everything_public_has_a_docstring(path):
    tree = tree_of(path)
    assert ast.get_docstring(tree) or not tree.body, "the module"
    assert [node.name for node in public(tree) if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
class TestANotebook:
    def test_is_kept_without_outputs(self, path):
        assert [cell.id for cell in code_cells(path) if cell.outputs or cell.execution_count] == []

    def test_has_one_cell_tagged_parameters(self, path):
        tags = [tag for cell in code_cells(path) for tag in cell.metadata.get("tags", [])]
        assert tags == ["parameters"]

    def test_defines_nothing_loops_nowhere_and_calculates_nothing(self, path):
        refused = (
            *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
            *(ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
            *(ast.BinOp, ast.AugAssign, ast.If, ast.Try),
        )
        nodes = [node for cell in code_cells(path) for node in ast.walk(ast.parse(cell.source))]
        assert [ast.unparse(node) for node in nodes if isinstance(node, refused)] == []

    def test_has_code_cells_of_at_most_20_lines(self, path):
        assert [
            len(cell.source.splitlines()) for cell in code_cells(path) if cell.source.count("\n") > 19
        ] == []

    def test_has_nine_code_cells_in_ten_of_at_most_10_lines(self, path):
        lengths = sorted(len(cell.source.splitlines()) for cell in code_cells(path))
        assert lengths[int(0.9 * (len(lengths) - 1))] <= 10

    def test_has_at_least_four_cells_of_words_to_five_of_code(self, path):
        cells = nbformat.read(path, as_version=4).cells
        words = [cell for cell in cells if cell.cell_type == "markdown"]
        assert len(words) >= 0.8 * len(code_cells(path))

    def test_names_no_folder_outside_its_parameters(self, path):
        rest = [cell for cell in code_cells(path) if "parameters" not in cell.metadata.get("tags", [])]
        nodes = [node for cell in rest for node in ast.walk(ast.parse(cell.source))]
        texts = [str(node.value) for node in nodes if isinstance(node, ast.Constant)]
        assert [text for text in texts if "/" in text] == []


def test_no_tracked_file_names_a_host_of_packages():
    assert lines_that_hold(HOSTS) == []


def test_no_tracked_file_holds_a_path_of_a_machine():
    assert lines_that_hold([*PLACES, str(ROOT)]) == []


def test_the_documents_name_every_file_of_data_and_params():
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *ROOT.glob("*/README.md")]
    words = "\n".join(page.read_text("utf-8") for page in pages)
    files = [path for top in ("data", "params") for path in (ROOT / top).rglob("*") if path.is_file()]
    named = [path for path in files if path.suffix in (".csv", ".yml")]
    assert named, "there is nothing in data and params"
    assert [name_of(path) for path in named if path.name not in words] == []


def test_a_run_that_only_checks_loads_no_pandas_and_no_notebook_machinery():
    heavy = ("pandas", "numpy", "matplotlib", "papermill", "nbconvert", "IPython", "scipy")
    code = f"import sys, iomlib.cli; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
