"""Retaliation: the punished strike back, guilty or not, at those who led the answer; members who vote know it.

Equation: P(met) = e (1 + 0.3 rung) μ above a statement; ire_ji += I0 lead_i/Σ lead, ire' = (1 − r) ire; extra opportunities
~ Poisson(r Σ ire), targets ∝ ire; in the vote v ê_j lead_k. Units: ire in operations still to come, r a month.
Source: Valeriano & Maness 2014 (how rarely answers are met); spiral model, Jervis 1976; size and cost: assumptions.
"""

from __future__ import annotations

from model.arithmetic import exp
from model.randomness import Draw, poisson, uniform
from model.rule import rule
from model.rules.escalation import mediated
from model.state import Ballot, Rung, Tier

REVENGE_FIRST = 2048
"""Index of the first opportunity of a month that comes of anger; the ordinary ones lie below, and never move for it."""


@rule
def retaliation_chance(base, by_rung, rung, damped):
    """The chance that an answer is met by retaliation. Words alone are not.

    Equation: e (1 + s rung) μ, rung 1 sanctions … 3 Article 5. Units: probability. Range: [0, 1]. Errors: none. Source:
    Valeriano & Maness 2014 (at most one in ten); own form.
    """
    if rung <= Rung.STATEMENT:
        return 0.0
    return min(1.0, base * (1.0 + by_rung * rung) * damped)


@rule
def lead(world, c, k):
    """How far state k stands in front of an answer to case c: the victim fully, others by capability.

    Equation: 1 for the victim, else K_k/K_most. Units: none. Range: [0, 1]. Errors: none. Source: own form.
    """
    if k == world.cases[c].victim:
        return 1.0
    most = world.alliance[0].capability_most
    return min(1.0, world.states[k].capability / most) if most > 0.0 else 0.0


@rule
def met_before(adversary, p):
    """What members believe of an adversary: the chance that it meets an answer by retaliation.

    Equation: ê = (n0 e + met)/(n0 + answers). Units: probability. Range: [0, 1]. Errors: none. Source: Beta mean; at first
    the record's rate.
    """
    return (p.retaliation_memory * p.escalation + adversary.answers_met) / (
        p.retaliation_memory + adversary.answers_firm
    )


@rule
def retaliation_cost(world, c, k, p):
    """What expected retaliation costs member k in a vote: most the victim and the great, who would be its targets.

    Equation: v ê_j lead_k above a statement. Units: utility. Range: ≥ 0. Errors: none. Source: own form (assumption).
    """
    case = world.cases[c]
    if case.rung <= Rung.STATEMENT:
        return 0.0
    return p.retaliation_vote * met_before(world.adversaries[case.suspect], p) * lead(world, c, k)


@rule
def strike_back(world, c, rung, p):
    """After an answer above a statement the accused may turn against those who led it; a nuclear one escalates with it."""
    if rung <= Rung.STATEMENT:
        return
    case = world.cases[c]
    alliance = world.alliance[0]
    j = case.suspect
    adversary = world.adversaries[j]
    row = world.months[alliance.month]
    chance = retaliation_chance(p.escalation, p.escalation_rung, rung, mediated(world, j, p))
    row.answers_firm += 1.0
    row.retaliations_expected += chance
    row.escalations_expected += chance if adversary.nuclear > 0 else 0.0
    adversary.answers_firm += 1.0
    if uniform(alliance.key, alliance.month, Draw.RETALIATION, j, case.identity) >= chance:
        return
    row.retaliations += 1.0
    adversary.answers_met += 1.0
    if adversary.nuclear > 0:
        row.escalations += 1.0
        adversary.escalation_level = min(5.0, adversary.escalation_level + 1.0)
    grow_angry(world, c, j, p)


@rule
def grow_angry(world, c, j, p):
    """Share out an adversary's anger over those who led the answer to case c, up to what it can hold in all."""
    leads = 0.0
    held = 0.0
    for k in range(len(world.states)):
        held += world.pairs[j, k].ire
        if k == world.cases[c].victim or world.states[k].ballot == Ballot.SUPPORT:
            leads += lead(world, c, k)
    if leads <= 0.0:
        return
    added = max(0.0, min(p.ire_gain, p.ire_most - held))
    for k in range(len(world.states)):
        if k == world.cases[c].victim or world.states[k].ballot == Ballot.SUPPORT:
            world.pairs[j, k].ire += added * lead(world, c, k) / leads


@rule
def plan_revenge(world, p):
    """How many opportunities each adversary makes this month to strike back; anger falls by what it spends.

    Equation: n_j ~ Poisson(r Σ_i ire_ji), ire' = (1 − r) ire. Units: opportunities. Source: own form.
    """
    alliance = world.alliance[0]
    for j in range(len(world.adversaries)):
        adversary = world.adversaries[j]
        total = 0.0
        for i in range(len(world.states)):
            total += world.pairs[j, i].ire
        adversary.revenge = 0
        if total <= 0.0:
            continue
        luck = uniform(alliance.key, alliance.month, Draw.REVENGE, j, 0)
        adversary.revenge = min(REVENGE_FIRST - 1, poisson(p.ire_rate * total, luck))
        for i in range(len(world.states)):
            world.pairs[j, i].ire = world.pairs[j, i].ire * (1.0 - p.ire_rate)


@rule
def opportunity(world, j, n):
    """The index of an adversary's n-th opportunity of the month: the ordinary ones first, then those of anger."""
    ordinary = world.adversaries[j].opportunities
    return n if n < ordinary else REVENGE_FIRST + n - ordinary


@rule
def seek_revenge(world, j, u):
    """The target at u among those at whom an adversary is angry."""
    total = 0.0
    for i in range(len(world.states)):
        total += world.pairs[j, i].ire
    left = u * total
    i = 0
    while i < len(world.states) - 1 and left >= world.pairs[j, i].ire:
        left -= world.pairs[j, i].ire
        i += 1
    return i


@rule
def heated(adversary, tier, p):
    """What anger does to the gain of an operation that strikes back: e^heat from disruption up, else one."""
    if adversary.avenging > 0 and tier >= Tier.DISRUPTION:
        return exp(p.revenge_heat)
    return 1.0
