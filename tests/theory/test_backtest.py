"""The spending rule forecasts NATO's own record better than simple forecasts, with its numbers fitted at each origin."""

from __future__ import annotations

import math

import numpy as np
import pytest

from experiments.validation.backtest import (
    FORECASTS,
    KNOWN,
    ORIGINS,
    RULE,
    SHOCK,
    Backtest,
    _luck,
    bands,
    fitted,
    persistence,
    read_record,
    rule,
)
from model.parameters import PARAMETERS
from model.rules.spending import disturbed


@pytest.fixture(scope="module")
def backtest():
    return Backtest()


def test_the_record_is_31_allies_over_eleven_years(backtest):
    assert backtest.record.core.shape == backtest.record.gdp.shape == (31, 11)
    assert "ISL" not in backtest.record.codes and "USA" in backtest.record.codes
    assert (backtest.record.core[:, -1] >= 0.02).sum() == 18, "18 allies at 2 % in 2024"
    assert (backtest.record.core[:, 0] >= 0.02).sum() == 3, "three in 2014"


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_simple_forecasts_err_as_they_are_known_to(name, backtest):
    assert [backtest.error(name, ahead) for ahead in (1, 3)] == pytest.approx(KNOWN[name], abs=0.002)


def test_the_rule_errs_by_a_sixth_of_a_point_and_by_less_than_a_third(backtest):
    """Computed apart from this code: 0.1662 and 0.2833, and 0.1645 and 0.2881 where nothing lapses."""
    assert [backtest.error(RULE, ahead) for ahead in (1, 3)] == pytest.approx([0.1662, 0.2833], abs=0.0005)
    plain = f"{RULE} without ease"
    assert [backtest.error(plain, ahead) for ahead in (1, 3)] == pytest.approx([0.164, 0.288], abs=0.001)


@pytest.mark.parametrize("other", sorted(KNOWN))
def test_one_year_ahead_the_rule_beats_every_simple_forecast(other, backtest):
    """The paired bootstrap over countries excludes zero."""
    mean, low, high = backtest.gain(RULE, other, 1)
    assert low < mean < high < 0.0


@pytest.mark.parametrize("other", ["persistence", "own drift", "trend"])
def test_three_years_ahead_the_rule_beats_persistence_own_drift_and_trend(other, backtest):
    assert backtest.gain(RULE, other, 3)[2] < 0.0


def test_three_years_ahead_pooled_drift_cannot_be_told_from_the_rule(backtest):
    assert backtest.gain(RULE, "pooled drift", 3) == pytest.approx((-0.020, -0.050, 0.009), abs=0.002)


def test_over_origins_too_the_gain_over_pooled_drift_is_not_beyond_doubt(backtest):
    """Six origins share one great event: whoever draws years as well hardly knows more than that."""
    upper = {name: backtest.gain(RULE, name, 1, origins=True)[2] for name in KNOWN}
    assert {"own drift", "trend", "at least the pledge"} <= {name for name, high in upper.items() if high < 0.0}
    assert abs(upper["persistence"]) < 0.002 and 0.0 < upper["pooled drift"] < 0.01


def test_the_gain_one_year_ahead_is_that_of_2023_and_2024(backtest):
    before = backtest.gain(RULE, "persistence", 1, range(2019, 2023))
    after = backtest.gain(RULE, "persistence", 1, [2023, 2024])
    assert before == pytest.approx((-0.007, -0.017, 0.003), abs=0.001)
    assert after[2] < -0.04
    whole = backtest.gain(RULE, "persistence", 1)
    assert whole[0] == pytest.approx((4 * before[0] + 2 * after[0]) / 6), "four years and two make six"


def test_three_years_ahead_the_gain_is_beyond_doubt_from_2022_on(backtest):
    assert backtest.targets(3) == [2021, *SHOCK]
    assert backtest.gain(RULE, "persistence", 3, [2021]) == pytest.approx((-0.024, -0.054, 0.009), abs=0.001)
    assert backtest.gain(RULE, "persistence", 3, SHOCK)[2] < 0.0
    assert backtest.gain(RULE, "persistence", 3) == backtest.gain(RULE, "persistence", 3, range(2021, 2025))


def test_shocks_help_one_year_ahead_and_the_date_three(backtest):
    assert backtest.gain(RULE, f"{RULE} without shocks", 1)[2] < 0.0
    mean, _, high = backtest.gain(RULE, f"{RULE} without date", 3)
    assert mean < -0.015 and high > 0.0, "by 0.019 points; not beyond doubt"


def test_what_lapses_above_the_pledge_is_hardly_seen(backtest):
    """A better mean error, not beyond doubt: it is kept, as without it nothing ever lowers a budget."""
    mean, low, high = backtest.gain(RULE, f"{RULE} without ease", 3)
    assert low < mean < 0.0 < high


def test_the_fall_of_the_hegemon_is_what_lapses(backtest):
    """3.71 % in 2014, 3.21 % in 2024: half a point, by ε of what lies above 2 %."""
    usa, ease = 3.71, fitted(backtest.record, 2024).ease
    core = usa
    for year in range(2014, 2024):
        core -= ease * (core - 2.0)
        core += 0.02 * fitted(backtest.record, 2024).shocks[year >= 2022]
    row = backtest.record.codes.index("USA")
    assert 100 * backtest.record.core[row, [0, -1]] == pytest.approx([usa, 3.21])
    assert 2.4 < core < 3.21, "it explains the direction, and more than the amount"


def test_nine_tenths_of_what_came_to_pass_lie_nearly_in_their_bands(backtest):
    """Somewhat narrow: 0.87 and 0.85, least in the year after an event that nobody had foreseen."""
    assert [backtest.coverage(ahead).mean() for ahead in (1, 3)] == pytest.approx([0.87, 0.85], abs=0.02)
    assert backtest.coverage(1).mean(axis=1).argmin() == ORIGINS.index(2022)


def test_the_declared_parameters_are_what_the_whole_record_gives(backtest):
    whole = fitted(backtest.record, 2024)
    assert whole.weight == pytest.approx(PARAMETERS["pledge_weight"].default, abs=0.005)
    assert whole.ease == pytest.approx(PARAMETERS["budget_ease"].default, abs=0.01)
    assert whole.noise == pytest.approx(PARAMETERS["spending_noise"].default, abs=0.001)
    left = sum(g * math.exp(-(2024 - year) / 3.0) for g, year in zip(whole.shocks, (2014, 2022), strict=True))
    assert left == pytest.approx(PARAMETERS["budget_shock_start"].default, abs=0.005)


def test_the_numbers_are_as_uncertain_as_their_priors_say(backtest):
    """Allies resampled: the standard error of the path kept is that of the prior, 0.07."""
    rng = np.random.default_rng(1)
    drawn = [fitted(backtest.record, 2024, allies=rng.integers(31, size=31)) for _ in range(200)]
    assert np.std([one.weight for one in drawn]) == pytest.approx(0.075, abs=0.015)
    assert np.std([one.shocks[1] for one in drawn]) == pytest.approx(0.10, abs=0.02)


def test_the_rule_knows_nothing_of_the_years_it_forecasts():
    """Whatever is put in place of the years after an origin, the forecast and its band are the same."""
    record = read_record()
    changed = read_record()
    changed.core[:, record.column(2019) :] = 0.9
    changed.gdp[:, record.column(2019) :] = 1.0
    assert np.array_equal(rule(record, 2018, 3), rule(changed, 2018, 3))
    assert np.array_equal(bands(record, 2018, 1), bands(changed, 2018, 1))


@pytest.mark.parametrize("name", sorted(FORECASTS))
def test_every_forecast_is_a_share_of_gdp_for_every_ally(name, backtest):
    forecast = FORECASTS[name](backtest.record, 2020, 3)
    assert forecast.shape == (31,) and np.all((forecast > 0.0) & (forecast < 0.1))


def test_nothing_ahead_is_what_is(backtest):
    assert np.array_equal(rule(backtest.record, 2020, 0), persistence(backtest.record, 2020, 0))


def test_luck_in_the_bands_is_the_luck_of_the_model():
    for core, t in ((1.6, 1.0), (0.5, -2.0), (4.0, 30.0), (2.0, -30.0)):
        ours = disturbed(core / 100.0, 0.122, t) * 100.0
        assert core + _luck(np.array(core), np.array(0.122), np.array(t)) == pytest.approx(ours, abs=1e-12)
