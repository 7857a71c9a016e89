"""The table of a comparison: each policy's mean of each measure, and its paired difference from the reference."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from experiments.analysis.multiplicity import levels
from experiments.analysis.questions import Asked, Comparand
from experiments.analysis.statistics import mean_over_runs
from experiments.analysis.tails import COLUMNS as TAIL
from experiments.analysis.tails import tail_cells
from experiments.analysis.told import better_of, p_value_of, row_of
from experiments.results.results import Results

__all__ = ["COLUMNS", "OVER_WORLDS", "Asked", "Comparand", "columns", "effect_rows", "mean_row", "pairs_of"]

OVER_WORLDS = ("world_low", "world_high", "share_worlds", "share_worlds_low", "share_worlds_high", "share_futures")
"""What is known of a difference over worlds; null in one world, but for the share of its futures."""
COLUMNS = (
    *("policy", "scenario", "measure", "unit", "mean", "difference", "low", "high", "variance_reduction", "runs"),
    *(*OVER_WORLDS, "luck_sd", "world_sd", "verdict"),
)


def columns(asked: Asked, who: tuple[str, ...] = ()) -> list[str]:
    """The columns of a table; `who` stand between scenario and measure."""
    return [*COLUMNS[:2], *who, *COLUMNS[2:], *(TAIL if asked.tail is not None else ())]


AT_ONCE = 4_000_000
"""Numbers read at a time: measures are read in groups that fit, so memory stays flat in the number of runs."""


def pairs_of(results: Results, measures: Sequence[str]) -> Iterator[Comparand]:
    """Every policy's column of every measure, with that of the reference at the same scenario and the same settings; of one
    policy alone every scenario's, with the first as the reference."""
    from model.measures import MEASURES

    groups: dict[tuple, list[Any]] = {}
    alone = len(results.policies) == 1
    for entry in results.entries:
        group = ("" if alone else entry.point.scenario.name, repr(sorted(dict(entry.point.parameters).items())))
        groups.setdefault(group, []).append(entry)
    size = max(1, AT_ONCE // max(1, results.runs * len(results.policies)))
    for entries in groups.values():
        for first in range(0, len(measures), size):
            names = list(measures[first : first + size])
            columns = [results.columns(entry, names) for entry in entries]
            same = [results.identical(entry, entries[0]) for entry in entries]
            for name in names:
                for entry, column, identical in zip(entries, columns, same, strict=True):
                    row = {
                        "policy": entry.point.policy.name,
                        "scenario": entry.point.scenario.name,
                        "measure": name,
                        "unit": MEASURES[name].unit,
                    }
                    yield Comparand(
                        row,
                        column[name],
                        None if entry is entries[0] else columns[0][name],
                        None,
                        identical,
                        results.cells,
                    )


def effect_rows(
    comparands: Iterator[Comparand], asked: Asked, family: str | None = None
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """The rows. For each measure also the greatest number of runs left out, undefined under one or both policies.

    family: the cell whose equals are adjusted together; None for the whole table.
    """
    rows: list[dict[str, Any]] = []
    dropped: dict[str, int] = {}
    drawn: list[float] = []
    if asked.method is not None:
        kept = list(comparands)
        drawn = _adjusted(kept, asked, family)
        comparands = iter(kept)
    for number, one in enumerate(comparands):
        name = one.row["measure"]
        tail = {} if asked.tail is None else _tail(one, asked)
        if one.reference is None:
            rows.append(mean_row(one) | tail)
            continue
        cells, left_out = row_of(one, asked, drawn[number] if drawn else asked.confidence)
        rows.append(one.row | cells | tail)
        dropped[name] = max(dropped.get(name, 0), left_out)
    return rows, dropped


def _tail(one: Comparand, asked: Asked) -> dict[str, Any]:
    """Quantiles and tails of the policy's own futures."""
    assert asked.tail is not None
    return tail_cells(one.policy, one.cells, better_of(one.row["measure"]), asked.tail, asked.confidence)


def mean_row(one: Comparand) -> dict[str, Any]:
    """A row of the reference: its mean and no difference."""
    mean, runs = mean_over_runs(one.policy)
    return one.row | {
        "mean": mean,
        "difference": math.nan,
        "low": math.nan,
        "high": math.nan,
        "variance_reduction": math.nan,
        "runs": runs,
        "verdict": None,
    }


def _adjusted(comparands: Sequence[Comparand], asked: Asked, family: str | None) -> list[float]:
    """The confidence of every row that has a difference, family by family."""
    values = [math.nan if one.reference is None else p_value_of(one) for one in comparands]
    found = [asked.confidence] * len(values)
    kinds = [None if family is None else one.row[family] for one in comparands]
    for kind in dict.fromkeys(kinds):
        mine = [place for place, other in enumerate(kinds) if other == kind]
        for place, level in zip(
            mine, levels([values[p] for p in mine], asked.confidence, str(asked.method)), strict=True
        ):
            found[place] = level
    return found
