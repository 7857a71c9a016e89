"""What a result depends on apart from the request: the versions, and the hash of the model's sources and data."""

from __future__ import annotations

from functools import cache

__all__ = ["versions"]


@cache
def versions() -> dict[str, str]:
    """foedus, the packages whose arithmetic a run uses, and the model; no time, path or host."""
    from importlib.metadata import version

    from model.rule import source_hash

    return {name: version(name) for name in ("foedus", "numba", "numpy")} | {"model": source_hash()[:16]}
