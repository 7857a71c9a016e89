"""The mean of a difference that hardly any run shows: no interval without a declared largest difference, Stringer's with one.

Where two of two hundred runs differ, the largest difference seen says little of the largest there may be, so no size is
given. If the user knows that no run can differ by more than D, the mean lies between −S(negative ones) and +S(positive
ones), with S = D (p₀ + Σ (p_j − p_{j−1}) z_j), z = |d|/D falling and p_j the one-sided limits of Clopper & Pearson for
j differing runs (Stringer 1963).
"""

from __future__ import annotations

import numpy as np

from experiments.analysis.statistics import most_that_differ
from model.errors import RequestError

__all__ = ["stringer", "stringer_interval"]


def stringer(sizes: np.ndarray, runs: int, largest: float, level: float = 0.975) -> float:
    """An upper limit of the mean of values in [0, largest], of which `sizes` are those of `runs` that are not zero."""
    z = np.sort(np.asarray(sizes, dtype=float))[::-1] / largest
    if len(z) and not 0.0 <= z[-1] <= z[0] <= 1.0:
        raise RequestError(
            f"a difference of {z[0] * largest:.3g} was seen, which is above the largest declared, {largest:g}"
        )
    p = [most_that_differ(j, runs, level) for j in range(len(z) + 1)]
    return float(largest * (p[0] + np.dot(np.diff(p), z)))


def stringer_interval(gaps: np.ndarray, largest: float, confidence: float = 0.95) -> tuple[float, float]:
    """Limits of the mean difference, each at half of the error."""
    level, runs = 0.5 + confidence / 2.0, len(gaps)
    return -stringer(-gaps[gaps < 0.0], runs, largest, level), stringer(gaps[gaps > 0.0], runs, largest, level)
