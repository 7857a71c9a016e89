"""`value_of_information` and `foedus voi`, from policies and worlds to a table."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest

from experiments import value_of_information
from experiments.cli import answer
from model.errors import RequestError

CELL = {"name": "cell", "parameters": {"cell": 1}}


def asked(decider, **more):
    given = {
        "worlds": decider.worlds(200),
        "runs": 400,
        "simulator": decider,
        "groups": {"both": ["fear_weight", "ire_gain"]},
    }
    return value_of_information(["baseline", CELL], "damage", **(given | more))


@pytest.fixture(scope="module")
def found(decider):
    return asked(decider)


def test_the_table_holds_the_known_values(found):
    value = {row.group: row for row in found.table.itertuples()}
    for name, known, error in (
        ("all", 0.197797, 0.029),
        ("both", 0.197797, 0.029),
        ("fear_weight", 0.129536, 0.029),
        ("ire_gain", 0.067983, 0.029),
    ):
        assert abs(value[name].evppi - known) < 3.0 * error
        assert value[name].low < value[name].evppi < value[name].high
        assert value[name].told
    assert found.best == "cell"
    assert value["all"].kind == "all" and value["both"].parameters == 2


def test_the_same_question_has_the_same_answer_and_a_folder_is_not_run_again(decider, tmp_path):
    first = asked(decider, out=tmp_path / "runs", runs=200)
    made = len(decider.SEEN)
    again = asked(decider, out=tmp_path / "runs", runs=200)
    assert len(decider.SEEN) == made
    assert first.to_json() == again.to_json()


def test_where_luck_is_large_the_notes_say_how_little_is_known(decider, monkeypatch):
    monkeypatch.setitem(decider.NOISE, "sd", 5.0)
    found = asked(decider)
    line = next(line for line in found.notes if line.startswith("hardly known"))
    assert "%" in line
    assert any(line.startswith("luck's spread is") and "--lucks" in line for line in found.notes)


def test_a_parameter_that_is_set_for_all_worlds_is_not_asked_about(decider):
    found = asked(decider, parameters={"ire_gain": 100.0}, groups=None, runs=100)
    assert list(found.table["group"]) == ["fear_weight", "all"]


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"worlds": "one"}, "one world, where everything is known"),
        ({"runs": 40}, "20 worlds; 30 at least"),
        ({"groups": {"mine": ["fear_wieght"]}}, "did you mean 'fear_weight'"),
        ({"groups": {"all": ["fear_weight"]}}, "the name is taken"),
        ({"cuts": {"kappa": 2.0}}, "kappa"),
        ({"worlds": "17"}, "one world"),
    ],
)
def test_a_wrong_question_is_one_line(decider, more, line):
    with pytest.raises(RequestError) as said:
        asked(decider, **more)
    assert line in str(said.value) and "\n" not in str(said.value)


def test_a_measure_without_a_better_direction_is_refused(decider):
    with pytest.raises(RequestError, match="no better direction"):
        value_of_information(["baseline", CELL], "opportunities", worlds=decider.worlds(), simulator=decider)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--policies", "baseline"], "name at least two, as in"),
        (["--policies", "baseline,hauge"], "did you mean 'hague'"),
        (["--policies", "baseline,hague", "--measure", "damge"], "did you mean 'damage'"),
        (["--policies", "baseline,hague", "--group", "fear"], "write a name and its parameters"),
        (["--policies", "baseline,hague", "--cut", "kappa=much"], "write a parameter and a number"),
        (["--policies", "baseline,hague", "--picture", "voi.bmp"], "allowed: svg, png, pdf"),
        (["--policies", "baseline,hague", "--worlds", "one"], "one world"),
    ],
)
def test_a_wrong_command_is_one_line_and_exit_2(words, line, capsys):
    assert answer(["voi", *words]) == 2
    said = capsys.readouterr()
    assert line in said.err and said.err.count("\n") == 1 and not said.out


def test_the_command_prints_a_table_a_json_object_and_a_figure(decider, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("experiments.running.blocks.importlib", SimpleNamespace(import_module=lambda name: decider))
    worlds = tmp_path / "worlds.csv"
    decider.worlds(120).to_csv(worlds, index=False)
    policy = tmp_path / "cell.toml"
    policy.write_text('title = "Cell"\n[parameters]\ncell = 1\n')
    asked = ["voi", "--policies", f"baseline,{policy}", "--worlds", str(worlds), "--runs", "240"]
    figure = tmp_path / "voi.svg"
    assert answer([*asked, "--json", "--group", "both=fear_weight,ire_gain", "--picture", str(figure)]) == 0
    told = json.loads(capsys.readouterr().out)
    rows = {row["group"]: row for row in told["table"]}
    assert set(rows) == {"fear_weight", "ire_gain", "escalation", "both", "all"}  # a topic: both stand in it
    assert all(np.isfinite([row["evppi"], row["low"], row["high"]]).all() for row in told["table"])
    assert "fear weight" in figure.read_text()
    assert answer(asked) == 0
    said = capsys.readouterr()
    assert "everything known (EVPI)" in said.out and "cell is best" in said.out
