"""What ODD says of the start, of the order of things known and of what departs from the sources is what the code does."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from model.rules.zero_days import use_threshold
from model.simulation import prepare
from model.state import Role

ROOT = Path(__file__).parents[2]
POLICIES = sorted(path.stem for path in (ROOT / "model/policies").glob("*.toml"))
APART = {"cyber-defence-pledge", "exercise-surge", "partners-in"}
ODD = (ROOT / "docs/odd.md").read_text(encoding="utf-8")


def started(policy):
    return prepare(policy).template


def differ(one, other):
    return [
        (table, name)
        for table in ("states", "adversaries", "pairs", "alliance")
        for name in getattr(one, table).dtype.names
        if not np.array_equal(getattr(one, table)[name], getattr(other, table)[name])
    ]


def test_policies_start_from_the_same_world_but_for_three():
    same = started("baseline")
    assert {policy for policy in POLICIES if differ(same, started(policy))} == APART
    assert all(f"`{policy}`" in ODD.partition("## 6.")[0] for policy in APART)


def test_the_page_says_what_the_three_start_with():
    same = started("baseline")
    allies = same.states.role == Role.ALLY
    rows = {line for line in ODD.splitlines() if line.startswith("| `")}
    stock = [f"{started(policy).states.stock[allies].mean():.4f}" for policy in ("cyber-defence-pledge", "baseline")]
    assert any(row.endswith(f"| {stock[0]} | {stock[1]} |") for row in rows)
    for policy in ("exercise-surge", "partners-in"):
        world = started(policy)
        for skill in ("detection", "coordination"):
            there, here = (f"{w.states[skill][~allies].mean():.3f}" for w in (world, same))
            assert any(f"`{policy}`" in row and row.endswith(f"| {there} | {here} |") for row in rows), (policy, skill)
            assert np.array_equal(world.states[skill][allies], same.states[skill][allies]), (
                "allies' skills are the same"
            )


def test_zero_days_survive_less_than_the_threshold_to_use_them_assumes():
    p = prepare().segments[0].p
    assert p.stake_persistence == pytest.approx(math.exp(-1.0 / (12.0 * p.zero_day_life)), abs=1e-5)
    survives = math.exp(-(1.0 / p.zero_day_life + p.collision_hazard) / 12.0)
    assert survives == pytest.approx(0.9832, abs=5e-5)
    assumed = use_threshold(p.stake_discount, p.stake_persistence, p.stake_stealth)
    own = use_threshold(p.stake_discount, survives, 1.0 - 27.8 / 56.5)
    assert (assumed, own) == pytest.approx((2.246, 1.90), abs=0.005)
    assert math.exp(assumed - own) == pytest.approx(1.4, abs=0.02), "the chance that exponential stakes reach it"
