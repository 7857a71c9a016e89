"""Remarks on worlds and on many rows: what more lucks or more worlds would tell, and how likely a false label is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from experiments.analysis.futures import LEAST, lucks_needed
from experiments.analysis.multiplicity import some_false
from experiments.analysis.questions import Asked
from experiments.results.results import Results

__all__ = ["on_many", "on_worlds"]

MANY = 6
"""Differences from which a false label is likelier than one in four, at 95 %."""
NAMED = 4


def on_worlds(results: Results, rows: Sequence[dict[str, Any]], measures: Sequence[str]) -> list[str]:
    """In how many worlds the runs are lived, and what would tell more."""
    lines = [note] if (note := getattr(getattr(results.study, "worlds", None), "note", "")) else []
    cells = results.cells
    if cells is None:
        return lines
    runs = results.runs
    groups = runs // cells.lucks
    if groups < LEAST:
        lines.append(
            f"{groups} worlds with {cells.lucks} lucks each give no interval; {LEAST * cells.lucks} runs at least"
        )
    whole = groups * cells.lucks if groups < cells.worlds else groups // cells.worlds * cells.worlds * cells.lucks
    if whole < runs:
        last = "the last run lies" if runs - whole == 1 else f"the last {runs - whole:,} runs lie"
        lines.append(f"{last} in worlds with fewer lucks than others, and count in no difference and no interval")
    if groups > cells.worlds:
        lines.append(f"all {cells.worlds:,} worlds are lived in: more runs add lucks, and intervals stop shrinking")
    if cells.lucks == 1:
        lines.append("one luck a world cannot tell world from luck; --lucks 2 can")
    if leaning := list(dict.fromkeys(r["measure"] for r in rows if r["measure"] in measures and r.get("leans"))):
        lines.append(
            f"worlds lean, a few with far larger differences, in {', '.join(leaning)}: shares of worlds, where 95 % of them "
            "lie, and verdicts are worked out from ratios"
        )
    return lines + _more_lucks(rows, measures, cells.lucks * max(1, groups // cells.worlds))


def _more_lucks(rows: Sequence[dict[str, Any]], measures: Sequence[str], lucks: int) -> list[str]:
    """Where the spread of worlds is not told from luck: how many lucks would tell it best."""
    needed: dict[str, int] = {}
    for row in rows:
        if (
            row["measure"] in measures
            and row.get("verdict") == "open: too few futures"
            and row.get("world_sd") is not None
        ):
            wanted = lucks_needed(row["world_sd"], row["luck_sd"])
            if wanted > lucks:
                needed[row["measure"]] = max(wanted, needed.get(row["measure"], 0))
    if not needed:
        return []
    told = ", ".join(f"{count} for {name}" for name, count in list(needed.items())[:NAMED])
    more = f" and others ({len(needed) - NAMED} more)" if len(needed) > NAMED else ""
    return [f"luck hides how much worlds differ; --lucks would tell it best at {told}{more}, with as many worlds"]


def on_many(rows: Sequence[dict[str, Any]], measures: Sequence[str], asked: Asked) -> list[str]:
    """How likely a false label is in a table of many differences, none of them adjusted."""
    count = sum(row["measure"] in measures and row["low"] == row["low"] for row in rows)
    if asked.method is not None or count < MANY:
        return []
    chance = 100.0 * some_false(count, asked.confidence)
    return [
        f"{count} differences, each at {100 * asked.confidence:g} %: if none were real, one or more would seem so in up to "
        f"{chance:.0f} % of such tables; --adjust holm or fdr guards against that"
    ]
