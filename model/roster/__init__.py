"""Who is in the world, read from the files of a folder.

`roster` puts everything together (`read_roster`), `tables` checks the CSV files cell by cell, `alliance_file` reads
`world.toml`.
"""

from __future__ import annotations

from model.roster.roster import LAYERS, Roster, read_roster, worlds

__all__ = ["LAYERS", "Roster", "read_roster", "worlds"]
