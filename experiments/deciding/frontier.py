"""Policies of one's own making on the frontier of what one cares about: `search(["bar", "rule"], ["damage", "cost"])`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from experiments.analysis.notes import on_failures
from experiments.analysis.selection import direction
from experiments.deciding.confirmation import candidate_rows, robust_rows
from experiments.deciding.hunting import finalists, hunt
from experiments.deciding.levers import Levers, read_levers
from experiments.deciding.proposals import Proposals
from experiments.deciding.trials import ModelTrials
from experiments.results.files import write_whole
from experiments.results.results import Results
from experiments.running.execution import Execution
from experiments.running.run import Progress
from experiments.study.setting_files import setting_toml
from experiments.study.study import LUCKS, Study, read_given
from model.constants import LARGEST_KEY
from model.errors import RequestError

__all__ = ["LEAST", "RUNS", "Frontier", "search"]

RUNS, LEAST = 20_000, 500
EXPLORED, RACED = 0.5, 0.7
"""Shares of all runs that are spent when the generations end, and when the race ends; the rest confirm."""
FINALISTS = 8
MOST_OBJECTIVES = 5
HALVED = 6
"""Worlds from which they are parted: one half to search in, the other to confirm in."""


@dataclass
class Frontier:
    """What a search found, in futures in which nothing was searched.

    table: candidate, policy (its file), every lever, objective, unit, mean (difference from the reference), low, high,
    share_worlds, level (its own mean), front, knee; the reference stands first. robustness: by candidate and objective.
    """

    table: Any
    robustness: Any
    levers: Levers
    objectives: tuple[str, ...]
    budget: float | None
    confidence: float
    knee: str | None
    study: Study
    results: Results
    searched: dict[str, int]
    notes: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Everything as plain objects."""
        from experiments.results.versions import versions
        from experiments.tables import clean

        asked = self.study.described()
        names = ("scenarios", "seed", "months", "parameters", "alliance", "lucks")
        own = {
            "reference": self.levers.reference.name,
            "levers": [lever.name for lever in self.levers.levers],
            "objectives": list(self.objectives),
            "budget": self.budget,
            "confidence": self.confidence,
            "knee": self.knee,
            "worlds": self.study.worlds.name,
            **self.searched,
            "versions": versions(),
            "notes": self.notes,
            "table": self.table,
            "robustness": self.robustness,
        }
        return clean({name: asked[name] for name in names} | own)


def search(
    levers: Sequence[str] | Mapping[str, Any],
    objectives: Sequence[str],
    budget: float | None = None,
    where: Mapping[str, Any] | None = None,
    policy: Any = "baseline",
    scenario: Any = "today",
    runs: int = RUNS,
    seed: int = 0,
    months: int = 240,
    parameters: Mapping[str, Any] | None = None,
    workers: int = 2,
    confidence: float = 0.95,
    out: str | Path | None = None,
    progress: Progress | None = None,
    cluster: str | None = None,
    world: Any = None,
    simulator: ModuleType | None = None,
    worlds: Any = "record",
    lucks: int = LUCKS,
) -> Frontier:
    """Policies that no other beats on all objectives, each a difference from `policy` in the same futures.

    levers: names, or `{name: [low, high]}` or choices; `where` gives ranges by name. objectives: measures with a better
    direction. budget: points of `cost` above the reference that a policy may cost. runs: in all; half of the worlds and
    three tenths of the runs are kept for the confirmation, from which every figure comes. out: runs and the frontier's
    policies as TOML; the same call continues there. Errors: RequestError, one line.
    """
    chosen = _objectives(objectives)
    reference = read_given(policy, "policy")
    read = read_levers(levers, reference, where)
    if budget is not None and not np.isfinite(budget):
        raise RequestError(f"budget = {budget:g} is not a number; points of cost above {reference.name}, as 0.2")
    for name in parameters or {}:
        if name in {lever.name for lever in read.levers}:
            raise RequestError(f"levers: {name} is also set for all; leave one out")
    study = Study(
        (reference,),
        (scenario,),
        max(1, runs),
        seed,
        months,
        parameters or {},
        alliance=world,
        worlds=worlds,
        lucks=lucks,
    )
    if runs < LEAST:
        raise RequestError(f"runs = {runs:,} are too few for a search; {LEAST:,} at least")
    here, there, notes = _parted(study)
    folder = Path(out) if out is not None else None
    execution = Execution(folder and folder / "search", workers, cluster, progress, simulator)
    trials = ModelTrials(here, read, chosen, budget, execution, runs)
    first = lucks * int(np.clip(runs // 2500, 3, 16))
    population = int(np.clip(EXPLORED * runs // (8 * first), 8, 24))
    proposals = Proposals(read, len(chosen), budget is not None, population, seed % 2**31)
    tried = hunt(proposals, trials, first, int(EXPLORED * runs))
    best = finalists(tried, trials, first, int(RACED * runs), FINALISTS)
    searched = {"candidates": len(tried), "runs_searched": trials.spent}
    best = sorted(best, key=lambda one: tuple(trials.measured([one], 1)[0][0]))
    named = {f"candidate-{number}": values for number, values in enumerate(best, 1)}
    about = f"Found by a search over {', '.join(lever.name for lever in read.levers)}, from {reference.name}."
    policies = [read.candidate(values, name, about) for name, values in named.items()]
    each = _runs_each(runs - trials.spent, len(policies) + 1, there)
    asked = replace(there, policies=(reference, *policies), runs=each)
    told = None if progress is None else (lambda done, total: progress(min(runs, runs - total + done), runs))
    results = Execution(folder and folder / "confirmation", workers, cluster, told, simulator).run(asked)
    table, knee = candidate_rows(results, read, named, chosen, budget, confidence)
    if folder is not None:
        _write(folder, policies, table)
    searched["runs_confirmed"] = each * (len(policies) + 1)
    notes += [*results.store.warnings(), *on_failures(results), *_on_budget(table, budget, reference.name)]
    robust = robust_rows(results, chosen)
    return Frontier(table, robust, read, chosen, budget, confidence, knee, study, results, searched, notes)


def _objectives(given: Sequence[str]) -> tuple[str, ...]:
    from model.measures import MEASURES

    MEASURES.require(given, "objectives")
    if not 2 <= len(given) <= MOST_OBJECTIVES or len(set(given)) < len(given):
        raise RequestError(f"objectives = {', '.join(given)}; name 2 to {MOST_OBJECTIVES} different measures")
    for name in given:
        direction(name)
    return tuple(given)


def _parted(study: Study) -> tuple[Study, Study, list[str]]:
    """The study to search in and the one to confirm in: no world in both, and no luck."""
    number = int.from_bytes(hashlib.sha256(f"confirmation of {study.seed}".encode()).digest()[:4], "little")
    fresh = number % LARGEST_KEY
    table = study.worlds.table
    if table is None or len(table) < HALVED:
        why = study.worlds.note or "all runs are lived in one world"
        return study, replace(study, seed=fresh), [f"{why}: confirmed with fresh luck alone, not in fresh worlds"]
    places = np.random.default_rng([study.seed, 21]).permutation(len(table))
    halves = (np.sort(part) for part in (places[: len(table) // 2], places[len(table) // 2 :]))
    here, there = (table.iloc[half].reset_index(drop=True) for half in halves)
    return replace(study, worlds=here), replace(study, worlds=there, seed=fresh), []


def _runs_each(left: int, policies: int, study: Study) -> int:
    """Runs of each policy in the confirmation: whole worlds, and whole rounds of them where there are more."""
    each, unit = max(1, left // policies), study.worlds.lucks if study.worlds.count > 1 else 1
    if each >= unit * study.worlds.count > unit:
        unit *= study.worlds.count
    return max(each // unit * unit, 3 * (study.worlds.lucks if study.worlds.count > 1 else 1))


def _write(folder: Path, policies: Sequence[Any], table: Any) -> None:
    """The frontier's policies as files, and none of an earlier search."""
    wanted = {row.candidate for row in table.itertuples() if row.front}
    for old in folder.glob("candidate-*.toml"):
        if old.stem not in wanted:
            old.unlink()
    for policy in policies:
        if policy.name in wanted:
            write_whole(folder / f"{policy.name}.toml", setting_toml(policy).encode())


def _on_budget(table: Any, budget: float | None, reference: str) -> list[str]:
    if budget is None:
        return []
    over = sorted({row.candidate for row in table.itertuples() if not row.within})
    if not over:
        return []
    return [
        f"{', '.join(over)}: cost more than {budget:g} points above {reference} in the confirmation; left off the frontier"
    ]
