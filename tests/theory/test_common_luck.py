"""Common random numbers: changing how the Council decides leaves every opportunity its luck."""

from __future__ import annotations

import numpy as np
import pytest

from model.randomness import run_key
from model.rules.retaliation import REVENGE_FIRST
from model.simulation import prepare, run_block

KEYS = [run_key(2025, k) for k in range(8)]
RULES = ["qualified-majority", "coalition-of-the-willing", "no-response"]
"""Other ways for the Council to decide: none of them may shift the luck of an opportunity."""


@pytest.fixture(scope="module")
def events():
    return {policy: run_block(prepare(policy), KEYS, incidents=True).events for policy in ["baseline", *RULES]}


@pytest.mark.parametrize("policy", RULES)
def test_the_same_opportunities_come_in_every_month(events, policy):
    """But for those that an adversary makes to strike back, which have numbers of their own."""
    for before, after in zip(events["baseline"], events[policy], strict=True):
        ordinary = [one.identity[one.index < REVENGE_FIRST] for one in (before, after)]
        assert np.array_equal(*ordinary)


@pytest.mark.parametrize("policy", RULES)
def test_the_first_month_is_the_same_to_the_last_bit(events, policy):
    """Nobody has decided anything yet: target, choice, flag, sight and harm agree."""
    for before, after in zip(events["baseline"], events[policy], strict=True):
        for field in ("target", "tier", "flag", "shown", "zero_day", "harm", "harm_money", "civilian", "detected"):
            assert np.array_equal(before[field][before.month == 0], after[field][after.month == 0]), field


def test_the_luck_of_sight_and_harm_belongs_to_the_opportunity(events):
    """Wherever both worlds choose the same against the same target with the same resilience, harm is the same."""
    for before, after in zip(events["baseline"], events["qualified-majority"], strict=True):
        before, after = before[before.index < REVENGE_FIRST], after[after.index < REVENGE_FIRST]
        first_year = before.month < 12  # budgets, and so resilience, have not moved
        same = first_year & (before.tier == after.tier) & (before.target == after.target) & (before.tier >= 0)
        same &= (before.zero_day == 0) & (after.zero_day == 0) & (before.detected == after.detected)
        assert np.mean(same[first_year & (before.tier >= 0) & (before.zero_day == 0)]) > 0.8
        assert np.mean(np.isclose(before.harm[same], after.harm[same], rtol=1e-9)) > 0.95, "but for unpatched zero-days"
