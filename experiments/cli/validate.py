"""`foedus validate`: every statement that the model must meet, beside what the code gives."""

from __future__ import annotations

from typing import Annotated

import typer

from experiments.cli.options import Json, Runs, Seed, Workers
from experiments.cli.progress import fail, working
from experiments.tables import clean, number, show_groups, write_json

__all__ = ["validate"]

Failing = Annotated[bool, typer.Option("--failing", help="print only the statements that do not hold")]


def validate(
    seed: Seed = 0, runs: Runs = 200, workers: Workers = 2, failing: Failing = False, json: Json = False
) -> None:
    """Check what the model must reproduce."""
    from experiments.results.versions import versions
    from experiments.validation import validate as validated

    with working("statements") as progress:
        rows = [clean(row) for row in validated(runs, seed, workers, progress)]
    missed = [row for row in rows if not row["holds"]]
    if json:
        write_json({"seed": seed, "runs": runs, "table": rows, "versions": versions()})
    else:
        cells = (
            (
                row["group"],
                row["name"],
                number(row["expected"], 6),
                number(row["value"], 6),
                number(row["tolerance"], 2),
                "yes" if row["holds"] else "NO",
                row["source"],
            )
            for row in (missed if failing else rows)
        )
        columns = ("group", "name", "expected", "value", "tolerance", "holds", "source")
        show_groups(cells, columns, title=f"{len(rows) - len(missed)} of {len(rows)} hold", right=columns[2:5])
    if missed:
        fail(f"{len(missed)} of {len(rows)} do not hold, the first: {missed[0]['name']}")
