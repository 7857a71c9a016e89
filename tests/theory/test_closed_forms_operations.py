"""What adversaries do with an opportunity: quantal response, flags at a habit, harm, detection, zero-days."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.parameters import PARAMETERS, parameter_record
from model.randomness import run_key
from model.rules.choice import flag_cost, severity_into
from model.rules.effects import detection_chance, harm, lognormal
from model.rules.operations import choice_probabilities
from model.rules.zero_days import resilience_met, stationary_mean, tend_zero_days, use_threshold
from model.simulation import copy_world, prepare

COLLISION = -math.log(1.0 - 0.057)
utilities = st.lists(st.floats(-20.0, 20.0), min_size=1, max_size=9)


@given(utilities, st.floats(0.0, 20.0), st.floats(-100.0, 100.0))
def test_a_logit_sees_only_differences(values, precision, shift):
    chances = choice_probabilities(values, precision)
    assert chances.sum() == pytest.approx(1.0, abs=1e-12)
    assert choice_probabilities(np.array(values) + shift, precision) == pytest.approx(chances, abs=1e-9)


@given(st.floats(-2.0, 2.0), st.floats(0.0, 5.0))
def test_log_odds_of_two_are_precision_times_the_difference(gap, precision):
    taken, left = choice_probabilities([gap, 0.0], precision)
    assert math.log(taken / left) == pytest.approx(precision * gap, abs=1e-9)


def test_no_precision_chooses_evenly_and_much_of_it_the_best():
    assert choice_probabilities([0.0, 1.0, 3.0], 0.0) == pytest.approx([1 / 3] * 3)
    assert choice_probabilities([0.0, 1.0, 3.0], 1000.0) == pytest.approx([0.0, 0.0, 1.0])


def test_what_is_not_open_is_never_chosen():
    assert choice_probabilities([0.0, -math.inf, 0.0], 3.0) == pytest.approx([0.5, 0.0, 0.5])


@pytest.mark.parametrize("rate", [0.08, 0.15, 0.25, 0.5, 0.6])
def test_flags_are_flown_at_the_habit(rate):
    """The cost of a flag is the inverse of the logit: all else equal a share f of operations carries one."""
    p = parameter_record({})[0]
    cost = flag_cost(rate, p.precision, p)
    assert choice_probabilities([0.0, -cost], p.precision)[1] == pytest.approx(rate, abs=1e-12)


def test_flag_costs_of_the_four_adversaries():
    """0.578, 0.814 and 0.366 for habits of 0.15, 0.08 and 0.25 at precision 3; free at scale 0."""
    p = parameter_record({})[0]
    assert [flag_cost(f, 3.0, p) for f in (0.15, 0.08, 0.25)] == pytest.approx([0.578, 0.814, 0.366], abs=5e-4)
    assert flag_cost(0.15, 3.0, parameter_record({"flag_cost": 0.0})[0]) == 0.0


def test_severity_is_the_chance_of_disruption_or_worse():
    """Even odds over abstaining and four tiers, plain or flagged: four of nine are severe, the mean tier is 20/9."""
    severe, mean = severity_into(np.zeros(9), 3.0, np.empty(9))
    assert (severe, mean) == pytest.approx((4 / 9, 20 / 9))


def test_harm_scales_as_the_specification_says():
    base = harm(0.1, 1.0, 500.0, 0.5, 1.0, 0.0)
    assert base == pytest.approx(0.1)
    assert harm(0.1, 1.0, 2000.0, 0.5, 1.0, 0.0) == pytest.approx(base / 2.0), "four times the economy, half the share"
    assert harm(0.1, 1.0, 500.0, 0.5, 1.0, 0.6) == pytest.approx(0.4 * base)
    assert harm(0.1, 1.0, 500.0, 0.5, 0.5, 0.0) == pytest.approx(0.5 * base)
    assert harm(0.1, 1.0, 500.0, 0.5, 1.0, 1.0) == 0.0


def test_a_destructive_operation_of_the_size_of_notpetya():
    """Ukraine at its resilience: about half a percent of GDP, 2017."""
    assert 0.2 < harm(0.6, 1.0, 180.0, 0.5, 1.0, 0.55) < 0.8


@pytest.mark.parametrize("sigma", [0.0, 0.5, 0.9, 1.5])
def test_the_luck_of_harm_has_mean_one(sigma):
    z = np.linspace(-12.0, 12.0, 40_001)
    weight = np.exp(-0.5 * z * z)
    mean = sum(w * lognormal(sigma, x) for w, x in zip(weight / weight.sum(), z, strict=True))
    assert mean == pytest.approx(1.0, abs=1e-9)


@given(st.floats(0.01, 0.99), st.floats(-3.0, 3.0), st.floats(0.0, 3.0))
def test_detection_is_logistic_in_skill_and_stealth(base, skill, stealth):
    chance = detection_chance(base, skill, stealth)
    assert math.log(chance / (1.0 - chance)) == pytest.approx(math.log(base / (1.0 - base)) + skill - stealth, abs=1e-9)
    assert detection_chance(base, 0.0, 0.0) == pytest.approx(base, abs=1e-12)


def brute_force(discount, persistence, stealth, stakes=200_000):
    """T* by value iteration over a fine grid of stakes: keep w P V, spend x + w S V; V is worth w (P − S) at the margin."""
    x = -np.log1p(-(np.arange(stakes) + 0.5) / stakes)
    value = 0.0
    for _ in range(3000):
        after = np.maximum(x + discount * stealth * value, discount * persistence * value).mean()
        if abs(after - value) < 1e-12:
            break
        value = after
    return discount * (persistence - stealth) * value


@pytest.mark.parametrize(("w", "p", "s"), [(0.9, 0.9, 0.5), (0.9, 0.9, 0.0), (0.8, 0.95, 0.3), (0.5, 0.5, 0.4)])
def test_zero_days_are_kept_as_long_as_dynamic_programming_says(w, p, s):
    assert use_threshold(w, p, s) == pytest.approx(brute_force(w, p, s), abs=1e-3)


def test_the_threshold_solves_its_equation():
    """T e^T = w (P − S)/(1 − w P)."""
    for w, p, s in ((0.9, 0.9, 0.5), (0.98, 0.988, 0.3), (0.99, 0.99, 0.0)):
        found = use_threshold(w, p, s)
        assert found * math.exp(found) == pytest.approx(w * (p - s) / (1.0 - w * p), rel=1e-12)


def test_stealthy_zero_days_are_spent_sooner_and_lasting_ones_later():
    assert np.all(np.diff([use_threshold(0.9, 0.9, s) for s in (0.0, 0.3, 0.6, 0.9)]) < 0.0)
    assert np.all(np.diff([use_threshold(0.9, p, 0.3) for p in (0.4, 0.6, 0.8, 0.95)]) > 0.0)


@pytest.mark.parametrize(
    ("w", "p", "s", "expected"),
    [(0.9, 0.5, 0.5, 0.0), (0.9, 0.4, 0.8, 0.0), (0.0, 0.9, 0.1, 0.0), (1.0, 1.0, 0.5, math.inf)],
)
def test_nothing_to_gain_by_waiting_means_use_at_once(w, p, s, expected):
    assert use_threshold(w, p, s) == expected


@pytest.mark.parametrize(("collision", "expected"), [(COLLISION, 29.7179), (0.0, 41.6505)])
def test_the_stock_of_zero_days_at_rest(collision, expected):
    assert stationary_mean(6.0, 1.0 / 6.9, collision) == pytest.approx(expected, abs=5e-5)


def test_the_stock_in_continuous_time_is_finds_over_hazard():
    """The monthly mean exceeds F/(d + c) by half a month's finds: what is found in January is there in January."""
    assert stationary_mean(6.0, 1.0 / 6.9, 0.0) == pytest.approx(6.0 * 6.9 + 0.25, abs=0.01)


def test_extremes_of_the_stock():
    assert stationary_mean(0.0, 0.1, 0.1) == 0.0
    assert stationary_mean(0.0, 0.0, 0.0) == 0.0
    assert stationary_mean(1.0, 0.0, 0.0) == math.inf


def test_tending_zero_days_month_by_month_rests_at_that_mean():
    """The rule itself, four adversaries finding half a zero-day a month, 60 luck keys of 240 months."""
    template = prepare(months=240)
    world = copy_world(template.template)
    world.adversaries.finds[:] = 0.5
    world.adversaries.zero_days[:] = 30
    p = template.segments[0].p
    assert p.collision_hazard == pytest.approx(COLLISION, abs=1e-6) and p.zero_day_life == 6.9
    held = []
    for k in range(60):
        world.alliance.key[0] = run_key(11, k)
        for month in range(240):
            world.alliance.month[0] = month
            tend_zero_days(world, p)
            held.append(world.adversaries.zero_days.mean())
    assert np.mean(held) == pytest.approx(29.7179, abs=0.8)
    assert np.mean(world.months.zero_days_found) / 60 / 4 == pytest.approx(0.5, abs=0.02)


def test_the_declared_collision_hazard_is_five_point_seven_percent_a_year():
    assert 1.0 - math.exp(-PARAMETERS["collision_hazard"].default) == pytest.approx(0.057, abs=1e-6)


@pytest.mark.parametrize(
    ("zero_day", "unpatched", "left"), [(False, False, 1.0), (True, False, 0.4), (False, True, 0.7), (True, True, 0.4)]
)
def test_of_two_ways_in_the_wider_one_counts(zero_day, unpatched, left):
    p = parameter_record({})[0]
    assert resilience_met(0.6, zero_day, unpatched, p) == pytest.approx(0.6 * left)
