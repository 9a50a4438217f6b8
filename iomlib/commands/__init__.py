"""Commands beside those that make reports, a module a subject. Words in, exit code out, as in `iomlib.cli`."""

from iomlib.commands.beginning import new
from iomlib.commands.bundle import bundle
from iomlib.commands.claiming import claims
from iomlib.commands.doctoring import doctor
from iomlib.commands.figure import figure
from iomlib.commands.releasing import drafts, release, sweep
from iomlib.commands.verifying import verify

COMMANDS = (new, doctor, claims, figure, release, sweep, drafts, verify, bundle)
