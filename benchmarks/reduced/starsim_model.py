"""The reduced model as near as Starsim allows: states are its people, columns its arrays, one module steps the month.

Starsim is made for epidemics: agents are rows of arrays and a module works on whole columns. Opportunities, which come
one by one and learn from each other, stay a loop in Python.
"""

from __future__ import annotations

import math

import numpy as np
import starsim as ss

from benchmarks import reduced as r


class Alliance(ss.Module):
    """The month of the reduced model over the people's columns."""

    def __init__(self) -> None:
        super().__init__()
        columns = ("gdp", "taste", "spending", "core", "stock", "protection")
        self.define_states(*[ss.FloatArr(name, default=0.0) for name in columns])
        self.punished = np.full((r.ADVERSARIES, 4), r.PRIOR[0])
        self.unpunished = np.full((r.ADVERSARIES, 4), r.PRIOR[1])
        self.outcome = np.zeros(len(r.OUTCOMES))
        self.gain, self.cost, self.own = np.array(r.GAIN), np.array(r.COST), np.array(r.OWN)

    def init_post(self) -> None:
        super().init_post()
        self.gdp[:], self.taste[:], self.spending[:] = r.economies()
        self.core[:] = self.taste.values
        self.stock[:] = self.spending.values / r.DECAY
        self.stream = np.random.default_rng(int(self.sim.pars.rand_seed))

    def step(self) -> None:
        if self.ti % 12 == 0:
            spill_in = (np.sum(self.core.values * self.gdp.values) - self.core.values * self.gdp.values) / np.sum(
                self.gdp.values
            )
            alone = np.maximum(0.0, self.taste.values - (1.0 - self.taste.values) * r.THETA * spill_in)
            self.core[:] = self.core.values + r.ADJUST * (alone - self.core.values)
        self.stock[:] = self.stock.values + (self.spending.values - r.DECAY * self.stock.values) / 12.0
        self.protection[:] = 1.0 - np.exp(-r.KAPPA * self.stock.values)
        protection = self.protection.values
        pull = np.cumsum(1.15 - protection)
        for j, tempo in enumerate(r.TEMPO):
            for _ in range(self.stream.poisson(tempo)):
                self.strike(j, pull, protection)

    def strike(self, j: int, pull: np.ndarray, protection: np.ndarray) -> None:
        stream = self.stream
        target = min(int(np.searchsorted(pull, stream.random() * pull[-1], side="right")), r.STATES - 1)
        stopped, stake = protection[target], stream.exponential()
        fear = self.punished[j] / (self.punished[j] + self.unpunished[j]) * self.cost
        utility = stake * self.gain * (1.0 - 0.75 * stopped) - fear - self.own
        weights = np.cumsum(np.concatenate([[1.0], np.exp(r.PRECISION * utility)]))
        tier = int(np.searchsorted(weights, stream.random() * weights[-1], side="right")) - 1
        if tier < 0:
            return
        luck = math.exp(r.SIGMA * stream.normal() - 0.5 * r.SIGMA**2)
        punished = r.EVIDENCE + stream.normal() > r.BAR and self.vote(tier)
        self.punished[j, tier] = r.PRIOR[0] + r.FORGET * (self.punished[j, tier] - r.PRIOR[0]) + punished
        self.unpunished[j, tier] = r.PRIOR[1] + r.FORGET * (self.unpunished[j, tier] - r.PRIOR[1]) + (not punished)
        self.outcome += (1.0, tier >= 2, punished, r.DAMAGE[tier] * luck * (1.0 - stopped), 0.0, 0.0)

    def vote(self, tier: int) -> bool:
        shock = math.sqrt(r.CORRELATION) * self.stream.normal()
        opinions = math.sqrt(1.0 - r.CORRELATION) * self.stream.normal(size=r.STATES)
        return 2 * int(np.sum(r.BENEFIT[tier] - r.VOTE_COST + shock + opinions > 0.0)) > r.STATES


def outcomes(runs: int, first: int = 0, months: int = r.MONTHS) -> np.ndarray:
    """What so many runs give: (runs, OUTCOMES)."""
    table = []
    for key in range(first, first + runs):
        alliance = Alliance()
        sim = ss.Sim(n_agents=r.STATES, modules=alliance, start=0, dur=months - 1, dt=1, rand_seed=key, verbose=0)
        sim.run()
        found = next(module for module in sim.modules if isinstance(module, Alliance))
        found.outcome[4] = np.mean(found.core.values)
        found.outcome[5] = np.mean(found.protection.values)
        table.append(found.outcome)
    return np.array(table)
