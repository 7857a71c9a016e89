"""Running a study: what is asked less what is there, in blocks, each kept as soon as it is done.

A block's runs have keys made from the study's seed and their numbers, so it gives the same bits on any thread, process
or machine, today or after a resume. A run that fails is a row with its error; the rest goes on.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import platform
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from experiments.chunks import SCHEMA
from experiments.study import Point, Study

__all__ = [
    "Block",
    "Entry",
    "Plan",
    "block_size",
    "entries_of",
    "nato",
    "plan",
    "run_entries",
    "run_study",
    "simulate_block",
]

Progress = Callable[[int, int], None]

BLOCK, LARGE_BLOCK, LARGE = 100, 1000, 100_000
"""Runs a chunk; the larger chunk from this many runs in the study up."""
SECONDS_A_RUN = 0.011
"""On one core, 240 months, before anything was timed here (make bench)."""
BYTES_A_RUN = {"points": 1_100, "series": 66_000, "incidents": 47_000, "by_state": 1_700}
"""On disk, compressed, 240 months of the NATO world; measured."""


@dataclass(frozen=True)
class Entry:
    """A point with its name on disk and everything that its name stands for."""

    point: Point
    name: str
    identity: Mapping[str, Any]


@dataclass(frozen=True)
class Block:
    """Runs first … last of a point: one task, one chunk."""

    entry: Entry
    first: int
    last: int

    @property
    def runs(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class Plan:
    """What a study will cost, known before it starts."""

    points: int
    runs: int
    there: int
    seconds: float
    bytes: int

    def __str__(self) -> str:
        left = self.runs - self.there
        text = f"{self.points:,} points, {self.runs:,} runs, {self.there:,} there, {left:,} to run"
        return f"{text}: about {self.seconds:,.0f} s, {self.bytes / 1e6:,.0f} MB on disk if written"


def entries_of(points: Iterable[Point], study: Study) -> list[Entry]:
    """Every point checked and named. Errors: RequestError for a setting that cannot be."""
    from model.rule import source_hash
    from model.settings import resolve

    roster = nato()
    entries = []
    for point in points:
        resolved = resolve(point.policy, point.scenario, point.parameters)
        resolved.check_codes(roster)
        identity = {
            "schema": SCHEMA,
            "setting": resolved.canonical(),
            "world": roster.digest,
            "months": study.months,
            "seed": study.seed,
            "keep": list(study.keep),
            "source": source_hash(),
        }
        if study.rules:
            identity["rules"] = {swap.procedure: [swap.function, swap.digest] for swap in study.rules}
        text = json.dumps(identity, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        name = hashlib.sha256(text.encode()).hexdigest()[:20]
        more = {"set": dict(point.parameters), "graphml": resolved.graphml, "roster": roster.name}
        entries.append(Entry(point, name, {**identity, **more}))
    return entries


@cache
def nato() -> Any:
    """The world of the studies, read once a process: a design may have thousands of points."""
    from model.roster import read_roster

    return read_roster()


def block_size(runs: int, keep: Iterable[str]) -> int:
    """Runs a chunk: what a worker holds in memory at once."""
    return LARGE_BLOCK if runs >= LARGE and not {"series", "incidents"} & set(keep) else BLOCK


def run_study(
    study: Study,
    out: str | Path | None = None,
    workers: int = 2,
    cluster: str | None = None,
    progress: Progress | None = None,
    store: Any = None,
    simulator: ModuleType | None = None,
) -> Any:
    """Run what is missing of a study and return its `Results`.

    out: the folder where results are kept; without it they stay in memory. progress(done, total) counts the runs to be
    made now. cluster: address of a Dask scheduler. Ctrl-C keeps finished chunks; the same call goes on from there.
    simulator: a module with `prepare` and `run_block` in place of `model.simulation`.
    """
    return run_entries(entries_of(study.points(), study), study, out, workers, cluster, progress, store, simulator)


def run_entries(
    entries: list[Entry],
    study: Study,
    out: str | Path | None = None,
    workers: int = 2,
    cluster: str | None = None,
    progress: Progress | None = None,
    store: Any = None,
    simulator: ModuleType | None = None,
) -> Any:
    """As `run_study`, for points that are no grid (an ablation)."""
    from experiments.memory import Memory
    from experiments.results import Results
    from experiments.store import Folder

    store = store or (Memory() if out is None else Folder(out))
    with store:
        store.begin(_manifest(study, entries, workers), {entry.name: dict(entry.identity) for entry in entries})
        blocks = _missing(entries, study, store)
        total, done = sum(block.runs for block in blocks), 0
        if cluster is None:
            finished = _here(blocks, study, workers, simulator, lambda part: progress and progress(done + part, total))
        else:
            from experiments.cluster import run_blocks

            finished = run_blocks(blocks, study, cluster, simulator)
        for block, runs, entry in finished:
            store.add(block.entry.name, block.first, runs)
            failed = len(runs.errors)
            store.log({**entry, "point": block.entry.name, "first": block.first, "last": block.last, "failed": failed})
            done += block.runs
            if progress is not None:
                progress(done, total)
        if total and not {"series", "incidents"} & set(study.keep):
            for name in dict.fromkeys(entry.name for entry in entries):
                store.compact(name)
    return Results(store, study, entries)


def plan(study: Study, out: str | Path | None = None, workers: int = 2) -> Plan:
    """What running the study would cost now; nothing is run or written."""
    from experiments.memory import Memory
    from experiments.store import Folder

    entries = entries_of(study.points(), study)
    store: Any = Memory() if out is None else Folder(out)
    left = sum(block.runs for block in _missing(entries, study, store, repair=False))
    runs = study.runs * len({entry.name for entry in entries})
    size = BYTES_A_RUN["points"] + sum(BYTES_A_RUN[kept] for kept in study.keep)
    pace = _pace(Path(out)) if out is not None else None
    seconds = left * (pace or SECONDS_A_RUN * study.months / 240 / workers)
    return Plan(len(entries), runs, runs - left, seconds, int(left * size * study.months / 240))


def _pace(out: Path) -> float | None:
    """Seconds a run took in this folder so far, or None."""
    from experiments.results import read_log

    lines = read_log(out)
    runs = sum(line["last"] - line["first"] + 1 for line in lines)
    return sum(line["seconds"] for line in lines) / runs if runs else None


def _missing(entries: list[Entry], study: Study, store: Any, repair: bool = True) -> list[Block]:
    from experiments.store import missing

    unique = {entry.name: entry for entry in entries}
    size = block_size(study.runs * len(unique), study.keep)
    return [
        Block(entry, first, last)
        for entry in unique.values()
        for first, last in missing(study.runs, store.present(entry.name, repair), size)
    ]


def _here(
    blocks: list[Block], study: Study, workers: int, simulator: ModuleType | None, progress: Callable[[int], Any]
) -> Iterator[tuple[Block, Any, dict[str, Any]]]:
    """Blocks on this machine's threads, one after the other."""
    for block in blocks:
        begun = time.time()
        runs = simulate_block(block, study, workers, simulator, progress)
        yield block, runs, {"time": begun, "seconds": time.time() - begun, "host": platform.node(), "workers": workers}


_prepared: dict[str, Any] = {}
"""The point prepared last, by name: blocks of a point come one after the other."""


def simulate_block(
    block: Block,
    study: Study,
    threads: int = 1,
    simulator: ModuleType | None = None,
    progress: Callable[[int], Any] | None = None,
) -> Any:
    """The runs of one block, here and now."""
    from model.errors import RequestError
    from model.randomness import run_key

    simulator = simulator or importlib.import_module("model.simulation")
    name = f"{simulator.__name__} {block.entry.name}"
    ready = _prepared.get(name)
    if ready is None:
        point = block.entry.point
        ready = simulator.prepare(point.policy, point.scenario, study.months, point.parameters, roster=nato())
        _prepared.clear()
        _prepared[name] = ready
    keys = [run_key(study.seed, k) for k in range(block.first, block.last + 1)]
    keep: dict[str, Any] = dict.fromkeys(study.keep, True)
    if study.rules:
        from experiments.swaps import engine_of

        keep["engine"] = engine_of(study.rules)
    try:
        return simulator.run_block(ready, keys, threads=threads, progress=progress, **keep)
    except RequestError:
        raise
    except Exception:  # the border: whatever breaks inside a run must not stop a night's batch
        return _one_by_one(simulator, ready, keys, study, keep)


def _one_by_one(simulator: ModuleType, ready: Any, keys: list[int], study: Study, keep: dict[str, Any]) -> Any:
    """The block again, run by run, so that only those that break are lost."""
    import numpy as np

    from model.measures import MEASURES, MONTHLY
    from model.simulation import Runs
    from model.state import STATE_TOTALS

    count, states = len(keys), len(ready.roster.codes)
    whole = Runs(np.array(keys, dtype=np.int64), ready.roster, np.full((count, len(MEASURES)), np.nan))
    whole.measures = np.full((count, study.months, len(MONTHLY)), np.nan) if "series" in study.keep else None
    whole.events = [None] * count if "incidents" in study.keep else None
    whole.by_state = np.full((count, states, len(STATE_TOTALS)), np.nan) if "by_state" in study.keep else None
    for row, key in enumerate(keys):
        try:
            one = simulator.run_block(ready, [key], threads=1, **keep)
        except Exception as error:  # the same border; the error is kept in the run's row
            whole.errors[row] = f"{type(error).__name__}: {error}".splitlines()[0]
            continue
        if one.errors:
            whole.errors[row] = one.errors[0]
        for name in ("summaries", "measures", "events", "by_state"):
            if getattr(whole, name) is not None:
                getattr(whole, name)[row] = getattr(one, name)[0]
    return whole


def _manifest(study: Study, entries: list[Entry], workers: int) -> dict[str, Any]:
    """What is asked and by what: no host, no path, no secret."""
    from experiments.versions import versions

    return {
        "versions": versions(),
        "machine": {"system": platform.system(), "processor": platform.machine(), "cores": os.cpu_count()},
        "workers": workers,
        "study": study.described(),
        "points": [
            {
                "point": entry.name,
                "policy": entry.point.policy.name,
                "scenario": entry.point.scenario.name,
                "set": dict(entry.point.parameters),
            }
            for entry in entries
        ],
    }
