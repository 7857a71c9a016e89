"""The blame game: when a victim should blame, when an attacker dares, when peace holds. Structure theirs, payoffs ours.

Edwards, Furnas, Forrest & Axelrod (2017) ask four questions of a game between an attacker that is *vulnerable* to blame or
not and a victim that is *knowledgeable* about the author or not. Their payoffs were not at hand; here the same types
meet in the model's own rules with everything else switched off, and each question has a boundary in closed form:

    the victim, sure with q, holding the attacker vulnerable with chance v, blames iff q v B − (1 − q) E − C > 0 (`supports`);
    the attacker strikes iff G − max(0, π − π₀) c > 0 (`weigh`), c = 0 if it is not vulnerable; k is the chance that the
    victim is knowledgeable (q = 1, else it cannot tell and q = q₀), and π = k where the knowledgeable blame, else 0.

1. *Peace* is stable iff G ≤ 0, or the attacker is vulnerable, blame is credible (v > C/B) and k ≥ G/c.
2. *To tolerate* is best iff v ≤ (C + (1 − q) E)/(q B): for all doubt gone, iff v ≤ C/B, however sure the victim is.
3. *Asymmetric attribution*: peace between two holds iff each one's k reaches the other's G/c. The weaker decides: what one side
   has above its bar does nothing for the other's.
4. *Mischief and accidents*, with chance m a month and blamed on the attacker with chance w, (a) are blamed iff evidence
   outweighs the doubt, ℓ > logit q* − logit(a/(a + m)), a being how often the victim expects the attacker itself; (b) end
   peace by themselves from m ≥ (k − G/c)/w on: who is blamed anyway (π₀ = m w) loses nothing by striking.

Units: utilities as in `model.rules.consultation` and `model.rules.choice`; probabilities; log-likelihoods. Source: structure,
PNAS 114(11), 2825–2830; payoffs and boundaries own.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from experiments.validation.fact import Fact

__all__ = ["blamed_mischief", "facts", "strikes", "victim_blames"]

BENEFIT, ERROR, COST = 2.0, 1.0, 0.2
PUNISHMENT = 2.0
SURELY, TIER = 1.0, 2
GRID = np.linspace(0.013, 0.987, 25)
GAME = "structure: Edwards, Furnas, Forrest & Axelrod 2017; payoffs and boundary own"


def victim_blames(sure: float, vulnerable: float) -> bool:
    """The victim's rule: blame helps only against one who is vulnerable."""
    from model.rules.consultation import supports

    return supports(sure, vulnerable * BENEFIT, ERROR, COST) > 0.0


@cache
def _stage() -> tuple[Any, Any]:
    """A world and its first adversary, on which nothing but gain and fear of blame weighs."""
    from model.simulation import copy_world, prepare

    world = copy_world(prepare(months=1).template)
    adversary = world.adversaries[0]
    adversary.motive = 1.0
    adversary.punished[:], adversary.unpunished[:] = 0.0, 0.0
    world.pairs.hostility[:] = 0.0
    world.alliance[0].resolve = 1.0
    return world, adversary


def strikes(gain: float, blamed: float, blamed_anyway: float = 0.0, cost: float = PUNISHMENT) -> bool:
    """The attacker's rule, by the model's own `weigh`: is striking worth more than abstaining?"""
    from model.parameters import RUNGS, parameter_record
    from model.rules.choice import weigh

    world, adversary = _stage()
    off = {
        "resilience_denial": 0.0,
        "norm_weight": 0.0,
        "own_cost_disruption": 0.0,
        "false_flags": 0.0,
        "character": 0.0,
    }
    off |= {f"punishment_{rung}": 1.0 for rung in RUNGS}  # blame is blame
    p = parameter_record({**off, "gain_disruption": gain, "cost_disruption": cost})[0]
    adversary.tier_punished[TIER], adversary.tier_unpunished[TIER] = blamed, 1.0 - blamed
    adversary.blamed, adversary.unblamed = blamed_anyway, 1.0 - blamed_anyway
    weigh(world, 0, 0, 1.0, p)
    return bool(adversary.utility[1 + 2 * TIER] > 0.0)


def blamed_mischief(evidence: float, expected: float, mischief: float, vulnerable: float = SURELY) -> bool:
    """Whether a victim that sees an attack by nobody it knows blames the attacker: `posterior`, then `supports`."""
    from model.rules.attribution import posterior

    return victim_blames(float(posterior([expected, mischief], [evidence, 0.0])[0]), vulnerable)


def _peace(gain: float, k: float, v: float, vulnerable: bool) -> bool:
    """By the rules: the attacker does not strike, knowing what the victim would do."""
    blamed = k if victim_blames(SURELY, v) else 0.0
    return not strikes(gain, blamed, cost=PUNISHMENT if vulnerable else 0.0)


def peace_misses() -> int:
    """Question 1: places of the grid at which the rules and the boundary disagree."""
    return sum(
        _peace(gain * PUNISHMENT, k, v, vulnerable) != (vulnerable and v > COST / BENEFIT and k >= gain)
        for gain, k, v, vulnerable in product(GRID[::2], GRID[::2] + 1e-4, GRID[::4], (True, False))
    )


def tolerance_misses() -> int:
    """Question 2."""
    return sum(
        victim_blames(q, v) != (v > (COST + (1.0 - q) * ERROR) / (q * BENEFIT)) for q, v in product(GRID, GRID + 1e-4)
    )


def asymmetry_misses() -> int:
    """Question 3: two who may strike each other, a gain of a half of the punishment each."""
    gain = 0.5

    def holds(own: float, other: float) -> bool:
        return not strikes(gain * PUNISHMENT, other) and not strikes(gain * PUNISHMENT, own)

    places = product(GRID + 1e-4, GRID + 1e-4)
    return sum(holds(own, other) != (min(own, other) >= gain) for own, other in places)


def mischief_misses() -> int:
    """Question 4: (a) whether mischief is blamed on the attacker, (b) whether peace outlives it."""
    bar = (COST + ERROR) / (BENEFIT + ERROR)
    missed = 0
    for evidence, share in product(np.linspace(-3.03, 3.03, 25), GRID):
        needed = math.log(bar / (1.0 - bar)) - math.log(share / (1.0 - share))
        missed += blamed_mischief(evidence, share, 1.0 - share) != (evidence > needed)
    known, wrongly = 0.9, 0.5
    for mischief, gain in product(GRID, GRID + 1e-4):
        peace = not strikes(gain * PUNISHMENT, known, mischief * wrongly)
        missed += peace != (mischief <= (known - gain) / wrongly)
    return missed


def _turn(holds: Any, low: float, high: float) -> float:
    """Where a statement that is false at `low` and true at `high` turns true, by bisection."""
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if holds(middle) else (middle, high)
    return 0.5 * (low + high)


def facts() -> list[Fact]:
    """The four questions on grids, and where each boundary lies for B 2, E 1, C 0.2, c 2."""
    grids = (
        ("when peace is stable", peace_misses),
        ("when to tolerate", tolerance_misses),
        ("asymmetric attribution", asymmetry_misses),
        ("mischief and accidents", mischief_misses),
    )
    found = [
        Fact(f"{title}: places where rules and boundary differ", "blame", 0, misses, 0, GAME) for title, misses in grids
    ]
    return [
        *found,
        Fact(
            "a sure victim blames from this chance of a vulnerable attacker on",
            "blame",
            0.1,
            lambda: _turn(lambda v: victim_blames(1.0, v), 0.0, 1.0),
            source=GAME,
        ),
        Fact(
            "the same where it is sure with 0.8",
            "blame",
            0.25,
            lambda: _turn(lambda v: victim_blames(0.8, v), 0.0, 1.0),
            source=GAME,
        ),
        Fact(
            "least chance of a knowledgeable victim at which a gain of 0.85 tempts nobody",
            "blame",
            0.425,
            lambda: _turn(lambda k: not strikes(0.85, k), 0.0, 1.0),
            source=GAME,
        ),
        Fact(
            "chance of mischief, half of it blamed wrongly, that ends peace at k = 0.9 and this gain",
            "blame",
            0.95,
            lambda: _turn(lambda m: strikes(0.85, 0.9, 0.5 * m), 0.0, 1.0),
            source=GAME,
        ),
    ]
