"""One line of validation: a number that the literature or a derivation fixes, beside the number that the code gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Fact", "vector"]


@dataclass(frozen=True)
class Fact:
    """A statement that can fail. `value` is computed when asked for; it holds within `tolerance` of `expected`."""

    name: str
    group: str
    expected: float
    value: Callable[[], float]
    tolerance: float = 1e-6
    source: str = ""

    def row(self) -> dict:
        """The statement as a row of the table: name, group, expected, value, tolerance, holds (and its source)."""
        found = float(self.value())
        holds = abs(found - self.expected) <= self.tolerance  # false for a value that is not a number
        return {
            "name": self.name,
            "group": self.group,
            "expected": self.expected,
            "value": found,
            "tolerance": self.tolerance,
            "holds": holds,
            "source": self.source,
        }


def vector(name: str, group: str, labels, expected, value: Callable, tolerance: float = 1e-6, source: str = "") -> list:
    """A fact for each element of a vector, `value()` being computed for each."""
    return [
        Fact(f"{name}: {label}", group, number, lambda k=k: value()[k], tolerance, source)  # type: ignore[misc]
        for k, (label, number) in enumerate(zip(labels, expected, strict=True))
    ]
