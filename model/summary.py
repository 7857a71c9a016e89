"""How a run's months become one row: sums, means, last values, maxima, and ratios and differences of those.

A share is Σa/Σb over the run, undefined (NaN) where Σb = 0. Measures that settle late leave out the run's last 36 months:
a case opened then may still be open when the run ends.
"""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import numpy as np

from model.measures import MEASURES, MONTHLY, SETTLING_MONTHS
from model.rule import rule

__all__ = ["Plan", "summarise", "summarise_into", "summary_plan"]

KINDS = ("sum", "mean", "last", "maximum", "ratio", "difference")
SUM, MEAN, LAST, MAXIMUM, RATIO, DIFFERENCE = range(len(KINDS))


class Plan(NamedTuple):
    """How each measure sums up a run, in the order of MEASURES."""

    kind: np.ndarray
    one: np.ndarray  # its monthly column; of a ratio the one above; of a difference the measure it begins from
    other: np.ndarray  # of a ratio the column below; of a difference the measure taken off
    scale: np.ndarray
    settles: np.ndarray


@cache
def summary_plan() -> Plan:
    """The plan of the declared measures."""
    column, place = ({name: k for k, name in enumerate(names)} for names in (MONTHLY, MEASURES))
    kind, one, other, scale, settles = [], [], [], [], []
    for name, measure in MEASURES.items():
        known = place if measure.summary == "difference" else column
        kind.append(KINDS.index(measure.summary))
        one.append(known[measure.of[0] or name])
        other.append(known[measure.of[1]] if measure.of[1] else 0)
        scale.append(measure.scale)
        settles.append(measure.settles)
    codes = np.array([kind, one, other, settles], np.int64)
    return Plan(codes[0], codes[1], codes[2], np.array(scale, np.float64), codes[3])


def summarise(monthly: np.ndarray, first: int = 0, last: int | None = None) -> np.ndarray:
    """One row a run, one column a measure in the order of MEASURES, over months first … last − 1.

    `monthly` has shape (runs, months, len(MONTHLY)) and holds whole runs, so that it is known where they end.
    """
    monthly = np.ascontiguousarray(monthly, dtype=np.float64)
    if monthly.ndim == 2:
        monthly = monthly[None]
    runs, months, _ = monthly.shape
    found = np.empty((runs, len(MEASURES)))
    for run in range(runs):
        summarise_into(monthly[run], first, months if last is None else min(last, months), summary_plan(), found[run])
    return found


@rule
def summarise_into(monthly, first, last, plan, out):
    """One run's summary, written into `out`; `monthly` are its months, one column a monthly measure."""
    settled = min(last, len(monthly) - SETTLING_MONTHS)
    for m in range(len(plan.kind)):
        end = settled if plan.settles[m] > 0 else last
        kind = plan.kind[m]
        if end <= first:
            out[m] = math.nan
        elif kind == DIFFERENCE:
            out[m] = out[plan.one[m]] - out[plan.other[m]]
        elif kind == RATIO:
            below = total(monthly, plan.other[m], first, end)
            above = plan.scale[m] * total(monthly, plan.one[m], first, end)
            out[m] = above / below if below != 0.0 else math.nan
        elif kind == LAST:
            out[m] = monthly[end - 1, plan.one[m]]
        elif kind == MAXIMUM:
            out[m] = monthly[first, plan.one[m]]
            for month in range(first + 1, end):
                out[m] = max(out[m], monthly[month, plan.one[m]])
        else:
            out[m] = total(monthly, plan.one[m], first, end)
            if kind == MEAN:
                out[m] = out[m] / (end - first)


@rule
def total(monthly, column, first, end):
    """The sum of a column over months first … end − 1."""
    found = 0.0
    for month in range(first, end):
        found += monthly[month, column]
    return found
