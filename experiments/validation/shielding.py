"""Does protection breed severity? The share of severe operations as resilience gets cheaper, in worlds drawn from the prior.

A state that is well protected must not be left alone for it: an attempt that failed is an attempt. So the severe share is
compared at κ = 0.1 (nobody protects), 2.2 and 10 (nine tenths of attacks fail) under the same luck. Run it again with
`python -m experiments.validation.shielding 40 12`.

Gains by tier are spared: where the luck of the draw lets a nuisance pay more than a disruption, denial takes more from the
nuisance, and the share of the rest rises whatever the alliance does. That is substitution, and no silence of the alliance's.
"""

from __future__ import annotations

import sys

import numpy as np

__all__ = ["KAPPAS", "prior_worlds", "rising", "severe_shares"]

KAPPAS = (0.1, 2.2, 10.0)


def prior_worlds(draws: int, seed: int = 0, spared: tuple[str, ...] = ("gain",)) -> dict[str, np.ndarray]:
    """So many values of every uncertain parameter, each from its own prior; adversaries stay as the roster has them. Spared are
    parameters whose names begin so: they keep their defaults."""
    from model.parameters import PARAMETERS

    random = np.random.default_rng(seed)
    uncertain = [entry for entry in PARAMETERS.values() if entry.prior is not None]
    drawn = {entry.name: entry.prior.quantile(random.random(draws), *entry.bounds) for entry in uncertain}
    return {name: values for name, values in drawn.items() if not name.startswith(spared)}


def severe_shares(
    worlds: dict[str, np.ndarray], runs: int = 12, months: int = 240, seed: int = 0, threads: int = 2
) -> np.ndarray:
    """The severe share of operations in each world (rows) at each κ (columns), over the same keys."""
    from model.randomness import run_key
    from model.simulation import prepare, run_block

    count = len(next(iter(worlds.values()))) if worlds else 1
    table = {name: np.repeat(values, len(KAPPAS)) for name, values in worlds.items() if name != "kappa"}
    table["kappa"] = np.tile(KAPPAS, count)
    rows = np.repeat(np.arange(count * len(KAPPAS)), runs)
    keys = np.tile([run_key(seed, k) for k in range(runs)], count * len(KAPPAS))
    found = run_block(prepare(months=months, worlds=table), keys, threads, worlds=rows)
    severe, all_of = (
        found.summary[name].to_numpy().reshape(count, len(KAPPAS), runs).sum(axis=2)
        for name in ("operations_severe", "operations")
    )
    return severe / all_of


def rising(shares: np.ndarray) -> int:
    """In how many worlds the share is higher where nine tenths of attacks fail than where none does."""
    return int(np.sum(shares[:, -1] > shares[:, 0]))


if __name__ == "__main__":
    draws, runs = (int(one) for one in sys.argv[1:3])
    shares = severe_shares(prior_worlds(draws), runs)
    for row in shares:
        print("  ".join(f"{100 * share:6.2f}" for share in row))
    print(f"rises in {rising(shares)} of {draws} worlds; means {np.round(100 * shares.mean(axis=0), 2)} %")
