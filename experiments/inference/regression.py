"""Inference by regression: which worlds leave a record like the one there is (approximate Bayesian computation).

Each number of a world is put on a normal scale by its own prior (`Scale`), each figure on the scale of its spread, with an
error of coding and a discrepancy of the model added. What the figures say of a number is learnt by regression (`Summary`);
the worlds whose summaries lie nearest to the record's are kept and shifted by what is left of the difference
(`Regression`). Numbers of which the figures say nothing keep their prior.
Source: Fearnhead & Prangle 2012 (semi-automatic ABC); Beaumont, Zhang & Balding 2002 and Blum &
François 2010 (regression adjustment).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

__all__ = ["Figures", "Regression", "Scale", "Summary", "with_discrepancy"]


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
        at = ndtr(z) * len(self.sorted) - 0.5
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
    figures: pd.DataFrame, errors: Mapping[str, float], factors: Mapping[str, float], seed: int, scale: float = 1.0
) -> pd.DataFrame:
    """Figures with an error of coding and what the model cannot know of itself: N(0, (d · error)²), d half-normal(½) · scale, a
    spread of its own in each record and for each figure; times a declared factor where a misfit is known."""
    stream = np.random.Generator(np.random.Philox(key=[seed, 77]))
    found = figures.copy()
    for name in figures:
        spread = 0.5 * scale * factors.get(name, 1.0) * np.abs(stream.standard_normal(len(figures)))
        found[name] = figures[name] + errors[name] * spread * stream.standard_normal(len(figures))
    return found


PENALTIES = (1.0, 10.0, 100.0, 300.0, 1000.0)
FOLDS = 5
LEAST = 0.01
"""Share of a number's variance that the figures must explain before they move it; below, it keeps its prior."""


@dataclass(frozen=True)
class Summary:
    """What the figures say of each number: its expectation given them, and how much of its variance that explains.

    Ridge regression on figures and their squares. `fitted` of a record comes from the other folds alone, so that what it leaves
    is what a new record would leave, and is not too small by the number of figures.
    """

    weights: np.ndarray
    fitted: np.ndarray  # (records, numbers)
    explained: np.ndarray  # share of variance, out of fold

    @classmethod
    def fit(cls, x: np.ndarray, z: np.ndarray) -> Summary:
        features = _features(x)
        fold = np.arange(len(x)) % FOLDS
        grams = np.array([features[fold == k].T @ features[fold == k] for k in range(FOLDS)])
        sums = np.array([features[fold == k].T @ z[fold == k] for k in range(FOLDS)])
        gram, total = grams.sum(axis=0), sums.sum(axis=0)
        variance = np.maximum(z.var(axis=0), 1e-9)
        best: tuple[float, float, np.ndarray, np.ndarray] | None = None
        for penalty in PENALTIES:
            ridge = penalty * np.eye(len(gram))
            fitted = np.empty_like(z)
            for k in range(FOLDS):
                weights = np.linalg.solve(gram - grams[k] + ridge, total - sums[k])
                fitted[fold == k] = features[fold == k] @ weights
            left = (z - fitted).var(axis=0) / variance
            worth = float(-np.log(np.clip(left, 1e-3, 1.0)).sum())
            if best is None or worth > best[0]:
                best = worth, penalty, fitted, left
        assert best is not None
        _, penalty, fitted, left = best
        return cls(np.linalg.solve(gram + penalty * np.eye(len(gram)), total), fitted, 1.0 - left)

    def of(self, x: np.ndarray) -> np.ndarray:
        return _features(x) @ self.weights

    def told(self, least: float = LEAST) -> np.ndarray:
        """Places of the numbers of which the figures tell."""
        return np.flatnonzero(self.explained >= least)


def _features(x: np.ndarray) -> np.ndarray:
    return np.concatenate([np.ones((len(x), 1)), x, x * x - 1.0], axis=1)


@dataclass(frozen=True)
class Regression:
    """The method: worlds whose records have summaries near to the one seen, shifted by what the summaries differ.

    Equation: z* = m(x) + s(x)/s(x_i) (z_i − m(x_i)), i among the nearest, m the summary, s² the expected square of what it
    leaves, by a log-linear regression. Each summary's distance counts in units of what it leaves.
    Numbers of which nothing is told stay z_i. A regression among the nearest alone, as in the sources, has as many slopes as
    numbers: with a few hundred near worlds its intervals are much too narrow, so slopes come from all records here.
    """

    z: np.ndarray
    summary: Summary
    spread: Summary  # of the logarithm of the squares
    near: int

    @classmethod
    def fit(cls, x: np.ndarray, z: np.ndarray, near: int) -> Regression:
        summary = Summary.fit(x, z)
        told = summary.told()
        square = np.log((z[:, told] - summary.fitted[:, told]) ** 2 + 1e-4)
        return cls(z, summary, Summary.fit(x, square), min(near, len(z)))

    def draws(self, x: np.ndarray, count: int, seed: int = 0) -> np.ndarray:
        """(records, count, numbers) worlds for each record, drawn without repeating one where there are enough."""
        told = self.summary.told()
        own, spread = self.summary.of(x), np.clip(self.spread.of(x), -12.0, 4.0)
        residual = self.z[:, told] - self.summary.fitted[:, told]
        unit = np.maximum(residual.std(axis=0), 1e-6)
        there, here = self.summary.fitted[:, told] / unit, own[:, told] / unit
        length = (there * there).sum(axis=1)
        found = np.empty((len(x), count, self.z.shape[1]))
        for k in range(len(x)):
            stream = np.random.Generator(np.random.Philox(key=[seed, 78], counter=[0, 0, 0, k]))
            distance = np.maximum(length - 2.0 * there @ here[k] + here[k] @ here[k], 0.0)
            chosen = np.argpartition(distance, self.near - 1)[: self.near]
            weight = 1.0 - distance[chosen] / max(distance[chosen].max() * (1.0 + 1e-9), 1e-12)  # Epanechnikov
            weight = weight / weight.sum() if weight.sum() > 0.0 else np.full(len(chosen), 1.0 / len(chosen))
            again = bool(count > np.count_nonzero(weight))
            drawn = chosen[stream.choice(len(chosen), size=count, replace=again, p=weight)]
            factor = np.exp(np.clip(0.5 * (spread[k] - np.clip(self.spread.fitted[drawn], -12.0, 4.0)), -0.7, 0.7))
            found[k] = self.z[drawn]
            found[k][:, told] = own[k, told] + residual[drawn] * factor
        return found
