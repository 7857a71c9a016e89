"""The same chunks on a Dask cluster: complete, and equal to the local result, though a worker is killed midway."""

from __future__ import annotations

import os
import signal

import pytest

from experiments.running.run import run_study
from experiments.study.study import Study
from model.errors import RequestError

pytestmark = pytest.mark.filterwarnings("ignore")


def test_two_workers_one_killed(tmp_path, toy, monkeypatch):
    from distributed import LocalCluster

    monkeypatch.setenv("FOEDUS_TOY_SLEEP", "0.1")
    study = Study(["baseline", "hague"], runs=1500, months=3, keep=("by_state",))
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        victim = cluster.workers[0].pid
        done = []

        def kill_one_midway(count, total):
            done.append(count)
            if len(done) == 8:
                os.kill(victim, signal.SIGKILL)

        far = run_study(study, tmp_path, cluster=cluster.scheduler_address, simulator=toy, progress=kill_one_midway)
    assert done[-1] == 3000
    here = run_study(study, simulator=toy)
    for ours, theirs in zip(far.frames(), here.frames(), strict=True):
        assert ours.equals(theirs)
    assert not far.failures()


def test_no_scheduler_is_one_line(toy, monkeypatch):
    monkeypatch.setattr("experiments.running.cluster.PATIENCE", 0.5)
    with pytest.raises(RequestError, match="no Dask cluster answers"):
        run_study(Study(runs=3), cluster="tcp://127.0.0.1:9", simulator=toy)
    with pytest.raises(RequestError, match="no Dask cluster answers"):
        run_study(Study(runs=3), cluster="nonsense://x", simulator=toy)


def test_any_function_is_mapped_on_a_cluster():
    from distributed import LocalCluster

    from experiments.running.cluster import map_on

    with LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as cluster:
        found = set(map_on(cluster.scheduler_address, divmod, ((k, 3) for k in range(40))))
    assert found == {divmod(k, 3) for k in range(40)}
