"""`foedus infer`: makes the worlds that the record allows again, and tests whether the inference is right."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from experiments.cli.hindcast import COLUMNS, beside_the_record
from experiments.cli.options import Cluster, Json, Seed, Workers, check_folder
from experiments.cli.progress import note, resumable, working
from experiments.tables import number, show, write_json

__all__ = ["infer"]

Records = Annotated[int, typer.Option("--runs", min=1000, max=10_000_000, help="simulated records, by the thousand")]
Count = Annotated[int, typer.Option(min=3, max=100_000, help="worlds to draw")]
Kept = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="keep simulated records and worlds here; the same command then continues"
    ),
]
Until = Annotated[int, typer.Option(help="infer from figures to this year only, and predict the years after it")]
Check = Annotated[bool, typer.Option("--check", help="test the inference on held-out records, and each figure masked")]
Own = Annotated[
    str | None, typer.Option("--alliance", metavar="NAME|DIR", help="another alliance, with a --record of its own")
]
Record = Annotated[Path | None, typer.Option(metavar="FILE", help="its figures: a CSV with columns name, value, error")]


def infer(
    runs: Records = 20_000,
    count: Count = 500,
    out: Kept = None,
    until: Until = 2023,
    check: Check = False,
    alliance: Own = None,
    record: Record = None,
    workers: Workers = 2,
    cluster: Cluster = None,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Infer the worlds that the record of 2014 to 2023 allows."""
    from experiments.inference.making import make_worlds
    from experiments.inference.record import LAST, read_record
    from experiments.inference.simulations import Source
    from model.errors import RequestError
    from model.roster import read_roster

    if record is not None and alliance is None:
        raise RequestError("--record goes with --alliance; NATO's record is shipped")
    if alliance is not None and until != LAST:
        raise RequestError("--until is for NATO's record; leave it out with --alliance")
    source = Source(seed, until, read_roster(alliance) if alliance is not None else None)
    _ = source.roster  # a wrong year is refused before anything runs
    facts = read_record(record) if record is not None else source.record()
    check_folder(out)
    keeping = nullcontext(str(out)) if out is not None else TemporaryDirectory()
    with keeping as folder, resumable(out), working("records") as progress:
        made = make_worlds(
            Path(folder),
            runs,
            source,
            facts,
            count,
            check=check,
            workers=workers,
            cluster=cluster,
            progress=progress,
            say=note,
        )
    rows = made.rows
    if json:
        write_json({"worlds": count, **made.how, "table": rows})
        return
    _show(rows, len(made.prior), count)
    if check:
        _show_checks(made.how["checks"])
    if until != LAST:
        _show_forecast(made.how["forecast"], until)


def _show(rows: list[dict[str, Any]], records: int, count: int) -> None:
    cells = (
        (
            row["parameter"],
            f"{number(row['prior_low'])} … {number(row['prior_high'])}",
            f"{number(row['low'])} … {number(row['high'])}",
            number(row["median"]),
            "prior only" if row["prior_only"] else "",
        )
        for row in rows
    )
    told = sum(not row["prior_only"] for row in rows)
    title = (
        f"{count} worlds from {records:,} simulated records; the record tells of {told} of {len(rows)} numbers (95 %)"
    )
    show(cells, ("parameter", "prior", "worlds", "median", ""), title=title, right=("median",))


def _show_checks(told: dict[str, Any]) -> None:
    cells = [
        (
            f"{float(level):.0%}",
            *(
                f"{100 * told[what][level]['share']:.1f} ± {196 * told[what][level]['error']:.1f}"
                for what in ("coverage", "tarp")
            ),
        )
        for level in told["coverage"]
    ]
    title = f"{told['records']} held-out records: share of truths inside, in %"
    show(cells, ("level", "central interval", "TARP"), title=title, right=("central interval", "TARP"))
    gain = told["log_score_gain"]
    print(f"log score above the prior's: {gain['mean']:.2f} ± {1.96 * gain['error']:.2f} a record")
    _show_second(told)
    outside = told["outside_band"]
    print(f"rank histograms outside the band that holds all together: {', '.join(outside) or 'none'}")
    missed = [row["figure"] for row in told["masked"] if not row["inside"]]
    print(
        f"figures outside the 90 % band predicted from the others: {len(missed)} of {len(told['masked'])} ({', '.join(missed)})"
    )
    print(f"simulated records further from the middle than the record: {told['prior_predictive']['further']:.0%}")
    for row in told["discrepancy"]:
        print(
            f"discrepancy × {row['discrepancy']:g}: medians move by {row['middle_move']:.2f} standard deviations, at most "
            f"{row['largest_move']:.2f} ({row['of']}); widths × {row['width_ratio']:.2f}"
        )


def _show_second(told: dict[str, Any]) -> None:
    """The second method beside the first: on held-out records, at the record, and in what policies do in the worlds of each."""
    from experiments.inference.beside import COLUMNS as BESIDE
    from experiments.inference.beside import at_record, methods, policy_rows

    levels = " · ".join(f"{float(level):.0%}" for level in told["coverage"])
    columns = ("method", f"central {levels}", "TARP", "log score", "energy score")
    show(methods(told, " · "), columns, title="a second method beside the first, in %", right=columns[1:])
    print(at_record(told))
    if told["second"].get("policies"):
        title = "policies in the worlds of both: difference from the first policy, and where it lies in 95 % of worlds"
        show(policy_rows(told), BESIDE, title=title, right=BESIDE[2:])


def _show_forecast(rows: list[dict[str, Any]], until: int) -> None:
    title = f"from {until}: {sum(row['inside'] for row in rows)} of {len(rows)} figures inside the 90 % band"
    show(beside_the_record(rows), COLUMNS, title=title, right=COLUMNS[3:7])
