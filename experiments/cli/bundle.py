"""`foedus bundle`: a results folder as one file that makes its study again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.options import Json
from experiments.cli.progress import note
from experiments.tables import show as show_table
from experiments.tables import write_json

__all__ = ["bundle"]

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="a results folder")]
Target = Annotated[Path, typer.Argument(metavar="FILE.zip", help="the file to write")]


def bundle(folder: Folder, file: Target, json: Json = False) -> None:
    """Write everything that makes a study again as one file; foedus batch FILE.zip runs it."""
    from experiments.results.bundles import bundle as written

    rows = written(folder, file)
    if json:
        write_json({"file": str(file), "table": rows})
        return
    show_table(([row["file"], row["what"]] for row in rows), ("file", "what"))
    note(f"written: {file}; next: foedus batch {file} --out DIR")
