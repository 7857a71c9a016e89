"""A world's own TOML: what it is called, parameters that differ in it, and its adversaries where no CSV file holds them.

```toml
title = "The Delian League"
meaning = "One sentence."
[parameters]                      # this world's defaults; scenarios and policies write over them
theta = 0.6
[adversaries.PER]                 # every column of adversaries.csv
name = "Persia"
tempo = 2.5
[adversaries.PER.pairs]           # what each state is to it; ALL first, then a state's own
ALL = { focus = 1.0, proximity = 0.4 }
SAM = { focus = 2.0, hedge = 0.3 }
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable

from model.errors import RequestError, unknown
from model.roster.tables import ADVERSARY_COLUMNS, PAIR_COLUMNS, PLACE, Table, read_bytes

__all__ = ["WORLD", "WorldFile", "read_world_file"]

WORLD = "world.toml"
KEYS = ("title", "meaning", "parameters", "adversaries")
MEANT = {"focus": 1.0, "proximity": 0.5, "hedge": 0.0, "rival": 0}
"""What a state is to an adversary that says nothing of it."""


@dataclass(frozen=True)
class WorldFile:
    """What world.toml says."""

    title: str
    meaning: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    adversaries: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    place: str = WORLD  # the file with its folder, as faults name it

    def adversary_table(self) -> Table:
        """As adversaries.csv would hold them."""
        known = ("name", "pairs", *PLACE, *ADVERSARY_COLUMNS)
        for code, table in self.adversaries.items():
            _known(table, known, f"{self.place}: adversaries.{code}")
        rows = [{"code": code, **table} for code, table in self.adversaries.items()]
        return Table(
            f"{self.place}: adversaries", rows, [f"{self.place}: adversaries.{code}" for code in self.adversaries]
        )

    def pair_table(self, codes: Sequence[str]) -> Table:
        """As pairs.csv would hold them: every adversary with every state."""
        rows: list[dict[str, object]] = []
        places = []
        for adversary, table in self.adversaries.items():
            where = f"{self.place}: adversaries.{adversary}.pairs"
            pairs = _mapping(table.get("pairs", {}), where)
            _known(pairs, ("ALL", *codes), where, "state code")
            for code in codes:
                own: dict[str, object] = {}
                for name in ("ALL", code):
                    own |= _mapping(pairs.get(name, {}), f"{where}.{name}")
                    _known(own, tuple(PAIR_COLUMNS), f"{where}.{name}")
                rows.append({"adversary": adversary, "state": code, **MEANT, **own})
                places.append(f"{where}.{code}")
        return Table(f"{self.place}: pairs", rows, places)


def read_world_file(folder: Traversable) -> WorldFile:
    """world.toml of a folder; one whose tables are all CSV files need not have it. Errors: RequestError, one line."""
    if not folder.joinpath(WORLD).is_file():
        return WorldFile(folder.name, "")
    place = str(folder.joinpath(WORLD))
    try:
        table = tomllib.loads(read_bytes(folder, WORLD).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RequestError(f"{place}: not TOML ({error})") from None
    _known(table, KEYS, place)
    for key in ("title", "meaning"):
        value = table.get(key)
        if not isinstance(value, str) or not value.strip() or "\n" in value.strip():
            raise RequestError(f"{place}: {key} must be one line of text, found {value!r}")
    adversaries = _mapping(table.get("adversaries", {}), f"{place}: adversaries")
    return WorldFile(
        table["title"].strip(),
        table["meaning"].strip(),
        _mapping(table.get("parameters", {}), f"{place}: parameters"),
        {code: _mapping(one, f"{place}: adversaries.{code}") for code, one in adversaries.items()},
        place,
    )


def _mapping(value: object, where: str) -> Mapping:
    if not isinstance(value, Mapping):
        raise RequestError(f"{where}: expected a table, found {value!r}")
    return value


def _known(table: Mapping[str, object], names: Sequence[str], where: str, kind: str = "key") -> None:
    for name in table:
        if name not in names:
            raise unknown(kind, name, names, where)
