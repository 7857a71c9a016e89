"""Gravity: how grave a named deed is, what its author did before, and when that is brought to the Council.

Equation: g = (1 − w) A + w harm + ½ Σ g of its earlier deeds on this victim in two years; brought with chance σ(s ln(g/g0)).
Units: points of GDP; probability. Source: Brussels 2021, para 32 (cumulative effects); own form. What was attempted counts, so
that a state is not silent about an attack because it was well protected against it.
"""

from __future__ import annotations

from model.arithmetic import exp, log
from model.constants import LEDGER_MONTHS
from model.rule import rule
from model.state import Role, Tier


@rule
def gravity(attempted, harm, earlier, p):
    """How grave a victim holds a deed to be: what was attempted, what was done, and what the accused did before.

    Equation: g = (1 − w) A + w harm + v E. Units: points of GDP. Range: ≥ 0. Errors: none. Source: see the top of the file.
    """
    return (1.0 - p.consult_harm) * attempted + p.consult_harm * harm + p.cumulative_weight * earlier


@rule
def brought_chance(gravity, middle, slope):
    """The chance that a victim brings a public case of this gravity to the Council: a half at the middle.

    Equation: σ(s ln(g/g0)) = g^s/(g^s + g0^s). Units: probability; g, g0 in points of GDP. Range: [0, 1]. Errors: none; g = 0
    gives 0, g0 = 0 gives 1 otherwise. Source: own form; a large s is a threshold.
    """
    if gravity <= 0.0:
        return 0.0
    if middle <= 0.0:
        return 1.0
    odds = slope * log(gravity / middle)
    if odds < -700.0:
        return 0.0
    return 1.0 / (1.0 + exp(-odds))


@rule
def remembered(ledger, month, window):
    """What a ledger holds of deeds of the last months, this month included: the exact sum, nothing fades.

    Equation: Σ over ages 0 … window − 1 of the slot of that month. Units: those of the ledger. Errors: none. Source: own.
    """
    found = 0.0
    for age in range(min(window, month + 1)):
        found += ledger[(month - age) % LEDGER_MONTHS]
    return found


@rule
def weigh_case(world, c, p):
    """The gravity of a case whose suspect is named, and its entry in the ledgers, in the month in which the deed was done.

    The victim's ledger holds gravity; the accused's holds money, of allies alone: it is read for Article 5. On the
    alliance's own networks there is neither. A deed older than the ledger is not entered. Units: points of GDP; bn USD.
    """
    case = world.cases[c]
    alliance = world.alliance[0]
    if case.victim >= len(world.states):
        return
    pair = world.pairs[case.suspect, case.victim]
    victim = world.states[case.victim]
    earlier = remembered(pair.attempts, alliance.month, p.cumulative_months)
    case.gravity = gravity(case.attempted, case.harm, earlier, p)
    if alliance.month - case.birth < LEDGER_MONTHS:
        slot = case.birth % LEDGER_MONTHS
        pair.attempts[slot] += gravity(case.attempted, case.harm, 0.0, p)
        if victim.role == Role.ALLY:
            world.adversaries[case.suspect].harm_ledger[slot] += case.harm / 100.0 * victim.gdp


@rule
def is_brought(world, case, u, p):
    """Whether a public case is brought at u; one that disrupts the alliance's own networks always is, a slighter one never."""
    if case.victim >= len(world.states):
        return case.tier >= Tier.DISRUPTION
    return u < brought_chance(case.gravity, p.consult_threshold, p.consult_slope)


@rule
def attack_scale(world, case, p):
    """How much a case amounts to, where Article 5 asks: the victim's harm, and what the accused did to allies before.

    Equation: harm + v · 100 Σ money/Ȳ, money of all allies in two years, Ȳ the members' mean GDP. So a victim's harm counts
    by its own economy, and earlier harm in money: a point of a small economy is not one of a large. Units: points of GDP, of
    the victim and of the average member. Errors: none; without members the harm alone. Source: Brussels 2021, para 32; own.
    """
    alliance = world.alliance[0]
    money = remembered(world.adversaries[case.suspect].harm_ledger, alliance.month, p.cumulative_months)
    if alliance.month - case.birth < p.cumulative_months:  # the case itself was entered when its author was named
        money -= case.harm / 100.0 * world.states[case.victim].gdp
    members = 0
    gdp = 0.0
    for i in range(len(world.states)):
        if world.states[i].role == Role.ALLY:
            members += 1
            gdp += world.states[i].gdp
    if members == 0:
        return case.harm
    return case.harm + p.cumulative_weight * max(0.0, money) * 100.0 * members / gdp
