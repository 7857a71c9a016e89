"""Runs until a difference is known well enough: a pilot, then looks, under which the stated confidence still holds."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import replace

from experiments.analysis.effects import Asked, effect_rows, pairs_of
from experiments.analysis.sequential import PILOT, look_confidence, next_runs, runs_for
from experiments.results.results import Results

__all__ = ["runs_until"]

MOST = 100_000
"""Runs at which a search for precision gives up."""


def runs_until(
    precision: float, measure: str, ran: Callable[[int], Results], asked: Asked
) -> tuple[Results, Asked, list[str]]:
    """A pilot, then looks until every difference of the measure is known well enough."""
    results, looked = ran(PILOT), 0
    cells = results.cells
    most = MOST if cells is None else min(MOST, cells.worlds * cells.lucks)  # worlds met again tell little of others
    for look in itertools.count(1):
        now = replace(asked, confidence=look_confidence(look, asked.confidence))
        half = _half_width(results, measure, now)
        while results.runs < (wanted := runs_for(precision, half, results.runs, looked, most)):
            results = ran(next_runs(wanted, results.runs))
            half = _half_width(results, measure, now)
        looked = results.runs
        if half <= precision:
            said = f"{measure}: half-width {half:.3g} ≤ {precision:g} after {results.runs:,} runs, at look {look}; drawn at "
            return (
                results,
                now,
                [f"{said}{now.confidence:.2%}, which keeps {asked.confidence:.0%} under repeated looking"],
            )
        if results.runs >= most:
            break
    why = "stopped" if most == MOST else "every world was lived in, and the interval would stop shrinking; stopped"
    return results, now, [f"{measure}: half-width {half:.3g} is still above {precision:g} after {most:,} runs; {why}"]


def _half_width(results: Results, measure: str, asked: Asked) -> float:
    """The widest half of a difference's interval; NaN where none is defined or hardly any run differs."""
    rows, _ = effect_rows(pairs_of(results, [measure]), asked)
    known = [row for row in rows if row["difference"] == row["difference"]]
    if not known or not all(row["told"] for row in known):
        return math.nan
    return max((row["high"] - row["low"]) / 2.0 for row in known)
