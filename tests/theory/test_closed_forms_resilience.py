"""Resilience (Gordon & Loeb 2002) and interdependent security (Kunreuther & Heal 2003)."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.rules.resilience import invests, optimal_stock, protection


@given(st.floats(0.1, 10.0), st.floats(0.01, 10.0), st.floats(0.05, 2.0))
def test_the_optimal_stock_costs_least(kappa, loss, carrying):
    """No other stock gives less of L exp(−κS) + c S."""
    best = optimal_stock(kappa, loss, carrying)

    def bill(stock):
        return loss * (1.0 - protection(kappa, stock)) + carrying * stock

    assert all(bill(best) <= bill(stock) + 1e-9 for stock in np.linspace(0.0, 3.0 * best + 1.0, 101))


@given(st.floats(0.1, 10.0), st.floats(0.01, 10.0), st.floats(0.05, 2.0))
def test_at_the_optimum_what_is_left_of_the_loss_is_cost_over_kappa(kappa, loss, carrying):
    left = 1.0 - protection(kappa, optimal_stock(kappa, loss, carrying))
    assert left == pytest.approx(min(1.0, carrying / (kappa * loss)), abs=1e-9)


@pytest.mark.parametrize(
    "arguments", [(2.0, 0.0, 1.0), (0.0, 5.0, 1.0), (2.0, 5.0, 0.0), (2.0, 0.5, 1.0), (2.0, 0.499, 1.0)]
)
def test_small_or_impossible_losses_buy_no_resilience(arguments):
    assert optimal_stock(*arguments) == 0.0


def test_resilience_rises_with_the_stock_and_each_point_helps_less():
    shares = np.array([protection(2.2, stock) for stock in np.linspace(0.0, 3.0, 31)])
    assert shares[0] == 0.0 and shares[-1] < 1.0
    assert np.all(np.diff(shares) > 0.0) and np.all(np.diff(shares, 2) < 0.0)


def test_twice_the_stock_stops_what_two_walls_stop():
    assert 1.0 - protection(2.2, 0.8) == pytest.approx((1.0 - protection(2.2, 0.4)) ** 2, abs=1e-12)


def test_equilibrium_resilience_at_the_losses_of_the_specification():
    """L of 0.2, 0.3 and 1.0 points a year, κ 2.2, ρ + δ 0.23: R 0.48, 0.65, 0.90."""
    found = [protection(2.2, optimal_stock(2.2, loss, 0.23)) for loss in (0.2, 0.3, 1.0)]
    assert found == pytest.approx([0.48, 0.65, 0.90], abs=0.006)


def nash(cost, probability, loss, contagion, n):
    """All profiles in which nobody would change its mind, found by looking at every one."""
    found = []
    for profile in itertools.product((False, True), repeat=n):
        wants = [invests(cost, probability, loss, contagion, profile.count(False) - (not own)) for own in profile]
        if tuple(wants) == profile:
            found.append(sum(profile))
    return found


@pytest.mark.parametrize(
    ("cost", "equilibria"), [(70.0, [2]), (79.9, [2]), (80.1, [0, 2]), (99.9, [0, 2]), (100.1, [0]), (150.0, [0])]
)
def test_two_states_invest_together_or_not_at_all(cost, equilibria):
    """p = 0.1, q = 0.2, loss 1000: below 80 everyone, above 100 nobody, between both are at rest."""
    assert nash(cost, 0.1, 1000.0, 0.2, 2) == equilibria


def test_five_states_have_two_rests_and_two_of_them_tip_all():
    """q = 0.1, cost 75: nobody or everybody; with one invested for good the others still refuse, with two they follow."""
    assert sorted(nash(75.0, 0.1, 1000.0, 0.1, 5)) == [0, 5]
    assert not invests(75.0, 0.1, 1000.0, 0.1, 3), "one has invested: a second sees three others unprotected"
    assert (
        invests(75.0, 0.1, 1000.0, 0.1, 2) and invests(75.0, 0.1, 1000.0, 0.1, 1) and invests(75.0, 0.1, 1000.0, 0.1, 0)
    )


def test_without_contagion_others_do_not_matter():
    assert all(invests(99.0, 0.1, 1000.0, 0.0, m) and not invests(101.0, 0.1, 1000.0, 0.0, m) for m in range(40))


def test_with_certain_contagion_one_careless_neighbour_is_enough():
    assert invests(99.0, 0.1, 1000.0, 1.0, 0) and not invests(0.1, 0.1, 1000.0, 1.0, 1)


@given(st.floats(0.0, 200.0), st.floats(0.0, 1.0), st.integers(0, 31))
def test_whoever_invests_beside_more_careless_neighbours_invests_beside_fewer(cost, contagion, unprotected):
    if invests(cost, 0.1, 1000.0, contagion, unprotected + 1):
        assert invests(cost, 0.1, 1000.0, contagion, unprotected)


def test_the_stock_half_lives_as_its_decay_says():
    """Upkeep δS holds a stock; without it ln 2/δ years halve it, up to the monthly step."""
    stock, months = 1.0, 0
    while stock > 0.5:
        stock -= 0.20 * stock / 12.0
        months += 1
    assert months / 12.0 == pytest.approx(math.log(2.0) / 0.20, abs=0.1)
