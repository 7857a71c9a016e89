"""The clock of a picture: a thread that moves on a month at the chosen speed, never more than a few frames ahead of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

__all__ = ["Player"]

AHEAD, TOLD_EVERY = 2, 0.1
"""Frames sent and not yet drawn, at most, and seconds between two words of the page on what it has drawn (`loop.js`), in
which further frames go out; a slow browser slows the run instead of falling behind it."""


class Player:
    """Calls `step()` while playing; `step` returns the number of frames sent, or None where it sent none.

    At the end of the run `step` itself says `play(False)`.
    """

    def __init__(self, step: Callable[[], int | None], idle: Callable[[], bool]) -> None:
        self.step, self.idle = step, idle
        self.speed = 6.0
        self.drawn = 0
        self._playing = threading.Event()
        self._closed = False
        self._change = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="player", daemon=True)
        self._thread.start()

    @property
    def playing(self) -> bool:
        return self._playing.is_set()

    @property
    def ahead(self) -> float:
        """Frames that may be on their way at this speed."""
        return AHEAD + self.speed * TOLD_EVERY

    def play(self, on: bool) -> None:
        with self._change:
            (self._playing.set if on else self._playing.clear)()
            self._change.notify_all()

    def acknowledge(self, sent: int) -> None:
        """The browser has drawn the frame with this number."""
        with self._change:
            self.drawn = max(self.drawn, sent)
            self._change.notify_all()

    def close(self) -> None:
        """End the thread; the page is gone."""
        self._closed = True
        self.play(False)

    def _run(self) -> None:
        due = time.monotonic()
        while not self._closed:
            if not self.playing:
                if not self.idle():  # nothing to prepare either: sleep until something changes
                    with self._change:
                        self._change.wait_for(lambda: self.playing or self._closed, timeout=0.25)
                due = time.monotonic()
                continue
            sent = self.step()
            if sent is None:
                continue
            due = max(due + 1.0 / self.speed, time.monotonic() - 0.1)
            self._wait(sent, due)

    def _wait(self, sent: int, due: float) -> None:
        with self._change:
            while self.playing and (left := due - time.monotonic()) > 0:
                self._change.wait(left)
            self._change.wait_for(lambda: not self.playing or self.drawn > sent - self.ahead, timeout=5.0)
