"""About: the model in two screens, its sources and limits, how to cite it."""

from __future__ import annotations

from importlib.resources import files

import solara

__all__ = ["About"]


@solara.component
def About() -> None:
    """Plain HTML, read once; nothing is fetched."""
    text = (files("viz") / "pages" / "about.html").read_text(encoding="utf-8")
    solara.HTML("article", unsafe_innerHTML=text, classes=["foedus-text"], attributes={"data-testid": "about"})
