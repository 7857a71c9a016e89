"""Naming an author: every open case is judged again each month, named in private at the bar, then in public, brought or let go.

Equation: named iff max_i posterior_i ≥ bar; stale after the window; in public as in `accusation`; brought as in `gravity`.
Units: probabilities, months. Source: Rid & Buchanan 2015; Egloff & Smeets 2021 (public attribution is a choice); own form.
"""

from __future__ import annotations

from model.randomness import Draw, poisson, uniform
from model.rule import rule
from model.rules.accusation import names_anyway, public_month_of
from model.rules.cases import close_case
from model.rules.evidence import gather, judge
from model.rules.gravity import is_brought, weigh_case
from model.rules.response import answer_in_public, book_silence
from model.state import Fate, Rung, Status, Tier


@rule
def investigate(world, p):
    """All open investigations a month on: evidence, posterior, a name at the bar, a word in public, or closed as stale."""
    alliance = world.alliance[0]
    for c in range(alliance.open_cases):
        case = world.cases[c]
        if case.status == Status.NAMED:
            if alliance.month >= case.public_month:
                accuse(world, c, p)
            continue
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
    """A suspect is named among those who know: the record and the ledgers note it, and victim and allies decide whether to
    say so in public, at once or later. A case named as crime, or about which everybody keeps silent, ends here."""
    case = world.cases[c]
    case.suspect = suspect
    case.certainty = case.posterior[suspect]
    count_naming(world, c)
    if suspect == len(world.adversaries):
        if case.event >= 0:
            book_silence(world, c, p)
        close_case(world, c, Fate.UNANSWERED, 0)
        return
    world.adversaries[suspect].named += 1.0
    weigh_case(world, c, p)
    case.public_month = public_month_of(world, case, p)
    if case.public_month < 0:
        book_silence(world, c, p)
        close_case(world, c, Fate.UNANSWERED, 0)
    elif case.public_month <= world.alliance[0].month:
        accuse(world, c, p)
    else:
        case.status = Status.NAMED


@rule
def accuse(world, c, p):
    """The suspect is named in public. A grave case is brought to the Council; a slighter one gets the alliance's statement if
    its policy is to name in public, and ends without an answer otherwise."""
    case = world.cases[c]
    alliance = world.alliance[0]
    key, month = alliance.key, alliance.month
    count_accusation(world, c)
    if is_brought(world, case, uniform(key, case.birth, Draw.CONSULTATION, 0, case.identity), p):
        case.status = Status.BROUGHT
        wait = poisson(
            p.delay * (1.0 - alliance.mean_coordination), uniform(key, case.birth, Draw.DELAY, 0, case.identity)
        )
        case.first_vote = month + wait
        case.rung = Rung.NONE
        world.months[month].consultations += 1.0
        world.months[month].severe_cases += 1.0 if case.tier >= Tier.DISRUPTION else 0.0
        if case.event >= 0:
            world.events[case.event].brought_month = month
    elif names_anyway(world, case, p):
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
    row.attributed_severe += 1.0 if case.tier >= Tier.DISRUPTION else 0.0
    row.attribution_months += alliance.month - case.birth
    if case.victim < len(world.states) and case.suspect == case.author:
        row.attributed_rivals += 1.0 if world.pairs[case.author, case.victim].rival > 0.0 else 0.0


@rule
def count_accusation(world, c):
    """Book a public accusation to the month of the operation, and to the log. Crime taken for a state's is in neither."""
    case = world.cases[c]
    if case.event < 0:
        return
    month = world.alliance[0].month
    world.events[case.event].public_month = month
    world.months[case.birth].attributed_publicly += 1.0
    world.months[case.birth].ascribed += 0.0 if world.events[case.event].published >= 0 else 1.0
    world.months[case.birth].public_months += month - case.birth
