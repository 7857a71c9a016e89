"""Every closed form and fixed number that the code must reproduce, apart from any run of the whole model."""

from __future__ import annotations

from experiments.validation import adversaries, answers, attribution, blame, states
from experiments.validation.fact import Fact

__all__ = ["closed_forms"]


def closed_forms(seed: int = 0) -> list[Fact]:
    """All of them, in the order in which a month uses them. `seed` moves the Monte Carlo lines alone."""
    return [*states.facts(), *adversaries.facts(), *attribution.facts(seed), *answers.facts(), *blame.facts()]
