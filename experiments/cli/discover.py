"""`foedus discover`: in which worlds does a policy fail, and how far can it fall short?"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.cli.options import Confidence, Json, measure_names
from experiments.cli.progress import finished
from experiments.tables import number, rows_of, show, show_frame
from model.errors import RequestError

__all__ = ["discover"]

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="results of a study with many worlds (a design, scenarios)")
]
About = Annotated[
    str, typer.Option("--measure", metavar="NAME", help="the measure that decides between success and failure")
]
Policies = Annotated[list[str], typer.Option("--policy", metavar="NAME", help="only this policy; repeatable")]
Threshold = Annotated[
    float | None, typer.Option(help="a run fails if it is worse than this; default: worse than the reference")
]


def discover(
    folder: Folder,
    measure: About = "damage",
    policy: Policies = [],  # noqa: B006  (Typer copies it)
    threshold: Threshold = None,
    confidence: Confidence = 0.95,
    json: Json = False,
) -> None:
    """Find the worlds in which a policy fails (PRIM, regret)."""
    measure_names([measure])
    if threshold is not None and not math.isfinite(threshold):
        raise RequestError(f"--threshold {threshold}: must be a finite number, in the unit of {measure}")

    from experiments import discover as discovered

    found = discovered(folder, measure, threshold=threshold, policies=policy or None, confidence=confidence)
    if finished(found, json):
        return
    if len(found.table):
        show_frame(found.table.drop(columns="measure"), f"boxes of worlds in which failures in {measure} are dense")
    level = f"{100 * confidence:g} % interval"
    _regret(rows_of(found.regret), level)
    _pareto(rows_of(found.pareto), level)


def _span(row: dict[str, Any], name: str) -> str:
    return f"{number(row[f'{name}_low'], 3)} to {number(row[f'{name}_high'], 3)}"


def _regret(rows: list[dict[str, Any]], level: str) -> None:
    cells = (
        (
            row["policy"],
            number(row["mean_regret"], 3),
            _span(row, "mean"),
            number(row["worst_regret"], 3),
            _span(row, "worst"),
            f"{100 * row['best_in']:.0f} %",
            row["worst_in"] if row["worst_regret"] else "",
        )
        for row in rows
    )
    unit = f", {rows[0]['unit']}" if rows[0]["unit"] else ""
    title = f"regret in {rows[0]['measure']}{unit}: how far a policy falls short of the best in the same world"
    columns = ("policy", "mean", level, "worst", f"{level} ", "best in", "worst in the world")
    show(cells, columns, title=title, right=columns[1:6])


def _pareto(rows: list[dict[str, Any]], level: str) -> None:
    cost, harm = (name for name in rows[0] if f"{name}_low" in rows[0])
    cells = (
        (
            row["policy"],
            row["scenario"],
            number(row[cost], 3),
            _span(row, cost),
            number(row[harm], 3),
            _span(row, harm),
            "yes" if row["efficient"] else "no",
            f"{100 * row['certainty']:.0f} %",
        )
        for row in rows
    )
    columns = ("policy", "scenario", cost, level, harm, f"{level} ", "efficient", "is so in")
    title = "cost against harm: efficient where no policy costs less and harms less"
    show(cells, columns, title=title, right=(*columns[2:6], "is so in"))
