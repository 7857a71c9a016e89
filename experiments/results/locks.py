"""One writer a folder: an exclusive lock that the system takes away with the process, however it ends."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import IO

from experiments.results.files import open_inside

__all__ = ["is_held", "take"]


def take(path: Path, patience: float = 0.5) -> IO[str] | None:
    """The open file that holds the lock until it is closed, or None where another process has it.

    It is tried for `patience` seconds, since whoever asks `is_held` has it for an instant. Errors: RequestError for a link.
    """
    file = open(open_inside(path.parent, path, os.O_RDWR | os.O_CREAT), "r+")  # noqa: SIM115  (open while the lock is held)
    end = time.monotonic() + patience
    while True:
        try:
            _lock(file)
        except OSError:
            if time.monotonic() < end:
                time.sleep(0.02)
                continue
            file.close()
            return None
        return file


def is_held(path: Path) -> bool:
    """Whether some process holds the lock just now. The file is only read, so the folder may be somebody else's."""
    try:
        descriptor = open_inside(path.parent, path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    with open(descriptor) as file:
        try:
            _lock(file, shared=True)
        except OSError:
            return True
    return False


def _lock(file: IO[str], shared: bool = False) -> None:
    if sys.platform == "win32":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
