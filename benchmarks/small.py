"""The reduced model in five tools, after a check that all five do the same work by the statistics of what they give."""

from __future__ import annotations

import importlib

import numpy as np

from benchmarks.reduced import OUTCOMES
from benchmarks.timing import Spread, interleaved, ratios

TOOLS = {
    "our engine": ("compiled", 200),
    "C, -O3 -march=native": ("yardstick", 200),
    "Mesa": ("mesa_model", 4),
    "AgentPy": ("agentpy_model", 4),
    "Starsim": ("starsim_model", 4),
}


def same_work(runs: int = 40) -> dict[str, np.ndarray]:
    """Means of every outcome by tool. Errors: AssertionError where one is five standard errors off our engine's mean."""
    reference = importlib.import_module("benchmarks.reduced.compiled").outcomes(4000)
    means = {"our engine": reference.mean(axis=0)}
    for name, (module, _) in TOOLS.items():
        if name == "our engine":
            continue
        found = importlib.import_module(f"benchmarks.reduced.{module}").outcomes(runs)
        error = np.hypot(found.std(axis=0, ddof=1) / np.sqrt(runs), reference.std(axis=0) / np.sqrt(len(reference)))
        apart = np.abs(found.mean(axis=0) - means["our engine"])
        rounding = 1e-3 * np.abs(means["our engine"])  # Starsim's columns are single precision
        if not np.all(apart <= 5.0 * error + rounding):
            raise AssertionError(f"{name} does other work: {dict(zip(OUTCOMES, apart / (error + 1e-12), strict=True))}")
        means[name] = found.mean(axis=0)
    return means


def table() -> list[str]:
    """Markdown rows: what a run of the reduced model takes with each tool."""
    means = same_work()
    works = {}
    for name, (module, runs) in TOOLS.items():
        outcomes = importlib.import_module(f"benchmarks.reduced.{module}").outcomes
        works[name] = (lambda outcomes=outcomes, runs=runs: outcomes(runs), runs)
    found = interleaved(works, repeats=9)
    base = found["our engine"]
    rows = ["| tool | a run | times our engine | operations | severe | punished |", "|---|---|---|---|---|---|"]
    for name, seconds in found.items():
        counts = " | ".join(f"{value:.4g}" for value in means[name][:3])
        rows.append(
            f"| {name} | {Spread.of(seconds).shown(' ms', 1000)} | {ratios(seconds, base).shown('×')} | {counts} |"
        )
    against_c = ratios(base, found["C, -O3 -march=native"])
    return [*rows, "", f"Our engine against C: {against_c.shown('×')}, medians of nine interleaved rounds."]
