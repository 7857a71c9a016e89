"""The table of a comparison: each policy's mean of each measure, and its paired difference from the reference."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.analysis.statistics import Effect, holm, paired_effect
from experiments.results.results import Results

__all__ = ["COLUMNS", "Asked", "Comparand", "effect_rows", "mean_row", "pairs_of"]

COLUMNS = ("policy", "scenario", "measure", "unit", "mean", "difference", "low", "high", "variance_reduction", "runs")
AT_ONCE = 4_000_000
"""Numbers read at a time: measures are read in groups that fit, so memory stays flat in the number of runs."""


@dataclass(frozen=True)
class Asked:
    """How intervals are drawn."""

    confidence: float = 0.95
    interval: str = "t"
    simultaneous: bool = False
    seed: int = 0

    def resampling(self, *names: str) -> list[int]:
        """The seed of one row's bootstrap: the study's, and what the row is about."""
        return [self.seed, *(zlib.crc32(name.encode()) for name in names)]


@dataclass(frozen=True)
class Comparand:
    """Two columns to compare, and the other cells of their row in the table."""

    row: dict[str, Any]
    policy: np.ndarray
    reference: np.ndarray | None  # None for the reference itself
    keys: np.ndarray | None = None  # which luck each run had, where points share it
    identical: bool = False  # both are one setting


def pairs_of(results: Results, measures: Sequence[str]) -> Iterator[Comparand]:
    """Every policy's column of every measure, with that of the reference at the same scenario and the same settings."""
    from model.measures import MEASURES

    groups: dict[tuple, list[Any]] = {}
    for entry in results.entries:
        group = (entry.point.scenario.name, repr(sorted(dict(entry.point.parameters).items())))
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
                        row, column[name], None if entry is entries[0] else columns[0][name], identical=identical
                    )


def effect_rows(comparands: Iterator[Comparand], asked: Asked) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """The rows. For each measure also the greatest number of runs left out, undefined under one or both policies."""
    rows: list[dict[str, Any]] = []
    dropped: dict[str, int] = {}
    if asked.simultaneous:
        kept = list(comparands)
        levels = _simultaneous(kept, asked)
        comparands = iter(kept)
    for number, one in enumerate(comparands):
        name = one.row["measure"]
        if one.reference is None:
            rows.append(mean_row(one))
            continue
        confidence = levels[number] if asked.simultaneous else asked.confidence
        seed = asked.resampling(*(str(value) for value in one.row.values()))
        effect = paired_effect(one.policy, one.reference, confidence, asked.interval, seed, one.keys, one.identical)
        rows.append(one.row | _shown(effect))
        dropped[name] = max(dropped.get(name, 0), effect.dropped)
    return rows, dropped


def mean_row(one: Comparand) -> dict[str, Any]:
    """A row of the reference: its mean and no difference."""
    own = one.policy[~np.isnan(one.policy)]
    mean = float(own.mean()) if len(own) else math.nan
    return one.row | {
        "mean": mean,
        "difference": math.nan,
        "low": math.nan,
        "high": math.nan,
        "variance_reduction": math.nan,
        "runs": len(own),
    }


def _shown(effect: Effect) -> dict[str, Any]:
    return {
        "mean": effect.mean,
        "difference": effect.difference,
        "low": effect.low,
        "high": effect.high,
        "variance_reduction": effect.variance_reduction,
        "runs": effect.runs,
        "differing": effect.differing,
        "told": effect.told,
    }


def _simultaneous(comparands: Sequence[Comparand], asked: Asked) -> list[float]:
    """Holm's confidence for every row that has a difference; the family is the whole table."""
    values = [
        math.nan if one.reference is None else paired_effect(one.policy, one.reference, keys=one.keys).p_value
        for one in comparands
    ]
    return holm(values, asked.confidence)
