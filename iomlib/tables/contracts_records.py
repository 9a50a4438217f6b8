"""What agencies know of the people of a scheme: one row a person, a stay, an arrest, a test, as CSV or as Parquet.

Checked column by column like the tables of ``contracts_people.py``, and against each other
(``records.py``). A report is given the rows of its own people (``slices_records.py``).
"""

from iomlib.tables.contracts_people import ENDINGS, Column, Holds, PersonTable

# What the scores of the tools that rules speak of may be; of another tool nothing is known.
SCALES = {
    "ogrs3-2yr": (0, 100),
    "oasys-drugs": (0, 12),
    "risk-of-harm": (1, 4),
    "risk-review": (1, 1),
    "scheme-review": (1, 1),
}
SIMULATED, SIMULATED_PERSON = "SIMULATED", "simulated-"  # how areas and ids of made-up people begin

_PERSON = Column(Holds.PERSON, "Id of the person, as in `nominals`.")
_HOUSEHOLD = Column(Holds.GROUP, "Id of the household, of no meaning outside these tables.")
_OFFENCE = Column(Holds.WORDS, "Offence in lower case: `burglary`, `theft from motor vehicle`, `violence`.")
_SPELL = (("start", "end", "the start"),)


def _area(what: str) -> Column:
    return Column(Holds.AREA, f"{what}, as in `params/areas.csv`.")


def _day(what: str) -> Column:
    return Column(Holds.DAY, f"Day of the {what}.")


def _start(what: str) -> Column:
    return Column(Holds.DAY, f"First day {what}.")


def _end(what: str) -> Column:
    return Column(Holds.DAY, f"Last day {what}; blank if that is not over.", blank=True)


NOMINALS = PersonTable(
    "nominals",
    "One person known to the partnership.",
    {
        "person": Column(Holds.PERSON, "Id of the person: one word, of no meaning outside these tables."),
        "born": Column(
            Holds.DAY,
            "Day of birth, of which a report is given the month. `iom import` writes `age_months` and `age_on` in its "
            "place: whole months on the last day of a month.",
            blank=True,
        ),
        "sex": Column(Holds.SEX, "Sex as recorded.", blank=True),
    },
    "",
    key=("person",),
)
RESIDENCE = PersonTable(
    "residence",
    "One stay of a person in an area.",
    {"person": _PERSON, "area": _area("Area of the stay"), "start": _start("there"), "end": _end("there")},
    "start",
    spell=("person", "area"),
    order=_SPELL,
)
ARRESTS = PersonTable(
    "arrests",
    "One arrest.",
    {"person": _PERSON, "area": _area("Area of the arrest"), "day": _day("arrest"), "offence": _OFFENCE},
    "day",
)
CONVICTIONS = PersonTable(
    "convictions",
    "One offence of which a person was convicted.",
    {
        "person": _PERSON,
        "day": _day("conviction"),
        "offence_day": Column(Holds.DAY, "Day on which the offence was committed."),
        "offence": _OFFENCE,
    },
    "day",
    order=(("offence_day", "day", "the offence was committed"),),
)
DRUG_TESTS = PersonTable(
    "drug_tests",
    "One drug test.",
    {"person": _PERSON, "day": _day("test"), "result": Column(Holds.RESULT, "Its result.")},
    "day",
)
INTELLIGENCE = PersonTable(
    "intelligence",
    "One intelligence report.",
    {
        "person": _PERSON,
        "day": _day("report"),
        "reliable": Column(Holds.YES_NO, "Whether source and content were graded as reliable."),
    },
    "day",
)
CUSTODY = PersonTable(
    "custody",
    "One spell in custody.",
    {
        "person": _PERSON,
        "start": _start("in custody"),
        "end": _end("in custody"),
        "sentence_months": Column(
            Holds.MONTHS, "Length of the sentence in months; blank on remand, or if not known.", blank=True
        ),
        "release_due": Column(
            Holds.DAY_AHEAD, "Day on which release is due; blank if not known.", blank=True
        ),
    },
    "start",
    spell=("person",),
    order=(*_SPELL, ("start", "release_due", "the start")),
)
ENROLMENTS = PersonTable(
    "enrolments",
    "One spell on a list of an area: a scheme or a caseload.",
    {
        "person": _PERSON,
        "area": _area("Area of the list"),
        "list": Column(
            Holds.CODE, "Id of the list: `ppo`, `drr`, `probation`, `treatment`, `iom` and so on."
        ),
        "start": _start("on the list"),
        "end": _end("on the list"),
        "reason": Column(Holds.TEXT, "Why it ended, in a few words.", blank=True),
    },
    "start",
    spell=("person", "area", "list"),
    order=_SPELL,
)
ASSESSMENTS = PersonTable(
    "assessments",
    "One assessment.",
    {
        "person": _PERSON,
        "day": _day("assessment"),
        "tool": Column(
            Holds.CODE, f"Id of the tool: {', '.join(f'`{tool}`' for tool in SCALES)} or another."
        ),
        "score": Column(Holds.SCORE, "The score."),
    },
    "day",
)
HOUSEHOLDS = PersonTable(
    "households",
    "One stay of a person in a household.",
    {"household": _HOUSEHOLD, "person": _PERSON, "start": _start("in it"), "end": _end("in it")},
    "start",
    spell=("household", "person"),
    order=_SPELL,
)
HOUSEHOLD_FACTS = PersonTable(
    "household_facts",
    "One thing known of a household.",
    {
        "household": Column(Holds.GROUP, "Id of the household, as in `households`."),
        "fact": Column(
            Holds.CODE,
            "What is known: `crime-or-asb`, `child-not-in-school`, `out-of-work-benefit`, `high-cost`.",
        ),
        "day": Column(Holds.DAY, "Day from which it is known."),
    },
    "day",
    key=("household", "fact", "day"),
)
FAMILIES = PersonTable(
    "families",
    "One person of a family.",
    {
        "family": Column(Holds.GROUP, "Id of the family, of no meaning outside this table."),
        "person": _PERSON,
    },
    "",
    key=("family", "person"),
)
IDENTITIES = PersonTable(
    "identities",
    "One name that a person is known by, for the search for aliases. Only restricted reports are given it.",
    {
        "person": _PERSON,
        "forename": Column(Holds.NAME, "Forename.", blank=True),
        "surname": Column(Holds.NAME, "Surname.", blank=True),
        "born": Column(Holds.DAY, "Day of birth as given with the name.", blank=True),
    },
    "",
    key=("person", "forename", "surname", "born"),
)

# Those that others are held against come before them.
RECORDS = (
    NOMINALS,
    RESIDENCE,
    ARRESTS,
    CONVICTIONS,
    DRUG_TESTS,
    INTELLIGENCE,
    CUSTODY,
    ENROLMENTS,
    ASSESSMENTS,
    HOUSEHOLDS,
    HOUSEHOLD_FACTS,
    FAMILIES,
    IDENTITIES,
)
LINKS = (RESIDENCE, ENROLMENTS, ARRESTS)  # a row of one of these makes a person one of the area's
RESTRICTED = (IDENTITIES,)
RECORD_FILES = tuple(f"{table.name}{ending}" for table in RECORDS for ending in ENDINGS)
