"""What knowing parameters of the world would be worth for a choice among policies (Strong, Oakley & Brennan 2014).

With g_j(θ) what policy j gains over the first one in worlds with these parameters: E max_j g_j − max_j E g_j. All parameters
together give the value of perfect information, EVPI, one or some of them that of partial perfect information, EVPPI. The g_j
are regressions of world means on the parameters (`smoothing`): maxima over raw world means would count luck as knowledge.

Standard errors are from random halves of the worlds, drawn without replacement, which vary as a bootstrap of the whole
does (Shao & Tu 1995, section 5.2) but hold no world twice: of two that are alike one predicts the other, luck included.
What chance alone shows is found by shuffling the worlds: `told` is what the largest of its kind exceeds in 5 % of shuffles.

Units: those of the gains. Errors: none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.deciding.smoothing import Spline, Surface

__all__ = ["Subject", "Worth", "value_of", "worths"]

HALVES = 60
SHUFFLES = 60
CHANCE = 0.05


@dataclass(frozen=True)
class Subject:
    """What might be learnt: one parameter or several together. `kind`: rows of a kind are judged together."""

    name: str
    kind: str
    parameters: tuple[str, ...]
    cut: float | None = None


@dataclass(frozen=True)
class Worth:
    """What knowing a subject would be worth, its standard error, and whether it is more than chance shows."""

    subject: Subject
    value: float
    error: float
    told: bool


def value_of(gains: np.ndarray) -> float:
    """E max − max E over the policies' gains (worlds, policies but the first), of which the first gains nothing."""
    whole = np.column_stack([np.zeros(len(gains)), gains])
    chosen = whole[:, int(gains.mean(axis=0).argmax()) + 1] if gains.mean(axis=0).max() > 0.0 else whole[:, 0]
    return float((whole.max(axis=1) - chosen).mean())  # exactly 0 where no world would have another choice


def worths(gains: np.ndarray, values: dict[str, np.ndarray], subjects: Iterable[Subject], seed: int) -> list[Worth]:
    """What each subject is worth. gains: mean gains by world (W, policies but the first). values: parameters by world.

    The same seed, the same bits.
    """
    worlds, policies = gains.shape
    random = np.random.default_rng([seed, 20])
    shuffled = [gains] + [gains[random.permutation(worlds)] for _ in range(SHUFFLES)]
    halves = [np.sort(random.permutation(worlds)[: worlds // 2]) for _ in range(HALVES)]
    stretch = float(np.sqrt(len(halves[0]) / (worlds - len(halves[0]))))
    columns = np.hstack(shuffled)
    found: list[tuple[Subject, list[float], float]] = []
    for subject in subjects:
        chosen = [values[name] for name in subject.parameters]
        if len(chosen) == 1:
            spline = Spline.of(chosen[0], subject.cut)
            fitted = spline.fit(columns)
            parts = [spline.of_worlds(rows).fit(gains[rows]) for rows in halves]
        else:
            surface = Surface.of(np.column_stack(chosen))
            fitted, mixes = surface.fit(columns)
            parts = [surface.of_worlds(rows).fit(gains[rows], mixes[:policies])[0] for rows in halves]
        each = [value_of(fitted[:, at : at + policies]) for at in range(0, fitted.shape[1], policies)]
        apart = (
            np.array([value_of(part) for part in parts]) - each[0]
        )  # around the whole's value: what halves miss counts
        found.append((subject, each, float(np.sqrt((apart * apart).mean())) * stretch))
    bar = {kind: _bar([each[1:] for subject, each, _ in found if subject.kind == kind]) for kind in _kinds(found)}
    return [Worth(subject, each[0], error, each[0] > bar[subject.kind]) for subject, each, error in found]


def _bar(shuffles: Sequence[Sequence[float]]) -> float:
    """What the largest of several exceeds by chance in one case of twenty."""
    return float(np.quantile(np.max(np.array(shuffles), axis=0), 1.0 - CHANCE))


def _kinds(found: Iterable[tuple[Subject, list[float], float]]) -> set[str]:
    return {subject.kind for subject, _, _ in found}
