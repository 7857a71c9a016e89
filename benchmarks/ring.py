"""A made alliance of any size with a fixed number of ties a state: to see how cost grows with states."""

from __future__ import annotations

import numpy as np

from model.roster import LAYERS, Roster, read_roster

__all__ = ["ring_roster"]


def ring_roster(states: int, degree: int = 8) -> Roster:
    """So many allies on a ring, each tied to its `degree` nearest on every layer, before NATO's adversaries."""
    nato = read_roster()
    like = np.arange(states) % len(nato.codes)
    columns = {name: column[like].copy() for name, column in nato.columns.items()}
    columns["role"][:] = 0.0
    columns["hegemon"][:] = 0.0
    columns["hegemon"][0] = 1.0
    ring = [
        (min(i, j), max(i, j), 1.0)
        for i in range(states)
        for j in ((i + step) % states for step in range(1, degree // 2 + 1))
    ]
    ties = sorted(set(ring))
    return Roster(
        name=f"ring of {states}",
        codes=tuple(f"S{i:04d}" for i in range(states)),
        names=tuple(f"State {i}" for i in range(states)),
        lat=nato.lat[like],
        lon=nato.lon[like],
        columns=columns,
        adversary_codes=nato.adversary_codes,
        adversary_names=nato.adversary_names,
        adversary_lat=nato.adversary_lat,
        adversary_lon=nato.adversary_lon,
        adversary_columns=nato.adversary_columns,
        pairs={name: matrix[:, like].copy() for name, matrix in nato.pairs.items()},
        ties=dict.fromkeys(LAYERS, ties),
        digest=f"ring {states} {degree}",
    )
