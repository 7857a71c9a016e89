"""What an adversary does with an opportunity: a noisy best choice.

Equation: P_i = exp(λ U_i) / Σ_k exp(λ U_k). Units: λ per unit of utility. Source: McFadden 1974; McKelvey & Palfrey 1995.
"""

from __future__ import annotations

import math

import numpy as np

from model.arithmetic import exp
from model.errors import RequestError
from model.rule import rule


@rule
def choice_into(utilities, precision, out):
    """Probabilities of the alternatives, written into `out` without allocation; what rules call. Returns nothing.

    Equation: out_i = exp(λ (U_i − U_max)) / Σ_k exp(λ (U_k − U_max)). Units: λ per unit of utility. Range: [0, 1], sums to
    1; λ = 0 chooses evenly. An alternative at minus infinity is not open. Errors: none; nothing open gives zeros.
    Source: McFadden 1974; McKelvey & Palfrey 1995 (quantal response).
    """
    most = -math.inf
    for i in range(len(out)):
        if utilities[i] > most:
            most = utilities[i]
    total = 0.0
    for i in range(len(out)):
        out[i] = 0.0
        if utilities[i] > -math.inf:
            below = precision * (utilities[i] - most)
            out[i] = exp(below) if below > -700.0 else 0.0
        total += out[i]
    if total > 0.0:
        for i in range(len(out)):
            out[i] = out[i] / total


def choice_probabilities(utilities, precision) -> np.ndarray:
    """Probabilities of the alternatives, for people: `choice_into` with its arguments checked.

    Equation: exp(λ U_i) / Σ_k exp(λ U_k). Units: λ per unit of utility. Range: [0, 1], sums to 1. Errors: RequestError for
    an empty list, a utility that is not a number, or λ < 0. Source: McFadden 1974; McKelvey & Palfrey 1995.
    """
    utilities = np.asarray(utilities, dtype=float)
    if utilities.ndim != 1 or utilities.size == 0 or not np.all(utilities < np.inf) or np.all(utilities == -np.inf):
        raise RequestError("choice_probabilities: utilities must be a list of numbers, at least one of them finite")
    if not 0.0 <= precision < np.inf:
        raise RequestError("choice_probabilities: precision must be 0 or more")
    out = np.empty_like(utilities)
    choice_into(utilities, float(precision), out)
    return out
