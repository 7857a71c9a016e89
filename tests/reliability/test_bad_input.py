"""What a hand, a mail programme or a malicious friend can put before each command: one line, exit 2, nothing written.

Beside tests/experiments/test_cli_errors.py and test_cli_refusals.py, which try values, keys and studies: here every command
meets every kind of wrong file and wrong folder, and Hypothesis makes up TOML, GraphML and parameters.
"""

from __future__ import annotations

import json
import os
import string
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from experiments.cli import answer
from experiments.study.files import load_study
from model.errors import RequestError
from model.network import make_layers
from model.parameters import PARAMETERS
from model.roster import read_roster
from model.settings import load_policy, resolve
from model.state import STATES
from viz.request import Request, read_request

FILES: dict[str, bytes | None] = {
    "missing": None,
    "a folder": None,
    "a loop of links": None,
    "unreadable": None,
    "empty": b"",
    "binary": bytes(range(256)),
    "zeros": bytes(4096),
    "UTF-16": 'title = "t"\n'.encode("utf-16"),
    "Latin-1": 'title = "Größe"\n'.encode("latin-1"),
    "a BOM": b'\xef\xbb\xbftitle = "t"\nmeaning = "m"\n[parameters]\ntheta = 9\n',
    "doubled key": b'title = "t"\ntitle = "u"\n',
    "doubled table": b"[parameters]\ntheta = 0.1\n[parameters]\nkappa = 2\n",
    "cut short": b'title = "unclosed',
    "deep": b"a = " + b"[" * 5000,
    "a key of another": b"polices = 3\n",
    "a huge number": b"[parameters]\ntheta = 1" + b"0" * 400 + b"\n",
    "a huge whole": b"runs = 1" + b"0" * 5000 + b"\n",
    "JSON": b'{"title": "t"}',
    "XML": b"<?xml version='1.0'?><a/>",
    "a shell's": b"#!/bin/sh\nrm -rf /\n",
    "a control character": b'title = "a\x07"\n',
}
"""Content of a file by what is wrong with it; an empty policy says nothing wrong, an empty study does."""

TAKES_POLICY = (
    ["run", "--policy", "{file}"],
    ["run", "--scenario", "{file}", "--engine", "mesa"],
    ["compare", "baseline", "{file}", "--out", "kept"],
    ["compare", "baseline", "hague", "--scenario", "{file}", "--out", "kept"],
    ["select", "baseline", "{file}"],
    ["sensitivity", "--parameters", "theta", "--policy", "{file}", "--out", "kept"],
    ["ablate", "norms", "--scenario", "{file}", "--out", "kept"],
    ["watch", "--policy", "{file}"],
    ["watch", "--scenario", "{file}"],
)
TAKES_STUDY = (
    ["batch", "{file}", "--out", "kept"],
    ["batch", "{file}", "--dry-run"],
)

MANIFESTS = {
    "nothing in it": None,
    "another's files": None,
    "an empty manifest": b"",
    "a binary manifest": bytes(range(256)),
    "a list": b"[1, 2]",
    "a number": b"7",
    "null": b"null",
    "another program's": b'{"kind": "results of another"}',
    "an older schema": json.dumps({"kind": "foedus results", "schema": 0, "study": {}, "points": []}).encode(),
    "a newer schema": json.dumps({"kind": "foedus results", "schema": 99, "study": {}, "points": []}).encode(),
    "a schema in words": json.dumps({"kind": "foedus results", "schema": "one", "study": {}, "points": []}).encode(),
    "cut short": b'{"kind": "foedus results", "schema": 2, "study"',
    "no study": json.dumps({"kind": "foedus results", "schema": 2}).encode(),
    "an empty study": json.dumps({"kind": "foedus results", "schema": 2, "study": {}, "points": []}).encode(),
    "a study that is a list": json.dumps({"kind": "foedus results", "schema": 2, "study": [], "points": {}}).encode(),
    "points of words": json.dumps(
        {"kind": "foedus results", "schema": 2, "study": {"runs": 3, "months": 2}, "points": ["a"]}
    ).encode(),
    "runs in words": json.dumps({"kind": "foedus results", "schema": 2, "study": {"runs": "x"}, "points": []}).encode(),
    "points elsewhere": json.dumps(
        {
            "kind": "foedus results",
            "schema": 2,
            "study": {"runs": 3},
            "points": [{"point": "../../etc", "policy": "a", "scenario": "b", "set": {}}],
        }
    ).encode(),
}
READS_FOLDER = (["status"], ["report"], ["discover"], ["replay", "--run", "0", "--headless"], ["replay"])


@pytest.fixture
def refused(tmp_path, monkeypatch, capsys, cold):
    """Answers a command that must be refused before anything is compiled; gives its line."""
    monkeypatch.chdir(tmp_path)

    def refuse(*arguments: str) -> str:
        before = sorted(os.walk(tmp_path))
        code = answer(list(arguments))
        said = capsys.readouterr()
        assert (code, said.out, len(said.err.splitlines())) == (2, "", 1), said.err
        assert "Traceback" not in said.err and len(said.err) < 700
        assert sorted(os.walk(tmp_path)) == before
        return said.err

    return refuse


def put(folder: Path, kind: str, ending: str) -> str:
    """A file with this fault, by its name."""
    path = folder / f"wrong{ending}"
    if kind == "a folder":
        path.mkdir()
    elif kind == "a loop of links":
        path.symlink_to(path)
    elif kind == "unreadable":
        path.symlink_to("/proc/self/mem" if sys.platform == "linux" else path)  # root reads all but this
    elif kind != "missing":
        path.write_bytes(FILES[kind])
    return path.name


@pytest.mark.parametrize("kind", [kind for kind in FILES if kind != "empty"])
@pytest.mark.parametrize("command", TAKES_POLICY, ids=lambda command: " ".join(command[:3]))
def test_a_wrong_file_of_a_policy_or_scenario(command, kind, refused, tmp_path):
    name = put(tmp_path, kind, ".toml")
    assert name in refused(*[word.format(file=name) for word in command])


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("command", TAKES_STUDY, ids=lambda command: " ".join(command[:3]))
def test_a_wrong_file_of_a_study(command, kind, refused, tmp_path):
    name = put(tmp_path, kind, ".toml")
    assert name in refused(*[word.format(file=name) for word in command])


@pytest.mark.parametrize("kind", [*FILES, "no keys", "cycle", "stranger", "heavy", "layer", "undefined", "doctype"])
def test_a_wrong_network(kind, refused, tmp_path):
    head = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="w" for="edge"'
    head += ' attr.name="weight" attr.type="double"/>'
    head += (
        '<key id="l" for="edge" attr.name="layer" attr.type="string"/><graph edgedefault="undirected"><node id="USA"/>'
    )
    edge = '<edge source="USA" target="{to}">{data}</edge></graph></graphml>'
    made = {
        "no keys": head + '<node id="GBR"/>' + edge.format(to="GBR", data='<data key="z">1</data>'),
        "cycle": head + edge.format(to="USA", data=""),
        "stranger": head + edge.format(to="ZZZ", data=""),
        "heavy": head + '<node id="GBR"/>' + edge.format(to="GBR", data='<data key="w">7</data>'),
        "layer": head + '<node id="GBR"/>' + edge.format(to="GBR", data='<data key="l">trade</data>'),
        "undefined": head + '<node id="GBR"/>' + edge.format(to="GBR", data='<data key="w">nan</data>'),
        "doctype": '<!DOCTYPE g [<!ENTITY a "&b;"><!ENTITY b "&a;">]>' + head + edge.format(to="USA", data="&a;"),
    }
    if kind in made:
        (tmp_path / "wrong.graphml").write_text(made[kind])
    else:
        put(tmp_path, kind, ".graphml")
    (tmp_path / "drawn.toml").write_text('title = "t"\nmeaning = "m"\ngraphml = "wrong.graphml"\n')
    named = "/mem" if kind == "unreadable" else "wrong.graphml"  # links are followed before it is read
    assert named in refused("run", "--scenario", "drawn.toml")
    assert named in refused("compare", "baseline", "hague", "--scenario", "drawn.toml", "--out", "kept")


@pytest.mark.parametrize("kind", MANIFESTS)
@pytest.mark.parametrize("command", READS_FOLDER, ids=" ".join)
def test_a_folder_that_is_none_of_ours(command, kind, refused, tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    if kind == "another's files":
        (folder / "thesis.tex").write_text("")
    if MANIFESTS[kind] is not None:
        (folder / "manifest.json").write_bytes(MANIFESTS[kind])
    assert "kept" in refused(command[0], "kept", *command[1:])


@pytest.mark.parametrize("kind", [kind for kind in MANIFESTS if kind not in ("nothing in it",)])
def test_nothing_is_written_into_a_folder_that_is_none_of_ours(kind, refused, tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "thesis.tex").write_text("")
    if MANIFESTS[kind] is not None:
        (folder / "manifest.json").write_bytes(MANIFESTS[kind])
    for command in (["compare", "baseline", "hague", "--runs", "2"], ["ablate", "--runs", "2"]):
        assert "kept" in refused(*command, "--out", "kept")


@pytest.mark.parametrize("command", READS_FOLDER, ids=" ".join)
@pytest.mark.parametrize("name", ["none", "", ".", "..", "file", "link", "x" * 300, "manifest.json"])
def test_a_folder_that_is_not_there(command, name, refused, tmp_path):
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to("nowhere")
    refused(command[0], name, *command[1:])


@pytest.mark.parametrize(
    "command", [["warm", "x"], ["warm", "--jsn"], ["list", "policies", "x"], ["status"], ["report"], ["replay"]]
)
def test_a_command_with_too_much_or_too_little(command, refused):
    refused(*command)


WATCH = [
    ["--port", "70000"],
    ["--port", "-1"],
    ["--port", "http"],
    ["--seed", "-1"],
    ["--seed", "1.5"],
    ["--policy", "hage"],
    ["--scenario", "tody"],
    ["--results", "missing"],
    ["--results", "file"],
    ["--host", "0.0.0.0"],
    ["extra"],
]


@pytest.mark.parametrize("arguments", WATCH, ids=" ".join)
def test_a_wrong_way_to_watch(arguments, refused, tmp_path):
    (tmp_path / "file").write_text("")
    refused("watch", *arguments)


# made up by Hypothesis

fuzz = settings(
    max_examples=int(os.environ.get("FOEDUS_FUZZ", 60)),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
NAMES = [
    "title",
    "meaning",
    "parameters",
    "states",
    "adversaries",
    "pairs",
    "change",
    "graphml",
    "name",
    "month",
    "theta",
]
NAMES += [
    "policies",
    "policy",
    "scenarios",
    "runs",
    "seed",
    "months",
    "design",
    "keep",
    "rules",
    "method",
    "size",
    "points",
]
NAMES += [
    *list(PARAMETERS)[:20],
    *list(STATES)[:10],
    "USA",
    "TUR",
    "RUS",
    "ALL",
    "times",
    "add",
    "series",
    "lhs",
    "sobol",
]
names = st.sampled_from(NAMES) | st.text(string.printable, max_size=8)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["baseline", "hague", "today", "lhs", "full", "../x.toml", "mine.py:f", "sobol"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=5),
    max_leaves=20,
)
tables = st.dictionaries(names, values, max_size=6)


def toml(value, path=()) -> str:
    """A table as TOML, whatever it holds; None is left out."""

    def shown(one) -> str:
        if isinstance(one, bool):
            return "true" if one else "false"
        if isinstance(one, dict):
            pairs = (f"{json.dumps(key)} = {shown(inner)}" for key, inner in one.items() if inner is not None)
            return "{" + ", ".join(pairs) + "}"
        if isinstance(one, list):
            return "[" + ", ".join(shown(inner) for inner in one if inner is not None) + "]"
        if isinstance(one, float):
            return str(one) if one == one and abs(one) != float("inf") else {True: "nan"}.get(one != one, f"{one:+}")
        return json.dumps(one) if isinstance(one, str) else str(one)

    return "\n".join(f"{json.dumps(key)} = {shown(one)}" for key, one in value.items() if one is not None)


def one_line(error: RequestError) -> None:
    assert len(str(error).splitlines()) <= 1 and str(error)


@fuzz
@given(tables)
def test_any_table_is_a_policy_or_one_line(tmp_path, table):
    path = tmp_path / "p.toml"
    path.write_text(toml(table), encoding="utf-8", errors="surrogatepass")
    try:
        resolve(load_policy(path)).check_codes(read_roster())
    except RequestError as error:
        one_line(error)


@fuzz
@given(tables)
def test_any_table_is_a_study_or_one_line(tmp_path, table):
    table.pop("rules", None)  # a rule is code: its author's own
    path = tmp_path / "s.toml"
    path.write_text(toml(table), encoding="utf-8", errors="surrogatepass")
    try:
        load_study(path).points()
    except RequestError as error:
        one_line(error)


@fuzz
@given(st.binary(max_size=300))
def test_any_bytes_are_toml_or_one_line(tmp_path, content):
    path = tmp_path / "b.toml"
    path.write_bytes(content)
    for read in (load_policy, load_study):
        try:
            read(path)
        except RequestError as error:
            one_line(error)


HEAD = "<graphml xmlns='http://graphml.graphdrawing.org/xmlns'>"
words = st.sampled_from(
    [*["USA", "GBR", "ZZZ", "w", "l", "label", "treaty", "digital,border", "0.5", "nan", "-1", "1e9", "true"], ""]
)
kinds = st.sampled_from(["double", "int", "x"])
pieces = st.one_of(
    st.builds("<node id='{}'/>".format, words),
    st.builds("<edge source='{}' target='{}'><data key='{}'>{}</data></edge>".format, words, words, words, words),
    st.builds(
        "<key id='{}' for='edge' attr.name='{}' attr.type='{}'/>".format,
        words,
        words,
        kinds,
    ),
    st.sampled_from(["<graph>", "</graph>", "<hyperedge/>", "<port/>", "&lt;", "&x;", "<![CDATA[", "]]>"]),
    st.text(string.ascii_letters + "<>&'\" ", max_size=6),
)


@fuzz
@given(st.lists(pieces, max_size=12), st.booleans())
def test_any_graphml_is_a_network_or_one_line(tmp_path, parts, closed):
    path = tmp_path / "n.graphml"
    text = (
        f"{HEAD}<graph edgedefault='undirected'>{''.join(parts)}</graph></graphml>" if closed else HEAD + "".join(parts)
    )
    path.write_text(text, encoding="utf-8")
    try:
        layers = make_layers(read_roster(), graphml=str(path))
    except RequestError as error:
        one_line(error)
    else:
        assert all(0.0 < weight <= 1.0 and i < j for ties in layers.values() for i, j, weight in ties)


@fuzz
@given(st.dictionaries(names | st.builds("{}.{}".format, names, names), values, max_size=4))
def test_any_parameters_are_taken_or_one_line(parameters):
    try:
        resolved = resolve(parameters=parameters)
    except RequestError as error:
        one_line(error)
    else:
        for name, value in resolved.parameters.items():
            low, high = PARAMETERS[name].bounds
            assert low <= value <= high


@fuzz
@given(st.text(max_size=60) | st.builds("{}={}&{}={}".format, names, st.text(max_size=8), names, st.text(max_size=8)))
def test_any_link_opens_something(query):
    request, said = read_request(query, Request())
    assert isinstance(request, Request) and len(said.splitlines()) <= 1


@fuzz
@given(st.lists(st.text(string.printable.replace("\0", ""), max_size=8), max_size=4))
def test_any_words_after_a_command_are_one_line_at_most(words):
    for command in ("list", "status", "report", "discover", "replay", "select", "sensitivity"):
        if command == "list" and words and words[0] in ("policies", "scenarios", "parameters", "measures", "states"):
            continue
        if "--help" in words or (command == "sensitivity" and not words):
            continue
        assert answer([command, "no-such-thing", *words]) == 2


def test_a_damaged_file_among_the_results_is_said_by_every_reader(tmp_path, foedus, toy):
    from experiments.running.run import run_study
    from experiments.study.study import Study

    run_study(Study(["baseline", "hague"], runs=120, months=3), tmp_path / "r", simulator=toy)
    for path in (tmp_path / "r").glob("points/*/00000000-*.parquet"):
        path.write_bytes(path.read_bytes()[:-50])
    code, out, _ = foedus("status", "r", "--json")
    (counted,) = json.loads(out)["table"]
    assert (code, counted["damaged"], counted["missing"]) == (0, 2, 200)
    for command in (["report"], ["discover"], ["replay", "--run", "0", "--headless"]):
        code, out, lines = foedus(command[0], "r", *command[1:])
        assert code in (1, 2) and out == "" and len(lines) == 1, (command, lines)
        assert path.name in lines[0] and "run the study again" in lines[0], lines
