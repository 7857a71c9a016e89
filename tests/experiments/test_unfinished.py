"""A study that is half done: what is there is reported, the rest is named, and nothing is taken for whole."""

from __future__ import annotations

import warnings

import pytest

from experiments import ablate, discover, open_results, replay, run_study
from experiments.analysis.mechanisms import MECHANISMS
from experiments.cli import answer
from experiments.results.results import Results
from experiments.results.unfinished import on_missing, whole_worlds
from experiments.study.study import Study
from model.errors import RequestError

TIMID = {"name": "Timid", "parameters": {"bar": 0.9}}
KEEP = ("series", "by_state", "incidents")


def halve(results: Results, *places: int) -> None:
    """Take away what was run of some points, as if they had not been begun."""
    for place in places:
        for table in ("points", "series", "states", "incidents"):
            for path in (results.store.path / table / results.entries[place].name).glob("*.parquet"):
                path.unlink()


@pytest.fixture
def half(tmp_path, toy):
    """Two scenarios, of which the second waits for Timid."""
    study = Study(["baseline", TIMID], ["today", "war-next-door"], 30, months=48, keep=KEEP)
    halve(run_study(study, tmp_path / "half", simulator=toy), 3)
    return tmp_path / "half"


@pytest.fixture
def alone(tmp_path, toy):
    """One world, of which the reference alone has been run."""
    halve(run_study(Study(["baseline", TIMID], runs=30, months=48, keep=KEEP), tmp_path / "alone", simulator=toy), 1)
    return tmp_path / "alone"


@pytest.fixture
def worlds(tmp_path, toy):
    """Sixty worlds, of which the last twenty wait for Timid."""
    design = {"method": "lhs", "size": 60, "parameters": {"theta": [0.0, 1.0], "kappa": [1.0, 3.0]}}
    results = run_study(Study(["baseline", TIMID], runs=3, months=48, design=design), tmp_path / "w", simulator=toy)
    halve(results, *range(81, 120, 2))
    return tmp_path / "w"


def test_a_note_counts_what_is_there_and_names_what_is_missing(half):
    (line,) = on_missing(open_results(half))
    assert line == ("90 of 120 runs are there; missing: Timid in war-next-door; resume with the command that began it")


def test_a_whole_study_has_no_such_note(half, toy):
    run_study(Study(["baseline", TIMID], ["today", "war-next-door"], 30, months=48, keep=KEEP), half, simulator=toy)
    assert on_missing(open_results(half)) == []


@pytest.mark.parametrize(("folder", "there"), [("half", "90 of 120"), ("alone", "30 of 60"), ("worlds", "300 of 360")])
def test_a_report_is_made_of_what_is_there(folder, there, request, capsys):
    path = request.getfixturevalue(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        assert answer(["report", str(path)]) == 0
    assert f"{there} runs are there; missing: Timid in" in capsys.readouterr().err
    assert (path / "report.html").read_text(encoding="utf-8").count(f"{there} runs are there") == 1


def test_a_study_without_any_run_is_not_reported(alone, capsys):
    halve(open_results(alone), 0)
    assert answer(["report", str(alone)]) == 2
    assert "nothing to report: 0 of 60 runs are there" in capsys.readouterr().err


def test_worlds_that_wait_for_a_policy_are_left_out_of_regret(worlds):
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        found = discover(worlds, "operations", against=("operations", "damage"))
    assert found.notes[0].startswith("300 of 360 runs are there; missing: Timid in today")
    assert "of 40 worlds" in found.notes[1]
    assert len(found.results.entries) == 80
    assert not found.regret.isna().any().any()
    assert not found.pareto.isna().any().any()


def test_no_whole_world_is_refused(alone):
    with pytest.raises(RequestError, match="in no world has every policy a run yet: 30 of 60 runs are there"):
        discover(alone)
    with pytest.raises(RequestError, match="in no world"):
        whole_worlds(open_results(alone))


def test_a_run_of_a_point_not_begun_cannot_be_replayed(half):
    with pytest.raises(RequestError, match="run 3 of Timid in war-next-door has not been run yet; run the study again"):
        replay(half, 3, "Timid", "war-next-door")


def test_a_half_done_ablation_shows_the_mechanisms_that_have_both_sides(tmp_path, toy, capsys):
    names = [one.name for one in MECHANISMS[:2]]
    kept = {"out": tmp_path / "a", "simulator": toy, "worlds": "one"}
    results = ablate(names, runs=5, months=48, measures=["damage"], **kept).results
    halve(results, 3)
    assert answer(["report", str(tmp_path / "a")]) == 0
    assert "runs are there; missing: " in capsys.readouterr().err
    page = (tmp_path / "a" / "report.html").read_text(encoding="utf-8")
    assert names[0] in page and names[1] not in page


def test_a_half_done_design_of_indices_is_said_to_give_none(tmp_path, toy, capsys):
    design = {"method": "morris", "size": 4, "parameters": {"theta": [0.0, 1.0], "kappa": [1.0, 3.0]}}
    results = run_study(Study(runs=3, months=48, design=design), tmp_path / "m", simulator=toy)
    halve(results, len(results.entries) - 1)
    assert answer(["report", str(tmp_path / "m")]) == 0
    page = (tmp_path / "m" / "report.html").read_text(encoding="utf-8")
    assert "runs are there" in page and "no index can be given" in page
