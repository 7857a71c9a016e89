"""What the report shows of studies of a kind: an ablation, a sensitivity study, many worlds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from experiments.analysis.ablation import reading
from experiments.analysis.effects import Asked, Comparand, effect_rows
from experiments.results.unfinished import on_missing
from experiments.tables import clean

__all__ = ["ablation_rows", "indices_rows", "judged_rows", "worlds_tables"]


def ablation_rows(results: Any, measure: str, asked: Asked) -> list[dict[str, Any]]:
    """One measure with each mechanism off, less with it on; the points come in pairs, on and off."""
    from experiments.analysis.mechanisms import MECHANISMS
    from model.measures import MEASURES

    names = {frozenset(one.off.items()): one.name for one in MECHANISMS}

    def comparands() -> Iterator[Comparand]:
        for on, off in zip(results.entries[::2], results.entries[1::2], strict=True):
            switch = {
                key: value for key, value in off.point.parameters.items() if on.point.parameters.get(key) != value
            }
            told = ", ".join(f"{key} = {value}" for key, value in switch.items())
            row = {"mechanism": names.get(frozenset(switch.items()), told), "measure": measure}
            with_it, without = (results.columns(entry, [measure])[measure] for entry in (on, off))
            yield Comparand(row | {"unit": MEASURES[measure].unit}, without, with_it, cells=results.cells)

    rows, _ = effect_rows(comparands(), asked)
    return sorted((row for row in clean(rows) if row["low"] is not None), key=lambda row: row["difference"])


def judged_rows(results: Any, asked: Asked) -> list[dict[str, Any]]:
    """Each mechanism on the measure it is judged by; those that are no longer declared are left out."""
    from experiments.analysis.mechanisms import MECHANISMS
    from model.measures import MEASURES

    found = []
    for on, off in zip(results.entries[::2], results.entries[1::2], strict=True):
        switch = {key: value for key, value in off.point.parameters.items() if on.point.parameters.get(key) != value}
        for one in (one for one in MECHANISMS if dict(one.off) == switch):
            with_it, without = (results.columns(entry, [one.measure])[one.measure] for entry in (on, off))
            row = {"mechanism": one.name, "measure": one.measure, "unit": MEASURES[one.measure].unit, "sign": one.sign}
            (effect,), _ = effect_rows(iter([Comparand(row, without, with_it, cells=results.cells)]), asked)
            found.append(effect | {"reading": reading(clean(effect))})
    return clean(found)


def indices_rows(results: Any, measure: str, confidence: float) -> tuple[list[dict[str, Any]], list[str]]:
    """Sensitivity indices where the design is Morris' or Sobol's, of one policy in one scenario; and warnings."""
    from experiments.analysis.indices import SIZES, indices_of
    from model.measures import MEASURES

    if results.study.design["method"] not in SIZES or len(results.policies) > 1 or len(results.scenarios) > 1:
        return [], []
    found = indices_of(results, [measure], confidence)
    return [row | {"unit": MEASURES[measure].unit} for row in clean(found.table)], found.notes


def worlds_tables(results: Any, measure: str, confidence: float) -> dict[str, Any] | None:
    """Discovery where there are several worlds and policies, and the measure has a direction."""
    from experiments.analysis.discovery import discover
    from model.measures import MEASURES

    worlds = len(results.entries) // len(results.policies)
    if len(results.policies) < 2 or MEASURES[measure].better == "neither":
        return None
    if worlds < 2:
        return _regrets_over_worlds(results, measure, confidence)
    found = discover(results, measure, confidence=confidence)
    said = [line for line in found.notes if line not in on_missing(results)]  # the page says it once
    tables = {"boxes": found.table, "regret": found.regret, "pareto": found.pareto, "notes": said}
    return {name: clean(table) for name, table in tables.items()}


def _regrets_over_worlds(results: Any, measure: str, confidence: float) -> dict[str, Any] | None:
    """Regret alone, where the runs of one scenario are lived in worlds of the record, the prior or a table; None where they are
    too few. Which of them is worst is not named: it has some hundred and ninety numbers."""
    from experiments.analysis.discovery import worlds_of
    from experiments.analysis.futures import LEAST
    from experiments.analysis.regret import regret_table
    from experiments.results.unfinished import whole_worlds

    if results.cells is None:
        return None
    worlds, outcomes = worlds_of(whole_worlds(results), measure)
    defined = ~np.isnan(outcomes).all(axis=(0, 2))
    if defined.sum() < LEAST or outcomes.shape[2] < 2:
        return None
    found = regret_table(results, worlds.loc[defined, []], outcomes[:, defined], measure, confidence)
    note = (
        f"{defined.sum():,} worlds, {outcomes.shape[2]} lucks in each: the best policy of a world is looked for in other lucks "
        "than those its regret is taken from, so that luck does not pass for regret"
    )
    return {"boxes": [], "regret": clean(found), "pareto": [], "notes": [note]}
