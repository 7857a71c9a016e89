"""Named randomness: every random number is a function of what it is for, never of what was drawn before.

u = top 53 bits of mix(luck + month c1 + draw c2 + who c3 + index c4), luck = mix(key), a counter-based generator (Salmon et
al. 2011, "Parallel random numbers: as easy as 1, 2, 3") built on the splitmix64 finaliser (Steele, Lea & Flood 2014). So
an incident meets the same luck under every policy, whatever else changed: common random numbers hold exactly, on every
thread, process and machine. `index` is the birth identity of a thing, never a counter, a slot or a place in a round.
Variates come from one uniform each by inverse distribution function: a changed rate moves them monotonically.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from enum import IntEnum

import numba
import numpy as np

from model.arithmetic import exp, log
from model.quantile import normal_quantile
from model.rule import rule

__all__ = [
    "Draw",
    "binomial",
    "exponential",
    "luck",
    "normal",
    "normal_quantile",
    "poisson",
    "run_key",
    "run_keys",
    "uniform",
    "uniforms",
]


class Draw(IntEnum):
    """What a random number decides. Numbers are part of every result: never reuse or change one, add at the end."""

    OPPORTUNITIES = 1
    TARGET = 2
    STAKE = 3
    CHOICE = 4
    DAMAGE = 5
    DETECTION = 6
    DIFFICULTY = 7
    TECHNICAL = 8
    INDEPENDENT = 9
    SCAPEGOAT = 10
    CRIME = 11
    CRIME_TARGET = 12
    RECOGNITION = 13
    FINDS = 14
    DEATHS = 15
    COLLISION = 16
    DELAY = 17
    COMMON_SHOCK = 18
    OPINION = 19
    MEMBER_COST = 20
    OBJECTION = 21
    CONCESSION = 22
    ALONE = 23
    ESCALATION = 24  # drawn no more: an escalation is a nuclear adversary's RETALIATION
    INTIMIDATION = 25
    CBRN = 26
    RED_LINE = 27
    CBRN_TARGET = 28
    NAMING = 29
    CRIME_TIER = 30
    CAMPAIGN = 31
    RETALIATION = 32
    REVENGE = 33
    REVENGE_TARGET = 34
    PUBLICATION = 35
    ACCUSATION = 36
    ACCUSATION_LAG = 37
    CONSULTATION = 38
    SPENDING = 39
    SHOCK = 40
    SHOCK_SIZE = 41


_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_MONTH = np.uint64(0xD1342543DE82EF95)
_DRAW = np.uint64(0xDA942042E4DD58B5)
_WHO = np.uint64(0xAF251AF3B0F025B5)
_INDEX = np.uint64(0x9FB21C651E98DF25)
_TO_UNIT = 1.0 / 9007199254740992.0  # 2^-53
_TO_OPEN_UNIT = 1.0 / 4503599627370496.0  # 2^-52

MOST = 10_000
"""Largest count that `poisson` returns: a loop in a rule must end."""


def _wraps(function: Callable) -> Callable:
    """Where rules run as plain Python, let unsigned arithmetic wrap without a warning, as compiled code does."""
    if not numba.config.DISABLE_JIT:
        return function

    @functools.wraps(function)
    def quiet(*arguments):
        with np.errstate(over="ignore"):
            return function(*[np.int64(argument).astype(np.uint64) for argument in arguments])

    return quiet


@rule
def _mix(z):
    """The splitmix64 step on 64 bits: a bijection whose every output bit depends on every input bit."""
    z = z + _GOLDEN
    z = (z ^ (z >> np.uint64(30))) * _FIRST
    z = (z ^ (z >> np.uint64(27))) * _SECOND
    return z ^ (z >> np.uint64(31))


@_wraps
@rule
def bits(key, month, draw, who, index):
    """The 64 random bits that belong to these five whole numbers (each of up to 64 bits, negative ones wrap).

    `key` is a run's luck, `world.alliance[0].key`.
    """
    place = np.uint64(month) * _MONTH + np.uint64(draw) * _DRAW + np.uint64(who) * _WHO + np.uint64(index) * _INDEX
    return _mix(np.uint64(key) + place)


@_wraps
@rule
def luck(key):
    """Where a run's draws start: its key, mixed once, so that neighbouring keys have nothing in common."""
    return np.uint64(_mix(np.uint64(key))).view(np.int64)


@_wraps
@rule
def _key_bits(seed, k):
    """Bits of the key of run k: nested, so that no two pairs of small numbers meet."""
    return _mix(_mix(np.uint64(seed)) + np.uint64(k))


def run_key(seed: int, k: int) -> int:
    """The key of run k of a study: a whole number below 2^53, exact in JSON and in float64.

    Studies with different seeds share no run. Range of both: 0 … 2^53 − 1.
    """
    return int(_key_bits(seed, k)) >> 11


def run_keys(seed: int, first: int, last: int) -> np.ndarray:
    """The keys of runs first … last of a study, as `run_key` gives them one by one; needs no compiled code."""
    mix = getattr(_mix, "py_func", _mix)
    runs = np.arange(first, last + 1, dtype=np.uint64)
    return (mix(mix(np.full(len(runs), seed, np.uint64)) + runs) >> np.uint64(11)).astype(np.int64)


def uniforms(
    keys: np.ndarray, month: np.ndarray | int, draw: int, who: np.ndarray | int, index: np.ndarray | int
) -> np.ndarray:
    """The uniform numbers that belong to many draws at once, each as `uniform` gives it under `luck(key)`; for what is
    worked out after runs."""
    mix = getattr(_mix, "py_func", _mix)
    one = (np.asarray(part).astype(np.int64).astype(np.uint64) for part in (month, draw, who, index))
    with np.errstate(over="ignore"):
        place = sum(part * weight for part, weight in zip(one, (_MONTH, _DRAW, _WHO, _INDEX), strict=True))
        found = mix(mix(np.asarray(keys).astype(np.uint64)) + place)
    return (found >> np.uint64(11)).astype(np.float64) * _TO_UNIT


@rule
def uniform(key, month, draw, who, index):
    """The uniform number in [0, 1) that belongs to a draw. `draw` is a `Draw` or its number; 53 bits, ~6 ns."""
    return np.float64(bits(key, month, draw, who, index) >> np.uint64(11)) * _TO_UNIT


@rule
def normal(key, month, draw, who, index):
    """The standard normal number that belongs to a draw, monotone in the same bits as `uniform`; within ±8.2."""
    return normal_quantile((np.float64(bits(key, month, draw, who, index) >> np.uint64(12)) + 0.5) * _TO_OPEN_UNIT)


@rule
def exponential(u):
    """The exponential(1) variate at u in [0, 1): −ln(1 − u). Errors: u ≥ 1 counts as the largest u there is."""
    left = 1.0 - u
    return -log(left if left > _TO_UNIT else _TO_UNIT)


@rule
def poisson(mean, u):
    """The Poisson count at u: the smallest n with F(n) ≥ u. A higher mean gives no lower count.

    Range: mean 0 … 700 (e^−mean underflows beyond, where the next whole number above the mean comes back); a mean ≤ 0
    gives 0.
    """
    if mean <= 0.0:
        return 0
    n = 0
    chance = exp(-mean)
    total = chance
    while u > total and n < MOST:
        n += 1
        before = total
        chance = chance * mean / n
        total += chance
        if total == before and n > mean:  # rounding left the sum a hair below one, or at zero
            return n
    return n


@rule
def binomial(n, p, u):
    """The binomial count at u: the smallest k with F(k) ≥ u, among n trials of chance p in [0, 1].

    Range: n 0 … 1,000; p ≤ 0 gives 0, p ≥ 1 gives n. Where p > ½ the failures are counted, or (1 − p)^n would underflow.
    """
    if p <= 0.0 or n <= 0 or u <= 0.0:
        return 0
    if p >= 1.0:
        return n
    mirrored = p > 0.5
    odds = (1.0 - p) / p if mirrored else p / (1.0 - p)
    level = 1.0 - u if mirrored else u
    k = 0
    chance = exp(n * log(p if mirrored else 1.0 - p))
    total = chance
    while (level > total or mirrored and level == total) and k < n:
        k += 1
        chance = chance * (n - k + 1) / k * odds
        total += chance
    return n - k if mirrored else k
