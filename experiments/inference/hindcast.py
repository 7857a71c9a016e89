"""The decade lived again: 2014–2023 in simulated decades, year by year beside the record.

Given are economies, accessions, the attacks of 2014 and 2022, Washington's stance and spending of 2014
(`model/data/nato-2014`); everything else is lived, seen through the filter of `reporting`. A simulated decade is one draw, as
the record is: its own sampling noise is in the band, and none is added. `until`: only what was known at the end of that year
builds the alliance (whom adversaries seek, analysts' base rates); later years are predicted. That the forms of the rules were
chosen with 2023 known, and that the attack of 2022 is given, no such split undoes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from experiments.inference.figures import Decades, figures
from experiments.inference.record import (
    ADVERSARIES,
    FIRST,
    LAST,
    TARGETS,
    YEARS,
    attribution,
    counts,
    spending,
    statistics,
)
from experiments.inference.reporting import reports
from model.errors import RequestError
from model.roster import Roster, read_roster

__all__ = ["Row", "alliance_of", "decades", "hindcast", "hindcast_table"]

MONTHS = 12 * (LAST - FIRST + 2)
"""To December 2024: incidents count until 2023, spending until 2024."""
BLOCK = 1000
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True)
class Row:
    """One figure of the record beside what simulated decades give."""

    year: int | None  # None: of the decade
    figure: str
    group: str
    record: float
    low: float
    median: float
    high: float

    @property
    def inside(self) -> bool:
        return bool(self.low <= self.record <= self.high)


@cache
def alliance_of(until: int = LAST) -> Roster:
    """The alliance of 2014, built from incidents up to a year. Errors: RequestError for a year outside the record."""
    if not FIRST <= until <= LAST:
        raise RequestError(f"--until {until}: the record has {FIRST} … {LAST}")
    if until == LAST:
        return read_roster("nato-2014")
    from model.data.build_2014 import make

    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), until)
        return read_roster(folder)


def decades(
    runs: int,
    seed: int = 0,
    *,
    worlds: Mapping[str, Any] | None = None,
    told: Mapping[str, Any] | None = None,
    until: int = LAST,
    alliance: Roster | None = None,
    threads: int = 2,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Decades]:
    """Simulated decades in blocks of a thousand, each in its own world where worlds are given (they are taken in turn).

    told: parameters of `reporting`, each a number or one a world. alliance: not NATO's decade but one of this alliance, from
    its own start on and with nothing given.
    """
    from model.randomness import run_keys
    from model.simulation import prepare, run_block

    roster = alliance or alliance_of(until)
    scenario = "today" if alliance else Path(str(files("model").joinpath("data/nato-2014/decade.toml")))
    prepared = prepare("baseline", scenario, MONTHS, roster=roster, worlds=worlds)
    for first in range(0, runs, BLOCK):
        last = min(first + BLOCK, runs)
        own = np.arange(first, last) % prepared.worlds
        block = run_block(prepared, run_keys(seed, first, last - 1), threads, worlds=own, incidents=True, by_state=True)
        if block.errors:
            raise RuntimeError(f"a decade failed: {next(iter(block.errors.values()))}")
        assert block.events is not None and block.core is not None
        said = {name: np.asarray(v)[own] if np.ndim(v) else v for name, v in (told or {}).items()}
        yield Decades(reports(block.keys, block.events, roster, said), block.core, roster)
        if progress is not None:
            progress(last)


def hindcast(
    runs: int = 200,
    seed: int = 0,
    *,
    worlds: Mapping[str, Any] | None = None,
    told: Mapping[str, Any] | None = None,
    until: int = LAST,
    threads: int = 2,
    progress: Callable[[int], None] | None = None,
) -> list[Row]:
    """Every figure of the record, by year and of the decade, with the median and the 90 % band of simulated decades."""
    blocks = list(decades(runs, seed, worlds=worlds, told=told, until=until, threads=threads, progress=progress))
    rows = []
    by_year = [_by_year(block) for block in blocks]
    for key, value in _record_by_year().items():
        rows.append(_row(*key, value, np.concatenate([block[key] for block in by_year])))
    of_decade = [figures(block) for block in blocks]
    for name, statistic in statistics().items():
        found = np.concatenate([block[name] for block in of_decade])
        rows.append(_row(None, name, statistic.group, statistic.value, found))
    return rows


def hindcast_table(rows: list[Row]) -> list[dict[str, Any]]:
    """The rows as `foedus hindcast --json` gives them."""
    return [{**row.__dict__, "inside": row.inside} for row in rows]


def _row(year: int | None, figure: str, group: str, value: float, found: np.ndarray) -> Row:
    if np.isnan(found).all():
        return Row(year, figure, group, value, np.nan, np.nan, np.nan)
    low, median, high = np.nanquantile(found, [LOW, 0.5, HIGH])
    return Row(year, figure, group, value, float(low), float(median), float(high))


def _record_by_year() -> dict[tuple[int, str, str], float]:
    """The record, by (year, figure, group)."""
    found: dict[tuple[int, str, str], float] = {}
    counted = counts()
    for y, year in enumerate(YEARS):
        for j, code in enumerate(ADVERSARIES):
            found[year, "incidents", code] = float(counted[j, y].sum())
        for t, target in enumerate(TARGETS):
            found[year, "incidents on", target] = float(counted[:, y, t].sum())
        found[year, "severe incidents", "all"] = float(counted[:, y, :, 2:].sum())
        line = attribution(f"state_year_{year}")
        for figure, column in SHARES.items():
            found[year, figure, "all"] = line[column]
    _, core = spending()
    for y in range(1, core.shape[1]):
        found[FIRST + y, "core spending", "31 allies"] = float(core[:, y].mean())
        found[FIRST + y, "at 2 %", "31 allies"] = float((core[:, y] >= 2.0).sum())
    return found


SHARES = {
    "named by industry": "share_industry_attr",
    "attributed in public": "share_political_attr",
    "answered": "share_any_response",
}
"""Shares of the year's incidents, each once; the record's are of all victims, not only those on the roster."""


def _by_year(d: Decades) -> dict[tuple[int, str, str], np.ndarray]:
    """The same of simulated decades."""
    found: dict[tuple[int, str, str], np.ndarray] = {}
    r = d.reports
    on = {"UKR": d.on_ukraine, "ally": d.on_ally, "partner": ~d.on_ukraine & ~d.on_ally}
    told = {"named by industry": r.industry, "attributed in public": r.public, "answered": r.answered}
    for year in YEARS:
        now = r.year == year
        for code in ADVERSARIES:
            found[year, "incidents", code] = d.count(now, d.by(code))
        for target in TARGETS:
            found[year, "incidents on", target] = d.count(now, on[target])
        found[year, "severe incidents", "all"] = d.count(now, d.severe)
        for figure, what in told.items():
            found[year, figure, "all"] = d.mixed(what, now, r.first)
    core = d.allies_core
    for y in range(1, LAST - FIRST + 2):
        found[FIRST + y, "core spending", "31 allies"] = core[:, y].mean(axis=1)
        found[FIRST + y, "at 2 %", "31 allies"] = (core[:, y] >= 2.0).sum(axis=1).astype(float)
    return found
