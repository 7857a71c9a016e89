"""Year zero: what follows from the roster's facts and a world's parameters before any luck is drawn.

Equation: tastes by inversion of 2024's spending; stocks and skills where they would rest. Units: as in `model.state`.
Source: revealed preference; each mechanism's own rest. The rules here are compiled like the month's, so that a batch of
worlds begins as fast as it runs.
"""

from __future__ import annotations

import math

from model.arithmetic import power
from model.rule import rule
from model.rules.bargain import commitment, graded_compliance
from model.rules.budgets import spill_in
from model.rules.exercises import periodic_skill
from model.rules.resilience import optimal_stock, protection
from model.rules.spending import implied_taste
from model.rules.zero_days import reconsider, stationary_mean
from model.state import Layer, Role

__all__ = ["settle_spending", "settle_stocks"]


@rule
def settle_spending(world, p):
    """Commitment and tastes by inversion: 2024's spending is what each would choose by itself at 2024's threat.

    `p` has its levers at their defaults, whatever the policy: a taste is a fact about a state, not about a policy.
    """
    alliance = world.alliance[0]
    for i in range(len(world.states)):
        world.states[i].core_start = world.states[i].core
    alliance.compliance = graded_compliance(world, p)
    for month in range(12):
        alliance.compliance_months[month] = alliance.compliance
    stance = commitment(alliance.compliance, p.commitment_min, p.commitment_max, p.commitment_slope)
    alliance.commitment = min(p.commitment_ceiling, stance)
    for i in range(len(world.states)):
        state = world.states[i]
        state.credence = p.credence_start
        state.spill_in = spill_in(world, i)
        state.alone = state.core
        wanted = implied_taste(state.core, p.theta * state.credence, state.spill_in, 0.0, 0.0)
        state.taste = wanted / (1.0 + p.threat_response * state.threat)


@rule
def settle_stocks(world, p):
    """Stocks and skills at the level at which they would rest, so that a run does not begin with a long transient.

    As in `settle_spending` levers stand at their defaults: a policy begins in January 2025, and has no head start.
    """
    expect_losses(world, p)
    alliance = world.alliance[0]
    for i in range(len(world.states)):
        state = world.states[i]
        state.capability = state.core * state.gdp / p.capability_decay
        loss = p.baseline_loss + p.salience * (state.loss + p.psi * state.loss_abroad)
        state.stock = optimal_stock(p.kappa, loss, p.discount + p.resilience_decay)
        state.resilience_spending = p.resilience_decay * state.stock
        state.resilience_money = state.resilience_spending
        state.budget_limit = 100.0 * state.core + state.resilience_money + p.fiscal_room
        state.protection = protection(p.kappa, state.stock)
        state.protection_start = state.protection
        state.digital_total = 0.0
        for k in range(world.first[Layer.DIGITAL, i], world.first[Layer.DIGITAL, i + 1]):
            state.digital_total += world.ties[k].weight
        seats = 1.0 if state.role == Role.ALLY else p.partner_seats
        state.detection = periodic_skill(p.exercise_gain * state.shields_part * seats, p.skill_retention, 8)
        state.coordination = periodic_skill(p.exercise_gain * state.coalition_part * seats, p.skill_retention, 1)
        alliance.capability_2024 += state.capability if state.role == Role.ALLY else 0.0
    alliance.capability_now = alliance.capability_2024
    alliance.budget_shock = p.budget_shock_start
    alliance.mean_credence = p.credence_start
    alliance.backing = 0.8
    alliance.resolve = 1.0
    alliance.norm, alliance.cohesion = p.norm_rest, p.cohesion_rest
    alliance.refresh = 1
    alliance.alarm_until = -1
    settle_adversaries(world, p)


@rule
def expect_losses(world, p):
    """What each state expects to lose to states' attacks: its share of all that is sought, `loss_start` on average."""
    total = 0.0
    for i in range(len(world.states)):
        world.states[i].weight_sought = power(world.states[i].population, p.target_size)
        world.states[i].loss = 0.0 if len(world.adversaries) > 0 else 1.0
    for j in range(len(world.adversaries)):
        pull = 0.0
        for i in range(len(world.states)):
            pull += world.pairs[j, i].focus * world.states[i].weight_sought
        for i in range(len(world.states)):
            share = world.pairs[j, i].focus * world.states[i].weight_sought / max(pull, 1e-300)
            world.states[i].loss += world.adversaries[j].tempo * share
    for i in range(len(world.states)):
        total += world.states[i].loss
    mean = max(total / len(world.states), 1e-300)
    for i in range(len(world.states)):
        state = world.states[i]
        state.loss = p.loss_start * state.loss / mean
        state.loss_abroad = p.spill * state.loss


@rule
def settle_adversaries(world, p):
    """What adversaries hold and believe at the start."""
    for j in range(len(world.adversaries)):
        adversary = world.adversaries[j]
        held = stationary_mean(12.0 * adversary.finds * p.find_scale, 1.0 / p.zero_day_life, p.collision_hazard)
        adversary.zero_days = math.floor(held + 0.5)
        adversary.escalation_level = adversary.escalation_rest
        adversary.flag_belief = min(0.999, p.flag_belief * adversary.flag_rate)
        for tier in range(len(adversary.tier_punished)):
            adversary.tier_punished[tier] = p.prior_punished
            adversary.tier_unpunished[tier] = p.prior_unpunished
        adversary.blamed, adversary.unblamed = p.prior_blamed, p.prior_unblamed
        reconsider(world, j, p)
        for i in range(len(world.states)):
            world.pairs[j, i].exposed_until = -1
