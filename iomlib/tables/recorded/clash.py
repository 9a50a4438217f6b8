"""Which files would count the same crimes twice."""

from collections.abc import Iterable, Sequence

from iomlib.tables.recorded.contract import SourceFile

_LISTED = 3  # of what two files both cover


def clashes(before: Iterable[SourceFile], new: Sequence[SourceFile]) -> list[str]:
    """Say which files cover the same as another, or hold the same bytes under another name.

    A file of the same name and bytes is the same file, and no clash.

    Examples
    --------
    >>> one = SourceFile("a.csv", "1" * 64, 5, "A", ("kent 2018-10",))
    >>> clashes([one], [one]), len(clashes([one], [one._replace(sha256="2" * 64)]))
    ([], 1)
    """
    problems, seen = [], list(before)
    for each in new:
        same = next((other for other in seen if other.sha256 == each.sha256), None)
        if same is None:
            problems += [_both(each, other) for other in seen if set(each.covers) & set(other.covers)]
        elif same.name != each.name:
            problems.append(
                f"{each.name}: has the same content as {same.name}, which is counted already. "
                "Is one of them a copy under a wrong name? Leave it out."
            )
        seen.append(each)
    return problems


def replaced(before: Iterable[SourceFile], new: Sequence[SourceFile]) -> tuple[SourceFile, ...]:
    """Find the files that cover nothing but what new files cover: those may give way to them."""
    covered = {what for each in new for what in each.covers}
    same = {each.sha256 for each in new}
    return tuple(
        each for each in before if each.covers and set(each.covers) <= covered and each.sha256 not in same
    )


def _both(new: SourceFile, old: SourceFile) -> str:
    both = sorted(set(new.covers) & set(old.covers))
    more = f" and {len(both) - _LISTED} more" if len(both) > _LISTED else ""
    return (
        f"{new.name}: covers {', '.join(both[:_LISTED])}{more}, as {old.name} does: the crimes would be counted "
        "twice. Leave one of the two out, or give --replace if the new one takes the place of all of the old."
    )
