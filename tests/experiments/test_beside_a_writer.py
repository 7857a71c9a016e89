"""Who reads a results folder while another process joins its chunks reads every run once, whenever that happens."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from experiments.results import folder as folders
from experiments.results import validation
from experiments.results.folder import Folder
from experiments.results.results import open_results, status
from experiments.running.run import run_study
from experiments.study.study import Study

RUNS = 150


def _name(path):
    return open_results(path).entries[0].name


READERS = {
    "status": lambda path: {name: value for name, value in status(path).items() if "seconds" not in name},
    "summaries": lambda path: open_results(path).store.summaries(_name(path), ["run", "damage", "error"], RUNS),
    "states": lambda path: open_results(path).store.states(_name(path), RUNS),
    "monthly": lambda path: np.concatenate([block for _, block in open_results(path).store.monthly(_name(path))]),
    "events": lambda path: [(run, log.tobytes()) for run, log in open_results(path).store.events(_name(path))],
}


@pytest.fixture(scope="module")
def parted(tmp_path_factory, toy):
    """A folder of twelve chunks, not yet joined."""
    whole = tmp_path_factory.mktemp("parted") / "r"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folders, "MANY", 10_000)
        patch.setattr("experiments.running.blocks.BLOCK", 13)
        run_study(
            Study(["baseline"], runs=RUNS, months=14, keep=("series", "incidents", "by_state")), whole, simulator=toy
        )
    assert len(list(whole.glob("points/*/*.parquet"))) == 12
    return whole


@pytest.mark.parametrize("moment", [1, 2, 4, 11, 25, 60, 96, 150, 200, 250])
@pytest.mark.parametrize("reader", READERS)
def test_a_reader_reads_each_run_once_whenever_a_writer_joins_chunks(tmp_path, parted, monkeypatch, reader, moment):
    expected = READERS[reader](parted)
    path = tmp_path / "r"
    shutil.copytree(parted, path)
    name, left = _name(path), [moment]

    def before(function):
        """The same function; the writer joins the chunks just before its `moment`th call."""

        def later(*args):
            left[0] -= 1
            if left[0] == 0:
                Folder(path).compact(name)
            return function(*args)

        return later

    monkeypatch.setattr(folders, "inside", before(folders.inside))
    monkeypatch.setattr(validation, "read_bytes", before(validation.read_bytes))
    np.testing.assert_equal(READERS[reader](path), expected)
    assert left[0] > 0 or len(list(path.glob("points/*/*.parquet"))) == 1
