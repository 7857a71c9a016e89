"""Phrases that every telling of a case shares: dates, money, shares, rungs, and what became of an incident."""

from __future__ import annotations

import numpy as np

from model.incidents import OUTCOMES
from model.parameters import RUNGS, TIERS
from model.roster import Roster
from model.state import Fate

__all__ = ["money", "month_name", "outcome_of", "percent", "rung_name", "when"]

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


def when(month: int, first_year: int) -> str:
    """`Jan 2034`."""
    return f"{MONTHS[month % 12][:3]} {first_year + month // 12}"


def month_name(month: int, first_year: int) -> str:
    """`January 2034`."""
    return f"{MONTHS[month % 12]} {first_year + month // 12}"


def money(bn: float, sign: bool = False) -> str:
    """`$764 m`, `$5.9 bn`, `under $0.1 m`; with `sign` as a difference."""
    size = abs(bn)
    if size < 1e-4:
        return "no change" if sign else "under $0.1 m"
    mark = ("−" if bn < 0 else "+") if sign else ""
    if size < 1.0:
        return f"{mark}${1000 * size:.{0 if size >= 0.01 else 1}f} m"
    return f"{mark}${size:,.1f} bn"


def percent(share: float) -> str:
    """`94 %`; what is not nil is never shown as nil, nor what is not certain as certain."""
    shown = 100 * share
    if 0 < shown < 0.5:
        return "under 1 %"
    return "over 99 %" if 99.5 <= shown < 100 else f"{shown:.0f} %"


def rung_name(rung: int) -> str:
    """`counter-cyber operation`, as people say it."""
    return {"statement": "a statement", "sanctions": "sanctions", "counter_cyber": "a counter-cyber operation"}.get(
        RUNGS[rung], "Article 5"
    )


def outcome_of(event: np.void | None, was: np.void, roster: Roster) -> str:
    """What became of the case, in words."""
    if event is None or event["tier"] < 0:
        return "the attack does not happen"
    targets, authors = (*roster.names, "the alliance's networks"), (*roster.adversary_names, "criminals")
    other = ""
    if (event["tier"], event["target"]) != (was["tier"], was["target"]):
        other = f"another attack, {TIERS[event['tier']]} on {targets[event['target']]}: "
    when_known = f", {when(int(event['closed_month']), roster.first_year)}"
    fate, alone = Fate(int(event["fate"])), event["outcome"] == len(OUTCOMES) - 1
    if fate == Fate.PENDING:
        return f"{other}still open at the end"
    if fate == Fate.UNDETECTED:
        return f"{other}nobody sees it"
    if fate == Fate.UNNAMED:
        return f"{other}nobody is named{when_known}"
    named = authors[event["named"]]
    if fate == Fate.UNANSWERED:
        return f"{other}{named} named, no answer{when_known}"
    how = f"{targets[event['target']]} answers alone" if alone else rung_name(int(event["outcome"]) - 1)
    wrong = f" against {named}, wrongly" if fate == Fate.WRONG else ""
    return f"{other}{how}{wrong}{when_known}"
