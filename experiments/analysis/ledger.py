"""The opportunity ledger: what became of the same opportunities under two policies.

Every draw has a name, so opportunity (month, author, index) of a run is the same one under every policy: same target
drawn, same stakes, same luck. Each is classed before (reference) and after (policy); the classes part all opportunities,
so rows and columns of the table sum to each policy's own counts, run by run.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from experiments.results.results import BESIDE, Results

__all__ = ["COLUMNS", "LABELS", "VERDICTS", "Log", "compact", "flows", "label_of", "opportunity_ledger"]

VERDICT_COLUMNS = ("policy", "scenario", "verdict", "count", "share", "low", "high")
COLUMNS = ("policy", "scenario", "before", "after", "target", *VERDICT_COLUMNS[2:])
VERDICTS = ("same", "deterred", "provoked", "milder", "harsher", "displaced", "fate changed", "appeared", "vanished")
"""Deterred: an operation that the policy turns into abstention. Displaced: same tier, another target. Fate changed: same
tier and target, but detected, named or answered otherwise."""
TARGETS = ("", "kept", "moved")
ABSENT = "no opportunity"


def _labels() -> tuple[str, ...]:
    """Names of the classes by code: abstained, then 15 endings of each tier, then no opportunity."""
    from model.parameters import RUNGS, TIERS

    answers = ["named and unanswered", *(f"answered by {rung.replace('_', ' ')}" for rung in RUNGS), "answered alone"]
    endings = ["undetected", "unnamed", "case open", *answers, *(f"wrongly {answer}" for answer in answers)]
    return ("abstained", *(f"{tier}, {ending}" for tier in TIERS for ending in endings), ABSENT)


LABELS = _labels()
ENDINGS = 15
NONE = len(LABELS) - 1


class Log(NamedTuple):
    """One run's opportunities, in the order of their identity: class and target of each."""

    identity: np.ndarray
    label: np.ndarray
    target: np.ndarray


def compact(events: np.ndarray, window: tuple[int, int] | None = None) -> Log:
    """A run's event log as identities, classes and targets: a tenth of its size. Crime is not an opportunity.

    window: only the opportunities of these months, first and the one after the last.
    """
    from model.state import Fate

    if window is not None:
        events = events[(events["month"] >= window[0]) & (events["month"] < window[1])]
    events = events[np.argsort(events["identity"], kind="stable")]
    tier, outcome = events["tier"].astype(np.int64), events["outcome"].astype(np.int64)
    named, author = events["named"], events["author"]
    ending = np.where(named == author, 3, 9) + outcome
    ending = np.where(named < 0, np.where(events["fate"] == int(Fate.PENDING), 2, 1), ending)
    ending = np.where(events["detected"] > 0, ending, 0)
    label = np.where(tier < 0, 0, 1 + tier * ENDINGS + ending)
    return Log(events["identity"].astype(np.int64), label.astype(np.int16), events["target"].astype(np.int16))


def label_of(code: int) -> str:
    """The class of a code."""
    return LABELS[code]


def flows(before: Log, after: Log) -> tuple[np.ndarray, np.ndarray]:
    """How many opportunities went from which class to which: codes (before, after, target) in one number, and counts."""
    every = np.union1d(before.identity, after.identity)
    was, whom = _placed(before, every)
    then, whither = _placed(after, every)
    both = _is_operation(was) & _is_operation(then)
    target = np.where(both, np.where(whom == whither, 1, 2), 0)
    return np.unique((was * len(LABELS) + then) * len(TARGETS) + target, return_counts=True)


def _placed(log: Log, every: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    labels = np.full(len(every), NONE, dtype=np.int64)
    targets = np.full(len(every), -1, dtype=np.int64)
    places = np.searchsorted(every, log.identity)
    labels[places], targets[places] = log.label, log.target
    return labels, targets


def _is_operation(labels: np.ndarray) -> np.ndarray:
    return (labels > 0) & (labels < NONE)


def parts(code: int) -> tuple[int, int, int]:
    """Before, after and target of a flow's number."""
    pair, target = divmod(int(code), len(TARGETS))
    was, then = divmod(pair, len(LABELS))
    return was, then, target


def verdict(code: int) -> str:
    """What the policy did, in one word."""
    was, then, target = parts(code)
    if NONE in (was, then):
        return "same" if was == then else "appeared" if was == NONE else "vanished"
    if 0 in (was, then):
        return "same" if was == then else "provoked" if was == 0 else "deterred"
    before, after = (was - 1) // ENDINGS, (then - 1) // ENDINGS
    if before != after:
        return "milder" if after < before else "harsher"
    if TARGETS[target] == "moved":
        return "displaced"
    return "same" if was == then else "fate changed"


class _Shares:
    """Sums over runs from which each flow's share of all opportunities and its interval follow; flat in the runs."""

    def __init__(self) -> None:
        self.runs, self.total, self.squares = 0, 0.0, 0.0
        self.of: dict[Any, np.ndarray] = {}  # Σc, Σc², Σcn

    def add(self, counts: dict[Any, int], n: int) -> None:
        self.runs += 1
        self.total += n
        self.squares += n * n
        for key, count in counts.items():
            sums = self.of.setdefault(key, np.zeros(3))
            sums += (count, count * count, count * n)

    def rows(self, confidence: float) -> Iterator[tuple[Any, dict[str, Any]]]:
        """Share Σc/Σn with the t interval of a ratio of sums (Cochran 1977, section 2.11), the largest first."""
        from scipy.special import stdtrit

        width = float(stdtrit(max(1, self.runs - 1), 0.5 + confidence / 2.0))
        for key, (count, square, cross) in sorted(self.of.items(), key=lambda item: (-item[1][0], str(item[0]))):
            share = count / self.total
            apart = max(0.0, square - 2.0 * share * cross + share * share * self.squares)
            half = math.nan
            if self.runs > 1:
                half = width * math.sqrt(apart / (self.runs - 1) * self.runs) / self.total
            yield (
                key,
                {"count": int(count), "share": share, "low": max(0.0, share - half), "high": min(1.0, share + half)},
            )


def opportunity_ledger(
    results: Results, confidence: float = 0.95, window: tuple[int, int] | None = None
) -> tuple[Any, Any]:
    """The ledger (before → after, by target kept or moved) and its verdicts, every policy against the first.

    window: of opportunities in these months only; logs that were reduced before are used unchanged.
    """
    import pandas as pd

    rows, verdicts = [], []
    for scenario in results.scenarios:
        reference, *others = results.chosen(scenario=scenario)
        for entry in others:
            flow, word = _Shares(), _Shares()
            for counts in _clusters(results, reference, entry, window):
                n = sum(counts.values())
                flow.add(counts, n)
                words: dict[str, int] = {}
                for code, count in counts.items():
                    words[verdict(code)] = words.get(verdict(code), 0) + count
                word.add(words, n)
            where = {"policy": entry.point.policy.name, "scenario": scenario}
            for code, figures in flow.rows(confidence):
                was, then, target = parts(code)
                named = {"before": LABELS[was], "after": LABELS[then], "target": TARGETS[target]}
                rows.append(where | named | {"verdict": verdict(code)} | figures)
            verdicts += [where | {"verdict": key} | figures for key, figures in word.rows(confidence)]
    return pd.DataFrame(rows, columns=list(COLUMNS)), pd.DataFrame(verdicts, columns=list(VERDICT_COLUMNS))


def _clusters(results: Results, reference: Any, entry: Any, window: tuple[int, int] | None) -> Iterator[dict[int, int]]:
    """Counts of every flow, by run, or by world where runs are lived in several: what is independent."""
    places = None if results.cells is None else results.cells.places(results.runs)
    by_world: dict[int, dict[int, int]] = {}
    for k, before, after in _logs(results, reference, entry, window):
        codes, counts = flows(before, after)
        if places is None:
            yield dict(zip(codes.tolist(), counts.tolist(), strict=True))
            continue
        mine = by_world.setdefault(int(places[k]), {})
        for code, count in zip(codes.tolist(), counts.tolist(), strict=True):
            mine[code] = mine.get(code, 0) + count
    yield from by_world.values()


def _logs(
    results: Results, reference: Any, entry: Any, window: tuple[int, int] | None
) -> Iterator[tuple[int, Log, Log]]:
    """The number and the two logs of every run that failed under neither policy."""
    ran = _ran(results, reference) & _ran(results, entry)
    before, after = _by_run(results, reference, window), _by_run(results, entry, window)
    for k in np.flatnonzero(ran):
        yield int(k), before(int(k)), after(int(k))


def _ran(results: Results, entry: Any) -> np.ndarray:
    columns = results.columns(entry, BESIDE)
    return np.array([key >= 0 and error is None for key, error in zip(columns["key"], columns["error"], strict=True)])


def _by_run(results: Results, entry: Any, window: tuple[int, int] | None) -> Any:
    """A run's log by its number, read in ascending order; a run without opportunities has no log."""
    from model.state import EVENT

    logs = iter(results.store.events(entry.name))
    ahead: list[tuple[int, Any]] = []

    def of(k: int) -> Log:
        while not ahead or ahead[0][0] < k:
            following = next(logs, None)
            if following is None:
                return compact(np.zeros(0, EVENT))
            ahead[:] = [following]
        log = ahead[0][1] if ahead[0][0] == k else np.zeros(0, EVENT)
        return log if isinstance(log, Log) else compact(log, window)

    return of
