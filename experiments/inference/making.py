"""Worlds from beginning to end: simulate records, infer, check, forecast, and write. `foedus infer` and the docs call this."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.inference.consequences import policy_differences
from experiments.inference.record import LAST, Statistic
from experiments.inference.simulations import Source, read_records, simulate_records
from experiments.inference.worlds import (
    COUNT,
    Inferred,
    infer_worlds,
    read_by_policies,
    rows_of_worlds,
    usable,
    worlds_of_second,
    write_worlds,
)

__all__ = ["Made", "make_worlds"]

AHEAD = 1000
"""Decades lived again for a forecast, two in each of 500 worlds."""


@dataclass(frozen=True)
class Made:
    """Inferred worlds, the simulated ones they come from, and how they were made and checked."""

    found: Inferred
    prior: pd.DataFrame
    how: dict[str, Any]

    @property
    def rows(self) -> list[dict[str, Any]]:
        return rows_of_worlds(self.found, self.prior)


def make_worlds(
    folder: Path,
    runs: int,
    source: Source,
    record: Mapping[str, Statistic] | None = None,
    count: int = COUNT,
    *,
    check: bool = False,
    workers: int = 2,
    cluster: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> Made:
    """Make worlds in a folder, with all that is needed to go on after an interrupt.

    Errors: RequestError for a record that simulated decades do not know, or a folder with those of something else.
    """
    from experiments.results.versions import versions
    from model.rule import source_hash

    facts = source.record() if record is None else record
    simulate_records(folder, runs, source, workers=workers, cluster=cluster, progress=progress)
    worlds, figures = read_records(folder, -(-runs // 1000) * 1000)
    found = infer_worlds(worlds, figures, facts, count, source.seed)
    how: dict[str, Any] = {"records": len(worlds), **source.identity(), "sources": source_hash()}
    how |= {"figures": usable(figures, facts), "versions": versions()}
    if check:
        how["checks"] = _checks(worlds, figures, facts, count, source.seed, say)
        say("policies in the worlds of both methods …")
        how["checks"]["second"]["policies"] = _policies(found, worlds, figures, facts, source, workers)
    if source.until != LAST:
        from experiments.inference.diagnosis import forecast

        say("the years ahead …")
        how["forecast"] = forecast(found, source.until, AHEAD, source.seed, workers)
    write_worlds(folder, found, how)
    return Made(found, worlds, how)


def _policies(
    found: Inferred,
    worlds: pd.DataFrame,
    figures: pd.DataFrame,
    facts: Mapping[str, Statistic],
    source: Source,
    workers: int,
) -> list[dict[str, Any]]:
    other = worlds_of_second(worlds, figures, facts, len(found.worlds), source.seed)
    return policy_differences(read_by_policies(found.worlds), other, source.alliance, source.seed, workers)


def _checks(
    worlds: pd.DataFrame,
    figures: pd.DataFrame,
    facts: Mapping[str, Statistic],
    count: int,
    seed: int,
    say: Callable[[str], None],
) -> dict[str, Any]:
    from experiments.inference import diagnosis

    say("held-out records …")
    checked, second = diagnosis.held_out(worlds, figures, facts, seed)
    if checked.records < diagnosis.HELD:
        say(f"held out: {checked.records} records; from --runs {5 * diagnosis.HELD} on there are {diagnosis.HELD}")
    say("each figure from the others …")
    masked = diagnosis.masked_predictive(figures, facts, seed)
    prior = diagnosis.prior_predictive(figures, facts, seed)
    say("half and double the discrepancy …")
    other = diagnosis.by_discrepancy(worlds, figures, facts, count, seed)
    return {**checked.to_json(), "second": second, "masked": masked, "prior_predictive": prior, "discrepancy": other}
