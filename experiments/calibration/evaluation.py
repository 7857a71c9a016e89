"""The moments at a point, by runs under common luck: the same keys at every point, so that a difference is not chance.

Points are kept by what decides them (setting, keys, the model's sources): in memory, and one JSON line each in
`evaluations.jsonl` where a folder is given, from which an interrupted calibration continues.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from experiments.calibration.moments import Outcome, moments
from experiments.calibration.space import Axis, values_at

__all__ = ["FILE", "Evaluations"]

FILE = "evaluations.jsonl"


class Evaluations:
    """Moments by point. `fixed` is set at every point; `seed` and `runs` say which luck."""

    def __init__(
        self,
        axes: Mapping[str, Axis],
        runs: int,
        seed: int,
        fixed: Mapping[str, Any] | None = None,
        workers: int = 2,
        folder: Path | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self.axes, self.runs, self.seed = axes, runs, seed
        self.fixed, self.workers, self.progress = dict(fixed or {}), workers, progress
        self.file = None if folder is None else folder / FILE
        self.kept: dict[str, np.ndarray] = {}
        self.asked, self.expected = 0, 0
        if self.file is not None:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.kept = _read(self.file)

    def at(self, point: Mapping[str, float], runs: int | None = None) -> np.ndarray:
        """The moments where each named axis is at its u, the others as shipped."""
        values = {**self.fixed, **values_at(point, self.axes)}
        runs = runs or self.runs
        name = _name(values, runs, self.seed)
        if name not in self.kept:
            self.kept[name] = self._run(values, range(runs))
            if self.file is not None:
                line = {"point": name, "values": values, "runs": runs, "moments": self.kept[name].tolist()}
                with self.file.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.asked += 1
        if self.progress is not None:
            self.progress(self.asked, max(self.asked, self.expected))
        return self.kept[name]

    def spread(self, point: Mapping[str, float], parts: int = 10) -> np.ndarray:
        """Standard error of the moments from the luck of the runs: over so many parts of them; NaN where there are too few."""
        values = {**self.fixed, **values_at(point, self.axes)}
        rows = np.array_split(np.arange(self.runs), min(parts, self.runs))
        if len(rows) < 2:
            return np.full(len(moments()), np.nan)
        return np.std([self._run(values, part) for part in rows], axis=0, ddof=1) / np.sqrt(len(rows))

    def _run(self, values: Mapping[str, Any], rows: Sequence[int] | np.ndarray) -> np.ndarray:
        from experiments.validation.bands import MONTHS
        from model.randomness import run_key
        from model.simulation import prepare, run_block

        prepared = prepare(months=MONTHS, parameters=values)
        keys = [run_key(self.seed, int(k)) for k in rows]
        runs = run_block(prepared, keys, self.workers, series=True, incidents=True)
        outcome = Outcome(runs, {name: value for name, value in values.items() if "." not in name})
        return np.array([moment.figure(outcome) for moment in moments()])


def _name(values: Mapping[str, Any], runs: int, seed: int) -> str:
    """Hash of what decides a point."""
    from experiments.results.versions import versions

    what = [sorted((name, float(value)) for name, value in values.items()), runs, seed, versions()]
    what.append([(m.name, m.target, m.spread) for m in moments()])
    return hashlib.sha256(json.dumps(what, ensure_ascii=False).encode()).hexdigest()[:20]


def _read(file: Path) -> dict[str, np.ndarray]:
    """What an earlier calibration left; a last line that is cut short is left out."""
    if not file.exists():
        return {}
    found = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.endswith("}"):
            entry = json.loads(line)
            found[entry["point"]] = np.array(entry["moments"], dtype=float)
    return found
