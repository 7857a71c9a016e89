"""Whether a deed is answered and how hard are learnt apart; what is hardly heard teaches hardly anything."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.validation.contrasts import interval
from model.measures import MEASURES
from model.parameters import parameter_record
from model.randomness import run_key
from model.rules import learning
from model.simulation import prepare, run_block
from model.state import Tier
from model.world import copy_world

KEYS = [run_key(2025, k) for k in range(60)]
DISRUPTION, DESTRUCTION = int(Tier.DISRUPTION), int(Tier.DESTRUCTION)


def after(deeds, author=1, tier=DISRUPTION, **parameters):
    """Adversary 0 after these deeds of an author: the weight of each answer, 0 for none."""
    world, p = copy_world(prepare(months=1).template), parameter_record(parameters)[0]
    for weight in deeds:
        learning.book_deed(world, author, tier, 0, 0, weight, p)
    return world.adversaries[0], p


def chance(deeds, **more):
    one, p = after(deeds, **more)
    return learning.chance_of_answer(one, DISRUPTION, 0, 0, p)


@pytest.mark.parametrize("answered", [True, False])
def test_what_is_hardly_heard_teaches_hardly_anything(answered):
    """150 deeds of others at a weight of a billionth leave every belief where deaf ears leave it."""
    own = [0.5] * 30
    world, p = copy_world(prepare(months=1).template), parameter_record({"vicarious": 1e-9})[0]
    for weight in own:
        learning.book_deed(world, 0, DISRUPTION, 0, 0, weight, p)
    deaf = learning.chance_of_answer(world.adversaries[0], DISRUPTION, 0, 0, p)
    assert deaf > 0.5
    for _ in range(150):
        learning.book_deed(world, 1, DISRUPTION, 0, 0, 0.5 if answered else 0.0, p)
    heard = learning.chance_of_answer(world.adversaries[0], DISRUPTION, 0, 0, p)
    assert heard == pytest.approx(deaf, rel=1e-6)


def test_ten_deeds_heard_at_a_tenth_teach_what_one_of_ones_own_does():
    """But for what is forgotten within the ten: a tenth of ρ each, ρ together."""
    told = chance([0.0] * 100, vicarious=0.1)
    lived = chance([0.0] * 10, author=0, vicarious=0.1)
    assert told == pytest.approx(lived, rel=0.01)
    assert lived < chance([]) - 0.05


def test_an_answer_counts_one_whatever_its_weight():
    weak, hard = (chance([weight] * 3, author=0) for weight in (0.15, 4.0))
    assert weak == hard == pytest.approx(chance([1.0] * 3, author=0))
    one, _ = after([0.15] * 3, author=0, event_decay=1.0)
    assert (one.tier_punished[DISRUPTION], one.tier_unpunished[DISRUPTION]) == (4.0, 6.0)


def test_how_hard_begins_at_what_is_declared():
    """Shares of rungs by their weights: a disruption .5875, a destruction 1.1075 of a counter-cyber operation."""
    p = parameter_record({})[0]
    assert learning.declared_weight(DISRUPTION, p) == pytest.approx(0.25 * 0.15 + 0.5 * 0.5 + 0.2 + 0.05 * 2.0)
    assert learning.declared_weight(DESTRUCTION, p) == pytest.approx(1.1075)
    weights = [learning.declared_weight(tier, p) for tier in range(4)]
    assert weights == sorted(weights), "a harsher tier expects a harsher answer"
    for tier in ("nuisance", "espionage", "disruption", "destruction"):
        assert p[f"rungs_{tier}"].sum() == pytest.approx(1.0)


def test_how_hard_moves_to_what_is_met():
    """n0 = 2 of what was declared, then the mean of what is met: (2 · .5875 + 3 · 2)/5, nothing forgotten."""
    one, p = after([2.0] * 3, author=0, event_decay=1.0)
    assert learning.feared_weight(one, DISRUPTION, p) == pytest.approx((2 * 0.5875 + 6.0) / 5)
    assert learning.feared_weight(one, DESTRUCTION, p) == pytest.approx(1.1075), "tiers are learnt apart"
    assert learning.expected_punishment(one, DISRUPTION, 0, 0, p) == pytest.approx(
        learning.chance_of_answer(one, DISRUPTION, 0, 0, p) * (2 * 0.5875 + 6.0) / 5
    )
    same, _ = after([0.0] * 5, author=0)
    assert learning.feared_weight(same, DISRUPTION, p) == pytest.approx(0.5875), "silence says nothing of how hard"
    assert learning.expected_weight(0.7, 0.0, 0.0, 0.0) == 0.7
    assert learning.expected_weight(0.7, 1e9, 5.0, 50.0) == pytest.approx(0.7, rel=1e-6)


def test_blame_is_booked_in_quiet_months_alone_with_its_weight():
    p = parameter_record({"month_decay": 1.0})[0]
    before = 0.1 / 12.0
    for seen, months, weight in ((0, 1.1, (2 * 0.5875 + 2.0) / 3), (1, 0.1, 0.5875)):
        world = copy_world(prepare(months=1).template)
        one = world.adversaries[0]
        one.seen, one.blame = seen, 2.0
        assert learning.expected_blame(one, p) == pytest.approx(before * 0.5875)
        learning.relax_beliefs(world, p)
        assert one.blamed == pytest.approx(months)
        assert learning.expected_blame(one, p) == pytest.approx(one.blamed / (one.blamed + one.unblamed) * weight)


def column(name, **parameters):
    return run_block(prepare(parameters=parameters), KEYS, 2).summaries[:, list(MEASURES).index(name)]


def test_the_weight_of_article_5_is_feared_though_it_is_hardly_ever_used():
    """Twice its weight, fewer destructions; half of it, more. Part of them become disruptions, so the share of severe
    operations moves little."""
    half, full, twice = (column("operations_high", punishment_article_5=weight) for weight in (1.0, 2.0, 4.0))
    assert interval(twice - full).high < 0.0 < interval(half - full).low
    assert np.mean(column("article_5")) < 0.5
