"""What a results folder holds for the report: numbers and names only; no code in it is run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from experiments.analysis.effects import Asked, Comparand, effect_rows
from experiments.analysis.futures_notes import on_many, on_worlds
from experiments.report.contents import Findings
from experiments.report.studies import ablation_rows, indices_rows, judged_rows, worlds_tables
from experiments.results.results import Results
from experiments.results.unfinished import on_missing, part, there, whole_worlds, world_of
from experiments.tables import clean
from model.errors import RequestError

__all__ = ["gather"]

ABLATION = "ablation"
"""Title of the study that `foedus ablate` writes."""
TAIL, FEW_FUTURES = 0.9, 20
"""The worst tenth of futures is told, from so many runs on."""
TRACED = 1000
"""Runs behind the bands of the trajectories: more make no visible difference."""


def gather(folder: Path, measure: str, confidence: float, interval: str) -> Findings:
    """The findings of a study; what has not been run yet is left out, and a note says so. Errors: RequestError, one line."""
    from experiments import open_results

    results = open_results(folder)
    missing = on_missing(results)
    asked = Asked(confidence, interval, seed=results.study.seed)
    ablation: list[dict[str, Any]] = []
    judged: list[dict[str, Any]] = []
    if results.study.title == ABLATION:
        results = part(results, list(_whole_pairs(results)))
        ablation, judged = ablation_rows(results, measure, asked), judged_rows(results, asked)
        results = part(results, results.entries[:1])
    indices, remarks = indices_rows(results, measure, confidence)
    results = _begun(results, missing)
    study, scenario = results.study, results.scenarios[0]
    rows, dropped = _compared(results, asked)
    worlds = worlds_tables(results, measure, confidence)
    return Findings(
        policies=results.policies,
        scenarios=results.scenarios,
        meanings=_meanings([*results.policies, *results.scenarios]),
        facts=_facts(results),
        table=rows,
        measure=measure,
        months=study.months,
        first_year=int(results.store.alliance(results.entries[0].name).first_year),
        confidence=confidence,
        interval="paired Student t" if interval == "t" else "paired bootstrap (BCa), seeded from the study",
        series=_series(results, scenario) if "series" in study.keep else {},
        **(_burden(results, scenario, asked) if "by_state" in study.keep else {}),
        **(_ledgers(results, scenario, confidence) if "incidents" in study.keep and not _points(results) else {}),
        ablation=ablation,
        judged=judged,
        indices=indices,
        turns=_turns(results, scenario, measure, confidence),
        tails=_tails(results, scenario, measure, confidence),
        worlds=worlds,
        versions=_versions(results),
        notes=[*missing, *_notes(results, rows, dropped, asked), *remarks],
    )


def _begun(results: Results, missing: Sequence[str]) -> Results:
    """The worlds in which every policy has runs. If there is none: the runs of the first world that was begun."""
    begun = [entry for entry in results.entries if there(results, entry).any()]
    if not begun:
        raise RequestError(f"{results.store.path}: nothing to report: {next(iter(missing), 'no run has been made')}")
    try:
        return whole_worlds(results)
    except RequestError:
        return part(results, [entry for entry in begun if world_of(entry) == world_of(begun[0])])


def _whole_pairs(results: Results) -> Iterator[Any]:
    """The points of an ablation that has both: a mechanism on, and off. The first, which is on, always."""
    for place, (on, off) in enumerate(zip(results.entries[::2], results.entries[1::2], strict=True)):
        if place == 0 or (there(results, on).any() and there(results, off).any()):
            yield from (on, off)


def _points(results: Any) -> int:
    """Points of the design, or 0 where there is none."""
    points = len(results.entries) // (len(results.policies) * len(results.scenarios))
    return points if points > 1 else 0


def _meanings(names: Sequence[str]) -> dict[str, str]:
    from model.settings import policies, scenarios

    known = {**policies(), **scenarios()}
    return {name: known[name].meaning if name in known else "the study's own" for name in names}


def _facts(results: Any) -> dict[str, str]:
    study = results.study
    facts = {
        "runs": f"{study.runs:,} of each policy, the same luck under all",
        "months": f"{study.months} ({study.months / 12:g} years)",
    }
    if results.cells is not None:
        cells = results.cells
        met = min(cells.worlds, -(-results.runs // cells.lucks))
        facts["worlds"] = f"{met:,} of {cells.worlds:,} ({study.worlds}), {cells.lucks} lucks in each"
    if study.parameters:
        facts["set"] = ", ".join(f"{name} = {value:g}" for name, value in study.parameters.items())
    if points := _points(results):
        facts["design"] = f"{study.design['method']}, {points} points over {', '.join(study.design['parameters'])}"
    return facts


def _compared(results: Any, asked: Asked) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """The rows of a comparison, scenario by scenario; the points of a design are pooled, still paired."""
    rows, dropped = effect_rows(_comparands(results, asked), asked)
    return clean(rows), dropped


def _comparands(results: Any, asked: Asked) -> Iterator[Comparand]:
    from experiments.analysis.statistics import t_interval
    from model.measures import MEASURES

    names = list(MEASURES)
    for scenario in results.scenarios:
        columns = {
            policy: [results.columns(entry, names) for entry in results.chosen(policy, scenario)]
            for policy in results.policies
        }
        for name in names:
            reference = None
            for policy in results.policies:
                parts = [part[name] for part in columns[policy]]
                own, by_run = np.concatenate(parts), np.mean(parts, axis=0)  # the points of a design share the luck
                if results.cells is not None:  # the world is the unit
                    by_run = results.cells.matrix(by_run).mean(axis=1)
                _, low, high = t_interval(by_run[~np.isnan(by_run)], asked.confidence)
                row = {"policy": policy, "scenario": scenario, "measure": name, "unit": MEASURES[name].unit}
                row |= {"mean_low": low, "mean_high": high}
                keys = np.tile(np.arange(results.runs), len(parts))
                yield Comparand(row, own, reference, keys, cells=results.cells)
                reference = own if reference is None else reference


def _ledgers(results: Any, scenario: str, confidence: float) -> dict[str, Any]:
    """For each policy, how many of the same opportunities went from which tier to which, and the verdicts."""
    from experiments.analysis.ledger import opportunity_ledger

    flows, words = (table[table["scenario"] == scenario] for table in opportunity_ledger(results, confidence))
    found: dict[str, dict[str, Any]] = {"ledgers": {}, "verdicts": {}}
    for policy in results.policies[1:]:
        own = flows[flows["policy"] == policy]
        tiers = own.assign(before=own["before"].map(_tier), after=own["after"].map(_tier))
        shares = tiers.groupby(["before", "after"], sort=False)["share"].sum().reset_index()
        found["ledgers"][policy] = clean(shares)
        found["verdicts"][policy] = clean(words[words["policy"] == policy])
    return found


def _tier(label: str) -> str:
    """A ledger's class without how it ended."""
    return label.split(",")[0]


def _series(results: Any, scenario: str) -> dict[str, list[dict[str, Any]]]:
    """The main monthly measures of each policy, as lines with bands."""
    from model.measures import MEASURES, MONTHLY

    shown = [name for name, measure in MEASURES.items() if measure.shown and name in MONTHLY]
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in shown}
    for policy in results.policies:
        entry = results.chosen(policy, scenario)[0]
        values = _monthly(results, entry.name, [MONTHLY.index(name) for name in shown])
        if not len(values):  # every run failed
            continue
        for place, name in enumerate(shown):
            make = _yearly if MEASURES[name].summary == "sum" and values.shape[1] >= 24 else _level
            found[name].append({"policy": policy, **clean(make(values[:, :, place]))})
    return found


def _yearly(values: np.ndarray) -> dict[str, np.ndarray]:
    """Events, (runs, months): totals of each whole year, with the 95 % interval of their mean over the runs."""
    runs, years = len(values), values.shape[1] // 12
    totals = values[:, : 12 * years].reshape(runs, years, 12).sum(axis=2)
    mean, half = totals.mean(axis=0), 1.96 * totals.std(axis=0) / np.sqrt(runs)
    return {"months": 12 * np.arange(years) + 6, "mean": mean, "low": mean - half, "high": mean + half}


def _level(values: np.ndarray) -> dict[str, np.ndarray]:
    """A level, (runs, months): its mean each month and the middle nine tenths of the runs."""
    low, high = np.quantile(values, [0.05, 0.95], axis=0)
    return {"months": np.arange(values.shape[1]), "mean": values.mean(axis=0), "low": low, "high": high}


def _monthly(results: Any, point: str, places: Sequence[int]) -> np.ndarray:
    """(runs, months, measures) of the first runs that did not fail."""
    blocks, count = [], 0
    for _, block in results.store.monthly(point):
        chosen = block[:, :, places]
        blocks.append(chosen[~np.isnan(chosen).any(axis=(1, 2))])
        count += len(blocks[-1])
        if count >= TRACED:
            break
    return np.concatenate(blocks)[:TRACED]


def _burden(results: Any, scenario: str, asked: Asked) -> dict[str, Any]:
    """Core spending of each member, per cent of GDP, the pledge in force at the start, and what each state gains or loses."""
    from experiments.analysis.by_state import state_table, states_by_run
    from experiments.analysis.statistics import t_interval
    from model.settings import resolve
    from model.state import STATE_TOTALS

    roster = results.store.alliance(results.chosen(scenario=scenario)[0].name)
    members = np.flatnonzero(np.asarray(roster.columns["role"]) == 0)
    core, shares, spread = STATE_TOTALS.index("total_core"), {}, {}
    for policy in results.policies:
        totals = 100 * states_by_run(results, policy, scenario)[:, members, core] / results.study.months
        if results.cells is not None:
            totals = np.column_stack([results.cells.matrix(own).mean(axis=1) for own in totals.T])
        found = [t_interval(own[~np.isnan(own)], asked.confidence) for own in totals.T]
        shares[policy] = clean([mean for mean, _, _ in found])
        spread[policy] = clean([(high - low) / 2.0 for _, low, high in found])
    pledge = resolve(roster=roster).parameters["pledge_core"]
    table = state_table(results, list(roster.names), asked, measures=("welfare",))
    return {
        "burden": shares,
        "spread": spread,
        "states": [roster.names[at] for at in members],
        "pledge": round(100 * pledge, 2),
        "by_state": clean(table[table["scenario"] == scenario]),
    }


def _turns(results: Any, scenario: str, measure: str, confidence: float) -> list[dict[str, Any]]:
    """What turns the measure's difference of each policy, with the worlds to be drawn; nothing over one world or too few."""
    from experiments.analysis.turning import turned

    if _points(results):
        return []
    told = [turned(results, measure, policy, scenario, confidence) for policy in results.policies[1:]]
    return clean([one for one in told if one is not None])


def _tails(results: Any, scenario: str, measure: str, confidence: float) -> list[dict[str, Any]]:
    """Where single futures lie under each policy, and the mean of the worst tenth."""
    from experiments.analysis.tails import tail_cells
    from experiments.analysis.told import better_of

    if _points(results) or results.runs < FEW_FUTURES:
        return []
    rows = []
    for policy in results.policies:
        values = results.column(measure, policy, scenario)
        rows.append({"policy": policy} | tail_cells(values, results.cells, better_of(measure), TAIL, confidence))
    return clean(rows)


def _versions(results: Any) -> dict[str, str]:
    manifest = results.store.manifest
    lines = {"study seed": str(results.study.seed)}
    for name, value in manifest.get("versions", {}).items():
        lines[str(name)] = str(value)
    return lines


def _notes(results: Any, rows: Sequence[dict[str, Any]], dropped: dict[str, int], asked: Asked) -> list[str]:
    from experiments.analysis import notes
    from model.measures import MEASURES

    main = [name for name, measure in MEASURES.items() if measure.shown]
    defined = [row for row in rows if row["low"] is not None]
    absent = len(results.failures()) + sum(int((~there(results, entry)).sum()) for entry in results.entries)
    pairs = results.runs * max(1, _points(results))  # the points of a design are pooled
    undefined = {name: dropped.get(name, 0) for name in main}
    return [
        "Run k of every policy has key k of this seed: the same opportunities meet the same draws.",
        *notes.on_failures(results),
        *notes.on_undefined(undefined, pairs, absent, results.study.months),
        *notes.on_turns(defined, main),
        *on_worlds(results, [], []),
        *on_many(defined, main, asked),
    ]
