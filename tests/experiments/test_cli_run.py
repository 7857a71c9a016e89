"""`foedus run`, `list` and `warm`: tables for people, one JSON object for machines, and the same run on both engines."""

from __future__ import annotations

import json
import resource
import subprocess
import sys

import pandas as pd
import pytest

from experiments.cli import answer
from experiments.tables import clean, number
from model import simulate
from model.measures import MEASURES, SETTLING_MONTHS
from model.parameters import PARAMETERS
from model.settings import policies, scenarios
from model.state import STATES

SHORT = ["run", "--seed", "3", "--months", "24"]


def said(capsys, *arguments):
    """What a command that must succeed prints on stdout."""
    assert answer(list(arguments)) == 0
    return capsys.readouterr().out


def test_a_run_prints_the_main_measures(capsys):
    text = said(capsys, *SHORT)
    assert [name for name, measure in MEASURES.items() if measure.shown and f" {name} " not in text] == []
    assert "seed 3, 24 months" in text


def test_the_head_names_the_world_where_it_is_not_nato(capsys):
    assert "baseline, today, in delian-league, seed 3" in said(capsys, *SHORT, "--world", "delian-league")
    assert "baseline, today, seed 3" in said(capsys, *SHORT, "--world", "nato")
    asked = ["compare", "baseline", "hague", "--runs", "2", "--months", "6"]
    assert "today, in delian-league, 2 runs" in said(capsys, *asked, "--world", "delian-league")
    assert "today, 2 runs" in said(capsys, *asked)


def test_a_network_is_written_over_an_older_one(capsys, tmp_path):
    for _ in range(2):
        assert "treaty" in said(capsys, "network", str(tmp_path / "ties.graphml"))


def test_a_run_too_short_for_its_cases_says_why_their_measures_are_undefined(capsys):
    assert answer(SHORT) == 0
    line = next(one for one in capsys.readouterr().err.splitlines() if one.startswith("undefined: "))
    assert "responsibility_gap" in line
    assert f"the last {SETTLING_MONTHS} months are left out; a run of 24 months has none before them" in line
    assert answer(["run", "--months", str(SETTLING_MONTHS + 60)]) == 0
    assert "undefined" not in capsys.readouterr().err


def test_a_run_for_machines_has_every_measure_and_no_nan(capsys):
    document = json.loads(said(capsys, *SHORT, "--json"), parse_constant=pytest.fail)
    assert [row["measure"] for row in document["table"]] == list(MEASURES)
    assert (document["policy"], document["scenario"], document["seed"], document["months"]) == (
        "baseline",
        "today",
        3,
        24,
    )
    assert set(document["versions"]) == {"foedus", "numba", "numpy", "model"}


def test_seed_is_the_runs_own_key(capsys):
    document = json.loads(said(capsys, *SHORT, "--json"))
    runs = simulate(seeds=[3], months=24)
    assert [row["value"] for row in document["table"]] == clean(runs.summaries[0])


def test_both_engines_print_the_same_bytes(capsys):
    compiled, mesa = (said(capsys, *SHORT, "--events", "--json", "--engine", name) for name in ("compiled", "mesa"))
    assert compiled == mesa


def test_set_reaches_the_run(capsys):
    base, changed = (json.loads(said(capsys, *SHORT, "--json", "--set", f"theta={value}")) for value in (0.5, 1.5))
    assert changed["parameters"] == {"theta": 1.5}
    assert base["table"] != changed["table"]


def test_out_writes_months_incidents_and_what_was_asked(capsys, tmp_path):
    said(capsys, *SHORT, "--out", str(tmp_path / "one"))
    manifest = json.loads((tmp_path / "one" / "manifest.json").read_text())
    assert (manifest["seed"], manifest["engine"]) == (3, "compiled")
    assert len(pd.read_parquet(tmp_path / "one" / "months.parquet")) == 24
    assert set(pd.read_parquet(tmp_path / "one" / "incidents.parquet")["month"]) <= set(range(24))


def test_events_are_told_one_a_line(capsys):
    text = said(capsys, *SHORT, "--events")
    incidents = simulate(seeds=[3], months=24).incidents
    assert len([line for line in text.splitlines() if line.startswith(" 20")]) == len(incidents)


@pytest.mark.parametrize(
    ("things", "declared"),
    [
        ("policies", policies()),
        ("scenarios", scenarios()),
        ("parameters", PARAMETERS),
        ("measures", MEASURES),
        ("states", STATES),
    ],
)
def test_list_has_one_row_a_thing(things, declared, capsys):
    document = json.loads(said(capsys, "list", things, "--json"), parse_constant=pytest.fail)
    assert [row["name"] for row in document["table"]] == list(declared)
    text = said(capsys, "list", things)
    assert [name for name in declared if f" {name} " not in text] == []


def test_help_answers_at_once():
    """Within a second of the processor's time: a clock on the wall would time what else the machine does."""
    command = [sys.executable, "-m", "experiments", "--help"]
    seconds = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert "compare" in done.stdout
    assert 0.0 < min(seconds) < 1.0


def test_a_module_of_the_users_named_model_is_one_line(tmp_path):
    (tmp_path / "model.py").write_text("theta = 1\n")
    command = [sys.executable, "-m", "experiments", "list", "measures"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "model.py" in done.stderr


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (float("nan"), "–"),
        (0.0, "0"),
        (0.0123456, "0.01235"),
        (-1234.5, "−1,234"),
        (123456.7, "123,457"),
        (2025, "2,025"),
        (True, "yes"),
    ],
)
def test_numbers_have_four_digits_and_undefined_is_a_dash(value, text):
    assert number(value) == text
