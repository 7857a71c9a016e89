"""What the timeline and the charts draw: attacks with their fates, namings, every ballot, series; told once, and then by the
month.

A part holds what began or changed in months `first` … `until` − 1 (0 is January of the first year), as it was known after
`until` months. Rows are keyed by their place in the log, so that a part told twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from experiments.explanation.votes import Vote
from model.incidents import FATES
from model.state import Tier
from viz.frames import Session

__all__ = ["EVENTS", "JUMPS", "VOTES", "Seen", "history", "next_month", "with_series"]

EVENTS = (
    *("row", "month", "author", "target", "tier", "flag", "detected", "harm", "named", "named_month", "public_month"),
    *("certainty", "closed_month", "outcome", "fate"),
)
"""Columns of an attack: places in the roster, months, harm in bn USD; −1 where there is none."""
VOTES = ("month", "event", "victim", "suspect", "rung", "certainty", "carried", "ballots")
"""Columns of a sitting; ballots are a digit a state: 0 not asked, 1 supports, 2 abstains, 3 objects."""
STAGES = ("month", "named_month", "public_month", "closed_month")


def history(session: Session, first: int, until: int) -> dict[str, Any]:
    """What happened in these months, in the columns of EVENTS and VOTES. Errors: those of the run."""
    log = session.log(until)
    changed = np.zeros(len(log), bool)
    for stage in STAGES:
        changed |= (log[stage] >= first) & (log[stage] < until)
    rows = np.flatnonzero(changed & (log["tier"] >= 0))
    events = [_event(row, log[row]) for row in rows.tolist()]
    return {"events": events, "votes": _votes(session, first, until), "turns": _turns(session, first, until)}


def with_series(session: Session, first: int, until: int) -> dict[str, Any]:
    """The same with what the monthly SERIES were, a list each, in seven digits."""
    lines = session.series(until)[:, first:until].tolist()
    return history(session, first, until) | {"series": [[float(f"{value:.7g}") for value in line] for line in lines]}


def _event(row: int, event: Any) -> list[Any]:
    named = int(event["named"])
    certainty = round(float(event["certainty"]), 3) if named >= 0 else 0
    whole = [int(event[name]) for name in ("month", "author", "target", "tier", "flag", "detected")]
    stages = [int(event[name]) for name in ("named_month", "public_month")]
    end = [int(event["closed_month"]), int(event["outcome"]), FATES[event["fate"]]]
    return [row, *whole, round(float(event["harm_money"]), 5), named, *stages, certainty, *end]


def _turns(session: Session, first: int, until: int) -> list[list[int]]:
    """Months after which an adaptive policy changes course, and the signposts in force from then on, a bit each."""
    held = [session.at(month).signposts for month in range(first, until + 1)]
    return [[first + at, now] for at, (before, now) in enumerate(pairwise(held)) if now != before]


def _votes(session: Session, first: int, until: int) -> list[list[Any]]:
    return [
        [
            *(month - 1, vote.event, vote.victim, vote.suspect, vote.rung, round(vote.certainty, 3)),
            *(int(vote.carried), "".join(map(str, vote.ballots.tolist()))),
        ]
        for month in range(first + 1, until + 1)
        for vote in session.at(month).votes
    ]


@dataclass(frozen=True)
class Seen:
    """What the timeline shows: whose eyes look, and its filters. state: a row of the roster, or None for all."""

    known: bool = False
    least: float = 0.0  # bn USD
    state: int | None = None
    tier: int = 0  # this one and graver
    fate: str = ""

    def attack(self, event: Any) -> bool:
        """Whether an attack passes."""
        fate = FATES[event["fate"]]
        if self.known:
            fate = "answered" if fate == "wrong" else fate
        return bool(
            event["tier"] >= self.tier
            and event["harm_money"] >= self.least
            and (self.state is None or event["target"] == self.state)
            and (event["detected"] or not self.known)
            and self.fate in ("", fate)
        )


def _attacks(session: Session, until: int, seen: Seen) -> set[int]:
    return {int(one["month"]) for one in session.log(until) if one["tier"] >= 0 and seen.attack(one)}


def _named(session: Session, until: int, seen: Seen) -> np.ndarray:
    """Attacks whose naming the timeline draws: of disruption and above, or wrong, to eyes that can tell; criminals are no
    mark of it. `drawnNaming` in viz/javascript/lanes.js says the same."""
    log = session.log(until)
    states = len(session.roster.adversary_codes)
    wrong = (log["named"] != log["author"]) & (not seen.known)
    drawn = (log["tier"] >= Tier.DISRUPTION) | wrong
    log = log[(log["tier"] >= 0) & (log["named"] >= 0) & (log["named"] < states) & drawn]
    return log[[seen.attack(one) for one in log]]


def _namings(session: Session, until: int, seen: Seen) -> set[int]:
    return set(_named(session, until, seen)["named_month"].tolist())


def _mistakes(session: Session, until: int, seen: Seen) -> set[int]:
    if seen.known:
        return set()  # nobody knows of a mistake
    log = _named(session, until, seen)
    return set(log["named_month"][log["named"] != log["author"]].tolist())


def _sittings(session: Session, until: int, seen: Seen, stopped: bool) -> set[int]:
    """A case's first and last sitting; with `stopped` only those that an objection stopped."""
    log = session.log(until)
    cases: dict[int, list[tuple[int, Vote]]] = {}
    for month in range(1, until + 1):
        for vote in session.at(month).votes:
            if seen.state in (None, vote.victim) and (vote.event < 0 or seen.attack(log[vote.event])):
                cases.setdefault(vote.identity, []).append((month - 1, vote))
    ends = (end for sittings in cases.values() for end in (sittings[0], sittings[-1]))
    return {month for month, vote in ends if not stopped or (not vote.carried and 3 in vote.ballots)}


JUMPS: dict[str, Callable[[Session, int, Seen], set[int]]] = {
    "attack": _attacks,
    "naming": _namings,
    "vote": lambda session, until, seen: _sittings(session, until, seen, False),
    "veto": lambda session, until, seen: _sittings(session, until, seen, True),
    "mistake": _mistakes,
}
"""What one can go to; each gives the months in which there is one, as far as `until`."""
AHEAD = 12
"""Months run at a time while the next one is sought; no case lies before the Council for longer."""


def next_month(session: Session, kind: str, month: int, back: bool, seen: Seen) -> int | None:
    """The month to show (months passed) for the next or the former of a kind after `month` months; None where there is none.

    Forward the run goes on as far as that needs.
    """

    def found(until: int) -> set[int]:
        """Months to show, with all that the year after `until` tells of them: a case may not be over then."""
        return {one + 1 for one in JUMPS[kind](session, min(until + AHEAD, session.months), seen)}

    if back:
        return max((one for one in found(month) if one < month), default=None)
    for until in range(min(month + AHEAD, session.months), session.months + AHEAD, AHEAD):
        later = [one for one in found(until) if month < one <= until]
        if later:
            return min(later)
    return None
