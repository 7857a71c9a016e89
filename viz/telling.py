"""A case told on the page: its story at once, and what would have changed it when that has been tried, a second or so later."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from experiments.explanation.document import incident_document
from experiments.explanation.explained import Explanation, asked_of, explain
from experiments.explanation.lives import Life, life_of
from model.errors import RequestError
from viz.errors import line_of
from viz.frames import Session
from viz.plain import plain

__all__ = ["Telling"]


class Telling:
    """One case at a time for one page. `show` takes its document; `changes` is None in it until they have been tried."""

    def __init__(self, show: Callable[[dict[str, Any]], None]) -> None:
        self._show = show
        self._lock = threading.Lock()
        self._asked = 0  # counts requests, so that what comes late for a former one is dropped
        self._of: tuple[Session, Life] | None = None
        self._told: dict[int, Explanation] = {}

    def forget(self) -> None:
        """The page left the case; what is still being tried is not sent."""
        with self._lock:
            self._asked += 1
        self._show({})

    def tell(self, session: Session, row: int | None, incident: int | None, known: bool) -> None:
        """The case in this row of the log, or of this identity. known: with the eyes of the allies.

        What cannot be told is said in the document's place.
        """
        with self._lock:
            self._asked += 1
            asked = self._asked
        try:
            found = self._explained(session, row, incident)
            trying = not known and not found.trials
            document = self._document(session, found, known)
            self._send(asked, document | ({"changes": None} if trying else {}))
        except RequestError as error:
            self._send(asked, {"row": row, "incident": incident, "known": known, "error": str(error)})
            return
        if trying:
            job = (session, found, asked)
            threading.Thread(target=self._try, args=job, name="changes", daemon=True).start()

    def _life(self, session: Session) -> Life:
        if self._of is None or self._of[0] is not session:
            self._of, self._told = (session, life_of(session.model)), {}
        return self._of[1]

    def _explained(self, session: Session, row: int | None, incident: int | None) -> Explanation:
        life = self._life(session)
        if row is not None:
            if not row < len(life.events):
                raise RequestError(f"case = {row} is out of bounds; allowed: 0 … {len(life.events) - 1}")
            incident = int(life.events[row]["identity"])
        found = self._told.get(incident) if incident is not None else None
        if found is None:
            found = explain(life, incident, asked=asked_of(life))
            self._told[found.incident] = found
        return found

    def _document(self, session: Session, found: Explanation, known: bool) -> dict[str, Any]:
        events = self._life(session).events
        row = int((events["identity"] == found.incident).argmax())
        return plain({"row": row, "at": int(events[row]["month"]), **incident_document(found, known)})

    def _try(self, session: Session, found: Explanation, asked: int) -> None:
        try:
            document = self._document(session, found.try_changes(), known=False)
        except Exception as error:  # the border of the thread: the page gets one line instead of the changes
            document = self._document(session, found, known=False) | {"changes": None}
            document["failed"] = line_of(error, "what would have changed it could not be tried")
        self._send(asked, document)

    def _send(self, asked: int, document: dict[str, Any]) -> None:
        with self._lock:
            if asked == self._asked:
                self._show(document)
