"""Which case is told: the one named, the gravest of a month, or the gravest severe one that nobody answered."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from experiments import open_results, replay, run_study, why
from experiments.cli import answer
from experiments.cli.app import app
from experiments.explanation.finding import find
from experiments.explanation.lives import Life, life_of
from experiments.explanation.words import STEPS
from experiments.study.inline import read_values
from experiments.study.study import Study, read_given
from experiments.study.world_tables import lived
from model import AllianceModel
from model.agents import Ally
from model.errors import RequestError
from model.measures import MEASURES
from model.preparation import prepare
from model.roster import read_roster
from model.simulation import run_block
from model.state import Fate


def test_without_a_case_the_gravest_severe_one_that_nobody_answered_is_told(runs):
    roster = prepare("hague").roster
    for row in range(4):
        table = runs.incidents[runs.incidents.run == row]
        severe = table[table.tier.isin(["disruption", "destruction"]) & (table.fate == "unanswered")]
        gravest = severe.sort_values("civilian_money").iloc[-1]
        assert find(runs.events[row], roster)["identity"] == gravest.identity


def test_where_every_case_was_answered_what_nobody_named_or_saw_is_told(runs):
    roster, events = prepare("hague").roster, np.concatenate(runs.events)
    without = events[events["fate"] != Fate.UNANSWERED]
    assert find(without, roster)["fate"] == Fate.UNNAMED
    assert find(without[without["fate"] != Fate.UNNAMED], roster)["fate"] == Fate.UNDETECTED
    with pytest.raises(RequestError, match="no severe incident went unanswered"):
        find(without[without["fate"] == Fate.ANSWERED], roster)


def dated(month):
    return f"{2025 + int(month) // 12}-{int(month) % 12 + 1:02}"


def test_of_a_month_the_gravest_is_told(runs, incident, log):
    table = runs.incidents
    there = table[(table.key == incident.key) & (table.month == incident.month)]
    found = find(log, prepare("hague").roster, month=dated(incident.month))
    assert found["civilian"] == there.civilian_money.max()


def test_an_incident_that_is_not_there_is_refused_with_the_nearest(incident, log):
    roster, missing = prepare("hague").roster, int(incident.identity) + 4095  # behind all of that author's month
    what = rf"{incident.author} on {incident.target}, disruption, {dated(incident.month)}"
    near = rf"the nearest is {incident.identity} \({what}\)"
    with pytest.raises(RequestError, match=f"incident {missing} is not in this run; {near}"):
        find(log[log["identity"] <= incident.identity], roster, missing)
    passed = int(log["identity"][log["tier"] < 0][0])
    with pytest.raises(RequestError, match="an opportunity that its author let pass; the nearest is"):
        find(log, roster, passed)
    with pytest.raises(RequestError, match="leave one out"):
        find(log, roster, 1, "2030-01")
    month = dated(incident.month)
    with pytest.raises(RequestError, match=rf"no incident in {month}; the nearest is \d+ \("):
        find(log[log["month"] != incident.month], roster, month=month)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--seed", "4", "--incident", "7"], "incident 7 is not in this run; the nearest is"),
        (["--seed", "4", "--month", "2050-01"], "no incident in 2050-01; the nearest is"),
        (["--month", "2030-01", "--incident", "3"], "--incident and --month are both given"),
        (["--against", "baseline", "--month", "2030-01"], "leave out --incident, --month"),
        (["--policy", "hagu"], "did you mean 'hague'"),
        (["--policy", "hague+ba=0.7@2030-01"], "did you mean 'bar'"),
        (["--run", "3"], "name the results folder too"),
        (["nowhere", "--seed", "1"], "leave those options out"),
    ],
)
def test_a_wrong_request_is_one_line_and_exit_2(words, line, capfd):
    assert answer(["why", *words]) == 2
    told = capfd.readouterr()
    assert line in told.err and told.err.count("\n") == 1 and not told.out


def test_a_stored_run_tells_what_the_same_run_by_policy_and_key_tells(tmp_path):
    run_study(Study(["baseline", "hague"], runs=2, months=60, seed=5), tmp_path)
    stored = json.loads(
        CliRunner().invoke(app, ["why", str(tmp_path), "--run", "1", "--policy", "hague", "--json"]).stdout
    )
    plain = why(AllianceModel("hague", seed=stored["seed"], months=60)).to_json()
    keys = ("policy", "incident", "title", "table", "steps")
    assert {key: stored[key] for key in keys} == json.loads(json.dumps({key: plain[key] for key in keys}))
    results = [[row[name] for name in ("change", "outcome", "harm_after")] for row in stored["changes"]]
    assert results == [[row[name] for name in ("change", "outcome", "harm_after")] for row in plain["changes"]]
    command = stored["changes"][0]["command"].split()
    assert command[2:5] == [str(tmp_path), "--run", "1"]
    again = json.loads(CliRunner().invoke(app, [*command[1:-2], "--json"]).stdout)
    assert again["policy"] == "hague" and len(again["table"]) > 40


def test_a_run_in_a_world_of_its_own_is_told_and_changed_in_that_world(tmp_path):
    run_study(Study(["hague"], runs=3, months=48, worlds="record", lucks=1), tmp_path)
    results = open_results(tmp_path)
    stored = results.columns(results.chosen("hague", None)[0], list(MEASURES))
    lives = [life_of(replay(tmp_path, run, steps=False)) for run in range(3)]
    for run, life in enumerate(lives):
        assert all(
            np.array_equal(life.runs.summaries[0, k], stored[name][run], True) for k, name in enumerate(MEASURES)
        )
        kappa = {float(one.prepared.sets["kappa"][0, 1]) for one in (life, life.changed(read_values("x+bar=0.6@2026")))}
        assert len(kappa) == 1
    assert len({float(life.prepared.sets["kappa"][0, 1]) for life in lives}) == 3
    table = lived("17", 1, 0, read_roster()).table
    ready = [
        prepare(read_given(name, "policy"), months=48, worlds=table).only(0) for name in ("hague", "hague+bar=0.6@2026")
    ]
    by_name = run_block(ready[1], [7], 1).summaries
    assert Life(ready[0], 7).changed(read_values("x+bar=0.6@2026")).runs.summaries.tobytes() == by_name.tobytes()


def test_the_text_opens_with_title_and_cause_and_ends_with_a_command(found):
    words = ["--seed", str(found.case.life.key), "--incident", str(found.incident)]
    text = CliRunner().invoke(app, ["why", *words]).stdout
    lines = text.splitlines()
    assert lines[:2] == [found.title, found.cause]
    assert "stopped, 1 short" in text and all(f"{step:<9}" in text for step in STEPS)
    assert lines[-1].removeprefix("The first again: ") == found.changes.command[0]


class Dove(Ally):
    """Never answers."""

    def vote(self, case):
        self.ballot = 2


def test_agents_that_decide_in_their_own_way_are_refused():
    with pytest.raises(RequestError, match="Dove decides in its own way"):
        why(AllianceModel(months=12, kinds={"ally": Dove}))
