"""`iom claims` as a user meets it: a line for what does not follow, counts, and an exit code."""

import json

import pytest
import typer
from conftest import ROOT
from frame import iom

from iomlib.commands.claiming import claims
from iomlib.commands.claims_read import read_claims
from iomlib.errors import DataError, ParameterError

HEADER = "id,area,quarter,document,paragraph,text,kind,unit,places,published,inputs,note"
PAPER = 'stockton-on-tees,2009-10-Q1,"Safer Stockton Partnership, 16 June 2009"'
RIGHT = f"ppos,{PAPER},3.15,two thirds on the probation caseload,part,,,two thirds,part=48; whole=73,"
WRONG = f'women,{PAPER},6.4,389 females (28%),part,%,,28,"part=389; whole=1,243",'
OPEN = f"tenth,{PAPER},3.1,almost half of all offences,part,,,almost half,,"


def table(folder, *rows, header=HEADER):
    file = folder / "claims.csv"
    file.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return file


@pytest.fixture
def told(capsys):
    """Call the command as `iom` does, without the second that a process of its own takes."""

    def call(file, **options):
        with pytest.raises(typer.Exit) as ended:
            claims(file, **options)
        return ended.value.exit_code, capsys.readouterr().out

    return call


def test_what_does_not_follow_is_a_line_each_and_the_exit_code_says_so(tmp_path):
    done = iom("claims", table(tmp_path, RIGHT, WRONG, OPEN))
    assert done.returncode == 5, done.stderr
    assert done.stdout.splitlines() == [
        'Safer Stockton Partnership, 16 June 2009, 6.4: "389 females (28%)": 100 x 389 / 1,243 is 31.3%, printed 28%; '
        "28% would need a total of 1,389.",
        "3 claims: 1 agree, 1 disagree, 1 cannot be checked.",
    ]


def test_with_all_every_claim_is_told_with_its_verdict(tmp_path, told):
    code, out = told(table(tmp_path, RIGHT, OPEN), every=True)
    assert code == 0
    assert out.splitlines() == [
        'agrees: Safer Stockton Partnership, 16 June 2009, 3.15: "two thirds on the probation caseload": '
        "100 x 48 / 73 is 65.75%, printed two thirds.",
        'not checkable: Safer Stockton Partnership, 16 June 2009, 3.1: "almost half of all offences": '
        "The part and the whole are not printed.",
        "2 claims: 1 agree, 0 disagree, 1 cannot be checked.",
    ]


def test_a_program_reads_the_same_as_json(tmp_path):
    done = iom("claims", table(tmp_path, RIGHT, WRONG), "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 5
    assert found["counts"] == {"agrees": 1, "disagrees": 1, "not checkable": 0}
    assert found["findings"][1] == {
        "id": "women",
        "document": "Safer Stockton Partnership, 16 June 2009",
        "paragraph": "6.4",
        "text": "389 females (28%)",
        "kind": "part",
        "published": ["28%"],
        "inputs": [{"name": "part", "text": "389"}, {"name": "whole", "text": "1,243"}],
        "words": {},
        "verdict": "disagrees",
        "recomputed": "31.3%",
        "why": "100 x 389 / 1,243 is 31.3%, printed 28%; 28% would need a total of 1,389.",
    }


def test_a_table_without_rows_says_that_nothing_was_checked(tmp_path, told):
    assert told(table(tmp_path)) == (0, "No claim in numbers was found, so nothing was checked.\n")


def test_all_that_is_wrong_with_a_table_is_told_at_once(tmp_path):
    rows = [
        f"One,{PAPER},1,text,part,,,28%,part=389; whole=1243,",
        f"two,{PAPER},1,text,share,,,28%,part=389; whole=1243,",
        f"three,{PAPER},1,text,part,,,many,part=389; hole=1243,",
        f"four,{PAPER},1,text,sum,,few,5,2; 3,",
        f"four,{PAPER},1,text,sum,,,5,2; 3,",
    ]
    done = iom("claims", table(tmp_path, *rows))
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "claims.csv: row 2, column id: One is not an id. Ids are lower case letters and digits, joined by hyphens.",
        "claims.csv: row 3, column kind: share is not a kind of claim. Did you mean share_of?",
        "claims.csv: row 4, column inputs: hole is not an input of part. Did you mean whole?",
        "claims.csv: row 4, column published: many is not a number. Write it as it is printed: 1,243, 28%, £60m, "
        "almost a fifth; with ; between two of them.",
        "claims.csv: row 5, column places: few is not a number of places. Decimals of the last digit that is not "
        "rounded: 1 for 0.1, -3 for thousands.",
        "claims.csv: row 6: has the same id as row 5. Keep one of the two.",
    ]


PARAGRAPHS = """\
5.1 There are 1,243 people in drug treatment. Of these 389 (28%) are women.

5.2 The caseload is 870: 717 closed, 67 suspended and 86 active.
"""


def test_a_report_is_read_and_what_does_not_follow_is_told(tmp_path, told):
    paper = tmp_path / "paper.txt"
    paper.write_text(PARAGRAPHS, "utf-8")
    code, out = told(paper)
    assert code == 5
    assert out.splitlines() == [
        'paper, 5.1: "Of these 389 (28%) are women.": 100 x 389 / 1,243 is 31.3%, printed 28%; 28% would need a '
        "total of 1,389.",
        "2 claims: 1 agree, 1 disagree, 0 cannot be checked.",
    ]


def test_figures_of_an_earlier_report_are_known_again(tmp_path):
    both = tmp_path / "earlier.txt", tmp_path / "now.txt"
    lists = zip(
        ("drugs", "police", "probation", "court", "treatment", "mentoring"),
        (103, 42, 870, 51, 717, 67),
        strict=True,
    )
    lines = "\n\n".join(f"The current {name} caseload is {count} people." for name, count in lists)
    for path in both:
        path.write_text(f"2.1 Current position\n\n{lines}\n", "utf-8")
    [found] = read_claims(both[1], [both[0]])
    assert (found.kind, len(found.inputs)) == ("stale", 6)


def test_a_report_without_a_claim_says_that_nothing_was_checked(tmp_path, told):
    paper = tmp_path / "paper.txt"
    paper.write_text("1.1 Members are asked to note the report.\n", "utf-8")
    assert told(paper) == (0, "No claim in numbers was found, so nothing was checked.\n")


@pytest.mark.parametrize(
    ("name", "earlier", "said"),
    [
        ("absent.csv", [], ["absent.csv: there is no such file."]),
        ("claims.xlsx", [], ["claims.xlsx: is not read. Allowed: .csv, .txt, .md, .docx, .pdf."]),
        (
            "absent.txt",
            ["old.csv", "old.pdf"],
            [
                "absent.txt: there is no such file.",
                "old.csv: is not read. Allowed: .txt, .md, .docx, .pdf.",
                "old.pdf: there is no such file.",
            ],
        ),
    ],
)
def test_files_that_are_not_read_are_named(tmp_path, name, earlier, said):
    with pytest.raises(ParameterError) as trouble:
        read_claims(tmp_path / name, [tmp_path / each for each in earlier])
    assert trouble.value.problems == said


def test_an_earlier_report_is_none_of_a_table(tmp_path):
    earlier = tmp_path / "old.txt"
    earlier.write_text("1.1 Nothing.", "utf-8")
    with pytest.raises(ParameterError) as trouble:
        read_claims(table(tmp_path, RIGHT), [earlier])
    said = "--earlier: is for a report. A table of claims holds the earlier figures itself."
    assert trouble.value.problems == [said]


def test_what_cannot_be_read_is_told_of_every_report_at_once(tmp_path):
    for name, content in (("now.txt", b"\0"), ("old.txt", b""), ("older.docx", b"PK")):
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError) as trouble:
        read_claims(tmp_path / "now.txt", [tmp_path / "old.txt", tmp_path / "older.docx"])
    assert [problem.partition(":")[0] for problem in trouble.value.problems] == [
        "now.txt",
        "old.txt",
        "older.docx",
    ]


def test_a_table_of_another_kind_is_refused():
    with pytest.raises(DataError, match=r"targets.csv: row 1, column id: is missing"):
        read_claims(ROOT / "data" / "targets.csv", [])


def test_what_a_table_holds_cannot_steer_a_terminal(tmp_path):
    done = iom("claims", table(tmp_path, WRONG.replace("389 females", "389 \x1b[2Jfemales")))
    assert done.returncode == 3
    assert "\x1b" not in done.stderr + done.stdout
