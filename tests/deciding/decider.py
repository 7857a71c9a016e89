"""A simulator in place of the model's, for decisions with known answers.

damage, less is better: luck of its own, less g times `cell`, g = ½ + 0.8 θ1 + 0.6 θ2, θ1 = (fear_weight − 2.5)/½ and θ2 =
(ire_gain − 100)/10 in the world. So `cell = 1` against `cell = 0` is case A of a choice whose values are known. It also
has a search: cost = `assist`, civilian_harm = (1 − assist)² + (bar − 0.6)² + 0.3 where the rule is not a majority, each
with luck; θ1 moves the worth of assist. Calls are counted, so that a test can tell what was run twice.
"""

from __future__ import annotations

import os
import signal
from types import SimpleNamespace

import numpy as np

from model.measures import MEASURES
from model.parameters import RULES
from model.randomness import uniform
from model.roster import read_roster
from model.settings import resolve
from model.simulation import Runs

PLACE = {name: place for place, name in enumerate(MEASURES)}
NOISE = {"sd": 0.2}
SEEN: list[tuple[str, int]] = []
"""(policy's settings, key) of every run made."""


def worlds(count=500, seed=1):
    """A table of worlds: standard normal θ, as numbers that the model allows."""
    import pandas as pd

    theta = np.clip(np.random.default_rng(seed).normal(size=(count, 2)), -4.5, 4.5)
    return pd.DataFrame({"fear_weight": 2.5 + 0.5 * theta[:, 0], "ire_gain": 100.0 + 10.0 * theta[:, 1]})


def prepare(policy="baseline", scenario="today", months=240, parameters=None, *, roster=None, worlds=None):
    resolved = resolve(policy, scenario, parameters, worlds=worlds)
    return SimpleNamespace(resolved=resolved, months=months, roster=roster or read_roster())


def run_block(prepared, keys, threads=1, *, worlds=None, progress=None, **kept):
    count = len(keys)
    p = {
        name: value[worlds] if isinstance(value, np.ndarray) else np.full(count, float(value))
        for name, value in prepared.resolved.parameters.items()
    }
    levers = repr([prepared.resolved.parameters[name] for name in ("cell", "assist", "bar", "rule")])
    SEEN.extend((levers, int(key)) for key in keys)
    if len(SEEN) >= int(os.environ.get("DECIDER_DIES_AT", 10**9)):
        os.kill(os.getpid(), signal.SIGKILL)
    luck = np.array([sum(uniform(key, 0, 1, 0, k) for k in range(12)) - 6.0 for key in keys])
    mine = np.array(
        [sum(uniform(key, int(997 * p["cell"][i]), 1, 1, k) for k in range(12)) - 6.0 for i, key in enumerate(keys)]
    )
    theta = (p["fear_weight"] - 2.5) / 0.5, (p["ire_gain"] - 100.0) / 10.0
    runs = Runs(np.array(keys, np.int64), prepared.roster, np.full((count, len(MEASURES)), np.nan))
    gain = 0.5 + 0.8 * theta[0] + 0.6 * theta[1]
    set_ = runs.summaries
    set_[:, PLACE["damage"]] = 10.0 + luck - p["cell"] * gain + NOISE["sd"] * mine * p["cell"]
    set_[:, PLACE["cost"]] = 2.0 + p["assist"] + 0.05 * luck
    majority = p["rule"] == RULES.index("majority")
    harm = (1.0 - p["assist"] * (1.0 + 0.1 * theta[0])) ** 2 + (p["bar"] - 0.6) ** 2 + 0.3 * ~majority
    set_[:, PLACE["civilian_harm"]] = 5.0 + harm + luck + 0.05 * mine * p["assist"]
    set_[:, PLACE["cbrn_uses"]] = 0.0
    if progress is not None:
        progress(count)
    return runs
