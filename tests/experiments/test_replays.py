"""Any stored run can be had again as a live model, bit for bit."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from experiments import replay, run_study, verify
from experiments.study.study import Study
from model import AllianceModel
from model.errors import RequestError


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Three policies, one with a dated change, in two scenarios; half a minute of model time in all."""
    own = {
        "name": "late",
        "parameters": {"bar": 0.8},
        "states": {"TUR": {"balancing": 0.9}},
        "change": [{"month": 6, "parameters": {"rule": "majority"}, "states": {"DEU": {"posture": 1.2}}}],
    }
    path = tmp_path_factory.mktemp("replayed")
    run_study(
        Study(["baseline", "hague", own], ["today", "war-next-door"], 4, months=30, parameters={"theta": 0.4}), path
    )
    return path


@pytest.mark.parametrize(
    ("policy", "scenario"), [(None, None), ("hague", "today"), ("late", "war-next-door"), ("late", "today")]
)
def test_bits_are_those_of_the_stored_row(folder, policy, scenario):
    found = verify(folder, 3, policy, scenario)
    assert found.equal, str(found)
    assert "bit for bit" in str(found) and found.measures > 100
    assert isinstance(found.model, AllianceModel) and len(found.model.measures) == 30


def test_a_run_can_be_had_at_its_start(folder):
    model = replay(folder, 0, steps=False)
    assert model.month == 0
    model.step()
    assert model.month == 1


def test_a_point_of_a_design_is_chosen_by_its_number(tmp_path):
    study = Study(runs=2, months=14, design={"parameters": {"theta": [0.1, 0.9]}})
    run_study(study, tmp_path)
    assert verify(tmp_path, 1, point=1).equal
    assert replay(tmp_path, 1, point=1).prepared.resolved.parameters["theta"] == 0.9


def test_another_run_differs(folder):
    assert not np.array_equal(replay(folder, 0).measures.to_numpy(), replay(folder, 1).measures.to_numpy())
    assert not dataclasses.replace(verify(folder, 0), differing=("damage",)).equal


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ({"run": 4}, "allowed: 0 … 3"),
        ({"run": -1}, "run = -1"),
        ({"run": 0, "policy": "hage"}, "did you mean 'hague'"),
        ({"run": 0, "scenario": "storm"}, "unknown scenario"),
        ({"run": 0, "policy": "hague", "point": 2}, "allowed: 0 … 1"),
    ],
)
def test_what_is_not_there_is_one_line(folder, asked, line):
    with pytest.raises(RequestError, match=line):
        replay(folder, **asked)


def test_results_of_another_version_are_refused(folder, monkeypatch):
    monkeypatch.setattr("model.rule.source_hash", lambda: "0" * 64)
    with pytest.raises(RequestError, match="another version of the model"):
        replay(folder, 0)


def test_agents_of_ones_own_may_be_named_as_when_they_were_run(tmp_path):
    own = Path(__file__).parents[2] / "docs" / "how-to" / "my_variant.py"
    run_study(Study([f"{own}:CompiledSceptic"], runs=1, months=6), tmp_path)
    assert verify(tmp_path, 0, "my_variant.py:CompiledSceptic", trust=True).equal
    with pytest.raises(RequestError, match="unknown policy in these results 'Skeptic'"):
        verify(tmp_path, 0, "my_variant.py:Skeptic")
