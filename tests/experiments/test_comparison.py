"""A comparison says what a policy changes, how surely, and what it does not know."""

from __future__ import annotations

import json
from functools import partial

import numpy as np
import pytest

import experiments
from experiments.analysis.by_state import FIGURES
from experiments.analysis.effects import Asked, effect_rows, pairs_of
from experiments.analysis.notes import on_shares
from experiments.analysis.statistics import paired_effect
from experiments.results.windows import parse_window
from experiments.running.run import run_study
from experiments.study.study import Study
from model.errors import RequestError

compare = partial(
    experiments.compare, worlds="one"
)  # luck alone; tests/experiments/test_over_worlds.py is about worlds
POLICIES = [{"name": "low"}, {"name": "high", "parameters": {"theta": 0.7, "tempo_scale": 1.1}}]


def rows(table, **where):
    for name, value in where.items():
        table = table[table[name] == value]
    return table.to_dict("records")


def test_a_shift_under_the_same_luck_is_known_exactly(toy):
    found = compare(POLICIES, runs=50, months=2, simulator=toy)
    reference, other = rows(found.table, measure="damage")
    assert reference["policy"] == "low" and np.isnan(reference["difference"])
    assert other["difference"] == pytest.approx(0.2)
    assert other["high"] - other["low"] < 1e-12 and other["runs"] == 50
    assert list(found.table.columns) == [
        *("policy", "scenario", "measure", "unit", "mean", "difference"),
        *("low", "high", "variance_reduction", "runs", "world_low", "world_high"),
        *("share_worlds", "share_worlds_low", "share_worlds_high", "share_futures", "luck_sd", "world_sd", "verdict"),
    ]


def test_difference_is_policy_less_reference_and_order_matters(toy):
    there = rows(compare(POLICIES, runs=40, months=2, simulator=toy).table, measure="operations")[1]
    back = rows(compare(POLICIES[::-1], runs=40, months=2, simulator=toy).table, measure="operations")[1]
    assert there["difference"] > 0 and back["difference"] == -there["difference"]
    assert there["variance_reduction"] > 20


def test_undefined_runs_are_left_out_and_said(toy):
    found = compare(POLICIES, runs=60, months=2, measures=["deterrence"], simulator=toy)
    assert rows(found.table)[1]["runs"] < 60
    assert any(note.startswith("left out of ") and "deterrence" in note for note in found.notes)


def test_a_share_of_all_cases_together_is_named_where_it_is_not_the_mean_of_runs_shares(monkeypatch):
    """Two runs of one case, answered, and one of 98, half of them: two thirds or more in the mean, half of all together."""
    found = experiments.compare(["baseline", "hague"], runs=3, months=40, measures=["response_share"], worlds="one")
    cases, answered = np.array([1.0, 1.0, 98.0]), np.array([1.0, 1.0, 49.0])
    held = {"response_share": 100.0 * answered / cases, "answered_cases": answered, "consultations": cases}
    monkeypatch.setattr(type(found.results), "columns", lambda self, entry, names: {name: held[name] for name in names})
    (note,) = on_shares(found.results, ["response_share"])
    assert note.endswith("under baseline: response_share 51.0 % (its mean over runs: 83.3)")
    held["response_share"][:] = 51.0
    assert on_shares(found.results, ["response_share", "operations"]) == []
    held["consultations"][:] = 0.0
    held["response_share"][:] = np.nan
    assert on_shares(found.results, ["response_share"]) == []


def test_rare_things_are_not_ranked_but_counted(toy):
    found = compare(POLICIES, runs=400, months=2, measures=["cbrn_uses"], simulator=toy)
    (note,) = found.notes
    assert "would tell its frequency" in note and "cbrn_expected" in note
    (unseen,) = compare(POLICIES, runs=5, months=2, measures=["cbrn_uses"], simulator=toy).notes
    assert "not seen in 10 runs" in unseen


def test_failed_runs_are_left_out_in_pairs_and_said(toy):
    found = compare(POLICIES, runs=60, months=2, parameters={toy.BROKEN: 0.1}, measures=["damage"], simulator=toy)
    assert "runs failed and are left out" in found.notes[0]
    assert rows(found.table)[1]["runs"] < 60


def test_everything_is_json_without_nan(toy):
    text = json.dumps(compare(POLICIES, runs=10, months=2, simulator=toy).to_json(), allow_nan=False)
    document = json.loads(text)
    assert document["policies"] == ["low", "high"] and document["scenario"] == "today" and document["runs"] == 10
    assert document["table"][0]["difference"] is None
    assert not {"time", "host", "out"} & set(document)


def test_memory_and_folder_give_the_same_table(tmp_path, toy):
    kept = compare(POLICIES, runs=120, months=2, out=tmp_path, simulator=toy).table
    assert kept.equals(compare(POLICIES, runs=120, months=2, simulator=toy).table)


def test_what_is_kept_besides_changes_no_figure(toy):
    keep = ["series", "incidents", "by_state"]
    found = compare(POLICIES, runs=30, months=24, keep=keep, simulator=toy)
    plain = compare(POLICIES, runs=30, months=24, simulator=toy)
    assert found.table.equals(plain.table)
    assert found.by_state is found.ledger is found.window is None
    assert found.results.study.keep == tuple(keep) and plain.results.study.keep == ()
    (first, months), *_ = found.results.store.monthly(found.results.entries[0].name)
    assert (first, months.shape[:2]) == (0, (30, 24))


def test_a_window_leaves_the_months_that_were_to_be_kept():
    asked = {"runs": 3, "months": 36, "window": "2026:2026", "measures": ["operations"]}
    found = compare(["baseline", "hague"], keep=["series"], **asked)
    assert found.table.equals(compare(["baseline", "hague"], **asked).table)
    (_, months), *_ = found.results.store.monthly(found.results.entries[0].name)
    assert months.shape[1] == 36


def test_bootstrap_repeats_itself_and_says_so(toy):
    one, two = (compare(POLICIES, runs=30, months=2, interval="bootstrap", simulator=toy) for _ in range(2))
    assert one.table.equals(two.table) and "bootstrap" in one.interval
    other = compare(POLICIES, runs=30, months=2, seed=1, interval="bootstrap", simulator=toy)
    assert not one.table.equals(other.table)


def test_simultaneous_intervals_are_wider_and_about_the_main_measures(toy):
    names = ["operations", "damage", "welfare"]
    alone = compare(POLICIES, runs=30, months=2, measures=names, simulator=toy).table
    together = compare(POLICIES, runs=30, months=2, measures=names, simultaneous=True, simulator=toy).table
    assert (together.high - together.low)[1] > (alone.high - alone.low)[1]
    assert set(compare(POLICIES, runs=10, months=2, simultaneous=True, simulator=toy).table.measure) < set(
        compare(POLICIES, runs=10, months=2, simulator=toy).table.measure
    )


def test_precision_goes_on_until_the_interval_is_so_narrow(toy):
    found = compare(POLICIES, months=2, precision=0.4, measure="operations", simulator=toy)
    row = rows(found.table, measure="operations")[1]
    assert (row["high"] - row["low"]) / 2 <= 0.4
    assert 50 <= row["runs"] == found.study.runs < 600
    assert "under repeated looking" in found.notes[0]
    assert found.to_json()["confidence"] == 0.95 < found.to_json()["drawn_at"]


def test_several_scenarios_and_where_the_sign_turns_round(toy):
    from experiments.analysis.notes import on_turns

    found = compare(POLICIES, scenario=["today", "us-retrenchment"], runs=20, months=2, simulator=toy)
    assert set(found.table.scenario) == {"today", "us-retrenchment"}
    made = [
        {"policy": "p", "scenario": s, "measure": "damage", "low": low, "high": low + 1.0}
        for s, low in (("today", 0.5), ("storm", -3.0), ("fog", -0.5))
    ]
    assert on_turns(made, ["damage"]) == ["the sign changes: p on damage is + in today, − in storm"]


@pytest.mark.parametrize(
    ("window", "months"), [("2025:2025", (0, 12)), ("2026:2030", (12, 72)), ("0:24", (0, 24)), ((12, 36), (12, 36))]
)
def test_a_window_is_years_or_months(window, months):
    assert parse_window(window, 240, 2025) == months


def test_years_are_those_of_the_alliance():
    assert parse_window("2015:2016", 120, 2014) == (12, 36)
    with pytest.raises(RequestError, match="years as 2014:2023"):
        parse_window("2025:2026", 120, 2014)


@pytest.mark.parametrize("window", ["2044:2045", "30:20", "soon", "2026", (0, 241)])
def test_a_window_outside_the_run_is_one_line(window):
    with pytest.raises(RequestError, match="window"):
        parse_window(window, 240, 2025)


def test_a_window_is_the_same_from_disk_and_memory(tmp_path):
    asked = {"runs": 4, "months": 60, "window": "2026:2027", "measures": ["operations", "core_share"]}
    kept = compare(["baseline", "hague"], out=tmp_path, **asked)
    assert kept.table.equals(compare(["baseline", "hague"], **asked).table)
    whole = compare(["baseline", "hague"], runs=4, months=60, measures=["operations"]).table
    assert 0 < kept.table["mean"][0] < whole["mean"][0]


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ({"policies": ["baseline"]}, "at least two"),
        ({"measures": ["damge"]}, "did you mean 'damage'"),
        ({"confidence": 1.0}, "between 0 and 1"),
        ({"interval": "z"}, "allowed: t"),
        ({"precision": 0.1}, "the measure it is about"),
        ({"runs": 0}, "runs = 0"),
        ({"keep": ["serie"]}, "did you mean 'series'"),
        ({"parameters": {"thetta": 1}}, "did you mean 'theta'"),
    ],
)
def test_every_wrong_request_is_one_line(toy, asked, line):
    with pytest.raises(RequestError, match=line):
        compare(**{"policies": ["baseline", "hague"], **asked}, simulator=toy)


def test_states_gain_and_lose(toy):
    found = compare(["baseline", "hague"], runs=12, months=24, by_state=True)
    table = found.by_state
    assert {"TUR", "UKR", "USA"} <= set(table.state)
    assert set(table.measure) == set(FIGURES)
    core = rows(table, policy="hague", state="DEU", measure="core_share")[0]
    assert core["runs"] == 12 and 0.5 < core["mean"] < 5.0


@pytest.mark.long
@pytest.mark.parametrize("measure", ["damage", "operations"])
def test_the_paired_interval_of_the_model_covers_the_long_run_difference(measure):
    """300 small studies of 40 runs out of 12,000: the 95 % interval holds the long-run difference 92–98 % of the time."""
    study = Study(["baseline", "qualified-majority"], runs=12_000, months=60)
    results = run_study(study)
    (other,) = (one for one in pairs_of(results, [measure]) if one.reference is not None)
    truth = float(np.mean(other.policy - other.reference))
    held = 0
    for block in range(300):
        part = slice(40 * block, 40 * block + 40)
        cut = type(other)(other.row, other.policy[part], other.reference[part])
        ((row,), _) = effect_rows(iter([cut]), Asked())
        held += row["low"] <= truth <= row["high"]
    assert 0.92 <= held / 300 <= 0.98


def test_named_draws_keep_the_luck_paired():
    """200 runs: pairing saves the factors of runs that were asked for, where a sequential stream saves next to nothing."""
    found = compare(["baseline", "qualified-majority"], runs=200, measures=["damage", "operations"])
    saved = found.table.set_index(["policy", "measure"]).variance_reduction
    assert saved["qualified-majority", "damage"] >= 5.0
    assert saved["qualified-majority", "operations"] >= 50.0
    worlds = run_study(Study(["baseline"], ["today", "us-retrenchment"], runs=200))
    today, alone = (worlds.column("damage", scenario=name) for name in ("today", "us-retrenchment"))
    assert paired_effect(alone, today).variance_reduction >= 10.0


def test_a_precision_is_not_reached_by_runs_that_do_not_differ(toy, monkeypatch):
    """The policies do not change this toy's operations: no half-width of zero ends the search."""
    monkeypatch.setattr("experiments.analysis.precision.MOST", 1_000)
    found = compare(["baseline", "hague"], months=2, precision=0.001, measure="operations", simulator=toy, seed=3)
    assert any("is still above 0.001 after 1,000 runs" in note for note in found.notes)
    assert any("operations: 0 of 1,000 runs differ" in note for note in found.notes)


def test_one_setting_under_two_names_differs_by_nothing_and_that_is_known(toy):
    found = compare([{"name": "a"}, {"name": "b"}], runs=30, months=2, measures=["damage"], simulator=toy)
    row = found.table.iloc[1]
    assert (row.difference, row.low, row.high) == (0.0, 0.0, 0.0)
    assert not any("too few for a size" in note for note in found.notes)


def test_each_states_figures_are_adjusted_and_a_table_of_many_rows_says_what_that_means(toy):
    """One noisy policy: alone the interval of a state is narrower than among forty."""
    from experiments.analysis.by_state import state_table
    from experiments.analysis.effects import Asked

    found = compare(["baseline", "hague"], runs=12, months=24, by_state=True)
    strict = state_table(found.results, list(found.study.alliance.codes), Asked(adjust="fdr"))
    assert found.by_state.shape == strict.shape and "verdict" in found.by_state
    one = rows(found.by_state, policy="hague", state="DEU", measure="core_share")[0]
    assert one["verdict"] == "differs in one world"
    many = compare(POLICIES, runs=20, months=2, simulator=toy)
    adjusted = compare(POLICIES, runs=20, months=2, adjust="fdr", simulator=toy)
    assert not any("if none were real" in line for line in adjusted.notes) and "false discovery" in adjusted.interval
    assert many.to_json()["adjust"] is None and adjusted.to_json()["adjust"] == "fdr"
    with pytest.raises(RequestError, match="allowed: holm"):
        compare(POLICIES, runs=4, months=2, adjust="bonferroni", simulator=toy)
