"""Deterrence when the attacker is known only by a signal: the static game of Baliga, Bueno de Mesquita & Wolitzky 2020.

One of n attackers has an opportunity with probability γ/n each. Attacker i strikes iff its benefit, uniform on [0, u_i],
exceeds its cutoff x_i. The defender sees a signal: an attack is detected with chance p and then points to its author with
chance a, else to one of the others; without an attack it sounds falsely with chance f, pointing anywhere. Pointed at i,
it retaliates iff its taste y, uniform on [0, t], covers the risk of error: y ≥ 1 − β_i. Retaliation costs 1. So

    x_i = (π_i − π_0) r_i,  π_i = p a,  π_0 = f/n,  r_i = P(y ≥ 1 − β_i),
    β_i = q_i π_i / (q_i π_i + Σ_{j≠i} q_j p (1 − a)/(n − 1) + (1 − Σ q) π_0),  q_i = (γ/n) P(benefit > x_i).

Units: benefits and tastes in the cost of being retaliated against. Source: "Deterrence with Imperfect Attribution",
American Political Science Review 114(4), 2020.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.errors import RequestError

__all__ = ["Equilibrium", "solve"]


@dataclass(frozen=True)
class Equilibrium:
    """The rest point: one entry an attacker."""

    cutoff: tuple[float, ...]
    attack: tuple[float, ...]  # chance to strike at an opportunity
    belief: tuple[float, ...]  # that the one pointed at is guilty
    retaliation: tuple[float, ...]  # chance to be retaliated against when pointed at
    total: float  # chance that a period sees an attack


def solve(
    benefits: Sequence[float] = (1.0, 1.0),
    gamma: float = 0.5,
    taste: float = 0.9,
    detection: float = 0.8,
    accuracy: float = 0.9,
    false_alarm: float = 0.05,
) -> Equilibrium:
    """The equilibrium of the game, by damped iteration from no deterrence at all.

    `benefits` are the upper ends u_i. Errors: RequestError for arguments outside their ranges, or where nothing settles.
    """
    n = len(benefits)
    chances = (gamma, detection, accuracy, false_alarm)
    if n < 2 or min(benefits) <= 0.0 or taste <= 0.0 or not all(0.0 <= chance <= 1.0 for chance in chances):
        raise RequestError("baliga: two or more positive benefits, a positive taste, and probabilities in [0, 1]")
    cutoff = [0.0] * n
    for _ in range(20_000):
        strikes = [gamma / n * _above(x, upper) for x, upper in zip(cutoff, benefits, strict=True)]
        quiet = 1.0 - sum(strikes)
        belief = []
        for i in range(n):
            right = strikes[i] * detection * accuracy
            astray = (sum(strikes) - strikes[i]) * detection * (1.0 - accuracy) / (n - 1)
            pointed = right + astray + quiet * false_alarm / n
            belief.append(right / pointed if pointed > 0.0 else 0.0)
        retaliation = [_above(1.0 - beta, taste) for beta in belief]
        aims = [max(0.0, (detection * accuracy - false_alarm / n) * r) for r in retaliation]
        if max(abs(aim - x) for aim, x in zip(aims, cutoff, strict=True)) < 1e-14:
            attack = tuple(_above(x, upper) for x, upper in zip(cutoff, benefits, strict=True))
            return Equilibrium(tuple(cutoff), attack, tuple(belief), tuple(retaliation), gamma / n * sum(attack))
        cutoff = [0.5 * (aim + x) for aim, x in zip(aims, cutoff, strict=True)]
    raise RequestError("baliga: no equilibrium found")


def _above(x: float, upper: float) -> float:
    """The chance that a uniform number on [0, upper] exceeds x."""
    return min(1.0, max(0.0, 1.0 - x / upper))
