"""The best policy with a stated probability of being right: fully sequential selection under common random numbers.

The procedure KN of Kim & Nelson (2001, ACM TOMACS 11(3), 251–273): all policies run with the same luck; one is dropped as
soon as another leads it by more than chance explains; the last one left is best, or within the indifference zone of the
best, with at least the stated probability. Paired luck makes differences vary less, so policies drop out sooner.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from experiments.analysis.notes import expected_twin
from experiments.analysis.statistics import FEWEST_DIFFERENT, kn_constants
from experiments.results.points import described, same_but_for_names
from experiments.running.run import Progress, run_study
from experiments.study.study import LUCKS, Study
from model.errors import RequestError

__all__ = ["Outcome", "Selection", "direction", "kn", "select"]

FIRST = 20
"""Runs before anyone may be dropped, from which the variances are taken."""
STEP = 20
"""Runs between looks. KN may look after each; looking less often only drops later, and stays valid."""
MOST = 100_000
INDIFFERENCE = 0.02
"""Default indifference zone, as a share of the reference's mean over the first runs."""

Sample = Callable[[list[int], int, int], np.ndarray]
"""(candidates, first run, count) → a row a run, a column a candidate; NaN where undefined."""


@dataclass(frozen=True)
class Outcome:
    """What KN found: the best candidate, each one's mean and runs, after how many runs it was dropped (None: never)."""

    best: int
    means: list[float]
    runs: list[int]
    dropped: list[int | None]
    decided: bool


class _Pairs:
    """What the differences between candidates have told: runs, runs that differ, sums, sums of squares; (k, k) each."""

    def __init__(self, k: int) -> None:
        self.runs, self.differ, self.total, self.squares = (np.zeros((k, k)) for _ in range(4))

    def add(self, values: np.ndarray, alive: list[int]) -> None:
        """More runs, a column a candidate still alive."""
        gaps, place = values[:, :, None] - values[:, None, :], np.ix_(alive, alive)
        self.runs[place] += len(values)
        self.differ[place] += np.count_nonzero(gaps, axis=0)
        self.total[place] += gaps.sum(axis=0)
        self.squares[place] += (gaps * gaps).sum(axis=0)

    def variance(self) -> np.ndarray:
        """Sample variance of each difference."""
        return np.maximum(0.0, self.squares - self.total * self.total / self.runs) / np.maximum(1.0, self.runs - 1.0)

    def alike(self) -> np.ndarray:
        """Where hardly any run differs, or all by the same amount: zero spread is no certainty (`statistics.too_alike`)."""
        lumpy = (self.differ < self.runs) | (self.variance() <= 1e-12 * self.squares / self.runs)
        return np.asarray((self.differ < FEWEST_DIFFERENT) & lumpy)


def kn(
    sample: Sample,
    k: int,
    indifference: float,
    confidence: float = 0.95,
    first: int = FIRST,
    step: int = STEP,
    most: int = MOST,
    same: np.ndarray | None = None,
) -> Outcome:
    """Select the largest mean of k. Errors: RequestError for an impossible confidence or indifference.

    Candidates whose runs hardly differ decide nothing about each other until six differ; their variance is then taken
    from all runs so far. same: which pairs are known to be one setting, (k, k); they never differ, and need not.
    """
    if not indifference > 0.0:
        raise RequestError(f"indifference = {indifference:g} is out of bounds; allowed: above 0")
    _, h2 = kn_constants(k, first, 1.0 - confidence)
    seen = _complete(sample(list(range(k)), 0, first))
    if len(seen) < 2:
        raise RequestError("select: the measure is undefined in nearly every run; choose another")
    pairs, known = _Pairs(k), np.eye(k, dtype=bool) if same is None else same
    alive, at = list(range(k)), first
    pairs.add(seen, alive)
    longest = h2 * pairs.variance() / indifference**2
    alike = pairs.alike() & ~known
    sums, count = seen.sum(axis=0), len(seen)
    runs, dropped = [first] * k, [None] * k  # type: list[int], list[int | None]
    while True:
        means = sums / count
        leader = max(alive, key=lambda i: (means[i], -i))
        spent = all(not alike[i, j] and count > longest[i, j] for i in alive for j in alive)
        margin = np.maximum(0.0, indifference / (2.0 * count) * (longest - count))
        out = [i for i in alive if any(not alike[i, j] and means[i] < means[j] - margin[i, j] for j in alive)]
        for i in out:
            dropped[i] = at
        alive = [i for i in alive if i not in out]
        if len(alive) == 1 or spent or at >= most:
            return Outcome(leader, [float(m) for m in means], runs, dropped, len(alive) == 1 or spent)
        more = _complete(sample(alive, at, step))
        at += step
        pairs.add(more, alive)
        told = alike & ~pairs.alike()
        longest[told] = h2 * pairs.variance()[told] / indifference**2
        alike &= ~told
        for place, i in enumerate(alive):
            sums[i] += more[:, place].sum()
            runs[i] = at
        for i in set(range(k)) - set(alive):
            sums[i] += means[i] * len(more)  # the mean of one that was dropped stays
        count += len(more)


def _complete(values: np.ndarray) -> np.ndarray:
    """Runs in which every candidate is defined."""
    return values[~np.isnan(values).any(axis=1)]


@dataclass
class Selection:
    """The best policy, with what probability, and the table: policy, measure, unit, mean, runs, dropped_after."""

    best: str
    table: Any
    measure: str
    confidence: float
    indifference: float
    decided: bool
    study: Study
    notes: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Everything as plain objects."""
        from experiments.results.versions import versions
        from experiments.tables import clean

        asked = self.study.described()
        names = ("policies", "scenarios", "runs", "seed", "months", "parameters", "worlds", "lucks")
        return clean(
            {name: asked[name] for name in names}
            | {
                "scenario": asked["scenarios"][0],
                "measure": self.measure,
                "confidence": self.confidence,
                "indifference": self.indifference,
                "best": self.best,
                "decided": self.decided,
                "versions": versions(),
                "notes": self.notes,
                "table": self.table,
            }
        )


def select(
    policies: Sequence[Any],
    measure: str,
    scenario: Any = "today",
    confidence: float = 0.95,
    indifference: float | None = None,
    seed: int = 0,
    months: int = 240,
    parameters: Mapping[str, Any] | None = None,
    workers: int = 2,
    out: str | Path | None = None,
    progress: Progress | None = None,
    cluster: str | None = None,
    most: int = MOST,
    world: Any = None,
    simulator: ModuleType | None = None,
    worlds: Any = "record",
    lucks: int = LUCKS,
) -> Selection:
    """The policy with the best mean of a measure, right with probability `confidence` if it leads by `indifference`.

    Differences below `indifference` (in the measure's unit; by default 2 % of the first policy's mean) do not matter to
    you. Over worlds (`worlds`, `lucks` runs in each) a sample is a world: the mean of its lucks. Errors: RequestError
    for a measure that has no better direction, or is rare: ranking on luck is refused.
    """
    import pandas as pd

    from experiments.results.memory import Memory
    from model.measures import MEASURES

    sign = direction(measure)
    study = Study(
        tuple(policies), (scenario,), FIRST, seed, months, parameters or {}, alliance=world, worlds=worlds, lucks=lucks
    )
    unit, most, told = _units(study, most)
    names = [setting.name for setting in study.policies]
    if len(names) < 2:
        raise RequestError("select: name at least two policies")
    store = Memory() if out is None else None

    def sample(candidates: list[int], first: int, count: int) -> np.ndarray:
        chosen = tuple(study.policies[i] for i in candidates)
        asked = replace(study, policies=chosen, runs=(first + count) * unit)
        results = run_study(asked, out, workers, cluster, progress, store, simulator)
        columns = [results.columns(entry, [measure])[measure] for entry in results.entries]
        values = np.column_stack(columns)[first * unit :]
        return sign * values.reshape(count, unit, -1).mean(axis=1)

    notes = [told] if told else []
    if indifference is None:
        reference = float(np.nanmean(sample([0], 0, FIRST)))
        indifference = INDIFFERENCE * abs(reference) or 1e-9
        named = f" {MEASURES[measure].unit}" if MEASURES[measure].unit else ""
        notes.append(
            f"indifference {indifference:.3g}{named}: {INDIFFERENCE:.0%} of {names[0]}'s mean over {FIRST * unit} runs"
        )
    found = kn(sample, len(names), indifference, confidence, most=most, same=_same(study))
    if not found.decided:
        notes.append(
            f"stopped at {most * unit:,} runs before the stated probability was reached; widen the indifference zone, "
            "or take a measure on which more runs differ"
        )
    rows = [
        {
            "policy": name,
            "scenario": study.scenarios[0].name,
            "measure": measure,
            "unit": MEASURES[measure].unit,
            "mean": sign * found.means[i],
            "runs": found.runs[i] * unit,
            "dropped_after": math.nan if (at := found.dropped[i]) is None else at * unit,
            "best": i == found.best,
        }
        for i, name in enumerate(names)
    ]
    table = pd.DataFrame(rows).sort_values("mean", ascending=sign < 0, ignore_index=True)
    whole = replace(study, runs=max(found.runs) * unit)
    return Selection(names[found.best], table, measure, confidence, indifference, found.decided, whole, notes)


def _units(study: Study, most: int) -> tuple[int, int, str]:
    """Runs in a sample (one, or a world's lucks), samples at most, and a note where there are few. Errors: RequestError."""
    worlds = study.worlds
    if worlds.count < 2:
        return 1, most, worlds.note
    if worlds.count < FIRST:
        raise RequestError(f"select: {worlds.count} worlds are too few; {FIRST} at least, or --worlds one")
    there = f"{worlds.count:,} worlds are there, {worlds.lucks} runs in each: no more samples"
    return (
        worlds.lucks,
        min(max(FIRST, most // worlds.lucks), worlds.count),
        there if most // worlds.lucks > worlds.count else "",
    )


def _same(study: Study) -> np.ndarray:
    """Which policies are one setting under two names, (policies, policies)."""
    whats = [described(point, study) for point in study.points()]
    return np.array([[same_but_for_names(one, other) for other in whats] for one in whats])


def direction(measure: str) -> float:
    """+1 where more is better, −1 where less is. Errors: RequestError for a measure that is rare or has no better direction."""
    from model.measures import MEASURES

    declared = MEASURES[measure]
    if declared.rare:
        twin = expected_twin(measure)
        raise RequestError(
            f"{measure} is too rare to rank on; {f'rank on {twin}' if twin else 'choose another measure'}"
        )
    if declared.better == "neither":
        raise RequestError(f"{measure} has no better direction; choose a measure that has one")
    return 1.0 if declared.better == "higher" else -1.0
