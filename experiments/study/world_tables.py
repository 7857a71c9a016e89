"""The worlds of a study: those that the record allows, the declared defaults, the prior's, one of them, or a table of
one's own.

record    the alliance's worlds.parquet, one row a world; where an alliance ships none: one
one       the declared defaults, which are the typical world's
prior     500 worlds drawn from the prior by the study's seed
17        the world at that place of the alliance's file, alone
FILE      a table of worlds, Parquet or CSV: columns are uncertain parameters, and adversaries' numbers, as RUS.harshness
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from experiments.study.worlds import by_world, places
from model.errors import RequestError, nearest
from model.shipped import TABLE

__all__ = [
    "MODES",
    "MOST",
    "Cells",
    "Worlds",
    "checked",
    "digest_of",
    "lived",
    "read_worlds_of",
    "ships_worlds",
    "stored_places",
    "table_bytes",
    "table_from",
]

MODES = ("record", "one", "prior")
PRIOR = 500
"""Worlds drawn from the prior: the same however many runs there are, so that more runs only add."""
MOST = 100_000
ALONE = -1
"""The stored world of a run where every run has the declared defaults."""


@dataclass(frozen=True, eq=False)
class Worlds:
    """Worlds as a study runs them. table: one row a world; None for the declared defaults."""

    asked: Any  # what the user said, read again where seed or alliance change
    mode: str = "one"  # one | record | prior | number | table
    lucks: int = 1
    table: Any = None
    digest: str | None = None
    place: int | None = None  # of the single world, in the alliance's file
    note: str = ""

    @property
    def count(self) -> int:
        return 1 if self.table is None else len(self.table)

    @property
    def identity(self) -> dict[str, Any] | None:
        """What a point's name holds of its worlds."""
        if self.table is None:
            return None
        place = {} if self.place is None else {"place": self.place}
        return {"digest": self.digest, "mode": self.mode, "lucks": self.lucks, "count": self.count, **place}

    @property
    def name(self) -> str:
        """For people."""
        if self.mode == "one":
            return "one"
        return self.asked if isinstance(self.asked, str) else str(self.place) if self.mode == "number" else self.mode

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Worlds) and self.identity == other.identity

    def __hash__(self) -> int:
        return hash((self.digest, self.place, self.lucks))

    def rows(self, seed: int, first: int, last: int) -> np.ndarray:
        """The rows of the table in which runs first … last are lived."""
        return places(seed, first, last, self.count, self.lucks)

    def places(self, seed: int, first: int, last: int) -> np.ndarray:
        """The same as they are stored: the place in the alliance's file, −1 for the declared defaults."""
        return stored_places(self.identity, seed, first, last)


def stored_places(identity: Mapping[str, Any] | None, seed: int, first: int, last: int) -> np.ndarray:
    """The worlds that the rows of a point must name, from the point's own record."""
    if identity is None:
        return np.full(last - first + 1, ALONE, dtype=np.int64)
    if identity.get("place") is not None:
        return np.full(last - first + 1, identity["place"], dtype=np.int64)
    return places(seed, first, last, identity["count"], identity["lucks"])


@dataclass(frozen=True)
class Cells:
    """How a study's runs lie in worlds and lucks."""

    worlds: int
    lucks: int
    seed: int

    @classmethod
    def of(cls, identity: Mapping[str, Any] | None, seed: int) -> Cells | None:
        """From a point's record; None where all runs are lived in one world."""
        if identity is None or identity["count"] < 2:
            return None
        return cls(identity["count"], identity["lucks"], seed)

    def matrix(self, values: np.ndarray) -> np.ndarray:
        """Values by run as (worlds, lucks)."""
        return by_world(values, self.seed, self.worlds, self.lucks)

    def places(self, runs: int) -> np.ndarray:
        """The row of each run's world."""
        return places(self.seed, 0, runs - 1, self.worlds, self.lucks)

    def met(self, runs: int) -> np.ndarray:
        """The worlds in the rows of `matrix`."""
        if runs // self.lucks >= self.worlds:
            return np.arange(self.worlds)
        return self.places(runs // self.lucks * self.lucks)[:: self.lucks]


def lived(asked: Any, lucks: int, seed: int, alliance: Any) -> Worlds:
    """The worlds of a study. Errors: RequestError for a file that is none, a number that is none, or a table out of bounds."""
    if isinstance(asked, Worlds):
        if asked.mode == "table":
            return Worlds(asked.asked, "table", lucks, asked.table, asked.digest)
        asked = asked.asked
    if isinstance(asked, Path):
        asked = str(asked)
    if isinstance(asked, str) and asked.strip().isdigit():
        asked = int(asked)
    if isinstance(asked, bool) or asked is None:
        raise RequestError(f"worlds = {asked!r}; allowed: {', '.join(MODES)}, a world's number, or a file")
    if isinstance(asked, str) and asked == "one":
        return Worlds("one")
    if isinstance(asked, int):
        return _single(asked, alliance)
    if isinstance(asked, str) and asked == "record":
        table = read_worlds_of(alliance)
        if table is None:
            return Worlds(
                "record", note=f"no worlds are shipped with {alliance.name}: one world, the declared defaults"
            )
        return Worlds("record", "record", lucks, table, digest_of(table))
    if isinstance(asked, str) and asked == "prior":
        table = _from_prior(seed, alliance)
        return Worlds("prior", "prior", lucks, table, digest_of(table))
    table = checked(read_table(asked) if isinstance(asked, str) else asked)
    return Worlds(Path(asked).name if isinstance(asked, str) else "table", "table", lucks, table, digest_of(table))


def ships_worlds(alliance: Any) -> bool:
    """Whether worlds lie beside an alliance's states."""
    return alliance.folder is not None and alliance.folder.joinpath(TABLE).is_file()


def read_worlds_of(alliance: Any) -> Any:
    """The worlds that an alliance ships, None where it ships none."""
    if not ships_worlds(alliance):
        return None
    return checked(table_from(alliance.folder.joinpath(TABLE).read_bytes(), f"{alliance.name}: {TABLE}"))


def read_table(file: str) -> Any:
    """A table of worlds in Parquet or CSV."""
    import pandas as pd

    path = Path(file)
    if not path.is_file():
        guess = nearest(file, MODES)
        hint = (
            f"did you mean '{guess}'?"
            if guess
            else f"worlds are {', '.join(MODES)}, a world's number, or a table in Parquet or CSV"
        )
        raise RequestError(f"worlds = '{file}': no such file; {hint}")
    if path.suffix == ".parquet":
        return table_from(path.read_bytes(), file)
    try:
        return pd.read_csv(path)
    except (ValueError, OSError) as error:  # pandas' own errors are ValueErrors
        raise RequestError(f"{file}: cannot be read as a CSV table ({str(error).splitlines()[0][:80]})") from None


def table_from(content: bytes, named: str) -> Any:
    """The table in a Parquet file's bytes, not checked yet. Errors: RequestError."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(io.BytesIO(content)).to_pandas()
    except (OSError, pa.ArrowException) as error:
        raise RequestError(f"{named}: cannot be read as Parquet ({str(error).splitlines()[0][:80]})") from None


def checked(table: Any) -> Any:
    """The table as numbers, every value within its bounds. Errors: RequestError."""
    import pandas as pd

    from model.settings.amendments import read_worlds

    columns = read_worlds(table)
    if not columns:
        raise RequestError("worlds: the table has no column; name at least one uncertain parameter")
    found = pd.DataFrame(columns)
    if len(found) > MOST:
        raise RequestError(f"worlds: {len(found):,} rows; at most {MOST:,} are read")
    return found


def digest_of(table: Any) -> str:
    """Hash of what a table says, whatever file it came from."""
    told = hashlib.sha256()
    for name in sorted(table):
        told.update(name.encode() + b"\0" + np.ascontiguousarray(table[name], dtype="<f8").tobytes())
    return told.hexdigest()


def table_bytes(table: Any) -> bytes:
    """The table as a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    into = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), into, compression="zstd")
    return into.getvalue()


def _single(place: int, alliance: Any) -> Worlds:
    table = read_worlds_of(alliance)
    if table is None:
        raise RequestError(f"worlds = {place}: {alliance.name} ships no worlds; allowed: one, prior, or a file")
    if not 0 <= place < len(table):
        raise RequestError(f"worlds = {place} does not exist; allowed: a world's place, 0 … {len(table) - 1}")
    table = table.iloc[[place]].reset_index(drop=True)
    return Worlds(place, "number", 1, table, digest_of(table), place)


def _from_prior(seed: int, alliance: Any) -> Any:
    """Worlds of the prior; what the alliance itself says, it holds in all of them."""
    from experiments.study.priors import draw_worlds

    table = draw_worlds(PRIOR, seed, alliance)
    return checked(table[[name for name in table if name not in alliance.parameters]])
