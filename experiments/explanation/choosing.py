"""Why an adversary did it: the terms of its choice, each found by asking its rule again with that term switched off.

No formula of the model is written here a second time. `model.rules.choice.weigh` gives a utility; a term is what is missing
from it when the one parameter is zero by which that term comes in. Units: utility.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.explanation.watching import Moment
from model.randomness import Draw, uniform
from model.rules.cases import group_of
from model.rules.choice import weigh
from model.rules.effects import sees
from model.rules.learning import chance_of_answer, expected_blame, feared_weight

__all__ = ["TERMS", "Choice", "Sight", "choice_of", "fear_of", "sight_of"]

TERMS = (
    ("gain", "what the operation is worth to it, had the target no defence"),
    ("denial", "what the target's resilience denies it"),
    ("own_cost", "what the operation costs it"),
    ("norm", "what it shies from because of the norm"),
    ("hostility", "its hostility from false blame"),
    ("hiding", "cost of hiding under another's flag"),
    ("fear", "the answer that it fears"),
)
"""The terms of an operation's utility, as they are shown; they add up to it but for rounding."""

SWITCHES = {
    "denial": "resilience_denial",
    "own_cost": "own_cost",
    "norm": "norm_weight",
    "hostility": "hostility_weight",
    "hiding": "flag_cost",
}
"""The parameter by which a term comes into the utility."""


@dataclass(frozen=True)
class Choice:
    """An operation as its author weighed it."""

    stake: float
    utility: float
    terms: Mapping[str, float]
    answer: float  # believed chance that such a deed is answered
    weight: float  # how hard an answer is expected to be
    blame: float  # what it expects to be punished with although nothing was seen of it
    chance: float  # of this very operation
    abstain: float
    severe: float  # of disruption or worse
    severe_undeterred: float  # the same where no one ever answers
    draw: float


@dataclass(frozen=True)
class Sight:
    """How likely the target was to see it, and the luck of that."""

    chance: float
    draw: float
    seen: bool


def choice_of(event: np.void, moment: Moment) -> Choice:
    """The weighing behind a line of the log, from the world in which its author had just chosen."""
    world, p = moment.world, moment.p
    j, tier, flag = (int(event[name]) for name in ("author", "tier", "flag"))
    adversary = world.adversaries[j]
    k = 1 + 2 * tier + flag
    group = group_of(world, int(event["target"]))
    full = float(adversary.utility_undeterred[k])
    terms = {name: full - _undeterred(event, moment, k, off) for name, off in SWITCHES.items()}
    bare = _undeterred(event, moment, k, *SWITCHES.values())
    return Choice(
        stake=float(adversary.stake),
        utility=float(adversary.utility[k]),
        terms={"gain": bare, **terms, "fear": float(adversary.utility[k]) - full},
        answer=float(chance_of_answer(adversary, tier, flag, group, p)),
        weight=float(feared_weight(adversary, tier, p)),
        blame=float(expected_blame(adversary, p)),
        chance=float(adversary.chances[k]),
        abstain=float(adversary.chances[0]),
        severe=float(adversary.severe),
        severe_undeterred=float(adversary.severe_undeterred),
        draw=_drawn(event, moment, Draw.CHOICE),
    )


def _undeterred(event: np.void, moment: Moment, k: int, *off: str) -> float:
    """The utility of the k-th alternative where no one ever answers, with these parameters at zero."""
    p: Any = moment.p.copy()
    for name in off:
        p[name] = 0.0
    world = moment.world._replace(adversaries=moment.world.adversaries.copy())
    j = int(event["author"])
    weigh(world, j, int(event["target"]), world.adversaries[j].stake, p)
    return float(world.adversaries[j].utility_undeterred[k])


def fear_of(event: np.void, moment: Moment) -> list[float]:
    """Each adversary's believed chance that a deed like this one is answered."""
    world, p = moment.world, moment.p
    group = group_of(world, int(event["target"]))
    tier, flag = int(event["tier"]), int(event["flag"])
    return [float(chance_of_answer(one, tier, flag, group, p)) for one in world.adversaries]


def sight_of(event: np.void, moment: Moment) -> Sight:
    """The chance of being seen is where the rule's answer turns as its luck goes from 0 to 1: found by halving."""
    world, p = moment.world, moment.p
    what = int(event["target"]), int(event["tier"]), int(world.adversaries[int(event["author"])].zero_day)
    low, high = 0.0, 1.0
    while high - low > 1e-12:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if sees(world, *what, middle, p) else (low, middle)
    draw = _drawn(event, moment, Draw.DETECTION)
    return Sight(0.5 * (low + high), draw, bool(sees(world, *what, draw, p)))


def _drawn(event: np.void, moment: Moment, what: Draw) -> float:
    key = int(moment.world.alliance.key[0])
    return float(uniform(key, int(event["month"]), what, int(event["author"]), int(event["index"])))
