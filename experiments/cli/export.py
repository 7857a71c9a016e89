"""`foedus export`: the figures and tables of a study, for paper and slides."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.options import Confidence, Json, measure_names, parted
from experiments.cli.progress import note
from experiments.tables import show as show_table
from experiments.tables import write_json

__all__ = ["export"]

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="a results folder")]
To = Annotated[Path, typer.Option(metavar="FOLDER", help="where the files go; it is made")]
Formats = Annotated[
    list[str], typer.Option("--format", metavar="svg,pdf,png,csv,xlsx,tex,md", help="formats; all where none is named")
]
About = Annotated[
    str, typer.Option("--measure", metavar="NAME", help="the measure that figures of differences are about")
]


def export(
    folder: Folder,
    to: To,
    format: Formats = [],  # noqa: B006  (Typer copies it)
    measure: About = "damage",
    confidence: Confidence = 0.95,
    json: Json = False,
) -> None:
    """Write a study's figures and tables, each in every format, over calendar years."""
    measure_names([measure])
    from experiments.paper.exporting import FORMATS
    from experiments.paper.exporting import export as exported

    rows = exported(folder, to, parted(format) or FORMATS, measure, confidence)
    if json:
        write_json({"folder": str(to), "table": rows})
        return
    show_table(([row["file"], row["what"]] for row in rows), ("file", "what"))
    note(f"written: {len(rows)} files in {to}")
