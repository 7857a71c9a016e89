"""Statistics of paired runs: intervals of differences, how many runs they take, and who deserves the next run.

Run k of every policy has the same luck (common random numbers), so what is compared is the difference run by run.
A ratio measure has one value a run; a run in which either side is undefined (NaN) is left out, and counted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.errors import RequestError

__all__ = [
    "FEWEST_DIFFERENT",
    "FEWEST_RESAMPLED",
    "Effect",
    "bootstrap_interval",
    "by_key",
    "holm",
    "kn_constants",
    "mean_over_runs",
    "most_that_differ",
    "ocba",
    "paired_effect",
    "runs_for_rare",
    "t_interval",
    "too_alike",
    "variance_reduction",
]

RESAMPLES = 2000
"""Resamples of a bootstrap interval: enough for two digits of a 95 % bound (Davison & Hinkley 1997, section 2.5)."""


FEWEST_RESAMPLED = 20
"""Values below which no bootstrap interval is given: of two it is their minimum and maximum, of ten it covers 91 % (normal)
or 80 % (lognormal) instead of 95 %. The t interval of as few covers 95 and 82 %."""


FEWEST_DIFFERENT = 6
"""Runs that must differ, all to one side, before they have a sign: by the sign test p = 2 · ½⁶ = 0.031; five, 0.0625."""


@dataclass(frozen=True)
class Effect:
    """What a policy did to one measure against the reference, over the same luck."""

    mean: float
    difference: float
    low: float
    high: float
    variance_reduction: float
    p_value: float
    runs: int
    dropped: int
    differing: int  # runs (with clusters, keys) in which the two are not equal
    told: bool  # whether enough of them differ for a size and a sign


def variance_reduction(sigma_x: float, sigma_y: float, rho: float) -> float:
    """How many times fewer runs pairing needs: (σx² + σy²) / (σx² + σy² − 2 ρ σx σy).

    Units: none. Source: common random numbers, Law & Kelton 2000, section 11.2. Infinite where the difference does not
    vary at all; NaN where nothing varies.
    """
    apart = sigma_x * sigma_x + sigma_y * sigma_y
    paired = apart - 2.0 * rho * sigma_x * sigma_y
    if apart == 0.0:
        return math.nan
    return apart / paired if paired > 0.0 else math.inf


def mean_over_runs(values: np.ndarray) -> tuple[float, int]:
    """The mean over the runs in which a value is defined, and their number: the one mean that every command prints."""
    own = values[np.isfinite(values)]
    return float(own.mean()) if len(own) else math.nan, len(own)


def t_interval(values: np.ndarray, confidence: float = 0.95) -> tuple[float, float, float]:
    """Mean and Student-t interval: mean ± t(n − 1) s/√n. NaN bounds for fewer than two values."""
    from scipy.special import stdtrit

    values = np.asarray(values, dtype=float)
    n = len(values)
    if n == 0:
        return math.nan, math.nan, math.nan
    mean = float(values.mean())
    if n == 1:
        return mean, math.nan, math.nan
    half = float(stdtrit(n - 1, 0.5 + confidence / 2.0)) * _spread(values) / math.sqrt(n)
    return mean, mean - half, mean + half


def _spread(values: np.ndarray) -> float:
    """Sample standard deviation, exactly zero where all values are the same number."""
    return 0.0 if np.all(values == values[0]) else float(values.std(ddof=1))


def bootstrap_interval(
    values: np.ndarray, confidence: float = 0.95, seed: int | Sequence[int] = 0, resamples: int = RESAMPLES
) -> tuple[float, float, float]:
    """Mean and bias-corrected accelerated bootstrap interval (BCa, Efron 1987) of the mean; the same seed, the same bits.

    The acceleration of a mean is its skewness / (6 √n), so no jackknife is needed. Fewer than `FEWEST_RESAMPLED` values have
    no interval.
    """
    from scipy.special import ndtr, ndtri

    values = np.asarray(values, dtype=float)
    mean, n = float(values.mean()) if len(values) else math.nan, len(values)
    if n < FEWEST_RESAMPLED:
        return mean, math.nan, math.nan
    spread = _spread(values)
    if spread == 0.0:
        return mean, mean, mean
    random = np.random.default_rng(seed)
    batch = max(1, 2_000_000 // n)  # memory stays flat in the number of runs
    means = np.concatenate(
        [
            values[random.integers(n, size=(min(batch, resamples - done), n))].mean(axis=1)
            for done in range(0, resamples, batch)
        ]
    )
    below = (np.count_nonzero(means < mean) + 0.5 * np.count_nonzero(means == mean)) / resamples
    bias = float(ndtri(min(max(below, 1.0 / resamples), 1.0 - 1.0 / resamples)))
    acceleration = float(np.mean(((values - mean) / values.std()) ** 3)) / (6.0 * math.sqrt(n))
    levels = []
    for tail in ((1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0):
        z = bias + float(ndtri(tail))
        levels.append(float(ndtr(bias + z / max(1e-6, 1.0 - acceleration * z))))
    low, high = np.quantile(means, levels)
    return mean, float(low), float(high)


def paired_effect(
    policy: np.ndarray,
    reference: np.ndarray,
    confidence: float = 0.95,
    interval: str = "t",
    seed: int | Sequence[int] = 0,
    keys: np.ndarray | None = None,
    identical: bool = False,
) -> Effect:
    """The difference policy − reference over runs in which both are defined; `mean` is over the policy's own runs.

    keys: which luck each run had, where points of a design share it; the key is then what is independent. identical: both are
    one and the same setting, whose difference is known to be zero. Otherwise runs that do not differ decide nothing: where
    hardly any differ, or all by the same amount, nothing is `told`, and the few that do have no interval (`too_alike`).
    """
    policy, reference = np.asarray(policy, dtype=float), np.asarray(reference, dtype=float)
    mean, _ = mean_over_runs(policy)
    both = ~(np.isnan(policy) | np.isnan(reference))
    x, y = policy[both], reference[both]
    gaps = x - y
    if keys is not None:
        gaps, x, y = (by_key(values, np.asarray(keys)[both]) for values in (gaps, x, y))
    differing = int(np.count_nonzero(gaps))
    told = identical or not too_alike(gaps)
    if interval == "t":
        difference, low, high = t_interval(gaps, confidence)
    elif interval == "bootstrap":
        difference, low, high = bootstrap_interval(gaps, confidence, seed)
    else:
        raise RequestError(f"interval '{interval}' is unknown; allowed: t | bootstrap")
    p_value, dropped = _p_value(gaps), len(policy) - int(both.sum())
    if differing and not told:
        low = high = p_value = math.nan
    return Effect(mean, difference, low, high, _reduction(x, y, gaps), p_value, len(gaps), dropped, differing, told)


def by_key(values: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """One value a key: the mean over the points of a design that share this luck. Their number may differ (undefined runs).

    The mean of what is returned is the mean of all values, and its spread between keys that of the ratio estimator Σ/n
    (Cochran 1977, section 6.3): mean + (Σ_key − mean n_key)/n̄. With equal numbers these are the keys' own means.
    """
    if not len(values):
        return values
    _, place = np.unique(keys, return_inverse=True)
    counts = np.bincount(place).astype(float)
    sums = np.bincount(place, weights=values)
    if (counts == counts[0]).all():
        return np.asarray(sums / counts)
    mean = float(values.mean())
    return np.asarray(mean + (sums - mean * counts) / counts.mean())


def too_alike(gaps: np.ndarray) -> bool:
    """Whether differences of runs are too few, or too equal, to say anything: fewer than six differ, or all by the same."""
    differing = int(np.count_nonzero(gaps))
    if len(gaps) < 2 or differing >= FEWEST_DIFFERENT:
        return False
    return differing < len(gaps) or _spread(gaps) == 0.0


def most_that_differ(differing: int, runs: int, confidence: float = 0.95) -> float:
    """The largest share of runs that may differ, where so many of those seen do: Clopper & Pearson's one-sided limit.

    Where none differs it is 1 − α^(1/n): 0.0149 after 200 runs at 95 %.
    """
    from scipy.special import betaincinv

    if runs < 1 or differing >= runs:
        return 1.0
    return float(betaincinv(differing + 1, runs - differing, confidence))


def _reduction(x: np.ndarray, y: np.ndarray, gaps: np.ndarray) -> float:
    """`variance_reduction` of two samples; the paired variance is taken from the differences, which keeps its digits."""
    if len(gaps) < 2:
        return math.nan
    apart, paired = _spread(x) ** 2 + _spread(y) ** 2, _spread(gaps) ** 2
    if apart == 0.0:
        return math.nan
    return apart / paired if paired > 0.0 else math.inf


def _p_value(gaps: np.ndarray) -> float:
    """Two-sided paired t test of no difference."""
    from scipy.special import stdtr

    n = len(gaps)
    if n < 2:
        return math.nan
    spread, mean = _spread(gaps), float(gaps.mean())
    if spread == 0.0:
        return 1.0 if mean == 0.0 else 0.0
    return 2.0 * float(stdtr(n - 1, -abs(mean) * math.sqrt(n) / spread))


def holm(p_values: Sequence[float], confidence: float = 0.95) -> list[float]:
    """The confidence at which to draw each of m intervals so that those that exclude zero are Holm's rejections.

    Sorted by p, the i-th is tested at α/(m − i + 1) until one is kept; those kept all get that last level (Holm 1979).
    So the chance that any true zero is excluded is at most α. Bounds away from zero are not widened further.
    """
    alpha = 1.0 - confidence
    known = sorted((p, place) for place, p in enumerate(p_values) if not math.isnan(p))
    levels = [confidence] * len(p_values)
    kept = False
    level = alpha
    for rank, (p, place) in enumerate(known):
        if not kept:
            level = alpha / (len(known) - rank)
            kept = p > level
        levels[place] = 1.0 - level
    return levels


def ocba(means: Sequence[float], sds: Sequence[float], total: float, larger_is_better: bool = True) -> list[float]:
    """Optimal computing budget allocation: how `total` runs are best spread to find the best of k.

    N_i ∝ (σ_i/δ_i)², N_b = σ_b √(Σ (N_i/σ_i)²), δ_i the gap to the best. Source: Chen, Lin, Yücesan & Chick 2000,
    theorem 1. For independent samples; ties with the best share its allocation.
    """
    m = np.asarray(means, dtype=float) * (1.0 if larger_is_better else -1.0)
    s = np.asarray(sds, dtype=float)
    if len(m) != len(s) or len(m) == 0 or np.any(s < 0.0):
        raise RequestError("ocba: means and sds must have equal length; sds must not be negative")
    best = int(np.argmax(m))
    others = [i for i in range(len(m)) if i != best]
    if not others:
        return [float(total)]
    smallest = max(1e-9 * max(1.0, float(np.abs(m).max())), 1e-300)
    share = np.zeros(len(m))
    for i in others:
        share[i] = (s[i] / max(m[best] - m[i], smallest)) ** 2
    share[best] = s[best] * math.sqrt(sum((share[i] / s[i]) ** 2 for i in others if s[i] > 0.0))
    whole = share.sum()
    if whole == 0.0:
        return [total / len(m)] * len(m)
    return [float(total * part / whole) for part in share]


def runs_for_rare(p: float, relative: float = 0.2, confidence: float | None = None) -> int:
    """Runs until the frequency of an event of chance p a run is known within `relative`: z² (1 − p) / (p relative²).

    Without `confidence` the precision is the relative standard error (z = 1): p = 0.01 within 20 % takes 2,475 runs.
    With 0.95 it is the half-width of the 95 % interval (z = 1.96): 9,508.
    """
    if not 0.0 < p <= 1.0:
        raise RequestError(f"p = {p:g} is out of bounds; allowed: above 0, to 1")
    if relative <= 0.0:
        raise RequestError(f"relative = {relative:g} is out of bounds; allowed: above 0")
    z = 1.0
    if confidence is not None:
        from scipy.special import ndtri

        z = float(ndtri(0.5 + confidence / 2.0))
    return math.ceil(round(z * z * (1.0 - p) / (p * relative * relative), 6))


def kn_constants(k: int, n0: int, alpha: float) -> tuple[float, float]:
    """η and h² of the selection procedure of Kim & Nelson (2001), with c = 1.

    η = ½ ((2α/(k − 1))^(−2/(n0 − 1)) − 1), h² = 2 η (n0 − 1).
    """
    if k < 2 or n0 < 2 or not 0.0 < alpha < 1.0 - 1.0 / k:
        raise RequestError("selection needs two policies, two first runs and a confidence between 1/k and 1")
    eta = 0.5 * ((2.0 * alpha / (k - 1)) ** (-2.0 / (n0 - 1)) - 1.0)
    return eta, 2.0 * eta * (n0 - 1)
