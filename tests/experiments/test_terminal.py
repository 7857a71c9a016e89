"""Any terminal, any file, any editor: tables where a stream lacks signs, a byte-order mark, rows of commas, no cluster."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import networkx as nx
import pytest

from experiments.analysis.statistics import FEWEST_RESAMPLED, bootstrap_interval
from experiments.cli import answer
from experiments.study.designs import Range
from model.parameters import PARAMETERS
from model.roster import read_roster

FEW = ["--runs", "2", "--months", "3"]
COMMANDS = {
    "compare": ["compare", "baseline", "hague", *FEW],
    "list": ["list", "states"],
    "run": ["run", "--months", "3"],
    "select": ["select", "baseline", "hague", "--months", "3", "--runs", "20"],
}


def foedus(*arguments, encoding=None, timeout=600, **more):
    environment = os.environ | ({"PYTHONIOENCODING": encoding} if encoding else {})
    command = [sys.executable, "-m", "experiments", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, timeout=timeout, **more)


@pytest.mark.parametrize(
    ("command", "encoding"),
    [(command, "ascii") for command in COMMANDS]
    + [("compare", encoding) for encoding in ("cp1252", "cp437", "cp850", "cp932", "cp1251")],
)
def test_a_table_survives_a_stream_that_lacks_its_signs(command, encoding):
    done = foedus(*COMMANDS[command], encoding=encoding)
    assert done.returncode == 0 and b"Traceback" not in done.stderr
    text = done.stdout.decode(encoding)
    assert "�" not in text and len(text.splitlines()) > 3


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_json_is_whole_whatever_the_stream_holds(encoding):
    done = foedus("list", "states", "--json", encoding=encoding)
    units = [row["unit"] for row in json.loads(done.stdout.decode(encoding))["table"]]
    direct = foedus("list", "states", "--json", encoding="utf-8")
    assert units == [row["unit"] for row in json.loads(direct.stdout.decode())["table"]]


def test_a_byte_order_mark_is_no_part_of_a_file(tmp_path, capsys):
    """Windows' editors write one: in a policy, a scenario, a study, an alliance."""
    mark, head = "\ufeff", 'title = "Strict"\nmeaning = "x"\n'
    (tmp_path / "policy.toml").write_text(f"{mark}{head}[parameters]\npledge_core_end = 0.03\n", encoding="utf-8")
    (tmp_path / "scenario.toml").write_text(f"{mark}{head}", encoding="utf-8")
    (tmp_path / "study.toml").write_text(f'{mark}policies = ["policy.toml"]\nruns = 2\nmonths = 3\n', encoding="utf-8")
    league = tmp_path / "league"
    shutil.copytree(Path(str(files("model") / "data" / "delian-league")), league)
    for file in ("alliance.toml", "states.csv", "ties.csv"):
        (league / file).write_text(mark + (league / file).read_text(encoding="utf-8"), encoding="utf-8")
    asked = ["compare", "baseline", str(tmp_path / "policy.toml"), *FEW, "--measure", "core_share"]
    assert answer([*asked, "--scenario", str(tmp_path / "scenario.toml")]) == 0
    assert answer(["batch", str(tmp_path / "study.toml")]) == 0
    assert answer(["run", "--alliance", str(league), "--months", "3"]) == 0
    assert "not TOML" not in capsys.readouterr().err


def test_a_study_may_still_call_its_alliance_a_world(tmp_path, capsys):
    (tmp_path / "old.toml").write_text('world = "delian-league"\nruns = 2\nmonths = 3\n')
    assert answer(["batch", str(tmp_path / "old.toml"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["alliance"] == "delian-league"
    (tmp_path / "both.toml").write_text('world = "nato"\nalliance = "nato"\n')
    assert answer(["batch", str(tmp_path / "both.toml")]) == 2
    assert "alliance and world mean the same here" in capsys.readouterr().err
    assert answer(["run", "--world", "delian-league", "--months", "3"]) == 0


def test_an_alliance_may_still_have_its_former_file(tmp_path):
    folder = tmp_path / "league"
    shutil.copytree(Path(str(files("model") / "data" / "delian-league")), folder)
    (folder / "alliance.toml").rename(folder / "world.toml")
    assert read_roster(folder).title == read_roster("delian-league").title
    shutil.copy(folder / "world.toml", folder / "alliance.toml")
    with pytest.raises(ValueError, match="are two names for one file"):
        read_roster(folder)


@pytest.fixture
def league(tmp_path):
    """A copy of the league whose states.csv has a blank line, and rows of nothing but commas as a spreadsheet leaves them."""
    folder = tmp_path / "league"
    shutil.copytree(Path(str(files("model") / "data" / "delian-league")), folder)
    states = folder / "states.csv"
    head, *rows = states.read_text().splitlines()
    commas = "," * head.count(",")
    states.write_text("\n".join([head, *rows[:3], "", commas, *rows[3:], commas, commas]) + "\n")
    return folder


def test_rows_of_commas_are_blank(league):
    assert read_roster(league).codes == read_roster("delian-league").codes


def test_a_fault_names_the_line_that_an_editor_shows(league):
    states = league / "states.csv"
    lines = states.read_text().splitlines()
    lines[7] = lines[7].replace(",ally,", ",alley,")
    states.write_text("\n".join(lines) + "\n")
    with pytest.raises(ValueError, match=r"states\.csv, line 8: unknown role 'alley'"):
        read_roster(league)


def test_a_network_that_igraph_wrote_is_read(tmp_path, capsys):
    """igraph numbers the nodes n0, n1, …; the code stands in the attribute `id`, and `name` has the country's name."""
    assert answer(["network", str(tmp_path / "ours.graphml")]) == 0
    graph = nx.read_graphml(tmp_path / "ours.graphml")
    numbered = nx.MultiGraph()
    place = {code: f"n{k}" for k, code in enumerate(graph)}
    for code, attributes in graph.nodes(data=True):
        numbered.add_node(place[code], **attributes, id=code)
    for a, b, attributes in graph.edges(data=True):
        numbered.add_edge(place[a], place[b], **attributes)
    nx.write_graphml(numbered, tmp_path / "theirs.graphml")
    (tmp_path / "drawn.toml").write_text('title = "Drawn"\nmeaning = "x"\ngraphml = "theirs.graphml"\n')
    capsys.readouterr()
    assert answer(["run", "--months", "6", "--json"]) == 0
    own = json.loads(capsys.readouterr().out)["table"]
    assert answer(["run", "--months", "6", "--json", "--scenario", str(tmp_path / "drawn.toml")]) == 0
    assert json.loads(capsys.readouterr().out)["table"] == own


def test_a_bootstrap_of_two_runs_gives_no_verdict(capsys):
    assert answer(["compare", "baseline", "hague", "--runs", "2", "--months", "24", "--interval", "bootstrap"]) == 0
    told = capsys.readouterr()
    assert "2 runs are too few for a bootstrap: it needs 20" in told.err
    assert "worse" not in told.out and "better" not in told.out


def test_a_bootstrap_needs_as_many_values_as_it_takes_to_cover():
    values = [float(k * k % 7) for k in range(FEWEST_RESAMPLED)]
    assert bootstrap_interval(values[:-1])[1] != bootstrap_interval(values[:-1])[1]  # NaN
    mean, low, high = bootstrap_interval(values)
    assert low < mean < high


@pytest.mark.parametrize("name", [name for name, one in PARAMETERS.items() if one.kind == "float"])
def test_a_design_reaches_a_parameters_own_bound_and_does_not_pass_it(name):
    """0.3 + (0.999 − 0.3) is more than 0.999."""
    low, high = PARAMETERS[name].bounds
    assert low <= Range(name, low, high).at(0.0) <= Range(name, low, high).at(1.0) <= high


def test_a_figure_that_no_state_has_is_refused_by_state(capsys):
    asked = ["compare", "baseline", "hague", *FEW, "--by", "state", "--measure"]
    assert answer([*asked, "cohesion"]) == 2
    assert "cohesion is not kept for each state; allowed: welfare, damage, harm_money" in capsys.readouterr().err
    assert answer([*asked, "damage"]) == 0
    assert "damage" in capsys.readouterr().out


@pytest.mark.parametrize("address", ["127.0.0.1", "nonsense://x", "", "tcp://"])
def test_a_wrong_cluster_address_ends_the_command(tmp_path, address):
    (tmp_path / "s.toml").write_text('policies = ["baseline", "hague"]\nruns = 2\nmonths = 3\n')
    done = foedus("batch", "s.toml", "--out", "r", "--cluster", address, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[-1].startswith(f"foedus: --cluster {address}".rstrip())


def test_a_cluster_without_workers_is_said_and_ends(toy, monkeypatch, caplog):
    from distributed import LocalCluster

    from experiments.running.run import run_study
    from experiments.study.study import Study
    from model.errors import RequestError

    monkeypatch.setattr("experiments.running.cluster.PATIENCE", 1.0)
    with LocalCluster(n_workers=0, dashboard_address=None) as cluster:
        with pytest.raises(
            RequestError, match="a scheduler answers there, and no worker came in 1 s; start one: dask worker"
        ):
            run_study(Study(runs=3), cluster=cluster.scheduler_address, simulator=toy)
        assert "no worker yet; waiting for one, at most 1 s" in caplog.text


@pytest.mark.parametrize(("given", "threads"), [({}, 1), ({"OPENBLAS_NUM_THREADS": "2"}, 2)])
def test_a_command_counts_on_one_thread_unless_told_otherwise(given, threads):
    """Two threads that wait for each other on a busy machine made a search three times as long."""
    code = """
import sys, threadpoolctl
from experiments.cli import main
try:
    main(["list", "policies"])
except SystemExit:
    import numpy
    print([one["num_threads"] for one in threadpoolctl.threadpool_info()], file=sys.stderr)
"""
    settings = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"} | given
    done = subprocess.run([sys.executable, "-c", code], env=settings, capture_output=True, text=True, check=True)
    most = min(threads, os.cpu_count() or 1)
    assert done.stderr.splitlines()[-1] == str([most])
