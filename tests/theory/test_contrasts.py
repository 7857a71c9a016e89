"""What theory predicts of the whole model, each a paired 95 % interval over the same luck.

The predictions stand in `experiments/validation/contrasts.py`. Run k of every setting meets the same opportunities, so
what is compared is the difference run by run; a prediction holds where the whole interval lies on its side.
"""

from __future__ import annotations

import numpy as np
import pytest

from experiments.validation.complementarity import beside_russia, chinese, severe
from experiments.validation.contrasts import CONTRASTS, EXIT, Results, interval
from model.measures import MEASURES, MONTHLY


@pytest.fixture(scope="module")
def results():
    return Results(runs=64, seed=2025)


@pytest.mark.parametrize("contrast", CONTRASTS, ids=[one.name for one in CONTRASTS])
def test_theory_predicts(contrast, results):
    found = contrast.found(results)
    assert contrast.holds(found), found


def test_the_predictions_cover_what_theory_speaks_of():
    """Each of these has at least one prediction, and what theory leaves open is reported and not predicted."""
    for subject in (
        "no response",
        "no attribution",
        "perfect attribution",
        "strict consensus",
        "low bar",
        "exit",
        "balancing",
    ):
        assert any(one.name.startswith(subject) and one.side in "<>" for one in CONTRASTS), subject
    assert {one.name for one in CONTRASTS if one.side == "reported" and one.name.startswith("balancing")}


def test_nothing_changes_before_the_exit(results):
    """Dated changes do not reach back: the first sixty months are the same, to the last bit."""
    before, after = (results.months(scenario=scenario)[:, :EXIT] for scenario in ("today", "us-retrenchment"))
    at_once = [n for n, name in enumerate(MONTHLY) if not MEASURES[name].settles]
    assert np.array_equal(before[..., at_once], after[..., at_once]), "what settles late is booked back to its month"


def test_frozen_beliefs_never_move(results):
    belief = results.months(learning=False)[..., MONTHLY.index("belief")]
    assert np.ptp(belief) < 1e-12


def test_balancing_helps_through_its_channel(results):
    """With the same hedging members, escalation and threats are worse where nobody mediates."""
    with_channel = results(scenario="strategic-balancing")
    without = results(scenario="strategic-balancing", mediation=0)
    assert interval(with_channel.escalations_expected - without.escalations_expected).high < 0.0
    assert interval(with_channel.intimidations_expected - without.intimidations_expected).high < 0.0


@pytest.fixture(scope="module")
def russias():
    """The same luck beside a calm Russia and beside one of twice the tempo, everything between the two frozen."""
    return beside_russia(1.0, runs=200, seed=2025), beside_russia(2.0, runs=200, seed=2025)


def test_budgets_are_frozen(russias):
    calm, restless = russias
    for measure in ("core_share", "resilience", "resilience_minimum"):
        column = list(MEASURES).index(measure)
        assert np.array_equal(calm.summaries[:, column], restless.summaries[:, column])


def test_china_has_the_same_opportunities_beside_either_russia(russias):
    calm, restless = russias
    china = calm.roster.adversary_codes.index("CHN")
    for one, other in zip(calm.events, restless.events, strict=True):
        assert np.array_equal(one.identity[one.author == china], other.identity[other.author == china])


def test_a_more_aggressive_russia_makes_china_attack_more_severely(russias):
    """Complementarity (Baliga et al. 2020): suspicion and the Council's patience go to Russia, and China strikes harder
    and harms more. As with deterrence it shows in what is done, not in how often: low operations turn into severe ones."""
    calm, restless = russias
    for figure in (severe, lambda log: log.harm_money.sum()):
        assert interval(chinese(restless, figure) - chinese(calm, figure)).low > 0.0
    often = [chinese(runs, lambda log: np.mean(log.tier >= 0)).mean() for runs in russias]
    assert often[1] == pytest.approx(often[0], abs=0.01)
