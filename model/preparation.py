"""A checked request, laid out: worlds at their start, their parameters, and the stretches of months between dated changes.

Everything a user can get wrong is refused here, before anything is compiled or run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from model.batch import REFUSED, settle
from model.constants import LARGEST_KEY, LONGEST
from model.errors import RequestError
from model.parameters import PARAMETER, PARAMETERS, parameter_rows
from model.rooms import rooms
from model.roster import Roster, read_roster
from model.settings import Resolved, Setting, resolve
from model.settings.amendments import EntityChange, amend
from model.settings.signposts import Signpost
from model.signposts import signpost_rows
from model.world import World, bare_world, copy_world, empty_rows
from model.writes import Course, course_of, numbers_of, refusal

__all__ = ["Prepared", "Segment", "check_key", "lay_out", "prepare"]


@dataclass(frozen=True)
class Segment:
    """A stretch of months between two dated changes, and the parameters in force."""

    first: int
    until: int
    modes: tuple[np.record, ...]  # by the set of signposts in force: bit k is the k-th one's

    @property
    def p(self) -> np.record:
        """The parameters while no signpost's changes are in force."""
        return self.modes[0]


@dataclass(frozen=True)
class Prepared:
    """A checked request, ready to run under any key, in one world or in many."""

    resolved: Resolved
    months: int
    roster: Roster
    template: World  # how a run begins: the whole world, or, where worlds differ, the facts they share
    sets: (
        np.recarray
    )  # (worlds, 2 + stretches × modes): parameters, levers at their defaults; at the start; by stretch and mode
    traits: np.ndarray  # (worlds, what worlds say of adversaries), at the places that the course names
    course: Course
    written: tuple[EntityChange, ...]
    settled: bool = True

    @property
    def worlds(self) -> int:
        """How many worlds there are: rows of `sets`."""
        return len(self.sets)

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The stretches of months, with the parameters of the first world."""
        ends, modes = [int(month) for month in self.course.until], self.course.modes
        return tuple(
            Segment(first, until, tuple(self.sets[0, 2 + s * modes + m] for m in range(modes)))
            for s, (first, until) in enumerate(zip([0, *ends[:-1]], ends, strict=True))
        )

    def only(self, world: int) -> Prepared:
        """The same request in one of its worlds. Errors: RequestError where a policy writes what cannot be there."""
        own, traits = self.sets[world : world + 1].view(np.recarray), self.traits[world : world + 1]
        if self.settled:
            return replace(self, sets=own, traits=traits)
        template = copy_world(self.template)
        numbers = numbers_of(template)
        end = settle(template, numbers, traits[0], own[0], self.course)
        if end <= REFUSED:
            raise refusal(numbers, self.course, REFUSED - end, self.written)
        return replace(self, template=template, sets=own, traits=traits, settled=True)

    @property
    def digest(self) -> str:
        """Hash of everything that decides a run but its key and the code."""
        what = {"setting": self.resolved.canonical(), "months": self.months, "world": self.roster.digest}
        return hashlib.sha256(json.dumps(what, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def prepare(
    policy: str | Path | Setting = "baseline",
    scenario: str | Path | Setting = "today",
    months: int = 240,
    parameters: Mapping[str, object] | None = None,
    *,
    graphml: str | Path | None = None,
    roster: Roster | None = None,
    worlds: Mapping[str, Any] | None = None,
) -> Prepared:
    """Check a request and lay out its world, or its worlds.

    worlds: a table of parameters, one row a world: a DataFrame or a mapping of columns. A world's values stand in for the
    defaults, so that scenario, policy and `parameters` amend them. Errors: RequestError, one line that says what, where and
    what is allowed.
    """
    if isinstance(months, bool) or not isinstance(months, int | np.integer) or not 1 <= months <= LONGEST:
        raise RequestError(f"months = {months!r} is out of bounds; allowed: a whole number, 1 … {LONGEST}")
    roster = roster or read_roster()
    resolved = resolve(policy, scenario, parameters, graphml=graphml, roster=roster, worlds=worlds)
    prepared = lay_out(resolved, int(months), roster)
    return prepared.only(0) if worlds is None else prepared


def lay_out(resolved: Resolved, months: int, roster: Roster) -> Prepared:
    """The worlds of what was resolved, their year zero still to be worked out (`Prepared.only`)."""
    values, defaults = resolved.parameters, resolved.defaults
    count = max(int(np.size(value)) for value in (*defaults.values(), *resolved.traits.values()))
    until, later, entities = _stretches(resolved, months)
    facts = {name: defaults[name] if PARAMETERS[name].role == "lever" else values[name] for name in PARAMETERS}
    sets = empty_rows(PARAMETER, count, 2 + len(later))
    for column, one in enumerate((facts, values, *later)):
        sets[:, column] = parameter_rows(one, count)
    traits = np.column_stack(list(resolved.traits.values())) if resolved.traits else np.zeros((count, 0))
    entities = [resolved.entities, *entities, *(signpost.entities for signpost in resolved.signposts)]
    cases, events = rooms(roster, resolved.traits, sets, until, entities)
    place = int(values["topology"]), int(values["topology_seed"]), resolved.graphml
    facts_alone = bare_world(roster, *place, months, cases=cases, events=events)
    signposts = signpost_rows(resolved.signposts)
    course, written = course_of(facts_alone, roster, resolved.traits, until, entities, signposts)
    return Prepared(resolved, months, roster, facts_alone, sets, traits, course, written, settled=False)


def _stretches(resolved: Resolved, months: int) -> tuple[list[int], list[dict], list[tuple[EntityChange, ...]]]:
    """Where each stretch of months ends, the parameters in force in it (by the signposts in force), and what is written at its
    start."""
    values = dict(resolved.parameters)
    changes = [change for change in resolved.changes if change.month < months]
    starts = sorted({0, *(change.month for change in changes)})
    later, entities = [], []
    for first in starts:
        written: tuple = ()
        for change in changes:
            if change.month == first:
                values = amend(values, change.parameters, f"change in month {first}")
                written += change.entities
        later += _modes(values, resolved.signposts)
        entities.append(written)
    return [*starts[1:], months], later, entities


def _modes(values: dict, signposts: tuple[Signpost, ...]) -> list[dict]:
    """The parameters under each set of signposts that may be in force; bit k of a set is the k-th one's."""
    found = []
    for mode in range(1 << len(signposts)):
        amended = values
        for k, signpost in enumerate(signposts):
            if mode >> k & 1:
                amended = amend(amended, signpost.parameters, signpost.source)
        found.append(amended)
    return found


def check_key(seed: object) -> int:
    """A run's key as a whole number. Errors: RequestError outside 0 … 2^53 − 1, or for anything that is not whole."""
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed <= LARGEST_KEY:
        raise RequestError(f"seed = {seed!r} is not allowed; allowed: a whole number, 0 … {LARGEST_KEY}")
    return int(seed)
