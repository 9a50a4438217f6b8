"""Claims that a printed report makes in numbers, typed in to be held to arithmetic."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from iomlib.claims.cells import CellError, read_inputs, read_published
from iomlib.claims.kinds import KINDS
from iomlib.claims.model import Claim
from iomlib.errors import nearest
from iomlib.tables.kinds import Area, Identifier, Kind, QuarterId, Text, choice, rule
from iomlib.tables.row import Paragraph, Row


def _kind(value: str) -> str:
    if value not in KINDS:
        raise rule(f"{value} is not a kind of claim", nearest(value, sorted(KINDS)))
    return value


def _places(value: str) -> str:
    if not value.removeprefix("-").isdecimal():
        raise ValueError
    return value


class ClaimRow(Row):
    """A thing that a printed report says in numbers, with what it follows from."""

    path = "published_claims.csv"
    key = ("id",)
    begins = "quarter"

    id: Identifier = Field(description="Short name of the claim, used once.")
    area: Area
    quarter: QuarterId = Field(description="Quarter in which the report was printed.")
    document: Text = Field(description="The report, with its date.")
    paragraph: Paragraph
    text: Text = Field(description="The words in which it is printed, without anybody's name or initials.")
    kind: Annotated[Text, AfterValidator(_kind), choice("a kind of claim", *sorted(KINDS))] = Field(
        description="What is claimed: see `docs/claims.md`."
    )
    unit: Text = Field("", description="Unit of the published figures where it is not printed with them.")
    places: (
        Annotated[
            int,
            BeforeValidator(_places),
            Field(ge=-12, le=12),
            Kind(
                "a number of places",
                "Decimals of the last digit that is not rounded: 1 for 0.1, -3 for thousands.",
            ),
        ]
        | None
    ) = Field(None, description="Places of the published figures, where their digits do not show them.")
    published: Text = Field("", description="The figures that are held to arithmetic.")
    inputs: Text = Field("", description="What they follow from, by name or as values.")
    note: Text = Field("", description="What was assumed, or is to be known beside it.")

    @field_validator("published")
    @classmethod
    def _figures(cls, published: str, info: ValidationInfo) -> str:
        try:
            read_published(
                published, info.data.get("kind", ""), info.data.get("unit", ""), info.data.get("places")
            )
        except CellError as trouble:
            raise rule(trouble.found, trouble.allowed) from None
        return published

    @field_validator("inputs")
    @classmethod
    def _inputs(cls, inputs: str, info: ValidationInfo) -> str:
        try:
            if kind := info.data.get("kind"):
                read_inputs(inputs, kind)
        except CellError as trouble:
            raise rule(trouble.found, trouble.allowed) from None
        return inputs


def claim_of(row: ClaimRow) -> Claim:
    """Give the claim of a row.

    Examples
    --------
    >>> row = ClaimRow(id="a", area="haringey", quarter="2007-08-Q3", document="Paper", paragraph="2", text="25%",
    ...     kind="part", published="25%", inputs="part=7; part=12; whole=66")
    >>> [str(each.value) for each in claim_of(row).inputs]
    ['7', '12', '66']
    """
    published = read_published(row.published, row.kind, row.unit, row.places)
    inputs = read_inputs(row.inputs, row.kind)
    return Claim(
        row.id,
        row.document,
        row.paragraph,
        row.text,
        row.kind,
        published.numbers,
        inputs.numbers,
        {**published.words, **inputs.words},
    )
