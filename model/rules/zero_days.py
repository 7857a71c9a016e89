"""Zero-day vulnerabilities: a stock that is found, dies, collides, and is spent when the stakes are high.

Equation: N' = N e^(−(d + c)/12) a month; use iff stakes ≥ T*, T e^T = λ (1 − S)/(N h). Units: vulnerabilities, hazards a year.
Source: Ablon & Bogart 2017 (RAND RR-1751: mean life 6.9 years, 5.7 % a year found by others); Axelrod & Iliev 2014.
"""

from __future__ import annotations

import math

from model.arithmetic import exp, log
from model.randomness import Draw, binomial, poisson, uniform
from model.rule import rule
from model.state import Layer


@rule
def stationary_mean(finds_per_year, death_rate, collision_rate):
    """The mean stock of zero-days at rest, in monthly steps: finds join at the start of the month, survivors stay.

    Equation: N̄ = (F/12)/(1 − exp(−(d + c)/12)). Units: F finds a year; d, c hazards a year (5.7 % a year is the hazard
    −ln(1 − 0.057) = 0.058689). Range: N̄ ≥ 0. Errors: none; d + c ≤ 0 gives infinity if anything is found, else 0.
    Source: Ablon & Bogart 2017; stationary Poisson stock.
    """
    hazard = (death_rate + collision_rate) / 12.0
    if finds_per_year <= 0.0:
        return 0.0
    if hazard <= 0.0:
        return math.inf
    return finds_per_year / 12.0 / (1.0 - exp(-hazard))


@rule
def use_threshold(discount, persistence, stealth):
    """The stakes from which a zero-day is better spent than kept. Stealthy ones are spent sooner, lasting ones later.

    Equation: T = w (P − S) V(T), V = e^−T (T + 1)/(1 − wP + e^−T w (P − S)), that is T e^T = w (P − S)/(1 − wP), for stakes
    that are exponential(1). Units: mean stakes; w, P, S a period. Range: T* ≥ 0. Errors: none; P ≤ S gives 0 (use at
    once), wP ≥ 1 gives infinity. Source: Axelrod & Iliev 2014, PNAS 111.
    """
    kept = discount * (persistence - stealth)
    lost = 1.0 - discount * persistence
    if kept <= 0.0:
        return 0.0
    if lost <= 0.0:
        return math.inf
    return exponential_root(kept / lost)


@rule
def exponential_root(ratio):
    """The root T of T e^T = ratio, Lambert's W, by Newton's steps. Range: ratio ≥ 0 gives T ≥ 0. Errors: none."""
    threshold = log(1.0 + ratio)  # above the root, where Newton's steps go down to it
    for _ in range(60):
        spread = exp(-threshold)
        step = (threshold - ratio * spread) / (1.0 + threshold)
        threshold -= step
        if abs(step) < 1e-15 * (1.0 + threshold):
            break
    return threshold


@rule
def holder_threshold(rate, held, hazard, stealth):
    """The stakes from which one of N zero-days is better spent than kept, by who meets λ opportunities a month.

    Equation: T e^T = λ (1 − S)/(N h): one of N serves a N-th of the opportunities, its value v rests where h v = λ e^−T/N, and
    it is spent where stakes exceed its loss (1 − S) v. Units: mean stakes (exponential); λ a month, h a month, the hazard
    with which value is lost, −ln w + (1/life + collision)/12. Range: T ≥ 0. Errors: none; nothing held, no opportunities or
    S ≥ 1 give 0, h ≤ 0 infinity. Source: Axelrod & Iliev 2014 in continuous time, with collision (Ablon & Bogart 2017) and
    several stakes a month; what is found later is left out, as if it were not foreseen (it would lower T).
    """
    worth = rate * (1.0 - stealth)
    if held <= 0 or worth <= 0.0:
        return 0.0
    if hazard <= 0.0:
        return math.inf
    return exponential_root(worth / (held * hazard))


@rule
def reconsider(world, j, p):
    """Adversary j's threshold after its stock of zero-days changed. See `holder_threshold`."""
    adversary = world.adversaries[j]
    hazard = -log(p.stake_discount) + (1.0 / p.zero_day_life + p.collision_hazard) / 12.0
    rate = adversary.tempo * p.tempo_scale
    adversary.stake_threshold = holder_threshold(rate, adversary.zero_days, hazard, p.stake_stealth)
    adversary.threshold_for = adversary.zero_days


@rule
def resilience_met(protection, zero_day, unpatched, p):
    """The resilience that an operation meets: less against a zero-day, and against one that is burned but not patched.
    Of two ways in, the wider one counts. What the target suffers and what the adversary expects are this one figure.

    Equation: R_eff = R · min(0.4 if a zero-day is used, 0.7 until the patch, 1). Units: share stopped. Range: [0, R].
    Errors: none. Source: Ablon & Bogart 2017 (a zero-day is what defences do not know); own form.
    """
    left = 1.0
    if unpatched:
        left = p.patch_exposure
    if zero_day:
        left = min(left, p.zero_day_bypass)
    return protection * left


@rule
def tend_zero_days(world, p):
    """Every adversary's stock a month on: some die or are found by others, some are found.

    Equation: N' = N − Bin(N, 1 − exp(−(1/life + collision)/12)) + Poisson(finds · scale). Units: vulnerabilities. Errors:
    none. Source: Ablon & Bogart 2017.
    """
    alliance = world.alliance[0]
    month = alliance.month
    lost = 1.0 - exp(-(1.0 / p.zero_day_life + p.collision_hazard) / 12.0)
    for j in range(len(world.adversaries)):
        adversary = world.adversaries[j]
        gone = binomial(adversary.zero_days, lost, uniform(alliance.key, month, Draw.DEATHS, j, 0))
        found = poisson(adversary.finds * p.find_scale, uniform(alliance.key, month, Draw.FINDS, j, 0))
        adversary.zero_days = adversary.zero_days - gone + found
        world.months[month].zero_days_found += found
        if adversary.zero_days != adversary.threshold_for or alliance.refresh > 0:
            reconsider(world, j, p)


@rule
def burn_zero_day(world, j, victim, identity, p):
    """A detected use burns the vulnerability: it is patched, those who share intelligence with the victim first.

    Until its patch a state stays open to this adversary. Others' copies die with the yearly collision probability
    1 − exp(−hazard). Units: months. Source: Ablon & Bogart 2017; own form of patch diffusion.
    """
    alliance = world.alliance[0]
    month = alliance.month
    world.adversaries[j].zero_days = max(0, world.adversaries[j].zero_days - 1)
    reconsider(world, j, p)
    world.months[month].zero_days_burned += 1.0
    collision = 1.0 - exp(-p.collision_hazard)
    for other in range(len(world.adversaries)):
        rival = world.adversaries[other]
        if other != j and rival.zero_days > 0:
            if uniform(alliance.key, month, Draw.COLLISION, other, identity) < collision:
                rival.zero_days = rival.zero_days - 1
                reconsider(world, other, p)
    for i in range(len(world.states)):
        pair = world.pairs[j, i]
        pair.exposed_until = max(pair.exposed_until, month + p.patch_delay_far)
    if victim >= len(world.states):
        return
    world.pairs[j, victim].exposed_until = -1
    for k in range(world.first[Layer.INTELLIGENCE, victim], world.first[Layer.INTELLIGENCE, victim + 1]):
        pair = world.pairs[j, world.ties[k].neighbour]
        pair.exposed_until = min(pair.exposed_until, month + p.patch_delay_allied)
