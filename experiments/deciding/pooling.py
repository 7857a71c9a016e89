"""What all candidates tell of each: futures that are good for all of them taken out, and neighbours listened to.

Candidates have run in the same futures, some in more of them. So a future's own effect, which all share, is estimated and taken
out (two-way additive fit): a short run in lucky worlds does not look better than a long one. What is left is smoothed
over the levers by a Gaussian process whose noise is each candidate's own (stochastic kriging: Ankenman, Nelson & Staum 2010):
constant, straight lines and a smooth rest; their sizes, the noise's and the length by likelihood. A single candidate seems
good by luck; that many near it do is no luck. These figures choose who goes on; none of them is ever printed.

Units: those of the differences. Errors: none.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

__all__ = ["apart_from_futures", "pooled", "smoothed"]

SWEEPS = 30
LENGTHS = (0.3, 0.6, 1.2, 2.5)
SIZES = (0.01, 0.1, 0.3, 1.0, 3.0)
"""Variance of the lines, and of the smooth rest, as shares of the variance of the values."""
NOISES = (0.3, 1.0)
DIGITS = 6
"""Places that are kept, in standard deviations: the last bits of linear algebra hang on the machine's threads."""
FEWEST = 12
"""Candidates from which neighbours are listened to."""


def pooled(gaps: Sequence[np.ndarray], features: np.ndarray) -> np.ndarray:
    """The mean difference of each candidate, from the differences by future of all (lengths may differ)."""
    values, errors = apart_from_futures(gaps)
    known = np.isfinite(values) & np.isfinite(errors)
    if known.sum() >= FEWEST and values[known].std() > 0.0:
        values = values.copy()
        scale = float(values[known].std())
        found = smoothed(values[known], errors[known], features[known])
        values[known] = scale * np.round(found / scale, DIGITS)
    return values


def apart_from_futures(gaps: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Each candidate's mean over all futures that any has met, and the standard error of what is its own."""
    most = max(len(gap) for gap in gaps)
    table = np.full((len(gaps), most), np.nan)
    for row, gap in enumerate(gaps):
        table[row, : len(gap)] = gap
    there = np.isfinite(table)
    count, met = there.sum(axis=1), there.sum(axis=0)
    filled = np.where(there, table, 0.0)
    own, common = np.zeros(len(gaps)), np.zeros(most)
    for _ in range(SWEEPS):
        common = np.where(met > 0, (filled - there * own[:, None]).sum(axis=0) / np.maximum(met, 1), 0.0)
        common = common - common[met > 0].mean() if (met > 0).any() else common
        own = (filled - there * common).sum(axis=1) / np.maximum(count, 1)
    left = np.where(there, table - own[:, None] - common, 0.0)
    spread = (left**2).sum(axis=1) / np.maximum(count - 1, 1)
    spread = 0.5 * spread + 0.5 * float((left**2).sum() / max(1, there.sum() - len(gaps)))  # few runs tell little of it
    own = np.where(count > 0, own, np.nan)
    return own, np.sqrt(spread / np.maximum(count, 1))


def smoothed(values: np.ndarray, errors: np.ndarray, features: np.ndarray) -> np.ndarray:
    """The values (n,) as their neighbours in the features (n, d) let them appear, given their standard errors."""
    from scipy.linalg import cho_solve

    scale = float(values.std())
    y = (values - values.mean()) / scale
    noise = (errors / scale) ** 2 + 1e-9
    lines = features - features.mean(axis=0)
    alike = lines @ lines.T / max(1, features.shape[1])
    squares = ((features[:, None, :] - features[None, :, :]) ** 2).sum(axis=2)

    @cache
    def near(length: float) -> np.ndarray:
        return np.exp(-0.5 * squares / length**2)

    def whole(line: float, rest: float, length: float) -> np.ndarray:
        return np.asarray(10.0 + 4.0 * line * alike + rest * near(length))

    @cache
    def likely(line: float, rest: float, length: float, more: float) -> tuple[float, Any]:
        factor = np.linalg.cholesky(whole(line, rest, length) + np.diag(more * noise))
        turned = cho_solve((factor, True), y)
        return float(-0.5 * y @ turned - np.log(np.diag(factor)).sum()), turned

    best = [1.0, 0.1, 0.6, 1.0]
    for _ in range(2):  # one number at a time, twice round
        for place, choices in enumerate((SIZES, SIZES, LENGTHS, NOISES)):
            tried = [[*best[:place], choice, *best[place + 1 :]] for choice in choices]
            best = max(tried, key=lambda one: likely(*one)[0])
    _, turned = likely(*best)
    return np.asarray(values.mean() + scale * (whole(*best[:3]) @ turned))
