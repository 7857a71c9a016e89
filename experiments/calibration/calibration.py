"""The whole calibration in one call, and its result as tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from experiments.calibration.evaluation import Evaluations
from experiments.calibration.fit import Fit, fit
from experiments.calibration.identification import COLLINEAR, THRESHOLD, Identification, identify
from experiments.calibration.moments import distance, moments
from experiments.calibration.profiles import GRID, Profile, crossings, emulate, profile
from experiments.calibration.space import FREE, Axis, axes, chosen, left_out
from model.errors import RequestError, unknown

__all__ = ["PROFILES", "Calibration", "calibrate"]

PROFILES = ("none", "free", "all")
OTHERS = 4
"""Other seeds under which the fit is judged: a distance that is small by one luck alone would show."""


@dataclass
class Calibration:
    """What a calibration found. Rows are mappings; `notes` are said beside them."""

    request: dict[str, Any]
    axes: dict[str, Axis]
    free: list[str]
    shipped: np.ndarray
    shipped_error: np.ndarray
    fitted: np.ndarray
    fit: Fit
    identification: Identification
    elsewhere: list[dict[str, float]] = field(default_factory=list)
    profiles: dict[str, Profile] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def moments(self) -> list[dict[str, Any]]:
        """A row a moment: target, spread, what the shipped values and the fit give, and how many spreads off."""
        return [
            {
                "moment": moment.name,
                "kind": moment.kind,
                "target": moment.target,
                "spread": moment.spread,
                "shipped": float(here),
                "shipped_error": float(error),
                "fitted": float(there),
                "shipped_off": moment.misfit(here) if moment.kind == "at most" else moment.standard(here),
                "fitted_off": moment.misfit(there) if moment.kind == "at most" else moment.standard(there),
                "source": moment.source,
            }
            for moment, here, error, there in zip(moments(), self.shipped, self.shipped_error, self.fitted, strict=True)
        ]

    @property
    def distances(self) -> dict[str, float]:
        """Of the shipped values and of the fit."""
        return {"shipped": distance(self.shipped), "fitted": distance(self.fitted)}

    def least(self, name: str) -> float:
        """The least distance that any run found with the free and this parameter moving: with which its profile is compared."""
        found = [float(self.profiles[one].told[1].min()) for one in {*self.free, name} & set(self.profiles)]
        return min([distance(self.fitted), *found])

    @property
    def parameters(self) -> list[dict[str, Any]]:
        """A row a calibrated parameter: shipped, fitted, whether the moments see it, and its interval by the profile."""
        lengths = dict(zip(self.identification.parameters, self.identification.lengths, strict=True))
        seen = set(self.identification.seen())
        rows = []
        for name, axis in self.axes.items():
            row: dict[str, Any] = {
                "parameter": name,
                "free": name in self.free,
                "shipped": axis.default,
                "fitted": axis.value(self.fit.point.get(name, 0.0)),
                "half": axis.value(float(GRID[0])),
                "double": axis.value(float(GRID[-1])),
                "moves": float(lengths[name]),
                "seen": name in seen,
            }
            if name in self.profiles:
                one = self.profiles[name]
                row |= _ends(axis, "", *one.told, self.least(name))
                row |= _ends(axis, "loose_", one.grid, one.loose, self._loosest)
            rows.append(row)
        return rows

    @property
    def _loosest(self) -> float:
        return min(float(one.loose.min()) for one in self.profiles.values())

    @property
    def pairs(self) -> list[dict[str, Any]]:
        """Pairs of parameters that the moments cannot tell apart."""
        return [{"one": one, "other": other, "cosine": c} for one, other, c in self.identification.pairs()]

    @property
    def checked(self) -> dict[str, float]:
        """How far the emulator was from true runs at the places that were run: differences of √distance,
        and how much the searches after the first found."""
        gaps = [
            abs(math.sqrt(far) - math.sqrt(one.emulated[k]))
            for one in self.profiles.values()
            for k, far in one.first.items()
        ]
        won = [one.first[k] - far for one in self.profiles.values() for k, far in one.tried.items()]
        if not gaps:
            return {}
        return {
            "places": len(gaps),
            "median_gap": float(np.median(gaps)),
            "largest_gap": float(max(gaps)),
            "mean_gain_of_later_searches": float(np.mean(won)),
        }

    def to_json(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        from experiments.results.versions import versions

        known = self.identification
        return {
            **self.request,
            "free": self.free,
            "distance": self.distances,
            "distance_under_other_luck": self.elsewhere,
            "threshold": THRESHOLD,
            "path": list(self.fit.path),
            "moments": self.moments,
            "parameters": self.parameters,
            "singular_values": known.singular_values.tolist(),
            "rank": known.rank,
            "pairs": self.pairs,
            "collinearity": {"limit": COLLINEAR, "free": known.index(self.free), "grown": known.grown()},
            "jacobian": {"moments": known.moments, "parameters": known.parameters, "rows": known.jacobian.tolist()},
            "profiles": [
                {
                    "parameter": name,
                    "values": [self.axes[name].value(float(u)) for u in one.grid],
                    "emulated": one.emulated.tolist(),
                    "emulated_all_free": one.loose.tolist(),
                    "run_at": [self.axes[name].value(float(u)) for u in one.told[0]],
                    "distance": one.told[1].tolist(),
                }
                for name, one in self.profiles.items()
            ],
            "check_of_the_emulator": self.checked,
            "left_out": left_out(),
            "notes": self.notes,
            "versions": versions(),
        }


def _ends(axis: Axis, prefix: str, grid: np.ndarray, far: np.ndarray, least: float) -> dict[str, Any]:
    """The interval in the parameter's own units, and in words what it is."""
    low, high = crossings(grid, far, least)
    if math.isnan(low):
        verdict = "outside"
    elif math.isinf(low) and math.isinf(high):
        verdict = "not identified"
    else:
        verdict = "above only" if math.isinf(low) else "below only" if math.isinf(high) else "both ends"
    values = {"low": low, "high": high}
    found: dict[str, Any] = {f"{prefix}{end}": axis.value(u) if math.isfinite(u) else None for end, u in values.items()}
    return found | {f"{prefix}verdict": verdict}


def calibrate(
    runs: int = 20,
    seed: int = 0,
    *,
    points: int = 128,
    steps: int = 10,
    free: Iterable[str] = (),
    profiles: str = "free",
    parameters: Mapping[str, Any] | None = None,
    workers: int = 2,
    out: Path | str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Calibration:
    """Fit the free parameters to the moments, and say which parameters the moments identify.

    `points` of the hypercube and `steps` of Gauss–Newton; `free` are names of calibrated parameters (FREE if none is
    named); `parameters` are set throughout and not calibrated; `profiles` of none, of the free, or of all. With `out`,
    every point run is kept there, and the same call continues from it. Errors: RequestError.
    """
    fixed = dict(parameters or {})
    known = axes(fixed)
    free = chosen(list(free) or [name for name in FREE if name in known], known, "--free")
    if not free:
        raise RequestError("calibrate: no parameter is left to fit; name a calibrated one with --free, or set fewer")
    if profiles not in PROFILES:
        raise unknown("kind of profiles", profiles, PROFILES)
    evaluations = Evaluations(known, runs, seed, fixed, workers, None if out is None else Path(out), progress)
    evaluations.expected = _expected(len(known), len(free), points, steps, profiles)
    if progress is not None:
        progress(0, evaluations.expected)
    shipped, error = evaluations.at({}), evaluations.spread({})
    told = identify(evaluations, list(known))
    best = fit(evaluations, free, points, seed, steps)
    found = Calibration(
        {"seed": seed, "runs": runs, "points": points, "steps": steps, "parameters_set": fixed},
        known,
        free,
        shipped,
        error,
        evaluations.at(best.point),
        best,
        told,
    )
    for other in range(seed + 1, seed + 1 + OTHERS):
        luck = Evaluations(known, runs, other, fixed, workers, None if out is None else Path(out))
        found.elsewhere.append(
            {"seed": other, "shipped": distance(luck.at({})), "fitted": distance(luck.at(best.point))}
        )
    if profiles != "none":
        emulator, seen = emulate(evaluations, list(known), best.point), set(told.seen())
        for name in known if profiles == "all" else free:
            tried = range(len(GRID)) if name in free or name in seen else (0, len(GRID) - 1)
            found.profiles[name] = profile(evaluations, emulator, name, free, tried, best.distance)
    found.notes.append("nothing is changed: the values that ship stay as they are")
    if left := left_out():
        found.notes.append(f"calibrated but without an axis, and left as shipped: {', '.join(left)}")
    return found


def _expected(axes: int, free: int, points: int, steps: int, profiles: str) -> int:
    """About how many points will be run, for the progress bar."""
    searched = {"none": 0, "free": free * len(GRID), "all": free * len(GRID) + 3 * (axes - free)}[profiles]
    return 2 * axes + points + steps * (2 * free + 1) + (2 * axes if searched else 0) + 2 * searched
