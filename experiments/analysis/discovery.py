"""Where does a policy fail? Scenario discovery by PRIM, the regret of each policy, and who is efficient.

A *world* is a scenario and a design point: everything but the policy and the luck. In a study over worlds (`worlds`) the levers
that the design varies belong to the policy (`levers`). PRIM, the patient rule induction of
Friedman & Fisher (1999) in EMA Workbench's implementation (Kwakkel 2017), peels the space of worlds down to boxes where
failures are dense. Regret (Savage 1951; Lempert et al. 2003) is how far a policy falls short of the best one in the same
world, under the same luck.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from experiments.analysis.failures import SURE, fitted
from experiments.analysis.levers import with_levers
from experiments.analysis.regret import outcomes_of, pareto_table, regret_table
from experiments.results.results import Results, open_results
from experiments.results.unfinished import on_missing, whole_worlds, world_key, world_of
from model.errors import RequestError

__all__ = ["Discovery", "boxes_of", "discover", "worlds_of"]

BOXES = ("policy", "measure", "box", "parameter", "low", "high", "coverage", "density", "mass", "p_value")
FEWEST = 20
"""Worlds from which a box means anything."""
PEEL, SMALLEST = 0.05, 0.05
"""Share of the worlds peeled off at a time, and the least share a box may hold."""
COST, HARM = "cost", "damage"
DENSE = 0.5
"""Share of failures in a box from which it is told."""


@dataclass
class Discovery:
    """boxes: the worlds in which a policy fails. regret: how far it falls short of the best. pareto: cost against harm."""

    table: Any
    regret: Any
    pareto: Any
    measure: str
    results: Results
    notes: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Everything as plain objects."""
        from experiments.results.versions import versions
        from experiments.tables import clean

        return clean(
            {
                "policies": self.results.policies,
                "scenarios": self.results.scenarios,
                "runs": self.results.runs,
                "seed": self.results.study.seed,
                "measure": self.measure,
                "versions": versions(),
                "notes": self.notes,
                "table": self.table,
                "regret": self.regret,
                "pareto": self.pareto,
            }
        )


def discover(
    source: str | Path | Results,
    measure: str = "damage",
    threshold: float | None = None,
    policies: Sequence[str] | None = None,
    against: tuple[str, str] = (COST, HARM),
    confidence: float = 0.95,
) -> Discovery:
    """Read a finished study with many worlds (a design by lhs, several scenarios) and say where each policy fails.

    A policy fails in a world where it does worse than `threshold` with a probability of 95 %, luck taken out; without
    one, where it does worse than the first policy (which itself fails in the worst quarter of its worlds). In a study
    over worlds (`worlds`) each of them is one. Worlds in which some policy has no run yet are left out, and a note says
    how many runs are there. Errors: RequestError, one line.
    """
    import pandas as pd

    results = source if isinstance(source, Results) else open_results(source)
    chosen = list(policies) if policies is not None else results.policies
    for name in chosen:
        results.chosen(policy=name)
    measure, notes = _directed(measure), on_missing(results)
    results, behind = with_levers(results)
    chosen = [name for name, policy in behind.items() if policy in chosen]
    results = whole_worlds(results)
    worlds, outcomes = worlds_of(results, measure)
    rows: list[dict[str, Any]] = []
    if len(worlds) < FEWEST:
        notes.append(f"{len(worlds)} worlds are too few for boxes; {FEWEST} at least, as design size = 200")
    else:
        for policy in chosen:
            failed, unsure, what = _failures(results, worlds, outcomes, policy, measure, threshold)
            found, said = boxes_of(worlds, failed)
            share = f"{policy} fails ({what}) in {failed.sum():,} of {len(failed):,} worlds"
            more = f", and {unsure:,} are open, with a probability of failure between 5 and 95 %" if unsure else ""
            notes.append(f"{share}{more}{said}")
            rows += [{"policy": policy, "measure": measure, **row} for row in found]
    return Discovery(
        pd.DataFrame(rows, columns=list(BOXES)),
        regret_table(results, worlds, outcomes, measure, confidence),
        pareto_table(results, against, confidence),
        measure,
        results,
        notes,
    )


def _directed(measure: str) -> str:
    from model.measures import MEASURES

    if MEASURES[measure].better == "neither":
        raise RequestError(f"{measure} has no better direction; choose a measure that has one")
    return measure


def worlds_of(results: Results, measure: str) -> tuple[Any, np.ndarray]:
    """The worlds as a DataFrame of what distinguishes them, and the measure, (policies, worlds, runs)."""
    import pandas as pd

    points: dict[str, dict[str, Any]] = {}
    for entry in results.entries:
        points.setdefault(world_key(world_of(entry)), world_of(entry))
    frame = pd.DataFrame(list(points.values()))
    outcomes = outcomes_of(results, measure, list(points.values()))
    if results.cells is not None:
        met = results.cells.met(results.runs)
        table = results.store.worlds(results.entries[0].name).iloc[met].reset_index(drop=True)
        frame = pd.concat(
            [table.assign(**{name: row[name] for name in frame}) for row in frame.to_dict("records")], ignore_index=True
        )
        cells = np.array([[results.cells.matrix(runs) for runs in own] for own in outcomes])
        outcomes = cells.reshape(len(cells), -1, cells.shape[-1])
    if frame["scenario"].nunique() == 1:
        frame = frame.drop(columns="scenario")
    return frame[[name for name in frame if frame[name].nunique() > 1]], outcomes


def _failures(
    results: Results, worlds: Any, outcomes: np.ndarray, policy: str, measure: str, threshold: float | None
) -> tuple[np.ndarray, int, str]:
    """In which worlds a policy fails, in how many it may or may not, and what failing means in words."""
    from model.measures import MEASURES

    policies = results.policies
    sign = 1.0 if MEASURES[measure].better == "lower" else -1.0
    word = "above" if sign > 0 else "below"
    own, features = outcomes[policies.index(policy)], _in_numbers(worlds)[0].to_numpy()
    shared = results.cells is None
    if threshold is None and policy == policies[0]:
        value, _ = fitted(features, sign * own, shared)
        worst = float(np.nanquantile(value, 0.75))
        return value > worst, 0, f"{measure} {word} {sign * worst:.3g}, its worst quarter"
    against = outcomes[0] if threshold is None else threshold
    what = f"{measure} worse than under {policies[0]}" if threshold is None else f"{measure} {word} {threshold:g}"
    _, chance = fitted(features, sign * (own - against), shared)
    return chance >= SURE, int(((chance > 1.0 - SURE) & (chance < SURE)).sum()), what


def boxes_of(worlds: Any, failed: np.ndarray, most: int = 3) -> tuple[list[dict[str, Any]], str]:
    """Boxes in which failures are dense, by PRIM, and a note where there is none."""
    if not failed.any() or failed.all():
        return [], ", so there is no box to find"
    worlds, whole = _in_numbers(worlds)
    algorithm = _prim(worlds, failed)
    rows: list[dict[str, Any]] = []
    for number in range(1, most + 1):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            box = algorithm.find_box()
        if box is None or float(box.mean) < DENSE:
            break
        path = box.peeling_trajectory
        balance = 2.0 * path["coverage"] * path["density"] / (path["coverage"] + path["density"]).clip(lower=1e-12)
        best = int(balance.to_numpy().argmax())  # as dense as it is complete: Dice's coefficient
        for name, (low, high) in _limits(box, best, worlds, whole).items():
            rows.append(
                {
                    "box": number,
                    "parameter": name,
                    "low": low,
                    "high": high,
                    "coverage": float(path["coverage"][best]),
                    "density": float(path["density"][best]),
                    "mass": float(path["mass"][best]),
                    "p_value": _quasi_p((box.qp if hasattr(box, "qp") else box.p_values)[best].get(name, ())),
                }
            )
    return rows, "" if rows else ", in no box denser than a half"


def _quasi_p(values: Sequence[float]) -> float:
    """The weaker of a bound's two quasi-p-values (Bryant & Lempert 2010); −1 for a side without a bound."""
    return max((p for p in values if p >= 0.0), default=np.nan)


def _in_numbers(worlds: Any) -> tuple[Any, set[str]]:
    """The worlds as floats, and which columns hold whole numbers; names become 0 and 1, `scenario is storm`.

    Under pandas 3 this PRIM silently drops columns of names, and cannot put a bound between whole numbers.
    """
    import pandas as pd

    columns = {}
    for name, column in worlds.items():
        if column.dtype.kind in "fiub":
            columns[name] = column
        else:
            columns |= {f"{name} is {value}": column == value for value in sorted(set(column))}
    whole = {name for name, column in columns.items() if column.dtype.kind != "f"}
    return pd.DataFrame(columns).astype(float).reset_index(drop=True), whole


def _limits(box: Any, place: int, worlds: Any, whole: set[str]) -> dict[str, tuple[float, float]]:
    """The parameters that bound the box, and how."""
    limits = box.box_lims[place]
    found = {}
    for name, column in worlds.items():
        low, high = float(limits[name].iloc[0]), float(limits[name].iloc[1])
        if name in whole:
            low, high = float(np.ceil(low)), float(np.floor(high))
        if low > column.min() or high < column.max():
            found[name] = (low, high)
    return found


def _prim(worlds: Any, failed: np.ndarray) -> Any:
    """EMA Workbench's PRIM over these worlds; version 2 wants a threshold, which here `DENSE` replaces, version 3 has none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of optional packages on import
            from ema_workbench.analysis.prim import Prim
    except ImportError:
        raise RequestError("discover needs EMA Workbench; install it with: pip install 'foedus[analysis]'") from None
    threshold = {"threshold": DENSE} if "threshold" in inspect.signature(Prim).parameters else {}
    return Prim(worlds, failed, peel_alpha=PEEL, mass_min=SMALLEST, **threshold)
