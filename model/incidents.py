"""The incident log for people: codes instead of numbers, one row an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.parameters import RUNGS, TIERS
from model.roster import Roster
from model.state import Fate

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FATES", "OUTCOMES", "incident_table"]

FATES = tuple(fate.name.lower() for fate in Fate)
OUTCOMES = ("none", *RUNGS, "alone")
"""No answer, the rung of a collective answer, or the victim alone."""


def incident_table(events: np.recarray, roster: Roster) -> pd.DataFrame:
    """The log as a DataFrame without the opportunities that were abstained from.

    `author` is who did it, `shown` whom the technical traces point to, `named` whom the allies named ("" if nobody, "crime"
    for a criminal) and when, in private, in public, and before the Council; `published` whom industry names. Harm in
    points of the target's GDP and, spill-over included, in bn USD.
    """
    import pandas as pd

    events = events[events.tier >= 0]
    authors = np.array([*roster.adversary_codes, "crime"], dtype=object)
    targets = np.array([*roster.codes, "NATO"], dtype=object)
    named = np.where(events.named >= 0, authors[events.named], "")
    return pd.DataFrame(
        {
            "identity": events.identity,
            "month": events.month,
            "year": roster.first_year + events.month // 12,
            "author": authors[events.author],
            "target": targets[events.target],
            "tier": np.array(TIERS, dtype=object)[events.tier],
            "flag": events.flag > 0,
            "shown": authors[events.shown],
            "zero_day": events.zero_day > 0,
            "zero_day_recognised": events.zero_day == 2,
            "harm": events.harm,
            "harm_money": events.harm_money,
            "civilian_money": events.civilian,
            "detected": events.detected > 0,
            "named": named,
            "named_month": _month(events.named_month),
            "public_month": _month(events.public_month),
            "brought_month": _month(events.brought_month),
            "published": np.where(events.published >= 0, authors[events.published], ""),
            "published_month": _month(events.published_month),
            "certainty": np.where(events.named >= 0, events.certainty, np.nan),
            "closed_month": _month(events.closed_month),
            "outcome": np.array(OUTCOMES, dtype=object)[events.outcome],
            "fate": np.array(FATES, dtype=object)[events.fate],
        }
    )


def _month(months: np.ndarray) -> np.ndarray:
    """A month, or nothing where there is none."""
    return np.where(months >= 0, months, np.nan)
