"""Another rule in the compiled engine: the engine's module loaded a second time with one procedure replaced.

Full speed and the same bits as the Mesa twin. The second module has a name made of the hash of its source and of the new
rule's file, and compiled code of its own, so that an edit of the user's file is noticed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from model import engine
from model.errors import RequestError, unknown
from model.rule import cached_in, code_hash, rule

__all__ = ["SWAPPABLE", "engine_with"]

SWAPPABLE = tuple(
    sorted(
        name
        for name, value in vars(engine).items()
        if callable(value) and getattr(value, "__module__", "").startswith("model.rules.")
    )
)
"""Procedures that the month's schedule calls by name."""


def engine_with(**rules: Callable) -> ModuleType:
    """The engine with these procedures replaced: `engine_with(set_budget=mine)`, for `run_block(..., engine=…)`.

    A replacement takes the same arguments; a plain function is made a rule, which may allocate. Errors: RequestError for a
    name that the schedule does not call, or for something that is not a function.
    """
    digest = hashlib.sha256(code_hash().encode())
    replacements = {}
    for name, function in sorted(rules.items()):
        if name not in SWAPPABLE:
            raise unknown("procedure of the engine", name, SWAPPABLE)
        plain = getattr(function, "py_func", function)
        if not inspect.isfunction(plain):
            raise RequestError(f"{name}: expected a function in its place, not {type(function).__name__}")
        replacements[name] = function if function is not plain else rule(plain, allocates=True)
        digest.update(f"{name} {plain.__module__}.{plain.__qualname__} ".encode())
        file = Path(plain.__code__.co_filename)
        digest.update(file.read_bytes() if file.is_file() else plain.__code__.co_code)
    title = f"model_engine_{digest.hexdigest()[:16]}"
    if title in sys.modules:
        return sys.modules[title]
    spec = importlib.util.spec_from_file_location(title, engine.__file__)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[title] = module  # before it runs: compiled code that is loaded looks it up by this name
    with cached_in(title):
        spec.loader.exec_module(module)
    for name, function in replacements.items():
        setattr(module, name, function)
    return module
