"""Gravity: attempts count, two years are two years, money is money, and who is well protected is not left alone for it."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from experiments.validation.shielding import prior_worlds, rising, severe_shares
from model.parameters import parameter_record
from model.randomness import run_key
from model.rules.choice import seek_targets
from model.rules.gravity import attack_scale, brought_chance, gravity, remembered, weigh_case
from model.rules.perceptions import perceive, remember
from model.simulation import prepare
from model.state import Role
from model.world import copy_world

P = parameter_record({})[0]


def lived(months, policy="baseline", **parameters):
    engine = importlib.import_module("model.engine")
    prepared = prepare(policy, months=max(months, 1), parameters=parameters)
    world = copy_world(prepared.template)
    engine.start(world, run_key(0, 0), prepared.segments[0].p)
    for _ in range(months):
        engine.month_of(world, prepared.segments[0].p)
    return world, prepared.segments[0].p


def test_every_second_case_of_middling_gravity_is_brought():
    assert brought_chance(0.003, 0.003, 0.7) == pytest.approx(0.5)
    assert brought_chance(0.012, 0.003, 0.7) == pytest.approx(4**0.7 / (1 + 4**0.7))
    assert (brought_chance(0.0, 0.003, 0.7), brought_chance(1e-9, 0.0, 0.7)) == (0.0, 1.0)
    assert [round(brought_chance(g, 0.003, 50.0), 2) for g in (0.002, 0.003, 0.004)] == [0.0, 0.5, 1.0], "a threshold"


def test_gravity_weighs_what_was_attempted_and_what_was_done():
    assert gravity(0.02, 0.004, 0.01, P) == pytest.approx(0.75 * 0.02 + 0.25 * 0.004 + 0.5 * 0.01)
    by_harm = parameter_record({"consult_harm": 1.0, "cumulative_weight": 0.0})[0]
    assert gravity(0.02, 0.004, 0.01, by_harm) == 0.004


def test_a_ledger_holds_two_years_in_full_and_then_nothing():
    world, p = lived(1)
    world.pairs.attempts[:] = 0.0
    case = world.cases[0]
    case.birth, case.suspect, case.victim, case.harm, case.attempted = 0, 0, 3, 0.01, 0.05
    world.alliance.month[0] = 2  # named two months after the deed
    weigh_case(world, 0, p)
    once = gravity(0.05, 0.01, 0.0, p)
    found = []
    for month in range(2, 30):
        world.alliance.month[0] = month
        found.append(remembered(world.pairs[0, 3].attempts, month, p.cumulative_months))
        remember(world, p)
    assert found == pytest.approx([once] * 22 + [0.0] * 6), "ages 2 … 23, and none from 24 on"


def test_a_shorter_memory_is_shorter():
    ledger = np.zeros(24)
    ledger[[0, 5, 11]] = 1.0, 2.0, 4.0
    assert [remembered(ledger, 11, window) for window in (1, 6, 7, 12, 24)] == [4.0, 4.0, 6.0, 7.0, 7.0]


def test_earlier_harm_counts_in_money_and_a_victims_own_by_its_own_economy():
    world, p = lived(1)
    codes = list(prepare().roster.codes)
    estonia, germany = codes.index("EST"), codes.index("DEU")
    allies = world.states.role == Role.ALLY
    mean = world.states.gdp[allies].mean()
    found = {}
    for hit in (estonia, germany):
        world.adversaries.harm_ledger[:] = 0.0
        for victim, harm in ((hit, 1.0), (codes.index("LVA"), 0.1)):
            case = world.cases[0]
            case.birth, case.suspect, case.victim, case.harm, case.attempted = 0, 0, victim, harm, harm
            weigh_case(world, 0, p)
        found[hit] = attack_scale(world, world.cases[0], p)
        assert found[hit] == pytest.approx(0.1 + 0.5 * world.states.gdp[hit] / mean)
    assert found[germany] > 10.0 * found[estonia], "a point of Germany's GDP is not one of Estonia's"


@pytest.mark.parametrize("policy", ["baseline", "exercise-surge", "partners-in", "joint-attribution"])
def test_the_best_connected_victim_always_has_all_contributors(policy):
    for months in (1, 5, 60):
        world, p = lived(months, policy)
        assert world.states.contributors.max() == p.evidence_high
        assert world.states.contributors.min() >= p.evidence_low


def test_the_networks_are_sought_like_an_average_member():
    world, p = lived(1)
    seek_targets(world, p)
    allies = world.states.role == Role.ALLY
    for j, adversary in enumerate(world.adversaries):
        assert adversary.networks_pull == pytest.approx(world.pairs.pull[j, allies].mean())


def test_expected_loss_is_the_loss_before_protection():
    """Gordon & Loeb's L: two states that are attacked alike come to expect alike, however much of it their protection stops."""
    world, p = lived(1)
    world.states.loss[:2], world.states.protection[0], world.states.protection[1] = 0.01, 0.0, 0.9
    world.states.attempted[:2], world.states.harm[0], world.states.harm[1] = 0.05, 0.05, 0.005
    perceive(world, p)
    assert world.states.loss[0] == world.states.loss[1] == pytest.approx(0.01 + p.loss_memory * (12 * 0.05 - 0.01))


def test_harm_is_the_part_of_the_attempt_that_gets_through():
    world, _ = lived(40, find_scale=0, assist=0, tempo_scale=4)
    open_now = world.cases[: world.alliance.open_cases[0]]
    seen = 0
    for case in open_now:
        if case.birth == 39 and case.victim < len(world.states):
            through = 1.0 - world.states.protection[case.victim]
            assert case.harm == pytest.approx(case.attempted * through) and case.attempted > 0.0
            seen += 1
    assert seen >= 3


def test_protection_does_not_breed_severity():
    """Zero-days apart. `python -m experiments.validation.shielding 40 12` asks it of more worlds, with them."""
    assert np.all(np.diff(severe_shares({"find_scale": np.zeros(1)}, runs=20)[0]) < 0.0)
    worlds = prior_worlds(12, seed=4) | {"find_scale": np.zeros(12)}
    assert rising(severe_shares(worlds, runs=6)) <= 1


def test_where_victims_ask_for_harm_alone_at_a_threshold_it_does():
    """The rule before: what is stopped is not brought, so that protection takes away the fear of an answer."""
    before = {"consult_harm": 1.0, "consult_slope": 50.0, "discretion": 0, "consult_threshold": 0.012, "find_scale": 0}
    worlds = {name: np.full(1, float(value)) for name, value in before.items()}
    least, _, most = severe_shares(worlds, runs=20)[0]
    assert most > 1.1 * least
