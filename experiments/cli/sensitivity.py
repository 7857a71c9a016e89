"""`foedus sensitivity`: which parameters matter."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from experiments.cli.options import (
    Alliance,
    Cluster,
    Confidence,
    Json,
    Measures,
    Months,
    Out,
    Policy,
    Runs,
    Scenario,
    Seed,
    Settings,
    Workers,
    check_request,
    check_results,
    measure_names,
    one_of,
    settings,
    tell_before,
)
from experiments.cli.progress import finished, resumable, working
from experiments.tables import show_frame
from model.errors import RequestError

__all__ = ["ranges", "sensitivity"]

Method = Annotated[str, typer.Option(callback=one_of("morris", "sobol"), help="morris (screening) or sobol (indices)")]
Parameters = Annotated[
    list[str],
    typer.Option(metavar="NAME,NAME=LOW:HIGH", help="parameters to vary, over their bounds or a range; repeatable"),
]
Size = Annotated[
    int | None, typer.Option(min=2, max=1_000_000, help="number of trajectories (morris) or base points (sobol)")
]


def sensitivity(
    parameters: Parameters,
    method: Method = "morris",
    measure: Measures = [],  # noqa: B006
    size: Size = None,
    policy: Policy = "baseline",
    scenario: Scenario = "today",
    runs: Runs = 20,
    seed: Seed = 0,
    months: Months = 240,
    set: Settings = [],  # noqa: B006
    alliance: Alliance = None,
    confidence: Confidence = 0.95,
    workers: Workers = 2,
    cluster: Cluster = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Find which parameters matter (Morris, Sobol)."""
    chosen, fixed = measure_names(measure) or ["damage"], settings(set)
    varied = ranges(parameters)
    (under,) = check_request([policy], [scenario], fixed, alliance)
    check_results(out)

    from experiments import sensitivity as indices

    tell_before([under], [scenario], months, alliance)
    with resumable(out), working("runs") as progress:
        found = indices(
            varied,
            chosen,
            method,
            size=size,
            runs=runs,
            policy=under,
            scenario=scenario,
            seed=seed,
            months=months,
            fixed=fixed,
            world=alliance,
            workers=workers,
            confidence=confidence,
            out=out,
            progress=progress,
            cluster=cluster,
        )
    if not finished(found, json):
        show_frame(found.table, f"{method}, {under.name} in {scenario}, {100 * confidence:g} % intervals")


def ranges(words: list[str]) -> dict[str, list[Any]]:
    """`theta,kappa=1:3` as bounds by name: the declared ones unless a range is given."""
    from model.parameters import PARAMETERS

    found: dict[str, list[Any]] = {}
    for word in (part.strip() for text in words for part in text.split(",")):
        name, sign, span = word.partition("=")
        if name in found:
            raise RequestError(f"--parameters: {name} is named twice")
        declared = PARAMETERS[name]
        low, colon, high = span.partition(":")
        if sign and not colon:
            raise RequestError(f"--parameters {word}: write NAME=LOW:HIGH, as in theta=0.1:0.9")
        bounds = [declared.check(end, "--parameters") for end in (low, high)] if sign else list(declared.bounds)
        if not bounds[0] < bounds[1]:
            raise RequestError(f"--parameters {word}: the range is empty; LOW must be below HIGH")
        found[name] = bounds
    return found
