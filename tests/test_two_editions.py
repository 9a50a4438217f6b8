"""Nothing of the restricted edition is written beside the public one: in no list, log, feed, page or picture."""

import base64
import re
import shutil

import pytest
from reported import CRIMES
from sites import fail, put, report, site

from iomlib.build.run import _scratch
from iomlib.build.task import SCRATCH

HEADLINES = [CRIMES | {"id": "crimes.theft"}]
# What only the restricted edition says: its run, an area, a quarter, key points, figures and why a report is missing.
TITLE, AREA, QUARTER, POINT, WHY = (
    "For staff",
    "Restrictham",
    "2011-12-Q3",
    "Staff read this.",
    "row 3 is of staff.",
)
SECRETS = [
    TITLE,
    AREA,
    QUARTER,
    "2011/12 Q3",
    POINT,
    WHY,
    "987,654",
    "987654",
    "876,543",
    "876543",
    "OFFICIAL-SENSITIVE",
]
SITE = {"index.html", "releases.html", "releases.json", "accessibility.html", "feed.xml", "manifest.json"}


def of_staff(area="peterborough", notebook="small"):
    return report(area, QUARTER, notebook, name=f"{AREA} {area}", edition="restricted")


@pytest.fixture
def both(tmp_path):
    """Publish both editions, with overview, revision and failure; the public pages are written before and after."""
    for area, crimes in (("haringey", 30), ("peterborough", 40)):
        put(tmp_path, report(area), crimes, headlines=HEADLINES)
    site(tmp_path, report())
    for crimes in (876_543, 987_654):
        for area in ("haringey", "peterborough"):
            put(tmp_path, of_staff(area), crimes, words=POINT, headlines=HEADLINES)
    fail(tmp_path, of_staff(notebook="other"), WHY)
    site(tmp_path, of_staff(), title=TITLE)
    return site(tmp_path, report())


def told(paths):
    """Give all that files say, also in the pictures and tables that a page carries in base64."""
    found = b""
    for path in paths:
        found += (content := path.read_bytes())
        for held in re.findall(rb"base64,([A-Za-z0-9+/]+=*)", content):
            found += base64.b64decode(held)
    return found.decode("utf-8", "replace")


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_is_looked_for_stands_in_the_restricted_edition(both):
    said = told(files(both / "restricted"))
    assert [secret for secret in SECRETS if secret not in said] == []
    assert {path.name for path in (both / "restricted").iterdir()} >= SITE
    assert (both / "restricted" / "overview" / f"{QUARTER}.html").is_file()


def test_no_file_beside_the_public_edition_says_any_of_it(both):
    public = [path for path in files(both) if "restricted" not in path.relative_to(both).parts]
    assert SITE | {"2008-09-Q1.html", "small.html"} <= {path.name for path in public}
    said = told(public)
    assert "Crimes were counted." in said
    assert [secret for secret in SECRETS if secret in said] == []
    assert not re.search(secret_name(both), " ".join(str(path.relative_to(both)) for path in public))


def secret_name(both):
    """Match whatever is named after the restricted edition alone."""
    names = {path.name for path in (both / "restricted").iterdir()} - {path.name for path in both.iterdir()}
    assert names >= {QUARTER, "_failed", "_revisions"}
    return "|".join(map(re.escape, names))


@pytest.mark.parametrize("step", ["revisions", "publish"])
def test_a_run_that_is_killed_leaves_nothing_outside_the_folder_of_the_restricted_edition(
    tmp_path, monkeypatch, step
):
    def killed(new, place):
        raise KeyboardInterrupt

    for notebook in ("small", "other"):
        put(tmp_path, of_staff(notebook=notebook))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(f"iomlib.build.{step}.swap", killed)
        fail(tmp_path, of_staff(), WHY)
    left = {path.relative_to(tmp_path).parts[:2] for path in files(tmp_path)}
    assert {first for first, _ in left} == {"restricted"}
    assert any(name.startswith(SCRATCH) for _, name in left)
    with _scratch(tmp_path):  # the next run
        assert not list((tmp_path / "restricted").glob(f"{SCRATCH}*"))


def test_reports_of_the_restricted_edition_that_somebody_copied_there_are_not_listed(both):
    for name in (QUARTER, "_failed", "_revisions"):
        shutil.copytree(both / "restricted" / name, both / name)
    site(both, report())
    said = told([*(both / name for name in SITE), *(both / "overview").iterdir()])
    assert [secret for secret in SECRETS if secret in said] == []
