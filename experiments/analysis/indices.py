"""Sensitivity: which parameters matter, by Morris' screening or Sobol' indices, with intervals that include the luck.

The outcome of a design point is the mean over its runs, which all points share (same luck). An interval resamples both
the design and the runs, so that it says what another design *and* other luck would give; if it is wide, the warning says
whether more points or more runs would narrow it. Sampling and estimators are SALib's (Herman & Usher 2017).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from experiments.results.results import Results
from experiments.running.run import Progress, run_study
from experiments.study.designs import Design, ranges, unit_sample
from experiments.study.study import Study
from model.errors import RequestError, unknown

__all__ = ["Sensitivity", "indices_of", "morris_indices", "sensitivity", "sobol_indices"]

COLUMNS = ("method", "measure", "parameter", "index", "value", "low", "high")
RESAMPLES = 400
WIDE = 0.1
"""Half-width of an index (of μ* as a share of the largest μ*) from which the warning is given."""
SIZES = {"sobol": 64, "morris": 20}

Estimate = dict[str, np.ndarray]
"""An index by name, one value a parameter."""


def sobol_indices(y: np.ndarray, count: int) -> Estimate:
    """First-order and total indices from outcomes in SALib's order: A, AB_1 … AB_D, B of every base point.

    S1 = E[B (AB − A)]/V, ST = E[(A − AB)²]/2V (Saltelli et al. 2010, table 2, b and f), as `SALib.analyze.sobol`.
    """
    blocks = y.reshape(-1, count + 2)
    spread = blocks.std()
    if not spread > 0.0:
        return {"S1": np.full(count, np.nan), "ST": np.full(count, np.nan)}
    blocks = (blocks - blocks.mean()) / spread
    a, ab, b = blocks[:, :1], blocks[:, 1:-1], blocks[:, -1:]
    variance = np.var(np.concatenate([a, b]))
    return {"S1": (b * (ab - a)).mean(axis=0) / variance, "ST": 0.5 * ((a - ab) ** 2).mean(axis=0) / variance}


def morris_indices(y: np.ndarray, steps: np.ndarray) -> Estimate:
    """μ* (mean size of an elementary effect), μ and σ over trajectories, for parameters scaled to 0 … 1.

    `steps` holds the change of every coordinate between consecutive points, (trajectories, D, D). Campolongo et al. 2007.
    """
    count = steps.shape[2]
    changes = np.diff(y.reshape(-1, count + 1), axis=1)[:, :, None]
    moved = steps != 0.0
    effects = np.where(moved, changes / np.where(moved, steps, 1.0), 0.0).sum(axis=1)
    sigma = effects.std(axis=0, ddof=1) if len(effects) > 1 else np.full(count, np.nan)
    return {"mu_star": np.abs(effects).mean(axis=0), "mu": effects.mean(axis=0), "sigma": sigma}


@dataclass(frozen=True)
class _Analysis:
    """One measure's outcomes by design point and run, and how indices are made of them."""

    outcomes: np.ndarray  # (groups, points a group, runs)
    estimate: Callable[[np.ndarray, np.ndarray], Estimate]  # (point means, which groups)
    seed: int

    def at(self, groups: np.ndarray, runs: np.ndarray) -> Estimate:
        """Indices from some groups (base points or trajectories) and some runs."""
        means = np.nanmean(self.outcomes[groups][:, :, runs], axis=2)
        return self.estimate(means.reshape(-1), groups)

    def value(self) -> Estimate:
        return self.at(np.arange(self.outcomes.shape[0]), np.arange(self.outcomes.shape[2]))

    def spread(self, points: bool, luck: bool, confidence: float) -> Estimate:
        """Bounds of every index, (2, D), resampling the design, the luck or both; the same seed, the same bits."""
        random = np.random.default_rng([self.seed, points, luck])
        groups, _, runs = self.outcomes.shape
        found: dict[str, list[np.ndarray]] = {}
        for _ in range(RESAMPLES):
            chosen = np.asarray(random.integers(groups, size=groups) if points else range(groups))
            fortune = np.asarray(random.integers(runs, size=runs) if luck else range(runs))
            for name, values in self.at(chosen, fortune).items():
                found.setdefault(name, []).append(values)
        tails = [(1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0]
        return {name: np.quantile(np.array(values), tails, axis=0) for name, values in found.items()}


@dataclass
class Sensitivity:
    """Indices with intervals that include replication noise. table: method, measure, parameter, index, value, low, high."""

    table: Any
    study: Study
    results: Results
    confidence: float
    notes: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Everything as plain objects."""
        from experiments.results.versions import versions
        from experiments.tables import clean

        asked = self.study.described()
        more = {"confidence": self.confidence, "versions": versions(), "notes": self.notes, "table": self.table}
        return clean(asked | {"policy": asked["policies"][0], "scenario": asked["scenarios"][0]} | more)


def sensitivity(
    parameters: Mapping[str, Any] | Sequence[str],
    measures: Sequence[str] = ("damage",),
    method: str = "morris",
    size: int | None = None,
    runs: int = 20,
    policy: Any = "baseline",
    scenario: Any = "today",
    seed: int = 0,
    months: int = 240,
    fixed: Mapping[str, Any] | None = None,
    workers: int = 2,
    confidence: float = 0.95,
    out: str | Path | None = None,
    progress: Progress | None = None,
    cluster: str | None = None,
    world: Any = None,
    simulator: ModuleType | None = None,
) -> Sensitivity:
    """Vary the named parameters over their declared bounds, or over `{name: [low, high]}`; `fixed` sets others.

    size: base points N of sobol (N (D + 2) points in all), trajectories of morris (each D + 1). runs: at every point.
    """
    from model.measures import MEASURES

    if method not in SIZES:
        raise unknown("method of sensitivity", method, SIZES)
    design = Design(method, parameters, SIZES[method] if size is None else size)
    study = Study((policy,), (scenario,), runs, seed, months, fixed or {}, design, alliance=world)
    MEASURES.require(measures)
    results = run_study(study, out, workers, cluster, progress, simulator=simulator)
    return indices_of(results, measures, confidence)


def indices_of(results: Results, measures: Sequence[str], confidence: float = 0.95) -> Sensitivity:
    """Indices from stored runs: a study whose design is sobol or morris, one policy and one scenario."""
    import pandas as pd

    from model.measures import MEASURES

    study = results.study
    design = study.design if isinstance(study.design, Design) else Design(**study.design)
    if design.method not in SIZES or len(results.policies) > 1 or len(results.scenarios) > 1:
        raise RequestError("sensitivity: needs one policy, one scenario and a design by sobol or morris")
    names = [one.name for one in ranges(design.parameters)]
    rows: list[dict[str, Any]] = []
    notes: list[str] = []
    columns = [results.columns(entry, MEASURES.require(measures)) for entry in results.entries]
    for measure in measures:
        outcomes = np.array([column[measure] for column in columns])
        unknown_points = int(np.isnan(outcomes).all(axis=1).sum())
        if unknown_points:
            notes.append(f"{measure}: undefined in every run of {unknown_points:,} points; no index can be given")
            continue
        analysis = _analysis(design, names, outcomes, study.seed)
        value, bounds = analysis.value(), analysis.spread(True, True, confidence)
        for index, values in value.items():
            for place, name in enumerate(names):
                low, high = bounds[index][:, place]
                row = (design.method, measure, name, index, float(values[place]), float(low), float(high))
                rows.append(dict(zip(COLUMNS, row, strict=True)))
        notes += _warnings(measure, analysis, bounds, value, confidence, design.size, results.runs)
    return Sensitivity(pd.DataFrame(rows, columns=list(COLUMNS)), study, results, confidence, notes)


def _analysis(design: Design, names: list[str], outcomes: np.ndarray, seed: int) -> _Analysis:
    count = len(names)
    if design.method == "sobol":
        shaped = outcomes.reshape(-1, count + 2, outcomes.shape[1])
        return _Analysis(shaped, lambda means, groups: sobol_indices(means, count), seed)
    sample = unit_sample("morris", names, design.size, seed).reshape(-1, count + 1, count)
    steps = np.diff(sample, axis=1)
    shaped = outcomes.reshape(-1, count + 1, outcomes.shape[1])
    return _Analysis(shaped, lambda means, groups: morris_indices(means, steps[groups]), seed)


def _warnings(
    measure: str, analysis: _Analysis, bounds: Estimate, value: Estimate, confidence: float, size: int, runs: int
) -> list[str]:
    """A plain line when the intervals are too wide to rank by: how wide, and what would narrow them."""
    index = "ST" if "ST" in value else "mu_star"
    scale = 1.0 if index == "ST" else float(np.max(value[index])) or 1.0
    width = float(np.max(np.ptp(bounds[index], axis=0))) / 2.0 / scale
    if math.isnan(width):
        return [f"{measure}: does not vary over the design; no index can be given"]
    if width <= WIDE:
        return []
    by_points = float(np.max(np.ptp(analysis.spread(True, False, confidence)[index], axis=0)))
    by_luck = float(np.max(np.ptp(analysis.spread(False, True, confidence)[index], axis=0)))
    factor = (width / WIDE) ** 2
    more = (
        f"about {math.ceil(runs * factor):,} runs a point"
        if by_luck > by_points
        else f"size {math.ceil(size * factor):,}"
    )
    what = "ST" if index == "ST" else "mu_star, as a share of the largest,"
    return [f"{measure}: too few to rank by: {what} is known to ±{width:.2g}; {more} would give ±{WIDE:g}"]
