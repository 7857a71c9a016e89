"""Your own rule in a study: `[rules] set_budget = "mine.py:my_budget"`, or `Study(rules={"set_budget": my_budget})`.

The file's content is part of a point's name on disk, so that an edited rule is never mixed with the old one's runs. Nothing
here imports a file because a results folder names it: only a study does, which its author wrote.
"""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import re
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from model.errors import RequestError, unknown
from model.state import STATES

__all__ = ["Swap", "engine_of", "fault", "imported", "read_swaps"]

LONGEST = 240
"""Letters of an error that are shown."""
_NUMBA_PLACE = re.compile(r'File "([^"]+)", line (\d+)')


@dataclass(frozen=True)
class Swap:
    """One procedure of the engine replaced by a function in a file; `digest` is of the file's content."""

    procedure: str
    function: str
    file: str
    digest: str

    def load(self) -> Callable:
        """The function. Errors: RequestError where the file is missing, has changed, or has no such function."""
        if _digest(Path(self.file), self.procedure) != self.digest:
            raise RequestError(f"{self.file}: has changed since the study was read; read it again")
        module = imported(Path(self.file), self.digest)
        function = getattr(module, self.function, None)
        if not callable(function):
            raise RequestError(f"{self.file}: has no function '{self.function}' to take the place of {self.procedure}")
        return function


def read_swaps(rules: Mapping[str, Any], folder: Path | None = None) -> tuple[Swap, ...]:
    """The replacements that a study asks for, in the order of their names; files are looked for beside the study."""
    if not isinstance(rules, Mapping):
        raise RequestError('[rules] names what is replaced, as in set_budget = "mine.py:my_budget"')
    return tuple(_swap(name, rules[name], folder or Path()) for name in sorted(rules))


def engine_of(swaps: tuple[Swap, ...]) -> ModuleType | None:
    """The engine with the replacements, or None where nothing is replaced."""
    if not swaps:
        return None
    from model.swap import engine_with

    return engine_with(**{swap.procedure: swap.load() for swap in swaps})


def _swap(procedure: str, given: Any, folder: Path) -> Swap:
    if isinstance(given, Swap):
        return given
    from model.swap import SWAPPABLE

    if procedure not in SWAPPABLE:
        raise unknown("procedure of the engine", procedure, SWAPPABLE, "rules")
    if callable(given):
        plain = getattr(given, "py_func", given)
        path = Path(inspect.getsourcefile(plain) or "")
        if not path.is_file():
            raise RequestError(
                f"rules: {procedure} must be a function in a file, so that its runs have a name of their own"
            )
        return Swap(procedure, plain.__name__, str(path.resolve()), _digest(path, procedure))
    file, colon, function = str(given).rpartition(":")
    if not isinstance(given, str) or not colon or not file.endswith(".py"):
        raise RequestError(f'rules: {procedure} = {given!r}; write FILE.py:FUNCTION, as in "mine.py:my_budget"')
    path = (folder / file).resolve()
    swap = Swap(procedure, function, str(path), _digest(path, procedure))
    swap.load()
    return swap


def _digest(path: Path, procedure: str) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise RequestError(f"rules: {procedure}: {path}: {error.strerror or error}") from None


def imported(path: Path, digest: str) -> ModuleType:
    """The file as a module whose name is made from its content, so that two versions never mix."""
    name = f"foedus_rule_{digest[:16]}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise RequestError(f"{path}: is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # the border: whatever is wrong with a user's file is one line
        del sys.modules[name]
        raise fault(path, error) from None
    return module


def fault(path: Path, error: Exception) -> RequestError:
    """What went wrong in a user's file, in one line with its place; a misspelt column gets the nearest name."""
    said = re.sub(r"\x1b\[[0-9;]*m", "", str(error)).strip()
    lines = [one.lineno for one in traceback.extract_tb(error.__traceback__) if one.filename == str(path)]
    lines += [int(line) for file, line in _NUMBA_PLACE.findall(said) if Path(file).name == path.name]
    where = f"{path}, line {lines[-1]}" if lines else str(path)
    if isinstance(error, KeyError) and len(error.args) == 1 and isinstance(error.args[0], str):
        return unknown("column", error.args[0], sorted({variable.name for variable in STATES.values()}), where)
    told = [line.strip() for line in said.splitlines() if line.strip() and not line.startswith("Failed in nopython")]
    line = told[0] if told else ""
    if len(line) > LONGEST:  # numba spells out the type of every argument; what is wrong stands at its ends
        line = f"{line[: LONGEST // 3]} … {line[-LONGEST * 2 // 3 :]}"
    return RequestError(f"{where}: {type(error).__name__}: {line}")
