"""One kind of error for every request that cannot be met: its text is the one line a user reads."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["RequestError", "nearest", "unknown"]


class RequestError(ValueError):
    """The request is wrong: `str(error)` says what, where and what is allowed. The command line exits with 2."""

    def __init__(self, line: object = "") -> None:
        super().__init__(" ".join(str(line).split()))  # one line, whatever was in the name that somebody gave


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The known name a person most likely meant, or None when nothing is close."""
    folded = {known.casefold(): known for known in names}
    close = difflib.get_close_matches(str(name).casefold(), list(folded), n=1, cutoff=0.5)
    return folded[close[0]] if close else None


def unknown(kind: str, name: str, names: Iterable[str], where: str = "") -> RequestError:
    """The error for an undeclared name, with the nearest declared one."""
    known = list(names)
    guess = nearest(name, known)
    hint = f"did you mean '{guess}'?" if guess else f"known: {', '.join(known[:12])}{' …' if len(known) > 12 else ''}"
    place = f"{where}: " if where else ""
    return RequestError(f"{place}unknown {kind} '{name}'; {hint}")
