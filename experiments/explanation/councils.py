"""What kept a case from an answer: by how much it missed, at each gate, and what its end taught.

The gates are asked with the rules themselves, on copies of the world as it stood.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.explanation.choosing import fear_of
from experiments.explanation.watching import Look, Moment, Seen, Sitting
from model.randomness import Draw, uniform
from model.rules.accusation import accusation_chance
from model.rules.council import decide, passes
from model.rules.effects import carry_out
from model.rules.gravity import brought_chance
from model.state import Ballot, Role
from model.world import copy_world

__all__ = ["Gate", "Lesson", "bringing_of", "lesson_of", "missing_of", "publicity_of"]


@dataclass(frozen=True)
class Gate:
    """A chance and the luck that met it: it opens where the draw lies below the chance."""

    chance: float
    draw: float

    @property
    def open(self) -> bool:
        return self.draw < self.chance


@dataclass(frozen=True)
class Lesson:
    """What states and adversaries held before and after; `alone`: through this case, else over the month of its end."""

    alone: bool
    victim: tuple[float, float] | None  # credence of the victim
    members: tuple[float, float]  # mean credence of the members
    cohesion: tuple[float, float]
    adversaries: tuple[tuple[float, float], ...]  # believed chance that such a deed is answered


def _gate(chance: float, look: Look, what: Draw) -> Gate:
    case = look.moment.row
    key = int(look.moment.world.alliance.key[0])
    return Gate(float(chance), float(uniform(key, int(case.birth), what, 0, int(case.identity))))


def publicity_of(look: Look) -> Gate:
    """The chance that victim or allies say the name in public, in the month of the name."""
    moment = look.moment
    return _gate(accusation_chance(moment.world, moment.row, moment.p), look, Draw.ACCUSATION)


def bringing_of(look: Look) -> Gate:
    """The chance that the victim brings the case to the Council, in the month of the public word."""
    moment = look.moment
    p: Any = moment.p
    return _gate(brought_chance(moment.row.gravity, p.consult_threshold, p.consult_slope), look, Draw.CONSULTATION)


def missing_of(sitting: Sitting) -> list[int]:
    """The members whose support would have carried the proposal, the least unwilling first; none where it carried.

    Objectors are asked first, then who abstained; whether it carries is asked of the rule each time.
    """
    moment, vote = sitting.moment, sitting.vote
    willing = vote.margins + vote.luck
    members = moment.world.states.role == Role.ALLY
    order = [
        int(k)
        for ballot in (Ballot.OBJECT, Ballot.ABSTAIN)
        for k in np.argsort(-willing, kind="stable")
        if members[k] and vote.ballots[k] == ballot
    ]
    for count in range(len(order) + 1):
        world = copy_world(moment.world)
        world.states.ballot[order[:count]] = Ballot.SUPPORT
        if passes(world, moment.case, moment.p)[0]:
            return order[:count]
    return order


def lesson_of(seen: Seen) -> Lesson | None:
    """What the case taught; None while it is open. Where the Council ended it, or nobody saw it, its own part alone."""
    event = seen.event
    if event["closed_month"] < 0 or seen.before is None or seen.after is None:
        return None
    alone = True
    if not event["detected"] and seen.choice is not None:
        before, after = seen.choice, _copied(seen.choice)
        carry_out(after.world, int(event["author"]), int(event["index"]), after.p)
    elif seen.sittings and seen.sittings[-1].month == event["closed_month"]:
        before, after = seen.sittings[-1].moment, _copied(seen.sittings[-1].moment)
        decide(after.world, after.case, after.p)
    else:
        before, after, alone = seen.before, seen.after, False
    held = [_held(event, moment) for moment in (before, after)]
    pairs = {name: (held[0][name], held[1][name]) for name in ("victim", "members", "cohesion")}
    fears = tuple(zip(fear_of(event, before), fear_of(event, after), strict=True))
    known = None if pairs["victim"][0] is None else pairs["victim"]
    return Lesson(alone, known, pairs["members"], pairs["cohesion"], fears)


def _copied(moment: Moment) -> Moment:
    return Moment(copy_world(moment.world), moment.p, moment.case)


def _held(event: np.void, moment: Moment) -> Mapping[str, Any]:
    states = moment.world.states
    victim = int(event["target"])
    return {
        "victim": float(states.credence[victim]) if victim < len(states) else None,
        "members": float(states.credence[states.role == Role.ALLY].mean()),
        "cohesion": float(moment.world.alliance.cohesion[0]),
    }
