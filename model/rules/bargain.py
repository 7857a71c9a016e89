"""The transatlantic bargain: how far allies keep the pledge decides how far the hegemon stands by them.

Equation: h = min(ceiling, hmin + (hmax − hmin) σ(s (x̄ − ½))), x̄ the mean graded compliance of twelve months. Units: none,
all in [0, 1]. Source: own form; burden-sharing bargain after Oneal 1990, Lanoszka 2018.
"""

from __future__ import annotations

from model.arithmetic import exp
from model.rule import rule
from model.rules.spending import path
from model.state import Role


@rule
def commitment(compliance, hmin, hmax, slope=12.0):
    """How far the hegemon stands by its allies, given how far they meet the pledge: the transatlantic bargain.

    Equation: h = hmin + (hmax − hmin) σ(s (x − ½)), σ the logistic function, slope s = 12. Units: none. Range: [hmin, hmax].
    Errors: none; any x is taken. Source: own form; burden-sharing bargain after Oneal 1990, Lanoszka 2018.
    """
    steep = slope * (compliance - 0.5)
    if steep < -700.0:
        return hmin + 0.0
    return hmin + (hmax - hmin) / (1.0 + exp(-steep))


@rule
def graded_compliance(world, pledge):
    """How far the pledged members but the hegemon meet the core pledge, graded rather than counted by heads.

    Equation: x = 2 mean_i min(1, b_i/τ) − 1, moved into [0, 1]. Units: none. Errors: none; no pledge or nobody pledged: 1.
    Source: own grading of NATO's yearly compliance table.
    """
    total = 0.0
    members = 0
    for i in range(len(world.states)):
        state = world.states[i]
        if state.pledged > 0.0 and state.hegemon == 0.0:
            members += 1
            total += min(1.0, state.core / pledge) if pledge > 0.0 else 1.0
    return max(0.0, 2.0 * total / members - 1.0) if members > 0 else 1.0


@rule
def bargain(world, p):
    """The transatlantic bargain: compliance, a twelve-month mean, moves the hegemon's commitment.

    Equation: h = min(ceiling, hmin + (hmax − hmin) σ(s (x̄ − ½))). Units: none. Range: [0, 1]. Errors: none. Source: own
    form; burden-sharing bargain after Oneal 1990, Lanoszka 2018.
    """
    alliance = world.alliance[0]
    pledge = path(p.pledge_core, p.pledge_core_end, p.pledge_years, alliance.month)
    alliance.compliance_months[alliance.month % 12] = graded_compliance(world, pledge)
    total = 0.0
    for k in range(12):
        total += alliance.compliance_months[k]
    alliance.compliance = total / 12.0
    stance = commitment(alliance.compliance, p.commitment_min, p.commitment_max, p.commitment_slope)
    alliance.commitment = min(p.commitment_ceiling, stance)
    total = 0.0
    members = 0
    for i in range(len(world.states)):
        state = world.states[i]
        met = state.resilience_spending / p.resilience_pledge if p.resilience_pledge > 0.0 else 0.0
        state.resilience_kept = min(1.0, met)
        if state.role == Role.ALLY:
            members += 1
            total += state.resilience_kept
    alliance.resilience_compliance = total / members if members > 0 else 0.0
