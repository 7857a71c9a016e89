"""A block of runs as Parquet: the schema, written once and whole, and read back with its checksums verified.

| folder | rows | columns |
|---|---|---|
| points/ | a run | run, key, error (null if none), then every measure (null where undefined) |
| series/ | a run and month | run, month, then every monthly measure |
| incidents/ | a run and opportunity, abstained ones too | run, then EVENT's fields; codes stand in the metadata |
| states/ | a run and state | run, state, then what a state sums up over its months |

`run` is k, `key` what `AllianceModel(seed=…)` takes. Nothing in a row depends on the machine or the time.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from model.errors import RequestError

__all__ = ["EVENT_CODES", "SCHEMA", "TABLES", "events_of", "is_whole", "read", "write", "write_block"]

SCHEMA = 1
"""Version of the layout below a results folder."""

TABLES = {"points": "summaries", "series": "measures", "incidents": "events", "states": "by_state"}
"""Folder of each table, and the attribute of a block of runs that fills it; None there means it was not kept."""

EVENT_CODES = b"foedus.codes"


def _fields() -> tuple[str, ...]:
    from model.state import EVENT

    return EVENT.names or ()


def summary_table(runs: Any, first: int) -> Any:
    import pyarrow as pa

    from model.measures import MEASURES

    count = len(runs.keys)
    columns = {
        "run": pa.array(np.arange(first, first + count)),
        "key": pa.array(runs.keys),
        "error": pa.array([runs.errors.get(row) for row in range(count)], pa.string()),
    }
    for place, name in enumerate(MEASURES):
        columns[name] = pa.array(np.ascontiguousarray(runs.summaries[:, place]), from_pandas=True)
    return pa.table(columns)


def series_table(runs: Any, first: int) -> Any:
    import pyarrow as pa

    count, months, _ = runs.measures.shape
    columns = {
        "run": pa.array(np.repeat(np.arange(first, first + count), months)),
        "month": pa.array(np.tile(np.arange(months), count)),
    }
    for place, name in enumerate(runs.names):
        columns[name] = pa.array(np.ascontiguousarray(runs.measures[:, :, place]).reshape(-1), from_pandas=True)
    return pa.table(columns)


def incidents_table(runs: Any, first: int) -> Any:
    import pyarrow as pa

    from model.state import EVENT

    logs = [np.zeros(0, EVENT) if log is None else np.asarray(log) for log in runs.events]
    together = np.concatenate(logs)
    columns = {"run": pa.array(np.repeat(np.arange(first, first + len(logs)), [len(log) for log in logs]))}
    for name in _fields():
        columns[name] = pa.array(np.ascontiguousarray(together[name]))
    codes = {"authors": [*runs.roster.adversary_codes, "crime"], "targets": [*runs.roster.codes, "NATO"]}
    return pa.table(columns).replace_schema_metadata({EVENT_CODES: json.dumps(codes)})


def states_table(runs: Any, first: int) -> Any:
    import pyarrow as pa

    from model.state import STATE_TOTALS

    count, states, _ = runs.by_state.shape
    columns = {
        "run": pa.array(np.repeat(np.arange(first, first + count), states)),
        "state": pa.array(list(runs.roster.codes) * count),
    }
    for place, name in enumerate(STATE_TOTALS):
        columns[name] = pa.array(np.ascontiguousarray(runs.by_state[:, :, place]).reshape(-1), from_pandas=True)
    return pa.table(columns)


_TABLE_OF = {"series": series_table, "incidents": incidents_table, "states": states_table, "points": summary_table}


def write_block(folder: Path, point: str, name: str, runs: Any, first: int) -> None:
    """Write what the block holds; the summary last, for its presence is the commit."""
    for table, make in _TABLE_OF.items():
        if getattr(runs, TABLES[table]) is not None:
            write(make(runs, first), folder / table / point / name)


def write(table: Any, path: Path) -> None:
    """To a temporary name, then renamed: a file that is there is whole. Errors: OSError with the file's name."""
    import pyarrow.parquet as pq

    part = path.with_name(f".{path.stem}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, part, compression="zstd", write_page_checksum=True)
        with open(part, "rb") as file:
            os.fsync(file.fileno())
        os.replace(part, path)
        _settle(path.parent)
    except OSError as error:  # pyarrow's say neither which file nor, in `strerror`, what happened
        part.unlink(missing_ok=True)
        code = error.errno or errno.EIO
        raise OSError(code, os.strerror(code), str(path)) from error


def _settle(folder: Path) -> None:
    """A new name is on the disk only when its folder is: without this, a power cut could take back what was finished."""
    if hasattr(os, "O_DIRECTORY"):  # Windows has no such call
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read(path: Path, columns: list[str] | None = None) -> Any:
    """The table, or some of its columns. Errors: RequestError for a damaged file, FileNotFoundError for one that is gone."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            return file.read(columns=columns)
    except FileNotFoundError:
        raise
    except (OSError, pa.ArrowException):
        raise RequestError(f"{path}: is damaged; run the study again, which makes it anew and keeps the rest") from None


def is_whole(path: Path, rows: int | None = None) -> bool:
    """Whether every page can be read and has the sum it was written with; `rows`, if told, is how many there must be."""
    try:
        table = read(path)
    except (FileNotFoundError, RequestError):
        return False
    return rows is None or table.num_rows == rows


def events_of(path: Path) -> Iterator[tuple[int, np.ndarray]]:
    """The opportunities of each run in a chunk of incidents, as records of EVENT."""
    from model.state import EVENT

    table = read(path)
    runs = table["run"].to_numpy()
    events = np.zeros(len(runs), EVENT)
    for name in _fields():
        events[name] = table[name].to_numpy()
    starts = [int(row) for row in np.flatnonzero(np.r_[True, runs[1:] != runs[:-1]])] if len(runs) else []
    for first, last in zip(starts, [*starts[1:], len(runs)], strict=True):
        yield int(runs[first]), events[first:last]
