"""Attribution: Bayes' rule over suspects, evidence pooled between states, and flags that mislead.

Equation: posterior_i ∝ π_i exp(ℓ_i), ℓ ~ N(±d²/2, d²); pooled d' = d √(m/(1 + (m − 1) ρ)). Units: log-odds, probabilities.
Source: Green & Swets 1966 (signal detection, equal variances); Rid & Buchanan 2015 and Edwards et al. 2017 (attribution).
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from model.arithmetic import exp, log
from model.errors import RequestError
from model.rule import rule


@rule
def evidence_strength(d, contributors, correlation):
    """How well several states' pooled evidence separates a guilty suspect from an innocent one. Shared errors limit it.

    Equation: d' = d √(m/(1 + (m − 1) ρ)), with limit d/√ρ. Units: standard deviations of the evidence. Range: d' ≥ d for
    m ≥ 1. Errors: none; fewer than one contributor gives 0, ρ is moved into [0, 1]. Source: Winkler 1981 (combining
    dependent information).
    """
    if contributors < 1.0:
        return 0.0
    shared = correlation
    if shared < 0.0:
        shared = 0.0
    if shared > 1.0:
        shared = 1.0
    return d * math.sqrt(contributors / (1.0 + (contributors - 1.0) * shared))


@rule
def posterior_into(prior, llr, out):
    """Bayes' rule over the suspects, written into `out` without allocation; what rules call. Returns nothing.

    Equation: out_i = π_i exp(ℓ_i) / Σ_k π_k exp(ℓ_k), the largest ℓ of a possible suspect taken off first. Units:
    probabilities; log-likelihoods. Range: [0, 1], sums to 1. `prior` may be unnormalised weights; the length of `out`
    counts. Errors: none; priors that are all zero give zeros. Source: Bayes 1763.
    """
    most = -math.inf
    for i in range(len(out)):
        if prior[i] > 0.0 and llr[i] > most:
            most = llr[i]
    total = 0.0
    for i in range(len(out)):
        below = llr[i] - most
        out[i] = prior[i] * exp(below) if prior[i] > 0.0 and below > -700.0 else 0.0
        total += out[i]
    if total > 0.0:
        for i in range(len(out)):
            out[i] = out[i] / total


@rule
def flag_likelihood(rate, accuracy, hypotheses):
    """The chance that technical traces show a suspect's own flag if it is the author. Each other flag shares the rest.

    Equation: P(s = i | i) = (1 − f) a + f (1 − a)/(K − 1); P(s | i) = (1 − P(s = i | i))/(K − 1) for every other s. Units:
    probabilities; K suspects. Range: [0, 1]. With a = 1 it is the ceiling 1 − f that no number of technical reports
    passes. Errors: none; K < 2 gives 1. Source: own; false flags after Rid & Buchanan 2015, Skopik & Pahi 2020.
    """
    if hypotheses < 2:
        return 1.0
    return (1.0 - rate) * accuracy + rate * (1.0 - accuracy) / (hypotheses - 1.0)


def posterior(prior, llr) -> np.ndarray:
    """Bayes' rule over the suspects, for people: `posterior_into` with its arguments checked.

    Equation: π_i exp(ℓ_i) / Σ_k π_k exp(ℓ_k). Units: probabilities; natural log-likelihoods. Range: [0, 1], sums to 1.
    Errors: RequestError for lengths that differ, a negative or all-zero prior, or evidence that is not a number.
    Source: Bayes 1763.
    """
    prior = np.asarray(prior, dtype=float)
    llr = np.asarray(llr, dtype=float)
    if prior.ndim != 1 or prior.shape != llr.shape or prior.size == 0:
        raise RequestError("posterior: prior and llr must be two lists of the same length")
    if not np.all(np.isfinite(prior)) or np.any(prior < 0.0) or not np.any(prior > 0.0):
        raise RequestError("posterior: prior must hold no negative number and at least one positive")
    if not np.all(llr < np.inf) or not np.any((prior > 0.0) & (llr > -np.inf)):
        raise RequestError("posterior: llr must hold numbers, and leave at least one suspect possible")
    out = np.empty_like(prior)
    posterior_into(prior, llr, out)
    return out


def naming_rates(d, prior, bar) -> tuple[float, float]:
    """How often one look at the evidence names a guilty suspect, and how often an innocent one.

    Equation: Φ(±d/2 − t/d), t = logit(bar) − logit(prior), + for the guilty. Units: probabilities; d in standard
    deviations. Range: [0, 1]. Errors: RequestError unless d ≥ 0 and prior and bar lie in (0, 1). Source: Green & Swets
    1966.
    """
    if not d >= 0.0 or not 0.0 < prior < 1.0 or not 0.0 < bar < 1.0:
        raise RequestError("naming_rates: d must be 0 or more, prior and bar between 0 and 1")
    needed = log(bar / (1.0 - bar)) - log(prior / (1.0 - prior))
    if d == 0.0:
        named = 1.0 if needed <= 0.0 else 0.0
        return named, named
    below = NormalDist().cdf
    return below(d / 2.0 - needed / d), below(-d / 2.0 - needed / d)
