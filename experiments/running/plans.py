"""What a study will cost, printed before it starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.results.points import entries_of
from experiments.running.blocks import missing_blocks
from experiments.study.study import Study

__all__ = ["Plan", "plan"]

SECONDS_A_RUN = 0.011
"""On one core, 240 months, before anything was timed here (make bench)."""
BYTES_A_RUN = {"points": 1_100, "series": 66_000, "incidents": 47_000, "by_state": 60_000}
"""On disk, compressed, 240 months of the NATO world; measured."""


@dataclass(frozen=True)
class Plan:
    """What a study will cost, known before it starts."""

    points: int
    runs: int
    there: int
    seconds: float
    bytes: int

    def __str__(self) -> str:
        left = self.runs - self.there
        text = f"{self.points:,} points, {self.runs:,} runs, {self.there:,} there, {left:,} to run"
        return f"{text}: about {self.seconds:,.0f} s, {self.bytes / 1e6:,.0f} MB on disk if written"


def plan(study: Study, out: str | Path | None = None, workers: int = 2) -> Plan:
    """What running the study would cost now; nothing is run or written."""
    from experiments.results.folder import Folder
    from experiments.results.memory import Memory

    entries = entries_of(study.points(), study)
    store: Any = Memory() if out is None else Folder(out)
    left = sum(block.runs for block in missing_blocks(entries, study, store))
    runs = study.runs * len({entry.name for entry in entries})
    size = BYTES_A_RUN["points"] + sum(BYTES_A_RUN[kept] for kept in study.keep)
    pace = _pace(Path(out)) if out is not None else None
    seconds = left * (pace or SECONDS_A_RUN * study.months / 240 / workers)
    return Plan(len(entries), runs, runs - left, seconds, int(left * size * study.months / 240))


def _pace(out: Path) -> float | None:
    """Seconds a run took in this folder so far, or None."""
    from experiments.results.results import read_log

    lines = read_log(out)
    runs = sum(line["last"] - line["first"] + 1 for line in lines)
    return sum(line["seconds"] for line in lines) / runs if runs else None
