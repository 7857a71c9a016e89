"""Retaliation: who is struck, how often, and that without it nothing is otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.validation.contrasts import interval
from model import AllianceModel
from model.measures import MEASURES, MONTHLY
from model.parameters import parameter_record
from model.randomness import run_key
from model.rules import retaliation
from model.rules.votes import margin
from model.simulation import prepare, run_block, run_world
from model.state import Ballot, Role, Rung
from model.world import copy_world, monthly_values

KEYS = [run_key(2025, k) for k in range(20)]
ANGRY = {"escalation": 1.0, "mediation": 0.0}
FIRST = retaliation.REVENGE_FIRST


def answered(author=0, suspect=0, victim=0, rung=Rung.SANCTIONS, supporters=(3, 5)):
    """A world in which an answer to a case was just decided."""
    world = copy_world(prepare(months=12).template)
    world.alliance[0].capability_most = world.states.capability.max()
    case = world.cases[0]
    case.identity, case.author, case.suspect, case.victim, case.rung = 7, author, suspect, victim, rung
    world.states.ballot[:] = Ballot.NONE
    for k in supporters:
        world.states.ballot[k] = Ballot.SUPPORT
    return world


def test_words_are_never_answered_and_harder_rungs_are_more_often():
    chances = [retaliation.retaliation_chance(0.05, 0.3, rung, 1.0) for rung in range(4)]
    assert chances == pytest.approx([0.0, 0.065, 0.08, 0.095])
    assert retaliation.retaliation_chance(0.05, 0.3, 2, 0.6) == pytest.approx(0.048), "a channel damps it"
    assert retaliation.retaliation_chance(1.0, 0.3, 3, 1.0) == 1.0


@pytest.mark.parametrize("suspect", [0, 1, 2, 3])
def test_the_accused_strikes_back_whoever_it_is_and_guilty_or_not(suspect):
    world = answered(author=0, suspect=suspect)
    p = parameter_record(ANGRY)[0]
    retaliation.strike_back(world, 0, 1, p)
    assert world.months[0].retaliations == 1.0 == world.adversaries[suspect].answers_met
    assert world.pairs.ire[suspect].sum() == pytest.approx(p.ire_gain)
    assert world.pairs.ire.sum() == pytest.approx(p.ire_gain), "nobody else is angry"
    assert world.months[0].escalations == world.adversaries[suspect].nuclear


def test_anger_falls_on_the_victim_and_on_those_who_led():
    """In proportion to 1 for the victim and K_i/K_most for supporters; nobody else."""
    world, p = answered(victim=2, supporters=(3, 5)), parameter_record(ANGRY)[0]
    share = world.states.capability / world.states.capability.max()
    retaliation.strike_back(world, 0, 1, p)
    leads = np.zeros(len(world.states))
    leads[[2, 3, 5]] = 1.0, share[3], share[5]
    assert world.pairs.ire[0] == pytest.approx(6.0 * leads / leads.sum())
    for _ in range(50):
        retaliation.strike_back(world, 0, 1, p)
    assert world.pairs.ire[0].sum() == pytest.approx(p.ire_most), "it has a limit"


def test_nobody_is_angry_where_nobody_led():
    """An answer for the alliance's own networks without a supporter: no target, no anger, no division by nothing."""
    world = answered(victim=len(prepare(months=1).template.states), supporters=())
    retaliation.strike_back(world, 0, 1, parameter_record(ANGRY)[0])
    assert world.pairs.ire.sum() == 0.0


def test_a_retaliation_brings_as_many_operations_as_its_anger_counts():
    """Poisson(r ire) a month, ire' = (1 − r) ire: Σ r (1 − r)^k I0 = I0 = 6 on average, most in the first year."""
    p, counts = parameter_record({})[0], []
    for key in range(400):
        world = answered()
        world.alliance[0].key = key
        world.pairs.ire[0, 4] = p.ire_gain
        made = []
        for month in range(60):
            world.alliance[0].month = month
            retaliation.plan_revenge(world, p)
            made.append(int(world.adversaries[0].revenge))
        counts.append((sum(made), sum(made[:12])))
    whole, year = np.mean(counts, axis=0)
    assert whole == pytest.approx(6.0, abs=4 * np.sqrt(6.0 / 400))
    assert year == pytest.approx(6.0 * (1 - 0.8**12), abs=4 * np.sqrt(6.0 / 400))
    assert retaliation.seek_revenge(world, 0, 0.3) == 4


def test_the_vote_counts_what_the_accused_is_known_to_do():
    world, p = answered(victim=2), parameter_record({})[0]
    free = parameter_record({"retaliation_vote": 0.0})[0]
    most = int(np.argmax(world.states.capability))
    for k, led in ((2, 1.0), (most, 1.0), (5, world.states.capability[5] / world.states.capability.max())):
        assert margin(world, 0, k, free) - margin(world, 0, k, p) == pytest.approx(0.05 * led)
    world.adversaries[0].answers_firm, world.adversaries[0].answers_met = 20.0, 5.0
    assert retaliation.met_before(world.adversaries[0], p) == pytest.approx((1.0 + 5.0) / 40.0)
    world.cases[0].rung = Rung.STATEMENT
    assert margin(world, 0, 2, free) == margin(world, 0, 2, p), "words cost nothing"


def summaries(**parameters):
    return run_block(prepare(parameters=parameters), KEYS, 2).summaries


def test_without_it_nothing_that_belongs_to_it_moves_a_bit():
    none = summaries(escalation=0.0)
    other = summaries(escalation=0.0, ire_gain=50.0, revenge_heat=2.0, retaliation_vote=20.0, escalation_rung=2.0)
    assert np.array_equal(none, other, equal_nan=True)
    for name in ("retaliations", "retaliation_operations", "retaliation_harm", "escalations", "retaliations_expected"):
        assert not none[:, list(MEASURES).index(name)].any(), name


def test_with_it_damage_is_otherwise_in_every_run():
    column = list(MEASURES).index("damage")
    never, always = (summaries(escalation=e, intimidation=0.0, cbrn_hazard=0.0)[:, column] for e in (0.0, 1.0))
    assert np.all(never != always)
    assert interval(always - never).low > 0.0, "punishing costs something"


def test_ordinary_opportunities_keep_their_numbers_and_their_luck():
    """Whatever is answered and however it is met: same opportunities, and the same first month to the last bit."""
    calm, angry = (
        run_block(prepare(parameters=one), KEYS, 2, incidents=True).events for one in ({"escalation": 0.0}, ANGRY)
    )
    extra = 0
    for before, after in zip(calm, angry, strict=True):
        assert np.all(before.index < FIRST)
        assert len(np.unique(after.identity)) == len(after), "no two opportunities share an identity"
        extra += np.count_nonzero(after.index >= FIRST)
        after = after[after.index < FIRST]
        assert np.array_equal(before.identity, after.identity)
        for field in ("target", "tier", "flag", "zero_day", "harm", "detected"):
            assert np.array_equal(before[field][before.month == 0], after[field][after.month == 0]), field
    assert extra > 200


def test_there_is_room_for_the_angriest():
    """Where anger has no bound but its own, and where answers are as frequent as they get and the bound is by answers."""
    for tempo in (0.2, 4.0):
        parameters = {**ANGRY, "ire_gain": 200.0, "escalation_rung": 3.0, "tempo_scale": tempo}
        for key in KEYS[:3]:
            assert run_world(prepare(parameters=parameters), key)[1] == ""
    often = {"consult_threshold": 0.0, "escalation": 0.15, "mediation": 0.0, "learning": 0}
    for key in KEYS[:3]:
        world, error = run_world(prepare("perfect-attribution", parameters=often), key)
        assert error == "" and world.months.retaliation_operations.sum() > 50


def test_agents_and_the_compiled_engine_strike_back_alike():
    model = AllianceModel(seed=KEYS[0], months=60, **ANGRY).run()
    world, error = run_world(prepare(months=60, parameters=ANGRY), KEYS[0])
    assert error == "" and model.measures["retaliation_operations"].sum() > 0
    assert np.array_equal(monthly_values(model.world), monthly_values(world))
    assert len(MONTHLY) == monthly_values(world).shape[1]


def test_answers_are_met_as_rarely_as_the_record_says():
    """At most one answer in ten (Valeriano & Maness 2014); some are."""
    found = run_block(prepare(), [run_key(7, k) for k in range(60)], 2).summaries
    met, firm = (found[:, list(MEASURES).index(name)].sum() for name in ("retaliations", "answers_firm"))
    assert 0.02 < met / firm < 0.10


def test_who_leads():
    world = answered(victim=2)
    most = int(np.argmax(world.states.capability))
    assert retaliation.lead(world, 0, 2) == retaliation.lead(world, 0, most) == 1.0
    allies = np.flatnonzero(world.states.role == Role.ALLY)
    assert 0.0 < retaliation.lead(world, 0, int(allies[-1])) < 1.0
