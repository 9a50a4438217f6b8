"""What sources call their categories, against the files in which they were seen."""

import csv
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest
from recorded import SHARED

from iomlib.errors import DataError
from iomlib.tables import read_subgroup_costs
from iomlib.tables.contracts_names import OffenceNameRow
from iomlib.tables.lookup import read_rows
from iomlib.tables.recorded.offences import key_of, read_offences

ROOT = Path(__file__).parent.parent
ROWS = read_rows(ROOT / "params" / OffenceNameRow.path, OffenceNameRow)
HEADER = "scheme,found,offence_group,offence_subgroup,since,until,note,source\n"
MPS = SHARED / "data" / "mps_borough"
STREET = SHARED / "data" / "police_uk_street"
API = SHARED / "data" / "london_api_crime" / "london_ward_month_rows.parquet"


@pytest.fixture(scope="module")
def offences():
    return read_offences("params")


@pytest.mark.parametrize(
    ("found", "subgroup"),
    [
        ("Miscellaneous crimes against society", "Miscellaneous crimes"),
        ("Rape", "Rape offences"),
        ("Stalking and Harassment", "Stalking and harassment"),
        ("All other theft offences", "Other theft offences"),
        ("Other Theft Offences", "Other theft offences"),
        ("Residential burglary of a home", "Residential burglary"),
        ("Residential burglary of unconnected building", "Residential burglary"),
        ("Non-residential burglary", "Business and community burglary"),
        ("Non - residential burglary [note 4]", "Business and community burglary"),
        ("Death or serious injury \u2013 unlawful driving", "Death or serious injury - unlawful driving"),
        ("THEFT  FROM THE PERSON ", "Theft from the person"),
    ],
)
def test_a_subgroup_that_was_renamed_is_found(offences, found, subgroup):
    """Bad inputs 5, 6 and 26: renamed between releases, split, with an en dash."""
    assert offences.of("home-office", found)[1] == subgroup


def test_a_group_is_found_without_a_subgroup(offences):
    assert offences.of("home-office", "Theft Offences") == ("Theft offences", "")
    assert offences.of("home-office", "Robbery") == ("Robbery", "")
    assert offences.of("mps", "FRAUD AND FORGERY") == ("Fraud and forgery", "")


def test_a_category_of_nobody_is_none_and_has_a_nearest_name(offences):
    assert offences.of("home-office", "Piracy") is None
    assert offences.of("police-uk", "violent-crime") is None, "another scheme's"
    told = offences.nearest("home-office", "Shop lifting")
    assert told == "Did you mean Shoplifting? Add a row to names/offences.csv if it is a new one."


@pytest.mark.parametrize(
    ("scheme", "text", "start", "exists"),
    [
        ("mps", "FRAUD AND FORGERY", date(2013, 2, 1), True),
        ("mps", "FRAUD AND FORGERY", date(2013, 3, 1), False),
        ("mps", "DOMESTIC BURGLARY", date(2023, 6, 1), True),
        ("mps", "RES BURGLARY OF A HOME", date(2023, 6, 1), True),  # bad input 6: the two overlap
        ("mps", "RES BURGLARY OF A HOME", date(2018, 6, 1), False),
        ("mps", "DOMESTIC BURGLARY", date(2023, 8, 1), False),
        ("mps", "HOMICIDE", date(1999, 1, 1), True),
        ("home-office", "Fraud: UK Finance", date(2017, 6, 1), False),
        ("home-office-description", "Burglary in a dwelling(outcome only)", date(2017, 4, 1), False),
        ("home-office-description", "Burglary in a dwelling (outcome only)", date(2016, 4, 1), True),
        ("home-office", "not known at all", date(2017, 4, 1), True),
    ],
)
def test_a_category_exists_within_its_dates(offences, scheme, text, start, exists):
    assert offences.exists(scheme, text, start, date(start.year, start.month, 28)) is exists


def test_every_category_is_compared_by_its_letters_alone():
    assert key_of("Violence\u00a0& Sexual Offences") == key_of("violence and sexual  offences")


def test_every_subgroup_of_the_home_office_that_a_police_force_records_has_a_price_or_says_why_not(offences):
    priced = set(read_subgroup_costs("params", "home-office-2019-20").index)
    ours = {row.offence_subgroup for row in ROWS if row.scheme == "home-office" and row.offence_subgroup}
    assert {name for name in ours - priced if not name.startswith("Fraud")} <= {"Vehicle offences"}


def test_labels_and_slugs_of_police_uk_lead_to_the_same_groups():
    groups = {
        scheme: {row.offence_group for row in ROWS if row.scheme == scheme and not row.until}
        for scheme in ("police-uk", "police-uk-api")
    }
    assert groups["police-uk"] == groups["police-uk-api"]
    assert len(groups["police-uk"]) == 14


def test_every_category_of_the_table_of_2017_18_is_known(offences):
    folder = Path(find_spec("crime_sim_toolkit").submodule_search_locations[0])
    with (folder / "src" / "prc-pfa-201718_new.csv").open(encoding="utf-8", newline="") as file:
        pairs = {(row["Offence_Group"], row["Offence_Subgroup"]) for row in csv.DictReader(file)}
    assert len(pairs) == 28
    for group, subgroup in pairs:
        assert offences.of("home-office", subgroup) == (group, subgroup)
        assert offences.of("home-office", group)[0] == group


@pytest.mark.skipif(not SHARED.exists(), reason="real public data lies beside the project's workplace")
class TestRealFiles:
    def test_every_category_of_the_metropolitan_police_is_known(self, offences):
        for path in sorted(MPS.glob("*.parquet")):
            table = pd.read_parquet(path, columns=["majortext", "minortext"])
            for text in {*table["majortext"], *table["minortext"]}:
                assert offences.of("mps", text), text

    def test_minor_categories_stand_in_the_group_of_their_major_one(self, offences):
        table = pd.concat(pd.read_parquet(path) for path in sorted(MPS.glob("*.parquet")))
        for major, minor in set(zip(table["majortext"], table["minortext"], strict=True)):
            assert offences.of("mps", minor)[0] == offences.of("mps", major)[0], minor

    def test_every_category_of_street_files_and_of_the_api_is_known(self, offences):
        found = set()
        for path in sorted(STREET.rglob("*street.csv")):
            found |= set(pd.read_csv(path, usecols=["Crime type"])["Crime type"])
        assert len(found) == 14
        assert all(offences.of("police-uk", text) for text in found)
        slugs = pd.read_parquet(API, columns=["category"])["category"].unique()
        assert all(offences.of("police-uk-api", text) for text in slugs)


def broken(tmp_path, text):
    (tmp_path / "names").mkdir()
    (tmp_path / "names" / "offences.csv").write_text(HEADER + text, "utf-8")
    with pytest.raises(DataError) as caught:
        read_offences(tmp_path)
    return caught.value.problems


def test_two_spellings_that_are_compared_as_one_are_refused(tmp_path):
    text = "mps,RAPE,Sexual offences,Rape offences,,,,s\nmps,Rape ,Sexual offences,Rape offences,,,,s\n"
    assert broken(tmp_path, text) == [
        "offences.csv: row 3, column found: Rape is compared as RAPE is. Keep one of the two rows."
    ]


def test_a_category_that_ends_before_it_begins_is_refused(tmp_path):
    text = "mps,RAPE,Sexual offences,Rape offences,2018-04-01,2017-04-01,,s\n"
    assert broken(tmp_path, text) == [
        "offences.csv: row 2, column until: the category ends before it begins, on 2018-04-01. "
        "Mend one of the two dates."
    ]


def test_a_scheme_that_is_not_known_is_refused(tmp_path):
    assert broken(tmp_path, "psni,RAPE,Sexual offences,,,,,s\n") == [
        "offences.csv: row 2, column scheme: psni is not a scheme. "
        "Allowed: home-office, home-office-description, police-uk, police-uk-api, mps."
    ]
