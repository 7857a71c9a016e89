"""Compare two policies under the same luck."""

from __future__ import annotations

import solara

from viz.pages.picture import Picture
from viz.request import Request

__all__ = ["Compare"]


@solara.component
def Compare() -> None:
    """Two maps in lock-step, how far apart their series are, the month they part, and many pairs in the background."""
    Picture("Compare two policies under the same luck", Request(policies=("baseline", "hague"), measure="total_damage"))
