"""What stands beside the picture, as plain JSON: the log, the waterfall of harm, one state, and where two runs part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from experiments.explanation.phrases import when
from experiments.explanation.votes import TERMS, Vote
from model.incidents import FATES, OUTCOMES
from model.parameters import RUNGS, TIERS
from viz.frames import KEPT, Session
from viz.geography import alliance_name

__all__ = ["BALLOTS", "FACTS", "SUFFERED", "authors_of", "log_rows", "state_panel", "targets_of"]

SUFFERED = "It suffered"
"""Holds the harm of operations that nobody saw, so that allies do not know it."""


class Fact(NamedTuple):
    """A figure of a state as it is written: the column, a factor, decimals, and what stands behind."""

    column: str
    scale: float
    digits: int
    unit: str = ""

    def text(self, value: Mapping[str, float]) -> str:
        return f"{self.scale * value[self.column]:,.{self.digits}f} {self.unit}".strip()


FACTS = (
    (
        "It spends",
        (
            ("core defence", Fact("core", 100, 2, "% of GDP")),
            ("resilience", Fact("resilience_spending", 1, 3, "points of GDP a year")),
            ("GDP", Fact("gdp", 1, 0, "bn USD")),
            ("allies' spending that spills in", Fact("spill_in", 100, 2, "% of GDP")),
            ("attacks that its resilience stops", Fact("protection", 100, 0, "%")),
        ),
    ),
    (
        "It believes",
        (
            ("threat", Fact("threat", 1, 2)),
            ("the alliance answers", Fact("credence", 1, 2)),
            ("the hegemon stands by", Fact("commitment", 1, 2)),
        ),
    ),
    (
        "It fears, and hedges",
        (
            ("nuclear escalation", Fact("fear", 1, 2)),
            ("strategic balancing", Fact("balancing", 1, 2)),
            ("reluctance to act", Fact("reluctance", 1, 2)),
        ),
    ),
    (
        SUFFERED,
        (
            ("harm so far", Fact("total_damage", 1, 3, "points of GDP")),
            ("harm this month", Fact("harm", 1, 4, "points of GDP")),
        ),
    ),
)
"""What the panel of a state says, in groups; pages without a server write it from the same table."""
BALLOTS = ("was not asked", "supported", "abstained", "objected")


def authors_of(session: Session) -> list[str]:
    return [*session.roster.adversary_codes, "crime"]


def targets_of(session: Session) -> list[str]:
    return [*session.roster.codes, alliance_name(session.roster)]


def log_rows(session: Session, month: int, most: int = 100) -> list[dict[str, Any]]:
    """The latest operations, newest first, as they were known after so many months."""
    events = session.log(month)
    rows = np.flatnonzero(events["tier"] >= 0)[::-1][:most]
    authors, targets, first = authors_of(session), targets_of(session), session.roster.first_year
    return [
        {
            "id": int(row),
            "month": int(event["month"]),
            "when": when(int(event["month"]), first),
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
    value = dict(zip(KEPT, frame.values[row].tolist(), strict=True)) | {"commitment": frame.alliance[0]}
    roster = session.roster
    ally = roster.columns["role"][row] == 0.0
    groups = [(title, [(label, fact.text(value)) for label, fact in facts]) for title, facts in FACTS]
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
    target, suspect = targets_of(session)[vote.victim], authors_of(session)[vote.suspect]
    rung = RUNGS[vote.rung].replace("_", " ")
    date = when(past - 1, session.roster.first_year)
    return {
        "title": f"{date}: it {BALLOTS[vote.ballots[row]]} ({rung} against {suspect}, for {target})",
        "truth": "" if vote.suspect == vote.author else f"in truth it was {authors_of(session)[vote.author]}",
        "certainty": round(vote.certainty, 3),
        "margin": round(float(vote.margins[row]), 3),
        "luck": round(float(vote.luck[row]), 3),
        "terms": [
            {"name": name, "meaning": meaning, "value": round(float(term), 3)}
            for (name, meaning), term in zip(TERMS, vote.terms[row], strict=True)
        ],
    }
