"""What a policy gains in a world as a smooth function of the world's parameters, luck taken out.

One parameter: a cubic spline of twelve functions with knots at quantiles and a penalty on its second differences (Eilers &
Marx 1996), the penalty by generalised cross-validation (Craven & Wahba 1979). Several: straight lines, a curve a parameter
and products of pairs, each with a variance of its own, by restricted maximum likelihood (Patterson & Thompson 1971) over a
grid. A fit to noise varies by itself, and a penalised one varies too little. So each is stretched or shrunk about its mean
until its variance is the variance that it explains: k² = 1 − edf · residual variance/(W · fit variance) for a spline; the
whole variance less the residual one for a surface, which is the same number for ordinary least squares.

Units: those of the gains. Errors: none; what does not vary is fitted by its mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

__all__ = ["Spline", "Surface"]

FUNCTIONS = 12
PENALTIES = 10.0 ** np.linspace(-4.0, 6.0, 41)
RATIOS = np.concatenate([[0.0], 10.0 ** np.linspace(-3.0, 5.0, 65)])
"""Variance of the surface as a multiple of the residual one."""
MIXES = ((1.0, 0.0, 0.0), (1.0, 0.1, 0.0), (1.0, 1.0, 0.0), (1.0, 0.0, 0.3), (1.0, 0.3, 0.3), (1.0, 1.0, 1.0))
"""Weights of lines, curves and products."""
SURER = float(np.log(20.0))
"""How much likelier (logarithm) a surface that bends must be than straight lines. The likeliest of six, taken as it comes,
follows luck: at luck five times the worlds it made everything worth 0.028 too much where the truth was 0.198."""
TINY = 1e-9


@dataclass(frozen=True)
class Spline:
    """The functions of one parameter by world (W, functions), and the penalty on their coefficients."""

    functions: np.ndarray
    penalty: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray, cut: float | None = None) -> Spline:
        """The spline of a parameter. cut: where the gain may jump, which no smooth curve follows."""
        from scipy.interpolate import BSpline

        knots = np.unique(np.quantile(values, np.linspace(0.0, 1.0, FUNCTIONS - 2)))
        if len(knots) < 4:  # a few values only: each its own level
            levels = np.unique(values)
            return cls((values[:, None] == levels).astype(float), np.zeros((len(levels), len(levels))))
        knots = np.concatenate([[knots[0]] * 3, knots, [knots[-1]] * 3])
        functions = BSpline.design_matrix(values, knots, 3).toarray()
        differences = np.diff(np.eye(functions.shape[1]), 2, axis=0)
        penalty = differences.T @ differences
        if cut is not None:
            functions = np.column_stack([functions, values > cut])
            penalty = np.pad(penalty, (0, 1))
        return cls(functions, penalty)

    def of_worlds(self, rows: np.ndarray) -> Spline:
        """The same in some of the worlds."""
        return replace(self, functions=self.functions[rows])

    def axes(self) -> tuple[np.ndarray, np.ndarray]:
        """Orthonormal functions by world, and what the penalty weighs of each (Demmler & Reinsch 1975)."""
        gram = self.functions.T @ self.functions
        gram += TINY * np.trace(gram) / len(gram) * np.eye(len(gram))
        root = np.linalg.inv(np.linalg.cholesky(gram))
        weights, turn = np.linalg.eigh(root @ self.penalty @ root.T)
        return self.functions @ root.T @ turn, np.maximum(weights, 0.0)

    def fit(self, gains: np.ndarray) -> np.ndarray:
        """Each column of gains (W, columns) as the parameter explains it."""
        fitted, edf, left = self._penalised(gains - gains.mean(axis=0))
        return gains.mean(axis=0) + _scaled(fitted, fitted.var(axis=0) - edf * left / len(gains))

    def misses(self, gains: np.ndarray) -> np.ndarray:
        """The cross-validated error of each column's fit: the less, the better."""
        _, edf, left = self._penalised(gains - gains.mean(axis=0))
        return np.asarray(left / (1.0 - edf / len(gains)))

    def _penalised(self, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The fit of each column, the freedom it takes (edf), and the residual variance."""
        worlds = len(y)
        axes, weights = self.axes()
        kept = 1.0 / (1.0 + PENALTIES[:, None] * weights * worlds)  # (penalties, functions)
        scores, whole = axes.T @ y, (y * y).sum(axis=0)
        residual = np.maximum(0.0, whole - (2.0 * kept - kept * kept) @ (scores * scores))  # (penalties, columns)
        edf = kept.sum(axis=1)
        best = np.argmin(residual / (worlds - edf[:, None]) ** 2, axis=0)
        left = residual[best, np.arange(len(best))] / (worlds - edf[best])
        return axes @ (kept[best].T * scores), edf[best], left


@dataclass(frozen=True)
class Surface:
    """How alike worlds are in several parameters: by lines, by curves, by products of pairs; (W, W) each."""

    parts: tuple[np.ndarray, ...]

    @classmethod
    def of(cls, values: np.ndarray) -> Surface:
        """The surface over columns of parameters, (W, parameters)."""
        lines = (values - values.mean(axis=0)) / values.std(axis=0)
        curves = np.column_stack([_curve(column) for column in values.T])
        alike = lines @ lines.T
        return cls((alike, curves @ curves.T, alike * alike - (lines**2) @ (lines**2).T))

    def of_worlds(self, rows: np.ndarray) -> Surface:
        """The same in some of the worlds."""
        return Surface(tuple(part[np.ix_(rows, rows)] for part in self.parts))

    def fit(self, gains: np.ndarray, mixes: Sequence[int] | None = None) -> tuple[np.ndarray, list[int]]:
        """Each column of gains (W, columns) as the parameters explain it, and which mix of parts served it best.

        mixes: the mix of each column, where it is known already.
        """
        worlds, columns = gains.shape
        mean = gains.mean(axis=0)
        y = gains - mean
        parts = [_level(part) for part in self.parts]
        best, found, chosen = np.full(columns, -np.inf), np.repeat(mean[None, :], worlds, axis=0), [0] * columns
        for number, mix in enumerate(MIXES):
            mine = [j for j in range(columns) if mixes is None or mixes[j] == number]
            if not mine:
                continue
            size, axes = np.linalg.eigh(sum(weight * part for weight, part in zip(mix, parts, strict=True)))
            size, axes = np.maximum(size[1:], 0.0), axes[:, 1:]  # the first is the mean's own direction
            scores = axes.T @ y[:, mine]
            spread = 1.0 + RATIOS[:, None] * size  # (ratios, axes)
            left = (1.0 / spread) @ (scores * scores) / len(size)
            likely = -0.5 * (len(size) * np.log(left + 1e-300) + np.log(spread).sum(axis=1)[:, None])
            at = likely.argmax(axis=0)
            for place, j in enumerate(mine):
                worth = likely[at[place], place] - (SURER if number else 0.0)
                if worth > best[j] + TINY:
                    best[j], chosen[j] = worth, number
                    fitted = axes @ ((1.0 - 1.0 / spread[at[place]]) * scores[:, place])
                    explained = y[:, j].var(ddof=1) - left[at[place], place]
                    found[:, j] = mean[j] + _scaled(fitted[:, None], np.array([explained]))[:, 0]
        return found, chosen


def _scaled(fitted: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Columns about their means, with these variances; none where that is not above zero."""
    around = fitted - fitted.mean(axis=0)
    varying = around.var(axis=0)
    real = (varying > 0.0) & (variance > 0.0)
    return around * np.sqrt(np.where(real, variance, 0.0) / np.where(varying > 0.0, varying, 1.0))


def _curve(values: np.ndarray) -> np.ndarray:
    """What a spline of the parameter has beside a straight line, weighed by its penalty."""
    axes, weights = Spline.of(values).axes()
    bent = weights > 1e-8 * max(weights.max(), 1e-300)
    return (axes[:, bent] - axes[:, bent].mean(axis=0)) / np.sqrt(weights[bent])


def _level(part: np.ndarray) -> np.ndarray:
    """A part without what is common to all worlds, of the same size as the others."""
    part = part - part.mean(axis=0)
    part = part - part.mean(axis=1)[:, None]
    size = float(np.trace(part))
    return part * (len(part) / size) if size > 1e-12 * len(part) else np.zeros_like(part)
