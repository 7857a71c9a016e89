"""What follows an answer or its absence: punishment, hostility of the innocent, norms, cohesion, credence, beliefs.

Equation: weight = punishment_rung, and it bites by 1 − κ + κ min(1.6, K_s/K_2024); c' = c + 0.02 (1 − c) if right,
c − 0.06 c if wrong, c − 0.015 c if unanswered. Units: weight of punishment; none. Source: Baliga, Bueno de Mesquita &
Wolitzky 2020; Slovic 1993.
"""

from __future__ import annotations

from model.rule import rule
from model.rules.cases import close_case, group_of, is_severe
from model.rules.costs import pay_answer
from model.rules.escalation import provoke
from model.rules.learning import book_deed
from model.rules.norms import credence_next
from model.rules.retaliation import strike_back
from model.state import Ballot, Fate, Role, Rung

ALONE = 5
"""Outcome of a case that its victim answered alone; 1–4 are the rungs of a collective answer."""


@rule
def backed_weight(capability, reference, p):
    """How hard a punishment bites, by the capability of those who stand behind it.

    Equation: 1 − κ + κ min(cap, K/K_2024). Units: factor. Range: [1 − κ, 1 − κ + κ cap]. Errors: none. Source: own form;
    without it spending would have no effect on attacks at all.
    """
    share = capability / reference if reference > 0.0 else 0.0
    return 1.0 - p.capability_weight + p.capability_weight * min(p.capability_cap, share)


@rule
def settle_norm(world, case, answered, p):
    """Book a violation to the norm: its weight by tier, split into answered and not; unanswered civilian harm counts
    twice. Equation: u += m x, v += m (1 − x)(1 + civilian share). Source: Finnemore & Sikkink 1998; Axelrod 1986."""
    if case.author >= len(world.adversaries):
        return
    weight = p.norm_tier[case.tier]
    world.alliance[0].answered += weight * answered
    world.alliance[0].unanswered += weight * (1.0 - answered) * (1.0 + p.civilian[case.tier])


@rule
def settle_credence(world, case, answer, p):
    """Every state learns from a severe case that was brought: the victim fully, the others as witnesses.

    Equation: see `norms.credence_next`, x = 1 answered, ½ alone, 0 not; witness weight ¼, less where a partner was hit.
    """
    if case.author >= len(world.adversaries) or not is_severe(case.tier):
        return
    witness = p.credence_witness
    if case.victim < len(world.states) and world.states[case.victim].role == Role.PARTNER:
        witness = witness * p.r2p_partner
    for i in range(len(world.states)):
        state = world.states[i]
        weight = 1.0 if i == case.victim else witness
        state.credence = credence_next(state.credence, answer, p.credence_up, p.credence_down, weight)


@rule
def punish(world, c, weight, p):
    """The accused pays. If it is the author, it and (vicariously) the others learn; if not, it grows hostile to those who
    accused it, its months of false blame count, and the author learns that it got away."""
    case = world.cases[c]
    author, suspect = case.author, case.suspect
    crime = len(world.adversaries)
    if suspect == author:
        book_deed(world, author, case.tier, case.flag, group_of(world, case.victim), weight, p)
    else:
        accused = world.adversaries[suspect]
        accused.blame += weight
        for i in range(len(world.states)):
            if world.states[i].ballot == Ballot.SUPPORT or i == case.victim:
                world.pairs[suspect, i].hostility += p.hostile_focus
        if author < crime:
            book_deed(world, author, case.tier, case.flag, group_of(world, case.victim), 0.0, p)
        world.months[world.alliance[0].month].false_responses += 1.0


@rule
def answer_together(world, c, capability, p):
    """The alliance answers at the case's rung, with the capability of those who supported it behind it."""
    case = world.cases[c]
    alliance = world.alliance[0]
    row = world.months[alliance.month]
    right = case.suspect == case.author
    row.collective_responses += 1.0
    row.answered_cases += 1.0
    row.statements += 1.0 if case.rung == Rung.STATEMENT else 0.0
    row.responses_firm += 1.0 if case.rung > Rung.STATEMENT else 0.0
    row.article_5 += 1.0 if case.rung == Rung.ARTICLE_5 else 0.0
    row.severe_answered += 1.0 if is_severe(case.tier) else 0.0
    share = capability / alliance.capability_now if alliance.capability_now > 0.0 else 0.0
    alliance.backing = 0.8 * alliance.backing + 0.2 * share
    pay_answer(world, case.rung, -1, p)
    punish(world, c, p.punishment[case.rung], p)
    provoke(world, c, p)
    strike_back(world, c, case.rung, p)
    if right:
        alliance.cohesion += p.cohesion_won * (1.0 - alliance.cohesion)
    else:
        alliance.cohesion -= p.cohesion_false * alliance.cohesion
    worth = p.statement_norm if case.rung == Rung.STATEMENT else 1.0
    settle_norm(world, case, worth if right else 0.0, p)
    settle_credence(world, case, 1.0, p)
    close_case(world, c, Fate.ANSWERED if right else Fate.WRONG, case.rung + 1)


@rule
def answer_in_public(world, c, p):
    """A slight case is named in public without a vote: a statement, no more. The norm hears it, and so does the
    accused, whom words alone do not provoke."""
    case = world.cases[c]
    alliance = world.alliance[0]
    row = world.months[alliance.month]
    row.collective_responses += 1.0
    row.statements += 1.0
    right = case.suspect == case.author
    case.rung = Rung.STATEMENT
    clear_ballots(world)
    punish(world, c, p.punishment[case.rung], p)
    settle_norm(world, case, p.statement_norm if right else 0.0, p)
    close_case(world, c, Fate.ANSWERED if right else Fate.WRONG, case.rung + 1)


@rule
def answer_alone(world, c, p):
    """The victim answers by itself, at most as the ladder began, with its own capability behind it."""
    case = world.cases[c]
    alliance = world.alliance[0]
    world.months[alliance.month].national_responses += 1.0
    clear_ballots(world)
    capability = world.states[case.victim].capability
    rung = case.first_rung
    if rung < Rung.SANCTIONS:
        rung = Rung.SANCTIONS.value
    if rung > Rung.COUNTER_CYBER:
        rung = Rung.COUNTER_CYBER.value
    pay_answer(world, rung, case.victim, p)
    punish(world, c, p.punishment[rung] * backed_weight(capability, alliance.capability_2024, p), p)
    provoke(world, c, p)
    strike_back(world, c, rung, p)
    right = case.suspect == case.author
    settle_norm(world, case, 1.0 if right else 0.0, p)
    settle_credence(world, case, 0.5, p)
    close_case(world, c, Fate.ANSWERED if right else Fate.WRONG, ALONE)


@rule
def leave_unanswered(world, c, p):
    """The Council failed and the victim did not act: cohesion, credence and the norm wear; the author got away."""
    case = world.cases[c]
    alliance = world.alliance[0]
    alliance.cohesion -= p.cohesion_unanswered * alliance.cohesion
    settle_credence(world, case, 0.0, p)
    book_silence(world, c, p)
    close_case(world, c, Fate.UNANSWERED, 0)


@rule
def book_silence(world, c, p):
    """Nobody answered a state's operation: its author learns that, and the norm wears."""
    case = world.cases[c]
    if case.author < len(world.adversaries):
        book_deed(world, case.author, case.tier, case.flag, group_of(world, case.victim), 0.0, p)
        settle_norm(world, case, 0.0, p)


@rule
def expect_backing(world, p):
    """How hard adversaries expect the next answer to bite: the usual supporters' share of today's capability."""
    alliance = world.alliance[0]
    alliance.resolve = backed_weight(alliance.backing * alliance.capability_now, alliance.capability_2024, p)


@rule
def clear_ballots(world):
    """Nobody stands for or against anything: before a vote, and behind what is done without one."""
    for k in range(len(world.states)):
        world.states[k].ballot = Ballot.NONE
