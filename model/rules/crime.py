"""Background crime: the constant stream of incidents that states do not author, and in which they hide.

Equation: n ~ Poisson(rate) a month, victims in proportion to √GDP, tiers by a fixed mix. Units: incidents a month; points of
GDP. Source: calibration (`crime_rate`).
"""

from __future__ import annotations

import math

from model.randomness import Draw, normal, poisson, uniform
from model.rule import rule
from model.rules.cases import Incident, identity_of, open_case
from model.rules.effects import harm, lognormal, sees
from model.state import Tier


@rule
def commit_crime(world, p):
    """Background crime: a constant stream of mostly low-tier incidents, the cover in which states hide.

    Equation: n ~ Poisson(rate) a month, victims in proportion to √GDP, tiers by a fixed mix. Crime harms only in its own
    measure: the loss that states insure against already holds it (L0). Source: calibration (`crime_rate`).
    """
    alliance = world.alliance[0]
    key, month = alliance.key, alliance.month
    crime = len(world.adversaries)
    size = 0.0
    for i in range(len(world.states)):
        size += math.sqrt(world.states[i].gdp)
    for k in range(poisson(p.crime_rate, uniform(key, month, Draw.CRIME, crime, 0))):
        left = uniform(key, month, Draw.CRIME_TARGET, crime, k) * size
        i = 0
        while i < len(world.states) - 1 and left >= math.sqrt(world.states[i].gdp):
            left -= math.sqrt(world.states[i].gdp)
            i += 1
        u = uniform(key, month, Draw.CRIME_TIER, crime, k)
        tier = 0
        while tier < Tier.DESTRUCTION and u >= p.crime_mix[tier]:
            u -= p.crime_mix[tier]
            tier += 1
        luck = lognormal(p.damage_sigma, normal(key, month, Draw.DAMAGE, crime, k))
        attempted = harm(p.damage[tier], luck, world.states[i].gdp, p.damage_size, 1.0, 0.0)
        points = attempted * (1.0 - world.states[i].protection)
        row = world.months[month]
        row.crime += 1.0
        row.harm_crime += points / 100.0 * world.states[i].gdp
        if sees(world, i, tier, 0, uniform(key, month, Draw.DETECTION, crime, k), p):
            incident = Incident(crime, i, tier, crime, 0, 0, points, 0.0, 0.0, 0.0, attempted)
            open_case(world, identity_of(month, crime, k), -1, incident, p)
