"""Every mechanism has an off-switch that switches it off, and an ablation says what that does."""

from __future__ import annotations

import json
from functools import partial

import pytest

import experiments
from experiments.analysis.mechanisms import MECHANISMS, Mechanism
from model.errors import RequestError
from model.measures import MEASURES
from model.parameters import PARAMETERS
from model.settings import resolve

ablate = partial(experiments.ablate, worlds="one")  # signs are declared of the calibrated world


@pytest.mark.parametrize("one", MECHANISMS, ids=lambda one: one.name)
def test_every_entry_is_complete_and_can_be_set(one):
    resolve(one.policy, one.scenario, one.off)
    assert one.measure in MEASURES and not MEASURES[one.measure].rare
    assert one.sign in ("+", "-", "either") and len(one.why) > 15


@pytest.mark.parametrize("one", MECHANISMS, ids=lambda one: one.name)
def test_every_mechanism_is_on_where_it_is_judged(one):
    """Off must differ from on: a switch that is off already would show nothing."""
    on = resolve(one.policy, one.scenario).parameters
    assert any(PARAMETERS.check(name, value) != on[name] for name, value in one.off.items()) or one.scenario != "today"


def test_names_are_distinct():
    assert len({one.name for one in MECHANISMS}) == len(MECHANISMS) >= 60


def test_off_minus_on_of_a_switch_with_known_effect(toy):
    switch = Mechanism("shift", {"theta": 0.1}, "damage", "-", "damage of the toy is theta and luck")
    wrong = Mechanism("shift the other way", {"theta": 0.1}, "damage", "+", "the same, expected to be the other way")
    found = ablate(
        [switch, wrong], runs=20, months=2, parameters={"theta": 0.4}, measures=["operations"], simulator=toy
    )
    rows = found.table.to_dict("records")
    assert [(row["mechanism"], row["measure"]) for row in rows] == [
        (name, measure) for name in ("shift", "shift the other way") for measure in ("operations", "damage")
    ]
    assert rows[0]["difference"] == 0.0 and rows[0]["holds"] is None
    assert rows[1]["difference"] == pytest.approx(-0.3)
    assert list(found.verdicts.holds) == [True, False]
    assert json.loads(json.dumps(found.to_json(), allow_nan=False))["table"][1]["sign"] == "-"


def test_policy_and_scenario_named_for_all(toy):
    found = ablate(["free riding", "red line"], runs=3, months=2, policy="hague", scenario="today", simulator=toy)
    assert set(found.table.policy) == {"hague"} and set(found.table.scenario) == {"today"}
    assert set(found.table.measure) == set(MEASURES)


def test_the_model_without_free_riding_spends_more():
    found = ablate(["free riding", "zero-days"], runs=8, months=72, measures=["core_share"])
    assert list(found.verdicts.holds) == [True, True]


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ({"mechanisms": ["free ridding"]}, "did you mean 'free riding'"),
        ({"mechanisms": []}, "at least one"),
        ({"measures": ["damge"]}, "did you mean 'damage'"),
        ({"scenario": "tomorrow"}, "unknown scenario"),
        ({"policy": "hage"}, "did you mean 'hague'"),
    ],
)
def test_every_wrong_request_is_one_line(toy, asked, line):
    with pytest.raises(RequestError, match=line):
        ablate(**{"mechanisms": ["free riding"], "runs": 2, "months": 2, **asked}, simulator=toy)


@pytest.mark.long
def test_every_declared_sign_holds():
    found = ablate(runs=200)
    judged = found.verdicts[found.verdicts.sign != "either"]
    assert list(judged[judged.holds != True].mechanism) == []  # noqa: E712
