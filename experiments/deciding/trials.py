"""Candidates run in the model, each against the reference in the same futures; nothing that is stored is run again."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from experiments.analysis.selection import direction
from experiments.deciding.levers import Levers
from experiments.deciding.pooling import pooled
from experiments.results.points import Entry, entries_of
from experiments.running.execution import Execution
from experiments.running.run import Progress, run_entries
from experiments.study.study import Point, Study

__all__ = ["COST", "ModelTrials", "gaps_of"]

COST = "cost"


class ModelTrials:
    """What the runs so far say of each candidate. study: its one policy is the reference.

    total: the whole search's runs, for who hears of progress.
    """

    noisy = True

    def __init__(
        self,
        study: Study,
        levers: Levers,
        objectives: Sequence[str],
        budget: float | None,
        execution: Execution,
        total: int,
    ) -> None:
        from experiments.results.folder import Folder
        from experiments.results.memory import Memory

        self.study, self.levers, self.objectives, self.budget = study, levers, tuple(objectives), budget
        self.execution, self.total, self.spent = execution, total, 0
        self.store: Any = Memory() if execution.out is None else Folder(execution.out)
        self._entries: dict[str, Entry] = {}
        self._runs: dict[str, int] = {}
        self._gaps: dict[str, dict[str, np.ndarray]] = {}  # by candidate and measure, one a future that all share
        self._features: dict[str, list[float]] = {}
        self._known: dict[str, tuple[np.ndarray, float]] = {}

    def runs(self, candidate: Mapping[str, Any]) -> int:
        """Runs of a candidate so far."""
        return self._runs.get(self.levers.key(candidate), 0)

    def price(self, candidates: Sequence[Mapping[str, Any]], runs: int) -> int:
        """Runs that this many of each would take, the reference's own included."""
        keys = {"", *(self.levers.key(one) for one in candidates)}
        return sum(max(0, runs - self._runs.get(key, 0)) for key in keys)

    def measured(self, candidates: Sequence[Mapping[str, Any]], runs: int) -> tuple[np.ndarray, np.ndarray]:
        """Mean differences from the reference by objective, less is better, and what each costs beyond the budget, as all
        runs of all candidates tell them (`pooling`)."""
        short = {self.levers.key(one): one for one in candidates if self.runs(one) < runs}
        if short:
            self._run(short, runs)
        known = [self._known[self.levers.key(one)] for one in candidates]
        return np.array([loss for loss, _ in known]), np.array([over for _, over in known])

    def _run(self, candidates: Mapping[str, Mapping[str, Any]], runs: int) -> None:
        taken = self.price(list(candidates.values()), runs)
        study = replace(self.study, runs=runs)
        scenario = study.scenarios[0]
        for key, values in {"": None, **candidates}.items():
            if key not in self._entries:
                policy = study.policies[0] if values is None else self.levers.candidate(values)
                self._entries.update({key: entries_of([Point(policy, scenario, study.parameters)], study)[0]})
        heard, how = self.execution.progress, self.execution
        progress: Progress | None = None
        if heard is not None:

            def progress(done: int, _: int) -> None:
                heard(min(self.spent + done, self.total), self.total)

        entries = [self._entries[key] for key in ("", *candidates)]
        results = run_entries(entries, study, how.out, how.workers, how.cluster, progress, self.store, how.simulator)
        self.spent += taken
        names = [*self.objectives, *([COST] if self.budget is not None else [])]
        columns = [results.columns(entry, names) for entry in entries]
        for (key, values), column in zip(candidates.items(), columns[1:], strict=True):
            self._gaps[key] = {name: self._by_future(column[name] - columns[0][name]) for name in names}
            self._features[key] = self.levers.features(values)
        self._known = self._pooled()
        self._runs |= dict.fromkeys(candidates, runs)
        self._runs[""] = max(runs, self._runs.get("", 0))

    def _by_future(self, gaps: np.ndarray) -> np.ndarray:
        """Means over a world's lucks, NaN where none of them is defined; a last world with fewer lucks is left out."""
        lucks = self.study.worlds.lucks if self.study.worlds.count > 1 else 1
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return np.asarray(np.nanmean(gaps[: len(gaps) // lucks * lucks].reshape(-1, lucks), axis=1))

    def _pooled(self) -> dict[str, tuple[np.ndarray, float]]:
        features = np.array(list(self._features.values()))
        names = next(iter(self._gaps.values()))
        means = {name: pooled([one[name] for one in self._gaps.values()], features) for name in names}
        losses = np.column_stack([-direction(name) * means[name] for name in self.objectives])
        over = means[COST] - self.budget if self.budget is not None else np.zeros(len(losses))
        return dict(zip(self._gaps, zip(losses, over, strict=True), strict=True))


def gaps_of(own: np.ndarray, reference: np.ndarray, cells: Any) -> np.ndarray:
    """Differences from the reference, (worlds, lucks); in one world every run is a row."""
    gaps = own - reference
    return gaps[:, None] if cells is None else np.asarray(cells.matrix(gaps))
