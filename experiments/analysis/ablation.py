"""Each mechanism off in turn: what it does to every measure, under the same luck, with intervals.

The difference is *off minus on*. By default each mechanism is judged under a policy and a scenario in which it has an effect
(`experiments.analysis.mechanisms`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from experiments.analysis import notes
from experiments.analysis.effects import COLUMNS as EFFECT
from experiments.analysis.effects import Asked, Comparand, effect_rows
from experiments.analysis.futures_notes import on_worlds
from experiments.analysis.mechanisms import MECHANISMS, Mechanism
from experiments.results.points import entries_of
from experiments.results.results import Results
from experiments.running.run import Progress, run_entries
from experiments.study.study import LUCKS, Point, Study
from model.errors import RequestError, unknown

__all__ = ["COLUMNS", "Ablation", "ablate", "mechanism", "reading"]

COLUMNS = ("mechanism", *EFFECT, "declared", "sign", "holds")


@dataclass
class Ablation:
    """What each mechanism does. table: a row a mechanism and measure; `mean` is without it, `difference` off minus on.

    `declared` marks the measure a mechanism is judged on; there `sign` is what was expected and `holds` whether the whole
    interval has it (None where the expectation is "either").
    """

    table: Any
    study: Study
    asked: Asked
    results: Results
    mechanisms: list[Mechanism]
    notes: list[str] = field(default_factory=list)

    @property
    def verdicts(self) -> Any:
        """The rows on which mechanisms are judged, one each."""
        return self.table[self.table["declared"]].reset_index(drop=True)

    def to_json(self) -> dict[str, Any]:
        """Everything as plain objects."""
        from experiments.results.versions import versions
        from experiments.tables import clean

        more = {"confidence": self.asked.confidence, "interval": self.asked.interval, "versions": versions()}
        asked = {
            name: value for name, value in self.study.described().items() if name not in ("design", "keep", "title")
        }
        return clean(asked | more | {"notes": self.notes, "table": self.table})


def ablate(
    mechanisms: Sequence[str | Mechanism] | None = None,
    runs: int = 200,
    seed: int = 0,
    policy: Any = None,
    scenario: Any = None,
    months: int = 240,
    parameters: dict[str, Any] | None = None,
    measures: Sequence[str] | None = None,
    workers: int = 2,
    confidence: float = 0.95,
    interval: str = "t",
    simultaneous: bool = False,
    out: str | Path | None = None,
    progress: Progress | None = None,
    cluster: str | None = None,
    world: Any = None,
    simulator: ModuleType | None = None,
    worlds: Any = "record",
    lucks: int = LUCKS,
) -> Ablation:
    """Switch each mechanism off in turn and compare with it on. None for all mechanisms; measures None for all.

    policy, scenario: None for those under which each mechanism is declared to be judged. worlds, lucks: as in `compare`.
    Errors: RequestError, one line.
    """
    import pandas as pd

    from model.measures import MEASURES

    chosen = [mechanism(one) for one in (mechanisms if mechanisms is not None else MECHANISMS)]
    if not chosen:
        raise RequestError("ablate: name at least one mechanism")
    names = MEASURES.require(measures if measures is not None else MEASURES)
    names += [name for name in dict.fromkeys(one.measure for one in chosen) if name not in names]
    places = [(policy or one.policy, scenario or one.scenario) for one in chosen]
    study = Study(
        tuple(dict.fromkeys(place[0] for place in places)),
        tuple(dict.fromkeys(place[1] for place in places)),
        runs,
        seed,
        months,
        parameters or {},
        title="ablation",
        alliance=world,
        worlds=worlds,
        lucks=lucks,
    )
    points = []
    for one, (under, where) in zip(chosen, places, strict=True):
        settings = Study((under,), (where,)).points()[0]
        for off in ({}, one.off):
            points.append(Point(settings.policy, settings.scenario, {**study.parameters, **off}))
    entries = entries_of(points, study)
    results = run_entries(entries, study, out, workers, cluster, progress, simulator=simulator)
    asked = Asked(confidence, interval, simultaneous, seed)
    rows, _ = effect_rows(_pairs(results, chosen, entries, names), asked)
    table = pd.DataFrame([_judged(row, chosen) for row in rows], columns=list(COLUMNS))
    wanted = set(measures) if measures is not None else set(MEASURES)
    table = table[table["measure"].isin(wanted) | table["declared"]].reset_index(drop=True)
    return Ablation(
        table,
        study,
        asked,
        results,
        chosen,
        [*results.store.warnings(), *on_worlds(results, [], []), *notes.on_failures(results)],
    )


def mechanism(given: str | Mechanism) -> Mechanism:
    """The declared mechanism of a name. Errors: RequestError for another name, with the nearest."""
    if isinstance(given, Mechanism):
        return given
    by_name = {one.name: one for one in MECHANISMS}
    if given not in by_name:
        raise unknown("mechanism", given, by_name)
    return by_name[given]


def _pairs(results: Results, chosen: list[Mechanism], entries: list[Any], names: list[str]) -> Iterator[Comparand]:
    from model.measures import MEASURES

    for one, on, off in zip(chosen, entries[::2], entries[1::2], strict=True):
        with_it, without = results.columns(on, names), results.columns(off, names)
        where = {"mechanism": one.name, "policy": on.point.policy.name, "scenario": on.point.scenario.name}
        for name in names:
            row = where | {"measure": name, "unit": MEASURES[name].unit}
            yield Comparand(row, without[name], with_it[name], cells=results.cells)


def reading(row: dict[str, Any]) -> str:
    """Whether the expected effect of a mechanism is seen; an interval that holds zero shows none."""
    low, high = row["low"], row["high"]
    if row["sign"] not in ("+", "-"):
        return ""
    if low is None or low <= 0.0 <= high:
        return "not clear"
    return "as expected" if (low > 0.0) == (row["sign"] == "+") else "the contrary"


def _judged(row: dict[str, Any], chosen: list[Mechanism]) -> dict[str, Any]:
    """The row, with the effect that was expected."""
    (one,) = (one for one in chosen if one.name == row["mechanism"])
    declared = row["measure"] == one.measure
    holds = None
    if declared and one.sign != "either":
        holds = bool(row["low"] > 0.0 if one.sign == "+" else row["high"] < 0.0)
    return row | {"declared": declared, "sign": one.sign if declared else "", "holds": holds}
