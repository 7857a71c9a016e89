"""The store of a study that writes nothing: the same questions as a results folder answers, kept as arrays.

What is only needed in reduced form is reduced as each block arrives, so that months and incidents do not pile up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np

__all__ = ["Memory"]


class Memory:
    """Blocks of runs by point. `of_series` makes summaries from the months, `of_events` reduces one run's log."""

    path = None

    def __init__(
        self,
        of_series: Callable[[np.ndarray], np.ndarray] | None = None,
        of_events: Callable[[np.ndarray], Any] | None = None,
    ) -> None:
        self.blocks: dict[str, list[tuple[int, Any]]] = {}
        self.of_series, self.of_events = of_series, of_events

    def __enter__(self) -> Memory:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def begin(self, manifest: dict[str, Any], entries: Iterable[Any], what: Callable[[Any], dict[str, Any]]) -> None:
        """What a folder would note; what a point is, is made when it is asked for."""
        self.manifest = manifest
        self._what = {entry.name: partial(what, entry) for entry in entries}

    def point(self, point: str) -> dict[str, Any]:
        """What a point is."""
        return self._what[point]()

    def keep_alliance(self, alliance: Any) -> None:
        """The study has it."""

    def keep_worlds(self, worlds: Any) -> None:
        """The study has them."""
        self._worlds = worlds

    def worlds(self, point: str) -> Any:
        """The table of worlds of a point, None for the declared defaults."""
        return self._worlds.table

    def keep_settings(self, policies: Any, scenarios: Any) -> None:
        """The study has them."""

    def keep_network(self, file: str) -> None:
        """The study has it."""

    def present(self, point: str, repair: bool = False) -> list[tuple[int, int]]:
        """The stored runs."""
        return [(first, first + len(runs.keys) - 1) for first, runs in self.blocks.get(point, [])]

    def extent(self, points: Iterable[str]) -> int:
        """One more than the last run that any of the points has."""
        return max((last + 1 for point in points for _, last in self.present(point)), default=0)

    def warnings(self) -> list[str]:
        """Nothing is damaged in memory."""
        return []

    def add(self, point: str, first: int, runs: Any) -> None:
        """Keep a block, reduced."""
        if self.of_series is not None and runs.measures is not None:
            fine = [row for row in range(len(runs.keys)) if row not in runs.errors]
            runs.summaries[fine] = self.of_series(runs.measures[fine])
            runs.measures = None
        if self.of_events is not None and runs.events is not None:
            runs.events = [None if log is None else self.of_events(log) for log in runs.events]
        blocks = self.blocks.setdefault(point, [])
        blocks.append((first, runs))
        blocks.sort(key=lambda block: block[0])

    def log(self, entry: dict[str, Any]) -> None:
        """Times are noted on disk only."""

    def compact(self, point: str) -> None:
        """Nothing to join."""

    def summaries(self, point: str, names: list[str], runs: int) -> dict[str, np.ndarray]:
        """Columns by run, as a folder gives them."""
        from model.measures import MEASURES

        places = {name: place for place, name in enumerate(MEASURES)}
        columns: dict[str, np.ndarray] = {}
        for name in names:
            column: np.ndarray = np.full(runs, None if name == "error" else -1 if name in ("key", "world") else np.nan)
            for first, block in self.blocks.get(point, []):
                upto = min(first + len(block.keys), runs)
                if first >= runs:
                    continue
                if name == "error":
                    column[first:upto] = [block.errors.get(row) for row in range(upto - first)]
                elif name in ("key", "world"):
                    column[first:upto] = (block.keys if name == "key" else block.worlds)[: upto - first]
                else:
                    column[first:upto] = block.summaries[: upto - first, places[name]]
            columns[name] = column
        return columns

    def states(self, point: str, runs: int) -> np.ndarray:
        """What each state has summed up by the end of each year, by run."""
        blocks = self.blocks.get(point, [])
        whole = np.full((runs, *blocks[0][1].by_state.shape[1:]), np.nan)
        for first, block in blocks:
            if first < runs:
                whole[first : first + len(block.keys)] = block.by_state[: runs - first]
        return whole

    def monthly(self, point: str) -> Iterator[tuple[int, np.ndarray]]:
        """The series block by block."""
        for first, block in self.blocks.get(point, []):
            yield first, block.measures

    def events(self, point: str) -> Iterator[tuple[int, Any]]:
        """Every run's opportunities, reduced if that was asked."""
        for first, block in self.blocks.get(point, []):
            for row, log in enumerate(block.events):
                if log is not None:
                    yield first + row, log
