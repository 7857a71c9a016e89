"""What is held of an uncertain number before the record is looked at: a distribution, kept inside the number's bounds.

Equation: value at u = F⁻¹(F(low) + u (F(high) − F(low))), F the distribution function: so a share u of what is allowed
lies below. Units: those of the number. Source: each prior says its own, beside the number that it belongs to.
The functions are the model's own (`model.arithmetic`): those of numpy and SciPy hang on the processor, and so would a world.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

__all__ = ["Hierarchy", "Prior", "half_normal", "hierarchy", "log_uniform", "lognormal", "normal", "share", "uniform"]


@dataclass(frozen=True)
class Prior:
    """One distribution: its family and the two numbers that fix it."""

    family: str  # normal · lognormal · share · uniform · log_uniform · half_normal
    a: float
    b: float = 0.0

    def quantile(self, u: object, low: float = -math.inf, high: float = math.inf) -> np.ndarray:
        """The value below which a share u lies, between `low` and `high`. Errors: none for u in (0, 1)."""
        u = np.asarray(u, dtype=float)
        if self.family in ("uniform", "log_uniform"):
            first, last = max(self.a, low), min(self.b, high)
            if self.family == "uniform":
                return first + u * (last - first)
            return first * _exp(u * _log(last / first))
        to, back, middle, spread = self._scale()
        below, above = (_share_below((to(edge) - middle) / spread) for edge in (low, high))
        return np.clip(back(middle + spread * _quantile(below + u * (above - below))), low, high)

    def _scale(self) -> tuple[Callable, Callable, float, float]:
        """The scale on which the distribution is normal: to it, back from it, mean and standard deviation there."""
        if self.family == "lognormal":
            return _log, _exp, _log(self.a), self.b
        if self.family == "share":
            return _logit, _logistic, _logit(self.a), self.b
        return float, lambda x: x, self.a, self.b

    def __str__(self) -> str:
        """As the tables of the docs show it."""
        if self.family == "half_normal":
            return f"half-normal {self.b:g}"
        told = {
            "normal": f"N({self.a:g}, {self.b:g})",
            "lognormal": f"{self.a:g} ×÷ e^{self.b:g}",
            "share": f"logit N({self.a:g}, {self.b:g})",
            "uniform": f"{self.a:g} … {self.b:g}",
            "log_uniform": f"{self.a:g} … {self.b:g}, even in logs",
        }
        return told[self.family]


@dataclass(frozen=True)
class Hierarchy:
    """Numbers of one kind, one an adversary: a common mean, and each one's departure from it, both uncertain.

    Equation: x_j = m + s z_j, z_j ~ N(0, 1), m and s with priors of their own, on the scale of x, its logarithm ("log") or its
    log-odds ("logit"). Source: Gelman & Hill 2007: what is known of three says something of the fourth.
    """

    mean: Prior
    spread: Prior
    scale: str = ""

    def values(self, mean: object, spread: object, z: np.ndarray, low: float, high: float) -> np.ndarray:
        """x_j for standard normal z, kept in bounds: the mean and the spread at shares `mean` and `spread` of theirs."""
        x = self.mean.quantile(mean) + self.spread.quantile(spread, 0.0) * z
        if self.scale == "log":
            x = _exp(x)
        elif self.scale == "logit":
            x = _logistic(x)
        return np.clip(x, low, high)

    def __str__(self) -> str:
        return f"{self.scale + ': ' if self.scale else ''}mean {self.mean}, spread {self.spread}"


def normal(mean: float, sd: float) -> Prior:
    """Any number: mean and standard deviation."""
    return Prior("normal", mean, sd)


def half_normal(sd: float) -> Prior:
    """A number above zero, most likely a small one. Used with a lower bound of 0."""
    return Prior("half_normal", 0.0, sd)


def lognormal(median: float, sd: float) -> Prior:
    """A positive number known by a factor: its median, and the standard deviation of its logarithm."""
    return Prior("lognormal", median, sd)


def share(median: float, sd: float) -> Prior:
    """A share or probability: its median, and the standard deviation of its log-odds."""
    return Prior("share", median, sd)


def uniform(low: float, high: float) -> Prior:
    """Nothing but a range is known."""
    return Prior("uniform", low, high)


def log_uniform(low: float, high: float) -> Prior:
    """Nothing is known but the range of its order of magnitude."""
    return Prior("log_uniform", low, high)


def hierarchy(mean: Prior, spread: Prior, scale: str = "") -> Hierarchy:
    """One number an adversary, with a common mean; `scale`: "log" or "logit", on which mean and spread are meant."""
    return Hierarchy(mean, spread, scale)


def _exp(x: np.ndarray) -> np.ndarray:
    from model.arithmetic import exp

    return np.vectorize(exp, otypes=[float])(x)


def _quantile(p: np.ndarray) -> np.ndarray:
    from model.quantile import normal_quantile

    return np.vectorize(normal_quantile, otypes=[float])(p)


@lru_cache
def _share_below(z: float) -> float:
    """Φ(z), as the share whose quantile is z, found by halving: as exact as the quantile."""
    from model.quantile import normal_quantile

    if z in (-math.inf, math.inf):
        return float(z > 0.0)
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2.0
        low, high = (middle, high) if normal_quantile(middle) < z else (low, middle)
    return high


def _log(x: float) -> float:
    from model.arithmetic import log

    return float(log(float(x)))


def _logistic(x: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + _exp(-x))


def _logit(x: float) -> float:
    if x <= 0.0:
        return -math.inf
    return _log(x / (1.0 - x)) if x < 1.0 else math.inf
