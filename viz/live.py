"""A page at work: one or two sessions of the same luck, the widget that shows them, and what its buttons do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from experiments.study.study import read_given
from model.errors import RequestError
from viz.batch import Batch
from viz.controls import controls
from viz.errors import line_of
from viz.fixed import fixed_of
from viz.frames import PLAIN, Session
from viz.futures import future
from viz.history import Seen, next_month, with_series
from viz.messages import check_command
from viz.panels import log_rows, state_panel
from viz.parting import parting
from viz.places import trusted
from viz.player import Player
from viz.request import Request
from viz.stories import story
from viz.telling import Telling
from viz.widget import AllianceView

__all__ = ["Live"]

SIDE_EVERY = 0.3
"""Seconds between two looks at the log and the panels while playing; the picture does not wait for them."""
AHEAD, REST = 24, 4.0
"""Months looked ahead at once, and seconds after which a page that rests looks ahead to the end: a page that is opened and
left again, or many of them on one server, then cost a tenth of a run and not a whole one."""


class Live:
    """Everything one browser tab has. Two tabs are two of these, and share nothing."""

    def __init__(
        self, request: Request, message: str = "", make: Callable[[str, Request], Session] | None = None
    ) -> None:
        self.lock = threading.RLock()
        self._make = make or _session
        self.chosen: int | None = None
        self.sent = 0
        self._side_at = 0.0
        self._heard_at = time.monotonic()
        self._parts: dict[str, Any] = {}
        self._results: dict[str, Any] = {}
        self.sessions: list[Session] = []
        self.widget = AllianceView()
        self.batch = Batch(self._show_batch)
        self.telling = Telling(self._show_case)
        self.open(request)
        self.widget.message = message
        self.player = Player(self._advance, self._prepare)
        self.widget.on_msg(self._heard)

    def close(self) -> None:
        """The page was closed."""
        self.batch.cancel()
        self.telling.forget()
        self.player.close()
        self.widget.close()

    def open(self, request: Request) -> None:
        """Fresh runs as asked; on a request that cannot be met everything stays as it was. Errors: RequestError."""
        sessions = [self._make(policy, request) for policy in request.policies]
        with self.lock:
            self.request, self.sessions = request, sessions
            self.month = self.seen = self.told = 0
            self._parts = {}
            self.telling.forget()
            parameters = sessions[0].model.prepared.resolved.parameters
            with self.widget.hold_sync():
                self.widget.fixed = fixed_of(sessions, sessions[0].months)
                self.widget.controls = controls(request, parameters)
                self.widget.link = request.link
                self.widget.message = ""
            if self._results.get("of") != request.question:
                self.batch.cancel()
            self._show_batch(self._results)
            self.show(request.month)

    def show(self, month: int, side: bool = True) -> int:
        """Send the frame of this month, and, with `side`, what stands beside it. Returns the frame's number."""
        with self.lock:
            self.month = min(max(0, month), self.sessions[0].months)
            self.seen = max(self.seen, self.month)
            packed = [session.pack(self.month, self.request.measure) for session in self.sessions]
            self.sent += 1
            head = np.array([len(packed), self.sent, *(len(one) // 4 for one in packed)], np.float32)
            with self.widget.hold_sync():  # one message: each costs the browser a millisecond or two
                self._tell_history()
                self.widget.frame = head.tobytes() + b"".join(packed)
            if side or time.monotonic() - self._side_at > SIDE_EVERY:
                self._beside()
            return self.sent

    def _tell_history(self, whole: bool = False) -> None:
        """What timeline and charts do not have yet; the page asks for all where a part was lost."""
        first = 0 if whole else self.told
        if self.seen > first or first == 0:
            runs = [with_series(session, first, self.seen) for session in self.sessions]
            self.widget.history = {"first": first, "until": self.seen, "runs": runs}
            self.told = self.seen

    def _beside(self) -> None:
        self._side_at = time.monotonic()
        first, month = self.sessions[0], self.month
        said: dict[str, Any] = {
            "month": month,
            "log": [log_rows(session, month, 1000 if not self.widget.playing else 80) for session in self.sessions],
            "waterfall": [session.at(month).waterfall.tolist() for session in self.sessions],
            "state": None if self.chosen is None else state_panel(first, month, self.chosen),
        }
        if self.request.measure != PLAIN and not self.widget.playing:
            scales = [session.scale(self.request.measure, self.seen) for session in self.sessions]
            self.widget.scale = [min(low for low, _ in scales), max(high for _, high in scales)]
        if len(self.sessions) == 2:
            found = self._parts and [self._parts, self._parts["known"], self._parts["council"]]
            if not found or None in [one["incident"] for one in found]:
                self._parts = parting(first, self.sessions[1], self.seen)
            said["parting"] = self._parts
        self.widget.side = said

    def _advance(self) -> int | None:
        """The next frame while the clock runs, which is looked at under the lock: after a pause no frame is sent."""
        with self.lock:
            if not self.player.playing:
                return None
            try:
                if self.month < self.sessions[0].months:
                    return self.show(self.month + 1, side=False)
            except Exception as error:  # the border of the clock: whatever a rule raises becomes one line
                self.widget.message = line_of(error, f"the run stopped in month {self.month + 1}")
            self._do_play(False)
            return None

    def _prepare(self) -> bool:
        """While nobody plays, look a month ahead, so that play and scrub find it ready. False when all is, for now."""
        with self.lock:
            sessions, months = list(self.sessions), self.sessions[0].months
            rested = time.monotonic() - self._heard_at > REST
            until = months if rested else min(months, self.seen + AHEAD)
        behind = [session for session in sessions if session.reached < until]
        if not behind:
            return False
        try:
            session = min(behind, key=lambda one: one.reached)
            session.at(session.reached + 1)
        except Exception:  # told when somebody looks at that month: `show` runs into the same error
            return False
        return True

    def _show_batch(self, said: dict[str, Any]) -> None:
        """Results stay on the page when another pair is opened, and say then that they are of a former one."""
        with self.lock:
            self._results = said
            self.widget.batch = said and said | {"former": said["of"] != self.request.question}

    def _heard(self, _: Any, content: dict[str, Any], buffers: Any) -> None:
        """A button of the page. What it cannot do is said on the page in one line; the page then knows that all is done."""
        self._heard_at = time.monotonic()
        what = {**content}
        number = what.pop("number", None)
        try:
            self.do(**what)
        except Exception as error:  # the border of the page: the log has the trace, the reader one line
            self.widget.message = line_of(error, "that did not work")
        finally:
            if isinstance(number, int):
                self.widget.answered = number

    def do(self, type: str, **what: Any) -> None:
        """What the page can ask for, by name (`viz.messages.COMMANDS`). Errors: RequestError."""
        check_command({"type": type, **what})
        getattr(self, f"_do_{type}")(**what)

    def _do_drawn(self, frame: int) -> None:
        self.player.acknowledge(frame)

    def _do_play(self, on: bool) -> None:
        """Start or stop the clock. Under the lock, so that no frame comes after the page was told of a pause."""
        with self.lock:
            if on and self.month >= self.sessions[0].months:
                self.show(0)
            self.player.play(on)
            self.widget.playing = on
            if not on:
                self._beside()

    def _do_seek(self, month: int) -> None:
        self._do_play(False)
        self.show(int(month))

    def _do_step(self, by: int = 1) -> None:
        self._do_play(False)
        self.show(self.month + int(by))

    def _do_history(self) -> None:
        with self.lock:
            self._tell_history(whole=True)

    def _do_story(self, name: str) -> None:
        self.widget.story = story(name)

    def _show_case(self, document: dict[str, Any]) -> None:
        self.widget.incident = document

    def _do_incident(
        self, row: int | None = None, id: int | None = None, known: bool = False, whose: int | None = 0
    ) -> None:
        """Tell a case by its row of the log or its identity; neither: the page left it. whose: 1 for the second policy's."""
        self._do_play(False)
        if row is None and id is None:
            self.telling.forget()
        else:
            self.telling.tell(self._session_of(whose), row, id, known)

    def _session_of(self, whose: int | None) -> Session:
        """The first policy's run, or the second's."""
        if (whose or 0) >= len(self.sessions):
            raise RequestError("this page shows one policy; there is no second one")
        return self.sessions[whose or 0]

    def _do_jump(self, to: str, back: bool, whose: int | None = 0, **seen: Any) -> None:
        """Show the month of the next (or the former) attack, naming, vote, veto or mistake; say so where there is none."""
        self._do_play(False)
        with self.lock:
            found = next_month(self._session_of(whose), to, self.month, back, Seen(**seen))
            year = self.sessions[0].roster.first_year + self.sessions[0].months // 12
            none = f"No earlier {to}." if back else f"No further {to} before {year}."
            self.widget.note = {"text": "" if found is not None else none, "number": self.sent}
            self.show(self.month if found is None else found)

    def _do_speed(self, value: float) -> None:
        self.player.speed = min(60.0, max(0.5, float(value)))

    def _do_measure(self, name: str) -> None:
        with self.lock:
            self.request = replace(self.request, measure=name)
            self.widget.link = self.request.link
            self.show(self.month)

    def _do_choose(self, row: int | None) -> None:
        with self.lock:
            states = len(self.sessions[0].roster.codes)
            self.chosen = row if isinstance(row, int) and 0 <= row < states else None
            self._beside()

    def _do_reset(self, policies: list[str], scenario: str, seed: Any, parameters: dict[str, Any]) -> None:
        self._do_play(False)
        text = str(seed).strip()
        key = int(text) if text.isascii() and text.isdigit() else text
        measure = self.request.measure
        self.open(Request(tuple(policies), scenario, key, 0, measure, parameters))  # type: ignore[arg-type]

    def _do_batch(self, runs: int) -> None:
        if len(self.request.policies) < 2:
            raise RequestError("a batch compares two policies; this page shows one")
        self.batch.start(self.request, runs)

    def _do_about(self, measure: str) -> None:
        self.batch.choose(measure)

    def _do_future(self, run: int | None) -> None:
        """Show one of the many futures, or, with None, the run of the seed itself."""
        self._do_play(False)
        self.open(replace(self.request, future=run, month=self.month))

    def _do_cancel(self) -> None:
        self.batch.cancel()


def _session(policy: str, request: Request) -> Session:
    """A fresh run, or a run of a results folder again: it runs the point's own record."""
    if request.folder:
        from experiments.running.replays import replay

        asked = (request.folder, request.run, policy, request.scenario, request.point)
        return Session(replay(*asked, steps=False, trust=trusted()))
    seed, world = (request.seed, None) if request.future is None else future(request.seed, request.future)
    return Session.of(read_given(policy, "policy"), request.scenario, seed, request.parameters, world)
