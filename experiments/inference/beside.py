"""A second method of inference beside the first, as rows and a sentence: for a terminal and for a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.tables import number

__all__ = ["COLUMNS", "at_record", "methods", "policy_rows"]

COLUMNS = (
    "policy",
    "measure",
    "regression",
    "95 % of worlds",
    "synthetic likelihood",
    "95 % of worlds ",
    "apart",
    "overlap",
)
"""Of `policy_rows`; apart: in joint standard errors; overlap: of the ranges of worlds."""


def methods(checks: Mapping[str, Any], between: str) -> list[tuple[str, ...]]:
    """A row a method: shares of truths in central intervals, TARP, log score above the prior's, energy score below it."""
    rows = []
    for name, one in {"regression (used)": checks, **checks["second"]["methods"]}.items():
        inside = [
            between.join(f"{100 * level['share']:.1f}" for level in one[what].values()) for what in ("coverage", "tarp")
        ]
        gain, energy = one["log_score_gain"], one["energy_gain"]
        scores = (
            f"{gain['mean']:.2f} ± {1.96 * gain['error']:.2f}",
            f"{100 * energy['mean']:.1f} ± {196 * energy['error']:.1f}",
        )
        rows.append((name, *inside, *scores))
    return rows


def at_record(checks: Mapping[str, Any], code: str = "") -> str:
    """How far the two differ at the record. code: what stands on either side of a name."""
    apart = checks["second"]["at_record"]
    return (
        f"At the record the two differ in means by {apart['middle_move']:.2f} standard deviations in the middle and "
        f"{apart['largest_move']:.2f} at most ({code}{apart['of']}{code}), in widths by a factor of "
        f"{apart['width_low']:.2f} to {apart['width_high']:.2f}, {apart['width_ratio']:.2f} in the middle; "
        f"{apart['draws']:,} draws of each."
    )


def policy_rows(checks: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """A row a policy and measure: its difference from the first policy in the worlds of either method."""
    rows = []
    for row in checks["second"]["policies"]:
        cells: list[str] = []
        for side in ("first", "second"):
            low, high = row[f"{side}_world_low"], row[f"{side}_world_high"]
            cells += [number(row[f"{side}_difference"], 3, sign=True), _range(low, high)]
        apart = "–" if row["apart"] is None else f"{row['apart']:.1f}"
        overlap = "–" if row["overlap"] is None else f"{100 * row['overlap']:.0f} %"
        rows.append((row["policy"], row["measure"], *cells, apart, overlap))
    return rows


def _range(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{number(low, 3, sign=True)} … {number(high, 3, sign=True)}"
