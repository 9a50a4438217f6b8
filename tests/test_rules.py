"""Rule files: what they may say, what is said of a wrong one and its line, and how their words come out."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from frame import SAY, iom, project, run_file
from hypothesis import given
from hypothesis import strategies as st

from iomlib.build.plan import plan_run
from iomlib.errors import ParameterError
from iomlib.params import read_payment_rule
from iomlib.rules import Criterion, check_rules, read_rule, words
from iomlib.rules.lines import read_lines
from iomlib.rules.tables import MEASURES, TABLES

ROOT = Path(__file__).parent.parent
RULES = ROOT / "params" / "rules"
GOOD = """\
id: few-arrests
title: Few arrests
kind: selection
valid: {from: 2008-04-01, to: null}
source: A paper
paragraph: "1"
status: as printed
criteria:
  - id: arrests
    text: "{at_least} or more arrests in {months:months}"
    evidence: [arrests]
    measure: rows
    where: {offence: [burglary]}
    months: 12
    at_least: 5
  - id: adult
    text: "{at_least} or over"
    evidence: [nominals]
    measure: age
    at_least: 18
select: {all: [arrests, adult]}
rank_by: [arrests]
"""
PAYMENT = (RULES / "one-service-payment.yml").read_text("utf-8")
CRITERION = {"id": "x", "evidence": ["arrests"], "measure": "rows"}


@pytest.fixture
def checked(tmp_path):
    """Write rule files, by name, and give what is said of them."""

    def check(**files):
        (tmp_path / "rules").mkdir(exist_ok=True)
        for name, text in files.items():
            (tmp_path / "rules" / f"{name}.yml").write_text(text, "utf-8")
        return check_rules(tmp_path)

    return check


def changed(old, new, text=GOOD):
    assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
    return text.replace(old, new)


def test_a_file_with_nothing_wrong_is_read(checked, tmp_path):
    assert checked(x=GOOD) == []
    rule = read_rule(tmp_path, "few-arrests", date(2008, 4, 1))
    assert (rule.title, rule.criterion("adult").threshold) == ("Few arrests", ("at_least", 18))


@pytest.mark.parametrize("path", sorted(RULES.glob("*.yml")), ids=lambda path: path.stem)
def test_every_file_that_is_shipped_is_read(path, checked):
    assert checked(**{path.stem: path.read_text("utf-8")}) == []


def test_the_shipped_files_together_have_nothing_wrong():
    assert check_rules(ROOT / "params") == []


KEYS_OF_VALID = "It has from and to, the days on which the rule holds; to is null where it still does."
ONE_GROUP = "is one of: all, any, points, or at_least with of."


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: Few", "titel: Few", "line 2: titel: is not a key of a rule. Did you mean title?"),
        ("months: 12", "month: 12", "line 14: criteria.1.month: is not a key of a criterion. Did you mean months?"),
        ("from: 2008", "form: 2008", "line 4: valid.form: is not a key of the dates of a rule. Did you mean from?"),
        ("{all: [arr", "{al: [arr", "line 21: select.al: is not a key of select. Did you mean all?"),
        ("source: A paper\n", "", "line 1: source is missing. It says where the rule is printed, or who set it."),
        ('source: A paper\nparagraph: "1"', 'paragraph: "1"', "line 1: source is missing."),
        ("valid: {from: 2008-04-01, to: null}\n", "", f"line 1: valid is missing. {KEYS_OF_VALID}"),
        ('    text: "{at_least} or over"\n', "", "line 16: criteria.2: text is missing. It is the wording as printed."),
        ('paragraph: "1"\n', "", "line 1: paragraph is missing. What is as printed has one; otherwise"),
        ("to: null", "to: 2008-03-31", "line 4: valid: to 2008-03-31 is before from 2008-04-01. Swap the two, or"),
        ("to: null", "to: 2009-02-29", "line 4: valid.to: 2009-02-29 is no day of the calendar."),
        ("to: null", "to: soon", "line 4: valid.to: 'soon' is not a date. Write a date like 2008-04-01, without"),
        ("[arrests]\n    measure", "[arests]\n    measure", "line 11: criteria.1.evidence.1: arests is not a table of"),
        ("{offence:", "{offense:", "line 13: criteria.1.where.offense: offense is no column of arrests. Did you mean"),
        ("measure: rows", "measure: row", "line 12: criteria.1.measure: row cannot be measured. Did you mean rows?"),
        ("measure: rows", "measure: age", "line 11: criteria.1.evidence.1: age cannot be taken from arrests. It is"),
        ("    months: 12\n", "    here: 12\n", "line 14: criteria.1.here: 12 is not true or false. Write true or"),
        ("select: {all: [arrests, adult]}", "select: {all: [arrests, adlt]}", "line 21: select.all.2: adlt is not a"),
        ("{all: [arrests, adult]}", "{any: [{all: [adults]}]}", "line 21: select.any.1.all.1: adults is not a"),
        ("rank_by: [arrests]", "rank_by: [arrest]", "line 22: rank_by.1: arrest is not a criterion of this rule. Did"),
        ("rank_by: [arrests]", "apart: adlut", "line 22: apart: adlut is not a criterion of this rule. Did you mean"),
        ("rank_by: [arrests]", "grid: {arest: [1]}", "line 22: grid.arest: arest is not a criterion of this rule."),
        ("    months: 12", "    months: 12\n    needs: [child]", "line 15: criteria.1.needs.1: child is not a"),
        ("    months: 12", "    unless: [nobody]", "line 14: criteria.1.unless.1: nobody is not a criterion of"),
        ("    at_least: 5\n", "", "line 9: criteria.1: has no threshold. Give one of at_least, more_than, at_most,"),
        ("least: 5", "least: 5\n    under: 9", "line 16: criteria.1.under: has two thresholds, at_least and unde"),
        ("least: 5", "least: 5\n    points: [{at_least: 1, points: 2}]", "line 16: criteria.1.points: has two th"),
        ("in {months:months}", "in {at_most}", "line 10: criteria.1.text: {at_most} is nothing that the criterio"),
        ("{months:months}", "{months:weeks}", "line 10: criteria.1.text: {months:weeks} cannot be written. After the"),
        ("in {months:months}", "in {months", "line 10: criteria.1.text: has a { or } without its other half."),
        ("id: adult", "id: arrests", "line 16: criteria.2.id: arrests is the id of criteria.1 too. Give each cri"),
        ("at_least: 18", "at_least: eighteen", "line 20: criteria.2.at_least: 'eighteen' is not a number."),
        ("at_least: 18", "at_least: true", "line 20: criteria.2.at_least: True is not a number."),
        ("months: 12", "months: 1.5", "line 14: criteria.1.months: 1.5 is not a whole number."),
        ("months: 12", "months: 0", "line 14: criteria.1.months: 0 is not allowed: input should be greater than or"),
        ("evidence: [nominals]", "evidence: nominals", "line 18: criteria.2.evidence: 'nominals' is not a list."),
        ("id: few-arrests", "id: Few arrests", "line 1: id: 'Few arrests' is no id. Ids are small letters, digits and"),
        ("title: Few arrests", "title: 12", "line 2: title: 12 is not text. Put it in quotes if it is a name or a"),
        ("kind: selection", "kind: chosen", "line 3: kind: 'chosen' is not allowed. Allowed: 'selection',"),
        ("select: {all: [arrests, adult]}\n", "", "line 1: select is missing. It says which criteria select: all,"),
        ("{all: [arrests, adult]}", "{all: [adult], any: [arrests]}", f"line 21: select: {ONE_GROUP}"),
        ("{all: [arrests, adult]}", "{of: [adult]}", f"line 21: select: {ONE_GROUP}"),
        ("{all: [arrests, adult]}", "{at_least: 3, of: [adult, arrests]}", "line 21: select.at_least: 3 of 2 can"),
        ("measure: age", "measure: age\n    months: 3", "line 20: criteria.2.months: age has no window of months"),
        ("measure: age", "measure: age\n    here: true", "line 20: criteria.2.here: nominals do not say in which"),
        ("[nominals]", "[nominals, nominals]", "line 18: criteria.2.evidence: age is taken from one table. Name one."),
        ("[nominals]", "[household_facts]", "line 18: criteria.2.evidence.1: age cannot be taken from household_"),
        ("kind: selection", "kind: de-selection", "line 1: list is missing. A rule of the kind de-selection says"),
        ("kind: selection", "kind: de-selection\nlist: ppo", "line 9: criteria: none has then, the action where it is"),
        ("kind: selection", "kind: households", "line 11: criteria.1.evidence.1: arrests is no evidence for the kind"),
        ("title: Few arrests", "title: 0012", "line 2: title: 0012 may be a number or a code."),
        ("rank_by: [arrests]", "grid: {arrests: [x]}", "line 22: grid.arrests.1: 'x' is not a number."),
        ("rank_by: [arrests]", "grid: {arrests: []}", "line 22: grid.arrests: [] is empty. Name one or more, or take"),
        ("rank_by: [arrests]", "rank_by: [1]", "line 22: rank_by.1: 1 is not text. Put it in quotes if it is a name"),
        ("source: A paper", 'source: ""', "line 5: source: '' is empty. Write a few words there."),
        ("{at_least} or more arr", "5 or more arr", "line 10: criteria.1.text: does not show at_least (5). Write {at_"),
        ("in {months:months}", "in a year", "line 10: criteria.1.text: does not show months (12). Write {months} whe"),
        ("[burglary]", "[Burglary]", "line 13: criteria.1.where.offence.1: Burglary is in no table, for they hold it"),
        ("at_least: 5", "at_least: 0", "line 15: criteria.1.at_least: 0 is met by everybody: it is a count, 0 or mor"),
        ("at_least: 5", "under: 0", "line 15: criteria.1.under: 0 is met by nobody: it is a count, 0 or more. Ask"),
        ("at_least: 5", "at_most: -1", "line 15: criteria.1.at_most: -1 is met by nobody: it is a count, 0 or more."),
        ("at_least: 5", "more_than: -1", "line 15: criteria.1.more_than: -1 is met by everybody: it is a count, 0"),
        ("title: Few arrests", "id: again", "line 2: id: is given twice; it stands in line 1 already."),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_refused_with_its_line(old, new, said, checked):
    problems = checked(x=changed(old, new))
    assert [each for each in problems if each.startswith(f"rules/x.yml: {said}")], problems


def test_a_value_that_a_column_cannot_have_is_refused(checked):
    text = changed("where: {offence: [burglary]}", "where: {result: [positve]}")
    text = changed("evidence: [arrests]", "evidence: [drug_tests]", text)
    said = "line 13: criteria.1.where.result.1: positve is not a value of result. Did you mean positive?"
    assert checked(x=text) == [f"rules/x.yml: {said}"]


@pytest.mark.parametrize(
    "bands",
    [
        "[{at_least: 3, points: 1}, {at_least: 3, points: 2}]",
        "[{at_least: 1, points: 2}, {at_least: 3, points: 2}]",
    ],
)
def test_bands_of_points_that_do_not_rise_are_refused(bands, checked):
    text = changed(
        "at_least: 5", f"points: {bands}", changed("{at_least} or more arrests", "arrests: {points}")
    )
    (problem,) = checked(x=text)
    assert problem.startswith(
        "rules/x.yml: line 15: criteria.1.points.2: the bands do not rise: 2 points from 3 after "
    )


def test_a_band_without_points_is_refused(checked):
    text = changed(
        "at_least: 5",
        "points: [{at_least: 1, point: 2}]",
        changed("{at_least} or more arrests", "arrests: {points}"),
    )
    assert checked(x=text) == [
        "rules/x.yml: line 15: criteria.1.points.1: points is missing. Keys here: at_least, points.",
        "rules/x.yml: line 15: criteria.1.points.1.point: is not a key of a band of points. Did "
        "you mean points?",
    ]


def test_points_that_the_text_does_not_show_are_refused(checked):
    text = changed(
        "at_least: 5", "points: [{at_least: 1, points: 2}]", changed("{at_least} or more", "number of")
    )
    assert checked(x=text) == [
        "rules/x.yml: line 10: criteria.1.text: does not show points. Write {points} where it belongs, so that a "
        "changed one shows."
    ]


def test_a_threshold_that_words_say_needs_no_number(checked):
    assert checked(x=changed("at_least: 5", "at_least: 1", changed("{at_least} or more", "any"))) == []


def test_an_id_that_no_table_can_hold_is_refused(checked):
    text = changed("where: {offence: [burglary]}", "where: {list: [PPO]}")
    text = changed("evidence: [arrests]", "evidence: [enrolments]", text)
    said = "line 13: criteria.1.where.list.1: PPO is in no table, for they hold it as ppo. Write that."
    assert checked(x=text) == [f"rules/x.yml: {said}"]


def test_a_grid_of_a_criterion_with_points_is_refused(checked):
    text = changed(
        "at_least: 5",
        "points: [{at_least: 1, points: 2}]",
        changed("{at_least} or more arrests", "arrests: {points}"),
    )
    (problem,) = checked(x=text + "grid: {arrests: [1, 2]}\n")
    assert problem == (
        "rules/x.yml: line 23: grid.arrests: arrests has points, and a grid varies one threshold. "
        "Take another one."
    )


def test_criteria_that_wait_for_each_other_are_refused(checked):
    text = changed("    months: 12", "    months: 12\n    needs: [adult]")
    text = changed("measure: age", "measure: age\n    unless: [arrests]", text)
    assert checked(x=text) == [
        "rules/x.yml: line 8: criteria: adult, arrests: each needs the others, or is there unless "
        "they are. Undo the circle."
    ]


def test_two_files_of_one_id_whose_dates_overlap_are_refused(checked):
    later = changed("from: 2008-04-01", "from: 2009-04-01")
    assert checked(a=changed("to: null", "to: 2009-03-31"), b=later) == []
    words = "Two files of one id follow each other."
    assert checked(a=changed("to: null", "to: 2009-04-01"), b=later) == [
        "rules/b.yml: line 4: valid: few-arrests holds from 2009-04-01, and by rules/a.yml from "
        "2008-04-01 to 2009-04-01. " + words
    ]
    assert checked(a=GOOD, b=later) == [
        "rules/b.yml: line 4: valid: few-arrests holds from 2009-04-01, and by rules/a.yml from "
        "2008-04-01 without an end. " + words
    ]


def test_every_file_that_overlaps_a_longer_one_is_refused(checked, tmp_path):
    second = changed("{from: 2008-04-01, to: null}", "{from: 2009-04-01, to: 2010-03-31}")
    third = changed("from: 2008-04-01", "from: 2010-04-01")
    assert [problem.split(":")[0] for problem in checked(a=GOOD, b=second, c=third)] == [
        "rules/b.yml",
        "rules/c.yml",
    ]
    with pytest.raises(ParameterError) as caught:
        read_rule(tmp_path, "few-arrests", date(2008, 4, 1))
    assert len(caught.value.problems) == 2


def test_all_problems_of_all_files_are_told_at_once(checked):
    wrong = changed("title", "titel", changed("at_least: 5", "under: 5, years", changed("age", "aeg")))
    problems = checked(a=wrong, b="[]\n", c=GOOD.replace("source", "sauce"))
    assert {problem.split(":")[0] for problem in problems} == {"rules/a.yml", "rules/b.yml", "rules/c.yml"}
    assert len([problem for problem in problems if "a.yml" in problem]) >= 3


def test_a_file_without_keys_is_refused(checked):
    keys = (
        "id, title, kind, list, valid, source, paragraph, status, note, reference, criteria, select, apart, "
    )
    keys += "rank_by, "
    assert checked(x="# nothing\n") == [f"rules/x.yml: line 1: holds no keys. A rule has {keys}review, grid."]


def test_a_file_that_is_no_yaml_is_refused_with_its_line(checked):
    (problem,) = checked(x="id: [\n")
    assert problem.startswith("rules/x.yml: line 2 cannot be read as YAML: ")


def test_a_file_of_another_ending_is_refused(checked, tmp_path):
    checked(x=GOOD)
    (tmp_path / "rules" / "y.yaml").write_text(GOOD)
    assert checked() == ["rules/y.yaml: is no rule file. Rule files end in .yml."]


class TestAPayment:
    def test_is_read_as_before(self):
        assert read_payment_rule(ROOT / "params")["cohort"] == 10

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            (
                "    pooled: 7.5\n",
                "",
                "line 14: values.2010-09-09: pooled is missing. Keys here: cohort, pooled, cohorts.",
            ),
            ("cohort: 10", "cohort: ten", "line 15: values.2010-09-09.cohort: 'ten' is not a number."),
            (
                "description: >-",
                "descripion: >-",
                "line 3: descripion: is not a key of a rule of payment. Did you mean",
            ),
            (
                "title: >-",
                "titel: >-",
                "line 9: metadata.reference.titel: is not a key of the metadata of a payment. Did",
            ),
            (
                '"2010-09-09"',
                '"2010-9-9"',
                "line 14: values.2010-9-9: '2010-9-9' is not a day. Write it like",
            ),
        ],
    )
    def test_that_is_wrong_is_refused_with_its_line(self, old, new, said, checked):
        problems = checked(x=changed(old, new, PAYMENT))
        assert [each for each in problems if each.startswith(f"rules/x.yml: {said}")], problems


class TestARule:
    def test_of_one_id_is_that_of_its_day(self):
        found = [
            read_rule(ROOT / "params", "ppo-de-selection", day)
            for day in (date(2009, 6, 30), date(2009, 7, 1))
        ]
        assert [rule.criterion("stopped-offending").months for rule in found] == [12, 6]

    def test_that_nobody_has_is_refused_with_the_nearest(self):
        with pytest.raises(ParameterError) as caught:
            read_rule(ROOT / "params", "high-crime-causer", date(2009, 3, 31))
        assert caught.value.problems == [
            "rules: no rule is called high-crime-causer. Did you mean high-crime-causers?"
        ]

    def test_that_does_not_hold_on_the_day_is_refused_with_its_dates(self):
        with pytest.raises(ParameterError) as caught:
            read_rule(ROOT / "params", "ppo-de-selection", date(2005, 5, 31))
        assert caught.value.problems == [
            "rules: ppo-de-selection does not hold on 2005-05-31. "
            "Its files hold from 2005-06-01 to 2009-06-30, 2009-07-01 to today."
        ]

    def test_that_is_wrong_is_refused_with_its_problems(self, checked, tmp_path):
        checked(x=changed("months: 12", "month: 12"))
        with pytest.raises(ParameterError) as caught:
            read_rule(tmp_path, "few-arrests", date(2009, 3, 31))
        assert caught.value.problems[0].startswith("rules/x.yml: line 14: criteria.1.month: ")

    def test_of_which_another_file_is_wrong_can_still_be_read(self, checked, tmp_path):
        checked(x=GOOD, y=changed("title", "titel", changed("id: few-arrests", "id: few")))
        assert read_rule(tmp_path, "few-arrests", date(2009, 3, 31)).id == "few-arrests"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return project(tmp_path_factory.mktemp("project"), small=[SAY])


class TestARun:
    def test_is_refused_before_it_starts_where_a_rule_file_is_wrong(self, folder, tmp_path):
        wrong = folder / "params" / "rules" / "wrong.yml"
        wrong.write_text(changed("at_least: 5", "at_leest: 5"), "utf-8")
        for command in (["check"], ["run", "--output", tmp_path / "outputs"]):
            done = iom(command[0], run_file(folder), *command[1:])
            assert done.returncode == 2
            assert (
                "rules/wrong.yml: line 15: criteria.1.at_leest: is not a key of a criterion." in done.stderr
            )
        assert not (tmp_path / "outputs").exists()
        wrong.unlink()

    def test_of_a_project_without_rules_goes_on(self, folder):
        kept = folder / "params" / "rules"
        shutil.move(kept, folder / "kept")
        assert len(plan_run(run_file(folder)).reports) == 2
        shutil.move(folder / "kept", kept)


class TestWords:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("{at_least} in {months:months}", "24 in 24 months"),
            (
                "{months:years}, {months:words years}, a {months:words year} period",
                "2 years, two years, a two-year period",
            ),
            ("{months:words} {months:month}", "24 24-month"),
            ("{{at_least}}", "{at_least}"),
        ],
    )
    def test_are_the_numbers_of_the_criterion(self, text, said):
        assert words(Criterion(**CRITERION, text=text, at_least=24, months=24)) == said

    def test_of_one_month_and_of_none_are_written_as_one_says_them(self):
        one = Criterion(
            **CRITERION, text="{at_most:words} in {months:months}, {months:words month}", at_most=0, months=1
        )
        assert words(one) == "no in 1 month, one-month"

    def test_of_points_name_every_band(self):
        bands = [{"at_least": 1, "points": 1}, {"at_least": 3, "points": 2.5}]
        assert words(Criterion(**CRITERION, text="arrests: {points}", points=bands)) == (
            "arrests: 1 point from 1, 2.5 points from 3"
        )

    def test_of_a_part_of_a_year_are_digits(self):
        assert words(Criterion(**CRITERION, text="{more_than:words years}", more_than=18)) == "1.5 years"

    # The seeds, word for word; where a criterion says more than was printed, it begins with what was.
    @pytest.mark.parametrize(
        ("rule", "criterion", "printed"),
        [
            ("ppo-haringey", "indications",
             "there are six or more indications of criminal activity (convictions and/or reliable "
             "intelligence) by this "
             "person over a two-year period"),
            ("ppo-haringey", "priority-offence",
             "He or she has been involved in an offence of relevance to the Public Service Agreements 1 "
             "and 4 eg. personal "
             "robbery, residential burglary, vehicle crime or another crime of equivalent local "
             "priority and significance"),
            ("ppo-haringey", "drug-motive",
             "for the majority of individuals, offending is motivated by drug or alcohol abuse"),
            ("ppo-haringey", "resident", "Haringey PPOs must also be citizens of the borough"),
            ("ppo-haringey", "adult", "an adult PPO (18 years and over)"),
            ("ppo-de-selection", "stopped-offending",
             "A PPO should be de-selected if he or she has not been arrested or been the subject of an "
             "intelligence report "
             "for a continuous period of 6 months"),
            ("ppo-de-selection", "moved-away", "The PPO has moved to another area"),
            ("ppo-de-selection", "long-custody",
             "those sentenced and likely to be in custody for longer than two years be considered for "
             "de-selection"),
            ("ppo-de-selection", "long-custody-not-assessed",
             "De-selection should only be considered where a full assessment of risk has been "
             "undertaken by partner agencies"),
            ("ppo-de-selection", "review-due",
             "The PPO list should be reviewed regularly – monthly if possible, or at least quarterly"),
            ("ppo-de-selection", "two-years",
             "all local areas should review the continued presence of offenders on the PPO list, if "
             "they have been PPOs for "
             "two years"),
            ("ppo-de-selection", "high-risk-of-harm",
             "Where the continued offending of a PPO includes an offence or offences that represent a "
             "high risk of harm they "
             "should, as at present, become subject to Multi-Agency Public Protection Arrangements"),
            ("ppo-re-selection", "release-near",
             "considering these offenders for re-selection three months prior to release"),
            ("high-crime-causers", "many-arrests", "10 or more arrests for acquisitive crime"),
            ("high-crime-causers", "arrests", "5 or more arrests for acquisitive crime"),
            ("troubled-families", "crime-or-asb", "Are involved in crime and anti-social behaviour (ASB)"),
            ("troubled-families", "high-cost", "Cause high costs to the public purse"),
            ("ni30", "on-the-scheme", "all individuals who were PPOs on 1 April"),
            ("ni38", "positive-test",
             "any individual who tests positive for heroin or cocaine/crack in police detention "
             "following arrest/charge"),
            ("ni38", "drug-need", "scoring at least 4 on an OASys assessment"),
        ],
    )  # fmt: skip
    def test_of_the_shipped_rules_are_those_printed(self, rule, criterion, printed):
        found = read_rule(
            ROOT / "params", rule, date(2012, 9, 30) if rule == "troubled-families" else date(2009, 9, 30)
        )
        assert words(found.criterion(criterion)).startswith(printed)

    def test_of_the_guidance_of_2005_have_its_own_numbers(self):
        rule = read_rule(ROOT / "params", "ppo-de-selection", date(2009, 3, 31))
        assert words(rule.criterion("stopped-offending")).endswith("for a continuous period of 12 months")
        assert words(rule.criterion("long-custody")) == "sentenced to over 10 years in custody"

    @pytest.mark.parametrize("path", sorted(RULES.glob("*.yml")), ids=lambda path: path.stem)
    def test_have_no_number_of_a_threshold_that_is_not_filled_in(self, path):
        if "kind: payment" in (text := path.read_text("utf-8")):
            return
        name = text.partition("\nid: ")[2].splitlines()[0]
        first = text.partition("from: ")[2][:10]
        for criterion in read_rule(ROOT / "params", name, date.fromisoformat(first)).criteria:
            value = criterion.threshold[1]
            other = criterion.model_copy(update={criterion.threshold[0]: value + 12})
            assert value <= 1 or criterion.points or words(other) != words(criterion), criterion.id
            other = criterion.model_copy(update={"months": (criterion.months or 0) + 12})
            printed = path.stem in (
                "ppo-haringey",
                "high-crime-causers",
                "ni38",
            )  # their texts name the period, or none
            assert not criterion.months or printed or words(other) != words(criterion), criterion.id


@given(st.integers(1, 30), st.sampled_from(["text", "source", "measure", "select", "kind", "rank_by"]))
def test_the_line_of_a_key_is_where_it_stands(blank, key):
    text = GOOD.replace(f"{key}:", "\n" * 0 + f"{key}:", 1)
    lines = text.splitlines()
    number = next(n for n, line in enumerate(lines) if line.lstrip(" -").startswith(f"{key}:"))
    moved = "\n".join([*lines[:number], *["    # a comment"] * blank, *lines[number:]])
    path = Path("x.yml")

    class Written:
        def read_bytes(self):
            return moved.encode()

    place = next(place for place in read_lines(Written()) if place and place[-1] == key)
    assert (path.name, read_lines(Written())[place]) == ("x.yml", number + 1 + blank)


def test_every_measure_is_taken_from_tables_there_are():
    assert {name for measure in MEASURES.values() for name in measure.tables} <= set(TABLES)
