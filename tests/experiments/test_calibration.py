"""The calibration's own machinery on moments whose answer is known, then on a few short runs of the model."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from experiments.calibration import calibrate
from experiments.calibration.evaluation import FILE, Evaluations
from experiments.calibration.fit import fit
from experiments.calibration.identification import collinearity, identify
from experiments.calibration.moments import UNDEFINED, distance, misfits, moments, standard
from experiments.calibration.profiles import crossings, emulate, profile
from experiments.calibration.record import read_incidents, read_lag
from experiments.calibration.space import FREE, REACH, axes, left_out, values_at
from experiments.validation.bands import BANDS
from model import RequestError
from model.parameters import PARAMETERS

NEAR = [k for k, moment in enumerate(moments()) if moment.kind == "near"]
TARGETS = np.array([m.target if m.kind != "at most" else 0.5 * m.target for m in moments()])


class Linear:
    """Moments that lie `slopes @ (u − truth)` spreads off their targets: everything about them is known."""

    runs, folder = 4, None

    def __init__(self, slopes, truth):
        self.slopes, self.truth = slopes, truth

    def at(self, point, runs=None):
        u = np.array([point.get(name, 0.0) for name in self.truth]) - np.array(list(self.truth.values()))
        values = TARGETS.copy()
        for k, off in zip(NEAR, self.slopes @ u, strict=True):
            moment = moments()[k]
            away = off * moment.spread
            values[k] = moment.target * math.exp(away) if moment.log else moment.target + away
        return values


def linear(columns, truth):
    return Linear(np.random.default_rng(3).normal(size=(len(NEAR), columns)), truth)


# what is compared


def test_every_band_is_a_figure_and_the_record_adds_to_them():
    names = [moment.name for moment in moments()]
    assert names[: len(BANDS)] == [band.name for band in BANDS]
    assert {moment.kind for moment in moments()} == {"near", "at most", "shown"}


def test_targets_of_the_record_are_those_of_its_files():
    incidents = read_incidents()
    assert incidents.all == sum(incidents.by_type.values()) == 425
    assert incidents.of("RUS") == 141 / 425
    least, most = incidents.severe()
    assert (least, most) == (28 / 425, (28 + 46) / 425)
    assert read_lag()[1] == pytest.approx(222 / 365.25 * 12)


def test_targets_lie_within_their_bands():
    by_name = {moment.name: moment for moment in moments()}
    for band in BANDS:
        assert band.low <= by_name[band.name].target <= band.high, band.name


def test_at_the_targets_the_distance_is_nothing_and_a_spread_off_costs_one():
    assert distance(TARGETS) == pytest.approx(0.0)
    for k in NEAR:
        values = TARGETS.copy()
        moment = moments()[k]
        values[k] = moment.target * math.exp(moment.spread) if moment.log else moment.target + moment.spread
        assert distance(values) == pytest.approx(1.0)
        assert standard(values)[k] == pytest.approx(1.0)


def test_a_bound_weighs_only_above_it_and_what_is_shown_never():
    for k, moment in enumerate(moments()):
        values = TARGETS.copy()
        values[k] = moment.target - 3.0 * moment.spread
        if moment.kind != "near":
            assert misfits(values)[k] == 0.0
        values[k] = moment.target + 3.0 * moment.spread
        assert misfits(values)[k] == pytest.approx(0.0 if moment.kind == "shown" else 3.0) or moment.log


def test_an_undefined_figure_is_far_off():
    values = TARGETS.copy()
    values[NEAR[0]] = math.nan
    assert misfits(values)[NEAR[0]] == UNDEFINED


# what is moved


def test_every_calibrated_parameter_has_an_axis_or_is_named_as_left_out():
    declared = {p.name for p in PARAMETERS.values() if p.standing == "calibrated"}
    assert declared == ({*axes()} - {name for name in axes() if name.endswith(".tempo")}) | {*left_out()}
    assert {*FREE} <= {*axes()}
    assert "technical" not in axes(fixed=["technical"])


def test_the_trust_region_is_half_to_double_in_odds_where_it_is_a_share():
    known = axes()
    assert known["technical"].value(REACH) == pytest.approx(2 * known["technical"].default)
    assert known["technical"].value(-REACH) == pytest.approx(known["technical"].default / 2)
    bar, odds = known["bar"], known["bar"].default / (1 - known["bar"].default)
    assert bar.value(REACH) / (1 - bar.value(REACH)) == pytest.approx(2 * odds)
    assert values_at({"bar": 0.0, "technical": 0.1}, known).keys() == {"technical"}


# what is found, on moments whose answer is known


def test_the_fit_finds_the_truth():
    truth = {"technical": 0.3, "cost_disruption": -0.4, "crime_rate": 0.1}
    found = fit(linear(3, truth), list(truth), points=8, seed=1)
    assert found.distance < 1e-6
    assert found.point == pytest.approx(truth, abs=1e-3)


def test_the_fit_stays_within_half_to_double():
    found = fit(linear(1, {"technical": 5.0}), ["technical"], points=4, seed=1)
    assert found.point["technical"] == pytest.approx(REACH, abs=0.01)


def test_the_jacobian_is_that_of_the_moments_in_spreads_a_doubling():
    truth = {"technical": 0.0, "bar": 0.0}
    model = linear(2, truth)
    assert identify(model, list(truth)).jacobian == pytest.approx(model.slopes * REACH)


def test_two_that_do_the_same_are_a_pair_and_one_combination():
    slopes = np.zeros((len(NEAR), 3))
    slopes[0], slopes[1] = (4.0, -8.0, 0.0), (0.0, 0.0, 5.0)
    told = identify(Linear(slopes, {"technical": 0.0, "bar": 0.0, "delay": 0.0}), ["technical", "bar", "delay"])
    assert told.pairs() == [("technical", "bar", pytest.approx(-1.0))]
    assert told.rank == 2 and told.seen() == ["technical", "bar", "delay"]
    assert told.index(["technical", "delay"]) == pytest.approx(1.0)
    assert told.index(["technical", "bar"]) > 1e6
    assert [name for name, _ in told.grown()][:2] == ["bar", "delay"]


@pytest.mark.parametrize("cosine", [0.0, 0.5, 0.99])
def test_the_index_of_two_is_what_their_angle_says(cosine):
    """λmin of [[1, c], [c, 1]] is 1 − |c| (Brun, Reichert & Künsch 2001)."""
    columns = np.array([[3.0, 2.0 * cosine], [0.0, 2.0 * math.sqrt(1 - cosine**2)]])
    assert collinearity(columns) == pytest.approx(1 / math.sqrt(1 - cosine))


def test_a_profile_is_the_quadratic_that_least_squares_knows():
    """Distance above the least: u²/((AᵀA)⁻¹)ₖₖ, all others fitted again."""
    truth = {"technical": 0.0, "bar": 0.0, "delay": 0.0}
    model = linear(3, truth)
    names = list(truth)
    one = profile(model, emulate(model, names, {}), "bar", ["technical", "bar"], range(7), 0.0)
    known = 1 / np.linalg.inv(model.slopes.T @ model.slopes)
    two = model.slopes[:, :2]
    assert one.loose == pytest.approx(one.grid**2 * known[1, 1], abs=1e-5)
    assert one.emulated == pytest.approx(one.grid**2 / np.linalg.inv(two.T @ two)[1, 1], abs=1e-5)
    assert one.told[1] == pytest.approx(one.emulated, abs=1e-5), "true runs agree where the emulator is exact"


def test_an_interval_ends_where_the_line_is_crossed():
    grid = np.array([-1.0, 0.0, 1.0])
    assert crossings(grid, np.array([8.0, 0.0, 4.0]), 0.0, 2.0) == pytest.approx((-0.25, 0.5))
    assert crossings(grid, np.array([1.0, 0.0, 4.0]), 0.0, 2.0) == (-np.inf, pytest.approx(0.5))
    assert crossings(grid, np.array([1.0, 0.0, 1.0]), 0.0, 2.0) == (-np.inf, np.inf)
    assert all(math.isnan(end) for end in crossings(grid, np.array([9.0, 8.0, 9.0]), 0.0, 2.0))


# on the model


class Shifted:
    """The model's moments, moved so that a known place hits every target: what a fit must find again."""

    def __init__(self, evaluations, truth):
        self.evaluations, self.runs = evaluations, evaluations.runs
        self.away = standard(evaluations.at(truth))

    def at(self, point, runs=None):
        off = standard(self.evaluations.at(point, runs)) - self.away
        values = TARGETS.copy()
        for k in NEAR:
            moment = moments()[k]
            step = off[k] * moment.spread
            values[k] = moment.target * math.exp(step) if moment.log else moment.target + step
        return values


def test_parameters_behind_simulated_figures_are_found_again():
    truth = {"technical": 0.3, "cost_disruption": -0.3, "kappa": 0.2}
    found = fit(Shifted(Evaluations(axes(), 4, 1), truth), list(truth), points=0, seed=0)
    assert found.point == pytest.approx(truth, abs=0.08)
    assert found.distance < 0.5


MOVED = ["technical", "cost_disruption", "kappa"]
FIXED = {name: axis.default for name, axis in axes().items() if name not in MOVED}
REQUEST = {"runs": 2, "points": 2, "steps": 1, "free": MOVED[:2], "profiles": "none", "parameters": FIXED}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("calibration")
    return folder, calibrate(**REQUEST, out=folder)


def test_the_same_request_gives_the_same_calibration(kept):
    again = calibrate(**REQUEST)
    assert json.dumps(again.to_json(), default=str) == json.dumps(kept[1].to_json(), default=str)


def test_a_second_call_goes_on_from_what_is_kept(kept, monkeypatch):
    folder, before = kept
    lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    (folder / FILE).write_text("\n".join(lines) + '\n{"point": "cut sh', encoding="utf-8")
    monkeypatch.setattr(Evaluations, "spread", lambda self, point: before.shipped_error)
    monkeypatch.setattr(Evaluations, "_run", lambda *_: pytest.fail("a point that is kept was run again"))
    assert calibrate(**REQUEST, out=folder).distances == before.distances


def test_the_shipped_values_are_not_touched_and_that_is_said(kept):
    assert any("nothing is changed" in note for note in kept[1].notes)
    assert kept[1].distances["fitted"] <= kept[1].distances["shipped"]
    shipped = {row["parameter"]: row["shipped"] for row in kept[1].parameters}
    assert all(shipped[name] == p.default for name, p in PARAMETERS.items() if name in shipped)


def test_what_is_set_is_not_calibrated():
    with pytest.raises(RequestError, match="did you mean 'technical'"):
        calibrate(free=["tehnical"])
    with pytest.raises(RequestError, match="unknown calibrated parameter 'technical'"):
        calibrate(free=["technical"], parameters={"technical": 0.4})
    with pytest.raises(RequestError, match="no parameter is left to fit"):
        calibrate(parameters=dict.fromkeys(FREE, 1.0))


def test_the_command_prints_and_writes_what_was_found(tmp_path, capsys):
    from experiments.cli import answer

    asked = [
        "calibrate",
        "--runs",
        "2",
        "--points",
        "0",
        "--steps",
        "1",
        "--free",
        "technical",
        "--profiles",
        "none",
        "--json",
    ]
    fixed = [part for name, value in FIXED.items() for part in ("--set", f"{name}={value!r}")]
    assert answer([*asked, *fixed, "--out", str(tmp_path / "new")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads((tmp_path / "new" / "calibration.json").read_text(encoding="utf-8"))
    assert told["distance"]["fitted"] <= told["distance"]["shipped"]
    assert len(told["jacobian"]["rows"]) == len(NEAR)


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (["--free", "tehnical"], "did you mean 'technical'"),
        (["--set", "nope=3"], "unknown parameter 'nope'"),
        (["--profiles", "some"], "allowed: none | free | all"),
        (["--steps", "0"], "--steps"),
    ],
)
def test_a_wrong_request_is_one_line_and_writes_nothing(tmp_path, capsys, given, line):
    from experiments.cli import answer

    assert answer(["calibrate", *given, "--out", str(tmp_path / "new")]) == 2
    told = capsys.readouterr().err
    assert line in told and told.count("\n") == 1
    assert not (tmp_path / "new").exists()
