"""All figures and tables of a study, each in every format that was asked for: `foedus export DIR --to FOLDER`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from experiments.analysis.futures_notes import on_worlds
from experiments.analysis.turning import turning_rows, world_means
from experiments.paper import drawing
from experiments.paper.tables import WRITERS
from experiments.report.findings import gather
from experiments.results.files import write_whole
from experiments.results.results import Results, open_results
from model.errors import RequestError, unknown
from model.measures import MEASURES

__all__ = ["FORMATS", "export"]

FORMATS = (*drawing.FORMATS, *WRITERS)


def export(
    folder: str | Path,
    to: str | Path,
    formats: Sequence[str] = FORMATS,
    measure: str = "damage",
    confidence: float = 0.95,
) -> list[dict[str, str]]:
    """Write them; a row a file: `file`, `what`. measure: the one that figures of differences are about.

    Errors: RequestError for an unknown format or measure, or a folder that holds no results.
    """
    for one in formats:
        if one not in FORMATS:
            raise unknown("format", one, FORMATS, "--format")
    MEASURES.require([measure])
    results, to = open_results(folder), Path(to)
    if to.exists() and not to.is_dir():
        raise RequestError(f"{to}: is a file; name a folder")
    found = gather(Path(folder), measure, confidence, "t")
    version = found.versions.get("foedus", "")
    foot = f"foedus {version}, a model, not a forecast; {results.runs:,} runs, seed {results.study.seed}"
    rows = []
    for name, what, figure in _figures(results, found, measure, confidence):
        for kind in (one for one in formats if one in drawing.FORMATS):
            write_whole(to / f"{name}.{kind}", drawing.drawn(figure, kind, foot))
            rows.append({"file": f"{name}.{kind}", "what": what})
        drawing.close(figure)
    for name, what, table in _tables(results, found):
        for kind in (one for one in formats if one in WRITERS):
            write_whole(to / f"{name}.{kind}", WRITERS[kind](table, name))
            rows.append({"file": f"{name}.{kind}", "what": what})
    return rows


def _figures(results: Results, found: Any, measure: str, confidence: float) -> Iterator[tuple[str, str, Any]]:
    """Name, meaning and drawing of each figure, one after the other."""
    unit, reference = MEASURES[measure].unit, results.policies[0]
    for scenario in results.scenarios:
        mine = [row for row in found.table if row["measure"] == measure and row["scenario"] == scenario]
        told = [row for row in mine if row["difference"] is not None]
        where = "" if len(results.scenarios) == 1 else f"-{scenario}"
        if told:
            what = f"difference of {measure} from {reference} in {scenario}, with intervals"
            yield f"difference-{measure}{where}", what, drawing.differences(told, reference, unit, measure)
    for name, rows in found.series.items():
        what = f"{name} by year under each policy"
        yield (
            f"years-{name}",
            what,
            drawing.over_years(rows, found.policies, name, MEASURES[name].unit, found.first_year),
        )
    if results.cells is None:
        return
    scenario = results.scenarios[0]
    turns = turning_rows(results, [measure], confidence)
    for policy in results.policies[1:]:
        worlds, gaps = world_means(results, measure, policy, scenario)
        means = gaps.mean(axis=1)
        what = f"{measure} of {policy} less {reference}, world by world, sorted"
        yield f"worlds-{policy}", what, drawing.sorted_worlds(means, policy, reference, measure, unit)
        first = next((row for row in turns if row["policy"] == policy and row["scenario"] == scenario), None)
        if first is not None:
            what = f"{measure} of {policy} less {reference} against {first['parameter']}, which decides most"
            axis = worlds[first["parameter"]].to_numpy()
            yield f"turning-{policy}", what, drawing.turning(first, axis, means, measure, unit)


def _tables(results: Results, found: Any) -> Iterator[tuple[str, str, Any]]:
    """Name, meaning and rows of each table."""
    import pandas as pd

    table = pd.DataFrame(found.table)
    yield "table", "every measure under each policy, with the paired difference", table
    shown = table[[MEASURES[name].shown for name in table["measure"]]]
    columns = [
        "policy",
        "scenario",
        "measure",
        "unit",
        "mean",
        "difference",
        "low",
        "high",
        "world_low",
        "world_high",
        "verdict",
    ]
    yield "main", "the main measures, for a paper's table", shown[[name for name in columns if name in shown]]
    if found.by_state:
        yield "states", "welfare of each state under each policy", pd.DataFrame(found.by_state)
    notes = [*found.notes, *on_worlds(results, found.table, [])]
    yield "notes", "what to say beside them", pd.DataFrame({"note": list(dict.fromkeys(notes))})
