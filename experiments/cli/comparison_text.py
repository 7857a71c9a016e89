"""A comparison as text for a terminal: the measures, who gains and loses, what became of the same opportunities."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from experiments.analysis.turning import DECIDES
from experiments.report.text import span, worlds_span
from experiments.tables import number, rows_of, show_groups

__all__ = ["print_comparison"]

TURN = "the sign changes"
MULTIPLE = "if none were real"
"""What the remark on many rows says; it stands under the table."""
EXTREMES = 6
"""States shown at either end of a ranking."""


def print_comparison(found: Any, told: Sequence[str]) -> None:
    """Everything that was asked for, on stdout; `told` are the measures shown."""
    rows, level = rows_of(found.table), f"{100 * found.confidence:g} % interval"
    if found.chosen:
        _chosen(found, rows_of(found.by_state), told, level)
        return
    _measures(found, [row for row in rows if row["measure"] in told], level)
    if found.turns is not None:
        _turning(rows_of(found.turns), found, told)
    if found.asked.tail is not None:
        _tails(found, [row for row in rows if row["measure"] in told], level)
    for remark in (line for line in found.notes if MULTIPLE in line):
        _line(remark)
    if len(found.results.scenarios) > 1 and len(found.results.policies) > 1:
        turns = [line for line in found.notes if line.startswith(TURN)]
        _line(*(turns or ["no measure shown clearly gains in one of these scenarios and clearly loses in another"]))
    if found.by_state is not None:
        _states(rows_of(found.by_state), told, level, found.results.policies[0])
    if found.verdicts is not None:
        _verdicts(rows_of(found.verdicts), level, found.results.policies[0], found.results.runs)


def _line(*lines: str) -> None:
    sys.stdout.write("\n" + "".join(f"{line}\n" for line in lines))


def _measures(found: Any, rows: Sequence[Mapping[str, Any]], level: str) -> None:
    """A block a measure. Several scenarios stand in a column of their own, in place of what pairing is worth."""
    several = len(found.results.scenarios) > 1
    world: tuple[str, ...] = ("",) if found.results.cells is not None else ()
    order = list(dict.fromkeys(row["measure"] for row in rows))
    cells = []
    for row in sorted(rows, key=lambda row: order.index(row["measure"])):
        gain = "" if row["variance_reduction"] is None else f"{number(row['variance_reduction'], 2)}×"
        figures: tuple[str, ...] = ("", "", *world, "")
        if row["difference"] is not None or row["policy"] != found.results.policies[0]:
            range_: tuple[str, ...] = (worlds_span(row),) if world else ()
            figures = (number(row["difference"], 3, sign=True), span(row), *range_, row["verdict"] or "")
        where = (row["scenario"],) if several else ()
        cells.append((_title(row), *where, row["policy"], number(row["mean"]), *figures, *(() if several else (gain,))))
    columns: tuple[str, ...] = (
        "measure",
        *(["scenario"] if several else []),
        "policy",
        "mean",
        "difference",
        level,
        *([_worlds(found)] if world else []),
        "reading",
    )
    columns += () if several else ("pairing",)
    show_groups(cells, columns, title=_asked(found), right=("mean", "difference", level, _worlds(found), "pairing"))


def _chosen(found: Any, rows: Sequence[Mapping[str, Any]], told: Collection[str], level: str) -> None:
    """The states and groups that were named: a block a state or group and measure."""
    shown = [row for row in rows if row["measure"] in told] or rows
    several, world = len(found.results.scenarios) > 1, found.results.cells is not None
    order = list(dict.fromkeys((row["state"], row["group"], row["measure"]) for row in shown))
    cells = []
    for row in sorted(shown, key=lambda row: order.index((row["state"], row["group"], row["measure"]))):
        figures = (
            number(row["difference"], 3, sign=True),
            span(row),
            *((worlds_span(row),) if world else ()),
            row["verdict"] or "",
        )
        if row["difference"] is None:
            figures = ("",) * len(figures)
        where = (row["scenario"],) if several else ()
        cells.append(
            (f"{row['state'] or row['group']}: {_title(row)}", *where, row["policy"], number(row["mean"]), *figures)
        )
    columns = ("whose", *(["scenario"] if several else []), "policy", "mean", "difference", level)
    columns += (*([_worlds(found)] if world else []), "reading")
    show_groups(cells, columns, title=_asked(found), right=("mean", "difference", level, _worlds(found)))


def _turning(rows: Sequence[Mapping[str, Any]], found: Any, told: Collection[str]) -> None:
    """The unknowns that decide a difference, the one that decides most first."""
    cells = []
    for row in (row for row in rows if row["measure"] in told and row["share"] >= DECIDES):
        head = f"{row['measure']}: {row['policy']} less {found.results.policies[0]} in {row['scenario']}"
        turns = "–" if row["turns_at"] is None else number(row["turns_at"], 3)
        ends = number(row["below"], 3, sign=True), number(row["above"], 3, sign=True)
        share = f"{100 * row['share']:.0f} % ({100 * row['low']:.0f} to {100 * row['high']:.0f})"
        cells.append((head, row["parameter"], share, *ends, turns))
    if not cells:
        _line("what turns it round: no single unknown decides a tenth of how these differences differ between worlds")
        return
    columns = ("which", "unknown", "share of the spread", "where it is low", "where it is high", "sign changes at")
    _line("what turns it round: differences where an unknown is at its tenth and ninetieth of a hundred worlds")
    show_groups(cells, columns, right=columns[2:])


def _tails(found: Any, rows: Sequence[Mapping[str, Any]], level: str) -> None:
    """What single futures may bring: their range, the quantile asked for, and the mean of the worst beyond it."""
    share = found.asked.tail
    cells = []
    order = list(dict.fromkeys(row["measure"] for row in rows))
    for row in sorted(rows, key=lambda row: order.index(row["measure"])):
        futures = f"{number(row['future_low'], 3)} to {number(row['future_high'], 3)}"
        quantile, worst = (
            f"{number(row[name], 3)} ({number(row[f'{name}_low'], 3)} to {number(row[f'{name}_high'], 3)})"
            for name in ("quantile", "cvar")
        )
        where = (row["scenario"],) if len(found.results.scenarios) > 1 else ()
        cells.append((_title(row), *where, row["policy"], futures, quantile, worst))
    where = ("scenario",) if len(found.results.scenarios) > 1 else ()
    kept = f"{100 * found.confidence:g} % of futures"
    columns = (
        "measure",
        *where,
        "policy",
        kept,
        f"{100 * share:g} % are no worse than",
        f"mean of the worst {100 * (1 - share):g} %",
    )
    _line(f"what single futures may bring, with {level}s")
    show_groups(cells, columns, right=columns[-3:])


def _asked(found: Any) -> str:
    """What was asked, over the table."""
    scenarios = "several scenarios" if len(found.results.scenarios) > 1 else found.results.scenarios[0]
    window = "" if found.window is None else f", months {found.window[0]} to {found.window[1] - 1} only"
    runs = f"{found.results.runs:,} runs under the same luck{_in_worlds(found)}"
    return f"{scenarios}{_in_alliance(found)}{window}, {runs}, {found.interval}"


def _worlds(found: Any) -> str:
    """The heading over the range of worlds."""
    return f"{100 * found.confidence:g} % of worlds"


def _in_worlds(found: Any) -> str:
    """In how many worlds, where there are several."""
    cells = found.results.cells
    if cells is None:
        return " in one world"
    met = min(cells.worlds, -(-found.results.runs // cells.lucks))
    return f" in {met:,} worlds"


def _in_alliance(found: Any) -> str:
    """Which alliance, where it is not NATO."""
    from model.roster import alliances

    name = getattr(found.study.alliance, "name", found.study.alliance)  # a study read back has the name alone
    return f", in {name}" if name != alliances()[0] else ""


def _title(row: Mapping[str, Any]) -> str:
    return f"{row['measure']}{', ' + row['unit'] if row['unit'] else ''}"


def _states(rows: Sequence[Mapping[str, Any]], told: Collection[str], level: str, reference: str) -> None:
    """Winners first. Of each state's figures those that were asked for, or welfare."""
    there = list(dict.fromkeys(row["measure"] for row in rows))
    shown = [name for name in there if name in told] if len(told) <= len(there) else []
    cells = []
    for row in _extremes([row for row in rows if row["measure"] in (shown or ["welfare"])]):
        against = row["policy"] == reference  # one policy alone: scenarios are compared
        head = f"{_title(row)}: {row['policy']} " + (
            f"in {row['scenario']}" if against else f"less {reference} in {row['scenario']}"
        )
        figures = (number(row["mean"]), number(row["difference"], 3, sign=True), span(row), row["verdict"] or "")
        cells.append((head, row["state"], *figures))
    columns = ("who", "state", "mean", "difference", level, "reading")
    _line(f"winners and losers, the {EXTREMES} at either end (every figure of every state: --json)")
    show_groups(cells, columns, right=("mean", "difference", level))


def _extremes(rows: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The largest gains and the largest losses of each policy, measure and scenario, the largest gain first."""
    from experiments.analysis.told import better_of

    groups: dict[tuple, list[Mapping[str, Any]]] = {}
    for row in (row for row in rows if row["difference"] is not None):
        groups.setdefault((row["scenario"], row["measure"], row["policy"]), []).append(row)
    for (_, measure, _), own in groups.items():
        sign = 1.0 if better_of(measure) == "lower" else -1.0
        ranked = sorted(own, key=lambda row: sign * row["difference"])
        yield from ranked if len(ranked) <= 2 * EXTREMES else ranked[:EXTREMES] + ranked[-EXTREMES:]


def _verdicts(rows: Sequence[Mapping[str, Any]], level: str, reference: str, runs: int) -> None:
    """What a policy made of the reference's opportunities, in words and per cent."""
    totals: dict[tuple[str, str], int] = {}
    for row in rows:
        key = row["policy"], row["scenario"]
        totals[key] = totals.get(key, 0) + row["count"]
    cells = []
    for row in rows:
        total = totals[row["policy"], row["scenario"]]
        head = f"{row['policy']} against {reference} in {row['scenario']}, {number(total)} opportunities"
        share, low, high = (None if row[name] is None else 100 * row[name] for name in ("share", "low", "high"))
        interval = f"{number(low, 3)} to {number(high, 3)}"
        cells.append((head, row["verdict"], number(row["count"] / runs), f"{number(share, 3)} %", interval))
    columns = ("pair", "verdict", "a run", "share", level)
    _line("what became of the same opportunities (every flow, from → to: --json)")
    show_groups(cells, columns, right=("a run", "share", level))
