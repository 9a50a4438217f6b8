"""Made-up tables of what agencies know of people, for the tests: three people of two areas."""

import io

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from iomlib.tables.contracts_people import Holds
from iomlib.tables.contracts_records import RECORDS

QUARTER = "2008-09-Q1"  # to 30 June 2008
TABLES = {
    "nominals": """\
person,born,sex
P1,1980-02-29,male
P2,1990-07-01,female
P3,,
""",
    "residence": """\
person,area,start,end
P1,haringey,2007-01-01,2008-06-30
P1,peterborough,2008-07-01,
P2,haringey,2008-07-01,
P3,peterborough,2001-01-01,2008-07-01
""",
    "arrests": """\
person,area,day,offence
P1,haringey,2008-04-01,burglary
P1,haringey,2008-04-01,burglary
P1,peterborough,2008-06-30,other theft
P1,haringey,2008-07-01,robbery
P2,peterborough,2008-05-05,violence
""",
    "convictions": """\
person,day,offence_day,offence
P1,2008-06-30,2008-04-01,burglary
P1,2008-07-01,2008-04-01,burglary
P2,2008-06-01,2008-06-01,violence
""",
    "drug_tests": """\
person,day,result
P1,2008-04-01,positive
P2,2008-05-05,negative
""",
    "intelligence": """\
person,day,reliable
P1,2008-05-01,yes
P1,2008-05-02,no
""",
    "custody": """\
person,start,end,sentence_months,release_due
P1,2008-05-03,2008-07-09,4.5,2030-01-01
P1,2008-07-10,,,
P2,2007-01-01,2007-01-01,,
""",
    "enrolments": """\
person,area,list,start,end,reason
P1,haringey,ppo,2007-02-01,2008-06-30,moved away
P1,peterborough,ppo,2008-06-30,2008-07-31,moved away
P1,haringey,drr,2007-02-01,2007-02-28,completed
P1,haringey,drr,2007-03-01,,
P3,peterborough,one-service,2006-01-01,2008-07-01,completed
""",
    "assessments": """\
person,day,tool,score
P1,2008-04-02,oasys-drugs,12
P1,2008-04-02,ogrs3-2yr,85.5
P1,2008-06-01,risk-review,1
""",
    "households": """\
household,person,start,end
H1,P1,2008-01-01,2008-08-01
H1,P2,2008-01-01,
H2,P3,2002-01-01,2003-01-01
H2,P3,2003-01-02,
H3,P1,2008-07-01,
""",
    "household_facts": """\
household,fact,day
H1,crime-or-asb,2008-02-01
H1,high-cost,2008-07-01
H2,high-cost,2002-02-01
H3,high-cost,2002-02-01
""",
    "families": """\
family,person
F1,P1
F1,P2
F2,P1
""",
    "identities": """\
person,forename,surname,born
P1,Ann Other,Made-Up,1980-02-29
P1,,Made-Up,
P2,Zoë,O'Example,1990-07-01
""",
}
NAMES = list(TABLES)
_READ = {Holds.DAY: "date", Holds.DAY_AHEAD: "date", Holds.YES_NO: "bool"}


def written(place, **changes):
    """Write all tables into a folder, one of them otherwise; one that is None is left out."""
    place.mkdir(parents=True, exist_ok=True)
    for name, content in (TABLES | changes).items():
        (place / f"{name}.csv").unlink(missing_ok=True)
        if content is not None:
            (place / f"{name}.csv").write_text(content, "utf-8")
    return place


def changed(name, old, new):
    """Give the text of a table with one thing changed in it."""
    assert old in TABLES[name]
    return TABLES[name].replace(old, new, 1)


def as_parquet(place):
    """Put the tables of a folder into Parquet, with types of its own."""
    for contract in RECORDS:
        path = place / f"{contract.name}.csv"
        if not path.is_file():
            continue
        table = pd.read_csv(io.StringIO(path.read_text("utf-8")), dtype={"person": "str"})
        for name, column in contract.columns.items():
            kind = _READ.get(column.holds)
            if kind == "date":
                table[name] = pd.to_datetime(table[name]).astype("datetime64[s]")
            elif kind == "bool":
                table[name] = table[name] == "yes"
        pq.write_table(pa.Table.from_pandas(table, preserve_index=False), path.with_suffix(".parquet"))
        path.unlink()
    return place
