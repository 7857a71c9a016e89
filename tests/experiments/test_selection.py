"""Selection finds the best policy as often as it says, and refuses to rank on luck."""

from __future__ import annotations

import json
from functools import partial

import numpy as np
import pytest

import experiments
from experiments.analysis.selection import kn
from model.errors import RequestError

select = partial(experiments.select, worlds="one")  # over worlds: tests/experiments/test_over_worlds.py


def slippage(replications: int, k: int = 5, rho: float = 0.5, seed: int = 0) -> tuple[float, float]:
    """How often KN picks the best in the hardest case: the best leads all others by exactly the indifference zone."""
    random = np.random.default_rng(seed)
    right, runs = 0, 0
    for _ in range(replications):

        def sample(candidates, first, count, random=random):
            luck = random.normal(size=(count, 1))
            own = random.normal(size=(count, k))
            values = np.sqrt(rho) * luck + np.sqrt(1 - rho) * own
            values[:, 3] += 0.5
            return values[:, candidates]

        found = kn(sample, k, 0.5, confidence=0.95, first=10, step=5)
        right += found.best == 3
        runs += sum(found.runs)
    return right / replications, runs / replications


def test_the_stated_probability_is_reached_in_the_slippage_case():
    share, _ = slippage(400)
    assert share >= 0.95


def test_paired_luck_takes_fewer_runs():
    _, paired = slippage(60, rho=0.8)
    _, apart = slippage(60, rho=0.0)
    assert paired < 0.5 * apart


def test_a_clear_winner_is_found_at_once(toy):
    policies = [{"name": name, "parameters": {"theta": theta}} for name, theta in (("a", 0.5), ("b", 0.2), ("c", 0.9))]
    found = select(policies, "damage", months=2, indifference=0.01, simulator=toy)
    assert found.best == "b" and found.decided
    assert list(found.table.policy) == ["b", "a", "c"] and list(found.table.best) == [True, False, False]
    assert found.table.runs.max() == 20
    assert json.loads(json.dumps(found.to_json(), allow_nan=False))["table"][0]["dropped_after"] is None


def test_equal_policies_end_within_the_zone(toy):
    found = select([{"name": "a"}, {"name": "b"}], "operations", months=2, simulator=toy)
    assert found.decided and found.best == "a"
    assert found.notes[0].startswith("indifference")


def test_undefined_runs_are_left_out(toy):
    policies = [{"name": "a"}, {"name": "b", "parameters": {"bar": 0.95}}]
    assert select(policies, "deterrence", months=2, simulator=toy).best == "b"


def test_a_search_that_is_stopped_says_so(toy):
    policies = [{"name": "a"}, {"name": "b", "parameters": {"tempo_scale": 1.01}}]
    found = select(policies, "operations", months=2, indifference=1e-3, most=40, simulator=toy)
    assert found.decided or "stopped at 40 runs" in found.notes[0]


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ({"measure": "cbrn_uses"}, "too rare to rank on; rank on cbrn_expected"),
        ({"measure": "core_share"}, "no better direction"),
        ({"measure": "damge"}, "did you mean 'damage'"),
        ({"measure": "damage", "indifference": 0.0}, "above 0"),
        ({"measure": "damage", "confidence": 0.4}, "confidence"),
        ({"measure": "damage", "policies": ["baseline"]}, "at least two"),
    ],
)
def test_every_wrong_request_is_one_line(toy, asked, line):
    with pytest.raises(RequestError, match=line):
        select(**{"policies": ["baseline", "hague"], "months": 2, **asked}, simulator=toy)


@pytest.mark.long
def test_the_stated_probability_over_many_replications():
    assert slippage(4000, seed=1)[0] >= 0.95


def test_runs_that_do_not_differ_do_not_select():
    """Something happens once in fifty runs, twice as often under the second: twenty quiet runs decide nothing."""
    right = early = 0
    for seed in range(60):
        luck = np.random.default_rng(seed).random(100_000)

        def sample(candidates, first, count, luck=luck):
            here = luck[first : first + count]
            return -np.stack([here < 0.02, here < 0.04], axis=1).astype(float)[:, candidates]

        found = kn(sample, 2, 0.016, confidence=0.95)
        right += found.best == 0
        early += max(found.runs) < 100
    assert early == 0
    assert right >= 57


def test_what_never_differs_is_not_decided_unless_it_is_known_to_be_the_same():
    def sample(candidates, first, count):
        return np.zeros((count, len(candidates)))

    assert not kn(sample, 2, 0.1, most=400).decided
    assert kn(sample, 2, 0.1, most=400, same=np.ones((2, 2), dtype=bool)).decided
