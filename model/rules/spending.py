"""Core defence spending: an impure public good, pledges with a date, and luck with heavy tails. Formulas over numbers.

Equation: b° = max(0, a − (1 − a) θ B); step to a pledge κ max(0, τ − b)/max(1, D − t); luck σ (b/1.6 %)^0.7 T₃. Units:
shares of GDP a year. Source: Olson & Zeckhauser 1966, Cornes & Sandler 1996, in thinned form (a share θ of allies' spending
spills in); NATO's record 2014–2024 for the step and the luck (docs/validation.md).
"""

from __future__ import annotations

import math

import numpy as np

from model.arithmetic import power
from model.errors import RequestError
from model.rule import rule


@rule
def best_response(alpha, theta, spill_in):
    """What a state spends by itself, given what spills in from its allies. More spill-in means less own spending.

    Equation: b° = max(0, a − (1 − a) θ B); maximises (1 − a) ln(1 − b) + a ln(b + θ B). Units: shares of GDP.
    Range: taste a in [0, 1), θ ≥ 0, B ≥ 0 give b° in [0, a]. Errors: none. Source: Olson & Zeckhauser 1966;
    Cornes & Sandler 1996.
    """
    share = alpha - (1.0 - alpha) * theta * spill_in
    return share if share > 0.0 else 0.0


@rule
def pledged(best_response, pledge, weight):
    """What a state spends under a pledge: it closes a part of the gap. A state above the pledge is not touched.

    Equation: b* = b° + ω max(0, τ − b°). Units: shares of GDP. Range: weight ω in [0, 1]: 0 ignores the pledge, 1 meets
    it. Errors: none. Source: NATO Defence Investment Pledge (Wales 2014, The Hague 2025); threshold norm, own form.
    """
    gap = pledge - best_response
    return best_response + weight * gap if gap > 0.0 else best_response + 0.0


@rule
def step_to(core, pledge, share, years):
    """A year's step towards a pledge with a date: a share of the even path there. A state above the pledge does not move.

    Equation: κ max(0, τ − b)/max(1, D − t), κ the share of the path kept, D − t the years left. Units: shares of GDP; years.
    Range: 0 … κ (τ − b). Errors: none; a date that has passed asks for the whole gap. Source: NATO's record 2014–2024: such a
    step forecasts it better than a pull without a date (docs/validation.md); own form.
    """
    gap = pledge - core
    return share * gap / max(1.0, years) if gap > 0.0 else 0.0


@rule
def student_three(z, a, b, c):
    """Student's t with three degrees of freedom from four standard normals: z/√((a² + b² + c²)/3). Not standardised: its
    standard deviation is √3. Errors: none; three zeros below count as nearly so."""
    return z / math.sqrt(max(1e-12, (a * a + b * b + c * c) / 3.0))


@rule
def disturbed(core, noise, t):
    """Core spending after what nobody plans: jumps are more frequent than a normal error allows, and larger in large budgets.

    Equation: b + σ (b/1.6 %)^0.7 T₃, kept in ½ b … 1½ b. Units: b a share of GDP, σ in points of GDP. Range: ≥ 0; where nothing
    is spent nothing moves. Source: rises of NATO's allies 2014–2024 (power and tails fitted; no budget was halved in a year).
    """
    moved = 0.01 * noise * power(core / 0.016, 0.7) * t
    return core + min(0.5 * core, max(-0.5 * core, moved))


@rule
def implied_taste(share, theta, spill_in, pledge, weight):
    """The taste for defence that makes an observed share the state's choice, pledge and spill-in considered.

    The inverse of `pledged(best_response(a, θ, B), τ, ω)`. Equation: a = (b° + θB)/(1 + θB), b° = (b − ωτ)/(1 − ω) below
    the pledge, else b. Units: shares of GDP. Range: [0, 1). Errors: none; a share below ωτ cannot be a choice and counts
    as b° = 0, ω ≥ 1 as b° = b. Source: own (revealed preference).
    """
    alone = share
    if share < pledge and weight < 1.0:
        alone = (share - weight * pledge) / (1.0 - weight)
    if alone < 0.0:
        alone = 0.0
    return (alone + theta * spill_in) / (1.0 + theta * spill_in)


def equilibrium(alpha, theta, gdp, ties=1.0, pledge=0.0, weight=0.0) -> np.ndarray:
    """Everybody's spending when each answers all the others: the fixed point. Plain iteration finds it.

    Equation: b_i = pledged(best_response(a_i, θ_i, B_i), τ, ω_i), B_i = Σ_j w_ij b_j Y_j / Σ_{k: i and its ties} Y_k.
    Units: shares of GDP; gdp in any money. `ties` is a matrix of weights in [0, 1], or one weight for all pairs; the
    others are one number or one a state. Range: [0, 1). Errors: RequestError for impossible arguments, or where the
    iteration finds no rest (it is a contraction while (1 − a) θ < 1). Source: Cornes & Sandler 1996, thinned form.
    """
    gdp = np.asarray(gdp, dtype=float).ravel()
    n = gdp.size
    alpha, theta, pledge, weight = (
        _per_state(name, value, n, high)
        for name, value, high in (
            ("alpha", alpha, 1.0),
            ("theta", theta, np.inf),
            ("pledge", pledge, 1.0),
            ("weight", weight, 1.0),
        )
    )
    if n == 0 or not np.all(np.isfinite(gdp)) or np.any(gdp <= 0.0):
        raise RequestError("equilibrium: gdp must be one positive number a state")
    ties = np.array(np.broadcast_to(np.asarray(ties, dtype=float), (n, n)))
    np.fill_diagonal(ties, 0.0)
    if not np.all((ties >= 0.0) & (ties <= 1.0)):
        raise RequestError("equilibrium: ties must be weights in [0, 1]")
    spill = ties * gdp / (gdp + (ties > 0.0) @ gdp)[:, None]
    shares = alpha
    for _ in range(20_000):
        alone = np.maximum(0.0, alpha - (1.0 - alpha) * theta * (spill @ shares))
        after = alone + weight * np.maximum(0.0, pledge - alone)
        if np.max(np.abs(after - shares)) < 1e-15:
            return after
        shares = after
    raise RequestError("equilibrium: no fixed point found; (1 − alpha) theta must be below 1")


def _per_state(name: str, value, n: int, high: float) -> np.ndarray:
    try:
        values = np.array(np.broadcast_to(np.asarray(value, dtype=float), (n,)))
    except ValueError:
        raise RequestError(f"equilibrium: {name} must be one number, or one for each of the {n} states") from None
    if not np.all((values >= 0.0) & (values <= high)):
        allowed = f"in [0, {high:g}]" if np.isfinite(high) else "0 or more"
        raise RequestError(f"equilibrium: {name} must be {allowed}")
    return values
