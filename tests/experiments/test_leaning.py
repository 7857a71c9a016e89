"""Where worlds differ by factors a bell says too little of signs: shares of worlds are then those of ratios."""

import numpy as np
import pytest
from scipy.stats import norm

from experiments import compare
from experiments.analysis.futures import futures
from experiments.analysis.leaning import told_by_ratios


def harms(count, effect, spread, seed):
    """Harm of ten to the power of a normal under the reference; the policy multiplies it by exp(effect + spread z)."""
    draws = np.random.default_rng(seed)
    reference = np.exp(1.5 * draws.normal(size=(count, 1)) + 0.3 * draws.normal(size=(count, 2)))
    return reference * np.exp(
        effect + spread * draws.normal(size=(count, 1)) + 0.1 * draws.normal(size=(count, 2))
    ), reference


def test_a_policy_that_nearly_always_lowers_harm_is_told_as_such():
    policy, reference = harms(200, -0.3, 0.15, 1)
    plain = futures(policy - reference, "lower")
    told = told_by_ratios(plain, policy, reference, "lower")
    true = norm.cdf(0.3 / 0.15)
    assert plain.share_worlds < 0.85 and plain.verdict.startswith("open")
    assert told.share_worlds == pytest.approx(true, abs=0.03) and told.verdict != plain.verdict
    assert (told.difference, told.low, told.high, told.world_low) == (
        plain.difference,
        plain.low,
        plain.high,
        plain.world_low,
    )


def test_the_interval_of_the_share_covers_far_better_than_a_bell():
    true, inside, bell = norm.cdf(0.2 / 0.2), [], []
    for seed in range(200):
        policy, reference = harms(100, -0.2, 0.2, seed)
        plain = futures(policy - reference, "lower")
        told = told_by_ratios(plain, policy, reference, "lower") or plain
        inside.append(told.share_worlds_low <= true <= told.share_worlds_high)
        bell.append(plain.share_worlds_low <= true <= plain.share_worlds_high)
    assert np.mean(inside) >= 0.85 and np.mean(bell) <= np.mean(inside) - 0.2, (np.mean(inside), np.mean(bell))


def test_where_worlds_do_not_lean_or_a_measure_may_be_nought_nothing_changes():
    draws = np.random.default_rng(3)
    reference = 10.0 + draws.normal(size=(200, 2))
    policy = reference - 0.5 + draws.normal(size=(200, 1))
    assert told_by_ratios(futures(policy - reference), policy, reference, "lower") is None
    policy, reference = harms(200, -0.3, 0.15, 1)
    reference[0, 0] = 0.0
    assert told_by_ratios(futures(policy - reference), policy, reference, "lower") is None


def test_a_comparison_says_which_measures_lean():
    found = compare(["baseline", "no-response"], runs=120, months=60, measures=["damage", "cohesion"])
    row = found.table.set_index(["policy", "measure"]).loc[("no-response", "damage")]
    assert row["share_worlds"] > 0.9 and any(
        note.startswith("worlds lean") and "damage" in note for note in found.notes
    )
