"""The chain of the log of releases: each event holds a sum of all that stands before it.

So nothing in the log can be changed, left out or put between without changing every sum after it, and the last one,
its head. Who rewrites the whole log can make a new chain: a head that was written down elsewhere tells.
"""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any


def link(before: str, event: dict[str, Any]) -> str:
    """Give the sum of all up to an event. What is empty does not count: a later iomlib may have more to leave empty.

    Examples
    --------
    >>> link("a", {"what": "published", "why": []}) == link("a", {"what": "published"})
    True
    >>> link("a", {"what": "published"}) == link("b", {"what": "published"})
    False
    """
    said = {key: value for key, value in event.items() if value not in (None, "", [], {})}
    return sha256(f"{before}\n{json.dumps(said, sort_keys=True)}".encode()).hexdigest()


def head_of(id: str, events: Iterable[dict[str, Any]]) -> str:
    """Give the sum of a whole log: that of its last event."""
    head = id
    for event in events:
        head = link(head, event)
    return head


def first_broken(id: str, head: str, events: list[dict[str, Any]]) -> int | None:
    """Give the number of the first event that is not as it was written, counted from 1; none where all are.

    Events of an earlier iomlib have no sum. They may only stand at the beginning; the first sum is of them too.

    Examples
    --------
    >>> events = [{"key": "a", "before": "id"}]
    >>> events.append({"key": "b", "before": head_of("id", events)})
    >>> head = head_of("id", events)
    >>> first_broken("id", head, events), first_broken("id", head, [{**events[0], "key": "c"}, events[1]])
    (None, 1)
    """
    said, sums = id, False
    for number, event in enumerate(events, 1):
        before = event.get("before", "")
        if before != said and (before or sums):
            return max(number - 1, 1)
        sums = sums or bool(before)
        said = link(said, event)
    return None if head == said else max(len(events), 1)
