"""What is wrong with the rows of an edition of unit costs that each keep their contract."""

from difflib import get_close_matches

from iomlib.tables.contracts_params import UnitCostRow

_ROUNDED = 30.0  # pounds: three parts, each rounded to 10, may miss the whole by less
_ALIKE = 0.9  # so much of two names is the same where one of them is a slip of the pen


def row_problems(edition: str, costs: list[UnitCostRow], named: set[str]) -> list[str]:
    """Say which rows cost nothing, have parts that are not theirs, or a name that is nearly one that is priced.

    Parameters
    ----------
    edition
        Its name, that of its file.
    costs
        Its rows.
    named
        The offences of another edition by which crimes are priced, where this one has no rows of its own that say so:
        without any of them it prices nothing. None where it has.
    """
    problems: list[str] = []
    for number, row in enumerate(costs, 2):
        where = f"{edition}.csv: row {number}"
        if not row.unit_cost:
            problems.append(
                f"{where}, column unit_cost: {row.offence} costs 0 pounds. A cost that nobody knows is no 0: leave the "
                "row out, and the offence is shown as not costed."
            )
        problems += [f"{where}, {said}" for said in (*_parts(row), *_nearly(row, named))]
    if named and not named & {row.offence for row in costs} and not problems:
        listed = ", ".join(sorted(named)[:3])
        problems.append(
            f"{edition}.csv: column offence: no crime is priced by any of these offences. Use the names of the default "
            f"edition ({listed} and so on), or give the edition rows of its own in subgroups.csv."
        )
    return problems


def _parts(row: UnitCostRow) -> list[str]:
    parts = [row.anticipation, row.consequence, row.response]
    known = [part for part in parts if part is not None]
    whole, apart = sum(known), max(_ROUNDED, row.unit_cost / 100)
    too_much = whole > row.unit_cost + apart
    if not too_much and (len(known) < len(parts) or whole >= row.unit_cost - apart):
        return []
    return [
        f"column unit_cost: {row.offence} costs {row.unit_cost:g} pounds, and its parts (anticipation, consequence, "
        f"response) add up to {whole:g}. Mend the cost or its parts, or leave the parts blank."
    ]


def _nearly(row: UnitCostRow, named: set[str]) -> list[str]:
    by_lower = {name.casefold(): name for name in named}
    close = get_close_matches(row.offence.casefold(), list(by_lower), n=1, cutoff=_ALIKE)
    if row.offence in named or not close:
        return []
    return [
        f"column offence: {row.offence} prices no crime. Did you mean {by_lower[close[0]]}? A misspelt offence would "
        "leave its crimes without a cost."
    ]
