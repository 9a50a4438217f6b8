"""What an edition may say of counts of people, and what somebody could work out."""

import json
import math
import random
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iomlib.disclosure.attack import narrowed, spans, systems, total_of
from iomlib.disclosure.profile import OPEN, UNSEEN, Profile, committee
from iomlib.disclosure.protect import hidden
from iomlib.disclosure.read import read_groups, read_profile
from iomlib.errors import DisclosureError, ParameterError

RULE = committee()
PEOPLE = st.integers(0, 60)
GOOD = "profiles: {committee: {2026-11-23: {threshold: 10, base: 5, percent_from: 100, band: 10, width: 10}}}"


def two_way(grid):
    """Name the cells of a table, its totals, and what they add up to."""
    wide, cells = range(len(grid[0])), {}
    for y, row in enumerate(grid):
        cells |= {f"cell {y} {x}": count for x, count in enumerate(row)}
        cells[f"row {y}"] = sum(row)
    cells |= {f"column {x}": sum(row[x] for row in grid) for x in wide}
    cells["all"] = sum(map(sum, grid))
    sums = [total_of(f"row {y}", *(f"cell {y} {x}" for x in wide)) for y in range(len(grid))]
    sums += [total_of(f"column {x}", *(f"cell {y} {x}" for y in range(len(grid)))) for x in wide]
    sums.append(total_of("all", *(f"row {y}" for y in range(len(grid)))))
    sums.append(total_of("all", *(f"column {x}" for x in wide)))
    return cells, sums


def published(counts, away, rule=RULE):
    return {
        name: None if name in away or name.startswith(UNSEEN) else rule.shown(count)
        for name, count in counts.items()
    }


@pytest.mark.parametrize(
    ("count", "shown"), [(0, 0), (1, 0), (2, 0), (3, 5), (7, 5), (8, 10), (12, 10), (13, 15), (42.5, 45)]
)
def test_a_count_is_rounded_to_5_half_up(count, shown):
    assert RULE.shown(count) == shown


@given(st.integers(10, 10**6), st.integers(1, 12))
def test_the_span_of_a_shown_count_holds_it_and_no_other_that_rounds_elsewhere(count, base):
    rule = Profile("x", 10, base, 100, 10, 10)
    low, high = rule.span(rule.shown(count))
    assert low <= count <= high
    assert all(rule.shown(each) == rule.shown(count) for each in (low, high) if each > rule.threshold)
    assert rule.shown(high + 1) > rule.shown(count)


class TestWhatIsWithheld:
    @settings(deadline=None, max_examples=60)
    @given(
        st.integers(2, 4).flatmap(
            lambda wide: st.lists(st.lists(PEOPLE, min_size=wide, max_size=wide), min_size=2, max_size=4)
        )
    )
    def test_cannot_be_worked_out_of_a_table_with_totals(self, grid):
        counts, sums = two_way(grid)
        away = hidden(counts, sums, RULE)
        assert {name for name, count in counts.items() if count < RULE.threshold} <= away
        found = spans(published(counts, away), sums, RULE)
        assert all(high - low >= RULE.width for low, high in found.values())
        assert all(low <= counts[name] <= high for name, (low, high) in found.items())

    @settings(deadline=None, max_examples=60)
    @given(st.lists(PEOPLE, min_size=1, max_size=4), PEOPLE)
    def test_leaves_no_small_rest_of_a_group(self, parts, rest):
        names = [f"list {number}" for number in range(len(parts))]
        counts = dict(zip(names, parts, strict=True)) | {"group": sum(parts) + rest, "_rest": rest}
        sums = [total_of("group", *names, "_rest")]
        shown = published(counts, hidden(counts, sums, RULE))
        assert narrowed(shown, sums, RULE) == {}

    def test_does_not_depend_on_the_order(self):
        counts, sums = two_way([[3, 40, 12], [25, 9, 31], [14, 22, 80]])
        first = hidden(counts, sums, RULE)
        for seed in range(5):
            names = list(counts)
            random.Random(seed).shuffle(names)  # noqa: S311  an order, and no secret
            again = {name: counts[name] for name in names}
            assert hidden(again, list(reversed(sums)), RULE) == first

    def test_is_nobody_and_everybody_too(self):
        counts = {"all": 60, "men": 60, "women": 0}
        assert hidden(counts, [total_of("all", "men", "women")], RULE) >= {"women"}
        away = hidden({"all": 60, "men": 60, "_women": 0}, [total_of("all", "men", "_women")], RULE)
        assert away & {"all", "men"}

    def test_is_what_the_partnership_names(self):
        rule = replace(RULE, withhold=("custody",))
        counts = {"list": 160, "community": 100, "custody": 60}
        sums = [total_of("list", "community", "custody")]
        assert hidden(counts, sums, RULE) == frozenset()
        assert hidden(counts, sums, rule) > {"custody"}  # and one more, or it would follow

    @pytest.mark.parametrize("count", [-1, 2.5, math.inf])
    def test_is_chosen_among_counts_and_nothing_else(self, count):
        words = "b: a count of people is a whole number, 0 or more."
        with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
            hidden({"a": 20, "b": count}, [], RULE)

    def test_is_nothing_of_nothing_and_all_of_nobody(self):
        assert hidden({}, [], RULE) == frozenset()
        assert narrowed({}, [], RULE) == spans({}, [], RULE) == {}
        counts, sums = two_way([[0, 0], [0, 0], [0, 0]])
        assert hidden(counts, sums, RULE) == set(counts)
        assert narrowed(dict.fromkeys(counts), sums, RULE) == {}

    def test_is_the_same_in_all_threads(self):
        counts, sums = two_way([[3, 40, 12, 8], [25, 9, 31, 60], [14, 22, 80, 11], [7, 41, 15, 90]])
        with ThreadPoolExecutor(8) as pool:
            found = set(pool.map(lambda _: hidden(counts, sums, RULE), range(24)))
        assert found == {hidden(counts, sums, RULE)}

    @settings(deadline=None, max_examples=100)
    @given(
        st.sampled_from([(5, 1), (5, 5), (10, 1), (12, 3), (14, 7), (10, 2)]),
        st.integers(5, 17),
        st.lists(st.lists(PEOPLE, min_size=3, max_size=3), min_size=2, max_size=3),
    )
    def test_stays_unknown_by_any_rule_that_may_be_set(self, numbers, width, grid):
        rule = Profile("x", *numbers, percent_from=100, band=10, width=width)
        counts, sums = two_way(grid)
        shown = published(counts, hidden(counts, sums, rule), rule)
        known = [count for count in shown.values() if count is not None]
        assert not any(rule.small(count) or count % rule.base for count in known)
        assert all(high - low >= width for low, high in spans(shown, sums, rule).values())
        assert narrowed(shown, sums, rule) == {}

    def test_is_what_is_kept_last_of_all_however_many_people_the_others_are(self):
        counts = {"few": 3, "list": 600, "others": 900_000}
        counts["all"] = sum(counts.values())
        sums = [total_of("all", "few", "list", "others")]
        assert "list" not in hidden(counts, sums, replace(RULE, base=1), keep=["list"])

    def test_is_what_is_kept_last_of_all(self):
        counts = {"list": 60, "a": 30, "b": 27, "c": 3}
        sums = [total_of("list", "a", "b", "c")]
        assert "list" not in hidden(counts, sums, RULE, keep=["list"])
        assert "b" not in hidden(counts, sums, RULE, keep=["list", "b"])

    def test_is_nothing_in_a_restricted_edition(self):
        counts, sums = two_way([[0, 1], [2, 3]])
        assert hidden(counts, sums, OPEN) == frozenset()

    def test_is_missing_or_alone(self):
        assert hidden({"a": math.nan, "b": 3, "c": 30}, [total_of("c", "a", "b")], RULE) == {"b"}

    def test_cannot_be_kept_where_it_follows_from_what_is_shown_elsewhere(self):
        counts = {"all": 40, "men": 38, "women": 2}
        words = "women: a count of few people follows from counts that are shown elsewhere."
        with pytest.raises(DisclosureError, match=f"^{re.escape(words)}$"):
            hidden(counts, [total_of("all", "men", "women")], RULE, fixed=["all", "men"])

    def test_needs_counts_that_add_up(self):
        with pytest.raises(ValueError, match=r"^all, men, women: the counts do not add up as they should\.$"):
            hidden({"all": 40, "men": 38, "women": 12}, [total_of("all", "men", "women")], RULE)


class TestAnAttack:
    def test_finds_a_count_that_stands_alone_against_its_total(self):
        cells = {"all": 60.0, "men": 55.0, "women": None}
        assert narrowed(cells, [total_of("all", "men", "women")], RULE) == {"women": (1, 9)}

    @settings(deadline=None, max_examples=60)
    @given(
        st.lists(st.lists(PEOPLE, min_size=3, max_size=3), min_size=2, max_size=3),
        st.sets(st.integers(0, 30), max_size=6),
    )
    def test_that_is_quick_finds_what_a_whole_one_does(self, grid, gone):
        counts, sums = two_way(grid)
        names = sorted(counts)
        away = {names[number % len(names)] for number in gone}
        away |= {name for name, count in counts.items() if count < RULE.threshold}
        shown = published(counts, away)
        whole = {
            name: ends for name, ends in spans(shown, sums, RULE).items() if ends[1] - ends[0] < RULE.width
        }
        assert narrowed(shown, sums, RULE) == whole

    def test_holds_of_a_nation_as_of_a_town(self):
        """A quarter of a million people have small parts too."""
        sums = [total_of("list", "most", "short", "long")]
        shown = {"list": 250_000.0, "most": 249_900.0, "short": None, "long": None}
        assert narrowed(shown, sums, RULE) == {}
        assert set(narrowed(shown | {"most": 249_995.0}, sums, RULE)) == {"short", "long"}

    def test_tells_of_counts_that_nothing_can_be_behind(self):
        cells = {"all": 60.0, "men": 70.0, "women": None}
        for attack in (spans, narrowed):
            with pytest.raises(
                ValueError, match=r"^all, men, women: no counts add up to what is published\.$"
            ):
                attack(cells, [total_of("all", "men", "women")], RULE)

    def test_reasons_backwards_where_counts_were_protected_together(self):
        # "men" is shown beside "all", so the women are 10 at least, and the others 10 at most; 9 or 10, say.
        cells = {"all": 95.0, "men": 80.0, "_women": None, "young": None, "old": 10.0}
        sums = [total_of("all", "men", "_women"), total_of("_women", "young", "old")]
        assert spans(cells, sums, RULE)["_women"] == (11, 19)
        cells |= {"men": 85.0}
        assert spans(cells, sums, RULE)["_women"] == (10, 14)
        assert set(narrowed(cells, sums, RULE)) == {"young"}

    def test_looks_only_at_what_is_near(self):
        cells = {"a": 60.0, "b": 55.0, "c": None, "x": 40.0}
        sums = [total_of("a", "b", "c")]
        assert narrowed(cells, sums, RULE, near=["x"]) == {}
        assert set(narrowed(cells, sums, RULE, near=["a"])) == {"c"}

    def test_parts_counts_that_have_nothing_to_do_with_each_other(self):
        found = systems("abcdef", [total_of("a", "b"), total_of("b", "e"), total_of("c", "d")])
        assert [system.names for system in found] == [["a", "b", "e"], ["c", "d"], ["f"]]
        assert [system.weights.shape for system in found] == [(2, 3), (1, 2), (0, 1)]

    def test_solves_the_same_programme_whatever_the_order_of_the_sums(self):
        _, sums = two_way([[3, 40, 12], [25, 9, 31]])
        first, again = (systems(sorted(set().union(*sums)), each) for each in (sums, sums[::-1]))
        assert [each.weights.toarray().tolist() for each in first] == [
            each.weights.toarray().tolist() for each in again
        ]


class TestTheRule:
    def test_is_the_one_last_set(self, tmp_path):
        values = "{{threshold: {}, base: 5, percent_from: 100, band: 10, width: 10}}"
        days = ", ".join(
            f"{day}: {values.format(many)}" for day, many in [("2026-04-01", 20), ("2025-04-01", 10)]
        )
        (tmp_path / "disclosure.yml").write_text(f"profiles: {{committee: {{{days}}}}}")
        assert read_profile(tmp_path).threshold == 20
        assert read_profile(tmp_path, "restricted") == OPEN

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (None, "is missing. Without it nothing is published."),
            (
                "profiles: [",
                "line 1 cannot be read as YAML: expected the node content, but found '<stream end>'. "
                "It needs profiles, a name, a date, and values under it.",
            ),
            (
                f"{GOOD}\naddsup: []",
                "addsup is not a key of it. Did you mean adds_up?",
            ),
            (
                GOOD.replace("width", "widht"),
                "profile committee needs threshold, base, percent_from, band, width, and nothing else but withhold. "
                "widht is none of them.",
            ),
            (
                "description: without",
                "has no profiles. It needs profiles, a name, a date, and values under it.",
            ),
            (GOOD.replace("committee", "commitee"), "has no profile committee. Did you mean commitee?"),
            (
                GOOD.replace("2026-11-23", "now"),
                "profile committee has no values under a date, as 2026-11-23.",
            ),
            (
                GOOD.replace("band: 10, ", ""),
                "profile committee needs threshold, base, percent_from, band, width, and nothing else but withhold.",
            ),
            (
                GOOD.replace("threshold: 10", "threshold: 4"),
                "profile committee: threshold is 4. It is a whole number, 5 or more.",
            ),
            (
                GOOD.replace("width: 10", "width: yes"),
                "profile committee: width is 'yes'. It is a whole number, 5 or more.",
            ),
            (
                GOOD.replace("width: 10", "width: 10, withhold: people"),
                "profile committee: withhold is a list of names of counts, as a refused report says them.",
            ),
            (
                GOOD.replace("base: 5", "base: 20"),
                "profile committee: base is 20, and the threshold, 10, is no multiple of it.",
            ),
            (
                GOOD.replace("base: 5", "base: 3"),
                "profile committee: base is 3, and the threshold, 10, is no multiple of it.",
            ),
        ],
    )
    def test_is_never_guessed(self, tmp_path, content, words):
        if content is not None:
            (tmp_path / "disclosure.yml").write_text(content)
        with pytest.raises(ParameterError, match=f"^disclosure.yml: {re.escape(words)}$"):
            read_profile(tmp_path)

    @pytest.mark.parametrize("edition", ["Public", "Restricted", "", "all"])
    def test_is_not_that_of_an_edition_of_another_name(self, edition):
        with pytest.raises(ParameterError, match=f"^edition: {edition} is no edition. "):
            read_profile("params", edition)


def test_a_rule_is_the_same_when_it_has_been_kept_as_json():
    rule = replace(RULE, withhold=("custody",))
    assert Profile(**json.loads(json.dumps(asdict(rule)))) == rule


class TestAreasThatAddUp:
    def test_are_read_with_their_parts(self, tmp_path):
        (tmp_path / "disclosure.yml").write_text(
            f"{GOOD}\nadds_up: [{{area: county, parts: [north, south]}}]"
        )
        assert read_groups(tmp_path) == [("county", ["north", "south"])]

    @pytest.mark.parametrize(
        "listed", ["county", "[county]", "[{area: county, parts: [north]}]", "[{area: county, parts: north}]"]
    )
    def test_are_never_guessed(self, tmp_path, listed):
        (tmp_path / "disclosure.yml").write_text(f"{GOOD}\nadds_up: {listed}")
        words = "adds_up is a list. Each entry has area, and parts: the areas that make it up, two or more."
        with pytest.raises(ParameterError, match=f"^disclosure.yml: {re.escape(words)}$"):
            read_groups(tmp_path)
