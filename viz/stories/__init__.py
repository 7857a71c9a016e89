"""Stories of a minute: one attack from its arc to the lesson, and three for a lecture. Made once by `python -m viz.stories`.

`cases` holds the rules by which attacks are chosen, `witness` follows one through its run, `scenes` turns it into captions
and pictures. `stories.json` holds what was made: no number in it was typed by hand, and a test makes them again.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["STORIES", "stories", "story"]

STORIES = ("sixty", "veto", "flag", "washington")
"""Their names, as links say them: `?story=veto`."""


@cache
def stories() -> dict[str, Any]:
    """All of them, as they were made."""
    return json.loads((files("viz.stories") / "stories.json").read_text(encoding="utf-8"))


def story(name: str) -> dict[str, Any]:
    """One story as the page plays it, with its name."""
    return {"name": name, **stories()[name]}
