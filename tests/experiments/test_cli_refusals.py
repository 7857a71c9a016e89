"""Wrong files, folders and values, over all commands: one line on stderr, exit code 2, and nothing written or left behind.

`{word}` in a case is a file or folder that `made` puts in the working folder.
"""

from __future__ import annotations

import json

import pytest

from experiments.cli import answer

POLICY_FILES = {
    "binary.toml": (bytes(range(256)), "not TOML"),
    "latin.toml": ('title = "Größe"\nmeaning = "m"\n'.encode("latin-1"), "not TOML"),
    "utf16.toml": ('title = "t"\nmeaning = "m"\n'.encode("utf-16"), "not TOML"),
    "twice.toml": (b'title = "t"\ntitle = "u"\nmeaning = "m"\n', "not TOML"),
    "list.toml": (b'title = "t"\nmeaning = "m"\nparameters = [1, 2]\n', "parameters"),
    "word.toml": (b'title = "t"\nmeaning = "m"\n[parameters]\ntheta = "much"\n', "theta"),
    "nan.toml": (b'title = "t"\nmeaning = "m"\n[parameters]\ntheta = nan\n', "theta"),
    "inf.toml": (b'title = "t"\nmeaning = "m"\n[parameters]\ntheta = -inf\n', "theta"),
    "huge.toml": (b'title = "t"\nmeaning = "m"\n[parameters]\ntheta = 1e300\n', "theta"),
    "true.toml": (b'title = "t"\nmeaning = "m"\n[parameters]\ntheta = true\n', "theta"),
    "date.toml": (b'title = "t"\nmeaning = "m"\n[parameters]\ntheta = 2025-01-01\n', "theta"),
    "operator.toml": (b'title = "t"\nmeaning = "m"\n[parameters]\ntheta = { tmes = 2 }\n', "times"),
    "key.toml": (b'title = "t"\nmeaning = "m"\n[paramters]\ntheta = 0.1\n', "parameters"),
    "state.toml": (b'title = "t"\nmeaning = "m"\n[states.XXX]\nposture = 1\n', "XXX"),
    "variable.toml": (b'title = "t"\nmeaning = "m"\n[states.TUR]\nbalancng = 1\n', "balancing"),
    "adversary.toml": (b'title = "t"\nmeaning = "m"\n[adversaries.RUSS]\ntempo = 1\n', "RUS"),
    "family.toml": (
        b'title = "t"\nmeaning = "m"\n[parameters]\ngain = [1, 2, 3, 4]\n',
        "gain_nuisance, gain_espionage",
    ),
    "month.toml": (b'title = "t"\nmeaning = "m"\n[[change]]\nmonth = -3\n[change.parameters]\ntheta = 0.1\n', "month"),
    "half-month.toml": (b'title = "t"\nmeaning = "m"\n[[change]]\nmonth = 1.5\n', "month"),
}
"""A policy's or scenario's file, and what the line must name besides the file."""

HEAD = b"<?xml version='1.0'?>\n"
GRAPHS = {
    "none.graphml": (None, "none.graphml"),
    "text.graphml": (b"no graph", "text.graphml"),
    "empty.graphml": (b"", "empty.graphml"),
    "entities.graphml": (
        HEAD + b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]>\n<graphml>&d;</graphml>',
        "entities.graphml",
    ),
    "outside.graphml": (
        HEAD + b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>\n<graphml>&b;</graphml>',
        "outside.graphml",
    ),
    "stranger.graphml": (
        HEAD
        + b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="undirected"><node id="ZZZ"/></graph>'
        + b"</graphml>",
        "ZZZ",
    ),
}

STUDIES = {
    "nothing": ("", "holds nothing"),
    "remarks": ("# later\n", "holds nothing"),
    "empty list": ("policies = []", "policy"),
    "number": ("policies = 3", "policies"),
    "mixed": ('policies = ["baseline", 3]', "policies"),
    "doubled": ('policies = ["hague", "hague"]', "twice"),
    "unknown": ('policies = ["hage"]', "hague"),
    "scenario": ('scenarios = ["tody"]', "today"),
    "runs": ("runs = 0", "runs"),
    "half a run": ("runs = 2.5", "runs"),
    "runs in words": ('runs = "many"', "runs"),
    "runs true": ("runs = true", "runs"),
    "runs huge": ("runs = 99999999999999999999", "runs"),
    "seed": ("seed = -1", "seed"),
    "months": ("months = 1201", "months"),
    "parameter": ("[parameters]\nthta = 0.1", "theta"),
    "parameter nan": ("[parameters]\ntheta = nan", "theta"),
    "parameter list": ("[parameters]\ntheta = [0.1]", "theta"),
    "parameters": ("parameters = 3", "parameters"),
    "method": ('[design]\nmethod = "lsh"\nsize = 3\nparameters = ["theta"]', "lhs"),
    "size": ('[design]\nmethod = "lhs"\nsize = -4\nparameters = ["theta"]', "size"),
    "size missing": ('[design]\nmethod = "sobol"\nparameters = ["theta"]', "size"),
    "size in words": ('[design]\nsize = "big"\nparameters = ["theta"]', "size"),
    "size of full": ('[design]\nmethod = "full"\nsize = 3\nparameters = { theta = [0.1] }', "size"),
    "design parameter": ("[design]\nparameters = { thta = [0.1, 0.2] }", "theta"),
    "design bounds": ("[design]\nparameters = { theta = [0.1, 9.0] }", "theta"),
    "design empty": ("[design]\nparameters = { theta = [] }", "theta"),
    "design both": ("[design]\npoints = []\nparameters = { theta = [0.1] }", "both"),
    "design key": ("[design]\nmethd = 'lhs'", "method"),
    "design fixed": ("[parameters]\ntheta = 0.3\n[design]\nparameters = { theta = [0.1, 0.2] }", "theta"),
    "zip": ("[design]\nmethod = 'zip'\nparameters = { theta = [0.1, 0.2], kappa = [1.5] }", "zip"),
    "range upside down": ("[design]\nsize = 4\nparameters = { theta = [0.9, 0.1] }", "theta"),
    "keep": ("[keep]\nserie = true", "series"),
    "keep in words": ('[keep]\nseries = "yes"', "true or false"),
    "key": ("polices = ['hague']", "policies"),
    "policy without a name": ("[[policy]]\nparameters = { theta = 0.1 }", "name"),
    "policy as a table": ("[policy]\nname = 'x'", "[[policy]]"),
    "own file missing": ('policies = ["mine.toml"]', "mine.toml"),
    "doubled key": ("runs = 3\nruns = 4", "not TOML"),
    "rule": ('[rules]\nset_budgt = "mine.py:f"', "set_budget"),
    "rule's file": ('[rules]\nset_budget = "mine.py:f"', "mine.py"),
}
"""A study and what the line must name besides the file."""

FOLDERS = {
    "file": "no such folder",
    "bare": "holds no results",
    "manifest of words": "manifest.json",
    "manifest of bytes": "manifest.json",
    "manifest of a list": "manifest.json",
    "stranger's manifest": "was not written by foedus",
    "older schema": "layout 0",
    "manifest cut short": "the file is damaged",
}
READERS = (["status"], ["report"], ["discover"], ["replay", "--run", "0"])

VALUES = [
    *[(["run", f"--{name}={value}"], f"--{name}") for name in ("seed", "months") for value in ("1e3", "", "nan", "-7")],
    (["run", "--months", "1201"], "--months"),
    (["run", "--set", "=3"], "NAME=VALUE"),
    (["run", "--set", "theta="], "NAME=VALUE"),
    (["run", "--set", "theta=1e999"], "theta"),
    (["run", "--set", "theta=0x1"], "theta"),
    (["run", "--set", "rule=silnce"], "silence"),
    (["run", "--set", "XXX.balancing=1"], "XXX"),
    (["run", "--set", "TUR.balancng=1"], "balancing"),
    (["run", "--set", "TUR.balancing=nan"], "balancing"),
    (["run", "--policy", "."], "."),
    (["run", "--policy", ""], "policy"),
    (["run", "--policy", "adv.py"], "unknown policy 'adv.py'; agents of your own are FILE.py:CLASS"),
    (["run", "--policy", "adv:Timid"], "unknown policy 'adv:Timid'; agents of your own are FILE.py:CLASS"),
    (["network", "ties.csv"], "ties.csv: must be a GraphML file; its name must end in .graphml or .xml"),
    (["run", "extra"], "extra"),
    (["compare", "baseline", "hague", "--runs", "99999999999"], "--runs"),
    (["compare", "baseline", "hague", "--workers", "1000000"], "--workers"),
    (["compare", "baseline", "hague", "--confidence", "0"], "--confidence"),
    (["compare", "baseline", "hague", "--confidence", "inf"], "--confidence"),
    (["compare", "baseline", "hague", "--precision", "inf", "--measure", "damage"], "--precision"),
    (["compare", "baseline", "hague", "--precision", "0", "--measure", "damage"], "--precision"),
    (["compare", "baseline", "hague", "--window", "2040:2030"], "window"),
    (["compare", "baseline", "hague", "--window", "a:b"], "window"),
    (["compare", "baseline", "hague", "--window", "0:7", "--by", "state"], "give whole years"),
    (["compare", "baseline", "hague", "--scenario", ""], "scenario"),
    (["compare", "baseline", "hague", "--scenario", "today,"], "scenario"),
    (["select", "baseline", "hague", "--measure", "core_share"], "no better direction"),
    (["select", "baseline", "hague", "--indifference", "nan"], "--indifference"),
    (["select", "baseline", "baseline"], "twice"),
    (["sensitivity", "--parameters", "theta,theta"], "twice"),
    (["sensitivity", "--parameters", ""], "parameter"),
    (["sensitivity", "--parameters", "theta=nan:1"], "theta"),
    (["sensitivity", "--parameters", "theta=0.1:0.2:0.3"], "theta"),
    (["sensitivity", "--parameters", "rule=0:1"], "rule"),
    (["sensitivity", "--parameters", "theta", "--size", "1"], "--size"),
    (["ablate", "norms", "--scenario", "tody"], "today"),
    (["ablate", "norms", "--measure", "damge"], "damage"),
    (["validate", "--seed", "-1"], "--seed"),
    (["report", "nowhere", "--confidence", "nan"], "--confidence"),
    (["report", "nowhere", "--out", "absent/page.html"], "there is no folder absent"),
    (["replay", "nowhere", "--run", "-1"], "--run"),
    (["replay", "nowhere", "--run", "first"], "--run"),
    (["list", "policies", "more"], "more"),
]


@pytest.fixture
def refused(tmp_path, monkeypatch, capsys, cold):
    """Answers a command that must be refused before anything is compiled; gives its line."""
    monkeypatch.chdir(tmp_path)

    def refuse(*arguments: str) -> str:
        before = sorted(tmp_path.rglob("*"))
        code = answer(list(arguments))
        said = capsys.readouterr()
        assert (code, said.out, len(said.err.splitlines())) == (2, "", 1), said.err
        assert sorted(tmp_path.rglob("*")) == before
        return said.err

    return refuse


@pytest.mark.parametrize("name", POLICY_FILES)
def test_a_wrong_policy_or_scenario_file(name, refused, tmp_path):
    content, word = POLICY_FILES[name]
    (tmp_path / name).write_bytes(content)
    for command in (
        ["run", "--policy", name],
        ["run", "--scenario", name],
        ["compare", "baseline", name, "--out", "kept"],
    ):
        line = refused(*command)
        assert name in line and word in line


@pytest.mark.parametrize("name", GRAPHS)
def test_a_wrong_network(name, refused, tmp_path):
    content, word = GRAPHS[name]
    if content is not None:
        (tmp_path / name).write_bytes(content)
    (tmp_path / "drawn.toml").write_text(f'title = "t"\nmeaning = "m"\ngraphml = "{name}"\n')
    assert word in refused("run", "--scenario", "drawn.toml")
    assert word in refused("compare", "baseline", "hague", "--scenario", "drawn.toml", "--out", "kept")


@pytest.mark.parametrize("name", STUDIES)
def test_a_wrong_study(name, refused, tmp_path):
    text, word = STUDIES[name]
    (tmp_path / "study.toml").write_text(text)
    line = refused("batch", "study.toml", "--out", "kept")
    assert "study.toml" in line and word in line


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_a_folder_without_readable_results(name, command, refused, tmp_path):
    folder = tmp_path / "kept"
    if name == "file":
        folder.write_text("no folder")
    else:
        folder.mkdir()
    made = {
        "manifest of words": b"no JSON",
        "manifest of bytes": bytes(range(256)),
        "manifest of a list": b"[1, 2]",
        "stranger's manifest": b'{"name": "another program"}',
        "manifest cut short": b'{"kind": "foedus results", "schema": 3}',
        "older schema": json.dumps({"kind": "foedus results", "schema": 0, "study": {}, "points": []}).encode(),
    }
    if name in made:
        (folder / "manifest.json").write_bytes(made[name])
    line = refused(command[0], "kept", *command[1:])
    assert "kept" in line and FOLDERS[name] in line


@pytest.mark.parametrize(("arguments", "word"), VALUES, ids=[" ".join(arguments) for arguments, _ in VALUES])
def test_a_wrong_value(arguments, word, refused):
    assert word in refused(*arguments)


def test_a_state_variable_multiplied_out_of_bounds_is_worked_out(refused, tmp_path):
    (tmp_path / "more.toml").write_text('title = "t"\nmeaning = "m"\n[states.TUR]\nbalancing = { times = 5 }\n')
    line = refused("run", "--policy", "more.toml")
    assert "TUR.balancing = 0.6 × 5 = 3 is out of bounds; allowed: 0 … 1" in line


def test_a_network_is_not_written_over_something_else(refused, tmp_path):
    (tmp_path / "feed.xml").write_text("<rss/>")
    assert "feed.xml: exists and is not GraphML" in refused("network", "feed.xml")
    assert (tmp_path / "feed.xml").read_text() == "<rss/>"


def test_a_page_in_a_file_is_refused(refused, tmp_path):
    (tmp_path / "afile").write_text("")
    assert "--out afile/x: afile is a file, not a folder" in refused("report", "nowhere", "--out", "afile/x")
