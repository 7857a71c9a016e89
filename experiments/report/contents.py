"""The parts of a report: the findings, and the paper on which its sections are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from experiments.report.ink import Row

__all__ = ["Findings", "Paper"]


@dataclass(frozen=True)
class Findings:
    """What a study found, as plain rows and names. `table` has the columns of a comparison's table."""

    policies: Sequence[str]
    scenarios: Sequence[str]
    meanings: Mapping[str, str]  # of policies and scenarios
    facts: Mapping[str, str]  # runs, months, seed, parameters …
    table: Sequence[Row]
    measure: str  # the one the answer is about
    months: int
    first_year: int
    confidence: float
    interval: str  # "t" or "bootstrap", and what was adjusted
    series: Mapping[str, Sequence[Row]] = field(default_factory=dict)  # measure → policy, months, mean, low, high
    burden: Mapping[str, Sequence[float]] = field(default_factory=dict)  # policy → core share of each state, % of GDP
    spread: Mapping[str, Sequence[float]] = field(default_factory=dict)  # policy → half-width of its interval
    states: Sequence[str] = ()
    pledge: float | None = None  # % of GDP
    ledgers: Mapping[str, Sequence[Row]] = field(default_factory=dict)  # policy → before, after, share
    verdicts: Mapping[str, Sequence[Row]] = field(default_factory=dict)  # policy → verdict, share, low, high
    by_state: Sequence[Row] = ()  # policy, state, measure, difference, low, high
    ablation: Sequence[Row] = ()  # mechanism, measure, difference, low, high
    judged: Sequence[Row] = ()  # the same on the measure each is judged by, with sign and reading
    indices: Sequence[Row] = ()  # method, unit, parameter, index, value, low, high
    turns: Sequence[
        Row
    ] = ()  # a policy each: worlds, unknowns, rows, marks, band (`turned` of experiments.analysis.turning)
    tails: Sequence[Row] = ()  # policy, future_low, future_high, quantile, cvar, each with its interval
    worlds: Mapping[str, Sequence[Any]] | None = None  # boxes, regret, pareto, notes
    versions: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()


class Paper:
    """Sections in order, and the figures drawn into them."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.figures: dict[str, Any] = {}

    def section(self, title: str, *parts: str) -> None:
        self.parts.append(f"<section><h2>{escape(title)}</h2>{''.join(parts)}</section>")

    def plot(self, figure: Mapping[str, Any], says: str) -> str:
        """The place of a figure on the page, of its final height from the start."""
        name = f"figure-{len(self.figures) + 1}"
        self.figures[name] = figure
        height = figure["layout"]["height"]
        return f'<div class="plot" id="{name}" style="height:{height}px" role="img" aria-label="{escape(says)}"></div>'
