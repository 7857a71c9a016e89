"""`foedus discover`: in which worlds does a policy fail, and how far can it fall short?"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer

from experiments.cli_options import Json, measure_names
from experiments.cli_progress import finished
from experiments.tables import show_frame
from model.errors import RequestError

__all__ = ["discover"]

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="results of a study with many worlds (a design, scenarios)")
]
About = Annotated[str, typer.Option("--measure", metavar="NAME", help="the measure that tells success from failure")]
Policies = Annotated[list[str], typer.Option("--policy", metavar="NAME", help="only this policy; repeatable")]
Threshold = Annotated[
    float | None, typer.Option(help="failure is worse than this; unless told, worse than the reference")
]


def discover(
    folder: Folder,
    measure: About = "damage",
    policy: Policies = [],  # noqa: B006  (Typer copies it)
    threshold: Threshold = None,
    json: Json = False,
) -> None:
    """In which worlds does a policy fail? (PRIM, regret)"""
    measure_names([measure])
    if threshold is not None and not math.isfinite(threshold):
        raise RequestError(f"--threshold {threshold}: must be a finite number, in the unit of {measure}")

    from experiments import discover as discovered

    found = discovered(folder, measure, threshold=threshold, policies=policy or None)
    if finished(found, json):
        return
    if len(found.table):
        show_frame(found.table, "boxes of worlds in which failures are dense")
    show_frame(found.regret, "regret: how far a policy falls short of the best in the same world")
    show_frame(found.pareto, "spending against harm")
