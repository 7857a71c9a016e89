"""`foedus batch`: runs or continues a study in TOML; and `foedus status`: how much of it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from experiments.cli.options import (
    Cluster,
    Confidence,
    Json,
    Measures,
    Out,
    Settings,
    Workers,
    check_results,
    measure_names,
    settings,
    tell_before,
)
from experiments.cli.progress import note, resumable, working
from experiments.tables import number, show, show_groups, write_json
from model.constants import LARGEST_KEY, LONGEST, MOST_RUNS
from model.errors import RequestError

__all__ = ["batch", "status"]

StudyFile = Annotated[
    Path,
    typer.Argument(
        metavar="STUDY.toml", help="policies × scenarios × design × runs; or what foedus bundle wrote, FILE.zip"
    ),
]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="a results folder")]
Runs = Annotated[int | None, typer.Option(min=1, max=MOST_RUNS, help="replaces the study's runs")]
Seed = Annotated[int | None, typer.Option(min=0, max=LARGEST_KEY, help="replaces the study's seed")]
Months = Annotated[int | None, typer.Option(min=1, max=LONGEST, help="replaces the study's months")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="only print the cost; nothing is run or written")]
Scenario = Annotated[str | None, typer.Option(help="replaces the study's scenarios")]

BatchWorlds = Annotated[
    str | None, typer.Option("--worlds", metavar="record|one|prior|NUMBER|FILE", help="replaces the study's worlds")
]
BatchLucks = Annotated[
    int | None, typer.Option("--lucks", min=1, max=MOST_RUNS, help="replaces the study's runs in each world")
]

MANY = 12
"""More points than this are too many rows to read: the text table then holds one measure or one row a point."""


def batch(
    context: typer.Context,
    study: StudyFile,
    scenario: Scenario = None,
    runs: Runs = None,
    seed: Seed = None,
    months: Months = None,
    set: Settings = [],  # noqa: B006  (Typer copies it)
    worlds: BatchWorlds = None,
    lucks: BatchLucks = None,
    measure: Measures = [],  # noqa: B006
    confidence: Confidence = 0.95,
    workers: Workers = 2,
    cluster: Cluster = None,
    out: Out = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Run a study in TOML, or continue it."""
    from experiments import load_study, run_study
    from experiments.analysis.futures_notes import on_worlds

    chosen = measure_names(measure)
    check_results(out)
    given = {
        "runs": runs,
        "seed": seed,
        "months": months,
        "scenarios": scenario and (scenario,),
        "worlds": worlds,
        "lucks": lucks,
    }
    study = unpacked(study, context)
    asked = replace(load_study(study), **{name: value for name, value in given.items() if value is not None})
    if set:
        asked = replace(asked, parameters={**asked.parameters, **settings(set)})
    with resumable(out):  # a design may have many points to look up
        cost = _planned(study, asked, out, workers)
    if dry_run:
        _cost(asked, cost, json)
        return
    note(str(cost))
    tell_before(asked.policies, asked.scenarios, asked.months, asked.alliance)
    with resumable(out), working("runs") as progress:
        results = run_study(asked, out, workers=workers, cluster=cluster, progress=progress)
    for line in (*results.store.warnings(), *on_worlds(results, [], [])):
        note(line)
    for failure in results.failures()[:5]:
        note(f"run {failure['run']} of {failure['policy']} in {failure['scenario']} failed: {failure['error']}")
    _print(results, asked, chosen, confidence, json)
    if out is not None:
        note(f"runs and manifest: {out}; next: foedus report {out}")


def unpacked(study: Path, context: typer.Context) -> Path:
    """The study itself: of a bundle, unpacked into a folder that goes when the command ends."""
    if study.suffix != ".zip":
        return study
    from experiments.results.bundles import unbundle

    if not study.is_file():
        raise RequestError(f"{study}: no such file; expected a file that foedus bundle wrote")
    folder = context.with_resource(TemporaryDirectory(prefix="foedus-"))
    return unbundle(study, Path(folder))


def _planned(file: Path, asked: Any, out: Path | None, workers: int) -> Any:
    """The plan; what is wrong in the study's values names its file."""
    from experiments import plan

    try:
        return plan(asked, out, workers)
    except RequestError as error:
        said = str(error)
        raise RequestError(said if out is not None and said.startswith(str(out)) else f"{file}: {said}") from None


def _cost(asked: Any, cost: Any, json: bool) -> None:
    """The plan as a table: points, runs, seconds, bytes."""
    row = {**vars(cost), "missing": cost.runs - cost.there}
    if json:
        write_json({**asked.described(), "table": [row]})
    else:
        print(cost)


def _print(results: Any, asked: Any, chosen: list[str], confidence: float, json: bool) -> None:
    from experiments.results.versions import versions
    from model.measures import MEASURES

    shown = chosen or [name for name, measure in MEASURES.items() if measure.shown]
    if json:
        rows = list(_rows(results, chosen or list(MEASURES), confidence))
        write_json({**asked.described(), "confidence": confidence, "table": rows, "versions": versions()})
        return
    if len(results.entries) > MANY and not chosen:
        note(f"{len(results.entries)} points: one measure is shown; --measure NAME shows another, --json all")
        shown = ["damage"]
    cells = [
        (
            f"{row['policy']}, {row['scenario']}{_set(row['set'])}",
            row["measure"],
            number(row["mean"]),
            f"{number(row['low'])} to {number(row['high'])}",
            row["unit"],
            number(row["runs"]),
        )
        for row in _rows(results, shown, confidence)
    ]
    columns = ("point", "measure", "mean", f"{100 * confidence:g} % interval", "unit", "runs")
    right = ("mean", columns[3], "runs")
    if len(shown) > 1:
        show_groups(cells, columns, right=right)
    else:
        show(cells, columns, right=right)


def _set(parameters: dict[str, Any]) -> str:
    return "".join(f", {name} = {number(value)}" for name, value in parameters.items())


def _rows(results: Any, measures: list[str], confidence: float) -> Iterator[dict[str, Any]]:
    """The mean of each measure at each point, over the runs that did not fail and have it defined."""
    import numpy as np

    from experiments.analysis.statistics import mean_over_runs, t_interval
    from model.measures import MEASURES

    for entry in results.entries:
        columns = results.columns(entry, measures)
        for name in measures:
            mean, runs = mean_over_runs(columns[name])
            units = columns[name][:, None]
            if results.cells is not None:  # the world is the unit
                units = results.cells.matrix(columns[name])
            _, low, high = t_interval(units[np.isfinite(units).all(axis=1)].mean(axis=1), confidence)
            half = (high - low) / 2.0  # around the mean that is printed: sums in another order end in other digits
            yield {
                "policy": entry.point.policy.name,
                "scenario": entry.point.scenario.name,
                "set": dict(entry.point.parameters),
                "measure": name,
                "unit": MEASURES[name].unit,
                "mean": mean,
                "low": mean - half,
                "high": mean + half,
                "runs": runs,
            }


def status(folder: Folder, json: Json = False) -> None:
    """Show how many runs of a study are done."""
    from experiments import status as found

    row = found(folder)
    if json:
        write_json({"table": [row]})
        return
    show(((name.replace("_", " "), number(value)) for name, value in row.items()), ("what", "count"), right=("count",))
