"""Worlds that lean: where a few of them have differences far larger than all others, a bell says too little of signs.

Harm differs between worlds by factors, so that differences of harm are many small ones of one sign and a few huge ones. Their
mean over their standard deviation then is small, and the share of worlds with the mean's sign by a bell far too low. The
logarithm of the ratio of the two policies has the sign of their difference and hardly leans. So where

    the measure is above nought throughout, |skewness of the world means of d| ≥ 1, and that of ln(policy/reference) is less

the share of worlds, its interval and the verdict come from d′ = ln(policy/reference) by world and luck. Units: none. Errors:
none; None where the above does not hold. Source: own; losses multiply along ties in Kunreuther & Heal 2003.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from experiments.analysis.futures import Futures, futures, words

__all__ = ["LEANS", "told_by_ratios"]

LEANS, FEWEST = 1.0, 30
"""Skewness from which worlds lean, and worlds without which it cannot be told."""


def told_by_ratios(
    found: Futures,
    policy: np.ndarray,
    reference: np.ndarray,
    better: str,
    confidence: float = 0.95,
    matters: float = 0.0,
) -> Futures | None:
    """The same with shares and verdict by ratios, where worlds lean. policy, reference: the measure, (worlds, lucks)."""
    whole = np.isfinite(policy).all(axis=1) & np.isfinite(reference).all(axis=1)
    policy, reference = policy[whole], reference[whole]
    if len(policy) < FEWEST or found.share_worlds is None or min(policy.min(), reference.min()) <= 0.0:
        return None
    ratios = np.log(policy / reference)
    leans = abs(_skewness((policy - reference).mean(axis=1)))
    if leans < LEANS or abs(_skewness(ratios.mean(axis=1))) >= leans:
        return None
    by = futures(ratios, better, confidence, shares_alone=True)
    if by.share_worlds is None or by.share_worlds_low is None or by.share_worlds_high is None:
        return None
    shares = by.share_worlds, by.share_worlds_low, by.share_worlds_high
    if (by.difference > 0.0) != (found.difference > 0.0):
        shares = 1.0 - shares[0], 1.0 - shares[2], 1.0 - shares[1]
    told = replace(found, share_worlds=shares[0], share_worlds_low=shares[1], share_worlds_high=shares[2])
    return replace(told, verdict=words(told, better, matters))


def _skewness(values: np.ndarray) -> float:
    spread = float(values.std())
    return float(np.mean((values - values.mean()) ** 3)) / spread**3 if spread > 0.0 else 0.0
