"""`foedus report`: a results folder as one HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.options import Confidence, Interval, measure_names
from experiments.cli.progress import note
from model.errors import RequestError

__all__ = ["report"]

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="a results folder")]
Page = Annotated[Path | None, typer.Option(metavar="FILE", help="the page; default: DIR/report.html")]
About = Annotated[str, typer.Option("--measure", metavar="NAME", help="the measure that the page is about")]


def report(
    folder: Folder,
    measure: About = "damage",
    confidence: Confidence = 0.95,
    interval: Interval = "t",
    out: Page = None,
) -> None:
    """Write a results folder as one HTML file."""
    measure_names([measure])
    if out is not None:
        _check_page(out)

    from experiments import open_results
    from experiments.report import render
    from experiments.report.findings import gather
    from experiments.results.files import write_whole
    from experiments.results.unfinished import on_missing

    html = render(gather(folder, measure, confidence, interval))
    for line in on_missing(open_results(folder)):
        note(line)
    path = out or folder / "report.html"
    try:
        write_whole(path, html.encode("utf-8"))
    except PermissionError:
        raise RequestError(f"{path}: cannot be written; name another file with --out") from None
    note(f"written: {path}")


def _check_page(out: Path) -> None:
    """A page is a file in a folder that is there."""
    folder = out.parent
    if folder.exists() and not folder.is_dir():
        raise RequestError(f"--out {out}: {folder} is a file, not a folder")
    if not folder.is_dir():
        raise RequestError(f"--out {out}: there is no folder {folder}")
    if out.is_dir():
        raise RequestError(f"--out {out}: is a folder; name a file")
