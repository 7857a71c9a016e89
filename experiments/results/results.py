"""Reading results, one measure at a time: for comparisons here, and for the reader's own tools.

results = open_results("results/demo")
results.column("damage", policy="hague")       # one number a run
results.to_dataframe()                         # one row a run: policy, scenario, what was set, every measure
results.to_csv("runs.csv")
experiments, outcomes = results.to_ema()       # as EMA Workbench's analyses take them
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from experiments.results.files import open_inside
from experiments.results.points import same_but_for_names
from experiments.study.world_tables import Cells
from model.errors import RequestError, unknown

__all__ = ["BESIDE", "Results", "open_results", "read_log", "status"]

BESIDE = ("key", "error")
"""Columns of a run beside its measures: the run's key, and why it failed."""
SET = "set."
"""Before the name of what the study set, in a table of runs: some parameters share a measure's name."""
LONGEST_LINE = 100_000
"""Characters of a line of the log that are read at a time."""


class Results:
    """The runs of a study. `entries` are its points in order: name on disk, policy, scenario and what was set."""

    def __init__(self, store: Any, study: Any, entries: Sequence[Any]) -> None:
        self.store, self.study, self.entries = store, study, list(entries)

    @property
    def asked(self) -> int:
        """Runs of each point that were asked for."""
        return self.study.runs

    @cached_property
    def runs(self) -> int:
        """Runs of each point that can be read: those asked for, less the last ones that no point has yet."""
        return min(self.asked, self.store.extent(entry.name for entry in self.entries))

    @cached_property
    def cells(self) -> Cells | None:
        """How runs lie in worlds and lucks; None where all are lived in one world."""
        return Cells.of(self.store.point(self.entries[0].name)["worlds"], self.study.seed) if self.entries else None

    @property
    def policies(self) -> list[str]:
        return list(dict.fromkeys(entry.point.policy.name for entry in self.entries))

    @property
    def scenarios(self) -> list[str]:
        return list(dict.fromkeys(entry.point.scenario.name for entry in self.entries))

    def chosen(self, policy: str | None = None, scenario: str | None = None) -> list[Any]:
        """The points of a policy and a scenario. Errors: RequestError for one that is not in the study."""
        for kind, wanted, known in (("policy", policy, self.policies), ("scenario", scenario, self.scenarios)):
            if wanted is not None and wanted not in known:
                raise unknown(f"{kind} in these results", wanted, known)
        return [
            entry
            for entry in self.entries
            if policy in (None, entry.point.policy.name) and scenario in (None, entry.point.scenario.name)
        ]

    def columns(self, entry: Any, names: Sequence[str]) -> dict[str, np.ndarray]:
        """Measures of one point by run; NaN where a run is missing, failed, or the measure is undefined."""
        return self.store.summaries(entry.name, list(names), self.runs)

    def column(self, measure: str, policy: str | None = None, scenario: str | None = None) -> np.ndarray:
        """One measure by run, the chosen points one after the other."""
        from model.measures import MEASURES

        MEASURES.require([measure])
        return np.concatenate([self.columns(e, [measure])[measure] for e in self.chosen(policy, scenario)])

    def identical(self, one: Any, other: Any) -> bool:
        """Whether two points are one and the same setting, perhaps under two names."""
        return one.name == other.name or same_but_for_names(self.store.point(one.name), self.store.point(other.name))

    def failures(self) -> list[dict[str, Any]]:
        """The runs that failed: policy, scenario, run, key, error."""
        found = []
        for entry in {entry.name: entry for entry in self.entries}.values():
            columns = self.columns(entry, BESIDE)
            for run in (k for k, error in enumerate(columns["error"]) if isinstance(error, str)):
                found.append(
                    {
                        "policy": entry.point.policy.name,
                        "scenario": entry.point.scenario.name,
                        "run": run,
                        "key": int(columns["key"][run]),
                        "error": columns["error"][run],
                    }
                )
        return found

    def frames(self, measures: Sequence[str] | None = None) -> Iterator[Any]:
        """One DataFrame a point, so that they need not all be in memory. `world`: the run's world, −1 for the declared
        defaults."""
        import pandas as pd

        from model.measures import MEASURES

        names = MEASURES.require(measures if measures is not None else MEASURES)
        for entry in self.entries:
            columns = self.columns(entry, ["world", *BESIDE, *names])
            frame = pd.DataFrame({"run": np.arange(self.runs), **columns})
            frame.insert(0, "policy", entry.point.policy.name)
            frame.insert(1, "scenario", entry.point.scenario.name)
            for place, (name, value) in enumerate(dict(entry.point.parameters).items()):
                frame.insert(2 + place, f"{SET}{name}", value)
            yield frame

    def to_dataframe(self, measures: Sequence[str] | None = None) -> Any:
        """One row a run; what the study set stands in columns `set.NAME` (some parameters share a measure's name)."""
        import pandas as pd

        return pd.concat(self.frames(measures), ignore_index=True)

    def to_csv(self, path: str | Path, measures: Sequence[str] | None = None) -> None:
        """The same as CSV, written point by point."""
        for number, frame in enumerate(self.frames(measures)):
            frame.to_csv(path, mode="a" if number else "w", header=not number, index=False)

    def to_ema(self, measures: Sequence[str] | None = None) -> tuple[Any, dict[str, np.ndarray]]:
        """(experiments, outcomes) in the shape of EMA Workbench: a DataFrame of what was set, an array a measure."""
        frame = self.to_dataframe(measures)
        names = [
            name
            for name in frame
            if name.startswith(SET) or name in ("policy", "scenario", "run", *(["world"] if self.cells else []))
        ]
        experiments = frame[names].rename(columns=lambda name: name.removeprefix(SET))
        experiments = experiments.rename(columns={"run": "replication"})
        outcomes = [name for name in frame if name not in names and name not in ("world", *BESIDE)]
        return experiments, {name: frame[name].to_numpy(dtype=float) for name in outcomes}


def open_results(path: str | Path) -> Results:
    """The results in a folder, as its last study asked for them; nothing is run."""
    from experiments.results.folder import Folder

    path = Path(path)
    try:
        there = path.is_dir()
    except OSError:  # a name that no folder can have
        there = False
    if not there:
        raise RequestError(f"{str(path)[:200]}: no such folder; expected results written with --out")
    folder = Folder(path)
    if not folder.manifest:
        raise RequestError(f"{path}: holds no results (no manifest.json); expected a folder written with --out")
    study, entries = _asked(folder.manifest)
    return Results(folder, study, entries)


def _asked(manifest: dict[str, Any]) -> tuple[Any, list[Any]]:
    """The study and its points as a checked manifest names them."""
    entries = []
    for one in manifest["points"]:
        policy, scenario = SimpleNamespace(name=one["policy"]), SimpleNamespace(name=one["scenario"])
        point = SimpleNamespace(policy=policy, scenario=scenario, parameters=one["set"])
        entries.append(SimpleNamespace(name=one["point"], point=point))
    return SimpleNamespace(**manifest["study"]), entries


def status(path: str | Path) -> dict[str, Any]:
    """Runs done, missing and failed in a folder, the seconds left at the pace so far, and whether a writer is at work.

    `damaged`: chunks that fail their check; their runs count as missing. `others`: points of earlier studies in the folder.
    """
    from experiments.results.folder import writer_at_work

    results = open_results(path)
    names = list(dict.fromkeys(entry.name for entry in results.entries))
    asked = results.asked * len(names)
    looks = [results.store.counted(name) for name in names]
    spans = [span for held, _, _ in looks for span in held]
    done = sum(max(0, min(last, results.asked - 1) - first + 1) for first, last in spans)
    lines = [line for line in read_log(Path(path)) if line["point"] in names]
    counted = sum(line["last"] - line["first"] + 1 for line in lines)
    seconds = sum(line["seconds"] for line in lines)
    return {
        "points": len(names),
        "runs": asked,
        "done": done,
        "missing": asked - done,
        "damaged": sum(damaged for _, damaged, _ in looks),
        "failed": sum(failed for _, _, failed in looks),
        "others": results.store.others(),
        "seconds": round(seconds, 1),
        "seconds_left": round((asked - done) * seconds / counted, 1) if counted else None,
        "running": writer_at_work(Path(path)),
    }


def read_log(path: Path) -> list[dict[str, Any]]:
    """The lines of the log; lines that are cut short or not ours are left out."""
    lines = []
    try:
        with open(open_inside(path, path / "log.jsonl", os.O_RDONLY), encoding="utf-8", errors="replace") as file:
            for text in iter(lambda: file.readline(LONGEST_LINE), ""):
                try:
                    line = json.loads(text)
                    if 0 <= line["seconds"] < math.inf and 0 <= line["first"] <= line["last"] and line["point"]:
                        lines.append(line)
                except (ValueError, TypeError, KeyError):
                    continue
    except FileNotFoundError:
        return []
    return lines
