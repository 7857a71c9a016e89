"""Foedus: deterrence in an alliance, as an agent-based model. What a state is, what it decides, what happens to it.

    from model import AllianceModel, simulate, load_policy, load_scenario, PARAMETERS, MEASURES, STATES

Everything is imported on first use: numba, pandas and Mesa cost seconds, and listing parameters needs none of them.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "AllianceModel": "model.alliance",
    "Adversary": "model.agents",
    "Ally": "model.agents",
    "Partner": "model.agents",
    "MEASURES": "model.measures",
    "PARAMETERS": "model.parameters",
    "RequestError": "model.errors",
    "STATES": "model.state",
    "engine_with": "model.swap",
    "load_policy": "model.settings",
    "load_scenario": "model.settings",
    "simulate": "model.simulation",
    "worlds": "model.shipped",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'model' has no attribute {name!r}")
    module = importlib.import_module(_HOMES[name])
    found = getattr(module, name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
