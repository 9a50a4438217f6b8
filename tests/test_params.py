"""What a run file may say, and what is said to the analyst when it says something else."""

import re

import pytest
from frame import PARAMETERS, SAY, project, run_file, write_notebook

from iomlib.build.draft import read_run
from iomlib.build.plan import plan_run
from iomlib.errors import ParameterError

GOOD = """\
title: A test
notebooks: [small]
areas: [haringey]
quarters: [2008-09-Q1]
data: ../../data
"""
TYPED = """
unit_costs = "home-office-2019-20"
price_year = "2019-20"
months = 12
least = 0.5
charts = True"""
SETTINGS = {
    "unit_costs": "home-office-2019-20",
    "price_year": "2019-20",
    "months": 12,
    "least": 0.5,
    "charts": True,
}
KEYS = "title, notebooks, areas, quarters, skip, data, settings, edition, released, release, limits, network, renderer"
MADE = "Its parameters: area, data, edition, params, quarter."
AREAS = (
    "haringey, peterborough, stockton-on-tees, avon-and-somerset, bedfordshire, cambridgeshire, cheshire, "
    "city-of-london, cleveland, cumbria, derbyshire, devon-and-cornwall and so on"
)

UNSHOWN = "which no page can show. Delete it; letters, digits, punctuation and spaces are allowed."


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = project(tmp_path_factory.mktemp("project"), small=[SAY])
    write_notebook(made, "typed", [SAY], PARAMETERS + TYPED)
    return made


@pytest.fixture
def refused(folder):
    """Plan a run file that is wrong and give its problems."""

    def plan(content, only=()):
        path = folder / "params" / "reports" / "run.yml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(ParameterError) as caught:
            plan_run(path, only)
        return caught.value.problems

    return plan


@pytest.fixture
def planned(folder):
    """Plan a run file that is right and give its reports."""

    def plan(content, only=(), edition=None):
        path = folder / "params" / "reports" / "run.yml"
        path.write_text(content, "utf-8")
        return plan_run(path, only, edition).reports

    return plan


def with_line(old, new):
    assert old in GOOD
    return GOOD.replace(old, new)


def settings_of(**changes):
    """Write a run file for the notebook with typed parameters."""
    kept = {key: value for key, value in (SETTINGS | changes).items() if value is not None}
    listed = ", ".join(f"{key}: {value}" for key, value in kept.items())
    return with_line("[small]", "[typed]") + f"settings: {{{listed}}}\n"


SETTINGS_LINE = settings_of().splitlines(keepends=True)[-1]

# A run file that is wrong in one place, and what is said about it.
REFUSED = {
    "an unknown key": (
        GOOD + "noteboks: [x]\n",
        "noteboks is not a key of a run file. Did you mean notebooks?",
    ),
    "a key like no other": (
        GOOD + "zzz: 1\n",
        f"zzz is not a key of a run file. Allowed: {KEYS[:-10]} and so on.",
    ),
    "a missing key": (with_line("data: ../../data\n", ""), f"data is missing. Keys here: {KEYS}."),
    "a title with a sign that no page can show": (
        with_line("A test", '"A\\vtest"'),
        f"title: holds the sign U+000B, {UNSHOWN}",
    ),
    "a reason for a gap with such a sign": (
        GOOD + 'skip: [{area: haringey, quarter: 2008-09-Q1, why: "\\a"}]\n',
        f"skip.1.why: holds the sign U+0007, {UNSHOWN}",
    ),
    "a setting with such a sign": (
        settings_of(price_year='"2019\\v20"'),
        f"settings.price_year: holds the sign U+000B, {UNSHOWN}",
    ),
    "a list where a text belongs": (
        with_line("data: ../../data", "data: [a]"),
        "data: ['a'] is not text. Put it in quotes if it is a name or a code.",
    ),
    "a text where a list belongs": (
        with_line("[small]", "small"),
        "notebooks: 'small' is not allowed: input should be a valid list.",
    ),
    "no notebook": (
        with_line("[small]", "[]"),
        "notebooks: [] is not allowed: list should have at least 1 item after validation, not 0.",
    ),
    "an edition that is none": (
        GOOD + "edition: secret\n",
        "edition: 'secret' is not allowed. Allowed: 'public', 'restricted' or 'both'.",
    ),
    "NO, which is a text and not false": (
        GOOD + "edition: NO\n",
        "edition: 'NO' is not allowed. Allowed: 'public', 'restricted' or 'both'.",
    ),
    "an area called NO": (
        with_line("[haringey]", "[NO]"),
        f"area NO is not in params/areas.csv. Allowed: {AREAS}.",
    ),
    "a code that YAML reads as a number": (
        with_line("[haringey]", "[0012]"),
        'line 3: areas.1: 0012 may be a number or a code. Put it in quotes if it is a code: "0012". '
        "Write 12 if it is a number.",
    ),
    "a key given twice": (
        GOOD + "title: Again\n",
        "line 6: title: is given twice; it stands in line 1 already. Keep one of the two.",
    ),
    "a date where the notebook takes text": (
        settings_of(price_year="2019-04-01"),
        "settings: price_year is 2019-04-01, a date; typed.ipynb takes text, such as '2019-20'. "
        "Put it in quotes if it is a text.",
    ),
    "a list as a setting": (
        settings_of(price_year="[2019-20]"),
        "settings.price_year: \"['2019-20']\" is not text, a number, a date, true/false or null.",
    ),
    "nothing where the notebook takes text": (
        settings_of(price_year="null"),
        "settings: price_year is null; typed.ipynb takes text, such as '2019-20'.",
    ),
    "a quarter in another spelling": (
        with_line("[2008-09-Q1]", "[2008Q1]"),
        "quarters.1: '2008Q1' is not a quarter: did you mean 2008-09-Q1, which is April to June 2008?",
    ),
    "a date as a quarter": (
        with_line("[2008-09-Q1]", "[2008-09-10]"),
        "quarters.1: datetime.date(2008, 9, 10) is not a quarter. "
        "Write it like 2008-09-Q1, which is April to June 2008.",
    ),
    "a wrong quarter of one area": (
        with_line("[haringey]", "[peterborough, haringey: [2008Q1]]"),
        "areas.2.haringey.1: '2008Q1' is not a quarter: did you mean 2008-09-Q1, which is April to June 2008?",
    ),
    "half a range": (
        with_line("[2008-09-Q1]", "{from: 2008-09-Q1}"),
        "quarters.to is missing. Keys here: from, to.",
    ),
    "an unknown end of a range": (
        with_line("[2008-09-Q1]", "{from: 2008-09-Q1, to: 2008-09-Q2, until: 1}"),
        "quarters.until is not a key of a run file. Allowed: from, to.",
    ),
    "quarters the wrong way round": (
        with_line("[2008-09-Q1]", "{from: 2008-09-Q3, to: 2008-09-Q1}"),
        "quarters: no quarters from 2008-09-Q3 to 2008-09-Q1: 2008-09-Q1 comes first. Swap the two.",
    ),
    "an area that does not exist": (
        with_line("[haringey]", "[harringey]"),
        "area harringey is not in params/areas.csv. Did you mean haringey?",
    ),
    "an area in capitals": (
        with_line("[haringey]", "[Haringey]"),
        "area Haringey is not in params/areas.csv. Did you mean haringey?",
    ),
    "an area that does not exist, to be skipped": (
        GOOD + "skip: [{area: harringey, quarter: 2008-09-Q1, why: closed}]\n",
        "area harringey is not in params/areas.csv. Did you mean haringey?",
    ),
    "an area with an empty list of quarters": (
        with_line("[haringey]", "[peterborough, haringey: []]"),
        "area haringey has no quarters.",
    ),
    "a report to be skipped without a reason": (
        GOOD + "skip: [{area: haringey, quarter: 2008-09-Q1}]\n",
        "skip.1.why is missing. Keys here: area, quarter, why.",
    ),
    "everything skipped": (
        GOOD + "skip: [{area: haringey, quarter: 2008-09-Q1, why: closed}]\n",
        "asks for no report. Give quarters, or an area quarters of its own.",
    ),
    "a notebook that does not exist": (
        with_line("[small]", "[smal]"),
        "notebook smal does not exist. Did you mean small?",
    ),
    "a notebook from elsewhere": (
        with_line("[small]", '["../notebooks/small"]'),
        "notebook ../notebooks/small does not exist. Allowed: small, typed.",
    ),
    "a setting that the notebook does not declare": (
        GOOD + "settings: {price_yaer: 2019-20}\n",
        f"price_yaer is not a parameter of small.ipynb. {MADE}",
    ),
    "a setting that the notebook declares and nobody gives": (
        settings_of(months=None),
        "settings: months is missing; typed.ipynb declares it.",
    ),
    "a text where the notebook takes a whole number": (
        settings_of(months='"12"'),
        "settings: months is '12', text; typed.ipynb takes a whole number, such as 12.",
    ),
    "a fraction where the notebook takes a whole number": (
        settings_of(months=12.5),
        "settings: months is 12.5, a number; typed.ipynb takes a whole number, such as 12.",
    ),
    "a number where the notebook takes text": (
        settings_of(price_year=2019),
        "settings: price_year is 2019, a whole number; typed.ipynb takes text, such as '2019-20'.",
    ),
    "true where the notebook takes a number": (
        settings_of(least="true"),
        "settings: least is True, true or false; typed.ipynb takes a number, such as 0.5.",
    ),
    "a text where the notebook takes true or false": (
        settings_of(charts="NO"),
        "settings: charts is 'NO', text; typed.ipynb takes true or false, such as True. Write true or false.",
    ),
    "an edition of unit costs that does not exist": (
        settings_of(unit_costs="home-office-2020-21"),
        "settings: unit_costs home-office-2020-21 does not exist. Did you mean home-office-2010-11?",
    ),
    "a table beside the unit costs that is no edition": (
        settings_of(unit_costs="subgroups"),
        "settings: unit_costs subgroups does not exist. Allowed: home-office-1999-00, home-office-2003-04, "
        "home-office-2010-11, home-office-2015-16, home-office-2019-20.",
    ),
    "a price year that no deflator knows": (
        settings_of(price_year="2091-20"),
        "settings: price_year 2091-20 does not exist. Did you mean 2019-20?",
    ),
    "an area of a notebook's own that does not exist": (
        with_line("[small]", "[small, typed: [harringey]]") + SETTINGS_LINE,
        "area harringey is not in params/areas.csv. Did you mean haringey?",
    ),
    "a wrong quarter of a notebook's own area": (
        with_line("[small]", "[small, typed: [haringey: [2008Q1]]]") + SETTINGS_LINE,
        "notebooks.2.typed.1.haringey.1: '2008Q1' is not a quarter: did you mean 2008-09-Q1, "
        "which is April to June 2008?",
    ),
    "half a range of a notebook's own area": (
        with_line("[small]", "[small, typed: [haringey: {from: 2008-09-Q1}]]") + SETTINGS_LINE,
        "notebooks.2.typed.1.haringey.to is missing. Keys here: from, to.",
    ),
    "a notebook with an empty list of areas": (
        with_line("[small]", "[small, typed: []]") + SETTINGS_LINE,
        "notebooks.2.typed: [] is not allowed: list should have at least 1 item after validation, not 0.",
    ),
    "a notebook of its own areas that does not exist": (
        with_line("[small]", "[small, smal: [haringey]]"),
        "notebook smal does not exist. Did you mean small?",
    ),
    "areas that no notebook takes": (
        with_line("[small]", "[small: [haringey]]"),
        "areas: every notebook has areas of its own. Delete this key, or name one without.",
    ),
    "a notebook without areas": (
        with_line("[small]", "[small, typed: [haringey]]").replace("areas: [haringey]\n", "") + SETTINGS_LINE,
        f"areas is missing. Keys here: {KEYS}.",
    ),
    "a setting that none of two notebooks declares": (
        with_line("[small]", "[small, typed]") + SETTINGS_LINE.replace("}", ", monhts: 3}"),
        "monhts is not a parameter of small.ipynb or typed.ipynb. Did you mean months? Their parameters: "
        "area, charts, data, edition, least, months, params, price_year, quarter, unit_costs.",
    ),
    "a setting that one of two notebooks takes and nobody gives": (
        with_line("[small]", "[small, typed]") + SETTINGS_LINE.replace("months: 12, ", ""),
        "settings: months is missing; typed.ipynb declares it.",
    ),
    "no time at all": (
        GOOD + "limits: {minutes: 0}\n",
        "limits.minutes: 0 is not allowed: input should be greater than 0.",
    ),
    "time without end": (
        GOOD + "limits: {minutes: .inf}\n",
        'line 6: limits.minutes: .inf may be a number or a code. Put it in quotes if it is a code: ".inf".',
    ),
    "memory that is true": (
        GOOD + "limits: {memory_gb: true}\n",
        "limits.memory_gb: True is not allowed: input should be a valid number.",
    ),
    "memory that is text": (
        GOOD + 'limits: {memory_gb: "4"}\n',
        "limits.memory_gb: '4' is not allowed: input should be a valid number.",
    ),
    "a limit that is none": (
        GOOD + "limits: {memory: 4}\n",
        "limits.memory is not a key of a run file. Did you mean memory_gb?",
    ),
    "a word for true or false": (
        GOOD + "network: no\n",
        "network: 'no' is not true or false. Write true or false.",
    ),
    "a day of release that is a text": (
        GOOD + "released: 12/2/2009\n",
        "released: '12/2/2009' is not a date. Write it like 2009-02-12, without quotes.",
    ),
    "settings that nobody gives": (
        GOOD + "settings:\n",
        'line 6: settings: has no value. Write null if nothing is meant, "" if it is an empty text.',
    ),
    "settings that are a list": (
        with_line("[small]", "[typed]") + "settings: [12]\n",
        "settings: [12] is not allowed: input should be a valid dictionary.",
    ),
    "a list of quarters with one that is not plain": (
        with_line("[2008-09-Q1]", "[2008-09-Q1, 2008_09]"),
        'line 4: quarters.2: 2008_09 may be a number or a code. Put it in quotes if it is a code: "2008_09". '
        "Write 200809 if it is a number.",
    ),
    "text that is no YAML": (
        "a: b: c\n",
        "line 1 cannot be read as YAML: mapping values are not allowed here.",
    ),
    "a tag that would run code": (
        with_line("A test", "!!python/object/apply:os.system [ls]"),
        "line 1: title: the tag !!python/object/apply:os.system is not allowed. "
        "Write the value alone, a text in quotes.",
    ),
    "bytes that are no text": (b"title: \xff", "cannot be read as YAML: it is not UTF-8 text."),
    "an empty file": ("", f"holds no keys. A run file has {KEYS}."),
    "a list": ("- small\n", f"holds no keys. A run file has {KEYS}."),
}


@pytest.mark.parametrize(("content", "found"), REFUSED.values(), ids=REFUSED)
def test_a_run_file_is_refused_for(content, found, refused):
    assert refused(content) == [f"run.yml: {found}"]


def test_limits_and_network_are_what_the_run_file_says(folder):
    path = folder / "params" / "reports" / "run.yml"
    path.write_text(GOOD + "limits: {minutes: 90, memory_gb: 0.5}\nnetwork: true\n", "utf-8")
    run = plan_run(path).run
    assert (run.limits.minutes, run.limits.memory_gb, run.network) == (90, 0.5, True)


def test_without_limits_a_report_has_ten_minutes_and_four_gigabytes_and_no_network(folder):
    path = folder / "params" / "reports" / "run.yml"
    path.write_text(GOOD, "utf-8")
    run = plan_run(path).run
    assert (run.limits.minutes, run.limits.memory_gb, run.network) == (10, 4, False)
    path.write_text(GOOD + "limits: {minutes: 1}\n", "utf-8")
    assert plan_run(path).run.limits.memory_gb == 4


def test_ranges_the_wrong_way_round_are_all_told(refused):
    wrong = "{from: 2008-09-Q3, to: 2008-09-Q1}"
    content = with_line("[haringey]", f"[haringey: {wrong}, peterborough: {wrong}]")
    words = "no quarters from 2008-09-Q3 to 2008-09-Q1: 2008-09-Q1 comes first. Swap the two."
    assert refused(content) == [
        f"run.yml: areas.1.haringey: {words}",
        f"run.yml: areas.2.peterborough: {words}",
    ]


def test_a_run_file_that_is_wrong_comes_before_params_that_are(folder, refused):
    areas = folder / "params" / "areas.csv"
    kept = areas.read_text("utf-8")
    areas.write_text("x\n")
    problems = refused(GOOD + "network: no\n")
    areas.write_text(kept, "utf-8")
    assert "run.yml: network: 'no' is not true or false. Write true or false." in problems
    assert any(problem.startswith("areas.csv: ") for problem in problems)


def test_the_rule_for_small_counts_is_asked_for_together_with_the_rest(folder, refused):
    rule = folder / "params" / "disclosure.yml"
    kept = rule.read_text("utf-8")
    rule.unlink()
    problems = refused(GOOD + "settings: {x: 1}\n")
    rule.write_text(kept, "utf-8")
    assert [problem.split(":")[0] for problem in problems] == ["disclosure.yml", "run.yml"]


def test_areas_that_add_up_are_areas(folder, refused):
    rule = folder / "params" / "disclosure.yml"
    kept = rule.read_text("utf-8")
    rule.write_text(
        f"{kept[: kept.index('adds_up: [')]}adds_up: [{{area: haringey, parts: [peterborough, sotckton]}}]"
    )
    problems = refused(GOOD + "network: yes\n")
    rule.write_text(kept, "utf-8")
    assert any(
        problem.startswith("disclosure.yml: adds_up: area sotckton is not in params/areas.csv. ")
        for problem in problems
    )


def test_an_area_without_any_quarters_is_refused(refused):
    assert refused(with_line("quarters: [2008-09-Q1]\n", "")) == [
        "run.yml: area haringey has no quarters.",
        "run.yml: asks for no report. Give quarters, or an area quarters of its own.",
    ]


def test_every_problem_is_told_at_once(refused):
    assert refused(with_line("areas", "aeras") + "edition: secret\n") == [
        "run.yml: aeras is not a key of a run file. Did you mean areas?",
        f"run.yml: areas is missing. Keys here: {KEYS}.",
        "run.yml: edition: 'secret' is not allowed. Allowed: 'public', 'restricted' or 'both'.",
    ]
    assert refused(with_line("[haringey]", "[harringey]") + "settings: {x: 1}\n") == [
        "run.yml: area harringey is not in params/areas.csv. Did you mean haringey?",
        f"run.yml: x is not a parameter of small.ipynb. {MADE}",
    ]


@pytest.mark.parametrize(
    "setting",
    ["area: peterborough", "quarter: 2008-09-Q3", "edition: restricted", "data: ../x", "params: ../x"],
)
def test_a_setting_cannot_take_the_place_of_what_the_matrix_gives(setting, refused):
    # The page would be published under one area, quarter or edition and show another.
    (problem,) = refused(GOOD + f"settings: {{{setting}}}\n")
    assert problem.startswith(f"run.yml: settings: {setting.split(':')[0]} ")


def test_a_report_to_be_skipped_that_nobody_asks_for_is_refused(refused):
    # Most likely a slip: the report that was meant would be published all the same.
    (problem,) = refused(GOOD + "skip: [{area: haringey, quarter: 2008-09-Q2, why: no return}]\n")
    assert "haringey" in problem
    assert "2008-09-Q2" in problem


def test_an_unknown_area_with_no_quarters_of_its_own_is_still_unknown(refused):
    problems = refused(with_line("[haringey]", "[haringey, harringey: []]"))
    assert "run.yml: area harringey is not in params/areas.csv. Did you mean haringey?" in problems


def test_a_notebook_named_twice_makes_each_report_once(planned):
    assert len(planned(with_line("[small]", "[small, small]"))) == 1


class TestOnly:
    def test_chooses_reports(self, planned):
        two = with_line("[haringey]", "[haringey, peterborough]")
        assert [r.key for r in planned(two, ["peterborough/2008-09-Q1"])] == ["peterborough/2008-09-Q1"]

    def test_refuses_a_report_that_is_not_in_the_run_file(self, refused):
        assert refused(GOOD, ["haringey/2008-09-q1", "x"]) == [
            "--only haringey/2008-09-q1: not in this run file. Did you mean haringey/2008-09-Q1?",
            "--only x: not in this run file. Allowed: haringey/2008-09-Q1.",
        ]

    def test_refuses_a_report_that_is_skipped(self, refused):
        content = with_line("[2008-09-Q1]", "[2008-09-Q1, 2008-09-Q2]")
        content += "skip: [{area: haringey, quarter: 2008-09-Q1, why: closed}]\n"
        assert refused(content, ["haringey/2008-09-Q1"]) == [
            "--only haringey/2008-09-Q1: not in this run file. Did you mean haringey/2008-09-Q2?"
        ]


class TestTheMatrix:
    def test_is_every_area_by_every_quarter_in_the_order_of_the_file(self, planned):
        content = with_line("[haringey]", "[peterborough, haringey]")
        content = content.replace("[2008-09-Q1]", "{from: 2008-09-Q4, to: 2009-10-Q1}")
        assert [report.key for report in planned(content)] == [
            "peterborough/2008-09-Q4",
            "peterborough/2009-10-Q1",
            "haringey/2008-09-Q4",
            "haringey/2009-10-Q1",
        ]

    def test_gives_an_area_the_quarters_of_its_own(self, planned):
        content = with_line("[haringey]", "[haringey, peterborough: [2011-12-Q3]]")
        assert [report.key for report in planned(content)] == [
            "haringey/2008-09-Q1",
            "peterborough/2011-12-Q3",
        ]

    def test_leaves_out_what_is_skipped(self, planned):
        content = with_line("[haringey]", "[haringey, peterborough]")
        content += "skip: [{area: haringey, quarter: 2008-09-Q1, why: no return}]\n"
        assert [report.key for report in planned(content)] == ["peterborough/2008-09-Q1"]

    def test_names_no_report_twice(self, planned):
        content = with_line("[haringey]", "[haringey, haringey, haringey: [2008-09-Q1]]")
        assert [report.key for report in planned(content)] == ["haringey/2008-09-Q1"]

    def test_gives_a_notebook_the_areas_of_its_own(self, planned):
        own = "[small, typed: [cleveland, peterborough: [2011-12-Q3, 2011-12-Q4]]]"
        reports = planned(with_line("[small]", own) + SETTINGS_LINE)
        assert [(report.key, report.notebook) for report in reports] == [
            ("haringey/2008-09-Q1", "small"),
            ("cleveland/2008-09-Q1", "typed"),
            ("peterborough/2011-12-Q3", "typed"),
            ("peterborough/2011-12-Q4", "typed"),
        ]

    def test_needs_no_areas_where_every_notebook_has_its_own(self, planned):
        content = with_line("areas: [haringey]\n", "").replace("[small]", "[small: [haringey]]")
        assert [report.key for report in planned(content)] == ["haringey/2008-09-Q1"]

    def test_chooses_and_skips_an_area_and_quarter_of_every_notebook(self, planned):
        content = with_line("[small]", "[small, typed: [haringey, cleveland]]") + SETTINGS_LINE
        both = planned(content, ["haringey/2008-09-Q1"])
        assert [report.notebook for report in both] == ["small", "typed"]
        skip = "skip: [{area: haringey, quarter: 2008-09-Q1, why: no return}]\n"
        assert [report.key for report in planned(content + skip)] == ["cleveland/2008-09-Q1"]

    def test_makes_a_report_once_that_is_asked_for_twice(self, planned):
        content = with_line("[small]", "[small, small: [haringey], small: [haringey: [2008-09-Q1]]]")
        assert [report.key for report in planned(content)] == ["haringey/2008-09-Q1"]

    def test_gives_a_setting_to_the_notebooks_that_declare_it(self, planned):
        reports = planned(with_line("[small]", "[small, typed]") + SETTINGS_LINE)
        assert {report.notebook: report.settings for report in reports} == {"small": {}, "typed": SETTINGS}

    def test_hands_a_notebook_its_parameters_and_nothing_else(self, planned):
        (report,) = planned(settings_of())
        assert report.parameters == SETTINGS | {
            "area": "haringey",
            "quarter": "2008-09-Q1",
            "edition": "public",
            "data": "../data",
            "params": "../params",
        }

    def test_is_of_the_edition_that_the_command_asks_for(self, planned):
        (report,) = planned(GOOD, edition="restricted")
        assert report.edition == report.parameters["edition"] == "restricted"

    def test_takes_a_whole_number_where_the_notebook_has_a_fraction(self, planned):
        assert planned(settings_of(least=1))[0].settings["least"] == 1

    def test_reads_a_file_with_a_byte_order_mark(self, planned):
        assert planned("\ufeff" + GOOD)


def test_no_run_file_says_where_run_files_are(tmp_path):
    with pytest.raises(
        ParameterError, match=r"^no\.yml: no such run file\. Run files are in params/reports\.$"
    ):
        read_run(tmp_path / "no.yml")


def test_a_folder_is_no_run_file(folder):
    with pytest.raises(ParameterError, match=r"^reports: "):
        plan_run(folder / "params" / "reports")


def test_a_run_file_outside_a_project_is_refused(tmp_path):
    path = tmp_path / "run.yml"
    path.write_text(GOOD)
    words = "run.yml: no project around it. Keep run files in params/reports of a folder that has notebooks and params."
    with pytest.raises(ParameterError, match=re.escape(words)):
        plan_run(path)


def test_a_run_file_of_json_is_a_run_file(folder):
    assert [report.key for report in plan_run(run_file(folder)).reports] == [
        "haringey/2008-09-Q1",
        "peterborough/2008-09-Q1",
    ]
