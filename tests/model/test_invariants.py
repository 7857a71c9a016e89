"""What holds whatever the parameters: shares are shares, stocks are not negative, harm adds up, nothing is lost.

Worlds are drawn by Hypothesis within the declared bounds, a few parameters at a time moved off their defaults.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model import engine
from model.measures import MEASURES, MONTHLY
from model.parameters import PARAMETERS
from model.randomness import run_key
from model.settings import policies, scenarios
from model.simulation import copy_world, monthly_values, prepare, run_block, run_world
from model.state import Fate, Role

MONTHS = 30
FREE = [
    name
    for name, entry in PARAMETERS.items()
    if name != "topology_seed"
    and entry.kind in ("float", "int", "bool", "choice")
    and not name.startswith("crime_mix")  # a mix is a distribution, not four free numbers
]
SHARES = {
    "states": (
        "protection",
        "detection",
        "coordination",
        "threat",
        "credence",
        "fear",
        "balancing",
        "resilience_kept",
        "core",
    ),
    "adversaries": ("flag_belief",),
    "alliance": (
        "norm",
        "cohesion",
        "commitment",
        "compliance",
        "mean_credence",
        "mean_protection",
        "hegemon_share",
    ),
}
STOCKS = {
    "states": (
        "gdp",
        "capability",
        "stock",
        "loss",
        "loss_abroad",
        "harm",
        "civilian",
        "resilience_spending",
        "resilience_money",
    ),
    "adversaries": (
        "zero_days",
        "punished",
        "unpunished",
        "tier_punished",
        "tier_unpunished",
        "blamed",
        "unblamed",
        "named",
    ),
    "pairs": ("hostility", "pull", "attempts"),
}
WATERFALL = (
    "civilian_answered",
    "civilian_unanswered",
    "civilian_wrong",
    "civilian_unnamed",
    "civilian_undetected",
    "civilian_pending",
)


def value_of(name):
    """Any admissible value of a parameter."""
    entry = PARAMETERS[name]
    low, high = entry.bounds
    if entry.kind == "float":
        return st.floats(low, high)
    return st.integers(int(low), int(high))


@st.composite
def worlds(draw):
    """A handful of parameters anywhere within their bounds, a policy, a scenario and a run's luck."""
    names = draw(st.lists(st.sampled_from(FREE), min_size=3, max_size=12, unique=True))
    chosen = {name: draw(value_of(name)) for name in names}
    policy = draw(st.sampled_from(sorted(policies())))
    scenario = draw(st.sampled_from(sorted(scenarios())))
    return policy, scenario, chosen, draw(st.integers(0, 2**53 - 1))


few = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def run(policy, scenario, chosen, key):
    """A short run to its end, and what went wrong."""
    return run_world(prepare(policy, scenario, MONTHS, chosen), key)


def names_of(world, table, field):
    return np.asarray(getattr(world, table)[field], dtype=float)


@few
@given(worlds())
def test_shares_are_shares_and_stocks_are_not_negative(setting):
    world, error = run(*setting)
    assert error == ""
    for table, fields in SHARES.items():
        for field in fields:
            values = names_of(world, table, field)
            assert np.all((values >= -1e-12) & (values <= 1.0 + 1e-12)), (field, values.min(), values.max())
    for table, fields in STOCKS.items():
        for field in fields:
            assert np.all(names_of(world, table, field) >= 0.0), field
    assert np.all(world.adversaries.escalation_level <= 5.0)


@few
@given(worlds())
def test_every_measure_of_every_month_is_a_finite_number(setting):
    world, error = run(*setting)
    assert error == "" and np.isfinite(monthly_values(world)).all()


@few
@given(worlds())
def test_beliefs_over_suspects_sum_to_one(setting):
    world, _ = run(*setting)
    investigated = world.cases[: world.alliance.open_cases[0]]
    investigated = investigated[investigated.birth < MONTHS]
    sums = investigated.posterior[:, : len(world.adversaries) + 1].sum(axis=1)
    assert np.all(np.abs(sums - 1.0) < 1e-9)
    assert np.all(investigated.posterior >= 0.0)


@few
@given(worlds())
def test_the_waterfall_sums_to_the_whole_month_by_month(setting):
    """Answered, unanswered, wrong, unnamed, undetected and pending are all the civilian harm there is."""
    world, _ = run(*setting)
    months = world.months
    parts = sum(months[part] for part in WATERFALL)
    whole = np.maximum(1.0, months.civilian_harm)
    assert np.all(np.abs(parts - months.civilian_settled) <= 1e-9 * whole)
    assert np.all(np.abs(months.civilian_settled - months.civilian_harm) <= 1e-9 * whole)
    assert np.all(np.abs(months.civilian_gap - (parts - months.civilian_answered)) <= 1e-9 * whole)


@few
@given(worlds())
def test_counts_fit_into_each_other(setting):
    world, _ = run(*setting)
    m = world.months
    assert np.all(m.operations <= m.opportunities)
    assert np.array_equal(m.operations, m.operations_low + m.operations_medium + m.operations_high)
    assert np.array_equal(m.operations_severe, m.operations_medium + m.operations_high)
    assert np.all(m.detected <= m.operations) and np.all(m.attributed + m.unattributed <= m.detected)
    assert np.all(m.misattributed <= m.accusations) and np.all(m.severe_answered.cumsum() <= m.severe_cases.cumsum())
    assert np.all(m.article_5.cumsum() <= m.article_5_eligible.cumsum())
    assert np.all(m.severe_deterred <= m.severe_undeterred + 1e-12)


@few
@given(worlds())
def test_the_log_and_the_measures_tell_one_story(setting):
    world, _ = run(*setting)
    events = world.events[: world.alliance.events[0]]
    done = events[events.tier >= 0]
    for measure, rows in (("opportunities", events), ("operations", done), ("detected", done[done.detected == 1])):
        assert np.array_equal(np.bincount(rows.month, minlength=MONTHS), world.months[measure])
    assert np.bincount(done.month, done.civilian, MONTHS) == pytest.approx(
        world.months.civilian_harm, rel=1e-9, abs=1e-12
    )
    assert len(np.unique(events.identity)) == len(events)
    assert np.all((done.fate != Fate.ABSTAINED) & ((done.fate == Fate.UNDETECTED) == (done.detected == 0)))


@few
@given(worlds())
def test_nobody_plans_beyond_its_fiscal_limit(setting):
    """100 · plan + money for resilience stays within Φ in every year before luck; what a posture adds is not planned."""
    policy, scenario, chosen, key = setting
    prepared = prepare(policy, scenario, MONTHS, chosen | {"spending_noise": 0})
    world = copy_world(prepared.template)
    p = prepared.segments[0].p
    engine.start(world, key, p)
    for month in range(24):
        engine.month_of(world, p)
        if month % 12 == 0:
            planned = 100.0 * world.states.plan + world.states.resilience_money
            assert np.all(planned <= world.states.budget_limit + 1e-9)


def test_members_in_another_order_are_the_same_alliance():
    """The sums that the Council and the budgets rest on do not depend on the order of the roll: every state's first
    year of spending is its own, whatever row it stands in."""
    prepared = prepare(months=13)
    world = copy_world(prepared.template)
    order = np.random.default_rng(1).permutation(len(world.states))
    place = np.argsort(order)
    shuffled = copy_world(world)._replace(ties=world.ties.copy(), first=world.first.copy())
    shuffled.states[:] = world.states[order]
    shuffled.pairs[:] = world.pairs[:, order]
    first, ties = [], []
    for layer in range(len(world.first)):
        row = [0]
        base = len(ties)
        for old in order:
            mine = world.ties[world.first[layer, old] : world.first[layer, old + 1]]
            ties += sorted((int(place[tie.neighbour]), float(tie.weight)) for tie in mine)
            row.append(len(ties))
        first.append([base, *row[1:]])
    shuffled.first[:] = np.array(first)
    for k, (neighbour, weight) in enumerate(ties):
        shuffled.ties[k] = (neighbour, weight)
    p = prepared.segments[0].p.copy()
    for name in ("tempo_scale", "crime_rate", "spending_noise"):
        p[name] = 0.0  # luck belongs to a row, so only a quiet world can be compared
    for each in (world, shuffled):
        engine.start(each, 5, p)
        each.states.reluctance[:] = 0.0
        for _ in range(13):
            engine.month_of(each, p)
    for field in (
        "core",
        "stock",
        "protection",
        "threat",
        "capability",
        "spill_in",
        "contributors",
        "detection",
        "welfare",
    ):
        assert shuffled.states[field][place] == pytest.approx(world.states[field], rel=1e-10), field
    for measure in ("core_share", "burden_gini", "free_riding", "capability", "welfare", "commitment", "resilience"):
        assert shuffled.months[measure] == pytest.approx(world.months[measure], rel=1e-9), measure


SETTINGS = list(itertools.product(sorted(policies()), sorted(scenarios())))


@pytest.mark.parametrize(("policy", "scenario"), SETTINGS, ids=["+".join(pair) for pair in SETTINGS])
def test_no_array_overflows_under_any_policy_in_any_scenario(policy, scenario):
    runs = run_block(prepare(policy, scenario), [run_key(3, k) for k in range(2)], series=True)
    assert runs.errors == {}
    assert np.isfinite(runs.measures).all() and runs.measures.shape == (2, 240, len(MONTHLY))
    defined = [n for n, m in enumerate(MEASURES.values()) if m.summary not in ("ratio", "difference")]
    assert np.isfinite(runs.summaries[:, defined]).all()
    assert np.all(np.count_nonzero(prepare(policy, scenario, 1).template.states.role == Role.ALLY) == 32)
