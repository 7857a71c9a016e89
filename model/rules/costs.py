"""What a policy costs its members: defence, resilience, exercises, attribution, answers, in points of their GDP a year.

Equation: cost = Σ (100 b + r) Y/ΣY + Σ items; what is paid once in a month counts twelve times in that month's yearly rate.
Money is weighed by GDP, as only money adds up: a point of Iceland's GDP is not a point of the alliance's. Units: points of
members' GDP a year. Source: prices as declared in `model.parameters`; own sums.
"""

from __future__ import annotations

from model.rule import rule
from model.state import Ballot, Role


@rule
def members_gdp(world):
    """GDP of all members."""
    total = 0.0
    for i in range(len(world.states)):
        total += world.states[i].gdp if world.states[i].role == Role.ALLY else 0.0
    return total


@rule
def pay_answer(world, rung, victim, p):
    """Those members who stand behind an answer pay its price, a share of their own GDP; one who answers alone pays alone.

    Equation: 12 price_rung Σ_behind Y/ΣY, behind: those who support it, or `victim` where it answers alone (−1: together).
    Units: points of members' GDP a year. Errors: none; without members nothing. Source: own form.
    """
    whole = members_gdp(world)
    behind = 0.0
    for i in range(len(world.states)):
        state = world.states[i]
        if state.role == Role.ALLY and (i == victim or victim < 0 and state.ballot == Ballot.SUPPORT):
            behind += state.gdp
    if whole > 0.0:
        world.months[world.alliance[0].month].cost_answers += 12.0 * p.price_answer[rung] * behind / whole


@rule
def pay_exercise(world, parts, members, p):
    """This month's exercises are paid for, by the parts that states take; the hosts pay for partners' seats.

    Equation: 12 price Σ part/n, n members. Units: points of members' GDP a year. Errors: none; without members nothing.
    Source: own form.
    """
    if members > 0:
        world.months[world.alliance[0].month].cost_standing += 12.0 * p.price_exercise * parts / members


@rule
def record_costs(world, p):
    """The month's cost: what members spend on defence and resilience, and what stands ready or was paid this month."""
    row = world.months[world.alliance[0].month]
    spent = 0.0
    gdp = 0.0
    contributors = 0.0
    members = 0
    for i in range(len(world.states)):
        state = world.states[i]
        if state.role == Role.ALLY:
            members += 1
            spent += (100.0 * state.core + state.resilience_money) * state.gdp
            gdp += state.gdp
            contributors += state.contributors
    if members == 0:
        return
    row.cost_standing += p.price_cell * p.cell + p.price_contributor * contributors / members
    row.cost = spent / gdp + row.cost_standing + row.cost_answers
