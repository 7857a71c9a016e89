"""Effects: what an operation does to its target and to those tied to it, and whether it is seen.

Equation: harm = d_t X (Y/500)^−½ CI (1 − R_eff), X lognormal of mean 1; p_det = σ(logit(base_t) + 2 (D − D0) − 1.5 z
(1 − drill)). Units: points of GDP; probability. Source: NotPetya 2017 (scale); Edwards, Hofmeyr & Forrest 2016 (heavy tails).
"""

from __future__ import annotations

from model.arithmetic import exp, power
from model.randomness import Draw, normal, uniform
from model.rule import rule
from model.rules.cases import Incident, group_of, identity_of, log_event, open_case
from model.rules.learning import book_deed
from model.rules.publication import publish
from model.rules.record import count_operation
from model.rules.retaliation import REVENGE_FIRST
from model.rules.zero_days import burn_zero_day, resilience_met
from model.state import Fate, Layer, Role, Tier


@rule
def harm(scale, luck, gdp, exponent, infrastructure, resilience):
    """Harm of one operation to its target. Smaller economies suffer more in proportion; resilience stops its share.

    Equation: d · X · (Y/500)^−e · CI · (1 − R). Units: points of GDP; Y in bn USD. Range: ≥ 0 for R ≤ 1. Errors: none for
    Y > 0. Source: scale from NotPetya (about 0.5 % of Ukraine's GDP, at most 10 bn USD worldwide), own form.
    """
    return scale * luck * power(gdp / 500.0, -exponent) * infrastructure * (1.0 - resilience)


@rule
def lognormal(sigma, z):
    """A lognormal factor of mean one: exp(σ z − σ²/2), z standard normal. Source: heavy tails, Edwards et al. 2016."""
    return exp(sigma * z - 0.5 * sigma * sigma)


@rule
def detection_chance(base, skill_gap, stealth):
    """The chance that an operation is seen.

    Equation: σ(logit(base) + skill − stealth). Units: probability; the rest in log-odds. Range: (0, 1) for base in (0, 1).
    Errors: none. Source: own logistic form.
    """
    odds = exp(skill_gap - stealth) * base / (1.0 - base)
    return odds / (1.0 + odds)


@rule
def sees(world, i, tier, zero_day, u, p):
    """Whether target i sees an operation of this tier. The alliance's own networks see with the members' mean skill."""
    skill = world.states[i].detection if i < len(world.states) else world.alliance[0].mean_detection
    stealth = p.zero_day_stealth * max(0.0, 1.0 - p.drill * skill) if zero_day > 0 else 0.0
    return u < detection_chance(p.detection[tier], p.detection_skill * (skill - p.skill_reference), stealth)


@rule
def infrastructure_factor(world, i, tier, p):
    """How critical infrastructure multiplies harm: its factor, halved as a pledge that puts it first is met.

    Equation: CI (1 − ½ first · kept) at disruption and above, else 1. Source: Cyber Defence Pledge, enhanced 2023.
    """
    if tier < Tier.DISRUPTION:
        return 1.0
    return p.infrastructure_factor * (1.0 - 0.5 * p.infrastructure_first * world.states[i].resilience_kept)


@rule
def suffer(world, i, points, attempted, civilian_share):
    """Book harm to a state, and what it would have been without protection; returns its money. Units: points in, bn USD out."""
    state = world.states[i]
    state.harm += points
    state.attempted += attempted
    state.civilian += points * civilian_share
    return points / 100.0 * state.gdp


@rule
def spill_over(world, i, points, attempted, civilian_share, p):
    """Harm that travels from state i along its digital ties, stopped in part by each neighbour's own resilience.

    Equation: money_j = s · money_i · w_ij/Σ w · (1 − R_j); what i could have kept from its neighbours is that times
    attempted/points. Units: bn USD returned, all neighbours. Source: NotPetya 2017; Kunreuther & Heal 2003 (contagion).
    """
    origin = world.states[i]
    if origin.digital_total <= 0.0 or p.spill <= 0.0:
        return 0.0
    spilled = 0.0
    for k in range(world.first[Layer.DIGITAL, i], world.first[Layer.DIGITAL, i + 1]):
        tie = world.ties[k]
        neighbour = world.states[tie.neighbour]
        reaching = p.spill * points / 100.0 * origin.gdp * tie.weight / origin.digital_total
        money = reaching * (1.0 - neighbour.protection)
        suffer(world, tie.neighbour, 100.0 * money / neighbour.gdp, 100.0 * reaching / neighbour.gdp, civilian_share)
        spilled += money
    if points > 0.0:
        origin.harm_abroad += 100.0 * spilled / origin.gdp * attempted / points
    return spilled


@rule
def scapegoat(world, j, u):
    """Whose flag adversary j flies at u: another adversary or crime, each as likely as analysts hold it to be."""
    adversaries = len(world.adversaries)
    total = 0.0
    for other in range(adversaries + 1):
        total += world.alliance[0].prior[other] if other != j else 0.0
    left = u * total
    for other in range(adversaries + 1):
        if other != j:
            left -= world.alliance[0].prior[other]
            if left < 0.0:
                return other
    return adversaries


@rule
def carry_out(world, j, k, p):
    """Adversary j's choice on its k-th opportunity takes effect: harm, spill-over, sight, a case, a line in the log."""
    adversary = world.adversaries[j]
    alliance = world.alliance[0]
    key, month = alliance.key, alliance.month
    row = world.months[month]
    row.opportunities += 1.0
    row.severe_undeterred += adversary.severe_undeterred
    row.severe_deterred += adversary.severe_undeterred - adversary.severe
    row.tiers_deterred += adversary.severity_undeterred - adversary.severity
    i, tier = adversary.target, adversary.tier
    identity = identity_of(month, j, k)
    if tier < 0:
        nothing = Incident(j, i, tier, j, 0, 0, 0.0, 0.0, 0.0, 0.0, 0.0)
        log_event(world, identity, k, nothing, False, Fate.ABSTAINED)
        return
    shown = scapegoat(world, j, uniform(key, month, Draw.SCAPEGOAT, j, k)) if adversary.flag > 0 else j
    seen = sees(world, i, tier, adversary.zero_day, uniform(key, month, Draw.DETECTION, j, k), p)
    luck = lognormal(p.damage_sigma, normal(key, month, Draw.DAMAGE, j, k))
    points, attempted, money, spilled, unpatched = 0.0, 0.0, 0.0, 0.0, False
    if i < len(world.states):
        exposed = world.pairs[j, i].exposed_until >= month
        stopped = resilience_met(world.states[i].protection, adversary.zero_day > 0, exposed, p)
        unpatched = adversary.zero_day == 0 and exposed
        factor = infrastructure_factor(world, i, tier, p)
        attempted = harm(p.damage[tier], luck, world.states[i].gdp, p.damage_size, factor, 0.0)
        points = attempted * (1.0 - stopped)
        if seen and world.states[i].role == Role.ALLY:
            helped = p.assist_effect * p.assist * alliance.mean_coordination
            row.harm_prevented += helped * points / 100.0 * world.states[i].gdp
            points = points * (1.0 - helped)
        money = suffer(world, i, points, attempted, p.civilian[tier])
        if tier >= Tier.DISRUPTION:
            spilled = spill_over(world, i, points, attempted, p.civilian[tier], p)
    elif seen and tier >= Tier.DISRUPTION:
        alliance.networks_hit = 1
    zero_day = adversary.zero_day
    if zero_day > 0 and seen:
        recognised = p.recognition + p.recognition_drill * p.drill
        if uniform(key, month, Draw.RECOGNITION, j, k) < recognised:
            zero_day = 2
    total = money + spilled
    share = p.civilian[tier]
    incident = Incident(
        j, i, tier, shown, adversary.flag, zero_day, points, total, points * share, total * share, attempted
    )
    count_operation(world, incident, money, spilled, seen, unpatched)
    if k >= REVENGE_FIRST:
        row.retaliation_operations += 1.0
        row.retaliation_harm += total
    event = log_event(world, identity, k, incident, seen, Fate.PENDING if seen else Fate.UNDETECTED)
    if not seen:
        book_deed(world, j, tier, adversary.flag, group_of(world, i), 0.0, p)
        return
    adversary.seen = adversary.seen + 1
    adversary.operations_used += 1.0
    adversary.flags_used += adversary.flag
    if adversary.zero_day > 0:
        burn_zero_day(world, j, i, identity, p)
    publish(world, j, event, incident, p)
    open_case(world, identity, event, incident, p)
