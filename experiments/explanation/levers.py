"""What might have changed a case: the list of single changes that are tried, each with the month from which it holds.

Each is one thing: a member's mind, a threshold, a rule, a contributor more. Steps of one lever run from small to large.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.explanation.watching import Moment, Seen
from experiments.study.inline import named_with
from model.parameters import PARAMETERS, RULES
from model.preparation import Prepared
from model.state import Ballot, Role

__all__ = ["KINDS", "Lever", "date_of", "levers"]

KINDS = ("ballot", "member", "number", "rule", "members")
"""What a lever rules, the least first: one member's ballot, one member, a number, a rule, or several members."""

CLOSE = 5
"""Supporters whose objection is tried where a proposal carried: those who were least willing."""
BARS = (0.02, 0.05, 0.1, 0.2)
CONTRIBUTORS = (1, 2)
SKILL = (0.1, 0.2, 0.4)
GRAVITY = (0.5, 0.1, 0.0)
MONTHS_MORE = (6, 12)
DECIDES = (
    "consensus by silence",
    "every member must support",
    "two thirds may decide",
    "half of the capability may act",
)
"""The rules of decision in the order of `RULES`; that nobody ever answers is none."""


@dataclass(frozen=True)
class Lever:
    """One change: what it means, what was and what is set, and from which month on."""

    change: str
    before: Any
    after: Any
    values: tuple[tuple[str, Any], ...]  # names and values, as a policy file writes them
    month: int
    kind: str = "number"
    size: int = 1  # its place among the steps of the same lever

    @property
    def ladder(self) -> tuple[Any, ...]:
        """What it shares with larger and smaller steps of the same lever: what is set, and whether up or down."""
        ends = [end for end in (self.before, self.after) if isinstance(end, float | int) and not isinstance(end, bool)]
        return (*(name for name, _ in self.values), len(ends) == 2 and ends[0] < ends[1])

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
    """What the levers stand at in this case: `first` when it happened, `council` when it was first voted on."""

    def __init__(self, prepared: Prepared, seen: Seen) -> None:
        assert seen.choice is not None
        self.roster, self.seen, self.event = prepared.roster, seen, seen.event
        self.birth = self.sitting = int(seen.event["month"])
        self.first: Moment = seen.choice
        self.council: Moment = seen.choice
        if seen.sittings:
            self.sitting, self.council = seen.sittings[0].month, seen.sittings[0].moment

    def one(self, change: str, name: str, after: Any, council: bool = False, size: int = 1) -> Lever:
        """A single parameter set to another value, from the month of the incident or of the first sitting on."""
        entry, p = PARAMETERS[name], (self.council if council else self.first).p
        value = p[entry.family][entry.position] if entry.family else p[name]
        before = entry.shown(float(value) if entry.kind == "float" else int(value))
        after = entry.shown(entry.check(after))
        kind = "rule" if entry.kind in ("bool", "choice") else "number"
        month = self.sitting if council else self.birth
        return Lever(change, before, after, ((name, after),), month, kind, size)

    def stepped(self, change: str, name: str, values: Sequence[float], council: bool = False) -> Iterator[Lever]:
        """A parameter at several values within its bounds, the nearest first; `change` has a place for the value."""
        low, high = PARAMETERS[name].bounds
        within = [round(value, 6) for value in values if low <= value <= high]
        for size, value in enumerate(within, 1):
            yield self.one(change.format(f"{value:g}"), name, value, council, size)


def _members(now: _Now) -> Iterator[Lever]:
    """Each objector keeps silent; where a proposal carried, each of those who barely supported it objects."""
    names, codes, sittings = now.roster.names, now.roster.codes, now.seen.sittings
    first = {int(k): one for one in reversed(sittings) for k in np.flatnonzero(_objects(one.vote))}
    for k in sorted(first):
        month, hedging = first[k].month, _short(first[k].moment.world.states.balancing[k])
        yield Lever(f"{names[k]} does not object", "objects", "consents", ((f"{codes[k]}.veto", 2),), month, "ballot")
        yield Lever(f"{names[k]} does not hedge", hedging, 0.0, ((f"{codes[k]}.balancing", 0),), month, "member")
    if len(first) > 1:
        each = tuple((f"{codes[k]}.veto", 2) for k in sorted(first))
        yield Lever("no member objects", len(first), 0, each, now.sitting, "members")
    if sittings and now.event["outcome"] == sittings[-1].vote.rung + 1:
        last = sittings[-1]
        allies = now.council.world.states.role == Role.ALLY
        willing = np.flatnonzero(allies & (last.vote.ballots == Ballot.SUPPORT))
        for k in willing[np.argsort((last.vote.margins + last.vote.luck)[willing], kind="stable")][:CLOSE]:
            veto = ((f"{codes[k]}.veto", 1),)
            yield Lever(f"{names[k]} objects", "supports", "objects", veto, last.month, "ballot")


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
    if k >= len(now.roster.codes):
        return
    code, name = now.roster.codes[k], now.roster.names[k]
    skill = _short(now.first.world.states.detection[k])
    for size, more in enumerate(SKILL, 1):
        after = min(1.0, round(skill + more, 4))
        what, better = f"{name} sees better: detection skill +{more:g}", ((f"{code}.detection", after),)
        yield Lever(what, skill, after, better, now.birth, "member", size)


def _naming(now: _Now) -> Iterator[Lever]:
    bar = float(now.first.p["bar"])
    yield from now.stepped("the bar for naming at {}", "bar", [bar - step for step in BARS])
    yield from now.stepped("the bar for naming at {}", "bar", [bar + step for step in BARS if bar + step < 0.999])
    low, high = (float(now.first.p[name]) for name in ("evidence_low", "evidence_high"))
    for size, more in enumerate(CONTRIBUTORS, 1):
        after = (round(min(10.0, low + more), 6), round(min(10.0, high + more), 6))
        values = (("evidence_low", after[0]), ("evidence_high", after[1]))
        what = "one more contributor to each case" if more == 1 else f"{more} more contributors to each case"
        yield Lever(what, f"{low:g} to {high:g}", f"{after[0]:g} to {after[1]:g}", values, now.birth, "number", size)
    yield from now.stepped(
        "evidence is sought for {} months", "window", [int(now.first.p["window"]) + more for more in MONTHS_MORE]
    )
    yield now.one("partners share all evidence", "partner_evidence", 1)
    yield now.one("full help to the victim", "assist", 1)


def _bringing(now: _Now) -> Iterator[Lever]:
    yield now.one("the alliance makes every name public", "public_naming", 1)
    yield now.one("whoever is named is named in public", "discretion", 0)
    threshold = float(now.first.p["consult_threshold"])
    yield from now.stepped(
        "gravity for the Council at {} points of GDP", "consult_threshold", [threshold * x for x in GRAVITY]
    )
    yield now.one("the accused's earlier deeds count in full", "cumulative_weight", 1)
    yield now.one("each case is judged alone", "cumulative_weight", 0)


def _deciding(now: _Now) -> Iterator[Lever]:
    p: Any = now.council.p
    for rule, what in zip(RULES, DECIDES, strict=False):
        yield now.one(what, "rule", rule, council=True)
    longer = [int(p["tries"]) + more for more in MONTHS_MORE]
    yield from now.stepped("{} months of trying at the first rung", "tries", longer, council=True)
    twice = min(2.0, 2.0 * float(p["r2p"]))
    for what, name, after in (
        ("a sole objector sells its consent", "concession", 1),
        ("no member hedges", "balancing_scale", 0),
        ("others' civilian harm weighs twice as much", "r2p", twice),
        ("harm to partners weighs as harm to allies", "r2p_partner", 1),
        ("no proposal falls a rung", "fall_back", 0),
        ("every victim that can answers alone", "unilateral", 1),
        ("no victim answers alone", "unilateral", 0),
    ):
        yield now.one(what, name, after, council=True)
    stance = _short(now.council.world.alliance.commitment[0])
    for k in np.flatnonzero(now.council.world.states.hegemon > 0)[:1]:
        name = now.roster.names[int(k)]
        fully = (("commitment_min", 1), ("commitment_max", 1), ("commitment_ceiling", 1))
        yield Lever(f"{name} stands by fully", stance, 1.0, fully, now.sitting, "member")
        yield Lever(f"{name} stands aside", stance, 0.0, (("commitment_ceiling", 0),), now.sitting, "member")
