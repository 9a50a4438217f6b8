"""`python -m iomlib` is `iom`."""

from iomlib.cli import main

main()
