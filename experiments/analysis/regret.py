"""How far a policy falls short of the best in the same world, and which policies no other beats on both cost and harm.

Whoever looks for the best, or for the worst world, among noisy means finds it too good, or too bad. So both are looked
for in some of the runs, and the regret is taken from the others, in turn (split runs; as in cross-fitting, Chernozhukov
et al. 2018). Intervals are Student's t over the runs, which all policies and design points share, or over worlds where
each has lucks of its own; their upper end allows for the best that split runs mistook. Efficiency says how often it
holds when the runs are drawn again.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from experiments.analysis.statistics import t_interval
from experiments.results.results import Results
from experiments.results.unfinished import world_key, world_of

__all__ = ["RegretColumns", "efficient", "outcomes_of", "pareto_table", "regret_table", "split_regrets"]

RESAMPLES = 200
FOLDS = 5
"""Parts of the runs that are left out in turn."""
SHOWN = 8
"""What distinguishes a world, at most so many settings of it."""
RegretColumns = (
    *("policy", "measure", "unit", "mean_regret", "mean_low", "mean_high"),
    *("worst_regret", "worst_low", "worst_high", "best_in", "worst_in"),
)


def outcomes_of(results: Results, measure: str, worlds: Sequence[Mapping[str, Any]]) -> np.ndarray:
    """(policies, worlds, runs) of a measure; `worlds` name the scenario and what was set, in the order wanted."""
    places = {world_key(world): place for place, world in enumerate(worlds)}
    found = np.full((len(results.policies), len(worlds), results.runs), np.nan)
    for entry in results.entries:
        policy = results.policies.index(entry.point.policy.name)
        found[policy, places[world_key(world_of(entry))]] = results.columns(entry, [measure])[measure]
    return found


def _resampled(outcomes: np.ndarray, seed: int) -> Iterator[np.ndarray]:
    """Means over resampled runs."""
    runs = outcomes.shape[-1]
    there = ~np.isnan(outcomes)
    values = np.where(there, outcomes, 0.0)
    random = np.random.default_rng(seed)
    for _ in range(RESAMPLES):
        weights = np.bincount(random.integers(runs, size=runs), minlength=runs).astype(float)
        with np.errstate(invalid="ignore"):
            yield (values @ weights) / (there @ weights)


def split_regrets(outcomes: np.ndarray, sign: float, folds: int = FOLDS) -> tuple[np.ndarray, np.ndarray]:
    """Regrets by (policy, world, run), the best of each world chosen without the run's own fold; and in the world that
    seems worst without it, (policy, run). With one fold both are chosen from all runs."""
    policies, _, runs = outcomes.shape
    regret, worst = np.full(outcomes.shape, np.nan), np.full((policies, runs), np.nan)
    fold = np.arange(runs) % min(folds, runs)
    for one in np.unique(fold):
        mine = fold == one
        means = sign * _means(outcomes[:, :, ~mine if folds > 1 else mine])
        known = ~np.isnan(means).all(axis=0)
        best = np.zeros(means.shape[1], dtype=int)
        best[known] = np.nanargmin(means[:, known], axis=0)
        there = outcomes[:, :, mine]
        regret[:, :, mine] = sign * (there - np.take_along_axis(there, best[None, :, None], axis=0))
        regret[:, ~known] = np.nan
        for policy in range(policies):
            seeming = means[policy] - np.nanmin(means, axis=0)
            if not np.isnan(seeming).all():
                worst[policy, mine] = regret[policy, int(np.nanargmax(seeming))][mine]
    return regret, worst


def limits(split: np.ndarray, plain: np.ndarray, confidence: float) -> tuple[float, float, float]:
    """Regret from split runs, the lower end of its t interval, and the upper end of that from all runs, for what is
    never below zero.

    Split runs understate regret where they mistake the best; all runs overstate it, since the best of them was lucky.
    """
    mean, low, high = t_interval(split[~np.isnan(split)], confidence)
    high = max(high, t_interval(plain[~np.isnan(plain)], confidence)[2])
    return tuple(max(0.0, one) if one == one else math.nan for one in (mean, low, high))  # type: ignore[return-value]


def regret_table(results: Results, worlds: Any, outcomes: np.ndarray, measure: str, confidence: float = 0.95) -> Any:
    """Mean and worst regret of every policy over the worlds (Savage 1951), with intervals, and the world where it is worst.

    worlds: a DataFrame of what distinguishes them. outcomes: (policies, worlds, runs).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a world in which the measure is undefined under every policy stays undefined
        return _regret_table(results, worlds, outcomes, measure, confidence)


def _regret_table(results: Results, worlds: Any, outcomes: np.ndarray, measure: str, confidence: float) -> Any:
    import pandas as pd

    from model.measures import MEASURES

    sign = 1.0 if MEASURES[measure].better == "lower" else -1.0
    means = sign * _means(outcomes)
    plain = means - np.nanmin(means, axis=0, keepdims=True)
    seeming, seeming_worst = split_regrets(outcomes, sign, folds=1)
    split, split_worst = split_regrets(outcomes, sign) if outcomes.shape[2] > 1 else (seeming, seeming_worst)
    over = (
        0 if results.cells is None else 1
    )  # runs are shared by all points of a design; the lucks of a world are its own
    rows = []
    for at, (policy, own) in enumerate(zip(results.policies, plain, strict=True)):
        place = int(np.nanargmax(own)) if not np.isnan(own).all() else 0
        where = ", ".join(f"{name} {_short(worlds[name].iloc[place])}" for name in list(worlds.columns)[:SHOWN])
        mean = limits(np.nanmean(split[at], axis=over), np.nanmean(seeming[at], axis=over), confidence)
        figures = (*mean, *limits(split_worst[at], seeming_worst[at], confidence))
        row = (policy, measure, MEASURES[measure].unit, *figures, float(np.mean(own == 0.0)), where)
        rows.append(dict(zip(RegretColumns, row, strict=True)))
    return pd.DataFrame(rows).sort_values("worst_regret", ignore_index=True)


def _means(outcomes: np.ndarray) -> np.ndarray:
    """Means over the runs; NaN where no run has the measure."""
    there = ~np.isnan(outcomes)
    with np.errstate(invalid="ignore"):
        return np.where(there, outcomes, 0.0).sum(axis=-1) / there.sum(axis=-1)


def _short(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def pareto_table(results: Results, against: tuple[str, str], confidence: float = 0.95) -> Any:
    """Spending and harm of every policy in every scenario, with intervals of the means over the runs.

    `efficient` where no policy costs less and harms less; `certainty` is how often it stays so when the runs are drawn
    again.
    """
    import pandas as pd

    from model.measures import MEASURES

    MEASURES.require(against)
    rows: list[dict[str, Any]] = []
    for scenario in results.scenarios:
        values = np.array(
            [[_by_run(results, policy, scenario, name) for name in against] for policy in results.policies]
        )
        now = efficient(_means(values))
        drawn = np.mean([efficient(means) for means in _resampled(values, results.study.seed)], axis=0)
        for at, policy in enumerate(results.policies):
            row: dict[str, Any] = {"policy": policy, "scenario": scenario}
            for name, own in zip(against, values[at], strict=True):
                mean, low, high = t_interval(own[~np.isnan(own)], confidence)
                row |= {name: mean, f"{name}_low": low, f"{name}_high": high}
            rows.append(row | {"efficient": bool(now[at]), "certainty": float(drawn[at])})
    return pd.DataFrame(rows)


def _by_run(results: Results, policy: str, scenario: str, measure: str) -> np.ndarray:
    """A measure by run, the mean over the points of the design: the luck is what differs between runs."""
    columns = [results.columns(entry, [measure])[measure] for entry in results.chosen(policy, scenario)]
    return np.mean(columns, axis=0)


def efficient(means: np.ndarray) -> np.ndarray:
    """Which policies of (policies, figures), less is better, no other beats on one figure without losing on another."""
    beaten = [((means <= own).all(axis=1) & (means < own).any(axis=1)).any() for own in means]
    return ~np.array(beaten)
