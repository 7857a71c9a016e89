"""Luck and world: what a difference between two policies is over everything not known, and how much of its spread is luck.

A *world* is one value of every uncertain parameter, a *luck* a run's key, a *future* both. With d_wl the difference in
world w under luck l, m_w its mean over L lucks, M the variance of the m_w and V the mean variance within worlds:

    luck sd²   V                   world sd²   M − V/L, never below 0
    difference ± t(W − 1) √(M/W)   the expected difference and its Monte Carlo interval: the world is the unit
    where the difference lies in 95 % of worlds: μ* + z √v over fiducial draws, μ* = difference + z √(B1/W), v = B1 − B2/L,
    B1 = M (W − 1)/χ²(W − 1), B2 = V W (L − 1)/χ²(W (L − 1)); draws with v ≤ 0 are dropped
    share of worlds with its sign: Φ(|difference|/world sd), its interval from Φ(sign · μ*/√v), draws with v ≤ 0 counting 1 or 0

Units: those of the measure. Errors: none; fewer than three worlds, or one luck a world, give no interval. Source:
random effects by analysis of variance (Searle, Casella & McCulloch 1992); fiducial draws after Hannig 2009; shrunken
means would hold too few worlds. Shares of worlds assume a bell-shaped spread of worlds.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

__all__ = ["Futures", "futures", "futures_better", "lucks_needed", "t_reach", "words"]

FINE, COARSE = 128, 16
"""Equally likely parts of the two χ²: the first is the one on which the ends hang."""
LEAST = 3
"""Fewest worlds that give an interval."""


@dataclass(frozen=True)
class Futures:
    """What is known of a difference over worlds and lucks. None: it cannot be told."""

    worlds: int
    lucks: int
    difference: float
    low: float | None = None
    high: float | None = None
    luck_sd: float | None = None
    world_sd: float | None = None
    world_low: float | None = None
    world_high: float | None = None
    share_worlds: float | None = None
    share_worlds_low: float | None = None
    share_worlds_high: float | None = None
    share_futures: float | None = None
    verdict: str = "open: too few futures"


def futures(
    d: np.ndarray,
    better: str = "neither",
    confidence: float = 0.95,
    matters: float = 0.0,
    *,
    shares_alone: bool = False,
) -> Futures:
    """Differences (worlds, lucks) of a policy from the reference, summed up. better: the measure's better direction, "higher",
    "lower" or "neither". matters: the smallest size that would matter to the user. shares_alone: leave out where worlds lie."""
    d = np.asarray(d, dtype=float)
    d = d[np.isfinite(d).all(axis=1)]
    w, lucks = d.shape
    better_in = futures_better(d, better) if w else None
    mean = float(d.mean()) if w else math.nan
    known = Futures(w, lucks, mean, share_futures=better_in)
    if not w:
        return known
    if not d.any():
        nothing = dict.fromkeys(("low", "high", "luck_sd", "world_sd", "world_low", "world_high"), 0.0)
        return replace(known, **nothing, verdict="no difference")  # type: ignore[arg-type]
    if w < LEAST:
        return known
    means = d.mean(axis=1)
    between = float(means.var(ddof=1))
    half = t_reach(w - 1, confidence) * math.sqrt(between / w)
    known = replace(known, low=mean - half, high=mean + half)
    if lucks < 2:
        return replace(known, verdict="open: one luck a world cannot tell them apart")
    within = float(d.var(axis=1, ddof=1).mean())
    spread = math.sqrt(max(0.0, between - within / lucks))
    fiducial = _Fiducial.of(w, lucks, mean, between, within)
    tail = (1.0 - confidence) / 2.0
    found = replace(
        known,
        luck_sd=math.sqrt(within),
        world_sd=spread,
        world_low=None if shares_alone else fiducial.world(tail),
        world_high=None if shares_alone else fiducial.world(1.0 - tail),
        share_worlds=float(_phi(abs(mean) / spread)) if spread > 0.0 else 1.0,
        share_worlds_low=fiducial.share(tail),
        share_worlds_high=fiducial.share(1.0 - tail),
    )
    return replace(found, verdict=words(found, better, matters))


def words(found: Futures, better: str, matters: float = 0.0) -> str:
    """The verdict, by the limits L, U of the share of worlds: nearly every from 0.95, probably from 0.80; where U is below 0.80
    worlds disagree; else there are too few futures. Too small to matter: nearly all worlds lie inside the user's margin."""
    if matters > 0.0 and found.world_low is not None and found.world_high is not None:
        if -matters < found.world_low and found.world_high < matters:
            return "too small to matter"
    low, high = found.share_worlds_low, found.share_worlds_high
    if low is None or high is None:
        return "open: too few futures"
    if high < 0.80:
        return "open: worlds disagree"
    if low < 0.80:
        return "open: too few futures"
    up = found.difference > 0.0
    if better == "neither":
        side = "more" if up else "less"
    else:
        side = "better" if up == (better == "higher") else "worse"
    return f"{side} in nearly every world" if low >= 0.95 else f"probably {side}"


def lucks_needed(world_sd: float, luck_sd: float) -> int:
    """Lucks a world that serve best to see the spread of worlds: about the square of luck's sd over the worlds'."""
    if world_sd <= 0.0:
        return 10
    return int(min(100, max(2, round((luck_sd / world_sd) ** 2))))


def futures_better(d: np.ndarray, better: str) -> float | None:
    """Share of futures in which the policy does better under the same luck, ties half."""
    if better == "neither":
        return None
    gain = d if better == "higher" else -d
    return float((gain > 0.0).mean() + 0.5 * (gain == 0.0).mean())


@dataclass(frozen=True)
class _Fiducial:
    """The fiducial distribution over a grid of equally likely pairs of χ², B1 (between worlds) and v (of worlds) in
    each; the normal draws are integrated out, so that no number hangs on how many draws there were."""

    mean: float
    error: np.ndarray  # √(B1/W)
    variance: np.ndarray  # v, which may be below zero

    @classmethod
    def of(cls, w: int, lucks: int, mean: float, between: float, within: float) -> _Fiducial:
        b1 = between * (w - 1) / _chi_square(w - 1, FINE)[:, None]
        b2 = within * w * (lucks - 1) / _chi_square(w * (lucks - 1), COARSE)[None, :]
        return cls(mean, np.sqrt(np.broadcast_to(b1, (FINE, COARSE)) / w).ravel(), (b1 - b2 / lucks).ravel())

    def world(self, level: float) -> float:
        """A world's difference below which a share `level` of worlds lies, where worlds differ at all."""
        real = self.variance > 0.0
        if not real.any():
            return self.mean
        spread = np.sqrt(self.error[real] ** 2 + self.variance[real])
        usual = float(np.median(spread))
        return self.mean + _root(lambda x: float(_phi(x / spread).mean()) - level, _quantile(level) * usual, usual)

    def share(self, level: float) -> float:
        """The limit at this level of the share of worlds with the sign of the mean."""
        real = self.variance > 0.0
        to = abs(self.mean)
        alike = _phi(to / np.maximum(self.error[~real], 1e-300))  # worlds do not differ: all have the sign, or none

        def below(q: float) -> float:
            """P(share < Φ(q))"""
            found = _phi((q * np.sqrt(self.variance[real]) - to) / np.maximum(self.error[real], 1e-300)).sum()
            return float((found + (1.0 - alike).sum()) / len(self.variance))

        if below(-8.0) >= level:
            return 0.0
        if below(8.0) <= level:
            return 1.0
        variance, error = np.median(self.variance[real]), np.median(self.error)
        usual = float((to + _quantile(level) * error) / math.sqrt(variance))
        return float(_phi(_root(lambda q: below(q) - level, min(8.0, max(-8.0, usual)), 1.0)))


def _root(function: Callable[[float], float], near: float, unit: float) -> float:
    """Where a rising function is zero: the search widens from `near` by a quarter of a unit, then twice that, and so on."""
    from scipy.optimize import brentq

    low, high, step = near, near, 0.25 * unit
    if function(near) > 0.0:
        while function(low := low - step) > 0.0:
            high, step = low, 2.0 * step
    else:
        while function(high := high + step) <= 0.0:
            low, step = high, 2.0 * step
    return float(brentq(function, low, high, xtol=1e-6 * unit))


@cache
def _quantile(level: float) -> float:
    """The normal quantile."""
    from scipy.special import ndtri

    return float(ndtri(level))


@cache
def _chi_square(freedom: int, count: int) -> np.ndarray:
    """Quantiles of χ² in the middle of so many equally likely parts."""
    from scipy.stats import chi2

    return chi2.ppf((np.arange(count) + 0.5) / count, freedom)


def _phi(x: Any) -> Any:
    """The normal distribution function."""
    from scipy.special import ndtr

    return ndtr(x)


@cache
def t_reach(freedom: int, confidence: float) -> float:
    """How many standard errors a two-sided interval of this confidence reaches."""
    from scipy.stats import t

    return float(t.ppf(0.5 + confidence / 2.0, freedom))
