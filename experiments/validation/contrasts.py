"""What theory predicts of the whole model: contrasts between settings under the same luck, each a paired interval.

A prediction names a figure of every run and the bound on whose side its whole 95 % interval must lie. Theory gives the side of
nothing (0, or 1 for multiples); bounds beyond it are our own, there to notice when an effect has shrunk, and they
hold for the shipped calibration alone (`altered.SPLITS` has worlds that meet as many bands and not these). What theory leaves
open (balancing, complementarity with budgets that react) is `reported`: shown with its interval, and holds either way.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from experiments.study.worlds import by_world, places

__all__ = ["CONTRASTS", "Contrast", "Interval", "Results", "Summary", "contrasts", "interval", "multiples"]

EXIT, SETTLED = 60, 84
"""Month of the hegemon's exit in `us-retrenchment`, and two years after it."""
BLOCK = 500
"""Runs in memory at once, with their series."""


@dataclass(frozen=True)
class Interval:
    """A mean and its 95 % interval over runs."""

    mean: float
    low: float
    high: float


def interval(values: np.ndarray) -> Interval:
    """Student-t over the runs in which the figure is defined; nothing at all where it is not in a tenth of them."""
    from experiments.analysis.statistics import t_interval

    values = np.asarray(values, dtype=float)
    known = values[~np.isnan(values)]
    if len(known) < 0.9 * len(values):
        return Interval(math.nan, math.nan, math.nan)
    return Interval(*t_interval(known))


class Summary:
    """The measures of many runs by name: an array, a figure a run."""

    def __init__(self, table: np.ndarray) -> None:
        self.table = table

    def __getattr__(self, name: str) -> np.ndarray:
        from model.measures import MEASURES

        if name not in MEASURES:
            raise AttributeError(name)
        return self.table[:, list(MEASURES).index(name)]


class Results:
    """Runs made once and asked many times: `results("no-response").damage`. The same keys under every setting.

    lucks: 0 for one world, that of the defaults, a figure a run; else the worlds of the record, so many runs in each, and a
    figure a world, the mean over its runs, so that an interval is over worlds.
    """

    def __init__(self, runs: int = 100, seed: int = 0, threads: int = 2, lucks: int = 0) -> None:
        self.runs, self.seed, self.threads, self.lucks = runs, seed, threads, lucks
        self.kept: dict[tuple, dict[int, np.ndarray]] = {}

    @cached_property
    def _worlds(self) -> Any:
        """The worlds of the record, read once."""
        from model.shipped import worlds

        return worlds()

    def months(self, policy: str = "baseline", scenario: str = "today", **parameters: Any) -> np.ndarray:
        """The monthly measures, (runs, months, measures), computed again at each call, since they are large."""
        return np.concatenate(list(self._blocks(policy, scenario, parameters)))

    def _blocks(self, policy: str, scenario: str, parameters: dict[str, Any]) -> Iterator[np.ndarray]:
        """The same, so many runs at a time."""
        from model.randomness import run_key
        from model.simulation import prepare, run_block

        ready = prepare(policy, scenario, parameters=parameters, worlds=self._worlds if self.lucks else None)
        for first in range(0, self.runs, BLOCK):
            keys = [run_key(self.seed, k) for k in range(first, min(first + BLOCK, self.runs))]
            lived = places(self.seed, first, first + len(keys) - 1, ready.worlds, self.lucks) if self.lucks else None
            found = run_block(ready, keys, self.threads, worlds=lived, series=True)
            assert found.measures is not None and not found.errors
            yield found.measures

    def __call__(self, policy: str = "baseline", scenario: str = "today", first: int = 0, **parameters: Any) -> Summary:
        """The runs summed up from month `first` on: 0, EXIT or SETTLED."""
        from model.summary import summarise

        setting = (policy, scenario, tuple(sorted(parameters.items())))
        if setting not in self.kept:
            blocks = [
                [summarise(monthly, first=month) for month in (0, EXIT, SETTLED)]
                for monthly in self._blocks(policy, scenario, parameters)
            ]
            joined = (self._by_world(np.concatenate(tables)) for tables in zip(*blocks, strict=True))
            self.kept[setting] = dict(zip((0, EXIT, SETTLED), joined, strict=True))
        return Summary(self.kept[setting][first])

    def _by_world(self, table: np.ndarray) -> np.ndarray:
        """Figures by run, or each world's means over its runs."""
        if not self.lucks:
            return table
        columns = [by_world(column, self.seed, len(self._worlds), self.lucks).mean(axis=1) for column in table.T]
        return np.column_stack(columns)


@dataclass(frozen=True)
class Contrast:
    """One prediction: the figure's interval lies above (">") or below ("<") the bound, or is "reported"."""

    name: str
    figure: Callable[[Results], np.ndarray]
    side: str
    bound: float = 0.0
    source: str = "own"

    def found(self, results: Results) -> Interval:
        return interval(self.figure(results))

    def holds(self, found: Interval) -> bool:
        """Whether the whole interval has it."""
        if self.side == "reported":
            return math.isfinite(found.low) and math.isfinite(found.high)
        return found.low > self.bound if self.side == ">" else found.high < self.bound


def multiples(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """x in multiples of y: the ratio of the means, and run by run what moves it.

    ρ + (x − ρ y)/ȳ, ρ = x̄/ȳ, whose mean is ρ and whose spread is that of the ratio (delta method, paired).
    """
    ratio = np.nanmean(x) / np.nanmean(y)
    return ratio + (x - ratio * y) / np.nanmean(y)


def _times(measure: str, policy: str) -> Callable[[Results], np.ndarray]:
    """A policy's measure in multiples of the baseline's."""
    return lambda r: multiples(getattr(r(policy), measure), getattr(r(), measure))


def _more(
    measure: str, policy: str = "baseline", scenario: str = "today", first: int = 0, **parameters: Any
) -> Callable:
    """The measure here less the measure under `baseline` in `today`."""
    return lambda r: getattr(r(policy, scenario, first, **parameters), measure) - getattr(r(first=first), measure)


def _balancing(measure: str) -> Callable[[Results], np.ndarray]:
    """The measure with hedging members less that with all aligned, in `strategic-balancing`."""

    def figure(r: Results) -> np.ndarray:
        hedged, aligned = r(scenario="strategic-balancing"), r(scenario="strategic-balancing", balancing_scale=0)
        return getattr(hedged, measure) - getattr(aligned, measure)

    return figure


def _learnt(r: Results) -> np.ndarray:
    """What silence does to adversaries who do not learn (severe share, points) less a fifth of what it does to those who
    do: below zero if deterrence is learnt and not assumed."""
    frozen = r("no-response", learning=False).severe_share - r(learning=False).severe_share
    return frozen - 0.2 * (r("no-response").severe_share - r().severe_share)


CONTRASTS = (
    Contrast(
        "no response: severe share, times the baseline's",
        _times("severe_share", "no-response"),
        ">",
        2.5,
        "Baliga et al. 2020",
    ),
    Contrast("no response: damage, times", _times("damage", "no-response"), ">", 1.8, "Baliga et al. 2020"),
    Contrast(
        "no attribution: severe share, times", _times("severe_share", "no-attribution"), ">", 2.5, "Baliga et al. 2020"
    ),
    Contrast("no attribution: damage, times", _times("damage", "no-attribution"), ">", 1.8, "Baliga et al. 2020"),
    Contrast(
        "perfect attribution: severe share, times",
        _times("severe_share", "perfect-attribution"),
        "<",
        0.85,
        "Baliga et al. 2020",
    ),
    Contrast(
        "perfect attribution: damage, times", _times("damage", "perfect-attribution"), "<", 0.9, "Baliga et al. 2020"
    ),
    Contrast(
        "strict consensus: % of consultations answered",
        lambda r: r("strict-consensus").response_share,
        "<",
        10.0,
        "own: every vote is needed",
    ),
    Contrast(
        "strict consensus: severe share, points more",
        _more("severe_share", "strict-consensus"),
        ">",
        0.0,
        "own: every vote is needed",
    ),
    Contrast("low bar: wrong accusations, times", _times("misattributed_share", "low-bar"), ">", 2.0, "Bayes' rule"),
    Contrast(
        "low bar: answers against the innocent, times", _times("false_responses", "low-bar"), ">", 1.6, "Bayes' rule"
    ),
    Contrast("low bar: severe share, points more", _more("severe_share", "low-bar"), ">", 0.0, "Baliga et al. 2020"),
    Contrast(
        "exit, months 84–239: allies' core share, points",
        _more("core_share_allies", scenario="us-retrenchment", first=SETTLED),
        ">",
        0.0,
        "Olson & Zeckhauser 1966",
    ),
    Contrast(
        "exit, months 84–239: all members' core share, by GDP, points",
        _more("core_share_gdp", scenario="us-retrenchment", first=SETTLED),
        "<",
        0.0,
        "Olson & Zeckhauser 1966",
    ),
    Contrast(
        "exit, months 60–239: % of severe cases answered",
        _more("severe_response_share", scenario="us-retrenchment", first=EXIT),
        "<",
    ),
    Contrast(
        "exit, months 60–239: severe share, points", _more("severe_share", scenario="us-retrenchment", first=EXIT), ">"
    ),
    Contrast(
        "exit, months 60–239: number of answers",
        _more("collective_responses", scenario="us-retrenchment", first=EXIT),
        "reported",
    ),
    Contrast(
        "no response: severe operations, times",
        _times("operations_severe", "no-response"),
        ">",
        2.0,
        "Baliga et al. 2020",
    ),
    Contrast("no response: all operations, times", _times("operations", "no-response"), "<", 1.1, "own: displacement"),
    Contrast(
        "no response: low operations, times", _times("operations_low", "no-response"), "<", 1.0, "own: displacement"
    ),
    Contrast(
        "silence without learning less a fifth of silence with it, points", _learnt, "<", 0.0, "Fudenberg & Levine 1998"
    ),
    Contrast("balancing: objections a vote", _balancing("objections_per_vote"), ">"),
    Contrast("balancing: % of severe cases answered", _balancing("severe_response_share"), "<"),
    Contrast("balancing: expected escalations", _balancing("escalations_expected"), "<"),
    Contrast("balancing: severe share, points", _balancing("severe_share"), "reported"),
    Contrast("balancing: damage, % of GDP a year", _balancing("damage"), "reported"),
    Contrast("balancing: cohesion", _balancing("cohesion"), "reported"),
    Contrast("balancing: welfare", _balancing("welfare"), "reported"),
)


def contrasts(results: Results) -> Iterator[dict]:
    """A row each, as soon as it is known: name, group, expected, value, tolerance, holds, and the interval.

    `value` is the end of the interval that must clear the bound, so `expected` is the bound and `tolerance` 0; for what is
    only reported both are the mean, and the tolerance is half the interval.
    """
    for one in CONTRASTS:
        found = one.found(results)
        if one.side == "reported":
            expected = value = found.mean
        else:
            expected, value = one.bound, found.low if one.side == ">" else found.high
        yield {
            "name": f"{one.name} {one.side} {one.bound:g}" if one.side != "reported" else f"{one.name} (reported)",
            "group": "contrast",
            "expected": expected,
            "value": value,
            "tolerance": 0.5 * (found.high - found.low) if one.side == "reported" else 0.0,
            "holds": one.holds(found),
            "source": one.source if one.side != "reported" else "open in theory",
            "mean": found.mean,
            "low": found.low,
            "high": found.high,
        }
