"""Attribution: Bayes' rule, signal detection (Green & Swets 1966), pooled evidence (Winkler 1981), false flags."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from experiments.validation.attribution import brier, log_odds, months_continuous, months_stepped
from model.rules.attribution import evidence_strength, flag_likelihood, naming_rates, posterior
from model.rules.evidence import likelihood_ratio

weights = st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=8)


@given(weights, st.floats(-50.0, 50.0))
def test_evidence_that_says_the_same_of_all_changes_nothing(prior, shift):
    after = posterior(prior, [shift] * len(prior))
    assert after == pytest.approx(np.array(prior) / sum(prior), abs=1e-12)
    assert after.sum() == pytest.approx(1.0, abs=1e-12)


@given(st.lists(st.tuples(st.floats(1e-3, 1e3), st.floats(-20.0, 20.0)), min_size=2, max_size=8))
def test_two_looks_are_one_look_at_their_sum(suspects):
    prior, llr = (np.array(column) for column in zip(*suspects, strict=True))
    assert posterior(posterior(prior, llr), 0.5 * llr) == pytest.approx(posterior(prior, 1.5 * llr), abs=1e-9)


def test_extreme_evidence_neither_overflows_nor_forgets_the_impossible():
    assert posterior([0.5, 0.5, 0.0], [1000.0, -1000.0, 5000.0]) == pytest.approx([1.0, 0.0, 0.0])


@pytest.mark.parametrize("d", [0.5, 1.0, 2.0])
def test_the_likelihood_ratio_is_the_ratio_of_its_own_densities(d):
    """ℓ ~ N(d²/2, d²) under guilt, N(−d²/2, d²) under innocence: ln f1(ℓ)/f0(ℓ) = ℓ, so the posterior is calibrated."""
    for z in np.linspace(-3.0, 3.0, 13):
        found = likelihood_ratio(d, True, z)
        densities = norm.logpdf(found, 0.5 * d * d, d) - norm.logpdf(found, -0.5 * d * d, d)
        assert densities == pytest.approx(found, abs=1e-12)


@pytest.mark.parametrize(("d", "expected"), [(1.0, 0.171398), (2.0, 0.099322)])
def test_brier_score_by_quadrature(d, expected):
    """E[(q − truth)²] of the calibrated posterior at prior 0.3, integrated rather than drawn."""
    z = np.linspace(-10.0, 10.0, 200_001)
    weight = norm.pdf(z) / norm.pdf(z).sum()
    believed = [1.0 / (1.0 + np.exp(-(log_odds(0.3) + sign * d * d / 2.0 + d * z))) for sign in (1.0, -1.0)]
    score = 0.3 * np.sum(weight * (1.0 - believed[0]) ** 2) + 0.7 * np.sum(weight * believed[1] ** 2)
    assert score == pytest.approx(expected, abs=1e-6)
    assert brier(d, seed=7) == pytest.approx(expected, abs=0.004)


def test_a_posterior_of_q_is_right_a_share_q_of_the_time():
    """Calibration of the rules' evidence in bins of a tenth, four suspects, no flags."""
    random = np.random.default_rng(3)
    prior = np.array([0.4, 0.3, 0.2, 0.1])
    believed, right = [], []
    for _ in range(4000):
        author = random.choice(4, p=prior)
        llr = [likelihood_ratio(1.2, h == author, z) for h, z in enumerate(random.standard_normal(4))]
        after = posterior(prior, llr)
        believed.append(after.max())
        right.append(after.argmax() == author)
    believed, right = np.array(believed), np.array(right)
    for low in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        within = (believed >= low) & (believed < low + 0.1)
        assert right[within].mean() == pytest.approx(believed[within].mean(), abs=4.0 * 0.5 / math.sqrt(within.sum()))


@pytest.mark.parametrize(("d", "prior", "bar"), [(2.0, 0.3, 0.8), (1.0, 0.3, 0.8), (0.5, 0.5, 0.6), (3.0, 0.1, 0.95)])
def test_naming_rates_are_tail_probabilities(d, prior, bar):
    needed = log_odds(bar) - log_odds(prior)
    assert naming_rates(d, prior, bar) == pytest.approx((norm.sf(needed, d * d / 2, d), norm.sf(needed, -d * d / 2, d)))


def test_a_name_at_the_bar_is_wrong_at_most_as_often_as_the_bar_allows():
    for d, bar in ((0.5, 0.6), (1.0, 0.8), (2.0, 0.8), (3.0, 0.95)):
        right, wrong = naming_rates(d, 0.3, bar)
        assert 0.7 * wrong / (0.3 * right + 0.7 * wrong) < 1.0 - bar


def test_a_higher_bar_names_fewer_of_either_and_the_innocent_sooner_spared():
    rates = np.array([naming_rates(1.5, 0.3, bar) for bar in (0.4, 0.6, 0.8, 0.9, 0.99)])
    assert np.all(np.diff(rates, axis=0) < 0.0)
    assert np.all(np.diff(rates[:, 0] / rates[:, 1]) > 0.0)


def test_no_evidence_names_whom_the_prior_names():
    assert naming_rates(0.0, 0.3, 0.8) == (0.0, 0.0)
    assert naming_rates(0.0, 0.9, 0.8) == (1.0, 1.0)


@given(st.floats(0.0, 5.0), st.floats(0.0, 1.0), st.integers(1, 50))
def test_pooling_helps_less_and_less_and_never_past_its_limit(d, correlation, m):
    one, more, most = (evidence_strength(d, k, correlation) for k in (m, m + 1, 10**9))
    assert d <= one + 1e-12 and one <= more + 1e-12 and more <= most + 1e-9
    if correlation > 0.001:
        assert most <= d / math.sqrt(correlation) + 1e-9


def test_independent_sources_add_up_and_copies_add_nothing():
    assert evidence_strength(0.7, 9, 0.0) == pytest.approx(2.1)
    assert evidence_strength(0.7, 9, 1.0) == pytest.approx(0.7)
    assert evidence_strength(0.7, 1, 0.3) == pytest.approx(0.7)
    assert evidence_strength(0.7, 0, 0.3) == 0.0


def test_twenty_seven_and_thirty_seven_contributors_tell_the_same():
    """At correlation 0.3 the limit is 1.83 of one: partners would not matter if everybody already shared."""
    assert evidence_strength(1, 27, 0.3) == pytest.approx(1.75, abs=0.005)
    assert evidence_strength(1, 37, 0.3) == pytest.approx(1.77, abs=0.005)


@pytest.mark.parametrize(("rate", "accuracy"), [(0.0, 0.7), (0.3, 0.7), (0.6, 0.9), (1.0, 0.5)])
def test_the_flags_shown_by_one_author_are_a_distribution(rate, accuracy):
    own = flag_likelihood(rate, accuracy, 4)
    assert 0.0 <= own <= 1.0
    assert own + 3.0 * (1.0 - own) / 3.0 == pytest.approx(1.0)


def test_without_flags_the_channel_is_as_good_as_its_accuracy():
    assert flag_likelihood(0.0, 0.7, 4) == pytest.approx(0.7)
    assert flag_likelihood(0.3, 1.0, 4) == pytest.approx(0.7), "perfect forensics still meet the flag"
    assert flag_likelihood(0.3, 0.25, 4) == pytest.approx(0.25), "guessing is guessing"


def test_accumulation_takes_longer_in_steps_and_with_weaker_evidence():
    assert months_stepped(0.8, seed=5) > months_continuous(0.8) > months_continuous(1.0)
    assert months_continuous(2.0) == pytest.approx(months_continuous(1.0) / 4.0), "time goes as 1/d²"
