"""Timing as ratios: pieces of work interleaved in one process, medians and spread over repeats."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

__all__ = ["Spread", "interleaved", "once", "ratios"]


@dataclass(frozen=True)
class Spread:
    """A figure over repeats."""

    low: float
    median: float
    high: float

    @classmethod
    def of(cls, values: list[float]) -> Spread:
        return cls(min(values), statistics.median(values), max(values))

    def shown(self, unit: str = "", scale: float = 1.0, digits: int = 3) -> str:
        """Median, then the range: 12.1 ms (11.8–13.0)."""
        low, median, high = (f"{scale * value:.{digits}g}" for value in (self.low, self.median, self.high))
        return f"{median}{unit} ({low}–{high})"


def once(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def interleaved(works: Mapping[str, tuple[Callable[[], object], int]], repeats: int = 5) -> dict[str, list[float]]:
    """Seconds a unit of each work, `repeats` rounds of one turn each, so that a noisy minute hits all alike.

    `works` maps a name to the work and the number of units (runs) that it does.
    """
    for work, _ in works.values():
        work()  # caches are warm for everybody
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, (work, units) in works.items():
            found[name].append(once(work) / units)
    return found


def ratios(above: list[float], below: list[float]) -> Spread:
    """Round by round, how many times longer one took than the other."""
    return Spread.of([a / b for a, b in zip(above, below, strict=True)])
