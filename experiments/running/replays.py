"""One run of a study again, as a live Mesa model: the same key, the same settings, the same bits.

The point's own record is replayed, not today's policy files: a name that changed since cannot mislead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from experiments.results.results import BESIDE, Results, open_results
from experiments.study.worlds import places
from model.errors import RequestError

__all__ = ["Replay", "replay", "verify"]


@dataclass(frozen=True)
class Replay:
    """A run replayed: the model after its months, and the measures whose bits differ from the stored row."""

    model: Any
    policy: str
    scenario: str
    run: int
    key: int
    measures: int
    differing: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Whether every measure has the bits of the stored row."""
        return not self.differing

    def __str__(self) -> str:
        what = f"run {self.run} of {self.policy} in {self.scenario}, key {self.key}"
        if self.equal:
            return f"{what}: equal to the stored row in all {self.measures} measures, bit for bit"
        return f"{what}: differs from the stored row in {', '.join(self.differing)}"


def replay(
    path: str | Path,
    run: int,
    policy: str | None = None,
    scenario: str | None = None,
    point: int | None = None,
    *,
    steps: bool = True,
    trust: bool = False,
) -> Any:
    """The live `AllianceModel` of a stored run, advanced through its months; `steps=False` leaves it at its start.

    policy, scenario, and the point's number among those (0 …, a design has many) choose it; the first otherwise. trust:
    import the Python file that the folder names, where a rule or agents of its author's decided. Errors: RequestError for
    a run that does not exist, or a folder written by another version of the model.
    """
    results = open_results(path)
    return _live(results, _chosen(results, policy, scenario, point), run, steps, trust)


def verify(
    path: str | Path,
    run: int,
    policy: str | None = None,
    scenario: str | None = None,
    point: int | None = None,
    *,
    trust: bool = False,
    before: Callable[[], object] | None = None,
) -> Replay:
    """Replay a run and compare its bits with the stored row. before: called when the request is checked and the run begins."""
    from model.measures import MEASURES, MONTHLY
    from model.summary import summarise

    results = open_results(path)
    entry = _chosen(results, policy, scenario, point)
    model = _live(results, entry, run, False, trust)
    if before is not None:
        before()
    model.run(months=results.store.point(entry.name)["months"])
    monthly = np.ascontiguousarray(model.measures[list(MONTHLY)].to_numpy())  # sums follow the order in memory
    own = summarise(monthly[None])[0]
    stored = results.columns(entry, list(MEASURES))
    differing = tuple(
        name for name, value in zip(MEASURES, own, strict=True) if not _same_bits(value, stored[name][run])
    )
    return Replay(model, entry.point.policy.name, entry.point.scenario.name, run, model.key, len(own), differing)


def _same_bits(one: float, other: float) -> bool:
    """Equal to the last bit; undefined equals undefined."""
    return bool(np.float64(one).tobytes() == np.float64(other).tobytes() or (np.isnan(one) and np.isnan(other)))


def _chosen(results: Results, policy: str | None, scenario: str | None, point: int | None) -> Any:
    if policy is not None and policy not in results.policies and ".py:" in policy:
        policy = policy.rpartition(":")[2]  # as it was named when the study was run: FILE.py:CLASS
    entries = results.chosen(policy, scenario)
    if not 0 <= (point or 0) < len(entries):
        raise RequestError(f"point = {point} does not exist; allowed: 0 … {len(entries) - 1}")
    return entries[point or 0]


def _title(entry: Any) -> str:
    return f"{entry.point.policy.name} in {entry.point.scenario.name}"


def _live(results: Results, entry: Any, run: int, steps: bool, trust: bool) -> Any:
    from experiments.study.variants import kinds_recorded
    from model import AllianceModel
    from model.preparation import prepare
    from model.rule import source_hash
    from model.settings import Change, Setting, resolve
    from model.settings.signposts import Signpost

    if isinstance(run, bool) or not isinstance(run, int) or not 0 <= run < results.runs:
        raise RequestError(f"run = {run!r} does not exist; allowed: 0 … {results.runs - 1}")
    columns = results.columns(entry, BESIDE)
    if not columns["key"][run] >= 0:  # −1, or NaN where the point has not been begun
        raise RequestError(f"run {run} of {_title(entry)} has not been run yet; run the study again to finish it")
    what = results.store.point(entry.name)
    if what["source"] != source_hash():
        raise RequestError(
            f"{results.store.path}: was run by another version of the model; use that version, or run the study again"
        )
    kinds = kinds_recorded(what, results.store.path, trust)
    setting = what["setting"]
    policy = Setting(
        name=setting["policy"],
        title=setting["policy"],
        meaning="",
        kind="policy",
        parameters=tuple((name, "set", value) for name, value in setting["parameters"].items()),
        entities=tuple(tuple(entity) for entity in setting["entities"]),
        changes=tuple(
            Change(
                change["month"],
                tuple(tuple(parameter) for parameter in change["parameters"]),
                tuple(tuple(entity) for entity in change["entities"]),
            )
            for change in setting["changes"]
        ),
        signposts=tuple(
            Signpost(
                **one
                | {kind: tuple(tuple(each) for each in one[kind]) for kind in ("parameters", "entities")}
                | {"source": f"{results.store.path}"}
            )
            for one in setting.get("signposts", [])
        ),
        source=f"{results.store.path}",
    )
    scenario = Setting(setting["scenario"], setting["scenario"], "", "scenario", source=f"{results.store.path}")
    place: dict[str, Any] = {"graphml": results.store.network(entry.name), "roster": results.store.alliance(entry.name)}
    key, months = int(columns["key"][run]), what["months"]
    table = results.store.worlds(entry.name)
    if table is None:
        model = AllianceModel(policy, scenario, seed=key, months=months, kinds=kinds, **place)
    else:
        policy = replace(policy, parameters=tuple((name, op, value) for name, op, value in what["amendments"]))
        _check_amendments(resolve(policy, scenario, worlds=table, **place), setting, results.store.path)
        row = table.iloc[[_row(what["worlds"], what["seed"], run)]]
        ready = prepare(policy, scenario, months, worlds=row, **place).only(0)
        model = AllianceModel(seed=key, prepared=ready, kinds=kinds)
    if steps:
        model.run(months=what["months"])
    return model


def _row(worlds: Mapping[str, Any], seed: int, run: int) -> int:
    """The row of the kept table in which a run was lived."""
    return int(places(seed, run, run, worlds["count"], worlds["lucks"])[0])


def _check_amendments(resolved: Any, setting: Mapping[str, Any], path: Any) -> None:
    """The kept steps lead to the settings that the point's name stands for. Errors: RequestError."""
    if resolved.canonical()["parameters"] != setting["parameters"]:
        raise RequestError(f"{path}: a point's amendments have been altered: they do not give its settings")
