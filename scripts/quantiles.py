"""Make model/data/quantiles.csv: the normal quantile and its slope where the table of `model/quantile.py` has its knots.

    python scripts/quantiles.py

Decimal arithmetic of 40 digits, rounded once: Newton's method on Φ(x) = ½ + φ(x) (x + x³/3 + x⁵/(3·5) + …); the slope of the
quantile is 1/φ(x).
"""

from __future__ import annotations

from decimal import Decimal, getcontext
from pathlib import Path
from statistics import NormalDist

from model.quantile import OCTAVES, PARTS

FILE = Path(__file__).resolve().parent.parent / "model" / "data" / "quantiles.csv"
ROOT_TWO_PI = Decimal("2.506628274631000502415765284811045253006986740609938316629923576342293654607841974946595838")
getcontext().prec = 40


def density(x: Decimal) -> Decimal:
    """φ(x)."""
    return (-x * x / 2).exp() / ROOT_TWO_PI


def below(x: Decimal) -> Decimal:
    """Φ(x)."""
    term = total = x
    k = 1
    while abs(term) > Decimal(10) ** -45:
        k += 2
        term = term * x * x / k
        total += term
    return Decimal(1) / 2 + density(x) * total


def quantile(q: Decimal) -> Decimal:
    """Φ⁻¹(q), from the standard library's sixteen digits on."""
    x = Decimal(NormalDist().inv_cdf(float(q)))
    for _ in range(2):  # each step doubles the digits
        x -= (below(x) - q) / density(x)
    return x


def table() -> str:
    """The file's text: a knot a line, from q = 2^−(OCTAVES + 1) to ½."""
    lines = ["quantile,slope"]
    for octave in range(-OCTAVES - 1, -1):
        for part in range(PARTS):
            x = quantile(Decimal(2) ** octave * (PARTS + part) / PARTS)
            lines.append(f"{float(x)!r},{float(1 / density(x))!r}")
    lines.append(f"0.0,{float(ROOT_TWO_PI)!r}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FILE.write_text(table(), encoding="ascii")
