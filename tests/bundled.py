"""A release of two reports, one of SIMULATED people, bundled twice; shared by all tests of bundles."""

from frame import DEMO, iom, keep, once

PRINTED, MADE_UP = "peterborough/2011-12-Q3", "simulated-partnership/2010-11-Q4"


def bundled(tmp_path_factory):
    def make(folder):
        only = ("--only", PRINTED, "--only", MADE_UP)
        keep(folder, iom("run", DEMO, *only, "--output", folder / "outputs"))
        for name in ("one.zip", "two.zip"):
            keep(folder, iom("bundle", folder / "outputs", folder / name))

    return once(tmp_path_factory, "bundled", make)
