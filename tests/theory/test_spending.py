"""Pledges, events and luck in whole runs: a pledge raises spending from its first January, and lowers nothing."""

from __future__ import annotations

import numpy as np
import pytest

from model import engine, simulate
from model.preparation import prepare
from model.randomness import run_key
from model.state import Role
from model.world import copy_world

KEYS = [run_key(5, k) for k in range(24)]
QUIET = {"spending_noise": 0, "budget_shock_rate": 0, "tempo_scale": 0, "crime_rate": 0}


def means(name, policy="baseline", scenario="today", keys=KEYS, months=144, **values):
    """A measure by run and month."""
    runs = simulate(policy=policy, scenario=scenario, seeds=keys, months=months, threads=1, **values)
    return runs.measures[:, :, list(runs.names).index(name)]


def world_after(months, policy="baseline", scenario="today", key=3, **values):
    prepared = prepare(policy, scenario, months, values)
    world, p = copy_world(prepared.template), prepared.segments[0].p
    engine.start(world, key, p)
    start = world.states.core.copy()
    for _ in range(months):
        engine.month_of(world, p)
    return world, start


def test_under_the_hague_core_spending_rises_from_the_first_january_and_stays_above_the_baseline():
    start = 100 * world_after(1)[1][:32].mean()
    baseline, hague = means("core_share"), means("core_share", "hague")
    assert hague[:, 0].mean() > start and (hague[:, 0] > start).mean() > 0.9
    assert np.all(np.diff(hague[:, ::12].mean(axis=0)) > 0.0), "and every January after"
    assert np.all((hague - baseline)[:, ::12].mean(axis=0) > 0.0)
    assert 0.5 < (hague - baseline)[:, 131].mean() < 1.5, "in 2035"


def test_a_pledge_lowers_nobody_s_level():
    """The resilience money of The Hague costs core nothing it had: the limit is one on rises."""
    world, start = world_after(1, "hague", **QUIET, budget_ease=0, budget_adjustment=0)
    assert np.all(world.states.core >= start - 1e-15)
    assert world.states.core[:32].mean() > start[:32].mean()


def test_without_pledge_events_choice_and_luck_nothing_moves():
    off = {"pledge_weight": 0, "budget_ease": 0, "budget_adjustment": 0, "budget_shock_start": 0}
    world, start = world_after(37, **QUIET, **off)
    assert np.array_equal(world.states.core, start)


def test_the_pledge_alone_closes_its_share_of_the_gap_a_year():
    """After its date κ of the gap, less what doubtful peers take."""
    off = {"budget_ease": 0, "budget_adjustment": 0, "budget_shock_start": 0, "peer_pull": 0}
    world, start = world_after(1, **QUIET, **off, fiscal_room=2)
    bound = world.states.pledged > 0
    expected = start + np.where(bound, 0.2 * np.maximum(0.0, 0.02 - start), 0.0)
    assert world.states.core == pytest.approx(expected, abs=1e-15)


def test_a_dated_shock_lifts_by_proximity_what_has_forces():
    off = {"pledge_weight": 0, "budget_ease": 0, "budget_adjustment": 0, "budget_shock_start": 0}
    world, start = world_after(1, **QUIET, **off, budget_shock=0.4)
    near = np.where(start > 0.0, world.pairs.proximity[0], 0.0)
    assert 100 * (world.states.core - start) == pytest.approx(0.4 * near, abs=1e-12)
    later, _ = world_after(25, **QUIET, **off, budget_shock=0.4)
    fades = 1.0 + np.exp(-1 / 3) + np.exp(-2 / 3)
    assert 100 * (later.states.core - start) == pytest.approx(0.4 * near * fades, abs=1e-12)


def test_retrenchment_moves_allies_by_a_share_of_their_changed_choice():
    """λ of the change in the best response; none at λ = 0, and the more the higher it is."""
    rises = {}
    for weight in (0.0, 0.25, 0.5):
        values = {"budget_adjustment": weight}
        stay = means("core_share_allies", keys=KEYS[:4], months=84, **values)
        leave = means("core_share_allies", scenario="us-retrenchment", keys=KEYS[:4], months=84, **values)
        rises[weight] = (leave - stay)[:, -1].mean()
    assert abs(rises[0.0]) < 0.005 < 0.05 < rises[0.25] < rises[0.5]


def test_luck_is_the_same_under_every_policy():
    """What a policy changes is no larger than its own step: an opportunity, and a budget, keep their luck."""
    one, other = (world_after(1, policy, key=11)[0].states.core for policy in ("baseline", "wales"))
    calm, calmer = (world_after(1, policy, key=11, spending_noise=0)[0].states.core for policy in ("baseline", "wales"))
    above = calm == calmer
    assert above.sum() > 10 and np.array_equal(one[above], other[above])


def test_events_come_at_their_rate_and_of_their_size():
    """A tenth of the years, a quarter of a point: without memory the shock of a year is that of its event."""
    found = []
    for key in KEYS:
        prepared = prepare(months=240, parameters={"budget_shock_memory": 0, "tempo_scale": 0, "crime_rate": 0})
        world, p = copy_world(prepared.template), prepared.segments[0].p
        engine.start(world, key, p)
        for year in range(20):
            while world.alliance[0].month < 12 * year + 1:
                engine.month_of(world, p)
            if year > 0:
                found.append(float(world.alliance.budget_shock[0]))
    sizes = np.array([size for size in found if size > 0.0])
    assert len(found) == 24 * 19 and 0.06 < len(sizes) / len(found) < 0.14
    assert 0.15 < sizes.mean() < 0.38


def test_commitment_survives_the_path_to_the_hague():
    """Compliance runs against each ally's own line, so the hegemon does not turn away for what is not yet due."""
    stance = means("commitment", "hague")
    assert stance[:, [0, 60, 131]].mean(axis=0) == pytest.approx([0.936, 0.936, 0.939], abs=0.01)


def test_the_cost_is_what_is_spent_over_members_gdp():
    world, _ = world_after(1)
    ally = world.states.role == Role.ALLY
    gdp = world.states.gdp[ally]
    spent = ((100 * world.states.core + world.states.resilience_money)[ally] * gdp).sum() / gdp.sum()
    row = world.months[0]
    assert row.cost == pytest.approx(spent + row.cost_standing + row.cost_answers, rel=1e-12)
    assert row.cost_standing == pytest.approx(0.0003 * world.states.contributors[ally].mean(), rel=1e-12)


def test_an_exercise_and_a_cell_cost_their_price():
    dear = {"price_contributor": 0, "price_exercise": 0.5, "price_cell": 0.8}
    standing = means("cost_standing", keys=KEYS[:1], months=12, **dear, participation_floor=1, partner_seats=0)[0]
    assert standing == pytest.approx([6.0 if month in (3, 10) else 0.0 for month in range(12)])
    celled = means("cost_standing", "joint-attribution", keys=KEYS[:1], months=2, **dear)[0]
    assert celled == pytest.approx(0.8)


def test_answers_cost_their_price_by_rung():
    """Answers of the Council, and those of a victim alone, cost the share of GDP that stands behind them."""
    free = {f"price_answer_{rung}": 0 for rung in ("sanctions", "counter_cyber", "article_5")}
    assert np.all(means("cost_answers", **free) == 0.0)
    dear = means("cost_answers", **free | {"price_answer_sanctions": 1.0}, keys=KEYS[:6])
    firm, alone = (means(name, keys=KEYS[:6]) for name in ("responses_firm", "national_responses"))
    assert dear.max() > 0.0 and np.all(dear[(firm == 0) & (alone == 0)] == 0.0)
    assert np.all(dear <= 12.0 * (firm + alone) + 1e-12), "at most all members pay, each once an answer"
