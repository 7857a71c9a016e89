"""The whole model resembles the world: every band, and what the bands are read from."""

from __future__ import annotations

import pytest

from experiments.validation.bands import BANDS, FIRST, LAST, bands, baseline_runs


@pytest.fixture(scope="module")
def found():
    return {band.name: figure for band, figure in bands(baseline_runs(100, seed=1))}


@pytest.mark.parametrize("band", BANDS, ids=[band.name for band in BANDS])
def test_the_baseline_lies_within_the_band(band, found):
    assert band.low <= found[band.name] <= band.high


def test_years_three_to_eighteen_count():
    """Of 240 months the first 24 are learning and the last 24 still have open cases."""
    assert (FIRST, LAST) == (24, 216)


def test_every_band_says_how_it_came_about_and_some_came_by_themselves():
    assert {band.standing for band in BANDS} == {"calibrated", "input", "form chosen", "by itself"}
