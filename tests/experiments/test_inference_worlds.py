"""Shipped worlds, listed and read; an alliance of one's own gets the worlds back that made its record."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import model
from experiments.cli import answer
from experiments.inference.checks import ranks
from experiments.inference.simulations import Source, read_records, simulate_records
from experiments.inference.worlds import Learner
from model.errors import RequestError
from model.roster import read_roster

DELIAN = Path(str(files("model").joinpath("data/delian-league")))


@pytest.fixture(scope="module")
def league(tmp_path_factory):
    """Simulated records of the Delian League."""
    folder = tmp_path_factory.mktemp("league")
    simulate_records(folder, 2000, Source(alliance=read_roster("delian-league")), workers=2)
    return folder


def test_the_delian_league_recovers_the_worlds_that_made_its_record(league):
    worlds, figures = read_records(league)
    names = [name for name in figures if figures[name].notna().mean() > 0.5]
    assert "count_PER" in names and not [name for name in figures if name.startswith("at2")]  # no spending of NATO's
    errors = dict.fromkeys(names, 0.0)
    learner = Learner.of(worlds.iloc[:1700], figures[names].iloc[:1700], errors)
    draws = learner.draws(figures[names].iloc[1700:].to_numpy(), 100)
    truth = learner.scale.to(worlds.iloc[1700:])
    told = learner.method.summary.told()
    held = np.abs(ranks(draws, truth)[:, told] - 0.5) <= 0.475
    assert len(told) > 20 and held.mean() == pytest.approx(0.95, abs=0.03)
    for place, name in enumerate(learner.scale.names):
        if name.endswith(".tempo"):
            assert np.corrcoef(draws[:, :, place].mean(axis=1), truth[:, place])[0, 1] > 0.5, name
            inside = np.abs((draws[:, :, place] < truth[:, None, place]).mean(axis=1) - 0.5) <= 0.45
            assert inside.mean() == pytest.approx(0.9, abs=0.06), name


def test_infer_serves_ones_own_alliance(league, tmp_path, capsys):
    _, figures = read_records(league)
    row = figures.iloc[0].dropna()
    shutil.copytree(league, tmp_path / "out")
    lines = [f"{name},{value},{0.1 * abs(value) + 0.01}" for name, value in row.items()]
    (tmp_path / "record.csv").write_text("\n".join(["name,value,error", *lines]))
    asked = ["infer", "--alliance", "delian-league", "--record", str(tmp_path / "record.csv")]
    asked += ["--runs", "2000", "--count", "50", "--out", str(tmp_path / "out"), "--json"]
    assert answer(asked) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told["table"][0]) == {"parameter", "prior_low", "prior_high", "low", "median", "high", "prior_only"}
    tempo = next(one for one in told["table"] if one["parameter"] == "PER.tempo")
    assert tempo["high"] - tempo["low"] < tempo["prior_high"] - tempo["prior_low"] and not tempo["prior_only"]
    table = pd.read_parquet(tmp_path / "out" / "worlds.parquet")
    assert len(table) == 50 and "report_level" not in table and table.notna().all().all()

    mine = tmp_path / "mine"
    shutil.copytree(DELIAN, mine)
    for name in ("worlds.parquet", "worlds.json"):
        shutil.copy(tmp_path / "out" / name, mine)
    assert model.worlds(mine).equals(table)
    model.simulate(months=2, roster=read_roster(mine), worlds=model.worlds(mine), seeds=range(3))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--record", "x.csv"], "--record goes with --alliance"),
        (["--alliance", "delian-league"], "--alliance needs --record"),
        (["--alliance", "delian-league", "--until", "2020"], "--until is for NATO's record"),
        (["--until", "1999"], "the record has 2014"),
        (["--alliance", "delian-league", "--record", "nowhere.csv"], "cannot be read as a record"),
    ],
)
def test_a_wrong_request_is_one_line(asked, said, capsys):
    assert answer(["infer", *asked]) == 2
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1


def test_worlds_are_listed_or_said_to_be_missing(capsys):
    assert answer(["list", "worlds", "--json"]) == 0
    rows = {row["alliance"]: row for row in json.loads(capsys.readouterr().out)["table"]}
    assert set(rows) == {"nato", "delian-league", "nato-2014"}
    assert rows["delian-league"]["worlds"] == 0 and rows["delian-league"]["note"] == "no worlds are shipped"
    with pytest.raises(RequestError, match="no worlds are shipped"):
        model.worlds("delian-league")
    if (files("model") / "data" / "nato" / "worlds.json").is_file():
        assert len(model.worlds()) == rows["nato"]["worlds"] > 100
    else:
        assert rows["nato"]["worlds"] == 0
