"""Points with their names on disk: the name is a hash of everything that decides a point's rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.results.chunks import LAYOUT
from experiments.study.study import Point, Study
from experiments.study.variants import Variant

__all__ = ["Entry", "described", "entries_of", "name_of", "same_but_for_names"]

IDENTITY = ("schema", "setting", "alliance", "worlds", "months", "seed", "keep", "source", "arithmetic")
"""What decides the rows of a point …"""
OPTIONAL = ("rules", "variant")
"""… and what only some points have."""


@dataclass(frozen=True)
class Entry:
    """A point with its name on disk."""

    point: Point
    name: str


def entries_of(points: Iterable[Point], study: Study) -> list[Entry]:
    """Every point checked and named. Errors: RequestError for a setting or a drawn network that cannot be."""
    from model.network import make_layers

    entries: list[Entry] = []
    drawn: set[str | None] = {None}
    for point in points:
        identity, resolved = _identity(point, study)
        if resolved.graphml not in drawn:
            make_layers(study.alliance, graphml=resolved.graphml)  # a wrong one is refused before a folder is begun
            drawn.add(resolved.graphml)
        entries.append(Entry(point, name_of(identity)))
    return entries


def described(point: Point, study: Study) -> dict[str, Any]:
    """Everything that a point's name stands for, and what else it takes to run it again."""
    identity, resolved = _identity(point, study)
    files = {swap.procedure: swap.file for swap in study.rules}
    if isinstance(point.policy, Variant):
        files["variant"] = point.policy.file
    network = None if resolved.graphml is None else Path(resolved.graphml).name
    more = {"set": dict(point.parameters), "graphml": network, "roster": study.alliance.name}
    if (
        study.worlds.table is not None
    ):  # a world's values are changed in turn, so that one needs every step to run it again
        more["amendments"] = [list(change) for change in amendments_of(point)]
    return identity | more | ({"files": files} if files else {})


def amendments_of(point: Point) -> list[tuple[str, str, Any]]:
    """What scenario, policy and study do to a world's parameters from the start, in their order."""
    from model.settings import load_policy, load_scenario
    from model.settings.amendments import read_parameters

    own = {name: value for name, value in point.parameters.items() if "." not in name}
    steps = (
        load_scenario(point.scenario).parameters,
        load_policy(point.policy).parameters,
        read_parameters(own, "parameters given"),
    )
    return [change for step in steps for change in step]


def name_of(what: Mapping[str, Any]) -> str:
    """The name of a point: the hash of what decides its rows and of nothing else."""
    identity = {name: what[name] for name in (*IDENTITY, *OPTIONAL) if name in what}
    text = json.dumps(identity, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def same_but_for_names(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two points are one setting under two names: then every run is the same, and known to be."""

    def decides(what: Mapping[str, Any]) -> list[Any]:
        setting = {name: value for name, value in what["setting"].items() if name not in ("policy", "scenario")}
        return [setting, *(what.get(name) for name in (*IDENTITY, *OPTIONAL) if name != "setting")]

    return decides(one) == decides(other)


def _identity(point: Point, study: Study) -> tuple[dict[str, Any], Any]:
    """What decides the rows of a point, and its settings; computed when asked for, since a design may have thousands."""
    from model.fingerprint import arithmetic_fingerprint
    from model.rule import source_hash
    from model.settings import resolve

    table = study.worlds.table
    resolved = resolve(point.policy, point.scenario, point.parameters, roster=study.alliance, worlds=table)
    identity = {
        "schema": LAYOUT,
        "setting": resolved.canonical(),
        "alliance": study.alliance.digest,
        "worlds": study.worlds.identity,
        "months": study.months,
        "seed": study.seed,
        "keep": list(study.keep),
        "source": source_hash(),
        "arithmetic": arithmetic_fingerprint(),
    }
    if study.rules:
        identity["rules"] = {swap.procedure: [swap.function, swap.digest] for swap in study.rules}
    if isinstance(point.policy, Variant):
        identity["variant"] = [point.policy.kind_of_agent, point.policy.digest]
    return identity, resolved
