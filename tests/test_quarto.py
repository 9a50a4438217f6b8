"""`renderer: quarto`, our side of it: what Quarto is given, and what becomes of what it gives. With a stand-in.

Most of it needs no run: notebooks are made in memory, as a report's process leaves them.
"""

import json
import re
import shutil

import nbformat
import psutil
import pytest
from fake_quarto import install, seen
from frame import SAY, SVG, executed, iom, project, read_json, run_file

from iomlib.blocks import MIME, Chart, Figure, Heading, Sentence, Table
from iomlib.build import quarto, quarto_pages
from iomlib.build.fingerprint import of_bytes
from iomlib.build.fresh import WORDS
from iomlib.build.local import Made
from iomlib.build.look import default_look
from iomlib.build.plan import plan_run
from iomlib.build.quarto import Quarto, find_quarto, read_log
from iomlib.build.quarto_pages import Rendering, then_pages, with_pages
from iomlib.build.run import How, explain, run_plan
from iomlib.build.schema import run_schema
from iomlib.build.task import DONE, write_all
from iomlib.build.text import as_json
from iomlib.errors import ParameterError

AREAS = ["haringey", "peterborough"]
ALL = ["html", "pdf", "docx"]
QUARTER = {"quarter": "2008/09 Q1 (April to June 2008)", "quarter_id": "2008-09-Q1", "date": "2008-06-30"}


def shown(area):
    """Give a report with a block of every kind, that names its area."""
    heads = [Heading(text="Group", number=False), Heading(text="Crimes", number=True)]
    figure = Figure(id="theft", value=30.0, unit="count", places=0, text="30")
    return [
        "# A small report\n\nWhat it *is* about.",
        Sentence(
            style="lead",
            sentences=[f"{area} had 30 crimes.", "That is all."],
            disclosure="crimes",
            figures=[figure],
        ),
        "## Crimes",
        Table(
            id="of_crimes",
            caption="Crimes by group",
            columns=heads,
            rows=[["Theft (a|b)", "30"], ["All", "\u22121.5%"]],
            notes=["A note on *theft*."],
            disclosure="crimes",
        ),
        Chart(
            id="trend",
            caption=f"Crime in {area}",
            shows="Crimes by year.",
            alt=f'A line: crime in {area} "fell" to 30.',
            svg=SVG,
            columns=heads,
            rows=[["2008", "30"]],
            disclosure="crimes",
        ),
        "What follows is not there.",
        Sentence(sentences=[]),
    ]


def report(folder, area, /, *parts, number=0, **about):
    """Leave behind what the process of a report does: its executed notebook and its manifest."""
    own = {"area": area.title(), "area_id": area, "notebook": "small", "edition": "public", "title": "A test"}
    own = own | QUARTER | about
    text = nbformat.writes(executed(*(parts or shown(area)), **own)) + "\n"
    manifest = own | {"sha256": {"outputs": {"small.ipynb": of_bytes(text.encode())}}}
    place = folder / f"report-{number}"
    write_all({"small.ipynb": text.encode(), "small.manifest.json": as_json(manifest)}, place / DONE)
    return Made(number, place, [])


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """Put a well-behaved stand-in first on the PATH."""
    return install(tmp_path / "bin", monkeypatch)


def paged(folder, reports, formats=("html",), minutes=1.0, **changes):
    """Have pages written for reports, and give what became of each by its number."""
    scratch = folder / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    edition = changes.get("edition", "public")
    how = Rendering(find_quarto(), list(formats), default_look(), edition, minutes, scratch)
    return {made.number: made for made in with_pages(reports, how)}


def two(folder, formats=("html",), **about):
    """Have the pages of two small reports written."""
    reports = [report(folder, area, number=number, **about) for number, area in enumerate(AREAS)]
    return paged(folder, reports, formats, edition=about.get("edition", "public"))


def problems(ended):
    return {number: made.problems for number, made in ended.items() if made.problems}


def notebooks(given):
    return {path.stem: read_json(path) for path in sorted(given.glob("*.ipynb"))}


def cells(given):
    return [cell for notebook in notebooks(given).values() for cell in notebook["cells"]]


def tree(folder):
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


class TestARender:
    def test_adds_the_pages_to_each_report_and_to_its_manifest(self, tmp_path, fake):
        ended = two(tmp_path, ALL)
        assert problems(ended) == {}
        for made in ended.values():
            done = made.folder / DONE
            assert sorted(tree(done)) == sorted([f"small.{end}" for end in (*ALL, "ipynb", "manifest.json")])
            sums = read_json(done / "small.manifest.json")["sha256"]["outputs"]
            assert sums == {
                name: of_bytes(text) for name, text in tree(done).items() if "manifest" not in name
            }

    def test_is_one_for_all_reports(self, tmp_path, fake):
        two(tmp_path)
        (given,) = seen(fake)
        assert len(notebooks(given)) == 2
        assert read_json(fake / "call-1.json")["arguments"] == ["render", "."]

    def test_is_one_for_each_edition_with_its_mark_also_where_a_report_is_gone_once_it_is_published(
        self, tmp_path, fake
    ):
        editions = ("public", "restricted")
        made = [report(tmp_path, "a", number=n, edition=edition) for n, edition in enumerate(editions)]
        (tmp_path / "scratch").mkdir()
        how = Rendering(find_quarto(), ["html"], default_look(), "public", 1, tmp_path / "scratch")
        marked = []
        for ended in then_pages(iter(made), how):
            assert ended.problems == []
            page = (ended.folder / DONE / "small.html").read_text("utf-8")
            marked.append("OFFICIAL-SENSITIVE: not for publication" in page)
            shutil.rmtree(ended.folder)
        assert marked == [False, True]
        assert len(seen(fake)) == 2

    def test_is_none_where_every_report_failed_before(self, tmp_path, fake):
        failed = [Made(0, tmp_path, ["It failed."]), Made(1, tmp_path, ["It failed, too."])]
        how = Rendering(find_quarto(), ["html"], default_look(), "public", 1, tmp_path)
        assert list(then_pages(iter(failed), how)) == failed
        assert seen(fake) == []

    def test_has_nothing_of_the_machine_around_it(self, tmp_path, fake, monkeypatch):
        monkeypatch.setenv("SECRET", "1")
        monkeypatch.setenv("QUARTO_LOG_LEVEL", "CRITICAL")
        two(tmp_path)
        told = read_json(fake / "call-1.json")["environment"]
        assert told["SOURCE_DATE_EPOCH"] == "946684800"
        assert (told["SECRET"], told["QUARTO_LOG_LEVEL"]) == (None, None)


@pytest.fixture(scope="class")
def given(tmp_path_factory):
    """Give the project of two small reports, as Quarto was given it."""
    folder = tmp_path_factory.mktemp("given")
    with pytest.MonkeyPatch.context() as patch:
        fake = install(folder / "bin", patch)
        assert problems(two(folder, ALL)) == {}
    return seen(fake)[0]


def outputs_of(given):
    return [output["data"] for cell in cells(given) for output in cell.get("outputs", [])]


class TestWhatQuartoIsGiven:
    def test_holds_outputs_in_markdown_and_in_nothing_else(self, given):
        assert len(outputs_of(given)) == 6
        assert {kind for data in outputs_of(given) for kind in data} == {"text/markdown"}
        text = json.dumps(notebooks(given))
        assert MIME not in text
        assert "data:image" not in text

    def test_holds_no_metadata_of_cells_and_no_time(self, given):
        assert {json.dumps(cell["metadata"]) for cell in cells(given)} == {"{}"}
        assert not re.search("papermill|tags|start_time", json.dumps(notebooks(given)))

    def test_has_pictures_of_its_own_for_each_report(self, given):
        pictures = sorted(path.name for path in (given / "pictures").iterdir())
        assert len(pictures) == 4
        assert {name.rsplit(".")[-1] for name in pictures} == {"svg", "png"}
        for stem, notebook in notebooks(given).items():
            assert re.findall(r"\((pictures/[^)]*)\)", json.dumps(notebook)) == [f"pictures/{stem}-trend"]

    def test_says_what_a_picture_shows(self, given):
        (text,) = [
            t for data in outputs_of(given) if "haringey" in (t := data["text/markdown"]) and "fig-alt" in t
        ]
        assert text.endswith(r'{#fig-trend fig-alt="A line\: crime in haringey \"fell\" to 30\."}')

    def test_has_tables_whose_signs_do_nothing(self, given):
        (text, _) = [t for data in outputs_of(given) if "---" in (t := data["text/markdown"])]
        rows = [
            "| Group | Crimes |",
            "| ----------- | -----: |",
            r"| Theft \(a\|b\) | 30 |",
            "| All | −1\\.5\\% |",
        ]
        assert text.split("\n") == [
            *rows,
            "",
            ": Crimes by group {#tbl-of-crimes}",
            "",
            r"A note on \*theft\*\.",
        ]

    @pytest.mark.parametrize(
        "line",
        [
            *("enabled: false", "embed-resources: true", 'html-math-method: "mathml"', "toc: true"),
            *("code-fold: true", 'lang: "en-GB"', 'pdf-standard: "ua-1"', 'papersize: "a4"'),
            *('type: "default"', "echo: false", "format-links: false"),
        ],
    )
    def test_has_the_setting(self, given, line):
        lines = (given / "_quarto.yml").read_text("utf-8").splitlines()
        assert line in [each.strip() for each in lines]

    def test_has_only_the_formats_that_were_asked_for(self, tmp_path, fake):
        two(tmp_path, ["pdf"])
        settings = (seen(fake)[0] / "_quarto.yml").read_text("utf-8")
        assert ("  typst:" in settings, "  html:" in settings, "  docx:" in settings) == (True, False, False)
        assert not list((seen(fake)[0] / "pictures").glob("*.png"))

    def test_has_no_text_that_explains_what_is_not_there(self, given):
        sources = [cell["source"] for cell in cells(given)]
        assert "## Crimes" in sources
        assert "What follows is not there." not in sources

    def test_has_a_title_and_not_the_notebook_s_own(self, given):
        front, *rest = next(iter(notebooks(given).values()))["cells"]
        title = 'title: "A small report: Haringey, 2008/09 Q1 (April to June 2008)"'
        assert front["cell_type"] == "raw"
        assert front["source"].split("\n")[:3] == ["---", title, 'date: "2008-06-30"']
        assert rest[0]["source"] == "What it *is* about."

    def test_is_the_same_in_whatever_order_reports_end_and_whatever_is_beside_them(self, tmp_path, fake):
        reports = [report(tmp_path, area, number=number) for number, area in enumerate(AREAS)]
        for number, asked in enumerate([reports, reports[::-1], reports[:1]]):
            paged(tmp_path / str(number), asked, ALL)
        one, other, alone = map(tree, seen(fake))
        assert one == other
        del alone["_quarto.yml"]
        assert {name: one[name] for name in alone} == alone
        assert {name for name in alone if "haringey" in name} == {name for name in one if "haringey" in name}

    @pytest.mark.parametrize(
        "text",
        ["{{< include secrets.txt >}}", "```{=html}\n<b>\n```", "---\ntitle: Other\n---", "`x`{=typst}"],
    )
    def test_holds_no_text_on_which_quarto_would_act(self, tmp_path, fake, text):
        acts = report(tmp_path, "haringey", "# A report", text, Sentence(sentences=["One."]))
        told = problems(paged(tmp_path, [acts, report(tmp_path, "peterborough", number=1)]))
        assert list(told) == [0]
        assert re.fullmatch(
            r"cell 2 holds .*, which Quarto would act on\. Write plain Markdown\.", told[0][0]
        )
        assert len(notebooks(seen(fake)[0])) == 1


class TestARestrictedEdition:
    def test_says_so_in_every_format(self, tmp_path, fake):
        assert problems(two(tmp_path, ALL, edition="restricted")) == {}
        front = cells(seen(fake)[0])[0]["source"]
        assert 'subtitle: "OFFICIAL-SENSITIVE: not for publication"' in front
        assert ' - OFFICIAL-SENSITIVE"' in front
        settings = (seen(fake)[0] / "_quarto.yml").read_text("utf-8")
        assert (
            r"#set page(header: align(center, strong(\x22OFFICIAL-SENSITIVE: not for publication\x22)))"
            in settings
        )

    def test_is_refused_without_its_mark(self, tmp_path, monkeypatch):
        install(tmp_path / "bin", monkeypatch, drop_mark=True)
        told = problems(two(tmp_path, ["html", "pdf"], edition="restricted"))
        for end in ("html", "pdf"):
            assert f"small.{end}: page 1 is marked as public; asked was restricted." in told[0]


class TestAPage:
    """What comes back is read again, whatever Quarto says of it."""

    def refused(self, folder, monkeypatch, formats=("html",), **behaviour):
        install(folder / "bin", monkeypatch, **behaviour)
        ended = two(folder, formats)
        assert not any(
            (made.folder / DONE / f"small.{end}").exists() for made in ended.values() for end in formats
        )
        return problems(ended)[0]

    def test_that_is_missing_is_told(self, tmp_path, monkeypatch):
        told = self.refused(tmp_path, monkeypatch, ["html", "pdf"], leave_out=["typst"])
        assert told == ["small.pdf: Quarto did not write it."]

    def test_of_another_area_is_refused(self, tmp_path, monkeypatch):
        told = self.refused(tmp_path, monkeypatch, ALL, swap=True)
        for end in ALL:
            assert any(why.startswith(f"small.{end}: it does not show 'haringey had 30") for why in told), end

    def test_with_a_script_of_a_content_network_is_refused(self, tmp_path, monkeypatch):
        told = self.refused(tmp_path, monkeypatch, script=True)
        assert told == ["small.html: script has an address outside the page."]

    @pytest.mark.parametrize("word", ["30 crimes", "1.5%", "Crimes by group", "Crime in", "A note on"])
    def test_that_lacks_a_word_is_refused(self, tmp_path, monkeypatch, word):
        told = self.refused(tmp_path, monkeypatch, ALL, drop_word=word)
        for end in ALL:
            assert any(
                why.startswith(f"small.{end}") and word.replace(" ", "") in why.replace(" ", "")
                for why in told
            )

    def test_that_is_no_pdf_ua_is_refused(self, tmp_path, monkeypatch):
        told = self.refused(tmp_path, monkeypatch, ["pdf"], untagged=True)
        assert told == ["small.pdf: it does not say that it is PDF/UA."]

    def test_of_which_quarto_warns_that_it_lacks_something_is_refused(self, tmp_path, monkeypatch):
        told = self.refused(tmp_path, monkeypatch, warn="Could not fetch resource pictures/x.svg")
        assert told == ["Quarto warned: Could not fetch resource pictures/x.svg"]

    def test_of_which_quarto_warns_of_nothing_that_is_lacking_is_taken(self, tmp_path, monkeypatch):
        told = "PDF standard validation requested but verapdf is not installed."
        install(tmp_path / "bin", monkeypatch, warn=told)
        assert problems(two(tmp_path)) == {}


class TestARenderThatFails:
    def test_says_what_quarto_said(self, tmp_path, monkeypatch):
        install(tmp_path / "bin", monkeypatch, stop_at="Q1")
        why = ["Quarto stopped (exit 1): error: unknown variable: x"]
        assert problems(two(tmp_path)) == {0: why, 1: why}

    def test_in_one_report_is_done_again_without_it(self, tmp_path, monkeypatch):
        fake = install(tmp_path / "bin", monkeypatch, stop_at="haringey")
        ended = two(tmp_path)
        assert problems(ended) == {0: ["Quarto stopped (exit 1): error: unknown variable: x"]}
        assert [len(notebooks(given)) for given in seen(fake)] == [2, 1]
        assert (ended[1].folder / DONE / "small.html").exists()

    def test_for_no_report_s_reason_fails_them_all_at_once(self, tmp_path, monkeypatch):
        monkeypatch.setattr(quarto, "_AT", re.compile("never"))
        fake = install(tmp_path / "bin", monkeypatch, exit=7)
        why = ["Quarto stopped (exit 7): out of luck"]
        assert problems(two(tmp_path)) == {0: why, 1: why}
        assert len(seen(fake)) == 1

    def test_is_not_repeated_for_ever(self, tmp_path, monkeypatch):
        monkeypatch.setattr(quarto_pages, "MOST", 1)
        fake = install(tmp_path / "bin", monkeypatch, stop_at="haringey")
        assert sorted(problems(two(tmp_path))) == [0, 1]
        assert len(seen(fake)) == 1

    def test_by_not_ending_is_stopped_with_all_that_it_started(self, tmp_path, monkeypatch):
        monkeypatch.setattr(quarto_pages, "_A_PAGE", 0.5)
        install(tmp_path / "bin", monkeypatch, hang=True)
        reports = [report(tmp_path, area, number=number) for number, area in enumerate(AREAS)]
        told = problems(paged(tmp_path, reports, minutes=0.05))
        why = ["Quarto did not end in its time. The run file sets the limit (limits: minutes: 0.05)."]
        assert told == {0: why, 1: why}
        mine = psutil.Process().children(recursive=True)
        assert [each for each in mine if "fake_quarto" in " ".join(each.cmdline())] == []


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Run a project with Quarto: a report that comes out well, and one that fails before."""
    folder = project(tmp_path_factory.mktemp("place"), small=[SAY, "assert area != 'haringey'"])
    run_file(folder, renderer="quarto", areas=AREAS)
    with pytest.MonkeyPatch.context() as patch:
        install(folder / "bin", patch)
        ended = run(folder)
    assert [outcome.report.area for outcome in ended if outcome.problems] == ["haringey"]
    return folder


def asked(folder):
    return plan_run(folder / "params" / "reports" / "small.yml")


def run(folder, formats=("html",)):
    return run_plan(asked(folder), folder / "outputs", How(jobs=1, formats=list(formats)), lambda _: None)


class TestARun:
    def test_publishes_the_pages_that_quarto_wrote(self, place):
        published = place / "outputs" / "2008-09-Q1" / "peterborough"
        assert sorted(path.name for path in published.iterdir()) == [
            f"small.{end}" for end in ("figures.json", "html", "ipynb", "manifest.json")
        ]
        assert "toc-title" in (published / "small.html").read_text("utf-8"), "that is the stand-in's page"
        assert read_json(published / "small.manifest.json")["sha256"]["quarto"] == "1.10.18"

    def test_has_given_quarto_only_what_had_come_out_well(self, place):
        (given,) = seen(place / "bin")
        assert [stem.rsplit("-", 1)[0] for stem in notebooks(given)] == ["2008-09-Q1-peterborough-small"]

    @pytest.mark.parametrize(
        ("version", "renderer", "formats", "work"),
        [
            ("1.10.18", "quarto", ["html"], "none"),
            ("1.11.0", "quarto", ["html"], "render"),
            ("1.10.18", "iomlib", ["html"], "render"),
            ("1.10.18", "quarto", ["html", "pdf"], "render"),
        ],
    )
    def test_is_due_again_for_another_quarto_and_executes_nothing(  # noqa: PLR0913, PLR0917  what differs
        self, place, tmp_path, monkeypatch, version, renderer, formats, work
    ):
        install(tmp_path / "bin", monkeypatch, version=version)
        run_file(place, renderer=renderer, areas=AREAS)
        steps = explain(asked(place), place / "outputs", How(jobs=1, formats=formats))
        (step,) = [each for each in steps if each.report.area == "peterborough"]
        part = "formats" if len(formats) > 1 else "quarto"
        assert (step.work, step.why) == (work, [f"{WORDS[part]} changed"] if work == "render" else [])


class TestARunFile:
    def test_is_refused_where_there_is_no_quarto(self, tmp_path, monkeypatch):
        folder = project(tmp_path / "p", small=[SAY])
        path = run_file(folder, renderer="quarto")
        (tmp_path / "empty").mkdir()
        monkeypatch.setenv("PATH", str(tmp_path / "empty"))
        words = (
            "renderer: quarto: no quarto is on the PATH. Install Quarto 1.9 or later (quarto.org), or take "
            "renderer: quarto out of the run file.\n"
        )
        for command in (["run"], ["run", "--explain"], ["check"]):
            done = iom(*command, path)
            assert (done.returncode, done.stderr) == (2, words), command
        assert not (folder / "outputs").exists()

    @pytest.mark.parametrize(
        ("version", "words"),
        [
            ("1.8.27", "the quarto on the PATH is 1.8.27."),
            ("0.9", "the quarto on the PATH is 0.9."),
            ("what?", "quarto --version says 'what?', which is no version."),
            ("", "quarto --version says 'nothing', which is no version."),
        ],
    )
    def test_is_refused_with_a_quarto_that_is(self, tmp_path, monkeypatch, version, words):
        install(tmp_path / "bin", monkeypatch, version=version)
        with pytest.raises(ParameterError, match=re.escape(f"renderer: quarto: {words} Install Quarto 1.9")):
            find_quarto()

    @pytest.mark.parametrize("version", ["1.9.0", "1.10.18", "2.0.1", "99.9.9"])
    def test_is_taken_with_a_quarto_that_is(self, tmp_path, monkeypatch, version):
        folder = install(tmp_path / "bin", monkeypatch, version=version)
        assert find_quarto() == Quarto(str(folder / "quarto"), version)

    def test_names_one_of_two_renderers(self, root, tmp_path):
        schema = run_schema(root)["properties"]["renderer"]
        assert (schema["enum"], schema["default"]) == (["iomlib", "quarto"], "iomlib")
        path = run_file(project(tmp_path / "p", small=[SAY]), renderer="latex")
        with pytest.raises(ParameterError, match="renderer"):
            plan_run(path)

    def test_without_a_renderer_never_looks_for_quarto(self, tmp_path, monkeypatch):
        install(tmp_path / "bin", monkeypatch, version="1.0")
        plan = plan_run(run_file(project(tmp_path / "p", small=[SAY])))
        assert quarto.quarto_for(plan.run) is None


class TestALog:
    def test_is_read_without_its_colours(self):
        text = "\x1b[32m[ 1/12] 2008-a.ipynb\x1b[39m\nwhatever\n\x1b[31mERROR: \x1b[39mTypst compilation failed\n"
        told = read_log(text + "[ 2/12] b.ipynb\n[WARNING] Could not fetch x\nWARN: odd\n(W) old", 1)
        assert told.errors == {"2008-a": "Typst compilation failed"}
        assert told.warnings == {"b": ["Could not fetch x", "odd", "old"]}

    def test_that_names_no_file_belongs_to_none(self):
        assert read_log("ERROR: bad _quarto.yml", 1).errors == {"": "bad _quarto.yml"}
