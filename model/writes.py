"""What a policy or scenario writes on states, adversaries and pairs, row by row, so that compiled code can write it.

A column is written by its place among a record's numbers, all of which take eight bytes. Settable variables are
floating-point numbers but for whole ones, 0, 1 or 2: they can only be set, and are written as the bits that a whole number has.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from model.errors import RequestError, unknown
from model.roster import Roster
from model.rule import rule
from model.settings.amendments import EntityChange
from model.state import ADVERSARY, STATE, STATES, Role
from model.world import World, plain

__all__ = ["Course", "Numbers", "course_of", "numbers_of", "refusal", "write", "write_on"]

WRITE = np.dtype(
    [(name, "i8") for name in ("table", "row", "column", "op")] + [(n, "f8") for n in ("value", "low", "high")]
)
TABLES = ("states", "adversaries", "pairs")
OPS = ("set", "times", "add")


def _place(dtype: np.dtype, name: str) -> int:
    """Which of a record's numbers a field is."""
    assert dtype.fields is not None
    return dtype.fields[name][1] // 8


CORE, PLAN, POSTURE = (_place(STATE, name) for name in ("core", "plan", "posture"))


class Numbers(NamedTuple):
    """A world's records as plain numbers, one row a record: the same memory."""

    states: np.ndarray
    adversaries: np.ndarray
    pairs: np.ndarray
    months: np.ndarray
    alliance: np.ndarray
    events: np.ndarray


class Course(NamedTuple):
    """What is the same in every world of a batch: when parameters change, and what is written on whom, when.

    `writes[first[s]:first[s + 1]]` are made in year zero for s = 0, and at the start of stretch s − 1 of months from then on.
    After the stretches come the writes of each signpost, made when it acts. `modes`: how many sets of them may be in force.
    `traits` are the places, adversary and column, of what each world says of adversaries before anything is written.
    """

    until: np.ndarray  # the month in which each stretch ends
    first: np.ndarray
    writes: np.recarray
    traits: np.ndarray
    signposts: np.recarray
    modes: int


def numbers_of(world: World) -> Numbers:
    """The numbers of this world."""

    pairs = plain(world.pairs)
    return Numbers(
        plain(world.states),
        plain(world.adversaries),
        pairs.reshape(-1, pairs.shape[-1]),
        plain(world.months),
        plain(world.alliance),
        plain(world.events),
    )


@rule
def write(numbers, course, s):
    """Make the s-th set of writes. Returns −1, or the row of the write that would leave its bounds, which is not made."""
    for k in range(course.first[s], course.first[s + 1]):
        one = course.writes[k]
        table = numbers.states
        if one.table == 1:
            table = numbers.adversaries
        elif one.table == 2:
            table = numbers.pairs
        before = table[one.row, one.column]
        after = one.value
        if one.op == 1:
            after = before * one.value
        elif one.op == 2:
            after = before + one.value
        if not one.low <= after <= one.high:
            return k
        table[one.row, one.column] = after
        if one.table == 0 and one.column == POSTURE:
            table[one.row, CORE] = after * table[one.row, PLAN]
    return -1


def write_on(world: World, course: Course, s: int, entities: tuple[EntityChange, ...]) -> None:
    """The same from Python. Errors: RequestError for a value out of its bounds."""
    numbers = numbers_of(world)
    refused = write(numbers, course, s)
    if refused >= 0:
        raise refusal(numbers, course, refused, entities)


def refusal(numbers: Numbers, course: Course, k: int, entities: tuple[EntityChange, ...]) -> RequestError:
    """Why the k-th write was not made, as the world stands."""
    one = course.writes[k]
    _, code, variable, op, value = entities[k]
    before = float(numbers[int(one.table)][one.row, one.column])
    after = value if op == "set" else before * value if op == "times" else before + value
    made = {"set": "", "times": f"{before:g} × {value:g} = ", "add": f"{before:g} + {value:g} = "}[op]
    told = f"{code.replace(':', '.')}.{variable} = {made}{after:g}"
    return RequestError(f"{told} is out of bounds; allowed: {one.low:g} … {one.high:g}")


def course_of(
    world: World,
    roster: Roster,
    traits: Iterable[str],
    until: Iterable[int],
    entities: Iterable[Iterable[EntityChange]],
    signposts: np.recarray,
) -> tuple[Course, tuple[EntityChange, ...]]:
    """The course of a setting, and whose each single write is: `entities` of year zero, then of each stretch of months, then of
    each signpost."""
    first, rows, whose = [0], [], []
    for together in entities:
        for entity in together:
            table, code, variable, op, value = entity
            array = getattr(world, table)
            for row in _rows(world, roster, table, code):
                place = _place(array.dtype, variable)
                written = float(np.int64(value).view(np.float64)) if STATES[variable].whole else value  # its bits
                rows.append((TABLES.index(table), row, place, OPS.index(op), written, *STATES[variable].bounds))
                whose.append(entity)
        first.append(len(rows))
    writes = np.array(rows, WRITE).view(np.recarray)
    places = [
        (roster.adversary_codes.index(code), _place(ADVERSARY, name)) for code, name in (t.split(".") for t in traits)
    ]
    said = np.array(places, np.int64).reshape(len(places), 2)
    course = Course(
        np.array(list(until), np.int64), np.array(first, np.int64), writes, said, signposts, 1 << len(signposts)
    )
    return course, tuple(whose)


def _rows(world: World, roster: Roster, table: str, code: str) -> list[int]:
    """The rows that a code or a group's name means; a pair's rows run by adversary, then by state."""
    if table == "states":
        groups = {
            "ALL": list(range(len(roster.codes))),
            "ALLIES": [int(i) for i in np.flatnonzero(world.states.role == Role.ALLY)],
            "PARTNERS": [int(i) for i in np.flatnonzero(world.states.role == Role.PARTNER)],
        }
        return groups.get(code) or [_index(roster.codes, code, "state")]
    if table == "adversaries":
        everyone = list(range(len(roster.adversary_codes)))
        return everyone if code == "ALL" else [_index(roster.adversary_codes, code, "adversary")]
    one, other = code.split(":")
    states = _rows(world, roster, "states", other)
    return [j * len(roster.codes) + i for j in _rows(world, roster, "adversaries", one) for i in states]


def _index(codes: tuple[str, ...], code: str, kind: str) -> int:
    if code not in codes:
        raise unknown(kind, code, codes)
    return codes.index(code)
