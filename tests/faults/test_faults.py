"""Every fault of docs/faults.md, put into a project of ours: a right report, or none and a clear reason."""

import re

import pytest
from catalogue import FAULTS, folder_for
from judge import CLEAR, RIGHT, is_clear, judge
from kill import not_whole
from setting import ONE, TWO
from systems import OURS, QUARTER

# What a message has to say besides naming the culprit, which the judge looks for.
SAYS = {
    "mistyped-parameter": r"^small\.yml: limitt is not a parameter of small\.ipynb\. .*\blimit\b",
    "leading-zeros": r"^small\.yml: line \d+: .*\bcode\b.*\b0012\b.*quotes",
    "boolean-as-text": r"^small\.yml: .*\bcharts\b.*'no'.*true",
    "tuple": r"^small\.ipynb: bands: \(0, 10\) is not",
    "date": r"^small\.yml: .*\bsince\b.*quotes",
    "killed-cell": rf"^{TWO}/{QUARTER}: small\.ipynb: .*(died|killed)",
    "exception": rf"^{TWO}/{QUARTER}: small\.ipynb: cell 4 stopped with KeyError",
    "stale-output": rf"^{TWO}/{QUARTER}: small\.ipynb: cell 4 stopped with KeyError",
    "failed-notebook": r"cell 3",
    "stopped-notebook": r"cell 3: was not run",
    "memory": rf"^{ONE}/{QUARTER}: .*memory",
    "hung-cell": rf"^{ONE}/{QUARTER}: .*(longer than|over time|too long)",
}


def name_of(fault):
    return f"{fault.id} ({fault.stand_in})" if fault.stand_in else fault.id


@pytest.mark.parametrize("fault", FAULTS, ids=name_of)
def test_a_fault_ends_in_a_right_report_or_in_none_with_a_clear_reason(fault, tmp_path):
    folder = folder_for(tmp_path, fault)
    truth = fault.prepare(folder)
    said = fault.act(OURS, folder)
    verdict = judge(truth, OURS, folder, said)
    if fault.ours:
        assert (verdict, said.code) == (fault.ours, fault.code), said.text
    else:
        assert verdict in (RIGHT, CLEAR), said.text
        assert said.code == 0 or is_clear(truth.reason, said), said.text
    if verdict == CLEAR:
        assert re.search(SAYS.get(fault.id, ""), said.text, re.M), said.text
    assert [
        torn for outputs in folder.glob("outputs*") for torn in not_whole(outputs) if "has failed" not in torn
    ] == []
    assert left_behind(folder, verdict, said) == []


def left_behind(folder, verdict, said):
    """List pages of reports that failed, which nobody may take for good ones."""
    failed = re.findall(rf"^(\S+)/{QUARTER} failed", said.text, re.M)
    return [path for area in failed for path in folder.glob(f"outputs*/{QUARTER}/{area}") if verdict != RIGHT]


def test_every_message_that_is_asked_for_belongs_to_a_fault():
    assert set(SAYS) <= {fault.id for fault in FAULTS}
