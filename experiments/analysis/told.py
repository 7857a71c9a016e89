"""One row of a comparison: the difference, its interval, and what may be said of it, over worlds or in one world."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from experiments.analysis.bounds import stringer_interval
from experiments.analysis.futures import Futures, futures, futures_better
from experiments.analysis.leaning import told_by_ratios
from experiments.analysis.questions import Asked, Comparand
from experiments.analysis.statistics import Effect, bootstrap_interval, paired_effect, too_alike
from model.measures import MEASURES

__all__ = ["IN_ONE", "better_of", "p_value_of", "row_of"]

IN_ONE = "in one world"


def better_of(measure: str) -> str:
    """The better direction of a measure; of what is no measure, neither."""
    return MEASURES[measure].better if measure in MEASURES else "neither"


def row_of(one: Comparand, asked: Asked, confidence: float) -> tuple[dict[str, Any], int]:
    """The cells of a policy that is compared, and the runs left out, undefined under it or the reference."""
    name = one.row["measure"]
    better, matters = better_of(name), asked.matters.get(name, 0.0)
    seed = asked.resampling(*(str(value) for value in one.row.values()))
    effect = paired_effect(one.policy, one.reference, confidence, asked.interval, seed, one.keys, one.identical)  # type: ignore[arg-type]
    gaps = _by_run(one)
    if one.cells is not None:
        return _over_worlds(one, asked, confidence, effect, gaps, better, matters, seed), effect.dropped
    gaps = gaps[~np.isnan(gaps)]
    low, high = effect.low, effect.high
    if effect.differing and not effect.told and name in asked.largest:
        low, high = stringer_interval(gaps, asked.largest[name], confidence)
    spread = float(gaps.std(ddof=1)) if len(gaps) > 1 else math.nan
    share = futures_better(gaps, better) if len(gaps) else None
    row = _cells(effect, effect.difference, low, high, effect.runs, effect.differing, effect.told)
    row |= {
        "share_futures": share,
        "luck_sd": spread,
        "verdict": _in_one_world(effect, low, high, better, matters, one.identical),
    }
    return row, effect.dropped


def p_value_of(one: Comparand) -> float:
    """Two-sided p of no difference, the world its unit where there are several."""
    if one.cells is None:
        return paired_effect(one.policy, one.reference, keys=one.keys).p_value  # type: ignore[arg-type]
    means = _means(one.cells.matrix(_by_run(one)))
    return paired_effect(means, np.zeros(len(means))).p_value


def _by_run(one: Comparand) -> np.ndarray:
    """Differences by run, NaN where one side is undefined; the points of a design, which share the luck, as their mean."""
    assert one.reference is not None
    gaps = np.asarray(one.policy, dtype=float) - np.asarray(one.reference, dtype=float)
    if one.keys is None:
        return gaps
    runs = int(one.keys.max()) + 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a run that is undefined at every point stays undefined
        return np.nanmean(gaps.reshape(-1, runs), axis=0)


def _means(cells: np.ndarray) -> np.ndarray:
    """Means of the worlds in which every luck is defined."""
    return cells[np.isfinite(cells).all(axis=1)].mean(axis=1)


def _over_worlds(
    one: Comparand,
    asked: Asked,
    confidence: float,
    effect: Effect,
    gaps: np.ndarray,
    better: str,
    matters: float,
    seed: Any,
) -> dict[str, Any]:
    assert one.cells is not None
    cells = one.cells.matrix(gaps)
    means = _means(cells)
    told, differing = one.identical or not too_alike(means), int(np.count_nonzero(means))
    found = futures(cells, better, confidence, matters)
    by_ratio = None
    if one.keys is None:
        sides = one.cells.matrix(np.asarray(one.policy, float)), one.cells.matrix(np.asarray(one.reference, float))
        by_ratio = told_by_ratios(found, *sides, better, confidence, matters)
    known: dict[str, Any] = dict(vars(by_ratio or found))
    if asked.interval == "bootstrap" and known["low"] is not None:
        _, known["low"], known["high"] = bootstrap_interval(means, confidence, seed)
    if differing and not told:
        limits: tuple[Any, Any] = (None, None)
        if one.row["measure"] in asked.largest:
            limits = stringer_interval(means, asked.largest[one.row["measure"]], confidence)
        known = {name: None if name in _UNTOLD else value for name, value in known.items()}
        known |= {"low": limits[0], "high": limits[1], "verdict": "open: too few worlds differ"}
    elif not differing and not one.identical and len(means):
        known["verdict"] = "open: no future differs"
    row = _cells(
        effect, known["difference"], known["low"], known["high"], known["worlds"] * known["lucks"], differing, told
    )
    row |= {"leans": by_ratio is not None}
    return row | {name: known[name] for name in Futures.__dataclass_fields__ if name in _OVER}


_UNTOLD = ("world_low", "world_high", "share_worlds", "share_worlds_low", "share_worlds_high", "world_sd")
_OVER = (*_UNTOLD, "share_futures", "luck_sd", "verdict")


def _cells(
    effect: Effect, difference: float, low: Any, high: Any, runs: int, differing: int, told: bool
) -> dict[str, Any]:
    """What every row has; what cannot be told is NaN."""
    return {
        "mean": effect.mean,
        "difference": difference,
        "low": math.nan if low is None else low,
        "high": math.nan if high is None else high,
        "variance_reduction": effect.variance_reduction,
        "runs": runs,
        "differing": differing,
        "told": told,
    }


def _in_one_world(effect: Effect, low: float, high: float, better: str, matters: float, identical: bool) -> str | None:
    """The words over luck alone; None where the measure is undefined."""
    if not effect.runs:
        return None
    if not effect.differing:
        return "no difference" if identical else f"open: no run differs {IN_ONE}"
    if math.isnan(low):
        return f"open: too few runs differ {IN_ONE}"
    if matters > 0.0 and -matters < low and high < matters:
        return f"too small to matter {IN_ONE}"
    if not (low > 0.0 or high < 0.0):
        return f"no clear change {IN_ONE}"
    word = (
        "differs" if better == "neither" else "better" if (effect.difference > 0.0) == (better == "higher") else "worse"
    )
    return f"{word} {IN_ONE}"
