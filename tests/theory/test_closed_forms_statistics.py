"""Statistics of paired runs: variance reduction, budget allocation, selection, rare events, coverage."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.analysis.statistics import (
    kn_constants,
    ocba,
    paired_effect,
    runs_for_rare,
    t_interval,
    variance_reduction,
)


def test_pairing_saves_what_correlation_gives():
    assert variance_reduction(1.0, 2.0, 0.9) == pytest.approx(5.0 / 1.4)
    assert variance_reduction(1.0, 1.0, 0.0) == pytest.approx(1.0)
    assert variance_reduction(1.0, 1.0, 0.5) == pytest.approx(2.0)
    assert variance_reduction(1.0, 1.0, 1.0) == math.inf
    assert variance_reduction(1.0, 1.0, -0.5) < 1.0, "opposed luck costs runs"


def test_variance_reduction_by_monte_carlo():
    random = np.random.default_rng(2)
    x, z = random.standard_normal((2, 200_000))
    y = 2.0 * (0.9 * x + math.sqrt(0.19) * z)
    assert paired_effect(y, x).variance_reduction == pytest.approx(3.5714, rel=0.02)


@given(st.lists(st.floats(-5.0, 5.0), min_size=2, max_size=8, unique=True), st.floats(10.0, 1e5))
def test_a_budget_is_spent_in_full_and_mostly_where_it_is_close(means, total):
    spread = ocba(means, [1.0] * len(means), total)
    assert sum(spread) == pytest.approx(total)
    order = sorted(zip(means, spread, strict=True), reverse=True)[1:]
    assert all(nearer[1] >= farther[1] - 1e-6 * total for nearer, farther in pairwise(order))


def test_of_two_alike_each_gets_half():
    assert ocba([1.0, 0.0], [1.0, 1.0], 100.0) == pytest.approx([50.0, 50.0])
    assert ocba([1.0, 0.0], [1.0, 3.0], 100.0) == pytest.approx([25.0, 75.0]), "runs as standard deviations"


def test_selection_asks_for_more_as_confidence_or_the_field_grows():
    h2 = kn_constants(5, 10, 0.05)[1]
    assert (
        kn_constants(5, 10, 0.01)[1] > h2 and kn_constants(10, 10, 0.05)[1] > h2 and kn_constants(5, 20, 0.05)[1] < h2
    )


@pytest.mark.parametrize(("p", "runs"), [(0.01, 2475), (0.5, 25), (0.1, 225), (1.0, 0)])
def test_rare_events_take_many_runs(p, runs):
    assert runs_for_rare(p) == runs


def test_the_interval_of_a_mean_covers_it():
    """2,000 samples of 15: the 95 % interval holds the mean in 95 % of them, within sampling error."""
    samples = np.random.default_rng(4).standard_normal((2000, 15))
    held = [low <= 0.0 <= high for _, low, high in map(t_interval, samples)]
    assert np.mean(held) == pytest.approx(0.95, abs=0.015)
