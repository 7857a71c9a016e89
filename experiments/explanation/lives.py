"""One run with its log, and the same run with something changed from a month on: the same luck, compiled code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from model.errors import RequestError
from model.preparation import Prepared, lay_out
from model.settings import Change
from model.simulation import Runs, run_block

__all__ = ["Life", "life_of"]


@dataclass(frozen=True)
class Life:
    """A checked request and a key: everything that a run follows from."""

    prepared: Prepared
    key: int

    @cached_property
    def runs(self) -> Runs:
        """The run itself, its months and its incidents. Errors: RequestError where it came to no end."""
        found = run_block(self.prepared, [self.key], 1, series=True, incidents=True)
        if found.errors:
            raise RequestError(f"this run failed: {found.errors[0]}")
        return found

    @property
    def events(self) -> np.ndarray:
        """The log: every opportunity, those that were let pass included."""
        assert self.runs.events is not None
        return self.runs.events[0].view(np.ndarray)

    def by_month(self, measure: str) -> np.ndarray:
        """A monthly measure of the run."""
        assert self.runs.measures is not None
        return self.runs.measures[0, :, self.runs.names.index(measure)]

    def changed(self, changes: Iterable[Change]) -> Life:
        """The same under the same luck, with these changes as well. Errors: RequestError for what cannot be written."""
        resolved, changes = self.prepared.resolved, tuple(changes)
        later = tuple(sorted((*resolved.changes, *changes), key=lambda change: change.month))
        written = tuple(("the change", change.entities) for change in changes if change.entities)
        resolved = replace(resolved, changes=later, written=resolved.written + written)
        resolved.check_codes(self.prepared.roster)
        return Life(lay_out(resolved, self.prepared.months, self.prepared.roster).only(0), self.key)


def life_of(run: Any) -> Life:
    """What a Mesa model lives: its request and its key. Errors: RequestError for agents of the user's own, or many worlds."""
    from model.agents import Adversary, Ally, Partner

    own = {type(agent) for agent in (*run.states, *run.adversaries.values())} - {Adversary, Ally, Partner}
    if own:
        name = min(one.__name__ for one in own)
        raise RequestError(f"why: {name} decides in its own way; only what the model's own rules decided can be told")
    resolved = run.prepared.resolved
    if any(np.size(value) > 1 for value in (*resolved.parameters.values(), *resolved.traits.values())):
        raise RequestError("why: this run is one of many worlds; prepare it with the row of its own world")
    return Life(run.prepared, run.key)
