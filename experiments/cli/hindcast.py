"""`foedus hindcast`: 2014–2023 lived again, beside the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

import typer

from experiments.cli.options import Json, Runs, Seed, Workers
from experiments.cli.progress import working
from experiments.tables import number, show_groups, write_json

__all__ = ["COLUMNS", "beside_the_record", "hindcast"]

COLUMNS = ("year", "figure", "group", "record", "low", "median", "high", "inside")
"""Heads of a table of figures beside the record."""

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
    title = f"{inside} of {len(rows)} figures of the record lie in the 90 % band of {runs} simulated decades"
    show_groups(beside_the_record(rows), COLUMNS, title=title, right=COLUMNS[3:7])


def beside_the_record(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    """The cells of such a table."""
    for row in rows:
        figures = (number(row[name]) for name in ("record", "low", "median", "high"))
        yield str(row["year"] or "decade"), row["figure"], row["group"], *figures, "yes" if row["inside"] else "NO"
