"""Runs, by default by the compiled engine: what people call (`simulate`) and what studies call (`run_block`).

Threads share nothing but the read-only template: each run copies it, draws its own luck by its key, and holds no lock.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np

from model.errors import RequestError
from model.incidents import incident_table
from model.interrupts import between_runs
from model.measures import MEASURES, MONTHLY
from model.preparation import Prepared, check_key, prepare
from model.roster import Roster
from model.settings import Setting
from model.state import STATE_TOTALS
from model.summary import summarise
from model.world import World, apply_entities, copy_world, monthly_values

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Prepared", "Runs", "check_key", "prepare", "run_block", "run_world", "simulate"]


def run_world(
    prepared: Prepared, key: int, engine: ModuleType | None = None, kinds: Mapping[str, type] | None = None
) -> tuple[World, str]:
    """One run to its end: the world, and what went wrong ("" if nothing did).

    engine: one with other rules (`model.swap.engine_with`). kinds: agent classes of the user's own, {} for the model's: the run
    is then a Mesa model, of the same bits where the classes decide alike.
    """
    if kinds is not None:
        from model.alliance import AllianceModel

        model = AllianceModel(seed=key, prepared=prepared, kinds=kinds).run()
        return model.world, _fault(model.world, int(model.world.alliance[0].overflow))
    if engine is None:
        engine = importlib.import_module("model.engine")
    world = copy_world(prepared.template)
    engine.start(world, key, prepared.segments[0].p)
    overflow = 0
    for segment in prepared.segments:
        if segment.entities:
            apply_entities(world, prepared.roster, segment.entities)
        world.alliance.refresh[0] = 1
        overflow = engine.advance(world, segment.until, segment.p)
    return world, _fault(world, overflow)


def _fault(world: World, overflow: int) -> str:
    if overflow:
        return f"{overflow} incidents found no room"
    return "" if np.isfinite(monthly_values(world)).all() else "a measure is not a finite number"


@dataclass
class Runs:
    """What runs gave. Rows are in the order of the keys; `errors` holds rows that failed, whose figures are NaN."""

    keys: np.ndarray
    roster: Roster
    summaries: np.ndarray
    measures: np.ndarray | None = None
    events: list | None = None
    by_state: np.ndarray | None = None
    errors: dict[int, str] = field(default_factory=dict)
    names: tuple[str, ...] = MONTHLY

    @property
    def summary(self) -> pd.DataFrame:
        """One row a run: its key and every measure."""
        import pandas as pd

        table = pd.DataFrame(self.summaries, columns=list(MEASURES))
        table.insert(0, "key", self.keys)
        return table

    @property
    def incidents(self) -> pd.DataFrame:
        """One row an operation, detected or not, with the row of its run and its key."""
        import pandas as pd

        if self.events is None:
            raise RequestError("incidents were not kept; ask for incidents=True")
        tables = []
        for run, (key, events) in enumerate(zip(self.keys, self.events, strict=True)):
            table = incident_table(events, self.roster)
            table.insert(0, "key", key)
            table.insert(0, "run", run)
            tables.append(table)
        return pd.concat(tables, ignore_index=True)


def run_block(
    prepared: Prepared,
    keys: Sequence[int] | np.ndarray,
    threads: int = 2,
    *,
    series: bool = False,
    incidents: bool = False,
    by_state: bool = False,
    progress: Callable[[int], None] | None = None,
    engine: ModuleType | None = None,
    kinds: Mapping[str, type] | None = None,
) -> Runs:
    """Run every key; the same bits whatever the number of threads. A run that fails is noted and the rest goes on.

    Ctrl-C ends it after the runs in hand.

    engine, kinds: other rules, or agents of the user's own, as in `run_world`.
    """
    keys = np.array([check_key(key) for key in keys], dtype=np.int64)
    if threads < 1:
        raise RequestError(f"threads = {threads} is out of bounds; allowed: 1 or more")
    runs = Runs(keys, prepared.roster, np.full((len(keys), len(MEASURES)), np.nan))
    if series:
        runs.measures = np.full((len(keys), prepared.months, len(MONTHLY)), np.nan)
    if incidents:
        runs.events = [None] * len(keys)
    if by_state:
        runs.by_state = np.full((len(keys), len(prepared.roster.codes), len(STATE_TOTALS)), np.nan)

    def one(row: int) -> None:
        world, error = run_world(prepared, int(keys[row]), engine, kinds)
        if runs.events is not None:
            runs.events[row] = world.events[: world.alliance.events[0]].copy()
        if error:
            runs.errors[row] = error
            return
        monthly = monthly_values(world)
        runs.summaries[row] = summarise(monthly)[0]
        if runs.measures is not None:
            runs.measures[row] = monthly
        if runs.by_state is not None:
            for k, name in enumerate(STATE_TOTALS):
                runs.by_state[row, :, k] = world.states[name]

    with between_runs() as interrupted, ThreadPoolExecutor(threads) as pool:
        rows = range(len(keys))
        for done, _ in enumerate(map(one, rows) if threads == 1 else pool.map(one, rows), start=1):
            interrupted()
            if progress is not None:
                progress(done)
    return runs


def simulate(
    policy: str | Path | Setting = "baseline",
    scenario: str | Path | Setting = "today",
    seeds: Iterable[int] = range(1),
    months: int = 240,
    threads: int = 2,
    *,
    graphml: str | Path | None = None,
    roster: Roster | None = None,
    **parameters: object,
) -> Runs:
    """Runs with the given keys under one policy and scenario, monthly series and incidents kept.

    `runs.measures` is an array (runs, months, measures) with names in `runs.names`; `runs.summary` a DataFrame, one row a
    run. Errors: RequestError for anything that is not declared or out of bounds.
    """
    prepared = prepare(policy, scenario, months, parameters, graphml=graphml, roster=roster)
    return run_block(prepared, list(seeds), threads, series=True, incidents=True, by_state=True)
