"""What may happen, not only on average: quantiles, the mean of the worst futures, and where a single future lies.

With n futures x, the worse the higher, and a level q:

    quantile         linear between order statistics (type 7); its interval from two order statistics, whose ranks are those
                     between which a binomial(n, q) count lies with the wanted probability; none where n is too small
    CVaR             the mean of the worst share 1 − q of futures: v + mean((x − v)₊)/(1 − q), v the smallest future with at
                     least a share q at or below it; its interval is t on v + (x − v)₊/(1 − q)
    a single future  the 2.5 and 97.5 % quantiles

Where futures share worlds the world is the unit: ranks are those of so many worlds, and t is on the worlds' means. Of a
measure of which more is better the worst are the lowest. Units: the measure's. Errors: none; fewer than two futures give no
interval. Source: Hyndman & Fan 1996; Rockafellar & Uryasev 2000; order statistics: David & Nagaraja 2003.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.analysis.statistics import t_interval

__all__ = ["COLUMNS", "FEW", "Tail", "tail_cells", "tail_of"]

COLUMNS = (
    *("tail", "quantile", "quantile_low", "quantile_high", "cvar", "cvar_low", "cvar_high"),
    *("future_low", "future_high"),
)
FEW = 50
"""Futures in the tail below which the interval of its mean is too narrow."""


@dataclass(frozen=True)
class Tail:
    """A quantile of futures and the mean beyond it, each with its interval. None: it cannot be told."""

    level: float
    quantile: float
    quantile_low: float | None
    quantile_high: float | None
    cvar: float
    cvar_low: float | None
    cvar_high: float | None
    beyond: float  # futures in the tail


def tail_of(values: np.ndarray, level: float, confidence: float = 0.95) -> Tail:
    """The tail of futures, the worse the higher: values by future, or by world and luck."""
    values = np.asarray(values, dtype=float)
    cells = values if values.ndim == 2 else values[:, None]
    cells = cells[np.isfinite(cells).all(axis=1)]
    ordered = np.sort(cells.ravel())
    n = len(ordered)
    low, high = _ranks(len(cells), level, confidence)
    v = ordered[min(n - 1, max(0, math.ceil(round(n * level, 9)) - 1))]
    mean, mean_low, mean_high = t_interval((v + np.maximum(0.0, cells - v) / (1.0 - level)).mean(axis=1), confidence)
    per = cells.shape[1]
    told = len(cells) > 1
    return Tail(
        level,
        float(np.quantile(ordered, level)),
        None if low is None else float(ordered[(low - 1) * per]),
        None if high is None else float(ordered[high * per - 1]),
        float(mean),
        float(mean_low) if told else None,
        float(mean_high) if told else None,
        n * (1.0 - level),
    )


def _ranks(n: int, level: float, confidence: float) -> tuple[int | None, int | None]:
    """Ranks (from 1) of the order statistics that hold a quantile, each side missing it with half of what is left; None for a
    side on which even the last one would miss it more often."""
    from scipy.stats import binom

    miss = (1.0 - confidence) / 2.0
    low = int(binom.ppf(miss, n, level))
    if binom.cdf(low - 1, n, level) > miss:
        low -= 1
    high = int(binom.ppf(1.0 - miss, n, level)) + 1
    return (low if low >= 1 else None), (high if high <= n else None)


def tail_cells(values: np.ndarray, cells: Any, better: str, level: float, confidence: float) -> dict[str, Any]:
    """The columns of a row: `values` by run, `cells` how runs lie in worlds (None: in one)."""
    sign = -1.0 if better == "higher" else 1.0
    known = values[np.isfinite(values)]
    if len(known) < 2:
        return dict.fromkeys(COLUMNS) | {"tail": level}
    found = tail_of(sign * (cells.matrix(values) if cells is not None else known), level, confidence)
    ends: dict[str, Any] = {}
    for name in ("quantile", "cvar"):
        sides = [getattr(found, f"{name}_low"), getattr(found, f"{name}_high")]
        sides = [None if side is None else sign * side for side in (sides if sign > 0 else sides[::-1])]
        ends |= {name: sign * getattr(found, name), f"{name}_low": sides[0], f"{name}_high": sides[1]}
    low, high = np.quantile(known, [(1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0])
    return {"tail": level, **ends, "future_low": float(low), "future_high": float(high)}
