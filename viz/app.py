"""The live view: `python -m solara run viz.app`, or better `foedus watch`, which sees to the port and stays on this machine."""

from __future__ import annotations

import logging
from importlib.resources import files
from typing import Any

import solara

from viz.pages.about import About
from viz.pages.compare import Compare
from viz.pages.explore import Explore
from viz.pages.watch import Watch

__all__ = ["Layout", "routes"]

FAILED = "This page could not be shown: an error in the program; the server's log has it."
STYLE = (files("viz") / "page.css").read_text(encoding="utf-8")


@solara.component
def Layout(children: list[Any]) -> None:
    """A slim line of links above the page; no bar a hand tall. An error nobody foresaw is one line; the log has the rest."""
    here, all_routes = solara.use_route()
    error, _ = solara.use_exception()  # type: ignore[attr-defined]
    with solara.Div(classes=["foedus-page"]):
        solara.Style(STYLE)
        solara.Title(f"foedus · {here.label if here else 'not found'}")
        with solara.v.Html(tag="header", class_="foedus-top"):
            solara.HTML("b", unsafe_innerHTML="foedus")
            with solara.v.Html(tag="nav", attributes={"aria-label": "pages"}):
                for route in all_routes:
                    _link(route, route is here)
        with solara.v.Html(tag="main"):
            if error is None:
                solara.Div(children=children)
            else:
                logging.getLogger("viz").error("a page failed", exc_info=error)
                solara.HTML("p", unsafe_innerHTML=FAILED, classes=["foedus-error"], attributes={"role": "alert"})


def _link(route: Any, current: bool) -> None:
    """A link to a page; in the browser javascript/page.js lets it keep what was chosen."""
    path = "/" + route.path.strip("/")
    name = path.strip("/") or "watch"
    attributes = {"href": path, "data-path": path, "data-page": name, "data-testid": f"to-{name}"}
    if current:
        attributes["aria-current"] = "page"
    solara.HTML("a", unsafe_innerHTML=route.label, classes=["here"] if current else [], attributes=attributes)


routes = [
    solara.Route("/", component=Watch, label="Watch", layout=Layout),
    solara.Route("compare", component=Compare, label="Compare"),
    solara.Route("explore", component=Explore, label="Explore"),
    solara.Route("about", component=About, label="About"),
]
