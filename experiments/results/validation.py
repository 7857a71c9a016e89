"""Checks that a chunk is what its name says. Every table passes this check before anything in it is used.

In this order, so that nothing large is unpacked before it is known to be ours: name and checksum, then what the footer
says (point, table, runs, columns with types, number of rows, size unpacked), then the rows themselves (numbers of the runs,
keys made from the study's seed, months, states, no infinite number).
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from experiments.results import chunks
from experiments.results.files import MEGABYTE, read_bytes
from experiments.study.world_tables import stored_places

__all__ = ["Damaged", "Expected", "read"]

MOST_BYTES = 2_000 * MEGABYTE
"""The largest file that is read."""
LONGEST_ERROR = 10_000
"""Characters of a failed run's error."""
ROW_BYTES = 24
"""Bytes a value of a column may take unpacked, levels and page headers included; texts have their own bound."""
MOST_EVENTS = 200_000
"""Opportunities of a run, at most."""
MOST_STATES = 1_000


class Damaged(Exception):
    """The chunk is not what its name says; the text says why."""


@dataclass(frozen=True)
class Expected:
    """What a chunk must be."""

    folder: Path
    point: str
    table: str
    first: int
    last: int
    seed: int
    months: int
    worlds: Mapping[str, Any] | None = None

    @property
    def runs(self) -> int:
        return self.last - self.first + 1


def read(path: Path, expected: Expected) -> Any:
    """The table, checked. Errors: Damaged; FileNotFoundError for a missing chunk; RequestError for a link."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = _content(path, expected)
    try:
        with pq.ParquetFile(io.BytesIO(content), page_checksum_verification=True) as file:
            _footer(file, expected)
            table = file.read()
    except (OSError, pa.ArrowException) as error:
        raise Damaged(f"cannot be read ({str(error).splitlines()[0][:80]})") from None
    _rows(table, expected)
    return table


def _content(path: Path, expected: Expected) -> bytes:
    """The bytes of the file, if they have the checksum that lies beside it."""
    content = read_bytes(expected.folder, path, MOST_BYTES)
    try:
        said = read_bytes(expected.folder, chunks.checksum(path), 1_000).split()
    except FileNotFoundError:
        if not path.exists():  # it went with its checksum: a writer has joined it to others
            raise
        raise Damaged("has no checksum beside it") from None
    if said != [hashlib.sha256(content).hexdigest().encode(), path.name.encode()]:
        raise Damaged("has another checksum than the one beside it")
    return content


def _footer(file: Any, expected: Expected) -> None:
    """What can be checked without unpacking a row."""
    meta, fields = file.metadata, chunks.schema(expected.table)
    found = file.schema_arrow
    if not found.equals(fields, check_metadata=False):
        raise Damaged("has other columns than this version of foedus writes")
    what = {
        "layout": chunks.LAYOUT,
        "point": expected.point,
        "table": expected.table,
        "first": expected.first,
        "last": expected.last,
    }
    try:
        said = json.loads((found.metadata or {}).get(chunks.WHAT, b"null"))
    except ValueError:
        said = None
    if said != what:
        raise Damaged("is a chunk of another point, table or range of runs")
    rows, runs, years = meta.num_rows, expected.runs, -(-expected.months // 12)
    wrong = {
        "points": rows != runs,
        "series": rows != runs * expected.months,
        "states": rows % (runs * years) != 0 or not runs * years <= rows <= runs * years * MOST_STATES,
        "incidents": rows > runs * MOST_EVENTS,
    }
    if wrong[expected.table]:
        raise Damaged(f"has {rows:,} rows, which {runs:,} runs cannot have")
    unpacked = sum(meta.row_group(group).total_byte_size for group in range(meta.num_row_groups))
    if unpacked > len(fields) * (rows * ROW_BYTES + 10_000 * meta.num_row_groups) + runs * LONGEST_ERROR:
        raise Damaged(f"would unpack to {unpacked / MEGABYTE:,.0f} MB")


def _rows(table: Any, expected: Expected) -> None:
    """The rows themselves."""
    runs = np.arange(expected.first, expected.last + 1)
    number = _whole(table, "run")
    if expected.table == "incidents":
        if len(number) and not (number[0] >= runs[0] and number[-1] <= runs[-1] and (np.diff(number) >= 0).all()):
            raise Damaged("holds other runs than its name says")
    elif not np.array_equal(number, np.repeat(runs, len(number) // len(runs))):
        raise Damaged("holds other runs than its name says")
    if expected.table == "points":
        from model.randomness import run_keys

        if not np.array_equal(_whole(table, "key"), run_keys(expected.seed, expected.first, expected.last)):
            raise Damaged("holds keys that the study's seed does not make")
        lived = stored_places(expected.worlds, expected.seed, expected.first, expected.last)
        if not np.array_equal(_whole(table, "world"), lived):
            raise Damaged("holds other worlds than the study has")
        errors = [error for error in table["error"].to_pylist() if error is not None]
        if any(len(error) > LONGEST_ERROR for error in errors):
            raise Damaged("holds an error of too many characters")
    if expected.table == "series" and not np.array_equal(
        _whole(table, "month"), np.tile(np.arange(expected.months), len(runs))
    ):
        raise Damaged("holds other months than the study has")
    if expected.table == "states":
        states, years = table["state"].to_pylist(), -(-expected.months // 12)
        own = states[: len(states) // (len(runs) * years)]
        if None in own or len(set(own)) < len(own) or states != own * (len(runs) * years):
            raise Damaged("holds other states in one run or year than in another")
        if not np.array_equal(_whole(table, "year"), np.tile(np.repeat(np.arange(years), len(own)), len(runs))):
            raise Damaged("holds other years than the study has")
    for name in table.column_names:
        values = table[name].to_numpy(zero_copy_only=False)
        if values.dtype.kind == "f" and np.isinf(values).any():
            raise Damaged(f"holds an infinite {name}")


def _whole(table: Any, name: str) -> np.ndarray:
    """A column of whole numbers, none of them null."""
    column = table[name]
    if column.null_count:
        raise Damaged(f"holds a row without a {name}")
    return np.asarray(column.to_numpy())
