"""What the alliance does, and how runs are compared: evidence bars, quotas under a common shock, statistics of pairs."""

from __future__ import annotations

from experiments.validation.fact import Fact, vector

VOTES = "exact Poisson binomial; one-factor model, Vasicek 2002"
PAIRS = "Law & Kelton 2000, section 11.2"


def facts() -> list[Fact]:
    """Probabilities; numbers of runs."""
    from experiments.analysis.statistics import kn_constants, ocba, runs_for_rare, variance_reduction
    from model.rules.consultation import acceptance, evidence_bar

    means = (1.0, 0.9, 0.8, 0.5, 0.2)
    kim_nelson = "Kim & Nelson 2001"
    return [
        Fact("consensus of 32 at 0.97 each", "response", 0.377308, lambda: acceptance([0.97] * 32, 32), source=VOTES),
        Fact("18 of 32 at 0.5 each", "response", 0.298307, lambda: acceptance([0.5] * 32, 18), source=VOTES),
        Fact("consensus of 32 at 0.9 each", "response", 0.034337, lambda: acceptance([0.9] * 32, 32), source=VOTES),
        Fact("the same, correlation 0.6", "response", 0.488742, lambda: acceptance([0.9] * 32, 32, 0.6), source=VOTES),
        Fact(
            "evidence bar, B 2, E 1, C 0.2",
            "response",
            0.4,
            lambda: evidence_bar(2, 1, 0.2),
            source="Baliga et al. 2020",
        ),
        Fact(
            "variance reduction, σ 1 and 2, ρ 0.9",
            "statistics",
            3.5714,
            lambda: variance_reduction(1, 2, 0.9),
            5e-5,
            PAIRS,
        ),
        *vector(
            "runs by OCBA of 1,000",
            "statistics",
            [f"mean {mean:g}" for mean in means],
            (441.4, 427.8, 107.0, 17.1, 6.7),
            lambda: ocba(means, [1.0] * 5, 1000),
            0.05,
            "Chen et al. 2000, theorem 1",
        ),
        Fact(
            "η of selection, k 5, n0 10, α 0.05",
            "statistics",
            0.634967,
            lambda: kn_constants(5, 10, 0.05)[0],
            source=kim_nelson,
        ),
        Fact("h² of the same", "statistics", 11.429411, lambda: kn_constants(5, 10, 0.05)[1], source=kim_nelson),
        Fact(
            "runs for an event of 0.01 within 20 %", "statistics", 2475, lambda: runs_for_rare(0.01), 0, "own: binomial"
        ),
    ]
