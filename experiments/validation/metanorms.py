"""Axelrod's norms game and his metanorms game (1986): a norm needs somebody who punishes those who do not punish.

Twenty players have a boldness B and a vengefulness V in sevenths. At each of four opportunities a generation the chance S
of being seen is drawn from U(0, 1); a player defects iff B > S, gains T = 3 and hurts each of the others by H = −1. Each of
the others sees it with chance S and punishes with chance V: P = −9 for the defector, E = −2 for the punisher. In the
metanorms game one who saw and did not punish is in turn seen with chance S and punished with chance V by the rest, at the
same prices. Players one standard deviation above the mean have two offspring, those one below none, the rest one; numbers
are brought back to twenty at random, and each of the 3 + 3 bits of a strategy flips with chance 0.01.

After 100 generations a norm is *established* at mean B ≤ 2/7 and V ≥ 5/7 and has *collapsed* at B ≥ 6/7 and V ≤ 1/7 (the
regions of Galán & Izquierdo 2005). Axelrod reports that metanorms establish the norm in all of his five runs, and that
without them it is not kept up; Galán & Izquierdo, that longer runs and small changes can turn this round.

What the model takes from it is the sign alone (`norm_next`): strength is raised by violations answered and worn by those
that are not. It has no metanorm: nobody is punished for not answering, credence is lost instead.

Units: payoffs. Sources: Axelrod 1986, "An Evolutionary Approach to Norms", APSR 80(4); Galán & Izquierdo 2005, JASSS 8(3) 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["Fate", "fates", "play"]

PLAYERS, OPPORTUNITIES, BITS = 20, 4, 3
TEMPTATION, HURT, PUNISHMENT, ENFORCEMENT = 3.0, -1.0, -9.0, -2.0
FLIP = 0.01


@dataclass(frozen=True)
class Fate:
    """How many of `runs` ended with a norm established, with a norm collapsed, and between the two."""

    runs: int
    established: int
    collapsed: int


def _value(bits: np.ndarray) -> np.ndarray:
    """Boldness or vengefulness in [0, 1] from its three bits."""
    return bits @ (2 ** np.arange(BITS)) / (2**BITS - 1.0)


def _generation(bold: np.ndarray, vengeful: np.ndarray, meta: bool, random: np.random.Generator) -> np.ndarray:
    """Every player's payoff of four opportunities. Axes: the one acting, the one who sees, the one who sees that one."""
    n = PLAYERS
    others = ~np.eye(n, dtype=bool)
    third = others[:, :, None] & others[None, :, :] & others[:, None, :]
    payoff = np.zeros(n)
    for _ in range(OPPORTUNITIES):
        seen_with = random.random(n)
        defects = bold > seen_with
        payoff += np.where(defects, TEMPTATION - HURT, 0.0) + HURT * np.count_nonzero(defects)
        saw = defects[:, None] & others & (random.random((n, n)) < seen_with[:, None])
        punished = saw & (random.random((n, n)) < vengeful[None, :])
        payoff += PUNISHMENT * punished.sum(axis=1) + ENFORCEMENT * punished.sum(axis=0)
        if meta:
            lax = saw & ~punished
            caught = lax[:, :, None] & third & (random.random((n, n, n)) < seen_with[:, None, None])
            caught &= random.random((n, n, n)) < vengeful[None, None, :]
            payoff += PUNISHMENT * caught.sum(axis=(0, 2)) + ENFORCEMENT * caught.sum(axis=(0, 1))
    return payoff


def play(meta: bool, generations: int = 100, seed: int = 0) -> tuple[float, float]:
    """One history: mean boldness and mean vengefulness at its end."""
    random = np.random.default_rng([seed, int(meta)])
    genes = random.integers(0, 2, (PLAYERS, 2, BITS))
    for _ in range(generations):
        payoff = _generation(_value(genes[:, 0]), _value(genes[:, 1]), meta, random)
        mean, spread = payoff.mean(), payoff.std()
        offspring = np.where(payoff >= mean + spread, 2, np.where(payoff > mean - spread, 1, 0))
        if spread == 0.0:
            offspring[:] = 1
        parents = np.repeat(np.arange(PLAYERS), offspring)
        if len(parents) >= PLAYERS:
            parents = random.choice(parents, PLAYERS, replace=False)
        else:
            parents = np.concatenate([parents, random.choice(parents, PLAYERS - len(parents))])
        genes = genes[parents] ^ (random.random(genes.shape) < FLIP)
    return float(_value(genes[:, 0]).mean()), float(_value(genes[:, 1]).mean())


def fates(meta: bool, runs: int = 40, generations: int = 100, seed: int = 0) -> Fate:
    """Where so many histories end."""
    ends = [play(meta, generations, seed * 1_000_003 + k) for k in range(runs)]
    established = sum(bold <= 2 / 7 and vengeful >= 5 / 7 for bold, vengeful in ends)
    collapsed = sum(bold >= 6 / 7 and vengeful <= 1 / 7 for bold, vengeful in ends)
    return Fate(runs, established, collapsed)
