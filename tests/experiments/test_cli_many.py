"""`compare`, `batch`, `select`, `sensitivity`, `report`, `replay`, `status`: the commands over many runs, end to end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import pytest

from experiments import compare, status
from experiments.cli import answer
from experiments.tables import clean
from model.measures import MEASURES

SMALL = ["--runs", "12", "--months", "24"]
TWO = ["compare", "baseline", "hague", *SMALL]

STUDY = """
policies = ["baseline", "hague"]
runs = 6
months = 24
[keep]
series = true
incidents = true
by_state = true
"""


def said(capsys, *arguments):
    """What a command that must succeed prints on stdout."""
    assert answer(list(arguments)) == 0
    return capsys.readouterr().out


def parsed(capsys, *arguments):
    return json.loads(said(capsys, *arguments, "--json"), parse_constant=pytest.fail)


@pytest.fixture
def study(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(STUDY)
    return str(path)


def test_compare_twice_prints_the_same_bytes(capsys):
    assert said(capsys, *TWO) == said(capsys, *TWO, "--workers", "1")
    assert said(capsys, *TWO, "--json") == said(capsys, *TWO, "--json", "--workers", "1")


def test_compare_for_machines_is_the_table_of_python(capsys):
    document = parsed(capsys, *TWO)
    table = compare(["baseline", "hague"], runs=12, months=24).table
    assert document["table"] == clean(table)
    assert {row["measure"] for row in document["table"]} == set(MEASURES)
    assert (document["policies"], document["scenario"], document["runs"], document["seed"]) == (
        ["baseline", "hague"],
        "today",
        12,
        0,
    )


def test_the_reference_has_no_difference(capsys):
    rows = parsed(capsys, *TWO)["table"]
    assert {row["difference"] for row in rows if row["policy"] == "baseline"} == {None}


def test_compare_for_people_shows_the_main_measures(capsys):
    text = said(capsys, *TWO)
    assert [name for name, measure in MEASURES.items() if measure.shown and name not in text] == []
    assert "burden_gini" not in text
    assert "burden_gini" in said(capsys, *TWO, "--all")
    assert "cohesion" not in said(capsys, *TWO, "--measure", "damage")


def test_compare_over_scenarios_says_where_the_sign_turns_round(capsys):
    worlds = [*TWO, "--measure", "core_share", "--measure", "damage"]
    text = said(capsys, *worlds, "--scenarios", "today,us-retrenchment")
    assert text == said(capsys, *worlds, "--scenario", "today", "--scenario", "us-retrenchment")
    assert "scenario" in text.splitlines()[1]
    assert "no measure shown clearly gains" in text or "the sign changes" in text
    document = parsed(capsys, *worlds, "--scenarios", "today,us-retrenchment")
    assert document["scenarios"] == ["today", "us-retrenchment"]
    assert {row["scenario"] for row in document["table"]} == {"today", "us-retrenchment"}


def test_compare_by_state_puts_winners_before_losers(capsys):
    asked = [*TWO, "--by", "state", "--measure", "core_share"]
    rows = parsed(capsys, *asked)["by_state"]
    spent = {
        row["state"]: row["difference"] for row in rows if (row["policy"], row["measure"]) == ("hague", "core_share")
    }
    assert len(spent) == 37
    lines = said(capsys, *asked).split("winners and losers")[1].splitlines()[4:]
    assert [line.split()[0] for line in lines][-1] == min(spent, key=spent.get)


def test_compare_with_a_ledger_says_what_became_of_the_opportunities(capsys):
    document = parsed(capsys, *TWO, "--ledger", "--measure", "damage")
    assert sum(row["share"] for row in document["verdicts"]) == pytest.approx(1.0)
    assert sum(row["count"] for row in document["ledger"]) == sum(row["count"] for row in document["verdicts"])
    text = said(capsys, *TWO, "--ledger", "--measure", "damage")
    assert [row["verdict"] for row in document["verdicts"] if row["verdict"] not in text] == []


def test_a_window_and_a_precision_are_named_in_the_head(capsys):
    asked = ["compare", "baseline", "hague", "--months", "24", "--measure", "core_share", "--worlds", "one"]
    assert "months 12 to 23 only" in said(capsys, *asked, "--runs", "12", "--window", "2026:2026")
    text = said(capsys, *asked, "--precision", "0.01")
    assert "50 runs" in text and "95 % interval" in text and "drawn at 97.5 %" in text
    document = parsed(capsys, *asked, "--precision", "0.01")
    assert (document["confidence"], document["drawn_at"], document["runs"]) == (0.95, 0.975, 50)


def test_a_dry_run_tells_the_cost_and_does_nothing(capsys, tmp_path, study):
    folder = tmp_path / "kept"
    assert "2 points, 12 runs, 0 there, 12 to run" in said(capsys, "batch", study, "--out", str(folder), "--dry-run")
    (row,) = parsed(capsys, "batch", study, "--out", str(folder), "--dry-run")["table"]
    assert (row["points"], row["runs"], row["missing"]) == (2, 12, 12) and row["bytes"] > 0
    assert not folder.exists()


def test_out_changes_nothing_that_is_printed_and_keeps_what_the_report_draws(capsys, tmp_path):
    folder = str(tmp_path / "kept")
    assert said(capsys, *TWO, "--json", "--out", folder) == said(capsys, *TWO, "--json")
    said(capsys, "report", folder)
    page = (tmp_path / "kept" / "report.html").read_text(encoding="utf-8")
    assert "<h2>Over the years</h2>" in page
    assert "<h2>Who carries the burden</h2>" in page


def test_results_stand_on_stdout_and_notes_on_stderr(capsys, tmp_path):
    assert answer([*TWO, "--json", "--out", str(tmp_path / "kept")]) == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("{")
    assert "foedus report" in captured.err
    assert str(tmp_path) not in captured.out


def test_more_runs_go_on_from_those_there(capsys, tmp_path, study):
    folder = str(tmp_path / "kept")
    said(capsys, "batch", study, "--out", folder)
    assert parsed(capsys, "status", folder)["table"][0]["done"] == 12
    answer(["batch", study, "--out", folder, "--runs", "8"])
    assert "16 runs, 12 there, 4 to run" in capsys.readouterr().err
    assert parsed(capsys, "status", folder)["table"][0] | {"seconds": 0, "seconds_left": 0} == {
        "points": 2, "runs": 16, "done": 16, "missing": 0, "failed": 0, "seconds": 0, "seconds_left": 0, "running": False,
        "damaged": 0, "others": 0,
    }  # fmt: skip


def test_ctrl_c_keeps_finished_runs_and_says_how_to_go_on(tmp_path):
    folder = tmp_path / "kept"
    command = [
        sys.executable,
        "-m",
        "experiments",
        "compare",
        "baseline",
        "hague",
        "--runs",
        "100000",
        "--out",
        str(folder),
    ]
    listens = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.default_int_handler)}  # even under nohup
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **listens) as work:
        for _ in range(1200):
            if list(folder.glob("points/*/*.parquet")):
                break
            time.sleep(0.1)
        work.send_signal(signal.SIGINT)
        out, err = work.communicate(timeout=120)
    assert (work.returncode, out) == (130, "")
    assert err.splitlines()[-1].endswith(f"{folder}: the same command continues from there")
    assert status(folder)["done"] >= 100


def test_batch_gives_each_point_its_mean_and_interval(capsys, study):
    rows = parsed(capsys, "batch", study, "--measure", "damage", "--set", "theta=0.7")["table"]
    assert [(row["policy"], row["runs"]) for row in rows] == [("baseline", 6), ("hague", 6)]
    assert all(row["low"] <= row["mean"] <= row["high"] for row in rows)


def test_report_of_a_study_is_one_page(capsys, tmp_path, study):
    folder = tmp_path / "kept"
    said(capsys, "batch", study, "--out", str(folder))
    said(capsys, "report", str(folder))
    page = (folder / "report.html").read_text(encoding="utf-8")
    for heading in ("What was asked", "Over the years", "Who carries the burden", "The same opportunities under hague"):
        assert f"<h2>{heading}</h2>" in page
    said(capsys, "report", str(folder), "--out", str(tmp_path / "again.html"))
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == page


def test_replay_is_the_stored_run_bit_for_bit(capsys, tmp_path, study):
    folder = str(tmp_path / "kept")
    said(capsys, "batch", study, "--out", folder)
    document = parsed(capsys, "replay", folder, "--run", "5", "--policy", "hague", "--headless")
    assert document["equal"]
    assert document["differing"] == []
    assert (document["policy"], document["run"]) == ("hague", 5)


def test_a_run_that_is_not_there_is_refused_before_anything_is_compiled(capsys, tmp_path, study, cold):
    folder = str(tmp_path / "kept")
    said(capsys, "batch", study, "--out", folder)
    for wrong in (["--run", "999"], ["--run", "0", "--policy", "hage"], ["--run", "0", "--point", "9"]):
        assert answer(["replay", folder, *wrong]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_what_compiles_says_so_once(capsys, cold):
    assert answer(["compare", "baseline", "hague", "--runs", "3", "--months", "2"]) == 0
    assert capsys.readouterr().err.count("compiling the rules") == 1


def test_replay_opens_the_stored_run_in_the_live_view(capsys, tmp_path, study, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "experiments.cli.replay.serve", lambda query, places, trust, **_: asked.append((query, places, trust))
    )
    folder = tmp_path / "kept"
    said(capsys, "batch", study, "--out", str(folder))
    said(capsys, "replay", str(folder), "--run", "5", "--policy", "hague")
    query = {"folder": str(folder), "run": 5, "policy": "hague", "scenario": "today", "point": 0}
    assert asked == [(query, [folder], False)]


def test_select_names_the_best_with_its_probability(capsys):
    document = parsed(
        capsys, "select", "baseline", "no-response", "--months", "24", "--indifference", "1", "--measure", "welfare"
    )
    best = [row["policy"] for row in document["table"] if row["best"]]
    assert best == [document["best"]]
    assert document["confidence"] == 0.95


def test_sensitivity_has_an_interval_for_every_index(capsys):
    varied = ["--parameters", "theta,pledge_weight=0.1:0.4", "--size", "3", "--runs", "3", "--months", "24"]
    rows = parsed(capsys, "sensitivity", *varied, "--measure", "core_share")["table"]
    assert {row["parameter"] for row in rows} == {"theta", "pledge_weight"}
    assert all(row["low"] <= row["value"] <= row["high"] for row in rows if row["index"] == "mu_star")


def test_ablate_judges_each_mechanism_and_its_report_ranks_them(capsys, tmp_path):
    folder = str(tmp_path / "kept")
    off = ["ablate", "free riding", "zero-days", "--runs", "6", "--months", "96", "--worlds", "one"]
    rows = parsed(capsys, *off, "--out", folder)["table"]
    assert {row["mechanism"] for row in rows} == {"free riding", "zero-days"}
    assert {row["measure"] for row in rows} == set(MEASURES)
    (riding,) = (row for row in rows if row["mechanism"] == "free riding" and row["measure"] == "core_share")
    assert 0 < riding["low"] <= riding["difference"] <= riding["high"]
    assert "as expected" in said(capsys, *off)
    said(capsys, "report", folder)
    page = (tmp_path / "kept" / "report.html").read_text(encoding="utf-8")
    assert "<h2>What each mechanism does</h2>" in page
    assert '"free riding"' in page


def test_validate_says_of_each_line_whether_it_holds(capsys):
    code = answer(["validate", "--runs", "20", "--json"])
    rows = json.loads(capsys.readouterr().out)["table"]
    assert {"name", "group", "expected", "value", "tolerance", "holds"} <= set(rows[0])
    assert code == (0 if all(row["holds"] for row in rows) else 1)
    answer(["validate", "--runs", "20", "--failing"])
    listed = capsys.readouterr().out
    assert [row["name"] for row in rows if (row["name"] in listed) == row["holds"]] == []


def test_discover_names_worlds_regrets_and_the_efficient(capsys, tmp_path):
    study = tmp_path / "worlds.toml"
    study.write_text(
        'policies = ["baseline", "no-response"]\nruns = 2\nmonths = 12\n'
        "[design]\nsize = 24\nparameters = { theta = [0.1, 0.9], pledge_weight = [0.1, 0.9] }\n"
    )
    folder = str(tmp_path / "kept")
    said(capsys, "batch", str(study), "--out", folder)
    document = parsed(capsys, "discover", folder, "--measure", "welfare")
    assert {row["policy"] for row in document["regret"]} == {"baseline", "no-response"}
    assert any(row["efficient"] for row in document["pareto"])
    assert "regret" in said(capsys, "discover", folder, "--measure", "welfare")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["discover", "nowhere"], ["nowhere", "no such folder"]),
        (["discover", "nowhere", "--threshold", "nan"], ["--threshold"]),
        (["discover", "nowhere", "--measure", "damge"], ["damge", "damage"]),
        (["compare", "baseline", "hague", "--by", "town"], ["--by", "state"]),
        (["compare", "baseline", "hague", "--scenario", "today,today"], ["today", "twice"]),
        (["compare", "baseline", "hague", "--scenarios", "today,tody"], ["tody", "today"]),
        (["batch", "none.toml"], ["none.toml", "no such file"]),
        (["batch", "broken.toml"], ["broken.toml", "not TOML"]),
        (["batch", "typo.toml"], ["typo.toml", "polices", "policies"]),
        (["batch", "study.toml", "--set", "thta=1"], ["thta", "theta"]),
        (["batch", "study.toml", "--runs", "0"], ["--runs"]),
        (["status", "nowhere"], ["nowhere", "no such folder"]),
        (["report", "nowhere"], ["nowhere", "no such folder"]),
        (["report", "empty"], ["empty", "no results"]),
        (["report", "empty", "--measure", "damge"], ["damge", "damage"]),
        (["replay", "nowhere"], ["nowhere", "no such folder"]),
        (["select", "baseline"], ["at least two"]),
        (["select", "baseline", "hague", "--measure", "article_5"], ["article_5", "rare"]),
        (["select", "baseline", "hague", "--indifference", "-1"], ["--indifference"]),
        (["select", "baseline", "hague", "--confidence", "2"], ["--confidence"]),
        (["validate", "--runs", "0"], ["--runs"]),
        (["validate", "--runs", "3"], ["runs = 3", "4 or more"]),
        (["ablate", "zero-dys"], ["zero-dys", "zero-days"]),
        (["ablate", "--policy", "hage"], ["hage", "hague"]),
        (["sensitivity"], ["--parameters"]),
        (["sensitivity", "--parameters", "thta"], ["thta", "theta"]),
        (["sensitivity", "--parameters", "theta=0.5"], ["LOW:HIGH"]),
        (["sensitivity", "--parameters", "theta", "--set", "theta=0.3"], ["theta is also set"]),
        (["compare", "baseline", "hague", "--by", "state", "--measure", "cohesion"], ["cohesion"]),
        (["sensitivity", "--parameters", "theta=0.5:0.1"], ["LOW must be below HIGH"]),
        (["sensitivity", "--parameters", "theta=0.5:9"], ["theta", "0 … 2"]),
        (["sensitivity", "--parameters", "theta", "--method", "moris"], ["--method", "morris | sobol"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_wrong_request_is_one_line_before_anything_is_compiled(
    arguments, words, tmp_path, monkeypatch, capsys, study, cold
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.toml").write_text("policies = [")
    (tmp_path / "typo.toml").write_text('polices = ["baseline"]')
    (tmp_path / "empty").mkdir()
    before = sorted(tmp_path.rglob("*"))

    code = answer(arguments)

    captured = capsys.readouterr()
    assert code == 2
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1
    assert [word for word in words if word not in captured.err] == []
    assert sorted(tmp_path.rglob("*")) == before
