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

from model.arithmetic import exp
from model.batch import REFUSED, settle
from model.constants import LARGEST_KEY, LONGEST
from model.errors import RequestError
from model.parameters import PARAMETER, PARAMETERS, parameter_rows
from model.roster import Roster, read_roster
from model.settings import Resolved, Setting, resolve
from model.settings.amendments import EntityChange, amend
from model.world import World, bare_world, copy_world, empty_rows
from model.writes import Course, course_of, numbers_of, refusal

__all__ = ["Prepared", "Segment", "check_key", "lay_out", "prepare"]


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
        ends = [int(month) for month in self.course.until]
        return tuple(
            Segment(first, until, self.sets[0, 2 + s])
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
    open_cases, per_run = _bounds(roster, resolved.traits, sets, until, [resolved.entities, *entities])
    place = int(values["topology"]), int(values["topology_seed"]), resolved.graphml
    facts_alone = bare_world(roster, *place, months, cases=_room(open_cases), events=_room(per_run))
    course, written = course_of(facts_alone, roster, resolved.traits, until, [resolved.entities, *entities])
    return Prepared(resolved, months, roster, facts_alone, sets, traits, course, written, settled=False)


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


CAMPAIGN_MONTHS = 24
"""Months on end for which room is kept as if a campaign were at its height: it persists so long at the very most."""


def _bounds(
    roster: Roster,
    traits: Mapping[str, Any],
    sets: np.recarray,
    until: list[int],
    entities: list[tuple[EntityChange, ...]],
) -> tuple[float, float]:
    """Mean numbers of cases open at the worst, and of opportunities in the run, in any world; one campaign at its height."""
    tempo, spread = (_most(roster, traits, name) for name in ("tempo", "campaign_spread"))
    open_cases = 0.0
    per_run: Any = 0.0
    height: Any = 0.0
    for number, written in enumerate(entities):
        for table, code, variable, op, value in written:
            for one in tempo if code == "ALL" else [code]:
                for name, known in (("tempo", tempo), ("campaign_spread", spread)):
                    if table == "adversaries" and variable == name:
                        known[one] = (
                            value if op == "set" else known[one] * value if op == "times" else known[one] + value
                        )
        if number == 0:  # year zero; the first stretch of months begins at once
            continue
        p = sets[:, 1 + number].view(np.recarray)
        # one adversary at the height of a campaign is rare, two at once are never
        most = max(tempo[one] * exp(4.0 * spread[one] - 0.5 * spread[one] * spread[one]) for one in tempo)
        campaign = most * p.tempo_scale * (p.campaigns > 0)
        opportunities = sum(tempo.values()) * p.tempo_scale
        opportunities = opportunities + _revenge(opportunities + campaign, len(tempo), p)
        per_run = per_run + opportunities * (until[number - 1] - (until[number - 2] if number > 1 else 0))
        height = np.maximum(height, campaign)
        silent = 2.0 * p.public_delay.max(axis=1)  # mean months between a name and its publication
        life = p.window + silent + p.tries + 8.0 + 4.0 * p.delay
        at_once = (opportunities + p.crime_rate) * life + campaign * np.minimum(life, CAMPAIGN_MONTHS)
        open_cases = max(open_cases, float(at_once.max()))
    return open_cases, float(np.max(per_run + height * min(until[-1], CAMPAIGN_MONTHS)))


def _revenge(opportunities: np.ndarray, adversaries: int, p: np.recarray) -> np.ndarray:
    """A bound on the extra opportunities a month that retaliation brings: were half of all answered by Article 5 (one in
    twenty-five is answered above a statement), and never more than the most anger that there is room for."""
    bred = 0.5 * np.minimum(1.0, p.escalation * (1.0 + 3.0 * p.escalation_rung)) * p.ire_gain  # by one opportunity
    most = adversaries * p.ire_rate * p.ire_most
    return np.where(bred < 1.0, np.minimum(most, opportunities * bred / np.maximum(1e-9, 1.0 - bred)), most)


def _most(roster: Roster, traits: Mapping[str, Any], name: str) -> dict[str, float]:
    """The largest value of an adversary's number in any world, by code."""
    known = dict(zip(roster.adversary_codes, roster.adversary_columns[name].tolist(), strict=True))
    return {code: float(np.max(traits.get(f"{code}.{name}", value))) for code, value in known.items()}


def check_key(seed: object) -> int:
    """A run's key as a whole number. Errors: RequestError outside 0 … 2^53 − 1, or for anything that is not whole."""
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed <= LARGEST_KEY:
        raise RequestError(f"seed = {seed!r} is not allowed; allowed: a whole number, 0 … {LARGEST_KEY}")
    return int(seed)
