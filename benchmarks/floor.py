"""How near the rules are to the least that their work can take: the same arithmetic in a bare loop over local numbers.

A draw, a month of one case (ten normal draws, two channels, a posterior over five suspects), and one opportunity (three
draws, nine alternatives weighed twice). The rule reads and writes records of the world; the bare loop does not.
"""

from __future__ import annotations

import math

import numpy as np

from benchmarks.timing import Spread, interleaved, ratios
from model.arithmetic import exp, log
from model.randomness import Draw, normal, uniform
from model.rule import rule
from model.rules.choice import choose_operation
from model.rules.evidence import gather, judge

SUSPECTS, ALTERNATIVES = 5, 9
MANY = 100_000


@rule
def draws(key, n):
    """Named normal draws, one after the other."""
    total = 0.0
    for i in range(n):
        total += normal(key, 5, Draw.TECHNICAL, 3, i)
    return total


@rule
def bare_draws(key, n):
    """The same mixing step and a cubic with fixed coefficients: no names, no table."""
    total = 0.0
    z = np.uint64(key)
    for _ in range(n):
        z += np.uint64(0x9E3779B97F4A7C15)
        x = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x = x ^ (x >> np.uint64(31))
        t = np.float64(x >> np.uint64(12)) * 2.220446049250313e-16
        total += ((0.1 * t + 0.2) * t + 2.5) * t - 1.3
    return total


@rule
def case_months(world, n, p):
    """Months of the first open case, as the rules do them; its evidence begins at nought each time."""
    case = world.cases[0]
    for i in range(n):
        case.identity = i
        for h in range(len(case.technical)):
            case.technical[h] = 0.0
            case.independent[h] = 0.0
        gather(world, 0, p)
        judge(world, 0)


@rule(allocates=True)
def bare_case_months(key, n):
    """The same draws and exponentials over local arrays, with everything that a month fixes known beforehand."""
    technical, independent, posterior = np.zeros(SUSPECTS), np.zeros(SUSPECTS), np.zeros(SUSPECTS)
    found = 0.0
    for i in range(n):
        most, steady, total = -math.inf, -math.inf, 0.0
        for h in range(SUSPECTS):
            technical[h] = (0.3 if h == 1 else -0.3) + 0.8 * normal(key, 5, Draw.TECHNICAL, h, i)
            independent[h] = (0.1 if h == 1 else -0.1) + 0.5 * normal(key, 5, Draw.INDEPENDENT, h, i)
            most, steady = max(most, technical[h]), max(steady, independent[h])
        for h in range(SUSPECTS):
            posterior[h] = 0.2 * exp(technical[h] - most) * exp(independent[h] - steady)
            total += posterior[h]
        for h in range(SUSPECTS):
            found = max(found, posterior[h] / total)
    return found


@rule
def opportunities(world, n, p):
    """Opportunities of the first adversary, as the rule decides them."""
    for i in range(n):
        choose_operation(world, 0, i, p)


@rule(allocates=True)
def bare_opportunities(key, n):
    """The same draws, and two quantal responses over nine utilities, in local arrays; the target is known."""
    chances = np.zeros(ALTERNATIVES)
    chosen = 0
    for i in range(n):
        left = uniform(key, 5, Draw.TARGET, 0, i)
        stake = -log(1.0 - uniform(key, 5, Draw.STAKE, 0, i))
        for fear in range(2):
            total = 0.0
            for k in range(ALTERNATIVES):
                chances[k] = exp(-abs(stake * 0.3 * k - 0.2 * k * k - 0.1 * fear * k))
                total += chances[k]
            for k in range(ALTERNATIVES):
                chances[k] = chances[k] / total
        left = left + uniform(key, 5, Draw.CHOICE, 0, i)
        while chosen < ALTERNATIVES - 1 and left >= chances[chosen]:
            left -= chances[chosen]
            chosen += 1
        chosen = chosen % (ALTERNATIVES - 1)
    return chosen


def table() -> list[str]:
    """Markdown rows: nanoseconds of each, by the rules and bare."""
    from model import engine
    from model.simulation import prepare
    from model.world import copy_world

    prepared = prepare()
    world, p = copy_world(prepared.template), prepared.sets[0, 2]
    engine.start(world, 1, p)
    for _ in range(60):
        engine.month_of(world, p)
    key = int(world.alliance.key[0])
    works = {
        "a normal draw": (lambda: draws(key, MANY), lambda: bare_draws(key, MANY)),
        "a case's month": (lambda: case_months(world, MANY, p), lambda: bare_case_months(key, MANY)),
        "an opportunity": (lambda: opportunities(world, MANY, p), lambda: bare_opportunities(key, MANY)),
    }
    rows = ["| work | by the rules | in a bare loop | times the bare loop |", "|---|---|---|---|"]
    for name, (ours, bare) in works.items():
        found = interleaved({"ours": (ours, MANY), "bare": (bare, MANY)}, repeats=9)
        times = ratios(found["ours"], found["bare"]).shown("×")
        cells = " | ".join(Spread.of(found[one]).shown(" ns", 1e9) for one in ("ours", "bare"))
        rows.append(f"| {name} | {cells} | {times} |")
    return rows
