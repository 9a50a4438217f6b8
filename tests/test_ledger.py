"""The ledger: what was ever published stays known, and is held against what is to be published."""

import json
import sqlite3
from dataclasses import asdict, replace
from types import SimpleNamespace

import pandas as pd
import pytest
from frame import executed
from sites import put, report, site

from iomlib.blocks import Counts, Figure, Sentence
from iomlib.build.control import Control
from iomlib.build.ledger import FILE, Ledger, Release, release_of
from iomlib.build.ledger_attack import recoverable, together
from iomlib.disclosure.attack import total_of
from iomlib.disclosure.profile import committee
from iomlib.errors import DisclosureError, ReportError
from iomlib.report import groups_safe

RULE = committee()
LIST = [total_of("people", "community", "custody")]


def release(area="york", quarter="2008-09-Q1", says="1", *, sums=LIST, same=None, **cells):
    counts = {"kind": "counts", "id": "list", "cells": cells, "sums": sums, "same": same or {}}
    return Release(area, quarter, "small", 1, says, "{}", json.dumps([counts]))


class TestTheFile:
    def test_has_every_version_of_every_report_for_good(self, tmp_path):
        for crimes in (30, 31):
            put(tmp_path, report(), crimes)
        put(tmp_path, report("peterborough"), 40)
        ledger = Ledger(tmp_path)
        ledger.save()
        (tmp_path / "2008-09-Q1" / "peterborough" / "small.manifest.json").unlink()
        found = [(each.name, each.version) for each in Ledger(tmp_path).releases()]
        key = "haringey/2008-09-Q1/small"
        assert found == [(key, 1), (key, 2), ("peterborough/2008-09-Q1/small", 1)]

    def test_is_the_same_however_it_came_about(self, tmp_path):
        first, second = tmp_path / "one", tmp_path / "two"
        for folder, areas in ((first, ["haringey", "york"]), (second, ["york", "haringey"])):
            folder.mkdir()
            for area in areas:
                put(folder, report(area))
                Ledger(folder).save()
        assert (first / FILE).read_bytes() == (second / FILE).read_bytes()

    def test_is_for_its_owner_alone_and_written_only_when_something_is_new(self, tmp_path):
        put(tmp_path, report())
        Ledger(tmp_path).save()
        before = (tmp_path / FILE).stat()
        assert before.st_mode & 0o777 == 0o600
        Ledger(tmp_path).save()
        assert (tmp_path / FILE).stat().st_mtime_ns == before.st_mtime_ns

    def test_can_be_asked_for_any_figure_that_was_published(self, tmp_path):
        put(tmp_path, report(), 30)
        Ledger(tmp_path).save()
        asked = "SELECT json_extract(figures, '$.\"crimes.theft\".value') FROM releases"
        with sqlite3.connect(tmp_path / FILE) as base:
            assert base.execute(asked).fetchall() == [(30,)]

    @pytest.mark.parametrize("content", [b"not a database", b"", b"SQLite format 3\0"])
    def test_that_is_damaged_stops_a_run(self, tmp_path, content):
        (tmp_path / FILE).write_bytes(content)
        with pytest.raises(ReportError, match=r"^ledger.sqlite: cannot be read, so nobody can say what was"):
            Ledger(tmp_path)

    @pytest.mark.parametrize("counts", ["{}]", '[{"a": 1}]', '["a"]', "7", '[{"kind": "counts", "id": "a"}]'])
    def test_that_was_changed_by_hand_stops_a_run(self, tmp_path, counts):
        put(tmp_path, report(), 30)
        Ledger(tmp_path).save()
        with sqlite3.connect(tmp_path / FILE) as base:
            base.execute("UPDATE releases SET counts = ?", (counts,))
        with pytest.raises(ReportError, match=r"^ledger.sqlite: cannot be read, so nobody can say what was"):
            Ledger(tmp_path)

    def test_holds_nothing_of_a_restricted_edition(self, tmp_path):
        of_staff = report(edition="restricted")
        put(tmp_path, of_staff, 987_654)
        control = Control(RULE, [], Ledger(tmp_path))
        assert control.allowed(of_staff, tmp_path) is None
        assert control.ledger.releases() == []

    def test_is_no_page_and_no_report(self, tmp_path):
        put(tmp_path, report())
        Ledger(tmp_path).save()
        assert FILE not in (site(tmp_path, report()) / "index.html").read_text("utf-8")


def test_a_release_has_the_figures_and_the_counts_of_its_notebook():
    figure = Figure(id="x", value=40, unit="count", places=0, text="40")
    sentence = Sentence(sentences=["40."], disclosure="people", figures=[figure])
    counts = Counts(id="list", cells={"people": 40.0}, same={"people": "ppo.people@2009-03-31"})
    found = release_of(json.loads(json.dumps(executed("# A", sentence, counts, **report().about))))
    assert json.loads(found.figures) == {
        "x": {"kind": "people", "unit": "count", "text": "40", "value": 40.0}
    }
    assert json.loads(found.counts)[0]["same"] == {"people": "ppo.people@2009-03-31"}


class TestACount:
    def test_that_another_version_gives_away_is_told_with_what_to_change(self):
        old = release(says="old", people=75.0, community=70.0, custody=None)
        new = release(says="new", people=None, community=70.0, custody=None)
        # The old version alone gave it away, which is not the new one's doing.
        assert recoverable(new, [old], RULE) == []
        old = release(says="old", people=None, community=70.0, custody=None)
        new = release(says="new", people=75.0, community=None, custody=None)
        words = (
            "york: 2008-09-Q1/small/list/custody: is withheld and could be worked out with earlier versions of this "
            "report. Name under withhold in params/disclosure.yml one of: people."
        )
        assert recoverable(new, [old], RULE) == [words]

    def test_that_two_quarters_give_away_together_is_told(self):
        same = {"community": "ppo in the community@2008-06-30"}
        first = release(same=same, people=75.0, community=None, custody=None)
        second = release(
            quarter="2008-09-Q2", says="2", sums=[], same={"before": same["community"]}, before=70.0
        )
        words = (
            "york: 2008-09-Q1/small/list/custody: is withheld and could be worked out with what york/2008-09-Q1/small "
            "published. Name under withhold in params/disclosure.yml one of: before."
        )
        assert recoverable(second, [first], RULE) == [words]
        assert recoverable(second._replace(area="leeds"), [first], RULE) == []

    def test_that_follows_by_way_of_a_third_quarter_is_told(self):
        """The first says how many are in custody or in the community, the second who came, the third publishes them."""
        names = {"community": "community@1", "now": "community@2"}
        first = release(same={"community": names["community"]}, people=75.0, community=None, custody=None)
        moved = [total_of("now", "community", "came")]
        second = release(quarter="q2", says="2", sums=moved, same=names, now=None, community=None, came=20.0)
        third = release(quarter="q3", says="3", sums=[], same={"now": names["now"]}, now=90.0)
        found = recoverable(third, [first, second], RULE)
        assert [each.partition(": is")[0] for each in found] == ["york: community@1"]

    def test_that_hangs_on_a_count_two_sums_away_says_what_to_withhold(self):
        names = {"left": "left@1"}
        old = release(sums=[total_of("left", "away")], same=names, left=None, away=None)
        parts = [total_of("left", "here", "there")]
        new = release(says="new", sums=parts, same=names, left=None, here=40.0, there=20.0)
        words = (
            "york: 2008-09-Q1/small/list/away and 1 more: are withheld and could be worked out with earlier versions "
            "of this report. Name under withhold in params/disclosure.yml one of: here, there."
        )
        assert recoverable(new, [old], RULE) == [words]

    def test_that_an_earlier_rule_let_through_is_held_against_a_stricter_one(self):
        """Five in custody were shown when the threshold was 5, so 75 people tell how many are in the community."""
        of_then = json.dumps(asdict(replace(RULE, threshold=5)))
        then = release(people=None, community=None, custody=5.0)._replace(rule=of_then)
        now = release(says="2", people=75.0, community=None, custody=None)
        found = recoverable(now, [then], RULE)
        assert [each.partition(": is")[0] for each in found] == ["york: 2008-09-Q1/small/list/community"]

    def test_that_two_rules_round_otherwise_lies_between_both(self):
        of_then = json.dumps(asdict(replace(RULE, threshold=6, base=3)))
        then, now = (
            release(sums=[], people=72.0)._replace(rule=of_then),
            release(says="2", sums=[], people=75.0),
        )
        assert together([then, now], RULE).ends == {"york: 2008-09-Q1/small/list/people": (73, 73)}

    def test_that_areas_give_away_together_is_told_by_either_geography(self):
        groups = [("county", ["north", "south"]), ("county", ["east", "west"])]
        sizes = {"county": 75.0, "north": 70.0, "east": 75.0}
        known = [release(area, sums=[], people=size) for area, size in sizes.items()]
        small = [release(area, sums=[], people=None) for area in ("south", "west")]
        for area in small:
            words = (
                f"{area.area}: 2008-09-Q1/small/list/people: is withheld and could be worked out with what "
                f"county/2008-09-Q1/small, {'north' if area.area == 'south' else 'east'}/2008-09-Q1/small published. "
                "Nothing that this report shows would hide it, and what was published stays known: leave the report "
                "out (skip in the run file)."
            )
            assert recoverable(area, known, RULE, groups) == [words]
            assert recoverable(area, known, RULE) == []

    def test_that_was_revised_is_not_taken_for_the_one_before(self):
        old = release(says="old", people=75.0, community=70.0, custody=None)
        new = release(says="new", people=90.0, community=70.0, custody=20.0)
        cells = together([old, new], RULE).cells
        assert cells["york: 2008-09-Q1/small/list/people"] == 90.0
        assert cells["york: 2008-09-Q1/small/list/people (version 0)"] == 75.0

    def test_of_reports_that_do_not_fit_together_is_looked_at_without_them(self):
        odd = release(says="odd", people=None, community=200.0, custody=None)
        old = release(says="old", people=None, community=70.0, custody=None)
        new = release(says="new", people=75.0, community=None, custody=None)
        assert len(recoverable(new, [odd, old], RULE)) == 1

    def test_of_another_area_is_left_alone(self):
        old = release("leeds", says="old", people=None, community=70.0, custody=None)
        assert recoverable(release(people=75.0, community=None, custody=None), [old], RULE) == []


def test_a_report_that_gives_a_count_away_is_refused_and_says_so(tmp_path):
    def done(**cells):
        counts = Counts(id="list", cells=cells, sums=LIST)
        book = executed(
            "# A", Sentence(sentences=[str(cells)], disclosure="people"), counts, **report().about
        )
        path = tmp_path / "done"
        path.mkdir(exist_ok=True)
        (path / "small.ipynb").write_text(json.dumps(book))
        return path

    control = Control(RULE, [], Ledger(tmp_path))
    control.ledger.enter(control.allowed(report(), done(people=None, community=70.0, custody=None)))
    with pytest.raises(
        DisclosureError, match=r"^small: .*custody: is withheld and could be worked out with earlier versions"
    ):
        control.allowed(report(), done(people=75.0, community=None, custody=None))


class TestAComparison:
    """Two versions of one report, whose steps are put together otherwise: each is protected by itself."""

    @staticmethod
    def version(says, *lost):
        left = 120 - pd.Series([0, *lost]).cumsum()
        steps = pd.DataFrame({"step": list("abcd")[: len(left)], "left": [0, *lost], "remaining": left})
        nobody = pd.Series(dtype=bool)
        compared = SimpleNamespace(treated=nobody, model=None, steps=steps, pool_steps=steps.iloc[:0])
        kept = groups_safe.protect(compared, pd.DataFrame(), RULE, "2010-11-Q4").record
        found = [kept.model_dump(mode="json")]
        return Release("york", "2010-11-Q4", "reoffending_comparison", 1, says, "{}", json.dumps(found))

    def test_whose_second_version_gives_away_who_was_lost_at_a_step_is_refused(self):
        first, second = self.version("1", 12, 4, 20), self.version("2", 8, 8, 20)
        cells = [json.loads(each.counts)[0]["cells"] for each in (first, second)]
        assert [cell.get("scheme.1.stay") for cell in cells] == [110.0, None]
        assert recoverable(first, [], RULE) == recoverable(second, [], RULE) == []
        (said, *_) = recoverable(second, [first], RULE)
        assert said.startswith("york: comparison.2010-11-Q4.scheme.")
        assert "is withheld and could be worked out with earlier versions of this report" in said

    def test_that_says_the_same_again_or_of_another_quarter_is_let_pass(self):
        first = self.version("1", 12, 4, 20)
        assert recoverable(first._replace(says="2"), [first], RULE) == []
        other = first._replace(quarter="2011-12-Q1", counts=first.counts.replace("2010-11-Q4", "2011-12-Q1"))
        assert recoverable(self.version("2", 8, 8, 20), [other], RULE) == []
