"""A single future of the many that Compare runs: its world and its luck, watched."""

from __future__ import annotations

from typing import Any

from model.randomness import run_key
from viz.places import shown_alliance, shown_world

__all__ = ["LUCKS", "future", "worlds_shown"]

LUCKS = 2
"""Runs in each world, as `foedus compare` has it by default."""


def worlds_shown() -> Any:
    """The worlds of many futures: those the record allows, or the one that the command line named."""
    world = shown_world()
    return "record" if world is None else world


def future(seed: int, run: int) -> tuple[int, Any]:
    """The key of a run of a study with this seed, and its world: a table of one row, or None for the declared defaults."""
    from experiments.study.world_tables import lived

    worlds = lived(worlds_shown(), LUCKS, seed, shown_alliance())
    row = None if worlds.table is None else worlds.table.iloc[[int(worlds.rows(seed, run, run)[0])]]
    return run_key(seed, run), row
