"""A results folder: runs are stored under a hash of their settings, so no run is made twice and no unfinished chunk counts.

    DIR/manifest.json                            versions, the study, its points
    DIR/points/<point>/point.json                what exactly the point is
    DIR/alliances/<digest>/                      the files of an alliance that is not shipped, so that its runs can be replayed
    DIR/networks/<digest>.graphml                likewise a network that a study drew itself
    DIR/worlds/<digest>/worlds.parquet           the worlds in which runs were lived, one row a world
    DIR/points/<point>/<first>-<last>.parquet    summaries of those runs; likewise series/, incidents/, states/
    DIR/log.jsonl                                when, where and how fast each chunk ran
    DIR/lock                                     held by the one process that writes

A point is the hash of everything that decides its rows: settings, network and data, months, seed, kept outputs, code. Every
chunk is checked before it is read (`experiments.results.validation`), and no link inside a folder is followed.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from experiments.results import chunks, locks, origins, validation
from experiments.results.documents import KIND, ManifestFile, PointFile, read_document
from experiments.results.files import LEFT_OVER, inside, open_inside, read_bytes, write_json
from experiments.results.points import name_of
from model.errors import RequestError

__all__ = ["Folder", "Range", "missing", "writer_at_work"]

Range = tuple[int, int]
"""Runs first … last, both included."""

MANIFEST, LOCK, LOG, POINT = "manifest.json", "lock", "log.jsonl", "point.json"
MANY, COMPACT = 10, 10_000
"""From so many chunks a finished point is compacted, to this many runs a file: reading one column of a thousand small files
takes a second."""
SPARSE = 10
"""Runs that may be missing for each one that is there, before a folder is taken for damaged."""
AGAIN = 5
"""Times that a reader looks again for what a writer has just joined."""
EMPTY = {"f": np.nan, "i": -1, "O": None}
"""What stands for a run that is not there."""
_NAME = re.compile(r"(\d{8,12})-(\d{8,12})\.parquet")


def missing(runs: int, there: list[Range], block: int) -> list[Range]:
    """The runs among 0 … runs − 1 that are missing, in blocks."""
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
        self._said: list[str] = []
        self._checked: dict[Path, tuple[int, int]] = {}
        self._points: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Folder:
        self.path.mkdir(parents=True, exist_ok=True)
        self._lock = locks.take(self.path / LOCK)
        if self._lock is None:
            raise RequestError(f"{self.path}: another foedus is writing there; wait for it or name another folder")
        self.manifest = _manifest(self.path)  # it may have changed since
        for table in (*chunks.TABLES, origins.ALLIANCES, origins.WORLDS):
            for left in inside(self.path, self.path / table).glob(f"*/{LEFT_OVER}"):
                if not left.parent.is_symlink():
                    left.unlink()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._lock.close()
        self._lock = None

    # what is there

    def chunks(self, point: str, table: str = "points") -> list[tuple[Range, Path]]:
        """The chunks of a point in order; where a compacted file and its parts overlap, the wider one."""
        found = []
        folder = inside(self.path, self.path / table / point)
        for name in os.listdir(folder) if folder.is_dir() else []:
            if match := _NAME.fullmatch(name):
                found.append(((int(match[1]), int(match[2])), folder / name))
        kept: list[tuple[Range, Path]] = []
        for (first, last), path in sorted(found, key=lambda both: (both[0][0], -both[0][1])):
            if not kept or last > kept[-1][0][1]:
                kept.append(((first, last), path))
        return kept

    def present(self, point: str, repair: bool = False) -> list[Range]:
        """The stored runs whose tables all pass their check. `repair` removes damaged chunks."""
        looked = self._looked(point)
        for _, path, fault in looked:
            if fault is not None and repair:
                self._said.append(f"{path} was damaged ({fault}) and is run again")
                path.unlink()
        return [span for span, _, fault in looked if fault is None]

    def _looked(self, point: str) -> list[tuple[Range, Path, str | None]]:
        """The chunks of a point, each with its fault. Looked at again where a writer joined chunks between our looking for
        them and our opening them."""
        listed = self.chunks(point)
        for again in range(AGAIN + 1):
            faults = [self._fault(point, path.name) for _, path in listed]
            if not any(faults) or again == AGAIN or (now := self.chunks(point)) == listed:
                break
            listed = now
        return [(span, path, fault) for (span, path), fault in zip(listed, faults, strict=True)]

    def extent(self, points: Iterable[str]) -> int:
        """One more than the last run that any of the points has. Errors: RequestError where hardly a run before it is there."""
        spans = [span for point in dict.fromkeys(points) for span, _ in self.chunks(point)]
        end = max((last + 1 for _, last in spans), default=0)
        if end > SPARSE * (1 + sum(last - first + 1 for first, last in spans)) + COMPACT:
            raise RequestError(
                f"{self.path}: names run {end - 1:,} but has hardly any before it; the folder is damaged"
            )
        return end

    def counted(self, point: str) -> tuple[list[Range], int, int]:
        """By one look: the stored runs that pass their check, chunks that do not, and runs that failed."""
        return self._beside_a_writer(lambda: self._counted(point))

    def _counted(self, point: str) -> tuple[list[Range], int, int]:
        looked = self._looked(point)
        whole = [(span, path) for span, path, fault in looked if fault is None]
        tables = (self._read(point, "points", path, ["error"]) for _, path in whole)
        failed = sum(len(table) - table["error"].null_count for table in tables)
        return [span for span, _ in whole], len(looked) - len(whole), failed

    def _fault(self, point: str, name: str) -> str | None:
        """What is wrong with a chunk or with what was kept beside it, None where nothing is."""
        for table in self._tables(point):
            try:
                self._check(point, table, self.path / table / point / name)
            except validation.Damaged as damage:
                return f"{table}: it {damage}" if table != "points" else f"it {damage}"
            except FileNotFoundError:
                return f"its {table} are gone"
        return None

    def _tables(self, point: str) -> list[str]:
        """The tables that a point keeps."""
        keep = {"states" if kept == "by_state" else kept for kept in self.point(point)["keep"]}
        return [table for table in chunks.TABLES if table == "points" or table in keep]

    def _check(self, point: str, table: str, path: Path) -> Any:
        """The table of a chunk, or None where it was checked before. Errors: Damaged, FileNotFoundError."""
        found = inside(self.path, path).stat()
        stamp = (found.st_size, found.st_mtime_ns)
        if self._checked.get(path) == stamp:
            return None
        match = _NAME.fullmatch(path.name)
        assert match  # only such names are listed
        what = self.point(point)
        first, last = int(match[1]), int(match[2])
        if not 0 <= last - first < COMPACT:
            raise validation.Damaged("names more runs than foedus puts into one file")
        expected = validation.Expected(
            self.path, point, table, first, last, what["seed"], what["months"], what["worlds"]
        )
        rows = validation.read(path, expected)
        self._checked[path] = stamp
        return rows

    def _read(self, point: str, table: str, path: Path, columns: list[str] | None = None) -> Any:
        """Some columns of a chunk that passes its check. Errors: RequestError; FileNotFoundError for one that is missing."""
        import pyarrow.parquet as pq

        try:
            rows = self._check(point, table, path)
        except validation.Damaged as damage:
            raise RequestError(
                f"{path}: is damaged: it {damage}; run the study again, which mends it and keeps the rest"
            ) from None
        if rows is not None:
            return rows if columns is None else rows.select(columns)
        with pq.ParquetFile(path) as file:
            return file.read(columns=columns)

    def warnings(self) -> list[str]:
        """What was found damaged, or left behind by an earlier study, since the folder was opened."""
        return list(self._said)

    def others(self) -> int:
        """Points in the folder that its manifest does not name: those of earlier studies."""
        folder = inside(self.path, self.path / "points")
        named = {one["point"] for one in self.manifest.get("points", ())}
        return len(set(os.listdir(folder)) - named) if folder.is_dir() else 0

    # writing

    def begin(self, manifest: dict[str, Any], entries: Iterable[Any], what: Callable[[Any], dict[str, Any]]) -> None:
        """Write the manifest and what each point is, before anything runs."""
        for entry in entries:
            path = inside(self.path, self.path / "points" / entry.name / POINT)
            if not path.exists():
                write_json(path, what(entry))
        write_json(self.path / MANIFEST, {"kind": KIND, "schema": chunks.LAYOUT, **manifest})
        self.manifest = _manifest(self.path)
        if others := self.others():
            points = "1 point" if others == 1 else f"{others:,} points"
            self._said.append(
                f"{self.path}: {points} of an earlier study stay in the folder; status, report and others show this study alone"
            )

    def keep_alliance(self, alliance: Any) -> None:
        """A copy of an alliance's files, unless foedus ships it."""
        origins.keep_alliance(self.path, alliance)

    def keep_worlds(self, worlds: Any) -> None:
        """A copy of the table of worlds in which a study's runs are lived."""
        origins.keep_worlds(self.path, worlds)

    def keep_settings(self, policies: Sequence[Any], scenarios: Sequence[Any]) -> None:
        """The study's policies and scenarios, as files."""
        origins.keep_settings(self.path, policies, scenarios)

    def keep_network(self, file: str) -> None:
        """A copy of a network that a study drew itself."""
        origins.keep_network(self.path, Path(file))

    def alliance(self, point: str) -> Any:
        """The alliance in which a point was run. Errors: RequestError where its files are missing or have changed."""
        return origins.alliance_of(self.path, self.point(point))

    def worlds(self, point: str) -> Any:
        """The table of worlds of a point, None for the declared defaults. Errors: RequestError where it is missing or
        has changed."""
        return origins.worlds_of(self.path, self.point(point))

    def network(self, point: str) -> str | None:
        """The file of the network that a point ran on, None for the alliance's own. Errors: RequestError."""
        return origins.network_of(self.path, self.point(point))

    def add(self, point: str, first: int, runs: Any) -> None:
        """Keep a block of runs."""
        for table in chunks.TABLES:
            inside(self.path, self.path / table / point)
        chunks.write_block(self.path, point, runs, first)

    def log(self, entry: dict[str, Any]) -> None:
        """A line of the log: times and hosts, which are never in rows."""
        try:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
            with open(open_inside(self.path, self.path / LOG, flags), "a", encoding="utf-8") as file:
                file.write(json.dumps(entry) + "\n")
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self.path / LOG)) from error

    def compact(self, point: str) -> None:
        """Join a point's adjacent chunks; the joined file is there before its parts go."""
        import pyarrow as pa

        spans = [span for span, _ in self.chunks(point)]
        for group in _groups(spans) if len(spans) >= MANY else ():
            names = [f"{first:08d}-{last:08d}.parquet" for first, last in group]
            tables = list(reversed(self._tables(point)))
            for table in tables:  # the summary last, as ever
                folder = self.path / table / point
                parts = [self._read(point, table, folder / name) for name in names]
                codes = (parts[0].schema.metadata or {}).get(chunks.EVENT_CODES)
                joined = pa.concat_tables(parts)
                chunks.write(joined, self.path, point, table, group[0][0], group[-1][1], json.loads(codes or b"null"))
            for table in reversed(tables):
                for name in names:
                    path = self.path / table / point / name
                    path.unlink()
                    chunks.checksum(path).unlink(missing_ok=True)

    # reading

    def point(self, point: str) -> dict[str, Any]:
        """What a point is, checked: its name is the hash of it. Errors: RequestError."""
        if point not in self._points:
            path = self.path / "points" / point / POINT
            what = read_document(self.path, path, PointFile).model_dump(by_alias=True, exclude_unset=True)
            if name_of(what) != point:
                raise RequestError(f"{path}: has been altered: the folder's name is not the hash of what it says")
            self._points[point] = what
        return self._points[point]

    def summaries(self, point: str, names: list[str], runs: int) -> dict[str, np.ndarray]:
        """Columns of a point's summaries by run: row k is run k, NaN (or None) where it is missing or failed."""
        return self._beside_a_writer(lambda: self._summaries(point, names, runs))

    def states(self, point: str, runs: int) -> np.ndarray:
        """What each state has summed up by the end of each year: (runs, years, states, len(STATE_TOTALS)), NaN where a run
        is missing or failed."""
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
            table = self._read(point, "points", path, list(dict.fromkeys(["run", *names])))
            rows = table["run"].to_numpy()
            inside = rows < runs
            for name in names:
                values = table[name].to_numpy(zero_copy_only=False)
                into = columns.setdefault(name, np.full(runs, EMPTY[values.dtype.kind], values.dtype))
                into[rows[inside]] = values[inside]
        return columns or {name: np.full(runs, np.nan) for name in names}

    def _states(self, point: str, runs: int) -> np.ndarray:
        from model.state import STATE_TOTALS

        whole = np.empty((runs, 0, 0, len(STATE_TOTALS)))
        for table in self.tables(point, "states"):
            first = table["run"][0].as_py()
            values = np.stack([table[name].to_numpy(zero_copy_only=False) for name in STATE_TOTALS], axis=-1)
            count, years = table["run"][-1].as_py() - first + 1, table["year"][-1].as_py() + 1
            values = values.reshape(count, years, -1, len(STATE_TOTALS))
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

    def tables(self, point: str, table: str) -> Iterator[Any]:
        """The chunks of one of a point's tables in order, one at a time; each run once, also where a writer joins chunks
        while we read. Errors: RequestError for a table that is missing or damaged."""
        import pyarrow.compute as pc

        if table not in self._tables(point):
            return
        ahead, given = self.chunks(point), -1  # given: the last run that came
        while ahead:
            (first, last), summary = ahead.pop(0)
            path = self.path / table / point / summary.name
            try:
                rows = self._read(point, table, path)
            except FileNotFoundError:
                if summary.exists():
                    raise RequestError(
                        f"{path}: is missing; run the study again, which restores it and keeps the rest"
                    ) from None
                ahead = [chunk for chunk in self.chunks(point) if chunk[0][1] > given]  # joined meanwhile
                continue
            yield rows if first > given else rows.filter(pc.greater(rows["run"], given))
            given = last

    def events(self, point: str) -> Iterator[tuple[int, np.ndarray]]:
        """Every run's opportunities, in order of the runs."""
        for table in self.tables(point, "incidents"):
            yield from chunks.events_in(table)


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
            raise RequestError(
                f"{path}: is not empty and has no {MANIFEST}; name a new folder or one that foedus wrote"
            )
        return {}
    layout = _layout(path)
    if layout != chunks.LAYOUT:
        raise RequestError(
            f"{path}: written in layout {layout}, this foedus reads {chunks.LAYOUT}; run the study again in another folder"
        )
    return read_document(path, path / MANIFEST, ManifestFile).model_dump(by_alias=True, exclude_unset=True)


def _layout(path: Path) -> Any:
    """The version of the layout, checked before anything else is used. Errors: RequestError for a foreign manifest."""
    content = read_bytes(path, path / MANIFEST)
    try:
        manifest = json.loads(content)
    except (ValueError, RecursionError):
        raise RequestError(f"{path / MANIFEST}: is damaged (not JSON)") from None
    if not isinstance(manifest, dict) or manifest.get("kind") != KIND:
        raise RequestError(f"{path}: its {MANIFEST} was not written by foedus; name another folder")
    return manifest.get("schema")
