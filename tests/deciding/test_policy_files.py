"""A policy written as a file says what the policy says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from experiments.deciding.policy_files import policy_toml, write_policy
from model.settings import load_policy, policies, read_setting

OWN = {
    "name": "own",
    "title": 'A "quoted" title',
    "meaning": "Straße.",
    "parameters": {"rule": "majority", "character": False, "bar": 0.625, "norm_gain": {"times": 3}, "tries": 4},
    "states": {"TUR": {"balancing": 0.8}, "ALLIES": {"balancing": {"add": -0.05}}},
    "pairs": {"RUS": {"UKR": {"focus": 2.0}}},
    "change": [{"month": 60, "parameters": {"commitment_ceiling": 0.05}, "states": {"HUN": {"balancing": 1.0}}}],
}


def same(one, other):
    nothing = {"name": "", "source": ""}
    return replace(one, **nothing) == replace(other, **nothing)


@pytest.mark.parametrize("name", policies())
def test_a_shipped_policy_survives(name, tmp_path):
    write_policy(load_policy(name), tmp_path / "copy.toml")
    assert same(load_policy(tmp_path / "copy.toml"), load_policy(name))


def test_so_does_one_with_everything_a_policy_can_say(tmp_path):
    own = read_setting(OWN, "policy", "own", "own")
    write_policy(own, tmp_path / "own.toml")
    assert same(load_policy(tmp_path / "own.toml"), own)
    assert 'rule = "majority"' in policy_toml(own) and "character = false" in policy_toml(own)
