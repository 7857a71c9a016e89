"""Naming an author: every open case is judged again each month, named at the bar, brought to the Council or let go.

Equation: named iff max_i posterior_i ≥ bar; stale after the window; brought iff harm, own and remembered, ≥ threshold.
Units: probabilities, months, points of GDP. Source: Egloff & Smeets 2021 (public attribution is a choice); Brussels 2021,
para 32 (cumulative harm); own form.
"""

from __future__ import annotations

from model.randomness import Draw, poisson, uniform
from model.rule import rule
from model.rules.cases import close_case
from model.rules.evidence import gather, judge
from model.rules.response import answer_in_public, book_silence
from model.state import Fate, Rung, Status, Tier


@rule
def investigate(world, p):
    """All open investigations a month on: evidence, posterior, a name at the bar, or closed as stale."""
    alliance = world.alliance[0]
    for c in range(alliance.open_cases):
        case = world.cases[c]
        if case.status != Status.INVESTIGATED:
            continue
        gather(world, c, p)
        best = judge(world, c)
        if case.posterior[best] >= p.bar:
            name_author(world, c, best, p)
        elif alliance.month - case.birth >= p.window:
            book_silence(world, c, p)
            close_case(world, c, Fate.UNNAMED, 0)


@rule
def name_author(world, c, suspect, p):
    """A suspect is named: the record and the measures note it, and the victim decides whether to bring the case.

    It brings one whose harm, own and (at a weight: Brussels 2021, para 32) what the accused did to it in two years,
    reaches a threshold. A case named as crime, or too slight, ends here, in public or not.
    """
    case = world.cases[c]
    alliance = world.alliance[0]
    key, month = alliance.key, alliance.month
    crime = len(world.adversaries)
    case.suspect = suspect
    case.certainty = case.posterior[suspect]
    count_naming(world, c)
    if suspect == crime:
        if case.event >= 0:
            book_silence(world, c, p)
        close_case(world, c, Fate.UNANSWERED, 0)
        return
    world.adversaries[suspect].named += 1.0
    gravity = case.harm
    if case.victim < len(world.states):
        pair = world.pairs[suspect, case.victim]
        gravity += p.cumulative_weight * pair.recent_harm
        pair.recent_harm += case.harm
    elif case.tier >= Tier.DISRUPTION:
        gravity = p.consult_threshold  # the alliance's own networks: brought whatever it cost
    if gravity >= p.consult_threshold:
        case.status = Status.BROUGHT
        wait = poisson(
            p.delay * (1.0 - alliance.mean_coordination), uniform(key, case.birth, Draw.DELAY, 0, case.identity)
        )
        case.first_vote = month + wait
        case.rung = Rung.NONE
        world.months[month].consultations += 1.0
        world.months[month].severe_cases += 1.0 if case.tier >= Tier.DISRUPTION else 0.0
    elif uniform(key, case.birth, Draw.NAMING, 0, case.identity) < p.public_naming:
        answer_in_public(world, c, p)
    else:
        book_silence(world, c, p)
        close_case(world, c, Fate.UNANSWERED, 0)


@rule
def count_naming(world, c):
    """Book a naming to the month of the operation, and to the log."""
    case = world.cases[c]
    alliance = world.alliance[0]
    row = world.months[case.birth]
    if case.suspect < len(world.adversaries):
        row.accusations += 1.0
        row.misattributed += 1.0 if case.suspect != case.author else 0.0
        row.certainty += case.certainty
    if case.event < 0:
        return
    event = world.events[case.event]
    event.named = case.suspect
    event.named_month = alliance.month
    event.certainty = case.certainty
    row.attributed += 1.0
    row.attribution_months += alliance.month - case.birth
    if case.victim < len(world.states) and case.suspect == case.author:
        row.attributed_rivals += 1.0 if world.pairs[case.author, case.victim].rival > 0.0 else 0.0
