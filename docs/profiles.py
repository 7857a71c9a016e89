"""Small multiples of the calibration's profiles, one panel a parameter; `docs/calibration.py` writes them.

Across: the parameter from half to double its shipped value (a share: its odds). Up: distance above the least, cut at TOP.
Dots are true runs, joined; the thin blue line is the emulator with the free parameters fitted again, the grey one with all
fitted again. Dashed: the threshold. Tick on the axis: the fit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from experiments.calibration.identification import THRESHOLD
from experiments.calibration.space import REACH

ACROSS, WIDE, HIGH, HEAD, LEFT, TOP = 7, 172, 84, 34, 20, 16.0
COLOURS = {
    "both ends": "#1b7837",
    "above only": "#b8860b",
    "below only": "#b8860b",
    "not identified": "#999999",
    "outside": "#b2182b",
}
BLUE, GREY = "#6baed6", "#c4c4c4"


def drawing(found: Any) -> str:
    """The whole drawing."""
    rows = {row["parameter"]: row for row in found.parameters}
    lines = -(-len(found.profiles) // ACROSS)
    width, height = ACROSS * WIDE + 20, lines * (HIGH + HEAD) + 46
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="10" role="img">',
        "<title>Profiles of the calibrated parameters</title>",
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for place, (name, one) in enumerate(found.profiles.items()):
        x, y = (place % ACROSS) * WIDE + LEFT, (place // ACROSS) * (HIGH + HEAD) + HEAD
        parts += panel(one, rows[name], found.least(name), x, y)
    x, y = LEFT, height - 16
    for colour, told, wide in (
        ("black", "true runs", 90),
        (BLUE, "emulator, the free fitted again", 200),
        (GREY, "emulator, all fitted again", 170),
        (COLOURS["both ends"], "held from both sides", 150),
        (COLOURS["above only"], "from one side", 110),
        (COLOURS["not identified"], "not identified", 110),
    ):
        parts.append(f'<path d="M{x} {y - 4}h16" stroke="{colour}" stroke-width="3"/>')
        parts.append(f'<text x="{x + 21}" y="{y}">{told}</text>')
        x += wide
    parts.append(f'<text x="{x}" y="{y}">dashed: + {THRESHOLD}; top: + {TOP:g}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def panel(one: Any, row: dict[str, Any], least: float, x: int, y: int) -> list[str]:
    """One parameter."""
    wide = WIDE - LEFT - 12

    def at(u: float, far: float) -> str:
        up = min(TOP, max(0.0, far - least))
        return f"{x + wide * (u + REACH) / (2 * REACH):.1f},{y + HIGH * (1 - up / TOP):.1f}"

    def line(us: Iterable[float], far: Iterable[float], style: str) -> str:
        points = " ".join(at(u, f) for u, f in zip(us, far, strict=True))
        return f'<polyline points="{points}" fill="none" {style}/>'

    colour = COLOURS[row["verdict"]]
    level = f"{y + HIGH * (1 - THRESHOLD / TOP):.1f}"
    us, far = one.told
    fitted = x + wide * (one.fit[0] + REACH) / (2 * REACH)
    loose = one.loose - one.loose.min() + least
    drawn = [
        f'<text x="{x}" y="{y - 17}" font-weight="bold" fill="{colour}">{one.name}</text>',
        f'<text x="{x}" y="{y - 5}" font-size="9">{row["half"]:.3g} … {row["double"]:.3g}; shipped {row["shipped"]:.3g}</text>',
        f'<path d="M{x} {y}V{y + HIGH}H{x + wide}" fill="none" stroke="#999" stroke-width="0.7"/>',
        f'<path d="M{x} {level}h{wide}" stroke="#999" stroke-dasharray="3 3" stroke-width="0.7"/>',
        f'<path d="M{x + wide / 2} {y + HIGH}v-4" stroke="#999"/>',
        f'<path d="M{fitted:.1f} {y + HIGH + 4}v-9" stroke="{colour}" stroke-width="2"/>',
        line(one.grid, loose, f'stroke="{GREY}" stroke-width="1"'),
        line(one.grid, one.emulated, f'stroke="{BLUE}" stroke-width="1"'),
        line(us, far, 'stroke="black" stroke-width="1.2"'),
    ]
    dots = [at(u, f).split(",") for u, f in zip(us, far, strict=True)]
    return drawn + [f'<circle cx="{cx}" cy="{cy}" r="2" fill="black"/>' for cx, cy in dots]
