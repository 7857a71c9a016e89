"""Who stays in a race: the better half goes on with twice the runs, all on the same luck (successive halving).

Candidates are ordered by feasibility (how far they overstep a limit), then by how many fronts of candidates that nobody beats
lie before them, then by how lonely they are on theirs (Deb et al. 2002). A race adds 1, 2, 4, … times its first runs to those
still in it (Karnin, Koren & Somekh 2013; Jamieson & Talwalkar 2016). Units: values are losses, less is better. Errors: none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from experiments.analysis.regret import efficient

__all__ = ["fronts", "order", "race", "rungs"]

Candidate = TypeVar("Candidate")
Measured = Callable[[Sequence[Candidate], int], tuple[np.ndarray, np.ndarray]]
"""(candidates, runs each) → losses (candidates, objectives) and by how much each oversteps the limit."""


def fronts(losses: np.ndarray) -> np.ndarray:
    """The front of each row: 0 where no row beats it, 1 where only rows of front 0 do, and so on."""
    found, left = np.zeros(len(losses), dtype=int), np.ones(len(losses), dtype=bool)
    number = 0
    while left.any():
        best = np.flatnonzero(left)[efficient(losses[left])]
        found[best], left[best] = number, False
        number += 1
    return found


def order(losses: np.ndarray, over: np.ndarray) -> np.ndarray:
    """Places of the candidates, the best first."""
    from pymoo.operators.survival.rank_and_crowding.metrics import calc_crowding_distance

    losses, over = np.nan_to_num(losses, nan=np.inf), np.maximum(0.0, np.nan_to_num(over, nan=np.inf))
    if losses.shape[1] == 1:
        return np.lexsort((losses[:, 0], over))
    front, lonely = np.zeros(len(losses), dtype=int), np.zeros(len(losses))
    able = np.flatnonzero(over <= 0.0)
    front[able] = fronts(losses[able])
    for number in np.unique(front[able]):
        mine = able[front[able] == number]
        lonely[mine] = calc_crowding_distance(losses[mine]) if np.isfinite(losses[mine]).all() else 0.0
    return np.lexsort((np.arange(len(losses)), -lonely, front, over))


def rungs(first: int, rounds: int) -> list[int]:
    """Runs that a candidate has after each round: `first`, and twice as many more each time."""
    return [first * (2 ** (number + 1) - 1) for number in range(rounds)]


def race(candidates: Sequence[Candidate], measured: Measured, runs: Sequence[int], keep: int = 1) -> list[Candidate]:
    """The survivors, the best first: after each round but the last the better half goes on, `keep` at least."""
    alive = list(candidates)
    for number, count in enumerate(runs):
        losses, over = measured(alive, count)
        alive = [alive[place] for place in order(losses, over)]
        if number + 1 < len(runs):
            alive = alive[: max(keep, (len(alive) + 1) // 2)]
    return alive[: max(keep, 1)] if len(runs) else alive
