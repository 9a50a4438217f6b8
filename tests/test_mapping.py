"""Mapping files: what they leave open is refused, with the line and with what to write."""

import pytest
from mappings import BASE, INCIDENTS, changed, mapping_file

from iomlib.errors import ParameterError
from iomlib.tables.recorded import home_office, mps, police_api, police_uk
from iomlib.tables.recorded.contract import PUBLISHED
from iomlib.tables.recorded.mapping import Mapping, read_mapping
from iomlib.tables.recorded.when import label_of, period_of, read_fixed, read_parts


def problems(folder, changes):
    with pytest.raises(ParameterError) as found:
        read_mapping(mapping_file(folder, changes))
    return [problem.partition(": line ")[2].partition(": ")[2] for problem in found.value.problems]


def text_problems(folder, text):
    path = folder / "extract.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(ParameterError) as found:
        read_mapping(path)
    return found.value.problems


def test_a_whole_mapping_is_read(tmp_path):
    made = read_mapping(mapping_file(tmp_path))
    assert (made.series, made.area.find, made.file.headers) == ("force-extract", "partnership", [1])


def test_a_file_that_is_not_there_is_said_with_the_page_that_helps(tmp_path):
    with pytest.raises(ParameterError) as found:
        read_mapping(tmp_path / "none.yml")
    assert str(found.value) == "none.yml: there is no such file. docs/mapping.md says how to write one."


def test_a_group_of_incidents_is_no_crime_and_a_sign_means_one_thing(tmp_path):
    names = {"Nuisance": {"group": "Anti-social behaviour"}}
    assert problems(tmp_path, {"offence": {"names": names}}) == [
        "offence.names.Nuisance: is no crime. Write kind: incident, so that it is never added to crime."
    ]
    found = problems(tmp_path, {"count": {"missing": ["x"], "suppressed": ["x "]}})
    assert "count.missing: 'x' stands under suppressed too. It can mean one thing only." in found


def test_counts_are_not_added_to_those_of_a_published_table(tmp_path):
    for series in PUBLISHED:
        words = f"{series} are the counts of the published table, which no mapping adds to. Write another id."
        assert problems(tmp_path, {"series": series}) == [f"series: {words}"]
    own = (home_office.FORCES, home_office.PARTNERSHIPS, police_uk.SERIES, police_api.SERIES, mps.SERIES)
    assert set(PUBLISHED) == set(own)


@pytest.mark.parametrize("path", ["force-extract.yml", "london-borough-annual.yml"])
def test_the_mapping_files_that_are_shipped_can_be_read(root, path):
    assert read_mapping(root / "params" / "mappings" / path).source


def test_every_problem_has_its_line(tmp_path):
    text = "series: Force Extract\ntitle: Ours\nrows: counts\narea:\n  colum: Area\n  find: csp\nperiod: {}\n"
    assert text_problems(tmp_path, text) == [
        "extract.yml: line 1: licence is missing. It says on what terms the figures may be shown.",
        "extract.yml: line 1: offence is missing. Keys here: series, title, source, licence, rows, area, period, "
        "offence, file, force, count, totals, ignore, parts.",
        "extract.yml: line 1: series: 'Force Extract' is no id. Ids are small letters, digits and hyphens.",
        "extract.yml: line 1: source is missing. It says who supplied the file, and when.",
        "extract.yml: line 5: area.colum: is not a key of a mapping. Did you mean column?",
        "extract.yml: line 6: area.find: 'csp' is not allowed. Allowed: 'partnership', 'authority' or 'force'.",
    ]


def test_a_value_of_two_readings_is_refused_as_in_run_files(tmp_path):
    found = text_problems(tmp_path, "series: ours\nfile: {header: 010}\ncount: {missing: [..]}\n")
    assert any("010 may be a number or a code" in problem for problem in found)


def test_a_file_without_keys_is_refused(tmp_path):
    assert text_problems(tmp_path, "- a\n")[0].startswith(
        "extract.yml: line 1: holds no keys. A mapping has series"
    )


def test_a_null_that_the_draft_left_is_refused(tmp_path):
    text = mapping_file(tmp_path).read_text("utf-8").replace('"find": "partnership"', '"find": null')
    assert (
        "area: find is missing. Write partnership, authority or force: Dorset is one of each."
        in text_problems(tmp_path, text)[0]
    )
    text = text.replace('"rows": "counts"', '"rows": null').replace('"find": null', '"find": "force"')
    assert (
        "rows: is null. Write counts if a row holds a count, incidents if each row is one."
        in text_problems(tmp_path, text)[0]
    )


def test_a_value_of_the_wrong_shape_is_told_once(tmp_path):
    changes = {
        "file": {"header": "two", "sheet": 5},
        "totals": [{"column": "Area", "name": "All", "of": "some"}],
        "offence": {"names": {"Burglary": "Theft"}},
        "count": {"missing": "..", "thousands": "."},
        "parts": "yes",
    }
    assert sorted(problems(tmp_path, changes)) == [
        "count.missing: '..' is not a list. Write it in square brackets.",
        "count.thousands: '.' is not allowed. Allowed: ','.",
        "file.header: 'two' is not a whole number.",
        "file.sheet: 5 is not text. Put it in quotes if it is a name or a code.",
        "offence.names.Burglary: 'Theft' is not a list of keys and values.",
        "parts: 'yes' is not true or false. Write true or false.",
        "totals.1.of: 'some' is not allowed. Allowed: 'others', 'elsewhere' or 'across'.",
    ]


OPEN = [
    ({"area": {"column": None}}, "area: does not say where it is taken from. Write column, code or fixed."),
    ({"area": {"fixed": "haringey"}}, "area: has fixed and a column. Write one of them."),
    (
        {"area": {"find": None}},
        "area: find is missing. Write partnership, authority or force: Dorset is one of each.",
    ),
    ({"force": {}}, "force: does not say where it is taken from. Write one of column, fixed."),
    (
        {"force": {"column": "Force", "fixed": "kent"}},
        "force: has column and fixed. Write one of column, fixed.",
    ),
    (
        {"period": {}},
        "period: does not say where it is taken from. Write one of column, year (with quarter), across or fixed.",
    ),
    (
        {"period": {"year": "Year", "format": "yyyy/yy"}},
        "period: year and quarter go together. Write both, or column.",
    ),
    (
        {"period": {"column": "Month"}},
        "period: format is missing. Write how it is spelt, like dd/mm/yyyy: 01/02/2019 is two different days.",
    ),
    (
        {"period": {"column": "Month", "format": "UK"}},
        "period.format: UK is no format. Formats are like dd/mm/yyyy, yyyy-mm-dd, mmm yyyy, yyyymm, yyyy/yy, "
        "date (cells that are dates), excel (serial numbers).",
    ),
    (
        {"period": {"column": "Month", "format": "yyyy-mm-dd"}},
        "period: means is missing. yyyy-mm-dd holds days: write what they mean. Allowed: day, month beginning, "
        "month ending, quarter beginning, quarter ending, financial year beginning, financial year ending, "
        "calendar year.",
    ),
    (
        {"period": {"column": "Year", "format": "yyyy"}},
        "period: means is missing. yyyy holds years: write what they mean. Allowed: financial year beginning, "
        "financial year ending, calendar year.",
    ),
    (
        {"period": {"column": "M", "format": "yyyy-mm", "means": "day"}},
        "period.means: yyyy-mm does not say the day.",
    ),
    (
        {"period": {"year": "Year", "quarter": "Q", "format": "yyyy/yy"}},
        "period: means is missing or no quarter. Write financial quarter (Q1 is April to June) or calendar quarter.",
    ),
    (
        {"period": {"year": "Year", "quarter": "Q", "format": "yyyy", "means": "financial quarter"}},
        "period.format: yyyy is no year of a financial quarter.",
    ),
    (
        {"period": {"fixed": "April"}},
        "period.fixed: April is no period. Write a month 2018-04, a quarter 2018-19-Q1 or a year 2018-19.",
    ),
    (
        {"period": {"fixed": "2009-10"}},
        "period.fixed: 2009-10 is a month and a financial year. Write it with format and means, or as a quarter.",
    ),
    (
        {"offence": {"column": None}},
        "offence: does not say where it is taken from. Write one of column, across, fixed.",
    ),
    (
        {"offence": {"names": {}}},
        "offence: names is missing. Write each offence of the file with its group, or name a scheme.",
    ),
    (
        {"offence": {"names": {"A - b": {"group": "x"}, "a – B": {"group": "y"}}}},
        "offence.names.a – B: is the same as A - b. Keep one.",
    ),
    (
        {"offence": {"names": {"Anti-social behaviour": {"group": "x"}}}},
        "offence.names.Anti-social behaviour: is no crime. Write kind: incident, so that it is never added to crime.",
    ),
    ({"count": None}, "count: column or across has to say where the counts stand. Write one of them."),
    (
        {"rows": "incidents"},
        "rows: incidents have no counts. Write counts, or take away count.column and across.",
    ),
    (
        {"count": {"column": "Rate per 1,000"}},
        "count.column: Rate per 1,000 is a rate or a percentage. Counts are read, and rates made from them.",
    ),
    (
        {"count": {"marks": ["2"]}},
        "count.marks: '2' cannot be told from a part of the count. Ask for the file without it.",
    ),
    (
        {"count": {"marks": [" "]}},
        "count.marks: ' ' cannot be told from a part of the count. Ask for the file without it.",
    ),
    (
        {"count": {"missing": ["*"], "suppressed": ["*"]}},
        "count.missing: '*' stands under suppressed too. It can mean one thing only.",
    ),
    (
        {"totals": [{"column": "Area", "of": "others"}]},
        "totals.1: name is missing. Write what the row of the total is called in the column.",
    ),
    (
        {"totals": [{"column": "All", "of": "across"}]},
        "totals.1: of: across is for a column of sums, without name, where columns run across.",
    ),
    (
        {"file": {"header": [2, 1]}},
        "file.header: names rows twice or out of order. Write them from top to bottom.",
    ),
    ({"file": {"header": 3, "first": 2}}, "file.first: 2 is not below the header, which ends in row 3."),
    ({"file": {"header": 3, "last": 3}}, "file.last: 3 is above the first row of the table."),
    (
        {"file": {"header": 0}},
        "file.header: 0 is no row. Rows are counted from 1, as a spreadsheet counts them.",
    ),
    (
        {
            "period": {"across": "rest", "format": "yyyymm"},
            "offence": {"column": None, "across": "rest"},
            "count": None,
        },
        "offence.across: period has across too. Only one of them stands in the headings.",
    ),
]


@pytest.mark.parametrize(("changes", "said"), OPEN, ids=[said[:40] for _, said in OPEN])
def test_what_a_mapping_leaves_open_is_refused(tmp_path, changes, said):
    assert said in problems(tmp_path, changes)


def test_a_mapping_of_incidents_needs_no_count(tmp_path):
    assert read_mapping(mapping_file(tmp_path, INCIDENTS)).rows == "incidents"


def test_every_key_of_a_mapping_is_on_its_page(root):
    page = (root / "docs" / "mapping.md").read_text("utf-8")
    keys = set(Mapping.model_fields)
    for field in Mapping.model_fields.values():
        for kind in (field.annotation, *getattr(field.annotation, "__args__", ())):
            keys |= set(getattr(kind, "model_fields", {}))
    assert sorted(key for key in keys if f"`{key}`" not in page and f".{key}`" not in page) == []


FORMATS = [
    ("dd/mm/yyyy", "1/4/2018", "day", "2018-04"),
    ("dd/mm/yyyy hh:mm", "01/04/2018 23:59", "day", "2018-04"),
    ("dd.mm.yyyy", "01.02.2019", "day", "2019-02"),
    ("mm/dd/yyyy", "01/02/2019", "day", "2019-01"),
    ("mmm yyyy", "Sept 2018", None, "2018-09"),
    ("mmmm yyyy", "April 2018", None, "2018-04"),
    ("mmm-yy", "Apr-18", None, "2018-04"),
    ("yyyymm", "201804", None, "2018-04"),
    ("yyyy/yy", "2018/19", None, "2018-19"),
    ("yyyy-yy", "1999-00", None, "1999-00"),
    ("yyyy/yy Qq", "2018/19 Q4", "financial quarter", "2018-19-Q4"),
    ("yyyy Qq", "2018 Q2", "calendar quarter", "2018-19-Q1"),
    ("excel", "43191", "day", "2018-04"),
    ("dd/mm/yyyy", "31/03/2019", "quarter ending", "2018-19-Q4"),
    ("dd/mm/yyyy", "01/04/2018", "month beginning", "2018-04"),
    ("dd/mm/yyyy", "30/04/2018", "month ending", "2018-04"),
    ("yyyy-mm-dd", "2010-12-31", "financial year beginning", "2010-11"),
    ("dd/mm/yyyy", "31/03/2011", "financial year ending", "2010-11"),
    ("yyyy", "2011", "calendar year", "2011"),
]


@pytest.mark.parametrize(("spelt", "text", "means", "label"), FORMATS)
def test_a_date_is_read_as_its_format_says(spelt, text, means, label):
    assert label_of(period_of(read_parts(text, spelt), means)) == label


WRONG = [
    ("dd/mm/yyyy", "2018-04-01", "2018-04-01 is not written dd/mm/yyyy"),
    ("dd/mm/yyyy", "30/02/2018", "30/02/2018 is no day of the calendar"),
    ("dd/mm/yyyy", "04/13/2018", "04/13/2018 is no day of the calendar. It may be written month first"),
    ("dd/mm/yyyy", "", "is blank"),
    ("dd/mm/yyyy", "01/04/0018", "01/04/0018 is of no year from 1900 to 2100"),
    ("yyyy/yy", "2018/20", "2018/20 is no financial year: the second year follows the first"),
    ("excel", "April", "is no serial number of a date"),
    ("date", "1 April", "is no date to the spreadsheet"),
]


@pytest.mark.parametrize(("spelt", "text", "said"), WRONG)
def test_a_date_that_is_none_says_why(spelt, text, said):
    assert read_parts(text, spelt) == said


@pytest.mark.parametrize(
    ("text", "means", "said"),
    [
        ("02/04/2018", "month beginning", "is not the first day of a month"),
        ("29/04/2018", "month ending", "is not the last day of a month"),
        ("31/05/2018", "quarter ending", "is not the last day of a quarter"),
    ],
)
def test_a_date_is_held_to_the_edge_that_it_stands_for(text, means, said):
    assert period_of(read_parts(text, "dd/mm/yyyy"), means) == said


def test_a_period_of_a_whole_file_is_a_month_a_quarter_or_a_year():
    assert [label_of(read_fixed(text)) for text in ("2018-04", "2018-19-Q4", "2018-19")] == [
        "2018-04",
        "2018-19-Q4",
        "2018-19",
    ]


def test_a_changed_mapping_leaves_the_base_as_it_is():
    assert changed({"area": {"find": "force"}})["area"]["find"] == "force"
    assert BASE["area"]["find"] == "partnership"
