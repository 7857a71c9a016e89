"""The reduced model in our engine: records, rules, named randomness; the months of a run in one compiled loop."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from benchmarks import reduced as r
from model.arithmetic import exp
from model.randomness import exponential, luck, normal, poisson, uniform
from model.rule import rule
from model.rules.learning import belief, forget
from model.rules.resilience import protection
from model.rules.spending import best_response

OPPORTUNITIES, TARGET, STAKE, CHOICE, LUCK, EVIDENCE, SHOCK, OPINION = range(1, 9)
STATE = np.dtype([(name, "f8") for name in ("gdp", "taste", "core", "plan", "spending", "stock", "protection", "open")])
ADVERSARY = np.dtype([("tempo", "f8"), ("punished", "f8", (4,)), ("unpunished", "f8", (4,)), ("chances", "f8", (5,))])

TIERS = 4
GAIN, COST, OWN, DAMAGE, BENEFIT = (np.array(values) for values in (r.GAIN, r.COST, r.OWN, r.DAMAGE, r.BENEFIT))
THETA, ADJUST, KAPPA, DECAY, PRECISION, SIGMA = r.THETA, r.ADJUST, r.KAPPA, r.DECAY, r.PRECISION, r.SIGMA
SEPARATION, BAR, VOTE_COST, FORGET = r.EVIDENCE, r.BAR, r.VOTE_COST, r.FORGET
COMMON, OWN_VIEW = math.sqrt(r.CORRELATION), math.sqrt(1.0 - r.CORRELATION)
PRIOR_PUNISHED, PRIOR_UNPUNISHED = r.PRIOR


class Small(NamedTuple):
    """The reduced world."""

    states: np.recarray
    adversaries: np.recarray
    outcome: np.ndarray


def make() -> Small:
    """The world in January of the first year."""
    states = np.zeros(r.STATES, STATE).view(np.recarray)
    states.gdp, states.taste, states.spending = r.economies()
    adversaries = np.zeros(r.ADVERSARIES, ADVERSARY).view(np.recarray)
    adversaries.tempo = r.TEMPO
    return Small(states, adversaries, np.zeros(len(r.OUTCOMES)))


@rule
def begin(world):
    """The same start for every run."""
    for i in range(len(world.states)):
        state = world.states[i]
        state.core = state.taste
        state.stock = state.spending / DECAY
    for j in range(len(world.adversaries)):
        for tier in range(TIERS):
            world.adversaries[j].punished[tier] = PRIOR_PUNISHED
            world.adversaries[j].unpunished[tier] = PRIOR_UNPUNISHED
    for k in range(len(world.outcome)):
        world.outcome[k] = 0.0


@rule
def set_budgets(world):
    """Every state's plan from the others' spending, then all at once."""
    spent = 0.0
    gdp = 0.0
    for i in range(len(world.states)):
        spent += world.states[i].core * world.states[i].gdp
        gdp += world.states[i].gdp
    for i in range(len(world.states)):
        state = world.states[i]
        spill_in = (spent - state.core * state.gdp) / gdp
        state.plan = state.core + ADJUST * (best_response(state.taste, THETA, spill_in) - state.core)
    for i in range(len(world.states)):
        world.states[i].core = world.states[i].plan


@rule
def build(world):
    """Stocks and protection a month on; returns the sum of how open the states are."""
    total = 0.0
    for i in range(len(world.states)):
        state = world.states[i]
        state.stock = state.stock + (state.spending - DECAY * state.stock) / 12.0
        state.protection = protection(KAPPA, state.stock)
        state.open = 1.15 - state.protection
        total += state.open
    return total


@rule
def choose(adversary, stake, stopped, u):
    """A tier by logit, −1 to abstain."""
    total = 1.0
    adversary.chances[0] = 1.0
    for tier in range(TIERS):
        fear = belief(adversary.punished[tier], adversary.unpunished[tier]) * COST[tier]
        utility = stake * GAIN[tier] * (1.0 - 0.75 * stopped) - fear - OWN[tier]
        adversary.chances[tier + 1] = exp(PRECISION * utility)
        total += adversary.chances[tier + 1]
    left = u * total
    chosen = 0
    while chosen < TIERS and left >= adversary.chances[chosen]:
        left -= adversary.chances[chosen]
        chosen += 1
    return chosen - 1


@rule
def majority(states, key, month, j, k, tier):
    """Whether more than half of the states support an answer, under a common shock.

    A state is willing iff its opinion, standard normal, exceeds a bar that is the same for all: so one distribution
    function for the bar does for all the quantiles.
    """
    shock = COMMON * normal(key, month, SHOCK, j, k)
    unwilling = 0.5 * math.erfc((BENEFIT[tier] - VOTE_COST + shock) / OWN_VIEW / math.sqrt(2.0))
    willing = 0
    for i in range(states):
        willing += 1 if uniform(key, month, OPINION, i, j * 1024 + k) > unwilling else 0
    return 2 * willing > states


@rule
def learn(adversary, tier, punished):
    """The counts of a tier after one of its operations."""
    adversary.punished[tier] = forget(adversary.punished[tier], PRIOR_PUNISHED, FORGET) + (1.0 if punished else 0.0)
    adversary.unpunished[tier] = forget(adversary.unpunished[tier], PRIOR_UNPUNISHED, FORGET) + (
        0.0 if punished else 1.0
    )


@rule
def strike(states, adversary, outcome, key, month, j, k, total):
    """One opportunity of adversary j: target, choice, harm, evidence, vote, lesson.

    It takes what it needs instead of the world: handing over a world costs a hundred words and their reference counts.
    """
    left = uniform(key, month, TARGET, j, k) * total
    i = 0
    while i < len(states) - 1 and left >= states[i].open:
        left -= states[i].open
        i += 1
    stopped = states[i].protection
    stake = exponential(uniform(key, month, STAKE, j, k))
    tier = choose(adversary, stake, stopped, uniform(key, month, CHOICE, j, k))
    if tier < 0:
        return
    factor = exp(SIGMA * normal(key, month, LUCK, j, k) - 0.5 * SIGMA * SIGMA)
    named = SEPARATION + normal(key, month, EVIDENCE, j, k) > BAR
    punished = named and majority(len(states), key, month, j, k, tier)
    learn(adversary, tier, punished)
    outcome[0] += 1.0
    outcome[1] += 1.0 if tier >= 2 else 0.0
    outcome[2] += 1.0 if punished else 0.0
    outcome[3] += DAMAGE[tier] * factor * (1.0 - stopped)


@rule
def run(world, key, months):
    """A whole run; what it gives stands in `outcome`."""
    begin(world)
    for month in range(months):
        if month % 12 == 0:
            set_budgets(world)
        total = build(world)
        for j in range(len(world.adversaries)):
            for k in range(poisson(world.adversaries[j].tempo, uniform(key, month, OPPORTUNITIES, j, 0))):
                strike(world.states, world.adversaries[j], world.outcome, key, month, j, k, total)
    for i in range(len(world.states)):
        world.outcome[4] += world.states[i].core / len(world.states)
        world.outcome[5] += world.states[i].protection / len(world.states)


@rule
def many(world, first, months, table):
    """Runs with keys first, first + 1 …, one a row of the table."""
    for row in range(len(table)):
        run(world, luck(first + row), months)
        for k in range(len(world.outcome)):
            table[row, k] = world.outcome[k]


def outcomes(runs: int, first: int = 0, months: int = r.MONTHS) -> np.ndarray:
    """What so many runs give: (runs, OUTCOMES)."""
    table = np.zeros((runs, len(r.OUTCOMES)))
    many(make(), first, months, table)
    return table
