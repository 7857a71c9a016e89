"""A study says what is run: every design gives the points it should, and every fault is one line."""

from __future__ import annotations

import pytest

from experiments.study.designs import Design, Range, unit_sample
from experiments.study.files import load_study
from experiments.study.study import Study
from model.errors import RequestError


def test_points_are_policies_by_scenarios_by_design():
    study = Study(["baseline", "hague"], ["today", "us-retrenchment"], design={"parameters": {"theta": [0.1, 0.9]}})
    seen = [(p.policy.name, p.scenario.name, p.parameters["theta"]) for p in study.points()]
    assert len(seen) == 8 == len(set(seen))
    assert seen[0] == ("baseline", "today", 0.1)


def test_full_zip_and_list():
    columns = {"theta": [0.1, 0.9], "kappa": [1.0, 2.0]}
    assert len(Design("full", columns).points(0)) == 4
    assert Design("zip", columns).points(0) == [{"theta": 0.1, "kappa": 1.0}, {"theta": 0.9, "kappa": 2.0}]
    assert Design("list", [{"theta": 0.1}, {"kappa": 2.0}]).points(0) == [{"theta": 0.1}, {"kappa": 2.0}]


def test_latin_hypercube_visits_every_stratum_once():
    thetas = sorted(point["theta"] for point in Design("lhs", {"theta": [0.0, 1.0], "kappa": None}, 10).points(3))
    assert [int(theta * 10) for theta in thetas] == list(range(10))
    assert Design("lhs", ["theta"], 5).points(3) == Design("lhs", ["theta"], 5).points(3)
    assert Design("lhs", ["theta"], 5).points(3) != Design("lhs", ["theta"], 5).points(4)


def test_sobol_and_morris_have_their_numbers_of_points():
    names = {"theta": [0, 1], "kappa": [1, 3], "psi": [0, 1]}
    assert len(Design("sobol", names, 8).points(0)) == 8 * (3 + 2)
    assert len(Design("morris", names, 5).points(0)) == 5 * (3 + 1)
    assert unit_sample("morris", ["a", "b"], 3, 0).max() <= 1.0


def test_whole_numbers_and_choices_are_sampled_as_such():
    points = Design("lhs", {"tries": [1, 3], "rule": None, "false_flags": None}, 60).points(0)
    assert {point["tries"] for point in points} == {1, 2, 3}
    assert {point["rule"] for point in points} == {"silence", "strict", "majority", "coalition", "nobody"}
    assert {point["false_flags"] for point in points} == {False, True}
    assert Range("tries", 1, 3, whole=True).at(1.0) == 3


def write(folder, text):
    path = folder / "study.toml"
    path.write_text(text)
    return path


def test_a_study_file_with_its_own_policies(tmp_path):
    (tmp_path / "mine.toml").write_text('title = "Mine"\n[parameters]\nbar = 0.9\n')
    path = write(
        tmp_path,
        """
        policies = ["baseline", "mine.toml"]
        runs = 7
        [[policy]]
        name = "eager"
        [policy.parameters]
        bar = 0.6
        [design]
        method = "lhs"
        size = 3
        parameters = { theta = [0.1, 0.9] }
        [keep]
        series = true
        incidents = false
        """,
    )
    study = load_study(path)
    assert [policy.name for policy in study.policies] == ["baseline", "mine", "eager"]
    assert (study.runs, study.seed, study.months, study.keep) == (7, 0, 240, ("series",))
    assert len(study.points()) == 9


def test_the_example_of_the_documentation_is_a_study(tmp_path):
    from experiments.study import files as module

    text = module.__doc__.split("```toml")[1].split("```")[0]
    assert load_study(write(tmp_path, text)).keep == ("series", "incidents", "by_state")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("runz = 3", "did you mean 'runs'"),
        ("runs = 0", "allowed: a whole number, 1"),
        ("seed = -1", "seed = -1"),
        ("runs = 2.5", "runs = 2.5"),
        ("months = true", "months = True"),
        ('policies = ["hage"]', "did you mean 'hague'"),
        ('policies = ["baseline", "baseline"]', "named twice"),
        ("policies = []", "at least one policy"),
        ("policies = 3", "list of names"),
        ('scenarios = ["tomorrow"]', "unknown scenario"),
        ('policies = ["gone.toml"]', "no such file"),
        ("[[policy]]\nname = 'x'\n[policy.parameters]\nthetta = 1", "did you mean 'theta'"),
        ("[[policy]]\n[policy.parameters]\ntheta = 1", "needs a name"),
        ("[design]\nmethod = 'fulll'\nparameters = { theta = [1] }", "did you mean 'full'"),
        ("[design]\nmethod = 'lhs'\nparameters = { theta = [0, 1] }", "size"),
        ("[design]\nsize = 4\nparameters = { thetta = [0, 1] }", "did you mean 'theta'"),
        ("[design]\nsize = 4\nparameters = { theta = [0, 9] }", "out of bounds"),
        ("[design]\nsize = 4\nparameters = { theta = [1, 0] }", r"write \[low, high\]"),
        ("[design]\nmethod = 'sobol'\nsize = 6\nparameters = { theta = [0, 1] }", "power of two"),
        ("[design]\nmethod = 'zip'\nparameters = { theta = [0, 1], psi = [0] }", "one length"),
        ("[design]\nparameters = { theta = [1, 1] }", "twice"),
        ("[parameters]\ntheta = 1\n[design]\nparameters = { theta = [0, 1] }", "leave one out"),
        ("[design]\nsizes = 3", "did you mean 'size'"),
        ("[keep]\nserie = true", "did you mean 'series'"),
        ("[keep]\nseries = 1", "true or false"),
        ("runs = ", "not TOML"),
    ],
)
def test_every_fault_is_one_line_that_names_the_file(tmp_path, text, line):
    path = write(tmp_path, text)
    with pytest.raises(RequestError, match=line) as caught:
        load_study(path)
    assert str(caught.value).startswith(str(path)) and "\n" not in str(caught.value)


def test_a_missing_file_is_one_line(tmp_path):
    with pytest.raises(RequestError, match="no such file"):
        load_study(tmp_path / "gone.toml")
