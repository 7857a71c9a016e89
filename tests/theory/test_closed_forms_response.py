"""Votes on an answer: the evidence bar, quotas under a common shock (Vasicek 2002; Ladha 1992), what backs an answer."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from model.closed_forms import acceptance, evidence_bar
from model.parameters import parameter_record
from model.rules.response import backed_weight
from model.rules.votes import supports

share = st.floats(0.0, 1.0)


@given(st.floats(0.1, 5.0), st.floats(0.0, 5.0), st.floats(0.0, 2.0))
def test_a_member_is_indifferent_at_its_evidence_bar(benefit, error, own):
    assert supports(evidence_bar(benefit, error, own), benefit, error, own) == pytest.approx(0.0, abs=1e-9)


def test_the_bar_rises_with_what_an_error_or_an_answer_costs_and_falls_with_its_benefit():
    assert evidence_bar(2.0, 1.0, 0.2) == pytest.approx(0.4)
    assert evidence_bar(2.0, 1.0, 0.4) > 0.4 and evidence_bar(2.0, 1.5, 0.2) > 0.4 and evidence_bar(2.5, 1.0, 0.2) < 0.4


def test_a_member_whose_cost_exceeds_the_benefit_needs_more_than_certainty():
    assert evidence_bar(1.0, 1.0, 1.5) > 1.0
    assert supports(1.0, 1.0, 1.0, 1.5) < 0.0


@pytest.mark.parametrize(("n", "p", "quota"), [(32, 0.97, 32), (32, 0.5, 18), (32, 0.9, 22), (5, 0.2, 3), (1, 0.3, 1)])
def test_alike_and_independent_members_are_a_binomial(n, p, quota):
    assert acceptance([p] * n, quota) == pytest.approx(binom.sf(quota - 1, n, p), abs=1e-12)


def test_unlike_members_by_looking_at_every_vote():
    chances = np.array([0.2, 0.5, 0.7, 0.9])
    votes = np.array([[i >> k & 1 for k in range(4)] for i in range(16)])
    weight = np.prod(np.where(votes, chances, 1.0 - chances), axis=1)
    for quota in range(5):
        assert acceptance(chances, quota) == pytest.approx(weight[votes.sum(axis=1) >= quota].sum(), abs=1e-12)


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=8), st.floats(0.0, 0.95))
def test_a_lower_quota_is_reached_more_often(chances, correlation):
    reached = [acceptance(chances, quota, correlation) for quota in range(len(chances) + 2)]
    assert reached[0] == 1.0 and reached[-1] == 0.0
    assert all(more >= less - 1e-12 for more, less in pairwise(reached))


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=8), st.floats(0.0, 0.95))
def test_a_common_shock_changes_nobodys_own_chance(chances, correlation):
    """Σ_quota P(at least quota) is the mean number of supporters, whatever the correlation."""
    mean = sum(acceptance(chances, quota, correlation) for quota in range(1, len(chances) + 1))
    assert mean == pytest.approx(sum(chances), abs=1e-6)


def test_a_common_shock_makes_consensus_possible():
    reached = [acceptance([0.9] * 32, 32, rho) for rho in (0.0, 0.3, 0.6, 0.9, 1.0)]
    assert np.all(np.diff(reached) > 0.0)
    assert reached[0] == pytest.approx(0.034337, abs=1e-6) and reached[2] == pytest.approx(0.488742, abs=1e-6)
    assert reached[-1] == 0.9, "with one mind the alliance is as willing as a member"


def test_a_common_shock_by_monte_carlo():
    random = np.random.default_rng(5)
    common, own = random.standard_normal((200_000, 1)), random.standard_normal((200_000, 32))
    willing = np.sqrt(0.6) * common + np.sqrt(0.4) * own < 1.2815515655446004  # Φ⁻¹(0.9)
    assert willing.all(axis=1).mean() == pytest.approx(acceptance([0.9] * 32, 32, 0.6), abs=0.005)


def test_certain_members_do_not_count():
    assert acceptance([1.0, 1.0, 0.3], 3) == pytest.approx(0.3)
    assert acceptance([0.0, 0.3, 0.3], 1) == pytest.approx(1.0 - 0.49)


def test_punishment_bites_with_the_capability_behind_it():
    """0.6 + 0.4 min(1.6, K/K_2024): nobody behind it 0.6, all of 2024 one, at most 1.24."""
    p = parameter_record({})[0]
    assert [backed_weight(k, 1000.0, p) for k in (0.0, 500.0, 1000.0, 1600.0, 5000.0)] == pytest.approx(
        [0.6, 0.8, 1, 1.24, 1.24]
    )
    assert backed_weight(500.0, 1000.0, parameter_record({"capability_weight": 0.0})[0]) == 1.0
