"""The paired futures behind Compare: two policies in the same worlds and luck, arriving as they are run, with a way to stop.

The study is the one that `foedus compare` runs: the same worlds by default, two lucks in each, the same words. Only that its
results are told again and again while it goes on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from model import MEASURES
from model.errors import RequestError
from viz.errors import line_of
from viz.futures import LUCKS, worlds_shown
from viz.places import shown_alliance
from viz.plain import plain
from viz.request import Request
from viz.titles import form_of, title_of

__all__ = ["EARLY", "Batch"]

MOST = 1000
STEP = 20
"""Futures between two looks."""
EARLY = 100
"""Futures before which nothing is concluded."""
FIRST = "civilian_harm"
"""The measure whose futures are dots at first."""
DOTS = 600
"""Dots at most; beyond, one stands for several."""


class Batch:
    """At most one batch at a time; `show` is called with what there is to say: state, done, total, rows, dots.

    Whatever is said holds `of`, the question that it answers (`Request.question`).
    """

    def __init__(self, show: Callable[[dict[str, Any]], None]) -> None:
        self.show = show
        self.about = FIRST
        self._cancel = threading.Event()
        self._thread: threading.Thread | None = None
        self._again: Callable[[], None] | None = None

    @property
    def running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self, request: Request, runs: int) -> None:
        """Compare the two policies of a request over so many futures. Errors: RequestError."""
        if self.running:
            raise RequestError("a batch is under way; cancel it first")
        if not isinstance(runs, int) or not 2 <= runs <= MOST:
            raise RequestError(f"runs = {runs!r} is out of bounds; allowed: 2 … {MOST}")
        if len(set(request.policies)) < 2:
            raise RequestError("a batch compares two different policies; these are the same, and so is every run")
        self._cancel, self._again = threading.Event(), None  # what a former pair gave is not this one's
        say = partial(self._say, request.question, runs)
        say("running", done=0)
        self._thread = threading.Thread(
            target=self._run, args=(request, runs, say, self._cancel), name="batch", daemon=True
        )
        self._thread.start()

    def cancel(self) -> None:
        self._cancel.set()

    def choose(self, measure: str) -> None:
        """Show this measure's futures as dots from now on."""
        self.about = measure
        if self._again is not None:
            self._again()

    def _say(self, question: dict[str, Any], total: int, state: str, **what: Any) -> None:
        self.show({"of": question, "state": state, "total": total, **what})

    def _run(self, request: Request, runs: int, say: Callable[..., None], cancelled: threading.Event) -> None:
        try:
            self._live(request, runs, say, cancelled)
        except Exception as error:  # the border of the thread: the log has the trace, the page one line
            say("failed", message=line_of(error, "the batch failed"))

    def _live(self, request: Request, runs: int, say: Callable[..., None], cancelled: threading.Event) -> None:
        from experiments.analysis.comparison import Asked, compared
        from experiments.results.memory import Memory
        from experiments.running.execution import Execution
        from experiments.study.study import Study

        shown = [name for name in MEASURES if MEASURES[name].shown]
        study = Study(
            tuple(request.policies),
            (request.scenario,),
            runs,
            request.seed,
            parameters=request.parameters,
            alliance=shown_alliance(),
            worlds=worlds_shown(),
            lucks=LUCKS,
        )
        asked, execution, store = Asked(seed=request.seed), Execution(workers=1), Memory()
        done = 0
        while done < runs and not cancelled.is_set():
            done = min(runs, done + STEP)
            results = execution.run(replace(study, runs=done), store)
            found = compared(results, replace(study, runs=done), shown, asked)
            state = "running" if done < runs else "done"
            self._again = partial(
                self._look, results, found, done, partial(say, state if done == runs else "cancelled")
            )
            self._look(results, found, done, partial(say, state))
        if done < runs and self._again is not None:
            self._again()
        elif done < runs:
            say("cancelled")

    def _look(self, results: Any, found: Any, done: int, say: Callable[..., None]) -> None:
        one, other = results.entries
        gaps = results.columns(other, [self.about])[self.about] - results.columns(one, [self.about])[self.about]
        rows = [row for row in found.table.to_dict("records") if row["policy"] == other.point.policy.name]
        cells = results.cells
        say(
            done=done,
            interval=found.interval,
            worlds=1 if cells is None else len(np.unique(cells.places(done))),
            about=self.about,
            dots=_thinned(np.round(gaps, 5)),
            rows=plain([_row(row, done) for row in rows]),
        )


def _row(row: dict[str, Any], done: int) -> dict[str, Any]:
    """A row for the page: with its title and form, and no verdict before there are enough futures."""
    name = row["measure"]
    early = {"verdict": "too early"} if done < EARLY else {}
    return {**row, "title": title_of(name), "form": form_of(name), "better": MEASURES[name].better, **early}


def _thinned(gaps: np.ndarray) -> list[list[float]]:
    """Future and difference; of more than DOTS every so many."""
    step = -(-len(gaps) // DOTS)
    return [[float(k), float(gaps[k])] for k in range(0, len(gaps), step) if np.isfinite(gaps[k])]
