"""Winners and losers: what states, or groups of them, gain or lose under a policy, with the paired difference's interval.

A figure of a group is worked out from the group's sums: harm in money adds up, harm in per cent is that money over the group's
GDP, welfare and resilience are means over its states. What states sum up is kept by year; what became of the operations against
them (seen, named, answered) is counted from the logs of runs, where it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from experiments.analysis.case_counts import COUNTS, counts_by_run
from experiments.analysis.effects import Asked, Comparand, columns, effect_rows
from experiments.results.results import Results
from model.errors import RequestError, unknown

__all__ = [
    "CASES",
    "EVERYBODY",
    "FIGURES",
    "Who",
    "alliances_own",
    "require_by_state",
    "state_table",
    "states_by_run",
]

ADJUSTED = "holm"
"""How forty states are kept from forty chances of a false label."""


@dataclass(frozen=True)
class Figure:
    """A figure of states: one of their sums, scaled, over another, over state-months, over years, or as it is."""

    unit: str
    total: str
    over: str = ""  # another total · state-months · years · "" for the sum itself
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
"""What states sum up by year. A name that is also a measure's means the same."""

CASES = {
    "operations_low": Figure("", "low"),
    "operations_medium": Figure("", "medium"),
    "operations_high": Figure("", "high"),
    "responsibility_gap": Figure("%", "civilian_gap", "civilian", 100.0),
    "detected": Figure("", "detected"),
    "detected_share": Figure("%", "detected", "settled", 100.0),
    "attributed": Figure("", "named"),
    "attributed_share": Figure("%", "named", "detected", 100.0),
    "months_to_attribution": Figure("months", "named_months", "named"),
    "attributed_publicly": Figure("", "public"),
    "public_share": Figure("%", "public", "detected", 100.0),
    "months_to_public": Figure("months", "public_months", "public"),
    "published_share": Figure("%", "published", "detected", 100.0),
    "ascribed_share": Figure("%", "ascribed", "detected", 100.0),
    "misnamed_share": Figure("%", "wrong", "accused", 100.0),
    "brought_share": Figure("%", "brought", "detected", 100.0),
    "answered": Figure("", "together"),
    "answered_share": Figure("%", "together", "detected", 100.0),
    "answered_alone_share": Figure("%", "alone", "detected", 100.0),
}
"""What became of the operations against states, over any months. A name that is also a measure's means the same; misnamed: of
operations for which a state was named, those it did not do; brought: to the Council; answered: collectively."""


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


def require_by_state(measures: Iterable[str], window: tuple[int, int] | None, months: int) -> None:
    """Errors: RequestError for a name that is no figure of states, and a window that its figures are not kept for."""
    from model.measures import MEASURES

    measures = list(measures)
    for name in measures:
        if name in FIGURES or name in CASES:
            continue
        if name in MEASURES:
            raise RequestError(f"{name} is not kept for each state; allowed: {', '.join([*FIGURES, *CASES])}")
        raise unknown("measure by state", name, [*FIGURES, *CASES])
    if window is not None and (not measures or not set(measures) <= set(CASES)):
        whole_years(window, months)


def alliances_own(measures: Iterable[str]) -> list[str]:
    """Of what is asked of states, the names that are the alliance's measures too."""
    from model.measures import MEASURES

    return [name for name in measures if name in MEASURES or not (name in FIGURES or name in CASES)]


def state_table(
    results: Results,
    codes: list[str],
    asked: Asked,
    who: Who = EVERYBODY,
    measures: Sequence[str] = (),
    window: tuple[int, int] | None = None,
) -> Any:
    """One row a policy, scenario, state or group, and figure; each figure's rows are adjusted for their number, by Holm if
    nothing else was asked. measures: the figures; all that are kept by year where none is named. window: months, whole years
    of them for what is kept by year."""
    import pandas as pd

    asked = replace(asked, adjust=asked.method or ADJUSTED, simultaneous=False)
    names = [name for name in (*FIGURES, *CASES) if name in measures] or list(FIGURES)
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
        raise RequestError(
            f"window {first}:{last}: states are summed up by year; give whole years, as 2026:2030, or ask of cases alone: "
            f"{', '.join(CASES)}"
        )
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
        reference = _columns(results, first[0], first[1] if alone else scenario, names, window)
        for policy in results.policies:
            itself = (policy, scenario) == (first[0], first[1] if alone else scenario)
            own = reference if itself else _columns(results, policy, scenario, names, window)
            for state, group, places in rows:
                for name in names:
                    row = {"policy": policy, "scenario": scenario, "state": state, "group": group}
                    figure = FIGURES.get(name) or CASES[name]
                    yield Comparand(
                        row | {"measure": name, "unit": figure.unit},
                        _figure(figure, own, places, months),
                        None if itself else _figure(figure, reference, places, months),
                        cells=results.cells,
                    )


def _columns(
    results: Results, policy: str, scenario: str, names: Sequence[str], window: tuple[int, int] | None
) -> dict[str, np.ndarray]:
    """By name, what the figures are worked out from: (runs, states)."""
    from model.state import STATE_TOTALS

    found: dict[str, np.ndarray] = {}
    if any(name in FIGURES for name in names):
        found |= zip(STATE_TOTALS, np.moveaxis(states_by_run(results, policy, scenario, window), 2, 0), strict=True)
    if any(name in CASES for name in names):
        found |= zip(COUNTS, np.moveaxis(counts_by_run(results, policy, scenario, window), 2, 0), strict=True)
    return found


def _figure(figure: Figure, columns: Mapping[str, np.ndarray], places: Sequence[int], months: int) -> np.ndarray:
    """A figure of some states by run; NaN where what it is measured against is none."""
    above = columns[figure.total][:, places].sum(axis=1)
    if figure.over in columns:
        below = columns[figure.over][:, places].sum(axis=1)
        return figure.scale * np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0.0)
    spans = {"state-months": months * len(places), "years": months / 12.0, "": 1.0}
    return figure.scale * above / spans[figure.over]
