"""Two methods of inference by what policies do in the worlds of each."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.inference.beside import COLUMNS, policy_rows
from experiments.inference.consequences import MEASURES, policy_differences


def drawn(seed: int, price: float = 0.00005) -> pd.DataFrame:
    """Worlds in which an exercise costs much or little, and the gain of severe deeds varies."""
    stream = np.random.default_rng(seed)
    prices = stream.uniform(0.8, 1.2, 40) * price
    return pd.DataFrame({"price_exercise": prices, "gain_disruption": stream.uniform(0.5, 1.5, 40)})


@pytest.fixture(scope="module")
def asked():
    return {"policies": ("baseline", "exercise-surge"), "months": 36, "worlds": 40}


def test_methods_that_give_the_same_worlds_differ_in_nothing(asked):
    rows = policy_differences(drawn(1), drawn(1), **asked)
    assert {row["measure"] for row in rows} == set(MEASURES) and {row["policy"] for row in rows} == {"exercise-surge"}
    for row in rows:
        assert row["apart"] in (0.0, None) and row["overlap"] in (1.0, None)
        assert row["first_difference"] == row["second_difference"]
    assert any(row["apart"] == 0.0 for row in rows)


def test_other_draws_of_the_same_worlds_are_near_and_other_worlds_are_far(asked):
    near = {row["measure"]: row for row in policy_differences(drawn(1), drawn(2), **asked)}
    far = {row["measure"]: row for row in policy_differences(drawn(1), drawn(2, price=0.01), **asked)}
    assert near["cost"]["apart"] < 3.0 < far["cost"]["apart"]
    assert near["cost"]["overlap"] > far["cost"]["overlap"]
    told = policy_rows({"second": {"policies": list(far.values())}})
    assert len(told) == len(MEASURES) and all(len(row) == len(COLUMNS) for row in told)
