"""A Quarto that misbehaves ends in one clear line for each report, and nothing of it is published."""

from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
from fake_quarto import install, seen
from test_quarto import AREAS, paged, problems, report, shown, two

from iomlib.blocks import Chart
from iomlib.build import quarto_pages
from iomlib.build.look import default_look
from iomlib.build.quarto import Quarto
from iomlib.build.quarto_pages import CHANGED, Rendering, with_pages
from iomlib.build.task import DONE

TOLD = "import os, shutil, signal, subprocess, sys, time; "


def both(why):
    return {0: [why], 1: [why]}


def refused(folder, monkeypatch, formats=("html",), **behaviour):
    """Give what is said of two reports, whose pages must not lie beside them."""
    install(folder / "bin", monkeypatch, **behaviour)
    ended = two(folder, formats)
    assert not [path for path in folder.glob("report-*/**/small.*") if path.suffix.strip(".") in formats]
    assert len(seen(folder / "bin")) == 1
    return problems(ended)


class TestAQuartoThat:
    @pytest.mark.parametrize("end", ["while True: ", ""])
    def test_says_too_much_is_stopped(self, tmp_path, monkeypatch, end):
        monkeypatch.setattr(quarto_pages, "_A_PAGE", 2.0)
        told = refused(tmp_path, monkeypatch, does=f"{end}say('x' * 11_000_000)")
        assert told == both("Quarto was stopped: it had said more than 10 million signs.")

    def test_is_killed_says_nothing_more(self, tmp_path, monkeypatch):
        told = refused(tmp_path, monkeypatch, does=f"{TOLD}os.kill(os.getpid(), signal.SIGKILL)")
        assert told == both("Quarto stopped (exit -9): it was ended from outside, or memory ran out.")

    def test_stops_without_a_word_says_so(self, tmp_path, monkeypatch):
        told = refused(tmp_path, monkeypatch, does=f"{TOLD}os._exit(3)")
        assert told == both("Quarto stopped (exit 3): it did not say why.")

    def test_speaks_of_an_error_and_calls_it_well_is_not_believed(self, tmp_path, monkeypatch):
        install(tmp_path / "bin", monkeypatch, does="say('ERROR: no room')")
        assert problems(two(tmp_path)) == {1: ["Quarto said: no room"]}  # it was at the second one

    @pytest.mark.parametrize(
        "does",
        [
            "[path.rename(path.with_suffix('.htm')) for path in out.iterdir()]",
            "[(path.unlink(), path.mkdir()) for path in [*out.iterdir()]]",
            "[(path.unlink(), path.symlink_to('nowhere')) for path in [*out.iterdir()]]",
            f"{TOLD}shutil.rmtree(project)",
            f"{TOLD}shutil.rmtree(out); out.write_text('x')",
        ],
    )
    def test_writes_no_page_or_another_one_has_written_none(self, tmp_path, monkeypatch, does):
        told = refused(tmp_path, monkeypatch, does=f"{does}; {TOLD}os._exit(0)")
        assert told == both("small.html: Quarto did not write it.")

    @pytest.mark.parametrize(
        "does",
        [
            "(done / 'small.ipynb').write_text('{}')",
            "(done / 'small.manifest.json').write_text('{}')",
            "(done / 'another.html').write_text('x')",
            "(done / 'small.ipynb').unlink()",
            f"{TOLD}shutil.rmtree(done)",
        ],
    )
    def test_reaches_into_a_report_spoils_that_one_alone(self, tmp_path, monkeypatch, does):
        done = f"done = project.parents[1] / 'report-0' / {DONE!r}"
        install(tmp_path / "bin", monkeypatch, does=f"{done}; {does}")
        ended = two(tmp_path)
        assert problems(ended) == {0: [CHANGED]}
        assert (ended[1].folder / DONE / "small.html").exists()

    def test_takes_its_surroundings_away_is_heard_all_the_same(self, tmp_path, monkeypatch):
        away = f"{TOLD}shutil.rmtree(project.with_name(project.name + '-surroundings'))"
        install(tmp_path / "bin", monkeypatch, does=away, exit=7)
        assert problems(two(tmp_path)) == both("Quarto stopped (exit 7): out of luck")

    def test_leaves_a_program_behind_leaves_none(self, tmp_path, monkeypatch):
        start = "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)', 'left-behind'])"
        install(tmp_path / "bin", monkeypatch, does=f"{TOLD}{start}")
        assert problems(two(tmp_path)) == {}
        assert [each.pid for each in psutil.process_iter(["cmdline"]) if "left-behind" in lines(each)] == []

    def test_is_gone_when_its_turn_comes_cannot_be_started(self, tmp_path):
        gone = Quarto(str(tmp_path / "quarto"), "1.10.18")
        how = Rendering(gone, ["html"], default_look(), "public", 1, tmp_path)
        (made,) = with_pages([report(tmp_path, "haringey")], how)
        why = "it cannot be started (No such file or directory)."
        assert made.problems == [f"Quarto stopped (exit 127): {why}"]

    def test_says_where_it_is_at_work_is_not_repeated(self, tmp_path, monkeypatch):
        said = r"say(f'ERROR: \x1b[2Jno \x07{project}/pictures/a.svg')"
        install(tmp_path / "bin", monkeypatch, does=f"{said}; {TOLD}os._exit(1)")
        assert problems(two(tmp_path)) == both("Quarto stopped (exit 1): no pictures/a.svg")


def lines(process):
    return process.info["cmdline"] or []


@pytest.mark.parametrize(
    ("end", "what", "damage"),
    [
        ("html", "page", "path.write_text('<![x[')"),
        ("html", "page", "path.write_text(path.read_text().replace('base64,', 'base64,é', 2))"),
        ("pdf", "PDF", "path.write_bytes(b'%PDF-1.7 no')"),
        ("docx", "Word document", "path.write_bytes(path.read_bytes()[:2000])"),
        ("docx", "Word document", "path.write_bytes(path.read_bytes().replace(b'x', b'y'))"),
    ],
)
def test_a_damaged_page_stops_its_report_and_no_other(tmp_path, monkeypatch, end, what, damage):
    install(tmp_path / "bin", monkeypatch, does=f"path = next(out.glob('*haringey*.{end}')); {damage}")
    ended = two(tmp_path, [end])
    assert problems(ended) == {0: [f"small.{end}: it cannot be read as a {what}."]}
    assert (ended[1].folder / DONE / f"small.{end}").exists()


def test_two_runs_at_once_do_not_meet(tmp_path):
    def run(name):
        folder = tmp_path / name
        folder.mkdir()
        program = install(folder / "bin") / "quarto"
        how = Rendering(Quarto(str(program), "1"), ["html"], default_look(), "public", 1, folder)
        (made,) = with_pages([report(folder, name)], how)
        return made.problems, (made.folder / DONE / "small.html").read_text("utf-8")

    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(run, AREAS))
    for (found, page), area in zip(ended, AREAS, strict=True):
        assert found == []
        assert f"{area} had 30 crimes" in page


def test_a_picture_that_cannot_be_drawn_stops_its_report_and_no_other(tmp_path, monkeypatch):
    install(tmp_path / "bin", monkeypatch)
    chart = next(part for part in shown("haringey") if isinstance(part, Chart)).model_copy(
        update={"svg": "<svg"}
    )
    reports = [report(tmp_path, "haringey", "# A report", chart), report(tmp_path, "peterborough", number=1)]
    (told,) = problems(paged(tmp_path, reports, ["docx"])).items()
    assert told[0] == 0 and told[1][0].startswith("a picture of the Word file could not be made: ")


@pytest.mark.parametrize(
    "text",
    ["Words.\n\n---\nfilters: [x.lua]\n---", "Words.\n \t\n\n---  \ntitle: Other\n...\n\nMore."],
)
def test_metadata_after_words_are_refused_too(tmp_path, monkeypatch, text):
    install(tmp_path / "bin", monkeypatch)
    (told,) = problems(paged(tmp_path, [report(tmp_path, "haringey", "# A report", text)])).values()
    assert told == ["cell 2 holds '---', which Quarto would act on. Write plain Markdown."]


@pytest.mark.parametrize("text", ["A heading\n---\n\nWords.", "Words.\n\n---\n\nMore words."])
def test_a_rule_and_an_underlined_heading_are_plain_markdown(tmp_path, monkeypatch, text):
    install(tmp_path / "bin", monkeypatch)
    assert problems(paged(tmp_path, [report(tmp_path, "haringey", "# A report", text)])) == {}
