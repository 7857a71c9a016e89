"""Findings are asked again in other worlds: what a world moves, what a verdict means, and that nothing else changes."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from experiments.analysis.futures import futures
from experiments.validation.altered import SPLITS, Alteration, alterations, asked_in, split
from experiments.validation.bands import bands, baseline_runs
from experiments.validation.contrasts import Results
from experiments.validation.other_rules import every_month, last_event, linear_operator
from experiments.validation.robustness import FINDINGS, LEARNT, SETTINGS, Worlds, rests, verdict
from model.measures import MEASURES, MONTHLY
from model.parameters import parameter_record
from model.rules.learning import book_deed, chance_of_answer, relax_beliefs
from model.simulation import copy_world, prepare
from model.state import Tier


@pytest.mark.parametrize(
    ("values", "side", "expected"),
    [
        ([1.0, 1.1, 0.9], +1, "holds"),
        ([1.0, 1.1, 0.9], -1, "breaks"),
        ([-1.0, -1.1, -0.9], -1, "holds"),
        ([1.0, -1.0, 0.1], +1, "unclear"),
        ([np.nan, np.nan, 1.0], +1, "unclear"),
    ],
)
def test_a_verdict_is_where_the_whole_interval_lies(values, side, expected):
    assert verdict(np.array(values), side) == expected


def test_every_finding_compares_settings_and_measures_that_exist():
    for one in FINDINGS:
        assert {one.setting, one.against} <= set(SETTINGS) and one.measure in MEASURES and one.side in (-1, 1)
    assert len({one.name for one in FINDINGS}) == len(FINDINGS)


def test_counted_by_quarters_every_finding_is_the_same_number():
    """Sums, means and ratios of sums do not hang on whether months or quarters are counted; maxima and last values would."""
    monthly = Results(2, 3).months()
    quarters = monthly.reshape(monthly.shape[0], -1, 3, monthly.shape[2]).sum(axis=2)
    for one in FINDINGS:
        measure = MEASURES[one.measure]
        assert measure.summary in ("sum", "mean", "ratio")
        for name in measure.of if measure.summary == "ratio" else (one.measure,):
            k = MONTHLY.index(name)
            assert quarters[:, :, k].sum(axis=1) == pytest.approx(monthly[:, :, k].sum(axis=1))


def test_nothing_altered_is_the_model_as_it_is():
    asked, results = asked_in(Alteration("as it is"), runs=3, seed=5), Results(3, 5)
    for name in ("baseline", "hague", "frozen", "exit", "hedging, aligned"):
        policy, scenario, more = SETTINGS[name]
        assert np.array_equal(asked.columns[name]["damage"], results(policy, scenario, **more).damage)
    assert set(asked.verdicts()) == {one.name for one in FINDINGS} | {LEARNT}


def test_flattened_focus_changes_whom_adversaries_seek():
    flat = next(one for one in alterations() if one.attention == 0.0)
    assert not np.array_equal(
        asked_in(flat, runs=2).columns["baseline"]["damage"],
        asked_in(Alteration("as it is"), runs=2).columns["baseline"]["damage"],
    )


def events(belief, outcomes, alter):
    """The disruption belief of an adversary after these outcomes, one a month, beliefs relaxed by `alter` in between."""
    world = copy_world(prepare(months=12).template)
    p = parameter_record({"event_decay": 1.0, "vicarious": 0.0})[0]
    one = world.adversaries[0]
    one.tier_punished[Tier.DISRUPTION], one.tier_unpunished[Tier.DISRUPTION] = 7.0 * belief, 7.0 * (1.0 - belief)
    for outcome in outcomes:
        if outcome is not None:
            book_deed(world, 0, Tier.DISRUPTION.value, 0, 0, outcome, p)
        alter(world, p)
    return chance_of_answer(one, Tier.DISRUPTION.value, 0, 0, p)


def test_a_linear_operator_moves_by_an_eighth_of_the_surprise_and_rests_without_events():
    assert events(0.2, [1.0], linear_operator) == pytest.approx(0.2 + 0.8 / 8)
    assert events(0.2, [1.0, 0.0], linear_operator) == pytest.approx(0.3 * 7 / 8)
    assert events(0.2, [1.0, None, None], linear_operator) == pytest.approx(0.3)


def test_the_last_event_is_what_will_be():
    assert events(0.2, [0.0, 1.0], last_event) > 0.95
    assert events(0.2, [1.0, None, 0.0], last_event) < 0.05


@pytest.mark.parametrize(
    "name",
    [
        "deciding: a vote once in three months",
        pytest.param("learning rule: linear operator", marks=pytest.mark.long),
        pytest.param("learning rule: blame in every month", marks=pytest.mark.long),
    ],
)
def test_other_rules_are_really_another_engine(name):
    here = asked_in(Alteration("as it is"), runs=2).columns["baseline"]["severe_share"]
    altered = next(one for one in alterations() if one.name == name)
    rules_alone = Alteration("rules alone", {}, rules=altered.rules)
    assert not np.array_equal(asked_in(rules_alone, runs=2).columns["baseline"]["severe_share"], here)


def test_blame_counts_in_quiet_months_alone():
    """P̂0 is the chance of being blamed in a month without a deed that was seen; by the other rule any month's blame counts."""
    p = parameter_record({})[0]
    found = {}
    for seen in (0, 1):
        for rule in (relax_beliefs, every_month):
            world = copy_world(prepare(months=12).template)
            one = world.adversaries[0]
            one.seen, one.blame = seen, 0.5
            before = one.blamed + one.unblamed
            rule(world, p)
            assert one.blame == 0.5
            found[seen, rule] = one.blamed + one.unblamed > before + 0.5
    assert found == {
        (0, relax_beliefs): True,
        (0, every_month): True,
        (1, relax_beliefs): False,
        (1, every_month): True,
    }


def test_the_record_does_not_see_whether_fear_or_cost_holds_adversaries_back():
    """Worlds in which silence makes far less of a difference meet as many bands."""
    for costs in SPLITS:
        world = split(*costs).parameters
        results = Results(40, 0)
        severe = results("no-response", **world).severe_share.mean() / results(**world).severe_share.mean()
        assert 1.2 < severe < 2.0 < 3.0 < _silence()
        assert sum(band.low <= figure <= band.high for band, figure in bands(baseline_runs(40, 0, 2, world))) >= 12


@cache
def _silence():
    """What silence makes of the severe share, as shipped."""
    results = Results(40, 0)
    return results("no-response").severe_share.mean() / results().severe_share.mean()


def test_findings_are_asked_in_the_worlds_of_the_record_under_the_same_luck():
    worlds = Worlds(worlds=4, seed=1)
    assert len(worlds.asked) == len(worlds.table) == 4 and len(worlds.table.columns) > 100
    silence = next(one for one in FINDINGS if one.name == "silence raises the severe share")
    gaps = worlds.gaps(silence)
    assert gaps.shape == (4, 2) and (gaps > 0.0).all()
    assert [one.difference(silence)[0] for one in worlds.asked] == pytest.approx(gaps.mean(axis=1))
    assert worlds.held(gaps, +1).found.difference == pytest.approx(gaps.mean())


@pytest.mark.parametrize(
    ("level", "spread", "side", "expected"),
    [
        (1.0, 0.1, +1, "firm in size"),
        (1.0, 0.5, +1, "firm in sign"),
        (1.0, 0.5, -1, "fallen"),
        (1.0, 3.0, +1, "open: worlds disagree"),
    ],
)
def test_how_a_finding_rests(level, spread, side, expected):
    draws = np.random.default_rng(2)
    gaps = level + spread * draws.normal(size=(400, 1)) + 0.1 * draws.normal(size=(400, 2))
    assert rests(futures(gaps), side) == expected


def test_of_few_futures_nothing_rests():
    draws = np.random.default_rng(4)
    assert rests(futures(1.0 + draws.normal(size=(6, 2))), +1) == "open: too few futures"
