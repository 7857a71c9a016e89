"""What holds of whole runs, months on end, under any policy, in any scenario, with parameters anywhere within their bounds.

Beside tests/model/test_invariants.py, which looks into the world of short runs: here 20 years are run by the same road as a
study's, and everything that is kept is looked at.
"""

from __future__ import annotations

import json
import os

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from experiments.results.points import entries_of
from experiments.study.study import Study
from model.measures import MEASURES, MONTHLY
from model.parameters import PARAMETERS
from model.preparation import prepare
from model.settings import policies, resolve, scenarios
from model.simulation import run_block
from model.state import STATE_TOTALS

FREE = [
    name
    for name, one in PARAMETERS.items()
    if name != "topology_seed" and one.kind in ("float", "int", "bool", "choice") and not name.startswith("crime_mix")
]
SHARES = ("resilience", "credence", "cohesion", "norm_strength")
WATERFALL = [f"civilian_{part}" for part in ("answered", "unanswered", "wrong", "unnamed", "undetected", "pending")]
some = settings(
    max_examples=int(os.environ.get("FOEDUS_WORLDS", 25)),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def value_of(name):
    low, high = PARAMETERS[name].bounds
    if PARAMETERS[name].kind == "float":
        return st.floats(low, high) | st.sampled_from([low, high])
    return st.integers(int(low), int(high))


@st.composite
def worlds(draw):
    names = draw(st.lists(st.sampled_from(FREE), min_size=3, max_size=20, unique=True))
    chosen = {name: draw(value_of(name)) for name in names}
    return draw(st.sampled_from(sorted(policies()))), draw(st.sampled_from(sorted(scenarios()))), chosen


def kept(setting, keys=(5, 2**53 - 1), months=240, threads=1):
    policy, scenario, chosen = setting
    return run_block(
        prepare(policy, scenario, months, chosen), list(keys), threads, series=True, incidents=True, by_state=True
    )


@some
@given(worlds())
def test_twenty_years_hold_together(setting):
    runs = kept(setting)
    assert runs.errors == {}
    months = {name: runs.measures[:, :, place] for place, name in enumerate(MONTHLY)}
    assert all(np.isfinite(values).all() for values in months.values())
    for name in SHARES:
        assert ((months[name] >= -1e-12) & (months[name] <= 1 + 1e-12)).all(), name
    whole = months["civilian_harm"].sum(axis=1)
    parts = sum(months[name].sum(axis=1) for name in WATERFALL)
    assert np.all(np.abs(parts - whole) <= 1e-9 * np.maximum(1.0, whole))
    assert all((months[name] >= 0.0).all() for name in (*WATERFALL, "civilian_harm", "operations", "accusations"))
    assert np.isfinite(runs.by_state).all()
    places = {name: place for place, name in enumerate(STATE_TOTALS)}
    assert (runs.by_state[..., places["total_damage"]] >= 0.0).all()
    for events in runs.events:
        for name in events.dtype.names:
            if events[name].dtype.kind == "f":
                assert np.isfinite(events[name]).all(), name
        assert ((events["certainty"] >= 0.0) & (events["certainty"] <= 1.0 + 1e-12)).all()
    undefined = np.isnan(runs.summaries)
    for place, measure in enumerate(MEASURES.values()):
        assert measure.summary in ("ratio", "difference") or not undefined[:, place].any(), measure.name
    assert not np.isinf(runs.summaries).any()


@some
@given(worlds(), st.integers(2, 4))
def test_neither_threads_nor_company_change_a_run(setting, threads):
    keys = (7, 8, 9, 10, 11)
    alone = [kept(setting, [key], 36) for key in keys]
    together = kept(setting, keys, 36, threads)
    backwards = kept(setting, keys[::-1], 36, threads)
    for row, one in enumerate(alone):
        assert one.measures[0].tobytes() == together.measures[row].tobytes() == backwards.measures[-1 - row].tobytes()
        assert one.events[0].tobytes() == together.events[row].tobytes()
        assert one.by_state[0].tobytes() == together.by_state[row].tobytes()


@some
@given(st.data())
def test_the_order_of_keys_changes_nothing(data):
    """Not of parameters, nor of a study's tables: a point has one name on disk however it was written."""
    policy, scenario, chosen = data.draw(worlds())
    chosen |= {"TUR.balancing": 0.3, "DEU.balancing": 0.4}
    order = data.draw(st.permutations(list(chosen)))
    other = {name: chosen[name] for name in order}
    one, two = (resolve(policy, scenario, parameters) for parameters in (chosen, other))
    assert one.parameters == two.parameters
    names = [entries_of(s.points(), s)[0].name for s in (study(policy, scenario, p) for p in (chosen, other))]
    if json.dumps(one.canonical(), sort_keys=True) == json.dumps(two.canonical(), sort_keys=True):
        assert names[0] == names[1]
    first, second = (kept((policy, scenario, parameters), [3], 24) for parameters in (chosen, other))
    assert first.measures.tobytes() == second.measures.tobytes()


def study(policy, scenario, parameters):
    return Study([policy], [scenario], runs=1, months=24, parameters=parameters)


@pytest.mark.long
def test_a_thousand_worlds():
    """The same in a thousand worlds drawn at random."""
    luck = np.random.default_rng(17)
    names = np.array(FREE)
    for _ in range(1000):
        chosen = {}
        for name in luck.choice(names, 12, replace=False):
            low, high = PARAMETERS[name].bounds
            chosen[str(name)] = (
                float(luck.uniform(low, high))
                if PARAMETERS[name].kind == "float"
                else int(luck.integers(low, high + 1))
            )
        setting = (str(luck.choice(sorted(policies()))), str(luck.choice(sorted(scenarios()))), chosen)
        test_twenty_years_hold_together.hypothesis.inner_test(setting)
