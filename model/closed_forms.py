"""What follows from a vote in closed form: for people, tests and validation. No run calls these.

`rule.source_hash` leaves this file out: results on disk stay valid when it changes. Source: Baliga, Bueno de Mesquita &
Wolitzky 2020 (an answer under doubt); Ladha 1992 and Vasicek 2002 (correlated votes).
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from model.arithmetic import exp
from model.errors import RequestError

__all__ = ["acceptance", "evidence_bar"]


def evidence_bar(benefit, error_cost, own_cost):
    """The probability of guilt from which a member supports an answer: where its margin is zero.

    Equation: q* = (C + E)/(B + E). Units: probability. Range: ≥ 0 for C + E ≥ 0; above 1 it never supports. Errors: none;
    B + E ≤ 0 gives infinity. Source: from `supports`.
    """
    at_stake = benefit + error_cost
    return (own_cost + error_cost) / at_stake if at_stake > 0.0 else math.inf


def acceptance(p, quota, correlation=0.0) -> float:
    """The probability that at least `quota` members support, when each does with its p and they share a common shock.

    Equation: ∫ P(Σ_k 1[ε_k < (Φ⁻¹(p_k) + √ρ z)/√(1 − ρ)] ≥ quota) φ(z) dz, the inner one exact (Poisson binomial), the
    outer one by trapezoids on |z| ≤ 9. Units: probabilities. Range: [0, 1], error < 1e-9 for ρ ≤ 0.999. Errors:
    RequestError for a p or ρ outside [0, 1] or a quota that is no whole number. Source: one-factor model, Vasicek 2002;
    correlated votes, Ladha 1992.
    """
    p = np.atleast_1d(np.asarray(p, dtype=float))
    if p.ndim != 1 or not np.all((p >= 0.0) & (p <= 1.0)) or not 0.0 <= correlation <= 1.0:
        raise RequestError("acceptance: p must be a list of probabilities, correlation in [0, 1]")
    if int(quota) != quota:
        raise RequestError("acceptance: quota must be a whole number of members")
    quota = int(quota)
    if quota <= 0 or quota > p.size:
        return 1.0 if quota <= 0 else 0.0
    if correlation == 1.0:  # the shock alone decides, and the quota-th most willing member is pivotal
        return float(np.sort(p)[::-1][quota - 1])
    if correlation == 0.0:
        return float(_at_least(p[:, None], quota)[0])
    z = np.linspace(-9.0, 9.0, 4001 if correlation <= 0.999 else 100_001)
    normal = NormalDist()
    bars = np.array([normal.inv_cdf(x) if 0.0 < x < 1.0 else math.copysign(np.inf, x - 0.5) for x in p])
    reach = (bars[:, None] + math.sqrt(correlation) * z) / math.sqrt(1.0 - correlation)
    given = np.vectorize(lambda x: 0.5 * math.erfc(-x / math.sqrt(2.0)), otypes=[float])(reach)
    weight = np.vectorize(exp, otypes=[float])(-0.5 * z * z)
    return float(np.dot(_at_least(given, quota), weight) / np.sum(weight))


def _at_least(p: np.ndarray, quota: int) -> np.ndarray:
    """P(at least quota successes) of independent trials, one column a case."""
    count = np.zeros((quota + 1, p.shape[1]))  # the last row gathers "quota or more"
    count[0] = 1.0
    for row in p:
        gained = count[:-1] * row
        count[:-1] -= gained
        count[1:] += gained
    return count[quota]
