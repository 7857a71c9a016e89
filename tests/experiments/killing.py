"""A study that is killed with SIGKILL at random moments and started again, until it is done. Prints what happened.

    python killing.py DIR RUNS KILLS

Everything is imported once; each attempt is a fork, made before any thread exists.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import pyarrow.parquet  # noqa: F401  (imported before the forks)
import toy

from experiments.running.run import run_study
from experiments.study.study import Study


def attempt(study: Study, out: Path, seconds: float | None) -> bool:
    """One process; True if it came to its end."""
    child = os.fork()
    if child == 0:
        run_study(study, out, workers=1, simulator=toy)
        os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    return os.WIFEXITED(os.waitpid(child, 0)[1])


def logged(out: Path) -> list[tuple]:
    log = out / "log.jsonl"
    lines = log.read_text().splitlines() if log.exists() else []
    return [(line["point"], line["first"]) for line in map(json.loads, filter(None, lines))]


def main() -> None:
    out, runs, kills = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    study = Study(["baseline", "hague"], runs=runs, months=3)
    moments, killed, repeated = random.Random(5), 0, 0
    while killed < kills:
        there = {(p.parent.name, int(p.name.split("-")[0])) for p in out.glob("points/*/*.parquet")}
        before = len(logged(out))
        if attempt(study, out, moments.uniform(0.02, 0.5)):
            break
        killed += 1
        repeated += sum(chunk in there for chunk in logged(out)[before:])
    while not attempt(study, out, None):
        pass
    print(json.dumps({"killed": killed, "repeated": repeated, "logged": logged(out)}))


if __name__ == "__main__":
    main()
