"""What the report's figures share: colours, names for reading, and the frame of a Plotly description.

Colours are Okabe & Ito's, safe for the colour-blind and legible on light and dark ground; the reference is grey. What
depends on the ground (text, grid, paper) is left to the page, which knows whether the reader's system is dark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["FATES", "INKS", "Figure", "Row", "faint", "figure", "ink", "label"]

INKS = ("#8a8f98", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
"""The reference, then the policies in the order named."""

FATES = {
    "answered": "#009e73",
    "unanswered": "#e69f00",
    "wrong": "#d55e00",
    "unnamed": "#cc79a7",
    "undetected": "#56b4e9",
    "pending": "#8a8f98",
}
"""What became of civilian harm: the measures civilian_… that sum to civilian_settled."""

Figure = dict[str, Any]
Row = Mapping[str, Any]


def ink(position: int) -> str:
    """The colour of the policy at that place."""
    return INKS[position % len(INKS)] if position == 0 else INKS[1 + (position - 1) % (len(INKS) - 1)]


def faint(colour: str, alpha: float = 0.18) -> str:
    """The same colour, transparent."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


def label(name: str) -> str:
    """A measure's, mechanism's or policy's name for reading."""
    return name.replace("_", " ").replace("-", " ")


def figure(data: Sequence[Row], height: int, **layout: Any) -> Figure:
    """Data in the frame that all figures have: no legend, no dragging."""
    base = {
        "height": height,
        "margin": {"l": 8, "r": 12, "t": 8, "b": 40, "autoexpand": True},
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {"namelength": -1},
    }
    return {"data": list(data), "layout": base | layout}
