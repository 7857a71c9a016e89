"""Spending as an impure public good (Olson & Zeckhauser 1966; Cornes & Sandler 1996) and the pledge on top of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from model.rules.bargain import commitment
from model.rules.record import welfare
from model.rules.spending import best_response, equilibrium, implied_taste, pledged

GDP = np.array([28_000.0, 4_700.0, 1_800.0, 300.0, 40.0])
TASTE = 0.03


def by_formula(taste, theta, gdp):
    """The interior rest of states of one taste: k = (1 − a)θ, s = Y/ΣY, H = Σ s/(1 − k s), B = aH/(1 + kH)."""
    k = (1.0 - taste) * theta
    share = gdp / gdp.sum()
    height = np.sum(share / (1.0 - k * share))
    pool = taste * height / (1.0 + k * height)
    return (taste - k * pool) / (1.0 - k * share)


@pytest.mark.parametrize("theta", [0.0, 0.1, 0.25, 0.5, 1.0])
def test_states_of_one_taste_rest_where_the_formula_says(theta):
    assert equilibrium(TASTE, theta, GDP) == pytest.approx(by_formula(TASTE, theta, GDP), abs=1e-12)


def test_without_free_riding_everybody_spends_its_taste():
    assert equilibrium([0.01, 0.02, 0.03, 0.04, 0.05], 0.0, GDP) == pytest.approx(
        [0.01, 0.02, 0.03, 0.04, 0.05], abs=1e-15
    )


def test_a_state_alone_spends_its_taste():
    assert equilibrium(TASTE, 1.0, [300.0]) == pytest.approx([TASTE], abs=1e-15)


def test_states_without_ties_spend_their_tastes():
    assert equilibrium(TASTE, 1.0, GDP, ties=0.0) == pytest.approx(TASTE, abs=1e-15)


@pytest.mark.parametrize("theta", [0.05, 0.25, 0.5, 1.0])
def test_the_small_exploit_the_great(theta):
    """With equal tastes the burden rises strictly with size: rank correlation exactly one (Olson & Zeckhauser 1966)."""
    shares = equilibrium(TASTE, theta, GDP)
    assert np.all(np.diff(shares) < 0.0)
    assert spearmanr(shares, GDP).statistic == pytest.approx(1.0, abs=1e-12)


def test_equals_share_equally():
    """n alike: b = a/(1 + (1 − a) θ (n − 1)/n)."""
    expected = TASTE / (1.0 + 0.97 * 0.5 * 3 / 4)
    assert equilibrium(TASTE, 0.5, [100.0] * 4) == pytest.approx(expected, abs=1e-12)


def test_only_relative_size_matters():
    assert equilibrium(TASTE, 0.5, GDP) == pytest.approx(equilibrium(TASTE, 0.5, GDP * 1e3), abs=1e-13)


def test_more_free_riding_means_less_spending():
    rest = [equilibrium(TASTE, theta, GDP).sum() for theta in np.linspace(0.0, 1.0, 11)]
    assert np.all(np.diff(rest) < 0.0)


def test_the_pledge_raises_those_below_it_and_lowers_the_hegemon_a_little():
    before, after = equilibrium(TASTE, 1.0, GDP), equilibrium(TASTE, 1.0, GDP, 1.0, 0.02, 0.6)
    assert np.all(after[1:] > before[1:])
    assert before[0] - 0.002 < after[0] < before[0]


def test_a_fully_binding_pledge_is_met_by_everybody():
    assert np.all(equilibrium(TASTE, 1.0, GDP, 1.0, 0.02, 1.0) >= 0.02 - 1e-15)


def test_a_pledge_below_everybody_changes_nothing():
    assert equilibrium(TASTE, 0.5, GDP, 1.0, 0.001, 1.0) == pytest.approx(equilibrium(TASTE, 0.5, GDP), abs=1e-15)


@given(st.floats(0.001, 0.3), st.floats(0.0, 2.0), st.floats(0.0, 0.2))
def test_the_best_response_is_the_best(taste, theta, spill_in):
    """No other share gives more of (1 − a) ln(1 − b) + a ln(b + θB), checked on a grid."""
    best = best_response(taste, theta, spill_in)

    def utility(share):
        good = share + theta * spill_in
        return (1.0 - taste) * math.log(1.0 - share) + taste * math.log(good) if good > 0.0 else -math.inf

    assert all(utility(best) >= utility(share) - 1e-12 for share in np.linspace(0.0, 0.9, 181))


def test_much_spill_in_leaves_nothing_to_spend():
    assert best_response(0.02, 1.0, 0.5) == 0.0


@given(st.floats(0.0, 0.1), st.floats(0.0, 0.1), st.floats(0.0, 1.0))
def test_a_pledge_closes_its_share_of_the_gap_and_never_lowers(share, pledge, weight):
    kept = pledged(share, pledge, weight)
    assert share <= kept <= max(share, pledge) + 1e-15
    assert pledged(share, pledge, 0.0) == share
    assert pledged(share, pledge, 1.0) == pytest.approx(max(share, pledge), abs=1e-15)


@given(st.floats(0.015, 0.06), st.floats(0.0, 1.0), st.floats(0.0, 0.04), st.floats(0.0, 0.6))
def test_a_taste_inferred_from_spending_gives_that_spending_back(share, theta, spill_in, weight):
    taste = implied_taste(share, theta, spill_in, 0.02, weight)
    assert pledged(best_response(taste, theta, spill_in), 0.02, weight) == pytest.approx(share, abs=1e-12)


@pytest.mark.parametrize(("compliance", "expected"), [(0.5, 0.575), (-1e3, 0.2), (1e3, 0.95)])
def test_the_hegemon_stands_between_its_least_and_its_most(compliance, expected):
    assert commitment(compliance, 0.2, 0.95) == pytest.approx(expected, abs=1e-9)


def test_commitment_rises_with_compliance_and_is_odd_about_one_half():
    stands = [commitment(x, 0.2, 0.95) for x in np.linspace(0.0, 1.0, 21)]
    assert np.all(np.diff(stands) > 0.0)
    assert stands[3] - 0.2 == pytest.approx(0.95 - stands[17], abs=1e-12)


def test_commitment_without_a_slope_asks_nothing():
    assert commitment(0.0, 0.2, 0.95, 0.0) == commitment(1.0, 0.2, 0.95, 0.0) == pytest.approx(0.575, abs=1e-12)


def test_welfare_is_highest_at_the_best_response():
    """The measure and the choice share one utility: without a pledge nobody can do better than its own best response."""
    best = best_response(0.03, 1.0, 0.01)
    at_best = welfare(0.03, best, 0.0, 0.0, 0.01)
    assert all(at_best >= welfare(0.03, share, 0.0, 0.0, 0.01) for share in np.linspace(0.0, 0.2, 401))
    assert welfare(0.03, best, 0.0, 0.01, 0.01) < at_best, "harm lowers welfare"
