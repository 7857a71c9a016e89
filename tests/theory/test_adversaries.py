"""Adversaries have a character: a taste for harm of their own, wars, campaigns, and targets by focus and size."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model import simulate
from model.randomness import Draw, luck, normal
from model.roster import read_roster
from model.rules.characters import busy, harsher, openness


def test_a_taste_for_harm_and_a_war_multiply_the_gain():
    assert harsher(0.0, 0.0, 1.2) == 1.0
    assert harsher(0.32, 0.0, 1.2) == pytest.approx(math.exp(0.32), abs=1e-12)
    assert harsher(0.32, 1.0, 1.2) == pytest.approx(math.exp(1.52), abs=1e-12)


def test_a_campaign_moves_the_tempo_about_its_mean():
    """∫ exp(σ x − σ²/2) φ(x) dx = 1, by Gauss–Hermite."""
    x, w = np.polynomial.hermite_e.hermegauss(60)
    for spread in (0.25, 0.6, 0.95):
        mean = sum(w[k] * busy(spread, x[k]) for k in range(60)) / math.sqrt(2 * math.pi)
        assert mean == pytest.approx(1.0, abs=1e-10)
    assert busy(0.0, 3.0) == 1.0


def test_resilience_counts_as_it_changed_since_the_record_and_not_in_a_war():
    assert openness(0.6, 0.6, 0.0, 1.15) == pytest.approx(1.0)
    assert openness(0.9, 0.6, 0.0, 1.15) == pytest.approx(0.25 / 0.55)
    assert openness(0.9, 0.6, 1.0, 1.15) == 1.0


def test_campaigns_of_nobody_are_the_same_tempo_for_ever():
    """With σ = 0 and frozen beliefs a month's opportunities are Poisson: variance = mean. Campaigns raise the variance by
    mean² (e^(σ²) − 1), as for any lognormal rate."""
    still = _months(campaigns=0)
    moved = _months(campaigns=1)
    assert still.var() / still.mean() == pytest.approx(1.0, abs=0.05)
    roster = read_roster()
    tempo, spread = roster.adversary_columns["tempo"], roster.adversary_columns["campaign_spread"]
    expected = tempo.sum() + (tempo**2 * np.expm1(spread**2)).sum()
    assert moved.var() == pytest.approx(expected, rel=0.25)
    assert moved.mean() == pytest.approx(still.mean(), rel=0.05)


def _months(**parameters) -> np.ndarray:
    runs = simulate(seeds=range(100), months=240, **parameters)
    return runs.measures[:, :, runs.names.index("opportunities")].ravel()


def test_a_campaign_is_the_same_luck_under_every_policy():
    a, b = (simulate(policy, seeds=[5], months=60).incidents for policy in ("baseline", "hague"))
    both = a.merge(b, on="identity", suffixes=("", "_b"))
    assert len(both) > 0.99 * max(len(a), len(b)) and (both.month == both.month_b).all()


def test_the_walk_between_campaigns_is_stationary():
    """x' = φ x + √(1 − φ²) z keeps N(0, 1): over many keys the fifth year's x has mean 0 and variance 1."""
    phi = 0.9
    end = []
    for key in range(1000):
        x = 0.0
        for month in range(60):
            z = normal(luck(key), month, Draw.CAMPAIGN, 0, 0)
            x = z if month == 0 else phi * x + math.sqrt(1 - phi * phi) * z
        end.append(x)
    assert np.mean(end) == pytest.approx(0.0, abs=0.1) and np.var(end) == pytest.approx(1.0, abs=0.13)


def test_russia_is_harshest_and_harsher_still_on_ukraine_china_mildest():
    found = simulate(seeds=range(40)).incidents
    found = found[found.detected.astype(bool) & (found.tier != "abstained")]
    severe = found.tier.isin(["disruption", "destruction"])
    shares = {code: severe[found.author == code].mean() for code in ("RUS", "CHN", "IRN", "PRK")}
    assert min(shares, key=shares.get) == "CHN" and max(shares, key=shares.get) == "RUS"
    on_ukraine = (found.author == "RUS") & (found.target == "UKR")
    assert severe[on_ukraine].mean() > 1.8 * severe[(found.author == "RUS") & (found.target != "UKR")].mean()


def test_without_character_all_are_alike():
    found = simulate(seeds=range(40), character=0, campaigns=0).incidents
    found = found[found.detected.astype(bool) & (found.tier != "abstained")]
    severe = found.tier.isin(["disruption", "destruction"])
    shares = [severe[found.author == code].mean() for code in ("RUS", "CHN", "IRN", "PRK")]
    assert max(shares) < 1.6 * min(shares)
