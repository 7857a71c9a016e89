"""Candidates tell of each other: shared futures are taken out, and neighbours make up for few runs."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.deciding.pooling import apart_from_futures, pooled, smoothed


def test_a_short_run_in_good_futures_is_no_better_than_a_long_one():
    futures = np.array([-50.0] * 4 + [0.0] * 12)  # the first four are good to everybody
    own = [1.0, -1.0, 0.0, 2.0]
    gaps = [value + futures[:count] for value, count in zip(own, (4, 16, 16, 4), strict=True)]
    values, errors = apart_from_futures(gaps)
    assert values == pytest.approx(np.array(own) + futures.mean(), abs=1e-6)
    assert errors == pytest.approx(0.0, abs=1e-6)
    assert np.mean(gaps[0]) < np.mean(gaps[1])  # what the plain means would say


def test_errors_are_those_of_what_is_a_candidates_own():
    random = np.random.default_rng(1)
    futures = 80.0 * random.normal(size=50)
    values, errors = apart_from_futures([futures + 10.0 * random.normal(size=50) for _ in range(40)])
    assert errors == pytest.approx(10.0 / np.sqrt(50), rel=0.2)
    assert np.std(values) == pytest.approx(10.0 / np.sqrt(50), rel=0.4)


def drawn(seed, shape, noise):
    random = np.random.default_rng(seed)
    features = random.random((150, 3))
    true = shape(features)
    return features, true, true + noise * random.normal(size=150), np.full(150, noise)


@pytest.mark.parametrize(
    "shape",
    [
        lambda x: 20.0 * x[:, 0] - 10.0 * x[:, 1],
        lambda x: 40.0 * (x[:, 0] - 0.6) ** 2 - 10.0 * x[:, 1],
        lambda x: np.where(x[:, 2] > 0.5, 15.0, 0.0),
    ],
    ids=["lines", "a curve", "a step"],
)
def test_neighbours_bring_a_noisy_figure_nearer_to_the_truth(shape):
    for seed in range(3):
        features, true, seen, errors = drawn(seed, shape, 8.0)
        found = smoothed(seen, errors, features)
        assert np.sqrt(np.mean((found - true) ** 2)) < 0.5 * np.sqrt(np.mean((seen - true) ** 2))


def test_without_noise_nothing_is_smoothed_away():
    features, true, seen, errors = drawn(0, lambda x: 20.0 * x[:, 0] + np.sin(6.0 * x[:, 1]), 0.0)
    assert smoothed(seen, errors, features) == pytest.approx(true, abs=0.05)


def test_a_candidate_without_any_defined_run_stays_unknown():
    gaps = [np.array([1.0, 2.0]), np.array([np.nan, np.nan]), np.array([3.0, 4.0])]
    values = pooled(gaps, np.array([[0.0], [0.5], [1.0]]))
    assert np.isnan(values[1]) and values[2] - values[0] == pytest.approx(2.0)
