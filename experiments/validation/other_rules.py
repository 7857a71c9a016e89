"""Rules of the month replaced by others of the same purpose: do findings hang on how adversaries learn, or how often the
Council sits?

*Linear operator* (Bush & Mosteller 1955): a tier's expected punishment moves by a fixed share of the surprise at each event,
P̂' = P̂ + (x − P̂)/(S + 1), S = 7; it never grows sure and does not return to a prior, and flags and groups are not told apart.
*Last event*: the same with next to no memory, S = 0.05: what befell the last operation is what will befall the next (win–stay,
lose–shift, Nowak & Sigmund 1993). Both against Beta counts that fade.

*Every month*: blame for nothing counts in every month and its absence in quiet ones only, so that whoever is busy
overrates it. As shipped, it is learnt from months in which no deed of the author was seen.

*Quarterly Council*: cases come to a vote in March, June, September and December only, two sittings being six months of trying.

Run through `model.swap.engine_with`: the month's schedule and all luck stay as they are. Units: as in `model.rules.learning`.
"""

from __future__ import annotations

import numpy as np

from model.rule import rule
from model.rules.council import on_agenda
from model.rules.learning import belief, relax_beliefs

__all__ = ["every_month", "last_event", "linear_operator", "quarterly"]

SURE, UNSURE = 7.0, 0.05
"""Weight of what was believed before, in events."""


@rule(allocates=True)
def hold_mass(world, p, mass):
    """Relax what the innocent were blamed for as shipped, and bring every tier's counts back to the same sum. With
    `event_decay = 1` an event of weight w then moves the belief by w/(mass + w) of the surprise."""
    if p.learning == 0:
        return
    tiers = len(world.adversaries[0].tier_punished) if len(world.adversaries) > 0 else 0
    means = np.empty((len(world.adversaries), tiers))
    for j in range(len(world.adversaries)):
        adversary = world.adversaries[j]
        for tier in range(tiers):
            means[j, tier] = belief(adversary.tier_punished[tier], adversary.tier_unpunished[tier])
    relax_beliefs(world, p)
    for j in range(len(world.adversaries)):
        adversary = world.adversaries[j]
        for tier in range(tiers):
            adversary.tier_punished[tier] = mass * means[j, tier]
            adversary.tier_unpunished[tier] = mass * (1.0 - means[j, tier])
            for flag in range(2):
                for group in range(2):
                    adversary.punished[tier, flag, group] = 0.0
                    adversary.unpunished[tier, flag, group] = 0.0


@rule
def linear_operator(world, p):
    """In place of `relax_beliefs`."""
    hold_mass(world, p, SURE)


@rule
def last_event(world, p):
    """In place of `relax_beliefs`."""
    hold_mass(world, p, UNSURE)


@rule(allocates=True)
def every_month(world, p):
    """In place of `relax_beliefs`: blame for what others did counts in months with a deed that was seen, too."""
    seen = np.empty(len(world.adversaries), np.int64)
    for j in range(len(world.adversaries)):
        adversary = world.adversaries[j]
        seen[j] = adversary.seen
        if adversary.blame > 0.0:
            adversary.seen = 0
    relax_beliefs(world, p)
    for j in range(len(world.adversaries)):
        world.adversaries[j].seen = seen[j]


@rule
def quarterly(world, c):
    """In place of `on_agenda`: only in the last month of a quarter."""
    return on_agenda(world, c) and world.alliance[0].month % 3 == 2
