"""Where a gain jumps: a smooth curve through a step understates what knowing the parameter is worth, a cut does not.

A step is two levels and the place between them, three numbers. Where it predicts better than the spline does, cross-validated
alike, the place is offered as a cut.
"""

from __future__ import annotations

import numpy as np

from experiments.deciding.smoothing import Spline

__all__ = ["step_in"]

FREEDOM = 3.0
EDGE = 0.05
"""Least share of worlds on either side of a step."""
CLEARLY = 0.97
"""A step's error as a share of the spline's, from which the step is taken."""


def step_in(values: np.ndarray, gains: np.ndarray) -> float | None:
    """Where the gains (W,) jump along a parameter, None where a smooth curve does as well."""
    order = np.argsort(values, kind="stable")
    x, y = values[order], gains[order] - gains.mean()
    count = np.arange(1, len(y))
    below = np.cumsum(y)[:-1]
    between = below**2 * (1.0 / count + 1.0 / (len(y) - count))  # what two levels explain; the whole sums to zero
    allowed = (x[1:] > x[:-1]) & (count >= EDGE * len(y)) & (count <= (1.0 - EDGE) * len(y))
    if not allowed.any():
        return None
    at = int(np.argmax(np.where(allowed, between, -1.0)))
    share = 1.0 - FREEDOM / len(y)
    error = float(y @ y - between[at]) / len(y) / share**2
    if error >= CLEARLY * float(Spline.of(values).misses(gains[:, None])[0]):
        return None
    return float(0.5 * (x[at] + x[at + 1]))
