"""The worked study's arithmetic: what a policy makes up of a loss, and that its page is about the policies it compares."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

STUDIES = Path(__file__).parents[2] / "docs" / "studies"


@pytest.fixture(scope="module")
def study():
    spec = importlib.util.spec_from_file_location("washington", STUDIES / "washington_leaves.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def question(study):
    return study.Question(runs=3, seed=9)


def test_what_is_made_up_is_won_over_lost(question):
    lost = (question.stays("damage") - question.leaves("damage")).mean()
    won = (question.policy("qualified-majority", "damage") - question.leaves("damage")).mean()
    assert question.made_up("qualified-majority", "damage").mean == pytest.approx(100.0 * won / lost)


def test_the_policy_of_both_is_neither_alone(question):
    both, cell, quota = (
        question.policy(name, "damage")
        for name in ("joint-attribution + qualified-majority", "joint-attribution", "qualified-majority")
    )
    assert not np.array_equal(both, cell) and not np.array_equal(both, quota)


def test_every_policy_and_every_loss_is_on_the_page(study):
    text = (STUDIES / "washington-leaves.md").read_text(encoding="utf-8")
    assert [name for name in study.POLICIES if text.count(f"| `{name}` |") != 3] == []
    assert [measure for measure in study.LOST if f"| `{measure}`" not in text] == []


@pytest.fixture(scope="module")
def many(study):
    return study.Question(runs=40, seed=0)


def test_an_exit_costs_no_security_without_the_two_assumptions_that_carry_it(study, many):
    """Interval of severe operations: above zero as it is, and with both at nought not, nor a tenth as large."""
    carried = many.exit("operations_severe")
    left = many.exit("operations_severe", **study.ASSUMED["both = 0"])
    assert carried.low > 0.0 >= left.low
    assert abs(left.mean) < 0.1 * carried.mean


def test_the_pledge_brings_more_severe_operations_at_every_threshold_but_the_fewer_the_lower(study, many):
    """What is less harmful is brought less often; where slight cases are brought too, less of that is left."""
    pledge, measure = "cyber-defence-pledge", "operations_severe"
    shipped = study.interval(many.policy(pledge, measure) - many.leaves(measure))
    slight = {"consult_threshold": 0.001}
    left = study.interval(many.policy(pledge, measure, **slight) - many.leaves(measure, **slight))
    assert shipped.low > 0.0 and left.mean < shipped.mean
