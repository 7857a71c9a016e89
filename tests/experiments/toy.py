"""A simulator in place of the model's: outcomes with known answers, so that the machinery can be tested apart.

damage = θ + ½ luck + policy's shift; operations is a count; welfare is Ishigami's function of three parameters, with noise
where `intimidation` is above zero; `FOEDUS_TOY_SLEEP` slows a block down, so that it can be killed midway.
"""

from __future__ import annotations

import math
import os
import time
from types import SimpleNamespace

import numpy as np

from model.measures import MEASURES, MONTHLY
from model.randomness import uniform
from model.roster import read_roster
from model.settings import resolve
from model.simulation import Runs
from model.state import EVENT, STATE_TOTALS

PLACE = {name: place for place, name in enumerate(MEASURES)}
BROKEN = "cbrn_hazard"  # at 0.1, a run whose luck is below a tenth breaks


def prepare(policy="baseline", scenario="today", months=240, parameters=None, *, roster=None, worlds=None):
    resolved = resolve(policy, scenario, parameters, worlds=worlds)
    return SimpleNamespace(resolved=resolved, months=months, roster=roster or read_roster())


def ishigami(x1, x2, x3):
    """Ishigami & Homma (1990) with a = 7, b = 0.1."""
    return np.sin(x1) + 7.0 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)


def run_block(prepared, keys, threads=1, *, worlds=None, series=False, incidents=False, by_state=False, progress=None):
    months, count = prepared.months, len(keys)
    p = {
        name: value[worlds] if isinstance(value, np.ndarray) else value
        for name, value in prepared.resolved.parameters.items()
    }
    time.sleep(float(os.environ.get("FOEDUS_TOY_SLEEP", 0)))
    runs = Runs(np.array(keys, np.int64), prepared.roster, np.full((count, len(MEASURES)), np.nan))
    luck = np.array([[uniform(key, 0, 1, 0, index) for index in range(3)] for key in keys])
    if np.all(p[BROKEN] == 0.1) and (luck[:, 0] < 0.1).any():
        raise ZeroDivisionError("toy")
    set_ = runs.summaries
    set_[:, PLACE["damage"]] = p["theta"] + 0.5 * luck[:, 0]
    set_[:, PLACE["operations"]] = np.floor(100 * luck[:, 1] * p["tempo_scale"])
    set_[:, PLACE["cbrn_uses"]] = luck[:, 2] < 0.01
    set_[:, PLACE["deterrence"]] = np.where(luck[:, 2] < 0.5, np.nan, p["bar"])
    x = [math.pi * (2.0 * p[name] - 1.0) for name in ("psi", "priority", "assist")]
    set_[:, PLACE["welfare"]] = ishigami(*x) + 10.0 * p["intimidation"] * (luck[:, 0] - 0.5) * (1.0 + x[0])
    if series:
        runs.measures = np.tile(luck[:, :1, None], (1, months, len(MONTHLY)))
    if by_state:
        runs.by_state = np.tile(
            luck[:, :1, None, None], (1, -(-months // 12), len(prepared.roster.codes), len(STATE_TOTALS))
        )
    if incidents:
        runs.events = [np.zeros(k % 3, EVENT) for k in range(count)]
    if progress is not None:
        progress(count)
    return runs
