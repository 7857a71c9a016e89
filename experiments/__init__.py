"""Many runs: studies on disk, paired comparisons, selection, sensitivity, scenario discovery, ablation, replay.

    from experiments import Study, run_study, load_study, compare, select, sensitivity, discover, ablate

Everything is imported on first use. Modules are nouns (comparison, selection …), so that no module hides a function.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOMES = {
    "Study": "experiments.study",
    "ablate": "experiments.ablation",
    "compare": "experiments.comparison",
    "discover": "experiments.discovery",
    "load_study": "experiments.study_files",
    "network": "experiments.networks",
    "open_results": "experiments.results",
    "plan": "experiments.plans",
    "replay": "experiments.replays",
    "run_study": "experiments.run",
    "select": "experiments.selection",
    "sensitivity": "experiments.indices",
    "status": "experiments.results",
    "verify": "experiments.replays",
    "write_network": "experiments.networks",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'experiments' has no attribute {name!r}")
    found = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
