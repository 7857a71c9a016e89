"""The compiled engine: the month's schedule over the same rules that Mesa's agents call, and the loop of a run.

`month_of` is written a second time in `alliance.AllianceModel.step`; a test holds the two bit-identical. Procedures that
the schedule calls by name can be replaced by a user's own: `model.swap.engine_with(set_budget=mine)`.
"""

from __future__ import annotations

from model.batch import FINE, REFUSED, close_year, keep, renew, settle
from model.rule import rule
from model.rules.analysts import prepare_analysts
from model.rules.bargain import bargain
from model.rules.budgets import adopt_budgets, budgets_due, set_budget
from model.rules.calendar import begin_month, begin_run
from model.rules.cases import tidy_cases
from model.rules.choice import choose_operation, seek_targets
from model.rules.council import common_view, decide, on_agenda, table_case, votes_on
from model.rules.crime import commit_crime
from model.rules.effects import carry_out
from model.rules.escalation import escalate
from model.rules.exercises import hold_exercises
from model.rules.learning import relax_beliefs
from model.rules.naming import investigate
from model.rules.perceptions import perceive, remember
from model.rules.record import record_month
from model.rules.response import expect_backing
from model.rules.retaliation import opportunity, plan_revenge
from model.rules.shocks import feel_budget_shock
from model.rules.stocks import build_stocks
from model.rules.votes import cast_vote
from model.rules.zero_days import tend_zero_days
from model.signposts import heed_signposts
from model.writes import write

__all__ = ["go_on", "live_all", "month_of", "start"]


@rule
def start(world, key, p):
    """Give a fresh world its luck."""
    begin_run(world, key, p)


@rule
def month_of(world, p):
    """One month, in the order of the specification."""
    begin_month(world, p)
    bargain(world, p)
    feel_budget_shock(world, p)
    if budgets_due(world, p):
        for i in range(len(world.states)):
            set_budget(world, i, p)
    adopt_budgets(world, p)
    build_stocks(world, p)
    hold_exercises(world, p)
    tend_zero_days(world, p)
    prepare_analysts(world, p)
    expect_backing(world, p)
    seek_targets(world, p)
    plan_revenge(world, p)
    for j in range(len(world.adversaries)):
        for n in range(world.adversaries[j].opportunities + world.adversaries[j].revenge):
            k = opportunity(world, j, n)
            choose_operation(world, j, k, p)
            carry_out(world, j, k, p)
    commit_crime(world, p)
    investigate(world, p)
    common_view(world, p)
    for c in range(world.alliance[0].open_cases):
        if on_agenda(world, c):
            table_case(world, c, p)
            for k in range(len(world.states)):
                if votes_on(world, k, p):
                    cast_vote(world, c, k, p)
            decide(world, c, p)
    tidy_cases(world)
    escalate(world, p)
    relax_beliefs(world, p)
    perceive(world, p)
    remember(world, p)
    record_month(world, p)


@rule
def go_on(world, numbers, sets, course, until):
    """A run from where it stands up to (not including) month `until`, its course heeded; returns how it ended, 0 if well.

    `sets` are as in `batch.settle`.
    """
    alliance = world.alliance[0]
    for s in range(len(course.until)):
        if alliance.month == (course.until[s - 1] if s > 0 else 0) and alliance.month < until:
            refused = write(numbers, course, s + 1)
            if refused >= 0:
                return REFUSED - refused
            alliance.refresh = 1
        while alliance.month < min(course.until[s], until):
            month_of(world, sets[2 + s * course.modes + alliance.signposts])
            close_year(world, numbers)
            refused = heed_signposts(world, numbers, course)
            if refused >= 0:
                return REFUSED - refused
    return alliance.overflow


@rule
def live_all(world, numbers, template, settled, traits, sets, course, keys, worlds, plan, kept):
    """Runs one after the other in the same arrays, each with its own key in its own world: no Python between them.

    template: the numbers of an unused world; settled: it has its year zero behind it, as where all runs share one world.
    """
    for r in range(len(keys)):
        renew(world, numbers, template)
        own = sets[worlds[r]]
        kept.ends[r] = FINE
        if not settled:
            kept.ends[r] = settle(world, numbers, traits[worlds[r]], own, course)
        if kept.ends[r] == FINE:
            start(world, keys[r], own[2])
            kept.ends[r] = go_on(world, numbers, own, course, course.until[-1])
        keep(world, numbers, plan, kept, r)
