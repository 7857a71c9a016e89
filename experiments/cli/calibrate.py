"""`foedus calibrate`: the calibration repeated, and what the moments can tell apart. It changes no default."""

from __future__ import annotations

import json as jsons
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.cli.options import (
    Json,
    Runs,
    Seed,
    Settings,
    Workers,
    check_folder,
    check_request,
    one_of,
    parted,
)
from experiments.cli.options import settings as chosen_settings
from experiments.cli.progress import finished, resumable, working
from experiments.tables import clean, number, show

__all__ = ["calibrate"]

RESULT = "calibration.json"
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="keep evaluations and the result here; the same command then continues"),
]
Points = Annotated[int, typer.Option(min=0, max=100_000, help="points of the Latin hypercube before the steps")]
Steps = Annotated[int, typer.Option(min=1, max=1000, help="Gauss–Newton steps at most")]
Free = Annotated[
    list[str], typer.Option("--free", metavar="NAME", help="a calibrated parameter, as cost_disruption; repeatable")
]
Profiles = Annotated[
    str,
    typer.Option(
        callback=one_of("none", "free", "all"),
        help="profiles: none, of the free, or of all calibrated parameters",
    ),
]


def calibrate(
    seed: Seed = 0,
    runs: Runs = 20,
    points: Points = 128,
    steps: Steps = 10,
    free: Free = [],  # noqa: B006  (Typer copies it)
    profiles: Profiles = "free",
    set_: Settings = [],  # noqa: B006
    workers: Workers = 2,
    out: Out = None,
    json: Json = False,
) -> None:
    """Repeat the fit to the record; changes no default."""
    parameters = chosen_settings(set_)
    check_request(["baseline"], ["today"], parameters)
    check_folder(out)

    from experiments.calibration import calibrate as calibrated

    with working("points") as progress, resumable(out):
        found = calibrated(
            runs=runs,
            seed=seed,
            points=points,
            steps=steps,
            free=parted(free),
            profiles=profiles,
            parameters=parameters,
            workers=workers,
            out=out,
            progress=progress,
        )
    if out is not None:
        text = jsons.dumps(clean(found.to_json()), indent=1, ensure_ascii=False, allow_nan=False)
        (out / RESULT).write_text(text + "\n", encoding="utf-8")
    if finished(found, json):
        return
    _moments(found)
    _parameters(found)
    _apart(found)


def _moments(found: Any) -> None:
    cells = (
        (
            row["moment"],
            row["kind"],
            number(row["target"], 3),
            number(row["spread"], 2),
            number(row["shipped"], 3),
            number(row["shipped_off"], 2, sign=True),
            number(row["fitted"], 3),
            number(row["fitted_off"], 2, sign=True),
        )
        for row in found.moments
    )
    far = found.distances
    columns = ("moment", "kind", "target", "spread", "shipped", "spreads off", "fitted", "spreads off ")
    title = f"distance of the values shipped {number(far['shipped'], 3)}, of the fit {number(far['fitted'], 3)}"
    show(cells, columns, title=title, right=columns[2:])


def _parameters(found: Any) -> None:
    rows = [row for row in found.parameters if row["free"] or "verdict" in row]
    cells = (
        (
            row["parameter"],
            number(row["shipped"], 3),
            number(row["fitted"], 3) if row["free"] else "",
            number(row["moves"], 2),
            *(_interval(row, prefix) for prefix in ("", "loose_")),
        )
        for row in rows
    )
    columns = ("parameter", "shipped", "fitted", "moves", "interval, the free move", "interval, all move")
    show(cells, columns, title="parameters: moves are spreads a doubling", right=columns[1:4])


def _interval(row: dict[str, Any], prefix: str) -> str:
    """An interval in words: an open end is that of half or double."""
    verdict = row.get(f"{prefix}verdict")
    if verdict is None or verdict in ("not identified", "outside"):
        return verdict or ""
    low, high = row[f"{prefix}low"], row[f"{prefix}high"]
    if low is None:
        return f"under {number(high, 3)}"
    return f"over {number(low, 3)}" if high is None else f"{number(low, 3)} to {number(high, 3)}"


def _apart(found: Any) -> None:
    known = found.identification
    show(
        ((pair["one"], pair["other"], number(pair["cosine"], 3, sign=True)) for pair in found.pairs),
        ("one", "other", "cosine"),
        title="pairs that the moments cannot tell apart",
        right=("cosine",),
    )
    values = ", ".join(number(float(value), 3) for value in known.singular_values)
    print(f"combinations seen: {known.rank} of {len(known.parameters)}; singular values {values}")
    print(f"collinearity index of the free: {number(known.index(found.free), 3)}")
