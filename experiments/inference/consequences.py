"""Two methods of inference by what users care about: differences between policies, in the worlds of each.

The same runs of luck are lived in as many worlds of either method, so that what differs is the worlds. `apart` is how far the
two expected differences lie from each other in their joint standard error, a figure that 2 seldom exceeds where both methods
give the same worlds; `overlap` is the share of both ranges of worlds together that they have in common.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

__all__ = ["MEASURES", "POLICIES", "policy_differences"]

POLICIES = ("baseline", "hague", "qualified-majority", "cyber-defence-pledge")
MEASURES = ("damage", "civilian_harm", "deterrence", "collective_responses", "cost")
WORLDS, LUCKS = 100, 2
KEPT = ("difference", "low", "high", "world_low", "world_high", "share_worlds", "verdict")


def policy_differences(
    first: pd.DataFrame,
    second: pd.DataFrame,
    alliance: Any = None,
    seed: int = 0,
    workers: int = 2,
    worlds: int = WORLDS,
    policies: Sequence[Any] = POLICIES,
    months: int = 240,
) -> list[dict[str, Any]]:
    """A row a policy and measure: its difference from the first policy in worlds of either method, and how far the two are
    apart. first, second: tables of worlds, of which the first so many are lived in."""
    from experiments.analysis.comparison import compare
    from experiments.tables import rows_of

    found: list[dict[tuple[str, str], Mapping[str, Any]]] = []
    for table in (first, second):
        lived = table.iloc[:worlds].reset_index(drop=True)
        told = compare(
            policies,
            runs=LUCKS * len(lived),
            seed=seed,
            months=months,
            workers=workers,
            measures=MEASURES,
            world=alliance,
            worlds=lived,
            lucks=LUCKS,
        )
        rows = (row for row in rows_of(told.table) if row["difference"] is not None)
        found.append({(row["policy"], row["measure"]): row for row in rows})
    here, there = found
    return [_row(here[key], there[key], min(worlds, len(first), len(second))) for key in here if key in there]


def _row(here: Mapping[str, Any], there: Mapping[str, Any], worlds: int) -> dict[str, Any]:
    errors = [_error(one, worlds) for one in (here, there)]
    joint = math.hypot(*errors) if None not in errors else 0.0  # type: ignore[arg-type]
    apart = abs(here["difference"] - there["difference"]) / joint if joint > 0.0 else None
    named = {name: here[name] for name in ("policy", "measure", "unit")}
    sides = {f"{side}_{name}": one[name] for side, one in (("first", here), ("second", there)) for name in KEPT}
    return named | sides | {"apart": apart, "overlap": _overlap(here, there)}


def _error(row: Mapping[str, Any], worlds: int) -> float | None:
    """The standard error of a difference, from its t interval over worlds."""
    from scipy.stats import t

    if row["low"] is None or row["high"] is None:
        return None
    return float((row["high"] - row["low"]) / (2.0 * t.ppf(0.975, worlds - 1)))


def _overlap(here: Mapping[str, Any], there: Mapping[str, Any]) -> float | None:
    """What two ranges of worlds share, of all that either covers."""
    ends = [row[name] for row in (here, there) for name in ("world_low", "world_high")]
    if any(end is None for end in ends):
        return None
    low, high, other_low, other_high = ends
    whole = max(high, other_high) - min(low, other_low)
    return max(0.0, min(high, other_high) - max(low, other_low)) / whole if whole > 0.0 else None
