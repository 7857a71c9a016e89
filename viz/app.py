"""The live view: `python -m solara run viz.app`, or better `foedus watch`, which sees to the port and stays on this machine."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import solara

from viz.pages.about import About
from viz.pages.boundary import bounded
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
        with solara.v.Html(tag="header", class_="foedus-top"):
            solara.HTML("b", unsafe_innerHTML="foedus")
            with solara.v.Html(tag="nav", attributes={"aria-label": "pages"}):
                for route in all_routes:
                    _link(route, route is here)
        with solara.v.Html(tag="main"):
            solara.Div(children=children)


def _link(route: Any, current: bool) -> None:
    """A link to a page; in the browser javascript/page.js lets it keep what was chosen."""
    path = "/" + route.path.strip("/")
    name = path.strip("/") or "watch"
    attributes = {"href": path, "data-path": path, "data-page": name, "data-testid": f"to-{name}"}
    if current:
        attributes["aria-current"] = "page"
    solara.HTML("a", unsafe_innerHTML=route.label, classes=["here"] if current else [], attributes=attributes)


routes = [
    solara.Route("/", component=bounded(Watch), label="Watch", layout=Layout),
    solara.Route("compare", component=bounded(Compare), label="Compare"),
    solara.Route("explore", component=bounded(Explore), label="Explore"),
    solara.Route("about", component=bounded(About), label="About"),
]
