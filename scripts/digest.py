"""One line a policy: the sha256 of everything that a fixed batch gives. Equal lines, equal bits.

    python scripts/digest.py [--threads N] [--runs K] [--months M] [--policies NAME …]

Under each policy, in three scenarios, the same keys are run for ten years; hashed are the bytes of every month's measures,
of every run's summary, of every operation and of what each state sums up. `scripts/matrix` compares the lines between
versions of Python and of the libraries; NUMBA_DISABLE_JIT=1 with few runs compares them with plain Python.
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import sys

import numpy as np

from model.randomness import run_key
from model.settings import policies
from model.simulation import prepare, run_block

SCENARIOS = ("today", "us-retrenchment", "intimidation")


def digest(policy: str, runs: int, months: int, threads: int) -> str:
    """The hash of a policy's runs in every scenario; an undefined number counts as itself, whatever its bits."""
    total = hashlib.sha256()
    for scenario in SCENARIOS:
        keys = [run_key(11, k) for k in range(runs)]
        prepared = prepare(policy, scenario, months)
        found = run_block(prepared, keys, threads, series=True, incidents=True, by_state=True)
        assert not found.errors, found.errors
        for table in (found.measures, found.summaries, found.by_state):
            total.update(np.where(np.isnan(table), np.float64("nan"), table).tobytes())
        for events in found.events:
            for name in events.dtype.names:
                total.update(np.ascontiguousarray(events[name]).tobytes())
    return total.hexdigest()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--runs", type=int, default=20)
    options.add_argument("--months", type=int, default=120)
    options.add_argument("--policies", nargs="+", default=sorted(policies()), metavar="POLICY")
    asked = options.parse_args()
    import numba

    said = f"Python {platform.python_version()}, numpy {np.__version__}, numba {numba.__version__}"
    print(f"{said}, {platform.machine()}, {asked.threads} threads", file=sys.stderr)
    for policy in asked.policies:
        print(policy, digest(policy, asked.runs, asked.months, asked.threads), flush=True)


if __name__ == "__main__":
    main()
