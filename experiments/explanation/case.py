"""One case from the choice to the answer: everything that is told of it, gathered once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.explanation.choosing import Choice, Sight, choice_of, sight_of
from experiments.explanation.councils import Gate, Lesson, bringing_of, lesson_of, missing_of, publicity_of
from experiments.explanation.lives import Life
from experiments.explanation.votes import Vote
from experiments.explanation.watching import Look, Seen, watch
from model.rules.evidence import monthly_strength
from model.state import Ballot, Role

__all__ = ["Case", "Meeting", "Month", "read_case"]


@dataclass(frozen=True)
class Month:
    """A month of evidence: the posterior of each suspect (crime last), the bar, and how far each channel moved it."""

    month: int
    posterior: tuple[float, ...]
    bar: float
    technical: tuple[float, ...]  # log-likelihood that came in this month, by suspect
    independent: tuple[float, ...]
    contributors: float
    strength: tuple[float, float]  # d of a suspect about whom nothing more is known, both channels


@dataclass(frozen=True)
class Meeting:
    """A sitting: the proposal, every ballot, and whose support was missing."""

    month: int
    rung: int
    vote: Vote
    members: tuple[int, ...]
    missing: tuple[int, ...]
    carried: bool

    def rows(self, ballot: Ballot) -> tuple[int, ...]:
        """The members who voted so."""
        return tuple(k for k in self.members if self.vote.ballots[k] == ballot)


@dataclass(frozen=True)
class Case:
    """What is told of an incident; a part is None where it never came to that."""

    life: Life
    seen: Seen
    choice: Choice
    sight: Sight
    evidence: tuple[Month, ...]
    publicity: Gate | None
    bringing: Gate | None
    gravity: float
    meetings: tuple[Meeting, ...]
    lesson: Lesson | None

    @property
    def event(self) -> Any:
        """Its line of the log."""
        return self.seen.event

    @property
    def suspects(self) -> tuple[str, ...]:
        """Codes of the suspects, crime last."""
        return (*self.life.prepared.roster.adversary_codes, "crime")


def read_case(life: Life, event: np.void) -> Case:
    """Live the run again up to this incident and read everything about it."""
    seen = watch(life.prepared, life.key, event)
    assert seen.choice is not None
    looks = {look.month: look for look in seen.looks}
    named, public = looks.get(int(event["named_month"])), looks.get(int(event["public_month"]))
    accused = named is not None and event["named"] < len(life.prepared.roster.adversary_codes)
    brought = public is not None and event["target"] < len(life.prepared.roster.codes)
    return Case(
        life=life,
        seen=seen,
        choice=choice_of(event, seen.choice),
        sight=sight_of(event, seen.choice),
        evidence=_evidence(seen),
        publicity=publicity_of(named) if accused and named is not None else None,
        bringing=bringing_of(public) if brought and public is not None else None,
        gravity=float(public.moment.row.gravity) if public is not None else 0.0,
        meetings=_meetings(seen),
        lesson=lesson_of(seen),
    )


def _evidence(seen: Seen) -> tuple[Month, ...]:
    """Months of investigation: those up to the name, or to the end of the window."""
    until = seen.event["named_month"] if seen.event["named_month"] >= 0 else np.inf
    months: list[Month] = []
    before: Mapping[str, np.ndarray] = {"technical": np.zeros(1), "independent": np.zeros(1)}
    for look in (look for look in seen.looks if look.month <= until):
        row, count = look.moment.row, len(look.moment.world.adversaries) + 1
        held = {name: row[name][:count].copy() for name in before}
        moved = {name: tuple((held[name] - before[name]).tolist()) for name in before}
        months.append(
            Month(
                look.month,
                tuple(row.posterior[:count].tolist()),
                float(look.moment.p["bar"]),
                moved["technical"],
                moved["independent"],
                _contributors(look),
                _strength(look),
            )
        )
        before = held
    return tuple(months)


def _contributors(look: Look) -> float:
    states, victim = look.moment.world.states, int(look.moment.row.victim)
    return float(states.contributors[victim] if victim < len(states) else look.moment.p["evidence_high"])


def _strength(look: Look) -> tuple[float, float]:
    technical, independent = monthly_strength(look.moment.world, look.moment.row, look.moment.p)
    return float(technical), float(independent)


def _meetings(seen: Seen) -> tuple[Meeting, ...]:
    found = []
    for number, sitting in enumerate(seen.sittings):
        members = np.flatnonzero(sitting.moment.world.states.role == Role.ALLY)
        missing = missing_of(sitting)
        last = number == len(seen.sittings) - 1
        carried = bool(last and 0 < seen.event["outcome"] == sitting.vote.rung + 1)
        found.append(
            Meeting(
                sitting.month,
                sitting.vote.rung,
                sitting.vote,
                tuple(int(k) for k in members),
                tuple(missing),
                carried,
            )
        )
    return tuple(found)
