"""What docs/atlas.py found, as the atlas page shows it."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

__all__ = ["atlas"]


def atlas() -> dict[str, Any]:
    """The whole of it, as it was made."""
    return json.loads((files("viz.site") / "atlas.json").read_text(encoding="utf-8"))
