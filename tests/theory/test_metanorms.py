"""Axelrod 1986: metanorms establish a norm; where nobody punishes those who look on, it is never established."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.validation.metanorms import Fate, fates, play
from model.rules.norms import norm_rest


def test_metanorms_establish_the_norm():
    found = fates(meta=True, runs=10, seed=7)
    assert found.established >= 8 and found.collapsed == 0


def test_without_metanorms_no_norm_is_established():
    assert fates(meta=False, runs=20, seed=7).established == 0


@pytest.mark.long
def test_in_the_long_run_it_collapses_without_them_and_stays_with_them():
    """Ten times as many generations as Axelrod ran."""
    assert fates(meta=False, runs=10, generations=1000, seed=7).collapsed >= 8
    assert fates(meta=True, runs=10, generations=1000, seed=7).established >= 8


def test_a_history_is_decided_by_its_seed():
    assert play(True, 5, seed=3) == play(True, 5, seed=3) != play(True, 5, seed=4)
    assert fates(True, runs=2, generations=2, seed=1) == fates(True, runs=2, generations=2, seed=1)
    assert isinstance(fates(False, runs=1, generations=1), Fate)


def test_the_models_norm_takes_the_sign_from_it():
    """Strength at rest rises with the share of violations answered, and lies below its own rest if none is."""
    rests = [norm_rest(0.05, 0.01, 0.01, 0.5, u, 1.0 - u) for u in np.linspace(0.0, 1.0, 11)]
    assert rests == sorted(rests) and rests[0] < 0.5 < rests[-1]
