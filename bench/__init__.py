"""How fast `iom run` is, measured beside the loop that people write without it: `make bench`."""
