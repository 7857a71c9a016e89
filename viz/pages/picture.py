"""A live picture on a page: made once a tab from the link, closed with it."""

from __future__ import annotations

import solara

from model.errors import RequestError
from viz.live import Live
from viz.request import Request, read_request

__all__ = ["Picture"]


@solara.component
def Picture(default: Request) -> None:
    """The widget of one or two runs. What in the link cannot be met is said on the page, and left at its default."""
    router = solara.use_router()

    def open_link() -> Live:
        request, said = read_request(router.search, default)
        try:
            return Live(request, said)
        except RequestError as error:
            return Live(default, "; ".join(filter(None, [said, str(error)])))

    live = solara.use_memo(open_link, [])
    solara.use_effect(lambda: live.close, [])
    solara.Div(children=[live.widget])
