"""Nothing wrong is read as right: chunks swapped, renamed or altered, crafted folders, links, another study's folder."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments import replay
from experiments.cli import answer
from experiments.results import chunks
from experiments.results.files import writing
from experiments.results.folder import Folder
from experiments.results.results import open_results, status
from experiments.running.plans import plan
from experiments.running.run import run_study
from experiments.study.study import Study
from model.errors import RequestError
from model.randomness import run_key, run_keys

STUDY = Study(["baseline", "hague"], runs=120, months=3, keep=("series", "incidents", "by_state"))


@pytest.fixture
def made(tmp_path, toy):
    run_study(STUDY, tmp_path / "r", simulator=toy)
    return tmp_path / "r"


def chunk(folder: Path, policy: str = "baseline", table: str = "points") -> Path:
    """The first chunk of a policy's table."""
    (entry,) = open_results(folder).chosen(policy)
    return min((folder / table / entry.name).glob("*.parquet"))


def read_everything(folder: Path) -> None:
    """Every column of every table of every point."""
    results = open_results(folder)
    results.to_dataframe()
    for entry in results.entries:
        list(results.store.monthly(entry.name))
        list(results.store.events(entry.name))
        results.store.states(entry.name, 120)


def sign(path: Path) -> None:
    """A checksum that fits: whoever crafts a folder makes that too."""
    chunks.checksum(path).write_text(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")


def altered(path: Path, signed: bool, **columns) -> None:
    """The chunk with other columns, and with its own metadata."""
    table = pq.read_table(path)
    for name, values in columns.items():
        place = table.column_names.index(name)
        table = table.set_column(place, name, values if isinstance(values, pa.Array) else pa.array(values))
    pq.write_table(table, path)
    if signed:
        sign(path)


def swapped(folder):
    shutil.copy(chunk(folder, "hague"), chunk(folder))


def swapped_with_its_checksum(folder):
    shutil.copy(chunk(folder, "hague"), chunk(folder))
    sign(chunk(folder))


def renamed(folder):
    path = chunk(folder)
    to = path.with_name("00000500-00000599.parquet")
    path.rename(to)
    chunks.checksum(path).rename(chunks.checksum(to))
    sign(to)


def damage_altered(folder):
    altered(chunk(folder), False, damage=np.zeros(100))


def runs_altered(folder):
    altered(chunk(folder), True, run=np.arange(100)[::-1].copy())


def keys_altered(folder):
    altered(chunk(folder), True, key=np.arange(100))


def an_infinite_value(folder):
    altered(chunk(folder), True, damage=np.full(100, np.inf))


def other_columns(folder):
    path = chunk(folder)
    pq.write_table(pq.read_table(path).drop_columns(["welfare"]), path)
    sign(path)


def other_types(folder):
    altered(chunk(folder), True, damage=pa.array(["a"] * 100))


def a_null_key(folder):
    altered(chunk(folder), True, key=pa.array([None] * 100, pa.int64()))


def an_endless_error(folder):
    altered(chunk(folder), True, error=pa.array(["x" * 50_000] * 100))


def other_months(folder):
    altered(chunk(folder, table="series"), True, month=np.zeros(300, np.int64))


def other_states(folder):
    path = chunk(folder, table="states")
    states = pq.read_table(path)["state"].to_pylist()
    altered(path, True, state=pa.array([states[0], *states[:-1]]))


def runs_out_of_order(folder):
    path = chunk(folder, table="incidents")
    altered(path, True, run=pq.read_table(path)["run"].to_numpy()[::-1].copy())


def too_many_rows(folder):
    path = chunk(folder)
    table = pq.read_table(path)
    pq.write_table(pa.concat_tables([table] * 200).replace_schema_metadata(table.schema.metadata), path)
    sign(path)


def a_table_gone(folder):
    (entry,) = open_results(folder).chosen("baseline")
    shutil.rmtree(folder / "series" / entry.name)


def no_checksum(folder):
    chunks.checksum(chunk(folder)).unlink()


FAULTS = (
    swapped,
    swapped_with_its_checksum,
    renamed,
    damage_altered,
    runs_altered,
    keys_altered,
    an_infinite_value,
    other_columns,
    other_types,
    a_null_key,
    an_endless_error,
    other_months,
    other_states,
    runs_out_of_order,
    too_many_rows,
    a_table_gone,
    no_checksum,
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_what_is_wrong_is_never_read_and_is_counted_alike(made, toy, capsys, fault):
    """`status`, a plan and a batch count the same; a report says in one line what is damaged; the batch mends it."""
    whole = open_results(made).to_dataframe()
    fault(made)
    found = status(made)
    assert found["done"] < 240 and found["damaged"] >= 1
    assert plan(STUDY, made).there == found["done"]
    if fault is not renamed:  # there the wrong chunk lies beyond the runs that were asked for
        with pytest.raises(RequestError, match=r"is damaged|is missing"):
            read_everything(made)
    healed = run_study(STUDY, made, simulator=toy)
    assert healed.store.warnings()
    assert healed.to_dataframe().equals(whole)


def test_keys_of_many_runs_are_those_of_each():
    for seed, first in ((0, 0), (7, 990), (2**53 - 1, 12_345)):
        assert run_keys(seed, first, first + 20).tolist() == [run_key(seed, k) for k in range(first, first + 21)]


MANIFEST = {
    "a negative number of runs": {"runs": -1},
    "more runs than any study has": {"runs": 10**12},
    "runs true": {"runs": True},
    "runs null": {"runs": None},
    "runs in words": {"runs": "120"},
    "half a run": {"runs": 0.5},
    "months beyond a century": {"months": 10**6},
    "a seed beyond 53 bits": {"seed": 2**53},
    "policies a text": {"policies": "baseline"},
    "a policy that moves the cursor": {"policies": ["base\x1b[2Jline"]},
    "a field nobody knows": {"more": 1},
    "a design of a list": {"design": []},
    "an infinite parameter": {"parameters": {"theta": float("inf")}},
    "something unknown kept": {"keep": ["everything"]},
}


@pytest.mark.parametrize("study", MANIFEST.values(), ids=MANIFEST)
def test_a_crafted_manifest_is_one_line(made, capsys, study):
    path = made / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["study"] |= study
    path.write_text(json.dumps(manifest))
    for command in ("status", "report", "discover"):
        assert answer([command, str(made)]) == 2
        said = capsys.readouterr().err
        assert len(said.splitlines()) == 1 and "manifest.json" in said and "Traceback" not in said


POINT = {
    "another policy": {"setting": {"policy": "hague"}},
    "months true": {"months": True},
    "a null seed": {"seed": None},
    "a parameter in a list": {"setting": {"parameters": {"theta": [1]}}},
    "a digest that leads elsewhere": {"alliance": "../../../etc"},
    "a network elsewhere": {"setting": {"graphml": "/etc/passwd"}},
}


@pytest.mark.parametrize("change", POINT.values(), ids=POINT)
def test_a_crafted_point_is_one_line(made, capsys, change):
    path = made / "points" / open_results(made).entries[0].name / "point.json"
    what = json.loads(path.read_text())
    for name, value in change.items():
        what[name] = {**what[name], **value} if isinstance(value, dict) else value
    path.write_text(json.dumps(what))
    for command in (["status", str(made)], ["report", str(made)], ["replay", str(made), "--headless"]):
        assert answer(command) == 2
        said = capsys.readouterr().err.splitlines()[-1]
        assert "point.json" in said and "Traceback" not in said


def test_a_huge_number_of_runs_takes_no_memory(made):
    """Ten million runs asked, 120 there: arrays are as long as what is there."""
    path = made / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["study"]["runs"] = 10_000_000
    path.write_text(json.dumps(manifest))
    results = open_results(made)
    assert (results.asked, results.runs) == (10_000_000, 120)
    assert status(made)["missing"] == 2 * 10_000_000 - 240


@pytest.mark.parametrize(
    "place", ["manifest.json", "points", "series", "log.jsonl", "point.json", "chunk", "folder of a point"]
)
def test_no_link_inside_a_folder_is_followed_for_reading(made, tmp_path, place):
    (entry, _) = open_results(made).entries
    path = {
        "chunk": chunk(made),
        "point.json": made / "points" / entry.name / "point.json",
        "folder of a point": made / "points" / entry.name,
    }.get(place, made / place)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RequestError, match="is a link; foedus follows no link"):
        (status if place == "log.jsonl" else read_everything)(made)


@pytest.mark.parametrize("place", ["lock", "log.jsonl", "report.html"])
def test_no_link_inside_a_folder_is_followed_for_writing(made, toy, tmp_path, capsys, place):
    outside = tmp_path / "outside"
    outside.write_text("MINE")
    (made / place).unlink(missing_ok=True)
    (made / place).symlink_to(outside)
    more = Study(STUDY.policies, runs=240, months=3, keep=STUDY.keep)
    if place == "report.html":
        answer(["report", str(made)])
        assert "MINE" not in (made / place).read_text()
    else:
        with pytest.raises(RequestError, match="is a link"):
            run_study(more, made, simulator=toy)
    assert outside.read_text() == "MINE"


def test_left_over_files_are_not_cleared_away_through_a_link(made, toy, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / ".x.part").write_text("mine")
    (made / "points" / "linked").symlink_to(outside)
    run_study(STUDY, made, simulator=toy)
    assert (outside / ".x.part").exists()


def test_temporary_names_are_random_and_exclusive(tmp_path):
    seen = set()
    for _ in range(5):
        with writing(tmp_path / "a") as part:
            part.write_text("x")
            seen.add(part.name)
    assert len(seen) == 5 and os.listdir(tmp_path) == ["a"]


def test_a_pipe_in_a_files_place_keeps_nobody_waiting(made):
    path = chunk(made)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(RequestError, match="is not a plain file"):
        open_results(made).column("damage")


def test_another_study_in_the_same_folder_is_said(made, toy):
    other = Study(["baseline", "hague"], runs=120, months=4)
    results = run_study(other, made, simulator=toy)
    assert any("2 points of an earlier study stay in the folder" in line for line in results.store.warnings())
    assert (status(made)["points"], status(made)["others"]) == (2, 2)
    assert not any("earlier" in line for line in run_study(other, made, simulator=toy).store.warnings()[1:])


def test_status_needs_no_permission_to_write(made):
    for path in [made, *made.rglob("*")]:
        path.chmod(stat.S_IRUSR | (stat.S_IXUSR if path.is_dir() else 0))
    opened = []
    real = os.open

    def watched(path, flags, *more, **named):
        opened.append(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        return real(path, flags, *more, **named)

    os.open = watched
    try:
        assert status(made)["done"] == 240
    finally:
        os.open = real
        for path in [made, *made.rglob("*")]:
            path.chmod(stat.S_IRWXU)
    assert opened and not any(opened)


def test_a_drawn_network_is_kept_and_replayed_from_the_folder(tmp_path):
    assert answer(["network", str(tmp_path / "ties.graphml")]) == 0
    (tmp_path / "drawn.toml").write_text('title = "Drawn"\nmeaning = "Its own ties."\ngraphml = "ties.graphml"\n')
    run_study(Study(["baseline"], [str(tmp_path / "drawn.toml")], runs=2, months=3), tmp_path / "r")
    (tmp_path / "ties.graphml").unlink()
    assert replay(tmp_path / "r", 1).month == 3
    (kept,) = (tmp_path / "r" / "networks").iterdir()
    kept.write_text(kept.read_text() + " ")
    with pytest.raises(RequestError, match="has changed since these runs were made"):
        replay(tmp_path / "r", 1)


def test_a_sparse_folder_is_damaged(made):
    path = chunk(made)
    for name in (path, chunks.checksum(path)):
        shutil.copy(name, name.with_name(name.name.replace("00000000-00000099", "90000000-90000099")))
    with pytest.raises(RequestError, match="hardly any before it"):
        Folder(made).extent([open_results(made).entries[0].name])
