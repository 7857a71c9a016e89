"""Worlds drawn from the prior, as inference needs them: with the numbers of the record beside the model's
(`experiments.study.priors`)."""

from __future__ import annotations

import pandas as pd

from experiments.inference.reporting import REPORTING
from experiments.study.priors import CHUNK, draw_chunk, draw_worlds, uncertain
from model.roster import Roster, read_roster

__all__ = ["CHUNK", "prior_chunk", "prior_worlds", "uncertain"]


def prior_worlds(count: int, seed: int = 0, roster: Roster | None = None, reporting: bool = False) -> pd.DataFrame:
    """So many worlds, one row each: columns by parameter, by `CODE.variable` for adversaries, and with `reporting` those of
    the record too. The same seed gives the same worlds, and more of them begin with the fewer."""
    return draw_worlds(count, seed, roster or read_roster(), _record(reporting))


def prior_chunk(chunk: int, seed: int = 0, roster: Roster | None = None, reporting: bool = False) -> pd.DataFrame:
    """Worlds 1000 chunk … 1000 chunk + 999 of a seed."""
    return draw_chunk(chunk, seed, roster or read_roster(), _record(reporting))


def _record(wanted: bool) -> dict:
    return {name: REPORTING[name] for name in REPORTING} if wanted else {}
