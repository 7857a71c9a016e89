"""A search by generations, and the race after it. Whoever stays among the parents runs longer, so that nobody stays by luck.

What is measured is hidden behind `Trials`: the model's runs, or a function with a known frontier.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from experiments.deciding.proposals import Proposals
from experiments.deciding.racing import order, race

__all__ = ["Trials", "finalists", "hunt"]

LONGEST = 8
"""A parent runs at most so many times as long as a newcomer, before the race."""
ENTRANTS = 32
"""Candidates with which the race begins."""

Values = dict[str, Any]


class Trials(Protocol):
    """What is known of candidates: losses (less is better) and by how much each oversteps the limit."""

    noisy: bool
    spent: int  # runs asked for so far

    def measured(self, candidates: Sequence[Values], runs: int) -> tuple[np.ndarray, np.ndarray]:
        """(candidates, objectives) and (candidates,), from so many runs of each at least."""

    def price(self, candidates: Sequence[Values], runs: int) -> int:
        """Runs that this would take."""

    def runs(self, candidate: Values) -> int:
        """Runs of a candidate so far."""


def hunt(proposals: Proposals, trials: Trials, first: int, budget: int) -> list[Values]:
    """Every candidate tried, in order, until the next generation would cost more than the budget allows."""
    tried: list[Values] = []
    while True:
        fresh = proposals.ask()
        if not fresh or trials.spent + trials.price(fresh, first) > budget:
            return tried
        tried += fresh
        proposals.tell(*trials.measured(fresh, first))
        if trials.noisy:
            _longer(proposals, trials, first, budget)


def _longer(proposals: Proposals, trials: Trials, first: int, budget: int) -> None:
    """The better half of the parents runs twice as long as it has."""
    parents = proposals.parents()
    losses, over = trials.measured(parents, first)
    better = [parents[place] for place in order(losses, over)][: (len(parents) + 1) // 2]
    for count in sorted({trials.runs(one) for one in better}):
        mine = [one for one in better if trials.runs(one) == count]
        if count < LONGEST * first and trials.spent + trials.price(mine, 2 * count) <= budget:
            trials.measured(mine, 2 * count)
    losses, over = trials.measured(parents, first)
    keys = [proposals.levers.key(one) for one in parents]
    proposals.tell_again({key: (loss, float(limit)) for key, loss, limit in zip(keys, losses, over, strict=True)})


def finalists(tried: Sequence[Values], trials: Trials, first: int, budget: int, keep: int) -> list[Values]:
    """The survivors of a race among the best of those tried, `keep` at most, the best first.

    Rounds double the runs; the race goes on, among the last ones too, as long as the budget allows.
    """
    losses, over = trials.measured(tried, first)
    entrants = [tried[place] for place in order(losses, over)][:ENTRANTS]
    rounds: list[int] = []
    alive, count, left = len(entrants), 2 * first, budget - trials.spent
    before = first
    while left >= (alive + 1) * (count - before):
        left -= (alive + 1) * (count - before)
        rounds.append(count)
        alive, before, count = max(keep, (alive + 1) // 2), count, 2 * count
    return race(entrants, trials.measured, rounds, keep)[:keep]
