"""What a results folder promises: nothing runs twice, nothing half-done counts, and every fault is one line."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.results import chunks
from experiments.results.folder import Folder, missing, writer_at_work
from experiments.results.results import open_results, status
from experiments.running.plans import plan
from experiments.running.run import run_study
from experiments.study.study import Study
from model.errors import RequestError

STUDY = Study(["baseline", "hague"], runs=250, months=3)


def content(results) -> bytes:
    """Every row of every point, sorted, as bytes."""
    frame = results.to_dataframe().sort_values(["scenario", "policy", "run"])
    return b"".join(
        column.to_numpy(float).tobytes()
        if column.dtype != object and column.dtype.kind in "fi"
        else repr(list(column)).encode()
        for _, column in frame.items()
    )


def chunk_names(out: Path) -> set[str]:
    return {path.name for path in out.glob("points/*/*.parquet")}


@given(
    st.integers(1, 400),
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 60)), max_size=6),
    st.integers(1, 150),
)
@settings(max_examples=200)
def test_missing_is_what_is_asked_less_what_is_there(runs, spans, block):
    there, at = [], 0
    for gap, length in spans:
        there.append((at + gap, at + gap + length))
        at = there[-1][1] + 1
    blocks = missing(runs, there, block)
    asked = [run for first, last in blocks for run in range(first, last + 1)]
    held = {run for first, last in there for run in range(first, last + 1)}
    assert asked == [run for run in range(runs) if run not in held]
    assert all(0 <= last - first < block for first, last in blocks)


def test_the_same_study_again_runs_nothing(tmp_path, toy):
    ran = []
    first = run_study(STUDY, tmp_path, simulator=toy)
    again = run_study(STUDY, tmp_path, simulator=toy, progress=lambda done, total: ran.append(done))
    assert ran == []
    assert content(first) == content(again) == content(open_results(tmp_path))


def test_more_runs_and_policies_reuse_what_is_there(tmp_path, toy):
    run_study(STUDY, tmp_path, simulator=toy)
    more = Study(["baseline", "hague", "wales"], runs=300, months=3)
    assert plan(more, tmp_path).there == 500
    totals = []
    grown = run_study(more, tmp_path, simulator=toy, progress=lambda done, total: totals.append(total))
    assert set(totals) == {50 + 50 + 300}
    assert content(grown) == content(run_study(more, simulator=toy))


@pytest.mark.parametrize("other", [{"seed": 1}, {"months": 4}, {"parameters": {"theta": 0.1}}, {"keep": ("by_state",)}])
def test_anything_that_changes_a_row_is_another_point(tmp_path, toy, other):
    run_study(STUDY, tmp_path, simulator=toy)
    changed = Study(["baseline", "hague"], runs=250, **{"months": 3, **other})
    assert plan(changed, tmp_path).there == 0


def test_damaged_and_truncated_chunks_run_again(tmp_path, toy):
    results = run_study(STUDY, tmp_path, simulator=toy)
    before = content(results)
    one, two, three = sorted(tmp_path.glob("points/*/*.parquet"))[:3]
    one.write_bytes(one.read_bytes()[:-40])
    half = bytearray(two.read_bytes())
    half[len(half) // 3] ^= 0xFF
    two.write_bytes(half)
    three.write_bytes(b"")
    ran = []
    healed = run_study(STUDY, tmp_path, simulator=toy, progress=lambda done, total: ran.append(total))
    assert ran and len(healed.store.warnings()) == 3
    assert content(healed) == before


def test_a_summary_without_its_series_runs_again(tmp_path, toy):
    study = Study(["baseline"], runs=120, months=3, keep=("series", "incidents", "by_state"))
    run_study(study, tmp_path, simulator=toy)
    next(tmp_path.glob("series/*/*.parquet")).unlink()
    assert plan(study, tmp_path).there < 120
    run_study(study, tmp_path, simulator=toy)
    assert sum(len(values) for _, values in open_results(tmp_path).store.monthly(_only(tmp_path))) == 120


def _only(out: Path) -> str:
    return open_results(out).entries[0].name


def test_what_is_kept_reads_the_same_from_disk_and_memory(tmp_path, toy):
    study = Study(["baseline"], runs=130, months=4, keep=("series", "incidents", "by_state"))
    disk, memory = run_study(study, tmp_path, simulator=toy), run_study(study, simulator=toy)
    name = disk.entries[0].name
    np.testing.assert_array_equal(disk.store.states(name, 130), memory.store.states(name, 130))
    for (k, here), (j, there) in zip(disk.store.monthly(name), memory.store.monthly(name), strict=True):
        assert k == j
        np.testing.assert_array_equal(here, there)
    for (k, here), (j, there) in zip(
        disk.store.events(name), ((k, e) for k, e in memory.store.events(name) if len(e)), strict=True
    ):
        assert k == j and (here == there).all()


def test_many_chunks_become_few_and_read_the_same(tmp_path, toy):
    study = Study(["baseline"], runs=2500, months=2, keep=("by_state",))
    results = run_study(study, tmp_path, simulator=toy)
    assert chunk_names(tmp_path) == {"00000000-00002499.parquet"}
    assert {path.name for path in tmp_path.glob("states/*/*.parquet")} == chunk_names(tmp_path)
    assert content(results) == content(run_study(study, simulator=toy))
    assert plan(study, tmp_path).there == 2500


def test_a_crash_during_compaction_leaves_every_run_once(tmp_path, toy):
    study = Study(["baseline"], runs=1200, months=2)
    results = run_study(study, tmp_path, simulator=toy)
    name = results.entries[0].name
    whole = pq.read_table(tmp_path / "points" / name / "00000000-00001199.parquet")
    chunks.write(whole.slice(100, 100), tmp_path, name, "points", 100, 199)
    assert plan(study, tmp_path).there == 1200
    assert content(open_results(tmp_path)) == content(results)


def test_looking_at_the_cost_changes_nothing(tmp_path, toy):
    run_study(STUDY, tmp_path, simulator=toy)
    damaged = next(tmp_path.glob("points/*/*.parquet"))
    damaged.write_bytes(b"")
    assert plan(STUDY, tmp_path).there in (400, 450)
    assert damaged.exists()
    assert "500 runs" in str(plan(STUDY)) and plan(STUDY).there == 0


def test_a_failed_run_is_a_row_with_its_error_and_key(tmp_path, toy):
    study = Study(["baseline", "hague"], runs=120, months=2, parameters={toy.BROKEN: 0.1})
    for results in (run_study(study, tmp_path, simulator=toy), run_study(study, simulator=toy)):
        failed = results.failures()
        assert 4 <= len(failed) / 2 <= 30
        assert failed[0]["error"] == "ZeroDivisionError: toy" and failed[0]["key"] >= 0
        damage = results.column("damage", policy="hague")
        assert np.isnan(damage).sum() == len(failed) / 2
    assert status(tmp_path)["failed"] == len(failed)


def test_one_writer_a_folder(tmp_path, toy):
    run_study(STUDY, tmp_path, simulator=toy)
    assert not writer_at_work(tmp_path)
    with Folder(tmp_path):
        assert writer_at_work(tmp_path)
        with pytest.raises(RequestError, match="another foedus is writing"):
            run_study(STUDY, tmp_path, simulator=toy)
        assert open_results(tmp_path).column("damage").shape == (500,)  # readers need no lock


def test_an_interrupt_keeps_finished_chunks(tmp_path, toy):
    def stop(done, total):
        if done >= 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_study(STUDY, tmp_path, simulator=toy, progress=stop)
    assert status(tmp_path)["done"] >= 100
    assert not writer_at_work(tmp_path)
    assert content(run_study(STUDY, tmp_path, simulator=toy)) == content(run_study(STUDY, simulator=toy))


def test_status_counts(tmp_path, toy):
    run_study(STUDY, tmp_path, simulator=toy)
    found = status(tmp_path)
    assert (found["points"], found["runs"], found["done"], found["missing"], found["failed"]) == (2, 500, 500, 0, 0)
    assert found["seconds_left"] == 0.0 and not found["running"]


def test_foreign_damaged_and_older_folders_are_one_line(tmp_path, toy):
    (tmp_path / "thesis.tex").write_text("")
    with pytest.raises(RequestError, match="is not empty and has no"):
        run_study(STUDY, tmp_path, simulator=toy)
    with pytest.raises(RequestError, match="no such folder"):
        open_results(tmp_path / "gone")
    with pytest.raises(RequestError, match=r"no manifest\.json|something else"):
        open_results(tmp_path)
    ours = tmp_path / "ours"
    run_study(STUDY, ours, simulator=toy)
    manifest = json.loads((ours / "manifest.json").read_text())
    (ours / "manifest.json").write_text(json.dumps({**manifest, "schema": 0}))
    with pytest.raises(RequestError, match="layout 0"):
        open_results(ours)
    (ours / "manifest.json").write_text("{")
    with pytest.raises(RequestError, match="damaged"):
        run_study(STUDY, ours, simulator=toy)


def test_rows_and_manifest_hold_no_time_host_or_path(tmp_path, toy):
    run_study(STUDY, tmp_path, simulator=toy)
    import platform

    for path in [tmp_path / "manifest.json", *tmp_path.glob("points/*/point.json")]:
        text = path.read_text()
        assert str(tmp_path) not in text and f'"{platform.node()}"' not in text and "time" not in json.loads(text)


def test_two_folders_of_one_study_are_equal_byte_for_byte(tmp_path, toy):
    for name in "ab":
        run_study(STUDY, tmp_path / name, simulator=toy)
    ours = sorted((tmp_path / "a").glob("points/*/*"))
    assert [p.read_bytes() for p in ours] == [p.read_bytes() for p in sorted((tmp_path / "b").glob("points/*/*"))]


def test_the_readers_own_tools(tmp_path, toy):
    import pandas as pd

    study = Study(["baseline", "hague"], runs=5, months=2, design={"parameters": {"theta": [0.1, 0.9]}})
    results = run_study(study, tmp_path, simulator=toy)
    results.to_csv(tmp_path / "runs.csv", ["damage"])
    frame = pd.read_csv(tmp_path / "runs.csv")
    assert (
        list(frame.columns) == ["policy", "scenario", "set.theta", "run", "world", "key", "error", "damage"]
        and len(frame) == 20
    )
    experiments, outcomes = results.to_ema(["damage", "operations"])
    assert list(experiments.columns) == ["policy", "scenario", "theta", "replication"]
    assert outcomes["damage"].shape == (20,)
    plain = pd.read_parquet(next(tmp_path.glob("points/*/*.parquet")))
    assert {"run", "key", "error", "damage"} <= set(plain.columns)


def kill_and_resume(tmp_path, runs: int, kills: int) -> None:
    script = Path(__file__).with_name("killing.py")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "killed"), str(runs), str(kills)],
        capture_output=True,
        text=True,
        timeout=600,
        env={**os.environ, "FOEDUS_TOY_SLEEP": "0.05"},
    )
    assert done.returncode == 0, done.stderr
    story = json.loads(done.stdout)
    assert story["killed"] == kills
    assert story["repeated"] == 0
    assert len({tuple(chunk) for chunk in story["logged"]}) == len(story["logged"])


def test_killed_again_and_again_it_ends_in_the_same_bytes(tmp_path, toy):
    kill_and_resume(tmp_path, runs=5000, kills=20)
    whole = run_study(Study(["baseline", "hague"], runs=5000, months=3), simulator=toy)
    assert content(open_results(tmp_path / "killed")) == content(whole)


@pytest.mark.long
def test_fifty_kills(tmp_path, toy):
    kill_and_resume(tmp_path, runs=20_000, kills=60)
    whole = run_study(Study(["baseline", "hague"], runs=20_000, months=3), simulator=toy)
    assert content(open_results(tmp_path / "killed")) == content(whole)


def test_what_breaks_every_run_is_no_result(tmp_path, toy, monkeypatch):
    """Not a run that failed but the machinery: it is raised, and nothing is kept that a later try would have to undo."""
    monkeypatch.setattr(toy, "uniform", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run_study(STUDY, tmp_path, simulator=toy)
    assert chunk_names(tmp_path) == set()


def test_a_finished_chunk_outlives_a_power_cut(tmp_path, monkeypatch):
    """Its bytes are on the disk before it has its name, and the name is on the disk before work goes on."""
    done = []
    sync, rename = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append(os.readlink(f"/proc/self/fd/{handle}")), sync(handle)))
    monkeypatch.setattr(os, "replace", lambda part, path: (done.append("named"), rename(part, path)))
    chunks.write(pa.table({"run": [0]}), tmp_path, "p", "points", 0, 0)
    folder, name = str(tmp_path / "points" / "p"), "00000000-00000000.parquet"
    shown = [re.sub(r"\.[0-9a-f]{16}\.part", "", one) for one in done]
    checksum, chunk = ([f"{folder}/.{file}", "named", folder] for file in (f"{name}.sha256", name))
    assert shown == [*checksum, *chunk]
