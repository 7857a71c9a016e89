"""What theory predicts of the whole model, each a paired 95 % interval over the same luck.

Run k of every setting meets the same opportunities, so what is compared is the difference run by run. A prediction
holds where the whole interval lies on its side. What theory leaves open (balancing) is tested for what it is made of;
its net effect stands in docs/validation.md.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from experiments.statistics import t_interval
from model.measures import MEASURES
from model.randomness import run_key
from model.simulation import prepare, run_block
from model.summary import summarise

RUNS = 64
KEYS = [run_key(2025, k) for k in range(RUNS)]
EXIT, SETTLED = 60, 84
"""Month of the hegemon's exit in `us-retrenchment`, and two years after it."""


class Interval(NamedTuple):
    """A mean and its 95 % interval."""

    mean: float
    low: float
    high: float


class Results:
    """Runs made once and asked many times; `results("no-response").damage` is an array, a figure a run."""

    def __init__(self) -> None:
        self.monthly: dict[tuple, np.ndarray] = {}

    def __call__(self, policy="baseline", scenario="today", first=0, **parameters):
        setting = (policy, scenario, tuple(sorted(parameters.items())))
        if setting not in self.monthly:
            runs = run_block(prepare(policy, scenario, parameters=parameters), KEYS, series=True)
            assert not runs.errors
            self.monthly[setting] = runs.measures
        return Summary(summarise(self.monthly[setting], first=first))


class Summary:
    """The measures of many runs by name."""

    def __init__(self, table: np.ndarray) -> None:
        self.table = table

    def __getattr__(self, name: str) -> np.ndarray:
        return self.table[:, list(MEASURES).index(name)]


@pytest.fixture(scope="module")
def results():
    return Results()


def interval(values) -> Interval:
    """Student-t interval over the runs in which the figure is defined."""
    values = np.asarray(values, dtype=float)
    assert np.mean(np.isnan(values)) < 0.1, "a figure that is undefined in many runs is no evidence"
    return Interval(*t_interval(values[~np.isnan(values)]))


def rises(after, before) -> bool:
    return interval(after - before).low > 0.0


def falls(after, before) -> bool:
    return interval(after - before).high < 0.0


@pytest.mark.parametrize("policy", ["no-response", "no-attribution"])
def test_without_an_answer_or_an_author_attacks_grow_severe_and_harm_grows(results, policy):
    """The severe share at least two and a half times, the damage at least 1.8 times, with 95 % confidence."""
    without, baseline = results(policy), results()
    assert rises(without.severe_share, 2.5 * baseline.severe_share)
    assert rises(without.damage, 1.8 * baseline.damage)


def test_perfect_attribution_makes_attacks_milder_and_less_harmful(results):
    perfect, baseline = results("perfect-attribution"), results()
    assert falls(perfect.severe_share, 0.75 * baseline.severe_share)
    assert falls(perfect.damage, 0.9 * baseline.damage)
    assert falls(perfect.misattributed_share, 0.5 * baseline.misattributed_share)


def test_strict_consensus_acts_almost_never(results):
    """32 independent members at one try: under one in twenty consultations ends in an answer, and deterrence suffers."""
    strict, baseline = results("strict-consensus"), results()
    assert interval(strict.response_share).high < 5.0
    assert falls(strict.collective_responses, 0.1 * baseline.collective_responses)
    assert rises(strict.severe_share, baseline.severe_share)


def test_a_low_bar_blames_the_wrong_party_more(results):
    """More cases named, more of them wrongly, more answers against the innocent: and attacks are deterred less."""
    low, baseline = results("low-bar"), results()
    assert rises(low.attributed_share, baseline.attributed_share)
    assert rises(low.misattributed_share, 2.0 * baseline.misattributed_share)
    assert rises(low.false_responses, 2.0 * baseline.false_responses)
    assert rises(low.severe_share, baseline.severe_share)


def test_a_hegemons_exit_raises_allied_spending_by_less_than_the_cut(results):
    """The other allies spend more, yet the members together less: their rise is positive and below the hegemon's cut."""
    after, before = results(scenario="us-retrenchment", first=SETTLED), results(first=SETTLED)
    assert rises(after.core_share_allies, before.core_share_allies)
    assert falls(after.core_share_gdp, before.core_share_gdp)


def test_a_hegemons_exit_leaves_more_severe_cases_unanswered(results):
    """Of the severe cases before the Council a smaller share is answered, and attacks grow more severe. The count of
    answers may rise all the same, because there is more to answer: it is the share that theory speaks of."""
    after, before = results(scenario="us-retrenchment", first=EXIT), results(first=EXIT)
    assert falls(after.severe_response_share, before.severe_response_share)
    assert rises(after.severe_share, before.severe_share)


def test_nothing_changes_before_the_exit(results):
    """Dated changes do not reach back: the first sixty months are the same, to the last bit."""
    results(), results(scenario="us-retrenchment")
    before, after = (results.monthly[("baseline", s, ())][:, :EXIT] for s in ("today", "us-retrenchment"))
    late = [
        n
        for n, m in enumerate(m for m in MEASURES.values() if m.summary not in ("ratio", "difference"))
        if not m.settles
    ]
    assert np.array_equal(before[..., late], after[..., late]), (
        "measures that settle late are booked back to their month"
    )


def test_deterrence_works_on_severity_not_on_the_count_of_low_operations(results):
    """Without answers severe operations more than double; all operations change by less than a tenth, low ones fall."""
    without, baseline = results("no-response"), results()
    assert rises(without.operations_severe, 2.0 * baseline.operations_severe)
    assert interval(np.abs(without.operations / baseline.operations - 1.0)).high < 0.1
    assert falls(without.operations_low, baseline.operations_low), (
        "what is not deterred is not mild: low tiers lose to high"
    )


def test_deterrence_is_learnt_and_not_assumed(results):
    """The null: adversaries whose beliefs are frozen do not notice that nobody answers. What is left, through norms,
    cohesion and hostility, is under a tenth of what learning adversaries make of it."""
    frozen = interval(results("no-response", learning=False).severe_share - results(learning=False).severe_share)
    learning = interval(results("no-response").severe_share - results().severe_share)
    assert frozen.high < 0.1 * learning.low


def test_frozen_beliefs_never_move(results):
    results(learning=False)
    monthly = results.monthly[("baseline", "today", (("learning", False),))]
    belief = monthly[..., [n for n, m in MEASURES.items() if m.summary not in ("ratio", "difference")].index("belief")]
    assert np.ptp(belief) < 1e-12


def test_balancing_blocks_answers_and_dampens_escalation(results):
    """Members that hedge object more and fewer cases are answered; the channel they keep lowers expected escalation."""
    hedged, aligned = (
        results(scenario="strategic-balancing"),
        results(scenario="strategic-balancing", balancing_scale=0),
    )
    assert rises(hedged.objections_per_vote, aligned.objections_per_vote)
    assert falls(hedged.severe_response_share, aligned.severe_response_share)
    assert falls(hedged.escalations_expected, aligned.escalations_expected)


def test_balancing_helps_through_its_channel_alone(results):
    """With the same hedging members, what the channel does is a gain: without mediation escalation is worse."""
    scenario = "strategic-balancing"
    with_channel, without = results(scenario=scenario), results(scenario=scenario, mediation=0)
    assert falls(with_channel.escalations_expected, without.escalations_expected)
    assert falls(with_channel.intimidations_expected, without.intimidations_expected)


FROZEN = {"vicarious": 0, "theta": 0, "threat_response": 0, "salience": 0}
"""Nobody learns from what befalls others, and budgets hear neither allies' spending nor threat nor loss."""


@pytest.fixture(scope="module")
def russias(tmp_path_factory):
    """The same luck in a calm world and in one with a Russia of twice the tempo, everything between them frozen."""
    folder = tmp_path_factory.mktemp("russias")
    found = {}
    for name, body in (("calm", ""), ("restless", "[adversaries.RUS]\ntempo = { times = 2 }\n")):
        path = folder / f"{name}.toml"
        path.write_text(f'title = "{name}"\nmeaning = "Russia."\n{body}')
        keys = [run_key(2025, k) for k in range(200)]
        found[name] = run_block(prepare(scenario=path, parameters=FROZEN), keys, incidents=True)
    return found


def chinese(runs, figure):
    """A figure of China's part of every run's log."""
    china = runs.roster.adversary_codes.index("CHN")
    return np.array([figure(events[events.author == china]) for events in runs.events], dtype=float)


def test_budgets_are_frozen(russias):
    for measure in ("core_share", "resilience", "resilience_minimum"):
        column = list(MEASURES).index(measure)
        assert np.array_equal(russias["calm"].summaries[:, column], russias["restless"].summaries[:, column])


def test_china_has_the_same_opportunities_beside_either_russia(russias):
    china = russias["calm"].roster.adversary_codes.index("CHN")
    for calm, restless in zip(russias["calm"].events, russias["restless"].events, strict=True):
        assert np.array_equal(calm.identity[calm.author == china], restless.identity[restless.author == china])


def test_a_more_aggressive_russia_makes_china_attack_more_severely(russias):
    """Complementarity (Baliga et al. 2020): suspicion and the Council's patience go to Russia, and China strikes harder
    and harms more. As with deterrence it shows in what is done, not in how often: low operations turn into severe ones."""
    calm, restless = russias["calm"], russias["restless"]
    for figure in (lambda log: np.count_nonzero(log.tier >= 2), lambda log: log.harm_money.sum()):
        assert rises(chinese(restless, figure), chinese(calm, figure))
    count = interval(chinese(restless, lambda log: np.count_nonzero(log.tier >= 0) / len(log)))
    assert count.mean == pytest.approx(chinese(calm, lambda log: np.mean(log.tier >= 0)).mean(), abs=0.01)
