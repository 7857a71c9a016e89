"""Levers that a design varies belong to the policy: in a study over worlds a policy with a setting of them is one choice.

Otherwise a world would be called bad for what the alliance itself decided there. In a study without worlds the design's points
are the worlds, whatever they vary.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from experiments.results.results import Results
from experiments.results.unfinished import part

__all__ = ["with_levers"]


def with_levers(results: Results) -> tuple[Results, dict[str, str]]:
    """The results with levers told in the policies' names, and the policy behind each name."""
    levers = _levers(results) if results.cells is not None else []
    if not levers:
        return results, {name: name for name in results.policies}
    entries, behind = [], {}
    for entry in results.entries:
        settings = dict(entry.point.parameters)
        name = ", ".join([entry.point.policy.name, *(f"{lever} {_short(settings[lever])}" for lever in levers)])
        behind[name] = entry.point.policy.name
        rest = {key: value for key, value in settings.items() if key not in levers}
        point = SimpleNamespace(policy=SimpleNamespace(name=name), scenario=entry.point.scenario, parameters=rest)
        entries.append(SimpleNamespace(name=entry.name, point=point))
    return part(results, entries), behind


def _levers(results: Results) -> list[str]:
    """What the alliance decides and the design varies."""
    from model.parameters import PARAMETERS

    settings: list[Mapping[str, Any]] = [dict(entry.point.parameters) for entry in results.entries]
    return [
        name
        for name in settings[0]
        if name in PARAMETERS
        and PARAMETERS[name].role == "lever"
        and len({repr(one.get(name)) for one in settings}) > 1
    ]


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
