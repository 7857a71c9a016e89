"""What a page may say: every message by its type, and what each field of it may be. All else ends the connection.

A browser sends text alone, and little of it; a binary frame, or a message that is not in these tables, comes from no page
of ours. So it is refused before Solara unpacks it: a frame of a hundred bytes can claim buffers of gigabytes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from model import MEASURES, PARAMETERS
from model.constants import MOST_RUNS
from model.errors import RequestError
from model.incidents import FATES
from model.preparation import LONGEST
from viz.frames import COLOURS
from viz.history import JUMPS
from viz.stories import STORIES

__all__ = ["COMMANDS", "LARGEST", "Refused", "check_command", "read"]

LARGEST = 2**16
"""Characters of one message; what a page sends is a few hundred, and a moved lever adds thirty."""
DEEPEST = 8
"""How far a message may nest: a click that Solara hears is at six."""

Check = Callable[[Any], bool]


class Refused(ValueError):
    """A message that no page of ours sends; the text says why."""


def text(most: int = 200) -> Check:
    """A text of at most so many characters."""
    return lambda value: isinstance(value, str) and len(value) <= most


def whole(low: int, high: int) -> Check:
    """A whole number within bounds."""
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def number(low: float, high: float) -> Check:
    """A finite number within bounds."""
    return lambda value: isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def one_of(*allowed: Any) -> Check:
    """One of these."""
    return lambda value: any(value == one and type(value) is type(one) for one in allowed)


def either(*checks: Check) -> Check:
    """What one of these takes."""
    return lambda value: any(check(value) for check in checks)


def several(each: Check, least: int, most: int) -> Check:
    """A list of so many."""
    return lambda value: isinstance(value, list) and least <= len(value) <= most and all(map(each, value))


def mapping(value: Check, most: int, name: Check | None = None) -> Check:
    """A mapping of at most so many names."""
    names = name or text(100)
    return lambda held: (
        isinstance(held, dict) and len(held) <= most and all(names(n) and value(v) for n, v in held.items())
    )


def exactly(**fields: Check) -> Check:
    """A mapping with these fields, none else; a field whose check takes None may be left out."""
    return lambda held: isinstance(held, dict) and not _wrong(held, fields)


def anything(_: Any) -> bool:
    """Whatever the bounds of size and depth let through."""
    return True


nothing = one_of(None)
flag = one_of(True, False)
huge = number(-1e15, 1e15)
lever = either(flag, huge, text(100))

COMMANDS: Mapping[str, Mapping[str, Check]] = {
    "drawn": {"frame": whole(0, 2**31)},
    "play": {"on": flag},
    "seek": {"month": whole(0, LONGEST)},
    "step": {"by": whole(-12, 12)},
    "speed": {"value": number(0.5, 60.0)},
    "measure": {"name": one_of(*COLOURS)},
    "history": {},
    "incident": {
        "row": either(nothing, whole(0, 10**7)),
        "id": either(nothing, whole(0, 2**53)),
        "known": either(nothing, flag),
        "whose": either(nothing, whole(0, 1)),
    },
    "story": {"name": one_of(*STORIES)},
    "jump": {
        "to": one_of(*JUMPS),
        "back": flag,
        "known": flag,
        "least": number(0, 1e6),
        "state": either(nothing, whole(0, 10_000)),
        "tier": whole(0, 9),
        "fate": one_of("", *FATES),
        "whose": either(nothing, whole(0, 1)),
    },
    "choose": {"row": either(nothing, whole(0, 10_000))},
    "reset": {
        "policies": several(text(), 1, 2),
        "scenario": text(),
        "seed": text(100),
        "parameters": mapping(lever, len(PARAMETERS), one_of(*PARAMETERS)),
    },
    "batch": {"runs": either(nothing, huge)},
    "about": {"measure": one_of(*MEASURES)},
    "future": {"run": either(nothing, whole(0, MOST_RUNS - 1))},
    "cancel": {},
}
"""What the picture says it has drawn, and what its buttons ask for; `viz.live.Live` has a method for each. `number` counts
what a button asks for, and comes back."""

STATE = {
    "v_model": either(nothing, text(5000)),
    "value": either(nothing, text(5000)),
    "dark_effective": flag,
    "dark": either(nothing, flag),
}
"""What a page may set: the text in a field of Explore, and whether it is dark."""

REQUEST = {
    "path": text(8000),
    "dark": either(nothing, flag),
    "themes": either(nothing, mapping(anything, 10)),
    "appName": either(nothing, one_of("__default__")),
}

DATA: Mapping[str, Mapping[str, Check]] = {
    "run": {"args": exactly(**REQUEST)},
    "app-status": {"args": either(nothing, mapping(anything, 10))},
    "request_states": {},
    "update": {"state": mapping(anything, 10), "buffer_paths": either(nothing, several(anything, 0, 0))},
    "custom": {"content": mapping(anything, 100)},
}
"""The data of a comm's message by its method."""

CONTENT: Mapping[str, Mapping[str, Check]] = {
    "kernel_info_request": {},
    "comm_info_request": {"target_name": either(nothing, text())},
    "comm_open": {
        "comm_id": text(),
        "target_name": one_of("solara.control", "jupyter.widget.control"),
        "data": either(nothing, mapping(anything, 0)),
    },
    "comm_msg": {"comm_id": text(), "data": mapping(anything, 10)},
    "comm_close": {"comm_id": text(), "data": either(nothing, mapping(anything, 0))},
}
"""The content of a message by its type. Others of Jupyter's (`execute_request`, …) are no business of a page."""

ENVELOPE = {
    "header": mapping(either(nothing, text()), 10),
    "parent_header": either(nothing, mapping(either(nothing, text()), 10)),
    "metadata": either(nothing, mapping(anything, 10)),
    "content": mapping(anything, 10),
    "channel": one_of("shell"),
    "buffers": either(nothing, several(anything, 0, 0)),
}


def read(message: str | bytes | None) -> None:
    """Look at a message from a page. Errors: Refused."""
    if not isinstance(message, str):
        raise Refused("a page sends text, no binary frame")
    if len(message) > LARGEST:
        raise Refused(f"a message of more than {LARGEST} characters")
    try:
        held = json.loads(message)
    except (ValueError, RecursionError):
        raise Refused("a message that is no JSON") from None
    _bounded(held, DEEPEST)
    _hold(held, ENVELOPE, "message")
    kind = held["header"].get("msg_type")
    _hold(held["content"], _known(CONTENT, kind, "message"), str(kind))
    if kind == "comm_msg":
        _look_into(held["content"]["data"])


def _look_into(data: dict[str, Any]) -> None:
    method = data.get("method")
    _hold(data, {"method": text(), **_known(DATA, method, "method")}, str(method))
    if method == "update":
        for name, value in data["state"].items():
            if name not in STATE or not STATE[name](value):
                raise Refused(f"a page does not set '{name[:40]}' so")
    elif method == "custom" and "event" not in data["content"]:  # with `event` it is one of Solara's own buttons
        try:
            check_command(data["content"])
        except RequestError as error:
            raise Refused(str(error)) from None


def check_command(content: Mapping[str, Any]) -> None:
    """Whether this is what a button of the picture asks for. Errors: RequestError."""
    kind = content.get("type")
    if not isinstance(kind, str) or kind not in COMMANDS:
        raise RequestError(f"unknown command {str(kind)[:40]!r}; allowed: {', '.join(COMMANDS)}")
    wrong = _wrong(
        {name: value for name, value in content.items() if name != "type"},
        {**COMMANDS[kind], "number": either(nothing, whole(0, 2**31))},
    )
    if wrong:
        raise RequestError(f"the command '{kind}' does not take this: {wrong[:40]}")


def _known(table: Mapping[str, Mapping[str, Check]], name: Any, what: str) -> Mapping[str, Check]:
    if not isinstance(name, str) or name not in table:
        raise Refused(f"a {what} that no page sends: {str(name)[:40]}")
    return table[name]


def _hold(held: Any, fields: Mapping[str, Check], what: str) -> None:
    if not isinstance(held, dict):
        raise Refused(f"{what[:40]}: no mapping")
    wrong = _wrong(held, fields)
    if wrong:
        raise Refused(f"{what[:40]}: not this {wrong[:40]}")


def _wrong(held: Mapping[str, Any], fields: Mapping[str, Check]) -> str:
    """The first field that is not as declared, or is not declared at all; "" where all is well."""
    for name, check in fields.items():
        if not check(held.get(name)):
            return name
    return next((name for name in held if name not in fields), "")


def _bounded(value: Any, left: int) -> None:
    """No deeper than allowed, and no number that JSON does not know."""
    if left < 0:
        raise Refused(f"a message that nests deeper than {DEEPEST}")
    if isinstance(value, float) and not math.isfinite(value):
        raise Refused("a number that is not finite")
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _bounded(one, left - 1)
