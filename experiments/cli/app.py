"""The commands of `foedus` by name. Typer alone is imported here: `foedus --help` answers before numba is loaded."""

from __future__ import annotations

import typer

from experiments.cli import (
    ablate,
    batch,
    calibrate,
    compare,
    discover,
    listing,
    network,
    replay,
    report,
    run,
    select,
    sensitivity,
    validate,
    watch,
)

__all__ = ["app"]

app = typer.Typer(
    help="Policies of an alliance under cyber attack, compared under the same luck.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("run")(run.run)
app.command("compare")(compare.compare)
app.command("batch")(batch.batch)
app.command("select")(select.select)
app.command("sensitivity")(sensitivity.sensitivity)
app.command("discover")(discover.discover)
app.command("ablate")(ablate.ablate)
app.command("calibrate")(calibrate.calibrate)
app.command("validate")(validate.validate)
app.command("report")(report.report)
app.command("replay")(replay.replay)
app.command("watch")(watch.watch)
app.command("status")(batch.status)
app.command("warm")(run.warm)
app.command("list")(listing.list_things)
app.command("network")(network.network)
