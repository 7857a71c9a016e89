"""What may happen, not only on average: quantiles by rank, the mean of the worst, and where worlds are shared."""

import numpy as np
import pytest

from experiments import compare
from experiments.analysis.tails import tail_cells, tail_of
from model.errors import RequestError

TWENTY = np.array([0.3, 0.5, 0.6, 0.8, 0.9, 1, 1.1, 1.3, 1.4, 1.6, 1.8, 2, 2.3, 2.6, 3, 3.5, 4.1, 5.2, 7.4, 12])


@pytest.mark.parametrize(
    ("level", "quantile", "low", "high", "cvar"),
    [
        (0.5, 1.7, 1.0, 3.0, 4.39),
        (0.75, 3.125, 1.8, 7.4, 6.44),
        (0.9, 5.42, 3.0, None, 9.7),
        (0.925, 6.465, 3.5, None, 10.466667),
    ],
)
def test_twenty_futures_by_hand(level, quantile, low, high, cvar):
    found = tail_of(TWENTY, level)
    assert (found.quantile, found.quantile_low) == (pytest.approx(quantile, abs=1e-5), low)
    assert found.quantile_high == high and found.cvar == pytest.approx(cvar, abs=1e-5)


def test_the_mean_of_the_worst_has_a_t_interval_on_what_lies_beyond():
    found = tail_of(TWENTY, 0.9)
    assert (found.cvar_high - found.cvar) == pytest.approx(7.363256, abs=1e-5)


def test_the_upper_end_of_the_ninetieth_percentile_needs_36_futures():
    luck = np.random.default_rng(3).normal(size=36)
    assert tail_of(luck[:35], 0.9).quantile_high is None
    assert tail_of(luck, 0.9).quantile_high == luck.max()


def test_intervals_by_rank_cover():
    luck = np.random.default_rng(5)
    found = [tail_of(luck.normal(size=100), 0.9) for _ in range(400)]
    inside = [one.quantile_low <= 1.2815516 <= one.quantile_high for one in found]
    assert 0.93 <= np.mean(inside) <= 0.99


def test_futures_that_share_a_world_count_as_one():
    """Two lucks a world that agree tell no more than one: naive ranks would be too narrow."""
    luck = np.random.default_rng(7)
    inside = []
    for _ in range(300):
        worlds = luck.normal(size=(60, 1)) + np.zeros((60, 2))
        found = tail_of(worlds, 0.75)
        inside.append(found.quantile_low <= 0.6744898 <= found.quantile_high)
    assert np.mean(inside) >= 0.92


def test_of_a_measure_of_which_more_is_better_the_worst_are_the_lowest():
    lower = tail_cells(TWENTY, None, "lower", 0.9, 0.95)
    higher = tail_cells(-TWENTY, None, "higher", 0.9, 0.95)
    assert higher["cvar"] == -lower["cvar"] and higher["quantile"] == -lower["quantile"]
    assert (higher["cvar_low"], higher["cvar_high"]) == (-lower["cvar_high"], -lower["cvar_low"])
    assert (higher["quantile_low"], higher["quantile_high"]) == (None, -lower["quantile_low"])


def test_the_columns_come_on_request_and_too_few_futures_are_said():
    found = compare(["baseline", "hague"], runs=20, months=24, tail=0.9, measures=["damage"])
    row = found.table.iloc[1]
    values = found.results.column("damage", policy="hague")
    assert (
        row["quantile"] == pytest.approx(np.quantile(values, 0.9)) and row["future_low"] <= row["mean"] <= row["cvar"]
    )
    assert any("--runs 500 has as many" in note for note in found.notes)
    assert "cvar" not in compare(["baseline", "hague"], runs=4, months=12, measures=["damage"]).table
    with pytest.raises(RequestError, match="tail = 1 is out of bounds"):
        compare(["baseline", "hague"], runs=4, tail=1.0)
