"""Explore's figures as inline SVG and plain tables: nothing to load, and the page's own light or dark shows through."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from experiments.report.ink import ink, label
from model.constants import FIRST_YEAR

__all__ = ["bands", "effects", "key", "shown"]

WIDTH, HEIGHT = 360, 150
LEFT, RIGHT, TOP, BOTTOM = 46, 6, 6, 20
Row = Mapping[str, Any]


def shown(value: Any) -> str:
    """A number of four digits with a real minus; a dash where it is undefined."""
    if value is None or value != value:
        return "–"
    return f"{value:.4g}".replace("-", "−") if isinstance(value, int | float) else html.escape(label(str(value)))


def _clear(row: Row) -> bool:
    low, high = row["low"], row["high"]
    return low is not None and high is not None and (low > 0 or high < 0)


def effects(rows: Sequence[Row], scenarios: Sequence[str]) -> str:
    """The effect table: a group a measure, a line a policy; bold where the interval leaves out zero."""
    heads = ["measure", "policy", *(["scenario"] if len(scenarios) > 1 else []), "mean", "difference", "interval"]
    numbers = ("mean", "difference", "interval")
    head = "".join(f"<th{' class=number' if name in numbers else ''}>{name}</th>" for name in heads)
    body, before = [], ""
    for row in rows:
        measure = "" if row["measure"] == before else f"{shown(row['measure'])} <span class=soft>{row['unit']}</span>"
        before = row["measure"]
        undefined = row["low"] is None or row["low"] != row["low"]
        interval = "" if undefined else f"{shown(row['low'])} … {shown(row['high'])}"
        difference = "" if undefined else shown(row["difference"])
        cells = [measure, shown(row["policy"]), *([shown(row["scenario"])] if len(scenarios) > 1 else [])]
        text = "".join(f"<td>{cell}</td>" for cell in cells)
        text += "".join(f"<td class=number>{cell}</td>" for cell in (shown(row["mean"]), difference, interval))
        body.append(f"<tr{' class=clear' if _clear(row) else ''}>{text}</tr>")
    return f"<div class=scroll><table data-testid=effects><tr>{head}</tr>{''.join(body)}</table></div>"


def bands(name: str, unit: str, lines: Sequence[Row], policies: Sequence[str]) -> str:
    """One measure through time: the mean of the runs and its band, a colour a policy."""
    low = min(min(line["low"]) for line in lines)
    high = max(max(line["high"]) for line in lines)
    span = (high - low) or 1.0
    last = max(max(line["months"]) for line in lines) or 1

    def at(month: float, value: float) -> str:
        x = LEFT + (WIDTH - LEFT - RIGHT) * month / last
        return f"{x:.1f},{TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / span:.1f}"

    drawn = []
    for line in lines:
        upper = [at(m, v) for m, v in zip(line["months"], line["high"], strict=True)]
        lower = [at(m, v) for m, v in zip(line["months"], line["low"], strict=True)][::-1]
        colour = ink(policies.index(line["policy"]))
        drawn.append(f'<polygon points="{" ".join(upper + lower)}" fill="{colour}" opacity=".15"/>')
    for line in lines:
        points = " ".join(at(m, v) for m, v in zip(line["months"], line["mean"], strict=True))
        colour = ink(policies.index(line["policy"]))
        drawn.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.8"/>')
    for value in (low, high):
        y = at(0, value).split(",")[1]
        drawn.append(f'<text x="{LEFT - 4}" y="{float(y) + 4:.1f}" text-anchor="end">{value:.3g}</text>')
    for year in range(0, last // 12 + 1, 5):
        x = at(12 * year, low).split(",")[0]
        drawn.append(f'<text x="{x}" y="{HEIGHT - 5}" text-anchor="middle">{FIRST_YEAR + year}</text>')
    title = f"{html.escape(label(name))} <span class=soft>{html.escape(unit)}</span>"
    picture = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{html.escape(label(name))} by month">'
    return f"<figure><figcaption>{title}</figcaption>{picture}{''.join(drawn)}</svg></figure>"


def key(policies: Sequence[str]) -> str:
    """Which colour is which policy."""
    marks = (
        f'<span><i style="background:{ink(at)}"></i>{html.escape(label(name))}</span>'
        for at, name in enumerate(policies)
    )
    return f"<p class=keys>{''.join(marks)}</p>"
