"""Who is tried next: NSGA-II of pymoo (Deb et al. 2002; Blank & Deb 2020) over numbers, switches and choices, by ask and tell.

What is told may be told again: candidates that ran longer are known better, and the parents among them are put right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from experiments.deciding.levers import Levers
from model.errors import RequestError

__all__ = ["Proposals", "need_pymoo"]

PATIENCE = 10
"""Tries to breed a candidate that was not tried before."""


def need_pymoo() -> None:
    """Say what to install where pymoo is missing. Errors: RequestError."""
    try:
        import pymoo  # noqa: F401
    except ImportError:
        raise RequestError("search needs pymoo; install it with: pip install 'foedus[search]'") from None


class Proposals:
    """Generations of candidates, each a dictionary of lever values; the same seed, the same candidates."""

    def __init__(self, levers: Levers, objectives: int, limited: bool, population: int, seed: int) -> None:
        need_pymoo()
        from pymoo.core.mixed import MixedVariableDuplicateElimination, MixedVariableGA, MixedVariableMating
        from pymoo.core.problem import Problem
        from pymoo.operators.survival.rank_and_crowding import RankAndCrowding

        problem = Problem(vars=_variables(levers), n_obj=objectives, n_ieq_constr=int(limited))
        self.levers, self.population = levers, population
        self._algorithm = MixedVariableGA(
            pop_size=population,
            survival=RankAndCrowding(),
            mating=MixedVariableMating(eliminate_duplicates=MixedVariableDuplicateElimination()),
        )
        self._algorithm.setup(problem, seed=seed, verbose=False)
        self._limited = limited
        self._asked: Any = None
        self._tried: set[str] = set()

    def ask(self) -> list[dict[str, Any]]:
        """The next generation, without those that were asked before; empty where nothing new is left."""
        for _ in range(PATIENCE):
            asked = self._algorithm.ask()
            fresh, keep = [], []
            for place, individual in enumerate(asked if asked is not None else ()):
                values = {lever.name: lever.rounded(individual.X[lever.name]) for lever in self.levers.levers}
                individual.X = dict(values)
                if (key := self.levers.key(values)) not in self._tried:
                    self._tried.add(key)
                    fresh.append(values)
                    keep.append(place)
            if fresh:
                self._asked = asked[keep]
                return fresh
        return []

    def tell(self, losses: np.ndarray, over: np.ndarray) -> None:
        """What those asked last have lost, and by how much they overstep the limit."""
        for individual, loss, limit in zip(self._asked, losses, over, strict=True):
            self._set(individual, loss, limit)
        self._algorithm.tell(infills=self._asked)

    def parents(self) -> list[dict[str, Any]]:
        """Those that breed the next generation."""
        return [dict(individual.X) for individual in self._parents()]

    def tell_again(self, known: Mapping[str, tuple[np.ndarray, float]]) -> None:
        """What is known better of the parents, by candidate's key."""
        for individual in self._parents():
            if (key := self.levers.key(individual.X)) in known:
                self._set(individual, *known[key])

    def _parents(self) -> Any:
        return () if self._algorithm.pop is None else self._algorithm.pop

    def _set(self, individual: Any, loss: Sequence[float] | np.ndarray, over: float) -> None:
        individual.set("F", np.nan_to_num(np.asarray(loss, dtype=float), nan=np.inf))
        individual.set("G", np.array([np.nan_to_num(over, nan=np.inf)] if self._limited else []))
        individual.evaluated.update(("F", "G", "H"))


def _variables(levers: Levers) -> dict[str, Any]:
    from pymoo.core.variable import Binary, Choice, Integer, Real

    found: dict[str, Any] = {}
    for lever in levers.levers:
        one = lever.range
        if one.choices == (False, True):
            found[lever.name] = Binary()
        elif one.choices:
            found[lever.name] = Choice(options=list(one.choices))
        elif one.whole:
            found[lever.name] = Integer(bounds=(int(one.low), int(one.high)))
        else:
            found[lever.name] = Real(bounds=(one.low, one.high))
    return found
