"""The books: the month's levels, each state's totals, the counts of operations and how burdens are shared.

Equation: welfare = 100 [(1 − a) ln(1 − b − r − h) + a ln(b + θ B̄)], a the taste of 2024. Units: as in `measures`.
Source: Cornes & Sandler 1996 (the utility behind the best response); own sums.
"""

from __future__ import annotations

import math

from model.arithmetic import log
from model.rule import rule
from model.rules.costs import record_costs
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
    return 100.0 * ((1.0 - taste) * log(consumed) + taste * log(max(LEAST, core + spill_in)))


@rule
def welfare_of_month(taste, core, resilience, harm, spill_in):
    """A month's welfare at a yearly rate, of which a month's harm is no part: it happened once, and is counted once.

    Equation: U(0) + 12 (U(h) − U(0)), U = `welfare` with the month's harm h out of a year's consumption. So the mean of
    twelve months, one of them with harm h, is U(h) to the last digit; the harm of several months adds up, which leaves out
    terms of second order. Units: shares of GDP; × 100. Range: ≤ 0 but for harms below 0. Errors: as `welfare`. Source: own.
    """
    calm = welfare(taste, core, resilience, 0.0, spill_in)
    if harm == 0.0:
        return calm
    return calm + 12.0 * (welfare(taste, core, resilience, harm, spill_in) - calm)


@rule
def record_month(world, p):
    """Fill in the month's levels and each state's totals, and close the month."""
    alliance = world.alliance[0]
    row = world.months[alliance.month]
    record_states(world, p)
    record_costs(world, p)
    record_adversaries(world)
    row.compliance = alliance.compliance
    row.commitment = alliance.commitment
    row.adapted = 1.0 if alliance.signposts > 0 else 0.0
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
        resilience = state.resilience_money / 100.0
        spill_in = p.theta * state.credence * state.spill_in
        state.welfare = welfare_of_month(taste, state.core, resilience, state.harm / 100.0, spill_in)
        state.total_welfare += state.welfare
        state.total_damage += state.harm
        state.total_civilian += state.civilian
        state.total_core += state.core
        state.total_protection += state.protection
        state.total_gdp += state.gdp / 12.0
        state.total_money += state.harm / 100.0 * state.gdp
        state.total_civilian_money += state.civilian / 100.0 * state.gdp
        state.total_core_money += state.core * state.gdp / 12.0
        state.total_resilience_money += resilience * state.gdp / 12.0
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
        row.consumption += 100.0 * (1.0 - state.core - resilience) - 12.0 * state.harm
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


@rule
def count_operation(world, incident, money, spilled, seen, unpatched):
    """Add an operation to the measures of its month."""
    row = world.months[world.alliance[0].month]
    tier = incident.tier
    row.operations += 1.0
    row.operations_settled += 1.0
    row.operations_busiest += 1.0
    row.operations_nuisance += 1.0 if tier == Tier.NUISANCE else 0.0
    row.operations_espionage += 1.0 if tier == Tier.ESPIONAGE else 0.0
    row.operations_low += 1.0 if tier <= Tier.ESPIONAGE else 0.0
    row.operations_medium += 1.0 if tier == Tier.DISRUPTION else 0.0
    row.operations_high += 1.0 if tier == Tier.DESTRUCTION else 0.0
    row.operations_severe += 1.0 if tier >= Tier.DISRUPTION else 0.0
    row.operations_flagged += incident.flag
    row.zero_days_used += 1.0 if incident.zero_day > 0 else 0.0
    on_ally = False
    if incident.target < len(world.states):
        world.states[incident.target].total_operations += 1.0
        world.states[incident.target].total_severe += 1.0 if tier >= Tier.DISRUPTION else 0.0
    if incident.target >= len(world.states):
        row.operations_networks += 1.0
    elif world.states[incident.target].role == Role.ALLY:
        on_ally = True
        row.operations_allies += 1.0
        row.harm_allies += money
        row.civilian_allies += incident.civilian_money
    else:
        row.harm_partners += money
        row.civilian_partners += incident.civilian_money
    row.harm_money += incident.money
    row.harm_spilled += spilled
    row.harm_zero_day += incident.money if incident.zero_day > 0 or unpatched else 0.0
    row.civilian_harm += incident.civilian_money
    row.civilian_settled += incident.civilian_money
    if not seen:
        row.civilian_undetected += incident.civilian_money
        row.civilian_gap += incident.civilian_money
        return
    row.civilian_pending += incident.civilian_money
    row.civilian_gap += incident.civilian_money  # until somebody answers for it
    row.detected += 1.0
    row.detected_low += 1.0 if tier <= Tier.ESPIONAGE else 0.0
    row.detected_severe += 1.0 if tier >= Tier.DISRUPTION else 0.0
    row.detected_high += 1.0 if tier == Tier.DESTRUCTION else 0.0
    row.detected_allies += 1.0 if on_ally else 0.0
    row.zero_days_recognised += 1.0 if incident.zero_day == 2 else 0.0
    if incident.target < len(world.states) and world.pairs[incident.author, incident.target].rival > 0.0:
        row.detected_rivals += 1.0


@rule
def rank_burdens(world):
    """Burden sharing among members: the Gini coefficient of core shares, and the rank correlation of share and GDP.

    Equation: G = Σ_ik |b_i − b_k|/(2 n Σ b); Spearman's ρ, ties at their mean rank. Units: none. Errors: none; nothing spent
    or a constant gives 0. Source: Olson & Zeckhauser 1966 (the exploitation of the great by the small).
    """
    n = 0
    spent = 0.0
    apart = 0.0
    cross = 0.0
    square_core = 0.0
    square_gdp = 0.0
    for i in range(len(world.states)):
        one = world.states[i]
        if one.role != Role.ALLY:
            continue
        n += 1
        spent += one.core
        rank_core = 0.0  # ranks counted from the middle: those below less those above
        rank_gdp = 0.0
        for k in range(len(world.states)):
            other = world.states[k]
            if other.role != Role.ALLY:
                continue
            apart += abs(one.core - other.core)
            rank_core += (1.0 if other.core < one.core else 0.0) - (1.0 if other.core > one.core else 0.0)
            rank_gdp += (1.0 if other.gdp < one.gdp else 0.0) - (1.0 if other.gdp > one.gdp else 0.0)
        cross += rank_core * rank_gdp
        square_core += rank_core * rank_core
        square_gdp += rank_gdp * rank_gdp
    alliance = world.alliance[0]
    alliance.gini = apart / (2.0 * n * spent) if spent > 0.0 else 0.0
    spread = square_core * square_gdp
    alliance.free_riding = cross / math.sqrt(spread) if spread > 0.0 else 0.0
