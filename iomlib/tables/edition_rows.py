"""What is wrong with the rows of an edition of unit costs that each keep their contract."""

from iomlib.tables.contracts_params import UnitCostRow

_ROUNDED = 30.0  # pounds: three parts, each rounded to 10, may miss the whole by less


def row_problems(edition: str, costs: list[UnitCostRow]) -> list[str]:
    """Say which rows of an edition, named as its file is, cost nothing or have parts that are not theirs."""
    problems: list[str] = []
    for number, row in enumerate(costs, 2):
        where = f"{edition}.csv: row {number}"
        if not row.unit_cost:
            problems.append(
                f"{where}, column unit_cost: {row.offence} costs 0 pounds. A cost that nobody knows is no 0: leave the "
                "row out, and the offence is shown as not costed."
            )
        problems += [f"{where}, {said}" for said in _parts(row)]
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
