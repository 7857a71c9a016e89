"""Named randomness: the same bits everywhere, uniform, and unrelated across every argument."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import model.randomness
from model.randomness import (
    Draw,
    binomial,
    bits,
    exponential,
    luck,
    normal,
    poisson,
    run_key,
    uniform,
)
from model.rule import rule

MANY = """
import hashlib
import numpy as np
from model.randomness import binomial, exponential, luck, normal, poisson, run_key, uniform
total = hashlib.sha256()
for n in range(10_000):
    place = (luck(run_key(n % 7, n)), n % 241, n % 29 + 1, n % 41, n * 7919 - 3)
    u = uniform(*place)
    total.update(np.array([u, normal(*place), exponential(u), poisson(0.1 + n % 30, u), binomial(n % 50, u, u)]).tobytes())
print(total.hexdigest())
"""


def streams(argument: int, size: int) -> np.ndarray:
    """Uniforms along one argument (0 key … 4 index), the others held."""
    return _stream(argument, size, 12345)


@rule(allocates=True)
def _stream(argument, size, key):
    """Uniforms while one of the five arguments counts up."""
    out = np.empty(size)
    for n in range(size):
        if argument == 0:
            out[n] = uniform(key + n, 5, 6, 3, 1000)
        elif argument == 1:
            out[n] = uniform(key, n, 6, 3, 1000)
        elif argument == 2:
            out[n] = uniform(key, 5, n, 3, 1000)
        elif argument == 3:
            out[n] = uniform(key, 5, 6, n, 1000)
        else:
            out[n] = uniform(key, 5, 6, 3, n)
    return out


def test_compiled_and_plain_python_agree_to_the_last_bit():
    root = Path(model.randomness.__file__).parent.parent
    digests = set()
    for off in ("0", "1"):
        settings = {**os.environ, "NUMBA_DISABLE_JIT": off, "PYTHONPATH": str(root)}
        result = subprocess.run(
            [sys.executable, "-W", "error", "-c", MANY], env=settings, capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, result.stderr
        digests.add(result.stdout)
    assert len(digests) == 1


def test_reference_values():
    """Pinned: these numbers are part of every result that was ever published with the model."""
    assert luck(7) == 7191089600892374487
    assert uniform(7191089600892374487, 3, Draw.DETECTION, 5, 11) == 0.6408966993606257
    assert normal(7191089600892374487, 3, Draw.DETECTION, 5, 11) == 0.36085666350226775
    assert uniform(7191089600892374487, 3, Draw.DETECTION, -5, 11) == 0.07077355572341126
    assert [run_key(0, 0), run_key(0, 1)] == [5876733520225071, 1498765885564669]


def test_a_draw_and_its_number_are_the_same():
    assert uniform(1, 2, Draw.CHOICE, 3, 4) == uniform(1, 2, 4, 3, 4) == uniform(np.int64(1), 2, np.int64(4), 3, 4)


def test_draw_numbers_are_unique_and_pinned():
    assert len(Draw.__members__) == len({int(draw) for draw in Draw}), "two names of one number are one draw"
    assert [Draw.OPPORTUNITIES, Draw.DETECTION, Draw.COMMON_SHOCK, Draw.NAMING] == [1, 6, 18, 29]


@pytest.mark.parametrize("argument", range(5))
def test_uniform_along_every_argument(argument):
    assert stats.kstest(streams(argument, 200_000), "uniform").pvalue > 1e-3


@pytest.mark.parametrize("argument", range(5))
def test_no_correlation_along_any_argument(argument):
    u = streams(argument, 200_000) - 0.5
    for lag in (1, 2, 3, 12, 64):
        assert abs(np.mean(u[:-lag] * u[lag:]) * 12) < 4.5 / np.sqrt(u.size), lag


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(range(5), 2)))
def test_no_correlation_between_arguments(one, other):
    a, b = (streams(argument, 100_000)[20_000:] - 0.5 for argument in (one, other))
    assert abs(np.mean(a * b) * 12) < 4.5 / np.sqrt(a.size)


def test_no_two_places_of_a_run_share_their_luck():
    """Every draw, 24 months, 41 states and the identities of a month's operations: no value twice in 2.3 million."""
    seen = _grid(987654321, 24, len(Draw), 41, 80)
    assert np.unique(seen).size == seen.size


@rule(allocates=True)
def _grid(key, months, draws, people, things):
    """All 64 bits over a grid of places."""
    out = np.empty(months * draws * people * things, dtype=np.uint64)
    n = 0
    for month in range(months):
        for draw in range(1, draws + 1):
            for who in range(people):
                for index in range(things):
                    out[n] = bits(key, month, draw, who, index)
                    n += 1
    return out


def test_run_keys_are_exact_and_shared_by_no_two_studies():
    keys = [run_key(seed, k) for seed in range(50) for k in range(2_000)]
    assert all(type(key) is int and 0 <= key < 2**53 for key in keys)
    assert len(set(keys)) == len(keys)
    assert run_key(3, 4) != run_key(4, 3)


@pytest.mark.parametrize("argument", range(5))
def test_normal_rises_with_the_uniform_of_the_same_place(argument):
    places = [[9, 3, 6, 2, 7] for _ in range(500)]
    for n, place in enumerate(places):
        place[argument] += n
    order = np.argsort([uniform(*place) for place in places])
    assert np.all(np.diff(np.array([normal(*place) for place in places])[order]) > 0)


def test_normal_is_standard_normal():
    x = np.array([normal(1, 0, Draw.OPINION, 0, n) for n in range(50_000)])
    assert stats.kstest(x, "norm").pvalue > 1e-3


@pytest.mark.parametrize("mean", [0.01, 0.3, 1.0, 2.6, 6.0, 30.0, 200.0])
def test_poisson_is_the_inverse_distribution(mean):
    u = np.array([uniform(3, 0, Draw.OPPORTUNITIES, 0, n) for n in range(2_000)])
    assert [poisson(mean, x) for x in u] == list(stats.poisson.ppf(u, mean))


@pytest.mark.parametrize(("n", "p"), [(1, 0.3), (5, 0.057), (40, 0.5), (300, 0.988)])
def test_binomial_is_the_inverse_distribution(n, p):
    u = np.array([uniform(4, 0, Draw.DEATHS, 0, k) for k in range(2_000)])
    assert [binomial(n, p, x) for x in u] == list(stats.binom.ppf(u, n, p))


def test_exponential_is_the_inverse_distribution():
    u = np.array([uniform(5, 0, Draw.STAKE, 0, n) for n in range(2_000)])
    np.testing.assert_allclose([exponential(x) for x in u], stats.expon.ppf(u), rtol=1e-13)
    assert exponential(0.0) == 0.0
    assert np.isfinite(exponential(1.0))


def test_a_higher_rate_never_gives_less_under_the_same_luck():
    for u in np.linspace(0.0, 1.0 - 1e-9, 101):
        assert all(np.diff([poisson(mean, u) for mean in np.linspace(0, 40, 81)]) >= 0)
        assert all(np.diff([binomial(20, p, u) for p in np.linspace(0, 1, 41)]) >= 0)


def test_counts_at_the_edges_end():
    last = 1.0 - 2.0**-53
    assert poisson(0.0, last) == poisson(-1.0, last) == binomial(0, 0.5, last) == binomial(9, 0.0, last) == 0
    assert binomial(9, 1.0, 0.5) == 9
    assert 0 < poisson(6.0, last) < 60
    assert poisson(2_000.0, 0.5) == 2_001
    assert binomial(300, 0.988, 0.0) == 0
    assert binomial(300, 0.988, last) == 300
    assert Counter(binomial(3, 0.5, u) for u in np.linspace(0, last, 801)).keys() == {0, 1, 2, 3}
