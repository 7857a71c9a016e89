"""What a person sees while work goes on: a bar with the time left on a terminal, a rare line elsewhere; all on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import typer

__all__ = ["Progress", "fail", "finished", "note", "resumable", "say_if_cold", "working"]

SILENCE = 30.0
"""Seconds between lines when stderr is no terminal."""


def note(line: str) -> None:
    """A remark beside the results."""
    print(line, file=sys.stderr)


def fail(line: str) -> NoReturn:
    """The request was right and the work failed: one line, exit 1."""
    note(f"foedus: {line}")
    raise typer.Exit(1)


def say_if_cold() -> bool:
    """The first command of a version compiles the rules: say so before the wait. Whether it was said.

    Call it when the whole request has been checked: a wrong one is refused without this line.
    """
    from model.rule import is_warm

    cold = not is_warm()
    if cold:
        note("compiling the rules, once, about a minute")
    return cold


def finished(found: Any, json: bool) -> bool:
    """A result's notes on stderr, and the whole of it as JSON if that was asked for."""
    from experiments.tables import write_json

    for line in found.notes:
        note(line)
    if json:
        write_json(found.to_json())
    return json


class Progress:
    """Called with the number done and the number asked for: with 0 done once the request is checked and work begins.

    The pace is taken from the first call after compiling, which is no work.
    """

    def __init__(self, label: str) -> None:
        self.label, self.first, self.begun, self.spoke, self.called = label, 0, 0.0, 0.0, False

    def __call__(self, done: int, total: int | None = None) -> None:
        if not self.called:
            self.called = True
            if say_if_cold():
                return
        now = time.monotonic()
        if not self.begun:
            self.first, self.begun, self.spoke = done, now, now
        elif total and self.first < done < total and now - self.spoke >= SILENCE:
            self.spoke = now
            left = (now - self.begun) / (done - self.first) * (total - done)
            note(f"{self.label}: {done:,} of {total:,}, about {left:,.0f} s left")


class _Bar(Progress):
    """The same on a terminal."""

    def __init__(self, label: str, bar) -> None:
        super().__init__(label)
        self.bar, self.task = bar, bar.add_task(label, total=None)

    def __call__(self, done: int, total: int | None = None) -> None:
        if not self.called:
            self.called = True
            say_if_cold()
        self.bar.update(self.task, completed=done, total=total)


@contextmanager
def working(label: str) -> Iterator[Progress]:
    """The progress of one job."""
    if not sys.stderr.isatty():
        yield Progress(label)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Rich

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Rich(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Bar(label, bar)


class Interrupted(Exception):
    """Ctrl-C, a full disk, no memory left: the line that says what is kept and how to go on."""

    def __init__(self, line: str, exit_code: int = 130) -> None:
        super().__init__(line)
        self.exit_code = exit_code

    def format_message(self) -> str:
        """As Typer's own errors say theirs."""
        return str(self)


@contextmanager
def resumable(out: Path | None) -> Iterator[None]:
    """If Ctrl-C or the machine stops the work inside the block, say what is kept and how to continue."""
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(f"interrupted; {_kept(out)}") from None
    except MemoryError:
        line = f"no memory left; {_kept(out)}; fewer --workers or [keep] less need less of it"
        raise Interrupted(line, 1) from None
    except OSError as error:
        if not error.filename:  # no file of the user's: a bug
            raise
        raise Interrupted(f"{error.strerror}: {error.filename}; {_kept(out)}", 1) from None


def _kept(out: Path | None) -> str:
    if out is None:
        return "nothing was written (--out DIR keeps finished runs)"
    if not out.is_dir() or all(one.name == "lock" for one in out.iterdir()):  # nothing was begun
        return "nothing was written"
    return f"finished runs are kept in {out}: the same command continues from there"
