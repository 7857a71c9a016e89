"""Connections that begin a request and never end it are closed: enough of them would keep everybody else out.

uvicorn waits for the end of a request without limit. This is its own protocol with a clock: so many seconds may pass from
the opening, or from the last answer, until the next request is whole. A WebSocket has its own clock (`viz.guard`).
"""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["WHOLE", "Impatient"]

WHOLE = 20.0
"""Seconds in which a request must be there; a browser sends one in a hundredth, and closes idle connections itself."""
UNFINISHED = (h11.IDLE, h11.SEND_BODY)


class Impatient(H11Protocol):
    """HTTP that does not wait for ever."""

    patience = WHOLE
    _clock: asyncio.TimerHandle | None = None
    _handed_on = False
    """Whether the connection is a WebSocket's now: it is no longer for this clock to end."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: Any) -> None:
        self._handed_on = True
        super().handle_websocket_upgrade(event)

    def _watch(self) -> None:
        """Run the clock while a request is awaited; bytes that trickle in do not set it back."""
        if self._handed_on or self.transport.is_closing() or self.conn.their_state not in UNFINISHED:
            self._stop()
        elif self._clock is None:
            self._clock = self.loop.call_later(self.patience, self._close)

    def _stop(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _close(self) -> None:
        self._clock = None
        if not self.transport.is_closing():
            self.transport.close()
