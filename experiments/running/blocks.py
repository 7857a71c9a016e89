"""Blocks of runs: the one task that threads and clusters share.

A block's runs have keys made from the study's seed and their numbers, so it gives the same bits on any thread, process
or machine, today or after a resume.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from experiments.results.points import Entry
from experiments.study.study import Study
from experiments.study.swaps import fault
from experiments.study.variants import Variant

__all__ = ["Block", "block_size", "missing_blocks", "simulate_block"]

BLOCK, LARGE_BLOCK, LARGE = 100, 1000, 100_000
"""Runs a chunk; the larger chunk from this many runs in the study up."""


@dataclass(frozen=True)
class Block:
    """Runs first … last of a point: one task, one chunk."""

    entry: Entry
    first: int
    last: int

    @property
    def runs(self) -> int:
        return self.last - self.first + 1


def block_size(runs: int, keep: Iterable[str]) -> int:
    """Runs a chunk: what a worker holds in memory at once."""
    return LARGE_BLOCK if runs >= LARGE and not {"series", "incidents"} & set(keep) else BLOCK


def missing_blocks(entries: list[Entry], study: Study, store: Any, repair: bool = False) -> list[Block]:
    """Requested runs that the store does not hold yet."""
    from experiments.results.folder import missing

    unique = {entry.name: entry for entry in entries}
    size = block_size(study.runs * len(unique), study.keep)
    return [
        Block(entry, first, last)
        for entry in unique.values()
        for first, last in missing(study.runs, store.present(entry.name, repair), size)
    ]


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
    name, one = f"{simulator.__name__} {block.entry.name}", study.worlds.table is None
    ready = _prepared.get(name)
    if ready is None:
        point = block.entry.point
        asked = (point.policy, point.scenario, study.months, point.parameters)
        ready = simulator.prepare(*asked, roster=study.alliance, **({} if one else {"worlds": study.worlds.table}))
        _prepared.clear()
        _prepared[name] = ready
    keys = [run_key(study.seed, k) for k in range(block.first, block.last + 1)]
    keep: dict[str, Any] = dict.fromkeys(study.keep, True)
    rows = None if one else study.worlds.rows(study.seed, block.first, block.last)
    if study.rules:
        from experiments.study.swaps import engine_of

        keep["engine"] = engine_of(study.rules)
    policy = block.entry.point.policy
    variant = policy if isinstance(policy, Variant) else None
    if variant is not None:
        keep |= variant.how()
    try:
        where = {} if rows is None else {"worlds": rows}
        runs = simulator.run_block(ready, keys, threads=threads, progress=progress, **where, **keep)
    except (RequestError, MemoryError, OSError):
        raise  # the machine's trouble, not the run's: kept as a failed run it would never be run again
    except Exception:  # the border: whatever breaks inside a run must not stop a night's batch
        runs = _one_by_one(simulator, ready, keys, rows, study, keep, variant)
    runs.worlds = study.worlds.places(study.seed, block.first, block.last)
    return runs


def _told(error: Exception, variant: Variant | None) -> str:
    """What broke a run, in one line; in a user's own file, with the place. Rows name no folder: they are the same anywhere."""
    if variant is None:
        return f"{type(error).__name__}: {error}".splitlines()[0]
    file = Path(variant.file)
    return str(fault(file, error)).replace(str(file), file.name)


def _one_by_one(
    simulator: ModuleType,
    ready: Any,
    keys: list[int],
    rows: Any,
    study: Study,
    keep: dict[str, Any],
    variant: Variant | None,
) -> Any:
    """The block again, run by run, so that only those that break are lost."""
    import numpy as np

    from model.errors import RequestError
    from model.measures import MEASURES, MONTHLY
    from model.simulation import Runs
    from model.state import STATE_TOTALS

    count = len(keys)
    whole = Runs(np.array(keys, dtype=np.int64), ready.roster, np.full((count, len(MEASURES)), np.nan))
    whole.measures = np.full((count, study.months, len(MONTHLY)), np.nan) if "series" in study.keep else None
    whole.events = [None] * count if "incidents" in study.keep else None
    by_state = count, -(-study.months // 12), len(ready.roster.codes), len(STATE_TOTALS)
    whole.by_state = np.full(by_state, np.nan) if "by_state" in study.keep else None
    broken: Exception | None = None
    for row, key in enumerate(keys):
        try:
            where = {} if rows is None else {"worlds": rows[row : row + 1]}
            one = simulator.run_block(ready, [key], threads=1, **where, **keep)
        except (MemoryError, OSError):
            raise
        except Exception as error:  # the same border; the error is kept in the run's row
            broken = error
            whole.errors[row] = _told(error, variant)
            continue
        if one.errors:
            whole.errors[row] = one.errors[0]
        if one.core is not None and whole.core is None:
            whole.core = np.full((count, *one.core.shape[1:]), np.nan)
        for name in ("summaries", "measures", "events", "by_state", "core"):
            if getattr(whole, name) is not None and getattr(one, name) is not None:
                getattr(whole, name)[row] = getattr(one, name)[0]
    if broken is not None and len(whole.errors) == count > 1:  # not a run but the machinery: nothing is kept
        if study.rules:
            named = ", ".join(f"{swap.file}:{swap.function}" for swap in study.rules)
            raise RequestError(f"rules: {named}: every run failed ({whole.errors[0]})") from broken
        raise broken
    return whole
