"""Two policies under the same luck: from the first incident that parted them, link by link, to the difference at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.explanation.finding import title_of
from experiments.explanation.levers import date_of
from experiments.explanation.lives import Life
from experiments.explanation.phrases import money, outcome_of
from experiments.explanation.rows import COLUMNS
from model.errors import RequestError
from model.state import Tier

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MEASURES", "Parting", "part"]

MEASURES = ("civilian_harm", "operations_severe", "collective_responses", "national_responses", "false_responses")
"""What is counted by year and at the end: bn USD, then numbers."""
LEVELS = (
    *("core_share", "resilience", "detection_skill", "coordination_skill", "threat", "commitment", "cohesion"),
    *("credence", "norm_strength", "belief", "operations", "civilian_harm"),
)
"""Measures that are closed with their month: what becomes of a case is booked later, to the month in which it happened."""
HAPPENED = ("tier", "target", "flag", "zero_day", "detected")
"""What an opportunity came to …"""
HANDLED = ("named", "named_month", "public_month", "brought_month", "outcome", "fate", "closed_month")
"""… and what states made of it."""
LINKS = 8
"""Severe incidents told between the first and the end."""

Pair = tuple[Any, Any]


@dataclass(frozen=True)
class Parting:
    """Two runs of the same luck."""

    one: Life
    other: Life

    @property
    def names(self) -> tuple[str, str]:
        """The policies; where both have one name, told apart by number."""
        first, second = (life.prepared.resolved.policy for life in (self.one, self.other))
        return (first, second) if first != second else (f"{first} (1)", f"{second} (2)")

    @property
    def roster(self) -> Any:
        return self.one.prepared.roster

    @cached_property
    def incidents(self) -> list[Pair]:
        """Incidents that are not the same in both, by month; None where an opportunity never arose."""
        logs = [{int(event["identity"]): event for event in life.events} for life in (self.one, self.other)]
        pairs = [(logs[0].get(each), logs[1].get(each)) for each in sorted(logs[0].keys() | logs[1].keys())]
        return [pair for pair in pairs if _what(pair[0]) != _what(pair[1])]

    @cached_property
    def first_month(self) -> int | None:
        """The first month in which one of the `LEVELS` differs; None where none ever does."""
        apart = self._apart.any(axis=0)
        return int(apart.argmax()) if apart.any() else None

    @cached_property
    def _apart(self) -> np.ndarray:
        """By level and month, whether the two runs differ."""
        return np.array([self.one.by_month(name) != self.other.by_month(name) for name in LEVELS])

    @property
    def parted(self) -> bool:
        """Whether any incident went otherwise."""
        return bool(self.incidents)

    @property
    def title(self) -> str:
        """What differs at the end, in one line."""
        one, other = self.names
        if not self.parted:
            same = "nothing parted them" if self.first_month is None else "no incident parted them"
            return f"{one} and {other}, seed {self.one.key}: {same}"
        gap = self.totals("civilian_harm")
        less = "lower" if gap[1] < gap[0] else "higher"
        return (
            f"Under {other} civilian harm is {money(abs(gap[1] - gap[0]))} {less} than under {one}, seed {self.one.key}"
        )

    def totals(self, measure: str, months: slice = slice(None)) -> tuple[float, float]:
        """A measure summed over months in both runs."""
        found = [float(life.by_month(measure)[months].sum()) for life in (self.one, self.other)]
        return found[0], found[1]

    @property
    def table(self) -> pd.DataFrame:
        """The chain: step (levels, parted, link, year, end), month, who (a policy, or `difference`), what, value."""
        import pandas as pd

        return pd.DataFrame(self.rows(), columns=list(COLUMNS))

    def rows(self) -> list[dict[str, Any]]:
        """The chain as plain rows; none where nothing parted them."""
        return [dict(zip(COLUMNS, row, strict=True)) for row in self._told()]

    def _told(self) -> Iterator[tuple]:
        if self.first_month is not None:
            yield ("levels", self._date(self.first_month), "", "first differ", ", ".join(self._first_measures()))
        if not self.parted:
            return
        yield from self._pair("parted", self.incidents[0])
        severe = [
            pair for pair in self.incidents[1:] if any(e is not None and e["tier"] >= Tier.DISRUPTION for e in pair)
        ]
        for pair in severe[:LINKS]:
            yield from self._pair("link", pair)
        year, months = self.roster.first_year, self.one.prepared.months
        for n in range(-(-months // 12)):
            yield from self._sums("year", str(year + n), slice(12 * n, 12 * n + 12))
        yield from self._sums("end", self._date(months - 1), slice(None))

    def _pair(self, step: str, pair: Pair) -> Iterator[tuple]:
        known = pair[0] if pair[0] is not None else pair[1]
        happened = next((event for event in pair if event is not None and event["tier"] >= 0), known)
        date, what = (
            self._date(int(known["month"])),
            title_of(happened, self.roster) if happened["tier"] >= 0 else "an attack",
        )
        for name, event in zip(self.names, pair, strict=True):
            yield (step, date, name, what, outcome_of(event, happened, self.roster))

    def _sums(self, step: str, date: str, months: slice) -> Iterator[tuple]:
        for measure in MEASURES:
            both = self.totals(measure, months)
            for name, value in zip((*self.names, "difference"), (*both, both[1] - both[0]), strict=True):
                yield (step, date, name, measure, value)

    def _first_measures(self) -> list[str]:
        return [name for name, apart in zip(LEVELS, self._apart[:, self.first_month], strict=True) if apart]

    def _date(self, month: int) -> str:
        return date_of(month, self.roster.first_year)

    def to_json(self) -> dict[str, Any]:
        """Everything as plain objects."""
        from experiments.results.versions import versions

        told = {"policies": list(self.names), "seed": self.one.key, "parted": self.parted, "title": self.title}
        return told | {"incidents": len(self.incidents), "table": self.rows(), "notes": [], "versions": versions()}


def part(one: Life, other: Life) -> Parting:
    """Two runs side by side. Errors: RequestError where they do not share luck, months and alliance."""
    if one.key != other.key or one.prepared.months != other.prepared.months:
        raise RequestError(
            "why: the two runs have not the same seed and months; only the same luck tells what a policy did"
        )
    if one.prepared.roster.digest != other.prepared.roster.digest:
        raise RequestError("why: the two runs are of two alliances; their incidents cannot be paired")
    return Parting(one, other)


def _what(event: Any) -> Any:
    """What became of an opportunity; nothing where it was let pass, or never arose."""
    if event is None or event["tier"] < 0:
        return None
    return tuple(int(event[name]) for name in (*HAPPENED, *HANDLED))
