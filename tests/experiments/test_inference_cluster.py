"""Simulated records on two processes and on a Dask cluster: equal, though a worker is killed midway."""

from __future__ import annotations

import os
import signal

import pytest

from experiments.inference.simulations import Source, read_records, simulate_records
from model.roster import read_roster

pytestmark = pytest.mark.filterwarnings("ignore")

COUNT = 3000


@pytest.mark.long
def test_two_workers_one_killed(tmp_path):
    """Three thousand decades of the Delian League, as `foedus infer --cluster` and `--workers 2` simulate them."""
    from distributed import LocalCluster

    source = Source(alliance=read_roster("delian-league"))
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        victim, done = cluster.workers[0].pid, []

        def kill_one_midway(count, total):
            done.append((count, total))
            if count == 1000:
                os.kill(victim, signal.SIGKILL)

        address = cluster.scheduler_address
        simulate_records(tmp_path / "far", COUNT, source, cluster=address, progress=kill_one_midway)
        assert victim not in {worker.pid for worker in cluster.workers.values()}
    assert done == [(count, COUNT) for count in (0, 1000, 2000, 3000)]
    simulate_records(tmp_path / "near", COUNT, source, workers=2)
    for far, near in zip(read_records(tmp_path / "far"), read_records(tmp_path / "near"), strict=True):
        assert len(far) == COUNT and far.equals(near)
