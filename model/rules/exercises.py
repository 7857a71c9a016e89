"""Exercises: Locked Shields raises detection, Cyber Coalition raises coordination; skills fade in between.

Equation: X' = ρ X each month, then X' = X + g part (1 − X) in the exercise's month. Units: skill in [0, 1]; ρ a month.
Source: Arthur et al. 1998 (skill decay); CCDCOE Locked Shields (spring), NATO Cyber Coalition (autumn).
"""

from __future__ import annotations

from model.rule import rule
from model.rules.costs import pay_exercise
from model.state import Role

APRIL, MAY, OCTOBER, NOVEMBER = 3, 4, 9, 10


@rule
def trained(skill, gain):
    """A skill after an exercise, which closes a share of the gap to full skill. The less one knows, the more one learns.

    Equation: X' = X + g (1 − X), X the skill before, g the share of the gap. Units: none, both are shares. Range: [0, 1] for
    X and g in [0, 1]. Errors: none. Source: own form (assumption).
    """
    return skill + gain * (1.0 - skill)


@rule
def periodic_skill(gain, retention, months_since):
    """A skill at rest under one exercise a year, so many months after it.

    Equation: X = ρ^m g/(1 − ρ^12 (1 − g)). Units: skill; months. Range: [0, 1]. Errors: none; at ρ = 1 and g = 0 it is 0.
    Source: own, from `trained` and monthly decay: 0.583 after, 0.405 before, for g = 0.3, ρ = 0.97.
    """
    year = 1.0
    for _ in range(12):
        year = year * retention
    left = 1.0 - year * (1.0 - gain)
    skill = gain / left if left > 0.0 else 0.0
    for _ in range(months_since):
        skill = skill * retention
    return skill


@rule
def part_taken(state, part, p):
    """How far a state takes part: its own habit, at least the floor, times the seats left to partners."""
    taken = max(part, p.participation_floor)
    return taken if state.role == Role.ALLY else taken * p.partner_seats


@rule
def hold_exercises(world, p):
    """Every state's skills a month on: they fade, and those who exercise this month gain. The members' means follow.

    Equation: X' = ρ X, and in the month of an exercise X'' = trained(X', g part). A hit on the alliance's own networks
    halves the mean coordination for a month. Units: skills are shares; ρ a month. Range: [0, 1]. Errors: none; without
    members the means are 0. Source: Arthur et al. 1998 (skill decay); the halving is an assumption.
    """
    alliance = world.alliance[0]
    season = alliance.month % 12
    shields = season == APRIL and p.locked_shields >= 1 or season == OCTOBER and p.locked_shields >= 2
    coalition = season == NOVEMBER and p.cyber_coalition >= 1 or season == MAY and p.cyber_coalition >= 2
    detection = 0.0
    coordination = 0.0
    parts = 0.0
    members = 0
    for i in range(len(world.states)):
        state = world.states[i]
        state.detection = state.detection * p.skill_retention
        state.coordination = state.coordination * p.skill_retention
        if shields:
            part = part_taken(state, state.shields_part, p)
            parts += part
            state.detection = trained(state.detection, p.exercise_gain * part)
        if coalition:
            part = part_taken(state, state.coalition_part, p)
            parts += part
            state.coordination = trained(state.coordination, p.exercise_gain * part)
        if state.role == Role.ALLY:
            members += 1
            detection += state.detection
            coordination += state.coordination
    if shields or coalition:
        pay_exercise(world, parts, members, p)
    alliance.mean_detection = detection / members if members > 0 else 0.0
    alliance.mean_coordination = coordination / members if members > 0 else 0.0
    if alliance.networks_hit > 0:
        alliance.mean_coordination = 0.5 * alliance.mean_coordination
        alliance.networks_hit = 0
