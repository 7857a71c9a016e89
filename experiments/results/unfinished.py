"""Studies that are not done yet: what is there, what is missing, and the worlds in which policies can be compared.

A *world* is a scenario and a design point. Policies are compared within worlds, so one in which some policy has no run
yet says nothing; it is left out, and a note says how much is there.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.results.results import Results
from model.errors import RequestError

__all__ = ["on_missing", "part", "there", "whole_worlds", "world_key", "world_of"]

NAMED = 4
"""Unfinished points that the note names."""


def there(results: Results, entry: Any) -> np.ndarray:
    """Whether each run of a point is stored, failed or not."""
    return np.asarray(results.columns(entry, ["key"])["key"] >= 0)  # −1 where a run is missing; NaN where all are


def world_of(entry: Any) -> dict[str, Any]:
    """The world of a point: everything but the policy and the luck."""
    return {"scenario": entry.point.scenario.name, **dict(entry.point.parameters)}


def on_missing(results: Results) -> list[str]:
    """Where runs are missing: how many are stored of those requested, and which points wait."""
    entries = {entry.name: entry for entry in results.entries}.values()
    counts = [int(there(results, entry).sum()) for entry in entries]
    asked = results.asked * len(counts)
    if sum(counts) == asked:
        return []
    waiting = dict.fromkeys(
        f"{entry.point.policy.name} in {entry.point.scenario.name}"
        for entry, count in zip(entries, counts, strict=True)
        if count < results.asked
    )
    more = f" and {len(waiting) - NAMED} more" if len(waiting) > NAMED else ""
    return [
        f"{sum(counts):,} of {asked:,} runs are there; missing: {', '.join(list(waiting)[:NAMED])}{more}; "
        "resume with the command that began it"
    ]


def whole_worlds(results: Results) -> Results:
    """The results without the worlds in which any policy has no run yet. Errors: RequestError where none is left."""
    begun: dict[str, set[str]] = {}
    for entry in results.entries:
        if there(results, entry).any():
            begun.setdefault(world_key(world_of(entry)), set()).add(entry.point.policy.name)
    whole = {world for world, policies in begun.items() if len(policies) == len(results.policies)}
    if not whole:
        line = next(iter(on_missing(results)), "no run is there")
        raise RequestError(f"{results.store.path}: in no world has every policy a run yet: {line}")
    return part(results, [entry for entry in results.entries if world_key(world_of(entry)) in whole])


def part(results: Results, entries: list[Any]) -> Results:
    """The same results with only some of their points."""
    found = copy.copy(results)
    found.entries = entries
    return found


def world_key(world: Mapping[str, Any]) -> str:
    """A world as one hashable name, whatever the order in which its settings stand."""
    return repr(sorted(world.items(), key=lambda item: item[0]))
