"""A battery for the named draws: one mixing step a draw, over places that differ by one in one argument or two.

What a stream's tests would miss is looked at here: neighbouring keys, months, purposes, actors and things, every bit of them.
Sizes are per test; `long` repeats each on a hundred times as many places. Each bound is some five standard errors.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats

from model.randomness import bits, luck, run_key
from model.rule import rule

ARGUMENTS = ("key", "month", "draw", "who", "index")
SIZES = [pytest.param(40_000), pytest.param(4_000_000, marks=pytest.mark.long)]
PLACE = (20_250_101, 5, 6, 3, 1_000)
STEPS = (1, 12, 4_096, 16 * 4_096)  # an identity moves by one in its index, its author and its month


@rule
def _fill(out, start, key, month, draw, who, index, a, b, step, rows):
    """Bits while argument a counts up by `step`, and argument b by one after every `rows`; a run's luck is mixed again."""
    for n in range(len(out)):
        along, across = start + (n % rows) * step, n // rows
        out[n] = bits(
            luck(key + (along if a == 0 else 0) + (across if b == 0 else 0)),
            month + (along if a == 1 else 0) + (across if b == 1 else 0),
            draw + (along if a == 2 else 0) + (across if b == 2 else 0),
            who + (along if a == 3 else 0) + (across if b == 3 else 0),
            index + (along if a == 4 else 0) + (across if b == 4 else 0),
        )


def places(size: int, a: int, b: int = -1, step: int = 1, start: int = 0, rows: int | None = None) -> np.ndarray:
    """The 64 bits of so many places."""
    out = np.empty(size, np.uint64)
    _fill(out, start, *PLACE, a, b, step, rows or size)
    return out


def uniforms(found: np.ndarray) -> np.ndarray:
    return (found >> np.uint64(11)).astype(float) * 2.0**-53


def ones(found: np.ndarray) -> np.ndarray:
    """How many of the values have each bit."""
    return np.array([np.count_nonzero(found & np.uint64(1 << bit)) for bit in range(64)])


def far(counts: np.ndarray, expected: np.ndarray | float, sd: float) -> float:
    return float(np.max(np.abs(counts - expected)) / sd)


CASES = [(a, step) for a in range(5) for step in (STEPS if ARGUMENTS[a] == "index" else (1, 2))]
along = pytest.mark.parametrize(("a", "step"), CASES, ids=[f"{ARGUMENTS[a]}-{step}" for a, step in CASES])
pairs = pytest.mark.parametrize(("a", "b"), list(itertools.permutations(range(5), 2)))
sized = pytest.mark.parametrize("size", SIZES)


@sized
@along
def test_every_bit_is_balanced(a, step, size):
    assert far(ones(places(size, a, step=step)), size / 2, np.sqrt(size) / 2) < 5.0


@sized
@along
def test_neighbours_differ_in_half_of_their_bits(a, step, size):
    """Avalanche: a step of one argument turns each output bit with chance ½, and any two independently."""
    found = places(size, a, step=step)
    turned = found[1:] ^ found[:-1]
    assert far(ones(turned), (size - 1) / 2, np.sqrt(size) / 2) < 5.0
    assert far(ones(turned ^ (turned >> np.uint64(1)))[:63], (size - 1) / 2, np.sqrt(size) / 2) < 5.0


@pytest.mark.parametrize("a", range(5), ids=ARGUMENTS)
@sized
def test_each_single_bit_of_an_argument_turns_half_of_the_bits(a, size):
    """Strict avalanche over the lowest 20 bits of each argument, from many starting places."""
    start = places(size // 20, a, step=7)
    for bit in range(20):
        turned = start ^ places(size // 20, a, step=7, start=1 << bit)
        assert far(ones(turned), len(start) / 2, np.sqrt(len(start)) / 2) < 5.5, bit


@sized
@along
def test_uniforms_and_their_pairs_fill_the_square(a, step, size):
    """χ² over 64 cells, and over 32 × 32 cells of each value with the next, the third next and the twelfth next."""
    u = uniforms(places(size, a, step=step))
    assert stats.chisquare(np.bincount((u * 64).astype(int), minlength=64)).pvalue > 1e-5
    for lag in (1, 3, 12):
        cell = (u[:-lag] * 32).astype(int) * 32 + (u[lag:] * 32).astype(int)
        assert stats.chisquare(np.bincount(cell, minlength=1024)).pvalue > 1e-5, lag


@sized
@along
def test_low_bits_fill_the_square_too(a, step, size):
    low = (places(size, a, step=step) & np.uint64(31)).astype(int)
    assert stats.chisquare(np.bincount(low[:-1] * 32 + low[1:], minlength=1024)).pvalue > 1e-5


@sized
@pairs
def test_rows_of_a_grid_have_nothing_in_common(a, b, size):
    """Correlation between a row of places along one argument and the rows beside it along another."""
    rows = size // 8
    u = uniforms(places(size, a, b, rows=rows)).reshape(8, rows) - 0.5
    found = np.corrcoef(u)[np.triu_indices(8, 1)]
    assert np.max(np.abs(found)) * np.sqrt(rows) < 5.0
    shifted = [np.corrcoef(u[0, :-lag], u[1, lag:])[0, 1] for lag in (1, 2, 3)]  # c2 − c1 must not look like a lag
    assert np.max(np.abs(shifted)) * np.sqrt(rows) < 5.0


@sized
@along
def test_runs_up_and_down_are_as_long_as_chance_has_them(a, step, size):
    """Serial order: (2n − 1)/3 runs up and down, variance (16n − 29)/90 (Knuth, TAOCP 3.3.2)."""
    u = uniforms(places(size, a, step=step))
    turns = 1 + np.count_nonzero(np.diff(np.sign(np.diff(u))))
    assert abs(turns - (2 * size - 1) / 3) < 5.0 * np.sqrt((16 * size - 29) / 90)


@pytest.mark.parametrize("a", range(5), ids=ARGUMENTS)
@pytest.mark.parametrize("repeats", [pytest.param(100), pytest.param(4_000, marks=pytest.mark.long)])
def test_birthdays_are_spaced_as_by_chance(a, repeats):
    """Marsaglia's birthday spacings: 512 birthdays in a year of 2^24 days leave a Poisson count of mean 2 of equal gaps."""
    for shift in (0, 20, 40):
        days = (places(512 * repeats, a) >> np.uint64(shift)) & np.uint64(2**24 - 1)
        gaps = np.sort(np.diff(np.sort(days.reshape(repeats, 512), axis=1), axis=1), axis=1)
        equal = int(np.count_nonzero(np.diff(gaps.astype(np.int64), axis=1) == 0))
        assert abs(equal - 2.0 * repeats) < 5.0 * np.sqrt(2.0 * repeats), shift


@sized
def test_runs_of_one_study_and_of_two_have_nothing_in_common(size):
    """The same place in run after run, as the program makes their keys."""
    for seed in (0, 1):
        found = np.array([bits(luck(run_key(seed, k)), *PLACE[1:]) for k in range(min(size, 40_000))], np.uint64)
        assert far(ones(found), len(found) / 2, np.sqrt(len(found)) / 2) < 5.0
        u = uniforms(found)
        assert stats.kstest(u, "uniform").pvalue > 1e-4
        assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) * np.sqrt(len(u)) < 5.0


def test_sums_over_a_month_spread_as_sums_of_independent_draws():
    """A case takes ten draws a month from neighbouring places: their sum has the variance of ten."""
    u = uniforms(places(200_000, 3, 4, rows=5)).reshape(-1, 5)
    total = u.sum(axis=1)
    assert abs(total.var() / (5.0 / 12.0) - 1.0) < 5.0 * np.sqrt(2.0 / len(total))
    normals = stats.norm.ppf(np.clip(u, 1e-16, 1 - 1e-16)).sum(axis=1) / np.sqrt(5.0)
    assert stats.kstest(normals, "norm").pvalue > 1e-4


@pytest.mark.parametrize("b", [1, 2, 3])
def test_two_arguments_that_move_together_are_as_good_as_one(b):
    """Index and month, purpose or actor step at once, forwards and against each other."""
    for sign in (1, -1):
        place = list(PLACE)
        found = np.empty(20_000, np.uint64)
        for n in range(len(found)):
            place[b], place[4] = PLACE[b] + n, PLACE[4] + sign * n
            found[n] = bits(luck(place[0]), *place[1:])
        assert far(ones(found[1:] ^ found[:-1]), (len(found) - 1) / 2, np.sqrt(len(found)) / 2) < 5.0
        assert stats.kstest(uniforms(found), "uniform").pvalue > 1e-4
