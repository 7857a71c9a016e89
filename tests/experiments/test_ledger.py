"""The ledger follows the same opportunities under two policies, and its margins are each policy's own counts."""

from __future__ import annotations

import numpy as np
import pytest

from experiments import compare
from experiments.analysis.ledger import ABSENT, LABELS, VERDICTS, Log, compact, flows, parts, verdict
from model import simulate
from model.randomness import run_key

KEYS = [run_key(0, k) for k in range(4)]


@pytest.fixture(scope="module")
def logs():
    """Event logs of the same four runs under three policies."""
    policies = ("baseline", "no-response", "hague")
    return {policy: simulate(policy=policy, seeds=KEYS, months=72).events for policy in policies}


def test_rows_and_columns_sum_to_each_policys_own_counts_seed_by_seed(logs):
    for before, after in zip(logs["baseline"], logs["no-response"], strict=True):
        codes, counts = flows(compact(before), compact(after))
        for side, log in ((0, before), (1, after)):
            own = np.bincount(compact(log).label, minlength=len(LABELS))
            margin = np.bincount([parts(code)[side] for code in codes], weights=counts, minlength=len(LABELS))
            assert (margin[:-1] == own[:-1]).all()
        assert counts.sum() == len(np.union1d(before.identity, after.identity))


def test_classes_agree_with_the_runs_own_measures():
    runs = simulate(policy="baseline", seeds=KEYS, months=72)
    operations = runs.measures[:, :, runs.names.index("operations")].sum(axis=1)
    opportunities = runs.measures[:, :, runs.names.index("opportunities")].sum(axis=1)
    for row, events in enumerate(runs.events):
        log = compact(events)
        assert len(log.label) == opportunities[row]
        assert (log.label > 0).sum() == operations[row]


def test_identical_policies_give_a_diagonal():
    copy = {"name": "baseline-again"}
    found = compare([{"name": "as-it-is"}, copy], runs=5, months=48, ledger=True, measures=["operations"])
    assert (found.ledger.before == found.ledger.after).all()
    assert set(found.ledger.target) <= {"", "kept"}
    assert list(found.verdicts.verdict) == ["same"] and found.verdicts.share[0] == 1.0


def test_who_never_answers_provokes_more_than_is_deterred():
    found = compare(["baseline", "no-response"], runs=10, months=120, ledger=True, measures=["operations"])
    share = found.verdicts.set_index("verdict").share
    assert share.sum() == pytest.approx(1.0) and found.ledger.share.sum() == pytest.approx(1.0)
    assert share["provoked"] + share["harsher"] > share.get("deterred", 0.0) + share.get("milder", 0.0)
    assert (found.ledger.low <= found.ledger.share).all() and (found.ledger.share <= found.ledger.high).all()


def test_the_ledger_is_the_same_from_disk_and_memory(tmp_path):
    asked = {"runs": 6, "months": 36, "ledger": True, "measures": ["operations"]}
    kept = compare(["baseline", "hague"], out=tmp_path, **asked)
    assert kept.ledger.equals(compare(["baseline", "hague"], **asked).ledger)


def test_a_window_follows_the_opportunities_of_its_months_only(logs, tmp_path):
    (events, *_), (after, *_) = logs["baseline"], logs["no-response"]
    parted = [compact(events, window) for window in ((0, 24), (24, 72))]
    assert np.array_equal(np.concatenate([part.identity for part in parted]), compact(events).identity)
    assert len(compact(after, (0, 0)).identity) == 0
    asked = {"runs": 4, "months": 48, "ledger": True, "measures": ["operations"], "window": "2026:2026"}
    kept = compare(["baseline", "hague"], out=tmp_path, **asked)
    assert kept.ledger.equals(compare(["baseline", "hague"], **asked).ledger)
    whole = compare(["baseline", "hague"], **{**asked, "window": None})
    assert 0 < kept.ledger["count"].sum() < whole.ledger["count"].sum()


def log(**classes) -> Log:
    """A log with these classes by identity, all against target 0 unless a pair says otherwise."""
    pairs = {int(name[1:]): value if isinstance(value, tuple) else (value, 0) for name, value in classes.items()}
    labels = [LABELS.index(label) for label, _ in pairs.values()]
    return Log(np.array(list(pairs)), np.array(labels, np.int16), np.array([target for _, target in pairs.values()]))


def test_verdicts_of_a_made_up_pair():
    quiet, spy, cut = "abstained", "espionage, undetected", "disruption, undetected"
    before = log(_1=quiet, _2=spy, _3=cut, _4=spy, _5=(spy, 3), _6=spy, _7=spy)
    after = log(_1=spy, _2=quiet, _3=spy, _4=cut, _5=(spy, 4), _6="espionage, unnamed", _8=spy)
    codes, counts = flows(before, after)
    told = {verdict(code): int(count) for code, count in zip(codes, counts, strict=True)}
    assert told == dict.fromkeys(set(VERDICTS) - {"same"}, 1)
    assert LABELS[parts(codes[-1])[0]] in (*LABELS[:-1], ABSENT)


def test_every_class_has_a_name_of_its_own():
    assert len(set(LABELS)) == len(LABELS) == 1 + 4 * 15 + 1
