"""What a setting may change, checked: parameters by name and state variables by code, each set, multiplied or added to.

An amendment of a parameter is (name, op, value); of a state variable (table, code, variable, op, value), where the
code of a pair is "RUS:UKR". Codes and groups are looked up when a roster is at hand; all else is checked here, and
every fault is one line with file and key.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from model.declaration import Variable
from model.errors import RequestError, unknown
from model.parameters import FAMILIES, PARAMETERS
from model.state import STATES

if TYPE_CHECKING:
    from model.roster import Roster

__all__ = [
    "GROUPS",
    "OPS",
    "TABLES",
    "TRAITS",
    "amend",
    "check_codes",
    "entity_by_name",
    "read_entities",
    "read_parameters",
    "read_worlds",
]

OPS = ("set", "times", "add")
TABLES = {"states": "state", "adversaries": "adversary", "pairs": "pair"}
"""Table of a TOML file -> owner of the variables in it."""
GROUPS = {"states": ("ALL", "ALLIES", "PARTNERS"), "adversaries": ("ALL",)}

SETTABLE: dict[str, dict[str, Variable]] = {
    table: {v.name: v for v in STATES.values() if v.owner == owner and v.settable} for table, owner in TABLES.items()
}

TRAITS: dict[str, Variable] = {name: v for name, v in SETTABLE["adversaries"].items() if v.prior is not None}
"""What is uncertain of an adversary: a table of worlds may say it, one column an adversary."""

ParameterChange = tuple[str, str, float]
EntityChange = tuple[str, str, str, str, float]


def read_parameters(table: object, where: str) -> tuple[ParameterChange, ...]:
    """The amendments in a table `name = value` or `name = { times = value }`."""
    changes = []
    for name, value in _table(table, where).items():
        if name in FAMILIES:
            members = ", ".join(one for one in PARAMETERS if PARAMETERS[one].family == name)
            raise RequestError(f"{where}: {name} stands for several parameters; set each: {members}")
        PARAMETERS.require([name], where)
        op, operand = _operation(value, f"{where}.{name}")
        if op == "set":
            changes.append((name, op, PARAMETERS.check(name, operand, where)))
        elif PARAMETERS[name].kind in ("bool", "choice"):
            raise RequestError(f"{where}.{name}: a choice can only be set; allowed: {PARAMETERS[name].allowed}")
        else:
            changes.append((name, op, _number(operand, f"{where}.{name}.{op}")))
    return tuple(changes)


def read_entities(tables: Mapping[str, object], where: str) -> tuple[EntityChange, ...]:
    """The amendments under [states.CODE], [adversaries.CODE] and [pairs.CODE.CODE]."""
    changes: list[EntityChange] = []
    for table in ("states", "adversaries"):
        for code, variables in _table(tables.get(table, {}), f"{where}: {table}").items():
            changes += _variables(table, code, variables, f"{where}: {table}.{code}")
    for adversary, targets in _table(tables.get("pairs", {}), f"{where}: pairs").items():
        for code, variables in _table(targets, f"{where}: pairs.{adversary}").items():
            changes += _variables("pairs", f"{adversary}:{code}", variables, f"{where}: pairs.{adversary}.{code}")
    return tuple(changes)


def entity_by_name(name: str, value: object, where: str) -> EntityChange:
    """The amendment that `TUR.balancing = 0.8` or `RUS.UKR.focus = 2` means, on the command line or in Python."""
    *codes, variable = name.split(".")
    if len(codes) == 2:
        return _variables("pairs", ":".join(codes), {variable: value}, where)[0]
    tables = [table for table in ("states", "adversaries") if variable in SETTABLE[table]]
    if len(codes) != 1 or not tables:
        known = [f"{codes[0]}.{v}" for table in ("states", "adversaries") for v in SETTABLE[table]]
        raise unknown("state variable", name, known, where)
    return _variables(tables[0], codes[0], {variable: value}, where)[0]


def amend(values: Mapping[str, Any], changes: Iterable[ParameterChange], where: str = "") -> dict[str, Any]:
    """Parameters after some amendments, each result within its bounds; a value may be an array, one entry a world."""
    after = dict(values)
    for name, op, value in changes:
        result = value if op == "set" else after[name] * value if op == "times" else after[name] + value
        after[name] = (
            PARAMETERS.check(name, result, where) if isinstance(result, float) else in_worlds(name, result, where)
        )
    return after


def in_worlds(name: str, values: Any, where: str) -> Any:
    """An array of a parameter's values, checked; the first world in which one is not allowed is named."""
    import numpy as np

    values = np.asarray(values, dtype=float)
    trait = TRAITS.get(name.rpartition(".")[2]) if "." in name else None
    low, high = trait.bounds if trait else PARAMETERS[name].bounds
    fine = (values >= low) & (values <= high)
    if trait is None and PARAMETERS[name].kind != "float":
        fine &= values == np.floor(values)
    for world in np.flatnonzero(~fine)[:1]:
        told = f"{where}: world {world}"
        if trait:
            raise RequestError(f"{told}: {name} = {values[world]:g} is out of bounds; allowed: {low:g} … {high:g}")
        PARAMETERS.check(name, float(values[world]), told)
    return values


def read_worlds(table: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of values, one row a world (a mapping of columns or a DataFrame), each checked: parameters by name, and what
    is uncertain of an adversary by code and name, `RUS.harshness`."""
    import numpy as np

    columns: dict[str, Any] = {}
    for name in table:
        code, _, variable = str(name).rpartition(".")
        if code:
            if variable not in TRAITS:
                raise unknown("number of an adversary that is uncertain", variable, TRAITS, f"worlds: {name}")
        elif name not in PARAMETERS:
            raise unknown("parameter", str(name), PARAMETERS, "worlds")
        elif PARAMETERS[name].group == "network":
            raise RequestError(f"worlds: {name} cannot differ between worlds; set it for all of them")
        try:
            column = np.asarray(table[name], dtype=float)
        except (TypeError, ValueError):
            raise RequestError(f"worlds: {name} holds something that is not a number") from None
        if column.ndim != 1 or not len(column):
            raise RequestError(f"worlds: {name} must be a list of numbers, one a world")
        columns[str(name)] = in_worlds(str(name), column, "worlds")
    if len({len(column) for column in columns.values()}) > 1:
        raise RequestError("worlds: columns have different lengths; each needs one value a world")
    return columns


def check_codes(changes: Iterable[EntityChange], roster: Roster, where: str) -> None:
    """Every code that is written names a state, an adversary or a group of this roster."""
    known = {"states": roster.codes, "adversaries": roster.adversary_codes}
    for table, code, *_ in changes:
        parts = zip(("adversaries", "states"), code.split(":"), strict=True) if table == "pairs" else [(table, code)]
        for kind, part in parts:
            if part not in (*known[kind], *GROUPS[kind]):
                names = (*known[kind], *GROUPS[kind])
                raise unknown(f"{TABLES[kind]} code", part, names, f"{where}: {table}.{code.replace(':', '.')}")


def _variables(table: str, code: str, variables: object, where: str) -> list[EntityChange]:
    changes: list[EntityChange] = []
    for name, value in _table(variables, where).items():
        if name not in SETTABLE[table]:
            raise unknown(f"{TABLES[table]} variable that may be set", name, SETTABLE[table], where)
        op, operand = _operation(value, f"{where}.{name}")
        number = _number(operand, f"{where}.{name}")
        low, high = SETTABLE[table][name].bounds
        if SETTABLE[table][name].whole and (op != "set" or number != int(number)):
            raise RequestError(f"{where}.{name}: it can only be set; allowed: {_counted(low, high)}")
        if op == "set" and not low <= number <= high:
            raise RequestError(f"{where}.{name} = {number:g} is out of bounds; allowed: {low:g} … {high:g}")
        changes.append((table, code, name, op, number))
    return changes


def _counted(low: float, high: float) -> str:
    """Whole numbers for people: `0 or 1`, `0, 1 or 2`."""
    every = [str(number) for number in range(int(low), int(high) + 1)]
    return f"{', '.join(every[:-1])} or {every[-1]}"


def _operation(value: object, where: str) -> tuple[str, object]:
    """`value` sets; a table with one key, `times` or `add`, changes what is there."""
    if not isinstance(value, Mapping):
        return "set", value
    if len(value) != 1 or next(iter(value)) not in OPS:
        raise RequestError(f"{where}: expected a value or one of {{ set = … }}, {{ times = … }}, {{ add = … }}")
    return next(iter(value.items()))


def _number(value: object, where: str) -> float:
    """A finite number; text is read as one, as the command line gives it."""
    number: Any = value
    if isinstance(number, str):
        try:
            number = float(number)
        except ValueError:
            number = None
    try:
        if not isinstance(number, bool) and hasattr(number, "__float__") and math.isfinite(number):
            return float(number)
    except OverflowError:  # a whole number of hundreds of digits
        raise RequestError(f"{where}: the number is too large") from None
    raise RequestError(f"{where} = {value!r} is not a number")


def _table(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise RequestError(f"{where}: expected a table, found {value!r}")
    return value
