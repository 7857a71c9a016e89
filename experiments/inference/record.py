"""The record of 2014–2023 as counted: incidents by author, year, target and kind; names, answers and spending.

Counts are of *reports*: a deed that nobody saw or told is not in them, and an incident with five victims counts five times.
Incidents are those on the roster's states by the four adversaries; shares of names and answers are conditional on an author
being ascribed. Sources: EuRepoC (December 2023), NATO's *Defence Expenditure of NATO Countries* (2025 edition);
`model/data/nato/SOURCES.md`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

__all__ = ["ADVERSARIES", "FIRST", "LAST", "SEVERE", "TARGETS", "YEARS", "Statistic", "counts", "spending", "statistics"]

FIRST, LAST = 2014, 2023
YEARS = tuple(range(FIRST, LAST + 1))
ADVERSARIES = ("RUS", "CHN", "IRN", "PRK")
TARGETS = ("UKR", "ally", "partner")
SEVERE = ("disruption", "degradation_destruction")
KINDS = ("leak_doxing", "espionage", "disruption", "degradation_destruction")


@dataclass(frozen=True)
class Statistic:
    """One figure of the record: its value, its standard error, and how it is counted."""

    name: str
    group: str
    value: float
    error: float
    rule: str


def _raw(name: str) -> list[dict[str, str]]:
    text = files("model").joinpath(f"data/raw/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def counts() -> np.ndarray:
    """Incidents by adversary, year, target and kind (in the order of KINDS): (4, 10, 3, 4)."""
    from model.roster import read_roster

    partners = set(read_roster().partners)
    found = np.zeros((len(ADVERSARIES), len(YEARS), len(TARGETS), len(KINDS)))
    for row in _raw("cyber_incidents"):
        target = row["victim"] if row["victim"] == "UKR" else "partner" if row["victim"] in partners else "ally"
        place = (
            ADVERSARIES.index(row["attacker"]),
            YEARS.index(int(row["year"])),
            TARGETS.index(target),
            KINDS.index(row["type"]),
        )
        found[place] += int(row["incidents"])
    return found


@cache
def statistics() -> dict[str, Statistic]:
    """The figures that worlds are judged by, by name."""
    return {
        row["name"]: Statistic(
            row["name"],
            row["group"],
            float(row["record value"]),
            float(row["standard error"]),
            row["counting rule"],
        )
        for row in _raw("statistics")
    }


@cache
def spending() -> tuple[tuple[str, ...], np.ndarray]:
    """Codes of the 31 allies of 2024 with forces, and their core spending 2014–2024 in % of GDP, (allies, 11)."""
    rows = _raw("nato_spending")
    codes = tuple(sorted({row["iso3"] for row in rows}))
    years = range(FIRST, LAST + 2)
    core = {(row["iso3"], int(row["year"])): float(row["defence_pct_gdp"]) for row in rows}
    return codes, np.array([[core[code, year] for year in years] for code in codes])


@cache
def attribution(group: str) -> dict[str, float]:
    """A line of the record of names and answers: `attacker_RUS_vs_NATO`, `state_year_2017`, … as numbers."""
    for row in _raw("attribution_stats"):
        if row["group"] == group:
            return {name: float(value) for name, value in row.items() if name != "group" and value}
    raise KeyError(group)
