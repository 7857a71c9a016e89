"""The worlds that ship with an alliance: one row a world, a column an uncertain number, and how they were made.

They lie beside the alliance's files as worlds.parquet and worlds.json, which `foedus infer` makes. No run reads this file: a
run is given its world.
"""

from __future__ import annotations

import json
from importlib.resources import as_file
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.errors import RequestError
from model.roster import Roster, read_roster
from model.settings.amendments import read_worlds

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["about_worlds", "worlds"]

TABLE, ABOUT = "worlds.parquet", "worlds.json"


def worlds(alliance: str | Path | None = None) -> pd.DataFrame:
    """The worlds of an alliance by name or folder, NATO's by default. Errors: RequestError where none are shipped."""
    import pandas as pd

    roster = read_roster(alliance)
    place = _place(roster, TABLE)
    with as_file(place) as file:
        table = pd.read_parquet(file)
    read_worlds(table)  # a column that is no uncertain number, or a value out of bounds, is refused
    return table


def about_worlds(alliance: str | Path | None = None) -> dict[str, Any]:
    """How they were made, and what the checks found. Errors: RequestError where none are shipped."""
    return json.loads(_place(read_roster(alliance), ABOUT).read_text(encoding="utf-8"))


def _place(roster: Roster, name: str) -> Any:
    place = roster.folder.joinpath(name) if roster.folder is not None else None
    if place is None or not place.is_file():
        raise RequestError(f"{roster.name}: no worlds are shipped; foedus infer --out DIR makes them")
    return place
