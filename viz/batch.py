"""The paired batch behind Compare: many runs of two policies under the same luck, in the background, with a way to stop."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable
from typing import Any

from model import MEASURES
from model.errors import RequestError
from viz.places import shown_alliance
from viz.request import Request

__all__ = ["Batch"]

MOST = 1000


class _Cancelled(Exception):
    """Somebody pressed Cancel."""


class Batch:
    """At most one batch at a time; `show` is called with what there is to say: state, done, total, rows, interval."""

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
        self._cancel.clear()
        self.show({"state": "running", "done": 0, "total": 2 * runs})
        self._thread = threading.Thread(target=self._run, args=(request, runs), name="batch", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        self._cancel.set()

    def _run(self, request: Request, runs: int) -> None:
        from experiments import compare

        def progress(done: int, total: int) -> None:
            if self._cancel.is_set():
                raise _Cancelled
            self.show({"state": "running", "done": done, "total": total})

        shown = [name for name in MEASURES if MEASURES[name].shown]
        try:
            found = compare(
                list(request.policies),
                request.scenario,
                runs,
                seed=request.seed,
                parameters=request.parameters,
                measures=shown,
                world=shown_alliance(),
                workers=1,
                progress=progress,
            )
        except _Cancelled:
            self.show({"state": "cancelled"})
        except RequestError as error:
            self.show({"state": "failed", "message": str(error)})
        except Exception:  # the border of the thread: the log has the trace, the page one line
            logging.getLogger("viz").exception("a batch failed")
            self.show({"state": "failed", "message": "the batch failed; the server's log has the error"})
        else:
            rows = [row for row in _records(found.table) if row["policy"] == request.policies[1]]
            self.show({"state": "done", "interval": found.interval, "runs": runs, "rows": rows})


def _records(table: Any) -> list[dict[str, Any]]:
    """The table's rows with None for what is undefined."""
    rows = table.to_dict("records") if hasattr(table, "to_dict") else list(table)
    return [
        {name: None if isinstance(value, float) and math.isnan(value) else value for name, value in row.items()}
        for row in rows
    ]
