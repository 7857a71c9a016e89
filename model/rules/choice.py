"""An adversary's opportunity: whom it seeks, what the stakes are, and what it does about it.

Equation: U = x g_t m e_t (1 − d R_eff) − max(0, P̂ ω̂ − P̂0 ω̂0) w c_t − own_t − c_flag − w_M M n_t + w_H H, over {abstain: 0} and
tier × flag; P = softmax(λ U). Units: utility; stakes x in mean stakes. Source: McKelvey & Palfrey 1995 (quantal
response); Baliga, Bueno de Mesquita & Wolitzky 2020 (what deters is π_i − π_0); Axelrod & Iliev 2014 (zero-days wait).
"""

from __future__ import annotations

import math

from model.arithmetic import log
from model.randomness import Draw, exponential, normal, poisson, uniform
from model.rule import rule
from model.rules.characters import busy, harsher, openness
from model.rules.learning import expected_blame, expected_punishment
from model.rules.operations import choice_into
from model.rules.retaliation import REVENGE_FIRST, heated, seek_revenge
from model.rules.zero_days import resilience_met
from model.state import Role, Tier

TIER_COUNT = 4
ALTERNATIVES = 9  # abstain, then each tier plain and flagged, from mild to severe


@rule
def seek_targets(world, p):
    """How much each adversary seeks each target this month, and how many opportunities it has.

    Equation: pull_ji = focus_ji (1 + H_ji) pop_i^b (1.15 − R_i)/(1.15 − R_i,start); the alliance's own networks are sought
    like an average member; n_j ~ Poisson(tempo · scale · campaign). Who was sought was sought in spite of its resilience
    of then, so that only the change since counts; and not at all in a war. Units: none. Source: concentration and size
    from EuRepoC 2014–2018, tested on 2019–2023; own form.
    """
    alliance = world.alliance[0]
    states = len(world.states)
    for j in range(len(world.adversaries)):
        adversary = world.adversaries[j]
        total = 0.0
        members = 0.0
        count = 0
        for i in range(states):
            state = world.states[i]
            pair = world.pairs[j, i]
            slack = openness(state.protection, state.protection_start, pair.war, p.target_slack)
            pair.pull = pair.focus * (1.0 + pair.hostility) * slack * state.weight_sought
            total += pair.pull
            if state.role == Role.ALLY:
                members += pair.pull
                count += 1
        adversary.networks_pull = p.alliance_networks * members / max(1, count)
        adversary.pull_total = total + adversary.networks_pull
        rate = adversary.tempo * p.tempo_scale * campaign(world, j, p)
        adversary.opportunities = poisson(rate, uniform(alliance.key, alliance.month, Draw.OPPORTUNITIES, j, 0))


@rule
def campaign(world, j, p):
    """How busy adversary j is this month, against its mean tempo: campaigns rise and fall over months.

    Equation: x' = φ x + √(1 − φ²) z, z ~ N(0, 1), kept within ±4; the factor is `characters.busy`. Units: factor of mean one.
    Source: EuRepoC 2014–2022: yearly counts vary up to six times as much as luck alone allows.
    """
    adversary = world.adversaries[j]
    alliance = world.alliance[0]
    phi = p.campaign_persistence
    z = normal(alliance.key, alliance.month, Draw.CAMPAIGN, j, 0)
    step = z if alliance.month == 0 else phi * adversary.campaign + math.sqrt(1.0 - phi * phi) * z
    adversary.campaign = min(4.0, max(-4.0, step))
    return busy(adversary.campaign_spread if p.campaigns > 0 else 0.0, adversary.campaign)


@rule
def taste(world, j, i, p):
    """How much more than another adversary j gains from disruption and worse against target i: `characters.harsher`, of
    its own taste and its war. With `character` off all have one taste, and war changes nothing."""
    if p.character == 0:
        return 1.0
    at_war = world.pairs[j, i].war if i < len(world.states) else 0.0
    return harsher(world.adversaries[j].harshness, at_war, p.war_severity)


@rule
def seek_target(world, j, u):
    """The target at u among an adversary's pulls; the number of states stands for the alliance's own networks."""
    left = u * world.adversaries[j].pull_total
    for i in range(len(world.states)):
        left -= world.pairs[j, i].pull
        if left < 0.0:
            return i
    return len(world.states)


@rule
def flag_cost(rate, precision, p):
    """What hiding under another's flag costs: so much that, all else equal, flags are flown at the adversary's habit.

    Equation: c = s ln((1 − f)/f)/λ. Units: utility. Range: any sign; s = 0 makes flags free. Errors: none for f in (0, 1).
    Source: Skopik & Pahi 2020 (flags are laborious); own form by inversion of the logit.
    """
    return p.flag_cost * log((1.0 - rate) / rate) / precision


@rule
def weigh(world, j, i, stake, p):
    """Fill in the utility of abstaining and of each tier, plain and flagged, against target i, and the same where no one
    ever answers. The equation stands at the top of the file."""
    adversary = world.adversaries[j]
    alliance = world.alliance[0]
    states = len(world.states)
    protection = alliance.mean_protection
    unpatched = False
    hostility = 0.0
    group = Role.ALLY.value
    if i < states:
        protection = world.states[i].protection
        unpatched = world.pairs[j, i].exposed_until >= alliance.month
        hostility = p.hostility_weight * world.pairs[j, i].hostility
        if world.states[i].role == Role.PARTNER:
            group = Role.PARTNER.value
    anyway = expected_blame(adversary, p)
    harsh = taste(world, j, i, p)
    hiding = flag_cost(adversary.flag_rate, p.precision, p)
    adversary.utility[0] = 0.0
    adversary.utility_undeterred[0] = 0.0
    for tier in range(TIER_COUNT):
        zero_day = adversary.zero_day > 0 and tier >= p.zero_day_tier
        stopped = resilience_met(protection, zero_day, unpatched, p)
        gain = stake * p.gain[tier] * adversary.motive * (1.0 - p.resilience_denial * stopped)
        if tier >= Tier.DISRUPTION:
            gain = gain * harsh
        gain = gain * heated(adversary, tier, p)
        gain += hostility - p.own_cost[tier] - p.norm_weight * alliance.norm * p.norm_tier[tier]
        for flag in range(2):
            k = 1 + 2 * tier + flag
            if flag == 1 and p.false_flags == 0:
                adversary.utility[k] = -math.inf
                adversary.utility_undeterred[k] = -math.inf
                continue
            plain = gain - flag * hiding
            fear = max(0.0, expected_punishment(adversary, tier, flag, group, p) - anyway)
            adversary.utility_undeterred[k] = plain
            adversary.utility[k] = plain - fear * alliance.resolve * p.cost[tier]


@rule
def severity_into(utilities, precision, chances):
    """Probabilities of the alternatives into `chances`; returns the chance of disruption or worse, and the mean tier
    (abstention 0, nuisance 1, … destruction 4)."""
    choice_into(utilities, precision, chances)
    severe = 0.0
    mean = 0.0
    for k in range(1, ALTERNATIVES):
        tier = (k - 1) // 2
        mean += chances[k] * (tier + 1)
        severe += chances[k] if tier >= Tier.DISRUPTION else 0.0
    return severe, mean


@rule
def choose_operation(world, j, k, p):
    """Adversary j decides on the k-th opportunity of the month; its choice stands in target, tier, flag and zero_day.

    A zero-day is used iff one is held, the tier is espionage or worse, and the stakes reach its T*. One that strikes back (an
    index from REVENGE_FIRST up) seeks those at whom it is angry, and else decides alike. Probabilities with and
    without the fear of an answer go to `severe`, `severity` and their undeterred twins: the measure of deterrence.
    Source: see the top of the file.
    """
    adversary = world.adversaries[j]
    alliance = world.alliance[0]
    key, month = alliance.key, alliance.month
    adversary.avenging = 1 if k >= REVENGE_FIRST else 0
    if adversary.avenging > 0:
        adversary.target = seek_revenge(world, j, uniform(key, month, Draw.REVENGE_TARGET, j, k))
    else:
        adversary.target = seek_target(world, j, uniform(key, month, Draw.TARGET, j, k))
    adversary.stake = exponential(uniform(key, month, Draw.STAKE, j, k))
    adversary.zero_day = 1 if adversary.zero_days > 0 and adversary.stake >= adversary.stake_threshold else 0
    weigh(world, j, adversary.target, adversary.stake, p)
    severe, mean = severity_into(adversary.utility_undeterred, p.precision, adversary.chances)
    adversary.severe_undeterred = severe
    adversary.severity_undeterred = mean
    severe, mean = severity_into(adversary.utility, p.precision, adversary.chances)
    adversary.severe = severe
    adversary.severity = mean
    left = uniform(key, month, Draw.CHOICE, j, k)
    chosen = 0
    while chosen < ALTERNATIVES - 1 and left >= adversary.chances[chosen]:
        left -= adversary.chances[chosen]
        chosen += 1
    adversary.tier = (chosen + 1) // 2 - 1
    adversary.flag = (chosen - 1) % 2 if chosen > 0 else 0
    if adversary.tier < p.zero_day_tier:
        adversary.zero_day = 0
