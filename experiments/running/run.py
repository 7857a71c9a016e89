"""Runs the requested runs that the store does not hold yet, in blocks; each block is kept as soon as it is done.

A run that fails becomes a row with its error, and the others continue. Ctrl-C keeps finished chunks.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

from experiments.results.points import Entry, described, entries_of
from experiments.running.blocks import Block, missing_blocks, simulate_block
from experiments.study.study import Study

__all__ = ["Progress", "run_entries", "run_study"]

Progress = Callable[[int, int], None]
"""Called with the runs done and the runs to be made now."""


def run_study(
    study: Study,
    out: str | Path | None = None,
    workers: int = 2,
    cluster: str | None = None,
    progress: Progress | None = None,
    store: Any = None,
    simulator: ModuleType | None = None,
) -> Any:
    """Run the missing runs of a study and return its `Results`.

    out: the folder where results are kept; without it they stay in memory. progress(done, total) counts the runs to be
    made now; it is called with 0 done when the request is checked and the first run begins. cluster: address of a Dask
    scheduler. Ctrl-C keeps finished chunks; the same call continues from there.
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
    """As `run_study`, for points that are not a grid (an ablation)."""
    from experiments.results.folder import Folder
    from experiments.results.memory import Memory
    from experiments.results.results import Results

    store = store or (Memory() if out is None else Folder(out))
    with store:
        store.begin(_manifest(study, entries, workers), entries, lambda entry: described(entry.point, study))
        store.keep_alliance(study.alliance)
        store.keep_worlds(study.worlds)
        store.keep_settings(study.policies, study.scenarios)
        for file in {setting.graphml for setting in (*study.policies, *study.scenarios)} - {None}:
            store.keep_network(file)
        blocks = missing_blocks(entries, study, store, repair=True)
        total, done = sum(block.runs for block in blocks), 0
        if total and progress is not None:
            progress(0, total)
        if cluster is None:
            finished = _here(blocks, study, workers, simulator, lambda part: progress and progress(done + part, total))
        else:
            from experiments.running.cluster import run_blocks

            finished = run_blocks(blocks, study, cluster, simulator)
        with closing(finished):
            for block, runs, entry in finished:
                store.add(block.entry.name, block.first, runs)
                what = {"point": block.entry.name, "first": block.first, "last": block.last, "failed": len(runs.errors)}
                store.log(entry | what)
                done += block.runs
                if progress is not None:
                    progress(done, total)
        if total and not {"series", "incidents"} & set(study.keep):
            for name in dict.fromkeys(entry.name for entry in entries):
                store.compact(name)
    return Results(store, study, entries)


def _here(
    blocks: list[Block], study: Study, workers: int, simulator: ModuleType | None, progress: Callable[[int], Any]
) -> Generator[tuple[Block, Any, dict[str, Any]]]:
    """Blocks on this machine's threads, one after the other."""
    for block in blocks:
        when, begun = time.time(), time.monotonic()  # a wall clock may be set back while a block runs
        runs = simulate_block(block, study, workers, simulator, progress)
        seconds = time.monotonic() - begun
        yield block, runs, {"time": when, "seconds": seconds, "host": platform.node(), "workers": workers}


def _manifest(study: Study, entries: list[Entry], workers: int) -> dict[str, Any]:
    """The study and the versions that run it: no host, no path, no secret."""
    from experiments.results.versions import versions

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
