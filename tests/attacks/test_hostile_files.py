"""Files that would fill the memory, run something or never end: refused early, in a sentence, and cheaply."""

import io
import resource
import time
import zipfile
from contextlib import suppress

import numpy as np
import police_files
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import recorded
import workbooks
from frame import SAY, project, run_file
from mutants import packed, unpacked
from old_excel import old_excel
from tally import tally

from iomlib import tables
from iomlib.build.branding import read_look
from iomlib.build.logo import LARGEST as LARGEST_LOGO
from iomlib.build.plan import plan_run
from iomlib.build.reference import make_reference
from iomlib.errors import DataError, IomError, ParameterError
from iomlib.params import read_payment_rule, read_treatment_ratio
from iomlib.rules import check_rules
from iomlib.tables.parquet import CELLS, TooLargeError, read_parquet
from iomlib.tables.recorded.bring import Asked, bring
from iomlib.tables.recorded.packed import workbook_problem
from iomlib.tables.recorded.street import LONGEST
from iomlib.tables.recorded.workbook import read_pages
from iomlib.tables.sheet import LARGEST

SECONDS, MEGABYTES = 20, 600  # of a busy machine, for each
AGAIN = "Open it in a spreadsheet program and save the table alone, as CSV UTF-8."


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return project(tmp_path_factory.mktemp("bombs"), small=[SAY])


@pytest.fixture(autouse=True)
def cheap(request):
    """Hold each test to little time and memory."""
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    yield
    tally("files that would fill the memory, run something or never end", 1, 0)
    assert time.process_time() - begun < SECONDS
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < MEGABYTES


def sparse(path, size, head=b"", end=b""):
    """Write a file that has a size and takes no room."""
    with path.open("wb") as file:
        file.write(head)
        file.seek(size - len(end))
        file.write(end or b"\0")
        file.truncate(size)
    return path


def refused(folder, path, mapping=None):
    """Import a file, and give what is said of it."""
    into = folder / "into"
    into.mkdir(exist_ok=True)
    with pytest.raises(DataError) as caught:
        bring(Asked([path], into, folder / "params", (recorded.lookup_file(folder / "lookup"),), mapping))
    assert not list(into.rglob("*.parquet"))
    return caught.value.problems


# Workbooks


def excel(folder, change, name="a.xlsx"):
    path = workbooks.write(folder / name, {"S": [["Area", "Crimes"], ["Kent", 1]]})
    files = unpacked(path.read_bytes())
    sheet = "content.xml" if name.endswith(".ods") else "xl/worksheets/sheet1.xml"
    files[sheet] = change(files[sheet])
    path.write_bytes(packed(files))
    return path


def far(place):
    row = int("".join(filter(str.isdigit, place)))
    return lambda text: text.replace(b'r="B2"', f'r="{place}"'.encode()).replace(
        b'<row r="2"', f'<row r="{row}"'.encode()
    )


@pytest.mark.parametrize("place", ["XFD1048576", "B99999999", "xfd1048576", "ZZZZZZ2", "AAA900000"])
def test_two_cells_in_far_corners_are_not_made_into_a_rectangle(made, place):
    path = excel(made, far(place))
    (problem,) = refused(made, path)
    assert problem.startswith("a.xlsx: has a sheet that reaches over ") and problem.endswith(AGAIN)
    assert workbook_problem(path)


def test_a_far_cell_of_a_sheet_with_another_name_is_found_too(made):
    path = excel(made, far("XFD1048576"))
    files = unpacked(path.read_bytes())
    files["xl/other.bin"] = files.pop("xl/worksheets/sheet1.xml")
    path.write_bytes(
        packed({name: text.replace(b"worksheets/sheet1.xml", b"other.bin") for name, text in files.items()})
    )
    assert workbook_problem(path).startswith("has a sheet that reaches over")


@pytest.mark.parametrize(
    "cells", [[(65535, 65535, 2.0)], [(0, 0, 1.0), (65535, 40000, 2.0)], [(n, n, 1.0) for n in range(400)]]
)
def test_an_old_excel_file_with_cells_in_far_corners_ends_no_process(made, cells):
    path = made / "old.xls"
    path.write_bytes(old_excel([(0, 0, 1.0), *cells]))
    (problem,) = refused(made, path)
    far = max(row for row, *_ in cells) > 400
    assert problem == f"old.xls: cannot be opened in the memory that a workbook may take. {AGAIN}" or not far


def test_an_old_excel_file_is_read(made):
    path = made / "old.xls"
    path.write_bytes(old_excel([(0, 0, 1.0), (1, 1, 2.5)]))
    assert [page.rows for page in read_pages(path)] == [[["1", ""], ["", "2.5"]]]


@pytest.mark.parametrize("at", range(512, 5632, 160))
def test_a_broken_old_excel_file_is_refused_in_a_sentence(made, at):
    content = bytearray(old_excel([(0, 0, 1.0), (1, 1, 2.5)]))
    content[at : at + 8] = b"\xff\x7f" * 4
    path = made / "old.xls"
    path.write_bytes(content)
    with suppress(DataError):
        list(read_pages(path))


def test_cells_repeated_a_billion_times_are_not_made(made):
    def change(text):
        many = b'<table:table-cell table:number-columns-repeated="16000" office:value-type="float"'
        return text.replace(b'<table:table-cell office:value-type="float"', many).replace(
            b"<table:table-row>", b'<table:table-row table:number-rows-repeated="1000000">'
        )

    assert refused(made, excel(made, change, "a.ods"))


def test_a_workbook_that_unpacks_to_gigabytes_is_not_unpacked(made):
    path = made / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/a.xml", "w") as file:
        for _ in range(150):
            file.write(bytes(1 << 20))
    (problem,) = refused(made, path)
    assert problem == (
        f"bomb.xlsx: would be {150 << 20:,} bytes when it is unpacked, more than a workbook may be. {AGAIN}"
    )


def test_a_workbook_of_ten_thousand_files_is_not_opened(made):
    path = made / "many.ods"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(10_001):
            archive.writestr(f"{number}", b"")
    assert refused(made, path) == [f"many.ods: holds 10,001 files; 10,000 are allowed. {AGAIN}"]


def test_files_that_lie_over_each_other_in_a_zip_are_refused(made):
    path = made / "over.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", np.random.default_rng(1).bytes(10_000))
    content = path.read_bytes()
    start = content.rindex(b"PK\x01\x02")
    end = content.rindex(b"PK\x05\x06")
    entry, tail = content[start:end], bytearray(content[end:])
    tail[8:10] = tail[10:12] = (200).to_bytes(2, "little")
    tail[12:16] = (200 * len(entry)).to_bytes(4, "little")
    path.write_bytes(content[:start] + entry * 200 + bytes(tail))
    assert refused(made, path) == [f"over.xlsx: holds files that lie over each other. {AGAIN}"]


def test_a_workbook_in_a_workbook_is_not_opened(made):
    inner = workbooks.write(made / "inner.xlsx", {"S": [["Area"]]}).read_bytes()
    path = made / "outer.xlsx"
    for _ in range(20):
        inner = packed({"xl/inner.xlsx": inner})
    path.write_bytes(inner)
    assert refused(made, path)


def test_entities_that_multiply_are_not_multiplied(made):
    entities = b'<!ENTITY a0 "lol">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
    )

    def change(text):
        begin = text.index(b"<", text.find(b"?>") + 1)
        return b"<!DOCTYPE x [" + entities + b"]>" + text[begin:].replace(b"Kent", b"&a11;")

    for name in ("e.xlsx", "e.ods"):
        assert refused(made, excel(made, change, name))


# Zip archives of data.police.uk


@pytest.mark.parametrize(
    "name", ["../up-street.csv", "/etc/x-street.csv", "a\\..\\x-street.csv", "D:x-street.csv"]
)
def test_a_name_in_an_archive_leads_nowhere(made, name):
    path = police_files.zipped(made / "a.zip", {name: police_files.text_of([police_files.row()])})
    (problem,) = refused(made, path)
    assert problem.startswith("a.zip: holds a file whose name leads out of it.")
    assert not list(made.parent.glob("**/up-street.csv"))


def test_an_archive_that_unpacks_to_gigabytes_is_not_unpacked(made):
    path = made / "b.zip"
    name = "2018-10/2018-10-cleveland-street.csv"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as file:
        for _ in range(80):
            file.write(bytes(1 << 20))
    (problem,) = refused(made, path)
    assert "more than any month of a force" in problem


# Parquet


def parquet(folder, table, name="nominals.parquet"):
    place = folder / "parquet"
    place.mkdir(exist_ok=True)
    for path in place.iterdir():
        path.unlink()
    pq.write_table(table, place / name)
    return place


def test_few_bytes_that_stand_for_trillions_of_letters_are_not_spelt_out(made):
    one = pa.DictionaryArray.from_arrays(pa.array(np.zeros(2_000_000, np.int32)), pa.array(["x" * 1_000_000]))
    place = parquet(made, pa.table({"person": one, "born": one, "sex": one}))
    size = (place / "nominals.parquet").stat().st_size
    assert size < 1_000_000
    assert tables.check_folder(place) == [
        "nominals.parquet: has a column of 2,000,000,000,000 letters; 1,000,000,000 are allowed. "
        "Is it a table of people at all?"
    ]


def test_more_cells_than_memory_holds_are_not_read(made):
    few = pa.array(np.zeros(1_000_000, np.int8))
    path = parquet(made, pa.table({f"c{n}": few for n in range(210)}), "x.parquet") / "x.parquet"
    with pytest.raises(TooLargeError, match=rf"^has 210,000,000 cells; {CELLS:,} are allowed$"):
        read_parquet(path)
    (problem,) = refused(made, path, mapping_for(made))
    assert problem == "x.parquet: has 210,000,000 cells; 30,000,000 are allowed. Give it in parts."


def test_values_of_a_fixed_length_are_short(made):
    wide = pa.array([b"x" * 100_000], pa.binary(100_000))
    path = parquet(made, pa.table({"a": wide})) / "nominals.parquet"
    with pytest.raises(TooLargeError, match=r"^has values of 100,000 bytes; 64 are allowed$"):
        read_parquet(path)


def test_bytes_that_are_no_text_give_no_traceback(made):
    broken = pa.array([b"\xff\xfe", b"P2"]).view(pa.string())
    place = parquet(
        made, pa.table({"person": broken, "born": pa.array([None, None], pa.string()), "sex": broken})
    )
    assert tables.check_folder(place) == [
        "nominals.parquet: is not a Parquet file that can be read. Write it again, as Parquet or as CSV."
    ]


def mapping_for(folder):
    import mappings

    return mappings.mapping_file(folder)


# Lines without an end


@pytest.mark.parametrize("head", [b"person,born,sex\n", b"", b"person"])
def test_a_line_without_an_end_in_a_table_of_people_is_given_up(made, head):
    place = made / "lines"
    place.mkdir(exist_ok=True)
    sparse(place / "nominals.csv", 300_000_000, head + b"x" * 2_000_000)
    (problem,) = tables.check_folder(place)
    (place / "nominals.csv").unlink()
    assert problem.startswith("nominals.csv: ")


def test_a_line_of_two_gigabytes_in_a_table_of_figures_is_not_read(made):
    place = made / "figures"
    place.mkdir(exist_ok=True)
    sparse(place / "crimes.csv", 2_000_000_000, b"area,")
    assert tables.check_folder(place) == [
        f"crimes.csv: has 2,000,000,000 bytes; {LARGEST:,} are allowed. Is it a table of figures at all?"
    ]


def test_a_line_without_an_end_of_street_level_crime_is_given_up(made):
    path = made / "2018-10-cleveland-street.csv"
    text = police_files.text_of([police_files.row()]).encode()
    sparse(path, 200_000_000, text + b"x" * (2 * LONGEST))
    (problem,) = refused(made, path)
    path.unlink()
    assert problem.startswith("2018-10-cleveland-street.csv: row 3: has a cell of more than 131,072 letters")


def test_a_large_table_for_a_mapping_file_and_a_large_lookup_are_not_read(made):
    path = sparse(made / "large.csv", 600_000_000, b"Area,Month\n")
    words = f"large.csv: has 600,000,000 bytes; {LARGEST:,} are allowed. Give it in parts."
    assert refused(made, path, mapping_for(made)) == [words]
    with pytest.raises(DataError, match="600,000,000 bytes"):
        bring(Asked([made / "params" / "areas.csv"], made, made / "params", (path,)))
    path.unlink()


def test_a_large_answer_of_the_police_api_is_not_read(made):
    path = sparse(made / "crime_month_2018_06_area_E09000014_0.json", 600_000_000, b"[")
    (problem,) = refused(made, path)
    path.unlink()
    assert "has 600,000,000 bytes" in problem


def test_lists_in_lists_of_json_are_no_answer(made):
    path = made / "crime_month_2018_06_area_E09000014_0.json"
    path.write_bytes(b"[" * 1_000_000)
    (problem,) = refused(made, path)
    path.unlink()
    assert problem.endswith("cannot be read as JSON. Ask for it again.")


# YAML

LAUGHS = "a: &a [x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)
YAML = {
    "lists in lists": "title: " + "[" * 100_000,
    "keys in keys": "\n".join(" " * n + "a:" for n in range(2_000)),
    "braces": "title: " + "{a: " * 50_000,
    "laughs": LAUGHS,
    "a tag of Python": "title: !!python/object/apply:os.system [touch bad]",
    "a tag of Python for a name": "title: !!python/name:os.system",
    "a module": "title: !!python/module:os",
    "a tag of its own": "title: !ruby/object:Gem::Installer {i: x}",
    "a binary": "title: !!binary gIGC",
    "a key given twice": "title: a\ntitle: b",
    "a merge": "base: &b {a: 1}\ntitle:\n  <<: *b",
    "an alias of itself": "title: &a [*a]",
    "a large file": "title: " + "x" * 2_000_001,
    "a second document": "title: a\n---\ntitle: b",
    "a directive": "%YAML 9.9\n---\ntitle: a",
    "a number without end": "title: " + "9" * 100_000,
    "a sign too high": 'title: "\\UFFFFFFFF"',
    "half a sign": 'title: "\\ud800"',
    "a nul": "title: a\0b",
}
PLACES = ["reports/small.yml", "branding.yml", "committee_paper.yml", "rules/ni18.yml", "treatment-ratio.yml"]
PLACES += ["rules/one-service-payment.yml", "disclosure.yml", "words/cy.yml", "mapping.yml"]


def read_all(folder):
    """Read every YAML file of a project, as a run and an import do; give what is wrong with them."""
    params, told = folder / "params", []
    readers = [
        lambda: plan_run(params / "reports" / "small.yml"),
        lambda: read_look(params),
        lambda: read_payment_rule(params),
        lambda: read_treatment_ratio(params),
        lambda: bring(Asked([params / "areas.csv"], folder, params, (), params / "mapping.yml")),
    ]
    for read in readers:
        try:
            read()
        except IomError as trouble:
            told += trouble.problems
    return told + check_rules(params)


@pytest.mark.parametrize("kind", YAML)
def test_no_yaml_runs_grows_or_nests_without_end(made, monkeypatch, tmp_path, kind):
    monkeypatch.chdir(tmp_path)
    run_file(made)
    params, whole = made / "params", {}
    (params / "words").mkdir(exist_ok=True)
    for name in PLACES:
        path = params / name
        whole[path] = path.read_bytes() if path.is_file() else None
        if name == "words/cy.yml":
            (params / "branding.yml").write_text("language: cy\n", "utf-8")
        path.write_text(YAML[kind], "utf-8")
        told = read_all(made)
        path.write_bytes(whole[path]) if whole[path] is not None else path.unlink()
        if name == "words/cy.yml":
            (params / "branding.yml").write_bytes(whole[params / "branding.yml"])
        assert any(problem.startswith(path.name) or name in problem for problem in told), (name, told[:3])
    assert not (tmp_path / "bad").exists()


# Logo and reference file


def test_a_picture_of_a_logo_is_not_unpacked_where_it_would_be_large(made):
    from PIL import Image

    target = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(target, "PNG")
    assert len(target.getvalue()) < LARGEST_LOGO
    params = made / "look"
    params.mkdir()
    (params / "l.png").write_bytes(target.getvalue())
    (params / "branding.yml").write_text("logo: l.png\nlogo_alt: Us\n")
    with pytest.raises(ParameterError, match="has too many points; 4,000,000 in all are allowed"):
        read_look(params)


def test_a_reference_file_with_entities_or_gigabytes_is_refused(tmp_path):
    files = unpacked(make_reference())
    laughs = b'<!DOCTYPE a [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>'
    bombs = [
        files | {"word/document.xml": files["word/document.xml"].replace(b"?>", b"?>" + laughs, 1)},
        files | {"word/other.xml": bytes(100_000_000)},
    ]
    for bomb in bombs:
        (tmp_path / "reference.docx").write_bytes(packed(bomb))
        with pytest.raises(ParameterError):
            read_look(tmp_path)
