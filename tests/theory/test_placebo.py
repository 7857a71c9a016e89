"""The placebo of balancing changes who hedges and nothing else."""

from __future__ import annotations

import numpy as np

from experiments.validation.placebo import MEASURES_SHOWN, placebo
from model.measures import MEASURES
from model.randomness import run_key
from model.simulation import prepare, run_block


def test_the_named_in_their_own_place_are_the_scenario():
    """Balancing taken from three members and given back to them leaves every figure as it was."""
    found = placebo(draws=1, runs=6, seed=4)
    keys = [run_key(4, k) for k in range(6)]
    hedged, aligned = (
        run_block(prepare(scenario="strategic-balancing", parameters=p), keys).summaries
        for p in ({}, {"balancing_scale": 0})
    )
    for name in MEASURES_SHOWN:
        expected = np.nanmean((hedged - aligned)[:, list(MEASURES).index(name)])
        assert found[name][0] == expected
        assert found[name][1] != [expected], "others hedge differently in at least the last digit"
