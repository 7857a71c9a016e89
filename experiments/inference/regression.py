"""Inference by regression: which worlds leave a record like the one there is (approximate Bayesian computation).

Each number of a world is put on a normal scale by its own prior (`Scale`), each figure on the scale of its spread, with an error
of coding and a discrepancy of the model added. What the figures say of a number is learnt by regression (`Summary`); the worlds
whose summaries lie nearest to the record's are kept and shifted by what is left of the difference. Numbers of which the figures
say nothing keep their prior. Source: Fearnhead & Prangle 2012 (semi-automatic ABC); Beaumont, Zhang & Balding 2002 and Blum &
François 2010 (regression adjustment).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

__all__ = ["Figures", "Scale", "Summary", "nearest_worlds", "with_discrepancy"]


@dataclass(frozen=True)
class Scale:
    """A normal scale for each number of a world: its rank among the worlds of the prior, as a normal quantile."""

    names: tuple[str, ...]
    sorted: np.ndarray  # (worlds, numbers), each column in order

    @classmethod
    def of(cls, worlds: pd.DataFrame) -> Scale:
        return cls(tuple(worlds), np.sort(worlds.to_numpy(), axis=0))

    def to(self, worlds: pd.DataFrame | np.ndarray) -> np.ndarray:
        """z of each number; a value that stands many times gets the middle of its ranks."""
        values = worlds[list(self.names)].to_numpy() if isinstance(worlds, pd.DataFrame) else worlds
        count = len(self.sorted)
        found = np.empty(values.shape)
        for k in range(values.shape[1]):
            below = np.searchsorted(self.sorted[:, k], values[:, k], side="left")
            through = np.searchsorted(self.sorted[:, k], values[:, k], side="right")
            found[:, k] = ndtri(np.clip((below + through) / 2.0 / count, 0.5 / count, 1.0 - 0.5 / count))
        return found

    def back(self, z: np.ndarray) -> pd.DataFrame:
        """The numbers again; never outside what the prior gave."""
        at = np.clip(ndtr(z), 0.0, 1.0) * (len(self.sorted) - 1)
        steps = np.arange(len(self.sorted))
        columns = {name: np.interp(at[:, k], steps, self.sorted[:, k]) for k, name in enumerate(self.names)}
        return pd.DataFrame(columns)


@dataclass(frozen=True)
class Figures:
    """Figures on the scale of their spread over the prior, missing ones at its middle with a mark beside."""

    names: tuple[str, ...]
    middle: np.ndarray
    spread: np.ndarray
    marks: np.ndarray  # which figures are sometimes missing

    @classmethod
    def of(cls, figures: pd.DataFrame) -> Figures:
        values = figures.to_numpy()
        low, middle, high = np.nanquantile(values, [0.16, 0.5, 0.84], axis=0)
        spread = np.maximum((high - low) / 2.0, 1e-3 * np.nanstd(values, axis=0) + 1e-9)
        return cls(tuple(figures), middle, spread, np.isnan(values).mean(axis=0) > 0.001)

    def to(self, values: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
        """Figures as the regression sees them. mask: which are withheld."""
        x = (np.atleast_2d(values) - self.middle) / self.spread
        missing = np.isnan(x)
        if mask is not None:
            missing = missing | mask
        x = np.clip(np.where(missing, 0.0, x), -8.0, 8.0)
        return np.concatenate([x, np.where(missing, 1.0, 0.0)[:, self.marks]], axis=1)


def with_discrepancy(
    figures: pd.DataFrame, errors: dict[str, float], factors: dict[str, float], seed: int, scale: float = 1.0
) -> pd.DataFrame:
    """Figures with an error of coding and what the model cannot know of itself: N(0, (d · error)²), d half-normal(½) · scale, a
    spread of its own in each record and for each figure; times a declared factor where a misfit is known."""
    stream = np.random.Generator(np.random.Philox(key=[seed, 77]))
    found = figures.copy()
    for name in figures:
        spread = 0.5 * scale * factors.get(name, 1.0) * np.abs(stream.standard_normal(len(figures)))
        found[name] = figures[name] + errors[name] * spread * stream.standard_normal(len(figures))
    return found


@dataclass(frozen=True)
class Summary:
    """What the figures say of each number: its expectation given them, and how much of its variance that explains."""

    weights: np.ndarray
    explained: np.ndarray  # share of variance, measured on worlds that were held out
    residual: np.ndarray

    @classmethod
    def fit(cls, x: np.ndarray, z: np.ndarray, penalty: float = 1.0) -> Summary:
        """Ridge regression on figures and their squares; a fifth of the worlds is held out to measure."""
        held = np.arange(len(x)) % 5 == 0
        features = _features(x)
        mine = features[~held]
        gram = mine.T @ mine + penalty * np.eye(mine.shape[1])
        weights = np.linalg.solve(gram, mine.T @ z[~held])
        left = z[held] - features[held] @ weights
        variance = z[held].var(axis=0)
        return cls(weights, 1.0 - left.var(axis=0) / np.maximum(variance, 1e-9), left.std(axis=0))

    def of(self, x: np.ndarray) -> np.ndarray:
        return _features(x) @ self.weights


def _features(x: np.ndarray) -> np.ndarray:
    return np.concatenate([np.ones((len(x), 1)), x, x * x - 1.0], axis=1)


def nearest_worlds(
    x: np.ndarray, z: np.ndarray, seen: np.ndarray, summary: Summary, keep: int, least: float = 0.02
) -> tuple[np.ndarray, np.ndarray]:
    """Worlds (z) given the record's figures, and their weights: the nearest by summary, adjusted by local regression.

    Only numbers of which the figures explain at least `least` of the variance make up the distance, each in units of what is left
    of it; only they are adjusted, and their spread with them.
    """
    told = np.flatnonzero(summary.explained >= least)
    if len(told) == 0:
        return z[:keep], np.full(min(keep, len(z)), 1.0 / keep)
    scores, own = summary.of(x)[:, told], summary.of(seen)[0, told]
    gap = (scores - own) / summary.residual[told]
    distance = np.sqrt((gap * gap).sum(axis=1))
    chosen = np.argpartition(distance, min(keep, len(x)) - 1)[:keep]
    reach = max(distance[chosen].max(), 1e-12)
    weight = 1.0 - (distance[chosen] / reach) ** 2  # Epanechnikov
    weight = weight / weight.sum()
    adjusted = z[chosen].copy()
    design = np.concatenate([np.ones((len(chosen), 1)), gap[chosen]], axis=1)
    root = np.sqrt(weight)[:, None]
    gram = (design * root).T @ (design * root) + 1e-6 * np.eye(design.shape[1])
    slopes = np.linalg.solve(gram, (design * weight[:, None]).T @ z[chosen][:, told])
    fitted = design @ slopes
    residual = z[chosen][:, told] - fitted
    log_square = np.log(residual * residual + 1e-8)
    spread = np.linalg.solve(gram, (design * weight[:, None]).T @ log_square)
    shrink = np.exp(np.clip(0.5 * (spread[0] - design @ spread), -0.7, 0.7))
    adjusted[:, told] = slopes[0] + residual * shrink
    return adjusted, weight
