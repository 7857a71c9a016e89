"""A fingerprint of this machine's arithmetic, part of a result's identity."""

from __future__ import annotations

import hashlib
import math
from functools import cache

import numpy as np

from model.arithmetic import exp, log, power
from model.quantile import normal_quantile

__all__ = ["arithmetic_fingerprint"]


@cache
def arithmetic_fingerprint() -> str:
    """A hash of what the functions behind every run give for fixed arguments.

    Two machines that differ here would differ in their runs; their rows are then kept apart instead of mixed unseen.
    """
    total = hashlib.sha256()
    for n in range(1, 1001):
        u = n * 0.6180339887498949 % 1.0
        x = 1400.0 * u - 700.0
        for value in (
            exp(x),
            log(u),
            power(u, 0.7),
            normal_quantile(u),
            normal_quantile(u * 1e-5),
            math.sqrt(u),
            u / x,
        ):
            total.update(np.float64(value).tobytes())
    return total.hexdigest()[:16]
