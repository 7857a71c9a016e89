"""Escalation and nuclear intimidation: what a punished nuclear adversary may do, and the red line against CBRN use.

Equation: P(escalate) = e (1 + 0.3 rung) μ, P(intimidate) = ι E/5 μ, μ = 1 − mediation max_k a_k hedge_jk; CBRN hazard =
h0 (E/5)⁴ (1 − commitment C̄); F' = φ F + γ threats. Units: probabilities an answer, hazards a month; E in [0, 5], F in [0, 1].
Source: Sagan & Weiner 2023; Powell 2015 (critical risk); Price & Tannenwald 1996 (taboo); Valeriano & Maness 2014.
"""

from __future__ import annotations

from model.randomness import Draw, uniform
from model.rule import rule
from model.rules.learning import book_deed
from model.state import Ballot, Role, Tier


@rule
def mediated(world, j, p):
    """How far a balancing member's channel to adversary j damps what follows an answer.

    Equation: μ = 1 − mediation · max_k a_k hedge_jk over members that did not object. Range: [0, 1]. Source: own form; a
    channel is worth something only to those who kept it.
    """
    most = 0.0
    for k in range(len(world.states)):
        state = world.states[k]
        if state.role == Role.ALLY and state.ballot != Ballot.OBJECT:
            most = max(most, p.balancing_scale * state.balancing * world.pairs[j, k].hedge)
    return max(0.0, 1.0 - p.mediation * most)


@rule
def cbrn_hazard(level, base, commitment, credence):
    """The monthly hazard of CBRN use: steep in escalation, lowered by a red line that is believed.

    Equation: h = h0 (E/5)⁴ (1 − commitment · C̄). Units: a month. Range: [0, h0] for E in [0, 5]. Errors: none. Source: own
    form; a gate at E = 5 would hardly ever be reached. Red line after Price & Tannenwald 1996.
    """
    share = level / 5.0
    square = share * share
    return base * square * square * (1.0 - commitment * credence)


@rule
def provoke(world, c, rung, p):
    """After an answer the accused, if nuclear, may escalate and may threaten. Expected counts go to the measures."""
    case = world.cases[c]
    alliance = world.alliance[0]
    key, month = alliance.key, alliance.month
    j = case.suspect
    adversary = world.adversaries[j]
    if adversary.nuclear == 0:
        return
    row = world.months[month]
    damped = mediated(world, j, p)
    escalates = min(1.0, p.escalation * (1.0 + p.escalation_rung * rung) * damped)
    threatens = min(1.0, p.intimidation * adversary.escalation_level / 5.0 * damped)
    row.escalations_expected += escalates
    row.intimidations_expected += threatens
    if uniform(key, month, Draw.INTIMIDATION, j, case.identity) < threatens:
        alliance.threats += 1.0
        row.intimidations += 1.0
    if uniform(key, month, Draw.ESCALATION, j, case.identity) < escalates:
        adversary.escalation_level = min(5.0, adversary.escalation_level + 1.0)
        row.escalations += 1.0


@rule
def escalate(world, p):
    """A month of escalation: it falls to its rest, fear follows the threats, and CBRN use may come to pass.

    Its harm falls on a state (outside the cyber measures); its red line is answered with probability commitment · C̄, which
    books a full punishment for destruction and ends the escalation. Any use alarms the members for a year.
    """
    alliance = world.alliance[0]
    key, month = alliance.key, alliance.month
    row = world.months[month]
    for i in range(len(world.states)):
        state = world.states[i]
        state.fear = min(1.0, p.fear_decay * state.fear + p.fear_gain * alliance.threats)
    for j in range(len(world.adversaries)):
        adversary = world.adversaries[j]
        rest = adversary.escalation_rest
        adversary.escalation_level = min(5.0, rest + p.escalation_decay * (adversary.escalation_level - rest))
        if adversary.nuclear == 0:
            continue
        hazard = cbrn_hazard(adversary.escalation_level, p.cbrn_hazard, p.red_line, alliance.mean_credence)
        answered = p.red_line * alliance.mean_credence
        row.cbrn_expected += hazard
        row.red_line_expected += hazard * answered
        if uniform(key, month, Draw.CBRN, j, 0) < hazard:
            use_cbrn(world, j, answered, p)


@rule
def use_cbrn(world, j, answered, p):
    """Adversary j crosses the red line against the state it seeks most by this month's luck."""
    alliance = world.alliance[0]
    key, month = alliance.key, alliance.month
    world.months[month].cbrn_uses += 1.0
    total = 0.0
    for i in range(len(world.states)):
        total += world.pairs[j, i].pull
    left = uniform(key, month, Draw.CBRN_TARGET, j, 0) * total
    victim = 0
    while victim < len(world.states) - 1 and left >= world.pairs[j, victim].pull:
        left -= world.pairs[j, victim].pull
        victim += 1
    world.states[victim].harm += p.cbrn_damage
    world.states[victim].civilian += p.cbrn_damage
    alliance.alarm_until = month + p.alarm_months
    if uniform(key, month, Draw.RED_LINE, j, 0) < answered:
        book_deed(world, j, Tier.DESTRUCTION.value, 0, world.states[victim].role, 1.0, p)
        world.adversaries[j].escalation_level = world.adversaries[j].escalation_rest
