"""How a study is run; what is asked of it is elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from experiments.running.run import Progress, run_study
from experiments.study.study import Study

__all__ = ["Execution"]


@dataclass(frozen=True)
class Execution:
    """Where runs are kept (nowhere without `out`), on how many threads or on which Dask cluster, and who hears of progress.

    simulator: a module with `prepare` and `run_block` in place of `model.simulation`.
    """

    out: str | Path | None = None
    workers: int = 2
    cluster: str | None = None
    progress: Progress | None = None
    simulator: ModuleType | None = None

    def run(self, study: Study, store: Any = None) -> Any:
        """The study's `Results`; stored runs are not made again."""
        return run_study(study, self.out, self.workers, self.cluster, self.progress, store, self.simulator)
