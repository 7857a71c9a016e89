"""Events that lift budgets: Crimea in 2014, the invasion of 2022, and those that nobody knows yet. They fade in three years.

Equation: s' = e^(−1/m) s + γ each January; γ a dated lever, or, with chance ν a year, an Exp(1) multiple of the usual size.
Units: points of GDP a year at proximity one. Source: NATO's record 2014–2024 for past events; of coming ones a prior only.
"""

from __future__ import annotations

from model.arithmetic import exp
from model.randomness import Draw, exponential, uniform
from model.rule import rule
from model.rules.calendar import is_january


@rule
def faded(shock, memory):
    """What is left of a shock after a year: s e^(−1/m), m its memory in years. Range: [0, s]; at m = 0 nothing is left."""
    return shock * exp(-1.0 / memory) if memory > 0.0 else 0.0


@rule
def feel_budget_shock(world, p):
    """Each January: what is left of earlier shocks, what a policy or scenario gives, and whether an event befell the year.

    Equation: s' = e^(−1/m) s + Δ given + 1[u < ν] γ̄ E, E ~ Exp(1). The first January finds what year zero left. Luck belongs
    to the month, so that every policy meets the same events. Errors: none; s is kept at 0 or more. Source: own form.
    """
    alliance = world.alliance[0]
    month = alliance.month
    if not is_january(month):
        return
    if month > 0:
        alliance.budget_shock = faded(alliance.budget_shock, p.budget_shock_memory)
        if uniform(alliance.key, month, Draw.SHOCK, 0, 0) < p.budget_shock_rate:
            size = exponential(uniform(alliance.key, month, Draw.SHOCK_SIZE, 0, 0))
            alliance.budget_shock += p.budget_shock_size * size
    given = p.budget_shock - alliance.budget_shock_given
    alliance.budget_shock_given = p.budget_shock
    alliance.budget_shock = max(0.0, alliance.budget_shock + given)
