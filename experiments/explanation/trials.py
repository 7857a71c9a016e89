"""What would have changed it: each lever tried in a run of its own, under the same luck, and ranked.

The smallest comes first: one member's ballot, then one member, a number, a rule, several members (`levers.KINDS`). Among equals
that one is smaller which left more of the run as it was when the outcomes parted: fewer other incidents had gone otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from experiments.explanation.levers import KINDS, Lever
from experiments.explanation.lives import Life
from experiments.explanation.phrases import outcome_of
from experiments.study.inline import read_values
from model.constants import LONGEST
from model.incidents import OUTCOMES
from model.state import Fate

__all__ = ["HARM", "Trial", "try_all"]

HARM = "civilian_harm"
"""The measure of what follows: bn USD a month."""
WENT = ("tier", "target", "flag", "detected", "named", "public_month", "brought_month", "outcome", "fate")
"""What an incident came to, as far as it may be called the same."""


@dataclass(frozen=True)
class Trial:
    """One run with one change: what became of the case, whether that is another outcome, and what followed."""

    lever: Lever
    suffix: str
    outcome: str
    turned: bool
    others: int  # other incidents that had gone otherwise by the month in which the case was first decided
    harm_after: float  # civilian harm of the next years against what was, bn USD
    life: Life


def try_all(
    life: Life,
    event: np.void,
    levers: Sequence[Lever],
    years: int,
    threads: int = 2,
    progress: Callable[[int], None] | None = None,
) -> list[Trial]:
    """Every lever in a run of its own; those that turn the outcome first, the smallest first."""
    roster, reference = life.prepared.roster, life.events
    was = _class_of(event)

    def one(lever: Lever) -> Trial:
        suffix = lever.suffix(roster.first_year)
        other = life.changed(read_values(suffix))
        found = other.events[other.events["identity"] == event["identity"]]
        after = found[0] if len(found) else None
        return Trial(
            lever,
            suffix,
            outcome_of(after, event, roster),
            _class_of(after) != was,
            _others(reference, other.events, int(event["identity"]), _decided(event, after)),
            _harm_after(life, other, int(event["month"]), years),
            other,
        )

    trials = []
    with ThreadPoolExecutor(threads) as pool:
        for done, trial in enumerate(pool.map(one, levers), 1):
            trials.append(trial)
            if progress is not None:
                progress(done)
    return sorted(trials, key=_rank)


def _rank(trial: Trial) -> tuple:
    return not trial.turned, KINDS.index(trial.lever.kind), trial.others, trial.lever.size


def _class_of(event: np.void | None) -> tuple[int, ...]:
    """What counts as the outcome of a case: whether and how it happened, whom one named, who answered, how it ended."""
    if event is None or event["tier"] < 0:
        return (-1,)
    answered = int(event["outcome"])
    who = 2 if answered == len(OUTCOMES) - 1 else 1 if answered else 0
    return int(event["tier"]), int(event["target"]), int(event["fate"]), who


def _decided(*both: np.void | None) -> int:
    """The month in which a case was decided in the one run or the other, whichever came first."""
    known = [int(event["closed_month"]) for event in both if event is not None and event["closed_month"] >= 0]
    return min(known, default=LONGEST)


def _others(one: np.ndarray, other: np.ndarray, identity: int, until: int) -> int:
    """Incidents but this one that are not the same in both runs, as far as the months up to its end tell."""
    apart = np.setxor1d(_known(one, until), _known(other, until))
    identities = np.unique(apart["identity"])
    return int(np.count_nonzero(identities != identity))


def _known(log: np.ndarray, until: int) -> np.ndarray:
    """What is known of each incident by the end of a month; those that were let pass are left out."""
    log = log[(log["tier"] >= 0) & (log["month"] <= until)]
    known = np.empty(len(log), [(name, "i8") for name in ("identity", *WENT)])
    for name in ("identity", *WENT):
        known[name] = log[name]
    known["named"][log["named_month"] > until] = -1
    for name in ("public_month", "brought_month"):
        known[name][log[name] > until] = -1
    open_still = (log["closed_month"] > until) | (log["closed_month"] < 0)
    known["outcome"][open_still], known["fate"][open_still] = 0, int(Fate.PENDING)
    return known


def _harm_after(life: Life, other: Life, month: int, years: int) -> float:
    """Civilian harm of the years after the month of the incident, less what was. Units: bn USD."""
    after = slice(month + 1, month + 1 + 12 * years)
    return float(other.by_month(HARM)[after].sum() - life.by_month(HARM)[after].sum())
