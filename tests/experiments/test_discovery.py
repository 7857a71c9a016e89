"""Discovery finds the box where a policy is known to fail, and the regret and efficiency of policies with known means."""

from __future__ import annotations

import json

import numpy as np
import pytest

from experiments import discover, run_study
from experiments.analysis.discovery import boxes_of
from experiments.analysis.failures import SURE, fitted
from experiments.analysis.regret import limits, split_regrets
from experiments.study.study import Study
from model.errors import RequestError

pytestmark = pytest.mark.filterwarnings("ignore")


def test_prim_finds_the_planted_box():
    import pandas as pd

    worlds = pd.DataFrame(np.random.default_rng(1).random((400, 3)), columns=["theta", "kappa", "psi"])
    failed = ((worlds.theta > 0.6) & (worlds.kappa < 0.5)).to_numpy()
    rows, said = boxes_of(worlds, failed)
    first = {row["parameter"]: row for row in rows if row["box"] == 1}
    assert first["theta"]["low"] == pytest.approx(0.6, abs=0.05)
    assert first["kappa"]["high"] == pytest.approx(0.5, abs=0.05)
    assert "psi" not in first and said == ""
    assert first["theta"]["coverage"] > 0.85 and first["theta"]["density"] > 0.9


def test_a_box_may_be_a_scenario():
    import pandas as pd

    random = np.random.default_rng(1)
    worlds = pd.DataFrame({"theta": random.random(200), "scenario": random.choice(["today", "storm", "fog"], 200)})
    rows, _ = boxes_of(worlds, (worlds.scenario == "storm").to_numpy())
    assert [(row["parameter"], row["low"]) for row in rows if row["box"] == 1] == [("scenario is storm", 1.0)]


def test_a_box_may_be_bounded_by_whole_numbers():
    import pandas as pd

    random = np.random.default_rng(2)
    for scenarios in (["today", "storm"], ["today", "storm", "fog"]):
        worlds = pd.DataFrame({"tries": random.integers(1, 7, 120), "scenario": random.choice(scenarios, 120)})
        rows, _ = boxes_of(worlds, ((worlds.tries > 3) & (worlds.scenario == "today")).to_numpy())
        first = {row["parameter"]: row for row in rows if row["box"] == 1}
        assert first["tries"]["low"] == 4.0
        assert any(name.startswith("scenario is") for name in first)


def test_nothing_to_find_is_said():
    import pandas as pd

    worlds = pd.DataFrame({"theta": np.linspace(0, 1, 40)})
    assert boxes_of(worlds, np.zeros(40, bool)) == ([], ", so there is no box to find")


@pytest.fixture(scope="module")
def found(tmp_path_factory, toy):
    """Two policies over 60 worlds: damage = θ + luck, and θ is what the worlds vary."""
    policies = [{"name": "plain"}, {"name": "busy", "parameters": {"tempo_scale": 1.5}}]
    design = {"method": "lhs", "size": 60, "parameters": {"theta": [0.0, 1.0], "kappa": [1.0, 3.0]}}
    path = tmp_path_factory.mktemp("worlds")
    run_study(Study(policies, runs=5, months=2, design=design), path, simulator=toy)
    return path


def test_where_harm_exceeds_a_threshold(found):
    result = discover(found, "damage", threshold=0.95, policies=["plain"])
    (row,) = [r for r in result.table.to_dict("records") if r["parameter"] == "theta" and r["box"] == 1]
    # the mean passes 0.95 at θ = 0.7; five lucks, which all worlds share, leave the next tenth open
    assert 0.7 < row["low"] < 0.9 and "damage above 0.95" in result.notes[0] and "are open" in result.notes[0]


def test_regret_and_efficiency_of_policies_with_known_means(found):
    result = discover(found, "operations", against=("operations", "damage"))
    regret = result.regret.set_index("policy")
    assert regret.worst_regret["plain"] == 0.0 and regret.best_in["plain"] == 1.0
    assert regret.worst_regret["busy"] > 0.0
    assert dict(zip(result.pareto.policy, result.pareto.efficient, strict=True)) == {"plain": True, "busy": False}
    assert "60 of 60 worlds" in result.notes[1]
    assert (result.regret.mean_low <= result.regret.mean_regret).all()
    assert (result.regret.worst_regret <= result.regret.worst_high).all()
    assert (result.pareto.damage_low < result.pareto.damage).all() and set(result.pareto.certainty) == {0.0, 1.0}
    json.dumps(result.to_json(), allow_nan=False)


def test_too_few_worlds_are_said(tmp_path, toy):
    run_study(Study(["baseline", "hague"], ["today", "intimidation"], 3, months=2), tmp_path, simulator=toy)
    result = discover(tmp_path)
    assert "too few for boxes" in result.notes[0] and len(result.table) == 0 and len(result.regret) == 2


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ({"measure": "damge"}, "did you mean"),
        ({"measure": "core_share"}, "no better direction"),
        ({"policies": ["x"]}, "unknown policy"),
    ],
)
def test_every_wrong_request_is_one_line(found, asked, line):
    with pytest.raises(RequestError, match=line):
        discover(found, **asked)


@pytest.mark.parametrize("times", [40, pytest.param(300, marks=pytest.mark.long)])
@pytest.mark.parametrize("shared", [False, True], ids=["own luck", "shared luck"])
def test_no_world_fails_by_luck(shared, times):
    """A policy that is better by half a luck's sd in all of 30 worlds seems worse in eight of them after five runs."""
    random, flagged, seeming = np.random.default_rng(3), 0, 0
    for _ in range(times):
        luck = random.normal(size=(1 if shared else 30, 5)) * 1.4 + random.normal(size=(30, 5)) * 1.4
        gaps = luck - 1.0
        _, chance = fitted(random.random((30, 3)), gaps, shared)
        flagged += int((chance >= SURE).sum())
        seeming += int((gaps.mean(axis=1) > 0.0).sum())
    assert flagged <= 0.01 * 30 * times and seeming > 0.1 * 30 * times


def test_worlds_that_do_fail_are_found_though_each_has_two_lucks():
    random = np.random.default_rng(4)
    features = random.random((300, 8))
    truth = 6.0 * (features[:, 0] - 0.6)
    value, chance = fitted(features, truth[:, None] + 2.0 * random.normal(size=(300, 2)), False)
    assert np.corrcoef(value, truth)[0, 1] > 0.95
    assert (chance[truth > 1.0] >= SURE).mean() > 0.8 and (chance[truth < 0.0] >= SURE).mean() < 0.01


def test_a_world_in_which_nothing_is_defined_is_no_failure():
    gaps = np.ones((25, 4)) + np.random.default_rng(0).normal(size=(25, 4)) * 0.1
    gaps[3] = np.nan
    _, chance = fitted(np.random.default_rng(1).random((25, 2)), gaps, False)
    assert chance[3] == 0.0 and (np.delete(chance, 3) >= SURE).all()


@pytest.mark.parametrize("times", [60, pytest.param(300, marks=pytest.mark.long)])
@pytest.mark.parametrize("gap", [0.0, 0.5])
def test_regret_intervals_hold_the_truth(gap, times):
    """Three policies in 30 worlds, ten runs: all equal, or the second worse in every other world, the third a little in all."""
    random, held, seeming = np.random.default_rng(6), 0, 0
    means = np.zeros((3, 30))
    means[1, ::2], means[2] = gap, gap / 2.0
    truth = (means - means.min(axis=0)).mean(axis=1)
    for _ in range(times):
        outcomes = means[:, :, None] + random.normal(size=(3, 30, 10)) + random.normal(size=(1, 1, 10))
        (split, _), (plain, _) = (split_regrets(outcomes, 1.0, folds) for folds in (5, 1))
        for policy in range(3):
            _, low, high = limits(split[policy].mean(axis=0), plain[policy].mean(axis=0), 0.95)
            held += low <= truth[policy] <= high
        seeming += plain[0].mean() > 0.1
    assert held / (3 * times) >= (0.9 if times < 300 else 0.92)
    assert seeming > 0.9 * times  # the best of noisy means is too good: the test can tell


def test_a_lever_that_a_design_varies_is_no_part_of_the_world(tmp_path, toy):
    """Over worlds θ is decided and κ is met: policies differ in θ, and no box is bounded by it."""
    import pandas as pd

    worlds = pd.DataFrame({"intimidation": np.linspace(0.01, 0.5, 30), "kappa": np.linspace(1.0, 3.0, 30)})
    design = {"parameters": {"theta": [0.2, 0.9]}}
    asked = Study(["baseline", "hague"], runs=60, months=2, design=design, worlds=worlds)
    results = run_study(asked, simulator=toy)
    found = discover(results, "damage", policies=["baseline"])
    assert set(found.regret.policy) == {
        f"{name}, theta {value}" for name in ("baseline", "hague") for value in (0.2, 0.9)
    }
    regret = found.regret.set_index("policy")
    assert regret.worst_regret["baseline, theta 0.2"] == 0.0
    assert regret.mean_regret["baseline, theta 0.9"] == pytest.approx(0.7)
    assert "theta" not in set(found.table.parameter)
    assert any(line.startswith("baseline, theta 0.9 fails") and "30 of 30 worlds" in line for line in found.notes)
    assert not any(line.startswith("hague") for line in found.notes)
