"""`foedus hindcast`: 2014–2023 lived again, beside the record."""

from __future__ import annotations

from typing import Annotated

import typer

from experiments.cli.options import Json, Runs, Seed, Workers
from experiments.cli.progress import working
from experiments.tables import number, show_groups, write_json

__all__ = ["hindcast"]

Until = Annotated[
    int, typer.Option(help="build the alliance from incidents up to this year only; later years are predicted")
]


def hindcast(until: Until = 2023, runs: Runs = 200, seed: Seed = 0, workers: Workers = 2, json: Json = False) -> None:
    """Live the decade of the record again, 2014 to 2023."""
    from experiments.inference.hindcast import alliance_of, hindcast_table
    from experiments.inference.hindcast import hindcast as lived
    from experiments.results.versions import versions

    alliance_of(until)  # a wrong year is refused before anything runs
    with working("decades") as progress:
        rows = hindcast_table(
            lived(runs, seed, until=until, threads=workers, progress=lambda done: progress(done, runs))
        )
    inside = sum(row["inside"] for row in rows)
    if json:
        told = {"until": until, "runs": runs, "seed": seed, "inside": inside, "figures": len(rows)}
        write_json(told | {"table": rows, "versions": versions()})
        return
    cells = (
        (
            str(row["year"] or "decade"),
            row["figure"],
            row["group"],
            number(row["record"]),
            number(row["low"]),
            number(row["median"]),
            number(row["high"]),
            "yes" if row["inside"] else "NO",
        )
        for row in rows
    )
    columns = ("year", "figure", "group", "record", "low", "median", "high", "inside")
    title = f"{inside} of {len(rows)} figures of the record lie in the 90 % band of {runs} simulated decades"
    show_groups(cells, columns, title=title, right=columns[3:7])
