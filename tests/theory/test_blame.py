"""The blame game in the model's own rules: who blames, who dares, and what moves the line between."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.validation import blame


def test_a_victim_without_doubt_tolerates_one_whom_blame_does_not_hurt():
    assert not blame.victim_blames(1.0, 0.05)
    assert blame.victim_blames(1.0, 0.5)


def test_doubt_about_the_author_raises_what_it_takes():
    blamed = [[blame.victim_blames(sure, v) for v in np.linspace(0.01, 0.99, 50)] for sure in (0.6, 0.8, 1.0)]
    assert 0 < sum(blamed[0]) < sum(blamed[1]) < sum(blamed[2])


def test_blame_deters_only_the_vulnerable():
    assert blame.strikes(0.85, blamed=0.9, cost=0.0)
    assert not blame.strikes(0.85, blamed=0.9)


def test_who_is_blamed_anyway_loses_nothing_by_striking():
    assert blame.strikes(0.85, blamed=0.9, blamed_anyway=0.9)


@pytest.mark.parametrize("misses", [blame.peace_misses, blame.asymmetry_misses])
def test_a_boundary_elsewhere_would_be_missed(monkeypatch, misses):
    """The counts of places can fail: with another price of blame the rules leave the boundary."""
    assert misses() == 0
    monkeypatch.setattr(blame.strikes, "__defaults__", (0.0, 1.2 * blame.PUNISHMENT))
    if misses is blame.peace_misses:
        monkeypatch.setattr(blame, "PUNISHMENT", 0.8 * blame.PUNISHMENT)
        monkeypatch.setattr(blame, "victim_blames", lambda sure, v: v > 0.5)
    assert misses() > 0


def test_mischief_is_blamed_on_who_is_expected_to_strike():
    assert blame.blamed_mischief(evidence=0.5, expected=0.5, mischief=0.1)
    assert not blame.blamed_mischief(evidence=0.5, expected=0.05, mischief=0.5)
    assert blame.blamed_mischief(evidence=4.0, expected=0.05, mischief=0.5), "planted evidence can be enough"
