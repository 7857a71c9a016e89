"""What ODD says of the start, of the order of things known and of what departs from the sources is what the code does."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import pytest

from model.randomness import run_key
from model.simulation import prepare
from model.state import Role
from model.world import copy_world

ROOT = Path(__file__).parents[2]
POLICIES = sorted(path.stem for path in (ROOT / "model/policies").glob("*.toml"))
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


def test_all_policies_start_from_the_same_world():
    same = started("baseline")
    assert {policy: differ(same, started(policy)) for policy in POLICIES} == {policy: [] for policy in POLICIES}
    assert differ(same, prepare(parameters={"kappa": 1.0}).template), "what nobody knows does move year zero"


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


def test_the_networks_are_sought_like_less_than_an_average_member():
    roles = started("baseline").states.role
    assert np.count_nonzero(roles == Role.ALLY) / len(roles) == pytest.approx(0.86, abs=0.005)


def test_harm_remembered_is_a_third_after_two_years():
    p = prepare().segments[0].p
    assert (1.0 - 1.0 / p.cumulative_months) ** 24 == pytest.approx(0.36, abs=0.005)
