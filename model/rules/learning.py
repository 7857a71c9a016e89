"""Learning: whether a deed is answered, as Beta counts that fade, and apart from it how hard, as a mean weight.

Equation: E = P̂ ω̂_t, P̂ = a/(a + b), ω̂_t = (n0 Σ_r s_tr w_r + Σ heard · w)/(n0 + Σ heard), counts n' = n0 + ρ (n − n0) + event.
Units: weights of events, probabilities, weight of punishment.
Source: Fudenberg & Levine 1998 (fictitious play); fading memory after Roth & Erev 1995; declared weights: own form.
"""

from __future__ import annotations

from model.arithmetic import power
from model.rule import rule
from model.state import Tier


@rule
def belief(punished, unpunished):
    """The believed chance of being punished: the mean of a Beta distribution with these counts.

    Equation: P̂ = a/(a + b). Units: probability. Range: [0, 1]. Errors: none; no counts at all give ½.
    Source: Beta–Bernoulli updating (Laplace 1774).
    """
    total = punished + unpunished
    return punished / total if total > 0.0 else 0.5


@rule
def forget(count, prior, decay):
    """A count as it stands a month later if nothing happens: it fades towards its prior.

    Equation: n' = n0 + ρ (n − n0). Units: weight of events; ρ a month. Range: between count and prior for ρ in [0, 1].
    Errors: none. Source: Roth & Erev 1995 (forgetting); own prior floor.
    """
    return prior + decay * (count - prior)


@rule
def steady_belief(prior_punished, prior_unpunished, decay, rate):
    """The belief at rest when one event a month is punished with a constant rate: nearly, not quite, the truth.

    Equation: (a0 + q n)/(a0 + b0 + n), n = 1/(1 − ρ). Units: probability. Range: between the prior mean and q. Errors:
    none; ρ ≥ 1 (nothing is forgotten) gives q. Source: from `belief` and `forget`.
    """
    if decay >= 1.0:
        return rate + 0.0
    memory = 1.0 / (1.0 - decay)
    return (prior_punished + rate * memory) / (prior_punished + prior_unpunished + memory)


@rule
def chance_of_answer(adversary, tier, flag, group, p):
    """How likely an adversary thinks that an operation of this tier, flag and protection group is answered at all.

    Equation: P̂ = (a_cell + k P̂_tier)/(a_cell + b_cell + k), P̂_tier = a_t/(a_t + b_t). Units: probability.
    Range: [0, 1]. Errors: none. Source: partial pooling, Gelman & Hill 2007; Beta–Bernoulli updating.
    """
    mean = belief(adversary.tier_punished[tier], adversary.tier_unpunished[tier])
    above = adversary.punished[tier, flag, group] + p.cell_weight * mean
    return above / (adversary.punished[tier, flag, group] + adversary.unpunished[tier, flag, group] + p.cell_weight)


@rule
def expected_weight(prior_mean, strength, heard, weight):
    """How hard an answer is expected to be: a mean that begins at what is declared and moves to what was met.

    Equation: ω̂ = (n0 w0 + Σ heard · w)/(n0 + Σ heard). Units: weight of punishment; n0 in events. Range: between w0 and the
    mean weight met. Errors: none; nothing held and nothing heard gives w0. Source: conjugate mean, Gelman & Hill 2007.
    """
    total = strength + heard
    return (strength * prior_mean + weight) / total if total > 0.0 else prior_mean


@rule
def declared_weight(tier, p):
    """How hard an answer to this tier would be by what is declared: the rungs that it is likely to meet, by their weights.

    Equation: w0_t = Σ_r s_tr w_r. Units: weight of punishment. Range: of the weights. Errors: none. Source: own form. Below
    disruption the ladder begins at a statement, so that only a victim alone goes further: no share at rungs above sanctions.
    """
    mean = 0.0
    for rung in range(len(p.punishment)):
        share = p.rungs_destruction[rung]
        if tier == Tier.NUISANCE:
            share = p.rungs_nuisance[rung]
        elif tier == Tier.ESPIONAGE:
            share = p.rungs_espionage[rung]
        elif tier == Tier.DISRUPTION:
            share = p.rungs_disruption[rung]
        mean += share * p.punishment[rung]
    return mean


@rule
def feared_weight(adversary, tier, p):
    """How hard this adversary expects an answer to a deed of this tier to be. See `expected_weight`."""
    heard, weight = adversary.answers_heard[tier], adversary.weight_heard[tier]
    return expected_weight(declared_weight(tier, p), p.weight_prior, heard, weight)


@rule
def expected_punishment(adversary, tier, flag, group, p):
    """What an adversary expects an operation of this tier, flag and protection group to be punished with.

    Equation: E = P̂_cell ω̂_t. Units: weight of punishment an operation. Range: [0, ω̂]. Errors: none. Source: see the top.
    """
    return chance_of_answer(adversary, tier, flag, group, p) * feared_weight(adversary, tier, p)


@rule
def expected_blame(adversary, p):
    """What an adversary expects to be punished with in a month in which nothing was seen of it.

    Equation: P̂0 ω̂0, ω̂0 as ω̂ of a disruption before any blame was met. Units: weight of punishment a month. Range: ≥ 0.
    Errors: none. Source: Baliga, Bueno de Mesquita & Wolitzky 2020 (what deters is π_i − π_0).
    """
    declared = declared_weight(Tier.DISRUPTION, p)
    weight = expected_weight(declared, p.weight_prior, adversary.blame_heard, adversary.blame_weight)
    return belief(adversary.blamed, adversary.unblamed) * weight


@rule
def faded(decay, heard):
    """What is left of old evidence after an event heard at this weight: who hears nothing forgets nothing.

    Equation: ρ^heard. Units: factor. Range: [ρ, 1] for heard in [0, 1]. Errors: none. Source: own form.
    """
    return decay if heard >= 1.0 else power(decay, heard)


@rule
def _book(adversary, tier, flag, group, punished, unpunished, rho, p):
    """Add an event to a tier's counts and to its cell's; both forget a little of what was before."""
    adversary.tier_punished[tier] = forget(adversary.tier_punished[tier], p.prior_punished, rho) + punished
    adversary.tier_unpunished[tier] = forget(adversary.tier_unpunished[tier], p.prior_unpunished, rho) + unpunished
    adversary.punished[tier, flag, group] = forget(adversary.punished[tier, flag, group], 0.0, rho) + punished
    adversary.unpunished[tier, flag, group] = forget(adversary.unpunished[tier, flag, group], 0.0, rho) + unpunished


@rule
def book_deed(world, j, tier, flag, group, weight, p):
    """Adversary j sees what became of its operation: answered with this weight, or, at weight 0, not at all.

    Equation: answered a += heard, Σ heard += heard, Σ heard·w += heard w; else b += heard; before it counts fade by ρ^heard.
    Heard is 1 for the author and the vicarious weight for the others. Units: weight of events, of punishment.
    Source: Fudenberg & Levine 1998; Bandura 1977 (vicarious learning).
    """
    if p.learning == 0:
        return
    for other in range(len(world.adversaries)):
        heard = 1.0 if other == j else p.vicarious
        if heard <= 0.0:
            continue
        adversary = world.adversaries[other]
        rho = faded(p.event_decay, heard)
        if weight > 0.0:
            _book(adversary, tier, flag, group, heard, 0.0, rho, p)
            adversary.answers_heard[tier] = forget(adversary.answers_heard[tier], 0.0, rho) + heard
            adversary.weight_heard[tier] = forget(adversary.weight_heard[tier], 0.0, rho) + heard * weight
        else:
            _book(adversary, tier, flag, group, 0.0, heard, rho, p)


@rule
def relax_beliefs(world, p):
    """Every belief a month on: memories fade to the prior, and a month in which no deed of the author was seen is booked as
    quiet, or as one of blame with the weight that fell on the innocent. Source: Roth & Erev 1995."""
    if p.learning == 0:
        return
    rho = p.month_decay
    for j in range(len(world.adversaries)):
        adversary = world.adversaries[j]
        for tier in range(len(adversary.tier_punished)):
            adversary.tier_punished[tier] = forget(adversary.tier_punished[tier], p.prior_punished, rho)
            adversary.tier_unpunished[tier] = forget(adversary.tier_unpunished[tier], p.prior_unpunished, rho)
            adversary.answers_heard[tier] = forget(adversary.answers_heard[tier], 0.0, rho)
            adversary.weight_heard[tier] = forget(adversary.weight_heard[tier], 0.0, rho)
            for flag in range(2):
                for group in range(2):
                    adversary.punished[tier, flag, group] = forget(adversary.punished[tier, flag, group], 0.0, rho)
                    adversary.unpunished[tier, flag, group] = forget(adversary.unpunished[tier, flag, group], 0.0, rho)
        adversary.blamed = forget(adversary.blamed, p.prior_blamed, rho)
        adversary.unblamed = forget(adversary.unblamed, p.prior_unblamed, rho)
        adversary.blame_heard = forget(adversary.blame_heard, 0.0, rho)
        adversary.blame_weight = forget(adversary.blame_weight, 0.0, rho)
        if adversary.seen > 0:
            continue
        if adversary.blame > 0.0:
            adversary.blamed += 1.0
            adversary.blame_heard += 1.0
            adversary.blame_weight += adversary.blame
        else:
            adversary.unblamed += 1.0
