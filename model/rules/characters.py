"""What tells one adversary from another: its taste for harm, its wars, its campaigns, and whom it can still reach.

Equation: gain × exp(δ_j + ω war_ji) at disruption and above; tempo × exp(σ_j x − σ_j²/2); pull × (c − R)/(c − R_start). Units:
factors. Source: EuRepoC 2014–2023 by author: a third of Russia's operations are severe, more than half of those on
Ukraine, a twentieth of China's; Gelman & Hill 2007 (a common mean, and each one's departure); own forms.
"""

from __future__ import annotations

from model.arithmetic import exp
from model.rule import rule


@rule
def harsher(own, war, weight):
    """How much more than an average adversary one gains from disruption and destruction of this target.

    Equation: exp(δ + ω war), δ its own taste, war 1 where it wages one on the target. Units: factor on the gain. Range: > 0.
    Errors: none. Source: EuRepoC 2014–2023, severe shares by author; own form.
    """
    return exp(own + weight * war)


@rule
def busy(spread, x):
    """How busy an adversary is against its mean, at a place x between campaigns (in standard deviations).

    Equation: exp(σ x − σ²/2), of mean one for x ~ N(0, 1). Units: factor on the tempo. Range: > 0; σ = 0 gives 1. Errors:
    none. Source: yearly counts of EuRepoC 2014–2022, whose variance is 1.4 to 6 times their mean; own form.
    """
    return exp(spread * x - 0.5 * spread * spread)


@rule
def openness(protection, start, war, slack):
    """How much more or less a target is sought than when the record of targets was made, by what its resilience did since.

    Equation: s + war (1 − s), s = max(0, c − R)/(c − R_start). Units: factor on the pull; at R = R_start it is 1. Range: ≥ 0.
    Errors: none for c > 1. Source: own form: who was sought was sought in spite of its resilience of then, and a war's
    target is sought whatever its resilience.
    """
    open_now = max(0.0, slack - protection) / (slack - start)
    return open_now + war * (1.0 - open_now)
