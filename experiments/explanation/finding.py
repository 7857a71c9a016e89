"""Which incident is meant: by its identity, as the gravest of a month, or the gravest that nobody answered."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.explanation.levers import date_of
from model.errors import RequestError
from model.parameters import TIERS
from model.roster import Roster
from model.settings.dates import month_of_date
from model.state import Fate, Tier

__all__ = ["find", "title_of"]

UNANSWERED = (Fate.UNANSWERED, Fate.UNNAMED, Fate.UNDETECTED)
"""Where nobody answered, in the order in which a case is looked for."""


def find(events: np.ndarray, roster: Roster, incident: int | None = None, month: str | None = None) -> np.void:
    """The line of the log. Errors: RequestError for an incident that is not there, with the nearest."""
    if incident is not None and month is not None:
        raise RequestError("an incident and a month are both given; leave one out")
    happened = events[events["tier"] >= 0]
    if not len(happened):
        raise RequestError("nothing happened in this run: there is no incident to tell of")
    if incident is not None:
        return _named(happened, events, roster, incident)
    if month is not None:
        number = month_of_date(month, roster.first_year, "month")
        there = happened[happened["month"] == number]
        if not len(there):
            near = happened[np.argmin(np.abs(happened["month"] - number))]
            raise RequestError(f"no incident in {month}; the nearest is {_told(near, roster)}")
        return _gravest(there)
    severe = happened[happened["tier"] >= Tier.DISRUPTION]
    for fate in UNANSWERED:
        there = severe[severe["fate"] == fate]
        if len(there):
            return _gravest(there)
    raise RequestError(f"no severe incident went unanswered; the gravest is {_told(_gravest(happened), roster)}")


def _named(happened: np.ndarray, events: np.ndarray, roster: Roster, incident: int) -> np.void:
    found = happened[happened["identity"] == incident]
    if len(found):
        return found[0]
    near = happened[np.argmin(np.abs(happened["identity"] - incident))]
    passed = incident in events["identity"]
    why = "was an opportunity that its author let pass" if passed else "is not in this run"
    raise RequestError(f"incident {incident} {why}; the nearest is {_told(near, roster)}")


def _gravest(events: np.ndarray) -> np.void:
    """By civilian harm, then by all its harm; the earliest of equals."""
    return events[np.lexsort((events["identity"], -events["harm_money"], -events["civilian"]))[0]]


def _told(event: np.void, roster: Roster) -> str:
    return f"{int(event['identity'])} ({title_of(event, roster)})"


def title_of(event: Any, roster: Roster) -> str:
    """`RUS on DEU, disruption, 2034-01`."""
    author = (*roster.adversary_codes, "crime")[event["author"]]
    target = (*roster.codes, "NATO")[event["target"]]
    return f"{author} on {target}, {TIERS[event['tier']]}, {date_of(int(event['month']), roster.first_year)}"
