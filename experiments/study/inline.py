"""Values set in a policy's name: `hague+bar=0.75@2034-01` is `hague` with another bar from January 2034 on.

So every change of one thing is a policy that any command can run, without a file. What is set so holds whatever the policy
said before; a change of the policy's own that comes later writes over it. A name may carry several: `+bar=0.7+HUN.veto=2@2034`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from model.errors import RequestError
from model.parameters import PARAMETERS
from model.settings import Change, Setting
from model.settings.amendments import entity_by_name, read_parameters
from model.settings.dates import month_of_date

__all__ = ["has_values", "named_with", "read_values", "with_values", "without_values"]

_VALUE = re.compile(r"\+([A-Za-z_]\w*(?:\.\w+)*)=([^+@=]+)(?:@([\d-]+))?$")


def _split(wanted: str) -> tuple[str, list[tuple[str, str, str | None]]]:
    """The policy's own name, and what is set beside it: name, value, date."""
    found: list[tuple[str, str, str | None]] = []
    while match := _VALUE.search(wanted):
        found.insert(0, (match[1], match[2], match[3]))
        wanted = wanted[: match.start()]
    return wanted, found


def has_values(wanted: str) -> bool:
    """Whether a name sets values."""
    return bool(_VALUE.search(wanted))


def without_values(wanted: str) -> str:
    """The name of the policy itself."""
    return _split(wanted)[0]


def named_with(name: str, value: float | int | str, date: str) -> str:
    """How one such value is written: `+bar=0.75@2034-01`."""
    text = str(value).lower() if isinstance(value, bool | str) else f"{value:g}"
    if not isinstance(value, bool | str) and float(text) != value:
        text = repr(float(value))
    return f"+{name}={text}@{date}"


def read_values(wanted: str) -> tuple[Change, ...]:
    """What a name sets, as dated changes; without a date from the first month on. Errors: RequestError, one line."""
    changes = []
    for name, value, date in _split(wanted)[1]:
        month = month_of_date(date, where=wanted) if date else 0
        if "." in name:
            changes.append(Change(month, entities=(entity_by_name(name, value, wanted),)))
            continue
        parameters = read_parameters({name: value}, wanted)
        if PARAMETERS[name].group == "network":
            raise RequestError(f"{wanted}: {name} cannot change during a run; set it from the start")
        changes.append(Change(month, parameters))
    return tuple(changes)


def with_values(wanted: str, read: Callable[[str], Setting]) -> Setting:
    """The setting that such a name means; `read` reads the policy itself."""
    setting = read(without_values(wanted))
    if hasattr(setting, "kind_of_agent"):
        raise RequestError(f"{wanted}: agents of your own take no value in their name; write a policy file")
    later = sorted((*setting.changes, *read_values(wanted)), key=lambda change: change.month)
    return replace(setting, name=wanted, changes=tuple(later), source=wanted)
