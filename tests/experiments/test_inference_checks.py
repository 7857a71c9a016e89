"""The checks know a right posterior from wrong ones: z ~ N(0, 1), y ~ N(z, 1), posterior N(y/2, ½), exact or wrong."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.inference.checks import (
    central_coverage,
    check,
    energy_score,
    log_score_gain,
    ranks,
    record_in_prior,
    tarp,
)

RECORDS, DRAWS = 8000, 400
CASES = {
    "exact": ((0.5, 0.8, 0.9, 0.95), 0.346574, (0.50, 0.95)),
    "narrow": ((0.3632, 0.6303, 0.7504, 0.8299), 0.182841, (0.439, 0.862)),
    "wide": ((0.6550, 0.9272, 0.9787, 0.9939), 0.254999, (0.590, 0.991)),
    "prior": ((0.5, 0.8, 0.9, 0.95), 0.0, (0.776, 0.998)),
}
FACTORS = {"exact": 1.0, "narrow": 0.7, "wide": 1.4}


def posterior(kind: str):
    stream = np.random.default_rng(5)
    truth = stream.standard_normal((RECORDS, 1))
    y = truth + stream.standard_normal((RECORDS, 1))
    unit = stream.standard_normal((RECORDS, DRAWS, 1))
    draws = unit if kind == "prior" else y[:, None] / 2 + FACTORS[kind] * np.sqrt(0.5) * unit
    return draws, truth, y + 0.3 * stream.standard_normal((RECORDS, 1))


@pytest.mark.parametrize("kind", CASES)
def test_the_table_of_the_conjugate_normal(kind):
    draws, truth, references = posterior(kind)
    coverage, gain, at = CASES[kind]
    for share, (found, error) in zip(coverage, central_coverage(ranks(draws, truth)).values(), strict=True):
        assert found == pytest.approx(share, abs=3.5 * error + 0.003)
    mean, error = log_score_gain(draws, truth)
    assert mean == pytest.approx(gain, abs=3 * error + 0.006)  # a spread of 400 draws costs 1/400
    found = tarp(draws, truth, references)
    for level, share in zip((0.5, 0.95), at, strict=True):
        assert found[level][0] == pytest.approx(share, abs=3.5 * found[level][1] + 0.003)


def test_references_without_data_do_not_catch_the_prior():
    draws, truth, _ = posterior("prior")
    blind = np.random.default_rng(9).standard_normal((RECORDS, 1))
    assert tarp(draws, truth, blind)[0.5][0] == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(("kind", "outside"), [("exact", []), ("narrow", ["z"]), ("wide", ["z"])])
def test_rank_histograms_leave_their_band_where_the_spread_is_wrong(kind, outside):
    found = check(*posterior(kind), names=("z",))
    assert found.outside == outside and sum(found.histograms["z"]) == RECORDS
    bins = np.array(found.histograms["z"])
    share = (bins[0] + bins[-1]) / RECORDS
    assert share == pytest.approx({"exact": 0.10, "narrow": 0.245, "wide": 0.024}[kind], abs=0.012)
    assert found.recovery["z"] == pytest.approx(np.sqrt(0.5), abs=0.02)


def test_the_energy_score_prefers_the_right_posterior():
    scores = {kind: energy_score(*posterior(kind)[:2]).mean() for kind in CASES}
    assert min(scores, key=scores.__getitem__) == "exact" and max(scores, key=scores.__getitem__) == "prior"
    assert scores["prior"] == pytest.approx(1 / np.sqrt(np.pi), abs=0.02)  # E|x − x'| / 2 of N(0, 1)


def test_a_record_far_from_the_prior_is_seen_to_be():
    table = np.random.default_rng(1).multivariate_normal([0, 0], [[1, 0.9], [0.9, 1]], size=4000)
    figures = {"a": table[:, 0], "b": table[:, 1]}
    near, far = record_in_prior(figures, {"a": 1.0, "b": 1.0}), record_in_prior(figures, {"a": 1.5, "b": -1.5})
    assert near[1] > 0.5 > 0.01 > far[1]  # each figure alone is nothing strange
    assert all(0.05 < share < 0.95 for share in far[0].values())
