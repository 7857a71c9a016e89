"""Perceptions a month on: threat (also along borders), expected loss, cohesion, the norm, what named deeds weigh.

Equation: T' = T + τ (T0 + s prox − T) + 2 harm + β Σ_border w (T_j − T_i)⁺ in [0, 1]; L' = L + 0.04 (12 A − L), A the
harm before protection; c' = c + 0.01 (0.6 − c). Units: threat in [0, 1]; loss in points of GDP a year; rates a month.
Source: Buhaug & Gleditsch 2008 (contagion along borders); Slovic 1987 (experience); Walt 1987 (threat).
"""

from __future__ import annotations

from model.constants import LEDGER_MONTHS
from model.rule import rule
from model.rules.norms import norm_next
from model.state import Layer, Role


@rule
def feel_shock(world, p):
    """A shock to perceived threat among the near neighbours of the first adversary: felt when it is given, then fading.

    Equation: at a new shock s: T += Δs · proximity; s' = floor + 0.97 (s − floor). Units: threat. Source: 2022.
    """
    alliance = world.alliance[0]
    given = p.threat_shock - alliance.shock_given
    alliance.shock_given = p.threat_shock
    floor = p.shock_floor * p.threat_shock
    alliance.shock = floor + p.shock_decay * (alliance.shock - floor) + given
    if given != 0.0 and len(world.adversaries) > 0:
        for i in range(len(world.states)):
            state = world.states[i]
            state.threat = min(1.0, max(0.0, state.threat + given * world.pairs[0, i].proximity))


@rule
def perceive(world, p):
    """Threat and expected loss of every state, from the month's harm, its neighbours' threat and its own rest."""
    feel_shock(world, p)
    shock = world.alliance[0].shock
    for i in range(len(world.states)):
        state = world.states[i]
        near = world.pairs[0, i].proximity if len(world.adversaries) > 0 else 0.0
        rest = min(1.0, state.threat_rest + shock * near)
        carried = 0.0
        for k in range(world.first[Layer.BORDER, i], world.first[Layer.BORDER, i + 1]):
            carried += world.ties[k].weight * max(0.0, world.states[world.ties[k].neighbour].threat - state.threat)
        after = state.threat + p.threat_reversion * (rest - state.threat) + p.threat_harm * state.harm
        state.threat_next = min(1.0, max(0.0, after + p.threat_border * carried))
        state.loss += p.loss_memory * (12.0 * state.attempted - state.loss)
        state.loss_abroad += p.loss_memory * (12.0 * state.harm_abroad - state.loss_abroad)
    credence = 0.0
    members = 0
    for i in range(len(world.states)):
        state = world.states[i]
        state.threat = state.threat_next
        if state.role == Role.ALLY:
            members += 1
            credence += state.credence
    world.alliance[0].mean_credence = credence / members if members > 0 else 0.0


@rule
def remember(world, p):
    """The norm, cohesion, hostility and the ledgers of named deeds a month on: what is two years old leaves them."""
    alliance = world.alliance[0]
    alliance.norm = norm_next(
        alliance.norm, p.norm_gain, p.norm_wear, p.norm_reversion, p.norm_rest, alliance.answered, alliance.unanswered
    )
    cohesion = alliance.cohesion + p.cohesion_reversion * (p.cohesion_rest - alliance.cohesion)
    alliance.cohesion = min(1.0, max(0.0, cohesion))
    oldest = (alliance.month + 1) % LEDGER_MONTHS
    for j in range(len(world.adversaries)):
        world.adversaries[j].harm_ledger[oldest] = 0.0
        for i in range(len(world.states)):
            pair = world.pairs[j, i]
            pair.hostility = pair.hostility * p.hostility_decay
            pair.attempts[oldest] = 0.0
