"""How long files are kept: `params/retention.yml`, with the reason for each kind of file. Without it nothing goes."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from iomlib.errors import ParameterError
from iomlib.params import Shown, Strict
from iomlib.spelling import named, read_yaml

NAME = "retention.yml"


class Kind(Strict):
    """Files that are kept equally long, and why: until a day, or for some days after they were last written.

    `of` is `data`, with patterns of `files` below the data folder, or `scratch`: what runs that were killed have left
    in the outputs folder.
    """

    kind: Shown
    of: Literal["data", "scratch"]
    files: list[Shown] = Field(default_factory=list)
    until: date | None = None
    days: Annotated[int, Field(ge=0, le=36_500)] | None = None
    source: Shown

    @model_validator(mode="after")
    def _is_clear(self) -> Self:
        if (self.until is None) == (self.days is None):
            raise ValueError("needs either until (a day) or days (after the file was last written)")
        if (self.of == "data") != bool(self.files):
            raise ValueError("needs files where it is of data, and none where it is of scratch")
        if not self.source.strip():
            raise ValueError("source is empty. Say why these files are kept so long, and no longer")
        for pattern in self.files:
            path = PurePosixPath(pattern)
            if path.is_absolute() or ".." in path.parts or "\\" in pattern or ":" in pattern:
                raise ValueError(f"files: {pattern} may lead out of the data folder")
        return self

    def kept_until(self, path: Path) -> date:
        """Say until which day a file is kept, that day included."""
        if self.until is not None:
            return self.until
        try:
            written = datetime.fromtimestamp(path.stat(follow_symlinks=False).st_mtime, UTC).date()
            return written + timedelta(days=self.days or 0)
        except (OverflowError, ValueError, OSError):  # a time that no calendar has: nobody knows its age
            return date.max


class Retention(Strict):
    """The kinds of a project."""

    description: str = ""
    kinds: list[Kind]


def read_retention(params: Path) -> list[Kind]:
    """Read how long each kind of file is kept; none where the file is not there.

    Raises
    ------
    ParameterError
        The file cannot be read, or says of a kind too little, too much, or what leads out of the data folder.
    """
    path = params / NAME
    if not path.exists():
        return []
    try:
        content, troubles = read_yaml(path)
    except OSError:
        raise ParameterError(f"{NAME}: cannot be read.") from None
    if troubles:
        raise ParameterError(f"{NAME}: {trouble.words}" for trouble in troubles)
    try:
        return Retention.model_validate(content).kinds
    except ValidationError as trouble:
        raise ParameterError(
            f"{NAME}: {named(error['loc']) or 'the file'}: {error['msg'].removeprefix('Value error, ')}."
            for error in trouble.errors()
        ) from None
