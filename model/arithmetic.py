"""Exponential, logarithm and power that give the same bits on every machine.

C libraries choose their `exp` and `log` by processor, and results differ in the last bit. These use additions,
multiplications and divisions alone, which IEEE 754 fixes to the bit, as it does the square root (`math.sqrt` may be used).
Whatever decides a run's bits, rules and year zero alike, takes its functions from here; a test reads the sources.
Methods: Tang 1989 (exp by table), fdlibm (Sun Microsystems 1993, log). Errors: below one unit in the last place.
"""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import numpy as np

from model.rule import rule

__all__ = ["exp", "log", "power"]

_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # ln 2 in two parts, the first short
_PER_LN2 = 1.44269504088896338700
_WHOLE = 6755399441055744.0  # 1.5 · 2^52: adding it and taking it off again rounds to the nearest whole number
_LEAST_NORMAL = 2.2250738585072014e-308
_HALF_ROOT = np.int64(0x3FE6A09E667F3BCD)  # the bits of √½


def _parts() -> tuple[np.ndarray, np.ndarray]:
    """2^(part/128) for 128 parts, and what rounding left out of each, relative to it: from 40 digits, by square roots."""
    with localcontext(prec=40):
        step = Decimal(2)
        for _ in range(7):
            step = step.sqrt()
        exact = [Decimal(1)]
        for _ in range(127):
            exact.append(exact[-1] * step)
        return np.array([float(one) for one in exact]), np.array(
            [float(one / Decimal(float(one)) - 1) for one in exact]
        )


_PARTS, _PARTS_BELOW = _parts()


@rule
def exp(x):
    """e to the x. Range: x above 709.78 gives infinity, below −745.13 zero. Errors: below 1 ulp; NaN gives NaN.

    Equation: x = k ln 2/128 + r, |r| ≤ ln 2/256; e^x = 2^(k/128) e^r, the first from a table, the second by Taylor's series.
    """
    if not -745.1332191019412 <= x <= 709.782712893384:
        return 0.0 if x < 0.0 else x + math.inf  # which keeps a NaN
    k = (x * (128.0 * _PER_LN2) + _WHOLE) - _WHOLE
    r = (x - k * (_LN2_HIGH / 128.0)) - k * (_LN2_LOW / 128.0)
    place = np.int64(k)
    part = place & np.int64(127)
    octave = place >> np.int64(7)
    t = r * r
    small = _PARTS_BELOW[part] + r + t * (0.5 + r * (1.0 / 6.0)) + t * t * (1.0 / 24.0 + r * (1.0 / 120.0))
    y = _PARTS[part] + _PARTS[part] * small
    if -708.0 < x < 709.0:
        return y * _two_to(octave)
    if x < 0.0:  # the result has fewer digits than a normal number: round once, at the end
        return y * _two_to(octave + 1000) * 9.332636185032189e-302
    return y * _two_to(octave - 1) * 2.0


@rule
def _two_to(k):
    """2^k for a whole k from −1022 to 1023, by writing the exponent's bits."""
    return np.int64((np.int64(k) + np.int64(1023)) << np.int64(52)).view(np.float64)


@rule
def log(x):
    """The natural logarithm. Range: x > 0; 0 gives minus infinity, below it NaN. Errors: below 1 ulp; NaN gives NaN.

    Equation: x = 2^k (1 + f), √½ ≤ 1 + f < √2; ln(1 + f) = f − f²/2 + s (f²/2 + R(s²)), s = f/(2 + f).
    """
    if not x > 0.0:
        return -math.inf if x == 0.0 else math.nan
    if x == math.inf:
        return math.inf
    k = 0.0
    if x < _LEAST_NORMAL:
        x = x * 18014398509481984.0  # 2^54
        k = -54.0
    bits = np.float64(x).view(np.int64)
    power = (bits - _HALF_ROOT) >> np.int64(52)
    f = np.int64(bits - (power << np.int64(52))).view(np.float64) - 1.0
    k = k + np.float64(power)
    half = 0.5 * f * f
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    odd = 2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)
    odd = z * (6.666666666666735130e-01 + w * odd)
    return s * (half + (odd + even)) + k * _LN2_LOW - half + f + k * _LN2_HIGH


@rule
def power(x, y):
    """x to the power y, x ≥ 0, as e^(y ln x). Errors: 1 + |y ln x| ulp; 0 to a negative power gives infinity, 0⁰ is 1."""
    if y == 0.0:
        return 1.0
    return exp(y * log(x))
