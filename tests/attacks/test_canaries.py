"""10,000 canaries in the input of a full run of all notebooks, searched for in every byte of both editions."""

import json
import shutil

import pytest
from canaries import PERSONAL, canary, days_in, found_in, hashes_in, hashes_of, plant, readings
from frame import ROOT, iom, once
from tally import tally

REPORTS = [
    *("simulated-stockton/2008-09-Q4", "simulated-peterborough/2012-13-Q1", "simulated-national/2008-09-Q1"),
    *("simulated-partnership/2010-11-Q4", "maryland-experiment/1972-73-Q4", "stockton-on-tees/2009-10-Q2"),
    *("stockton-on-tees/2008-09-Q2", "haringey/2006-07-Q4", "simulated-northmoor/2018-19-Q2"),
]
NAMES = ("forename", "surname")
PREFIXES = ("", "simulated-", "rossi-")


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """Run all kinds of notebooks in both editions and all formats over tables that are full of canaries."""

    def make(folder):
        for name in ("params", "data", "notebooks"):
            shutil.copytree(ROOT / name, folder / name)
        shutil.copy(ROOT / "requirements.lock", folder)
        kinds = {kind: sorted(values) for kind, values in plant(folder / "data").items()}
        (folder / "planted.json").write_text(json.dumps(kinds), "utf-8")
        only = [word for report in REPORTS for word in ("--only", report)]
        same = ("--edition", "both", "--jobs", 2, "--output", folder / "outputs")
        done = iom("run", folder / "params" / "reports" / "demo.yml", *only, *same, cwd=folder)
        assert done.returncode == 0, done.stderr
        done = iom(
            "run", folder / "params" / "reports" / "review.yml", "--output", folder / "outputs", cwd=folder
        )
        assert done.returncode == 0, done.stderr
        (folder / "found.json").write_text(json.dumps(searched(folder, kinds)), "utf-8")

    return once(tmp_path_factory, "canaries", make)


def searched(folder, kinds):
    """Search every file of both editions once for all kinds; give what was found, and how much was read."""
    wanted = {kind: set(values) for kind, values in kinds.items()}
    ids = set().union(*(wanted[kind] for kind in PERSONAL))
    hashes = hashes_of(wanted["person"], PREFIXES)
    said = {"public": [], "restricted": [], "files": {}, "bytes": 0}
    for path in sorted(path for path in (folder / "outputs").rglob("*") if path.is_file()):
        place = path.relative_to(folder / "outputs")
        edition = "restricted" if "restricted" in place.parts else "public"
        said["files"][path.suffix] = said["files"].get(path.suffix, 0) + 1
        for where, text in readings(str(place), path.read_bytes()):
            said["bytes"] += len(text)
            found = found_in(text, ids) | hashes_in(text, hashes)
            if "stream" not in where and "base64" not in where:  # a page's text is read by itself
                found |= days_in(text) & wanted["born"]
            said[edition] += [[where, each] for each in sorted(found)]
    return said


@pytest.fixture(scope="module")
def found(planted):
    return json.loads((planted / "found.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def kinds(planted):
    return {
        kind: set(values)
        for kind, values in json.loads((planted / "planted.json").read_text("utf-8")).items()
    }


def test_ten_thousand_canaries_are_planted(kinds):
    assert sum(len(values) for values in kinds.values()) > 10_000
    assert len(kinds["person"]) > 10_000 and len(kinds["surname"]) > 2_500


def test_every_format_is_searched(found):
    assert {".html", ".pdf", ".docx", ".ods", ".csv", ".ipynb", ".json"} <= set(found["files"])
    assert found["bytes"] > 10_000_000


def test_the_public_edition_holds_no_canary(found, kinds):
    many = sum(len(values) for values in kinds.values())
    told = [(where, each) for where, each in found["public"]]
    tally("canaries in every byte of the public edition", many, len({each for _, each in told}))
    assert told == []


def test_the_restricted_edition_has_people_by_pseudonym_alone(found, kinds):
    """Their ids are the pseudonyms. Names, days of birth and plain hashes are nowhere."""
    seen = {each for _, each in found["restricted"]}
    kept = kinds["person"] | kinds["family"] | kinds["household"]
    others = [(where, each) for where, each in found["restricted"] if each not in kept]
    tally(
        "names and days of birth in every byte of the restricted edition",
        len(kinds["surname"] | kinds["born"]),
        len(others),
    )
    assert seen & kinds["person"], "nobody is listed: the search finds nothing"
    assert others == []


@pytest.mark.parametrize(
    "hide",
    [
        lambda text: text.encode(),
        lambda text: text.upper().encode(),
        lambda text: text[::-1].encode(),
        lambda text: " ".join(text).encode(),
        lambda text: text.encode("utf-16"),
        lambda text: "".join(f"&#{ord(letter)};" for letter in text).encode(),
        lambda text: "".join(f"\\u{ord(letter):04x}" for letter in text).encode(),
        lambda text: __import__("base64").b64encode(b"xy" + text.encode() + b"zzzz"),
    ],
)
def test_a_canary_is_found_however_it_is_hidden(hide):
    """So that the tests above can fail."""
    value = canary("person", "somebody")
    content = b"<p>" + hide(f"simulated-{value}") + b"</p>"
    assert any(found_in(text, {value}) for _, text in readings("page.html", content))


@pytest.mark.parametrize(
    "text",
    [
        "1989-09-24",
        "24/09/1989",
        "09/24/1989",
        "24.9.89",
        "19890924",
        "24 September 1989",
        "Sept. 24th, 1989",
        "24 Sep 1989",
    ],
)
def test_a_day_is_found_however_it_is_written(text):
    assert "1989-09-24" in days_in(f"born {text}.")
