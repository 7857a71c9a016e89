"""What ODD says of the start, of the order of things known and of what departs from the sources is what the code does."""

from __future__ import annotations

import importlib
import math
from pathlib import Path

import numpy as np
import pytest

from model.randomness import run_key
from model.rules.zero_days import use_threshold
from model.simulation import prepare
from model.state import Role
from model.world import copy_world

ROOT = Path(__file__).parents[2]
POLICIES = sorted(path.stem for path in (ROOT / "model/policies").glob("*.toml"))
APART = {"cyber-defence-pledge", "exercise-surge", "partners-in"}
ODD = (ROOT / "docs/odd.md").read_text(encoding="utf-8")
MECHANISMS = (ROOT / "docs/mechanisms.md").read_text(encoding="utf-8")


def started(policy):
    return prepare(policy).template


def contributors(policy, months):
    """Contributors to every state's case, month by month; nothing random is in them."""
    engine = importlib.import_module("model.engine")
    prepared = prepare(policy)
    world = copy_world(prepared.template)
    engine.start(world, run_key(0, 0), prepared.segments[0].p)
    found = []
    for month in range(1, months + 1):
        engine.advance(world, month, prepared.segments[0].p)
        found.append(world.states.contributors.copy())
    return np.array(found), float(world.alliance[0].evidence_scale), world.states.role == Role.ALLY


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


@pytest.mark.parametrize(
    ("policy", "scale"),
    [("baseline", 7.99), ("exercise-surge", 8.16), ("partners-in", 8.60), ("joint-attribution", 7.99)],
)
def test_evidence_is_counted_by_the_best_connected_victims_in_the_first_month(policy, scale):
    assert contributors(policy, 1)[1] == pytest.approx(scale, abs=0.005)
    assert f"{scale:.2f}" in ODD


def test_contributors_go_beyond_four():
    for policy, most in (("baseline", 4.6), ("exercise-surge", 5.3)):
        assert contributors(policy, 240)[0].max() == pytest.approx(most, abs=0.05)
        assert f"{most}" in MECHANISMS and f"{most}" in ODD
    found, _, allies = contributors("baseline", 240)
    month = np.arange(240) % 12
    assert found[month == 0][:, allies].mean() == pytest.approx(3.7, abs=0.05), "January"
    assert found[month == 4][:, allies].mean() == pytest.approx(4.2, abs=0.05), "May"


def test_zero_days_survive_less_than_the_threshold_to_use_them_assumes():
    p = prepare().segments[0].p
    assert p.stake_persistence == pytest.approx(math.exp(-1.0 / (12.0 * p.zero_day_life)), abs=1e-5)
    survives = math.exp(-(1.0 / p.zero_day_life + p.collision_hazard) / 12.0)
    assert survives == pytest.approx(0.9832, abs=5e-5)
    assumed = use_threshold(p.stake_discount, p.stake_persistence, p.stake_stealth)
    own = use_threshold(p.stake_discount, survives, 1.0 - 27.8 / 56.5)
    assert (assumed, own) == pytest.approx((2.246, 1.90), abs=0.005)
    assert math.exp(assumed - own) == pytest.approx(1.4, abs=0.02), "the chance that exponential stakes reach it"


def test_the_networks_are_sought_like_less_than_an_average_member():
    roles = started("baseline").states.role
    assert np.count_nonzero(roles == Role.ALLY) / len(roles) == pytest.approx(0.86, abs=0.005)


def test_harm_remembered_is_a_third_after_two_years():
    p = prepare().segments[0].p
    assert (1.0 - 1.0 / p.cumulative_months) ** 24 == pytest.approx(0.36, abs=0.005)
