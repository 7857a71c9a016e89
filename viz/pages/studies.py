"""What only some folders hold: which parameters matter (bars with intervals), and the boxes of worlds where a policy fails."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from experiments.report.ink import ink, label
from viz.pages.figures import shown

__all__ = ["bars", "boxes"]

Row = Mapping[str, Any]
WIDTH, LINE, NAMES = 700, 22, 190
MAIN = {"sobol": "ST", "morris": "mu_star"}
SAYS = {
    "sobol": "Sobol' total indices: the share of the variance that a parameter has a part in, the luck of runs set apart.",
    "morris": "Morris' μ*: how much the measure moves, on average, over a parameter's whole range.",
}


def bars(indices: Sequence[Row], measure: str) -> str:
    """A bar a parameter, the largest first, with its interval; nothing where the folder is no sensitivity study."""
    if not indices:
        return ""
    method = str(indices[0]["method"])
    rows = [row for row in indices if row["index"] == MAIN[method] and row["value"] is not None]
    rows.sort(key=lambda row: -row["value"])
    highest = (
        max([abs(row[name]) for row in rows for name in ("value", "high") if row[name] is not None] or [0.0]) or 1.0
    )

    def across(value: float) -> float:
        return NAMES + (WIDTH - NAMES - 60) * max(0.0, value) / highest

    drawn = []
    for place, row in enumerate(rows):
        y = LINE * place
        name, end = html.escape(label(str(row["parameter"]))), across(row["value"])
        drawn.append(f'<text x="{NAMES - 6}" y="{y + 15}" text-anchor="end">{name}</text>')
        drawn.append(
            f'<rect x="{NAMES}" y="{y + 5}" width="{end - NAMES:.1f}" height="12" fill="{ink(1)}" opacity=".55"/>'
        )
        if row["low"] is not None and row["high"] is not None:
            low, high = across(row["low"]), across(row["high"])
            drawn.append(f'<path d="M{low:.1f} {y + 11}H{high:.1f}" stroke="currentColor" stroke-width="1.4"/>')
            end = max(end, high)
        drawn.append(f'<text x="{end + 6:.1f}" y="{y + 15}">{shown(row["value"])}</text>')
    about = html.escape(label(measure))
    picture = f'<svg viewBox="0 0 {WIDTH} {LINE * len(rows) + 4}" role="img" aria-label="sensitivity of {about}">'
    says = (
        f"{SAYS[method]} About {html.escape(label(measure))}; lines are 95 % intervals, the luck of the runs included."
    )
    return (
        f"<h2>Which parameters matter</h2><p class=soft>{says}</p>"
        f"<figure data-testid=indices>{picture}{''.join(drawn)}</svg></figure>"
    )


def boxes(worlds: Mapping[str, Sequence[Any]] | None, measure: str) -> str:
    """The boxes of worlds in which a policy fails more often than elsewhere; nothing where there is one world only."""
    if worlds is None:
        return ""
    said = "".join(f"<p class=soft>{html.escape(line)}.</p>" for line in worlds["notes"])
    lines = []
    for row in worlds["boxes"]:
        cells = [
            f"{shown(row['policy'])}, box {row['box']}",
            f"{shown(row['parameter'])}: {shown(row['low'])} to {shown(row['high'])}",
            f"{100 * row['density']:.0f} %",
            f"{100 * row['coverage']:.0f} %",
        ]
        lines.append(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    head = "".join(f"<th>{name}</th>" for name in ("policy", "where", "fails there", "of its failures"))
    table = f"<div class=scroll><table data-testid=boxes><tr>{head}</tr>{''.join(lines)}</table></div>" if lines else ""
    return f"<h2>In which worlds a policy fails, by {html.escape(label(measure))}</h2>{said}{table}"
