"""What ODD says of the start is what the code does."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.simulation import prepare

ROOT = Path(__file__).parents[2]
POLICIES = sorted(path.stem for path in (ROOT / "model/policies").glob("*.toml"))


def started(policy):
    return prepare(policy).template


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
