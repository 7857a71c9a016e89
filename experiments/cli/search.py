"""`foedus search`: which policies of one's own making are on the frontier of what one cares about?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import typer

from experiments.cli.options import (
    Alliance,
    Believe,
    Cluster,
    Confidence,
    Json,
    Lucks,
    Months,
    Out,
    Policy,
    Scenario,
    Seed,
    Settings,
    Workers,
    Worlds,
    check_folder,
    check_request,
    check_results,
    measure_names,
    parted,
    settings,
    tell_before,
)
from experiments.cli.options import worlds as check_worlds
from experiments.cli.progress import finished, note, resumable, working
from experiments.tables import number, rows_of, show, show_groups
from model.constants import MOST_RUNS
from model.errors import RequestError

__all__ = ["search"]

LeverNames = Annotated[
    list[str],
    typer.Option(
        "--levers",
        metavar="NAME,NAME",
        help="what may be decided: parameters with the role lever, or policies as switches, the reference changed",
    ),
]
Objectives = Annotated[
    list[str], typer.Option("--objectives", metavar="NAME,NAME", help="two to five measures with a better direction")
]
Budget = Annotated[
    float | None, typer.Option(metavar="POINTS", help="points of cost above the reference that a policy may cost")
]
Where = Annotated[
    list[str],
    typer.Option(
        "--where",
        metavar="LEVER=LOW:HIGH",
        help="the range of a number, or some of a choice's values, as rule=silence:majority; default: all that is declared",
    ),
]
InAll = Annotated[int, typer.Option("--runs", min=1, max=MOST_RUNS, help="runs in all; three tenths of them confirm")]


def search(
    levers: LeverNames,
    objectives: Objectives,
    budget: Budget = None,
    where: Where = [],  # noqa: B006  (Typer copies it)
    policy: Policy = "baseline",
    scenario: Scenario = "today",
    runs: InAll = 20_000,
    seed: Seed = 0,
    months: Months = 240,
    set: Settings = [],  # noqa: B006
    alliance: Alliance = None,
    worlds: Worlds = "record",
    believe: Believe = [],  # noqa: B006
    lucks: Lucks = 2,
    confidence: Confidence = 0.95,
    workers: Workers = 2,
    cluster: Cluster = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Search policies of your own making for the best trade-offs."""
    parameters, names, wanted = settings(set), _words(levers), _words(objectives)
    measure_names(wanted, "--objectives")
    reference = check_request([policy], [scenario], parameters, alliance)[0]
    ranges = _where(where)
    lived = check_worlds(worlds, alliance, lucks, believe, seed)
    check_folder(out)
    for part in ("search", "confirmation"):
        check_results(None if out is None else out / part)

    from experiments.deciding.frontier import search as searched
    from experiments.deciding.levers import read_levers
    from experiments.deciding.proposals import need_pymoo

    read_levers(names, reference, ranges)
    need_pymoo()
    tell_before([reference], [scenario], months, alliance)
    with resumable(out), working("runs") as progress:
        found = searched(
            names,
            wanted,
            budget,
            ranges,
            policy=reference,
            scenario=scenario,
            runs=runs,
            seed=seed,
            months=months,
            parameters=parameters,
            workers=workers,
            confidence=confidence,
            out=out,
            progress=progress,
            cluster=cluster,
            world=alliance,
            worlds=lived,
            lucks=lucks,
        )
    if out is not None:
        first = next((row["policy"] for row in rows_of(found.table) if row["front"] and row["policy"]), None)
        note(f"policies of the frontier: {out}/candidate-*.toml; next: foedus compare {policy} {out}/{first}")
    if finished(found, json):
        return
    _show(found)


def _show(found: Any) -> None:
    rows = rows_of(found.table)
    within = "" if found.budget is None else f", at most {found.budget:g} points of cost above {rows[0]['candidate']}"
    title = (
        f"policies that none of {found.searched['candidates']:,} tried beats on {' and '.join(found.objectives)}{within}; "
        f"differences from {rows[0]['candidate']}, confirmed in {found.results.runs:,} fresh runs each"
    )
    level = f"{100 * found.confidence:g} % interval"
    cells = [
        (
            _named(row, found.levers),
            row["objective"],
            number(row["mean"], 3, sign=True),
            f"{number(row['low'], 3)} to {number(row['high'], 3)}",
            row["unit"],
            "–" if row["share_worlds"] is None else f"{100 * row['share_worlds']:.0f} %",
        )
        for row in rows
        if row["front"]
    ]
    columns = ("policy", "objective", "difference", level, "unit", "worlds with its sign")
    show_groups(cells, columns, title=title, right=("difference", level, columns[5]))
    _show_robust(found, {row["candidate"] for row in rows if row["front"]})
    left = sorted({row["candidate"] for row in rows if not row["front"]})
    if left:
        print(f"beaten or too dear in the confirmation: {', '.join(left)}")


def _named(row: Mapping[str, Any], levers: Any) -> str:
    told = ", ".join(f"{one.name} {number(row[one.name])}" for one in levers.levers)
    return f"{row['candidate']}{' (the knee)' if row['knee'] else ''}: {told}"


def _show_robust(found: Any, front: set[str]) -> None:
    rows = [row for row in rows_of(found.robustness) if row["candidate"] in front]
    if not rows:
        return
    metrics = ("maximin", "laplace", "minimax_regret", "regret_90", "starr")
    cells = [
        (
            row["objective"],
            row["candidate"],
            *(f"{100 * row[name]:.0f} %" if name == "starr" else number(row[name], 3) for name in metrics),
        )
        for row in sorted(rows, key=lambda row: found.objectives.index(row["objective"]))
    ]
    heads = ("worst world", "mean", "greatest regret", "90 % of regrets", "worlds as good as the reference's mean")
    print()
    show(cells, ("objective", "policy", *heads), title="over worlds, luck taken out", right=heads)


def _words(given: Iterable[str]) -> list[str]:
    return [word.strip() for word in parted(given) if word.strip()]


def _where(pairs: Iterable[str]) -> dict[str, Any]:
    """`--where LEVER=LOW:HIGH` as a list: two numbers, or names."""
    found: dict[str, Any] = {}
    for pair in pairs:
        name, _, value = (part.strip() for part in pair.partition("="))
        parts: Sequence[str] = [part.strip() for part in value.split(":")]
        if not name or len(parts) < 2 or not all(parts):
            raise RequestError(f"--where {pair}: write a lever and its ends, as in --where bar=0.5:0.95")
        if name in found:
            raise RequestError(f"--where: {name} is given twice")
        found[name] = [_value(part) for part in parts]
    return found


def _value(text: str) -> Any:
    try:
        number = float(text)
    except ValueError:
        return {"true": True, "false": False}.get(text.lower(), text)
    return int(number) if number.is_integer() and "." not in text else number
