"""Winners and losers: what each state gained or lost under a policy, with the interval of the paired difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from experiments.analysis.effects import COLUMNS as EFFECT
from experiments.analysis.effects import Asked, Comparand, effect_rows
from experiments.results.results import Results
from model.errors import RequestError

__all__ = ["COLUMNS", "FIGURES", "require_by_state", "state_table", "states_by_run"]

COLUMNS = ("policy", "scenario", "state", *EFFECT[2:])
ADJUSTED = "holm"
"""How forty states are kept from forty chances of a false label."""

FIGURES = {
    "total_welfare": ("welfare", "× 100", 1.0),
    "total_damage": ("damage", "points of GDP a year", 12.0),
    "total_civilian": ("civilian_harm", "points of GDP a year", 12.0),
    "total_core": ("core_share", "% of GDP", 100.0),
    "total_protection": ("resilience", "", 1.0),
}
"""What a state sums up over its months, as people read it: name, unit, and what its mean a month is multiplied by."""


def require_by_state(measures: Iterable[str], where: str) -> None:
    """Errors: RequestError for a measure that is not kept for each state."""
    known = [name for name, _, _ in FIGURES.values()]
    for name in measures:
        if name not in known:
            raise RequestError(f"{where}: {name} is not kept for each state; allowed: {', '.join(known)}")


def state_table(results: Results, codes: list[str], asked: Asked) -> Any:
    """One row a policy, scenario, state and figure; each figure's rows are adjusted for their number, by Holm if
    nothing else was asked."""
    import pandas as pd

    asked = replace(asked, adjust=asked.method or ADJUSTED, simultaneous=False)
    rows, _ = effect_rows(_pairs(results, codes), asked, family="measure")
    return pd.DataFrame(rows, columns=list(COLUMNS))


def states_by_run(results: Results, policy: str, scenario: str) -> np.ndarray:
    """What each state summed up, (runs, states, totals): the mean over the points of the design, which share the luck."""
    entries = results.chosen(policy, scenario)
    return np.asarray(sum(results.store.states(entry.name, results.runs) for entry in entries) / len(entries))


def _pairs(results: Results, codes: list[str]) -> Iterator[Comparand]:
    from model.state import STATE_TOTALS

    months = results.study.months
    for scenario in results.scenarios:
        reference = states_by_run(results, results.policies[0], scenario)
        for policy in results.policies:
            first = policy == results.policies[0]
            own = reference if first else states_by_run(results, policy, scenario)
            for i, code in enumerate(codes):
                for place, total in enumerate(STATE_TOTALS):
                    name, unit, scale = FIGURES.get(total, (total, "", 1.0))
                    row = {"policy": policy, "scenario": scenario, "state": code}
                    yield Comparand(
                        row | {"measure": name, "unit": unit},
                        own[:, i, place] * scale / months,
                        None if first else reference[:, i, place] * scale / months,
                        cells=results.cells,
                    )
