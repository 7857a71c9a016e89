"""The figures of a search: differences from the reference in worlds and under luck in which nothing was searched."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from experiments.analysis.futures import futures
from experiments.analysis.regret import efficient
from experiments.analysis.selection import direction
from experiments.analysis.statistics import t_interval
from experiments.deciding.levers import Levers
from experiments.deciding.robustness import robustness
from experiments.deciding.trials import COST, gaps_of
from experiments.results.results import Results

__all__ = ["candidate_rows", "knee_of", "robust_rows"]


def candidate_rows(
    results: Results,
    levers: Levers,
    named: Mapping[str, Mapping[str, Any]],
    objectives: Sequence[str],
    budget: float | None,
    confidence: float,
) -> tuple[Any, str | None]:
    """The table, one row a candidate and objective, the reference first; and the name of the knee."""
    import pandas as pd

    from model.measures import MEASURES

    columns = [results.columns(entry, [*objectives, COST]) for entry in results.entries]
    names = [levers.reference.name, *named]
    values = [levers.of_reference(), *named.values()]
    gaps = [{one: gaps_of(own[one], columns[0][one], results.cells) for one in own} for own in columns]
    losses = np.array([[-direction(name) * _mean(gap[name]) for name in objectives] for gap in gaps])
    within = [budget is None or place == 0 or _mean(gap[COST]) <= budget for place, gap in enumerate(gaps)]
    front = _front(losses, np.array(within))
    knee = knee_of(losses, front)
    rows = []
    for place, name in enumerate(names):
        for objective in objectives:
            rows.append(
                {
                    "candidate": name,
                    "policy": name if place == 0 else f"{name}.toml" if front[place] else None,
                    **values[place],
                    "objective": objective,
                    "unit": MEASURES[objective].unit,
                    **_difference(gaps[place][objective], results.cells is not None, confidence, place == 0),
                    "level": float(np.nanmean(columns[place][objective])),
                    "within": bool(within[place]),
                    "front": bool(front[place]),
                    "knee": place == knee,
                }
            )
    return pd.DataFrame(rows), None if knee is None else names[knee]


def _difference(gaps: np.ndarray, over_worlds: bool, confidence: float, reference: bool) -> dict[str, Any]:
    if reference:
        return {"mean": 0.0, "low": 0.0, "high": 0.0, "share_worlds": None}
    if not over_worlds:
        mean, low, high = t_interval(gaps[np.isfinite(gaps)], confidence)
        return {"mean": mean, "low": low, "high": high, "share_worlds": None}
    told = futures(gaps, confidence=confidence)
    return {"mean": told.difference, "low": told.low, "high": told.high, "share_worlds": told.share_worlds}


def _mean(gaps: np.ndarray) -> float:
    whole = gaps[np.isfinite(gaps).all(axis=1)]
    return float(whole.mean()) if len(whole) else math.inf


def _front(losses: np.ndarray, within: np.ndarray) -> np.ndarray:
    """Who is within the budget and beaten by nobody who is."""
    found = np.zeros(len(losses), dtype=bool)
    able = np.flatnonzero(within)
    found[able[efficient(losses[able])]] = True
    return found


def knee_of(losses: np.ndarray, front: np.ndarray) -> int | None:
    """The member of the frontier furthest from the plane through its ends, on scales from its best to its worst (Das 1999)."""
    members = np.flatnonzero(front)
    if len(members) < 3:
        return None
    mine = losses[members]
    low, wide = mine.min(axis=0), np.ptp(mine, axis=0)
    scaled = (mine - low) / np.where(wide > 0.0, wide, 1.0)
    return int(members[scaled.sum(axis=1).argmin()])


def robust_rows(results: Results, objectives: Sequence[str]) -> Any:
    """How each policy stands over the worlds, by the metrics of `robustness`; the threshold is the reference's mean.

    A world's value has luck in it, which would make extremes too extreme. So values are drawn in about their mean until
    they vary as worlds do (Louis 1984): the reference's own, and every policy's difference from it.
    """
    import pandas as pd

    from model.measures import MEASURES

    rows: list[dict[str, Any]] = []
    if results.cells is None:
        return pd.DataFrame(rows)
    columns = [results.columns(entry, list(objectives)) for entry in results.entries]
    for objective in objectives:
        cells = np.array([results.cells.matrix(column[objective]) for column in columns])
        cells = cells[:, np.isfinite(cells).all(axis=(0, 2))]
        if cells.shape[1] < 3:
            continue
        base = _without_luck(cells[0])
        values = np.array([base + (_without_luck(own - cells[0]) if own is not cells[0] else 0.0) for own in cells])
        higher = direction(objective) > 0.0
        found = robustness(values, higher, float(base.mean()))
        rows += [
            {"candidate": name, "objective": objective, "unit": MEASURES[objective].unit, **one}
            for name, one in zip(results.policies, found, strict=True)
        ]
    return pd.DataFrame(rows)


def _without_luck(cells: np.ndarray) -> np.ndarray:
    """World means (worlds, lucks), drawn in until their variance is that of the worlds; as they are under one luck each."""
    means = cells.mean(axis=1)
    between, lucks = float(means.var(ddof=1)), cells.shape[1]
    if lucks < 2 or between == 0.0:
        return np.asarray(means)
    real = max(0.0, between - float(cells.var(axis=1, ddof=1).mean()) / lucks)
    return np.asarray(means.mean() + (means - means.mean()) * math.sqrt(real / between))
