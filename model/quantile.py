"""The standard normal quantile, by table and cubic: what every normal draw goes through.

The tail probability q = min(p, 1 − p) is looked up by its leading bits: each octave from 2^−14 to ½ is cut into 128 equal
parts, and in each part a cubic meets the quantile and its slope at both ends (Hermite). So the curve is smooth and rises.
Beyond, for one draw in eight thousand, Wichura (1988), algorithm AS 241. `scripts/quantiles.py` makes the table.
"""

from __future__ import annotations

import math
from importlib.resources import files

import numpy as np

from model.arithmetic import log
from model.rule import rule

__all__ = ["CUBICS", "normal_quantile"]

OCTAVES, PARTS = 13, 128
_FIRST = np.int64(
    np.float64(2.0 ** -(OCTAVES + 1)).view(np.int64) >> np.int64(45)
)  # exponent and 7 bits of the fraction
_REST = np.int64((1 << 45) - 1)
_TO_PART = 2.0**-45


def _cubics() -> np.ndarray:
    """Four coefficients a part: value, slope and the two that meet the next part's value and slope."""
    text = files("model").joinpath("data", "quantiles.csv").read_text(encoding="ascii").splitlines()[1:]
    value, slope = np.array([[float(cell) for cell in line.split(",")] for line in text]).T
    width = np.repeat(2.0 ** -np.arange(OCTAVES + 1.0, 1.0, -1.0), PARTS) / PARTS
    rise, start, end = value[1:] - value[:-1], slope[:-1] * width, slope[1:] * width
    table = np.zeros((OCTAVES * PARTS + 1, 4))  # the last row is q = ½ alone
    table[:-1] = np.column_stack([value[:-1], start, 3.0 * rise - 2.0 * start - end, start + end - 2.0 * rise])
    return table


CUBICS = _cubics()


@rule
def normal_quantile(p):
    """The standard normal quantile Φ⁻¹(p). Errors: below 7.5e-11 absolute, in the tails to about 1 part in 10^16.

    Range: 0 < p < 1; p ≤ 0 gives minus infinity, p ≥ 1 plus infinity.
    """
    if p <= 0.0:
        return -math.inf
    if p >= 1.0:
        return math.inf
    q = p if p < 0.5 else 1.0 - p
    bits = np.float64(q).view(np.int64)
    part = (bits >> np.int64(45)) - _FIRST
    if part >= 0:
        t = np.float64(bits & _REST) * _TO_PART
        x = ((CUBICS[part, 3] * t + CUBICS[part, 2]) * t + CUBICS[part, 1]) * t + CUBICS[part, 0]
    else:
        r = math.sqrt(-log(q))
        x = -_shoulder(r - 1.6) if r <= 5.0 else -_tail(r - 5.0)
    return x if p < 0.5 else -x


@rule
def _shoulder(r):
    """AS 241 between the centre and √(−ln p) = 5."""
    x = 7.7454501427834140764e-4 * r + 0.0227238449892691845833
    x = (x * r + 0.24178072517745061177) * r + 1.27045825245236838258
    x = (x * r + 3.64784832476320460504) * r + 5.7694972214606914055
    x = (x * r + 4.6303378461565452959) * r + 1.42343711074968357734
    y = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4
    y = (y * r + 0.0151986665636164571966) * r + 0.14810397642748007459
    y = (y * r + 0.68976733498510000455) * r + 1.6763848301838038494
    return x / ((y * r + 2.05319162663775882187) * r + 1.0)


@rule
def _tail(r):
    """AS 241 beyond √(−ln p) = 5."""
    x = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
    x = (x * r + 0.0012426609473880784386) * r + 0.026532189526576123093
    x = (x * r + 0.29656057182850489123) * r + 1.7848265399172913358
    x = (x * r + 5.4637849111641143699) * r + 6.6579046435011037772
    y = 2.04426310338993978564e-15 * r + 1.4215117583164458887e-7
    y = (y * r + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4
    y = (y * r + 0.0148753612908506148525) * r + 0.13692988092273580531
    return x / ((y * r + 0.59983220655588793769) * r + 1.0)
