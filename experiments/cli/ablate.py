"""`foedus ablate`: each mechanism off in turn, and what that does to each measure."""

from __future__ import annotations

from typing import Annotated

import typer

from experiments.cli.options import (
    Alliance,
    Believe,
    Cluster,
    Confidence,
    Interval,
    Json,
    Lucks,
    Measures,
    Months,
    Out,
    Runs,
    Seed,
    Settings,
    Simultaneous,
    Workers,
    Worlds,
    check_request,
    check_results,
    measure_names,
    settings,
    tell_before,
)
from experiments.cli.options import worlds as check_worlds
from experiments.cli.progress import finished, note, resumable, working
from experiments.tables import number, rows_of, show

__all__ = ["ablate"]

Mechanisms = Annotated[
    list[str] | None, typer.Argument(metavar="[MECHANISM...]", help="names of mechanisms; default: all")
]
Policy = Annotated[str | None, typer.Option(help="default: for each mechanism, a policy under which it has an effect")]
Scenario = Annotated[str | None, typer.Option(help="default: for each mechanism, a scenario in which it has an effect")]


def ablate(
    mechanisms: Mechanisms = None,
    policy: Policy = None,
    scenario: Scenario = None,
    runs: Runs = 200,
    seed: Seed = 0,
    months: Months = 240,
    set: Settings = [],  # noqa: B006  (Typer copies it)
    alliance: Alliance = None,
    worlds: Worlds = "record",
    believe: Believe = [],  # noqa: B006
    lucks: Lucks = 2,
    measure: Measures = [],  # noqa: B006
    confidence: Confidence = 0.95,
    interval: Interval = "t",
    simultaneous: Simultaneous = False,
    workers: Workers = 2,
    cluster: Cluster = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Switch each mechanism off in turn, and show the change."""
    parameters, chosen = settings(set), measure_names(measure)
    elsewhere = alliance is not None and not (policy or scenario)
    if elsewhere:  # the default places are NATO's, with NATO's names
        policy, scenario = "baseline", "today"
    (under,) = check_request([policy or "baseline"], [scenario or "today"], parameters, alliance)
    lived = check_worlds(worlds, alliance, lucks, believe, seed)
    check_results(out)

    from experiments import ablate as ablated
    from experiments.analysis.ablation import mechanism, reading

    for name in mechanisms or ():
        mechanism(name)
    if elsewhere:
        note(
            "in another alliance every mechanism is judged under baseline in today; --policy and --scenario change that"
        )
    tell_before([under], [scenario or "today"], months, alliance)
    with resumable(out), working("runs") as progress:
        found = ablated(
            mechanisms or None,
            runs=runs,
            seed=seed,
            policy=under if policy else None,
            scenario=scenario,
            months=months,
            parameters=parameters,
            world=alliance,
            measures=chosen or None,
            workers=workers,
            confidence=confidence,
            interval=interval,
            simultaneous=simultaneous,
            out=out,
            progress=progress,
            cluster=cluster,
            worlds=lived,
            lucks=lucks,
        )
    if out is not None:
        note(f"runs and manifest: {out}")
    if finished(found, json):
        return
    rows = [row for row in rows_of(found.table) if (row["measure"] in chosen if chosen else row["declared"])]
    cells = (
        (
            row["mechanism"],
            f"{row['policy']}, {row['scenario']}",
            f"{row['measure']}{', ' + row['unit'] if row['unit'] else ''}",
            number(row["difference"], 3, sign=True),
            f"{number(row['low'], 3, sign=True)} to {number(row['high'], 3, sign=True)}",
            row["sign"],
            reading(row),
        )
        for row in rows
    )
    columns = (
        "mechanism off",
        "judged under",
        "measure",
        "off less on",
        f"{100 * confidence:g} % interval",
        "expected",
        "",
    )
    show(cells, columns, title=f"{runs:,} runs under the same luck", right=columns[3:5])
