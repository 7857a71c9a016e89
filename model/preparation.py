"""A checked request, laid out: worlds at their start, their parameters, and the stretches of months between dated changes.

Everything a user can get wrong is refused here, before anything is compiled or run.
"""

from __future__ import annotations

import hashlib
import json
import math
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
from model.roster import Roster, read_roster
from model.settings import Resolved, Setting, resolve
from model.settings.amendments import EntityChange, amend
from model.world import World, bare_world, copy_world, empty_rows
from model.writes import Course, course_of, numbers_of, refusal

__all__ = ["Prepared", "Segment", "check_key", "prepare"]


@dataclass(frozen=True)
class Segment:
    """A stretch of months between two dated changes, and the parameters in force."""

    first: int
    until: int
    p: np.record


@dataclass(frozen=True)
class Prepared:
    """A checked request, ready to run under any key, in one world or in many."""

    resolved: Resolved
    months: int
    roster: Roster
    template: World  # how a run begins: the whole world, or, where worlds differ, the facts they share
    sets: (
        np.recarray
    )  # (worlds, 2 + stretches): parameters with levers at their defaults, at the start, then by stretch
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
        ends = [int(month) for month in self.course.until]
        return tuple(
            Segment(first, until, self.sets[0, 2 + s])
            for s, (first, until) in enumerate(zip([0, *ends[:-1]], ends, strict=True))
        )

    def only(self, world: int) -> Prepared:
        """The same request in one of its worlds. Errors: RequestError where a policy writes what cannot be there."""
        own = self.sets[world : world + 1].view(np.recarray)
        if self.settled:
            return replace(self, sets=own)
        template = copy_world(self.template)
        numbers = numbers_of(template)
        end = settle(template, numbers, own[0], self.course)
        if end <= REFUSED:
            raise refusal(numbers, self.course, REFUSED - end, self.written)
        return replace(self, template=template, sets=own, settled=True)

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
    months = int(months)
    roster = roster or read_roster()
    resolved = resolve(policy, scenario, parameters, graphml=graphml, roster=roster, worlds=worlds)
    values, defaults = resolved.parameters, resolved.defaults
    count = max(int(np.size(value)) for value in defaults.values())
    until, later, entities = _stretches(resolved, months)
    facts = {name: defaults[name] if PARAMETERS[name].role == "lever" else values[name] for name in PARAMETERS}
    sets = empty_rows(PARAMETER, count, 2 + len(later))
    for column, one in enumerate((facts, values, *later)):
        sets[:, column] = parameter_rows(one, count)
    busiest, per_run, case_life = _bounds(roster, sets, until, [resolved.entities, *entities])
    place = int(values["topology"]), int(values["topology_seed"]), resolved.graphml
    facts_alone = bare_world(roster, *place, months, cases=_room(busiest * case_life), events=_room(per_run))
    course, written = course_of(facts_alone, roster, until, [resolved.entities, *entities])
    prepared = Prepared(resolved, months, roster, facts_alone, sets, course, written, settled=False)
    return prepared.only(0) if worlds is None else prepared


def _room(mean: float) -> int:
    """Rows enough for a Poisson count of this mean: an overflow would be a one in 10^9 event, and fails the run."""
    return int(mean + 8.0 * math.sqrt(mean) + 32.0)


def _stretches(resolved: Resolved, months: int) -> tuple[list[int], list[dict], list[tuple[EntityChange, ...]]]:
    """Where each stretch of months ends, the parameters in force in it, and what is written at its start."""
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
        later.append(values)
        entities.append(written)
    return [*starts[1:], months], later, entities


def _bounds(
    roster: Roster, sets: np.recarray, until: list[int], entities: list[tuple[EntityChange, ...]]
) -> tuple[float, float, float]:
    """Incidents in the busiest month, opportunities in the run, and the months that a case may stay open, in any world."""
    tempo = dict(zip(roster.adversary_codes, roster.adversary_columns["tempo"].tolist(), strict=True))
    busiest = life = 0.0
    per_run: Any = 0.0
    for number, written in enumerate(entities):
        for table, code, variable, op, value in written:
            if table == "adversaries" and variable == "tempo":
                for one in tempo if code == "ALL" else [code]:
                    tempo[one] = value if op == "set" else tempo[one] * value if op == "times" else tempo[one] + value
        if number == 0:  # year zero; the first stretch of months begins at once
            continue
        p = sets[:, 1 + number].view(np.recarray)
        opportunities = sum(tempo.values()) * p.tempo_scale
        opportunities = opportunities + _revenge(opportunities, len(tempo), p)
        busiest = max(busiest, float((opportunities + p.crime_rate).max()))
        per_run = per_run + opportunities * (until[number - 1] - (until[number - 2] if number > 1 else 0))
        life = max(life, float((p.window + p.tries + 8.0 + 4.0 * p.delay).max()))
    return busiest, float(np.max(per_run)), life


def _revenge(opportunities: np.ndarray, adversaries: int, p: np.recarray) -> np.ndarray:
    """A bound on the extra opportunities a month that retaliation brings: were half of all answered by Article 5 (one in
    twenty-five is answered above a statement), and never more than the most anger that there is room for."""
    bred = 0.5 * np.minimum(1.0, p.escalation * (1.0 + 3.0 * p.escalation_rung)) * p.ire_gain  # by one opportunity
    most = adversaries * p.ire_rate * p.ire_most
    return np.where(bred < 1.0, np.minimum(most, opportunities * bred / np.maximum(1e-9, 1.0 - bred)), most)


def check_key(seed: object) -> int:
    """A run's key as a whole number. Errors: RequestError outside 0 … 2^53 − 1, or for anything that is not whole."""
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed <= LARGEST_KEY:
        raise RequestError(f"seed = {seed!r} is not allowed; allowed: a whole number, 0 … {LARGEST_KEY}")
    return int(seed)
