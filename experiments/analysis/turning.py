"""What turns a finding round: which of the unknowns decide how large a difference is, and at which value its sign changes.

The mean difference of each world is regressed on the world's parameters, each as a normal score z of its rank, so that no
scale and no long tail speaks louder. Which enter: forward, while the extended Bayesian criterion falls, which allows for
how many were tried. With β and its standard error s in that regression,

    share of the spread of worlds    (β² − s²)/world sd², the interval from β ± t s
    where the sign changes           z = −(mean)/β, all other parameters at their middle; told only where the mean of the
                                     worlds beyond has the other sign

Units: shares 0 … 1; where it turns, the parameter's own. Errors: none; fewer than twenty worlds tell nothing. Source: Chen &
Chen 2008 (extended BIC); Iooss & Lemaître 2015 (standardised regression as a measure of importance).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.analysis.futures import t_reach
from experiments.results.results import Results

__all__ = ["COLUMNS", "DECIDES", "Fit", "fit_worlds", "turned", "turning_rows", "world_means"]

COLUMNS = ("policy", "scenario", "measure", "parameter", "share", "low", "high", "turns_at", "below", "above", "worlds")
FEWEST, MOST = 20, 8
"""Worlds from which a regression means anything, and parameters that it takes in at most."""
HANDFUL = 5
"""Worlds beyond a turning point without which it is not told."""
DECIDES = 0.1
"""Share of the spread from which a parameter is said to decide."""
ENDS = 1.2815515655446004
"""Scores of the tenth and the ninetieth of a hundred worlds, between which a difference is told below and above."""


@dataclass(frozen=True)
class Fit:
    """A regression of world means on normal scores. coefficients, errors: by name of the parameter."""

    level: float
    level_error: float
    coefficients: dict[str, float]
    errors: dict[str, float]
    freedom: int
    variance: float  # of the worlds, luck taken out


def turning_rows(results: Results, measures: Sequence[str], confidence: float = 0.95) -> list[dict[str, Any]]:
    """A row a policy, scenario, measure and parameter that is found to move the difference from the first policy, the one with
    the largest share first; none where runs are lived in one world, or in too few."""
    found: list[dict[str, Any]] = []
    if results.cells is None or len(results.policies) < 2:
        return found
    for scenario in results.scenarios:
        for policy in results.policies[1:]:
            for measure in measures:
                worlds, gaps = world_means(results, measure, policy, scenario)
                if len(gaps) >= FEWEST:
                    where = {"policy": policy, "scenario": scenario, "measure": measure}
                    found += [where | row for row in _rows(worlds, gaps, confidence)]
    return found


def turned(
    results: Results, measure: str, policy: str, scenario: str, confidence: float = 0.95
) -> dict[str, Any] | None:
    """What turns one difference, to be drawn: its rows, and, where an unknown decides, the worlds against the first of them.

    worlds, unknowns: how many; rows: as in `turning_rows`; marks: x (the unknown), y (the difference), run (the world's
    first); band: x, low, high of the fitted mean, all else at its middle. None where runs are lived in one world or too few.
    """
    if results.cells is None:
        return None
    worlds, gaps = world_means(results, measure, policy, scenario)
    if len(gaps) < FEWEST:
        return None
    fit = fit_worlds(worlds, gaps)
    rows = _rows(worlds, gaps, confidence, fit)
    found = {"policy": policy, "measure": measure, "worlds": len(gaps), "unknowns": worlds.shape[1], "rows": rows}
    if not rows or rows[0]["share"] < DECIDES:
        return found | {"marks": None, "band": None}
    name = rows[0]["parameter"]
    cells = results.cells
    first = dict(
        zip(cells.met(results.runs).tolist(), cells.matrix(np.arange(float(results.runs)))[:, 0].tolist(), strict=True)
    )
    values = worlds[name].to_numpy()
    marks = {"x": values.tolist(), "y": gaps.mean(axis=1).tolist(), "run": [int(first[at]) for at in worlds.index]}
    return found | {"marks": marks, "band": _band(fit, values, name, confidence)}


def _band(fit: Fit, values: np.ndarray, name: str, confidence: float, points: int = 33) -> dict[str, list[float]]:
    """The fitted mean's interval along one unknown; scores are centred, so that level and slope vary independently."""
    scores = _scores(values)
    along = np.linspace(scores.min(), scores.max(), points)
    middle = fit.level + fit.coefficients[name] * along
    half = t_reach(fit.freedom, confidence) * np.hypot(fit.level_error, along * fit.errors[name])
    x = [_value(values, score) for score in along]
    return {"x": x, "low": (middle - half).tolist(), "high": (middle + half).tolist()}


def world_means(results: Results, measure: str, policy: str, scenario: str) -> tuple[Any, np.ndarray]:
    """The worlds that were lived in, a row each of what varies, and the differences from the first policy, by luck."""
    cells = results.cells
    assert cells is not None
    entry = results.chosen(policy, scenario)[0]
    own, first = (results.column(measure, name, scenario)[: results.runs] for name in (policy, results.policies[0]))
    gaps = cells.matrix(own - first)
    worlds = results.store.worlds(entry.name).iloc[cells.met(results.runs)]
    whole = np.isfinite(gaps).all(axis=1)
    worlds = worlds[whole]
    return worlds.loc[:, worlds.nunique() > 1], gaps[whole]


def fit_worlds(worlds: Any, gaps: np.ndarray) -> Fit:
    """The regression. worlds: a table of parameters; gaps: differences (worlds, lucks)."""
    means, names = gaps.mean(axis=1), list(worlds)
    scores = np.column_stack([_scores(worlds[name].to_numpy()) for name in names])
    chosen = _forward(scores, means)
    design = np.column_stack([np.ones(len(means)), scores[:, chosen]])
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ design.T @ means
    freedom = len(means) - design.shape[1]
    residual = float(np.sum((means - design @ beta) ** 2)) / freedom
    errors = np.sqrt(residual * np.diag(inverse))
    luck = float(gaps.var(axis=1, ddof=1).mean()) / gaps.shape[1] if gaps.shape[1] > 1 else 0.0
    at = {names[column]: place for place, column in enumerate(chosen, 1)}
    return Fit(
        float(beta[0]),
        float(errors[0]),
        {name: float(beta[place]) for name, place in at.items()},
        {name: float(errors[place]) for name, place in at.items()},
        freedom,
        max(0.0, float(means.var(ddof=1)) - luck),
    )


def _rows(worlds: Any, gaps: np.ndarray, confidence: float, fit: Fit | None = None) -> list[dict[str, Any]]:
    fit = fit or fit_worlds(worlds, gaps)
    rows: list[dict[str, Any]] = []
    if fit.variance <= 0.0:
        return rows
    reach = t_reach(fit.freedom, confidence)
    for name, beta in fit.coefficients.items():
        error = fit.errors[name]
        low, high = max(0.0, abs(beta) - reach * error), abs(beta) + reach * error
        values = worlds[name].to_numpy()
        rows.append(
            {
                "parameter": name,
                "share": min(1.0, max(0.0, (beta**2 - error**2) / fit.variance)),
                "low": min(1.0, low**2 / fit.variance),
                "high": min(1.0, high**2 / fit.variance),
                "turns_at": _turn(values, gaps.mean(axis=1), fit.level, beta),
                "below": fit.level - ENDS * beta,
                "above": fit.level + ENDS * beta,
                "worlds": len(gaps),
            }
        )
    return sorted(rows, key=lambda row: -row["share"])


def _turn(values: np.ndarray, means: np.ndarray, level: float, beta: float) -> float | None:
    """Where the fitted difference changes its sign; None where the worlds beyond, a handful at least, do not bear it out."""
    scores, turn = _scores(values), -level / beta
    beyond = scores > turn if turn > 0.0 else scores < turn
    if beyond.sum() < HANDFUL or float(means[beyond].mean()) * level >= 0.0:
        return None
    return _value(values, turn)


def _forward(scores: np.ndarray, means: np.ndarray) -> list[int]:
    """Columns that enter one by one, while n ln(residual) + k (ln n + 2 ln p) falls."""
    n, p = scores.shape
    chosen: list[int] = []
    residual = means - means.mean()
    total = float(residual @ residual)
    if total <= 0.0:
        return chosen
    best = n * math.log(total)
    free = scores - scores.mean(axis=0)  # what is left of each column beside those that were chosen
    while len(chosen) < min(MOST, n // 5):
        size = np.sum(free**2, axis=0)
        gain = np.divide((residual @ free) ** 2, size, out=np.zeros(p), where=size > 1e-6 * n)
        column = int(gain.argmax())
        left = max(float(residual @ residual) - float(gain[column]), 1e-12 * total)
        score = n * math.log(left) + (len(chosen) + 1) * (math.log(n) + 2.0 * math.log(p))
        if score >= best:
            break
        axis = free[:, column] / math.sqrt(float(size[column]))
        residual = residual - axis * float(axis @ residual)
        free = free - np.outer(axis, axis @ free)
        free[:, column] = 0.0
        chosen, best = [*chosen, column], score
    return chosen


def _scores(values: np.ndarray) -> np.ndarray:
    """Normal scores of ranks; equal values share theirs."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    return np.asarray(ndtri((rankdata(values) - 0.5) / len(values)))


def _value(values: np.ndarray, score: float) -> float:
    """The parameter's value at a score."""
    from scipy.special import ndtr

    return float(np.quantile(values, float(ndtr(score))))
