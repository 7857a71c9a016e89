"""`foedus compare`: policies side by side under the same luck, each difference with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from experiments.cli_options import (
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
    Scenario,
    Seed,
    Settings,
    Simultaneous,
    Workers,
    check_folder,
    check_request,
    measure_names,
    settings,
)
from experiments.cli_progress import finished, note, resumable, say_if_cold, working
from experiments.tables import number, rows_of, show_frame, show_groups
from model.errors import RequestError

__all__ = ["compare"]

ByState = Annotated[bool, typer.Option("--by-state", help="also each state's figures")]
Ledger = Annotated[bool, typer.Option("--ledger", help="also what became of the same opportunities")]
Window = Annotated[
    str | None, typer.Option(metavar="FIRST:LAST", help="only these years count, as 2026:2030, or months, as 0:60")
]
All = Annotated[bool, typer.Option("--all", help="every measure in the text table, not only the main ones")]

DRAWN = ("series", "by_state")
"""What the report's trajectories and burdens are drawn from; --out keeps it (70 kB a run) …"""
TRACED = 1000
"""… up to so many runs."""


def compare(
    policies: Policies,
    scenario: Scenario = "today",
    runs: Runs = 200,
    seed: Seed = 0,
    months: Months = 240,
    set: Settings = [],  # noqa: B006  (Typer copies it)
    measure: Measures = [],  # noqa: B006
    precision: Precision = None,
    confidence: Confidence = 0.95,
    interval: Interval = "t",
    simultaneous: Simultaneous = False,
    window: Window = None,
    by_state: ByState = False,
    ledger: Ledger = False,
    all: All = False,
    workers: Workers = 2,
    cluster: Cluster = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Paired comparison; the first policy is the reference."""
    parameters, chosen = settings(set), measure_names(measure)
    if len(policies) < 2:
        raise RequestError("compare: name at least two policies; the first is the reference")
    if precision is not None and len(chosen) != 1:
        raise RequestError("--precision: name the one measure it is about, as in --precision 0.5 --measure damage")
    check_request(policies, [scenario], parameters)
    check_folder(out)

    from experiments import compare as compared
    from experiments.windows import parse_window
    from model.measures import MEASURES

    parse_window(window, months)
    traced = out is not None and precision is None and runs <= TRACED
    say_if_cold()
    with resumable(out), working("runs") as progress:
        result = compared(
            policies,
            scenario=scenario,
            runs=runs,
            seed=seed,
            months=months,
            parameters=parameters,
            workers=workers,
            confidence=confidence,
            interval=interval,
            simultaneous=simultaneous,
            measures=chosen if chosen and precision is None else None,
            out=out,
            progress=progress,
            precision=precision,
            measure=chosen[0] if precision is not None else None,
            by_state=by_state,
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
    finished(result, json)
    _print(result, told, confidence)


def _told(chosen: Sequence[str], everything: bool) -> list[str]:
    """The measures that the text table and its notes are about."""
    from model.measures import MEASURES

    return [name for name in MEASURES if everything or (name in chosen if chosen else MEASURES[name].shown)]


def _print(result: Any, told: Sequence[str], confidence: float) -> None:
    from experiments.report_text import span, verdict
    from model.measures import MEASURES

    rows = rows_of(result.table)
    cells = []
    for row in (row for row in rows if row["measure"] in told):
        title = f"{row['measure']}{', ' + row['unit'] if row['unit'] else ''}"
        if row["difference"] is None and row["policy"] == rows[0]["policy"]:
            cells.append((title, row["policy"], number(row["mean"]), "", "", "", ""))
            continue
        word = verdict(row, MEASURES[row["measure"]].better)
        gain = "" if row["variance_reduction"] is None else f"{number(row['variance_reduction'], 2)}×"
        difference = number(row["difference"], 3, sign=True)
        cells.append((title, row["policy"], number(row["mean"]), difference, span(row), word, gain))
    columns = ("measure", "policy", "mean", "difference", f"{100 * confidence:g} % interval", "reading", "pairing")
    asked = f"{rows[0]['scenario']}, {result.results.runs:,} runs under the same luck, {result.interval}"
    show_groups(cells, columns, title=asked, right=(*columns[2:5], "pairing"))
    if result.verdicts is not None:
        show_frame(result.verdicts, "what became of the same opportunities (all flows: --json)")
    if result.by_state is not None:
        show_frame(result.by_state, "by state")
