"""A simulated population part by part: the places whose margins are printed, and a borough for the rest."""

from collections.abc import Callable, Iterator

from iomlib.simulate.borough import Made, borough
from iomlib.simulate.chance import Chance
from iomlib.simulate.national import national
from iomlib.simulate.peterborough import peterborough
from iomlib.simulate.printed import BOROUGH, NATIONAL, PETERBOROUGH, STOCKTON
from iomlib.simulate.stockton import stockton

EXACT = 4000  # people from which the places with printed margins are made
USUAL = 5000
BLOCK = 50_000  # people of the borough who are made, and held in memory, at the same time
PLACES: dict[str, Callable[[Chance], Made]] = {
    STOCKTON: stockton,
    PETERBOROUGH: peterborough,
    NATIONAL: national,
}


def parts(seed: int, people: int) -> Iterator[tuple[str, Made]]:
    """Make so many people, part by part, each with its area. The same seed gives the same people.

    With 4,000 people or more the places with printed margins come first, whatever the seed and the
    number; the rest, or all if there are fewer, live in the borough.

    Examples
    --------
    >>> [(area, made.people) for area, made in parts(1, 60)]
    [('simulated-borough', 60)]
    """
    rest = people
    if people >= EXACT:
        for area, make in PLACES.items():
            made = make(Chance(seed, f"{area} "))
            rest -= made.people
            yield area, made
    for number, start in enumerate(range(0, rest, BLOCK)):
        yield BOROUGH, borough(Chance(seed, f"{BOROUGH} {number} "), min(BLOCK, rest - start))
