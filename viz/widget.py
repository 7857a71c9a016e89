"""The picture in the browser: plain JavaScript on canvas, one binary trait a frame, one number back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anywidget
import traitlets

from viz.parts import script, style
from viz.plain import plain

__all__ = ["AllianceView"]


class AllianceView(anywidget.AnyWidget):
    """What travels: `fixed` and `controls` at the start, `frame` and a part of `history` in one message every month, `side`
    a few times a second, commands back."""

    _esm = script()
    _css = style()

    fixed = traitlets.Dict().tag(sync=True)
    controls = traitlets.Dict().tag(sync=True)
    frame = traitlets.Bytes(b"").tag(sync=True)
    history = traitlets.Dict().tag(sync=True)
    incident = traitlets.Dict().tag(sync=True)
    story = traitlets.Dict().tag(sync=True)
    note = traitlets.Dict().tag(sync=True)
    scale: Any = traitlets.List().tag(sync=True)
    side = traitlets.Dict().tag(sync=True)
    batch = traitlets.Dict().tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    link = traitlets.Unicode("").tag(sync=True)
    message = traitlets.Unicode("").tag(sync=True)
    answered = traitlets.Int(0).tag(sync=True)

    def __init__(self, **given: Any) -> None:
        self._one = threading.RLock()
        super().__init__(**given)

    @contextmanager
    def hold_sync(self) -> Iterator[None]:
        """All that is told within goes out as one message. What another thread tells meanwhile follows it: ipywidgets alone
        would add it to the message, or lose it where that is on its way."""
        with self._one, super().hold_sync():
            yield

    def notify_change(self, change: Any) -> None:
        """Send what has changed, one thread after the other."""
        with self._one:
            super().notify_change(change)

    @traitlets.validate("fixed", "controls", "side", "batch", "history", "scale")
    def _plain(self, proposal: dict[str, Any]) -> Any:
        """One place for all: nothing travels that the page's JSON cannot hold."""
        return plain(proposal["value"])
