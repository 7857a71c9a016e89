"""Plain titles for the measures that the view shows, and how their numbers are written: no code word reaches a reader.

Forms: money (bn USD), share (0 … 1, shown in per cent), percent (already of a hundred), number.
"""

from __future__ import annotations

from model import MEASURES

__all__ = ["TITLES", "form_of", "title_of"]

TITLES = {
    "operations": "attacks by states",
    "operations_low": "nuisance and espionage",
    "operations_medium": "disruptions",
    "operations_severe": "severe attacks",
    "operations_high": "destruction of critical infrastructure",
    "deterrence": "severe attacks deterred",
    "damage": "harm",
    "civilian_harm": "civilian harm",
    "responsibility_gap": "civilian harm nobody answers for",
    "response_share": "cases answered together",
    "attributed_share": "attacks whose author was named",
    "misattributed_share": "names that were wrong",
    "public_share": "attacks named in public",
    "collective_responses": "answers together",
    "core_share": "defence spending",
    "cost": "cost",
    "resilience": "cyber resilience",
    "credence": "belief that allies answer",
    "cohesion": "cohesion",
    "norm_strength": "norm of responsible behaviour",
    "welfare": "welfare",
}
SHARES = ("resilience", "credence", "cohesion", "norm_strength", "compliance")


def title_of(measure: str) -> str:
    """What a measure is called on a page."""
    return TITLES.get(measure, measure.replace("_", " "))


def form_of(measure: str) -> str:
    """How its numbers are written."""
    if MEASURES[measure].unit == "bn USD":
        return "money"
    if MEASURES[measure].unit.startswith("%"):
        return "percent"
    return "share" if measure in SHARES else "number"
