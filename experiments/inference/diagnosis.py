"""The checks asked of inference here: on held-out records, on the record with each figure masked, and of years ahead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments.inference.checks import Checked, check, record_in_prior
from experiments.inference.hindcast import hindcast
from experiments.inference.record import LAST, Statistic
from experiments.inference.regression import Figures, Regression, Scale, with_discrepancy
from experiments.inference.reporting import REPORTING
from experiments.inference.synthetic import Synthetic
from experiments.inference.worlds import MISFITS, NEAR, Inferred, Learner, infer_worlds, usable

__all__ = ["by_discrepancy", "forecast", "held_out", "masked_predictive", "prior_predictive"]

HELD, MOST = 1000, 20_000
"""Records held out, and most records that predict a masked figure."""
DRAWS, AT_RECORD = 300, 2000
SHOWN = ("coverage", "tarp", "log_score_gain", "energy_gain", "outside_band")
LOW, HIGH = 0.05, 0.95


def held_out(
    worlds: pd.DataFrame,
    figures: pd.DataFrame,
    record: Mapping[str, Statistic],
    seed: int = 0,
    held: int = HELD,
) -> tuple[Checked, dict[str, Any]]:
    """Learn from all records but the last ones, infer the worlds of those, and see whether the truth is where it should be.

    Asked of the numbers of which the figures tell. The references of TARP are what a regression expects, with noise of a third
    of the prior's spread: they depend on the data. Second: the same of the synthetic likelihood, and of half of the draws
    from each, and how far the two differ at the record.
    """
    names = usable(figures, record)
    figures, errors = figures[names], {name: record[name].error for name in names}
    first = len(worlds) - min(held, len(worlds) // 5)
    learner = Learner.of(worlds.iloc[:first], figures.iloc[:first], errors, seed)
    seen = with_discrepancy(figures.iloc[first:], errors, MISFITS, seed + 1).to_numpy()
    truth = learner.scale.to(worlds.iloc[first:])
    told = learner.method.summary.told()
    draws = learner.draws(seen, DRAWS, seed)[:, :, told]
    stream = np.random.Generator(np.random.Philox(key=[seed, 81]))
    middle = learner.method.summary.of(learner.figures.to(seen))[:, told]
    references = middle + 0.3 * stream.standard_normal(middle.shape)
    labels = tuple(learner.scale.names[k] for k in told)
    other = Synthetic.fit(learner.x, learner.method.z)
    others = other.draws(learner.figures.to(seen), DRAWS, seed)[:, :, told]
    half = np.concatenate([draws[:, : DRAWS // 2], others[:, : DRAWS // 2]], axis=1)
    beside = {
        name: check(one, truth[:, told], references, labels, seed).to_json()
        for name, one in (("synthetic likelihood", others), ("half from each", half))
    }
    short = {name: {key: found[key] for key in SHOWN} for name, found in beside.items()}
    own = np.array([[record[name].value for name in names]])
    here = learner.draws(own, AT_RECORD, seed)[0][:, told]
    there = other.draws(learner.figures.to(own), AT_RECORD, seed)[0][:, told]
    second = {"methods": short, "at_record": _apart(here, there, labels)}
    return check(draws, truth[:, told], references, labels, seed), second


def _apart(here: np.ndarray, there: np.ndarray, labels: tuple[str, ...]) -> dict[str, Any]:
    """How far two sets of draws differ: of means in standard deviations of the first, of widths as a ratio."""
    moves = np.abs(there.mean(axis=0) - here.mean(axis=0)) / here.std(axis=0)
    widths = there.std(axis=0) / here.std(axis=0)
    far = int(moves.argmax())
    return {
        "middle_move": float(np.median(moves)),
        "largest_move": float(moves[far]),
        "of": labels[far],
        "width_low": float(widths.min()),
        "width_ratio": float(np.median(widths)),
        "width_high": float(widths.max()),
        "draws": len(here),
    }


def masked_predictive(figures: pd.DataFrame, record: Mapping[str, Statistic], seed: int = 0) -> list[dict[str, Any]]:
    """Each figure as the other figures of the record predict it, with its 90 % band: the posterior predictive with the figure
    itself withheld. Learnt from the same simulated records, the figure in the place of a number of the world."""
    names = usable(figures, record)
    errors = {name: record[name].error for name in names}
    seen = with_discrepancy(figures[names].iloc[:MOST], errors, MISFITS, seed)
    known = Figures.of(seen)
    own = np.array([[record[name].value for name in names]])
    rows = []
    for place, name in enumerate(names):
        mask = np.zeros((1, len(names)), dtype=bool)
        mask[0, place] = True
        there = seen[name].notna().to_numpy()
        target = Scale.of(seen.loc[there, [name]])
        method = Regression.fit(
            known.to(seen.to_numpy()[there], mask),
            target.to(seen.loc[there, [name]]),
            max(1000, int(NEAR * there.sum())),
        )
        drawn = target.back(method.draws(known.to(own, mask), 1000, seed)[0])[name].to_numpy()
        low, median, high = np.quantile(drawn, [LOW, 0.5, HIGH])
        value = record[name].value
        rows.append(
            {
                "figure": name,
                "group": record[name].group,
                "record": value,
                "low": float(low),
                "median": float(median),
                "high": float(high),
                "below": float((drawn < value).mean() + 0.5 * (drawn == value).mean()),
                "inside": bool(low <= value <= high),
            }
        )
    return rows


def prior_predictive(figures: pd.DataFrame, record: Mapping[str, Statistic], seed: int = 0) -> dict[str, Any]:
    """Is the record one that the prior might have given? By figure, and of all together."""
    names = usable(figures, record)
    seen = with_discrepancy(figures[names], {name: record[name].error for name in names}, MISFITS, seed)
    below, further = record_in_prior({n: seen[n].to_numpy() for n in names}, {n: record[n].value for n in names})
    return {"further": further, "below": below, "outside": [n for n, p in below.items() if not 0.025 <= p <= 0.975]}


def by_discrepancy(
    worlds: pd.DataFrame,
    figures: pd.DataFrame,
    record: Mapping[str, Statistic],
    count: int,
    seed: int = 0,
    factors: tuple[float, ...] = (0.5, 2.0),
) -> list[dict[str, Any]]:
    """How far worlds move when the model is trusted twice or half as much: of what the record tells, the largest and the middle
    move of a median in standard deviations, and the middle ratio of widths."""
    base = infer_worlds(worlds, figures, record, count, seed)
    told = [name for name in base.worlds if not base.prior_only(name)]
    spread = base.worlds[told].std()
    rows = []
    for factor in factors:
        other = infer_worlds(worlds, figures, record, count, seed, factor)
        moves = ((other.worlds[told].median() - base.worlds[told].median()) / spread).abs()
        rows.append(
            {
                "discrepancy": factor,
                "largest_move": float(moves.max()),
                "of": str(moves.idxmax()),
                "middle_move": float(moves.median()),
                "width_ratio": float((other.worlds[told].std() / spread).median()),
            }
        )
    return rows


def _split(found: Inferred) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    told = {name: found.worlds[name].to_numpy() for name in REPORTING}
    return {name: found.worlds[name].to_numpy() for name in found.worlds if name not in REPORTING}, told


def forecast(found: Inferred, until: int, runs: int, seed: int = 0, threads: int = 2) -> list[dict[str, Any]]:
    """Years after `until` in worlds inferred from figures up to it, beside the record."""
    worlds, told = _split(found)
    rows = hindcast(runs, seed, worlds=worlds, told=told, until=until, threads=threads)
    return [{**row.__dict__, "inside": row.inside} for row in rows if row.year is not None and until < row.year <= LAST]
