"""A second method beside the regression: a Gaussian synthetic likelihood, solved in closed form.

Where `regression` learns worlds from figures, this learns figures from worlds: x = a + B z + e, e ~ N(0, S), x the normal
scores of the figures, by ridge regression over all simulated records. With the prior z ~ N(0, I) the posterior is

    z | x ~ N(C B' S⁻¹ (x − a), C),   C = (I + B' S⁻¹ B)⁻¹

for all numbers together; those of which the figures say nothing keep their prior by themselves. What it assumes that the other
method does not: lines, and one spread of figures in all worlds.
Source: Wood 2010 (synthetic likelihood); Price et al. 2018.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.inference.regression import Scale

__all__ = ["Synthetic"]

PENALTY = 10.0


@dataclass(frozen=True)
class Synthetic:
    """The posterior of every record: its mean a linear map of the figures, one covariance for all."""

    scale: Scale  # of figures
    level: np.ndarray  # (figures,)
    gain: np.ndarray  # (numbers, figures)
    root: np.ndarray  # (numbers, numbers), a factor of the covariance

    @classmethod
    def fit(cls, x: np.ndarray, z: np.ndarray) -> Synthetic:
        """x: (records, figures) as the regression sees them; z: (records, numbers)."""
        scale = Scale(tuple(str(k) for k in range(x.shape[1])), np.sort(x, axis=0))
        x = scale.to(x)
        level, middle = x.mean(axis=0), z.mean(axis=0)
        away, apart = x - level, z - middle
        slopes = np.linalg.solve(apart.T @ apart + PENALTY * np.eye(z.shape[1]), apart.T @ away)
        left = away - apart @ slopes
        spread = left.T @ left / (len(x) - z.shape[1] - 1) + 1e-9 * np.eye(x.shape[1])
        weighed = np.linalg.solve(spread, slopes.T).T  # B' S⁻¹
        covariance = np.linalg.inv(np.eye(z.shape[1]) + weighed @ slopes.T)
        return cls(scale, level - middle @ slopes, covariance @ weighed, np.linalg.cholesky(covariance))

    def mean(self, x: np.ndarray) -> np.ndarray:
        """(records, numbers)."""
        return (self.scale.to(x) - self.level) @ self.gain.T

    def draws(self, x: np.ndarray, count: int, seed: int = 0) -> np.ndarray:
        """(records, count, numbers) worlds for each record."""
        stream = np.random.Generator(np.random.Philox(key=[seed, 82]))
        noise = stream.standard_normal((len(x), count, len(self.root)))
        return self.mean(x)[:, None, :] + noise @ self.root.T
