"""`search` and `foedus search`: from levers to confirmed policies on disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from experiments import open_results, search
from experiments.cli import answer
from model.errors import RequestError
from model.settings import load_policy

LEVERS = ["assist", "bar", "rule"]
OBJECTIVES = ["civilian_harm", "cost"]
WHERE = {"rule": ["silence", "majority"]}


def asked(decider, **more):
    given = {"where": WHERE, "runs": 6000, "worlds": decider.worlds(200), "simulator": decider, "budget": 0.3}
    return search(LEVERS, OBJECTIVES, **(given | more))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("search")


@pytest.fixture(scope="module")
def found(decider, folder):
    return asked(decider, out=folder)


def rows(found, objective):
    return found.table[found.table["objective"] == objective].set_index("candidate")


def harm(row):
    """The expected harm of a policy in this simulator, above that of the baseline (assist ½, bar 0.8, silence)."""
    return (1 - row.assist) ** 2 + 0.01 * row.assist**2 + (row.bar - 0.6) ** 2 + 0.3 * (row.rule != "majority") - 0.5925


def test_the_frontier_is_what_the_simulator_makes_best(found):
    front = rows(found, "civilian_harm").query("front")
    assert len(front) >= 3
    assert set(front["rule"]) == {"majority"}
    assert front["bar"].between(0.4, 0.8).all()
    assert (rows(found, "cost").query("front")["mean"] <= 0.3).all()
    assert front["assist"].max() > 0.65  # as much as the budget allows


def test_confirmed_intervals_hold_the_truth(found):
    harms, costs = rows(found, "civilian_harm").iloc[1:], rows(found, "cost").iloc[1:]
    inside = [row.low <= harm(row) <= row.high for row in harms.itertuples()]
    inside += [row.low - 1e-9 <= row.assist - 0.5 <= row.high + 1e-9 for row in costs.itertuples()]
    assert np.mean(inside) >= 0.75


def test_no_run_and_no_world_of_the_search_stands_in_the_confirmation(found, folder):
    searched, confirmed = open_results(folder / "search"), open_results(folder / "confirmation")
    keys = [set(one.columns(one.entries[0], ["key"])["key"].astype(int).tolist()) for one in (searched, confirmed)]
    assert keys[0] and keys[1] and not keys[0] & keys[1]
    worlds = [one.store.worlds(one.entries[0].name)["fear_weight"] for one in (searched, confirmed)]
    assert len(worlds[0]) == len(worlds[1]) == 100 and not set(worlds[0]) & set(worlds[1])


def test_the_runs_asked_for_are_not_overspent(found):
    assert 0.7 * 6000 <= found.searched["runs_searched"] + found.searched["runs_confirmed"] <= 6000


def test_every_policy_of_the_frontier_is_a_file_that_says_its_levers(found, folder):
    front = rows(found, "civilian_harm").query("front")
    files = {path.stem: path for path in folder.glob("*.toml")}
    assert set(files) == set(front.index) - {"baseline"}
    for name, path in files.items():
        setting = load_policy(path)
        told = {parameter: value for parameter, _, value in setting.parameters}
        assert told["assist"] == pytest.approx(front["assist"][name])
        assert told["bar"] == pytest.approx(front["bar"][name])
        assert setting.name == name


def test_robustness_is_told_of_every_policy_and_objective(found):
    table = found.robustness
    assert len(table) == 2 * len(found.results.policies)
    mine = table[(table["candidate"] == "candidate-1") & (table["objective"] == "civilian_harm")].iloc[0]
    assert mine["maximin"] >= mine["laplace"] >= mine["maximax"]  # of harm the worst is the greatest
    assert 0.0 <= mine["starr"] <= 1.0 and mine["minimax_regret"] >= mine["regret_90"] >= 0.0


def test_the_same_call_runs_nothing_again_and_says_the_same(decider, found, folder):
    made = len(decider.SEEN)
    again = asked(decider, out=folder)
    assert len(decider.SEEN) == made
    assert json.dumps(again.to_json()) == json.dumps(found.to_json())


def test_nothing_changes_with_the_number_of_threads_or_without_a_folder(decider, found):
    assert json.dumps(asked(decider, workers=1).to_json()["table"]) == json.dumps(found.to_json()["table"])


SCRIPT = """
import json, sys
import decider
from experiments import search
found = search({levers}, {objectives}, where={where}, runs=2000, worlds=decider.worlds(60), simulator=decider, out=sys.argv[1])
print(json.dumps([found.to_json(), len(decider.SEEN), len(set(decider.SEEN))]))
"""


def run(folder: Path, dies_at: int | None = None) -> subprocess.CompletedProcess:
    environment = dict(os.environ) | ({"DECIDER_DIES_AT": str(dies_at)} if dies_at else {})
    script = SCRIPT.format(levers=LEVERS, objectives=OBJECTIVES, where=WHERE)
    return subprocess.run(
        [sys.executable, "-c", script, str(folder)], env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.long
def test_a_killed_search_continues_where_it_was_and_ends_as_if_it_had_not_been(decider, tmp_path):
    whole = run(tmp_path / "whole")
    assert whole.returncode == 0, whole.stderr
    killed = run(tmp_path / "killed", dies_at=700)
    assert killed.returncode == -9 and not list((tmp_path / "killed").glob("*.toml"))
    resumed = run(tmp_path / "killed")
    assert resumed.returncode == 0, resumed.stderr
    (first, made, distinct), (second, later, _) = (json.loads(one.stdout) for one in (whole, resumed))
    assert first == second
    assert made == distinct  # nothing is run twice
    assert 0 < later <= made - 600  # the block that was under way when it was killed is run again, and no other
    for name in ("candidate-1", "candidate-2"):
        files = [tmp_path / one / f"{name}.toml" for one in ("whole", "killed")]
        assert files[0].exists() == files[1].exists()


def test_in_one_world_fresh_luck_confirms_and_a_note_says_so(decider):
    found = search(LEVERS, OBJECTIVES, where=WHERE, runs=1000, worlds="one", simulator=decider)
    assert any("fresh luck alone" in line for line in found.notes)
    assert found.table["share_worlds"].isna().all() and found.robustness.empty


def test_a_policy_can_be_a_switch(decider):
    found = search(["partners-in", "bar"], OBJECTIVES, runs=1000, worlds=decider.worlds(60), simulator=decider)
    assert set(found.table["partners-in"]) == {True, False}
    on = rows(found, "cost")["partners-in"]
    policy = next(one.point.policy for one in found.results.entries if on[one.point.policy.name])
    assert {name for name, *_ in load_policy("partners-in").parameters} < {name for name, *_ in policy.parameters}


@pytest.mark.parametrize(
    ("levers", "objectives", "more", "line"),
    [
        (["bar", "rulle"], OBJECTIVES, {}, "did you mean 'rule'"),
        (["bar", "bar"], OBJECTIVES, {}, "named twice"),
        ([], OBJECTIVES, {}, "name at least one"),
        (["kappa"], OBJECTIVES, {}, "kappa is uncertain"),
        (["RUS.harshness"], OBJECTIVES, {}, "uncertain"),
        (["discount"], OBJECTIVES, {}, "is a constant"),
        (["TUR.balancing"], OBJECTIVES, {}, "needs a range"),
        (["TUR.balancin"], OBJECTIVES, {"where": {"TUR.balancin": [0, 1]}}, "balancing"),
        (["bar"], OBJECTIVES, {"where": {"bar": [0.9, 0.5]}}, "[low, high]"),
        (["bar"], OBJECTIVES, {"where": {"bar": [0.1, 0.5]}}, "out of bounds"),
        (["rule"], OBJECTIVES, {"where": {"rule": ["silence", "mojority"]}}, "majority"),
        (["bar"], OBJECTIVES, {"where": {"rule": ["silence"]}}, "lever"),
        (["resilience_pledge", "hague"], OBJECTIVES, {}, "both write resilience_pledge"),
        (["bar", "baseline"], OBJECTIVES, {}, "is the reference"),
        (["bar"], ["cost"], {}, "2 to 5 different measures"),
        (["bar"], ["cost", "cost"], {}, "2 to 5 different measures"),
        (["bar"], ["cost", "damge"], {}, "did you mean 'damage'"),
        (["bar"], ["cost", "opportunities"], {}, "no better direction"),
        (["bar"], ["cost", "cbrn_uses"], {}, "too rare"),
        (["bar"], OBJECTIVES, {"runs": 100}, "too few for a search"),
        (["bar"], OBJECTIVES, {"parameters": {"bar": 0.8}}, "also set for all"),
    ],
)
def test_a_wrong_question_is_one_line(decider, levers, objectives, more, line):
    with pytest.raises(RequestError) as said:
        search(levers, objectives, worlds=decider.worlds(20), simulator=decider, **more)
    assert line in str(said.value) and "\n" not in str(said.value)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--levers", "barr", "--objectives", "cost,damage"], "did you mean 'bar'"),
        (["--levers", "bar", "--objectives", "cost,damge"], "did you mean 'damage'"),
        (["--levers", "bar", "--objectives", "cost"], "2 to 5"),
        (["--levers", "bar", "--objectives", "cost,damage", "--where", "bar"], "write a lever and its ends"),
        (["--levers", "bar", "--objectives", "cost,damage", "--policy", "hauge"], "did you mean 'hague'"),
        (["--levers", "bar", "--objectives", "cost,damage", "--runs", "20"], "too few"),
    ],
)
def test_a_wrong_command_is_one_line_and_exit_2(words, line, capsys):
    assert answer(["search", *words]) == 2
    said = capsys.readouterr()
    assert line in said.err and said.err.count("\n") == 1 and not said.out


def test_without_pymoo_the_command_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "pymoo", None)
    assert answer(["search", "--levers", "bar", "--objectives", "cost,damage"]) == 2
    assert "pip install 'foedus[search]'" in capsys.readouterr().err


def test_the_command_prints_and_its_policies_can_be_compared(decider, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("experiments.running.blocks.importlib", SimpleNamespace(import_module=lambda name: decider))
    worlds, out = tmp_path / "worlds.csv", tmp_path / "out"
    decider.worlds(60).to_csv(worlds, index=False)
    words = [
        "search",
        "--levers",
        "assist,rule",
        "--objectives",
        "civilian_harm,cost",
        "--where",
        "rule=silence:majority",
    ]
    words += ["--worlds", str(worlds), "--runs", "1000", "--budget", "0.4", "--out", str(out)]
    assert answer([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    front = [row for row in told["table"] if row["front"]]
    assert {"assist", "rule", "objective", "mean", "low", "high", "share_worlds", "front"} <= set(front[0])
    assert answer(words) == 0
    said = capsys.readouterr()
    assert "over worlds, luck taken out" in said.out and "next: foedus compare" in said.err
    file = next(out.glob("candidate-*.toml"))
    assert answer(["compare", "baseline", str(file), "--runs", "12", "--worlds", str(worlds), "--measure", "cost"]) == 0
    assert file.stem in capsys.readouterr().out
