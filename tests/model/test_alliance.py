"""The Mesa model as a Mesa user meets it."""

from __future__ import annotations

import inspect
import pickle

import mesa
import numpy as np
import pytest

from model import MEASURES, PARAMETERS, STATES, AllianceModel, RequestError
from model.measures import MONTH, MONTHLY
from model.parameters import PARAMETER
from model.state import ADVERSARY, ALLIANCE, CASE, EVENT, PAIR, STATE


@pytest.fixture(scope="module")
def run():
    return AllianceModel(policy="hague", seed=7, months=30).run()


def test_it_is_a_mesa_model(run):
    assert isinstance(run, mesa.Model)
    assert len(run.agents) == 41
    assert len(run.allies) == 32
    assert set(run.partners) == {"UKR", "AUS", "JPN", "NZL", "KOR"}
    assert set(run.adversaries) == {"RUS", "CHN", "IRN", "PRK"}
    assert run.grid[0].agents[0] is run.states[0]


def test_agents_are_views_on_the_world(run):
    turkey = run.allies["TUR"]
    turkey.balancing = 0.8
    assert run.world.states.balancing[turkey.row] == 0.8
    assert turkey.record.balancing == 0.8
    assert turkey.threat == run.world.states.threat[turkey.row]


def test_measures_are_a_row_a_month(run):
    assert list(run.measures.columns) == ["year", *MONTHLY]
    assert len(run.measures) == 30
    assert run.measures.year.tolist()[::12] == [2025, 2026, 2027]
    assert not run.measures.isna().any().any()


def test_incidents_name_states_and_tiers(run):
    log = run.incidents
    assert set(log.author) <= set(run.adversaries)
    assert set(log.target) <= {*run.allies, *run.partners, "NATO"}
    assert set(log.tier) <= {"nuisance", "espionage", "disruption", "destruction"}
    assert log.identity.is_unique
    assert len(log) == run.measures.operations.sum()


def test_it_may_be_stepped_beyond_its_months():
    model = AllianceModel(seed=1, months=6)
    model.run()
    assert not model.running
    model.step()
    assert model.month == 7
    assert len(model.measures) == 7


def test_a_lever_may_be_given_by_keyword():
    assert AllianceModel(seed=1, months=1, theta=0.9).p.theta == 0.9
    with pytest.raises(RequestError, match="did you mean 'theta'"):
        AllianceModel(seed=1, thetta=0.9)


@pytest.mark.parametrize("seed", [-1, 2**53, 1.5, "7", True])
def test_a_seed_is_a_whole_number_below_two_to_the_53(seed):
    with pytest.raises(RequestError, match="seed"):
        AllianceModel(seed=seed)


def test_a_data_collector_reads_agents_columns():
    model = AllianceModel(seed=3, months=3)
    collector = mesa.DataCollector(agent_reporters={"threat": lambda agent: getattr(agent, "threat", None)})
    model.step()
    collector.collect(model)
    assert len(collector.get_agent_vars_dataframe()) == 41


def test_the_world_survives_a_pickle(run):
    again = pickle.loads(pickle.dumps(run.world))
    assert all(one.tobytes() == other.tobytes() for one, other in zip(run.world, again, strict=True))


def test_no_field_hides_behind_an_attribute_of_numpy():
    """`state.size` would read numpy's own attribute in plain Python and our field in compiled code."""
    for dtype in (STATE, ADVERSARY, PAIR, ALLIANCE, CASE, EVENT, PARAMETER, MONTH):
        assert [name for name in dtype.names if hasattr(np.record, name) or hasattr(np.recarray, name)] == []


def test_declarations_are_mappings():
    assert PARAMETERS["theta"].role == "lever"
    assert PARAMETERS["theta"].bounds == (0, 2)
    assert "damage" in MEASURES
    assert STATES["balancing"].settable
    with pytest.raises(RequestError, match="did you mean 'damage'"):
        MEASURES["dammage"]


def test_mesas_own_batch_runner_takes_it():
    """Two policies by two seeds; the last row is the last month, with the measures of a run of ours."""
    varied, more = {"policy": ["baseline", "hague"], "months": 24}, {}
    if "rng" in inspect.signature(mesa.batch_run).parameters:
        more = {"rng": [1, 2]}
    else:  # Mesa 3.3
        varied |= {"seed": [1, 2]}
    rows = mesa.batch_run(AllianceModel, varied, max_steps=24, display_progress=False, **more)
    assert len(rows) == 4
    ours = AllianceModel(policy="hague", seed=2, months=24).run().measures
    theirs = next(row for row in rows if row["policy"] == "hague" and row["seed"] == 2)
    assert theirs["core_share"] == ours.core_share.iloc[-1]


def test_without_a_seed_a_model_draws_a_key_and_tells_it():
    """As Mesa 3.5's batch runner makes models where it is given no `rng`."""
    first, second = AllianceModel(seed=None, months=1), AllianceModel(seed=None, months=1)
    assert first.key != second.key
    assert AllianceModel(seed=first.key, months=1).run().measures.equals(first.run().measures)


def test_a_model_survives_a_pickle():
    model = AllianceModel(seed=5, months=12)
    model.run(months=6)
    again = pickle.loads(pickle.dumps(model))
    model.run()
    again.run()
    assert again.world.months.tobytes() == model.world.months.tobytes()
