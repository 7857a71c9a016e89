"""Winners and losers: what states, or groups of them, gain or lose under a policy, with the paired difference's interval.

A figure of a group is worked out from the group's sums: harm in money adds up, harm in per cent is that money over the group's
GDP, welfare and resilience are means over its states.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from experiments.analysis.effects import Asked, Comparand, columns, effect_rows
from experiments.results.results import Results
from model.errors import RequestError, unknown

__all__ = ["EVERYBODY", "FIGURES", "Who", "require_by_state", "state_table", "states_by_run", "whole_years"]

ADJUSTED = "holm"
"""How forty states are kept from forty chances of a false label."""


@dataclass(frozen=True)
class Figure:
    """A figure of states: one of their sums, scaled, over another, over state-months, over years, or as it is."""

    unit: str
    total: str
    over: str = ""  # a total · state-months · years · "" for the sum itself
    scale: float = 1.0


FIGURES = {
    "welfare": Figure("× 100", "total_welfare", "state-months"),
    "damage": Figure("% of GDP a year", "total_money", "total_gdp", 100.0),
    "harm_money": Figure("bn USD", "total_money"),
    "civilian_harm": Figure("bn USD", "total_civilian_money"),
    "civilian_share": Figure("% of GDP a year", "total_civilian_money", "total_gdp", 100.0),
    "core_share": Figure("% of GDP", "total_core", "state-months", 100.0),
    "core_share_gdp": Figure("% of GDP", "total_core_money", "total_gdp", 100.0),
    "core_money": Figure("bn USD a year", "total_core_money", "years"),
    "resilience": Figure("", "total_protection", "state-months"),
    "resilience_money": Figure("bn USD a year", "total_resilience_money", "years"),
    "operations": Figure("", "total_operations"),
    "operations_severe": Figure("", "total_severe"),
    "severe_share": Figure("%", "total_severe", "total_operations", 100.0),
}
"""What can be told of states. A name that is also a measure's means the same."""


@dataclass(frozen=True)
class Who:
    """Whom a table is about: some states (none: every state of the alliance), and groups of them by name."""

    states: tuple[str, ...] = ()
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def rows(self, codes: Sequence[str]) -> list[tuple[str | None, str | None, list[int]]]:
        """State or group, and the rows that it means. Errors: RequestError with the nearest code."""
        for where, asked in (
            ("--states", self.states),
            *((f"--group {name}", one) for name, one in self.groups.items()),
        ):
            for code in asked:
                if code not in codes:
                    raise unknown("state", code, codes, where)
        states = self.states or (() if self.groups else tuple(codes))
        found: list[tuple[str | None, str | None, list[int]]] = [(code, None, [codes.index(code)]) for code in states]
        return found + [(None, name, [codes.index(code) for code in one]) for name, one in self.groups.items()]


EVERYBODY = Who()


def require_by_state(measures: Iterable[str], where: str) -> None:
    """Errors: RequestError for a measure that is not kept for each state."""
    for name in measures:
        if name not in FIGURES:
            raise RequestError(f"{where}: {name} is not kept for each state; allowed: {', '.join(FIGURES)}")


def state_table(
    results: Results,
    codes: list[str],
    asked: Asked,
    who: Who = EVERYBODY,
    measures: Sequence[str] = (),
    window: tuple[int, int] | None = None,
) -> Any:
    """One row a policy, scenario, state or group, and figure; each figure's rows are adjusted for their number, by Holm if
    nothing else was asked. measures: the figures; all where none is named. window: months, whole years of them."""
    import pandas as pd

    asked = replace(asked, adjust=asked.method or ADJUSTED, simultaneous=False)
    names = [name for name in FIGURES if name in measures] or list(FIGURES)
    rows, _ = effect_rows(_pairs(results, who.rows(codes), names, window), asked, family="measure")
    return pd.DataFrame(rows, columns=columns(asked, ("state", "group")))


def states_by_run(results: Results, policy: str, scenario: str, window: tuple[int, int] | None = None) -> np.ndarray:
    """What each state summed up, (runs, states, totals): the mean over the points of the design, which share the luck."""
    entries = results.chosen(policy, scenario)
    by_year = np.asarray(sum(results.store.states(entry.name, results.runs) for entry in entries) / len(entries))
    if window is None:
        return by_year[:, -1]
    first, last = whole_years(window, results.study.months)
    return by_year[:, last - 1] - (by_year[:, first - 1] if first else 0.0)


def whole_years(window: tuple[int, int], months: int) -> tuple[int, int]:
    """First year and the one after the last. Errors: RequestError where a window is not one of whole years."""
    first, last = window
    if first % 12 or last % 12 and last != months:
        raise RequestError(f"window {first}:{last}: states are summed up by year; give whole years, as 2026:2030")
    return first // 12, -(-last // 12)


def _pairs(
    results: Results,
    rows: Sequence[tuple[str | None, str | None, list[int]]],
    names: Sequence[str],
    window: tuple[int, int] | None,
) -> Iterator[Comparand]:
    months = results.study.months if window is None else window[1] - window[0]
    alone = len(results.policies) == 1  # then scenarios are compared
    first = results.policies[0], results.scenarios[0]
    for scenario in results.scenarios:
        reference = states_by_run(results, first[0], first[1] if alone else scenario, window)
        for policy in results.policies:
            itself = (policy, scenario) == (first[0], first[1] if alone else scenario)
            own = reference if itself else states_by_run(results, policy, scenario, window)
            for state, group, places in rows:
                for name in names:
                    row = {"policy": policy, "scenario": scenario, "state": state, "group": group}
                    yield Comparand(
                        row | {"measure": name, "unit": FIGURES[name].unit},
                        _figure(FIGURES[name], own[:, places], months),
                        None if itself else _figure(FIGURES[name], reference[:, places], months),
                        cells=results.cells,
                    )


def _figure(figure: Figure, totals: np.ndarray, months: int) -> np.ndarray:
    """A figure by run from (runs, states, totals); NaN where what it is measured against is none."""
    from model.state import STATE_TOTALS

    above = totals[:, :, STATE_TOTALS.index(figure.total)].sum(axis=1)
    if figure.over in STATE_TOTALS:
        below = totals[:, :, STATE_TOTALS.index(figure.over)].sum(axis=1)
        return figure.scale * np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0.0)
    spans = {"state-months": months * totals.shape[1], "years": months / 12.0, "": 1.0}
    return figure.scale * above / spans[figure.over]
