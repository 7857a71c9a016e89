"""What became of the operations against each state: counted from the logs of runs, by the state that was the target.

Shares of cases leave a run's last months out, as the alliance's own do: a case opened then may still be open when the run ends.
Crime is counted nowhere here. Units: operations, months, bn USD. Errors: none; a run without a log is NaN.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from experiments.results.results import BESIDE, Results

__all__ = ["COUNTS", "Counts", "counted", "counts_by_run"]

COUNTS = (
    *("low", "medium", "high"),  # operations of the window; what follows is of those old enough to be settled
    *("settled", "detected", "named", "named_months", "public", "public_months", "published", "ascribed"),
    *("accused", "wrong", "brought", "together", "alone", "civilian", "civilian_gap"),
)
"""What is counted of a state."""
LIVE = 3
"""The first so many need no settling."""


class Counts(NamedTuple):
    """One run's counts: (states, COUNTS)."""

    values: np.ndarray


def counted(events: np.ndarray, states: int, adversaries: int, months: int, window: tuple[int, int] | None) -> Counts:
    """A run's log as counts by target. months: of the run. window: first month and the one after the last, None for all.

    Where no month of the window is settled, what needs settling is NaN.
    """
    from model.incidents import OUTCOMES
    from model.measures import SETTLING_MONTHS
    from model.state import Fate, Tier

    first, last = window or (0, months)
    mine = (events["tier"] >= 0) & (events["author"] < adversaries) & (events["target"] < states)
    mine &= (events["month"] >= first) & (events["month"] < last)
    log = events[mine]
    alone = OUTCOMES.index("alone")
    tier, named, outcome = log["tier"], log["named"], log["outcome"]
    settled = log["month"] < months - SETTLING_MONTHS
    seen = settled & (log["detected"] > 0)
    public, published = log["public_month"] >= 0, log["published"] >= 0
    accused = seen & (named >= 0) & (named < adversaries)
    weights = {
        "low": tier <= Tier.ESPIONAGE,
        "medium": tier == Tier.DISRUPTION,
        "high": tier == Tier.DESTRUCTION,
        "settled": settled,
        "detected": seen,
        "named": seen & (named >= 0),
        "named_months": np.where(seen & (named >= 0), log["named_month"] - log["month"], 0),
        "public": seen & public,
        "public_months": np.where(seen & public, log["public_month"] - log["month"], 0),
        "published": seen & published,
        "ascribed": seen & (public | published),
        "accused": accused,
        "wrong": accused & (named != log["author"]),
        "brought": seen & (log["brought_month"] >= 0),
        "together": seen & (outcome > 0) & (outcome < alone),
        "alone": seen & (outcome == alone),
        "civilian": np.where(settled, log["civilian"], 0.0),
        "civilian_gap": np.where(settled & (log["fate"] != Fate.ANSWERED), log["civilian"], 0.0),
    }
    values = np.zeros((states, len(COUNTS)))
    for place, name in enumerate(COUNTS):
        values[:, place] = np.bincount(log["target"], np.asarray(weights[name], float), states)
    if min(last, months - SETTLING_MONTHS) <= first:
        values[:, LIVE:] = np.nan
    return Counts(values)


def counts_by_run(results: Results, policy: str, scenario: str, window: tuple[int, int] | None = None) -> np.ndarray:
    """(runs, states, COUNTS): the mean over the points of the design, which share the luck; NaN where a run failed."""
    from model.state import EVENT

    roster, months = results.study.alliance, results.study.months
    sizes = len(roster.codes), len(roster.adversary_codes), months, window
    empty = counted(np.zeros(0, EVENT), *sizes).values  # a run in which nothing happened has no log
    entries = results.chosen(policy, scenario)
    whole = np.zeros((results.runs, *empty.shape))
    for entry in entries:
        columns = results.columns(entry, BESIDE)
        ran = (columns["key"] >= 0) & np.array([error is None for error in columns["error"]])
        of_point = np.where(ran[:, None, None], empty, np.nan)
        for run, log in results.store.events(entry.name):
            if run < results.runs and ran[run]:
                of_point[run] = (log if isinstance(log, Counts) else counted(log, *sizes)).values
        whole += of_point / len(entries)
    return whole
