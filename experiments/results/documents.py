"""What the JSON files of a results folder may hold: every field with its type and bounds, checked when a folder is opened.

A folder may come from somebody else, or be damaged. What passes here has the types that the rest of foedus relies on.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from experiments.results.files import MEGABYTE, read_bytes
from experiments.study.study import KEPT
from experiments.study.world_tables import MOST as MOST_WORLDS
from model.constants import LARGEST_KEY, LONGEST, MOST_RUNS, SIGNPOSTS
from model.errors import RequestError

__all__ = ["KIND", "ManifestFile", "PointFile", "read_document"]

KIND = "foedus results"
"""What a manifest says it is; the type below spells it out, for a type cannot be a variable."""
MOST_POINTS = 10_000_000


Word = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""A name: nothing that would move the cursor of the terminal that prints it."""
Real = Annotated[float, Field(allow_inf_nan=False)]
Value = bool | int | Real | Word
Settings = dict[Word, Value]
Runs = Annotated[int, Field(ge=1, le=MOST_RUNS)]
Months = Annotated[int, Field(ge=1, le=LONGEST)]
Seed = Annotated[int, Field(ge=0, le=LARGEST_KEY)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]+$", max_length=64)]
Keep = list[Literal[KEPT]]  # type: ignore[valid-type]


class _Strict(BaseModel):
    """Fields of exactly these types, and no others."""

    model_config = ConfigDict(strict=True, extra="forbid")


class DesignPart(_Strict):
    """The design of a study, as `experiments.study.designs` reads it."""

    method: Word
    size: Annotated[int, Field(ge=0, le=MOST_POINTS)]
    parameters: dict[Word, Any] | list[Any]


class StudyPart(_Strict):
    """What was asked, as `Study.described` writes it."""

    title: Annotated[str, Field(max_length=10_000)]
    policies: list[Word]
    scenarios: list[Word]
    alliance: Word
    runs: Runs
    seed: Seed
    months: Months
    parameters: Settings
    design: DesignPart
    keep: Keep
    rules: dict[Word, Word]
    worlds: Word = "one"
    lucks: Runs = 1


class PointPart(_Strict):
    """A point of the manifest: the name of its folder, and what it is for people."""

    point: Annotated[str, Field(pattern=r"^[0-9a-f]{20}$")]
    policy: Word
    scenario: Word
    set: Settings


class ManifestFile(_Strict):
    """manifest.json."""

    kind: Literal["foedus results"]
    layout: int = Field(alias="schema")
    versions: dict[Word, Word]
    machine: dict[Word, Value | None]
    workers: Annotated[int, Field(ge=1, le=100_000)]
    study: StudyPart
    points: Annotated[list[PointPart], Field(max_length=MOST_POINTS)]


class ChangePart(_Strict):
    """A dated change of a setting."""

    month: Annotated[int, Field(ge=0)]
    parameters: list[list[Value]]
    entities: list[list[Value]]


class SignpostPart(_Strict):
    """A signpost of an adaptive policy."""

    measure: Word
    side: Literal["below", "above"]
    threshold: Real | int
    months: Months
    once: bool
    since: Annotated[int, Field(ge=0, le=LONGEST)]
    parameters: list[list[Value]]
    entities: list[list[Value]]


class SettingPart(_Strict):
    """Everything that decides a run, as `model.settings.Resolved.canonical` writes it."""

    policy: Word
    scenario: Word
    parameters: Settings
    entities: list[list[Value]]
    changes: list[ChangePart]
    graphml: Digest | None
    signposts: Annotated[list[SignpostPart], Field(max_length=SIGNPOSTS)] = []


class WorldsPart(_Strict):
    """The worlds of a point, as `experiments.study.world_tables` writes them."""

    digest: Digest
    mode: Literal["record", "prior", "number", "table"]
    lucks: Runs
    count: Annotated[int, Field(ge=1, le=MOST_WORLDS)]
    place: Annotated[int, Field(ge=0, le=MOST_WORLDS)] | None = None


class PointFile(_Strict):
    """point.json: what a point's name stands for, and what else it takes to run it again."""

    layout: int = Field(alias="schema")
    setting: SettingPart
    alliance: Digest
    worlds: WorldsPart | None
    months: Months
    seed: Seed
    keep: Keep
    source: Hash
    arithmetic: Hash
    rules: dict[Word, tuple[Word, Hash] | list[Word]] | None = None
    variant: list[Word] | None = None
    set: Settings
    graphml: Word | None
    roster: Word
    files: dict[Word, Word] | None = None
    amendments: list[tuple[Word, Literal["set", "times", "add"], Value]] | None = None


File = TypeVar("File", bound=_Strict)


def read_document(folder: Path, path: Path, kind: type[File], most: int = 64 * MEGABYTE) -> File:
    """A JSON file of the folder, checked. Errors: RequestError, one line with the file, the field and what is allowed."""
    try:
        return kind.model_validate_json(read_bytes(folder, path, most))
    except FileNotFoundError:
        raise RequestError(f"{path}: no such file; the folder is not complete") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        if first["type"] == "json_invalid":
            raise RequestError(f"{path}: is damaged (not JSON)") from None
        where = ".".join(str(part) for part in first["loc"])
        raise RequestError(
            f"{path}: {where}: {first['msg'].lower()}; the file is damaged, or not written by foedus"
        ) from None
