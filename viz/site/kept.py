"""The cases that a recording keeps: the gravest that were seen and came before the Council, told for both pairs of eyes."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.explanation.document import incident_document
from experiments.explanation.explained import asked_of, explain
from experiments.explanation.lives import life_of
from model.state import Tier
from viz.frames import Session
from viz.plain import plain

__all__ = ["kept_cases"]


def kept_cases(session: Session, months: int, most: int) -> list[dict[str, Any]]:
    """Documents as the live view's, `changes` tried, the gravest first; `known` holds what is otherwise to the allies' eyes."""
    log = session.log(months)
    grave = (log["tier"] >= Tier.DISRUPTION) & (log["detected"] > 0) & (log["brought_month"] >= 0)
    rows = np.flatnonzero(grave & (log["closed_month"] >= 0))
    rows = rows[np.argsort(-log["harm_money"][rows], kind="stable")][:most]
    life = life_of(session.model)
    told = []
    for row in rows.tolist():
        found = explain(life, int(log["identity"][row]), asked=asked_of(life)).try_changes()
        place = {"row": row, "at": int(log["month"][row])}
        true, known = (plain(place | incident_document(found, eyes)) for eyes in (False, True))
        other = {name: value for name, value in known.items() if true.get(name) != value}
        hidden = [name for name in true if name not in known]
        told.append({"true": true, "known": other, "hidden": hidden})
    return told
