"""Worlds that lean: where a few of them have differences far larger than all others, a bell says too little of signs.

Harm differs between worlds by factors, so that differences of harm are many small ones of one sign and a few huge ones. Their
mean over their standard deviation then is small, and the share of worlds with the mean's sign by a bell far too low. The
logarithm of the ratio of the two policies has the sign of their difference and hardly leans. So where

    the measure is above nought throughout, |skewness of the world means of d| ≥ 1, and that of ln(policy/reference) is less

the share of worlds, its interval and the verdict come from d′ = ln(policy/reference) by world and luck, and the range of
worlds from y = (ln reference, ln policy/reference): with M the covariance of the m_w, means of y by world, Λ that within,

    fiducial draws    M* and Λ*, inverse Wishart; Σ = M* − Λ*/L, draws without a positive Σ are dropped
    worlds            y* ~ N(μ* + K √M* u_w, Σ − KΣ), K = Σ M*⁻¹, μ* ~ N(m, M*/W), u_w = √M⁻¹ (m_w − m): luck taken out
    differences       e^b* (e^r* − 1), (b*, r*) = y* and half of each log's variance of luck: means are of measures, not logs

so no difference lies beyond −100 % of what the reference has in a world that may be. Units: those of the measure. Errors: none;
None where the above does not hold; where no draw is left, the bell's range stays. Source: own; losses multiply along ties in
Kunreuther & Heal 2003; shrinkage as in Morris 1983.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from experiments.analysis.futures import Futures, futures, words

__all__ = ["LEANS", "told_by_ratios", "worlds_by_ratios"]

LEANS, FEWEST = 1.0, 30
"""Skewness from which worlds lean, and worlds without which it cannot be told."""
DRAWS, POINTS = 400, 20_000
"""Fiducial draws, and worlds drawn from all of them together, about."""


def told_by_ratios(
    found: Futures,
    policy: np.ndarray,
    reference: np.ndarray,
    better: str,
    confidence: float = 0.95,
    matters: float = 0.0,
) -> Futures | None:
    """The same with shares, range of worlds and verdict by ratios, where worlds lean. policy, reference: the measure, (worlds,
    lucks)."""
    whole = np.isfinite(policy).all(axis=1) & np.isfinite(reference).all(axis=1)
    policy, reference = policy[whole], reference[whole]
    if len(policy) < FEWEST or found.share_worlds is None or min(policy.min(), reference.min()) <= 0.0:
        return None
    ratios = np.log(policy / reference)
    leans = abs(_skewness((policy - reference).mean(axis=1)))
    if leans < LEANS or abs(_skewness(ratios.mean(axis=1))) >= leans:
        return None
    by = futures(ratios, better, confidence, shares_alone=True)
    if by.share_worlds is None or by.share_worlds_low is None or by.share_worlds_high is None:
        return None
    shares = by.share_worlds, by.share_worlds_low, by.share_worlds_high
    if (by.difference > 0.0) != (found.difference > 0.0):
        shares = 1.0 - shares[0], 1.0 - shares[2], 1.0 - shares[1]
    told = replace(found, share_worlds=shares[0], share_worlds_low=shares[1], share_worlds_high=shares[2])
    if (ends := worlds_by_ratios(policy, reference, confidence)) is not None:
        told = replace(told, world_low=ends[0], world_high=ends[1])
    return replace(told, verdict=words(told, better, matters))


def worlds_by_ratios(policy: np.ndarray, reference: np.ndarray, confidence: float = 0.95) -> tuple[float, float] | None:
    """Between which differences so many worlds lie, luck taken out. policy, reference: (worlds, lucks), above nought."""
    y = np.stack([np.log(reference), np.log(policy / reference)], axis=2)
    worlds, lucks = y.shape[:2]
    means = y.mean(axis=1)
    apart = (y - means[:, None]).reshape(-1, 2)
    between = np.cov(means.T)
    within = apart.T @ apart / (worlds * (lucks - 1))
    stream = np.random.Generator(np.random.Philox(key=[worlds, lucks]))
    half = _fiducial(between, worlds - 1, stream)
    whole = half @ half.transpose(0, 2, 1)
    luck = _fiducial(within, worlds * (lucks - 1), stream) / np.sqrt(lucks)
    luck = luck @ luck.transpose(0, 2, 1)
    kept = np.linalg.eigvalsh(whole - luck)[:, 0] > 0.0
    if not kept.any():
        return None
    half, whole, luck = half[kept], whole[kept], luck[kept]
    middle = means.mean(axis=0) + _normal(whole / worlds, (len(whole), 2), stream)
    gain = (whole - luck) @ np.linalg.inv(whole)
    drawn = -(-POINTS // len(whole))
    places = stream.integers(worlds, size=(len(whole), drawn))
    unit = np.linalg.solve(_root(between), (means - means.mean(axis=0)).T).T
    centred = np.einsum("kij,kdj->kdi", gain @ half, unit[places])
    rest = (whole - luck) - gain @ (whole - luck)
    at = middle[:, None] + centred + _normal(rest, (len(whole), drawn, 2), stream)
    log_reference, log_ratio = at[:, :, 0], at[:, :, 1]
    a, both = lucks * luck[:, 0, 0], lucks * (luck[:, 0, 0] + luck[:, 1, 1] + 2.0 * luck[:, 0, 1])
    differences = np.exp(log_reference + 0.5 * a[:, None]) * np.expm1(log_ratio + 0.5 * (both - a)[:, None])
    tail = (1.0 - confidence) / 2.0
    low, high = np.quantile(differences, [tail, 1.0 - tail])
    return float(low), float(high)


def _fiducial(covariance: np.ndarray, freedom: int, stream: np.random.Generator) -> np.ndarray:
    """(draws, 2, 2) factors H of covariances H H' = C (Wishart/freedom)⁻¹ C' that may have given this one, C C'."""
    lower = np.zeros((DRAWS, 2, 2))  # Bartlett's factor of a Wishart matrix
    lower[:, 0, 0] = np.sqrt(stream.chisquare(freedom, DRAWS))
    lower[:, 1, 1] = np.sqrt(stream.chisquare(freedom - 1, DRAWS))
    lower[:, 1, 0] = stream.standard_normal(DRAWS)
    return _root(covariance) @ np.linalg.inv(lower).transpose(0, 2, 1) * np.sqrt(freedom)


def _normal(covariance: np.ndarray, shape: tuple[int, ...], stream: np.random.Generator) -> np.ndarray:
    """Normal draws, one set for each covariance of a stack."""
    root = _root(covariance)
    return np.einsum("kij,k...j->k...i", root, stream.standard_normal(shape))


def _root(covariance: np.ndarray) -> np.ndarray:
    """A factor of a covariance that may have no spread in some direction."""
    size, axes = np.linalg.eigh(covariance)
    return axes * np.sqrt(np.maximum(size, 0.0))[..., None, :]


def _skewness(values: np.ndarray) -> float:
    spread = float(values.std())
    return float(np.mean((values - values.mean()) ** 3)) / spread**3 if spread > 0.0 else 0.0
