"""Many runs: studies on disk, paired comparisons, selection, sensitivity, scenario discovery, ablation, replay.

    from experiments import Study, run_study, load_study, compare, select, sensitivity, discover, ablate

Everything is imported on first use. Modules are nouns (comparison, selection …), so that no module hides a function.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOMES = {
    "Study": "experiments.study.study",
    "ablate": "experiments.analysis.ablation",
    "bundle": "experiments.results.bundles",
    "compare": "experiments.analysis.comparison",
    "discover": "experiments.analysis.discovery",
    "export": "experiments.paper.exporting",
    "load_study": "experiments.study.files",
    "network": "experiments.study.networks",
    "open_results": "experiments.results.results",
    "plan": "experiments.running.plans",
    "replay": "experiments.running.replays",
    "run_study": "experiments.running.run",
    "search": "experiments.deciding.frontier",
    "select": "experiments.analysis.selection",
    "sensitivity": "experiments.analysis.indices",
    "status": "experiments.results.results",
    "value_of_information": "experiments.deciding.voi",
    "verify": "experiments.running.replays",
    "why": "experiments.explanation.explained",
    "write_network": "experiments.study.networks",
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
