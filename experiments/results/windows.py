"""A window of a run: measures over some of its months only. Month 0 is January of its alliance's first year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from experiments.results.results import Results
from model.errors import RequestError

__all__ = ["Windowed", "parse_window", "summary_of"]


def parse_window(window: Any, months: int, first_year: int) -> tuple[int, int] | None:
    """First month and the one after the last: from years, both included ("2026:2030"), or months ("12:72", (12, 72))."""
    if window is None:
        return None
    allowed = f"years as {first_year}:{first_year + (months - 1) // 12}, or months as 0:{months}"
    if isinstance(window, str):
        first, _, last = window.partition(":")
        if not (first.strip().isdigit() and last.strip().isdigit()):
            raise RequestError(f"window '{window}': write {allowed}")
        begin, end = int(first), int(last)
        if begin >= first_year:
            begin, end = 12 * (begin - first_year), 12 * (end - first_year + 1)
    else:
        begin, end = (int(month) for month in window)
    if not 0 <= begin < end <= months:
        raise RequestError(f"window {window}: is not inside the {months} months of a run; allowed: {allowed}")
    return begin, end


def summary_of(window: tuple[int, int]) -> Callable[[np.ndarray], np.ndarray]:
    """What makes summaries of (runs, months, measures) over the window."""

    def summary(monthly: np.ndarray) -> np.ndarray:
        from model.summary import summarise

        return summarise(monthly, *window)

    return summary


class Windowed(Results):
    """Results whose measures are those of a window, made from the months kept on disk, one chunk at a time."""

    def __init__(self, results: Results, window: tuple[int, int]) -> None:
        super().__init__(results.store, results.study, results.entries)
        self.window = window
        self._of: dict[str, np.ndarray] = {}

    def columns(self, entry: Any, names: Sequence[str]) -> dict[str, np.ndarray]:
        """As `Results.columns`; keys and errors are those of the whole run."""
        from model.measures import MEASURES

        if entry.name not in self._of:
            whole = np.full((self.runs, len(MEASURES)), np.nan)
            for first, monthly in self.store.monthly(entry.name):
                if first < self.runs:
                    whole[first : first + len(monthly)] = summary_of(self.window)(monthly)[: self.runs - first]
            self._of[entry.name] = whole
        places = {name: place for place, name in enumerate(MEASURES)}
        found = super().columns(entry, [name for name in names if name not in places])
        return found | {name: self._of[entry.name][:, places[name]] for name in names if name in places}
