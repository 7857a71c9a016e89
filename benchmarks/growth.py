"""How cost grows with states, opportunities, months, runs and chunk size: figures and fitted exponents."""

from __future__ import annotations

import subprocess
import sys

import numpy as np

from benchmarks.ring import ring_roster
from benchmarks.timing import Spread, interleaved

MEMORY = """
import resource, sys
from model.simulation import prepare, run_block
prepared = prepare(months=24)
runs = int(sys.argv[1])
for first in range(0, runs, 1000):
    run_block(prepared, range(first, min(first + 1000, runs)), 2)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def exponent(sizes: list[float], seconds: list[float]) -> float:
    """Slope of log cost on log size by least squares: 1 is proportional."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def _rows(title: str, sizes: list, works: dict) -> list[str]:
    found = {name: Spread.of(seconds).median for name, seconds in interleaved(works, repeats=3).items()}
    cells = " · ".join(f"{size:,}: {1000 * found[str(size)]:.3g} ms" for size in sizes)
    slope = exponent([float(size) for size in sizes], [found[str(size)] for size in sizes])
    return [f"| {title} | {cells} | {slope:.2f} |"]


def table() -> list[str]:
    """Markdown rows: the cost of a run as one thing grows, the rest held."""
    from model.simulation import prepare, run_block

    def works(sizes: list, make, runs: int = 4) -> dict:
        made = {size: make(size) for size in sizes}
        return {str(s): (lambda p=p: run_block(p, range(runs), 1), runs) for s, p in made.items()}

    states, scales, months, counts = [41, 100, 300, 1000], [1, 2, 4], [60, 240, 960], [100, 400, 1600]
    rows = ["| grows | cost of a run | exponent |", "|---|---|---|"]
    by_state = works(states, lambda n: prepare(roster=ring_roster(n)), 2)
    rows += _rows("states, eight ties each", states, by_state)
    degrees = [4, 8, 16, 32]
    rows += _rows("ties a state, 300 states", degrees, works(degrees, lambda d: prepare(roster=ring_roster(300, d)), 2))
    rows += _rows(
        "opportunities (`tempo_scale`)", scales, works(scales, lambda x: prepare(parameters={"tempo_scale": x}))
    )
    rows += _rows("months", months, works(months, lambda m: prepare(months=m)))
    prepared = prepare(months=24)
    many = {str(n): (lambda n=n: run_block(prepared, range(n), 2), 1) for n in counts}
    rows += _rows("runs of 24 months, two threads, all together", counts, many)
    sizes = [25, 100, 400]
    chunks = {str(size): (lambda size=size: _in_chunks(prepared, 800, size), 800) for size in sizes}
    rows += _rows("chunk of runs on two threads, a run of 24 months", sizes, chunks)
    found = interleaved({str(n): by_state[str(n)] for n in (41, 1000)}, repeats=3)
    a_state = {n: Spread.of(found[n]).median / int(n) for n in found}
    rows += [
        "",
        f"A state and month at 1,000 states against 41, at fixed degree: {a_state['1000'] / a_state['41']:.2f}×.",
    ]
    return rows


def _in_chunks(prepared, runs: int, size: int) -> None:
    """So many runs, a chunk at a time."""
    from model.simulation import run_block

    for first in range(0, runs, size):
        run_block(prepared, range(first, first + size), 2)


def memory() -> list[str]:
    """Markdown: peak memory of a process that makes 10^3 and 10^5 runs in chunks of 1,000."""
    peak = {}
    for runs in (1_000, 100_000):
        command = [sys.executable, "-c", MEMORY, str(runs)]
        peak[runs] = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / 1024.0
    return [
        f"Peak memory of 10³ runs {peak[1_000]:.0f} MiB, of 10⁵ runs {peak[100_000]:.0f} MiB: "
        f"{peak[100_000] / peak[1_000]:.2f}× (24 months a run, chunks of 1,000)."
    ]
