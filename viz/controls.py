"""What the rail offers, made from the declarations: policies, scenarios, measures, and a control for every lever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model import MEASURES, PARAMETERS
from model.settings import policies, scenarios
from viz.frames import NODE_MEASURES, PLAIN, SERIES, UNKNOWN_SERIES, WATERFALL
from viz.request import Request
from viz.titles import form_of, title_of

__all__ = ["controls", "levers"]


def levers(request: Request, values: Mapping[str, float]) -> list[dict[str, Any]]:
    """Every parameter of role lever, in its group, at the value it has in this run."""
    found = []
    for parameter in PARAMETERS.values():
        if parameter.role != "lever":
            continue
        low, high = parameter.bounds
        found.append(
            {
                "name": parameter.name,
                "label": parameter.name.replace("_", " "),
                "group": parameter.group,
                "kind": parameter.kind,
                "low": low,
                "high": high,
                "step": 1 if parameter.kind == "int" else (high - low) / 200.0,
                "choices": list(parameter.choices),
                "unit": parameter.unit,
                "meaning": parameter.meaning,
                "value": parameter.shown(values[parameter.name]),
                "moved": parameter.name in request.parameters,
            }
        )
    return found


def _offered(shipped: Mapping[str, Any], asked: tuple[str, ...]) -> list[dict[str, str]]:
    """What is shipped, and whatever else was asked for (a file, a name of a results folder)."""
    offered = [{"name": s.name, "title": s.title, "meaning": s.meaning} for s in shipped.values()]
    return offered + [{"name": name, "title": name, "meaning": ""} for name in asked if name not in shipped]


def controls(request: Request, values: Mapping[str, float]) -> dict[str, Any]:
    """Everything the rail and the legends say, as plain JSON; `values` are the run's parameters."""
    return {
        "policies": _offered(policies(), request.policies),
        "scenarios": _offered(scenarios(), (request.scenario,)),
        "measures": [
            {
                "name": PLAIN,
                "label": "none",
                "unit": "",
                "low": 0.0,
                "high": 1.0,
                "meaning": "all alike",
                "known": True,
                "worse": False,
            },
            *(
                {
                    "name": m.name,
                    "label": m.label,
                    "unit": m.unit,
                    "low": m.low,
                    "high": m.high,
                    "meaning": m.meaning,
                    "known": m.known,
                    "worse": m.worse,
                }
                for m in NODE_MEASURES.values()
            ),
        ],
        "series": [
            {
                "name": name,
                "title": title_of(name),
                "form": form_of(name),
                "unit": MEASURES[name].unit,
                "meaning": MEASURES[name].meaning,
                "known": name not in UNKNOWN_SERIES,
            }
            for name in SERIES
        ],
        "fates": [
            {"name": name.removeprefix("civilian_"), "unit": MEASURES[name].unit, "meaning": MEASURES[name].meaning}
            for name in WATERFALL
        ],
        "levers": levers(request, values),
        "asked": {
            "policies": list(request.policies),
            "scenario": request.scenario,
            "seed": request.seed,
            "measure": request.measure,
            "future": request.future,
            "folder": request.folder,
            "run": request.run,
        },
    }
