"""Disclosure control of a run: the rule for people, and what was ever published, against what is to be published."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from iomlib.build.ledger import Ledger, Release, read_release
from iomlib.build.plan import Report
from iomlib.build.publish import publish
from iomlib.disclosure.profile import Profile
from iomlib.disclosure.read import read_groups, read_profile
from iomlib.errors import DisclosureError


class Control(NamedTuple):
    """The rule, which areas make up which, and the ledger of what was published.

    What is put ``aside`` is held against the ledger and not entered: nobody has seen it yet.
    """

    rule: Profile
    groups: list[tuple[str, list[str]]]
    ledger: Ledger
    waits: bool = False

    @property
    def keeps(self) -> Profile | None:
        """The rule that earlier versions have to pass to be kept; none for what nobody has seen."""
        return None if self.waits else self.rule

    def aside(self) -> "Control":
        """Give the same control for reports that wait to be released."""
        return self._replace(waits=True)

    def publish(self, report: Report, done: Path, output: Path, waiting: Iterable[str] = ()) -> list[str]:
        """Publish a report (`iomlib.build.publish.publish`) unless it gives away a count that is withheld.

        Raises
        ------
        DisclosureError
            Such a count could be worked out from it and all that was ever published.
        ReportError
            Another notebook made another table of the same name from the same input.
        """
        release = self.allowed(report, done)
        gone = publish(report, done, output, waiting, self.keeps)
        if release is not None and not self.waits:
            self.ledger.enter(release)
        return gone

    def allowed(self, report: Report, done: Path) -> Release | None:
        """Try to work out what a finished report withholds from all that was ever published; nothing if restricted.

        Raises
        ------
        DisclosureError
            A count that is withheld could be worked out.
        """
        if report.edition != "public":
            return None
        release = read_release(done / f"{report.notebook}.ipynb")
        if release.counts != "[]":
            from iomlib.build.ledger_attack import recoverable  # noqa: PLC0415  scipy, only for counts of people

            if problems := recoverable(release, self.ledger.releases(), self.rule, self.groups):
                raise DisclosureError(f"{report.notebook}: {problem}" for problem in problems)
        return release


def control_of(params: Path, output: Path) -> Control:
    """Read the rule of a project and the ledger of its public reports."""
    return Control(read_profile(params), read_groups(params), Ledger(output))
