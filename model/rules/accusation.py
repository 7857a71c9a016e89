"""Accusation: whether victim or allies say in public whom they hold guilty, and how long that takes.

Equation: P = 1 − (1 − σ(U_v))(1 − 1[ally] σ(U_a)); U_v = a_j + t_tier − 3 (1 − q) + 0.3 (m − 3) − 2 b hedge, U_a = l_j +
t_tier − 3 (1 − q); a public word comes D_tier E² months after the name, E ~ Exp(1). Units: log-odds, probability, months.
Source: Egloff & Smeets 2021 (public attribution is a choice); EuRepoC 2014–2023 (political attributions and their cleaned
lags); own form.
"""

from __future__ import annotations

from model.arithmetic import exp
from model.randomness import Draw, exponential, uniform
from model.rule import rule
from model.state import Role


@rule
def logistic(x):
    """σ(x) = 1/(1 + exp(−x)), and 0 where exp would overflow."""
    return 1.0 / (1.0 + exp(-x)) if x > -700.0 else 0.0


@rule
def either(one, other):
    """The chance that at least one of two who choose apart says it. Equation: 1 − (1 − p)(1 − q)."""
    return 1.0 - (1.0 - one) * (1.0 - other)


@rule
def accusation_chance(world, case, p):
    """The chance that a suspect who is named in private is accused in public, by the victim or by allies on its behalf.

    A partner has no allies in this; for the alliance's own networks there is no victim but the alliance. The equation stands at
    the top of the file: sure hands, many sources and grave deeds speak, a channel to the accused holds back.
    """
    accused = world.adversaries[case.suspect]
    common = p.public_tier[case.tier] - p.public_doubt * (1.0 - case.certainty)
    by_allies = logistic(accused.accused_by_allies + common)
    if case.victim >= len(world.states):
        return by_allies
    victim = world.states[case.victim]
    channel = p.balancing_scale * victim.balancing * world.pairs[case.suspect, case.victim].hedge
    own = (
        accused.accused_by_victims + common + p.public_sources * (victim.contributors - 3.0) - p.public_hedge * channel
    )
    return either(logistic(own), by_allies if victim.role == Role.ALLY else 0.0)


@rule
def months_to_speak(scale, u):
    """Months from a name in private to one in public.

    Equation: D E², E = −ln(1 − u), in whole months. Units: months. Range: ≥ 0. Errors: none. Source: EuRepoC's cleaned
    political lags, whose quartiles (36, 222, 476 days) lie further apart than an exponential's; mean 2 D, median 0.48 D.
    """
    e = exponential(u)
    return int(scale * e * e)


@rule
def public_month_of(world, case, p):
    """The month in which the suspect of a case will be named in public, −1 if never: one draw a case, and one for the wait.

    Where the alliance names in public as a policy (`public_naming`), and where naming is no choice (`discretion` off), at once.
    """
    alliance = world.alliance[0]
    if p.discretion == 0 or names_anyway(world, case, p):
        return alliance.month
    if uniform(alliance.key, case.birth, Draw.ACCUSATION, 0, case.identity) >= accusation_chance(world, case, p):
        return -1
    wait = months_to_speak(
        p.public_delay[case.tier], uniform(alliance.key, case.birth, Draw.ACCUSATION_LAG, 0, case.identity)
    )
    return alliance.month + wait


@rule
def names_anyway(world, case, p):
    """Whether the alliance's policy makes this case public whatever victim and allies would choose."""
    return uniform(world.alliance[0].key, case.birth, Draw.NAMING, 0, case.identity) < p.public_naming
