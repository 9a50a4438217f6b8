"""The schema that editors read: it is what the code says, and it refuses what the code refuses."""

import json
from datetime import date

import pytest
from frame import DEMO, PARAMETERS, ROOT, SAY, iom, project, run_file, write_notebook
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from iomlib.build.plan import plan_run
from iomlib.build.schema import refresh_schema, run_schema
from iomlib.build.text import as_json
from iomlib.errors import ParameterError
from iomlib.tables import editions

COMMITTED = ROOT / "params" / "schema" / "run.json"
TYPED = """
from datetime import date
from typing import Annotated, Literal
from annotated_types import Interval
months: Annotated[int, Interval(ge=1, le=60)] = 12
scale: Literal["low", "high"] = "low"
until: date | None = None
share = 0.5
charts = True
"""
GOOD = {
    "title": "A test",
    "notebooks": ["typed"],
    "areas": [
        "haringey",
        {"peterborough": ["2011-12-Q3"], "cleveland": {"from": "2008-09-Q1", "to": "2008-09-Q2"}},
    ],
    "quarters": ["2008-09-Q1"],
    "skip": [{"area": "haringey", "quarter": "2008-09-Q1", "why": "closed"}],
    "data": "../../data",
    "settings": {"months": 3, "scale": "high", "until": None, "share": 1, "charts": False},
    "edition": "restricted",
    "limits": {"minutes": 2.5, "memory_gb": 1},
    "network": True,
}


def changed(**changes):
    return {key: value for key, value in (GOOD | changes).items() if value is not ...}


def set_to(**changes):
    return changed(settings={k: v for k, v in (GOOD["settings"] | changes).items() if v is not ...})


BAD = {
    "an unknown key": changed(noteboks=["typed"]),
    "no title": changed(title=...),
    "a title that is a number": changed(title=3),
    "no notebook": changed(notebooks=[]),
    "an unknown notebook": changed(notebooks=["typd"]),
    "a notebook that is no list": changed(notebooks="typed"),
    "an unknown area": changed(areas=["harringey"]),
    "an unknown area with quarters of its own": changed(areas=[{"harringey": ["2008-09-Q1"]}]),
    "an area that is a number": changed(areas=[12]),
    "a quarter in another spelling": changed(quarters=["2008Q1"]),
    "a quarter with a fifth number": changed(quarters=["2008-09-Q5"]),
    "half a range": changed(quarters={"from": "2008-09-Q1"}),
    "a skip without a reason": changed(skip=[{"area": "haringey", "quarter": "2008-09-Q1"}]),
    "a skip of an unknown area": changed(skip=[{"area": "x", "quarter": "2008-09-Q1", "why": "y"}]),
    "an unknown edition": changed(edition="secret"),
    "no minutes at all": changed(limits={"minutes": 0}),
    "less than no memory": changed(limits={"memory_gb": -1}),
    "minutes that are true": changed(limits={"minutes": True}),
    "an unknown limit": changed(limits={"hours": 1}),
    "a network that is text": changed(network="NO"),
    "a network that is a number": changed(network=1),
    "no settings": changed(settings=...),
    "a missing setting": set_to(months=...),
    "an unknown setting": set_to(month=3),
    "a setting that the run gives": set_to(area="haringey"),
    "a setting out of range": set_to(months=61),
    "a setting below its range": set_to(months=0),
    "a setting that is text for a number": set_to(months="3"),
    "a setting that is a fraction": set_to(months=3.5),
    "a setting that is true for a number": set_to(share=True),
    "a setting that is none of the choices": set_to(scale="medium"),
    "a setting that is text for true or false": set_to(charts="NO"),
    "a setting that is a number for a date": set_to(until=3),
    "a setting that is a list": set_to(share=[1]),
    "nothing where something is needed": set_to(share=None),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = project(tmp_path_factory.mktemp("project"), small=[SAY])
    write_notebook(made, "typed", [SAY], PARAMETERS + TYPED)
    return made


@pytest.fixture(scope="module")
def schema(folder):
    made = run_schema(folder)
    Draft202012Validator.check_schema(made)
    return Draft202012Validator(made, format_checker=Draft202012Validator.FORMAT_CHECKER)


def plan_of(folder, content):
    path = folder / "params" / "reports" / "run.yml"
    path.write_text(json.dumps(content), "utf-8")
    return plan_run(path)


def test_the_committed_schema_is_what_the_code_writes():
    assert COMMITTED.read_text("utf-8") == as_json(run_schema(ROOT)).decode(), (
        "run iom check params/reports/demo.yml"
    )


def test_the_demonstration_keeps_the_schema_and_names_it_for_editors():
    schema = json.loads(COMMITTED.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    text = DEMO.read_text("utf-8")
    assert list(Draft202012Validator(schema).iter_errors(YAML(typ="safe", pure=True).load(text))) == []
    first = text.splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert (DEMO.parent / first.partition("=")[2]).resolve() == COMMITTED


def test_a_run_file_that_is_right_keeps_the_schema_and_is_planned(folder, schema):
    assert list(schema.iter_errors(GOOD)) == []
    assert len(plan_of(folder, GOOD).reports) == 3


def test_a_date_is_a_date_to_both(folder, schema):
    assert list(schema.iter_errors(set_to(until="2008-04-01"))) == []  # as an editor sees it
    path = folder / "params" / "reports" / "run.yml"
    path.write_text(json.dumps(set_to(until="?")).replace('"?"', "2008-04-01"), "utf-8")
    assert plan_run(path).reports[0].settings["until"] == date(2008, 4, 1)


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_both_the_schema_and_the_code_refuse(content, folder, schema):
    assert list(schema.iter_errors(content)) != []
    with pytest.raises(ParameterError):
        plan_of(folder, content)


def own(**notebooks):
    """Give every notebook areas of its own."""
    return changed(notebooks=[{name: areas} for name, areas in notebooks.items()], areas=...)


OWN = {
    "each with areas of its own": own(typed=["haringey"], small=["peterborough"]),
    "two in one mapping": changed(notebooks=[{"typed": ["haringey"], "small": ["cleveland"]}], areas=...),
    "one with the areas of the file": changed(notebooks=["typed", {"small": ["cleveland"]}]),
    "areas with quarters of their own": own(typed=["haringey", {"peterborough": ["2011-12-Q3"]}]),
}
NOT_OWN = {
    "no areas for one that has none": changed(notebooks=["typed", {"small": ["cleveland"]}], areas=...),
    "areas that no notebook takes": changed(notebooks=[{"typed": ["haringey"]}]),
    "an empty list": own(typed=[]),
    "an unknown area": own(typed=["harringey"]),
    "an unknown notebook": own(typd=["haringey"]),
    "a quarter in another spelling": own(typed=[{"haringey": ["2008Q1"]}]),
    "an area that is no list": own(typed="haringey"),
    "settings that only another notebook declares": own(small=["haringey"]),
    "without the settings of one": changed(notebooks=[{"typed": ["haringey"]}], areas=..., settings=...),
}


@pytest.mark.parametrize("content", OWN.values(), ids=OWN)
def test_a_notebook_may_have_areas_of_its_own(content, folder, schema):
    content = content | {"skip": []}
    assert list(schema.iter_errors(content)) == []
    assert plan_of(folder, content).reports


@pytest.mark.parametrize("content", NOT_OWN.values(), ids=NOT_OWN)
def test_both_the_schema_and_the_code_refuse_a_notebook_with(content, folder, schema):
    content = content | {"skip": []}
    assert list(schema.iter_errors(content)) != []
    with pytest.raises(ParameterError):
        plan_of(folder, content)


def test_of_two_notebooks_one_may_leave_the_settings_to_the_other(folder, schema):
    both = changed(notebooks=["small", "typed"])
    assert list(schema.iter_errors(both)) == []
    given = {report.notebook: report.settings for report in plan_of(folder, both).reports}
    assert given == {"small": {}, "typed": GOOD["settings"]}


def test_an_editor_is_offered_what_each_setting_may_be(schema):
    offered = schema.schema["properties"]["settings"]
    assert offered["additionalProperties"] is False
    assert offered["properties"]["months"] == {"type": "integer", "minimum": 1, "maximum": 60, "default": 12}
    assert offered["properties"]["scale"] == {"type": "string", "enum": ["low", "high"], "default": "low"}
    prices = run_schema(ROOT)["properties"]["settings"]["properties"]["unit_costs"]
    assert prices == {"type": "string", "enum": editions(ROOT / "params"), "default": "home-office-2019-20"}


def test_a_name_that_two_notebooks_type_in_two_ways_may_be_either(tmp_path):
    folder = project(tmp_path)
    for name, line in {"a": "x = 1", "b": 'x = "y"', "c": "x = 1"}.items():
        write_notebook(folder, name, [SAY], f"{PARAMETERS}\n{line}")
    offered = run_schema(folder)["properties"]["settings"]["properties"]["x"]
    assert [kind["type"] for kind in offered["anyOf"]] == ["integer", "string"]


def test_check_writes_the_schema_anew_where_a_notebook_declares_something_else(tmp_path):
    folder = project(tmp_path, small=[SAY])
    path = run_file(folder)
    schema = folder / "params" / "schema" / "run.json"
    before = schema.read_bytes()
    done = iom("check", path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "small.yml: 2 reports, nothing wrong.\n", "")
    assert schema.read_text("utf-8") == as_json(run_schema(folder)).decode() != before.decode()
    assert [other.name for other in schema.parent.iterdir()] == ["run.json"]


def test_a_schema_that_is_up_to_date_is_not_touched(folder):
    path = run_file(folder)
    refresh_schema(path)
    schema = folder / "params" / "schema" / "run.json"
    made = schema.stat().st_mtime_ns, schema.stat().st_ino
    refresh_schema(path)
    assert (schema.stat().st_mtime_ns, schema.stat().st_ino) == made


def test_where_the_schema_cannot_be_written_nothing_is_said(tmp_path):
    folder = project(tmp_path, small=[SAY])
    schema = folder / "params" / "schema"
    (schema / "run.json").unlink()
    schema.rmdir()
    schema.write_text("a file in the place of the folder")
    refresh_schema(run_file(folder))
    assert schema.read_text() == "a file in the place of the folder"
    refresh_schema(tmp_path / "nowhere" / "run.yml")


def test_a_notebook_that_cannot_be_read_hides_no_other(tmp_path):
    folder = project(tmp_path, small=[SAY])
    (folder / "notebooks" / "odd.ipynb").write_text("{")
    made = run_schema(folder)
    assert made["$defs"]["Notebook"] == {"enum": ["odd", "small"]}
    assert len(made["allOf"]) == 2  # whether there are areas, and the settings of one


@pytest.mark.parametrize("name", ["candidates", "most", "often"])
def test_a_list_of_nobody_cannot_be_asked_for(name):
    settings = json.loads(COMMITTED.read_text("utf-8"))["properties"]["settings"]["properties"]
    assert settings[name]["minimum"] == 1
