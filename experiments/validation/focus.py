"""Whom adversaries seek, fitted on publicly known incidents of 2014–2018 and tested on those of 2019–2023.

The fit is the roster's own form (`model/data/build.py`, there on 2014–2023): targets by focus and size, n_i ~ Poisson(N q_i
f_i), q ∝ population^b, f ~ Gamma(k, 1/k), so that an adversary without a record seeks by size alone. b and k are those
under which the earlier counts are likeliest, focus integrated out (a negative binomial). It is judged, an adversary at a
time, by the rank correlation of its shares with later incidents over the 37 states, and by the mean log score,
ln P(target), of a later incident, against targets drawn evenly, in proportion to GDP, in proportion to population, and to
earlier incidents + ½ (the form of version 0.1). The gain carries two bootstraps: over target states, which keeps a state's
incidents, by whomever, together and is the severe one, since two states bear 44 % of the later record; and over pairs of
adversary and state.

Not blind: that size matters little was written down with the whole record known; it plays no part in this fit. Counts
are of reports, so that attention which stays where it was looks like focus that does. Units: log score in nats an incident.
Source: counts from EuRepoC, December 2023, state and state-affiliated initiators; `model/data/raw/cyber_incidents.csv`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

import numpy as np

from experiments.validation.fact import Fact

__all__ = ["BASELINES", "Focus", "facts", "read_focus"]

FIT, TEST = "2014-2018", "2019-2023"
SMOOTHING = 0.5  # Jeffreys
RESAMPLES = 4000
BASELINES = ("even", "GDP", "population", "counts", "fitted")


@dataclass(frozen=True)
class Focus:
    """Incidents by adversary (rows) and state (columns), in the years of the fit and of the test; GDP and
    population of the states."""

    adversaries: tuple[str, ...]
    states: tuple[str, ...]
    fit: np.ndarray
    test: np.ndarray
    gdp: np.ndarray
    population: np.ndarray

    @cached_property
    def size(self) -> tuple[float, float]:
        """b, the elasticity in population, and k, how little focus varies: the likeliest by the earlier counts."""
        from scipy.optimize import minimize

        found = minimize(lambda x: -self.likelihood(x[0], np.exp(x[1])), [0.8, 0.0], method="Nelder-Mead")
        return float(found.x[0]), float(np.exp(found.x[1]))

    def likelihood(self, b: float, k: float) -> float:
        """ln P(earlier counts | b, k), focus integrated out."""
        from scipy.stats import nbinom

        expected = self.fit.sum(axis=1, keepdims=True) * self.by_size(b)
        return float(nbinom.logpmf(self.fit, k, k / (k + expected)).sum())

    def by_size(self, b: float) -> np.ndarray:
        """P(target) ∝ population^b."""
        weight = self.population**b
        return weight / weight.sum()

    def shares(self, name: str) -> np.ndarray:
        """P(target) by adversary and state: `even`, by `GDP` or `population`, by earlier `counts`, or `fitted`."""
        if name == "counts":
            weight = self.fit + SMOOTHING
        elif name == "fitted":
            b, k = self.size
            q = self.by_size(b)
            weight = q * (k + self.fit) / (k + self.fit.sum(axis=1, keepdims=True) * q)
        else:
            known = {"even": np.ones_like(self.gdp), "GDP": self.gdp, "population": self.population}
            weight = np.broadcast_to(known[name], self.fit.shape)
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
    text = files("model").joinpath("data/raw/cyber_incidents.csv").read_text(encoding="utf-8")
    counts = {period: np.zeros((len(roster.adversary_codes), len(roster.codes))) for period in (FIT, TEST)}
    for row in csv.DictReader(text.splitlines()):
        place = roster.adversary_codes.index(row["attacker"]), roster.codes.index(row["victim"])
        counts[FIT if int(row["year"]) <= 2018 else TEST][place] += int(row["incidents"])
    return Focus(
        tuple(roster.adversary_codes),
        tuple(roster.codes),
        counts[FIT],
        counts[TEST],
        np.asarray(roster.columns["gdp"]),
        np.asarray(roster.columns["population"]),
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
