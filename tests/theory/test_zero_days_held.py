"""When a zero-day is spent by who holds several and meets several stakes a month: the formula beside the solved problem."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model.parameters import parameter_record
from model.randomness import run_key
from model.rules.zero_days import holder_threshold, reconsider, use_threshold
from model.simulation import prepare, run_block
from model.state import Tier
from model.world import copy_world

p = parameter_record({})[0]
HAZARD = -math.log(p.stake_discount) + (1.0 / p.zero_day_life + p.collision_hazard) / 12.0


def solved(rate, finds, stealth=0.3, most=30):
    """Thresholds for 1, 2, 3 held, by iterating the values V_N of the whole problem, later finds foreseen.

    ρ V_N = λ E[x − T_N]⁺ + f (V_{N+1} − V_N) + N d (V_{N−1} − V_N), T_N = (1 − S)(V_N − V_{N−1}), stakes exponential(1).
    """
    r, death = -math.log(p.stake_discount), (1.0 / p.zero_day_life + p.collision_hazard) / 12.0
    held, value = np.arange(most + 1.0), np.zeros(most + 1)
    for _ in range(60_000):
        below = np.concatenate([value[:1], value[:-1]])
        above = np.concatenate([value[1:], value[-1:]])
        threshold = np.maximum(0.0, (1.0 - stealth) * (value - below))
        gain = np.where(held > 0, rate * np.exp(-threshold), 0.0)
        step = (gain + finds * (above - value) + held * death * (below - value) - r * value) / (
            r + finds + held * death + rate
        )
        value = value + step
        if np.max(np.abs(step)) < 1e-11:
            break
    return ((1.0 - stealth) * np.diff(value))[:3]


@pytest.mark.parametrize(("rate", "expected"), [(2.6, 2.85), (0.9, 2.09)])
def test_one_held_and_no_more_to_come(rate, expected):
    found = holder_threshold(rate, 1, HAZARD, 0.3)
    assert found == pytest.approx(expected, abs=0.005)
    assert found * math.exp(found) == pytest.approx(rate * 0.7 / HAZARD)
    assert found == pytest.approx(solved(rate, 0.0)[0], abs=1e-6)


def test_several_held_are_spent_sooner():
    formula = [holder_threshold(2.6, held, HAZARD, 0.3) for held in (1, 2, 3, 10)]
    assert formula == sorted(formula, reverse=True)
    assert formula[:3] == pytest.approx(solved(2.6, 0.0), abs=0.07), "as if each served its share of the stakes"


def test_who_foresees_finds_would_spend_sooner_than_the_rule():
    """2.21, 1.75, 1.50 for one, two, three held and three found a year; the rule, which foresees none, 2.85, 2.35, 2.06."""
    assert solved(2.6, 0.25) == pytest.approx([2.21, 1.75, 1.50], abs=0.005)
    assert [holder_threshold(2.6, held, HAZARD, 0.3) for held in (1, 2, 3)] == pytest.approx(
        [2.85, 2.35, 2.06], abs=0.01
    )


def test_extremes():
    assert holder_threshold(2.6, 0, HAZARD, 0.3) == 0.0 == holder_threshold(0.0, 1, HAZARD, 0.3)
    assert holder_threshold(2.6, 1, HAZARD, 1.0) == 0.0, "nothing is lost by use"
    assert holder_threshold(2.6, 1, 0.0, 0.3) == math.inf, "nothing is lost by waiting"


def test_one_stake_a_month_in_discrete_time_is_near():
    """Axelrod & Iliev's threshold and this one agree where both hold: one stake a month, one vulnerability, no collision."""
    hazard = -math.log(0.98) - math.log(0.988)
    assert holder_threshold(1.0, 1, hazard, 0.3) == pytest.approx(use_threshold(0.98, 0.988, 0.3), abs=0.05)


def test_a_threshold_is_the_adversarys_own_and_follows_its_stock():
    world = copy_world(prepare(months=1).template)
    first = world.adversaries.stake_threshold.copy()
    assert len(set(first)) > 1
    world.adversaries[0].zero_days = 1
    reconsider(world, 0, p)
    assert world.adversaries.stake_threshold[0] > first[0] and np.array_equal(
        world.adversaries.stake_threshold[1:], first[1:]
    )


def test_zero_days_serve_espionage():
    keys = [run_key(3, k) for k in range(6)]
    used = [
        np.concatenate(
            [
                events.tier[events.zero_day > 0]
                for events in run_block(prepare(parameters=one), keys, incidents=True).events
            ]
        )
        for one in ({}, {"zero_day_tier": 2})
    ]
    assert np.count_nonzero(used[0] == Tier.ESPIONAGE) > 0.3 * len(used[0])
    assert used[0].min() == Tier.ESPIONAGE and used[1].min() == Tier.DISRUPTION
