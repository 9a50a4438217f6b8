"""Rules as files: who is selected for a scheme, who leaves it, who is counted in a cohort.

A rule file (`params/rules/*.yml`) says what is asked for, in the words it was printed in, with its source and the
days on which it holds. `iomlib.metrics.selection` and `iomlib.metrics.review` apply it; neither knows a scheme.
"""

from iomlib.rules.model import Band, Criterion, Group, Rule, Valid
from iomlib.rules.read import check_rules, read_rule
from iomlib.rules.words import words

__all__ = ["Band", "Criterion", "Group", "Rule", "Valid", "check_rules", "read_rule", "words"]
