"""A run lived again up to one incident, and looked at month by month until its fate is known.

Up to the month of the incident the compiled engine runs; from then on the same rules run one by one as a Mesa model, bit for
bit alike, and what they read and wrote is noted between them. Nothing here decides anything, and nothing is changed.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from experiments.explanation.votes import Vote, listen
from model.alliance import AllianceModel
from model.batch import REFUSED
from model.preparation import Prepared
from model.rules.council import votes_on
from model.state import Status
from model.world import World, copy_world
from model.writes import numbers_of, refusal

__all__ = ["Look", "Moment", "Seen", "Sitting", "watch"]


@dataclass(frozen=True)
class Moment:
    """The world as it stood at one moment, the parameters in force, and the row of the case (−1 before it is opened)."""

    world: World
    p: np.record
    case: int = -1

    @property
    def row(self) -> Any:
        """The case itself."""
        return self.world.cases[self.case]


@dataclass(frozen=True)
class Look:
    """The case after a month's investigation, before the Council meets."""

    month: int
    moment: Moment


@dataclass(frozen=True)
class Sitting:
    """One vote on the case: ballots with their terms, and the world when all have voted and nothing is decided."""

    month: int
    vote: Vote
    moment: Moment


@dataclass
class Seen:
    """What was noted of an incident."""

    event: np.void
    choice: Moment | None = None  # when its author has chosen, and nothing has happened yet
    looks: list[Look] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)
    before: Moment | None = None  # at the start of the month in which its fate was known
    after: Moment | None = None  # at that month's end


class _Watched(AllianceModel):
    """The Mesa model, looked at between investigation and Council; agents tell of themselves."""

    seen: Seen

    def _agenda(self) -> list[int]:
        _investigated(self)
        return super()._agenda()


def watch(prepared: Prepared, key: int, event: np.void) -> Seen:
    """Live a run again as far as the fate of this line of its log. Errors: none for a line of that very run."""
    model = _Watched(seed=key, prepared=prepared)
    model.seen = seen = Seen(event)
    _forward(model, int(event["month"]))
    author: Any = list(model.adversaries.values())[int(event["author"])]
    author.choose = partial(_chosen, model, author.choose)
    votes: list[Vote] = []
    listen(model, lambda: votes)
    agents: Any = model.states
    for agent in agents:
        agent.vote = partial(_voted, model, agent.vote, agent.row, votes)
    last = int(event["closed_month"]) if event["closed_month"] >= 0 else model.months - 1
    while model.month <= last:
        if model.month == last:
            seen.before = _moment(model)
        votes.clear()
        model.step()
    seen.after = _moment(model)
    return seen


def _forward(model: AllianceModel, month: int) -> None:
    """The months before, by the compiled engine."""
    ready, numbers = model.prepared, numbers_of(model.world)
    end = importlib.import_module("model.engine").go_on(model.world, numbers, ready.sets[0], ready.course, month)
    if end <= REFUSED:
        raise refusal(numbers, ready.course, REFUSED - end, ready.written)


def _moment(model: AllianceModel, case: int = -1) -> Moment:
    return Moment(copy_world(model.world), model.p.copy(), case)


def _chosen(model: _Watched, choose: Any, k: int) -> None:
    choose(k)
    event = model.seen.event
    if model.month == event["month"] and k == event["index"]:
        model.seen.choice = _moment(model)


def _investigated(model: _Watched) -> None:
    """Note the case while it is under investigation, and in the months of its name and of its public word."""
    event, month = model.seen.event, model.month
    cases: Any = model.world.cases[: int(model.world.alliance.open_cases[0])]
    for c in np.flatnonzero(cases.identity == event["identity"]):
        known = cases.status[c] == Status.INVESTIGATED
        if known or month in (event["named_month"], event["public_month"], event["closed_month"]):
            model.seen.looks.append(Look(month, _moment(model, int(c))))


def _voted(model: _Watched, vote: Any, row: int, votes: list[Vote], c: int) -> None:
    vote(c)
    world = model.world
    asked_later = any(votes_on(world, k, model.p) for k in range(row + 1, len(world.states)))
    if not asked_later and world.cases[c].identity == model.seen.event["identity"]:
        model.seen.sittings.append(Sitting(model.month, votes[-1], _moment(model, c)))
