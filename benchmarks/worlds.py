"""Many worlds: what a comparison over futures takes, and what 10^5 worlds take, parameter sets prepared and all."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.timing import Spread, once

POLICIES = ("baseline", "hague", "qualified-majority")
WORLDS, LUCKS = 100, 2
MANY, AT_ONCE, MONTHS = 100_000, 1_000, 120


def random_worlds(count: int, seed: int = 0) -> dict[str, Any]:
    """So many worlds: every uncertain parameter within a fifth of its default, and within its bounds."""
    from model.parameters import PARAMETERS

    rng = np.random.default_rng(seed)
    free = {
        n: e for n, e in PARAMETERS.items() if e.role == "uncertainty" and e.kind == "float" and e.family != "crime_mix"
    }
    return {n: np.clip(e.default * rng.uniform(0.8, 1.2, count), *e.bounds) for n, e in free.items()}


def futures() -> None:
    """Three policies in the same two hundred futures: a hundred worlds, two lucks in each."""
    from model.randomness import run_key
    from model.simulation import prepare, run_block

    table = random_worlds(WORLDS)
    keys, worlds = [run_key(0, k) for k in range(WORLDS * LUCKS)], np.arange(WORLDS * LUCKS) // LUCKS
    for policy in POLICIES:
        run_block(prepare(policy, worlds=table), keys, 2, worlds=worlds)


def many() -> None:
    """A run in each of many worlds, a thousand worlds at a time, summaries only."""
    from model.simulation import prepare, run_block

    for first in range(0, MANY, AT_ONCE):
        run_block(prepare(months=MONTHS, worlds=random_worlds(AT_ONCE, first)), range(first, first + AT_ONCE), 2)


def sets(repeats: int = 5) -> Spread:
    """Seconds to prepare one parameter set of a batch of a thousand."""
    from model.simulation import prepare

    table = random_worlds(AT_ONCE)
    return Spread.of([once(lambda: prepare(worlds=table)) / AT_ONCE for _ in range(repeats)])


def table() -> list[str]:
    """Markdown rows, two threads, rules loaded before."""
    futures()
    rows = ["| work, two threads | seconds |", "|---|---|"]
    seconds = Spread.of([once(futures) for _ in range(5)])
    rows.append(f"| 3 policies × 200 futures, {WORLDS} worlds × {LUCKS} lucks, 240 months | {seconds.shown(' s')} |")
    rows.append(f"| 10⁵ worlds × {MONTHS} months | {once(many):.3g} s |")
    rows.append(f"| one parameter set prepared, in a batch of {AT_ONCE:,} | {sets().shown(' ms', 1000)} |")
    return [*rows, "", "Worlds are random here: every uncertain parameter within a fifth of its default."]
