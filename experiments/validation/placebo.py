"""Do the named balancers matter? The same balancing and the same channels given to other members, drawn at random.

In `strategic-balancing` Türkiye, Hungary and Slovakia hedge. The placebo moves their balancing and their ties to
adversaries to three other allies (the hegemon apart) and compares the alliance with itself aligned, under the same luck.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

__all__ = ["MEASURES_SHOWN", "named_differences", "net_effects", "placebo"]

MEASURES_SHOWN = ("severe_response_share", "escalations_expected", "severe_share", "damage", "cohesion", "welfare")


def placebo(draws: int = 10, runs: int = 60, seed: int = 0, threads: int = 2) -> dict[str, tuple[float, list[float]]]:
    """For each measure the mean net effect of the named balancers, and that of each draw of others."""
    from model.roster import read_roster

    roster = read_roster()
    named = [roster.codes.index(code) for code in ("TUR", "HUN", "SVK")]
    others = [
        i
        for i in range(len(roster.codes))
        if roster.columns["role"][i] == 0 and roster.columns["hegemon"][i] == 0 and i not in named
    ]
    random = np.random.default_rng([seed, 3])
    aligned = _summaries(named, named, runs, seed, threads, balancing_scale=0)
    real = net_effects(_summaries(named, named, runs, seed, threads), aligned)
    drawn = [
        net_effects(_summaries(named, random.choice(others, 3, replace=False), runs, seed, threads), aligned)
        for _ in range(draws)
    ]
    return {name: (real[name], [one[name] for one in drawn]) for name in MEASURES_SHOWN}


def named_differences(runs: int = 60, seed: int = 0, threads: int = 2) -> dict[str, np.ndarray]:
    """For each measure the net effect of the named balancers in every run: what their interval is made of."""
    from model.measures import MEASURES
    from model.roster import read_roster

    codes = read_roster().codes
    named = [codes.index(code) for code in ("TUR", "HUN", "SVK")]
    hedged, aligned = (_summaries(named, named, runs, seed, threads, **off) for off in ({}, {"balancing_scale": 0}))
    names = list(MEASURES)
    return {name: (hedged - aligned)[:, names.index(name)] for name in MEASURES_SHOWN}


def net_effects(hedged: np.ndarray, aligned: np.ndarray) -> dict[str, float]:
    """Mean difference of each shown measure, hedging less aligned."""
    from model.measures import MEASURES

    names = list(MEASURES)
    return {name: float(np.nanmean((hedged - aligned)[:, names.index(name)])) for name in MEASURES_SHOWN}


def _summaries(named, given, runs: int, seed: int, threads: int, **parameters: object) -> np.ndarray:
    """Runs of `strategic-balancing` in which `given` carry the balancing and the channels of `named`."""
    from model.randomness import run_key
    from model.simulation import prepare, run_block
    from model.world import copy_world

    prepared = prepare(scenario="strategic-balancing", parameters=parameters)
    world = copy_world(prepared.template)
    balancing, hedge = world.states.balancing[named].copy(), world.pairs.hedge[:, named].copy()
    world.states.balancing[named] = 0.0
    world.pairs.hedge[:, named] = 0.0
    world.states.balancing[given] = balancing
    world.pairs.hedge[:, given] = hedge
    keys = [run_key(seed, k) for k in range(runs)]
    return run_block(replace(prepared, template=world), keys, threads).summaries
