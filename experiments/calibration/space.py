"""The calibrated parameters, each on an axis on which half and double are equally far from its value.

A positive parameter is moved by a factor exp(u); a share (greatest value one or less) by the same factor in its odds. The
*trust region* is half to double. Left out, and said so: whole numbers and zeros, which have no such axis.

*Free* are those that a fit moves: about as many as the moments can tell apart (see `identification`), one or two for
each thing that the moments see. The others stay, and each is held against the moments by its profile.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from model.errors import unknown

__all__ = ["FREE", "REACH", "Axis", "axes", "left_out", "values_at"]

REACH = math.log(2.0)

FREE = {
    "RUS.tempo": "how much Russia does",
    "CHN.tempo": "how much China does",
    "IRN.tempo": "how much Iran does",
    "PRK.tempo": "how much North Korea does",
    "gain_nuisance": "nuisance against espionage",
    "cost_disruption": "the share of disruption",
    "own_cost_destruction": "the share of destruction",
    "damage_disruption": "damage",
    "loss_start": "resilience",
    "technical": "names, and how late",
    "difficulty_sigma": "the spread of lags",
    "consult_threshold": "answers",
    "threat_response": "allies' spending",
}
"""What a fit moves by default, and what each is meant to match."""


@dataclass(frozen=True)
class Axis:
    """One parameter's axis: u = 0 is the value shipped."""

    name: str
    default: float
    share: bool
    bounds: tuple[float, float]

    def value(self, u: float) -> float:
        """The parameter at u, inside its declared bounds."""
        if self.share:
            odds = self.default / (1.0 - self.default) * math.exp(u)
            found = odds / (1.0 + odds)
        else:
            found = self.default * math.exp(u)
        return min(max(found, self.bounds[0]), self.bounds[1])


def _calibrated() -> list:
    from model.parameters import PARAMETERS

    return [p for p in PARAMETERS.values() if p.standing == "calibrated"]


def left_out() -> list[str]:
    """Calibrated parameters without an axis."""
    return [p.name for p in _calibrated() if p.kind != "float" or p.default == 0.0]


def axes(fixed: Iterable[str] = ()) -> dict[str, Axis]:
    """Every axis by name: the adversaries' tempos, then the parameters in their order; what is `fixed` has none."""
    from model.roster import read_roster

    roster, spared = read_roster(), {*fixed, *left_out()}
    found = [
        Axis(f"{code}.tempo", float(tempo), False, (0.0, math.inf))
        for code, tempo in zip(roster.adversary_codes, roster.adversary_columns["tempo"], strict=True)
    ]
    found += [Axis(p.name, float(p.default), p.bounds[1] <= 1.0, p.bounds) for p in _calibrated()]
    return {axis.name: axis for axis in found if axis.name not in spared}


def chosen(names: Iterable[str], known: Mapping[str, Axis], where: str) -> list[str]:
    """Names of axes only, in the order of the axes."""
    names = list(names)
    for name in names:
        if name not in known:
            raise unknown("calibrated parameter", name, known, where)
    return [name for name in known if name in names]


def values_at(point: Mapping[str, float] | np.ndarray, known: Mapping[str, Axis]) -> dict[str, float]:
    """The parameters at a point, by name; those at zero keep the shipped value and are left out."""
    if not isinstance(point, Mapping):
        point = dict(zip(known, point, strict=True))
    return {name: known[name].value(float(u)) for name, u in point.items() if u != 0.0}
