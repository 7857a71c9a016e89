"""Studies over worlds: the same futures under every policy, kept with the results, and answers that take the world as
their unit."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments import ablate, compare, discover, load_study, open_results, run_study, select, verify
from experiments.cli import answer
from experiments.report.studies import worlds_tables
from experiments.study.study import Study
from experiments.study.world_tables import PRIOR, Cells
from experiments.study.worlds import by_world, places
from model.errors import RequestError

POLICIES = [{"name": "low"}, {"name": "high", "parameters": {"theta": {"add": 0.2}}}]
LEAGUE = Path(str(files("model") / "data" / "delian-league"))


def table(count: int = 30, seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    return pd.DataFrame({"theta": random.uniform(0.1, 0.6, count), "psi": random.uniform(0.2, 0.8, count)})


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "own.csv"
    table().to_csv(path, index=False)
    return str(path)


@pytest.fixture
def league(tmp_path):
    """An alliance that ships worlds."""
    folder = tmp_path / "league"
    shutil.copytree(LEAGUE, folder)
    worlds = pd.DataFrame({"theta": np.linspace(0.2, 0.6, 25), "PER.harshness": np.linspace(0.5, 1.5, 25)})
    code = next(line.split(",")[0] for line in _adversaries())
    worlds.rename(columns={"PER.harshness": f"{code}.harshness"}).to_parquet(folder / "worlds.parquet")
    return folder


def _adversaries():
    from model.roster import read_roster

    return read_roster("delian-league").adversary_codes


def test_a_runs_world_is_a_pure_function_and_every_world_comes_once_a_cycle():
    found = places(7, 0, 39, 10, 2)
    assert (found[::2] == found[1::2]).all()
    assert sorted(found[:20:2]) == list(range(10)) == sorted(found[20::2]) and (found[:20] != found[20:]).any()
    assert (places(7, 13, 25, 10, 2) == found[13:26]).all()
    assert (places(8, 0, 39, 10, 2) != found).any()


def test_values_are_laid_out_by_world():
    cells = Cells(5, 2, seed=3)
    values = cells.places(25).astype(float)
    assert cells.matrix(values[:7]).shape == (3, 2)  # the fourth world has one luck
    whole = cells.matrix(values)  # two cycles of five worlds and half a third
    assert (whole == np.arange(5.0)[:, None]).all() and whole.shape == (5, 4)
    assert (cells.met(7) == cells.places(7)[:6:2]).all() and (cells.met(25) == np.arange(5)).all()
    assert by_world(values, 3, 5, 2).tolist() == whole.tolist()


def test_every_policy_meets_the_same_futures_whoever_is_compared(toy):
    both = run_study(Study(POLICIES, runs=20, months=2, worlds=table()), simulator=toy)
    alone = run_study(Study(POLICIES[1:], runs=20, months=2, worlds=table()), simulator=toy)
    one, two = (both.columns(entry, ["world", "key"]) for entry in both.entries)
    assert (one["world"] == two["world"]).all() and (one["key"] == two["key"]).all()
    assert (one["world"] == places(0, 0, 19, 30, 2)).all()
    assert (both.column("damage", "high") == alone.column("damage", "high")).all()
    more = run_study(Study(POLICIES, runs=50, months=2, worlds=table()), simulator=toy)
    assert (more.column("damage", "high")[:20] == both.column("damage", "high")).all()


def test_a_point_is_named_by_its_worlds_mode_and_lucks(toy):
    def name(**more):
        study = Study(POLICIES, runs=4, months=2, **more)
        return run_study(study, simulator=toy).entries[0].name

    names = [
        name(),
        name(worlds=table()),
        name(worlds=table(), lucks=3),
        name(worlds=table(seed=2)),
        name(worlds="prior"),
    ]
    assert len(set(names)) == 5
    assert name(worlds="one") == name(lucks=5) == names[0]
    assert name(worlds=table()[["psi", "theta"]]) == names[1]


def test_a_parameter_that_is_set_holds_in_every_world(toy):
    found = run_study(Study(["baseline"], runs=40, months=2, worlds=table(), parameters={"theta": 0.4}), simulator=toy)
    free = run_study(Study(["baseline"], runs=40, months=2, worlds=table()), simulator=toy)
    assert found.column("damage").max() - found.column("damage").min() < 0.5
    assert free.column("damage").std() > found.column("damage").std()


def test_a_study_file_names_its_worlds(tmp_path, file, toy):
    study = tmp_path / "study.toml"
    study.write_text('runs = 6\nmonths = 2\nworlds = "own.csv"\nlucks = 3\n')
    loaded = load_study(study)
    assert (loaded.worlds.count, loaded.worlds.lucks, loaded.described()["worlds"]) == (30, 3, "own.csv")
    study.write_text("runs = 6\n")
    assert load_study(study).worlds.table is None and load_study(study).described()["worlds"] == "one"
    study.write_text("worlds = 1.5\n")
    with pytest.raises(RequestError, match="a world's number, or a file"):
        load_study(study)


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("recrod", "did you mean 'record'"),
        ("3", "ships no worlds"),
        ("none.parquet", "no such file"),
        (pd.DataFrame({"thetta": [0.1]}), "did you mean 'theta'"),
        (pd.DataFrame({"theta": [0.1, 7.0]}), "world 1"),
        (pd.DataFrame({"XXX.harshness": [1.0]}), "adversary code"),
    ],
)
def test_wrong_worlds_are_one_line(toy, asked, line):
    with pytest.raises(RequestError, match=line):
        run_study(Study(["baseline"], ["today"], 2, months=2, worlds=asked, alliance="delian-league"), simulator=toy)


def test_worlds_of_the_prior_are_the_same_however_many_runs_there_are():
    study = Study(worlds="prior", seed=4)
    assert study.worlds.count == PRIOR
    assert study.worlds == Study(worlds="prior", seed=4, runs=900).worlds != Study(worlds="prior", seed=5).worlds


def test_where_no_worlds_are_shipped_the_record_is_one_world_with_a_note(toy):
    found = compare(["baseline", "hague"], runs=8, months=2, world="delian-league", measures=["damage"], simulator=toy)
    assert found.results.cells is None and any(
        "no worlds are shipped with delian-league" in line for line in found.notes
    )
    assert found.table.verdict[1].endswith("in one world") and found.to_json()["worlds"] == "one"


def test_an_alliances_worlds_are_the_default_and_one_of_them_is_a_number(league, capsys):
    found = compare(["baseline", "hague"], runs=60, months=12, world=str(league), measures=["damage"])
    assert (found.results.cells.worlds, found.to_json()["worlds"], found.to_json()["lucks"]) == (25, "record", 2)
    assert any("all 25 worlds are lived in" in line for line in found.notes)
    row = found.table.iloc[1]
    assert row.runs == 50 and np.isfinite(row.world_low) and row.world_low <= row.world_high
    alone = run_study(Study(alliance=str(league), worlds=17, runs=3, months=12))
    assert alone.columns(alone.entries[0], ["world"])["world"].tolist() == [17, 17, 17] and alone.cells is None
    with pytest.raises(RequestError, match="0 … 24"):
        Study(alliance=str(league), worlds=25)
    assert answer(["run", "--alliance", str(league), "--worlds", "17", "--months", "12", "--json"]) == 0
    key = json.loads(capsys.readouterr().out)
    assert key["world"] == 17


def test_a_run_is_replayed_in_its_world_after_worlds_were_inferred_anew(league, tmp_path):
    run_study(
        Study(
            ["baseline", "norms-first"],
            runs=7,
            months=24,
            alliance=str(league),
            worlds="record",
            parameters={"kappa": 2.0},
        ),
        tmp_path / "r",
    )
    (league / "worlds.parquet").unlink()
    for run in (0, 6):
        assert verify(tmp_path / "r", run, "norms-first").equal
    results = open_results(tmp_path / "r")
    assert (results.columns(results.entries[0], ["world"])["world"] == places(0, 0, 6, 25, 2)).all()
    (kept,) = (tmp_path / "r" / "worlds").glob("*/worlds.parquet")
    table(25).to_parquet(kept)
    with pytest.raises(RequestError, match="has changed since these runs were made"):
        verify(tmp_path / "r", 0)


def test_steps_that_were_altered_are_refused(tmp_path):
    run_study(Study(["norms-first"], runs=2, months=12, worlds=table()), tmp_path / "r")
    (path,) = (tmp_path / "r").glob("points/*/point.json")
    path.write_text(path.read_text().replace('"times",\n   3', '"times",\n   2'))
    with pytest.raises(RequestError, match="amendments have been altered"):
        verify(tmp_path / "r", 0)


def test_worlds_in_rows_are_checked(tmp_path, toy):
    import hashlib

    import pyarrow.parquet as pq

    from experiments.results import chunks

    study = Study(POLICIES, runs=20, months=2, worlds=table())
    run_study(study, tmp_path / "r", simulator=toy)
    path = min((tmp_path / "r" / "points").glob("*/*.parquet"))
    rows = pq.read_table(path)
    pq.write_table(rows.set_column(1, "world", rows["world"].combine_chunks().take(list(range(19, -1, -1)))), path)
    chunks.checksum(path).write_text(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
    with pytest.raises(RequestError, match="holds other worlds"):
        open_results(tmp_path / "r").to_dataframe()


def test_memory_and_folder_give_the_same_table_over_worlds(tmp_path, toy):
    asked = {"runs": 61, "months": 2, "worlds": table(), "simulator": toy}
    kept = compare(POLICIES, out=tmp_path, **asked)
    assert kept.table.equals(compare(POLICIES, **asked).table)
    assert any("the last run lies in worlds with fewer lucks" in line for line in kept.notes)


def test_a_shift_that_is_the_same_in_all_worlds_is_better_or_worse_in_nearly_every_one(toy):
    found = compare(POLICIES, runs=60, months=2, worlds=table(), measures=["damage"], simulator=toy).table.iloc[1]
    assert found.difference == pytest.approx(0.2) and found.verdict == "worse in nearly every world"
    assert found.world_low == pytest.approx(0.2) == found.world_high and found.share_futures == 0.0
    small = compare(
        POLICIES, runs=60, months=2, worlds=table(), measures=["damage"], matters={"damage": 0.3}, simulator=toy
    )
    assert small.table.verdict[1] == "too small to matter"


def test_a_precision_stops_where_worlds_end(toy):
    policies = [{"name": "a"}, {"name": "b", "parameters": {"theta": {"times": 1.5}}}]
    found = compare(policies, months=2, worlds=table(40), precision=1e-6, measure="damage", simulator=toy)
    assert found.results.runs == 80 and "every world was lived in" in found.notes[0]


def test_selection_takes_worlds_as_its_samples(toy):
    found = select(POLICIES, "damage", months=2, worlds=table(60), indifference=0.05, simulator=toy)
    assert found.best == "low" and found.decided and set(found.table.runs) == {40}
    with pytest.raises(RequestError, match="too few; 20 at least"):
        select(POLICIES, "damage", months=2, worlds=table(5), simulator=toy)


def test_mechanisms_are_judged_over_worlds(toy):
    found = ablate(["false flags"], runs=20, months=2, worlds=table(), measures=["damage"], simulator=toy)
    assert found.results.cells.worlds == 30 and "verdict" in found.table


def test_discovery_over_worlds_finds_the_parameter_that_decides(toy):
    """Damage is θ and luck: the policy that halves θ below 0.35 and doubles it above fails where θ is high."""
    worlds = table(120, seed=5)
    policies = [{"name": "plain", "parameters": {"theta": 0.35}}, {"name": "free"}]
    results = run_study(Study(policies, runs=240, months=2, worlds=worlds), simulator=toy)
    found = discover(results, "damage", policies=["free"])
    (row,) = [row for row in found.table.to_dict("records") if row["box"] == 1 and row["parameter"] == "theta"]
    assert row["low"] == pytest.approx(0.35, abs=0.03)


def test_the_report_says_what_each_policy_regrets_over_worlds(toy):
    """Damage is θ and luck; with θ half as large again it falls short of the best by half of θ, in the mean over worlds."""
    worlds, policies = table(60), [{"name": "a"}, {"name": "b", "parameters": {"theta": {"times": 1.5}}}]
    results = run_study(Study(policies, runs=120, months=2, worlds=worlds), simulator=toy)
    found = worlds_tables(results, "damage", 0.95)
    rows = {row["policy"]: row for row in found["regret"]}
    assert rows["a"]["mean_regret"] == rows["a"]["worst_regret"] == 0.0
    met = worlds["theta"].mean() / 2.0
    assert rows["b"]["mean_regret"] == pytest.approx(met) and rows["b"]["mean_low"] < met < rows["b"]["mean_high"]
    assert found["boxes"] == found["pareto"] == [] and found["notes"][0].startswith("60 worlds, 2 lucks in each")
    few = run_study(Study(policies, runs=4, months=2, worlds=worlds), simulator=toy)
    assert worlds_tables(few, "damage", 0.95) is None and worlds_tables(results, "crime", 0.95) is None


def test_the_command_shows_worlds_and_the_words(file, capsys, tmp_path):
    asked = ["compare", "baseline", "hague", "--worlds", file, "--runs", "24", "--months", "24"]
    assert answer([*asked, "--out", str(tmp_path / "r"), "--matters", "damage=0.5"]) == 0
    told = capsys.readouterr()
    assert "24 runs under the same luck in 12 worlds" in told.out and "95 % of worlds" in told.out
    assert "if none were real" in told.out and "if none were real" not in told.err
    assert answer([*asked, "--adjust", "holm", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["worlds"], document["lucks"], document["adjust"]) == ("own.csv", 2, "holm")
    assert {"world_low", "share_worlds_high", "verdict"} <= set(document["table"][0])
    assert answer(["report", str(tmp_path / "r")]) == 0
    page = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert "short of the best in the same world" in page and "Cost against harm" not in page
    assert "in 95 % of worlds" in page.replace("\u00a0", " ") and "12 of 30 (own.csv), 2 lucks in each" in page
    assert answer(["replay", str(tmp_path / "r"), "--run", "5", "--headless"]) == 0
    capsys.readouterr()
    for wrong in (["--matters", "damage"], ["--matters", "damge=1"], ["--worlds", "nowhere.csv"], ["--lucks", "0"]):
        assert answer([*asked, *wrong]) == 2
        assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_compare_and_batch_print_one_mean_to_the_last_digit(file, capsys, tmp_path):
    """The mean over runs; batch took that of world means, in another order, and the last digits differed."""
    asked = ["--worlds", file, "--runs", "50", "--months", "40"]
    assert answer(["compare", "baseline", "hague", *asked, "--out", str(tmp_path / "r"), "--json"]) == 0
    compared = {(row["policy"], row["measure"]): row for row in json.loads(capsys.readouterr().out)["table"]}
    study = tmp_path / "study.toml"
    study.write_text('policies = ["baseline", "hague"]\n')
    assert answer(["batch", str(study), *asked, "--out", str(tmp_path / "b"), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["table"]
    assert len(rows) == len(compared)
    for row in rows:
        other = compared[row["policy"], row["measure"]]
        assert row["mean"] == other["mean"], row["measure"]
        assert row["low"] is None or row["mean"] is None or row["low"] <= row["mean"] <= row["high"]
