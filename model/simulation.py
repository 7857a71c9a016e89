"""Runs, by default by the compiled engine: what people call (`simulate`) and what studies call (`run_block`).

Threads share nothing but the read-only template: each renews arrays of its own from it, run by run, in compiled code that
holds no lock.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from model.batch import FINE, NOT_FINITE, REFUSED, Kept
from model.errors import RequestError
from model.incidents import incident_table
from model.interrupts import between_runs
from model.measures import MEASURES, MONTHLY
from model.preparation import Prepared, check_key, prepare
from model.roster import Roster
from model.settings import Setting
from model.state import EVENT
from model.summary import summarise, summary_plan
from model.world import World, copy_world, empty_rows, monthly_values, plain
from model.writes import numbers_of, refusal

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Prepared", "Runs", "check_key", "prepare", "run_block", "run_world", "simulate"]


def run_world(
    prepared: Prepared,
    key: int,
    engine: ModuleType | None = None,
    kinds: Mapping[str, type] | None = None,
    world: int = 0,
) -> tuple[World, str]:
    """One run to its end: the world, and what went wrong ("" if nothing did).

    engine: one with other rules (`model.swap.engine_with`). kinds: agent classes of the user's own, {} for the model's: the run
    is then a Mesa model, of the same bits where the classes decide alike. world: the one it is lived in, of several.
    """
    ready = prepared.only(world)
    if kinds is not None:
        from model.alliance import AllianceModel

        model = AllianceModel(seed=key, prepared=ready, kinds=kinds).run()
        return model.world, _fault(ready, model.world, int(model.world.alliance[0].overflow))
    lived = copy_world(ready.template)
    engine = _engine(engine)
    engine.start(lived, key, ready.sets[0, 2])
    end = engine.go_on(lived, numbers_of(lived), ready.sets[0], ready.course, ready.course.until[-1])
    return lived, _fault(ready, lived, end)


def _engine(engine: ModuleType | None) -> ModuleType:
    return engine or importlib.import_module("model.engine")


def _fault(prepared: Prepared, world: World, end: int) -> str:
    """What went wrong in a run. Errors: RequestError for a write that would leave its bounds: the request is at fault."""
    if end <= REFUSED:
        raise refusal(numbers_of(world), prepared.course, REFUSED - end, prepared.written)
    if end > FINE:
        return f"{end} incidents found no room"
    return "" if np.isfinite(monthly_values(world)).all() else "a measure is not a finite number"


@dataclass
class Runs:
    """What runs gave. Rows are in the order of the keys; `errors` holds rows that failed, whose figures are NaN."""

    keys: np.ndarray
    roster: Roster
    summaries: np.ndarray
    measures: np.ndarray | None = None
    events: list | None = None
    by_state: np.ndarray | None = (
        None  # what each state has summed up by each year's end: (runs, years, states, totals)
    )
    core: np.ndarray | None = None  # core spending, share of GDP: (runs, years, states)
    errors: dict[int, str] = field(default_factory=dict)
    worlds: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
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
    worlds: Sequence[int] | np.ndarray | None = None,
    series: bool = False,
    incidents: bool = False,
    by_state: bool = False,
    progress: Callable[[int], None] | None = None,
    engine: ModuleType | None = None,
    kinds: Mapping[str, type] | None = None,
) -> Runs:
    """Run every key; the same bits whatever the number of threads. A run that fails is noted and the rest goes on.

    worlds: the world in which each run is lived, a row of the table that `prepare` was given; the runs take them in turn
    where nothing is said. Ctrl-C ends it after the runs in hand: a tenth of a second's, or one with the user's own agents.
    engine, kinds: other rules, or agents of the user's own, as in `run_world`.
    """
    keys = np.array([check_key(key) for key in keys], dtype=np.int64)
    if threads < 1:
        raise RequestError(f"threads = {threads} is out of bounds; allowed: 1 or more")
    runs = _nothing_yet(prepared, keys, _in_worlds(prepared, worlds, len(keys)), series, incidents, by_state)
    size = 1 if kinds is not None else _runs_in_hand(prepared, len(keys), threads)
    if incidents:
        size = max(1, min(size, ROWS_IN_HAND // max(1, len(prepared.template.events))))
    slices = [slice(first, min(first + size, len(keys))) for first in range(0, len(keys), size)]

    spare: list[tuple[World, np.recarray]] = []  # arrays of threads that have ended a slice, for the next

    def work(part: slice) -> int:
        if kinds is not None:
            _as_agents(prepared, runs, part.start, kinds)
            return part.stop
        try:
            arrays = spare.pop()
        except IndexError:
            world = copy_world(prepared.template)
            arrays = world, empty_rows(EVENT, *((size, len(world.events)) if incidents else (0, 0)))
        _compiled(prepared, runs, part, _engine(engine), *arrays)
        spare.append(arrays)
        return part.stop

    with between_runs() as interrupted, ThreadPoolExecutor(threads) as pool:
        for done in map(work, slices) if threads == 1 else pool.map(work, slices):
            interrupted()
            if progress is not None:
                progress(done)
    runs.errors = dict(sorted(runs.errors.items()))
    return runs


IN_HAND = 5_000 * 41
"""Runs × months × states that compiled code does at a stretch, about a tenth of a second: so long may Ctrl-C take."""


ROWS_IN_HAND = 250_000
"""Rows for incidents that compiled code has at hand at a stretch, about 50 MB."""


def _runs_in_hand(prepared: Prepared, runs: int, threads: int) -> int:
    shared = -(-runs // threads)
    return max(1, min(shared, IN_HAND // (prepared.months * len(prepared.roster.codes))))


def _in_worlds(prepared: Prepared, worlds: Sequence[int] | np.ndarray | None, runs: int) -> np.ndarray:
    """The world of each run, checked."""
    if worlds is None:
        return np.arange(runs, dtype=np.int64) % prepared.worlds
    told = np.array(worlds, dtype=np.int64)
    if told.shape != (runs,):
        raise RequestError(f"worlds: {told.size} given for {runs} runs; give one a run")
    if runs and not 0 <= told.min() <= told.max() < prepared.worlds:
        raise RequestError(f"worlds: {told.min()} … {told.max()} given; allowed: 0 … {prepared.worlds - 1}")
    return told


def _nothing_yet(
    prepared: Prepared, keys: np.ndarray, worlds: np.ndarray, series: bool, incidents: bool, by_state: bool
) -> Runs:
    """Room for what is kept of so many runs."""
    count = len(keys)
    runs = Runs(keys, prepared.roster, np.full((count, len(MEASURES)), np.nan), worlds=worlds)
    if series:
        runs.measures = np.full((count, prepared.months, len(MONTHLY)), np.nan)
    if incidents:
        runs.events = [None] * count
    if by_state:
        runs.by_state = np.full((count, *prepared.template.totals.shape), np.nan)
        runs.core = np.full((count, *prepared.template.history.shape), np.nan)
    return runs


def _compiled(prepared: Prepared, runs: Runs, part: slice, engine: ModuleType, world: World, log: np.recarray) -> None:
    """Runs at a stretch in compiled code, in a used world or a new one; `log` has room for the incidents of each."""
    count = part.stop - part.start
    kept = Kept(
        np.zeros(count, np.int64),
        runs.summaries[part],
        np.empty((0, 0, 0)) if runs.measures is None else runs.measures[part],
        np.empty((0, 0, 0, 0)) if runs.by_state is None else runs.by_state[part],
        np.empty((0, 0, 0)) if runs.core is None else runs.core[part],
        plain(log),
        np.zeros(count, np.int64),
    )
    worlds = runs.worlds[part]
    mine = (
        numbers_of(prepared.template),
        prepared.settled,
        prepared.traits,
        prepared.sets,
        prepared.course,
        runs.keys[part],
        worlds,
    )
    engine.live_all(world, numbers_of(world), *mine, summary_plan(), kept)
    if runs.events is not None:
        runs.events[part] = [log[r, : kept.logged[r]].copy() for r in range(count)]
    for r in np.flatnonzero(kept.ends):
        runs.errors[part.start + int(r)] = _told(prepared, runs, part.start + int(r), int(kept.ends[r]), engine)


def _told(prepared: Prepared, runs: Runs, row: int, end: int, engine: ModuleType) -> str:
    """What went wrong in a run of a block. Where there is one world, a write out of bounds is an error of the request."""
    if end == NOT_FINITE:
        return "a measure is not a finite number"
    if end > FINE:
        return f"{end} incidents found no room"
    try:
        return run_world(prepared, int(runs.keys[row]), engine, world=int(runs.worlds[row]))[1]  # says which and why
    except RequestError as error:
        if prepared.settled:
            raise
        return f"world {runs.worlds[row]}: {error}"


def _as_agents(prepared: Prepared, runs: Runs, row: int, kinds: Mapping[str, type]) -> None:
    """One run as a Mesa model."""
    world, error = run_world(prepared, int(runs.keys[row]), kinds=kinds, world=int(runs.worlds[row]))
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
        runs.by_state[row] = world.totals
    if runs.core is not None:
        runs.core[row] = world.history


def simulate(
    policy: str | Path | Setting = "baseline",
    scenario: str | Path | Setting = "today",
    seeds: Iterable[int] = range(1),
    months: int = 240,
    threads: int = 2,
    *,
    world: Mapping[str, Any] | None = None,
    worlds: Mapping[str, Any] | None = None,
    graphml: str | Path | None = None,
    roster: Roster | None = None,
    **parameters: object,
) -> Runs:
    """Runs with the given keys under one policy and scenario, monthly series and incidents kept.

    world: one world, a mapping of uncertain parameters that stands in for their defaults. worlds: a table of them, one row a
    world; the runs take them in turn. `runs.measures` is an array (runs, months, measures) with names in `runs.names`;
    `runs.summary` a DataFrame, one row a run. Errors: RequestError for anything that is not declared or out of bounds.
    """
    if world is not None:
        if worlds is not None:
            raise RequestError("world and worlds are both given; leave one out")
        worlds = {name: [value] for name, value in world.items()}
    prepared = prepare(policy, scenario, months, parameters, graphml=graphml, roster=roster, worlds=worlds)
    return run_block(prepared, list(seeds), threads, series=True, incidents=True, by_state=True)
