"""The Home Office tables of recorded crime: the real one of 2017/18 to the last row, and every layout it has had."""

import csv
from collections import Counter, defaultdict
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recorded import LOOKUP, SHARED, lookup_file
from workbooks import write

from iomlib.errors import DataError
from iomlib.tables import read_recorded
from iomlib.tables.recorded.bring import Asked, bring
from iomlib.tables.recorded.contract import KEY, PLACES, SCHEMA, STATES
from iomlib.tables.recorded.home_office import read, recognises
from iomlib.tables.recorded.home_office_notes import partial_areas
from iomlib.tables.recorded.names import read_names
from iomlib.tables.recorded.offences import read_offences

ROOT = Path(__file__).parent.parent
TABLE = Path(find_spec("crime_sim_toolkit").submodule_search_locations[0], "src", "prc-pfa-201718_new.csv")
FACTS = SHARED / "facts" / "ho_force_quarterly_2017_18.csv"
THREE = {"Cambridgeshire": "cambridgeshire", "Cleveland": "cleveland", "Metropolitan Police": "metropolitan"}
ENDINGS = [".ods", ".xlsx", ".csv"]
OLD = [
    *("Financial Year", "Financial Quarter", "Force Name", "CSP Name", "Offence Description"),
    *("Offence Group", "Offence Subgroup", "Offence Code", "Number of Offences"),
]
NEW = [{"Force Name": "Police Force", "Number of Offences": "Offence Count"}.get(name, name) for name in OLD]
FORCE = [name for name in OLD if name != "CSP Name"]
ROW = {
    **{"Financial Year": "2018/19", "Financial Quarter": 1, "Force Name": "Cambridgeshire"},
    **{"CSP Name": "Peterborough", "Offence Description": "Shoplifting", "Offence Group": "Theft offences"},
    **{"Offence Subgroup": "Shoplifting", "Offence Code": "46", "Number of Offences": 5},
}
SHORT = {
    **{"year": "Financial Year", "quarter": "Financial Quarter", "force": "Force Name", "csp": "CSP Name"},
    **{"group": "Offence Group", "subgroup": "Offence Subgroup", "code": "Offence Code"},
    **{"count": "Number of Offences", "description": "Offence Description"},
}


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    lookup = lookup_file(tmp_path_factory.mktemp("lookup"), [*LOOKUP, *KENT, *MANCHESTER])
    return read_names("params", lookup), read_offences("params")


KENT = [
    ("E06000035", "Medway", "E22000140", "Medway", "E23000032", "Kent"),
    ("E07000113", "Swale", "E22000146", "Swale", "E23000032", "Kent"),
]
MANCHESTER = [("E08000003", "Manchester", "E22000201", "Manchester", "E23000005", "Greater Manchester")]


def row(columns=FORCE, **changes):
    values = ROW | {SHORT[name]: value for name, value in changes.items()}
    return [values[name] for name in columns]


def rows(*changes, columns=FORCE, header=None):
    return [header or columns, *(row(columns, **each) for each in changes)]


def crimes(recorded, *names):
    found = Counter()
    for line in recorded.table.to_pylist():
        if line["state"] == "counted":
            found[tuple(line[name] for name in names)] += line["crimes"]
    return dict(found)


def refused(known, *paths):
    with pytest.raises(DataError) as caught:
        read(paths, *known)
    return caught.value.problems


def one(known, tmp_path, *changes, columns=FORCE, name="table.csv"):
    path = write(tmp_path / name, {"Table": rows(*changes, columns=columns)})
    return read([path], *known)


def problem(known, tmp_path, *changes, columns=FORCE):
    path = write(tmp_path / "table.csv", {"": rows(*changes, columns=columns)})
    found = refused(known, path)
    assert len(found) == 1, found
    return found[0].removeprefix("table.csv: ")


# The real table of 2017/18


@pytest.fixture(scope="module")
def plain():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def real(known):
    return read([TABLE], *known)


def months(number):
    return date(2018 if number == 4 else 2017, {1: 4, 2: 7, 3: 10, 4: 1}[number], 1)


class TestTheTableOf2017And2018:
    def test_every_row_is_read_and_every_cell_counted(self, real, plain):
        """Bad input 2 and 13: keys that are not unique, rows that are alike in full."""
        assert real.series == "home-office-force"
        assert real.files[0].rows == len(plain) == 23_068
        ours = Counter()
        for line in real.table.to_pylist():
            where = line["area"] or line["area_name"]
            ours[where, line["period_start"], line["offence_code"]] += line["crimes"] or 0
        theirs = Counter()
        for line in plain:
            force = line["Force_Name"].casefold().replace(" ", "-")
            theirs[force, months(int(line["Financial_Quarter"])), line["Offence_Code"]] += int(
                line["Number_of_Offences"]
            )
        spelt = {"london,-city-of": "city-of-london", "metropolitan-police": "metropolitan"}
        spelt |= {"british-transport-police": "btp", "action-fraud": "Action Fraud", "cifas": "CIFAS"}
        spelt |= {
            "uk-finance": "UK Finance",
            "financial-fraud-action-uk": "Financial Fraud Action UK",
        }
        named = {(spelt.get(key[0], key[0]), *key[1:]): count for key, count in theirs.items()}
        assert dict(ours) == named

    def test_homicide_is_the_sum_of_four_rows_a_force_and_quarter(self, real, plain):
        """Bad input 2: the key is not unique, 728 and not 9 or 700."""
        ours = [line for line in real.table.to_pylist() if line["offence_subgroup"] == "Homicide"]
        assert sum(line["crimes"] for line in ours) == 728
        assert {line["offence_code"] for line in ours} == {"1/4.1/4.10/4.2"}
        four = [line for line in plain if line["Offence_Code"] == "1/4.1/4.10/4.2"]
        assert (len(ours), len(four)) == (176, 704)
        told = "704 rows have the year, quarter, area and offence of another row; all are added."
        assert told in real.files[0].notes

    def test_corrections_below_0_are_kept(self, real, plain):
        """Bad input 1."""
        below = [int(line["Number_of_Offences"]) for line in plain if int(line["Number_of_Offences"]) < 0]
        assert (len(below), sum(below)) == (36, -115)
        assert "36 cells below 0, together -115: corrections of earlier figures, kept." in real.files[0].notes
        lancashire = [
            line["crimes"]
            for line in real.table.to_pylist()
            if line["area"] == "lancashire" and line["offence_code"] == "88C"
        ]
        assert -45 in lancashire

    def test_what_is_of_no_area_is_kept_apart_and_counted(self, real, plain):
        apart = crimes(real, "place")
        by_force = Counter()
        for line in plain:
            by_force[line["Force_Name"]] += int(line["Number_of_Offences"])
        fraud = ["Action Fraud", "CIFAS", "UK Finance", "Financial Fraud Action UK"]
        assert apart[("not a territory",)] == sum(by_force[name] for name in fraud)
        assert apart[("railway",)] == by_force["British Transport Police"]
        assert apart[("area",)] == sum(by_force.values()) - apart[("railway",)] - apart[("not a territory",)]
        notes = " ".join(real.files[0].notes)
        assert "Kept apart, not a territory: Action Fraud, 4 rows, 277,033 crimes." in notes
        assert "Kept apart, railway: British Transport Police, 524 rows, 59,591 crimes." in notes

    def test_codes_are_text(self, real, plain):
        """Bad input 3."""
        codes = set(real.table["offence_code"].to_pylist())
        assert codes == {line["Offence_Code"] for line in plain}
        assert {"37.2", "8M", "2", "104", "AF", "UK Finance"} <= codes

    def test_a_category_that_has_ended_is_not_0(self, real, plain):
        """Bad input 7: a structural zero and a real one."""
        gone = [line for line in plain if "outcome only" in line["Offence_Description"]]
        codes = {line["Offence_Code"] for line in gone}
        states = {
            (line["area"], line["offence_code"], line["period_start"]): line["state"]
            for line in real.table.to_pylist()
            if line["offence_code"] in codes
        }
        assert Counter(states.values()) == {"not in series": 1407, "counted": 1}
        assert sum(int(line["Number_of_Offences"]) == 0 for line in gone) == 1407
        bigamy = [line for line in real.table.to_pylist() if line["offence_code"] == "26"]
        assert {line["state"] for line in bigamy} == {"counted"}
        assert 0 in {line["crimes"] for line in bigamy}

    def test_it_keeps_the_contract(self, real):
        assert real.table.schema.equals(SCHEMA)
        table = real.table.to_pylist()
        keys = [tuple(line[name] for name in KEY) for line in table]
        assert keys == sorted(set(keys))
        assert {line["place"] for line in table} <= set(PLACES)
        assert {line["state"] for line in table} <= set(STATES)
        assert all((line["crimes"] is None) == (line["state"] != "counted") for line in table)
        assert {line["source"] for line in table} == {real.files[0].sha256}
        assert {bool(line["area"]) for line in table if line["place"] == "not a territory"} == {False}

    def test_it_says_what_it_is_and_what_it_covers(self, real):
        about = real.files[0]
        assert about.title == (
            "Home Office, Police recorded crime open data, police force areas, 2017/18 "
            "(Open Government Licence v3.0)"
        )
        assert len(about.covers) == 4 * 44 + 4 + 4 + 3 + 1
        assert {"cleveland 2017-18-Q1", "btp 2017-18-Q4", "uk finance 2017-18-Q2"} <= set(about.covers)
        assert "Columns left out: Policeuk_Cat." in about.notes

    def test_the_data_of_this_project_agree_with_it(self, real):
        ours = crimes(real, "area", "period_start", "offence_group", "offence_subgroup")
        compared = 0
        with (ROOT / "data" / "crimes.csv").open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                if "open data" in line["source"]:
                    start = date.fromisoformat(line["period_start"])
                    key = (line["area"], start, line["offence_group"], line["offence_subgroup"])
                    assert ours[key] == int(line["crimes"]), key
                    compared += 1
        assert compared == 288

    @pytest.mark.skipif(not FACTS.exists(), reason="the facts lie beside the project's workplace")
    def test_three_forces_agree_with_what_was_read_elsewhere(self, real):
        ours = crimes(real, "area", "period_start", "offence_group", "offence_subgroup")
        with FACTS.open(encoding="utf-8", newline="") as file:
            facts = list(csv.DictReader(file))
        assert len(facts) == 288
        for line in facts:
            start = months(int(line["financial_quarter"]))
            key = (THREE[line["force"]], start, line["offence_group"], line["offence_subgroup"])
            assert ours[key] == int(line["offences"]), key

    def test_cutting_it_by_force_or_quarter_changes_no_count(self, known, real, plain, tmp_path):
        """Bad input 2: splitting and merging files never changes a count."""
        for number, column in enumerate(("Force_Name", "Financial_Quarter")):
            folder = tmp_path / str(number)
            folder.mkdir()
            parts = defaultdict(list)
            for line in reversed(plain):
                parts[line[column]].append(line)
            for at, part in enumerate(parts.values()):
                with (folder / f"part-{at}.csv").open("w", encoding="utf-8", newline="") as file:
                    writer = csv.DictWriter(file, plain[0])
                    writer.writeheader()
                    writer.writerows(part)
            cut = read(folder.iterdir(), *known)
            without_source = [name for name in KEY if name != "source"]
            assert crimes(cut, *without_source) == crimes(real, *without_source)
            assert sum(about.rows for about in cut.files) == 23_068


# Layouts


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("columns", [OLD, NEW], ids=["old names", "new names"])
@pytest.mark.parametrize("named", [("2018-19", "2018-19"), ("2018_19", "2018/19")])
def test_every_vintage_in_every_kind_of_file_gives_the_same(known, tmp_path, ending, columns, named):
    """Bad input 5: columns and sheets renamed between releases."""
    sheet, year = named
    table = rows({"year": year}, {"year": year, "quarter": 4}, columns=OLD, header=columns)
    path = write(tmp_path / f"table{ending}", {sheet: table})
    found = read([path], *known)
    assert found.series == "home-office-csp"
    assert crimes(found, "area", "recorded_by", "period_start", "offence_subgroup") == {
        ("peterborough", "cambridgeshire", date(2018, 4, 1), "Shoplifting"): 5,
        ("peterborough", "cambridgeshire", date(2019, 1, 1), "Shoplifting"): 5,
    }
    assert recognises(path)


def test_underscores_case_blanks_a_byte_order_mark_and_rows_above_do_not_matter(known, tmp_path):
    """Bad inputs 17 and 18: a byte order mark, a header with a trailing space."""
    header = ["financial_year ", "FINANCIAL_QUARTER", " force_name", *FORCE[3:-1], "Number of Offences "]
    path = tmp_path / "table.csv"
    table = rows({}, header=header)
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in [["Table 1"], [], *table])
    path.write_text(f"\ufeff{text}\n", "utf-8")
    assert crimes(read([path], *known), "area") == {("cambridgeshire",): 5}
    assert recognises(path)


@pytest.mark.parametrize("ending", [".ods", ".xlsx"])
def test_sheets_of_words_give_the_release_and_the_notes(known, tmp_path, ending):
    """Bad input 4: a sheet of notes, and words under a table."""
    notes = [["Notes"], ["Police recorded crime"], ["Updated: 23 July 2026"], [None], ["Force Notes"]]
    notes += [["Derbyshire", "See the bulletin."], ["Additional Notes"], ["Counts are as recorded."]]
    table = [*rows({}), [None] * 8, ["1. Includes attempts."], ["Zebedee Quux"]]
    path = write(tmp_path / f"table{ending}", {"Contents": [["Contents"]], "Notes": notes, "2018_19": table})
    about = read([path], *known).files[0]
    assert about.title.endswith("2018/19, updated 23 July 2026 (Open Government Licence v3.0)")
    assert about.rows == 1
    assert about.notes == (
        "2018-19 has only quarter 1.",
        "Under the table: 1. Includes attempts.",
        "1 line of words among the rows, left out.",
        "Sheets without a table: Contents, Notes.",
        "Force Notes: Derbyshire: See the bulletin.",
        "Additional Notes: Counts are as recorded.",
    )


def test_partnerships_of_which_a_note_says_that_their_crimes_stand_elsewhere_are_flagged(known, tmp_path):
    """Bad input 4 and 9: Kent's crimes under an unassigned group from 2024 on."""
    note = "Kent: crimes of Medway and others are recorded under an unassigned CSP group from 2024 onwards."
    kent = {"force": "Kent", "year": "2023/24"}
    table = rows(
        *({**kent, "csp": name, "quarter": quarter} for name in ("Medway", "Swale") for quarter in (3, 4)),
        {**kent, "csp": "Unassigned Kent", "quarter": 4, "count": 9000},
        columns=OLD,
    )
    sheets = {"2023_24": table, "Notes": [["Force Notes"], [note]]}
    found = read([write(tmp_path / "table.xlsx", sheets)], *known)
    supply = {
        (line["area"], line["period_start"].isoformat()): line["supply"] for line in found.table.to_pylist()
    }
    assert supply == {
        ("medway", "2023-10-01"): "",
        ("medway", "2024-01-01"): "partial",
        ("swale", "2023-10-01"): "",
        ("swale", "2024-01-01"): "",
        ("", "2024-01-01"): "",
    }
    assert f"Force Notes: {note}" in found.files[0].notes
    assert "Kept apart, unassigned: Unassigned Kent, 1 row, 9,000 crimes." in found.files[0].notes
    assert (
        "Flagged as partial from 2024 on: medway, of which a note says that crimes stand elsewhere."
        in found.files[0].notes
    )


def test_a_partnership_called_as_its_force_is_not_flagged_for_the_name_of_the_force():
    """Bad input 25."""
    written = {"dorset-csp": {("Dorset", "Dorset")}}
    note = "Force Notes: Dorset: crimes of {} are recorded under an unassigned group."
    assert partial_areas([note.format("Poole")], written) == {}
    assert partial_areas([note.format("Dorset")], written) == {"dorset-csp": 0}
    assert partial_areas(["Force Notes: Dorset: crimes of Dorset are late."], written) == {}


def test_unassigned_crime_airports_and_bodies_without_a_territory_are_kept_apart(known, tmp_path):
    """Bad inputs 4 and 14."""
    changes = [
        {"force": "Greater Manchester", "csp": "Manchester Airport"},
        {"force": "Greater Manchester", "csp": "Unassigned Greater Manchester"},
        {"force": "Greater Manchester", "csp": "Manchester"},
        {"force": "British Transport Police", "csp": ""},
        {"force": "CIFAS", "csp": None},
    ]
    found = one(known, tmp_path, *changes, columns=OLD)
    assert sorted((line["place"], line["area"], line["recorded_by"]) for line in found.table.to_pylist()) == [
        ("area", "manchester", "greater-manchester"),
        ("not a territory", "", ""),
        ("not a territory", "", "greater-manchester"),
        ("railway", "btp", "btp"),
        ("unassigned", "", "greater-manchester"),
    ]
    assert sum(note.startswith("Kept apart") for note in found.files[0].notes) == 4


@pytest.mark.parametrize(
    ("force", "partnership", "area"),
    [
        ("Dorset", "Dorset", "dorset-csp"),  # bad input 25: a partnership called as a police force area
        ("Kent", "Folkestone and Hythe", "folkestone-and-hythe"),
        ("Kent", "Shepway", "folkestone-and-hythe"),
        ("Devon and Cornwall", "Northern Devon", "north-devon"),
        ("Norfolk", "Kings Lynn and West Norfolk", "king-s-lynn-and-west-norfolk"),
        ("London, City of", "London, City of", "city-of-london"),
        ("Avon and Somerset", "Bristol, City of", "bristol-city-of"),
        ("Cambridgeshire", "Peterborough [Note 2]", "peterborough"),
    ],
)
def test_a_partnership_is_found_however_the_home_office_calls_it(known, tmp_path, force, partnership, area):
    """Bad inputs 16, 24 and 25: commas inside names, renamed authorities, names of two areas."""
    found = one(known, tmp_path, {"force": force, "csp": partnership}, columns=OLD)
    (line,) = found.table.to_pylist()
    names, _ = known
    assert line["area"] == names.partnership(partnership.partition(" [")[0]).id
    assert line["recorded_by"] == names.force(force).id
    assert line["place"] == "area"
    if area in ("dorset-csp", "peterborough", "north-devon"):
        assert line["area"] == area


def test_a_force_with_a_footnote_mark_is_found(known, tmp_path):
    found = one(known, tmp_path, {"force": "Metropolitan Police[Note 6]"})
    assert crimes(found, "area") == {("metropolitan",): 5}


@pytest.mark.parametrize("ending", [".ods", ".xlsx"])
def test_codes_that_a_program_has_turned_into_numbers_are_text_again(known, tmp_path, ending):
    """Bad input 3: 37.2 and 8.0, and 10 is not 1.0."""
    codes = [37.2, 8.0, 10, 1.0, "8M", "10", "1/4.1/4.10/4.2"]
    changes = [{"code": code, "count": 2**at} for at, code in enumerate(codes)]
    found = one(known, tmp_path, *changes, name=f"table{ending}")
    assert crimes(found, "offence_code") == {
        **{("37.2",): 1, ("8",): 2, ("10",): 4 + 32, ("1",): 8},
        **{("8M",): 16, ("1/4.1/4.10/4.2",): 64},
    }


@pytest.mark.parametrize(
    ("cell", "state", "count"),
    [
        ("1,234", "counted", 1234),  # bad input 20
        ("-45", "counted", -45),
        ("-00000000000000045", "counted", -45),
        ("\u221245", "counted", -45),
        ("12.0", "counted", 12),
        ("0", "counted", 0),
        ("", "missing", None),
        ("-", "missing", None),
        ("\u2013", "missing", None),
        ("..", "missing", None),
        ("[x]", "missing", None),
        ("<5", "suppressed", None),
        ("*", "suppressed", None),
        ("[c]", "suppressed", None),
        ("[z]", "not in series", None),
    ],
)
def test_a_cell_is_a_count_or_says_why_there_is_none(known, tmp_path, cell, state, count):
    """Bad inputs 7 and 20: never 0 for a cell without a count."""
    (line,) = one(known, tmp_path, {"count": cell}).table.to_pylist()
    assert (line["state"], line["crimes"]) == (state, count)


def test_a_row_that_is_not_there_is_absent_and_a_quarter_may_be_missing(known, tmp_path):
    """Bad inputs 7 and 8: missing is not 0, a part of a year is told."""
    found = one(known, tmp_path, {"quarter": 1}, {"quarter": 3})
    assert found.table.num_rows == 2
    assert "2018-19 has only quarters 1, 3." in found.files[0].notes


def test_a_zero_of_a_category_is_a_count_only_while_the_category_exists(known, tmp_path):
    """Bad inputs 6 and 7: burglary of 2017 and of 2023, in one table."""
    residential = {
        "description": "Burglary Residential",
        "subgroup": "Residential burglary",
        "code": "28E",
        "count": 0,
    }
    old = {
        "description": "Burglary in a dwelling(outcome only)",
        "subgroup": "Domestic burglary",
        "code": "28A",
        "count": 0,
    }
    home = {
        "subgroup": "Residential burglary of a home",
        "description": "New",
        "code": "28I",
        "year": "2023/24",
    }
    changes = [
        {**residential, "year": "2016/17"},
        {**residential, "year": "2017/18"},
        {**old, "year": "2016/17"},
        {**old, "year": "2017/18"},
        home,
        {**residential, "year": "2023/24", "count": 7},
    ]
    found = one(known, tmp_path, *changes)
    states = {
        (line["offence_code"], line["period_start"].year): (line["state"], line["crimes"])
        for line in found.table.to_pylist()
    }
    assert states == {
        ("28E", 2016): ("not in series", None),
        ("28E", 2017): ("counted", 0),
        ("28A", 2016): ("counted", 0),
        ("28A", 2017): ("not in series", None),
        ("28I", 2023): ("counted", 5),
        ("28E", 2023): ("counted", 7),
    }
    subgroups = crimes(found, "period_start", "offence_subgroup")
    assert subgroups[date(2023, 4, 1), "Residential burglary"] == 12


def test_burglary_before_2017_under_its_newer_name_keeps_its_dates(known, tmp_path):
    """Bad input 6: a 0 of 2015/16 is a count, whatever a newer release calls the subgroup."""
    old = {"description": "Distraction burglary in a dwelling (outcome only)", "code": "28C", "count": 0}
    changes = [{**old, "subgroup": "Residential burglary", "year": year} for year in ("2015/16", "2018/19")]
    lines = one(known, tmp_path, *changes).table.to_pylist()
    assert [line["state"] for line in lines] == ["counted", "not in series"]


def test_vehicle_offences_of_newer_releases_are_told_apart_again(known, tmp_path):
    """Bad input 6."""
    vehicles = {"subgroup": "Vehicle offences", "description": "Theft from vehicle", "code": "45"}
    found = one(known, tmp_path, vehicles, {**vehicles, "description": "", "code": "48"})
    assert crimes(found, "offence_subgroup") == {("Theft from a vehicle",): 5, ("Vehicle offences",): 5}


def test_a_subgroup_under_another_group_is_counted_in_its_own_and_told(known, tmp_path):
    found = one(known, tmp_path, {"group": "Robbery"})
    assert crimes(found, "offence_group") == {("Theft offences",): 5}
    assert (
        "1 row of Shoplifting stand under Robbery, and are counted in its usual group."
        in found.files[0].notes
    )


def test_columns_of_our_own_making_are_left_out_and_named(known, tmp_path):
    table = [[*FORCE, "Policeuk_Cat", "", "Remarks"], [*row(), "Theft", "", ""]]
    about = read([write(tmp_path / "table.csv", {"": table})], *known).files[0]
    assert "Columns left out: Policeuk_Cat, Remarks." in about.notes


@pytest.mark.parametrize(
    "quarter", ["1", 1, "Q1", "q1", "Quarter 1", "1.0", "Apr-Jun", "Q1 (April to June)", "1: Apr - Jun"]
)
def test_quarter_1_is_april_to_june(known, tmp_path, quarter):
    found = one(known, tmp_path, {"quarter": str(quarter).replace("1.0", "1")})
    assert found.table["period_start"].to_pylist() == [date(2018, 4, 1)]
    assert found.table["period_end"].to_pylist() == [date(2018, 6, 30)]


# What is refused


YEARS, QUARTERS = (
    "Financial years are written 2018/19.",
    "Financial quarters are 1 to 4, and 1 is April to June.",
)
COUNTS = "Counts are whole numbers; one below 0 is a correction. Leave a missing one blank."
TWICE = "It holds the crimes of other rows once more, or of no area here: delete such rows."


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"year": "2018/20"}, f"Financial Year: 2018/20 is not a financial year. {YEARS}"),
        ({"year": "2018"}, f"Financial Year: 2018 is not a financial year. {YEARS}"),
        ({"year": ""}, f"Financial Year: blank, where a financial year is needed. {YEARS}"),
        (
            {"year": "2010-12-31"},  # bad input 23
            "Financial Year: is a date and not a financial year. A year that a program has turned into a date "
            f"is not certain. {YEARS}",
        ),
        (
            {"year": "Total"},
            "Financial Year: is a row of totals. Its crimes would be counted twice: delete the row.",
        ),
        (
            {"year": "2098/99"},
            "Financial Year: 2098-99-Q1 is in the future. Tables hold what has happened.",
        ),
        ({"quarter": 5}, f"Financial Quarter: 5 is not a financial quarter. {QUARTERS}"),
        ({"quarter": "Q0"}, f"Financial Quarter: Q0 is not a financial quarter. {QUARTERS}"),
        ({"quarter": "spring"}, f"Financial Quarter: is not a financial quarter. {QUARTERS}"),
        ({"quarter": ""}, f"Financial Quarter: blank, where a financial quarter is needed. {QUARTERS}"),
        (
            {"quarter": "Q1 (January to March)"},
            "Financial Quarter: says quarter 1, and months of quarter 4. "
            "A quarter of the calendar year is no financial quarter: write 1 for April to June.",
        ),
        ({"count": "12.5"}, f"Number of Offences: 12.5 is not a whole number. {COUNTS}"),
        ({"count": "12a"}, f"Number of Offences: is not a count. {COUNTS}"),
        ({"count": "1,23"}, f"Number of Offences: is not a count. {COUNTS}"),
        ({"count": "(5)"}, f"Number of Offences: is not a count. {COUNTS}"),
        ({"count": "9" * 15}, f"Number of Offences: is too large to be a count. {COUNTS}"),
        ({"force": ""}, "Force Name: blank, where a police force is needed. Fill it in."),
        (
            {"force": "England and Wales"},
            f"Force Name: England and Wales is a total of areas and no area. {TWICE}",
        ),
        ({"force": "London"}, f"Force Name: London is a total of areas and no area. {TWICE}"),
        ({"force": "Total, all forces"}, f"Force Name: is a total of areas and no area. {TWICE}"),
        ({"force": "North East Region"}, f"Force Name: is a total of areas and no area. {TWICE}"),
        (
            {"force": "Unassigned"},
            "Force Name: is unassigned crime of no police force. Name the police force.",
        ),
        (
            {"force": "Cambrigeshire"},
            "Force Name: Cambrigeshire is not a known police force. Did you mean Cambridgeshire?",
        ),
        (
            {"code": "2018-10-08"},
            "Offence Code: is a date and not an offence code. A spreadsheet program has taken the code for one. "
            "Format the column as text and mend it.",
        ),
        (
            {"subgroup": "Shop lifting"},
            "Offence Subgroup: Shop lifting is not a known offence subgroup. Did you mean Shoplifting? "
            "Add a row to names/offences.csv if it is a new one.",
        ),
        ({"subgroup": ""}, "Offence Subgroup: blank, where an offence subgroup is needed. Fill it in."),
        ({"group": ""}, "Offence Group: blank, where an offence group is needed. Fill it in."),
        (
            {"subgroup": "Theft offences"},
            "Offence Subgroup: is an offence group and no subgroup of one. "
            "Give the subgroups of the group: a row of their total would be counted twice.",
        ),
        (
            {"group": "Total recorded crime"},
            "Offence Group: is a total of offences. Its crimes would be counted twice: delete such rows.",
        ),
    ],
)
def test_a_cell_that_cannot_be_is_refused_with_row_and_column(known, tmp_path, changes, words):
    """Bad inputs 22 and 23: totals among areas, years as dates; and every other cell."""
    assert problem(known, tmp_path, {}, changes) == f"row 3, column {words}"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"csp": ""}, "CSP Name: blank, where a partnership is needed. Fill it in."),
        ({"csp": "Wales"}, f"CSP Name: Wales is a total of areas and no area. {TWICE}"),
        ({"csp": "Cambridgeshire total"}, f"CSP Name: is a total of areas and no area. {TWICE}"),
        (
            {"csp": "Peterboro"},
            "CSP Name: Peterboro is not a known partnership. Did you mean Peterborough? "
            "A renamed one needs a row in names/partnerships.csv.",
        ),
        (
            {"csp": "Haringey"},
            "CSP Name: Haringey is in the police force area metropolitan, and not in cambridgeshire. "
            "Mend the partnership or the police force.",
        ),
    ],
)
def test_a_partnership_that_cannot_be_is_refused(known, tmp_path, changes, words):
    """Bad input 22 and 25."""
    assert problem(known, tmp_path, {}, changes, columns=OLD) == f"row 3, column {words}"


def test_without_a_lookup_partnerships_that_nobody_knows_are_told_once(known, tmp_path):
    names = (read_names("params"), known[1])
    table = rows({}, *({"force": "Kent", "csp": f"Place {at}"} for at in "ABC"), columns=OLD)
    assert refused(names, write(tmp_path / "table.csv", {"": table})) == [
        "table.csv: row 3, column CSP Name: is not among the partnerships of areas.csv, and no lookup was given. "
        "3 rows like this. Give the ONS lookup of authorities, partnerships and police force areas: "
        "iom import --lookup FILE."
    ]


def test_no_message_repeats_a_cell_that_may_be_about_a_person(known, tmp_path):
    """Bad input 27: a name or a day of birth in the wrong place is not passed on."""
    secret = ["Zebedee Quux", "01/02/1980", "1980-02-01"]
    for cell in secret:
        for name in ("year", "quarter", "force", "csp", "group", "subgroup", "count"):
            path = write(tmp_path / "table.csv", {"": rows({name: cell}, columns=OLD)})
            assert not any(cell in sentence for sentence in refused(known, path))


def test_a_column_of_personal_data_is_refused(known, tmp_path):
    """Bad input 27."""
    for name in ("Surname", "Date of Birth"):
        table = [[*FORCE, name], [*row(), "Zebedee"]]
        assert refused(known, write(tmp_path / "table.csv", {"": table})) == [
            f"table.csv: row 1, column {name}: looks like personal data. "
            "Tables hold counts, never people: delete the column."
        ]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (
            [*FORCE, "Number of Offences"],
            "Number of Offences: stands there 2 times (Number of Offences). Keep one of the columns.",
        ),
        (
            [*FORCE, "Offence Count"],
            "Number of Offences: stands there 2 times (Number of Offences and Offence Count). Keep one of the columns.",
        ),
        ([*FORCE, "Persons", "Persons"], "Persons: stands there 2 times (Persons). Keep one of the columns."),
    ],
)
def test_a_column_that_stands_there_twice_is_refused(known, tmp_path, header, words):
    """Bad input 19."""
    table = [header, [*row(), *[1] * (len(header) - len(FORCE))]]
    path = write(tmp_path / "table.csv", {"": table})
    assert refused(known, path) == [f"table.csv: row 1, column {words}"]


def test_a_column_that_is_missing_is_named(known, tmp_path):
    table = [line[:-1] for line in rows({})]
    assert refused(known, write(tmp_path / "table.xlsx", {"2018_19": table})) == [
        "table.xlsx: sheet 2018_19: row 1: the column of the count is missing. "
        "It is called Number of offences or Offence count."
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [("Outcome Group", "outcome"), ("Offence Subcode", "subcode"), ("Weapon Type", "weapon")],
)
def test_a_sister_table_is_not_taken_for_recorded_crime(known, tmp_path, name, words):
    table = [[*FORCE, name], [*row(), "x"]]
    assert refused(known, write(tmp_path / "table.csv", {"": table})) == [
        f"table.csv: row 1, column {name}: is of a table of {words}. Import the table of recorded crime itself."
    ]


@pytest.mark.parametrize("cells", [row()[:-1], [*row(), "x"]], ids=["too few", "too many"])
def test_a_row_whose_cells_have_slipped_is_refused(known, tmp_path, cells):
    """Bad input 21."""
    path = write(tmp_path / "table.csv", {"": [*rows({}), cells]})
    assert refused(known, path) == [
        f"table.csv: row 3: {len(cells)} cells, where the header has 8. "
        "Its cells may have slipped: put texts with a comma in double quotes."
    ]


def test_a_sheet_is_named_after_the_year_of_its_rows(known, tmp_path):
    """Bad input 5."""
    path = write(tmp_path / "table.ods", {"2018_19": rows({"year": "2017/18"}, {"year": "2017/18"}, {})})
    assert refused(known, path) == [
        "table.ods: sheet 2018_19: row 2, column Financial Year: is 2017-18, on a sheet that is called 2018_19. "
        "2 rows like this. Name the sheet after the year of its rows, or mend the rows."
    ]
    assert read([write(tmp_path / "table.ods", {"Table 1": rows({"year": "2017/18"})})], *known)


def test_a_sheet_of_a_year_without_a_table_and_a_file_without_rows_are_refused(known, tmp_path):
    columns = (
        "Its columns are Financial Year, Financial Quarter, Force Name, Offence Group, Offence Subgroup, "
        "Offence Code and Number of Offences."
    )
    path = write(tmp_path / "one.ods", {"2018_19": [["see below"]], "2019_20": rows({"year": "2019/20"})})
    assert refused(known, path) == [
        f"one.ods: sheet 2018_19: has no header of a Home Office table. {columns}"
    ]
    empty = write(tmp_path / "two.csv", {"": rows()})
    assert refused(known, empty) == [f"two.csv: has no rows of a Home Office table. {columns}"]


def test_a_total_under_the_table_is_refused(known, tmp_path):
    """Bad input 22."""
    total = ["Total", "", "", "", "", "", "", 10]
    path = write(tmp_path / "table.csv", {"": [*rows({}, {}), total]})
    assert refused(known, path) == [
        "table.csv: row 4, column Financial Year: is a row of totals. "
        "Its crimes would be counted twice: delete the row."
    ]


def test_two_revisions_of_one_table_are_refused(known, tmp_path):
    """Bad input 28."""
    one, two = (
        write(tmp_path / f"{name}.csv", {"": rows(*changes)})
        for name, changes in [("april", [{}, {"quarter": 2}]), ("july", [{}, {"quarter": 2}, {"quarter": 2}])]
    )
    assert refused(known, one, two) == [
        "april.csv and july.csv: both have cambridgeshire 2018-19-Q1 and 1 more. Keep the newer of the two files."
    ]


def test_a_new_release_is_refused_beside_the_old_one_until_it_replaces_it(tmp_path):
    """Bad input 28, by way of `iom import`."""
    april = write(tmp_path / "april.csv", {"": rows({}, {"quarter": 2})})
    july = write(tmp_path / "july.csv", {"": rows({"count": 6}, {"quarter": 2}, {"quarter": 3})})
    data, params = tmp_path / "data", ROOT / "params"
    data.mkdir()
    bring(Asked([april], data, params))
    with pytest.raises(DataError) as caught:
        bring(Asked([july], data, params))
    assert "july.csv" in str(caught.value) and "april.csv" in str(caught.value)
    assert read_recorded(data, "cambridgeshire", "2018-19-Q4")["crimes"].sum() == 10
    bring(Asked([july], data, params, replace=True))
    assert read_recorded(data, "cambridgeshire", "2018-19-Q4")["crimes"].sum() == 16


def test_two_sheets_with_the_same_quarter_are_refused(known, tmp_path):
    """Bad input 28."""
    path = write(tmp_path / "table.xlsx", {"2018-19": rows({}), "2018_19": rows({}, {"quarter": 2})})
    assert refused(known, path) == [
        "table.xlsx: sheet 2018_19: has cambridgeshire 2018-19-Q1, which sheet 2018-19 has too. "
        "Keep the newer of the two sheets."
    ]


def test_the_same_bytes_are_counted_once_and_told(known, tmp_path):
    paths = [write(tmp_path / name, {"": rows({})}) for name in ("a.csv", "b.csv")]
    found = read(paths, *known)
    assert crimes(found, "area") == {("cambridgeshire",): 5}
    assert [about.name for about in found.files] == ["a.csv"]
    assert found.files[0].notes[0] == "Also given as b.csv; counted once."


def test_forces_and_partnerships_are_not_added_to_each_other(known, tmp_path):
    force = write(tmp_path / "force.csv", {"": rows({})})
    partnership = write(tmp_path / "csp.csv", {"": rows({}, columns=OLD)})
    assert refused(known, force, partnership) == [
        "Forces and partnerships count the same crimes: import them one after the other "
        "(csp.csv, of community safety partnerships; force.csv, of police force areas)."
    ]
    both = write(tmp_path / "both.ods", {"a": rows({}), "b": rows({}, columns=OLD)})
    assert refused(known, both) == [
        "both.ods: has sheets of forces and of partnerships. Import them as two files."
    ]


def test_all_problems_of_all_files_are_told_at_once(known, tmp_path):
    one = write(tmp_path / "one.csv", {"": rows({"count": "x1"}, {"force": ""}, {"count": "y2"})})
    two = write(tmp_path / "two.ods", {"2018_19": rows({"quarter": 9})})
    assert refused(known, one, two, tmp_path / "three.csv") == [
        f"one.csv: row 2, column Number of Offences: is not a count. 2 rows like this. {COUNTS}",
        "one.csv: row 3, column Force Name: blank, where a police force is needed. Fill it in.",
        "three.csv: cannot be opened.",
        f"two.ods: sheet 2018_19: row 2, column Financial Quarter: 9 is not a financial quarter. {QUARTERS}",
    ]


def test_no_file_is_refused(known):
    assert refused(known) == ["No file was given."]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"PK\x03\x04", "is a workbook, not a CSV file. Give it the ending .ods or .xlsx."),
        ("a.csv", b"Pr\xe9", "is not UTF-8 text. Save the file as CSV UTF-8."),
        (
            "a.csv",
            b'a,"b" c"\n',
            'quotes do not match. A text with a comma stands in double quotes; a quote inside it is written "".',
        ),
        (
            "a.ods",
            b"not a workbook",
            "is not a workbook that can be read. Open it in a spreadsheet program and save it as ODS, "
            "Excel workbook or CSV UTF-8.",
        ),
        (
            "a.pdf",
            b"%PDF",
            "is not one of .ods, .xlsx, .xlsm, .xls, .csv. Open it in a spreadsheet program and save it "
            "as ODS, Excel workbook or CSV UTF-8.",
        ),
    ],
)
def test_a_file_that_is_no_table_is_refused(known, tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    assert refused(known, path) == [f"{name}: {words}"]
    assert not recognises(path)


@pytest.mark.parametrize("ending", ENDINGS)
def test_other_tables_are_not_recognised(tmp_path, ending):
    header = ["Month", "Falls within", "LSOA code", "Crime type"]
    assert not recognises(write(tmp_path / f"table{ending}", {"Sheet1": [header, ["2018-10", "", "", ""]]}))


# Properties

LINES = st.lists(
    st.fixed_dictionaries(
        {
            "quarter": st.integers(1, 4),
            "force": st.sampled_from(["Kent", "Dorset", "CIFAS", "British Transport Police"]),
            "subgroup": st.sampled_from(["Shoplifting", "Bicycle theft", "Domestic burglary"]),
            "code": st.sampled_from(["46", "44", "28A"]),
            "count": st.sampled_from([0, 1, 1, 7, -2, "", "<5", "1,000"]),
        }
    ),
    min_size=1,
    max_size=30,
)
WITHOUT_SOURCE = [name for name in KEY if name != "source"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES, data=st.data())
def test_the_order_of_rows_changes_nothing(known, tmp_path, lines, data):
    shuffled = data.draw(st.permutations(lines))
    found = []
    for each in (lines, shuffled):
        table = read([write(tmp_path / "table.csv", {"": rows(*each)})], *known).table
        found.append(table.drop_columns("source").to_pylist())
    assert found[0] == found[1]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES, by=st.sampled_from(["force", "quarter"]), ending=st.sampled_from(ENDINGS))
def test_splitting_a_file_changes_no_count(known, tmp_path, lines, by, ending):
    whole = read([write(tmp_path / "whole.csv", {"": rows(*lines)})], *known)
    parts = defaultdict(list)
    for line in lines:
        parts[line[by]].append(line)
    paths = [
        write(tmp_path / f"part-{at}{ending}", {"2018_19": rows(*part)})
        for at, part in enumerate(parts.values())
    ]
    split = read(paths, *known)
    assert crimes(split, *WITHOUT_SOURCE) == crimes(whole, *WITHOUT_SOURCE)
    names = [name for name in SCHEMA.names if name != "source"]
    states = [
        sorted(str([line[name] for name in names]) for line in each.table.to_pylist())
        for each in (split, whole)
    ]
    assert states[0] == states[1]
    assert sum(about.rows for about in split.files) == len(lines)
    assert read(list(reversed(paths)), *known).table.equals(split.table)


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "1.",
            ".5",
            "-",
            "--1",
            "1e9",
            "0x1",
            "\u0661",
            "\u00b2",
            "Q9",
            "9" * 5000,
            "#REF!",
            "2018/",
            "[",
            "(",
        ]
    ),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(sorted(SHORT)), cell=CELLS)
def test_whatever_stands_in_a_cell_it_is_read_or_refused_with_its_row(known, tmp_path, name, cell):
    path = tmp_path / "table.csv"
    with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
        csv.writer(file).writerows(rows({name: cell}, columns=OLD))
    try:
        found = read([path], *known)
    except DataError as trouble:
        assert all(sentence.startswith("table.csv") for sentence in trouble.problems)
    else:
        assert found.files[0].rows == 1
