"""Adds runs until an interval is narrow enough; repeated looks do not lower its coverage.

A pilot shows how much the differences vary, and so how many runs the first look needs; on the way there the
spread is taken again, which is no look. The j-th look is drawn
at confidence 1 − α/2^j: these errors sum to α over any number of looks (alpha spending, Lan & DeMets 1983; a union
bound as in Howard, Ramdas, McAuliffe & Sekhon 2021). The number of runs follows from the spread, never from the mean, as
in Stein's two stages (1945). So whenever the rule stops, the interval covers with at least the stated confidence.
"""

from __future__ import annotations

import math

__all__ = ["PILOT", "look_confidence", "next_runs", "runs_for"]

PILOT = 50
SPARE, LEAST = 1.1, 1.1
"""A look takes a tenth more runs than the spread so far asks for, and a tenth more than the look before."""


def look_confidence(look: int, confidence: float) -> float:
    """Confidence of the interval drawn at the `look`-th look, counted from one."""
    return 1.0 - (1.0 - confidence) / 2.0**look


def runs_for(precision: float, half_width: float, runs: int, looked: int, most: int) -> int:
    """Runs at which to take the next look, from the half-width after `runs` at that look's confidence: it falls as 1/√runs.

    `looked` is how many runs there were at the last look, 0 before the first.
    """
    least = math.ceil(looked * LEAST)
    if math.isnan(half_width):  # nothing to go by yet
        return min(most, 2 * runs)
    return min(most, max(least, math.ceil(runs * SPARE * (half_width / precision) ** 2)))


def next_runs(wanted: int, runs: int) -> int:
    """Towards a look by doubling at most: an outlier in the pilot must not ask for runs that nobody needs."""
    return min(wanted, 2 * runs)
