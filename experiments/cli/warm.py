"""`foedus warm`: compile ahead what commands and pages will call, so that nobody waits a second time."""

from __future__ import annotations

import time

from experiments.cli.options import Json
from experiments.cli.progress import note, say_if_cold
from experiments.cli.second import beside
from experiments.tables import write_json
from model.errors import RequestError

__all__ = ["compile_ahead", "compile_if_cold", "warm"]


def warm(json: Json = False) -> None:
    """Compile the rules now, once a version."""
    cold = say_if_cold()
    begun = time.monotonic()
    compile_ahead()
    note(f"compiled in {time.monotonic() - begun:.0f} s" if cold else "the rules are compiled already")
    if json:
        write_json({"compiled": cold, "table": []})


@beside()
def compile_ahead() -> None:
    """Compile, or find compiled, all that plain Python calls.

    The loop of a run holds every rule, and numba keeps each on its own too: so a Mesa model steps at once. Three more are
    called from Python alone: a run's key, the sums over a Mesa model's months, and the terms of a vote.
    """
    from experiments.explanation.votes import compile_votes
    from model.preparation import prepare
    from model.randomness import run_key
    from model.simulation import run_block

    ready = prepare(months=1)
    ways: tuple[dict[str, type] | None, ...] = (None, {})  # the compiled loop, and a Mesa model
    for kinds in ways:
        runs = run_block(ready, [run_key(0, 0)], 1, kinds=kinds, series=True, incidents=True)
        if runs.errors:
            raise RequestError(f"the run failed: {next(iter(runs.errors.values()))}")
    compile_votes(ready)


def compile_if_cold() -> None:
    """For what starts a process of its own, whose pages would wait for the rules: said, and done here before.

    Where no compiled code can be kept the other process must compile for itself.
    """
    from model.rule import cache_folder

    if cache_folder() is not None and say_if_cold():
        compile_ahead()
