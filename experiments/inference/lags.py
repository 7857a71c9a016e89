"""Shares and lags of attribution in the record, as EuRepoC's coding gives them (`attribution_stats`, `attribution_lags` in
`model/data/raw`; December 2023, state and state-affiliated initiators). Units: shares; months.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

import numpy as np

__all__ = ["read_lag", "read_stats"]

DAYS = 365.25 / 12.0


def _rows(name: str) -> list[dict[str, str]]:
    text = files("model").joinpath(f"data/raw/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def read_stats() -> dict[str, dict[str, float]]:
    """Shares by group of incidents; an empty cell is NaN."""
    return {
        row["group"]: {name: float(cell) if cell else np.nan for name, cell in row.items() if name != "group"}
        for row in _rows("attribution_stats")
    }


def read_lag(attribution: str = "political") -> tuple[float, float, float, int]:
    """Quartiles of the months from onset to attribution, first, second and third, and the number of incidents."""
    row = next(row for row in _rows("attribution_lags") if row["attribution"] == attribution)
    first, second, third = (float(row[f"{name}_days"]) / DAYS for name in ("q25", "median", "q75"))
    return first, second, third, int(row["incidents"])
