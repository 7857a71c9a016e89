"""The model in Mesa's own SolaraViz: `solara run viz.mesa_view`. An example of how little it takes."""

from __future__ import annotations

from typing import Any

from matplotlib import colormaps
from matplotlib.colors import to_hex
from mesa.visualization import SolaraViz, make_plot_component, make_space_component
from mesa.visualization.components import AgentPortrayalStyle

from model import AllianceModel
from model.settings import policies, scenarios

__all__ = ["page", "portray"]


def portray(agent: Any) -> AgentPortrayalStyle:
    """A state: its colour is the threat it perceives, its size its GDP. Adversaries stand in no cell."""
    return AgentPortrayalStyle(
        color=to_hex(colormaps["cividis"](float(agent.threat))), size=20 + float(agent.gdp) ** 0.5
    )


SETTINGS = {
    "policy": {"type": "Select", "value": "baseline", "values": list(policies()), "label": "policy"},
    "scenario": {"type": "Select", "value": "today", "values": list(scenarios()), "label": "scenario"},
    "seed": {"type": "SliderInt", "value": 0, "min": 0, "max": 100, "step": 1, "label": "seed"},
}

page = SolaraViz(
    AllianceModel(),
    components=[make_space_component(portray, backend="matplotlib"), make_plot_component("core_share")],
    model_params=SETTINGS,
    name="foedus",
)
