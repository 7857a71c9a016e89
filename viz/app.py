"""The live view: `python -m solara run viz.app`, or better `foedus watch`, which sees to the port and stays on this machine."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import solara

from viz.pages.about import About
from viz.pages.compare import Compare
from viz.pages.explore import Explore
from viz.pages.watch import Watch

__all__ = ["Layout", "routes"]

STYLE = (files("viz") / "page.css").read_text(encoding="utf-8")


@solara.component
def Layout(children: list[Any]) -> None:
    """A slim line of links above the page; no bar a hand tall."""
    here, all_routes = solara.use_route()
    with solara.Div(classes=["foedus-page"]):
        solara.Style(STYLE)
        solara.Title(f"foedus · {here.label if here else 'not found'}")
        with solara.Div(classes=["foedus-top"], attributes={"role": "navigation"}):
            solara.HTML("b", unsafe_innerHTML="foedus")
            for route in all_routes:
                with solara.Link(route):
                    solara.HTML(
                        "a",
                        unsafe_innerHTML=route.label,
                        classes=["here"] if route is here else [],
                        attributes={"data-testid": f"to-{route.path.strip('/') or 'watch'}"},
                    )
        solara.Div(children=children)


routes = [
    solara.Route("/", component=Watch, label="Watch", layout=Layout),
    solara.Route("compare", component=Compare, label="Compare"),
    solara.Route("explore", component=Explore, label="Explore"),
    solara.Route("about", component=About, label="About"),
]
