"""Is a posterior right? Checks of any method of inference on simulated records of which the truth is known.

A method gives draws for each held-out record: (records, draws, numbers). Truth and draws stand on the normal scale of the prior
(`regression.Scale`), so that the prior is N(0, 1) in each number.

- Ranks: the truth's rank among its draws is uniform if the posterior is right. Source: Talts et al. 2018.
- Central coverage, all numbers pooled; its error goes by records, since the numbers of one record hang together.
- TARP: the share of draws nearer to a reference than the truth is uniform. References must depend on the data: only those
  catch a method that returns the prior. Source: Lemos et al. 2023.
- Log score above the prior's: a method that returns the prior passes every other check but not this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

__all__ = [
    "LEVELS",
    "Checked",
    "central_coverage",
    "check",
    "log_score_gain",
    "rank_bands",
    "rank_histograms",
    "recovery",
    "tarp",
]

LEVELS = (0.5, 0.8, 0.9, 0.95)
BINS = 20


def ranks(draws: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Share of the draws below the truth, (records, numbers), in (0, 1): with m draws one of (k + ½)/(m + 1)."""
    below = (draws < truth[:, None, :]).sum(axis=1)
    same = (draws == truth[:, None, :]).sum(axis=1)  # a tie counts half
    return (below + 0.5 * same + 0.5) / (draws.shape[1] + 1)


def rank_histograms(shares: np.ndarray, bins: int = BINS) -> np.ndarray:
    """(numbers, bins) counts of the ranks."""
    place = np.minimum((shares * bins).astype(int), bins - 1)
    return np.array([np.bincount(column, minlength=bins) for column in place.T])


def rank_bands(
    records: int, histograms: int, bins: int = BINS, level: float = 0.95, seed: int = 0
) -> tuple[float, float]:
    """Counts between which *all* bins of all histograms lie with this probability if ranks are uniform, by simulation."""
    stream = np.random.Generator(np.random.Philox(key=[seed, 79]))
    lowest, highest = [], []
    for _ in range(400):
        drawn = stream.multinomial(records, np.full(bins, 1.0 / bins), size=histograms)
        lowest.append(drawn.min())
        highest.append(drawn.max())
    tail = (1.0 - level) / 2.0
    return float(np.quantile(lowest, tail)), float(np.quantile(highest, 1.0 - tail))


def central_coverage(shares: np.ndarray, levels: tuple[float, ...] = LEVELS) -> dict[float, tuple[float, float]]:
    """By level: share of truths inside the central interval, all numbers pooled, and its standard error over records."""
    found = {}
    for level in levels:
        inside = (np.abs(shares - 0.5) <= level / 2.0).mean(axis=1)
        found[level] = float(inside.mean()), float(inside.std(ddof=1) / np.sqrt(len(inside)))
    return found


def tarp(
    draws: np.ndarray, truth: np.ndarray, references: np.ndarray, levels: tuple[float, ...] = LEVELS
) -> dict[float, tuple[float, float]]:
    """By level: share of records in which fewer than that share of draws lie nearer to the reference than the truth."""
    from_truth = ((truth - references) ** 2).sum(axis=1)
    from_draws = ((draws - references[:, None, :]) ** 2).sum(axis=2)
    nearer = (from_draws < from_truth[:, None]).mean(axis=1)
    found = {}
    for level in levels:
        inside = (nearer < level).astype(float)
        found[level] = float(inside.mean()), float(inside.std(ddof=1) / np.sqrt(len(inside)))
    return found


def log_scores(draws: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """(records, numbers) log density of the truth under a normal with the draws' mean and spread, less under N(0, 1)."""
    mean, spread = draws.mean(axis=1), np.maximum(draws.std(axis=1, ddof=1), 1e-3)
    z = (truth - mean) / spread
    return -0.5 * z * z - np.log(spread) + 0.5 * truth * truth


def log_score_gain(draws: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """Mean over records of the log score above the prior's, numbers added up, and its standard error."""
    gain = log_scores(draws, truth).sum(axis=1)
    return float(gain.mean()), float(gain.std(ddof=1) / np.sqrt(len(gain)))


def energy_score(draws: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """(records,) energy score, of all numbers together; less is better. Source: Gneiting & Raftery 2007."""
    near = np.sqrt(((draws - truth[:, None, :]) ** 2).sum(axis=2)).mean(axis=1)
    half = draws.shape[1] // 2
    apart = np.sqrt(((draws[:, :half] - draws[:, half : 2 * half][:, ::-1]) ** 2).sum(axis=2)).mean(axis=1)
    return near - 0.5 * apart


def recovery(draws: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """(numbers,) correlation of the posterior mean with the truth, over records."""
    mean = draws.mean(axis=1)
    a, b = mean - mean.mean(axis=0), truth - truth.mean(axis=0)
    return (a * b).sum(axis=0) / np.maximum(np.sqrt((a * a).sum(axis=0) * (b * b).sum(axis=0)), 1e-12)


@dataclass(frozen=True)
class Checked:
    """What the checks found."""

    records: int
    coverage: dict[float, tuple[float, float]]
    tarp: dict[float, tuple[float, float]]
    gain: tuple[float, float]
    energy: tuple[float, float]  # less than the prior's, in shares of it, and its error
    recovery: dict[str, float]
    histograms: dict[str, list[int]]
    band: tuple[float, float]

    @property
    def outside(self) -> list[str]:
        """Numbers with a bin outside the simultaneous band."""
        low, high = self.band
        return [name for name, bins in self.histograms.items() if min(bins) < low or max(bins) > high]

    def to_json(self) -> dict[str, object]:
        told = {
            name: {f"{level:g}": {"share": share, "error": error} for level, (share, error) in found.items()}
            for name, found in (("coverage", self.coverage), ("tarp", self.tarp))
        }
        gains = {
            name: {"mean": value[0], "error": value[1]}
            for name, value in (("log_score_gain", self.gain), ("energy_gain", self.energy))
        }
        return {"records": self.records, **told, **gains, "recovery": self.recovery, "histograms": self.histograms} | {
            "rank_band": list(self.band),
            "outside_band": self.outside,
        }


def check(
    draws: np.ndarray, truth: np.ndarray, references: np.ndarray, names: tuple[str, ...], seed: int = 0
) -> Checked:
    """All checks of one method's draws."""
    shares = ranks(draws, truth)
    bands = rank_bands(len(truth), len(names), seed=seed)
    stream = np.random.Generator(np.random.Philox(key=[seed, 80]))
    prior = energy_score(stream.standard_normal(draws.shape), truth)
    gained = 1.0 - energy_score(draws, truth) / prior.mean()
    gain = (float(gained.mean()), float((gained - (1.0 - prior / prior.mean())).std(ddof=1) / np.sqrt(len(truth))))
    return Checked(
        len(truth),
        central_coverage(shares),
        tarp(draws, truth, references),
        log_score_gain(draws, truth),
        gain,
        _by_name(names, recovery(draws, truth)),
        dict(zip(names, rank_histograms(shares).tolist(), strict=True)),
        bands,
    )


def _by_name(names: tuple[str, ...], values: np.ndarray) -> dict[str, float]:
    return dict(zip(names, (float(value) for value in values), strict=True))


def record_in_prior(figures: Mapping[str, np.ndarray], record: Mapping[str, float]) -> tuple[dict[str, float], float]:
    """Where the record lies in what the prior gives: by figure the share of simulated records below it, and for all figures
    together the share of simulated records that lie further from the middle (Mahalanobis, on normal scores)."""
    from scipy.special import ndtri

    names = list(record)
    table = np.column_stack([figures[name] for name in names])
    own = np.array([record[name] for name in names])
    count = (~np.isnan(table)).sum(axis=0)
    below = ((table < own).sum(axis=0) + 0.5 * (table == own).sum(axis=0) + 0.5) / (count + 1)
    scores = np.zeros_like(table)
    for k in range(len(names)):
        told = ~np.isnan(table[:, k])
        order = np.argsort(np.argsort(table[told, k], kind="stable"), kind="stable")
        scores[told, k] = ndtri((order + 0.5) / told.sum())
    inverse = np.linalg.pinv(np.corrcoef(scores, rowvar=False))
    seen = ndtri(below)
    far = np.einsum("ri,ij,rj->r", scores, inverse, scores)
    return _by_name(tuple(names), below), float((far >= seen @ inverse @ seen).mean())
