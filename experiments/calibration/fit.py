"""Simulated minimum distance: a Latin hypercube over the trust region, then Gauss–Newton steps from its best point.

The steps are those of SciPy's `least_squares` (a trust region kept inside half to double), the Jacobian by central
differences under common luck (McFadden 1989; Gouriéroux & Monfort 1996 for simulated moments). Deterministic for a seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.calibration.evaluation import Evaluations
from experiments.calibration.moments import distance, misfits
from experiments.calibration.space import REACH

__all__ = ["Fit", "fit", "screened"]

STEP = 0.1
"""Of the differences: a tenth of the parameter either way. Smaller, and single events show."""
NARROWER = 4
"""The hypercube's points get a fourth of the runs; its best three are asked again with all."""


@dataclass(frozen=True)
class Fit:
    """Where the search ended (u by free axis), the distance there, and the steps' distances from the start."""

    point: dict[str, float]
    distance: float
    path: tuple[float, ...]


def screened(evaluations: Evaluations, free: Sequence[str], points: int, seed: int) -> np.ndarray:
    """The best start: the shipped values, or one of the hypercube's three best."""
    from scipy.stats.qmc import LatinHypercube

    few = max(1, evaluations.runs // NARROWER)
    starts = np.zeros((1, len(free)))
    if points:
        cube = REACH * (2.0 * LatinHypercube(len(free), rng=np.random.default_rng(seed)).random(points) - 1.0)
        far = [distance(evaluations.at(dict(zip(free, row, strict=True)), few)) for row in cube]
        starts = np.vstack([starts, cube[np.argsort(far, kind="stable")[:3]]])
    found = [distance(evaluations.at(dict(zip(free, row, strict=True)))) for row in starts]
    return starts[int(np.argmin(found))]


def fit(evaluations: Evaluations, free: Sequence[str], points: int = 128, seed: int = 0, steps: int = 10) -> Fit:
    """Search for the least distance over the free axes; returns the best point that was run."""
    from scipy.optimize import least_squares

    seen: list[tuple[float, np.ndarray]] = []

    def asked(u: np.ndarray) -> np.ndarray:
        found = misfits(evaluations.at(dict(zip(free, u, strict=True))))
        seen.append((float(found @ found), u.copy()))
        return found

    def slopes(u: np.ndarray) -> np.ndarray:
        columns = []
        for k in range(len(free)):
            aside = np.zeros(len(free))
            aside[k] = STEP
            up, down = (misfits(evaluations.at(dict(zip(free, u + s * aside, strict=True)))) for s in (1.0, -1.0))
            columns.append((up - down) / (2.0 * STEP))
        return np.column_stack(columns)

    start = screened(evaluations, free, points, seed)
    least_squares(asked, start, slopes, bounds=(-REACH, REACH), method="trf", ftol=1e-3, xtol=1e-3, max_nfev=steps)
    best, u = min(seen, key=lambda one: one[0])
    shipped = distance(evaluations.at({}))
    if shipped <= best:
        best, u = shipped, np.zeros(len(free))
    return Fit(dict(zip(free, u.tolist(), strict=True)), best, tuple(far for far, _ in seen))
