"""What rounding explains is never called wrong, and what it does not explain always is."""

import itertools
import math
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from iomlib.claims.cells import CellError, read_inputs, read_published
from iomlib.claims.check import check
from iomlib.claims.digits import interval, read_number, rounded
from iomlib.claims.kinds import KINDS
from iomlib.claims.model import Claim
from iomlib.claims.span import Span, point

EXAMPLES = settings(max_examples=400)  # of each; 2,000 of the first two, for each kind, have been run once
RULES = st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN])
SIZES = {"": 0, " million": 6, " thousand": 3}

# What each kind works out, written down once more: names of the inputs, the sum, and the unit of the result.
FORMULAS = {
    "sum": (("part", "part", "part"), lambda a, b, c: a + b + c, ""),
    "difference": (("from", "less"), lambda a, b: a - b, ""),
    "product": (("factor", "factor"), lambda a, b: a * b, ""),
    "part": (("part", "whole"), lambda a, b: 100 * a / b, "%"),
    "change": (("before", "after"), lambda a, b: 100 * b / a - 100, "%"),
    "rate": (("count", "people"), lambda a, b: 1000 * a / b, ""),
    "mean": (("total", "count"), lambda a, b: a / b, ""),
    "pace": (("count", "target"), lambda a, b: a - b / 4, ""),
    "projection": (("so_far", "so_far", "so_far"), lambda a, b, c: (a + b + c) * 4 / 3, ""),
}


def written(value, places, rule=ROUND_HALF_UP, unit="", size=""):
    """Print a number as a report would: rounded to so many places, with commas and its unit."""
    scaled = Fraction(value) / 10 ** SIZES[size]
    # More digits than any test has, so that the one rounding that counts is the one to `places`.
    exact = Decimal(scaled.numerator) / Decimal(scaled.denominator)
    if Fraction(exact) != scaled:  # a number without end is never half way, so either rule gives this
        rule = ROUND_HALF_UP
    number = exact.quantize(Decimal(1).scaleb(-places), rounding=rule)
    text = f"{abs(number):,}"
    sign = "-" if number < 0 else ""
    return f"{sign}£{text}{size}" if unit == "£" else f"{sign}{text}{size}{unit}"


@st.composite
def inputs(draw):
    """Draw a true value and what a report prints of it: a count as it is, anything else rounded."""
    rule = draw(RULES)
    kind = draw(st.sampled_from(["count", "count", "decimals", "pounds", "million"]))
    if kind == "count":
        value = Fraction(draw(st.integers(1, 200_000)))
        return value, written(value, 0)
    if kind == "decimals":
        value, places = Fraction(draw(st.integers(10_000, 10**7)), 10_000), draw(st.integers(1, 3))
        return value, written(value, places, rule)
    if kind == "pounds":
        value = Fraction(draw(st.integers(1000, 10**9)), 1000)
        return value, written(value, draw(st.sampled_from([0, 2])), rule, "£")
    value = Fraction(draw(st.integers(10**6, 10**9)))
    return value, written(value, draw(st.sampled_from([0, 1, 2])), rule, size=" million")


def claim(kind, published, given_inputs=(), names=(), **words):
    numbers = tuple(read_number(text, name=name) for text, name in zip(given_inputs, names, strict=True))
    numbers += (read_number("1,000", name="per"),) if kind == "rate" else ()
    return Claim("c", "paper", "1", "", kind, tuple(read_number(text) for text in published), numbers, words)


@pytest.mark.parametrize("kind", FORMULAS)
@EXAMPLES
@given(data=st.data())
def test_a_true_statement_is_never_called_wrong(kind, data):
    names, formula, unit = FORMULAS[kind]
    drawn = [data.draw(inputs()) for _ in names]
    truth = formula(*(value for value, _ in drawn))
    printed = written(truth, data.draw(st.integers(0, 3)), data.draw(RULES), unit)
    found = check(claim(kind, [printed], [text for _, text in drawn], names))
    assert found.verdict != "disagrees", found.why


@pytest.mark.parametrize("kind", FORMULAS)
@EXAMPLES
@given(data=st.data())
def test_a_statement_is_called_wrong_exactly_where_no_rounding_explains_it(kind, data):
    names, formula, unit = FORMULAS[kind]
    texts = [data.draw(inputs())[1] for _ in names]
    places = data.draw(st.integers(0, 2))
    ends = [interval(read_number(text)) for text in texts]
    assume(all(span.low > 0 for span in ends))
    # Each of the formulas goes one way in each of its inputs, so its extremes are at the ends.
    corners = [formula(*corner) for corner in itertools.product(*ends)]
    off = Fraction(data.draw(st.integers(-300, 300)), 100) * Fraction(1, 10**places)
    printed = written(data.draw(st.sampled_from([min(corners), max(corners)])) + off, places, unit=unit)
    low, high = rounded(read_number(printed))
    if low <= 0 <= high or (not printed.startswith("-") and min(corners) < 0):
        return  # whether it went up or down is held by a test of its own
    explained = low <= max(corners) and min(corners) <= high
    found = check(claim(kind, [printed], texts, names))
    assert found.verdict == ("agrees" if explained else "disagrees"), found.why


@EXAMPLES
@given(value=st.fractions(-(10**7), 10**7, max_denominator=10**6), places=st.integers(-4, 4), rule=RULES)
def test_a_printed_number_allows_the_value_that_it_was_rounded_from(value, places, rule):
    exact = Fraction(round(value * 10**6), 10**6)
    number = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(
        Decimal(1).scaleb(-places), rounding=rule
    )
    printed = read_number(f"{number:,f}")._replace(places=places)
    low, high = rounded(printed)
    assert low <= exact <= high
    assert high - low == Fraction(10) ** -places


@EXAMPLES
@given(value=st.integers(1000, 10**8), noughts=st.integers(2, 5), rule=RULES)
def test_a_large_number_that_ends_in_noughts_may_be_rounded_to_them(value, noughts, rule):
    number = int(Decimal(value).quantize(Decimal(1).scaleb(noughts), rounding=rule))
    assume(number >= 1000)
    low, high = interval(read_number(f"{number:,}"))
    assert low <= value <= high


@EXAMPLES
@given(count=st.integers(0, 999_999))
def test_a_whole_count_is_exact(count):
    assume(count < 1000 or count % 100)
    assert interval(read_number(f"{count:,}")) == point(count)


@EXAMPLES
@given(size=st.integers(1, 400), share=st.floats(0, 1), places=st.integers(0, 2), rule=RULES)
def test_a_percentage_that_a_count_gives_is_possible(size, share, places, rule):
    count = round(size * share)
    printed = written(Fraction(100 * count, size), places, rule, "%")
    for limits in ({}, {"least": count}, {"most": count}):
        numbers = [str(size), *map(str, limits.values())]
        found = check(claim("possible", [printed], numbers, ["whole", *limits]))
        assert found.verdict == "agrees", found.why


@EXAMPLES
@given(size=st.integers(1, 400), percent=st.integers(0, 10_000), places=st.integers(0, 2))
def test_a_percentage_that_no_count_gives_is_impossible(size, percent, places):
    printed = written(Fraction(percent, 100), places, unit="%")
    low, high = rounded(read_number(printed))
    some = any(low <= Fraction(100 * count, size) <= high for count in range(size + 1))
    found = check(claim("possible", [printed], [str(size)], ["whole"]))
    assert found.verdict == ("agrees" if some else "disagrees"), found.why


@EXAMPLES
@given(size=st.integers(1, 300), total=st.integers(0, 30_000), places=st.integers(0, 3), rule=RULES)
def test_a_mean_of_whole_numbers_is_possible(size, total, places, rule):
    found = check(claim("grim", [written(Fraction(total, size), places, rule)], [str(size)], ["count"]))
    assert found.verdict == "agrees", found.why


@EXAMPLES
@given(size=st.integers(1, 300), mean=st.integers(0, 50_000), places=st.integers(0, 3))
def test_a_mean_that_whole_numbers_cannot_have_is_impossible(size, mean, places):
    printed = written(Fraction(mean, 1000), places)
    low, high = rounded(read_number(printed))
    some = math.ceil(low * size) <= math.floor(high * size)
    found = check(claim("grim", [printed], [str(size)], ["count"]))
    assert found.verdict == ("agrees" if some else "disagrees"), found.why


@EXAMPLES
@example(base=200, tenths=100, off=-1)  # 180 exactly, and 179 is printed
@given(base=st.integers(1, 99_999), tenths=st.integers(1, 900), off=st.integers(-3, 3))
def test_a_ceiling_is_rounded_down_or_to_the_nearest(base, tenths, off):
    exact = base * (1 - Fraction(tenths, 1000))
    accepted = {math.floor(exact), math.floor(exact + Fraction(1, 2)), math.ceil(exact - Fraction(1, 2))}
    said = math.floor(exact) + off
    assume(said > 0 and not (said >= 1000 and said % 100 == 0) and not (base >= 1000 and base % 100 == 0))
    texts = [f"{base:,}", f"{Decimal(tenths) / 10}%"]
    found = check(claim("ceiling", [f"{said:,}"], texts, ["base", "reduction"]))
    assert found.verdict == ("agrees" if said in accepted else "disagrees"), found.why


@EXAMPLES
@given(base=st.integers(100, 10**6), tenths=st.integers(10, 990), places=st.integers(0, 2), rule=RULES)
def test_a_count_and_its_percentage_go_with_their_base(base, tenths, places, rule):
    count = base * tenths // 1000
    assume(count)
    printed = [written(Fraction(100 * count, base), places, rule, "%"), f"{count:,}"]
    assume(rounded(read_number(printed[0])).low > 0)
    assert check(claim("share_of", printed, [f"{base:,}"], ["base"])).verdict == "agrees"
    after = [f"{base - count:,}"] if base > count else [f"{base:,}"]
    assert check(claim("share_of", printed, after, ["after" if base > count else "base"])).verdict == "agrees"
    double = check(claim("share_of", printed, [f"{3 * base + 300:,}"], ["base"]))
    assert double.verdict == "disagrees", double.why


@EXAMPLES
@given(
    value=st.fractions(1, 10**6, max_denominator=10_000),
    places=st.tuples(*[st.integers(0, 4)] * 2),
    rule=RULES,
)
def test_one_value_printed_twice_is_the_same_whatever_its_places(value, places, rule):
    exact = Fraction(round(value * 10_000), 10_000)
    one, other = (written(exact, each, rule) for each in places)
    assert check(claim("same", [one], [other], ["other"])).verdict == "agrees"


@EXAMPLES
@given(one=st.integers(1, 2000), other=st.integers(1, 2000))
def test_two_counts_are_the_same_only_where_they_are_equal(one, other):
    assume(all(each < 1000 or each % 100 for each in (one, other)))
    found = check(claim("same", [f"{one:,}"], [f"{other:,}"], ["other"]))
    assert (found.verdict == "agrees") == (one == other)


@EXAMPLES
@given(pair=st.tuples(inputs(), inputs()))
def test_more_and_fewer_are_never_called_wrong_where_they_are_true(pair):
    (one, first), (other, second) = pair
    assume(one != other)
    direction = "more" if one > other else "fewer"
    found = check(claim("compare", [], [first, second], ["first", "second"], direction=direction))
    assert found.verdict == "agrees", found.why
    smaller, larger = sorted([(one, first), (other, second)])
    assert check(claim("within", [], [smaller[1], larger[1]], ["part", "whole"])).verdict == "agrees"


@EXAMPLES
@given(found=st.dictionaries(st.integers(1, 90), st.integers(1, 300), min_size=1), off=st.integers(-2, 2))
def test_a_distribution_is_held_to_its_totals(found, off):
    text = ", ".join(f"{value}({count})" if count > 1 else str(value) for value, count in found.items())
    people, events = sum(found.values()), sum(value * count for value, count in found.items())
    numbers = {
        "people": people,
        "events": events + off,
        "highest": max(found),
        f"at {min(found)}": found[min(found)],
    }
    printed = tuple(
        read_number(str(number))._replace(name=name, places=0) for name, number in numbers.items()
    )
    verdict = check(Claim("c", "", "", "", "classes", printed, (), {"distribution": text})).verdict
    assert verdict == ("disagrees" if off else "agrees")


@EXAMPLES
@given(
    figures=st.lists(st.integers(1, 9999), min_size=2, max_size=8),
    place=st.integers(0, 7),
    off=st.integers(0, 2),
)
def test_figures_are_stale_only_where_none_has_moved(figures, place, off):
    earlier = list(figures)
    earlier[place % len(figures)] += off
    found = check(claim("stale", map(str, figures), map(str, earlier), ["earlier"] * len(earlier)))
    assert found.verdict == ("agrees" if off else "disagrees")


@EXAMPLES
@given(
    kind=st.sampled_from(["change", "difference", "pace"]),
    pair=st.tuples(st.integers(1, 9999), st.integers(1, 9999)),
    rule=RULES,
)
def test_a_direction_is_held_with_the_size(kind, pair, rule):
    names, formula, unit = FORMULAS[kind]
    truth = formula(*map(Fraction, pair))
    assume(abs(truth) > Fraction(1, 10))
    texts, printed = [f"{each:,}" for each in pair], written(abs(truth), 1, rule, unit)
    assume(not any(number >= 1000 and number % 100 == 0 for number in pair))
    right, wrong = ("rise", "fall") if truth > 0 else ("fall", "rise")
    assert check(claim(kind, [printed], texts, names, direction=right)).verdict == "agrees"
    assert check(claim(kind, [printed], texts, names, direction=wrong)).verdict == "disagrees"
    signed = written(truth, 1, rule, unit)
    assert check(claim(kind, [signed], texts, names)).verdict == "agrees"


SPANS = st.tuples(*[st.fractions(-100, 100, max_denominator=20)] * 2).map(
    lambda ends: Span(min(ends), max(ends))
)


@EXAMPLES
@given(one=SPANS, other=SPANS, share=st.tuples(*[st.fractions(0, 1, max_denominator=9)] * 2))
def test_arithmetic_on_ranges_holds_every_value_in_them_whatever_their_signs(one, other, share):
    left, right = (
        span.low + part * (span.high - span.low) for span, part in zip((one, other), share, strict=True)
    )
    results = [
        (one + other, left + right),
        (one - other, left - right),
        (one * other, left * right),
        (-one, -left),
    ]
    if other.low <= 0 <= other.high:
        with pytest.raises(ZeroDivisionError):
            one / other
    else:
        results.append((one / other, left / right))
    assert all(span.low <= value <= span.high for span, value in results)


HEDGED = [  # the words, what they allow at the least and at the most
    ("about 1,200", 1100, 1300),
    ("around 50%", 45, 55),
    ("approximately 1243", 1242, 1244),
    ("some 16", Fraction("14.4") + Fraction("0.6"), 17),
    ("almost 60 million", 54_000_000, 60_000_000),
    ("nearly 20%", 18, 20),
    ("over 1,300", 1300, 1625),
    ("more than 20%", 20, 40),
    ("under 10%", 0, 10),
    ("over £1.3m", 1_300_000, 1_625_000),
    ("over a fifth", Fraction("19.95"), 25),
    ("almost two thirds", Fraction("60.03"), Fraction("66.75")),
    ("a third", Fraction("29.97"), Fraction("36.63")),
    ("250 or so", 225, 275),
    ("100 (approx)", 90, 110),
]


@pytest.mark.parametrize(("text", "low", "high"), HEDGED, ids=[text for text, *_ in HEDGED])
def test_a_hedge_widens_as_the_documentation_says(text, low, high):
    assert interval(read_number(text)) == Span(Fraction(low), Fraction(high))


@pytest.mark.parametrize("text", ["at least 5", "5 or more", "5+", "no fewer than 5"])
def test_at_least_has_no_upper_limit(text):
    low, high = interval(read_number(text))
    assert low == 5 and high > 10**20


@pytest.mark.parametrize(
    "text", ["up to 5", "at most 5", "5 or fewer", "no more than 5", "should not exceed 5"]
)
def test_at_most_has_no_lower_limit(text):
    low, high = interval(read_number(text))
    assert high == 5 and low < -(10**20)


@EXAMPLES
@given(value=st.integers(10, 10**7), kind=st.sampled_from(["part", "sum"]))
def test_a_number_that_is_about_its_two_first_digits_is_never_called_wrong(value, kind):
    digits = len(str(value)) - 2
    about = int(Decimal(value).quantize(Decimal(1).scaleb(digits), rounding=ROUND_HALF_UP))
    if kind == "sum":
        assert check(claim(kind, [f"about {about:,}"], [f"{value:,}"], ["part"])).verdict == "agrees"
    exact = read_number(f"{value:,}", name="whole")._replace(places=0)
    half = replace(claim("part", ["50%"]), inputs=(read_number(f"about {about:,}", name="part"), exact))
    assert check(replace(half, published=(read_number("100%"),))).verdict == "agrees"


WORDS = st.sampled_from(
    [
        "about",
        "over",
        "at least",
        "£",
        "%",
        "-",
        "m",
        " million",
        "k",
        "1,243",
        "0",
        "00",
        ".5",
        "9" * 40,
        "(approx)",
    ]
)
ANYTHING = st.one_of(
    st.text(max_size=20),
    st.lists(st.one_of(WORDS, st.just(" ")), max_size=6).map("".join),
    inputs().map(lambda it: it[1]),
)


@EXAMPLES
@given(text=ANYTHING, unit=st.sampled_from(["", "%", "£", "women"]), places=st.none() | st.integers(-12, 12))
def test_whatever_a_cell_holds_is_a_number_or_none_and_never_trouble(text, unit, places):
    number = read_number(text, unit=unit)
    if number is not None:
        low, high = interval(number if places is None else number._replace(places=places))
        assert low <= high


@EXAMPLES
@given(
    kind=st.sampled_from(sorted(KINDS)),
    published=st.lists(ANYTHING, max_size=2).map("; ".join),
    values=st.lists(ANYTHING, max_size=4),
    named=st.booleans(),
    data=st.data(),
)
def test_whatever_a_table_holds_gets_a_verdict_or_is_refused_with_words(kind, published, values, named, data):
    names = (
        [data.draw(st.sampled_from([*KINDS[kind].names, "why"])) for _ in values]
        if named
        else [""] * len(values)
    )
    given_inputs = "; ".join(
        f"{name}={value}" if name else value for name, value in zip(names, values, strict=True)
    )
    try:
        figures, follows = read_published(published, kind), read_inputs(given_inputs, kind)
    except CellError as trouble:
        assert trouble.found and trouble.allowed
        return
    words = {**figures.words, **follows.words}
    found = check(Claim("c", "", "", "", kind, figures.numbers, follows.numbers, words))
    assert found.verdict in ("agrees", "disagrees", "not checkable")
    assert found.why
