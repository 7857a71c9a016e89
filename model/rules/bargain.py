"""The transatlantic bargain: how far allies keep the pledge decides how far the hegemon stands by them.

Equation: h = min(ceiling, hmin + (hmax − hmin) σ(s (x̄ − ½))), x̄ the mean graded compliance of twelve months, against
each ally's own straight line to the pledge. Units: none, all in [0, 1].
Source: own form; burden-sharing bargain after Oneal 1990, Lanoszka 2018.
"""

from __future__ import annotations

from model.arithmetic import exp
from model.rule import rule
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
def asked(start, first, second, due, years, passed):
    """What a pledge asks of an ally by now: its own straight line from where it began to each pledge's date.

    Equation: max(line(min(b0, τ) → τ in `due` years), line(min(max(b0, τ), τ') → τ' in `years`)), as far as `passed` years
    lead; the second only where τ' > τ. Units: shares of GDP; years. Range: at most the higher pledge. Errors: none; a date
    that has passed asks for the whole. Source: Wales 2014 ("move towards 2 % within a decade"); The Hague 2025 (yearly plans).
    """
    low = min(start, first)
    line = low + (first - low) * (min(1.0, passed / due) if due > 0.0 else 1.0)
    if second <= first:
        return line
    base = min(max(start, first), second)
    return max(line, base + (second - base) * (min(1.0, passed / years) if years > 0.0 else 1.0))


@rule
def asked_of(state, p, passed):
    """`asked` of one state, so many years after the one before the first January."""
    years = p.pledge_years + 1.0
    return asked(state.core_start, p.pledge_core, p.pledge_core_end, p.pledge_due + 1.0, years, passed)


@rule
def graded_compliance(world, p):
    """How far the pledged members but the hegemon keep their own paths to the pledge, graded rather than counted by heads.

    Equation: x = 2 mean_i min(1, b_i/asked_i) − 1, moved into [0, 1]. Units: none. Errors: none; no pledge or nobody pledged:
    1. Source: own grading of NATO's yearly compliance table.
    """
    total = 0.0
    members = 0
    passed = (world.alliance[0].month + 11) // 12  # January is judged by last year's spending
    for i in range(len(world.states)):
        state = world.states[i]
        if state.pledged > 0.0 and state.hegemon == 0.0:
            members += 1
            line = asked_of(state, p, passed)
            total += min(1.0, state.core / line) if line > 0.0 else 1.0
    return max(0.0, 2.0 * total / members - 1.0) if members > 0 else 1.0


@rule
def bargain(world, p):
    """The transatlantic bargain: compliance, a twelve-month mean, moves the hegemon's commitment.

    Equation: h = min(ceiling, hmin + (hmax − hmin) σ(s (x̄ − ½))). Units: none. Range: [0, 1]. Errors: none. Source: own
    form; burden-sharing bargain after Oneal 1990, Lanoszka 2018.
    """
    alliance = world.alliance[0]
    alliance.compliance_months[alliance.month % 12] = graded_compliance(world, p)
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
