"""`foedus run`: one run, by the compiled engine or as a Mesa model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from experiments.cli.options import (
    Alliance,
    Json,
    Months,
    OneWorld,
    Policy,
    Scenario,
    Settings,
    check_folder,
    check_request,
    one_of,
    one_world,
    settings,
    tell_before,
)
from experiments.cli.progress import fail, note, say_if_cold
from experiments.tables import clean, number, rows_of, show, write_json
from model.constants import LARGEST_KEY

__all__ = ["run"]

Engine = Annotated[
    str, typer.Option(callback=one_of("compiled", "mesa"), help="compiled or mesa; both give the same numbers")
]
Seed = Annotated[
    int, typer.Option(min=0, max=LARGEST_KEY, help="the key of the run: the same key gives the same numbers")
]
Events = Annotated[bool, typer.Option("--events", help="print the incidents, one row each")]
RunOut = Annotated[Path | None, typer.Option(metavar="DIR", help="write months, incidents and manifest to this folder")]


TOLD = ("year", "month", "author", "target", "tier", "shown", "named", "certainty", "harm_money", "outcome", "fate")
"""Columns of the incidents that a person reads; --json has all."""


class OneRun(NamedTuple):
    """What one run leaves: monthly figures, their summary by measure, and every operation."""

    months: Any  # DataFrame, one row a month
    summary: dict[str, float]
    incidents: Any  # DataFrame, one row an operation


def run(
    policy: Policy = "baseline",
    scenario: Scenario = "today",
    seed: Seed = 0,
    months: Months = 240,
    set: Settings = [],  # noqa: B006  (Typer copies it)
    alliance: Alliance = None,
    worlds: OneWorld = "one",
    engine: Engine = "compiled",
    events: Events = False,
    out: RunOut = None,
    json: Json = False,
) -> None:
    """Make one run and print its measures, or its incidents."""
    from model.roster import read_roster

    asked: dict[str, Any] = {
        "policy": policy,
        "scenario": scenario,
        "seed": seed,
        "months": months,
        "parameters": settings(set),
    }
    world = one_world(worlds, alliance)
    if world is not None:
        asked["world"] = int(worlds)
    if alliance is not None:
        asked["alliance"] = read_roster(alliance).name
    (under,) = check_request([policy], [scenario], asked["parameters"], alliance)
    check_folder(out)
    tell_before([] if hasattr(under, "kind_of_agent") else [under], [scenario], months)
    done = _done(asked | {"policy": under}, alliance, engine, world)
    if out is not None:
        _write(out, asked | {"engine": engine}, done)
        note(f"written to {out}")
    _print(asked, done, events, json)


def _done(asked: dict[str, Any], alliance: str | None = None, engine: str = "compiled", world: Any = None) -> OneRun:
    """The run, by the compiled engine or as a Mesa model; the user's own agents decide as `experiments.study.variants` says."""
    from experiments.study.swaps import fault
    from experiments.study.variants import Variant
    from model.errors import RequestError
    from model.measures import MEASURES
    from model.roster import read_roster
    from model.simulation import prepare, run_block

    policy = asked["policy"]
    how: dict[str, Any] = {"kinds": {}} if engine == "mesa" else {}
    if isinstance(policy, Variant):
        policy = replace(policy, mesa=engine == "mesa")
        how = policy.how()
    what = (policy, asked["scenario"], asked["months"], asked["parameters"])
    ready = prepare(*what, roster=read_roster(alliance), worlds=world).only(0)
    say_if_cold()
    try:
        runs = run_block(ready, [asked["seed"]], 1, series=True, incidents=True, **how)
    except Exception as error:  # the border: what is wrong in a user's file is one line with its place
        if not isinstance(policy, Variant) or isinstance(error, RequestError):
            raise
        raise fault(Path(policy.file), error) from None
    if runs.errors:
        fail(f"the run failed: {next(iter(runs.errors.values()))}")
    incidents = runs.incidents.drop(columns=["run", "key"])
    assert runs.measures is not None  # asked for above
    summary = dict(zip(MEASURES, runs.summaries[0], strict=True))
    return OneRun(_monthly(runs.measures[0], runs.names), summary, incidents)


def _monthly(values, names):
    import pandas as pd

    frame = pd.DataFrame(values, columns=list(names))
    frame.insert(0, "month", range(len(frame)))
    return frame


def _print(asked: dict[str, Any], done: OneRun, events: bool, json: bool) -> None:
    from experiments.analysis.notes import on_settling
    from experiments.results.versions import versions
    from model.measures import MEASURES

    rows = [{"measure": n, "unit": MEASURES[n].unit, "value": clean(float(v))} for n, v in done.summary.items()]
    if json:
        more = {"incidents": rows_of(done.incidents)} if events else {}
        write_json(asked | {"table": rows, "versions": versions()} | more)
        return
    if events:
        told = rows_of(done.incidents[list(TOLD)].astype({"year": str}))
        show(([number(cell) for cell in row.values()] for row in told), TOLD, right=("certainty", "harm_money"))
        return
    shown = [row for row in rows if MEASURES[row["measure"]].shown]
    undefined = [row["measure"] for row in shown if row["value"] is None]
    for line in on_settling(undefined, asked["months"]):
        note(f"undefined: {', '.join(undefined)}; {line}")
    show(
        ([row["measure"], number(row["value"]), row["unit"], MEASURES[row["measure"]].meaning] for row in shown),
        ("measure", "value", "unit", "meaning"),
        right=("value",),
        title=f"{asked['policy']}, {asked['scenario']}{_in_world(asked)}, seed {asked['seed']}, {asked['months']} months",
    )


def _in_world(asked: dict[str, Any]) -> str:
    """Which alliance, where it is not NATO, and which world, where it is not the declared defaults."""
    from model.roster import alliances

    where = f", in {asked['alliance']}" if asked.get("alliance", alliances()[0]) != alliances()[0] else ""
    return f"{where}, world {asked['world']}" if "world" in asked else where


def _write(out: Path, manifest: dict[str, Any], done: OneRun) -> None:
    """Monthly figures and incidents as Parquet, and what was asked beside them; each file is whole or not there."""
    import pyarrow as pa

    from experiments.results.files import write_json as write_document
    from experiments.results.files import write_table
    from experiments.results.versions import versions

    write_table(out / "months.parquet", pa.Table.from_pandas(done.months, preserve_index=False))
    write_table(out / "incidents.parquet", pa.Table.from_pandas(done.incidents, preserve_index=False))
    write_document(out / "manifest.json", clean(manifest | {"versions": versions()}))
