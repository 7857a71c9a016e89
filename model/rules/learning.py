"""Learning: beliefs about being punished, as Beta counts that fade.

Equation: P̂ = a/(a + b), counts n' = n0 + ρ (n − n0) + event. Units: weights of events, probabilities.
Source: Fudenberg & Levine 1998 (fictitious play); fading memory after Roth & Erev 1995.
"""

from __future__ import annotations

from model.rule import rule


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
def expected_punishment(adversary, tier, flag, group, p):
    """What an adversary expects an operation of this tier, flag and protection group to be punished with.

    Equation: (a_cell + k P̂_tier)/(a_cell + b_cell + k), P̂_tier = a_t/(a_t + b_t). Units: weight of punishment an operation.
    Range: [0, 1]. Errors: none. Source: partial pooling, Gelman & Hill 2007; Beta–Bernoulli updating.
    """
    mean = belief(adversary.tier_punished[tier], adversary.tier_unpunished[tier])
    above = adversary.punished[tier, flag, group] + p.cell_weight * mean
    return above / (adversary.punished[tier, flag, group] + adversary.unpunished[tier, flag, group] + p.cell_weight)


@rule
def _book(adversary, tier, flag, group, punished, unpunished, p):
    """Add an event to a tier's counts and to its cell's; both forget a little of what was before."""
    rho = p.event_decay
    adversary.tier_punished[tier] = forget(adversary.tier_punished[tier], p.prior_punished, rho) + punished
    adversary.tier_unpunished[tier] = forget(adversary.tier_unpunished[tier], p.prior_unpunished, rho) + unpunished
    adversary.punished[tier, flag, group] = forget(adversary.punished[tier, flag, group], 0.0, rho) + punished
    adversary.unpunished[tier, flag, group] = forget(adversary.unpunished[tier, flag, group], 0.0, rho) + unpunished


@rule
def book_deed(world, j, tier, flag, group, weight, p):
    """Adversary j sees what became of its operation: punished with this weight (0 not at all, 1 or more fully).

    Equation: a += min(1, w), b += 1 − min(1, w); the others learn the same at the vicarious weight. Units: weight of events.
    Source: Fudenberg & Levine 1998; Bandura 1977 (vicarious learning).
    """
    if p.learning == 0:
        return
    served = min(1.0, weight)
    for other in range(len(world.adversaries)):
        heard = 1.0 if other == j else p.vicarious
        if heard > 0.0:
            _book(world.adversaries[other], tier, flag, group, heard * served, heard * (1.0 - served), p)


@rule
def relax_beliefs(world, p):
    """Every belief a month on: memories fade to the prior, and an author's month without a visible deed is booked as
    quiet, or as blamed by the weight of the punishment that fell on the innocent. Source: Roth & Erev 1995."""
    if p.learning == 0:
        return
    rho = p.month_decay
    for j in range(len(world.adversaries)):
        adversary = world.adversaries[j]
        for tier in range(len(adversary.tier_punished)):
            adversary.tier_punished[tier] = forget(adversary.tier_punished[tier], p.prior_punished, rho)
            adversary.tier_unpunished[tier] = forget(adversary.tier_unpunished[tier], p.prior_unpunished, rho)
            for flag in range(2):
                for group in range(2):
                    adversary.punished[tier, flag, group] = forget(adversary.punished[tier, flag, group], 0.0, rho)
                    adversary.unpunished[tier, flag, group] = forget(adversary.unpunished[tier, flag, group], 0.0, rho)
        adversary.blamed = forget(adversary.blamed, p.prior_blamed, rho)
        adversary.unblamed = forget(adversary.unblamed, p.prior_unblamed, rho)
        if adversary.blame > 0.0:
            adversary.blamed += min(1.0, adversary.blame)
            adversary.unblamed += max(0.0, 1.0 - adversary.blame)
        elif adversary.seen == 0:
            adversary.unblamed += 1.0
