"""`foedus replay`: a stored run again as a Mesa model, compared with its row bit for bit, then shown in the live view."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.options import Json
from experiments.cli.progress import fail, note, say_if_cold
from experiments.cli.watch import Open, serve
from experiments.tables import clean, number, show, write_json

__all__ = ["replay"]

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="a results folder")]
Run = Annotated[int, typer.Option("--run", min=0, metavar="K", help="run K of the batch")]
Policy = Annotated[str | None, typer.Option(help="a policy of the folder; default: its first")]
Scenario = Annotated[str | None, typer.Option(help="a scenario of the folder; default: its first")]

Headless = Annotated[
    bool, typer.Option("--headless", help="only print whether the bits are equal, without the live view")
]
Trust = Annotated[
    bool, typer.Option("--trust", help="import the Python file that the folder names; only if you trust it")
]
Point = Annotated[int | None, typer.Option(min=0, help="which point of a design, counted from 0")]


def replay(
    folder: Folder,
    run: Run = 0,
    policy: Policy = None,
    scenario: Scenario = None,
    point: Point = None,
    trust: Trust = False,
    headless: Headless = False,
    open: Open = False,
    json: Json = False,
) -> None:
    """Make a stored run again, check its bits, and show it."""
    shown = not (headless or json)

    from experiments import verify
    from experiments.results.versions import versions
    from model.measures import MEASURES

    found = verify(folder, run, policy, scenario, point, trust=trust, before=say_if_cold)
    last = found.model.measures.iloc[-1]
    rows = [
        {"measure": name, "unit": MEASURES[name].unit, "last_month": float(last[name])}
        for name in MEASURES
        if name in last
    ]
    if json:
        asked = {"policy": found.policy, "scenario": found.scenario, "run": found.run, "key": found.key}
        more = {"equal": found.equal, "differing": found.differing, "table": rows, "versions": versions()}
        write_json(asked | more)
    else:
        main = [row for row in rows if MEASURES[row["measure"]].shown]
        cells = ([row["measure"], number(clean(row["last_month"])), row["unit"]] for row in main)
        show(
            cells,
            ("measure", "last month", "unit"),
            title=f"{found.policy} in {found.scenario}, run {run}",
            right=("last month",),
        )
    note(str(found))
    if not found.equal:
        fail("the replay is not the stored run")
    if shown:
        query = {"folder": str(folder.resolve()), "run": run, "policy": found.policy, "scenario": found.scenario}
        serve(query | {"point": point or 0}, open=open, places=[folder], trust=trust)
