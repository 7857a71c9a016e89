"""The three pictures of worlds.md, drawn from worlds.json and its table: `docs/worlds.py` writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["calibrated", "figures", "numbers"]

BLUE, GREY, RED, LINE = "#2b6ca3", "#c9c9c9", "#b2182b", "#999"
NAMES, ACROSS, ROW = 190, 420, 15
"""Width of the names, of the scale beside them, and height of a row."""


def _page(width: int, height: int, title: str, parts: Iterable[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="11" role="img">\n<title>{title}</title>\n'
        f'<rect width="{width}" height="{height}" fill="white"/>\n'
    )
    return head + "\n".join(parts) + "\n</svg>\n"


def _rows(title: str, across: str, rows: Iterable[tuple[str, float, float, float, float | None, bool]]) -> str:
    """One line a row: name, interval and middle as shares of the scale, a dot, and whether the row is marked."""
    parts, y = [], 30
    rows = list(rows)
    bottom = y + ROW * len(rows)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = NAMES + ACROSS * share
        parts.append(f'<path d="M{x:.1f} {y - 6}V{bottom}" stroke="{GREY}" stroke-width="0.6"/>')
        parts.append(f'<text x="{x:.1f}" y="{y - 12}" text-anchor="middle" fill="{LINE}">{share:.0%}</text>')
    for name, low, middle, high, dot, marked in rows:
        at = [NAMES + ACROSS * share for share in (low, middle, high)]
        colour = RED if marked else BLUE
        parts.append(f'<text x="{NAMES - 8}" y="{y + 8}" text-anchor="end">{name}</text>')
        parts.append(
            f'<path d="M{at[0]:.1f} {y + 4}H{at[2]:.1f}" stroke="{GREY if dot is not None else BLUE}" stroke-width="5"/>'
        )
        if dot is None:
            parts.append(f'<path d="M{at[1]:.1f} {y}v8" stroke="black" stroke-width="1.5"/>')
        else:
            parts.append(f'<circle cx="{NAMES + ACROSS * dot:.1f}" cy="{y + 4}" r="3.2" fill="{colour}"/>')
        y += ROW
    parts.append(f'<text x="{NAMES + ACROSS / 2}" y="{bottom + 16}" text-anchor="middle">{across}</text>')
    return _page(NAMES + ACROSS + 30, bottom + 26, title, parts)


def numbers(rows: Iterable[tuple[str, float, float, float]]) -> str:
    """95 % of the worlds and their median, as shares of the prior below: without a record the bar runs from 2.5 to 97.5 %."""
    title = "What the record leaves of each number"
    return _rows(title, "share of the prior below", ((*row, None, False) for row in rows))


def figures(rows: Iterable[Mapping[str, Any]]) -> str:
    """Where the record lies in what the other figures predict; a grey bar holds 90 %."""
    told = ((row["figure"], 0.05, 0.5, 0.95, row["below"], not row["inside"]) for row in rows)
    return _rows("The record in what its other figures predict", "share of predictions below the record", told)


def calibrated(checks: Mapping[str, Any]) -> str:
    """Left: nominal against measured coverage. Right: the rank histograms of all numbers over one another, with their band."""
    size, left, top = 240, 46, 24
    parts = [f'<rect x="{left}" y="{top}" width="{size}" height="{size}" fill="none" stroke="{LINE}"/>']
    parts.append(f'<path d="M{left} {top + size}L{left + size} {top}" stroke="{GREY}"/>')
    for name, colour, shift in (("coverage", BLUE, -2), ("tarp", RED, 2)):
        for level, one in checks[name].items():
            x = left + size * float(level) + shift
            up = [top + size * (1 - one["share"] - k * 1.96 * one["error"]) for k in (-1, 0, 1)]
            parts.append(f'<path d="M{x:.1f} {up[0]:.1f}V{up[2]:.1f}" stroke="{colour}" stroke-width="1.5"/>')
            parts.append(f'<circle cx="{x:.1f}" cy="{up[1]:.1f}" r="3" fill="{colour}"/>')
    parts += [
        f'<text x="{left + size * v}" y="{top + size + 14}" text-anchor="middle">{v:.0%}</text>' for v in (0, 0.5, 1)
    ]
    parts += [
        f'<text x="{left - 6}" y="{top + size * (1 - v) + 4}" text-anchor="end">{v:.0%}</text>' for v in (0, 0.5, 1)
    ]
    parts.append(f'<text x="{left + 8}" y="{top + 16}" fill="{BLUE}">central intervals</text>')
    parts.append(f'<text x="{left + 8}" y="{top + 30}" fill="{RED}">TARP</text>')
    parts.append(
        f'<text x="{left + size / 2}" y="{top + size + 30}" text-anchor="middle">probability said; up: found</text>'
    )
    x, histograms = left + size + 60, list(checks["histograms"].values())
    low, high = checks["rank_band"]
    most = 1.15 * max(high, *(max(bins) for bins in histograms))
    parts.append(f'<rect x="{x}" y="{top}" width="{size}" height="{size}" fill="none" stroke="{LINE}"/>')
    for count in (low, high):
        parts.append(
            f'<path d="M{x} {top + size * (1 - count / most):.1f}h{size}" stroke="{RED}" stroke-dasharray="4 3"/>'
        )
    for bins in histograms:
        points = " ".join(
            f"{x + size * (k + 0.5) / len(bins):.1f},{top + size * (1 - count / most):.1f}"
            for k, count in enumerate(bins)
        )
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{BLUE}" stroke-width="0.6" stroke-opacity="0.35"/>'
        )
    parts.append(f'<text x="{x + 8}" y="{top + 16}">records a bin; dashed: 95 % hold all bins of all numbers</text>')
    parts.append(
        f'<text x="{x + size / 2}" y="{top + size + 30}" text-anchor="middle">rank of the truth, 20 bins</text>'
    )
    return _page(x + size + 60, top + size + 44, "Is the inference right?", parts)
