"""The statistics of paired runs give the published numbers, and intervals cover what they say."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.analysis.sequential import PILOT, look_confidence, next_runs, runs_for
from experiments.analysis.statistics import (
    bootstrap_interval,
    by_key,
    holm,
    kn_constants,
    most_that_differ,
    ocba,
    paired_effect,
    runs_for_rare,
    t_interval,
    variance_reduction,
)
from model.errors import RequestError


def test_variance_reduction_of_validation_page():
    assert variance_reduction(1.0, 2.0, 0.9) == pytest.approx(3.571429, abs=1e-6)
    assert variance_reduction(1.0, 1.0, 0.0) == 1.0
    assert variance_reduction(1.0, 1.0, 1.0) == math.inf
    assert math.isnan(variance_reduction(0.0, 0.0, 0.0))


def test_ocba_of_validation_page():
    allocation = ocba([1, 0.9, 0.8, 0.5, 0.2], [1] * 5, 1000)
    assert allocation == pytest.approx([441.4, 427.8, 107.0, 17.1, 6.7], abs=0.05)
    assert ocba([-1, -0.9], [1, 1], 10, larger_is_better=False) == pytest.approx([5, 5])
    assert ocba([1.0], [1.0], 10) == [10.0]


def test_runs_for_rare_of_validation_page():
    assert runs_for_rare(0.01, 0.2) == 2475
    assert runs_for_rare(0.01, 0.2, confidence=0.95) == 9508
    with pytest.raises(RequestError, match="above 0"):
        runs_for_rare(0.0)


def test_kn_constants_of_validation_page():
    assert kn_constants(5, 10, 0.05) == pytest.approx((0.634967, 11.429411), abs=1e-6)


def test_t_interval_agrees_with_the_textbook():
    # Student (1908), the sleep data: mean difference 1.58, 95 % interval 0.700 … 2.460
    gaps = np.array([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
    assert t_interval(gaps) == pytest.approx((1.58, 0.7001142, 2.4598858), abs=1e-6)


def test_bootstrap_agrees_with_scipy_and_repeats_itself():
    from scipy.stats import bootstrap

    values = np.random.default_rng(3).exponential(size=60)
    theirs = bootstrap((values,), np.mean, n_resamples=20000, method="BCa", rng=1).confidence_interval
    mean, low, high = bootstrap_interval(values, seed=5, resamples=20000)
    assert mean == values.mean()
    assert (low, high) == pytest.approx((theirs.low, theirs.high), abs=0.01)
    assert bootstrap_interval(values, seed=5) == bootstrap_interval(values, seed=5)
    assert bootstrap_interval(values, seed=5) != bootstrap_interval(values, seed=6)


def test_undefined_runs_are_left_out_in_pairs_and_counted():
    x = np.array([1.0, 2.0, math.nan, 4.0, 6.0])
    y = np.array([0.0, math.nan, 1.0, 2.0, 3.0])
    effect = paired_effect(x, y)
    assert (effect.runs, effect.dropped) == (3, 2)
    assert effect.difference == pytest.approx(2.0)
    assert effect.mean == pytest.approx(13 / 4)


def test_identical_policies_differ_by_exactly_nothing():
    x = np.random.default_rng(0).normal(size=20) * 1e-9 + 0.3
    effect = paired_effect(x, x)
    assert (effect.difference, effect.low, effect.high) == (0.0, 0.0, 0.0)
    assert effect.variance_reduction == math.inf
    assert paired_effect(x, x, interval="bootstrap").high == 0.0


def test_unknown_interval_is_one_line():
    with pytest.raises(RequestError, match=r"allowed: t \| bootstrap"):
        paired_effect(np.ones(3), np.ones(3), interval="z")


def test_holm_levels_are_those_of_the_step_down():
    # m = 3, α = 0.05: 0.001 ≤ 0.05/3, then 0.03 > 0.05/2 is kept, and so is the rest at that level
    assert holm([0.03, 0.001, 0.04]) == pytest.approx([1 - 0.025, 1 - 0.05 / 3, 1 - 0.025])
    assert holm([math.nan, 0.01]) == pytest.approx([0.95, 0.95])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_is_between_none_and_bonferroni(p_values):
    for level in holm(p_values):
        assert 0.95 - 1e-12 <= level <= 1 - 0.05 / len(p_values) + 1e-12


@given(st.floats(1e-3, 10.0), st.floats(1e-3, 10.0), st.integers(50, 5000), st.integers(0, 5000))
def test_a_look_is_later_than_the_last_and_within_the_limit(precision, half_width, runs, looked):
    wanted = runs_for(precision, half_width, runs, looked, most=10_000)
    assert looked < wanted <= 10_000
    assert next_runs(wanted, runs) <= 2 * runs


def test_errors_of_all_looks_sum_to_the_stated_one():
    spent = sum(1 - look_confidence(look, 0.95) for look in range(1, 60))
    assert spent == pytest.approx(0.05) and spent <= 0.05 + 1e-12


def coverage(studies: int, runs: int, interval: str) -> float:
    """How often the paired interval holds the true difference of two skewed, correlated outcomes."""
    random = np.random.default_rng(11)
    held = 0
    for study in range(studies):
        luck = random.gamma(4.0, size=runs)
        effect = paired_effect(luck + 0.5 * random.gamma(4.0, size=runs), luck, interval=interval, seed=study)
        held += effect.low <= 2.0 <= effect.high
    return held / studies


def test_paired_interval_covers():
    assert 0.92 <= coverage(2000, 60, "t") <= 0.98
    assert 0.92 <= coverage(400, 60, "bootstrap") <= 0.98


def fixed_width(random, precision: float, draw) -> tuple[bool, int]:
    """Whether the interval holds zero, and after how many differences it was narrow enough."""
    gaps, looked = draw(random, PILOT), 0

    def half_width(look):
        _, low, high = t_interval(gaps, look_confidence(look, 0.95))
        return (high - low) / 2.0

    for look in range(1, 50):
        while len(gaps) < (wanted := runs_for(precision, half_width(look), len(gaps), looked, most=100_000)):
            gaps = np.append(gaps, draw(random, next_runs(wanted, len(gaps)) - len(gaps)))
        looked = len(gaps)
        if half_width(look) <= precision:
            break
    mean, low, high = t_interval(gaps, look_confidence(look, 0.95))
    return low <= 0.0 <= high, len(gaps)


@pytest.mark.parametrize(
    "draw",
    [lambda random, n: random.normal(size=n), lambda random, n: random.standard_t(5, size=n) / math.sqrt(5 / 3)],
    ids=["normal", "heavy tails"],
)
def test_the_interval_of_a_stated_width_covers_and_is_not_wasteful(draw):
    random = np.random.default_rng(2)
    held, runs = zip(*(fixed_width(random, 0.12, draw) for _ in range(1000)), strict=True)
    assert np.mean(held) >= 0.95
    once = (1.96 / 0.12) ** 2  # what it would take if the spread were known and one looked once
    assert np.mean(runs) < 1.7 * once


def excluded(random, confidence_of) -> bool:
    """Whether any of ten looks at growing numbers of standard normal differences excludes zero."""
    gaps = random.normal(size=4000)
    looks = enumerate((50, 80, 120, 200, 320, 500, 800, 1300, 2000, 4000), start=1)
    bounds = [t_interval(gaps[:runs], confidence_of(look)) for look, runs in looks]
    return any(not low <= 0.0 <= high for _, low, high in bounds)


def test_looking_again_and_again_keeps_the_coverage():
    random = np.random.default_rng(3)
    assert np.mean([excluded(random, lambda look: look_confidence(look, 0.95)) for _ in range(1000)]) <= 0.05
    assert np.mean([excluded(random, lambda look: 0.95) for _ in range(1000)]) > 0.12  # the test can tell


def test_zero_spread_decides_nothing():
    """Runs that do not differ, few that do, or a handful of equal differences have no sign; identical settings are zero."""
    none, few, equal = np.zeros(200), np.zeros(200), np.full(5, 0.5)
    few[:5] = 1.0
    assert (paired_effect(none, none).low, paired_effect(none, none).told) == (0.0, False)
    assert paired_effect(none, none, identical=True).told
    found = paired_effect(few, none)
    assert found.difference == 0.025 and math.isnan(found.low) and math.isnan(found.p_value) and not found.told
    assert not paired_effect(equal, np.zeros(5)).told
    few[:6] = 1.0
    assert paired_effect(few, none).told and not math.isnan(paired_effect(few, none).low)
    assert paired_effect(np.full(6, 0.5), np.zeros(6)).told
    assert paired_effect(
        np.array([0.1, 0.3]), np.zeros(2)
    ).told  # two differences of their own are a t interval's matter


@pytest.mark.parametrize(("runs", "most"), [(20, 0.139108), (50, 0.058155), (200, 0.014867), (500, 0.005974)])
def test_runs_that_do_not_differ_bound_the_share_that_may(runs, most):
    assert most_that_differ(0, runs) == pytest.approx(most, abs=1e-6)
    assert most_that_differ(0, runs, 0.975) == pytest.approx(1 - 0.025 ** (1 / runs), abs=1e-9)
    assert most_that_differ(runs, runs) == 1.0


def test_points_that_share_luck_are_as_many_as_their_keys():
    """Keys × points of a design: the half-width is that of the keys' means, 1.557268, not 0.587554 of twelve runs."""
    gaps = np.array([[2.0, 2.4, 1.9], [-0.5, 0.1, -0.2], [1.1, 0.8, 1.4], [0.3, 0.9, 0.2]])
    keys = np.repeat(np.arange(4), 3)
    found = paired_effect(gaps.ravel(), np.zeros(12), keys=keys)
    naive = paired_effect(gaps.ravel(), np.zeros(12))
    assert found.difference == pytest.approx(0.866667, abs=1e-6) and found.runs == 4
    assert (found.high - found.low) / 2 == pytest.approx(1.557268, abs=1e-6)
    assert (naive.high - naive.low) / 2 == pytest.approx(0.587554, abs=1e-6)


def test_keys_with_fewer_points_weigh_as_much_as_they_have():
    values, keys = np.array([1.0, 3.0, 5.0, 2.0, 4.0]), np.array([0, 0, 1, 2, 2])
    by = by_key(values, keys)
    assert by.mean() == pytest.approx(values.mean())
    mean, n = values.mean(), 5 / 3
    assert by == pytest.approx(mean + (np.array([4.0, 5.0, 6.0]) - mean * np.array([2, 1, 2])) / n)


def test_clustered_intervals_cover():
    """24 points × 20 keys with correlation 0.65: by key 95 %, as if independent 38 % (validation by simulation)."""
    random = np.random.default_rng(5)
    keys, inside, naive, times = np.tile(np.arange(20), 24), 0, 0, 400
    for _ in range(times):
        luck = math.sqrt(0.65) * random.normal(size=20)
        gaps = (luck + math.sqrt(0.35) * random.normal(size=(24, 20))).ravel()
        for by, bag in ((keys, "key"), (None, "naive")):
            found = paired_effect(gaps, np.zeros(480), keys=by)
            covers = found.low <= 0.0 <= found.high
            inside, naive = inside + (covers and bag == "key"), naive + (covers and bag == "naive")
    assert 0.92 <= inside / times <= 0.98
    assert naive / times < 0.5
