"""How likely a policy fails in a world, luck taken out: no world is called failed because its few runs were unlucky.

A world's mean m over its runs is what the world does, f, and luck: m = f + e, e ~ N(0, V/runs). What worlds do is a
level, something smooth in their parameters (straight and squared) and something of their own: f = μ + g(x) + u. The
shares of g and u are weighed by how well they explain the means (restricted likelihood over a grid), and P(f > 0)
follows for every world. Where points of a design share their runs, luck that is common to all of them moves every world
alike; it is added to each one's uncertainty.

Units: those of the measure. Source: best linear unbiased prediction (Robinson 1991), small-area estimation (Fay &
Herriot 1979).
"""

from __future__ import annotations

import warnings

import numpy as np

__all__ = ["SURE", "fitted"]

SURE = 0.95
"""Probability from which a world counts as failed."""
SHARES = (0.0, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
"""Variance of g, and of u, as shares of the variance of the means."""


def fitted(features: np.ndarray, gaps: np.ndarray, shared: bool) -> tuple[np.ndarray, np.ndarray]:
    """What each world does, (worlds,), and the probability that it is above zero. gaps: (worlds, runs), NaN where undefined.

    shared: run k has the same luck in every world. A world in which nothing is defined has neither.
    """
    value, chance = np.full(len(gaps), np.nan), np.zeros(len(gaps))
    known = ~np.isnan(gaps).all(axis=1)
    if known.sum() < 2:
        return value, chance
    noise, common = _luck(gaps[known], shared)
    freedom = float(max(1, gaps.shape[1] - 1)) if shared and common > 0.0 else 1e9  # of the luck that all worlds share
    value[known], chance[known] = _weighed(_kernel(features[known]), _means(gaps[known]), noise, common, freedom)
    return value, chance


def _means(gaps: np.ndarray, axis: int = 1) -> np.ndarray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.asarray(np.nanmean(gaps, axis=axis))


def _luck(gaps: np.ndarray, shared: bool) -> tuple[float | None, float]:
    """Variance of a world's mean that is luck of its own (None: cannot be told), and luck's that is common to all worlds."""
    worlds, runs = gaps.shape
    if runs < 2:
        return None, 0.0
    residual, freedom, common = gaps - _means(gaps)[:, None], worlds * (runs - 1), 0.0
    if shared:
        by_run = _means(residual, axis=0)
        residual, freedom = residual - by_run[None, :], (worlds - 1) * (runs - 1)
        common = float(np.nanvar(by_run, ddof=1)) / runs
    absent = int(np.isnan(gaps).sum())
    return float(np.nansum(residual**2)) / max(1, freedom - absent) / max(1.0, runs - absent / worlds), common


def _kernel(features: np.ndarray) -> np.ndarray:
    """How alike worlds are: products of their standardised parameters and of the squares of these, centred."""
    columns = features - features.mean(axis=0)
    spread = columns.std(axis=0)
    z = columns[:, spread > 0.0] / spread[spread > 0.0]
    squares = z * z - (z * z).mean(axis=0)
    spread = squares.std(axis=0)
    both = np.hstack([z, squares[:, spread > 1e-9] / spread[spread > 1e-9]])
    return both @ both.T / max(1, both.shape[1])


def _weighed(
    kernel: np.ndarray, means: np.ndarray, noise: float | None, common: float, freedom: float
) -> tuple[np.ndarray, np.ndarray]:
    from scipy.special import stdtr

    count, level, total = len(means), float(means.mean()), float(means.var(ddof=1))
    if total == 0.0:
        return means, np.where(means > 0.0, stdtr(freedom, level / np.sqrt(max(common, 1e-300))), 0.0)
    luck = [share * total for share in SHARES[1:]] if noise is None else [max(noise, 1e-9 * total)]
    size, axes = np.linalg.eigh(kernel)
    flat = (
        axes.sum(axis=0) ** 2 > 0.5 * count
    )  # the direction in which all worlds move alike, of which `level` takes care
    turned = axes.T @ (means - level)
    scores, values, chances = [], [], []
    for smooth in SHARES:
        for own in SHARES:
            for d in luck:
                real = total * (smooth * np.maximum(size, 0.0) + (0.0 if noise is None else own))
                whole = (real + d)[~flat]
                scores.append(-0.5 * float(np.sum(np.log(whole) + turned[~flat] ** 2 / whole)))
                keep = np.where(flat, 1.0, real / (real + d))
                found = level + axes @ (keep * turned)
                sd = np.sqrt(axes**2 @ (keep * d) + common)
                values.append(found)
                chances.append(stdtr(freedom, found / np.maximum(sd, 1e-300)))
    weight = np.exp(np.array(scores) - max(scores))
    weight /= weight.sum()
    return weight @ np.array(values), weight @ np.array(chances)
