"""What adversaries do: deterrence under doubt about the author, zero-days kept or spent, beliefs, credence, norms."""

from __future__ import annotations

import math

from experiments.validation.baliga import solve
from experiments.validation.fact import Fact

GAME = "Baliga, Bueno de Mesquita & Wolitzky 2020"
STOCK = "Ablon & Bogart 2017; stationary Poisson stock in monthly steps"


def facts() -> list[Fact]:
    """Probabilities, stakes in their mean, zero-days."""
    from model.rules.learning import steady_belief
    from model.rules.norms import credence_rest, norm_rest
    from model.rules.zero_days import stationary_mean, use_threshold

    collision = -math.log(1.0 - 0.057)
    return [
        Fact("cutoff", "deterrence", 0.506438, lambda: solve().cutoff[0], source=GAME),
        Fact("chance of an attack", "deterrence", 0.246781, lambda: solve().total, source=GAME),
        Fact("attacker 2, peaceful 1", "deterrence", 0.493562, lambda: solve().attack[1], source=GAME),
        Fact(
            "attacker 2, aggressive 1", "deterrence", 0.499735, lambda: _beside(1.4), source=GAME + ": complementarity"
        ),
        Fact(
            "chance of an attack, detection 0.5",
            "deterrence",
            0.345016,
            lambda: solve(detection=0.5).total,
            source=GAME,
        ),
        Fact(
            "chance of an attack, detection 0.95",
            "deterrence",
            0.202399,
            lambda: solve(detection=0.95).total,
            source=GAME,
        ),
        Fact(
            "backfire: more detected, all of it astray, raises attacks (above 0)",
            "deterrence",
            0.5,
            lambda: solve(detection=0.95, accuracy=0.72 / 0.95).total - solve().total,
            0.5 - 1e-9,
            GAME,
        ),
        Fact(
            "backfire: more detected, more false alarms, raises attacks (above 0)",
            "deterrence",
            0.5,
            lambda: solve(detection=0.9, false_alarm=0.2).total - solve().total,
            0.5 - 1e-9,
            GAME,
        ),
        Fact(
            "zero-days at rest, 6 found a year",
            "zero-days",
            29.7179,
            lambda: stationary_mean(6, 1 / 6.9, collision),
            5e-5,
            STOCK,
        ),
        Fact("the same without collisions", "zero-days", 41.6505, lambda: stationary_mean(6, 1 / 6.9, 0), 5e-5, STOCK),
        Fact(
            "stakes to spend one, (0.9, 0.9, 0.5)",
            "zero-days",
            0.827919,
            lambda: use_threshold(0.9, 0.9, 0.5),
            source="Axelrod & Iliev 2014",
        ),
        Fact(
            "stakes to spend one, monthly",
            "zero-days",
            2.246,
            lambda: use_threshold(0.98, 0.988, 0.3),
            5e-4,
            "Axelrod & Iliev 2014",
        ),
        Fact(
            "stakes where a used one lasts longer",
            "zero-days",
            0.0,
            lambda: use_threshold(0.9, 0.5, 0.9),
            source="Axelrod & Iliev 2014",
        ),
        Fact(
            "belief at rest, decay 0.97, rate 0.1",
            "learning",
            0.122642,
            lambda: steady_belief(1, 1, 0.97, 0.1),
            source="Fudenberg & Levine 1998",
        ),
        Fact(
            "credence at rest, half answered",
            "learning",
            1 / 3,
            lambda: credence_rest(0.5, 0.05, 0.1),
            source="Slovic 1993",
        ),
        Fact(
            "norm at rest",
            "learning",
            0.25,
            lambda: norm_rest(0.05, 0.05, 0.01, 0.5, 0.2, 0.8),
            source="own, after Axelrod 1986",
        ),
    ]


def _beside(aggressive: float) -> float:
    """How often attacker 2 strikes beside an attacker 1 whose benefits reach as high as `aggressive`."""
    return solve(benefits=(aggressive, 1.0)).attack[1]
