"""The world as arrays: records of states, adversaries, pairs, the alliance, cases and events, and the ties between states.

State is arrays; Mesa's agents are views on them, and the compiled engine reads the same. Nothing here is random: what a
run draws at its start is drawn by `rules.calendar.begin_run`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from model.errors import RequestError
from model.measures import MONTH
from model.network import LAYERS, make_layers, to_csr
from model.parameters import TOPOLOGIES
from model.roster import Roster
from model.state import ADVERSARY, ALLIANCE, CASE, EVENT, HYPOTHESES, PAIR, STATE, STATE_TOTALS

__all__ = ["World", "bare_world", "copy_world", "empty_rows", "monthly_values", "plain"]

TIE = np.dtype([("neighbour", "i8"), ("weight", "f8")])


class World(NamedTuple):
    """Everything that a rule may read or write. `ties[first[l, i]:first[l, i + 1]]` are the ties of row i on layer l."""

    states: np.recarray
    adversaries: np.recarray
    pairs: np.recarray  # (adversaries, states)
    alliance: np.recarray  # one row
    cases: np.recarray  # the first `open_cases` rows are under way
    events: np.recarray  # the first `events` rows are written
    months: np.recarray  # one row a month: the measures
    history: np.ndarray  # (years, states): core spending, share of GDP
    totals: np.ndarray  # (years, states, len(STATE_TOTALS)): what each state has summed up by the year's end
    ties: np.recarray
    first: np.ndarray


def empty_rows(dtype: np.dtype, *shape: int) -> np.recarray:
    """Rows of zeros whose fields are attributes."""
    return np.zeros(shape, dtype).view(np.recarray)


def copy_world(world: World) -> World:
    """A world that shares only the ties, which no rule writes. Rows for cases and events that nothing uses yet are not
    copied: there are tens of thousands, so that the busiest world has room."""
    used = {"cases": int(world.alliance[0].open_cases), "events": int(world.alliance[0].events)}
    copies = {name: getattr(world, name).copy() for name in World._fields if name not in (*used, "ties", "first")}
    for name, count in used.items():
        rows = getattr(world, name)
        copies[name] = empty_rows(rows.dtype, len(rows))
        copies[name][:count] = rows[:count]
    return world._replace(**copies)


def plain(rows: np.ndarray) -> np.ndarray:
    """Records, whose fields take eight bytes each, as rows of numbers: the same memory. A whole number shows its bits."""
    return rows.view(np.ndarray).view(np.float64).reshape(*rows.shape, rows.dtype.itemsize // 8)


def monthly_values(world: World) -> np.ndarray:
    """The measures of every month as plain numbers, (months, len(MONTHLY)); a view, not a copy."""
    return plain(world.months)


def bare_world(
    roster: Roster, topology: int, seed: int, graphml: str | None, months: int, cases: int, events: int
) -> World:
    """What the roster and its network say, before year zero is worked out, with room for so many open cases and events."""
    if len(roster.adversary_codes) >= HYPOTHESES:
        told = f"{len(roster.adversary_codes)} adversaries; at most {HYPOTHESES - 1} are allowed"
        raise RequestError(f"{roster.name}: {told}")
    ties, first = _ties(roster, topology, seed) if graphml is None else _drawn(roster, topology, seed, graphml)
    states, adversaries, pairs = (rows.copy() for rows in _facts(roster))
    return World(
        states,
        adversaries,
        pairs,
        empty_rows(ALLIANCE, 1),
        empty_rows(CASE, cases),
        empty_rows(EVENT, events),
        empty_rows(MONTH, months),
        np.zeros((-(-months // 12), len(states))),
        np.zeros((-(-months // 12), len(states), len(STATE_TOTALS))),
        ties,
        first,
    )


def _drawn(roster: Roster, topology: int, seed: int, graphml: str | None) -> tuple[np.recarray, np.ndarray]:
    """The ties under a topology, or as a GraphML file draws them, in compressed form."""
    layers = make_layers(roster, TOPOLOGIES[topology], seed, graphml)
    first, neighbour, weight = to_csr(layers, len(roster.codes))
    assert len(first) == len(LAYERS)
    ties = empty_rows(TIE, len(neighbour))
    ties.neighbour, ties.weight = neighbour, weight
    return ties, np.ascontiguousarray(first, dtype=np.int64)


@lru_cache(maxsize=16)
def _ties(roster: Roster, topology: int, seed: int) -> tuple[np.recarray, np.ndarray]:
    """The same, kept: no rule writes ties. A file may change, so what it draws is not kept."""
    return _drawn(roster, topology, seed, None)


@lru_cache(maxsize=16)
def _facts(roster: Roster) -> tuple[np.recarray, np.recarray, np.recarray]:
    """What the roster says of states, adversaries and pairs."""
    count, adversaries = len(roster.codes), len(roster.adversary_codes)
    found = empty_rows(STATE, count), empty_rows(ADVERSARY, adversaries), empty_rows(PAIR, adversaries, count)
    for table, columns in zip(found, (roster.columns, roster.adversary_columns, roster.pairs), strict=True):
        for name, column in columns.items():
            if name in (table.dtype.names or ()):
                table[name] = column
    states = found[0]
    states.posture = 1.0
    states.core = states.plan = roster.columns["core_2024"]
    states.threat = roster.columns["threat_rest"]
    return found
