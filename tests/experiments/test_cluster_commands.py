"""`--cluster ADDRESS` and `--workers N` as a user types them: the same answer to the byte, and no silent wait."""

from __future__ import annotations

import shutil

import numpy as np
import pandas as pd
import pytest

from experiments.cli import answer
from experiments.inference.simulations import Source, read_records, simulate_records
from model.roster import read_roster

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def address():
    """The address of a scheduler with one worker: another process, two threads."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=1, threads_per_worker=2, processes=True, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def deserted(monkeypatch):
    """The address of a scheduler that no worker joins."""
    from distributed import LocalCluster

    monkeypatch.setattr("experiments.running.cluster.PATIENCE", 1.0)
    with LocalCluster(n_workers=0, processes=False, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """By command, what a user would type: a record of the Delian League's own, and forty worlds that differ in two numbers."""
    folder = tmp_path_factory.mktemp("asked")
    simulate_records(folder / "made", 1000, Source(alliance=read_roster("delian-league")), workers=1)
    _, figures = read_records(folder / "made")
    lines = [f"{name},{value},{0.1 * abs(value) + 0.01}" for name, value in figures.iloc[5].dropna().items()]
    (folder / "record.csv").write_text("\n".join(["name,value,error", *lines]))
    stream = np.random.default_rng(2)
    worlds = pd.DataFrame({"fear_weight": stream.uniform(2, 3, 40), "ire_gain": stream.uniform(80, 120, 40)})
    worlds.to_csv(folder / "worlds.csv", index=False)
    short = ["--months", "6", "--worlds", str(folder / "worlds.csv")]
    league = ["--alliance", "delian-league", "--record", str(folder / "record.csv")]
    return {
        "infer": [*league, "--runs", "2000", "--count", "20"],
        "search": ["--levers", "bar,rule", "--objectives", "civilian_harm,cost", "--runs", "600", *short],
        "voi": ["--policies", "baseline,hague", "--runs", "80", *short],
    }


@pytest.mark.parametrize("command", [pytest.param("infer", marks=pytest.mark.long), "search", "voi"])
def test_a_cluster_and_this_machine_give_the_same_answer(command, asked, address, tmp_path, capfd):
    told, places = {}, {"far": ["--cluster", address], "near": ["--workers", "2"], "one": ["--workers", "1"]}
    for name, where in places.items():
        out = tmp_path / name
        assert answer([command, *asked[command], *where, "--out", str(out), "--json"]) == 0
        told[name] = capfd.readouterr().out.replace(str(out), "OUT")
    assert told["far"] == told["near"] == told["one"] and len(told["far"]) > 1000
    if command == "infer":
        assert (tmp_path / "far" / "worlds.parquet").read_bytes() == (tmp_path / "one" / "worlds.parquet").read_bytes()
    shutil.rmtree(tmp_path)


@pytest.mark.parametrize("command", ["infer", "search", "voi"])
def test_a_wrong_address_is_one_line_and_ends(command, asked, capfd, monkeypatch):
    monkeypatch.setattr("experiments.running.cluster.PATIENCE", 0.5)
    assert answer([command, *asked[command], "--cluster", "tcp://127.0.0.1:9"]) == 2
    told = capfd.readouterr()
    assert told.err.count("\n") == 1 and "no Dask cluster answers there" in told.err and not told.out


@pytest.mark.parametrize("command", ["infer", "search", "voi"])
def test_a_scheduler_without_workers_is_told_of_and_not_waited_for(command, asked, deserted, capfd, caplog):
    assert answer([command, *asked[command], "--cluster", deserted]) == 2
    told = capfd.readouterr()
    assert f"{deserted}: no worker yet; waiting for one, at most 1 s" in caplog.messages
    assert f"no worker came in 1 s; start one: dask worker {deserted}" in told.err and told.err.count("\n") == 1
    assert not told.out
