"""`foedus compare`: policies side by side under the same luck, each difference with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from experiments.cli.options import (
    Adjust,
    Alliance,
    Believe,
    Cluster,
    Confidence,
    Interval,
    Json,
    Largest,
    Lucks,
    Matters,
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
    Worlds,
    by_road,
    check_request,
    check_results,
    grouped,
    measure_names,
    one_of,
    parted,
    settings,
    sizes,
    tell_before,
)
from experiments.cli.options import worlds as check_worlds
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
States = Annotated[
    list[str],
    typer.Option("--states", metavar="CODE,CODE", help="the gains and losses of these states alone; repeatable"),
]
Groups = Annotated[
    list[str],
    typer.Option("--group", metavar="NAME=CODE,CODE", help="the same of a group of states, as one; repeatable"),
]
Tail = Annotated[
    float | None,
    typer.Option(
        metavar="LEVEL",
        help="also quantiles at this level, as 0.9, the mean of the worst futures beyond, and where single futures lie",
    ),
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
Turns = Annotated[
    bool, typer.Option("--turns", help="also which unknowns decide each difference, and where its sign changes")
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
    worlds: Worlds = "record",
    believe: Believe = [],  # noqa: B006
    lucks: Lucks = 2,
    engine: Engine = "compiled",
    measure: Measures = [],  # noqa: B006
    precision: Precision = None,
    confidence: Confidence = 0.95,
    interval: Interval = "t",
    simultaneous: Simultaneous = False,
    adjust: Adjust = None,
    matters: Matters = [],  # noqa: B006
    largest: Largest = [],  # noqa: B006
    window: Window = None,
    by: By = None,
    states: States = [],  # noqa: B006
    group: Groups = [],  # noqa: B006
    tail: Tail = None,
    turns: Turns = False,
    ledger: Ledger = False,
    all: All = False,
    workers: Workers = 2,
    cluster: Cluster = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Compare policies under the same luck, with intervals; or one policy in several scenarios."""
    parameters, scenarios = settings(set), parted(scenario)
    of_states = by is not None or bool(states or group)
    chosen = parted(measure) if of_states else measure_names(measure)
    if len(policies) < 2 and len(scenarios) < 2:
        raise RequestError(
            "compare: name at least two policies, or one and --scenarios A,B; the first is the reference"
        )
    if precision is not None and len(chosen) != 1:
        raise RequestError("--precision: name the one measure it is about, as in --precision 0.5 --measure damage")
    chosen_policies = by_road(check_request(policies, scenarios, parameters, alliance), engine)
    margins, bounds = sizes(matters, "--matters"), sizes(largest, "--largest")
    from experiments.analysis.by_state import Who, require_by_state
    from experiments.results.windows import parse_window
    from model.roster import read_roster

    named, groups = parted(states), grouped(group, "states, as baltics=EST,LVA,LTU")
    roster = read_roster(alliance)
    Who(tuple(named), groups).rows(roster.codes)
    months_counted = parse_window(window, months, roster.first_year)
    if of_states:
        require_by_state(chosen, months_counted, months)
    lived = check_worlds(worlds, alliance, lucks, believe, seed)
    check_results(out)

    from experiments import compare as compared
    from experiments.cli.comparison_text import MULTIPLE, TURN, print_comparison

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
            states=named,
            groups=groups,
            tail=tail,
            turns=turns,
            window=window,
            ledger=ledger,
            keep=DRAWN if traced else (),
            cluster=cluster,
            worlds=lived,
            lucks=lucks,
            adjust=adjust,
            matters=margins,
            largest=bounds,
        )
    if out is not None:
        note(f"runs and manifest: {out}; next: foedus report {out}")
    if json:
        finished(result, json)
        return
    told = _told(chosen, all)
    result.notes = _about(result, told)
    for line in (line for line in result.notes if not line.startswith(TURN) and MULTIPLE not in line):
        note(line)
    print_comparison(result, told)


def _told(chosen: Sequence[str], everything: bool) -> list[str]:
    """The measures that the text table and its notes are about, and figures that states alone have."""
    from model.measures import MEASURES

    own = [name for name in MEASURES if everything or (name in chosen if chosen else MEASURES[name].shown)]
    return own + [name for name in chosen if name not in MEASURES]


def _about(result: Any, told: Sequence[str]) -> list[str]:
    """The remarks on the measures told; the one on many rows counts these alone."""
    from experiments.analysis.futures_notes import on_many
    from experiments.cli.comparison_text import MULTIPLE
    from model.measures import MEASURES

    lines = [
        line
        for line in result.notes
        if MULTIPLE not in line and (line.split()[0] in told or line.split()[0] not in MEASURES)
    ]
    return lines + on_many(result.table.to_dict("records"), told, result.asked)
