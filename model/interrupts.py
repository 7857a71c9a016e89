"""Ctrl-C and SIGTERM take effect between two runs, never in the middle of the threads' bookkeeping.

Python raises KeyboardInterrupt wherever the main thread happens to be. In the few lines in which a pool of threads takes or
gives back a lock, that leaves the lock held, and the work hangs; or it becomes another error ("release unlocked lock"), and
the work goes on as if it had not been asked to stop.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["between_runs"]


@contextmanager
def between_runs() -> Iterator[Callable[[], None]]:
    """Inside the block an interrupt is noted; the function that the block is given acts on it, and so does the block's end.

    A second interrupt acts at once, in case a run never ends. Only signals that raise something are held, and only in the
    main thread: nowhere else does Python handle signals.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    noted: list[tuple[int, FrameType | None]] = []
    former = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def act(number: int, frame: FrameType | None) -> None:
        handler = former[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    def note(number: int, frame: FrameType | None) -> None:
        noted.append((number, frame))
        if len(noted) > 1:
            act(number, frame)

    def check() -> None:
        if noted:
            act(*noted.pop())

    held = [number for number, handler in former.items() if callable(handler)]
    for number in held:
        signal.signal(number, note)
    try:
        yield check
    finally:
        for number in held:
            signal.signal(number, former[number])
        check()
