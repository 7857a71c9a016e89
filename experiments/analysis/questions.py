"""What is compared, and how intervals are drawn."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from experiments.study.world_tables import Cells
from model.errors import RequestError

__all__ = ["Asked", "Comparand", "check_measures"]


@dataclass(frozen=True)
class Asked:
    """How intervals are drawn."""

    confidence: float = 0.95
    interval: str = "t"
    simultaneous: bool = False
    seed: int = 0
    adjust: str | None = None  # holm | fdr: intervals and words that hold for all rows of a table together
    matters: Mapping[str, float] = field(default_factory=dict)  # by measure, the smallest difference that would matter
    largest: Mapping[str, float] = field(default_factory=dict)  # by measure, what no single difference can exceed
    tail: float | None = None  # the level of quantiles and tails that are told beside means

    @property
    def method(self) -> str | None:
        """How rows are adjusted for their number."""
        return "holm" if self.simultaneous else self.adjust

    def resampling(self, *names: str) -> list[int]:
        """The seed of one row's bootstrap: the study's, and what the row is about."""
        return [self.seed, *(zlib.crc32(name.encode()) for name in names)]


@dataclass(frozen=True)
class Comparand:
    """Two columns to compare, and the other cells of their row in the table."""

    row: dict[str, Any]
    policy: np.ndarray
    reference: np.ndarray | None  # None for the reference itself
    keys: np.ndarray | None = None  # which luck each run had, where points share it
    identical: bool = False  # both are one setting
    cells: Cells | None = None  # how runs lie in worlds and lucks


def check_measures(where: str, given: Mapping[str, float]) -> None:
    """Sizes by measure. Errors: RequestError for a name that is no measure, or a size that is not above 0."""
    from model.measures import MEASURES

    MEASURES.require(given, where)
    for name, size in given.items():
        if isinstance(size, bool) or not isinstance(size, int | float) or not 0.0 < size < math.inf:
            raise RequestError(f"{where}: {name} = {size!r} is not a positive number")
