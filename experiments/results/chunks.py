"""A block of runs as Parquet: the schema of each table, written whole with its checksum, and checked whenever it is read.

| folder | rows | columns |
|---|---|---|
| points/ | a run | run, world (−1: the declared defaults), key, error (null if none), every measure (null where undefined) |
| series/ | a run and month | run, month, then every monthly measure |
| incidents/ | a run and opportunity, abstained ones too | run, then EVENT's fields; codes stand in the metadata |
| states/ | a run, year and state | run, year, state, then what the state has summed up by the year's end |

`run` is k, `key` what `AllianceModel(seed=…)` takes. Nothing in a row depends on the machine or the time. Beside each file
lies FILE.sha256, the checksum of its bytes; its metadata say of which point, table and runs it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from experiments.results.files import write_whole, writing

__all__ = [
    "CHECKSUM",
    "EVENT_CODES",
    "LAYOUT",
    "TABLES",
    "WHAT",
    "checksum",
    "events_in",
    "schema",
    "write",
    "write_block",
]

LAYOUT = 3
"""Version of the layout below a results folder."""

TABLES = {"points": "summaries", "series": "measures", "incidents": "events", "states": "by_state"}
"""Folder of each table, and the attribute of a block of runs that fills it; None there means it was not kept."""

EVENT_CODES, WHAT = b"foedus.codes", b"foedus.what"
CHECKSUM = ".sha256"
ONE_WORLD = -1
"""A run's world where every run has the declared values."""


def schema(table: str) -> Any:
    """The columns of a table with their types, from the declarations."""
    import pyarrow as pa

    from model.measures import MEASURES, MONTHLY
    from model.state import EVENT, STATE_TOTALS

    whole, real, text = pa.int64(), pa.float64(), pa.string()
    if table == "points":
        columns = {"run": whole, "world": whole, "key": whole, "error": text} | dict.fromkeys(MEASURES, real)
    elif table == "series":
        columns = {"run": whole, "month": whole} | dict.fromkeys(MONTHLY, real)
    elif table == "states":
        columns = {"run": whole, "year": whole, "state": text} | dict.fromkeys(STATE_TOTALS, real)
    else:
        columns = {"run": whole} | {name: pa.from_numpy_dtype(EVENT[name]) for name in EVENT.names or ()}
    return pa.schema(list(columns.items()))


def _summaries(runs: Any, first: int) -> dict[str, Any]:
    from model.measures import MEASURES

    count = len(runs.keys)
    columns = {
        "run": np.arange(first, first + count),
        "world": runs.worlds if len(runs.worlds) == count else np.full(count, ONE_WORLD),
        "key": runs.keys,
        "error": [runs.errors.get(row) for row in range(count)],
    }
    return columns | {name: np.ascontiguousarray(runs.summaries[:, place]) for place, name in enumerate(MEASURES)}


def _series(runs: Any, first: int) -> dict[str, Any]:
    count, months, _ = runs.measures.shape
    columns = {
        "run": np.repeat(np.arange(first, first + count), months),
        "month": np.tile(np.arange(months), count),
    }
    return columns | {name: _flat(runs.measures, place) for place, name in enumerate(runs.names)}


def _incidents(runs: Any, first: int) -> dict[str, Any]:
    from model.state import EVENT

    logs = [np.zeros(0, EVENT) if log is None else np.asarray(log) for log in runs.events]
    together = np.concatenate(logs)
    columns = {"run": np.repeat(np.arange(first, first + len(logs)), [len(log) for log in logs])}
    return columns | {name: np.ascontiguousarray(together[name]) for name in EVENT.names or ()}


def _states(runs: Any, first: int) -> dict[str, Any]:
    from model.state import STATE_TOTALS

    count, years, states, _ = runs.by_state.shape
    columns = {
        "run": np.repeat(np.arange(first, first + count), years * states),
        "year": np.tile(np.repeat(np.arange(years), states), count),
        "state": list(runs.roster.codes) * (count * years),
    }
    return columns | {name: _flat(runs.by_state, place) for place, name in enumerate(STATE_TOTALS)}


def _flat(values: np.ndarray, place: int) -> np.ndarray:
    return np.ascontiguousarray(values[..., place]).reshape(-1)


_COLUMNS_OF = {"series": _series, "incidents": _incidents, "states": _states, "points": _summaries}
"""The summary last, for its presence is the commit."""


def write_block(folder: Path, point: str, runs: Any, first: int) -> None:
    """Write what the block holds; the summary last."""
    import pyarrow as pa

    last = first + len(runs.keys) - 1
    for table, columns_of in _COLUMNS_OF.items():
        if getattr(runs, TABLES[table]) is None:
            continue
        fields, columns = schema(table), columns_of(runs, first)
        made = pa.table([pa.array(columns[f.name], f.type, from_pandas=True) for f in fields], schema=fields)
        codes = {}
        if table == "incidents":
            codes = {"authors": [*runs.roster.adversary_codes, "crime"], "targets": [*runs.roster.codes, "NATO"]}
        write(made, folder, point, table, first, last, codes)


def write(rows: Any, folder: Path, point: str, table: str, first: int, last: int, codes: Any = None) -> None:
    """The rows of runs first … last with what they are, the checksum before them. Errors: OSError with the file's name."""
    import pyarrow.parquet as pq

    path = folder / table / point / f"{first:08d}-{last:08d}.parquet"
    what = {"layout": LAYOUT, "point": point, "table": table, "first": first, "last": last}
    meta = {WHAT: json.dumps(what, sort_keys=True)} | ({EVENT_CODES: json.dumps(codes)} if codes else {})
    with writing(path) as part:
        pq.write_table(rows.replace_schema_metadata(meta), part, compression="zstd", write_page_checksum=True)
        digest = hashlib.sha256(part.read_bytes()).hexdigest()
        write_whole(checksum(path), f"{digest}  {path.name}\n".encode())  # as `sha256sum --check` reads it


def checksum(path: Path) -> Path:
    """The file with a chunk's checksum."""
    return path.with_name(path.name + CHECKSUM)


def events_in(table: Any) -> Iterator[tuple[int, np.ndarray]]:
    """The opportunities of each run in a table of incidents, as records of EVENT."""
    from model.state import EVENT

    runs = table["run"].to_numpy()
    events = np.zeros(len(runs), EVENT)
    for name in EVENT.names or ():
        events[name] = table[name].to_numpy()
    starts = [int(row) for row in np.flatnonzero(np.r_[True, runs[1:] != runs[:-1]])] if len(runs) else []
    for first, last in zip(starts, [*starts[1:], len(runs)], strict=True):
        yield int(runs[first]), events[first:last]
