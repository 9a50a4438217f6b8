"""What it takes to be over the threshold of a rule, in its own words."""

from iomlib.rules import Group, Rule, words


def meaning(rule: Rule) -> list[str]:
    """Say in the rule's own words who is over its threshold; nothing where points or numbers of criteria decide.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.rules import read_rule
    >>> meaning(read_rule("params", "high-crime-causers", date(2009, 3, 31)))[0][:75]
    'Over the threshold: 18 or over on the reference date together with (10 or m'
    """
    said = _meant(rule.select, rule) if rule.select else ""
    return [f"Over the threshold: {said}."] if said else []


def _meant(node: "Group | str", rule: Rule) -> str:
    if isinstance(node, str):
        return words(rule.criterion(node))
    parts = [_meant(each, rule) for each in node.all or node.any or []]
    if not parts or not all(parts):
        return ""
    if node.all:
        return " together with ".join(f"({part})" if ", or " in part else part for part in parts)
    return ", or ".join(parts)
