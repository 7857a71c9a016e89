"""`foedus select`: which policy is best, right with a stated probability."""

from __future__ import annotations

from typing import Annotated

import typer

from experiments.cli.options import (
    Alliance,
    Believe,
    Cluster,
    Confidence,
    Json,
    Lucks,
    Months,
    Out,
    Policies,
    Scenario,
    Seed,
    Settings,
    Workers,
    Worlds,
    check_request,
    check_results,
    measure_names,
    positive,
    settings,
    tell_before,
)
from experiments.cli.options import worlds as check_worlds
from experiments.cli.progress import finished, resumable, working
from experiments.tables import number, show_frame
from model.constants import MOST_RUNS
from model.errors import RequestError

__all__ = ["select"]

About = Annotated[str, typer.Option("--measure", metavar="NAME", help="the measure to be best in")]
Indifference = Annotated[
    float | None,
    typer.Option(callback=positive, help="differences below this do not matter; default: 2 % of the reference's mean"),
]
Most = Annotated[int, typer.Option("--runs", min=20, max=MOST_RUNS, help="runs of each policy at most")]


def select(
    policies: Policies,
    measure: About = "damage",
    scenario: Scenario = "today",
    runs: Most = 100_000,
    seed: Seed = 0,
    months: Months = 240,
    set: Settings = [],  # noqa: B006  (Typer copies it)
    alliance: Alliance = None,
    worlds: Worlds = "record",
    believe: Believe = [],  # noqa: B006
    lucks: Lucks = 2,
    confidence: Confidence = 0.95,
    indifference: Indifference = None,
    workers: Workers = 2,
    cluster: Cluster = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Find the best policy, right with a stated probability."""
    parameters = settings(set)
    measure_names([measure])
    if len(policies) < 2:
        raise RequestError("select: name at least two policies")
    chosen = check_request(policies, [scenario], parameters, alliance)
    lived = check_worlds(worlds, alliance, lucks, believe, seed)
    check_results(out)

    from experiments import select as selected
    from experiments.analysis.selection import direction

    direction(measure)
    tell_before(chosen, [scenario], months, alliance)
    with resumable(out), working("runs") as progress:
        found = selected(
            chosen,
            measure,
            scenario=scenario,
            confidence=confidence,
            indifference=indifference,
            seed=seed,
            months=months,
            parameters=parameters,
            world=alliance,
            workers=workers,
            out=out,
            progress=progress,
            cluster=cluster,
            most=runs,
            worlds=lived,
            lucks=lucks,
        )
    if finished(found, json):
        return
    certain = f"with probability {confidence:g}" if found.decided else "so far; the stated probability was not reached"
    title = f"{found.best} is best in {measure}, {certain}, or within {number(found.indifference, 3)} of the best"
    show_frame(found.table, title)
