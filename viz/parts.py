"""The JavaScript of the picture, put together out of its parts: for the widget, and for pages without a server."""

from __future__ import annotations

from importlib.resources import files

__all__ = ["PARTS", "script", "style", "text_of"]

PARTS = (
    *("base", "frame", "curves", "known", "history", "names", "places", "marks", "map", "council", "chart", "series"),
    *("panels", "controls", "pairs", "batch", "lanes", "timeline", "transport", "tip", "stage", "legend", "loop"),
    *("storypen", "storymap", "story", "svg", "away", "things", "gif", "clipsheet", "clip"),
    *("evidence", "sittings", "guess", "turns", "incident", "view"),
)
"""The files of viz/javascript in the order in which they are joined; each is small, and there is no build step."""


LIBRARIES = ("gifenc",)
"""Those of viz/javascript/vendor, as their makers publish them for CommonJS; a part calls one by its name."""


def text_of(name: str) -> str:
    """One file of viz/javascript."""
    return (files("viz") / "javascript" / name).read_text(encoding="utf-8")


def script() -> str:
    """One module out of the libraries and the parts."""
    return "\n".join([*map(_library, LIBRARIES), *(text_of(f"{part}.js") for part in PARTS)])


def _library(name: str) -> str:
    """A library whose names stay its own; without the address of its map, which lies nowhere."""
    text = text_of(f"vendor/{name}.js").partition("//# sourceMappingURL")[0]
    return f"const {name} = ((exports) => {{\n{text}return exports;\n}})({{}});"


def style() -> str:
    """What the picture looks like."""
    return text_of("view.css")
