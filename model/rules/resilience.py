"""Cyber resilience: a stock that stops a share of attacks, and the harm that a state's neglect does to others.

Equation: R = 1 − exp(−κ S), S* = max(0, ln(κ L/c)/κ). Units: S in points of GDP, L and c·S in points of GDP a year.
Source: Gordon & Loeb 2002 (exponential breach function); Kunreuther & Heal 2003 (interdependent security).
"""

from __future__ import annotations

from model.arithmetic import exp, log
from model.rule import rule


@rule
def optimal_stock(kappa, loss, carrying_cost):
    """The resilience stock that a state holds when each point costs its carrying cost a year. Small losses buy none.

    Equation: S* = max(0, ln(κ L/c)/κ), which minimises L exp(−κS) + c S. Units: points of GDP (S), points of GDP a year
    (L), 1/year (c = ρ + δ; 1 for the static case). Range: S* ≥ 0. Errors: none; κ, L or c not positive gives 0.
    Source: Gordon & Loeb 2002.
    """
    if kappa <= 0.0 or loss <= 0.0 or carrying_cost <= 0.0:
        return 0.0
    ratio = kappa * loss / carrying_cost
    return log(ratio) / kappa if ratio > 1.0 else 0.0


@rule
def protection(kappa, stock):
    """The share of an attack that fails against a resilience stock. Each further point helps less.

    Equation: R = 1 − exp(−κ S). Units: none; S in points of GDP. Range: [0, 1). Errors: none; a negative κ S counts as 0.
    Source: Gordon & Loeb 2002.
    """
    reach = kappa * stock
    return 1.0 - exp(-reach) if reach > 0.0 else 0.0


@rule
def invests(cost, probability, loss, contagion, unprotected):
    """Whether a state pays for its own protection while neighbours may still pass an attack on to it.

    Equation: invests iff cost < p L (1 − q)^m, m unprotected others of contagion q each. Units: cost and L in the same
    money; p, q probabilities. Range: true or false. Errors: none; a q outside [0, 1] is moved to the nearer end.
    Source: Kunreuther & Heal 2003, Interdependent security.
    """
    spared = 1.0 - contagion
    if spared < 0.0:
        spared = 0.0
    if spared > 1.0:
        spared = 1.0
    worth = probability * loss
    for _ in range(int(unprotected)):
        worth = worth * spared
    return cost < worth
