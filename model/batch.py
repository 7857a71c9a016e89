"""What a batch of runs does around each run, compiled: renew the world, work out its year zero, keep what was asked for."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from model.rule import rule
from model.state import STATE, STATE_TOTALS
from model.summary import summarise_into
from model.writes import write
from model.year_zero import settle_spending, settle_stocks

__all__ = ["FINE", "NOT_FINITE", "REFUSED", "Kept", "close_year", "keep", "renew", "settle"]

FINE, NOT_FINITE, REFUSED = 0, -1, -2
"""How a run ended: a count above zero is what found no room; REFUSED − k is the k-th write, out of its bounds."""

assert STATE.fields is not None
_TOTALS = np.array([STATE.fields[name][1] // 8 for name in STATE_TOTALS])


class Kept(NamedTuple):
    """What is kept of each run, one row a run; a table that was not asked for has no rows."""

    ends: np.ndarray
    summaries: np.ndarray
    months: np.ndarray
    states: np.ndarray  # what each state has summed up, by year
    core: np.ndarray  # core spending by year and state
    events: np.ndarray
    logged: np.ndarray  # rows of the log


@rule
def renew(world, numbers, template):
    """Make a used world like the template again. Cases need no clearing: each is filled in when it is opened.

    By numbers: to copy a record whole takes the compiler as long as a rule's whole month.
    """
    copy_rows(numbers.events, template.events, world.alliance[0].events)
    copy_rows(numbers.states, template.states, len(numbers.states))
    copy_rows(numbers.adversaries, template.adversaries, len(numbers.adversaries))
    copy_rows(numbers.pairs, template.pairs, len(numbers.pairs))
    copy_rows(numbers.months, template.months, len(numbers.months))
    copy_rows(numbers.alliance, template.alliance, 1)


@rule
def copy_rows(to, source, rows):
    """The first rows of one table from another."""
    for row in range(rows):
        for k in range(source.shape[1]):
            to[row, k] = source[row, k]


@rule
def settle(world, numbers, traits, sets, course):
    """Year zero in the world of these parameters: facts, what is written, what follows from both. Returns how it ended.

    `sets` are the parameters of one world: with levers at their defaults, at the start, then in each stretch of months
    under each set of signposts that may be in force.
    `traits` are what this world says of adversaries, at the places of `course.traits`.
    """
    for k in range(len(course.traits)):
        numbers.adversaries[course.traits[k, 0], course.traits[k, 1]] = traits[k]
    settle_spending(world, sets[0])
    refused = write(numbers, course, 0)
    if refused >= 0:
        return REFUSED - refused
    settle_stocks(world, sets[0])
    return FINE


@rule
def close_year(world, numbers):
    """At the end of a year, and of a run, keep what each state has summed up by then."""
    month = world.alliance[0].month
    if month % 12 == 0 or month == len(world.months):
        for i in range(len(world.states)):
            for k in range(len(_TOTALS)):
                world.totals[(month - 1) // 12, i, k] = numbers.states[i, _TOTALS[k]]


@rule
def keep(world, numbers, plan, kept, r):
    """Keep run r: its summary, and what else was asked for."""
    alliance = world.alliance[0]
    if len(kept.events) > 0:
        kept.logged[r] = alliance.events
        copy_rows(kept.events[r], numbers.events, alliance.events)
    if kept.ends[r] == FINE:
        for month in range(len(world.months)):
            for k in range(numbers.months.shape[1]):
                if not math.isfinite(numbers.months[month, k]):
                    kept.ends[r] = NOT_FINITE
    if kept.ends[r] != FINE:
        return
    summarise_into(numbers.months, 0, len(world.months), plan, kept.summaries[r])
    if len(kept.months) > 0:
        copy_rows(kept.months[r], numbers.months, len(numbers.months))
    if len(kept.core) > 0:
        copy_rows(kept.core[r], world.history, len(world.history))
    if len(kept.states) > 0:
        for year in range(len(world.totals)):
            copy_rows(kept.states[r, year], world.totals[year], len(world.states))
