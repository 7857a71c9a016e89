"""The commands of `foedus` by name. Typer alone is imported here: `foedus --help` answers before numba is loaded."""

from __future__ import annotations

from typing import Annotated

import typer

from experiments.cli import (
    ablate,
    batch,
    bundle,
    compare,
    discover,
    export,
    hindcast,
    infer,
    listing,
    network,
    replay,
    report,
    run,
    search,
    select,
    sensitivity,
    show,
    validate,
    voi,
    warm,
    watch,
    why,
)

__all__ = ["app"]

app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"foedus {version('foedus')}")
        raise typer.Exit


@app.callback()
def foedus(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="print the version of foedus, and stop"),
    ] = False,
) -> None:
    """Compare policies of an alliance under cyber attack.

    Start with: foedus compare baseline hague
    """


app.command("run")(run.run)
app.command("compare")(compare.compare)
app.command("batch")(batch.batch)
app.command("bundle")(bundle.bundle)
app.command("export")(export.export)
app.command("select")(select.select)
app.command("search")(search.search)
app.command("voi")(voi.voi)
app.command("sensitivity")(sensitivity.sensitivity)
app.command("discover")(discover.discover)
app.command("ablate")(ablate.ablate)
app.command("hindcast")(hindcast.hindcast)
app.command("infer")(infer.infer)
app.command("validate")(validate.validate)
app.command("report")(report.report)
app.command("replay")(replay.replay)
app.command("watch")(watch.watch)
app.command("why")(why.why)
app.command("status")(batch.status)
app.command("warm")(warm.warm)
app.command("list")(listing.list_things)
app.command("show")(show.show)
app.command("network")(network.network)
