"""How fast: start-up, microseconds a rule called from Python, milliseconds a run, runs a second on each number of threads.

Run by `make bench`. Each figure is the best of several tries; nothing is asserted, for machines differ.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable


def best(work: Callable[[], object], tries: int = 5) -> float:
    """Seconds of the fastest try."""
    seconds = []
    for _ in range(tries):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


def say(what: str, figure: str) -> None:
    print(f"{what:<58}{figure:>16}", flush=True)


def start_up() -> None:
    """What a person waits for before anything is computed."""
    help_text = [sys.executable, "-m", "experiments", "--help"]
    say("foedus --help", f"{1000 * best(lambda: subprocess.run(help_text, check=True, capture_output=True)):.0f} ms")


def rules() -> None:
    """The price of a call from Python: what a Mesa agent pays for each decision."""
    from model.rules.budgets import set_budget
    from model.rules.spending import best_response
    from model.simulation import prepare

    prepared = prepare()
    world, p = prepared.template, prepared.segments[0].p
    set_budget(world, 0, p)
    best_response(0.02, 0.5, 0.01)
    times = 2000
    formula = best(lambda: [best_response(0.02, 0.5, 0.01) for _ in range(times)])
    procedure = best(lambda: [set_budget(world, 0, p) for _ in range(times)])
    say("a formula over scalars, called from Python", f"{1e6 * formula / times:.1f} µs")
    say("a rule over the world, called from Python (aim: 20)", f"{1e6 * procedure / times:.1f} µs")


def runs() -> None:
    """Whole runs of 240 months of the NATO world."""
    from model import AllianceModel
    from model.simulation import prepare, run_block

    prepared = prepare()
    run_block(prepared, [0])
    one = 0.0
    for threads in (1, 2):
        seconds = best(lambda threads=threads: run_block(prepared, range(100), threads), 3) / 100
        one = one or seconds
        say(f"a compiled run, {threads} threads", f"{1000 * seconds:.1f} ms")
    say("speed-up of two threads", f"{one / seconds:.2f}×")
    say(
        "a run as a Mesa model over compiled rules",
        f"{1000 * best(lambda: AllianceModel(seed=0).run(months=240), 3):.0f} ms",
    )


if __name__ == "__main__":
    start_up()
    rules()
    runs()
