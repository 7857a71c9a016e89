"""One attack followed through its run: evidence month by month, the name, every sitting, what came after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from model.state import Role
from viz.frames import KEPT, Session

__all__ = ["Sitting", "Told", "witness"]


class Sitting(NamedTuple):
    """A vote on the case: the month, the rung proposed, a digit a state (as in viz/history.py), whether it was carried."""

    month: int
    rung: int
    ballots: str
    carried: bool


@dataclass(frozen=True)
class Told:
    """What happened. Months are places: 0 is January of the first year. harm: bn USD. evidence: month and the posterior of
    each adversary, crime last. credence: the members' mean before the first sitting and after the case ended."""

    session: Session
    row: int
    event: Mapping[str, Any]
    evidence: tuple[tuple[int, tuple[float, ...]], ...]
    sittings: tuple[Sitting, ...]
    credence: tuple[float, float]
    bar: float

    def objectors(self, at: int = -1) -> list[int]:
        """Rows of those who objected at a sitting."""
        return [row for row, ballot in enumerate(self.sittings[at].ballots) if ballot == "3"]

    def alone_against(self) -> bool:
        """Whether one state, always the same, objected at every sitting, and it alone."""
        against = [self.objectors(at) for at in range(len(self.sittings))]
        return bool(against) and all(len(one) == 1 and one == against[0] for one in against)


def witness(
    policy: str, scenario: str, seed: int, row: int, parameters: Mapping[str, Any] | None = None, identity: int = -1
) -> Told:
    """Live the run and watch the attack in this row of its log, or the one of this identity. Errors: LookupError."""
    session = Session.of(policy, scenario, seed, parameters)
    evidence: list[tuple[int, tuple[float, ...]]] = []
    for month in range(1, session.months + 1):
        session.at(month)
        log = session.model.world.events[: session.model.world.alliance[0]["events"]]
        if identity >= 0 and row < 0:
            same = np.flatnonzero((log["identity"] == identity) & (log["tier"] >= 0))
            row = int(same[0]) if len(same) else -1
        if row < 0 or row >= len(log):
            continue
        event = log[row]
        if event["named"] < 0 or event["named_month"] == month - 1:
            for case in session.model.world.cases[: session.model.world.alliance[0]["open_cases"]]:
                if case["event"] == row:
                    evidence.append((month - 1, _shares(case["posterior"], session)))
        if 0 <= event["closed_month"] < month - 1 - 2:
            break
    if row < 0:
        raise LookupError(f"no attack of identity {identity} in this run")
    event = session.model.world.events[row]
    held = {name: _plain(event[name]) for name in event.dtype.names}
    sittings = tuple(
        Sitting(month - 1, vote.rung, "".join(map(str, vote.ballots.tolist())), bool(vote.carried))
        for month in range(1, session.reached + 1)
        for vote in session.at(month).votes
        if vote.event == row
    )
    members = session.roster.columns["role"] == float(Role.ALLY)
    ends = (sittings[0].month, int(held["closed_month"]) + 1) if sittings else (0, 0)
    credence = tuple(float(session.at(m).values[members, KEPT.index("credence")].mean()) for m in ends)
    return Told(session, row, held, tuple(evidence), sittings, credence, float(session.model.p["bar"]))  # type: ignore[arg-type]


def _shares(posterior: np.ndarray, session: Session) -> tuple[float, ...]:
    return tuple(round(float(q), 3) for q in posterior[: len(session.roster.adversary_codes) + 1])


def _plain(value: Any) -> Any:
    return value.item()
