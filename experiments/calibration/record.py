"""What the record says: figures of publicly known incidents and of NATO's spending, computed from the files that ship.

Counts are of reports, which measure attention as well as attacks. Sources: EuRepoC, December 2023, state and
state-affiliated initiators (`cyber_incidents`, `attribution_stats`, `attribution_lags` in `model/data/raw`); NATO,
Defence Expenditure of NATO Countries, 2025 edition. Units: shares; months; % of GDP.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

__all__ = ["YEARS", "Incidents", "read_incidents", "read_lag", "read_stats", "spending_change"]

YEARS = 10
"""Incidents are summed over 2014–2023."""
DAYS = 365.25 / 12.0
ORIGIN, BEFORE, AFTER = 2018, 2021, 2024
WITHOUT_DISRUPTION, DISRUPTION = ("espionage", "leak_doxing"), "disruption"


@dataclass(frozen=True)
class Incidents:
    """Publicly known incidents by pair of adversary and state, and by type."""

    by_pair: Counter[tuple[str, str]]
    by_type: Counter[str]
    on_allies: int

    @property
    def all(self) -> int:
        return sum(self.by_pair.values())

    def busiest(self, pairs: int = 15) -> float:
        """Share on the busiest pairs."""
        return sum(sorted(self.by_pair.values())[-pairs:]) / self.all

    def of(self, adversary: str) -> float:
        """An adversary's share."""
        return sum(n for (who, _), n in self.by_pair.items() if who == adversary) / self.all

    def severe(self) -> tuple[float, float]:
        """Least and greatest share of disruption and worse: a disruption of under 24 hours counts as a nuisance in the
        model, and the record does not say how long one lasted."""
        destroyed = self.all - sum(self.by_type[kind] for kind in (*WITHOUT_DISRUPTION, DISRUPTION))
        return destroyed / self.all, (destroyed + self.by_type[DISRUPTION]) / self.all


def _rows(name: str) -> list[dict[str, str]]:
    text = files("model").joinpath(f"data/raw/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def read_incidents() -> Incidents:
    """The counts, adversaries and states in the roster."""
    roles = {row["iso3"]: row["role"] for row in _rows("roster")}
    pairs: Counter[tuple[str, str]] = Counter()
    types: Counter[str] = Counter()
    allies = 0
    for row in _rows("cyber_incidents"):
        count = int(row["incidents"])
        pairs[row["attacker"], row["victim"]] += count
        types[row["type"]] += count
        allies += count if roles[row["victim"]] == "ally" else 0
    return Incidents(pairs, types, allies)


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


def spending_change(core: np.ndarray, threat: np.ndarray) -> tuple[float, float]:
    """Mean rise of allies' spending (points of GDP), and its slope on perceived threat, least squares."""
    slope = np.polyfit(threat, core, 1)[0]
    return float(core.mean()), float(slope)
