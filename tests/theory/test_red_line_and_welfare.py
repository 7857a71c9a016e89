"""CBRN use teaches apart from ordinary deeds, and a harm that happens once is counted once."""

from __future__ import annotations

import math

import numpy as np
import pytest

from experiments.validation.contrasts import interval
from model.measures import MEASURES
from model.parameters import parameter_record
from model.randomness import run_key
from model.rules.escalation import line_belief, use_cbrn
from model.rules.record import welfare, welfare_of_month
from model.simulation import prepare, run_block
from model.world import copy_world

KEYS = [run_key(2025, k) for k in range(60)]


def test_a_red_line_is_believed_as_the_alliance_is_until_it_was_crossed():
    assert line_belief(0.6, 2.0, 0.0, 0.0) == pytest.approx(0.6)
    assert line_belief(0.6, 2.0, 1.0, 0.0) == pytest.approx(2.2 / 3)
    assert line_belief(0.6, 2.0, 0.0, 1.0) == pytest.approx(1.2 / 3)
    assert line_belief(0.6, 0.0, 0.0, 0.0) == 0.6


@pytest.mark.parametrize(("answered", "kept"), [(1.0, 1.0), (0.0, 0.0)])
def test_a_use_teaches_of_the_red_line_and_nothing_of_ordinary_deeds(answered, kept):
    world = copy_world(prepare(months=1).template)
    world.pairs.pull[:] = 1.0
    before = world.adversaries.copy()
    world.adversaries[0].escalation_level = 4.0
    use_cbrn(world, 0, answered, parameter_record({})[0])
    assert (world.alliance[0].red_line_kept, world.alliance[0].red_line_broken) == (kept, 1.0 - kept)
    for name in ("punished", "unpunished", "tier_punished", "tier_unpunished", "answers_heard"):
        assert np.array_equal(world.adversaries[name], before[name]), name
    assert world.adversaries[0].escalation_level == (world.adversaries[0].escalation_rest if answered else 4.0)


def test_a_red_line_that_is_not_kept_invites_more():
    """In a world with much use: what is learnt from it moves both the belief and the number of uses."""
    found = {}
    for memory in (2.0, 1000.0):
        summaries = run_block(
            prepare("baseline", "intimidation", parameters={"cbrn_hazard": 0.1, "red_line_memory": memory}), KEYS, 2
        )
        found[memory] = summaries.summaries
    moved = found[2.0] - found[1000.0]
    assert interval(moved[:, list(MEASURES).index("red_line_belief")]).high < 0.0, "half a commitment is mostly broken"
    assert interval(moved[:, list(MEASURES).index("cbrn_expected")]).low > 0.0


def test_a_harm_of_five_points_counts_as_five():
    """ln(0.98) − ln(0.93) of consumption's welfare over the year, where a month at a yearly rate would count 7.5."""
    taste, core, spill = 0.03, 0.02, 0.01
    year = [welfare_of_month(taste, core, 0.0, 0.05 if month == 3 else 0.0, spill) for month in range(12)]
    calm = welfare(taste, core, 0.0, 0.0, spill)
    lost = 100.0 * (1.0 - taste) * (math.log(0.98) - math.log(0.93))
    assert calm - sum(year) / 12 == pytest.approx(lost, rel=1e-12)
    assert sum(year) / 12 == pytest.approx(welfare(taste, core, 0.0, 0.05, spill), rel=1e-12)
    as_a_rate = 100.0 * (1.0 - taste) * (math.log(0.98) - math.log(0.98 - 0.6)) / 12
    assert as_a_rate > 1.4 * lost


def test_welfare_without_harm_is_untouched():
    assert welfare_of_month(0.03, 0.02, 0.001, 0.0, 0.01) == welfare(0.03, 0.02, 0.001, 0.0, 0.01)
    spread = [welfare_of_month(0.03, 0.02, 0.0, 0.05 / 12, 0.01)] * 12
    calm, whole = welfare(0.03, 0.02, 0.0, 0.0, 0.01), welfare(0.03, 0.02, 0.0, 0.05, 0.01)
    assert calm - np.mean(spread) == pytest.approx(calm - whole, rel=0.03), "a stream adds up, but for second order"
