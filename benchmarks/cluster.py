"""One against two Dask workers, each a process with one thread: the same chunks of a hundred runs, kept in memory."""

from __future__ import annotations

from benchmarks.timing import Spread, once, ratios

RUNS = 1000


def table(repeats: int = 3) -> list[str]:
    """Markdown: seconds of a study on one and on two workers, and the speed-up."""
    from distributed import LocalCluster

    from experiments import Study, run_study

    seconds: dict[int, list[float]] = {1: [], 2: []}
    for workers in seconds:
        options = {"threads_per_worker": 1, "processes": True, "dashboard_address": None}
        with LocalCluster(n_workers=workers, **options) as cluster:
            address = cluster.scheduler_address
            for first in range(repeats + 1):
                study = Study(("baseline",), ("today",), RUNS, seed=first)
                spent = once(lambda study=study, address=address: run_study(study, None, 1, address))
                if first > 0:  # in the first the workers load the rules
                    seconds[workers].append(spent)
    shown = " · ".join(f"{n} worker{'s' * (n > 1)}: {Spread.of(s).shown(' s')}" for n, s in seconds.items())
    return [f"{RUNS:,} runs of 240 months. {shown}. Two against one: {ratios(seconds[1], seconds[2]).shown('×')}."]
