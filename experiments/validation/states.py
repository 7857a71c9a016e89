"""What states decide: spending as an impure public good, resilience, interdependent security. Known numbers."""

from __future__ import annotations

from functools import partial

from experiments.validation.fact import Fact, vector

GDP = (28_000.0, 4_700.0, 1_800.0, 300.0, 40.0)
"""Five economies from the United States to a small state, bn USD."""
TASTE = 0.03
SPENDING = "Cornes & Sandler 1996, thinned form; fixed point by plain iteration"
SECURITY = "Kunreuther & Heal 2003, Interdependent security"
RESILIENCE = "Gordon & Loeb 2002, exponential breach function"


def facts() -> list[Fact]:
    """Spending shares are % of GDP."""
    from model.rules.consultation import commitment
    from model.rules.resilience import invests, optimal_stock
    from model.rules.spending import best_response, equilibrium

    def shares(theta, pledge=0.0, weight=0.0):
        return lambda: 100.0 * equilibrium(TASTE, theta, GDP, 1.0, pledge, weight)

    found: list[Fact] = []
    for title, shares_of, expected in (
        ("θ = 0.25", shares(0.25), (2.8864, 2.4025, 2.3534, 2.3287, 2.3245)),
        ("θ = 1", shares(1.0), (2.8655, 0.7268, 0.6650, 0.6370, 0.6324)),
        ("θ = 1, pledge 2 % at ω = 0.6", shares(1.0, 0.02, 0.6), (2.7140, 1.5188, 1.4687, 1.4441, 1.4399)),
    ):
        labels = [f"state of {gdp:g} bn" for gdp in GDP]
        found += vector(f"spending, {title}", "spending", labels, expected, shares_of, 6e-5, SPENDING)
    found += [
        Fact(
            "spending, θ = 0: every state spends its taste", "spending", 3.0, lambda: shares(0.0)()[4], 1e-9, SPENDING
        ),
        Fact(
            "exploitation of the great by the small: rank correlation of burden and size",
            "spending",
            1.0,
            lambda: _exploitation(shares(0.25)()),
            source="Olson & Zeckhauser 1966",
        ),
        Fact("best response, a = 0.03, θ = 1, spill-in 2 %", "spending", 0.0106, lambda: best_response(0.03, 1, 0.02)),
        Fact(
            "hegemon's commitment at half compliance",
            "spending",
            0.575,
            lambda: commitment(0.5, 0.2, 0.95),
            source="own",
        ),
    ]
    for kappa, loss, stock, share in ((2.0, 1.0, 0.346574, 0.5), (2.0, 5.0, 1.151293, 0.9), (0.5, 1.5, 0.0, 0.0)):
        name = f"κ = {kappa:g}, loss {loss:g}"
        found += [
            Fact(f"stock, {name}", "resilience", stock, partial(optimal_stock, kappa, loss, 1.0), source=RESILIENCE),
            Fact(f"R, {name}", "resilience", share, partial(_protected, kappa, loss), source=RESILIENCE),
        ]

    def bar(unprotected):
        """The cost below which a state invests, by bisection."""
        low, high = 0.0, 1000.0
        for _ in range(60):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if invests(middle, 0.1, 1000.0, 0.2, unprotected) else (low, middle)
        return low

    found += [
        Fact("two states: everyone invests below this cost", "resilience", 80.0, lambda: bar(1), source=SECURITY),
        Fact("two states: nobody invests above this cost", "resilience", 100.0, lambda: bar(0), source=SECURITY),
        Fact("five states: equilibria (nobody, everybody)", "resilience", 2, lambda: len(_rest_points(5)), 0, SECURITY),
        Fact("five states: smallest tipping set", "resilience", 2, lambda: _tipping_set(5), 0, SECURITY),
    ]
    return found


def _exploitation(burden) -> float:
    """Spearman's ρ of what each state bears and its size."""
    from scipy.stats import spearmanr

    return float(spearmanr(burden, GDP).statistic)


def _protected(kappa: float, loss: float) -> float:
    """R at the stock that a state holds against this loss."""
    from model.rules.resilience import optimal_stock, protection

    return protection(kappa, optimal_stock(kappa, loss, 1.0))


COST, PROBABILITY, LOSS, CONTAGION = 75.0, 0.1, 1000.0, 0.1


def _rest_points(n: int) -> list[int]:
    """How many invest in each equilibrium of n like states: nobody inside would leave, nobody outside would join."""
    from model.rules.resilience import invests

    def worth(unprotected):
        return invests(COST, PROBABILITY, LOSS, CONTAGION, unprotected)

    return [m for m in range(n + 1) if (m == 0 or worth(n - m)) and (m == n or not worth(n - m - 1))]


def _tipping_set(n: int) -> int:
    """The fewest states that, once they invest for good, draw in all the others by best responses."""
    from model.rules.resilience import invests

    for first in range(n + 1):
        invested = first
        while invested < n and invests(COST, PROBABILITY, LOSS, CONTAGION, n - invested - 1):
            invested += 1
        if invested == n:
            return first
    return n
