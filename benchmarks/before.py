"""The engine of another commit beside this one's, in turn, each in a process of its own: time a run, and an operation.

Runs of two versions are other runs, so time is counted an operation too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.timing import Spread, ratios

ROOT = Path(__file__).resolve().parent.parent
COMMIT = "e05c7d3"
SERVE = """
import json, sys, time
from model.measures import MEASURES
from model.simulation import prepare, run_block
ready, place = prepare(), list(MEASURES).index("operations")
run_block(ready, [0], 1)
for line in sys.stdin:
    runs = int(line)
    begun = time.process_time()
    found = run_block(ready, range(runs), 1)
    print(json.dumps([(time.process_time() - begun) / runs, float(found.summaries[:, place].mean())]), flush=True)
"""


class _Engine:
    """A tree's engine, waiting in a process for numbers of runs."""

    def __init__(self, tree: Path, cache: str) -> None:
        settings = {**os.environ, "PYTHONPATH": str(tree), "FOEDUS_CACHE": cache}
        pipe = subprocess.PIPE
        command = [sys.executable, "-P", "-c", SERVE]
        self.process = subprocess.Popen(command, env=settings, cwd=tree, stdin=pipe, stdout=pipe, text=True)

    def run(self, runs: int) -> tuple[float, float]:
        """Processor seconds a run, and operations a run."""
        assert self.process.stdin is not None and self.process.stdout is not None
        print(runs, file=self.process.stdin, flush=True)
        seconds, operations = json.loads(self.process.stdout.readline())
        return seconds, operations

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def table(repeats: int = 7, runs: int = 20) -> list[str]:
    """Markdown rows: this engine and that of the commit, in interleaved rounds."""
    with tempfile.TemporaryDirectory() as place:
        tree = Path(place) / "before"
        git = ["git", "-C", str(ROOT), "worktree"]
        try:
            subprocess.run([*git, "add", "--detach", str(tree), COMMIT], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            return [f"Not measured: commit {COMMIT} is not at hand (a checkout without its history)."]
        try:
            engines = {"this engine": _Engine(ROOT, f"{place}/now"), f"commit {COMMIT}": _Engine(tree, f"{place}/then")}
            found: dict[str, list[tuple[float, float]]] = {name: [] for name in engines}
            for round in range(repeats + 1):
                for name, engine in engines.items():
                    one = engine.run(runs)
                    if round > 0:  # the first compiles
                        found[name].append(one)
            for engine in engines.values():
                engine.close()
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=False, capture_output=True)
    rows = ["| engine, one thread, processor time | a run | operations a run | an operation |", "|---|---|---|---|"]
    an_operation = {name: [seconds / operations for seconds, operations in all] for name, all in found.items()}
    for name, all in found.items():
        a_run = Spread.of([seconds for seconds, _ in all]).shown(" ms", 1000)
        rows.append(f"| {name} | {a_run} | {all[0][1]:.4g} | {Spread.of(an_operation[name]).shown(' µs', 1e6)} |")
    faster = ratios(*reversed(list(an_operation.values()))).shown("×")
    return [*rows, "", f"Commit {COMMIT} against this engine, an operation: {faster}."]
