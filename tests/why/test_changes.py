"""What would have changed a case: each trial is a run that anybody can run again, bit for bit."""

from __future__ import annotations

import json
import shlex

import numpy as np
from typer.testing import CliRunner

from experiments import why
from experiments.cli.app import app
from experiments.explanation.chain import LEVELS
from experiments.explanation.levers import KINDS
from experiments.explanation.phrases import rung_name, when
from experiments.explanation.trials import WENT
from experiments.study.study import read_given
from model import AllianceModel, simulate
from model.parameters import RUNGS
from model.state import Fate


def told(command):
    """What the printed command says."""
    words = shlex.split(command)
    assert words[:2] == ["foedus", "why"]
    return json.loads(CliRunner().invoke(app, [*words[1:], "--json"]).stdout)


def option(command, name):
    words = shlex.split(command)
    return words[words.index(name) + 1]


def test_ten_trials_have_the_bits_of_separate_runs(found):
    picked = found.trials[:: len(found.trials) // 10][:10]
    rows = {row["adds"]: row for row in found.change_rows()}
    assert len(picked) == 10 and len({trial.suffix for trial in picked}) == 10
    for trial in picked:
        command = rows[trial.suffix]["command"]
        policy = read_given(option(command, "--policy"), "policy")
        alone = simulate(policy, option(command, "--scenario"), seeds=[int(option(command, "--seed"))])
        assert alone.summaries.tobytes() == trial.life.runs.summaries.tobytes()
        assert np.asarray(alone.events[0]).tobytes() == trial.life.events.tobytes()
        assert alone.measures.tobytes() == trial.life.runs.measures.tobytes()


def test_the_printed_command_tells_the_case_as_the_trial_did(found, objector):
    consents = next(row for row in found.change_rows() if row["change"] == f"{objector[2]} does not object")
    first = found.case.meetings[0]
    assert consents["turned"] and consents["outcome"] == f"{rung_name(first.rung)}, {when(first.month, 2025)}"
    again = told(consents["command"])
    rows = {row["what"]: row["value"] for row in again["table"] if row["step"] == "answer"}
    assert rows == {"answer": RUNGS[first.rung], "fate": "answered"} and again["incident"] == found.incident


def test_harm_after_is_that_of_the_years_after_against_what_was(found):
    month = int(found.case.event["month"])
    years = slice(month + 1, month + 1 + 60)
    for trial in found.trials[:5]:
        both = []
        for life in (trial.life, found.case.life):
            column = life.runs.names.index("civilian_harm")
            both.append(life.runs.measures[0, years, column].sum())
        assert trial.harm_after == both[0] - both[1]


def test_what_turns_the_outcome_comes_first_and_the_smallest_before_the_rest(found, objector):
    turned = [trial.turned for trial in found.trials]
    assert turned == sorted(turned, reverse=True) and 0 < sum(turned) < len(turned)
    kinds = [KINDS.index(trial.lever.kind) for trial in found.trials if trial.turned]
    assert kinds == sorted(kinds)
    assert found.changes.change[0] == f"{objector[2]} does not object"


def test_others_are_the_incidents_that_had_gone_otherwise(found):
    was = found.case.event
    for trial in found.trials[::7]:
        log = {int(event["identity"]): event for event in trial.life.events}
        now = log.get(found.incident)
        ends = [int(event["closed_month"]) for event in (was, now) if event is not None and event["closed_month"] >= 0]
        first = {int(event["identity"]): event for event in found.case.life.events}
        both = (first.keys() | log.keys()) - {found.incident}
        assert trial.others == sum(known(first.get(i), min(ends)) != known(log.get(i), min(ends)) for i in both)


def known(event, until):
    if event is None or event["tier"] < 0 or event["month"] > until:
        return None
    what = {name: int(event[name]) for name in WENT}
    if event["named_month"] > until:
        what["named"] = -1
    for name in ("public_month", "brought_month"):
        what[name] = what[name] if what[name] <= until else -1
    if not 0 <= event["closed_month"] <= until:
        what |= {"outcome": 0, "fate": int(Fate.PENDING)}
    return what


def test_a_change_leaves_the_run_as_it_was_before_its_month(found):
    for trial in found.trials[::3]:
        month = trial.lever.month
        assert month >= found.case.event["month"] > 0
        for measure in LEVELS:
            was, now = (life.by_month(measure) for life in (found.case.life, trial.life))
            assert np.array_equal(was[:month], now[:month])


def test_an_answer_would_have_failed_where_one_supporter_objects():
    model = AllianceModel("hague", seed=4)
    table = simulate("hague", seeds=[4]).incidents
    there = table[table.outcome.isin(["sanctions", "counter_cyber"])]
    answered = why(model, int(there.identity.iloc[0]))
    objecting = [trial for trial in answered.trials if trial.lever.change.endswith(" objects")]
    assert len(objecting) == 5
    assert all(trial.suffix.count(".veto=1@") == 1 for trial in objecting)
    assert any(trial.turned or trial.outcome != answered.trials[-1].outcome for trial in objecting)


def test_a_run_of_another_scenario_length_and_setting_is_asked_for_in_full():
    found = why(AllianceModel("baseline", "us-retrenchment", seed=3, months=120))
    command = found.changes.command[0]
    assert option(command, "--scenario") == "us-retrenchment" and option(command, "--months") == "120"
    own = why(AllianceModel("baseline", seed=3, months=120, bar=0.7))
    assert set(own.changes.command) == {""}, "policy, scenario and key do not say all of this run"


def test_the_years_can_be_chosen():
    short, long = (why(AllianceModel("hague", seed=4, months=60), years=years) for years in (1, 4))
    assert set(short.changes.change) == set(long.changes.change)
    assert 0 < (short.changes.harm_after != 0).sum() < (long.changes.harm_after != 0).sum()
    assert not short.notes and "harm is compared over these months only" in long.notes[0]
