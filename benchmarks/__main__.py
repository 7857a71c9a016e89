"""`python -m benchmarks`: measure everything side by side and write docs/performance.md."""

from __future__ import annotations

import datetime
import importlib.util
import platform
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks import before, cluster, floor, full, growth, small, worlds
from benchmarks.timing import Spread, interleaved, ratios
from model.rule import rule
from model.rules.votes import cast_vote

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE, EXAMPLE = DOCS / "performance.md", DOCS / "how-to" / "my_variant.py"

HEAD = """# Performance

In short:

{short}
- A compiled rule of your own runs nearly as fast as a built-in one.
- Memory does not grow with the number of runs; time grows in proportion to it.
- Compiling the rules takes about a minute, once a version.

`make bench` writes the tables again ({date}; {machine}, Python {python}, numba {numba}). Figures are
medians over interleaved rounds in one process, with the range in brackets. A shared machine is
noisy, so read the ratios. No test asserts a figure of this page.
"""


@rule
def same_vote(world, c, k, p):
    """The model's own vote, by way of a rule that is not built in."""
    cast_vote(world, c, k, p)


def a_rule() -> list[str]:
    """What a Mesa agent pays for a decision: a compiled rule called from Python."""
    from model.rules.budgets import set_budget
    from model.simulation import prepare

    prepared = prepare()
    world, p = prepared.template, prepared.segments[0].p
    found = interleaved({"rule": (lambda: [set_budget(world, 0, p) for _ in range(2000)], 2000)})
    return [
        f"A rule over the world, called from Python: {Spread.of(found['rule']).shown(' µs', 1e6)}; the aim is 20 or less."
    ]


def a_rule_of_ones_own() -> list[str]:
    """A compiled rule in the place of a built-in one against the engine as it is: the same votes, and sceptics."""
    from importlib import import_module

    from experiments.study.study import read_given
    from model.simulation import prepare, run_block

    engine = import_module("model.engine")
    variant = read_given(f"{EXAMPLE}:CompiledSceptic", "policy")
    alike = {"engine": import_module("model.swap").engine_with(cast_vote=same_vote)}
    prepared, own = prepare(), prepare(variant)
    found = interleaved(
        {
            "built in": (lambda: run_block(prepared, range(30), 1, engine=engine), 30),
            "the same rule, swapped in": (lambda: run_block(prepared, range(30), 1, **alike), 30),
            "sceptics, compiled": (lambda: run_block(own, range(30), 1, **variant.how()), 30),
            "sceptics, Mesa": (lambda: run_block(own, range(1), 1, **replace(variant, mesa=True).how()), 1),
        },
        repeats=9,
    )
    rows = ["| the rule of the vote | a run | times the built-in one |", "|---|---|---|"]
    rows += [
        f"| {name} | {Spread.of(seconds).shown(' ms', 1000)} | {ratios(seconds, found['built in']).shown('×')} |"
        for name, seconds in found.items()
    ]
    return [*rows, "", "`docs/how-to/my_variant.py`; sceptics vote otherwise, so their runs are other runs."]


def projection() -> list[str]:
    """What many runs cost, from the measured cost of one: runs are independent, so it is arithmetic."""
    from model.simulation import prepare, run_block

    prepared = prepare()
    found = interleaved({"run": (lambda: run_block(prepared, range(200), 2), 200)}, repeats=3)
    second = Spread.of(found["run"]).median
    rows = ["| runs of 240 months | 2 cores (measured here) | 64 cores | 1,000 cores |", "|---|---|---|---|"]
    for runs in (10**3, 10**6, 10**9):
        hours = runs * second / 3600.0
        cells = " | ".join(_time(hours * 2 / cores) for cores in (2, 64, 1000))
        rows.append(f"| {runs:,} | {cells} |")
    return [*rows, "", "The columns beyond two cores are the first divided, not measured."]


def _time(hours: float) -> str:
    if hours < 1.0 / 60.0:
        return f"{3600 * hours:.2g} s"
    return f"{60 * hours:.2g} min" if hours < 1.0 else f"{hours:.3g} h" if hours < 72.0 else f"{hours / 24:.3g} days"


def main() -> int:
    missing = [name for name in ("agentpy", "starsim", "distributed") if importlib.util.find_spec(name) is None]
    if missing:
        print(f"benchmarks: {', '.join(missing)} not installed; pip install 'foedus[bench]'", file=sys.stderr)
        return 2
    import numba

    print("measuring: the head of the page", file=sys.stderr, flush=True)
    head = HEAD.format(
        short="\n".join(full.in_short()),
        date=datetime.date.today().isoformat(),
        machine=f"{platform.machine()}, 2 cores",
        python=platform.python_version(),
        numba=numba.__version__,
    )
    sections = {
        "The full model": full.table,
        "Against the engine before": before.table,
        "Many worlds": worlds.table,
        "The floor": floor.table,
        "A rule": a_rule,
        "A rule of your own": a_rule_of_ones_own,
        "The reduced model in five tools": small.table,
        "Dask workers": cluster.table,
        "Growth": growth.table,
        "Memory": growth.memory,
        "Start-up": full.start_up,
        "Many runs": projection,
    }
    lines = [head]
    for title, measure in sections.items():
        print(f"measuring: {title}", file=sys.stderr, flush=True)
        lines += [f"## {title}", "", *measure(), ""]
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text("\n".join(lines).rstrip() + "\n")
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
