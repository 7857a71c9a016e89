"""Reads TOML files of any origin: a table, or one line that says what is wrong."""

from __future__ import annotations

import tomllib
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from model.errors import RequestError

__all__ = ["read_toml"]


def read_toml(file: Path | Traversable, source: str = "", expected: str = "TOML") -> dict[str, Any]:
    """The table in a file; `source` names it in errors. Errors: RequestError for whatever is no table in UTF-8."""
    source = source or str(file)
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))  # an editor may have put a byte-order mark first
    except FileNotFoundError:
        raise RequestError(f"{source}: no such file; expected {expected}") from None
    except OSError as error:
        raise RequestError(f"{source}: cannot be read ({error.strerror})") from None
    except RecursionError:
        raise RequestError(f"{source}: not TOML (brackets within brackets without end)") from None
    except ValueError as error:  # no TOML, no UTF-8, or a number of thousands of digits
        raise RequestError(f"{source}: not TOML ({error})") from None
