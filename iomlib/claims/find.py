"""Finds the claims of a printed report that arithmetic can be held to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from iomlib.claims.check import check
from iomlib.claims.clauses import Report, report
from iomlib.claims.find_again import again
from iomlib.claims.find_changes import changes
from iomlib.claims.find_classes import classes
from iomlib.claims.find_gaps import gaps
from iomlib.claims.find_limits import limits
from iomlib.claims.find_loose_totals import loose_totals
from iomlib.claims.find_means import means
from iomlib.claims.find_moves import moves
from iomlib.claims.find_pairs import pairs
from iomlib.claims.find_plain import aim, plain
from iomlib.claims.find_projections import projections
from iomlib.claims.find_rates import rates
from iomlib.claims.find_rows import rows
from iomlib.claims.find_same import sames
from iomlib.claims.find_scores import scores
from iomlib.claims.find_shared_out import shared_out
from iomlib.claims.find_shares import shares
from iomlib.claims.find_sums import sums
from iomlib.claims.find_tables import tables
from iomlib.claims.find_targets import targets
from iomlib.claims.find_twice import twice
from iomlib.claims.find_verdicts import verdicts
from iomlib.claims.find_whole_marks import whole_marks
from iomlib.claims.find_wholes import wholes
from iomlib.claims.find_year_end import year_end
from iomlib.claims.lines import Paragraph
from iomlib.claims.model import Claim
from iomlib.claims.otherwise import meant_otherwise


def find(paragraphs: Sequence[Paragraph], earlier: Iterable[Sequence[Paragraph]] = ()) -> list[Claim]:
    """List the claims of a report in order; ``earlier`` are papers that figures may have been copied from.

    A claim is found where the grammar is plain. Where it is not, nothing is claimed.
    """
    made = report(paragraphs)
    seen: set[tuple[object, ...]] = set()
    claims: list[Claim] = []
    first = list(_all(made, [report(paper) for paper in earlier]))
    told = {(each.text, each.kind) for each in first if any(part.unit == "%" for part in each.published)}
    first = [each for each in [*first, *pairs(made, told)] if not _set(each)]
    for each in [*first, *_untold(first, _by_figures(made))]:
        key = (
            each.kind,
            each.paragraph,
            each.text,
            tuple((p.text, p.name, p.value) for p in (*each.published, *each.inputs)),
        )
        if key not in seen and not meant_otherwise(made, each):
            seen.add(key)
            claims.append(replace(each, id=f"{each.document}-{len(claims) + 1}"))
    return claims


def _by_figures(made: Report) -> Iterator[Claim]:
    """List what the finders give that go by which figures a sentence holds."""
    for finder in (
        *(plain, year_end, wholes, means, sames, rows),
        *(moves, gaps, loose_totals, shared_out, verdicts, whole_marks),
    ):
        yield from finder(made)


def _set(claim: Claim) -> bool:
    """Say whether a change is one that was set: 77 is 15% below 90, as nobody can have half a robbery."""
    if (
        claim.kind != "change"
        or claim.words.get("direction") != "fall"
        or check(claim).verdict != "disagrees"
    ):
        return False
    base, left = (each for each in claim.inputs)
    inputs = (base._replace(name="base"), claim.published[0]._replace(name="reduction"))
    allowed = replace(claim, kind="ceiling", published=(left._replace(name=""),), inputs=inputs)
    return aim(claim.text) and check(allowed).verdict == "agrees"


def _untold(first: list[Claim], more: Iterable[Claim]) -> Iterator[Claim]:
    """Leave out a figure that another rule has read in the same sentence."""
    told = {(each.text, part.value, part.unit == "%") for each in first for part in each.published}
    for each in more:
        if not any(
            text in each.text
            and any((value, percent) == (part.value, part.unit == "%") for part in each.published)
            for text, value, percent in told
        ):
            yield each


def _all(made: Report, earlier: list[Report]) -> Iterator[Claim]:
    yield from shares(made)
    yield from sums(made)
    yield from tables(made)
    yield from changes(made)
    yield from targets(made)
    yield from limits(made)
    yield from projections(made)
    yield from rates(made)
    yield from scores(made)
    yield from classes(made)
    yield from twice(made, earlier)
    yield from again(made)
