"""The full model three ways: compiled, as a Mesa model over compiled rules, and as plain Python, the last two through
`mesa.batch_run` as a Mesa user would run them."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

from benchmarks.timing import Spread, interleaved, once, ratios

PLAIN = """
import json, sys, time
import mesa
from model import AllianceModel
AllianceModel(seed=0, months=1).run()
times = []
for _ in range(int(sys.argv[1])):
    begun = time.perf_counter()
    mesa.batch_run(AllianceModel, {"seed": 1, "months": 240}, max_steps=239, display_progress=False)
    times.append(time.perf_counter() - begun)
print(json.dumps(times))
"""


def through_mesa(seed: int = 1) -> None:
    """One run through Mesa's own batch runner (which steps once more than it is told)."""
    import mesa

    from model import AllianceModel

    mesa.batch_run(AllianceModel, {"seed": seed, "months": 240}, max_steps=239, display_progress=False)


def plain_python(repeats: int = 3) -> list[float]:
    """Seconds of a run with the compiler off: the same rules as ordinary functions, in a process of its own."""
    settings = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-c", PLAIN, str(repeats)]
    return json.loads(subprocess.run(command, env=settings, check=True, capture_output=True, text=True).stdout)


@functools.cache
def measured() -> dict[str, list[float]]:
    """Seconds of a run of 240 months of the NATO world, each way."""
    from model.simulation import prepare, run_block

    prepared = prepare()
    found = interleaved(
        {
            "compiled, 1 thread": (lambda: run_block(prepared, range(200), 1), 200),
            "compiled, 2 threads": (lambda: run_block(prepared, range(200), 2), 200),
            "Mesa over compiled rules": (through_mesa, 1),
        }
    )
    found["plain Python through Mesa"] = plain_python(len(found["compiled, 1 thread"]))
    return found


def table() -> list[str]:
    """Markdown rows: what a run of 240 months of the NATO world takes."""
    found = measured()
    base = found["compiled, 1 thread"]
    rows = ["| way | a run | times the compiled run |", "|---|---|---|"]
    rows += [
        f"| {name} | {Spread.of(seconds).shown(' ms', 1000)} | {ratios(seconds, base).shown('×')} |"
        for name, seconds in found.items()
    ]
    speed_up = ratios(base, found["compiled, 2 threads"]).shown("×")
    return [*rows, "", f"Two threads against one: {speed_up}.{what_the_machine_gives()}"]


def what_the_machine_gives() -> str:
    """The same of two threads that share nothing at all: the reduced model in C. Empty without a C compiler."""
    from benchmarks.reduced import yardstick

    if yardstick.library() is None:
        return ""
    with ThreadPoolExecutor(2) as pool:
        found = interleaved(
            {
                "one": (lambda: yardstick.outcomes(2000), 2000),
                "two": (lambda: list(pool.map(yardstick.outcomes, [1000, 1000])), 2000),
            },
            repeats=9,
        )
    return f" What the machine gives, by C code that shares nothing: {ratios(found['one'], found['two']).shown('×')}."


def in_short() -> list[str]:
    """The first lines of the page, from what was measured."""
    middle = {name: Spread.of(seconds).median for name, seconds in measured().items()}
    base = middle["compiled, 1 thread"]
    mesa, plain = (middle[name] / base for name in ("Mesa over compiled rules", "plain Python through Mesa"))
    return [
        f"- A run of 20 years takes about {1000 * base:.2g} ms compiled, and about {mesa:.0f} times that as a Mesa model.",
        f"- The same rules in plain Python, without compiling, take about {100 * round(plain / 100):,} times as long.",
    ]


def start_up() -> list[str]:
    """Markdown rows: what a person waits for before anything is computed."""
    warm = [sys.executable, "-m", "experiments", "run", "--months", "12"]
    waits = {
        "`foedus --help`": [sys.executable, "-m", "experiments", "--help"],
        "`import model.simulation`, numba only when a rule is called": [
            sys.executable,
            "-c",
            "import model.simulation",
        ],
        "`foedus run --months 12`, rules compiled before": warm,
        "of which: Python itself": [sys.executable, "-c", "pass"],
        "of which: `import numba`": [sys.executable, "-c", "import numba"],
        "of which: `import pandas`": [sys.executable, "-c", "import pandas"],
        "of which: Python, numba, and the compiled rules loaded for a run of one month": [
            sys.executable,
            "-c",
            "from model.simulation import prepare, run_block; run_block(prepare(months=1), [0], 1)",
        ],
    }
    rows = ["| start | seconds |", "|---|---|"]
    for name, command in waits.items():
        seconds = [
            once(lambda command=command: subprocess.run(command, check=True, capture_output=True)) for _ in range(5)
        ]
        rows.append(f"| {name} | {Spread.of(seconds).shown(' s')} |")
    with tempfile.TemporaryDirectory() as empty:
        settings = {**os.environ, "FOEDUS_CACHE": empty}
        compile_all = [sys.executable, "-m", "experiments", "warm"]
        first = once(lambda: subprocess.run(compile_all, env=settings, check=True, capture_output=True))
    rows.append(f"| `foedus warm`, nothing compiled before (once a version; the install does it) | {first:.3g} s |")
    return rows
