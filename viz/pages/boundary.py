"""Where an error that nobody foresaw ends: one line on the page. Solara would show the traceback, with the machine's paths."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

__all__ = ["FAILED", "bounded"]

FAILED = "This page could not be shown: an error in the program; the server's log has it."


def bounded(page: Callable[[], Any]) -> Callable[[], Any]:
    """The page, or the line where it fails. Solara itself writes the traceback to the log."""

    @solara.component
    def Bounded() -> None:
        error, _ = solara.use_exception()
        if error is None:
            page()
        else:
            solara.HTML("p", unsafe_innerHTML=FAILED, classes=["foedus-error"], attributes={"role": "alert"})

    return Bounded
