"""What is known about an author: signal detection, pooled evidence, flags, evidence that grows by the month."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from experiments.validation.fact import Fact, vector

if TYPE_CHECKING:
    import numpy as np

SIGNALS = "Green & Swets 1966, equal-variance Gaussian signals"
WALK = "own: first passage of a Brownian motion between two bars, Cox & Miller 1965"
PRIOR, BAR, GIVEN_UP = 0.3, 0.9, 0.02
CASES = 100_000


def facts(seed: int = 0) -> list[Fact]:
    """Probabilities; months. The Monte Carlo lines follow `seed`."""
    from model.rules.attribution import evidence_strength, naming_rates

    two = "d = 2, prior 0.3, bar 0.8"
    suspects = ("first", "second (shown)", "third", "fourth")
    return [
        Fact(f"named rightly, {two}", "attribution", 0.453511, lambda: naming_rates(2, 0.3, 0.8)[0], source=SIGNALS),
        Fact(f"named wrongly, {two}", "attribution", 0.017139, lambda: naming_rates(2, 0.3, 0.8)[1], source=SIGNALS),
        Fact(
            "pooled evidence of 10, d = 1, correlation 0.1",
            "attribution",
            2.2942,
            lambda: evidence_strength(1, 10, 0.1),
            5e-5,
            "Winkler 1981",
        ),
        Fact(
            "pooled evidence without end: d/√ρ",
            "attribution",
            math.sqrt(10.0),
            lambda: evidence_strength(1, 1e12, 0.1),
            source="limit of the same",
        ),
        *vector(
            "posterior under flags",
            "attribution",
            suspects,
            (0.32, 0.52, 0.096, 0.064),
            lambda: flagged(0.7),
            source="Bayes' rule",
        ),
        Fact("no technical report passes 1 − f", "attribution", 0.7, lambda: flagged(1.0)[1], source="own, f = 0.3"),
        Fact("Brier score, d = 1", "attribution", 0.171398, lambda: brier(1.0, seed), 0.003, "Monte Carlo"),
        Fact("Brier score, d = 2", "attribution", 0.099322, lambda: brier(2.0, seed), 0.003, "Monte Carlo"),
        Fact(
            "months to the bar, d = 0.8, continuous", "attribution", 8.65, lambda: months_continuous(0.8), 0.005, WALK
        ),
        Fact("months to the bar, d = 1, continuous", "attribution", 5.54, lambda: months_continuous(1.0), 0.005, WALK),
        Fact("months to the bar, d = 0.8", "attribution", 10.57, lambda: months_stepped(0.8, seed), 0.1, "Monte Carlo"),
        Fact("months to the bar, d = 1", "attribution", 7.14, lambda: months_stepped(1.0, seed), 0.07, "Monte Carlo"),
    ]


def flagged(accuracy: float) -> np.ndarray:
    """Posterior over four suspects when the technical channel points to the second and a flag is flown at 0.3."""
    from model.rules.attribution import flag_likelihood, posterior

    own = flag_likelihood(0.3, accuracy, 4)
    other = math.log((1.0 - own) / 3.0)
    return posterior((0.5, 0.25, 0.15, 0.1), [other, math.log(own), other, other])


def log_odds(p: float) -> float:
    """ln p/(1 − p)."""
    return math.log(p / (1.0 - p))


def brier(d: float, seed: int = 0, cases: int = CASES) -> float:
    """Mean squared error of the posterior of guilt over cases of which a share PRIOR is guilty, by Monte Carlo.

    The evidence is the rules' own `likelihood_ratio`, the belief their `posterior_into`.
    """
    import numpy as np

    random = np.random.default_rng([seed, 1])
    guilty = random.random(cases) < PRIOR
    error = 0.0
    for truth, z in zip(guilty.tolist(), random.standard_normal(cases).tolist(), strict=True):
        gap = _believed(d, truth, z) - (1.0 if truth else 0.0)
        error += gap * gap
    return error / cases


def _believed(d: float, guilty: bool, z: float) -> float:
    """Posterior of guilt after one look, the alternative being that somebody else did it."""
    from model.rules.evidence import likelihood_ratio

    return 1.0 / (1.0 + math.exp(-(log_odds(PRIOR) + likelihood_ratio(d, guilty, z))))


def months_continuous(d: float) -> float:
    """Mean months until a guilty suspect passes the bar, among those who do, if evidence flowed without steps.

    Log-odds drift at d²/2 with variance d² a month from PRIOR, between GIVEN_UP (distance a below) and BAR (L in all):
    E[T | bar] = (L coth(L/2) − a coth(a/2))/(d²/2).
    """
    whole = log_odds(BAR) - log_odds(GIVEN_UP)
    below = log_odds(PRIOR) - log_odds(GIVEN_UP)
    return (whole / math.tanh(whole / 2.0) - below / math.tanh(below / 2.0)) / (d * d / 2.0)


def months_stepped(d: float, seed: int = 0, cases: int = 4 * CASES) -> float:
    """The same with one look a month, by Monte Carlo: a bar is noticed only at the end of a month, so it takes longer."""
    import numpy as np

    random = np.random.default_rng([seed, 2])
    odds = np.full(cases, log_odds(PRIOR))
    months = 0
    waited = named = 0
    while odds.size:
        months += 1
        odds = odds + 0.5 * d * d + d * random.standard_normal(odds.size)
        passed = int(np.count_nonzero(odds >= log_odds(BAR)))
        named += passed
        waited += months * passed
        odds = odds[(odds < log_odds(BAR)) & (odds > log_odds(GIVEN_UP))]
    return waited / named
