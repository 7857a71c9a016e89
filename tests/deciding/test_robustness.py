"""Robustness over five worlds, more is better, threshold 5: figures of the RAPID package of McPhail et al. (2018)."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.deciding.robustness import METRICS, robustness

VALUES = np.array([[8, 7, 6, 5, 4], [10, 9, 7, 3, 1], [6, 6, 6, 6, 5], [9, 4, 8, 6, 2]], dtype=float)
KNOWN = {
    "maximin": (4, 1, 5, 2),
    "maximax": (8, 10, 6, 9),
    "hurwicz": (6, 5.5, 5.5, 5.5),
    "laplace": (6, 6, 5.8, 5.8),
    "minimax_regret": (2, 4, 4, 5),
    "regret_90": (2.0, 3.6, 3.6, 4.2),
    "starr": (0.8, 0.6, 1, 0.6),
    "mean_variance": (2.711981, 1.436492, 4.698684, 1.760033),
    "undesirable_deviations": (-1, -10 / 3, -1 / 3, -2),
}
HARM = (18.067972, 34.110883, 9.841052, 26.272237)


@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_is_what_rapid_says(metric):
    assert [one[metric] for one in robustness(VALUES, True, 5.0)] == pytest.approx(KNOWN[metric], abs=1e-6)


def test_the_percentile_of_regret_may_be_a_regret_that_occurs():
    assert [one["regret_90"] for one in robustness(VALUES, True, 5.0, method="nearest")] == [2, 4, 4, 5]


def test_harm_is_read_the_other_way_round_and_spread_is_never_rewarded():
    told = robustness(VALUES, False, 5.0)
    assert [one["mean_variance"] for one in told] == pytest.approx(HARM, abs=1e-6)
    assert [one["maximin"] for one in told] == [8, 10, 6, 9]  # the worst case of harm is its greatest
    mirrored = robustness(-VALUES, True, -5.0)
    for metric in ("minimax_regret", "regret_90", "starr", "undesirable_deviations"):
        assert [one[metric] for one in told] == pytest.approx([one[metric] for one in mirrored])
