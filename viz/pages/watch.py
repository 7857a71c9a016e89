"""Watch one run."""

from __future__ import annotations

import solara

from viz.pages.picture import Picture
from viz.request import Request

__all__ = ["Watch"]


@solara.component
def Watch() -> None:
    """The map, the Council, the series, the log: one run under one policy."""
    Picture("Watch one run", Request())
