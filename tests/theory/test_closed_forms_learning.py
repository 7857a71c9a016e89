"""What is learnt: beliefs that fade, trust lost faster than won, norms raised and worn, skills between exercises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.rules.escalation import cbrn_hazard
from model.rules.exercises import periodic_skill, trained
from model.rules.learning import belief, forget, steady_belief
from model.rules.norms import credence_next, credence_rest, norm_next, norm_rest

share = st.floats(0.0, 1.0)


def test_the_first_belief_is_the_mean_of_the_prior():
    assert belief(1.0, 6.0) == pytest.approx(1 / 7)
    assert belief(0.0, 0.0) == 0.5


@given(st.floats(0.0, 100.0), st.floats(0.0, 100.0))
def test_a_punishment_raises_a_belief_and_an_escape_lowers_it(punished, unpunished):
    before = belief(punished, unpunished)
    assert belief(punished + 1.0, unpunished) >= before >= belief(punished, unpunished + 1.0)


@given(st.floats(0.0, 100.0), st.floats(0.0, 10.0), share)
def test_a_count_fades_to_its_prior(count, prior, decay):
    after = forget(count, prior, decay)
    assert min(count, prior) - 1e-9 <= after <= max(count, prior) + 1e-9
    assert forget(count, prior, 1.0) == pytest.approx(count) and forget(count, prior, 0.0) == prior


@pytest.mark.parametrize(("prior", "decay", "rate"), [((1, 1), 0.97, 0.1), ((1, 6), 0.985, 0.4), ((1, 6), 0.5, 1.0)])
def test_the_belief_at_rest_is_where_forgetting_and_events_balance(prior, decay, rate):
    punished, unpunished = (float(count) for count in prior)
    for _ in range(5000):
        punished = forget(punished, prior[0], decay) + rate
        unpunished = forget(unpunished, prior[1], decay) + 1.0 - rate
    assert belief(punished, unpunished) == pytest.approx(steady_belief(*prior, decay, rate), abs=1e-9)


def test_whoever_forgets_nothing_learns_the_truth_and_whoever_forgets_all_half_trusts_its_prior():
    assert steady_belief(1, 6, 1.0, 0.4) == 0.4
    assert steady_belief(1, 6, 0.999999, 0.4) == pytest.approx(0.4, abs=1e-4)
    assert steady_belief(1, 6, 0.0, 0.4) == pytest.approx((1 + 0.4) / 8)


@given(share, share, share, share, share)
def test_credence_stays_a_probability(credence, answer, up, down, weight):
    assert -1e-12 <= credence_next(credence, answer, up, down, weight) <= 1.0 + 1e-12


@pytest.mark.parametrize("q", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_credence_rests_where_what_is_won_is_what_is_lost(q):
    credence = 0.4
    for _ in range(5000):
        answered = credence_next(credence, 1.0, 0.05, 0.1, 1.0)
        silent = credence_next(credence, 0.0, 0.05, 0.1, 1.0)
        credence = q * answered + (1.0 - q) * silent
    assert credence == pytest.approx(credence_rest(q, 0.05, 0.1), abs=1e-9)


def test_trust_is_lost_faster_than_won():
    """With down twice up, half of the cases answered leaves a third of the trust; equal rates would leave half."""
    assert credence_rest(0.5, 0.05, 0.1) == pytest.approx(1 / 3)
    assert credence_rest(0.5, 0.05, 0.05) == pytest.approx(0.5)
    assert all(credence_rest(q, 0.05, 0.1) < q for q in np.linspace(0.01, 0.99, 20))


@given(share, share, share, share, share, st.floats(0.0, 10.0), st.floats(0.0, 10.0))
def test_the_norm_stays_a_share(norm, gain, wear, reversion, rest, answered, unanswered):
    assert 0.0 <= norm_next(norm, gain, wear, reversion, rest, answered, unanswered) <= 1.0


@pytest.mark.parametrize(
    "setting", [(0.05, 0.05, 0.01, 0.5, 0.2, 0.8), (0.05, 0.01, 0.01, 0.5, 3.0, 1.0), (0.05, 0.01, 0.01, 0.5, 0, 0)]
)
def test_the_norm_rests_where_nothing_moves_it(setting):
    norm = 0.9
    for _ in range(20_000):
        norm = norm_next(norm, *setting)
    assert norm == pytest.approx(norm_rest(*setting), abs=1e-9)


def test_violations_answered_raise_the_norm_and_silence_wears_it():
    quiet = norm_rest(0.05, 0.01, 0.01, 0.5, 0.0, 0.0)
    assert norm_rest(0.05, 0.01, 0.01, 0.5, 1.0, 0.0) > quiet == 0.5 > norm_rest(0.05, 0.01, 0.01, 0.5, 0.0, 1.0)


@pytest.mark.parametrize(("gain", "retention"), [(0.3, 0.97), (0.1, 0.9), (1.0, 0.97), (0.0, 0.97)])
def test_a_skill_at_rest_returns_to_itself_after_a_year(gain, retention):
    skill = periodic_skill(gain, retention, 0)
    faded = skill * retention**12
    assert trained(faded, gain) == pytest.approx(skill, abs=1e-12)


def test_skills_after_and_before_a_yearly_exercise():
    """0.583 just after, 0.405 a year later, 0.49 on average, for a gain of 0.3 and a retention of 0.97 a month."""
    assert periodic_skill(0.3, 0.97, 0) == pytest.approx(0.583, abs=5e-4)
    assert periodic_skill(0.3, 0.97, 12) == pytest.approx(0.405, abs=5e-4)
    year = [periodic_skill(0.3, 0.97, m) for m in range(13)]
    assert (sum(year) - 0.5 * (year[0] + year[12])) / 12 == pytest.approx(0.49, abs=0.005)


def test_two_exercises_a_year_help_less_than_twice():
    once, twice = periodic_skill(0.3, 0.97, 0), 0.3 / (1.0 - 0.97**6 * 0.7)
    assert once < twice < 2.0 * once


def test_the_red_line_lowers_the_hazard_as_far_as_it_is_believed():
    assert cbrn_hazard(5.0, 0.002, 0.0, 1.0) == pytest.approx(0.002)
    assert cbrn_hazard(5.0, 0.002, 0.95, 0.6) == pytest.approx(0.002 * 0.43)
    assert cbrn_hazard(5.0, 0.002, 0.95, 0.0) == pytest.approx(0.002), "nobody believes it"
    assert cbrn_hazard(2.5, 0.002, 0.0, 0.0) == pytest.approx(0.002 / 16), "the fourth power of escalation"
    assert cbrn_hazard(0.0, 0.002, 0.0, 0.0) == 0.0
