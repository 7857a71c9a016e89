"""How many rows a run needs for cases and events: enough for the busiest world, however its luck falls."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from model.arithmetic import exp
from model.roster import Roster
from model.settings.amendments import EntityChange

__all__ = ["rooms"]

CAMPAIGN_MONTHS = 24
"""Months on end for which room is kept as if a campaign were at its height: it persists so long at the very most."""


def rooms(
    roster: Roster,
    traits: Mapping[str, Any],
    sets: np.recarray,
    until: list[int],
    entities: Sequence[tuple[EntityChange, ...]],
) -> tuple[int, int]:
    """Rows for cases open at the worst, and for events in the run, in any world; one campaign at its height.

    sets, entities: as in `Prepared` and `writes.course_of`. What a signpost writes on an adversary counts from the start.
    """
    known = {name: _most(roster, traits, name) for name in ("tempo", "campaign_spread")}
    for written in entities[1 + len(until) :]:
        _write(known, written, at_least=True)
    _write(known, entities[0])
    modes = (sets.shape[1] - 2) // len(until)
    open_cases = 0.0
    per_run: Any = 0.0
    height: Any = 0.0
    for s, (written, last, before) in enumerate(zip(entities[1:], until, [0, *until], strict=False)):
        _write(known, written)
        most: Any = 0.0
        for column in range(2 + s * modes, 2 + (s + 1) * modes):
            opportunities, campaign, at_once = _in_month(known, sets[:, column].view(np.recarray))
            most, height = np.maximum(most, opportunities), np.maximum(height, campaign)
            open_cases = max(open_cases, float(at_once.max()))
        per_run = per_run + most * (last - before)
    return _room(open_cases), _room(float(np.max(per_run + height * min(until[-1], CAMPAIGN_MONTHS))))


def _room(mean: float) -> int:
    """Rows enough for a Poisson count of this mean: an overflow would be a one in 10^9 event, and fails the run."""
    return int(mean + 8.0 * math.sqrt(mean) + 32.0)


def _in_month(known: Mapping[str, Mapping[str, float]], p: np.recarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean opportunities of a month, what a campaign at its height adds, and cases open then."""
    tempo, spread = known["tempo"], known["campaign_spread"]
    # one adversary at the height of a campaign is rare, two at once are never
    most = max(tempo[one] * exp(4.0 * spread[one] - 0.5 * spread[one] * spread[one]) for one in tempo)
    campaign = most * p.tempo_scale * (p.campaigns > 0)
    opportunities = sum(tempo.values()) * p.tempo_scale
    opportunities = opportunities + _revenge(opportunities + campaign, len(tempo), p)
    silent = 2.0 * p.public_delay.max(axis=1)  # mean months between a name and its publication
    life = p.window + silent + p.tries + 8.0 + 4.0 * p.delay
    return opportunities, campaign, (opportunities + p.crime_rate) * life + campaign * np.minimum(life, CAMPAIGN_MONTHS)


def _write(known: dict[str, dict[str, float]], written: Sequence[EntityChange], at_least: bool = False) -> None:
    """What a setting writes on adversaries, as far as it counts here; `at_least`: only where it is more."""
    for table, code, variable, op, value in written:
        if table == "adversaries" and variable in known:
            numbers = known[variable]
            for one in numbers if code == "ALL" else [code]:
                after = value if op == "set" else numbers[one] * value if op == "times" else numbers[one] + value
                numbers[one] = max(after, numbers[one]) if at_least else after


def _revenge(opportunities: np.ndarray, adversaries: int, p: np.recarray) -> np.ndarray:
    """A bound on the extra opportunities a month that retaliation brings: were half of all answered by Article 5 (one in
    twenty-five is answered above a statement), and never more than the most anger that there is room for."""
    bred = 0.5 * np.minimum(1.0, p.escalation * (1.0 + 3.0 * p.escalation_rung)) * p.ire_gain  # by one opportunity
    most = adversaries * p.ire_rate * p.ire_most
    return np.where(bred < 1.0, np.minimum(most, opportunities * bred / np.maximum(1e-9, 1.0 - bred)), most)


def _most(roster: Roster, traits: Mapping[str, Any], name: str) -> dict[str, float]:
    """The largest value of an adversary's number in any world, by code."""
    known = dict(zip(roster.adversary_codes, roster.adversary_columns[name].tolist(), strict=True))
    return {code: float(np.max(traits.get(f"{code}.{name}", value))) for code, value in known.items()}
