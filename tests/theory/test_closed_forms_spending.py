"""Spending as an impure public good (Olson & Zeckhauser 1966; Cornes & Sandler 1996) and the pledge on top of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest, spearmanr, t

from model.randomness import Draw, normal
from model.rules.bargain import asked, commitment
from model.rules.budgets import cut_share
from model.rules.record import welfare
from model.rules.shocks import faded
from model.rules.spending import (
    best_response,
    disturbed,
    equilibrium,
    implied_taste,
    pledged,
    step_to,
    student_three,
)

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


@pytest.mark.parametrize("share", [0.2, 0.5, 1.0])
def test_the_gap_to_a_dated_pledge_closes_as_its_product_says(share):
    """After n of N years the gap is Π (1 − κ/(N − t)); who keeps all of the path walks a straight line and arrives."""
    core, years = 0.014, 10
    for year in range(years):
        core += step_to(core, 0.02, share, float(years - year))
        left = math.prod(1.0 - share / (years - k) for k in range(year + 1))
        assert 0.02 - core == pytest.approx(0.006 * left, abs=1e-15)
        if share == 1.0:
            assert core == pytest.approx(0.014 + 0.0006 * (year + 1), abs=1e-15)


def test_a_date_that_has_passed_asks_for_the_whole_gap_and_nobody_above_moves():
    assert step_to(0.01, 0.02, 1.0, -3.0) == pytest.approx(0.01) == step_to(0.01, 0.02, 1.0, 1.0)
    assert step_to(0.03, 0.02, 1.0, 5.0) == 0.0


def test_a_shock_lifts_a_budget_by_three_and_a_half_times_its_first_year():
    """Σ s e^(−k/3) = s/(1 − e^(−1/3)) = 3.53 s."""
    shock, lifted = 1.0, 0.0
    for _ in range(200):
        lifted += shock
        shock = faded(shock, 3.0)
    assert lifted == pytest.approx(1.0 / (1.0 - math.exp(-1.0 / 3.0)), rel=1e-12) == pytest.approx(3.53, abs=0.005)
    assert faded(1.0, 0.0) == 0.0


def test_four_named_normals_make_student_s_t_with_three_degrees_of_freedom():
    drawn = [student_three(*(normal(7, month, Draw.SPENDING, 3, k) for k in range(4))) for month in range(4000)]
    assert kstest(drawn, t(3).cdf).pvalue > 0.01
    assert kstest(drawn, "norm").pvalue < 1e-6, "and no normal"
    assert math.isfinite(student_three(1.0, 0.0, 0.0, 0.0))


def test_luck_moves_a_budget_by_its_size_to_the_seven_tenths_and_never_halves_it():
    assert disturbed(0.016, 0.123, 1.0) - 0.016 == pytest.approx(0.00123, rel=1e-12)
    assert disturbed(0.032, 0.123, -1.0) - 0.032 == pytest.approx(-0.00123 * 2**0.7, rel=1e-12)
    assert (disturbed(0.016, 0.123, -1e6), disturbed(0.016, 0.123, 1e6)) == (0.008, 0.024)
    assert disturbed(0.0, 0.123, 5.0) == 0.0 and disturbed(0.016, 0.0, 5.0) == 0.016


def test_an_ally_is_asked_for_its_own_straight_line():
    """Wales from 2014: half of the gap in 2019. The Hague from 2024: 3.5 % in eleven years, from 2 % or where one stands."""
    assert asked(0.010, 0.02, 0.02, 10.0, 11.0, 5) == pytest.approx(0.015)
    assert asked(0.010, 0.02, 0.02, 10.0, 11.0, 25) == pytest.approx(0.02)
    assert asked(0.010, 0.02, 0.035, 0.0, 11.0, 0) == pytest.approx(0.02), "the date of Wales has passed"
    assert asked(0.010, 0.02, 0.035, 0.0, 11.0, 11) == pytest.approx(0.035)
    assert asked(0.024, 0.02, 0.035, 0.0, 11.0, 5) == pytest.approx(0.029)
    assert asked(0.041, 0.02, 0.035, 0.0, 11.0, 3) == pytest.approx(0.035), "never more than the pledge"
    assert asked(0.041, 0.02, 0.02, 0.0, 11.0, 3) == pytest.approx(0.02)


@given(st.floats(0.0, 1.0), st.floats(0.001, 1.0), st.floats(0.0, 1.0))
def test_what_is_cut_goes_from_resilience_to_core_as_priority_rises(core, money, priority):
    assert cut_share(core, money, 0.0) == pytest.approx(1.0) and cut_share(core, money, 1.0) == 0.0
    assert cut_share(core, money, 0.5) == pytest.approx(money / (core + money))
    assert cut_share(core, money, priority) >= cut_share(core, money, min(1.0, priority + 0.1)) - 1e-12
