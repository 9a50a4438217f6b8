"""Names of forces, partnerships and authorities, as many sources spell them."""

import csv
import io
from pathlib import Path

import pytest
from recorded import LOOKUP, REAL_LOOKUP, lookup_file

from iomlib.errors import DataError
from iomlib.tables.recorded.lookup import is_lookup, read_lookup
from iomlib.tables.recorded.names import Names, key_of, read_names, slug

PARAMS = "params"


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    return read_names(PARAMS, lookup_file(tmp_path_factory.mktemp("lookup")))


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Devon & Cornwall Police", "devon-and-cornwall"),
        ("devon-and-cornwall", "devon-and-cornwall"),
        ("Avon and Somerset Constabulary", "avon-and-somerset"),
        ("AVON  & SOMERSET", "avon-and-somerset"),
        ("London, City of", "city-of-london"),
        ("City of London", "city-of-london"),
        ("City of London Police", "city-of-london"),
        ("metropolitan", "metropolitan"),
        ("Metropolitan Police Service", "metropolitan"),
        ("Greater Manchester Police", "greater-manchester"),
        ("E23000013", "cleveland"),
        (" Cleveland ", "cleveland"),
        ("Dyfed\u2013Powys Police", "dyfed-powys"),
        ("British Transport Police", "btp"),
        ("Police Service of Northern Ireland", "northern-ireland"),
    ],
)
def test_a_force_is_found_however_it_is_spelt(names, text, id):
    assert names.force(text).id == id


def test_every_spelling_of_every_force_in_the_list_means_that_force(names):
    with Path("params/names/forces.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 45
    for row in rows:
        for column in ("id", "falls_within", "home_office", "ons_name", "ons_code"):
            if row[column]:
                assert names.force(row[column]).id == row["id"], row[column]


def test_police_of_no_area_have_no_code(names):
    assert names.force("btp").code == names.force("northern-ireland").code == ""


@pytest.mark.parametrize("text", ["", "  ", "Action Fraud", "CIFAS", "UK Finance", "Police", "London"])
def test_what_is_no_force_is_none(names, text):
    assert names.force(text) is None


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Peterborough", "peterborough"),
        ("Peterborough UA", "peterborough"),
        ("PETERBOROUGH  ua", "peterborough"),
        ("E22000017", "peterborough"),
        ("Kings Lynn and West Norfolk", "kings-lynn-and-west-norfolk"),
        ("King's Lynn & West Norfolk", "kings-lynn-and-west-norfolk"),
        ("King\u2019s Lynn and West Norfolk", "kings-lynn-and-west-norfolk"),
        ("Shepway", "folkestone-and-hythe"),
        ("Folkestone & Hythe", "folkestone-and-hythe"),
        ("Northern Devon", "north-devon"),
        ("London, City of", "city-of-london-csp"),
        ("City of London", "city-of-london-csp"),
        ("Bristol, City of", "city-of-bristol"),
        ("Bristol", "city-of-bristol"),
        ("City of Bristol", "city-of-bristol"),
        ("Dorset", "dorset-csp"),
        ("dorset-csp", "dorset-csp"),
        ("North Yorkshire", "north-yorkshire-csp"),
        ("St Helens", "st-helens"),
        ("Herefordshire", "county-of-herefordshire"),
        ("ISLE OF ANGLESEY", "isle-of-anglesey"),
    ],
)
def test_a_partnership_is_found_however_it_is_spelt(names, text, id):
    assert names.partnership(text).id == id


@pytest.mark.parametrize("text", ["", "Unassigned Kent", "Manchester Airport", "London", "England and Wales"])
def test_what_is_no_partnership_is_none(names, text):
    assert names.partnership(text) is None


def test_a_partnership_knows_its_force(names):
    assert names.partnership("Dorset").force == "dorset"
    assert names.partnership("City of London").force == "city-of-london"
    assert names.partnership("Northern Devon").force == "devon-and-cornwall"


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Torridge", "north-devon"),
        ("E07000046", "north-devon"),
        ("York", "city-of-york"),
        ("Stratford-on-Avon", "south-warwickshire"),
        ("Warwick", "south-warwickshire"),
        ("Stockton-on-Tees UA", "stockton-on-tees"),
        ("London Borough of Haringey", "haringey"),
        ("Folkestone and Hythe", "folkestone-and-hythe"),
    ],
)
def test_an_authority_leads_to_its_partnership(names, text, id):
    assert names.authority(text).id == id


def test_a_recoded_authority_is_found_by_its_name_and_that_is_told(names):
    found = names.find("authority", "E06000048", "Northumberland")
    assert found.place.id == "northumberland"
    assert found.note == "E06000048 is not a known code; Northumberland was found by its name."


def test_a_code_and_a_name_of_two_places_are_no_place(names):
    found = names.find("authority", "E06000057", "Torridge")
    assert found == (None, "E06000057 is Northumberland, and not Torridge.")


def test_a_code_alone_or_a_name_alone_is_enough(names):
    assert (
        names.find("authority", "E06000057", "").place == names.find("authority", "", "Northumberland").place
    )


def test_the_nearest_name_is_offered(names):
    assert names.nearest("partnership", "Peterboro") == "Did you mean Peterborough?"
    assert names.nearest("authority", "Toridge") == "Did you mean Torridge?"
    assert names.nearest("force", "Clevelnd") == "Did you mean Cleveland?"


def test_without_a_lookup_forces_and_the_areas_of_params_are_known():
    names = read_names(PARAMS)
    assert not names.known
    assert names.force("Kent Police").id == "kent"
    assert names.partnership("Haringey") == ("haringey", "Haringey", "E22000199", "")
    assert names.authority("Torridge") is None


def test_a_name_of_two_partnerships_is_none(tmp_path):
    twice = [("E06000901", "Newtown", "E22000901", "Newtown", "E23000013", "Cleveland")]
    twice += [("E06000902", "Newtown ", "E22000902", "Newtown", "E23000032", "Kent")]
    names = read_names(PARAMS, lookup_file(tmp_path, [*LOOKUP, *twice]))
    assert names.partnership("Newtown") is None
    assert names.partnership("E22000901").id == "newtown"
    assert names.partnership("E22000902").id == "newtown-e22000902"


def test_an_area_keeps_its_id_when_its_code_changes(tmp_path):
    recoded = [row if row[1] != "Haringey" else (row[0], row[1], "E22000999", *row[3:]) for row in LOOKUP]
    names = read_names(PARAMS, lookup_file(tmp_path, recoded))
    assert names.partnership("E22000999").id == names.partnership("E22000199").id == "haringey"


@pytest.mark.parametrize("year", ["11", "17", "23", ""])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_a_lookup_of_any_year_is_read_with_or_without_a_mark(tmp_path, year, start):
    path = lookup_file(tmp_path, year=year, start=start)
    assert len(read_lookup(path)) == len(LOOKUP)
    assert is_lookup(path)


class TestALookupIsRefused:
    def told(self, tmp_path, text):
        path = tmp_path / "lookup.csv"
        path.write_text(text, "utf-8")
        with pytest.raises(DataError) as caught:
            read_lookup(path)
        return caught.value.problems

    def test_that_has_other_columns(self, tmp_path):
        (told,) = self.told(tmp_path, "LAD23CD,LAD23NM,CTY23CD\nE06000001,Hartlepool,E10000001\n")
        assert told.startswith("lookup.csv: has no columns like CSP23CD, CSP23NM, PFA23CD, PFA23NM.")

    def test_that_has_two_years(self, tmp_path):
        columns = "LAD23CD,LAD23NM,CSP23CD,CSP23NM,PFA23CD,PFA23NM,LAD17CD"
        (told,) = self.told(tmp_path, f"{columns}\n")
        assert told == (
            "lookup.csv: row 1, column LAD17CD: stands for a second year. Keep the columns of one year."
        )

    def test_that_contradicts_itself(self, tmp_path):
        rows = [LOOKUP[0], (*LOOKUP[0][:2], *LOOKUP[1][2:])]
        (told,) = self.told(tmp_path, lookup_file(tmp_path / "x", rows).read_text("utf-8"))
        assert "the authority E06000004 belongs elsewhere in row 2" in told

    def test_that_has_a_word_for_a_code_or_none(self, tmp_path):
        rows = [("Hartlepool", *LOOKUP[0][1:]), ("", *LOOKUP[1][1:])]
        told = self.told(tmp_path, lookup_file(tmp_path / "x", rows).read_text("utf-8"))
        assert told == [
            "lookup.csv: row 2, column LAD17CD: Hartlepool is not an ONS code. "
            "ONS codes are E or W and eight digits.",
            "lookup.csv: row 3, column LAD17CD: blank, where a value is needed. Fill it in.",
        ]

    def test_that_has_no_rows(self, tmp_path):
        (told,) = self.told(tmp_path, "LAD23CD,LAD23NM,CSP23CD,CSP23NM,PFA23CD,PFA23NM\n")
        assert told.startswith("lookup.csv: has no rows.")

    def test_that_is_a_workbook(self, tmp_path):
        (told,) = self.told(tmp_path, "PK\x03\x04...")
        assert "not a CSV file" in told

    def test_that_is_not_there(self, tmp_path):
        with pytest.raises(DataError, match=r"nowhere\.csv: cannot be opened"):
            read_lookup(tmp_path / "nowhere.csv")

    def test_that_names_an_unknown_force(self, tmp_path):
        path = lookup_file(tmp_path, [(*LOOKUP[0][:4], "E23000099", "Clevelands")])
        with pytest.raises(DataError) as caught:
            read_names(PARAMS, path)
        assert str(caught.value) == (
            "lookup.csv: Clevelands is not a known police force area. Did you mean Cleveland? "
            "A new one needs a row in names/forces.csv."
        )


def test_ids_are_safe_as_names_of_folders(names):
    ids = {place.id for index in names._indexes.values() for place in index.places.values() if place}
    assert all(slug(id) == id for id in ids)


@pytest.mark.skipif(not REAL_LOOKUP.is_file(), reason="needs the shared lookup of the ONS")
class TestTheRealLookup:
    def test_gives_every_authority_and_partnership_a_place(self):
        names, rows = read_names(PARAMS, REAL_LOOKUP), read_lookup(REAL_LOOKUP)
        assert len(rows) == 348
        assert len({names.partnership(row.partnership_code).id for row in rows}) == 314
        for row in rows:
            assert names.authority(row.code) == names.authority(row.name)
            assert names.authority(row.name) == names.partnership(row.partnership)
            assert names.authority(row.name).force == names.force(row.force).id

    def test_finds_the_six_recoded_authorities_by_name(self):
        names = read_names(PARAMS, REAL_LOOKUP)
        old = {"E06000048": "Northumberland", "E07000100": "St Albans", "E07000104": "Welwyn Hatfield"}
        old |= {"E07000097": "East Hertfordshire", "E07000101": "Stevenage", "E08000020": "Gateshead"}
        for code, name in old.items():
            found = names.find("authority", code, name)
            assert found.place.name == name
            assert found.note


def test_nothing_known_is_nothing_found():
    empty = Names([], [], [], [])
    assert empty.force("Kent") is None
    assert empty.nearest("force", "Kent") == "None is there to choose from."


def test_keys_do_not_depend_on_how_a_text_is_composed():
    assert key_of("Ynys Mo\u0302n", "authority") == key_of("Ynys Môn", "authority") == "ynys mon"


def test_the_lookup_helper_writes_what_it_says(tmp_path):
    text = lookup_file(tmp_path).read_text("utf-8")
    assert next(csv.reader(io.StringIO(text)))[0] == "LAD17CD"
