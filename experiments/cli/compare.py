"""`foedus compare`: policies side by side under the same luck, each difference with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from experiments.cli.options import (
    Alliance,
    Cluster,
    Confidence,
    Interval,
    Json,
    Measures,
    Months,
    Out,
    Policies,
    Precision,
    Runs,
    Seed,
    Settings,
    Simultaneous,
    Workers,
    by_road,
    check_request,
    check_results,
    measure_names,
    one_of,
    parted,
    settings,
    tell_before,
)
from experiments.cli.progress import finished, note, resumable, working
from model.errors import RequestError

__all__ = ["compare"]

By = Annotated[
    str | None,
    typer.Option(callback=one_of("state"), metavar="state", help="state: also the gains and losses of each state"),
]
Scenarios = Annotated[
    list[str],
    typer.Option("--scenario", "--scenarios", metavar="NAME,NAME", help="named scenarios or TOML files; repeatable"),
]
Ledger = Annotated[
    bool, typer.Option("--ledger", help="also what became of each opportunity for attack under each policy")
]
Window = Annotated[
    str | None, typer.Option(metavar="FIRST:LAST", help="count only these years, as 2026:2030, or months, as 0:60")
]
Engine = Annotated[
    str,
    typer.Option(callback=one_of("compiled", "mesa"), help="mesa: your own agents always decide as Mesa agents"),
]
All = Annotated[bool, typer.Option("--all", help="print every measure, not only the main ones")]

DRAWN = ("series", "by_state")
"""What the report's trajectories and burdens are drawn from; --out keeps it (70 kB a run) …"""
TRACED = 1000
"""… up to so many runs."""


def compare(
    policies: Policies,
    scenario: Scenarios = ["today"],  # noqa: B006  (Typer copies it)
    runs: Runs = 200,
    seed: Seed = 0,
    months: Months = 240,
    set: Settings = [],  # noqa: B006
    alliance: Alliance = None,
    engine: Engine = "compiled",
    measure: Measures = [],  # noqa: B006
    precision: Precision = None,
    confidence: Confidence = 0.95,
    interval: Interval = "t",
    simultaneous: Simultaneous = False,
    window: Window = None,
    by: By = None,
    ledger: Ledger = False,
    all: All = False,
    workers: Workers = 2,
    cluster: Cluster = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Compare policies under the same luck, with intervals."""
    parameters, chosen, scenarios = settings(set), measure_names(measure), parted(scenario)
    if len(policies) < 2:
        raise RequestError("compare: name at least two policies; the first is the reference")
    if precision is not None and len(chosen) != 1:
        raise RequestError("--precision: name the one measure it is about, as in --precision 0.5 --measure damage")
    chosen_policies = by_road(check_request(policies, scenarios, parameters, alliance), engine)
    check_results(out)

    from experiments import compare as compared
    from experiments.cli.comparison_text import TURN, print_comparison
    from experiments.results.windows import parse_window
    from model.measures import MEASURES

    if parse_window(window, months) is not None and by is not None:
        raise RequestError("--by state: each state's figures are sums over all months; leave out --window")
    traced = out is not None and precision is None and runs <= TRACED
    tell_before(chosen_policies, scenarios, months, alliance)
    with resumable(out), working("runs") as progress:
        result = compared(
            chosen_policies,
            scenario=scenarios,
            runs=runs,
            seed=seed,
            months=months,
            parameters=parameters,
            world=alliance,
            workers=workers,
            confidence=confidence,
            interval=interval,
            simultaneous=simultaneous,
            measures=chosen if chosen and precision is None else None,
            out=out,
            progress=progress,
            precision=precision,
            measure=chosen[0] if precision is not None else None,
            by_state=by is not None,
            window=window,
            ledger=ledger,
            keep=DRAWN if traced else (),
            cluster=cluster,
        )
    if out is not None:
        note(f"runs and manifest: {out}; next: foedus report {out}")
    if json:
        finished(result, json)
        return
    told = _told(chosen, all)
    result.notes = [line for line in result.notes if line.split()[0] in told or line.split()[0] not in MEASURES]
    for line in (line for line in result.notes if not line.startswith(TURN)):
        note(line)
    print_comparison(result, told)


def _told(chosen: Sequence[str], everything: bool) -> list[str]:
    """The measures that the text table and its notes are about."""
    from model.measures import MEASURES

    return [name for name in MEASURES if everything or (name in chosen if chosen else MEASURES[name].shown)]
