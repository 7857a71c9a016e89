"""Values in a policy's name: the same as in a file, dated, refused by name."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from experiments.cli.app import app
from experiments.study.inline import named_with, without_values
from experiments.study.study import Study, read_given
from model import simulate
from model.errors import RequestError

WANTED = "hague+bar=0.7@2026-03+HUN.veto=2@2026+RUS.UKR.focus=3"


def test_a_value_in_a_name_is_what_a_file_would_say(tmp_path):
    (tmp_path / "own.toml").write_text(
        "parameters = { pledge_core = 0.02, pledge_core_end = 0.035, pledge_years = 10, resilience_pledge = 0.10,"
        " resilience_cost = 3, priority = 0.5 }\n"
        "[[change]]\nmonth = 0\npairs.RUS.UKR.focus = 3\n[[change]]\nyear = 2026\nstates.HUN.veto = 2\n"
        "[[change]]\ndate = '2026-03'\nparameters.bar = 0.7\n"
    )
    named, file = (
        simulate(policy, seeds=[3], months=40) for policy in (read_given(WANTED, "policy"), tmp_path / "own.toml")
    )
    assert named.summaries.tobytes() == file.summaries.tobytes()
    assert named.summaries.tobytes() != simulate("hague", seeds=[3], months=40).summaries.tobytes()


def test_the_name_stays_and_the_policy_can_be_told_from_it():
    assert read_given(WANTED, "policy").name == WANTED and without_values(WANTED) == "hague"
    assert without_values("hague+joint-attribution@2030") == "hague+joint-attribution@2030"
    assert read_given("hague+joint-attribution@2030+quota=0.6@2031", "policy").changes[-1].month == 72


@pytest.mark.parametrize("value", [0.1, 1, 2 / 3, 0.0005, True, "majority", 1e-7])
def test_a_written_value_is_read_back_to_the_last_bit(value):
    name = "rule" if isinstance(value, str) else "false_flags" if value is True else "r2p"
    change = read_given(f"hague{named_with(name, value, '2030-01')}", "policy").changes[-1]
    stored = {"majority": 2.0}.get(value, value)
    assert change.month == 60 and change.parameters == ((name, "set", float(stored)),)


@pytest.mark.parametrize(
    ("wanted", "line"),
    [
        ("hague+ba=0.7@2030", "did you mean 'bar'"),
        ("hague+bar=7@2030", "out of bounds"),
        ("hague+bar=0.7@1999", "outside of a run"),
        ("hague+HUN.vet=1", "did you mean"),
        ("hague+topology=hub@2030", "cannot change during a run"),
        ("hagu+bar=0.7", "did you mean 'hague'"),
    ],
)
def test_a_wrong_value_is_refused_by_name(wanted, line):
    with pytest.raises(RequestError, match=line):
        read_given(wanted, "policy")


def test_it_works_wherever_a_policy_is_named():
    assert Study(["hague", WANTED]).policies[1].name == WANTED
    table = json.loads(CliRunner().invoke(app, ["show", WANTED, "--json"]).stdout)["table"]
    assert {row["name"]: row["from"] for row in table}["bar"] == "2026-03"
    words = ["compare", "hague", "hague+bar=0.5@2025-06", "--runs", "4", "--months", "12", "--worlds", "one", "--json"]
    found = json.loads(CliRunner().invoke(app, words).stdout)
    assert found["policies"] == ["hague", "hague+bar=0.5@2025-06"]
