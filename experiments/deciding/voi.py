"""What would it be worth to know a parameter before choosing? `value_of_information(["baseline", "hague"], "damage").table`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from experiments.analysis.futures import futures, lucks_needed
from experiments.analysis.futures_notes import on_worlds
from experiments.analysis.notes import on_failures
from experiments.analysis.selection import direction
from experiments.deciding.groups import ALL, subjects_of
from experiments.deciding.information import Worth, worths
from experiments.deciding.steps import step_in
from experiments.results.results import Results
from experiments.running.execution import Execution
from experiments.running.run import Progress
from experiments.study.study import LUCKS, Study
from model.errors import RequestError

__all__ = ["COLUMNS", "FEWEST", "RUNS", "Information", "information_in", "value_of_information"]

COLUMNS = ("group", "kind", "measure", "unit", "evppi", "low", "high", "told", "parameters")
FEWEST = 30
"""Worlds from which a regression on their parameters means anything."""
RUNS = 1000
"""Every world that ships with NATO, two runs in each."""
LOOSE = 0.6
"""Half-width, as a share of a value, from which the table says that the value is hardly known."""
NAMED = 5


@dataclass
class Information:
    """What knowing more would be worth for a choice among policies.

    table: group, kind (parameter, cut, family, topic, group, all), measure, unit, evppi, low, high, told (more than chance
    shows), parameters. The row `all` is the value of perfect information. Ends may lie below zero, though no knowledge is
    worth less than nothing: they are estimates. policies: mean gain over the first, and share of worlds in which each is best.
    """

    table: Any
    policies: Any
    best: str
    measure: str
    confidence: float
    study: Study
    results: Results
    notes: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Everything as plain objects."""
        from experiments.results.versions import versions
        from experiments.tables import clean

        asked = self.study.described()
        names = ("policies", "scenarios", "runs", "seed", "months", "parameters", "alliance", "worlds", "lucks")
        more = {"measure": self.measure, "confidence": self.confidence, "best": self.best, "versions": versions()}
        tables = {"notes": self.notes, "table": self.table, "choice": self.policies}
        return clean({name: asked[name] for name in names} | {"scenario": asked["scenarios"][0]} | more | tables)


def value_of_information(
    policies: Sequence[Any],
    measure: str,
    groups: Mapping[str, Sequence[str]] | None = None,
    cuts: Mapping[str, float] | None = None,
    scenario: Any = "today",
    runs: int = RUNS,
    seed: int = 0,
    months: int = 240,
    parameters: Mapping[str, Any] | None = None,
    workers: int = 2,
    confidence: float = 0.95,
    out: str | Path | None = None,
    progress: Progress | None = None,
    cluster: str | None = None,
    world: Any = None,
    simulator: ModuleType | None = None,
    worlds: Any = "record",
    lucks: int = LUCKS,
) -> Information:
    """How much better one would choose among the policies, in the measure's unit, if one knew a parameter, or some, or all.

    groups: names of your own for parameters learnt together; families and topics need none. cuts: by parameter, where the
    gain may jump. worlds: those that the record allows, `prior`, a file or a table, `lucks` runs in each. Errors:
    RequestError for a measure that has no better direction, for one world or too few, and for unknown names.
    """
    if len(policies) < 2:
        raise RequestError("voi: name at least two policies; the first is the reference")
    direction(measure)
    study = Study(
        tuple(policies), (scenario,), runs, seed, months, parameters or {}, alliance=world, worlds=worlds, lucks=lucks
    )
    subjects_of(_uncertain(study), groups, cuts)  # a wrong name is refused before anything runs
    results = Execution(out, workers, cluster, progress, simulator).run(study)
    return information_in(results, study, measure, groups, cuts, confidence)


def information_in(
    results: Results,
    study: Study,
    measure: str,
    groups: Mapping[str, Sequence[str]] | None = None,
    cuts: Mapping[str, float] | None = None,
    confidence: float = 0.95,
) -> Information:
    """The same from stored runs of a study over worlds."""
    import pandas as pd
    from scipy.special import ndtri

    from model.measures import MEASURES

    sign, cells = direction(measure), results.cells
    if cells is None:
        raise RequestError(
            "voi: all runs are lived in one world, where everything is known; allowed: worlds = record, …"
        )
    by_policy = np.array([cells.matrix(results.columns(entry, [measure])[measure]) for entry in results.entries])
    whole = np.isfinite(by_policy).all(axis=(0, 2))
    if whole.sum() < FEWEST:
        raise RequestError(
            f"voi: {measure} is defined in every run of {whole.sum():,} worlds; {FEWEST} at least, as runs = "
            f"{FEWEST * cells.lucks}"
        )
    gaps = sign * (by_policy[1:, whole] - by_policy[0, whole])  # (policies but the first, worlds, lucks)
    table = study.worlds.table.iloc[cells.met(results.runs)][whole]
    names = [name for name in _uncertain(study) if table[name].nunique() > 1]
    values = {name: table[name].to_numpy(dtype=float) for name in names}
    gains = gaps.mean(axis=2).T
    found = worths(gains, values, subjects_of(names, groups, cuts), study.seed)
    z = float(ndtri(0.5 + confidence / 2.0))
    rows = [_row(one, measure, MEASURES[measure].unit, z) for one in found]
    means = np.concatenate([[0.0], gains.mean(axis=0)])
    choice = pd.DataFrame(
        {"policy": results.policies, "measure": measure, "gain": means, "mean": by_policy[:, whole].mean(axis=(1, 2))}
    )
    best = results.policies[int(means.argmax())]
    remarks = [
        *results.store.warnings(),
        *on_worlds(results, [], []),
        *on_failures(results),
        *_on_worlds_left(whole, measure),
        *_on_width(rows, gaps, confidence),
        *_on_chance(rows),
        *_on_steps(found, values, gains[:, int(gains.mean(axis=0).argmax())]),
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return Information(frame, choice, best, measure, confidence, study, results, remarks)


def _uncertain(study: Study) -> list[str]:
    """The parameters that differ between a study's worlds and are not set for all of them. Errors: RequestError."""
    table = study.worlds.table
    if table is None or len(table) < FEWEST:
        count = study.worlds.count
        said = "one world, where everything is known" if count == 1 else f"{count} worlds, which are too few"
        raise RequestError(f"voi: {said}; {FEWEST} at least, as --worlds record, prior, or a file")
    return [name for name in table if name not in study.parameters and table[name].nunique() > 1]


def _row(one: Worth, measure: str, unit: str, z: float) -> dict[str, Any]:
    half = z * one.error
    subject = one.subject
    cells = (subject.name, subject.kind, measure, unit, one.value, one.value - half, one.value + half, one.told)
    return dict(zip(COLUMNS, (*cells, len(subject.parameters)), strict=True))


def _on_worlds_left(whole: np.ndarray, measure: str) -> list[str]:
    left = int((~whole).sum())
    return [f"{left:,} worlds are left out: {measure} is undefined in some of their runs"] if left else []


def _on_width(rows: Sequence[Mapping[str, Any]], gaps: np.ndarray, confidence: float) -> list[str]:
    """Where luck makes the values hardly known, how loosely, and what would tighten them."""
    loose = {
        row["group"]: (row["high"] - row["evppi"]) / row["evppi"]
        for row in rows
        if row["evppi"] > 0.0 and (row["told"] or row["kind"] == ALL)
    }
    loose = {name: share for name, share in loose.items() if share >= LOOSE}
    if not loose:
        return []
    named = sorted(loose, key=lambda name: (name != ALL, loose[name]))[:NAMED]
    more = f" and {len(loose) - len(named)} more" if len(loose) > len(named) else ""
    told = ", ".join(f"{name} ± {100 * loose[name]:,.0f} %" for name in named)
    lines = [f"hardly known, at {100 * confidence:g} %: {told}{more}"]
    spreads = [futures(gap) for gap in gaps]
    ratios = [
        one.luck_sd / one.world_sd if one.world_sd else math.inf for one in spreads if one.luck_sd and one.lucks > 1
    ]
    if ratios:
        wanted = max(lucks_needed(one.world_sd or 0.0, one.luck_sd or 0.0) for one in spreads)
        worst = f"{max(ratios):.2g} times" if math.isfinite(max(ratios)) else "all of"
        more = f"more worlds, or --lucks {wanted}, tell more" if wanted > spreads[0].lucks else "more worlds tell more"
        lines.append(f"luck's spread is {worst} that of the worlds; {more}")
    return lines


def _on_chance(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """How many parameters are worth more than the luckiest of as many that are worth nothing."""
    single = [row for row in rows if row["kind"] == "parameter"]
    told = sum(row["told"] for row in single)
    which = "no parameter is" if not told else "1 parameter is" if told == 1 else f"{told} parameters are"
    return [f"{which} worth more than the luckiest of {len(single)} that are worth nothing (19 times of 20)"]


def _on_steps(found: Sequence[Worth], values: Mapping[str, np.ndarray], gains: np.ndarray) -> list[str]:
    """A smooth curve understates a jump: where one is seen, the cut that shows it."""
    single = [one for one in found if one.subject.kind == "parameter" and one.told]
    for one in sorted(single, key=lambda one: -one.value)[:NAMED]:
        place = step_in(values[one.subject.name], gains)
        if place is not None:
            return [
                f"{one.subject.name}: the gain seems to jump at {place:.3g}; smooth curves give a lower bound there, "
                f"--cut {one.subject.name}={place:.3g} does not"
            ]
    return [
        "values come from smooth curves: where a gain jumps they are lower bounds, and --cut NAME=VALUE allows a jump"
    ]
