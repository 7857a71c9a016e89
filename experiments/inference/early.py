"""The same figures to an earlier year, of the record and of simulated decades: what a forecast may know.

Counts, kinds, targets and spending are counted again from the raw files up to that year. Names and answers stand in the record
for all years together by adversary and by intensity, and cannot be; only those by year can. Lags are left out. What the record
of December 2023 says of earlier years is all that there is: a name given in 2022 to a deed of 2019 is in it.
"""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from experiments.inference.figures import Decades, targets, tempo, tiers
from experiments.inference.record import FIRST, LAST, YEARS, Statistic, attribution, incidents, spending, statistics
from experiments.inference.reporting import Reports
from model.roster import read_roster
from model.state import Tier

__all__ = ["early_figures", "early_record", "record_as_decades"]

TIERS = (Tier.NUISANCE, Tier.ESPIONAGE, Tier.DISRUPTION, Tier.DESTRUCTION)
ERRORS_OF = {"at2": "at2_2021", "rise_2014": "rise_2014_2021", "political_2018": "political_2018_2022"}
"""Figures of other years than the record's: whose standard error they have, before it grows with fewer years."""


def record_as_decades() -> Decades:
    """Incidents and spending of the record as one simulated decade would give them; who was named is not in the raw file."""
    roster = read_roster("nato-2014")
    rows = incidents()
    author = np.array([roster.adversary_codes.index(one[0]) for one in rows])
    target = np.array([roster.codes.index(one[1]) for one in rows])
    year, tier = np.array([one[2] for one in rows]), np.array([int(TIERS[one[3]]) for one in rows])
    no, zero = np.zeros(len(rows), dtype=bool), np.zeros(len(rows))
    reports = Reports(1, np.zeros(len(rows), np.int64), year, author, target, tier, ~no, no, no, zero, no, zero, no)
    codes, core = spending()
    table = np.zeros((1, core.shape[1], len(roster.codes)))
    for row, code in zip(core, codes, strict=True):
        table[0, :, roster.codes.index(code)] = row / 100.0
    return Decades(reports, table, roster)


def _to(d: Decades, until: int) -> Decades:
    kept = d.reports.year <= until
    arrays = {f.name: getattr(d.reports, f.name)[kept] for f in fields(Reports) if f.name != "runs"}
    return replace(d, reports=replace(d.reports, **arrays))


def early_figures(decades: Decades, until: int) -> dict[str, np.ndarray]:
    """Figures that need no year after `until`, (runs,) each."""
    d = _to(decades, until)
    years = until - FIRST + 1
    found = tempo(d, min(years, len(YEARS) - 1), (years + 1) // 2) | tiers(d) | targets(d)
    found.pop("UKR_share_RUS_after_2022")
    own, public, answered = d.reports.first, d.reports.public, d.reports.answered
    found["political_2014_2017"] = d.mixed(public, own, d.reports.year <= 2017)
    found[f"political_2018_{until}"] = d.mixed(public, own, d.reports.year >= 2018)
    found[f"answer_2017_{until}"] = d.mixed(answered, own, d.reports.year >= 2017)
    core = d.allies_core
    others = [k for k, code in enumerate(spending()[0]) if code != "USA"]
    found[f"at2_{until}"] = (core[:, until - FIRST] >= 2.0).sum(axis=1).astype(float)
    found[f"rise_2014_{until}"] = (core[:, until - FIRST] - core[:, 0])[:, others].mean(axis=1)
    found["jumps"] = (np.diff(core[:, :years, others], axis=1) > 0.30).sum(axis=(1, 2)).astype(float)
    return found


def early_record(until: int) -> dict[str, Statistic]:
    """The record's own figures to that year."""
    counted = {name: float(value[0]) for name, value in early_figures(record_as_decades(), until).items()}
    counted["political_2014_2017"] = _pooled("share_political_attr", 2014, 2017)
    counted[f"political_2018_{until}"] = _pooled("share_political_attr", 2018, until)
    counted[f"answer_2017_{until}"] = _pooled("share_any_response", 2017, until)
    fewer = np.sqrt((LAST - FIRST + 1) / (until - FIRST + 1))
    known = statistics()
    found = {}
    for name, value in counted.items():
        of = name if name in known else ERRORS_OF.get(name.rpartition("_")[0], "answer_2017_2021")
        found[name] = Statistic(name, known[of].group, value, known[of].error * fewer, f"{known[of].rule}; to {until}")
    return found


def _pooled(column: str, first: int, last: int) -> float:
    """A share over several years, each incident once."""
    lines = [attribution(f"state_year_{year}") for year in range(first, last + 1)]
    counts = np.array([line["n_incidents"] for line in lines])
    return float((counts * [line[column] for line in lines]).sum() / counts.sum())
