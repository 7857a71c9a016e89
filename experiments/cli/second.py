"""A second process that compiles beside the first: the rules of a month from the last to the first, until the two meet.

The first begins at the other end. Each finds on disk what the other has compiled; a rule that both have in hand is
compiled twice and kept once, which is right, if wasteful.
"""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

__all__ = ["asked", "beside", "main", "rules_in"]


@contextmanager
def beside() -> Iterator[None]:
    """Within, the second process compiles too, where the machine has a processor for it and keeps compiled code."""
    from model.rule import cache_folder, is_warm

    if is_warm() or cache_folder() is None or (os.cpu_count() or 1) < 2:
        yield
        return
    command = [sys.executable, "-P", "-m", __name__]
    nowhere = subprocess.DEVNULL
    second = subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere)
    try:
        yield
    finally:
        second.terminate()
        second.wait()


def rules_in(schedule: Callable) -> list[Callable]:
    """The rules that a compiled function calls by name, in the order of their first call."""
    function = schedule.py_func  # type: ignore[attr-defined]
    named = (function.__globals__.get(name) for name in function.__code__.co_names)
    return [one for one in named if hasattr(one, "py_func")]


def asked() -> list[tuple[Callable, tuple]]:
    """The rules of a month, and the types of what each is handed."""
    import numba

    from model.engine import month_of
    from model.preparation import lay_out
    from model.roster import read_roster
    from model.settings.settings import resolve

    roster = read_roster()
    ready = lay_out(resolve(roster=roster), 1, roster)  # not `prepare`, which would compile year zero
    types = {"world": numba.typeof(ready.template), "p": numba.typeof(ready.sets[0, 2])}
    return [
        (rule, tuple(types.get(name, numba.int64) for name in inspect.signature(rule.py_func).parameters))  # type: ignore[attr-defined]
        for rule in rules_in(month_of)
    ]


def main() -> None:
    """Compile what `engine.month_of` calls, the last first; end early where the first process is gone."""
    first = os.getppid()
    for rule, types in reversed(asked()):
        if os.getppid() != first:
            return
        rule.compile(types)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
