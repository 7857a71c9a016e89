"""A vote: whether a member supports an answer to a case, objects, or abstains.

Equation: k supports iff s m_k + √ρ Z + √(1 − ρ) ε_k > 0, m_k = q (B + R2P) − (1 − q) E − C_rung − c_k − β a_k [hedged]
 + γ (cohesion − ½) + ζ (C_k − ½) − fear − abandonment − v ê lead_k. Units: utility, the benefit of answering a
destruction being 2.6. Source: Baliga, Bueno de Mesquita & Wolitzky 2020; Vasicek 2002 (one common factor).
"""

from __future__ import annotations

import math

from model.randomness import Draw, normal, uniform
from model.rule import rule
from model.rules.retaliation import retaliation_cost
from model.state import Ballot, Role, Rung

VETO, CONSENT = 1, 2
"""What a member may be told to do: object to every proposal, or to none; 0 leaves it its own mind."""


@rule
def supports(q, benefit, error_cost, own_cost):
    """A member's margin for an answer against a suspect it holds guilty with probability q. It supports iff positive.

    Equation: m = q B − (1 − q) E − C. Units: utility, in B of the tier. Range: [−E − C, B − C] for q in [0, 1].
    Errors: none. Source: Baliga, Bueno de Mesquita & Wolitzky 2020.
    """
    return q * benefit - (1.0 - q) * error_cost - own_cost


@rule
def hedging(world, k, suspect, p):
    """How far member k hedges with the accused: its balancing where it keeps a channel to it, else 0."""
    if world.pairs[suspect, k].hedge <= 0.0:
        return 0.0
    return min(1.0, p.balancing_scale * world.states[k].balancing)


@rule
def fear_cost(world, k, suspect, rung, p):
    """What fear of nuclear escalation costs in a vote: φ F_k proximity rung; rungs count from 0, a statement.

    Nothing against an accused without nuclear weapons, and nothing while CBRN use alarms. Units: utility. Source: Powell 2015
    (critical risk); own form.
    """
    alliance = world.alliance[0]
    if world.adversaries[suspect].nuclear == 0 or alliance.month < alliance.alarm_until or rung <= Rung.STATEMENT:
        return 0.0
    return p.fear_weight * world.states[k].fear * world.pairs[suspect, k].proximity * float(rung)


@rule
def abandonment_cost(world, rung, p):
    """What it costs to act above a statement without the hegemon behind: the fear of abandonment.

    Equation: α (1 − h) K_hegemon/K_all. Units: utility. Range: ≥ 0. Errors: none. Source: Snyder 1984 (the alliance
    security dilemma); Lanoszka 2018.
    """
    if rung <= Rung.STATEMENT:
        return 0.0
    alliance = world.alliance[0]
    return p.abandonment * (1.0 - alliance.commitment) * alliance.hegemon_share


@rule
def benefit_of_answering(world, c, k, p):
    """What an answer is worth to state k: the tier's benefit (more while CBRN use alarms), and for others' civilian harm the
    weight of the responsibility to protect. Equation: B + w_R min(1, civilian/0.05) (1 ally, 0.6 partner)."""
    case = world.cases[c]
    alliance = world.alliance[0]
    benefit = p.benefit[case.tier]
    if alliance.month < alliance.alarm_until:
        benefit = benefit * p.alarm_benefit
    if k != case.victim and case.victim < len(world.states):
        weight = 1.0 if world.states[case.victim].role == Role.ALLY else p.r2p_partner
        benefit += p.r2p * weight * min(1.0, case.civilian / p.r2p_harm)
    return benefit


@rule
def margin(world, c, k, p):
    """State k's margin for an answer to case c, before the luck of opinion. The equation stands at the top of the file."""
    case = world.cases[c]
    state = world.states[k]
    own = p.act_cost[case.rung] + state.reluctance + p.balancing_cost * hedging(world, k, case.suspect, p)
    own += fear_cost(world, k, case.suspect, case.rung, p) + abandonment_cost(world, case.rung, p)
    own += retaliation_cost(world, c, k, p)
    trust = p.cohesion_vote * (world.alliance[0].cohesion - 0.5) + p.credence_vote * (state.credence - 0.5)
    benefit = benefit_of_answering(world, c, k, p)
    return supports(case.certainty, benefit, p.error_cost[case.rung], own) + trust


def margin_terms(world, c, k, p):
    """The terms of `margin` one by one, signs included, for whoever explains a vote; they add up to it but for rounding.

    Order: answer, error, act, reluctance, balancing, fear, abandonment, cohesion, credence,
    retaliation. Units: utility.
    """
    case = world.cases[c]
    state = world.states[k]
    return (
        case.certainty * benefit_of_answering(world, c, k, p),
        -(1.0 - case.certainty) * p.error_cost[case.rung],
        -p.act_cost[case.rung],
        -state.reluctance,
        -p.balancing_cost * hedging(world, k, case.suspect, p),
        -fear_cost(world, k, case.suspect, case.rung, p),
        -abandonment_cost(world, case.rung, p),
        p.cohesion_vote * (world.alliance[0].cohesion - 0.5),
        p.credence_vote * (state.credence - 0.5),
        -retaliation_cost(world, c, k, p),
    )


@rule
def cast_vote(world, c, k, p):
    """Member k votes on case c: it supports, objects, or abstains. A partner votes only to join a coalition.

    Its opinion ε_k and whether it would object are drawn once a case; the common shock moves month by month. A member with
    a veto objects to everything, one that has given it up to nothing: `HUN.veto = 1` and `= 2`, levers of scenarios.
    """
    case = world.cases[c]
    state = world.states[k]
    alliance = world.alliance[0]
    state.margin = margin(world, c, k, p)
    opinion = normal(alliance.key, case.birth, Draw.OPINION, k, case.identity)
    shocks = math.sqrt(p.vote_correlation) * alliance.common_view + math.sqrt(1.0 - p.vote_correlation) * opinion
    if state.veto == VETO and state.role == Role.ALLY:
        state.ballot = Ballot.OBJECT
        return
    if p.vote_scale * state.margin + shocks > 0.0:
        state.ballot = Ballot.SUPPORT
        return
    breaks = p.objection + p.objection_balancing * hedging(world, k, case.suspect, p)
    objects = uniform(alliance.key, case.birth, Draw.OBJECTION, k, case.identity) < breaks
    may_object = state.role == Role.ALLY and state.veto != CONSENT
    state.ballot = Ballot.OBJECT if objects and may_object else Ballot.ABSTAIN
