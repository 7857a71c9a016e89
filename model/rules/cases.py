"""Cases and the incident log: what is remembered of an operation from the day it is seen until its fate is known.

Equation: identity = (16 month + author) 4096 + index, a birth identity that no change of policy shifts. Units: months.
Source: own bookkeeping; the waterfall of civilian harm follows the World Summit's responsibility to protect (2005).
"""

from __future__ import annotations

from typing import NamedTuple

from model.arithmetic import exp
from model.randomness import Draw, normal
from model.rule import rule
from model.state import Fate, Role, Rung, Status, Tier


class Incident(NamedTuple):
    """What an operation was, in the order of the fields of an event."""

    author: int
    target: int
    tier: int
    shown: int  # whom the technical traces point to
    flag: int
    zero_day: int
    harm: float  # points of GDP, to the target
    money: float  # bn USD, spill-over included
    civilian: float  # points of GDP, to the target
    civilian_money: float  # bn USD, spill-over included
    attempted: float  # points of GDP, to the target, had nothing stopped it


@rule
def identity_of(month, author, index):
    """The birth identity of an opportunity: unique for up to 16 authors and 4,096 opportunities a month, of which those that
    come of anger have the upper half (`retaliation.REVENGE_FIRST`)."""
    return (month * 16 + author) * 4096 + index


@rule
def log_event(world, identity, index, incident, seen, fate):
    """Write an opportunity to the log; returns its row, −1 where the log is full (an overflow fails the run)."""
    alliance = world.alliance[0]
    row = alliance.events
    if row >= len(world.events):
        alliance.overflow = alliance.overflow + 1
        return -1
    alliance.events = row + 1
    event = world.events[row]
    event.identity = identity
    event.month = alliance.month
    event.author = incident.author
    event.index = index
    event.target = incident.target
    event.tier = incident.tier
    event.flag = incident.flag
    event.shown = incident.shown
    event.zero_day = incident.zero_day
    event.harm = incident.harm
    event.harm_money = incident.money
    event.civilian = incident.civilian_money
    event.detected = 1 if seen else 0
    event.named = -1
    event.named_month = -1
    event.public_month = -1
    event.brought_month = -1
    event.published = -1
    event.published_month = -1
    event.closed_month = -1 if fate == Fate.PENDING else alliance.month
    event.fate = fate
    return row


@rule
def open_case(world, identity, event, incident, p):
    """Open a case for a detected incident, with a difficulty of its own: exp(σ ξ − σ²/2), ξ ~ N(0, 1)."""
    alliance = world.alliance[0]
    if alliance.open_cases >= len(world.cases):
        alliance.overflow = alliance.overflow + 1
        return
    case = world.cases[alliance.open_cases]
    alliance.open_cases = alliance.open_cases + 1
    case.identity = identity
    case.birth = alliance.month
    case.event = event
    case.author = incident.author
    case.victim = incident.target
    case.tier = incident.tier
    case.shown = incident.shown
    case.flag = incident.flag
    case.harm = incident.harm
    case.attempted = incident.attempted
    case.civilian = incident.civilian
    case.civilian_money = incident.civilian_money
    xi = normal(alliance.key, alliance.month, Draw.DIFFICULTY, 0, identity)
    case.difficulty = exp(p.difficulty_sigma * xi - 0.5 * p.difficulty_sigma * p.difficulty_sigma)
    for h in range(len(case.technical)):
        case.technical[h] = 0.0
        case.independent[h] = 0.0
        case.posterior[h] = 0.0
    case.suspect = -1
    case.certainty = 0.0
    case.gravity = 0.0
    case.public_month = -1
    case.first_vote = -1
    case.first_rung = Rung.NONE
    case.rung = Rung.NONE
    case.tried = 0
    case.status = Status.INVESTIGATED


@rule
def close_case(world, c, fate, outcome):
    """A case's fate is known: book its civilian harm to its own month, and its outcome to the log.

    Outcome: 0 no answer, 1–4 the rung of a collective answer, 5 the victim alone. Crime is not booked: it is no state's.
    """
    case = world.cases[c]
    case.status = Status.CLOSED
    if case.event < 0:
        return
    event = world.events[case.event]
    event.closed_month = world.alliance[0].month
    event.outcome = outcome
    event.fate = fate
    row = world.months[case.birth]
    money = case.civilian_money
    left = row.civilian_pending - money
    row.civilian_pending = left if left > 1e-12 else 0.0
    if fate == Fate.UNNAMED:
        row.civilian_unnamed += money
        row.unattributed += 1.0
    elif fate == Fate.UNANSWERED:
        row.civilian_unanswered += money
    elif fate == Fate.WRONG:
        row.civilian_wrong += money
    elif fate == Fate.ANSWERED:
        row.civilian_answered += money
        gap = row.civilian_gap - money
        row.civilian_gap = gap if gap > 1e-12 else 0.0
        if case.victim < len(world.states):
            if world.states[case.victim].role == Role.ALLY:
                row.answered_allies += money
            else:
                row.answered_partners += money


@rule
def tidy_cases(world):
    """Closed cases make room; the others keep their order."""
    alliance = world.alliance[0]
    kept = 0
    for c in range(alliance.open_cases):
        if world.cases[c].status != Status.CLOSED:
            if kept != c:
                world.cases[kept] = world.cases[c]
            kept += 1
    alliance.open_cases = kept


@rule
def is_severe(tier):
    """Disruption or worse."""
    return tier >= Tier.DISRUPTION


@rule
def group_of(world, i):
    """Whether adversaries expect an ally's protection for target i (the alliance's own networks count), or a partner's."""
    if i < len(world.states) and world.states[i].role == Role.PARTNER:
        return Role.PARTNER.value
    return Role.ALLY.value
