"""Looking again and again until an interval is narrow enough, without losing its coverage.

Looks are taken at 100, 150, 225, … runs. The j-th is drawn at confidence 1 − α/(j (j + 1)): these errors sum to α
over any number of looks (alpha spending, Lan & DeMets 1983; the union bound over geometric looks as in Howard, Ramdas,
McAuliffe & Sekhon 2021). So whenever the rule stops, the interval covers with at least the stated confidence.
"""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["FIRST_LOOK", "look_confidence", "looks"]

FIRST_LOOK = 100
RATIO = 1.5


def looks(first: int = FIRST_LOOK, limit: int = 1_000_000) -> Iterator[int]:
    """Numbers of runs at which to look; the last is `limit` itself."""
    runs = min(first, limit)
    while True:
        yield runs
        if runs >= limit:
            return
        runs = min(limit, max(runs + 1, int(runs * RATIO)))


def look_confidence(look: int, confidence: float) -> float:
    """Confidence of the interval drawn at the `look`-th look, counted from one."""
    return 1.0 - (1.0 - confidence) / (look * (look + 1))
