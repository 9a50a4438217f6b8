"""What the gold level of RAP asks for."""

from iomlib.build.rap.evidence import Evidence, ask, listed, met, not_met
from iomlib.build.rap.project import Project

_SERVICES = (
    ".github/workflows/*.y*ml",
    ".gitlab-ci.yml",
    "azure-pipelines.yml",
    "jenkinsfile",
    ".circleci/config.yml",
    ".travis.yml",
    "bitbucket-pipelines.yml",
)
_TESTS = r"pytest|make test|make check|testthat|devtools::test|R CMD check|check-r-package|\btox\b|\bnox\b|unittest"
_WHEN = r"^\s*-?\s*schedule:|\bcron\b|repository_dispatch|^\s*schedules:"
_CHANGES = (
    "changelog",
    "changelog.*",
    "changes.md",
    "news.md",
    "news.rst",
    "history.md",
    "history.rst",
    "docs/changelog.*",
)


def packaged(project: Project) -> Evidence:
    """Look for what makes a package of the code."""
    found = project.naming(r"^\[build-system\]|^\[project\]", project.matching("pyproject.toml"))
    found += project.matching("setup.py", "setup.cfg")
    found += project.naming(r"^Package:", project.matching("description"))
    return (
        met(f"{listed(found)} makes a package of it")
        if found
        else not_met("no `pyproject.toml`, `setup.py` or `DESCRIPTION`")
    )


def integration(project: Project) -> Evidence:
    """Look for a service that runs the tests."""
    services = project.matching(*_SERVICES)
    if found := project.naming(_TESTS, services):
        return met(f"{listed(found)} runs the tests")
    if scripts := project.naming(_TESTS, project.matching(".ci/*", "ci/*")):
        return ask(f"{listed(scripts)} runs the tests, but what starts it is not in the files")
    if services:
        return not_met(f"{listed(services)} runs no tests")
    return not_met("no settings of a service that runs tests, such as `.github/workflows`")


def scheduled(project: Project) -> Evidence:
    """Look for what starts a run."""
    found = project.naming(_WHEN, project.matching(*_SERVICES))
    found += project.matching("*crontab*", "*.timer", "dags/*.py")
    if found:
        return met(f"{listed(found)} starts runs")
    return not_met("no schedule and no trigger in the files: somebody starts each run")


def signposted(project: Project) -> Evidence:
    """Look for a list of changes, and for releases."""
    pages = [name for name in project.matching(*_CHANGES) if project.text(name).strip()]
    if not pages:
        return not_met("no list of changes, such as `CHANGELOG.md`")
    version = project.naming(
        r"^version\s*=|^Version:", project.matching("pyproject.toml", "setup.cfg", "description")
    )
    return met(f"{listed(pages)}" + (f", and a version in {listed(version)}" if version else ""))
