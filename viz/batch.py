"""The paired batch behind Compare: many runs of two policies under the same luck, in the background, with a way to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from model import MEASURES
from model.errors import RequestError
from viz.errors import line_of
from viz.places import shown_alliance, shown_world
from viz.plain import plain
from viz.request import Request

__all__ = ["Batch"]

MOST = 1000


class _Cancelled(Exception):
    """Somebody pressed Cancel."""


class Batch:
    """At most one batch at a time; `show` is called with what there is to say: state, done, total, rows, interval.

    Whatever is said holds `of`, the question that it answers (`Request.question`).
    """

    def __init__(self, show: Callable[[dict[str, Any]], None]) -> None:
        self.show = show
        self._cancel = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self, request: Request, runs: int) -> None:
        """Compare the two policies of a request over so many runs. Errors: RequestError."""
        if self.running:
            raise RequestError("a batch is under way; cancel it first")
        if not isinstance(runs, int) or not 2 <= runs <= MOST:
            raise RequestError(f"runs = {runs!r} is out of bounds; allowed: 2 … {MOST}")
        if len(set(request.policies)) < 2:
            raise RequestError("a batch compares two different policies; these are the same, and so is every run")
        self._cancel = threading.Event()
        say = partial(self._say, request.question)
        say("running", done=0, total=2 * runs)
        self._thread = threading.Thread(
            target=self._run, args=(request, runs, say, self._cancel), name="batch", daemon=True
        )
        self._thread.start()

    def cancel(self) -> None:
        self._cancel.set()

    def _say(self, question: dict[str, Any], state: str, **what: Any) -> None:
        self.show({"of": question, "state": state, **what})

    def _run(self, request: Request, runs: int, say: Callable[..., None], cancelled: threading.Event) -> None:
        from experiments import compare

        def progress(done: int, total: int) -> None:
            if cancelled.is_set():
                raise _Cancelled
            say("running", done=done, total=total)

        shown = [name for name in MEASURES if MEASURES[name].shown]
        world = shown_world()
        try:
            found = compare(
                list(request.policies),
                request.scenario,
                runs,
                seed=request.seed,
                parameters=request.parameters,
                measures=shown,
                world=shown_alliance(),
                worlds="one" if world is None else world,  # the world that the page shows, in other luck
                workers=1,
                progress=progress,
            )
        except _Cancelled:
            say("cancelled")
        except Exception as error:  # the border of the thread: the log has the trace, the page one line
            say("failed", message=line_of(error, "the batch failed"))
        else:
            table = found.table
            rows = table.to_dict("records") if hasattr(table, "to_dict") else list(table)
            rows = [row for row in rows if row["policy"] == request.policies[1]]
            say("done", interval=found.interval, runs=runs, rows=plain(rows))
