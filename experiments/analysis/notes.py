"""Remarks beside a table, in plain words: runs that failed or were undefined, rare things, where a sign changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np

from experiments.analysis.statistics import FEWEST_RESAMPLED, most_that_differ, runs_for_rare
from experiments.analysis.tails import FEW
from experiments.results.results import Results
from experiments.tables import number

__all__ = [
    "expected_twin",
    "on_alike",
    "on_bootstrap",
    "on_failures",
    "on_rare",
    "on_settling",
    "on_shares",
    "on_tails",
    "on_turns",
    "on_undefined",
]

WITHIN = 0.2
"""Relative standard error at which the frequency of a rare event counts as known."""
APART = 0.05
"""How far the two ways to sum up a share over runs may differ, relatively, before both are named."""


def on_failures(results: Results) -> list[str]:
    """How many runs failed, and the first of them."""
    failed = results.failures()
    if not failed:
        return []
    first = failed[0]
    where = f"{first['policy']} in {first['scenario']}, run {first['run']}, key {first['key']}: {first['error']}"
    return [f"{len(failed):,} runs failed and are left out, pair by pair; the first: {where}"]


def on_undefined(dropped: dict[str, int], pairs: int, failed: int, months: int) -> list[str]:
    """Measures that are undefined in some runs (a share of nothing), so that their pairs were left out."""
    some = {name: count for name, count in dropped.items() if count > failed}
    if not some:
        return []
    listed = ", ".join(f"{name} in {count:,}" for name, count in some.items())
    why = "".join(f"; {line}" for line in on_settling(some, months))
    return [f"left out of {pairs:,} pairs, undefined under one or both policies: {listed}{why}"]


def on_tails(level: float | None, runs: int) -> list[str]:
    """Where too few futures lie in the tail for the interval of their mean."""
    if level is None or runs * (1.0 - level) >= FEW:
        return []
    beyond, needed = runs * (1.0 - level), round(FEW / (1.0 - level))
    return [
        f"tail: {beyond:.3g} of {runs:,} futures lie beyond the {level:g} quantile; below {FEW} the interval of their mean is "
        f"too narrow; --runs {needed:,} has as many"
    ]


def on_bootstrap(interval: str, runs: int) -> list[str]:
    """Why a table has no intervals: a bootstrap needs more runs."""
    if interval != "bootstrap" or runs >= FEWEST_RESAMPLED:
        return []
    return [f"{runs:,} runs are too few for a bootstrap: it needs {FEWEST_RESAMPLED}; --interval t holds for fewer"]


def on_alike(rows: Iterable[dict[str, Any]], measures: Sequence[str]) -> list[str]:
    """Where hardly any run differs from the reference: no size and no sign, and how many more may differ at most.

    Rare things are left to `on_rare`.
    """
    from model.measures import MEASURES

    lines = []
    for row in rows:
        if row["measure"] not in measures or row.get("told", True) or row["runs"] < 2 or MEASURES[row["measure"]].rare:
            continue
        most = most_that_differ(row["differing"], row["runs"])
        lines.append(
            f"{row['measure']}: {row['differing']:,} of {row['runs']:,} runs differ under {row['policy']} in "
            f"{row['scenario']}: too few for a size or a sign; at most {most:.2%} of futures differ"
        )
    return lines


def on_settling(names: Iterable[str], months: int) -> list[str]:
    """Why some of these measures are undefined in a run so short that all of its cases may still be open at its end."""
    from model.measures import MEASURES, SETTLING_MONTHS

    if months > SETTLING_MONTHS or not any(MEASURES[name].settles for name in names):
        return []
    return [f"cases of the last {SETTLING_MONTHS} months are left out; a run of {months} months has none before them"]


def expected_twin(name: str) -> str | None:
    """The measure of expected counts that replaces a rare count."""
    from model.measures import MEASURES

    stem = name.split("_")[0].rstrip("s")
    return next((other for other in MEASURES if other.endswith("_expected") and other.startswith(stem)), None)


def on_shares(results: Results, measures: Sequence[str]) -> list[str]:
    """Shares whose mean over runs (the table's) and share over all runs' cases together differ: both, by their names.

    Mean of ratios (1/n) Σ aᵢ/bᵢ, where a run with few cases weighs as much as one with many; ratio of sums Σ aᵢ / Σ bᵢ.
    """
    from model.measures import MEASURES

    parts = {name: (name, *MEASURES[name].of) for name in measures if MEASURES[name].summary == "ratio"}
    if not parts:
        return []
    held = results.columns(results.entries[0], list(dict.fromkeys(chain.from_iterable(parts.values()))))
    told = []
    for name, three in parts.items():
        declared, (one, above, below) = MEASURES[name], (held[part] for part in three)
        defined = ~np.isnan(one)
        if not below[defined].sum() > 0.0:
            continue
        mean, pooled = float(np.mean(one[defined])), declared.scale * float(above[defined].sum() / below[defined].sum())
        if abs(pooled - mean) > APART * abs(mean):
            told.append(
                f"{name} {number(pooled, 3)} {declared.unit}".rstrip() + f" (its mean over runs: {number(mean, 3)})"
            )
    if not told:
        return []
    policy = results.policies[0]
    return [
        f"shares are means over runs of each run's share; of all runs' cases together, where runs with many weigh more, "
        f"under {policy}: {', '.join(told)}"
    ]


def on_rare(results: Results, measures: Sequence[str]) -> list[str]:
    """For each measure of rare things, how many runs would show its frequency, and what to rank on instead."""
    from model.measures import MEASURES

    lines = []
    rare = [name for name in measures if MEASURES[name].rare]
    held = [results.columns(entry, rare) for entry in results.entries] if rare else []
    for name in rare:
        seen = sum(int(np.nansum(columns[name] > 0)) for columns in held)
        runs = sum(int(np.count_nonzero(~np.isnan(columns[name]))) for columns in held)
        twin = expected_twin(name)
        instead = f"; rank on {twin}, which needs no luck" if twin else "; do not rank on it"
        if seen == 0:
            likely = most_that_differ(0, max(runs, 1))
            lines.append(
                f"{name} is rare: not seen in {runs:,} runs, so in likely less than {likely:.2g} of runs{instead}"
            )
        elif runs_for_rare(seen / runs, WITHIN) > runs:
            needed = runs_for_rare(seen / runs, WITHIN)
            lines.append(
                f"{name} is rare: in {seen:,} of {runs:,} runs; {needed:,} runs of each policy would tell its frequency "
                f"within {WITHIN:.0%}{instead}"
            )
    return lines


def on_turns(rows: Sequence[dict[str, Any]], measures: Sequence[str]) -> list[str]:
    """Measures on which a policy clearly gains in one scenario and clearly loses in another."""
    signs: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        if row["measure"] in measures and (row["low"] > 0.0 or row["high"] < 0.0):
            sign = "+" if row["low"] > 0.0 else "−"
            signs.setdefault((row["policy"], row["measure"]), {})[row["scenario"]] = sign
    lines = []
    for (policy, measure), by_scenario in signs.items():
        if len(set(by_scenario.values())) > 1:
            told = ", ".join(f"{sign} in {scenario}" for scenario, sign in by_scenario.items())
            lines.append(f"the sign changes: {policy} on {measure} is {told}")
    return lines
