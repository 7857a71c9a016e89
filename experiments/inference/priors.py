"""Worlds drawn from the prior: one value of every uncertain parameter, and of what is uncertain of each adversary.

Uncertain is what declares a prior (`model/parameters.py`, `model/state.py`). Numbers of adversaries share a mean and a spread,
drawn first (`model.prior.Hierarchy`): what is learnt of three says something of the fourth.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.inference.reporting import REPORTING
from model.parameters import PARAMETERS
from model.prior import Hierarchy, Prior
from model.roster import Roster
from model.settings.amendments import TRAITS

__all__ = ["CHUNK", "prior_chunk", "prior_of", "prior_worlds", "uncertain"]


def uncertain() -> list[str]:
    """Parameters that declare a prior."""
    return [name for name, parameter in PARAMETERS.items() if parameter.prior is not None]


CHUNK = 1000
"""Worlds that are drawn together: world k is the same however many are asked for."""


def prior_worlds(count: int, seed: int = 0, roster: Roster | None = None, reporting: bool = False) -> pd.DataFrame:
    """So many worlds, one row each: columns by parameter, by `CODE.variable` for adversaries, and with `reporting` those of
    the record too. The same seed gives the same worlds, and more of them begin with the fewer."""
    chunks = [prior_chunk(number, seed, roster, reporting) for number in range(-(-count // CHUNK))]
    return pd.concat(chunks, ignore_index=True).iloc[:count]


def prior_chunk(chunk: int, seed: int = 0, roster: Roster | None = None, reporting: bool = False) -> pd.DataFrame:
    """Worlds 1000 chunk … 1000 chunk + 999 of a seed."""
    from model.roster import read_roster

    roster = roster or read_roster()
    count = CHUNK
    columns: dict[str, np.ndarray] = {}
    table = {name: PARAMETERS[name] for name in uncertain()} | ({name: REPORTING[name] for name in REPORTING} if reporting else {})
    for number, (name, parameter) in enumerate(table.items()):
        assert isinstance(parameter.prior, Prior)
        drawn = parameter.prior.quantile(_shares(seed, number, chunk), *parameter.bounds)
        columns[name] = np.round(drawn) if parameter.kind == "int" else drawn
    for number, (name, trait) in enumerate(TRAITS.items(), 10_000):
        mean, spread = (_shares(seed, 100 * number + k, chunk) for k in (0, 1))
        for j, code in enumerate(roster.adversary_codes):
            if isinstance(trait.prior, Hierarchy):
                z = Prior("normal", 0.0, 1.0).quantile(_shares(seed, 100 * number + 2 + j, chunk))
                columns[f"{code}.{name}"] = trait.prior.values(mean, spread, z, *trait.bounds)
    return pd.DataFrame(columns)


def prior_of(name: str) -> tuple[float, float]:
    """The central 95 % of a parameter's prior, alone."""
    parameter = PARAMETERS[name] if name in PARAMETERS else REPORTING[name]
    assert isinstance(parameter.prior, Prior)
    low, high = parameter.prior.quantile([0.025, 0.975], *parameter.bounds)
    return float(low), float(high)


def _shares(seed: int, column: int, chunk: int) -> np.ndarray:
    """Numbers in (0, 1) that belong to a column of a chunk."""
    return np.random.Generator(np.random.Philox(key=[seed, column], counter=[0, 0, 0, chunk])).uniform(1e-12, 1.0, CHUNK)
