"""Luck and world apart: the worked example, coverage where both are known, and what many rows and few differences allow."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm, ttest_1samp

from experiments.analysis.bounds import stringer, stringer_interval
from experiments.analysis.futures import Futures, futures, lucks_needed, words
from experiments.analysis.multiplicity import adjusted, levels, some_false
from experiments.analysis.questions import Asked, Comparand
from experiments.analysis.told import row_of
from experiments.study.world_tables import Cells
from model.errors import RequestError

WORKED = np.array([[-3.1, -1.7], [-0.4, -1.6], [1.2, -0.6], [-2.2, -3.6], [-0.9, 0.7], [-4.0, -2.4]])


def test_the_worked_example_to_its_digits():
    found = futures(WORKED, "lower")
    assert (found.difference, found.low, found.high) == pytest.approx((-1.55, -3.113272, 0.013272), abs=1e-6)
    assert (found.luck_sd, found.world_sd) == pytest.approx((1.069268, 1.283485), abs=1e-6)
    assert found.world_low == pytest.approx(-5.47, abs=0.02) and found.world_high == pytest.approx(2.35, abs=0.02)
    assert found.share_worlds == pytest.approx(0.886409, abs=1e-6)
    assert found.share_worlds_low == pytest.approx(0.498, abs=0.005) and found.share_worlds_high == 1.0
    assert found.share_futures == pytest.approx(10 / 12) and found.verdict == "open: too few futures"
    assert lucks_needed(found.world_sd, found.luck_sd) == 2


@pytest.mark.parametrize(("world_sd", "luck_sd"), [(1.0, 1.0), (1.0, 2.0), (1.0, 5.0), (0.0, 1.0)], ids=str)
def test_intervals_cover_the_mean_and_the_worlds(world_sd, luck_sd):
    """300 studies of 100 worlds × 2 lucks around a difference of 0.3."""
    random, times, held, inside = np.random.default_rng(8), 300, 0, []
    for _ in range(times):
        d = 0.3 + world_sd * random.normal(size=(100, 1)) + luck_sd * random.normal(size=(100, 2))
        found = futures(d, "higher")
        held += found.low <= 0.3 <= found.high
        ends = np.array([found.world_low, found.world_high])
        share = np.diff(norm.cdf((ends - 0.3) / world_sd))[0] if world_sd else float(ends[0] <= 0.3 <= ends[1])
        inside.append(share)
    assert 0.92 <= held / times <= 0.98
    assert np.mean(inside) >= 0.93


@pytest.mark.parametrize(("world_sd", "luck_sd"), [(1.0, 1.0), (1.0, 2.0), (1.0, 5.0), (0.0, 1.0)], ids=str)
def test_the_variances_of_luck_and_of_worlds_come_out_right(world_sd, luck_sd):
    """300 linear toys of 200 worlds × 2 lucks: on average V is σ², and M − V/2 before its floor is s²; its sd is known."""
    random, worlds, times = np.random.default_rng(12), 200, 300
    luck, between, shares = [], [], []
    for _ in range(times):
        d = 1.0 + world_sd * random.normal(size=(worlds, 1)) + luck_sd * random.normal(size=(worlds, 2))
        found = futures(d, "higher")
        luck.append(found.luck_sd**2)
        raw = float(d.mean(axis=1).var(ddof=1)) - found.luck_sd**2 / 2.0
        assert found.world_sd == pytest.approx(math.sqrt(max(0.0, raw)))
        between.append(raw)
        shares.append(
            found.share_worlds_low <= norm.cdf(1.0 / world_sd if world_sd else math.inf) <= found.share_worlds_high
        )
    sd = math.sqrt(2.0 * (world_sd**2 + luck_sd**2 / 2.0) ** 2 / (worlds - 1) + luck_sd**4 / (2.0 * worlds))
    assert np.mean(luck) == pytest.approx(luck_sd**2, abs=4.0 * luck_sd**2 * math.sqrt(2.0 / worlds / times))
    assert np.mean(between) == pytest.approx(world_sd**2, abs=4.0 * sd / math.sqrt(times))
    assert np.std(between) == pytest.approx(sd, rel=0.15)
    assert np.mean(shares) >= 0.92


@pytest.mark.parametrize(("worlds", "luck_sd"), [(100, 1.0), (200, 2.0)])
def test_where_worlds_are_told_from_luck_their_range_is_not_too_wide(worlds, luck_sd):
    """Power of the test that worlds differ is 0.8 and more: 93 to 97 % of worlds lie inside."""
    random, inside = np.random.default_rng(13), []
    for _ in range(300):
        found = futures(random.normal(size=(worlds, 1)) + luck_sd * random.normal(size=(worlds, 2)), "higher")
        inside.append(np.diff(norm.cdf([found.world_low, found.world_high]))[0])
    assert 0.93 <= np.mean(inside) <= 0.97


def test_identical_policies_differ_by_nothing():
    found = futures(np.zeros((40, 2)), "lower")
    assert (found.difference, found.low, found.high, found.world_low, found.world_high) == (0.0,) * 5
    assert found.share_worlds is None and found.verdict == "no difference"


def test_few_worlds_or_one_luck_tell_less():
    assert futures(WORKED[:2], "lower").low is None
    one = futures(WORKED[:, :1], "lower")
    assert one.low is not None and one.world_low is None and "one luck" in one.verdict


def limits(low, high, difference=1.0, ends=(0.5, 1.5)):
    return Futures(50, 2, difference, 0.5, 1.5, 1.0, 1.0, *ends, 0.9, low, high, None, "")


@pytest.mark.parametrize(
    ("low", "high", "better", "told"),
    [
        (0.95, 1.0, "higher", "better in nearly every world"),
        (0.95, 1.0, "lower", "worse in nearly every world"),
        (0.80, 1.0, "neither", "probably more"),
        (0.60, 0.79, "higher", "open: worlds disagree"),
        (0.60, 0.99, "higher", "open: too few futures"),
    ],
)
def test_words_follow_the_limits_of_the_share_of_worlds(low, high, better, told):
    assert words(limits(low, high), better) == told


def test_what_lies_within_the_margin_is_too_small_to_matter():
    assert words(limits(0.99, 1.0), "higher", matters=2.0) == "too small to matter"
    assert words(limits(0.99, 1.0), "higher", matters=1.4) == "better in nearly every world"


P_VALUES = [0.001, 0.004, 0.008, 0.012, 0.019, 0.03, 0.045, 0.2, 0.5, 0.9]


def test_adjusted_p_values_of_the_validation_page():
    holm = [0.01, 0.036, 0.064, 0.084, 0.114, 0.15, 0.18, 0.6, 1, 1]
    fdr = [0.01, 0.02, 0.026667, 0.03, 0.038, 0.05, 0.064286, 0.25, 0.555556, 0.9]
    assert adjusted(P_VALUES, "holm") == pytest.approx(holm, abs=1e-6)
    assert adjusted(P_VALUES, "fdr") == pytest.approx(fdr, abs=1e-6)
    assert adjusted([0.04, math.nan], "fdr")[0] == 0.04 and math.isnan(adjusted([0.04, math.nan], "holm")[1])
    assert some_false(17) == pytest.approx(0.582, abs=5e-4)
    with pytest.raises(RequestError, match="is unknown"):
        adjusted(P_VALUES, "bonferroni")


@pytest.mark.parametrize("method", ["holm", "fdr"])
def test_an_adjusted_interval_excludes_zero_where_the_adjusted_p_says_so(method):
    drawn = levels(P_VALUES, 0.95, method)
    assert [p <= 1.0 - level + 1e-12 for p, level in zip(P_VALUES, drawn, strict=True)] == [
        p <= 0.05 + 1e-12 for p in adjusted(P_VALUES, method)
    ]


def test_adjusted_tables_hardly_ever_label_what_is_not_there():
    """2,000 tables of 17 measures that do not differ, correlated 0.5, over 40 worlds."""
    random = np.random.default_rng(4)
    common, own = random.normal(size=(2000, 40, 1)), random.normal(size=(2000, 40, 17))
    p = ttest_1samp(math.sqrt(0.5) * common + math.sqrt(0.5) * own, 0.0, axis=1).pvalue
    assert np.mean((p <= 0.05).any(axis=1)) > 0.3  # the test can tell
    for method in ("holm", "fdr"):
        false = [
            any(one <= 1.0 - level for one, level in zip(row, levels(row, 0.95, method), strict=True)) for row in p
        ]
        assert np.mean(false) <= 0.07


def test_stringers_bound_of_the_validation_page():
    assert stringer(np.array([0.1, 0.5, 0.2]), 200, 1.0) == pytest.approx(0.025287, abs=1e-6)
    assert stringer(np.array([]), 200, 2.0) == pytest.approx(2 * 0.018275, abs=1e-6)
    with pytest.raises(RequestError, match="above the largest declared"):
        stringer(np.array([1.5]), 200, 1.0)
    gaps = np.zeros(200)
    gaps[:2] = 0.5, -0.2
    low, high = stringer_interval(gaps, 1.0)
    assert low < 0.0 < gaps.mean() < high


def told(policy, asked=None, **more):
    row = {"policy": "p", "scenario": "today", "measure": "damage", "unit": ""}
    return row_of(Comparand(row, policy, np.zeros(len(policy)), **more), asked or Asked(), 0.95)[0]


def test_a_size_is_refused_without_a_declared_largest():
    few = np.zeros(200)
    few[:3] = 0.5, 0.2, 0.1
    refused = told(few)
    assert math.isnan(refused["low"]) and refused["verdict"] == "open: too few runs differ in one world"
    bound = told(few, Asked(largest={"damage": 1.0}))
    assert bound["high"] == pytest.approx(0.025287, abs=1e-6) and bound["low"] == pytest.approx(-0.018275, abs=1e-6)
    assert bound["verdict"] == "no clear change in one world"


def test_a_row_over_worlds_takes_the_world_as_its_unit():
    """Six worlds of two lucks in the order of the runs; a seventh with one luck is left out."""
    row = told(np.append(WORKED.ravel(), 50.0), cells=Cells(500, 2, seed=0))
    assert (row["low"], row["high"], row["runs"]) == (
        pytest.approx(-3.113272, abs=1e-6),
        pytest.approx(0.013272, abs=1e-6),
        12,
    )
    assert row["difference"] == pytest.approx(-1.55) and row["verdict"] == "open: too few futures"
    few = np.zeros(200)
    few[:4] = 1.0
    none = told(few, cells=Cells(500, 2, seed=0))
    assert math.isnan(none["low"]) and none["world_low"] is None and none["verdict"] == "open: too few worlds differ"


def test_words_in_one_world_are_those_of_the_interval_over_luck():
    luck = np.random.default_rng(0).normal(size=100)
    assert told(luck - 3.0)["verdict"] == "better in one world"
    assert told(luck + 3.0)["verdict"] == "worse in one world"
    assert told(luck - luck.mean())["verdict"] == "no clear change in one world"
    assert told(luck * 1e-6, Asked(matters={"damage": 1e-3}))["verdict"] == "too small to matter in one world"
    assert told(np.zeros(50), identical=True)["verdict"] == "no difference"
    assert told(np.zeros(50))["verdict"] == "open: no run differs in one world"
