"""Worlds weighed by a belief of one's own about what is uncertain: as if a further source had told of it.

A belief is an interval that one holds right with 90 %. With x a parameter's value (its logarithm where all values are above
nought), a world's weight is

    w = Π exp(−½ ((x − m)/s)²),  m the interval's middle, s its width over 2 × 1.645

and a world is kept with the chance w over the greatest w, none twice: those kept are worlds like any, and an interval over
them is as wide as so few make it. Units: the parameter's. Errors: RequestError for a name that no world tells, or a belief
that hardly any world bears out. Source: rejection sampling (von Neumann 1951), with systematic luck (Madow 1949).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from model.errors import RequestError, unknown

__all__ = ["believed"]

FEWEST = 20
"""Worlds without which nothing can be said over them."""
NINETY = 2.0 * 1.6448536269514722
"""Standard deviations between the ends of a normal interval of 90 %."""


def believed(worlds: Any, beliefs: Mapping[str, tuple[float, float]], seed: int = 0) -> Any:
    """The worlds that are kept, rows of the table. beliefs: by parameter, the ends of a 90 % interval."""
    weight = np.zeros(len(worlds))
    for name, (low, high) in beliefs.items():
        if name not in worlds:
            raise unknown("number that the worlds tell", name, list(worlds), "--believe")
        if not low < high:
            raise RequestError(f"--believe {name}={low:g}:{high:g}: the first must lie below the second")
        x, ends = worlds[name].to_numpy(float), np.array([low, high])
        if low > 0.0 and (x > 0.0).all():
            x, ends = np.log(x), np.log(ends)
        weight -= 0.5 * ((x - ends.mean()) / ((ends[1] - ends[0]) / NINETY)) ** 2
    weight = np.exp(weight - weight.max())
    count = math.floor(weight.sum())
    if count < FEWEST:
        told = ", ".join(f"{name} {low:g} to {high:g}" for name, (low, high) in beliefs.items())
        raise RequestError(f"--believe: {told}: {count} worlds bear it out; {FEWEST} at least are needed")
    luck = np.random.default_rng([seed, 4291])
    order = luck.permutation(len(weight))
    ends = luck.uniform() + np.concatenate([[0.0], np.cumsum(weight[order])])
    kept = order[np.diff(np.floor(ends)) > 0]  # as many as the weights sum up to, one more or less
    return worlds.iloc[np.sort(kept)].reset_index(drop=True)
