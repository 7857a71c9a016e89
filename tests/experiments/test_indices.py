"""Sensitivity of a function with known indices, sent through the same pipeline as the model: design, runs, store, indices."""

from __future__ import annotations

import numpy as np
import pytest

from experiments import sensitivity
from experiments.analysis.indices import _analysis, indices_of, morris_indices, sobol_indices
from experiments.results.results import open_results
from experiments.study.designs import unit_sample
from model.errors import RequestError

THREE = {"psi": [0, 1], "priority": [0, 1], "assist": [0, 1]}
TRUE_S1 = {"psi": 0.3139, "priority": 0.4424, "assist": 0.0}
TRUE_ST = {"psi": 0.5576, "priority": 0.4424, "assist": 0.2437}
"""Ishigami's function, a = 7, b = 0.1 (Ishigami & Homma 1990; closed form)."""


def by_parameter(found, index):
    return found.table[found.table["index"] == index].set_index("parameter")


def ishigami(toy, method, size, runs=1, **more):
    return sensitivity(
        THREE, ["welfare"], method, size, runs, months=1, simulator=toy, **({"fixed": {"intimidation": 0.0}} | more)
    )


def test_sobol_indices_of_ishigami(toy):
    found = ishigami(toy, "sobol", 1024)
    for index, true in (("S1", TRUE_S1), ("ST", TRUE_ST)):
        rows = by_parameter(found, index)
        for name, value in true.items():
            assert rows.value[name] == pytest.approx(value, abs=0.03)
            assert rows.low[name] - 0.02 <= value <= rows.high[name] + 0.02


def test_our_estimators_are_salibs():
    from SALib.analyze import morris as salib_morris
    from SALib.analyze import sobol as salib_sobol

    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[0.0, 1.0]] * 3}
    x = unit_sample("sobol", "abc", 64, 3)
    y = np.sin(5 * x[:, 0]) + x[:, 1] * x[:, 2] ** 2
    theirs = salib_sobol.analyze(problem, y, calc_second_order=False, num_resamples=5)
    ours = sobol_indices(y, 3)
    np.testing.assert_allclose(ours["S1"], theirs["S1"], atol=1e-10)
    np.testing.assert_allclose(ours["ST"], theirs["ST"], atol=1e-10)
    x = unit_sample("morris", "abc", 30, 3)
    y = np.sin(5 * x[:, 0]) + x[:, 1] * x[:, 2] ** 2
    screened = salib_morris.analyze(problem, x, y, num_levels=4, num_resamples=5)
    ours = morris_indices(y, np.diff(x.reshape(-1, 4, 3), axis=1))
    for name in ("mu_star", "mu", "sigma"):
        np.testing.assert_allclose(ours[name], np.asarray(screened[name], float), atol=1e-8)


def test_morris_finds_what_does_not_matter(toy):
    names = {**THREE, "r2p": None}  # r2p does nothing in Ishigami's function
    found = sensitivity(names, ["welfare"], "morris", 40, 1, months=1, simulator=toy, fixed={"intimidation": 0.0})
    rows = by_parameter(found, "mu_star")
    assert rows.value["r2p"] == 0.0 == rows.high["r2p"]
    assert (rows.value.drop("r2p") > 1.0).all()


def test_intervals_include_the_luck(toy):
    """What other runs would give is part of the width: nothing where runs are alike, less with more runs."""

    def by_luck(runs, noise):
        found = ishigami(toy, "sobol", 64, runs, fixed={"intimidation": noise})
        outcomes = np.array([found.results.columns(entry, ["welfare"])["welfare"] for entry in found.results.entries])
        analysis = _analysis(found.study.design, list(THREE), outcomes, found.study.seed)
        return float(np.ptp(analysis.spread(False, True, 0.95)["ST"], axis=0).max())

    assert by_luck(3, 0.0) < 1e-12
    assert by_luck(10, 2.0) > 1.5 * by_luck(160, 2.0) > 0.0


def test_too_few_points_are_warned_of_in_plain_words(toy):
    (note,) = ishigami(toy, "sobol", 16).notes
    assert "too few to rank by" in note and "size" in note
    enough = sensitivity(["theta", "kappa"], ["damage"], "morris", 6, 2, months=1, simulator=toy)
    assert enough.notes == []  # θ alone moves it, and by the same amount everywhere


def test_the_same_seed_gives_the_same_table_and_a_folder_can_be_read_later(tmp_path, toy):
    one, two = ishigami(toy, "morris", 6, out=tmp_path), ishigami(toy, "morris", 6)
    assert one.table.equals(two.table)
    assert indices_of(open_results(tmp_path), ["welfare"]).table.equals(one.table)


def test_a_measure_that_does_not_vary_says_so(toy):
    found = sensitivity(["r2p", "psi"], ["damage"], "sobol", 8, 2, months=1, simulator=toy)
    assert "does not vary" in found.notes[0]


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ({"parameters": ["thetta"]}, "did you mean 'theta'"),
        ({"parameters": []}, "at least one parameter"),
        ({"method": "sobel"}, "did you mean 'sobol'"),
        ({"measures": ["damge"]}, "did you mean 'damage'"),
        ({"method": "sobol", "size": 7}, "power of two"),
    ],
)
def test_every_wrong_request_is_one_line(toy, asked, line):
    with pytest.raises(RequestError, match=line):
        sensitivity(**{"parameters": ["psi"], "months": 1, "runs": 1, "size": 4, **asked}, simulator=toy)


def test_the_model_itself(toy):
    found = sensitivity(
        {"theta": [0.0, 1.0], "kappa": [1.5, 3.0]}, ["core_share", "resilience"], "morris", 4, 2, months=36
    )
    rows = found.table[found.table["index"] == "mu_star"].set_index(["measure", "parameter"]).value
    assert rows["core_share", "theta"] > rows["core_share", "kappa"]
    assert rows["resilience", "kappa"] > rows["resilience", "theta"]
