"""Find the cases and write the stories again: `python -m viz.stories`."""

from __future__ import annotations

import json
from pathlib import Path

from viz.stories.scenes import write_all


def main() -> None:
    """Write stories.json beside this file."""
    text = json.dumps(write_all(), ensure_ascii=False, separators=(",", ":"))
    (Path(__file__).parent / "stories.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
