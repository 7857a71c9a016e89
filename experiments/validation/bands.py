"""Facts of the world that the whole model must resemble: baseline, months 24–215, the last 24 left out for lags.

Facts are from EuRepoC (state-affiliated incidents), DCID and NATO's compendium; two are not the record's (damage is an
own estimate, resilience an assumption). Each says whether the
model was calibrated to it, whether it stands in the model's data, whether a rule's form was chosen with it known, or whether
it came out by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.validation.fact import Fact
from model.measures import MONTHLY

if TYPE_CHECKING:
    from model.simulation import Runs

__all__ = ["BANDS", "FIRST", "LAST", "Band", "Baseline", "bands", "baseline_runs", "detected_in", "facts"]

FIRST, LAST, MONTHS = 24, 216, 240
"""The months that count: from the third year on, the last 24 left out."""
BLOCK = 500
"""Runs in memory at once, with their series."""


@dataclass(frozen=True)
class Band:
    """A figure of the baseline and the band in which the world's own figure lies."""

    name: str
    low: float
    high: float
    standing: (
        str  # calibrated · input (it stands in the data) · form chosen (a rule's form, the figure known) · by itself
    )
    source: str
    figure: Callable[[Baseline], float]


class Baseline:
    """Runs of the baseline as bands read them: measures summed over the window, and the detected operations in it."""

    def __init__(self, blocks: Iterable[Runs]) -> None:
        self.sums = dict.fromkeys(MONTHLY, 0.0)
        self.runs, self.core = 0, 0.0
        self.busiest: list[float] = []
        self.lags: list[np.ndarray] = []
        self.outcomes: list[np.ndarray] = []
        for block in blocks:
            self._add(block)
        self.months = self.runs * (LAST - FIRST)
        self.years = self.months / 12.0

    def _add(self, block: Runs) -> None:
        """A block's figures; its series and incidents are dropped, since a hundred thousand runs would fill the memory."""
        if block.measures is None:
            raise ValueError("bands need the series of every run")
        self.runs += len(block.keys)
        for name, total in zip(block.names, block.measures[:, FIRST:LAST].sum(axis=(0, 1)), strict=True):
            self.sums[name] += total
        self.core += block.measures[:, 119, block.names.index("core_share")].sum()
        detected = detected_in(block)
        self.busiest += [_busiest_tenth(events, len(block.roster.codes)) for events in detected]
        self.lags += [(e.public_month - e.month)[e.public_month >= 0] for e in detected]
        self.outcomes += [e.outcome.copy() for e in detected]

    def share(self, above: str, below: str) -> float:
        return float(self.sums[above] / self.sums[below])

    def yearly(self, measure: str) -> float:
        return float(self.sums[measure] / self.years)

    def busiest_tenth(self) -> float:
        """Mean over runs of the share of detected operations on states that fall on the busiest 15 of 148 pairs."""
        return float(np.mean(self.busiest))

    def median_lag(self) -> float:
        """Median months from operation to public name, over operations that victim or allies attributed in public."""
        return float(np.median(np.concatenate(self.lags)))

    def answered_together(self) -> float:
        """Share of detected operations with a collective answer, public statements included."""
        outcomes = np.concatenate(self.outcomes)
        return float(np.mean((outcomes >= 1) & (outcomes <= 4)))

    def wrongness(self) -> float:
        """How far the share of wrong accusations lies from one minus the mean posterior at naming."""
        return self.share("misattributed", "accusations") - (1.0 - self.share("certainty", "accusations"))

    def escalated(self) -> float:
        return float(self.sums["retaliations"] / self.sums["answers_firm"])

    def core_after_ten_years(self) -> float:
        return float(self.core / self.runs)


def detected_in(block: Runs) -> list[np.recarray]:
    """The operations of each run that were detected, and done in the window."""
    if block.events is None:
        raise ValueError("bands need the incidents of every run")
    return [e[(e.month >= FIRST) & (e.month < LAST) & (e.detected > 0)] for e in block.events]


def _busiest_tenth(events: np.ndarray, states: int) -> float:
    """The share of operations on states that falls on the busiest 15 pairs of author and target."""
    on_states = events[events["target"] < states]
    counts = np.sort(np.bincount(on_states["author"] * states + on_states["target"]))[::-1]
    return float(counts[:15].sum() / counts.sum())


CASES = "EuRepoC, state-affiliated incidents"
BANDS = (
    Band("detected operations on the busiest tenth of pairs", 0.50, 0.75, "input", CASES, Baseline.busiest_tenth),
    Band("nuisance and espionage", 0.80, 1.0, "calibrated", CASES, lambda b: b.share("detected_low", "detected")),
    Band(
        "destruction",
        0.005,
        0.10,
        "calibrated",
        CASES + ", by type: 28 of 425",
        lambda b: b.share("detected_high", "detected"),
    ),
    Band(
        "recognised zero-day", 0.01, 0.08, "form chosen", CASES, lambda b: b.share("zero_days_recognised", "detected")
    ),
    Band("nobody named in public", 0.30, 0.50, "calibrated", CASES, lambda b: 1.0 - b.share("ascribed", "detected")),
    Band("median months to a public name", 4.0, 12.0, "calibrated", CASES + ", cleaned lags", Baseline.median_lag),
    Band(
        "wrong accusations beyond 1 − posterior",
        -0.03,
        0.03,
        "by itself",
        "calibration of Bayes' rule",
        Baseline.wrongness,
    ),
    Band("any collective answer", 0.03, 0.20, "calibrated", CASES, Baseline.answered_together),
    Band("Article 5 invoked a year", 0.0, 0.05, "by itself", "once, in 2001", lambda b: b.yearly("article_5")),
    Band("answers met by escalation", 0.0, 0.10, "calibrated", "DCID, Valeriano & Maness 2014", Baseline.escalated),
    Band("detected on allies a year", 15.0, 60.0, "calibrated", CASES, lambda b: b.yearly("detected_allies")),
    Band(
        "damage, % of GDP a year",
        0.01,
        0.1,
        "calibrated",
        "own estimate",
        lambda b: 100 * b.share("harm_money", "gdp_months"),
    ),
    Band("allies' resilience", 0.5, 0.7, "calibrated", "assumption", lambda b: float(b.sums["resilience"] / b.months)),
    Band(
        "allies' core share after ten years, %", 1.8, 3.0, "calibrated", "NATO 2014–2024", Baseline.core_after_ten_years
    ),
)


def baseline_runs(
    runs: int = 200, seed: int = 0, threads: int = 2, parameters: Mapping[str, Any] | None = None
) -> Iterator[Runs]:
    """Runs of `baseline` in `today`, 2025–2044, with all that bands need, block by block."""
    from model.randomness import run_key
    from model.simulation import prepare, run_block

    ready = prepare(months=MONTHS, parameters=parameters or {})
    for first in range(0, runs, BLOCK):
        keys = [run_key(seed, k) for k in range(first, min(first + BLOCK, runs))]
        yield run_block(ready, keys, threads, series=True, incidents=True)


def bands(found: Iterable[Runs]) -> list[tuple[Band, float]]:
    """Each band with the figure that these runs give."""
    baseline = Baseline(found)
    return [(band, band.figure(baseline)) for band in BANDS]


def facts(found: Iterable[Runs]) -> Iterator[Fact]:
    """The bands as facts: expected is a band's middle, tolerance half its width."""
    yield from (
        Fact(
            f"{band.name} ({band.low:g} … {band.high:g})",
            "band",
            0.5 * (band.low + band.high),
            lambda figure=figure: figure,  # type: ignore[misc]
            0.5 * (band.high - band.low) + 1e-12,
            f"{band.source}; {band.standing}",
        )
        for band, figure in bands(found)
    )
