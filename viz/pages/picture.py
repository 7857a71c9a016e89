"""A live picture on a page: made once a tab from the link, closed with it."""

from __future__ import annotations

import solara

from viz.errors import line_of
from viz.live import Live
from viz.request import Request, read_request

__all__ = ["Picture"]


@solara.component
def Picture(title: str, default: Request) -> None:
    """The widget of one or two runs. What in the link cannot be met is said on the page, and left at its default."""
    router = solara.use_router()

    def open_link() -> Live:
        request, said = read_request(router.search, default)
        try:
            return Live(request, said)
        except Exception as error:  # the border of the page: a folder may hold anything
            return Live(default, "; ".join(filter(None, [said, line_of(error, "the run could not be opened")])))

    live = solara.use_memo(open_link, [])
    solara.use_effect(lambda: live.close, [])
    solara.HTML("h1", unsafe_innerHTML=title, classes=["foedus-hidden"])
    solara.Div(children=[live.widget])
