"""An error as one line for the page. What nobody foresaw goes to the server's log; no path of this machine goes to the page."""

from __future__ import annotations

import logging

from model.errors import RequestError

__all__ = ["line_of"]


def line_of(error: Exception, what: str) -> str:
    """What a page says of an error; `what` names what did not work: "the batch failed"."""
    if isinstance(error, RequestError):
        return str(error)
    logging.getLogger("viz").error(what, exc_info=error)
    if isinstance(error, OSError) and error.strerror:
        return f"{what}: {error.strerror}"
    return f"{what}: an error in the program; the server's log has it"
