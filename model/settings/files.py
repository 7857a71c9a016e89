"""A policy or scenario as its TOML file holds it: title, meaning, what it changes and when.

```toml
title = "US retrenchment"
meaning = "One sentence."
[parameters]
norm_gain = { times = 3 }          # a value sets; times and add change what is there
[states.TUR]                       # a code, or ALL, ALLIES, PARTNERS; [adversaries.RUS], [pairs.RUS.UKR] likewise
balancing = 0.8
[[change]]                         # the same at the start of a month; month 0 is the first. Or: year = 2030, date = "2030-06"
month = 60
[change.parameters]
commitment_ceiling = 0.05
[[when]]                           # the same once a measure tells: `settings.signposts`
```
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from model.errors import RequestError, unknown
from model.parameters import PARAMETERS
from model.settings.amendments import EntityChange, ParameterChange, read_entities, read_parameters
from model.settings.signposts import WRITES, Signpost, read_signposts

__all__ = ["Change", "Setting", "read_setting"]

WHEN = ("month", "year", "date")
KEYS = ("title", "meaning", "name", "graphml", "change", "when", *WRITES)
LAST_MONTH = 12_000


@dataclass(frozen=True)
class Change:
    """What is written at the start of a month; month 0 is the first."""

    month: int
    parameters: tuple[ParameterChange, ...] = ()
    entities: tuple[EntityChange, ...] = ()


@dataclass(frozen=True)
class Setting:
    """A policy or a scenario: what it changes, and nothing else."""

    name: str
    title: str
    meaning: str
    kind: str  # policy · scenario
    parameters: tuple[ParameterChange, ...] = ()
    entities: tuple[EntityChange, ...] = ()
    changes: tuple[Change, ...] = ()
    signposts: tuple[Signpost, ...] = ()
    graphml: str | None = None
    source: str = ""


def read_setting(table: Mapping[str, object], kind: str, name: str, source: str, folder: Path | None = None) -> Setting:
    """A setting from a table as TOML holds it; `source` names it in errors, `folder` is where its network lies."""
    for key in table:
        if key not in KEYS:
            raise unknown("key", key, KEYS, source)
    text = {key: table.get(key, fallback) for key, fallback in (("title", name), ("meaning", ""), ("name", name))}
    for key, value in text.items():
        if not isinstance(value, str) or "\n" in value.strip():
            raise RequestError(f"{source}: {key} must be one line of text, found {value!r}")
    return Setting(
        name=str(text["name"]),
        title=str(text["title"]),
        meaning=str(text["meaning"]).strip(),
        kind=kind,
        parameters=read_parameters(table.get("parameters", {}), f"{source}: parameters"),
        entities=read_entities(table, source),
        changes=_changes(table.get("change", []), source),
        signposts=read_signposts(table.get("when", []), source),
        graphml=_drawn(table.get("graphml"), folder, source),
        source=source,
    )


def _changes(tables: object, source: str) -> tuple[Change, ...]:
    if not isinstance(tables, list):
        raise RequestError(f"{source}: changes are written as [[change]] with a month")
    changes = []
    for number, table in enumerate(tables, 1):
        where = f"{source}: change {number}"
        if not isinstance(table, Mapping):
            raise RequestError(f"{where}: expected a table, found {table!r}")
        for key in table:
            if key not in (*WHEN, *WRITES):
                raise unknown("key", key, (*WHEN, *WRITES), where)
        month = _month(table, where)
        if isinstance(month, bool) or not isinstance(month, int) or not 0 <= month <= LAST_MONTH:
            raise RequestError(f"{where}: month = {month!r}; allowed: a whole number, 0 … {LAST_MONTH}")
        parameters = read_parameters(table.get("parameters", {}), f"{where}.parameters")
        for name, *_ in parameters:
            if PARAMETERS[name].group == "network":
                raise RequestError(f"{where}.parameters: {name} cannot change during a run; set it from the start")
        changes.append(Change(month, parameters, read_entities(table, where)))
    return tuple(sorted(changes, key=lambda change: change.month))


def _month(table: Mapping[str, object], where: str) -> object:
    """The month of a change, said in one of three ways. A run begins in January 2025."""
    told = [key for key in WHEN if key in table]
    if len(told) > 1:
        raise RequestError(f"{where}: {' and '.join(told)} are both given; leave one out")
    if told in (["year"], ["date"]):
        from model.settings.dates import month_of_date

        return month_of_date(str(table[told[0]]), where=f"{where}.{told[0]}")
    return table.get("month")


def _drawn(value: object, folder: Path | None, source: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise RequestError(f"{source}: graphml = {value!r} must be the path of a file")
    path = (folder or Path()) / value
    if not path.is_file():
        raise RequestError(f"{source}: graphml: {path}: no such file")
    return str(path.resolve())
