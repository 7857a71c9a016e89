"""Explore's figures as inline SVG and plain tables: nothing to load, and the page's own light or dark shows through."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from experiments.report.ink import ink, label
from viz.titles import form_of, title_of

__all__ = ["bands", "effects", "key", "shown"]

WIDTH, HEIGHT = 360, 150
LEFT, RIGHT, TOP, BOTTOM = 46, 6, 6, 20
Row = Mapping[str, Any]


def shown(value: Any) -> str:
    """A number of four digits with a real minus; a dash where it is undefined."""
    if value is None or value != value:
        return "–"
    return f"{value:.4g}".replace("-", "−") if isinstance(value, int | float) else html.escape(label(str(value)))


def effects(rows: Sequence[Row], scenarios: Sequence[str]) -> str:
    """The comparison: a line a measure and policy, its difference as a dot with its interval, and the words for it."""
    heads = ["measure", "policy", *(["scenario"] if len(scenarios) > 1 else []), "interval", "difference", "reading"]
    head = "".join(f"<th{' class=number' if name == 'difference' else ''}>{name}</th>" for name in heads)
    body, before = [], ""
    for row in (row for row in rows if row["low"] is not None or row["difference"] is not None):
        name = row["measure"]
        named = f'<span title="{html.escape(row["unit"])}">{title_of(name)}</span>' if name != before else ""
        before = name
        most = max(_reach(other) for other in rows if other["measure"] == name)
        cells = [named, shown(row["policy"]), *([shown(row["scenario"])] if len(scenarios) > 1 else [])]
        text = "".join(f"<td>{cell}</td>" for cell in cells)
        text += f"<td class=interval>{_interval(row, most)}</td>"
        text += f"<td class=number>{written(row['difference'], form_of(name))}</td>"
        text += f"<td>{html.escape(str(row.get('verdict') or ''))}</td>"
        body.append(f"<tr>{text}</tr>")
    return f"<div class=scroll><table data-testid=effects><tr>{head}</tr>{''.join(body)}</table></div>"


def written(value: Any, form: str) -> str:
    """A difference as people write it, with its sign and unit."""
    if value is None or value != value:
        return "–"
    if value == 0:
        return "0"
    sign, size = "+" if value > 0 else "−", abs(value)
    if form == "money":
        return f"{sign}${size:.1f} bn" if size >= 0.9995 else f"{sign}${1000 * size:.3g} m"
    if form in ("share", "percent"):
        return f"{sign}{(100 if form == 'share' else 1) * size:.2g} pp"
    return f"{sign}{size:.3g}"


ENDS = ("low", "high", "world_low", "world_high", "difference")


def _reach(row: Row) -> float:
    held = [row.get(name) for name in ENDS]
    return max([abs(one) for one in held if one is not None and one == one] or [0.0])


def _interval(row: Row, most: float) -> str:
    """Thick: the mean's interval; thin: 95 % of worlds, where there are several; the dot: the mean; the line: zero."""
    if most == 0.0:
        return ""

    def across(value: float) -> str:
        return f"{100 + 94 * value / most:.1f}"

    def line(low: Any, high: Any, width: float) -> str:
        if low is None or high is None or low != low or high != high:
            return ""
        return f'<path d="M{across(low)} 10H{across(high)}" stroke="currentColor" stroke-width="{width}"/>'

    dot = "" if row["difference"] is None else f'<circle cx="{across(row["difference"])}" cy="10" r="4"/>'
    lines = line(row.get("world_low"), row.get("world_high"), 1.4) + line(row["low"], row["high"], 6)
    zero = '<path d="M100 0V20" stroke="currentColor" opacity=".45"/>'
    return f'<svg viewBox="0 0 200 20" aria-hidden="true">{zero}{lines}{dot}</svg>'


def bands(name: str, unit: str, lines: Sequence[Row], policies: Sequence[str], first_year: int) -> str:
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
        drawn.append(f'<text x="{x}" y="{HEIGHT - 5}" text-anchor="middle">{first_year + year}</text>')
    title = f"{html.escape(title_of(name))} <span class=soft>{html.escape(unit)}</span>"
    picture = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{html.escape(title_of(name))} by month">'
    return f"<figure><figcaption>{title}</figcaption>{picture}{''.join(drawn)}</svg></figure>"


def key(policies: Sequence[str]) -> str:
    """Which colour is which policy."""
    marks = (
        f'<span><i style="background:{ink(at)}"></i>{html.escape(label(name))}</span>'
        for at, name in enumerate(policies)
    )
    return f"<p class=keys>{''.join(marks)}</p>"
