"""A checked request, laid out: the world at its start, and the stretches of months between dated changes.

Everything a user can get wrong is refused here, before anything is compiled or run.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.constants import LARGEST_KEY, LONGEST
from model.errors import RequestError
from model.parameters import parameter_record
from model.roster import Roster, read_roster
from model.settings import Resolved, Setting, resolve
from model.settings.amendments import amend
from model.world import World, build_world

__all__ = ["Prepared", "Segment", "check_key", "prepare"]


@dataclass(frozen=True)
class Segment:
    """A stretch of months between two dated changes: what is written at its start, and the parameters in force."""

    first: int
    until: int
    p: np.record
    entities: tuple


@dataclass(frozen=True)
class Prepared:
    """A checked request, ready to run under any key."""

    resolved: Resolved
    months: int
    roster: Roster
    template: World
    segments: tuple[Segment, ...]

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
) -> Prepared:
    """Check a request and lay out its world. Errors: RequestError, one line that says what, where and what is allowed."""
    if isinstance(months, bool) or not isinstance(months, int | np.integer) or not 1 <= months <= LONGEST:
        raise RequestError(f"months = {months!r} is out of bounds; allowed: a whole number, 1 … {LONGEST}")
    months = int(months)
    roster = roster or read_roster()
    resolved = resolve(policy, scenario, parameters, graphml=graphml, roster=roster)
    segments = _segments(resolved, months)
    busiest, per_run, case_life = _bounds(resolved, roster, segments)
    template = build_world(
        roster,
        resolved,
        months,
        cases=_room(busiest * case_life),
        events=_room(per_run),
    )
    return Prepared(resolved, months, roster, template, segments)


def _room(mean: float) -> int:
    """Rows enough for a Poisson count of this mean: an overflow would be a one in 10^9 event, and fails the run."""
    return int(mean + 8.0 * math.sqrt(mean) + 32.0)


def _segments(resolved: Resolved, months: int) -> tuple[Segment, ...]:
    values = dict(resolved.parameters)
    changes = [change for change in resolved.changes if change.month < months]
    starts = sorted({0, *(change.month for change in changes)})
    segments = []
    for first, until in zip(starts, [*starts[1:], months], strict=True):
        entities: tuple = ()
        for change in changes:
            if change.month == first:
                values = amend(values, change.parameters, f"change in month {first}")
                entities += change.entities
        segments.append(Segment(first, until, parameter_record(values)[0], entities))
    return tuple(segments)


def _bounds(resolved: Resolved, roster: Roster, segments: tuple[Segment, ...]) -> tuple[float, float, float]:
    """Incidents in the busiest month, opportunities in the run, and the months that a case may stay open."""
    tempo = dict(zip(roster.adversary_codes, roster.adversary_columns["tempo"], strict=True))
    busiest = per_run = life = 0.0
    for number, segment in enumerate(segments):
        for table, code, variable, op, value in (resolved.entities if number == 0 else ()) + segment.entities:
            if table == "adversaries" and variable == "tempo":
                for one in tempo if code == "ALL" else [code]:
                    tempo[one] = value if op == "set" else tempo[one] * value if op == "times" else tempo[one] + value
        opportunities = sum(tempo.values()) * segment.p.tempo_scale
        busiest = max(busiest, opportunities + segment.p.crime_rate)
        per_run += opportunities * (segment.until - segment.first)
        life = max(life, segment.p.window + segment.p.tries + 8.0 + 4.0 * segment.p.delay)
    return busiest, per_run, life


def check_key(seed: object) -> int:
    """A run's key as a whole number. Errors: RequestError outside 0 … 2^53 − 1, or for anything that is not whole."""
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed <= LARGEST_KEY:
        raise RequestError(f"seed = {seed!r} is not allowed; allowed: a whole number, 0 … {LARGEST_KEY}")
    return int(seed)
