"""Runs in another alliance: the folder carries its files, so that replay and report need nothing else."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from experiments import compare, load_study, open_results, run_study, verify
from experiments.cli import answer
from experiments.running.plans import plan
from model.errors import RequestError

LEAGUE = Path(str(files("model") / "data" / "delian-league"))


@pytest.fixture
def own(tmp_path):
    """A league in which Samos has left."""
    folder = tmp_path / "league"
    shutil.copytree(LEAGUE, folder)
    states = folder / "states.csv"
    states.write_text(states.read_text().replace("SAM,Samos,ally", "SAM,Samos,partner"))
    return folder


@pytest.fixture
def out(own, tmp_path, capsys):
    asked = ["compare", "baseline", "hague", "--alliance", str(own), "--runs", "4", "--months", "36", "--out"]
    assert answer([*asked, str(tmp_path / "out"), "--by", "state"]) == 0
    assert "Samos" not in capsys.readouterr().err
    return tmp_path / "out"


def test_a_run_is_replayed_where_its_alliance_is_gone(out, own):
    shutil.rmtree(own)
    assert verify(out, 3, policy="hague").equal
    assert open_results(out).store.alliance(open_results(out).entries[0].name).name == "league"


def test_the_report_draws_its_members(out, own, capsys):
    shutil.rmtree(own)
    assert answer(["report", str(out)]) == 0
    page = (out / "report.html").read_text(encoding="utf-8")
    assert all(name in page for name in ("Athens", "Byzantium", "Ephesus"))


def test_shipped_alliances_are_not_copied(tmp_path):
    compare(["baseline", "hague"], runs=2, months=12, world="delian-league", out=tmp_path / "out")
    assert not (tmp_path / "out" / "alliances").exists()
    assert verify(tmp_path / "out", 1).equal


def test_a_kept_alliance_that_was_meddled_with_is_refused(out):
    (states,) = out.glob("alliances/*/states.csv")
    states.write_text(states.read_text().replace("4000", "5000"))
    with pytest.raises(RequestError, match="another version of the alliance league"):
        verify(out, 0)


def test_a_folder_cannot_send_a_reader_elsewhere(out):
    (kept,) = out.glob("alliances/*")
    shutil.rmtree(kept)
    for file in out.glob("points/*/point.json"):
        file.write_text(json.dumps(json.loads(file.read_text()) | {"roster": "/etc"}))
    with pytest.raises(RequestError, match="it held the alliance /etc of these runs"):
        verify(out, 0)


def test_two_alliances_never_share_a_run(own, tmp_path):
    study = tmp_path / "study.toml"
    study.write_text('runs = 2\nmonths = 12\nalliance = "league"\n')
    run_study(load_study(study), tmp_path / "one")
    assert plan(load_study(study), tmp_path / "one").there == 2
    (own / "FABLE.md").unlink()  # not part of the alliance
    assert plan(load_study(study), tmp_path / "one").there == 2
    (own / "alliance.toml").write_text(
        (own / "alliance.toml").read_text().replace("crime_rate = 1.0", "crime_rate = 2.0")
    )
    assert plan(load_study(study), tmp_path / "one").there == 0


def test_a_wrong_alliance_is_one_line(tmp_path, capsys):
    for command in (["run"], ["compare", "baseline", "hague"], ["select", "baseline", "hague"], ["ablate"]):
        assert answer([*command, "--alliance", "delien-league"]) == 2
        told = capsys.readouterr()
        assert "did you mean 'delian-league'?" in told.err
        assert len(told.err.splitlines()) == 1
    study = tmp_path / "study.toml"
    study.write_text("alliance = 3\n")
    with pytest.raises(RequestError, match=r"study\.toml: alliance = 3; write an alliance's name"):
        load_study(study)


def test_mechanisms_are_judged_in_another_alliance_where_its_names_are(capsys):
    """Where each shows itself is said of NATO, in scenarios with NATO's names."""
    assert answer(["ablate", "--alliance", "delian-league", "--runs", "2", "--months", "3"]) == 0
    told = capsys.readouterr()
    assert "judged under baseline in today" in told.err and "free riding" in told.out
