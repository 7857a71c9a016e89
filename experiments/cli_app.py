"""The commands of `foedus` by name. Typer alone is imported here: `foedus --help` answers before numba is loaded."""

from __future__ import annotations

import typer

from experiments import (
    cli_ablate,
    cli_batch,
    cli_calibrate,
    cli_compare,
    cli_discover,
    cli_explore,
    cli_list,
    cli_network,
    cli_replay,
    cli_report,
    cli_run,
    cli_validate,
    cli_watch,
)

__all__ = ["app"]

app = typer.Typer(
    help="Policies of an alliance under cyber attack, compared under the same luck.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("run")(cli_run.run)
app.command("compare")(cli_compare.compare)
app.command("batch")(cli_batch.batch)
app.command("select")(cli_explore.select)
app.command("sensitivity")(cli_explore.sensitivity)
app.command("discover")(cli_discover.discover)
app.command("ablate")(cli_ablate.ablate)
app.command("calibrate")(cli_calibrate.calibrate)
app.command("validate")(cli_validate.validate)
app.command("report")(cli_report.report)
app.command("replay")(cli_replay.replay)
app.command("watch")(cli_watch.watch)
app.command("status")(cli_batch.status)
app.command("warm")(cli_run.warm)
app.command("list")(cli_list.list_things)
app.command("network")(cli_network.network)
