"""A profile of each parameter: the least distance with this parameter fixed and the other free ones fitted again.

The search runs on an emulator of the moments around the fit, z(u) = z₀ + Σ_k (a_k u_k + b_k u_k²), made of runs at ± WIDE on
every axis. What it finds is then run: a profile's *tried* distances are those of true runs at the emulator's best points; the
emulator is corrected there and searched again. So they bound the profile from above. Where a profile stays
under the least distance + THRESHOLD is the interval; an end that lies outside half to double is open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from experiments.calibration.evaluation import Evaluations
from experiments.calibration.identification import THRESHOLD
from experiments.calibration.moments import distance, moments, standard
from experiments.calibration.space import REACH

__all__ = ["Emulator", "Profile", "crossings", "emulate", "profile"]

WIDE = 0.3
SEARCHES, WORTH = 3, 0.5
"""So often the emulator is corrected and searched again, as long as that wins more than WORTH of distance."""
GRID = np.linspace(-REACH, REACH, 7)


@dataclass(frozen=True)
class Emulator:
    """Standardised moments around a point, by axis: level, slopes and bends."""

    names: tuple[str, ...]
    centre: np.ndarray
    level: np.ndarray
    slope: np.ndarray
    bend: np.ndarray

    def __call__(self, u: np.ndarray) -> np.ndarray:
        away = u - self.centre
        return self.level + self.slope @ away + self.bend @ away**2

    def jacobian(self, u: np.ndarray) -> np.ndarray:
        return self.slope + 2.0 * self.bend * (u - self.centre)


@dataclass
class Profile:
    """Distances along one axis: the emulator's with the free others fitted again and with all others fitted again, those of
    true runs where they were tried, and where the fit lies."""

    name: str
    grid: np.ndarray
    emulated: np.ndarray
    loose: np.ndarray
    fit: tuple[float, float]
    tried: dict[int, float] = field(default_factory=dict)
    first: dict[int, float] = field(default_factory=dict)

    @property
    def told(self) -> tuple[np.ndarray, np.ndarray]:
        """True runs alone: places and distances, the fit's among them."""
        places = {float(self.grid[k]): far for k, far in self.tried.items()}
        u, far = self.fit
        places[u] = min(far, places.get(u, far))
        order = sorted(places)
        return np.array(order), np.array([places[u] for u in order])


def emulate(evaluations: Evaluations, names: Sequence[str], centre: Mapping[str, float]) -> Emulator:
    """Runs at ± WIDE on every axis around the centre."""
    level = standard(evaluations.at(centre))
    slopes, bends = [], []
    for name in names:
        up, down = (standard(evaluations.at({**centre, name: centre.get(name, 0.0) + s * WIDE})) for s in (1.0, -1.0))
        slopes.append((up - down) / (2.0 * WIDE))
        bends.append((up + down - 2.0 * level) / (2.0 * WIDE**2))
    middle = np.array([centre.get(name, 0.0) for name in names])
    return Emulator(tuple(names), middle, level, np.column_stack(slopes), np.column_stack(bends))


def _weighed(z: np.ndarray, slopes: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray | None]:
    """Misfits of standardised moments, and their slopes: what is only bounded counts above its bound."""
    kinds = np.array([moment.kind for moment in moments()])
    counts = (kinds == "near") | ((kinds == "at most") & (z > 0.0))
    return np.where(counts, z, 0.0), None if slopes is None else slopes * counts[:, None]


def _least(emulator: Emulator, held: int, u: float, moving: np.ndarray, start: np.ndarray, aside: np.ndarray):
    """The emulator's best point with one axis held and those of `moving` free; `aside` corrects its moments."""
    from scipy.optimize import least_squares

    point = start.copy()
    point[held] = u
    moving = moving[moving != held]

    def placed(x: np.ndarray) -> np.ndarray:
        there = point.copy()
        there[moving] = x
        return there

    def asked(x: np.ndarray) -> np.ndarray:
        return _weighed(emulator(placed(x)) + aside)[0]

    def slopes(x: np.ndarray) -> np.ndarray:
        there = placed(x)
        found = _weighed(emulator(there) + aside, emulator.jacobian(there))[1]
        assert found is not None
        return found[:, moving]

    inside = np.clip(point[moving], -0.999 * REACH, 0.999 * REACH)
    best = least_squares(asked, inside, slopes, bounds=(-REACH, REACH), method="trf", max_nfev=100)
    return placed(best.x), float(2.0 * best.cost)


def profile(
    evaluations: Evaluations,
    emulator: Emulator,
    name: str,
    free: Sequence[str],
    tried: Sequence[int] = (),
    least: float = float("nan"),
) -> Profile:
    """One parameter's profile; `tried` are the places of GRID that are run, `least` is the distance at the fit."""
    held = emulator.names.index(name)
    few = np.array([emulator.names.index(one) for one in free])
    every = np.arange(len(emulator.names))
    none = np.zeros(len(emulator.level))
    centre = (float(emulator.centre[held]), least)
    found = Profile(name, GRID, np.empty(len(GRID)), np.empty(len(GRID)), centre)
    for k, u in enumerate(GRID):
        point, found.emulated[k] = _least(emulator, held, float(u), few, emulator.centre, none)
        found.loose[k] = _least(emulator, held, float(u), every, point, none)[1]
        if k not in tried:
            continue
        values = _run(evaluations, emulator, point)
        found.first[k] = found.tried[k] = distance(values)
        for _ in range(SEARCHES):
            point, _far = _least(emulator, held, float(u), few, point, standard(values) - emulator(point))
            values = _run(evaluations, emulator, point)
            won = found.tried[k] - distance(values)
            found.tried[k] = min(found.tried[k], distance(values))
            if won < WORTH:
                break
    return found


def _run(evaluations: Evaluations, emulator: Emulator, point: np.ndarray) -> np.ndarray:
    return evaluations.at({name: float(u) for name, u in zip(emulator.names, point, strict=True) if u != 0.0})


def crossings(grid: np.ndarray, far: np.ndarray, least: float, threshold: float = THRESHOLD) -> tuple[float, float]:
    """The ends of the interval around the profile's lowest place in which it stays under least + threshold, between grid
    places by straight lines; −∞ and ∞ where it stays under up to the edge."""
    line = least + threshold
    lowest = int(np.argmin(far))
    if far[lowest] > line:
        return float("nan"), float("nan")

    def outward(step: int, edge: float) -> float:
        k = lowest
        while 0 <= k + step < len(far):
            if far[k + step] > line:
                part = (line - far[k]) / (far[k + step] - far[k])
                return float(grid[k] + part * (grid[k + step] - grid[k]))
            k += step
        return edge

    return outward(-1, -np.inf), outward(1, np.inf)
