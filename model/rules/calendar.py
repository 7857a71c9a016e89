"""The calendar: how a run begins, and how each month does.

Equation: Y' = Y (1 + g) each January. Units: months from January of the first year, bn USD.
Source: own bookkeeping; growth rates are columns of the roster.
"""

from __future__ import annotations

from model.arithmetic import power
from model.randomness import Draw, luck, normal
from model.rule import rule


@rule
def is_january(month):
    """Whether budgets are set this month. Months count from January of the first year."""
    return month % 12 == 0


@rule
def begin_run(world, key, p):
    """Draw what a run draws once: each member's lasting reluctance to act, c ~ N(0, σ) kept in [−0.4, 0.8]; hegemon 0."""
    world.alliance[0].key = luck(key)
    for i in range(len(world.states)):
        state = world.states[i]
        reluctance = p.member_cost_sd * normal(world.alliance[0].key, 0, Draw.MEMBER_COST, i, 0)
        state.reluctance = min(0.8, max(-0.4, reluctance)) if state.hegemon == 0.0 else 0.0


@rule
def begin_month(world, p):
    """Clear what belongs to a month alone, and let economies grow in January (from the second year on)."""
    alliance = world.alliance[0]
    month = alliance.month
    alliance.answered = 0.0
    alliance.unanswered = 0.0
    alliance.threats = 0.0
    for i in range(len(world.states)):
        state = world.states[i]
        state.harm = 0.0
        state.attempted = 0.0
        state.civilian = 0.0
        state.harm_abroad = 0.0
        state.ballot = 0
        if is_january(month):
            if month > 0:
                state.gdp = state.gdp * (1.0 + state.growth)
            state.weight_sought = power(state.population, p.target_size)
    for j in range(len(world.adversaries)):
        adversary = world.adversaries[j]
        adversary.seen = 0
        adversary.blame = 0.0
        adversary.opportunities = 0
