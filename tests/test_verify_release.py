"""Reports that two people have released, that wait, that were revised and withdrawn, are verified like others."""

import json
import shutil

import pytest
from frame import PARAMETERS, project, run_file, write_notebook
from test_release import AMINA, BEN, KEYGEN, trust
from test_release import keys as keys  # noqa: PLC0414  a fixture

from iomlib.build.plan import plan_run
from iomlib.build.release import approve_all, release_all
from iomlib.build.releases import LOG
from iomlib.build.run import How, run_plan
from iomlib.build.verify import verify_folder
from iomlib.build.verify_found import lines

pytestmark = pytest.mark.skipif(KEYGEN is None, reason="no ssh-keygen on this machine to sign approvals with")
SAY = """from iomlib.blocks import Figure, Sentence

figure = Figure(id="crimes.theft", value={0}, unit="count", places=0, text="{0}")
Sentence(style="lead", sentences=[f"{0} crimes in {{area}}."], disclosure="crimes", figures=[figure])"""
HARINGEY = "haringey/2008-09-Q1"


def run(root, *only):
    plan = plan_run(root / "params" / "reports" / "small.yml", only)
    ended = run_plan(plan, root / "outputs", How(jobs=1, formats=["html"]), lambda _: None)
    assert not any(each.problems for each in ended), ended
    return plan


def verified(root):
    return verify_folder(root / "outputs", root, [], lambda _: None)


def test_what_waits_and_what_was_released_and_revised_is_verified(tmp_path, keys):
    root = project(tmp_path)
    trust(root, *((name, "", keys / name) for name in (AMINA, BEN)))
    write_notebook(root, "small", [SAY.format(30)], PARAMETERS)
    run_file(root, release="required")
    for crimes in (30, 31):
        write_notebook(root, "small", [SAY.format(crimes)], PARAMETERS)
        only = run(root, HARINGEY)
        for name in (AMINA, BEN):
            approve_all(only, root / "outputs", name, keys / name)
        assert not any(each.problems for each in release_all(only, root / "outputs"))
    run(root, "peterborough/2008-09-Q1")
    told = verified(root)
    assert (lines(told.differences), told.notes) == ([], [])
    assert (told.reports, told.made, sorted(told.heads)) == (2, 2, ["public", "unreleased"])
    log = json.loads((root / "outputs" / LOG).read_text("utf-8"))
    assert [(each["what"], len(each["approved"])) for each in log["events"]] == [
        ("published", 2),
        ("revised", 2),
    ]
    log["events"][1]["approved"].pop()
    (root / "outputs" / LOG).write_text(json.dumps(log), "utf-8")
    shutil.rmtree(root / "outputs" / "unreleased")
    told = verified(root)
    assert lines(told.differences) == [
        f"tampered with: the chain of the log breaks at event 2 ({HARINGEY}/small, revised): it is not as it was "
        f"written, or one beside it is gone: {LOG}."
    ]
    assert told.notes == [
        "The pages around the public reports were not compared: they are made from what is not whole."
    ]
