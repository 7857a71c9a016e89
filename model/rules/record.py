"""The month's record: every measure that is a level rather than a count, and each state's totals.

Equation: welfare = 100 [(1 − a) ln(1 − b − r − 12 harm) + a ln(b + θ B̄)], a the taste of 2024. Units: as in `measures`.
Source: Cornes & Sandler 1996 (the utility behind the best response); own sums.
"""

from __future__ import annotations

import math

from model.rule import rule
from model.rules.learning import belief
from model.state import Role, Tier

LEAST = 1e-4
"""Shares below this count as this in a logarithm: a state without forces or allies is badly off, not infinitely so."""


@rule
def welfare(taste, core, resilience, loss, spill_in):
    """A state's welfare in a month, at a yearly rate: consumption and the defence good, weighed by its taste.

    Equation: 100 [(1 − a) ln(1 − b − r − h) + a ln(b + θB̄)]. Units: all shares of GDP a year; × 100. Range: ≤ 0. Errors:
    none; arguments of the logarithms are at least 10⁻⁴. Source: Cornes & Sandler 1996.
    """
    consumed = max(LEAST, 1.0 - core - resilience - loss)
    return 100.0 * ((1.0 - taste) * math.log(consumed) + taste * math.log(max(LEAST, core + spill_in)))


@rule
def record_month(world, p):
    """Fill in the month's levels and each state's totals, and close the month."""
    alliance = world.alliance[0]
    row = world.months[alliance.month]
    record_states(world, p)
    record_adversaries(world)
    row.compliance = alliance.compliance
    row.commitment = alliance.commitment
    row.burden_gini = alliance.gini
    row.free_riding = alliance.free_riding
    row.capability = alliance.capability_now
    row.cohesion = alliance.cohesion
    row.norm_strength = alliance.norm
    row.coordination_skill = alliance.mean_coordination
    row.detection_skill = alliance.mean_detection
    row.cases_open = alliance.open_cases
    alliance.month = alliance.month + 1


@rule
def record_states(world, p):
    """Means over the members, and over all states where a measure says so."""
    row = world.months[world.alliance[0].month]
    members = 0
    others = 0
    spent = 0.0
    gdp = 0.0
    row.resilience_minimum = 1.0
    for i in range(len(world.states)):
        state = world.states[i]
        taste = min(0.99, state.taste * (1.0 + p.threat_response * state.threat_rest))
        loss = 12.0 * state.harm / 100.0
        spill_in = p.theta * state.credence * state.spill_in
        state.welfare = welfare(taste, state.core, state.resilience_money / 100.0, loss, spill_in)
        state.total_welfare += state.welfare
        state.total_damage += state.harm
        state.total_civilian += state.civilian
        state.total_core += state.core
        state.total_protection += state.protection
        row.welfare += state.welfare / len(world.states)
        row.threat += state.threat / len(world.states)
        row.gdp_months += state.gdp / 12.0
        if state.role != Role.ALLY:
            continue
        members += 1
        row.core_share += 100.0 * state.core
        if state.hegemon == 0.0:
            others += 1
            row.core_share_allies += 100.0 * state.core
        spent += state.core * state.gdp
        gdp += state.gdp
        row.resilience += state.protection
        row.resilience_minimum = min(row.resilience_minimum, state.protection)
        row.resilience_spending += state.resilience_spending
        row.credence += state.credence
        row.fear += state.fear
        row.consumption += 100.0 * (1.0 - state.core - state.resilience_money / 100.0 - loss)
    if members == 0:
        return
    row.core_share = row.core_share / members
    row.core_share_end = row.core_share
    row.core_share_allies = row.core_share_allies / others if others > 0 else 0.0
    row.core_share_gdp = 100.0 * spent / gdp
    row.resilience = row.resilience / members
    row.resilience_spending = row.resilience_spending / members
    row.credence = row.credence / members
    row.fear = row.fear / members
    row.consumption = row.consumption / members


@rule
def record_adversaries(world):
    """What adversaries hold and believe, on average."""
    row = world.months[world.alliance[0].month]
    count = len(world.adversaries)
    for j in range(count):
        adversary = world.adversaries[j]
        feared = belief(adversary.tier_punished[Tier.DISRUPTION], adversary.tier_unpunished[Tier.DISRUPTION])
        row.belief += (feared - belief(adversary.blamed, adversary.unblamed)) / count
        row.escalation_level += adversary.escalation_level / count
        row.zero_days_held += adversary.zero_days
