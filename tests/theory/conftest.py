"""Generated examples are the same in every session, the first call of a compiled rule may take its time, and scripts of
docs/ find each other as they do when they are run."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import settings

sys.path.append(str(Path(__file__).parents[2] / "docs"))
settings.register_profile("steady", settings.get_profile("patient"), derandomize=True, max_examples=60)
settings.load_profile("steady")
