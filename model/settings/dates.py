"""Settings put together and put in time: `A+B` is both at once, `A@2030` or `A@2030-06` is A from that date on.

What a setting writes first, it writes on the date: of one that begins at the start of a run everything moves to the date; of
one whose first change comes later (an exit in the sixth year) the whole moves so that this change comes then. Two settings
that write one thing are refused by name: which of them should hold, nobody can know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from model.constants import FIRST_YEAR, LONGEST
from model.errors import RequestError
from model.settings.files import Change, Setting
from model.settings.signposts import Signpost

__all__ = ["compose", "is_composed", "month_of_date"]


def is_composed(wanted: str) -> bool:
    """Whether a name speaks of several settings or of a date. Files are named by their path alone."""
    return ("+" in wanted or "@" in wanted) and "/" not in wanted and not wanted.endswith(".toml")


def compose(wanted: str, load: Callable[[str], Setting]) -> Setting:
    """The setting that a name such as `hague+joint-attribution@2030-06` means. Errors: RequestError, one line."""
    parts = [_dated(part, load) for part in wanted.split("+")]
    if len(parts) == 1:
        return parts[0]
    for number, one in enumerate(parts):
        for other in parts[number + 1 :]:
            both = sorted(_written(one) & _written(other))
            if both:
                raise RequestError(f"{wanted}: {one.name} and {other.name} both write {both[0]}; which should hold?")
    drawn = [part.graphml for part in parts if part.graphml]
    if len(set(drawn)) > 1:
        raise RequestError(f"{wanted}: two of them bring a network; leave one out")
    return Setting(
        name=wanted,
        title=" and ".join(part.title for part in parts),
        meaning=" ".join(part.meaning for part in parts),
        kind=parts[0].kind,
        parameters=tuple(one for part in parts for one in part.parameters),
        entities=tuple(one for part in parts for one in part.entities),
        changes=tuple(sorted((one for part in parts for one in part.changes), key=lambda change: change.month)),
        signposts=tuple(one for part in parts for one in part.signposts),
        graphml=drawn[0] if drawn else None,
        source=wanted,
    )


def month_of_date(text: str, first_year: int = FIRST_YEAR, where: str = "") -> int:
    """The month of a run that a date means: `2030` is its January. Errors: RequestError outside the longest run."""
    year, _, month = text.partition("-")
    last = first_year + (LONGEST - 1) // 12
    if not (year.isdigit() and (not month or month.isdigit())):
        raise RequestError(
            f"{where}: '{text}' is no date; write a year, as {first_year + 5}, or a month, as {first_year + 5}-06"
        )
    number = 12 * (int(year) - first_year) + (int(month) - 1 if month else 0)
    if month and not 1 <= int(month) <= 12 or not 0 <= number < LONGEST:
        raise RequestError(f"{where}: '{text}' is outside of a run; allowed: {first_year}-01 … {last}-12")
    return number


def _dated(part: str, load: Callable[[str], Setting]) -> Setting:
    """One setting, moved to its date where it has one."""
    name, at, date = part.partition("@")
    setting = load(name)
    if not at:
        return setting
    month = month_of_date(date, where=part)
    if setting.graphml:
        raise RequestError(f"{part}: a network cannot change during a run; leave out the date")
    begins = bool(setting.parameters or setting.entities or setting.signposts)
    first = 0 if begins or not setting.changes else min(change.month for change in setting.changes)
    moved = [replace(change, month=change.month - first + month) for change in setting.changes]
    if begins:
        moved.insert(0, Change(month, setting.parameters, setting.entities))
    return replace(
        setting,
        name=part,
        title=f"{setting.title}, from {date}",
        parameters=(),
        entities=(),
        changes=tuple(sorted(moved, key=lambda change: change.month)),
        signposts=tuple(replace(one, since=one.since + month) for one in setting.signposts),
        source=f"{setting.source}, from {date}",
    )


def _written(setting: Setting) -> set[str]:
    """What a setting writes, by name: `bar`, `TUR.balancing`."""
    later: list[Change | Signpost] = [*setting.changes, *setting.signposts]
    parameters: Iterable = [setting.parameters, *(one.parameters for one in later)]
    entities: Iterable = [setting.entities, *(one.entities for one in later)]
    found = {name for table in parameters for name, *_ in table}
    return found | {f"{code.replace(':', '.')}.{variable}" for table in entities for _, code, variable, *_ in table}
