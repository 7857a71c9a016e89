"""Many worlds in one batch: each run is what it would be alone, whatever the policy writes, changes or draws."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from model import RequestError, simulate
from model.parameters import PARAMETERS
from model.randomness import run_key
from model.settings import read_setting
from model.simulation import prepare, run_block, run_world
from model.summary import summarise

WORLDS = 5
LUCK = [run_key(4, k) for k in range(WORLDS)]


def drawn(count: int = WORLDS, seed: int = 1) -> dict[str, np.ndarray]:
    """Worlds anywhere in the middle half of what each uncertain parameter may be."""
    rng = np.random.default_rng(seed)
    table = {}
    for name, entry in PARAMETERS.items():
        if entry.role == "uncertainty" and not name.startswith("crime_mix"):
            near = sorted((entry.default, 0.5 * entry.default + 0.5 * min(entry.bounds[1], 2.0 * entry.default + 0.1)))
            table[name] = rng.uniform(*near, count)
    return table


def alone(table, world: int):
    return {name: [column[world]] for name, column in table.items()}


WRITES = read_setting(
    {
        "title": "t",
        "meaning": "m",
        "parameters": {"tempo_scale": {"times": 1.2}, "kappa": {"add": 0.1}, "quota": 0.7},
        "states": {"TUR": {"balancing": 0.8}, "ALLIES": {"posture": {"times": 0.9}}, "USA": {"taste": {"times": 0.9}}},
        "adversaries": {"ALL": {"tempo": {"times": 1.1}}},
        "pairs": {"RUS": {"PARTNERS": {"focus": {"add": 0.5}}}},
        "change": [
            {"month": 0, "parameters": {"drill": 0.9}},
            {"month": 7, "states": {"POL": {"posture": 0.5}}, "parameters": {"delay": {"times": 0.5}}},
            {"month": 20, "adversaries": {"IRN": {"tempo": {"add": 1.0}}}},
        ],
    },
    "policy",
    "writes",
    "writes.toml",
)


@pytest.mark.parametrize(
    ("policy", "scenario", "parameters"),
    [
        ("baseline", "today", {}),
        ("hague", "us-retrenchment", {"kappa": 2.0}),
        ("baseline", "intimidation", {"topology": "small_world", "topology_seed": 3}),
        (WRITES, "strategic-balancing", {"EST.threat_rest": 0.7}),
    ],
    ids=["plain", "dated", "network", "writes"],
)
def test_each_run_of_a_batch_is_the_run_of_its_world_alone(policy, scenario, parameters):
    table = drawn()
    batch = prepare(policy, scenario, 30, parameters, worlds=table)
    assert batch.worlds == WORLDS
    runs = run_block(batch, LUCK, 2, series=True, incidents=True, by_state=True)
    assert runs.errors == {} and len({row.tobytes() for row in runs.summaries}) == WORLDS
    for w in range(WORLDS):
        single = prepare(policy, scenario, 30, parameters, worlds=alone(table, w))
        one = run_block(single, [LUCK[w]], 1, series=True, incidents=True, by_state=True)
        assert one.measures.tobytes() == runs.measures[w].tobytes()
        assert one.summaries.tobytes() == runs.summaries[w].tobytes()
        assert one.events[0].tobytes() == runs.events[w].tobytes()
        assert one.by_state.tobytes() == runs.by_state[w].tobytes()
    agents = run_block(batch, LUCK[:2], 1, series=True, kinds={})
    assert agents.measures.tobytes() == runs.measures[:2].tobytes(), "and as Mesa agents"
    lived, error = run_world(batch, LUCK[3], world=3)
    assert error == "" and lived.months.tobytes() == runs.measures[3].tobytes()


def test_a_world_of_defaults_is_the_model_as_shipped():
    """A world stands in for the defaults: one that says what they say changes nothing."""
    table = {name: [entry.default] for name, entry in PARAMETERS.items() if entry.role == "uncertainty"}
    shipped = run_block(prepare("hague", "today", 30), LUCK, 1, series=True)
    batch = run_block(prepare("hague", "today", 30, worlds=table), LUCK, 1, series=True)
    assert shipped.measures.tobytes() == batch.measures.tobytes()


def test_a_policy_changes_a_parameter_relative_to_its_world():
    table = {"tempo_scale": [0.5, 1.0, 1.5]}
    assert prepare(WRITES, worlds=table).sets.tempo_scale[:, 1].tolist() == pytest.approx([0.6, 1.2, 1.8])
    given = prepare(WRITES, parameters={"tempo_scale": 2.0}, worlds=table)
    assert given.sets.tempo_scale[:, 1].tolist() == [2.0] * 3, "what the user sets holds in every world"


def test_runs_take_the_worlds_in_turn_or_as_they_are_told():
    batch = prepare(months=6, worlds=drawn(3))
    in_turn = run_block(batch, [1, 2, 3, 4], 2)
    assert in_turn.worlds.tolist() == [0, 1, 2, 0]
    told = run_block(batch, [4, 2], 1, worlds=[0, 1])
    assert told.summaries.tobytes() == in_turn.summaries[[3, 1]].tobytes()


def test_simulate_takes_a_world_or_a_table_of_them():
    table = pd.DataFrame(drawn(3))
    many = simulate("hague", seeds=[5, 6, 7], months=6, worlds=table)
    one = simulate("hague", seeds=[6], months=6, world=table.iloc[1])
    assert one.measures[0].tobytes() == many.measures[1].tobytes()
    assert simulate(seeds=[6], months=6, world={"kappa": 1.0}).measures.shape[0] == 1


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"kapa": [1.0]}, "did you mean 'kappa'"),
        ({"kappa": [1.0, 99.0]}, r"worlds: world 1: kappa = 99 is out of bounds; allowed: 0.1 … 10"),
        ({"kappa": [1.0, np.nan]}, "world 1: kappa = nan is out of bounds"),
        ({"window": [12.0, 12.5]}, "world 1: window = 12.5 must be whole"),
        ({"kappa": [1.0], "delay": [1.0, 2.0]}, "columns have different lengths"),
        ({"kappa": ["much"]}, "holds something that is not a number"),
        ({"kappa": []}, "a list of numbers"),
        ({"topology": [0.0]}, "topology cannot differ between worlds"),
    ],
)
def test_a_table_that_cannot_be_is_one_line(table, told):
    with pytest.raises(RequestError, match=told) as caught:
        prepare(worlds=table)
    assert len(str(caught.value).splitlines()) == 1


def test_a_factor_that_leaves_the_bounds_names_the_world():
    with pytest.raises(RequestError, match=r"world 1: tempo_scale = 4\.8 is out of bounds"):
        prepare(WRITES, worlds={"tempo_scale": [1.0, 4.0]})


def test_worlds_of_runs_are_checked():
    batch = prepare(months=2, worlds=drawn(2))
    with pytest.raises(RequestError, match="1 given for 2 runs"):
        run_block(batch, [1, 2], worlds=[0])
    with pytest.raises(RequestError, match="allowed: 0 … 1"):
        run_block(batch, [1, 2], worlds=[0, 2])
    with pytest.raises(RequestError, match="leave one out"):
        simulate(world={"kappa": 1.0}, worlds={"kappa": [1.0]})


def test_a_write_that_leaves_its_bounds_in_some_worlds_fails_their_runs_alone():
    """A taste follows from the world; ten times it may be more than one."""
    parameters = {"USA.taste": 0.5}
    policy = read_setting(
        {"title": "t", "meaning": "m", "change": [{"month": 3, "states": {"USA": {"taste": {"times": 3.0}}}}]},
        "policy",
        "p",
        "p.toml",
    )
    table = {"threat_response": [0.5, 1.0]}
    with pytest.raises(RequestError, match=r"USA.taste = 0.5 × 3 = 1.5 is out of bounds; allowed: 0 … 1"):
        run_block(prepare(policy, months=6, parameters=parameters), [1])
    runs = run_block(prepare(policy, months=6, parameters=parameters, worlds=table), [1, 2])
    assert list(runs.errors) == [0, 1] and runs.errors[1].startswith("world 1: USA.taste = 0.5 × 3")


def test_a_write_that_leaves_its_bounds_at_the_start_is_refused_at_once():
    policy = read_setting(
        {"title": "t", "meaning": "m", "states": {"USA": {"gdp": {"times": 1e6}}}}, "policy", "p", "p.toml"
    )
    with pytest.raises(RequestError, match=r"USA.gdp = .* × 1e\+06 = .* is out of bounds; allowed: 0.001 … 1e\+06"):
        prepare(policy)


def test_a_summary_is_sums_means_lasts_maxima_and_ratios():
    """The compiled summary against numpy, over windows of a real run."""
    from model.measures import MEASURES, MONTHLY, SETTLING_MONTHS

    monthly = run_block(prepare(months=60), [3], series=True).measures[0]
    for first, last in ((0, 60), (12, 48), (0, 10), (30, 60)):
        found = dict(zip(MEASURES, summarise(monthly, first, last)[0], strict=True))
        for name, measure in MEASURES.items():
            end = min(last, 60 - SETTLING_MONTHS) if measure.settles else last
            part = {column: monthly[first : max(first, end), k] for k, column in enumerate(MONTHLY)}
            if end <= first:
                assert np.isnan(found[name])
            elif measure.summary == "ratio":
                below = part[measure.of[1]].sum()
                expected = measure.scale * part[measure.of[0]].sum() / below if below else np.nan
                assert found[name] == pytest.approx(expected, rel=1e-12, nan_ok=True), name
            elif measure.summary == "difference":
                assert found[name] == pytest.approx(found[measure.of[0]] - found[measure.of[1]], nan_ok=True)
            else:
                way = {"sum": np.sum, "mean": np.mean, "maximum": np.max, "last": lambda x: x[-1]}[measure.summary]
                assert found[name] == pytest.approx(way(part[name]), rel=1e-12, abs=1e-300), name
