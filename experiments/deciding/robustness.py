"""How a policy stands over worlds, by the metrics of robustness that McPhail et al. (2018) compare, under their names.

Values are (policies, worlds). Where less is better (harm), figures stay in the measure's own direction: the worst case of harm
is its greatest. Regret is how far a policy falls short of the best one in the same world. The mean–variance metric is (mean +
1)/(sd + 1), more is better; for what should be little it is (mean + 1)(sd + 1), less is better: the quotient of a negated
measure would reward spread. Units: the measure's; shares for Starr's criterion; none for mean–variance. Errors: none.
"""

from __future__ import annotations

import numpy as np

__all__ = ["METRICS", "robustness"]

METRICS = (
    *("maximin", "maximax", "hurwicz", "laplace", "minimax_regret", "regret_90", "starr", "mean_variance"),
    "undesirable_deviations",
)


def robustness(
    values: np.ndarray, higher: bool, threshold: float, hurwicz: float = 0.5, method: str = "linear"
) -> list[dict[str, float]]:
    """One dictionary a policy.

    maximin: its worst world. maximax: its best. hurwicz: both, the worst weighed by `hurwicz`. laplace: the mean.
    minimax_regret, regret_90: the greatest regret, and that of the 90th percentile (`method` as in numpy.quantile). starr:
    share of worlds at least as good as `threshold` (satisficing). undesirable_deviations: mean distance from the median
    over the worse half of worlds, below zero.
    """
    values = np.asarray(values, dtype=float)
    sign = 1.0 if higher else -1.0
    best = (sign * values).max(axis=0)
    found = []
    for own in values:
        good = sign * own
        regret = best - good
        worse = np.sort(good)[: (len(own) + 1) // 2] - np.median(good)
        mean, spread = float(own.mean()), float(own.std(ddof=1)) if len(own) > 1 else 0.0
        figures = (
            sign * good.min(),
            sign * good.max(),
            sign * (hurwicz * good.min() + (1.0 - hurwicz) * good.max()),
            mean,
            regret.max(),
            np.quantile(regret, 0.9, method=method),  # type: ignore[call-overload]
            np.mean(good >= sign * threshold),
            (mean + 1.0) / (spread + 1.0) if higher else (mean + 1.0) * (spread + 1.0),
            worse.mean(),
        )
        found.append(dict(zip(METRICS, map(float, figures), strict=True)))
    return found
