"""A results folder: what was run lies in files named by what it is, so that nothing runs twice and nothing half-done counts.

    DIR/manifest.json                            versions, the study, its points
    DIR/points/<point>/point.json                what exactly the point is
    DIR/worlds/<digest>/                         the files of a world that is not shipped, so that its runs can be replayed
    DIR/points/<point>/<first>-<last>.parquet    summaries of those runs; likewise series/, incidents/, states/
    DIR/log.jsonl                                when, where and how fast each chunk ran
    DIR/lock                                     held by the one process that writes

A point is the hash of everything that decides its rows: settings, network and data, months, seed, kept outputs, code.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from experiments.results import chunks, locks
from model.errors import RequestError

__all__ = ["Folder", "Range", "missing", "read_json", "write_json", "writer_at_work"]

Range = tuple[int, int]
"""Runs first … last, both included."""

MANIFEST, LOCK, LOG, POINT, WORLDS = "manifest.json", "lock", "log.jsonl", "point.json", "worlds"
KIND = "foedus results"
MANY, COMPACT = 10, 10_000
"""From so many chunks a finished point is compacted, to this many runs a file: reading one column of a thousand small files
takes a second."""
AGAIN = 5
"""Times that a reader looks again for what a writer has just joined."""
EMPTY = {"f": np.nan, "i": -1, "O": None}
"""What stands for a run that is not there."""
_NAME = re.compile(r"(\d+)-(\d+)\.parquet")


def missing(runs: int, there: list[Range], block: int) -> list[Range]:
    """The runs among 0 … runs − 1 that are not there, in blocks."""
    gaps: list[Range] = []
    at = 0
    for first, last in [*sorted(there), (runs, runs)]:
        while at < min(first, runs):
            until = min(at + block, first, runs)
            gaps.append((at, until - 1))
            at = until
        at = max(at, last + 1)
    return gaps


class Folder:
    """The results folder as a store. As a context manager it takes the lock; reading needs none."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.manifest = _manifest(self.path)
        self._lock: Any = None
        self._bad: list[str] = []
        self._checked: set[Path] = set()

    def __enter__(self) -> Folder:
        self.path.mkdir(parents=True, exist_ok=True)
        self._lock = locks.take(self.path / LOCK)
        if self._lock is None:
            raise RequestError(f"{self.path}: another foedus is writing there; wait for it or name another folder")
        self.manifest = _manifest(self.path)  # it may have changed since
        for left in self.path.glob("*/*/.*.part"):
            left.unlink()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._lock.close()
        self._lock = None

    # what is there

    def chunks(self, point: str, table: str = "points") -> list[tuple[Range, Path]]:
        """The chunks of a point in order; where a compacted file and its parts overlap, the wider one."""
        found = []
        folder = self.path / table / point
        for name in os.listdir(folder) if folder.is_dir() else []:
            if match := _NAME.fullmatch(name):
                found.append(((int(match[1]), int(match[2])), folder / name))
        kept: list[tuple[Range, Path]] = []
        for (first, last), path in sorted(found, key=lambda both: (both[0][0], -both[0][1])):
            if not kept or last > kept[-1][0][1]:
                kept.append(((first, last), path))
        return kept

    def present(self, point: str, repair: bool = True) -> list[Range]:
        """The runs that are there, whole. A damaged chunk is removed, to be run again, unless one only looks."""
        there = []
        for (first, last), path in self.chunks(point):
            if path in self._checked or self._is_whole(point, path, last - first + 1):
                self._checked.add(path)
                there.append((first, last))
            elif repair:
                self._bad.append(f"{path} was damaged and is run again")
                path.unlink()
        return there

    def _is_whole(self, point: str, path: Path, runs: int) -> bool:
        """Whether the chunk can be read to its last byte, and so can what was kept beside it."""
        beside = [self.path / table / point / path.name for table in chunks.TABLES if table != "points"]
        return chunks.is_whole(path, runs) and all(chunks.is_whole(one) for one in beside if one.parent.is_dir())

    def warnings(self) -> list[str]:
        """What was found damaged since the folder was opened."""
        return list(self._bad)

    # writing

    def begin(self, manifest: dict[str, Any], entries: Iterable[Any], what: Callable[[Any], dict[str, Any]]) -> None:
        """Note what is asked before anything runs: the manifest, and what each point is."""
        for entry in entries:
            path = self.path / "points" / entry.name / POINT
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                write_json(path, what(entry))
        write_json(self.path / MANIFEST, {"kind": KIND, "schema": chunks.SCHEMA, **manifest})
        self.manifest = _manifest(self.path)

    def keep_world(self, world: Any) -> None:
        """A copy of a world's files, unless foedus ships it."""
        from model.roster import read_roster, worlds

        if any(read_roster(name).digest == world.digest for name in worlds()):
            return
        folder = self.path / WORLDS / world.digest[:16]
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in world.contents().items():
            _write_whole(folder / name, content)

    def world(self, point: str) -> Any:
        """The world in which a point was run. Errors: RequestError where it is not to be had any more."""
        from dataclasses import replace

        from model.roster import read_roster, worlds

        what = self.point(point)
        kept = self.path / WORLDS / what["world"][:16]
        if not kept.is_dir() and what["roster"] not in worlds():
            raise RequestError(f"{kept}: no such folder; it held the world {what['roster']} of these runs")
        found = replace(read_roster(kept), name=what["roster"]) if kept.is_dir() else read_roster(what["roster"])
        if found.digest != what["world"]:
            raise RequestError(f"{self.path}: was run in another version of the world {what['roster']}; run it again")
        return found

    def add(self, point: str, first: int, runs: Any) -> None:
        """Keep a block of runs."""
        chunks.write_block(self.path, point, f"{first:08d}-{first + len(runs.keys) - 1:08d}.parquet", runs, first)

    def log(self, entry: dict[str, Any]) -> None:
        """A line of the log: times and hosts, which never stand in rows."""
        try:
            with open(self.path / LOG, "a", encoding="utf-8") as file:
                file.write(json.dumps(entry) + "\n")
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self.path / LOG)) from error

    def compact(self, point: str) -> None:
        """Join a point's adjacent chunks; the joined file is there before its parts go."""
        import pyarrow as pa

        spans = [span for span, _ in self.chunks(point)]
        for group in _groups(spans) if len(spans) >= MANY else ():
            names = [f"{first:08d}-{last:08d}.parquet" for first, last in group]
            joined = f"{group[0][0]:08d}-{group[-1][1]:08d}.parquet"
            tables = [table for table in reversed(chunks.TABLES) if (self.path / table / point).is_dir()]
            for table in tables:  # the summary last, as ever
                folder = self.path / table / point
                chunks.write(pa.concat_tables([chunks.read(folder / name) for name in names]), folder / joined)
            for table in reversed(tables):
                for name in names:
                    (self.path / table / point / name).unlink()

    # reading

    def point(self, point: str) -> dict[str, Any]:
        """What a point is."""
        return read_json(self.path / "points" / point / POINT)

    def summaries(self, point: str, names: list[str], runs: int) -> dict[str, np.ndarray]:
        """Columns of a point's summaries by run: row k is run k, NaN (or None) where it is missing or failed."""
        return self._beside_a_writer(lambda: self._summaries(point, names, runs))

    def states(self, point: str, runs: int) -> np.ndarray:
        """What each state summed up: (runs, states, len(STATE_TOTALS)), NaN where a run is missing or failed."""
        return self._beside_a_writer(lambda: self._states(point, runs))

    def _beside_a_writer(self, read: Callable[[], Any]) -> Any:
        """Read again where a writer has joined the chunks between our looking for them and our opening them."""
        for _ in range(AGAIN):
            try:
                return read()
            except FileNotFoundError:
                continue
        return read()

    def _summaries(self, point: str, names: list[str], runs: int) -> dict[str, np.ndarray]:
        columns: dict[str, np.ndarray] = {}
        for _, path in self.chunks(point):
            table = chunks.read(path, ["run", *names])
            rows = table["run"].to_numpy()
            inside = rows < runs
            for name in names:
                values = table[name].to_numpy(zero_copy_only=False)
                into = columns.setdefault(name, np.full(runs, EMPTY[values.dtype.kind], values.dtype))
                into[rows[inside]] = values[inside]
        return columns or {name: np.full(runs, np.nan) for name in names}

    def _states(self, point: str, runs: int) -> np.ndarray:
        from model.state import STATE_TOTALS

        whole = np.empty((runs, 0, len(STATE_TOTALS)))
        for table in self.tables(point, "states"):
            first = table["run"][0].as_py()
            values = np.stack([table[name].to_numpy(zero_copy_only=False) for name in STATE_TOTALS], axis=-1)
            values = values.reshape(table["run"][-1].as_py() - first + 1, -1, len(STATE_TOTALS))
            if whole.shape[1] == 0:
                whole = np.full((runs, *values.shape[1:]), np.nan)
            if first < runs:
                whole[first : first + len(values)] = values[: runs - first]
        return whole

    def monthly(self, point: str) -> Iterator[tuple[int, np.ndarray]]:
        """The series chunk by chunk: the first run of each, and (runs, months, len(MONTHLY))."""
        from model.measures import MONTHLY

        for table in self.tables(point, "series"):
            first = table["run"][0].as_py()
            count = table["run"][-1].as_py() - first + 1
            values = np.stack([table[name].to_numpy(zero_copy_only=False) for name in MONTHLY], axis=-1)
            yield first, values.reshape(count, -1, len(MONTHLY))

    def tables(self, point: str, table: str, columns: list[str] | None = None) -> Iterator[Any]:
        """The chunks of one of a point's tables in order, one at a time."""
        for _, path in self.chunks(point, table):
            yield chunks.read(path, columns)

    def events(self, point: str) -> Iterator[tuple[int, np.ndarray]]:
        """Every run's opportunities, in order of the runs."""
        for _, path in self.chunks(point, "incidents"):
            yield from chunks.events_of(path)


def _groups(spans: list[Range]) -> Iterator[list[Range]]:
    """Runs of adjacent chunks that together hold at most COMPACT runs, each of at least two."""
    group: list[Range] = []
    for span in spans:
        if group and (span[0] != group[-1][1] + 1 or span[1] - group[0][0] >= COMPACT):
            if len(group) > 1:
                yield group
            group = []
        group.append(span)
    if len(group) > 1:
        yield group


def writer_at_work(path: Path) -> bool:
    """Whether some process holds the folder's lock."""
    return locks.is_held(path / LOCK)


def _manifest(path: Path) -> dict[str, Any]:
    """The manifest, {} for a folder that is new or empty. A folder of something else, or of another schema, is refused."""
    if path.exists() and not path.is_dir():
        raise RequestError(f"{path}: is a file; name a folder")
    if not (path / MANIFEST).exists():
        if path.is_dir() and any(name not in (LOCK, LOG, "points") for name in os.listdir(path)):
            raise RequestError(f"{path}: holds something else (no {MANIFEST}); name a new folder or one of foedus")
        return {}
    manifest = read_json(path / MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("kind") != KIND:
        raise RequestError(f"{path}: its {MANIFEST} is not of foedus results; name another folder")
    if manifest.get("schema") != chunks.SCHEMA:
        raise RequestError(
            f"{path}: written in layout {manifest.get('schema')}, this foedus reads {chunks.SCHEMA}; name another folder"
        )
    return manifest


def read_json(path: Path) -> Any:
    """A JSON file, or one line that says it is damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RequestError(f"{path}: no such file; the folder is not complete") from None
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise RequestError(f"{path}: is damaged (not JSON)") from None


def write_json(path: Path, content: Any) -> None:
    """A JSON file, whole or not there. Errors: OSError with the file's name."""
    _write_whole(path, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode())


def _write_whole(path: Path, content: bytes) -> None:
    """To a temporary name, then renamed: a file that is there is whole. Errors: OSError with the file's name."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    except OSError as error:  # a full disk's error does not say which file
        part.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error
