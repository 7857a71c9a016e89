"""What stands beside the picture, as plain JSON: the log, the waterfall of harm, one state, and where two runs part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from experiments.explanation.votes import TERMS, Vote
from model.constants import FIRST_YEAR
from model.incidents import FATES, OUTCOMES
from model.parameters import RUNGS, TIERS
from viz.frames import KEPT, Frame, Session

__all__ = ["log_rows", "parting", "state_panel", "when"]

SUFFERED = "It suffered"
"""Holds the harm of operations that nobody saw, so that allies do not know it."""
BALLOTS = ("was not asked", "supported", "abstained", "objected")
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def when(month: int) -> str:
    """The month with this index for people; a run begins in January of the first year."""
    return f"{MONTHS[month % 12]} {FIRST_YEAR + month // 12}"


def _authors(session: Session) -> list[str]:
    return [*session.roster.adversary_codes, "crime"]


def _targets(session: Session) -> list[str]:
    return [*session.roster.codes, "NATO"]


def log_rows(session: Session, month: int, most: int = 100) -> list[dict[str, Any]]:
    """The latest operations, newest first, as they were known after so many months."""
    events = session.log(month)
    rows = np.flatnonzero(events["tier"] >= 0)[::-1][:most]
    authors, targets = _authors(session), _targets(session)
    return [
        {
            "id": int(row),
            "month": int(event["month"]),
            "when": when(int(event["month"])),
            "author": authors[event["author"]],
            "target": targets[event["target"]],
            "tier": TIERS[event["tier"]],
            "flag": bool(event["flag"]),
            "detected": bool(event["detected"]),
            "named": authors[event["named"]] if event["named"] >= 0 else "",
            "certainty": round(float(event["certainty"]), 3) if event["named"] >= 0 else None,
            "outcome": OUTCOMES[event["outcome"]],
            "fate": FATES[event["fate"]],
            "harm": round(float(event["harm_money"]), 4),
        }
        for row in rows
        for event in (events[row],)
    ]


def state_panel(session: Session, month: int, row: int) -> dict[str, Any]:
    """What a state spends, believes and fears, and why it voted as it did the last time it was asked."""
    frame = session.at(month)
    value = dict(zip(KEPT, frame.values[row].tolist(), strict=True))
    roster = session.roster
    commitment = frame.alliance[0]
    ally = roster.columns["role"][row] == 0.0
    groups = [
        (
            "It spends",
            [
                ("core defence", f"{100 * value['core']:.2f} % of GDP"),
                ("resilience", f"{value['resilience_spending']:.3f} points of GDP a year"),
                ("GDP", f"{value['gdp']:,.0f} bn USD"),
                ("allies' spending that spills in", f"{100 * value['spill_in']:.2f} % of GDP"),
                ("attacks that its resilience stops", f"{100 * value['protection']:.0f} %"),
            ],
        ),
        (
            "It believes",
            [
                ("threat", f"{value['threat']:.2f}"),
                ("the alliance answers", f"{value['credence']:.2f}"),
                ("the hegemon stands by", f"{commitment:.2f}"),
            ],
        ),
        (
            "It fears, and hedges",
            [
                ("nuclear escalation", f"{value['fear']:.2f}"),
                ("strategic balancing", f"{value['balancing']:.2f}"),
                ("reluctance to act", f"{value['reluctance']:.2f}"),
            ],
        ),
        (
            SUFFERED,
            [
                ("harm so far", f"{value['total_damage']:.3f} points of GDP"),
                ("harm this month", f"{value['harm']:.4f} points of GDP"),
            ],
        ),
    ]
    return {
        "row": row,
        "code": roster.codes[row],
        "name": roster.names[row],
        "role": "ally" if ally else "partner",
        "groups": [{"title": title, "rows": rows, "known": title != SUFFERED} for title, rows in groups],
        "vote": _vote_panel(session, month, row),
    }


def _vote_panel(session: Session, month: int, row: int) -> dict[str, Any] | None:
    for past in range(month, 0, -1):
        for vote in reversed(session.at(past).votes):
            if row in vote.asked:
                return _terms(session, past, vote, row)
    return None


def _terms(session: Session, past: int, vote: Vote, row: int) -> dict[str, Any]:
    target, suspect = _targets(session)[vote.victim], _authors(session)[vote.suspect]
    rung = RUNGS[vote.rung].replace("_", " ")
    return {
        "title": f"{when(past - 1)}: it {BALLOTS[vote.ballots[row]]} ({rung} against {suspect}, for {target})",
        "truth": "" if vote.suspect == vote.author else f"in truth it was {_authors(session)[vote.author]}",
        "certainty": round(vote.certainty, 3),
        "margin": round(float(vote.margins[row]), 3),
        "luck": round(float(vote.luck[row]), 3),
        "terms": [
            {"name": name, "meaning": meaning, "value": round(float(term), 3)}
            for (name, meaning), term in zip(TERMS, vote.terms[row], strict=True)
        ],
    }


def _differs(one: Frame, other: Frame) -> bool:
    """Whether anything that a picture shows is not the same to the last bit."""
    pairs = [(getattr(one, name), getattr(other, name)) for name in ("values", "adversaries", "operations", "cases")]
    pairs += [(one.namings, other.namings), (np.array(one.alliance), np.array(other.alliance))]
    return not all(np.array_equal(a, b) for a, b in pairs)


def parting(one: Session, other: Session, until: int) -> dict[str, Any]:
    """The first month in which two runs of the same luck differ at all, and the first incident that went otherwise.

    `known` is the same with the eyes of the allies: the first operation that they see otherwise, and whom they named for it.
    """
    month = next((m for m in range(until + 1) if _differs(one.at(m), other.at(m))), None)
    logs = [{int(event["identity"]): event for event in session.log(until)} for session in (one, other)]
    return {
        "month": month,
        **_first((one, other), logs, _happened, _told),
        "known": _first((one, other), logs, _seen, _told_known),
    }


Log = dict[int, Any]


def _first(
    sessions: tuple[Session, Session], logs: list[Log], view: Callable[[Any], Any], tell: Callable[[Session, Any], str]
) -> dict[str, Any]:
    """The first incident that is not the same in both logs to these eyes, and what each run tells of it."""
    for identity in sorted(logs[0] | logs[1], key=lambda one: _month(logs, one)):
        pair = [log.get(identity) for log in logs]
        if view(pair[0]) != view(pair[1]):
            month = _month(logs, identity)
            told = [tell(session, event) for session, event in zip(sessions, pair, strict=True)]
            return {"incident": month, "when": when(month), "told": told}
    return {"incident": None, "when": "", "told": []}


def _month(logs: list[Log], identity: int) -> int:
    return min(int(log[identity]["month"]) for log in logs if identity in log)


def _happened(event: Any) -> Any:
    """What an opportunity came to; nothing where it was let pass or never arose."""
    if event is None:
        return None
    return tuple(int(event[name]) for name in ("target", "tier", "flag", "zero_day", "detected"))


def _seen(event: Any) -> Any:
    """What allies see of it; nothing where nobody did."""
    if event is None or event["tier"] < 0 or not event["detected"]:
        return None
    return tuple(int(event[name]) for name in ("target", "tier", "named"))


def _told(session: Session, event: Any) -> str:
    if event is None:
        return "nothing of the kind"
    author = _authors(session)[event["author"]]
    if event["tier"] < 0:
        return f"{author} lets an opportunity pass"
    flagged = " under another's flag" if event["flag"] else ""
    seen = "detected" if event["detected"] else "undetected"
    return f"{author} against {_targets(session)[event['target']]}: {TIERS[event['tier']]}{flagged}, {seen}"


def _told_known(session: Session, event: Any) -> str:
    if _seen(event) is None:
        return "nothing was seen"
    named = f"{_authors(session)[event['named']]} named" if event["named"] >= 0 else "nobody named"
    return f"against {_targets(session)[event['target']]}: {TIERS[event['tier']]}, {named}"
