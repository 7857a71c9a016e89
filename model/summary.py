"""How a run's months become one row: sums, means, last values, maxima, and ratios and differences of those.

A share is Σa/Σb over the run, undefined (NaN) where Σb = 0. Measures that settle late leave out the run's last 36 months:
a case opened then may still be open when the run ends.
"""

from __future__ import annotations

import numpy as np

from model.declaration import Measure
from model.measures import MEASURES, MONTHLY, SETTLING_MONTHS

__all__ = ["summarise"]

_COLUMN = {name: k for k, name in enumerate(MONTHLY)}


def summarise(monthly: np.ndarray, first: int = 0, last: int | None = None) -> np.ndarray:
    """One row a run, one column a measure in the order of MEASURES, over months first … last − 1.

    `monthly` has shape (runs, months, len(MONTHLY)) and holds whole runs, so that it is known where they end.
    """
    monthly = np.ascontiguousarray(monthly)  # sums follow the order in memory, and bits must not
    if monthly.ndim == 2:
        monthly = monthly[None]
    runs, months, _ = monthly.shape
    last = months if last is None else min(last, months)
    whole = _Window(monthly, first, last)
    settled = _Window(monthly, first, min(last, months - SETTLING_MONTHS))
    found: dict[str, np.ndarray] = {}
    for name, measure in MEASURES.items():
        found[name] = _summary(measure, settled if measure.settles else whole, found)
    return np.column_stack([found[name] for name in MEASURES]) if runs else np.empty((0, len(MEASURES)))


class _Window:
    """Sums over a window of months, made once for all measures."""

    def __init__(self, monthly: np.ndarray, first: int, last: int) -> None:
        self.part = monthly[:, first : max(first, last), :]
        self.empty = self.part.shape[1] == 0
        self.total = self.part.sum(axis=1)

    def undefined(self) -> np.ndarray:
        return np.full(self.part.shape[0], np.nan)


def _summary(measure: Measure, window: _Window, found: dict[str, np.ndarray]) -> np.ndarray:
    if window.empty:
        return window.undefined()
    if measure.summary == "ratio":
        above, below = (window.total[:, _COLUMN[name]] for name in measure.of)
        share = window.undefined()
        np.divide(measure.scale * above, below, out=share, where=below != 0.0)
        return share
    if measure.summary == "difference":
        return found[measure.of[0]] - found[measure.of[1]]
    column = _COLUMN[measure.name]
    if measure.summary == "mean":
        return window.total[:, column] / window.part.shape[1]
    if measure.summary == "last":
        return window.part[:, -1, column]
    if measure.summary == "maximum":
        return window.part[:, :, column].max(axis=1)
    return window.total[:, column]
