"""The decorator of every rule: compiled once, kept on disk, never stale, without counting references.

numba's own file cache looks only at the file of the compiled function: change a rule in another file and the engine
that calls it still runs the old one. So compiled code lies in a folder named by the content of every file of `model`
and by the versions of numba and numpy; any edit starts a new folder, and the three newest are kept.
With NUMBA_DISABLE_JIT=1 a rule is the plain Python function.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any, overload

import numba
import numpy as np
from numba.core.errors import NumbaError
from numba.core.options import DefaultOptions

from model.records import read_directly

__all__ = ["cache_folder", "cached_in", "code_hash", "is_warm", "rule", "source_hash"]


def _shorten_symbols() -> None:
    """Name compiled functions by a hash of the world's type.

    numba writes a named tuple's whole type, every field of every record, into the name of each function that takes one:
    100 kB a name, and ten minutes instead of one to compile. The name of a symbol is all that changes.
    """

    def short(self):
        return self.instance_class.__name__, (hashlib.sha256(self.name.encode()).hexdigest()[:16],)

    numba.types.NamedTuple.mangling_args = property(short)


UNCOUNTED = ("_nrt",) if hasattr(DefaultOptions, "_nrt") else ()
"""numba's option that, off, leaves reference counting out of a function; nothing where numba no longer has it.

Each `world.states` in a rule would count two references, which no rule needs: the caller holds the world. Counting takes
more than half of a run's time. The option is private to numba; `docs/design.md` says what to do when it changes.
"""
_ALLOCATES = ("NRT required", "Only accept returning of array")  # numba's words for an array or a list without counting


def _said_plainly(dispatcher: Any) -> Any:
    """A rule that allocates and does not say so is refused in one line."""
    if numba.config.DISABLE_JIT:
        return dispatcher
    compiled = dispatcher.compile

    def compile(signature):
        try:
            return compiled(signature)
        except NumbaError as error:
            if not any(words in str(error) for words in _ALLOCATES):
                raise
            code = dispatcher.py_func.__code__
            place = f'File "{code.co_filename}", line {code.co_firstlineno}'
            told = f"{code.co_name} makes an array or a list: write @rule(allocates=True) above it. {place}"
            raise NumbaError(told, highlighting=False) from None

    dispatcher.compile = compile
    return dispatcher


_shorten_symbols()
DIRECT = read_directly()
"""Whether rules read a record that Python hands them without numpy's description of it; `docs/design.md` says more."""

KEPT = 3
"""Versions of compiled code that stay on disk."""

_PACKAGE = Path(__file__).resolve().parent
_ASIDE = frozenset({_PACKAGE / "closed_forms.py", _PACKAGE / "shipped.py"})
"""Files that no run reads; a test holds that. Results and compiled code outlive an edit of them."""
_OURS = re.compile(r"rules-[0-9a-f]{16}")
_elsewhere: list[Path] = []  # folders of `cached_in` blocks under way, the innermost last


def _digest(*patterns: str) -> str:
    """Hash of the names and contents of the package's files that match and that a run may read."""
    total = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in _PACKAGE.rglob(pattern)} - _ASIDE):
        content = path.read_bytes()
        total.update(f"{path.relative_to(_PACKAGE).as_posix()} {len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()


@cache
def source_hash() -> str:
    """Hash of everything that determines a run's bits apart from its settings: code, data, policies and scenarios."""
    return _digest("*.py", "*.csv", "*.toml")


@cache
def code_hash() -> str:
    """Hash of what determines the compiled code: the modules that a run reads, and the versions of numba and numpy."""
    return hashlib.sha256(f"{_digest('*.py')} {numba.__version__} {np.__version__}".encode()).hexdigest()[:16]


def _chosen() -> list[Path]:
    """Where a person's compiled code may live, the preferred place first."""
    roots = []
    if os.environ.get("FOEDUS_CACHE"):
        roots.append(Path(os.environ["FOEDUS_CACHE"]))
    if os.environ.get("XDG_CACHE_HOME"):
        roots.append(Path(os.environ["XDG_CACHE_HOME"]) / "foedus")
    home = Path(os.path.expanduser("~"))
    if home.is_absolute():
        roots.append(home / ".cache" / "foedus")
    return roots


def _temporary() -> Iterator[Path]:
    """The last resort: a private folder among the temporary files; none where somebody else made it first."""
    try:
        folder = Path(tempfile.gettempdir()) / f"foedus-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if _private(folder):
            yield folder
    except OSError:
        return


def _private(folder: Path) -> bool:
    """Whether nobody else can put code there: what a cache holds is run."""
    if not hasattr(os, "getuid"):
        return True
    status = folder.stat()
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _prune(root: Path, current: Path) -> None:
    """Drop all but the newest versions; a folder that another process has just removed is no error."""
    ages = {}
    for folder in root.iterdir():
        if _OURS.fullmatch(folder.name) and folder != current:
            try:
                ages[folder] = folder.stat().st_mtime
            except OSError:
                continue
    for folder in sorted(ages, key=ages.__getitem__, reverse=True)[KEPT - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)


def _prepared(root: Path) -> Path | None:
    """This version's folder under `root`, made if need be, or None where it cannot be written or is not ours alone."""
    folder = root / f"rules-{code_hash()}"
    try:
        new = not folder.is_dir()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        if not _private(folder):
            return None
        os.utime(folder)  # its age is its last use
        if new:
            _prune(root, folder)
    except OSError:
        return None
    return folder


@cache
def cache_folder() -> Path | None:
    """The folder of this version's compiled code, made on first use, or None where none can be written."""
    for root in chain(_chosen(), _temporary()):
        if folder := _prepared(root):
            return folder
    print(
        "foedus: no folder for compiled code can be written; rules compile at every start (set FOEDUS_CACHE)",
        file=sys.stderr,
    )
    return None


def is_warm(module: str = "engine") -> bool:
    """Whether compiled code of this module (default: `model/engine.py`) is on disk, or nothing is to be compiled."""
    if numba.config.DISABLE_JIT:
        return True
    folder = cache_folder()
    return folder is not None and any(folder.rglob(f"{module}.*.nbc"))


@contextmanager
def cached_in(name: str) -> Iterator[None]:
    """Rules declared inside the block keep their compiled code apart, in a subfolder of that name.

    For a module that is loaded a second time with one rule replaced: its functions have the names and lines of the
    original, and would find the original's code.
    """
    folder = cache_folder()
    _elsewhere.append(folder / name if folder else Path())
    try:
        yield
    finally:
        _elsewhere.pop()


@overload
def rule(function: Callable, *, allocates: bool = False) -> Callable: ...


@overload
def rule(*, allocates: bool) -> Callable[[Callable], Callable]: ...


def rule(function: Callable | None = None, *, allocates: bool = False) -> Callable:
    """Compile `function` with numba on first call, without the interpreter's lock, and keep the code on disk.

    A rule that makes an array or a list says so, `@rule(allocates=True)`: only then are references counted. A function
    without a file (typed at a prompt) is compiled but not kept. Only numba's setting for this one function is touched: a
    user's own compiled functions stay where they were.
    """
    if function is None:
        return partial(rule, allocates=allocates)
    options = {"nogil": True, "error_model": "numpy", **dict.fromkeys(UNCOUNTED, allocates)}
    folder = cache_folder()
    if folder is None:
        return _said_plainly(numba.njit(**options)(function))
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(_elsewhere[-1] if _elsewhere else folder)
    try:
        return _said_plainly(numba.njit(cache=_has_file(function), **options)(function))
    finally:
        numba.config.CACHE_DIR = before


def _has_file(function: Callable) -> bool:
    return os.path.isfile(function.__code__.co_filename)
