"""The spending rule forecasts NATO's own record better than saying that nothing changes, or that trends go on."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.validation.backtest import (
    BASE,
    FORECASTS,
    KNOWN,
    ORIGINS,
    SHOCK,
    Backtest,
    persistence,
    read_record,
    rule,
)


@pytest.fixture(scope="module")
def backtest():
    return Backtest()


def test_the_record_is_31_allies_over_eleven_years(backtest):
    assert backtest.record.core.shape == backtest.record.gdp.shape == (31, 11)
    assert "ISL" not in backtest.record.codes and backtest.record.hegemon.sum() == 1
    assert (backtest.record.core[:, -1] >= 0.02).sum() == 18, "18 allies at 2 % in 2024"
    assert (backtest.record.core[:, 0] >= 0.02).sum() == 3, "three in 2014"


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_simple_forecasts_err_as_they_are_known_to(name, backtest):
    assert [backtest.error(name, ahead) for ahead in (1, 3)] == pytest.approx(KNOWN[name], abs=0.002)


@pytest.mark.parametrize("other", ["persistence", "trend"])
def test_the_rule_beats_persistence_and_trend_three_years_ahead(other, backtest):
    """The paired bootstrap over countries excludes zero."""
    mean, low, high = backtest.gain("the model's rule", other, 3)
    assert low < mean < high < 0.0


def test_without_threat_the_rule_is_no_better_than_persistence(backtest):
    """What the pledge alone explains: nothing that can be told from no change. The rise after 2014 is a response to Russia."""
    assert backtest.gain("the model's rule without threat", "persistence", 3)[2] > 0.0
    assert backtest.gain("the model's rule", "the model's rule without threat", 3)[2] < 0.0


def test_the_gain_over_persistence_comes_from_the_years_after_2022(backtest):
    """Three years ahead: of 2021 the rule is not better beyond doubt, of 2022–2024 it is."""
    assert backtest.targets(3) == [2021, *SHOCK]
    before = backtest.gain("the model's rule", "persistence", 3, [2021])
    after = backtest.gain("the model's rule", "persistence", 3, SHOCK)
    assert before == pytest.approx((-0.023, -0.087, 0.044), abs=0.001)
    assert after == pytest.approx((-0.066, -0.097, -0.037), abs=0.001)
    whole = backtest.gain("the model's rule", "persistence", 3)
    assert whole[0] == pytest.approx((before[0] + 3 * after[0]) / 4), "one year and three make four"
    assert whole == backtest.gain("the model's rule", "persistence", 3, range(2021, 2025))


def test_of_2021_perceived_threat_adds_nothing_that_can_be_told_from_nothing(backtest):
    found = backtest.gain("the model's rule", "the model's rule without threat", 3, [2021])
    assert found == pytest.approx((-0.014, -0.073, 0.046), abs=0.001)
    assert backtest.gain("the model's rule", "the model's rule without threat", 3, SHOCK)[2] < 0.0


def test_the_rule_knows_nothing_of_the_years_it_forecasts():
    """Whatever is put in place of the years after an origin, the forecast is the same."""
    record = read_record()
    changed = read_record()
    changed.core[:, record.column(2019) :] = 0.9
    changed.gdp[:, record.column(2019) :] = 1.0
    assert np.array_equal(rule(record, 2018, 3), rule(changed, 2018, 3))
    assert max(BASE) <= min(ORIGINS)


@pytest.mark.parametrize("name", sorted(FORECASTS))
def test_every_forecast_is_a_share_of_gdp_for_every_ally(name, backtest):
    forecast = FORECASTS[name](backtest.record, 2020, 3)
    assert forecast.shape == (31,) and np.all((forecast > 0.0) & (forecast < 0.1))


def test_nothing_ahead_is_what_is(backtest):
    assert np.array_equal(rule(backtest.record, 2020, 0), persistence(backtest.record, 2020, 0))
