"""Which attack a story tells of: rules over many runs, so that nobody picks. Of those that a rule finds, the gravest is told.

sixty       severe, four months of evidence or more, named rightly; one objector, always the same, in every sitting; nobody
            answers, even alone; its author strikes the same state severely again within 24 months; credence falls
flag        severe, under another's flag; the flag's owner is named, and answered together, with no objection in the end
washington  severe, after Washington's retreat; brought in both worlds; answered together with it and not without it
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from model.parameters import RUNGS
from model.simulation import prepare, run_block
from model.state import Role, Tier
from viz.stories.witness import Told, witness

__all__ = ["AGAIN", "LEAVES", "Found", "flagged", "sixty", "washington"]

SEEDS = range(600)
EVIDENCE = 4
AGAIN = 24
LEAVES, RETREAT = "us-retrenchment", 60
ALONE = len(RUNGS) + 1


class Found(NamedTuple):
    """An attack that a rule finds: the run it happened in, and what was told of it."""

    policy: str
    scenario: str
    seed: int
    told: Told


def _logs(policy: str, scenario: str) -> tuple[Any, list[np.ndarray]]:
    runs = run_block(prepare(policy, scenario, 240), list(SEEDS), 2, incidents=True)
    assert runs.events is not None
    return runs.roster, runs.events


def _gravest(found: list[tuple[float, int, int]]) -> Iterator[tuple[int, int]]:
    """Seed and row, the most harm first."""
    for _, seed, row in sorted(found, key=lambda one: (-one[0], one[1], one[2])):
        yield seed, row


def _severe(log: Any, roster: Any) -> np.ndarray:
    """Severe attacks of states on members, seen and brought to the Council, and over."""
    states, adversaries = len(roster.codes), len(roster.adversary_codes)
    ally = np.append(roster.columns["role"] == float(Role.ALLY), False)
    on_ally = ally[np.minimum(log["target"], states)]
    over = (log["brought_month"] >= 0) & (log["closed_month"] >= 0)
    return (log["tier"] >= Tier.DISRUPTION) & (log["author"] < adversaries) & (log["detected"] > 0) & on_ally & over


def struck_again(log: Any, row: int) -> list[int]:
    """Rows of the next severe attacks of the same author on the same state."""
    one = log[row]
    same = (log["author"] == one["author"]) & (log["target"] == one["target"]) & (log["tier"] >= Tier.DISRUPTION)
    later = (log["month"] > one["closed_month"]) & (log["month"] <= one["closed_month"] + AGAIN)
    return np.flatnonzero(same & later).tolist()


def sixty() -> Found:
    """The case of the first story. Errors: LookupError where no run has one."""
    for policy in ("hague", "baseline"):
        roster, logs = _logs(policy, "today")
        found = []
        for seed, log in zip(SEEDS, logs, strict=True):
            right = (log["flag"] == 0) & (log["named"] == log["author"])
            slow = log["named_month"] - log["month"] >= EVIDENCE
            for row in np.flatnonzero(_severe(log, roster) & right & slow & (log["outcome"] == 0)).tolist():
                if struck_again(log, row):
                    found.append((float(log[row]["harm_money"]), seed, row))
        for seed, row in _gravest(found):
            told = witness(policy, "today", seed, row)
            if told.alone_against() and told.credence[1] < told.credence[0]:
                return Found(policy, "today", seed, told)
    raise LookupError("no run has a case by the rule of the story")


def flagged() -> Found:
    """The case of a false flag. Errors: LookupError where no run has one."""
    roster, logs = _logs("hague", "today")
    found = []
    for seed, log in zip(SEEDS, logs, strict=True):
        fooled = (log["flag"] > 0) & (log["named"] == log["shown"]) & (log["named"] != log["author"])
        answered = (log["outcome"] >= 2) & (log["outcome"] < ALONE)
        named = log["named"] < len(roster.adversary_codes)
        for row in np.flatnonzero(_severe(log, roster) & fooled & answered & named).tolist():
            if log[row]["named_month"] > log[row]["month"]:
                found.append((float(log[row]["harm_money"]), seed, row))
    for seed, row in _gravest(found):
        told = witness("hague", "today", seed, row)
        if told.sittings and "3" not in told.sittings[-1].ballots:
            return Found("hague", "today", seed, told)
    raise LookupError("no run has a false flag by the rule of the story")


def washington() -> tuple[Found, Found]:
    """One attack in two worlds, with Washington and without. Errors: LookupError where no luck has one."""
    roster, stays = _logs("baseline", "today")
    _, leaves = _logs("baseline", LEAVES)
    found = []
    for seed, one, other in zip(SEEDS, stays, leaves, strict=True):
        rows = {int(event["identity"]): row for row, event in enumerate(other)}
        grave = _severe(one, roster) & (one["month"] >= RETREAT) & (one["outcome"] >= 2) & (one["outcome"] < ALONE)
        for row in np.flatnonzero(grave & (one["named"] == one["author"]) & (one["flag"] == 0)).tolist():
            twin = rows.get(int(one[row]["identity"]))
            if twin is None:
                continue
            same = all(one[row][name] == other[twin][name] for name in ("target", "tier", "detected", "named", "flag"))
            if (
                same
                and other[twin]["outcome"] == 0
                and other[twin]["brought_month"] >= 0 <= other[twin]["closed_month"]
            ):
                found.append((float(one[row]["harm_money"]), seed, row * 10_000 + twin))
    for seed, both in _gravest(found):
        pair = (witness("baseline", "today", seed, both // 10_000), witness("baseline", LEAVES, seed, both % 10_000))
        if (
            len(pair[0].sittings) <= 2
            and "3" not in pair[0].sittings[-1].ballots
            and "3" in pair[1].sittings[-1].ballots
        ):
            return Found("baseline", "today", seed, pair[0]), Found("baseline", LEAVES, seed, pair[1])
    raise LookupError("no luck has an attack that only Washington gets answered")
