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
from pathlib import Path

import numpy as np

from model.errors import RequestError
from model.roster import Roster, read_roster

__all__ = [
    "ADVERSARIES", "FIRST", "LAST", "TARGETS", "YEARS",
    "Statistic", "attribution", "counts", "incidents", "read_lag", "read_record", "spending", "statistics", "today",
]  # fmt: skip

FIRST, LAST = 2014, 2023
YEARS = tuple(range(FIRST, LAST + 1))
ADVERSARIES = ("RUS", "CHN", "IRN", "PRK")
TARGETS = ("UKR", "ally", "partner")
DAYS = 365.25 / 12.0
"""Days in a month."""
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


def today(roster: Roster) -> Roster:
    """By whose roles and economies the record counts: today's NATO whatever the year; another alliance is its own."""
    now = read_roster()
    return now if set(roster.codes) <= set(now.codes) else roster


@cache
def incidents() -> list[tuple[str, str, int, int]]:
    """Author, victim, year and kind (its place in KINDS) of every incident of the record, one entry a victim."""
    rows = _raw("cyber_incidents")
    return [
        (row["attacker"], row["victim"], int(row["year"]), KINDS.index(row["type"]))
        for row in rows
        for _ in range(int(row["incidents"]))
    ]


@cache
def counts() -> np.ndarray:
    """Incidents by adversary, year, target and kind (in the order of KINDS): (4, 10, 3, 4)."""
    partners = set(read_roster().partners)
    found = np.zeros((len(ADVERSARIES), len(YEARS), len(TARGETS), len(KINDS)))
    for author, victim, year, kind in incidents():
        target = victim if victim == "UKR" else "partner" if victim in partners else "ally"
        found[ADVERSARIES.index(author), YEARS.index(year), TARGETS.index(target), kind] += 1
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


def read_record(file: Path) -> dict[str, Statistic]:
    """The user's own record: a CSV with columns name, value and error, names as in statistics.csv with the user's adversaries'
    codes in place of RUS, CHN, IRN, PRK. Errors: RequestError, one line."""
    try:
        rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    except (OSError, UnicodeDecodeError) as problem:
        raise RequestError(f"{file}: cannot be read as a record ({problem})") from None
    found = {}
    for number, row in enumerate(rows, 2):
        if not {"name", "value", "error"} <= set(row):
            raise RequestError(f"{file}: a record has the columns name, value and error")
        try:
            value, error = float(row["value"]), float(row["error"])
        except (TypeError, ValueError):
            raise RequestError(f"{file}: line {number}: value and error are numbers") from None
        if not (np.isfinite(value) and np.isfinite(error) and error >= 0.0):
            raise RequestError(f"{file}: line {number}: value and error are finite, and the error is not below 0")
        found[row["name"]] = Statistic(row["name"], "own", value, error, "")
    if not found:
        raise RequestError(f"{file}: holds no figure")
    return found


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


def read_lag(attribution: str = "political") -> tuple[float, float, float, int]:
    """Quartiles of the months from onset to attribution, first, second and third, and the number of incidents."""
    row = next(row for row in _raw("attribution_lags") if row["attribution"] == attribution)
    first, second, third = (float(row[f"{name}_days"]) / DAYS for name in ("q25", "median", "q75"))
    return first, second, third, int(row["incidents"])
