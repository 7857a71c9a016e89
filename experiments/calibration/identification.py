"""What the moments can tell apart: the Jacobian of the moments by the parameters, and what follows from it.

An entry says by how many spreads a moment moves when a parameter is doubled (a share: when its odds are). A parameter, or
a combination of length one, is *seen* if that adds more than THRESHOLD to the distance. Two whose columns point the
same way cannot be told apart, whatever their length: |cos| ≥ ALIKE. A set K is as collinear as
γ_K = 1/√λmin(ĴᵀĴ) says, Ĵ its columns scaled to length one: what one parameter does, the others undo but for 1/γ
(Brun, Reichert & Künsch 2001, Water Resources Research 37(4); 10 is their line between the two kinds of sets).
Only moments that have a value as target count: what is only bounded tells nothing inside the bound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from experiments.calibration.evaluation import Evaluations
from experiments.calibration.moments import moments, standard
from experiments.calibration.space import REACH

__all__ = ["ALIKE", "COLLINEAR", "THRESHOLD", "Identification", "collinearity", "identify"]

THRESHOLD = 3.84
"""χ² with one degree of freedom, 95 %: what a distance may grow by, reading spreads as standard errors. A convention."""
ALIKE = 0.9
COLLINEAR = 10.0
FAINT = 0.5
"""Columns shorter than this many spreads have no direction that runs could tell from their luck."""
STEP = 0.2


@dataclass(frozen=True)
class Identification:
    """The Jacobian (moments by parameters, spreads a doubling) and what it says."""

    moments: tuple[str, ...]
    parameters: tuple[str, ...]
    jacobian: np.ndarray

    @property
    def lengths(self) -> np.ndarray:
        """How far each parameter alone moves the moments together."""
        return np.linalg.norm(self.jacobian, axis=0)

    @property
    def singular_values(self) -> np.ndarray:
        """Of the Jacobian: how far each of the orthogonal combinations moves the moments."""
        return np.linalg.svd(self.jacobian, compute_uv=False)

    @property
    def rank(self) -> int:
        """How many combinations are seen."""
        return int(np.count_nonzero(self.singular_values**2 > THRESHOLD))

    def seen(self) -> list[str]:
        """Parameters that would be seen if every other were known."""
        return [name for name, far in zip(self.parameters, self.lengths, strict=True) if far**2 > THRESHOLD]

    def pairs(self) -> list[tuple[str, str, float]]:
        """Those that cannot be told apart, with the cosine of their columns, the most alike first."""
        found = []
        for i, j in combinations(range(len(self.parameters)), 2):
            if min(self.lengths[i], self.lengths[j]) < FAINT:
                continue
            cosine = float(self.jacobian[:, i] @ self.jacobian[:, j] / (self.lengths[i] * self.lengths[j]))
            if abs(cosine) >= ALIKE:
                found.append((self.parameters[i], self.parameters[j], cosine))
        return sorted(found, key=lambda pair: -abs(pair[2]))

    def columns(self, names: Sequence[str]) -> np.ndarray:
        return self.jacobian[:, [self.parameters.index(name) for name in names]]

    def index(self, names: Sequence[str]) -> float:
        """γ of a set."""
        return collinearity(self.columns(names))

    def grown(self) -> list[tuple[str, float]]:
        """Parameters in the order in which each adds most that those before it do not (QR with column pivoting), and γ of
        the set so far; until it is too collinear to use."""
        from scipy.linalg import qr

        order = qr(self.jacobian, mode="economic", pivoting=True)[2]
        found = []
        for k in range(1, min(self.jacobian.shape) + 1):
            index = collinearity(self.jacobian[:, order[:k]])
            found.append((self.parameters[order[k - 1]], index))
            if index > 10.0 * COLLINEAR:
                break
        return found


def collinearity(columns: np.ndarray) -> float:
    """γ = 1/√λmin(ĴᵀĴ): 1 where the columns are orthogonal, unbounded where one is a combination of the others."""
    lengths = np.linalg.norm(columns, axis=0)
    if not lengths.all() or columns.shape[1] > columns.shape[0]:
        return float("inf")
    least = float(np.linalg.svd(columns / lengths, compute_uv=False)[-1])
    return 1.0 / least if least > 1e-12 else float("inf")


def identify(evaluations: Evaluations, names: Sequence[str], at: Mapping[str, float] | None = None) -> Identification:
    """The Jacobian by central differences under common luck, by default at the shipped values."""
    here = dict(at or {})
    near = [k for k, moment in enumerate(moments()) if moment.kind == "near"]
    columns = []
    for name in names:
        up, down = (standard(evaluations.at({**here, name: here.get(name, 0.0) + s * STEP})) for s in (1.0, -1.0))
        columns.append((up - down)[near] * REACH / (2.0 * STEP))
    told = tuple(moment.name for moment in moments() if moment.kind == "near")
    return Identification(told, tuple(names), np.nan_to_num(np.column_stack(columns)))
