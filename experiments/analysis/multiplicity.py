"""Many differences in one table: how likely a false label is, and how to keep it unlikely.

Holm (1979) keeps the chance of any false label at α; Benjamini & Hochberg (1995) keep the expected share of false ones
among those labelled at α. Intervals follow: Holm's levels, and for the false discovery rate those of Benjamini &
Yekutieli (2005), 1 − α R/m for R of m labelled. So an interval excludes zero exactly where the adjusted p is at most α.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from experiments.analysis.statistics import holm
from model.errors import RequestError

__all__ = ["METHODS", "adjusted", "levels", "some_false"]

METHODS = ("holm", "fdr")


def adjusted(p_values: Sequence[float], method: str) -> list[float]:
    """p-values adjusted for their number; NaN where there is none. Errors: RequestError for an unknown method."""
    _check(method)
    known = sorted((p, place) for place, p in enumerate(p_values) if not math.isnan(p))
    m, found = len(known), [math.nan] * len(p_values)
    if method == "holm":
        worst = 0.0
        for rank, (p, place) in enumerate(known):
            worst = max(worst, min(1.0, (m - rank) * p))
            found[place] = worst
    else:
        best = 1.0
        for rank, (p, place) in reversed(list(enumerate(known, start=1))):
            best = min(best, p * m / rank)
            found[place] = best
    return found


def levels(p_values: Sequence[float], confidence: float, method: str) -> list[float]:
    """The confidence at which each interval of a family is drawn."""
    _check(method)
    if method == "holm":
        return holm(p_values, confidence)
    alpha, m = 1.0 - confidence, sum(not math.isnan(p) for p in p_values)
    labelled = sum(p <= alpha for p in adjusted(p_values, "fdr"))
    return [1.0 - alpha * max(1, labelled) / max(1, m)] * len(p_values)


def some_false(differences: int, confidence: float = 0.95) -> float:
    """The chance of a false label at least, where nothing differs and measures are independent: 0.582 for 17."""
    return 1.0 - confidence**differences


def _check(method: str) -> None:
    if method not in METHODS:
        raise RequestError(f"adjust = '{method}' is unknown; allowed: {' | '.join(METHODS)}")
