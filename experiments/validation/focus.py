"""Whom adversaries seek, fitted on publicly known incidents of 2014–2018 and tested on those of 2019–2023.

The fit is the roster's own: targets are drawn in proportion to incidents + ½ (`model/data/build.py`, there on 2014–2023).
It is judged, an adversary at a time, by the rank correlation of its shares with later incidents over the 37 states, and
by the mean log score, ln P(target), of a later incident, against targets drawn evenly and in proportion to GDP.
The gain carries two bootstraps: over target states, which keeps a state's incidents, by whomever, together and is the
severe one, since two states bear 44 % of the later record; and over pairs of adversary and state.

Not blind: that size matters little was written down with the whole record known; it plays no part in this fit. Counts
are of reports, so that attention which stays where it was looks like focus that does. Units: log score in nats an incident.
Source: counts from EuRepoC, December 2023, state and state-affiliated initiators; `data/incidents_by_period.csv`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from experiments.validation.fact import Fact

__all__ = ["BASELINES", "Focus", "facts", "read_focus"]

FIT, TEST = "2014-2018", "2019-2023"
SMOOTHING = 0.5  # Jeffreys, as in model/data/build.py
RESAMPLES = 4000
BASELINES = ("even", "GDP", "fitted")


@dataclass(frozen=True)
class Focus:
    """Incidents by adversary (rows) and state (columns), in the years of the fit and of the test; GDP of the states."""

    adversaries: tuple[str, ...]
    states: tuple[str, ...]
    fit: np.ndarray
    test: np.ndarray
    gdp: np.ndarray

    def shares(self, name: str) -> np.ndarray:
        """P(target) by adversary and state: `even`, in proportion to `GDP`, or `fitted` on the earlier years."""
        if name == "fitted":
            weight = self.fit + SMOOTHING
        else:
            weight = np.broadcast_to(self.gdp if name == "GDP" else np.ones_like(self.gdp), self.fit.shape)
        return weight / weight.sum(axis=1, keepdims=True)

    def rank_correlation(self, name: str, adversary: int | None = None) -> float:
        """Spearman's ρ of the shares with the later incidents; over all pairs, scaled by each adversary's incidents,
        where no adversary is named. Undefined (NaN) for even targets of one adversary: they have no order."""
        from scipy.stats import spearmanr

        if name == "even" and adversary is not None:
            return float("nan")
        rows = slice(None) if adversary is None else slice(adversary, adversary + 1)
        expected = self.shares(name) * self.test.sum(axis=1, keepdims=True)
        return float(spearmanr(expected[rows].ravel(), self.test[rows].ravel()).statistic)

    def log_score(self, name: str, adversary: int | None = None) -> float:
        """Mean ln P(target) over later incidents: higher is better, −ln 37 where nothing is known."""
        rows = slice(None) if adversary is None else slice(adversary, adversary + 1)
        counts = self.test[rows]
        return float((counts * np.log(self.shares(name)[rows])).sum() / counts.sum())

    def gain(self, other: str, seed: int = 0, pairs: bool = False) -> tuple[float, float, float]:
        """By how much the fit scores more than another, with its 95 % bootstrap over states (or over pairs)."""
        better = self.test * (np.log(self.shares("fitted")) - np.log(self.shares(other)))
        won, counts = (x.ravel() if pairs else x.sum(axis=0) for x in (better, self.test))
        drawn = np.random.default_rng(seed).integers(len(counts), size=(RESAMPLES, len(counts)))
        low, high = np.quantile(won[drawn].sum(axis=1) / counts[drawn].sum(axis=1), [0.025, 0.975])
        return float(won.sum() / counts.sum()), float(low), float(high)


def read_focus() -> Focus:
    """The record as shipped beside this file, on the roster."""
    from model.roster import read_roster

    roster = read_roster()
    text = files("experiments.validation").joinpath("data/incidents_by_period.csv").read_text(encoding="utf-8")
    counts = {period: np.zeros((len(roster.adversary_codes), len(roster.codes))) for period in (FIT, TEST)}
    for row in csv.DictReader(text.splitlines()):
        place = roster.adversary_codes.index(row["attacker"]), roster.codes.index(row["victim"])
        counts[row["period"]][place] += int(row["incidents"])
    return Focus(
        tuple(roster.adversary_codes), tuple(roster.codes), counts[FIT], counts[TEST], np.asarray(roster.columns["gdp"])
    )


def facts() -> list[Fact]:
    """That focus lasts: for every adversary the fit scores better than either baseline. `value` is the least gain, which
    must lie above zero."""
    focus = read_focus()

    def least(other: str) -> float:
        return min(focus.log_score("fitted", a) - focus.log_score(other, a) for a in range(len(focus.adversaries)))

    return [
        Fact(
            f"focus of 2014–2018 against {title} on 2019–2023, nats an incident, least gain of four adversaries",
            "backtest",
            1.0,
            lambda other=other: least(other),  # type: ignore[misc]
            1.0 - 1e-9,
            "EuRepoC, December 2023",
        )
        for other, title in (("even", "even targets"), ("GDP", "targets by GDP"))
    ]
