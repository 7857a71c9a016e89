"""Who is in the alliance, and whom it faces, read from the files of a folder.

`roster` puts everything together (`read_roster`), `tables` checks the CSV files cell by cell, `alliance_file` reads
`alliance.toml`.
"""

from __future__ import annotations

from model.roster.roster import LAYERS, Roster, alliances, read_roster

__all__ = ["LAYERS", "Roster", "alliances", "read_roster"]
