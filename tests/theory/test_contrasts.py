"""What theory predicts of the whole model, each a paired 95 % interval over the same luck.

The predictions stand in `experiments/validation/contrasts.py`. Run k of every setting meets the same opportunities, so
what is compared is the difference run by run; a prediction holds where the whole interval lies on its side.
"""

from __future__ import annotations

import numpy as np
import pytest

from experiments.validation.complementarity import FROZEN, WEAK, beside_russia, chinese, severe
from experiments.validation.contrasts import CONTRASTS, EXIT, Results, interval
from model.measures import MEASURES, MONTHLY
from model.rules.retaliation import REVENGE_FIRST


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


@pytest.fixture(scope="module", params=["weak", "shipped"])
def russias(request):
    """The same luck beside a calm Russia and beside one of twice the tempo, everything between the two frozen: with weak
    evidence, and with the evidence that ships."""
    values = WEAK if request.param == "weak" else FROZEN
    return request.param, *(beside_russia(tempo, runs=300, seed=2025, parameters=values) for tempo in (1.0, 2.0))


def test_budgets_are_frozen(russias):
    _, calm, restless = russias
    for measure in ("core_share", "resilience", "resilience_minimum"):
        column = list(MEASURES).index(measure)
        assert np.array_equal(calm.summaries[:, column], restless.summaries[:, column])


def test_china_has_the_same_opportunities_beside_either_russia(russias):
    _, calm, restless = russias
    china = calm.roster.adversary_codes.index("CHN")
    for logs in zip(calm.events, restless.events, strict=True):
        one, other = (log.identity[(log.author == china) & (log.index < REVENGE_FIRST)] for log in logs)
        assert np.array_equal(one, other)


def test_a_more_aggressive_russia_takes_suspicion_from_china(russias):
    """Fewer of China's detected operations are laid at its door: Bayes' rule, with whatever evidence."""
    _, calm, restless = russias
    china = calm.roster.adversary_codes.index("CHN")
    rightly = [chinese(runs, lambda log: np.mean(log.named[log.detected > 0] == china)) for runs in (calm, restless)]
    assert interval(rightly[1] - rightly[0]).high < 0.0


def test_china_then_attacks_more_severely_where_evidence_is_weak_and_no_more_where_it_is_not(russias):
    """Complementarity (Baliga et al. 2020). It shows in what is done, not in how often, and only where suspicion decides who is
    named for a grave deed: with the evidence that ships it cannot be told."""
    evidence, calm, restless = russias
    change = interval(chinese(restless, severe) - chinese(calm, severe))
    assert change.low > 0.0 if evidence == "weak" else change.low < 0.0
