"""Where two runs of the same luck part: what differs first, which incident goes otherwise, which the Council decides so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from experiments.explanation.phrases import when
from model.incidents import OUTCOMES
from model.parameters import TIERS
from model.state import Fate
from viz.frames import Frame, Session
from viz.panels import authors_of, targets_of

__all__ = ["parting"]


def parting(one: Session, other: Session, until: int) -> dict[str, Any]:
    """The first month in which two runs of the same luck differ at all, and the first incident that went otherwise.

    `known` is the same with the eyes of the allies: the first operation that they see otherwise, and whom they named for
    it. `council` is the first case that either brought before the Council and that was answered otherwise: what the
    policies decided, where the incident before it is often a trifle that luck moved.
    """
    month = next((m for m in range(until + 1) if _differs(one.at(m), other.at(m))), None)
    logs = [{int(event["identity"]): event for event in session.log(until)} for session in (one, other)]
    return {
        "month": month,
        **_first((one, other), logs, _happened, _told),
        "known": _first((one, other), logs, _seen, _told_known),
        "council": _first((one, other), _decided(logs), _ruled, _told_ruled),
    }


def _differs(one: Frame, other: Frame) -> bool:
    """Whether anything that a picture shows is not the same to the last bit."""
    pairs = [(getattr(one, name), getattr(other, name)) for name in ("values", "adversaries", "operations", "cases")]
    pairs += [(one.namings, other.namings), (np.array(one.alliance), np.array(other.alliance))]
    return not all(np.array_equal(a, b) for a, b in pairs)


Log = dict[int, Any]


def _first(
    sessions: tuple[Session, Session], logs: list[Log], view: Callable[[Any], Any], tell: Callable[[Session, Any], str]
) -> dict[str, Any]:
    """The first incident that is not the same in both logs to these eyes, what each run tells of it, and where it stands in
    their logs; None where these eyes see no attack."""
    for identity in sorted(logs[0] | logs[1], key=lambda one: _month(logs, one)):
        pair = [log.get(identity) for log in logs]
        if view(pair[0]) != view(pair[1]):
            month = _month(logs, identity)
            told = [tell(session, event) for session, event in zip(sessions, pair, strict=True)]
            cases = [
                _row(session, identity) if event is not None and event["tier"] >= 0 and view(event) else None
                for session, event in zip(sessions, pair, strict=True)
            ]
            return {"incident": month, "when": when(month, sessions[0].roster.first_year), "told": told, "cases": cases}
    return {"incident": None, "when": "", "told": [], "cases": []}


def _row(session: Session, identity: int) -> int:
    """The place in the log of an attack."""
    log = session.log(session.reached)
    return int(np.flatnonzero((log["identity"] == identity) & (log["tier"] >= 0))[0])


def _month(logs: list[Log], identity: int) -> int:
    return min(int(log[identity]["month"]) for log in logs if identity in log)


def _happened(event: Any) -> Any:
    """What an opportunity came to; nothing where it was let pass or never arose."""
    if event is None:
        return None
    return tuple(int(event[name]) for name in ("target", "tier", "flag", "zero_day", "detected"))


def _decided(logs: list[Log]) -> list[Log]:
    """The logs without attacks of which either run has not yet said the last word."""
    open_still = {
        one for log in logs for one, event in log.items() if event["tier"] >= 0 and event["fate"] == Fate.PENDING
    }
    return [{one: event for one, event in log.items() if one not in open_still} for log in logs]


def _ruled(event: Any) -> Any:
    """What came of it before the Council; nothing where it was not brought there."""
    if event is None or event["tier"] < 0 or event["brought_month"] < 0:
        return None
    return int(event["outcome"]) + 1


def _seen(event: Any) -> Any:
    """What allies see of it; nothing where nobody did."""
    if event is None or event["tier"] < 0 or not event["detected"]:
        return None
    return tuple(int(event[name]) for name in ("target", "tier", "named"))


def _told(session: Session, event: Any) -> str:
    if event is None:
        return "nothing of the kind"
    author = authors_of(session)[event["author"]]
    if event["tier"] < 0:
        return f"{author} lets an opportunity pass"
    flagged = " under another's flag" if event["flag"] else ""
    seen = "detected" if event["detected"] else "undetected"
    return f"{author} against {targets_of(session)[event['target']]}: {TIERS[event['tier']]}{flagged}, {seen}"


def _told_known(session: Session, event: Any) -> str:
    if _seen(event) is None:
        return "nothing was seen"
    named = f"{authors_of(session)[event['named']]} named" if event["named"] >= 0 else "nobody named"
    return f"against {targets_of(session)[event['target']]}: {TIERS[event['tier']]}, {named}"


def _told_ruled(session: Session, event: Any) -> str:
    if _ruled(event) is None:  # to say more would tell allies of an attack that they may not have seen
        return "not brought before the Council"
    target, tier = targets_of(session)[event["target"]], TIERS[event["tier"]]
    outcome = OUTCOMES[event["outcome"]].replace("_", " ")
    answer = {"none": "no answer", "alone": "the victim answers alone"}.get(outcome, f"answer: {outcome}")
    return f"{tier} against {target}, {answer}"
