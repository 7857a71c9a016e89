"""`foedus voi`: what would it be worth to know a parameter before a policy is chosen?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
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
    Runs,
    Scenario,
    Seed,
    Settings,
    Workers,
    Worlds,
    check_request,
    check_results,
    grouped,
    measure_names,
    parted,
    settings,
    tell_before,
)
from experiments.cli.options import worlds as check_worlds
from experiments.cli.progress import finished, note, resumable, working
from experiments.tables import number, rows_of, show
from model.errors import RequestError

__all__ = ["voi"]

Choice = Annotated[
    list[str],
    typer.Option("--policies", metavar="A,B,C", help="the policies to choose among; the first is the reference"),
]
About = Annotated[str, typer.Option("--measure", metavar="NAME", help="the measure to be best in")]
Groups = Annotated[
    list[str],
    typer.Option(
        "--group",
        metavar="NAME=PARAMETER,PARAMETER",
        help="parameters that would be learnt together; families and topics of parameters may be named too; repeatable",
    ),
]
Cuts = Annotated[
    list[str],
    typer.Option("--cut", metavar="PARAMETER=VALUE", help="where the gain may jump; smooth otherwise; repeatable"),
]
Picture = Annotated[
    Path | None, typer.Option("--picture", metavar="FILE", help="draw the table as a figure: svg, png or pdf")
]

SHOWN, BY_CHANCE = 12, 4
"""Rows of a kind that a person reads, and of those that are worth no more than chance shows; --json has them all."""
KINDS = (
    ("all", "everything known (EVPI)"),
    ("group", "groups of your own"),
    ("cut", "with a jump"),
    ("topic", "topics"),
    ("family", "families of parameters"),
    ("parameter", "single parameters"),
)


def voi(
    policies: Choice,
    measure: About = "damage",
    group: Groups = [],  # noqa: B006  (Typer copies it)
    cut: Cuts = [],  # noqa: B006
    scenario: Scenario = "today",
    runs: Runs = 1000,
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
    picture: Picture = None,
    json: Json = False,
) -> None:
    """Find what knowing a parameter would be worth for a choice."""
    parameters, names = settings(set), parted(policies)
    measure_names([measure])
    groups, cuts = grouped(group, "its parameters, as in --group fear=fear_gain,fear_decay"), _cuts(cut)
    if len(names) < 2:
        raise RequestError("--policies: name at least two, as in --policies baseline,hague; the first is the reference")
    chosen = check_request(names, [scenario], parameters, alliance)
    lived = check_worlds(worlds, alliance, lucks, believe, seed)
    check_results(out)

    from experiments.deciding.picture import check_picture, draw
    from experiments.deciding.voi import value_of_information

    if picture is not None:
        check_picture(picture)
    tell_before(chosen, [scenario], months, alliance)
    with resumable(out), working("runs") as progress:
        found = value_of_information(
            chosen,
            measure,
            groups,
            cuts,
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
    rows = _shown(rows_of(found.table))
    title = f"worth of knowing, in {measure}, for a choice among {', '.join(found.results.policies)}"
    if picture is not None:
        unit = f", {rows[0]['unit']}" if rows[0]["unit"] else ""
        draw(
            rows,
            picture,
            title,
            f"{measure}{unit}: how much better the choice would be, {100 * confidence:g} %",
            dict(KINDS),
        )
        note(f"figure: {picture}")
    if finished(found, json):
        return
    _show(found, rows, title)


def _shown(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows for people: the greatest of each kind, and all that were asked for."""
    chosen: list[Mapping[str, Any]] = []
    for kind, _ in KINDS:
        mine = sorted((row for row in rows if row["kind"] == kind), key=lambda row: -row["evppi"])
        if kind not in ("all", "group", "cut"):
            told = [row for row in mine if row["told"]][:SHOWN]
            mine = told + [row for row in mine if not row["told"]][: min(BY_CHANCE, SHOWN - len(told))]
        chosen += mine
    return chosen


def _show(found: Any, rows: Iterable[Mapping[str, Any]], title: str) -> None:
    words = dict(KINDS)
    cells, before = [], ""
    for row in rows:
        if row["kind"] != before:
            cells.append([words[row["kind"]], "", "", ""])
        before = row["kind"]
        span = f"{number(max(0.0, row['low']), 3)} to {number(max(0.0, row['high']), 3)}"
        cells.append([f"  {row['group']}", number(row["evppi"], 3), span, "" if row["told"] else "no more than chance"])
    level = f"{100 * found.confidence:g} % interval"
    show(cells, ("what would be known", "worth", level, ""), title=title, right=("worth", level))
    means = ", ".join(f"{row['policy']} {number(row['mean'], 4)}" for row in rows_of(found.policies))
    print(f"as things are known, {found.best} is best; means: {means}")


def _cuts(pairs: Iterable[str]) -> dict[str, float]:
    """`--cut PARAMETER=VALUE` by parameter."""
    found: dict[str, float] = {}
    for pair in pairs:
        name, _, value = (part.strip() for part in pair.partition("="))
        try:
            found[name] = float(value)
        except ValueError:
            raise RequestError(f"--cut {pair}: write a parameter and a number, as in --cut kappa=2.2") from None
    return found
