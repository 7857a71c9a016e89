"""An alliance's own TOML: what it is called, parameters that differ in it, and its adversaries where no CSV file holds them.

```toml
title = "The Delian League"
meaning = "One sentence."
[parameters]                      # this alliance's defaults; scenarios and policies write over them
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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable

from model.errors import RequestError, unknown
from model.roster.tables import ADVERSARY_COLUMNS, MAY_STAND, PAIR_COLUMNS, PLACE, Table
from model.toml_files import read_toml

__all__ = ["ALLIANCE", "FORMER", "AllianceFile", "read_alliance_file"]

ALLIANCE, FORMER = "alliance.toml", "world.toml"
"""The file, and what it was called before; both are read."""
KEYS = ("title", "meaning", "parameters", "adversaries")
MEANT = {"focus": 1.0, "proximity": 0.5, "hedge": 0.0, "rival": 0}
"""What a state is to an adversary whose file does not name it."""


@dataclass(frozen=True)
class AllianceFile:
    """What alliance.toml says."""

    title: str
    meaning: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    adversaries: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    place: str = ALLIANCE  # the file with its folder, as faults name it

    def adversary_table(self) -> Table:
        """As adversaries.csv would hold them."""
        known = ("name", "pairs", *PLACE, *ADVERSARY_COLUMNS, *MAY_STAND["adversary"])
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
                    _known(own, (*PAIR_COLUMNS, *MAY_STAND["pair"]), f"{where}.{name}")
                rows.append({"adversary": adversary, "state": code, **MEANT, **own})
                places.append(f"{where}.{code}")
        return Table(f"{self.place}: pairs", rows, places)


def read_alliance_file(folder: Traversable) -> AllianceFile:
    """alliance.toml of a folder; one whose tables are all CSV files need not have it. Errors: RequestError, one line."""
    there = [name for name in (ALLIANCE, FORMER) if folder.joinpath(name).is_file()]
    if not there:
        return AllianceFile(folder.name, "")
    if len(there) > 1:
        raise RequestError(f"{folder}: {ALLIANCE} and {FORMER} are two names for one file; leave {FORMER} out")
    place = str(folder.joinpath(there[0]))
    table = read_toml(folder.joinpath(there[0]), place, f"the alliance's {ALLIANCE}")
    _known(table, KEYS, place)
    for key in ("title", "meaning"):
        value = table.get(key)
        if not isinstance(value, str) or not value.strip() or "\n" in value.strip():
            raise RequestError(f"{place}: {key} must be one line of text, found {value!r}")
    adversaries = _mapping(table.get("adversaries", {}), f"{place}: adversaries")
    return AllianceFile(
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
