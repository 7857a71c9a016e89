"""How far a policy falls short of the best in the same world, and which policies no other beats on both cost and harm.

The intervals say what other luck would give: the runs, which all policies and worlds share, are drawn again with
replacement (percentile bootstrap; Efron & Tibshirani 1993, chapter 13), the worlds being what they are.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from experiments.results.results import Results
from experiments.results.unfinished import world_key, world_of

__all__ = ["RegretColumns", "outcomes_of", "pareto_table", "regret_table"]

RESAMPLES = 200
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


def _regrets(means: np.ndarray, sign: float) -> np.ndarray:
    return sign * means - np.nanmin(sign * means, axis=0, keepdims=True)


def _tails(values: np.ndarray, confidence: float) -> np.ndarray:
    return np.nanquantile(values, [(1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0], axis=0)


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
    regret = _regrets(_means(outcomes), sign)
    drawn = np.array([_regrets(means, sign) for means in _resampled(outcomes, results.study.seed)])
    mean_low, mean_high = _tails(np.nanmean(drawn, axis=2), confidence)
    worst_low, worst_high = _tails(np.nanmax(drawn, axis=2), confidence)
    rows = []
    for at, (policy, own) in enumerate(zip(results.policies, regret, strict=True)):
        worst = int(np.nanargmax(own)) if not np.isnan(own).all() else 0
        where = ", ".join(f"{name} {_short(worlds[name].iloc[worst])}" for name in worlds.columns)
        figures = (
            float(np.nanmean(own)),
            mean_low[at],
            mean_high[at],
            float(own[worst]),
            worst_low[at],
            worst_high[at],
        )
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

    from experiments.analysis.statistics import t_interval
    from model.measures import MEASURES

    MEASURES.require(against)
    rows: list[dict[str, Any]] = []
    for scenario in results.scenarios:
        values = np.array(
            [[_by_run(results, policy, scenario, name) for name in against] for policy in results.policies]
        )
        efficient = _efficient(_means(values))
        drawn = np.mean([_efficient(means) for means in _resampled(values, results.study.seed)], axis=0)
        for at, policy in enumerate(results.policies):
            row: dict[str, Any] = {"policy": policy, "scenario": scenario}
            for name, own in zip(against, values[at], strict=True):
                mean, low, high = t_interval(own[~np.isnan(own)], confidence)
                row |= {name: mean, f"{name}_low": low, f"{name}_high": high}
            rows.append(row | {"efficient": bool(efficient[at]), "certainty": float(drawn[at])})
    return pd.DataFrame(rows)


def _by_run(results: Results, policy: str, scenario: str, measure: str) -> np.ndarray:
    """A measure by run, the mean over the points of the design: the luck is what differs between runs."""
    columns = [results.columns(entry, [measure])[measure] for entry in results.chosen(policy, scenario)]
    return np.mean(columns, axis=0)


def _efficient(means: np.ndarray) -> np.ndarray:
    """Which policies of (policies, 2) no other beats on one figure without losing on the other."""
    beaten = [((means <= own).all(axis=1) & (means < own).any(axis=1)).any() for own in means]
    return ~np.array(beaten)
