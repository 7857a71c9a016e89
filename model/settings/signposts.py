"""Signposts of an adaptive policy: what it watches for, and what it then does.

```toml
[[when]]
measure = "cohesion"               # a monthly measure
below = 0.5                        # or: above
for = 6                            # so many months on end; 1 where nothing is said
since = 60                         # the month from which it watches; 0 where nothing is said
once = true                        # it stays; without it what was done is undone once the months tell otherwise for as long
policy = "joint-attribution"       # what that policy changes; or tables of one's own:
[when.parameters]
bar = 0.7
```

Source: signposts and contingent actions of dynamic adaptive policies (Walker, Rahman & Cave 2001; Haasnoot et al. 2013).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from model.constants import LONGEST, SIGNPOSTS
from model.errors import RequestError, unknown
from model.measures import MEASURES, MONTHLY
from model.parameters import PARAMETERS
from model.settings.amendments import EntityChange, ParameterChange, read_entities, read_parameters

__all__ = ["WRITES", "Signpost", "read_signposts"]

WRITES = ("parameters", "states", "adversaries", "pairs")
KEYS = ("measure", "below", "above", "for", "once", "since", "policy", *WRITES)


@dataclass(frozen=True)
class Signpost:
    """A measure, a threshold, how many months on end it must be passed, and what is changed then."""

    measure: str
    side: str  # below · above
    threshold: float
    months: int
    once: bool
    parameters: tuple[ParameterChange, ...] = ()
    entities: tuple[EntityChange, ...] = ()
    since: int = 0  # months before this one do not count
    source: str = ""

    @property
    def text(self) -> str:
        """When it acts, for people."""
        lasting = f" for {self.months} months" if self.months > 1 else ""
        return (
            f"when {self.measure} is {self.side} {self.threshold:g}{lasting}{'' if self.once else ', while it lasts'}"
        )


def read_signposts(tables: object, source: str) -> tuple[Signpost, ...]:
    """The signposts of a file's `[[when]]` tables. Errors: RequestError, one line with file and key."""
    if not isinstance(tables, list):
        raise RequestError(f"{source}: signposts are written as [[when]] with a measure")
    if len(tables) > SIGNPOSTS:
        raise RequestError(f"{source}: {len(tables)} tables [[when]]; at most {SIGNPOSTS} are allowed")
    return tuple(_signpost(table, f"{source}: when {number}") for number, table in enumerate(tables, 1))


def _signpost(table: object, where: str) -> Signpost:
    if not isinstance(table, Mapping):
        raise RequestError(f"{where}: expected a table, found {table!r}")
    for key in table:
        if key not in KEYS:
            raise unknown("key", key, KEYS, where)
    measure = table.get("measure")
    if measure not in MONTHLY:
        if measure in MEASURES:
            told = "is worked out from whole runs; a signpost watches a measure that has a value each month"
            raise RequestError(f"{where}: {measure} {told}")
        raise unknown("monthly measure", str(measure), MONTHLY, where)
    sides = [side for side in ("below", "above") if side in table]
    if len(sides) != 1:
        raise RequestError(f"{where}: give one of below and above, the threshold of {measure}")
    threshold, months, once = table[sides[0]], table.get("for", 1), table.get("once", False)
    if isinstance(threshold, bool) or not isinstance(threshold, int | float) or not math.isfinite(threshold):
        raise RequestError(f"{where}.{sides[0]} = {threshold!r} is not a number")
    if isinstance(months, bool) or not isinstance(months, int) or not 1 <= months <= LONGEST:
        raise RequestError(f"{where}.for = {months!r}; allowed: a whole number of months, 1 … {LONGEST}")
    if not isinstance(once, bool):
        raise RequestError(f"{where}.once = {once!r}; allowed: true | false")
    since = table.get("since", 0)
    if isinstance(since, bool) or not isinstance(since, int) or not 0 <= since < LONGEST:
        raise RequestError(f"{where}.since = {since!r}; allowed: a whole number, 0 … {LONGEST - 1}")
    parameters, entities = _action(table, where)
    if entities and not once:
        raise RequestError(f"{where}: what is written on {entities[0][1]} cannot be undone; say once = true")
    return Signpost(str(measure), sides[0], float(threshold), months, once, parameters, entities, since, where)


def _action(table: Mapping[str, object], where: str) -> tuple[tuple[ParameterChange, ...], tuple[EntityChange, ...]]:
    """What a signpost changes: a policy's changes, or its own."""
    own = [key for key in WRITES if key in table]
    if ("policy" in table) == bool(own):
        raise RequestError(f"{where}: give what it changes: policy, or tables {', '.join(WRITES)}")
    if own:
        parameters, entities = (
            read_parameters(table.get("parameters", {}), f"{where}.parameters"),
            read_entities(table, where),
        )
    else:
        from model.settings.settings import load_policy

        policy = load_policy(str(table["policy"]))
        if policy.changes or policy.signposts or policy.graphml:
            raise RequestError(
                f"{where}: {policy.name} changes something later or brings a network; name one that does neither"
            )
        parameters, entities = policy.parameters, policy.entities
    for name, *_ in parameters:
        if PARAMETERS[name].group == "network":
            raise RequestError(f"{where}: {name} cannot change during a run; set it from the start")
    return parameters, entities
