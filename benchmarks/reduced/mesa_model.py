"""The reduced model as a Mesa user would write it: agents with attributes, the model's own random stream."""

from __future__ import annotations

import math

import mesa
import numpy as np

from benchmarks import reduced as r


class State(mesa.Agent):
    """A state with a budget and a resilience stock."""

    def __init__(self, model: mesa.Model, gdp: float, taste: float, spending: float) -> None:
        super().__init__(model)
        self.gdp, self.taste, self.spending = gdp, taste, spending
        self.core = self.plan = taste
        self.stock = spending / r.DECAY
        self.protection = 0.0

    def plan_budget(self) -> None:
        spill_in = (self.model.spent - self.core * self.gdp) / self.model.gdp
        alone = max(0.0, self.taste - (1.0 - self.taste) * r.THETA * spill_in)
        self.plan = self.core + r.ADJUST * (alone - self.core)

    def adopt(self) -> None:
        self.core = self.plan

    def build(self) -> None:
        self.stock += (self.spending - r.DECAY * self.stock) / 12.0
        self.protection = 1.0 - math.exp(-r.KAPPA * self.stock)

    def willing(self, tier: int, shock: float) -> bool:
        opinion = math.sqrt(1.0 - r.CORRELATION) * self.model.rng.normal()
        return r.BENEFIT[tier] - r.VOTE_COST + shock + opinion > 0.0


class Adversary(mesa.Agent):
    """An adversary that weighs its opportunities."""

    def __init__(self, model: mesa.Model, tempo: float) -> None:
        super().__init__(model)
        self.tempo = tempo
        self.punished = [r.PRIOR[0]] * 4
        self.unpunished = [r.PRIOR[1]] * 4

    def act(self) -> None:
        for _ in range(self.model.rng.poisson(self.tempo)):
            self.use_opportunity()

    def use_opportunity(self) -> None:
        rng, model = self.model.rng, self.model
        target = model.seek(rng.random())
        stake = rng.exponential()
        weights = [1.0]
        for tier in range(4):
            fear = self.punished[tier] / (self.punished[tier] + self.unpunished[tier]) * r.COST[tier]
            gain = stake * r.GAIN[tier] * (1.0 - 0.75 * target.protection)
            weights.append(math.exp(r.PRECISION * (gain - fear - r.OWN[tier])))
        left = rng.random() * sum(weights)
        chosen = 0
        while chosen < 4 and left >= weights[chosen]:
            left -= weights[chosen]
            chosen += 1
        if chosen == 0:
            return
        tier = chosen - 1
        luck = math.exp(r.SIGMA * rng.normal() - 0.5 * r.SIGMA**2)
        punished = r.EVIDENCE + rng.normal() > r.BAR and model.vote(tier)
        self.punished[tier] = r.PRIOR[0] + r.FORGET * (self.punished[tier] - r.PRIOR[0]) + punished
        self.unpunished[tier] = r.PRIOR[1] + r.FORGET * (self.unpunished[tier] - r.PRIOR[1]) + (not punished)
        model.outcome += (1.0, tier >= 2, punished, r.DAMAGE[tier] * luck * (1.0 - target.protection), 0.0, 0.0)


class Reduced(mesa.Model):
    """The month of the reduced model."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__(rng=seed)
        self.outcome = np.zeros(len(r.OUTCOMES))
        self.states = [State(self, *row) for row in zip(*r.economies(), strict=True)]
        self.adversaries = [Adversary(self, tempo) for tempo in r.TEMPO]
        self.gdp = sum(state.gdp for state in self.states)
        self.month = 0

    def step(self) -> None:
        if self.month % 12 == 0:
            self.spent = sum(state.core * state.gdp for state in self.states)
            for state in self.states:
                state.plan_budget()
            for state in self.states:
                state.adopt()
        for state in self.states:
            state.build()
        self.open = [1.15 - state.protection for state in self.states]
        self.total = sum(self.open)
        for adversary in self.adversaries:
            adversary.act()
        self.month += 1

    def seek(self, u: float) -> State:
        left = u * self.total
        for state, weight in zip(self.states, self.open, strict=True):
            left -= weight
            if left < 0.0:
                return state
        return self.states[-1]

    def vote(self, tier: int) -> bool:
        shock = math.sqrt(r.CORRELATION) * self.rng.normal()
        return 2 * sum(state.willing(tier, shock) for state in self.states) > len(self.states)


def outcomes(runs: int, first: int = 0, months: int = r.MONTHS) -> np.ndarray:
    """What so many runs give: (runs, OUTCOMES)."""
    table = []
    for key in range(first, first + runs):
        model = Reduced(seed=key)
        for _ in range(months):
            model.step()
        model.outcome[4] = np.mean([state.core for state in model.states])
        model.outcome[5] = np.mean([state.protection for state in model.states])
        table.append(model.outcome)
    return np.array(table)
