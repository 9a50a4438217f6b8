"""Two hundred reports, and `kill -9` five times: nothing torn, nothing made twice, and the same tree at the end."""

from kill import tree
from setting import READ, SHOW, project, write_book
from survive import REPORTS, published, survive, two_hundred
from systems import Ours


def test_two_hundred_reports_survive_five_kills(tmp_path):
    folder = project(tmp_path)
    write_book(folder, READ, SHOW)
    two_hundred(folder, "small")
    problems, before, said = survive(Ours(), folder)
    assert problems == []
    assert 0.8 * REPORTS <= before < REPORTS
    assert (said.code, f"{before} were up to date" in said.text) == (0, True), said.text
    assert len(published(folder / "outputs")) == REPORTS
    assert tree(folder / "outputs") == tree(folder / "undisturbed")
