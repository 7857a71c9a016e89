"""What would have changed it: each lever tried in a run of its own, under the same luck, and ranked.

A change counts as smaller the fewer other incidents went otherwise before the case was decided: it left more of the run as it
was. Among equals, fewer members and smaller steps come first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from experiments.explanation.levers import Lever, date_of
from experiments.explanation.lives import Life
from experiments.study.inline import read_values
from model.incidents import OUTCOMES
from model.parameters import TIERS
from model.roster import Roster
from model.state import Fate

__all__ = ["HARM", "Trial", "outcome_of", "try_all"]

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
    others: int  # other incidents that went otherwise before the case was decided
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
    decided = int(event["closed_month"]) if event["closed_month"] >= 0 else life.prepared.months
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
            _others(reference, other.events, int(event["identity"]), decided),
            _harm_after(life, other, int(event["month"]), years),
            other,
        )

    trials = []
    with ThreadPoolExecutor(threads) as pool:
        for done, trial in enumerate(pool.map(one, levers), 1):
            trials.append(trial)
            if progress is not None:
                progress(done)
    return sorted(trials, key=lambda trial: (not trial.turned, trial.others, trial.lever.members, trial.lever.size))


def _class_of(event: np.void | None) -> tuple[int, ...]:
    """What counts as the outcome of a case: whether and how it happened, whom one named, who answered, how it ended."""
    if event is None or event["tier"] < 0:
        return (-1,)
    answered = int(event["outcome"])
    who = 2 if answered == len(OUTCOMES) - 1 else 1 if answered else 0
    return int(event["tier"]), int(event["target"]), int(event["fate"]), who


def _others(one: np.ndarray, other: np.ndarray, identity: int, until: int) -> int:
    """Incidents but this one that are not the same in both runs, as far as the months up to its end tell."""
    logs = [{int(event["identity"]): _went(event, until) for event in log[log["month"] <= until]} for log in (one, other)]
    both = logs[0].keys() | logs[1].keys()
    return sum(logs[0].get(each) != logs[1].get(each) for each in both if each != identity)


def _went(event: np.void, until: int) -> tuple | None:
    """What is known of an incident in a month; nothing where it was let pass."""
    if event["tier"] < 0:
        return None
    known = [int(event[name]) for name in WENT]
    if event["closed_month"] > until or event["closed_month"] < 0:
        known[-2:] = [0, int(Fate.PENDING)]
    if event["named_month"] > until:
        known[4] = -1
    for place in (5, 6):
        known[place] = -1 if known[place] > until else known[place]
    return tuple(known)


def _harm_after(life: Life, other: Life, month: int, years: int) -> float:
    """Civilian harm of the years after the month of the incident, less what was. Units: bn USD."""
    after = slice(month + 1, month + 1 + 12 * years)
    return float(other.by_month(HARM)[after].sum() - life.by_month(HARM)[after].sum())


def outcome_of(event: np.void | None, was: np.void, roster: Roster) -> str:
    """What became of the case, in words."""
    if event is None or event["tier"] < 0:
        return "the attack does not happen"
    targets, authors = (*roster.names, "the alliance's networks"), (*roster.adversary_names, "criminals")
    other = ""
    if (event["tier"], event["target"]) != (was["tier"], was["target"]):
        other = f"another attack, {TIERS[event['tier']]} on {targets[event['target']]}: "
    when = f", {date_of(int(event['closed_month']), roster.first_year)}"
    fate, outcome = Fate(int(event["fate"])), OUTCOMES[event["outcome"]].replace("_", " ")
    if fate == Fate.PENDING:
        return f"{other}still open at the end"
    if fate == Fate.UNDETECTED:
        return f"{other}nobody sees it"
    if fate == Fate.UNNAMED:
        return f"{other}nobody is named{when}"
    named = authors[event["named"]]
    if fate == Fate.UNANSWERED:
        return f"{other}{named} named, no answer{when}"
    how = f"{targets[event['target']]} answers alone" if outcome == OUTCOMES[-1] else f"{outcome} together"
    wrong = f" against {named}, wrongly" if fate == Fate.WRONG else ""
    return f"{other}{how}{wrong}{when}"
