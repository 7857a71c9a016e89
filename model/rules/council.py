"""The Council: a case is tabled at a rung, members vote, and the rule decides; failing that it falls a rung.

Equation: silence: more than half are willing and nobody objects; else all, two thirds, or half of the capability. Units:
members, months of trying. Source: the North Atlantic Council's silence procedure; Brussels 2021, Vilnius 2023; own ladder.
"""

from __future__ import annotations

import math

from model.arithmetic import power
from model.randomness import Draw, normal, uniform
from model.rule import rule
from model.rules.gravity import attack_scale
from model.rules.response import answer_alone, answer_together, clear_ballots, leave_unanswered
from model.state import Ballot, Role, Rung, Status, Tier

SILENCE, STRICT, MAJORITY, COALITION, NOBODY = range(5)  # the order of model.parameters.RULES


@rule
def common_view(world, p):
    """The month's common shock to members' views: Z' = φ Z + √(1 − φ²) ζ, ζ ~ N(0, 1); stationary N(0, 1)."""
    alliance = world.alliance[0]
    phi = p.shock_persistence
    shock = normal(alliance.key, alliance.month, Draw.COMMON_SHOCK, 0, 0)
    if alliance.month == 0:
        alliance.common_view = shock
    else:
        alliance.common_view = phi * alliance.common_view + math.sqrt(1.0 - phi * phi) * shock


@rule
def highest_rung(world, case, p):
    """Where the ladder starts: by tier, or at Article 5 where an ally's harm, with what the accused did to any ally in two
    years, amounts to an armed attack (Brussels 2021, para 32). Partners make no Article 5 claim. See `gravity.attack_scale`."""
    rung = Rung.STATEMENT.value
    if case.tier == Tier.DISRUPTION:
        rung = Rung.SANCTIONS.value
    elif case.tier == Tier.DESTRUCTION:
        rung = Rung.COUNTER_CYBER.value
    if case.tier < Tier.DISRUPTION or case.victim >= len(world.states) or world.states[case.victim].role != Role.ALLY:
        return rung
    if attack_scale(world, case, p) >= p.article_5_threshold:
        return Rung.ARTICLE_5.value
    return rung


@rule
def on_agenda(world, c):
    """Whether case c is before the Council this month."""
    case = world.cases[c]
    return case.status == Status.BROUGHT and world.alliance[0].month >= case.first_vote


@rule
def table_case(world, c, p):
    """Open the month's vote on case c: the ballot is cleared, and at the first vote the ladder's start is fixed."""
    case = world.cases[c]
    clear_ballots(world)
    if case.rung == Rung.NONE:
        case.rung = highest_rung(world, case, p)
        case.first_rung = case.rung
        case.tried = 0
        if case.rung == Rung.ARTICLE_5:
            world.months[world.alliance[0].month].article_5_eligible += 1.0
    if p.rule != NOBODY:
        world.months[world.alliance[0].month].votes += 1.0


@rule
def votes_on(world, k, p):
    """Whether state k is asked: members always; partners where they may join coalitions."""
    return world.states[k].role == Role.ALLY or (p.rule == COALITION and p.partner_capability > 0)


@rule
def sell_consent(world, c, p):
    """The only objector may sell its consent: the objection goes, everybody's cohesion falls, and it learns to balance.

    Equation: with probability `concession`: cohesion −0.03, a_k + 0.02. Returns whether the objection is gone. Source:
    Morgenthau 1962 (side payments); Türkiye and the accessions of 2022–23.
    """
    alliance = world.alliance[0]
    case = world.cases[c]
    row = world.months[alliance.month]
    row.concessions_expected += p.concession
    if uniform(alliance.key, alliance.month, Draw.CONCESSION, 0, case.identity) >= p.concession:
        return False
    row.concessions += 1.0
    alliance.cohesion = max(0.0, alliance.cohesion - p.concession_cohesion)
    for k in range(len(world.states)):
        state = world.states[k]
        if state.ballot == Ballot.OBJECT:
            state.ballot = Ballot.ABSTAIN
            state.balancing = min(1.0, state.balancing + p.concession_drift)
            alliance.refresh = 1
    return True


@rule
def passes(world, c, p):
    """Whether the ballots carry the proposal, and the capability of the members (and partners who joined) behind it.

    Silence: more than half are willing and nobody objects. Strict: all are willing. Majority: two thirds. Coalition: the
    willing hold half of the members' capability. Article 5 is always decided by silence, or strictly.
    """
    alliance = world.alliance[0]
    members = 0
    willing = 0
    objections = 0
    behind = 0.0
    for k in range(len(world.states)):
        state = world.states[k]
        if state.role == Role.ALLY:
            members += 1
            objections += 1 if state.ballot == Ballot.OBJECT else 0
            willing += 1 if state.ballot == Ballot.SUPPORT else 0
        if state.ballot == Ballot.SUPPORT:
            behind += state.capability
    row = world.months[alliance.month]
    if p.rule == NOBODY or members == 0:
        return False, 0.0
    if p.rule == STRICT:
        return willing == members, behind
    if world.cases[c].rung < Rung.ARTICLE_5:
        if p.rule == MAJORITY:
            return willing >= math.ceil(p.quota * members - 1e-9), behind
        if p.rule == COALITION:
            return behind >= p.coalition_share * alliance.capability_now, behind
    row.objections += objections
    if 2 * willing <= members:
        return False, behind
    if objections == 1 and sell_consent(world, c, p):
        objections = 0
    return objections == 0, behind


@rule
def decide(world, c, p):
    """The Council decides on case c: an answer, another month of trying, a rung lower, the victim alone, or nothing.

    Six months of trying at the first rung (a nuisance one), one month at each below it. Alone with probability
    (K_victim/K_max)^⅓: great powers can. Source: own form of the ladder; Brussels 2021, Vilnius 2023.
    """
    case = world.cases[c]
    alliance = world.alliance[0]
    carried, behind = passes(world, c, p)
    if carried:
        answer_together(world, c, behind, p)
        return
    case.tried = case.tried + 1
    patience = p.tries if case.rung == case.first_rung and case.tier > Tier.NUISANCE else 1
    if case.tried < patience and p.rule != NOBODY:
        return
    if p.fall_back > 0 and case.rung > Rung.STATEMENT and p.rule != NOBODY:
        case.rung = case.rung - 1
        case.tried = 0
        return
    if case.victim < len(world.states) and alliance.capability_most > 0.0:
        share = world.states[case.victim].capability / alliance.capability_most
        reach = power(share, 1.0 / 3.0) if share > 0.0 else 0.0
        if uniform(alliance.key, case.birth, Draw.ALONE, 0, case.identity) < p.unilateral * min(1.0, reach):
            answer_alone(world, c, p)
            return
    leave_unanswered(world, c, p)
