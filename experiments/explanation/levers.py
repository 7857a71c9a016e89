"""What might have changed a case: the list of single changes that are tried, each with the month from which it holds.

Each is one thing: a member's mind, a threshold, a rule, a contributor more. Steps of one lever run from small to large.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.explanation.watching import Seen
from experiments.study.inline import named_with
from model.parameters import PARAMETERS, RULES
from model.preparation import Prepared
from model.state import Ballot, Role
from model.world import World

__all__ = ["Lever", "date_of", "levers"]

CLOSE = 5
"""Supporters whose objection is tried where a proposal carried: those who were least willing."""
BARS = (0.02, 0.05, 0.1, 0.2)
CONTRIBUTORS = (1, 2)
SKILL = (0.1, 0.2, 0.4)
GRAVITY = (0.5, 0.1, 0.0)
MONTHS_MORE = (6, 12)


@dataclass(frozen=True)
class Lever:
    """One change: what it means, what was and what is set, and from which month on."""

    change: str
    before: Any
    after: Any
    values: tuple[tuple[str, Any], ...]  # names and values, as a policy file writes them
    month: int
    size: int = 1  # its place among the steps of the same lever
    members: int = 0  # members whose ballot it rules, where it does

    def suffix(self, first_year: int) -> str:
        """What is added to a policy's name: `+HUN.veto=2@2034-11`."""
        return "".join(named_with(name, value, date_of(self.month, first_year)) for name, value in self.values)


def date_of(month: int, first_year: int) -> str:
    """`2034-11`: the date of a month counted from the first January."""
    return f"{first_year + month // 12}-{month % 12 + 1:02}"


def levers(prepared: Prepared, seen: Seen) -> list[Lever]:
    """Everything that is tried on a case, as far as it would change anything."""
    now = _Now(prepared, seen)
    found = [*_members(now), *_choosing(now), *_seeing(now), *_naming(now), *_bringing(now), *_deciding(now)]
    return [one for one in found if one.before != one.after]


class _Now:
    """What the levers stand at in this case."""

    def __init__(self, prepared: Prepared, seen: Seen) -> None:
        self.roster, self.seen, self.event = prepared.roster, seen, seen.event
        self.birth = int(seen.event["month"])
        self.council = seen.sittings[0].month if seen.sittings else self.birth
        assert seen.choice is not None
        self.p: Any = seen.choice.p
        self.world: World = seen.choice.world

    def value(self, name: str) -> Any:
        """A parameter as it stands in the month of the incident, as people write it."""
        entry = PARAMETERS[name]
        value = self.p[entry.family][entry.position] if entry.family else self.p[name]
        return entry.shown(float(value) if entry.kind == "float" else int(value))

    def one(self, change: str, name: str, after: Any, month: int | None = None, size: int = 1) -> Lever:
        """A single parameter set to another value."""
        after = PARAMETERS[name].shown(PARAMETERS.check(name, after))
        return Lever(change, self.value(name), after, ((name, after),), self.birth if month is None else month, size)

    def stepped(self, change: str, name: str, values: Sequence[float]) -> Iterator[Lever]:
        """A parameter at several values within its bounds, the nearest first; `change` has a place for the value."""
        low, high = PARAMETERS[name].bounds
        within = [round(value, 6) for value in values if low <= value <= high]
        for size, value in enumerate(within, 1):
            yield self.one(change.format(f"{value:g}"), name, value, size=size)


def _members(now: _Now) -> Iterator[Lever]:
    """Each objector keeps silent; where a proposal carried, each of those who barely supported it objects."""
    names, states = now.roster.names, now.world.states
    objected = {int(k): one.month for one in reversed(now.seen.sittings) for k in np.flatnonzero(_objects(one.vote))}
    for k in sorted(objected):
        month, code = objected[k], now.roster.codes[k]
        yield Lever(f"{names[k]} does not object", "objects", "consents", ((f"{code}.veto", 2),), month, members=1)
        if states.balancing[k] > 0.0:
            aligned = Lever(f"{names[k]} does not hedge", _short(states.balancing[k]), 0, ((f"{code}.balancing", 0),), month)
            yield aligned
    if len(objected) > 1:
        each = tuple((f"{now.roster.codes[k]}.veto", 2) for k in sorted(objected))
        yield Lever("no member objects", len(objected), 0, each, now.council, members=len(objected))
    if now.seen.sittings and now.event["outcome"] not in (0, len(RULES)):
        last = now.seen.sittings[-1]
        allies = np.flatnonzero((states.role == Role.ALLY) & (last.vote.ballots == Ballot.SUPPORT))
        for k in allies[np.argsort((last.vote.margins + last.vote.luck)[allies], kind="stable")][:CLOSE]:
            code = now.roster.codes[k]
            yield Lever(f"{names[k]} objects", "supports", "objects", ((f"{code}.veto", 1),), last.month, members=1)


def _objects(vote: Any) -> np.ndarray:
    return vote.ballots == Ballot.OBJECT


def _short(value: float) -> float:
    return round(float(value), 4)


def _choosing(now: _Now) -> Iterator[Lever]:
    yield now.one("no false flags", "false_flags", 0)
    yield now.one("the alliance's own networks are no target", "alliance_networks", 0)


def _seeing(now: _Now) -> Iterator[Lever]:
    """The target sees better; it is set at the start of the month and fades as every skill does."""
    k = int(now.event["target"])
    if k >= len(now.world.states):
        return
    code, name, skill = now.roster.codes[k], now.roster.names[k], _short(now.world.states.detection[k])
    for size, more in enumerate(SKILL, 1):
        after = min(1.0, round(skill + more, 4))
        yield Lever(f"{name} sees better: detection skill +{more:g}", skill, after, ((f"{code}.detection", after),), now.birth, size)


def _naming(now: _Now) -> Iterator[Lever]:
    bar = float(now.p["bar"])
    yield from now.stepped("the bar for naming at {}", "bar", [bar - step for step in BARS])
    yield from now.stepped("the bar for naming at {}", "bar", [bar + step for step in BARS if bar + step < 0.999])
    low, high = (float(now.p[name]) for name in ("evidence_low", "evidence_high"))
    for size, more in enumerate(CONTRIBUTORS, 1):
        after = (round(min(10.0, low + more), 6), round(min(10.0, high + more), 6))
        values = (("evidence_low", after[0]), ("evidence_high", after[1]))
        what = "one more contributor to each case" if more == 1 else f"{more} more contributors to each case"
        yield Lever(what, f"{low:g} to {high:g}", f"{after[0]:g} to {after[1]:g}", values, now.birth, size)
    yield from now.stepped("evidence is sought for {} months", "window", [int(now.p["window"]) + more for more in MONTHS_MORE])
    yield now.one("partners share all evidence", "partner_evidence", 1)
    yield now.one("full help to the victim", "assist", 1)


def _bringing(now: _Now) -> Iterator[Lever]:
    yield now.one("the alliance makes every name public", "public_naming", 1)
    yield now.one("whoever is named is named in public", "discretion", 0)
    threshold = float(now.p["consult_threshold"])
    yield from now.stepped("gravity for the Council at {} points of GDP", "consult_threshold", [threshold * x for x in GRAVITY])
    yield now.one("the accused's earlier deeds count in full", "cumulative_weight", 1)
    yield now.one("each case is judged alone", "cumulative_weight", 0)


def _deciding(now: _Now) -> Iterator[Lever]:
    month = now.council
    words = ("consensus by silence", "every member must support", "two thirds may decide", "half of the capability may act")
    for rule, what in zip(RULES, words, strict=False):
        yield now.one(what, "rule", rule, month)
    for size, months in enumerate(MONTHS_MORE, 1):
        yield now.one(f"{int(now.p['tries']) + months} months of trying at the first rung", "tries", int(now.p["tries"]) + months, month, size)
    yield now.one("a sole objector sells its consent", "concession", 1, month)
    yield now.one("no member hedges", "balancing_scale", 0, month)
    yield now.one("others' civilian harm weighs twice as much", "r2p", min(2.0, 2 * float(now.p["r2p"])), month)
    yield now.one("harm to partners weighs as harm to allies", "r2p_partner", 1, month)
    yield now.one("no proposal falls a rung", "fall_back", 0, month)
    yield now.one("every victim that can answers alone", "unilateral", 1, month)
    yield now.one("no victim answers alone", "unilateral", 0, month)
    hegemon = [now.roster.names[int(k)] for k in np.flatnonzero(now.world.states.hegemon > 0)]
    stance = _short(now.world.alliance.commitment[0])
    for name in hegemon[:1]:
        fully = (("commitment_min", 1), ("commitment_max", 1), ("commitment_ceiling", 1))
        yield Lever(f"{name} stands by fully", stance, 1.0, fully, month)
        yield Lever(f"{name} stands aside", stance, 0.0, (("commitment_ceiling", 0),), month)
