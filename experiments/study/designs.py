"""Designs: which values of the parameters a study visits, as a list of points, each a dictionary of what it sets.

Every method is one function `(parameters, size, seed) -> list of points` and one entry in METHODS. Samplers work in the
unit cube and map each coordinate to its parameter, so that whole numbers, switches and choices can be sampled too.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from model.errors import RequestError, unknown

__all__ = ["METHODS", "SAMPLERS", "Design", "Range", "ranges", "read_design", "unit_sample"]

Point = dict[str, Any]
LEVELS = 4
"""Levels of a Morris grid (Morris 1991; Campolongo, Cariboni & Saltelli 2007)."""


@dataclass(frozen=True)
class Range:
    """One sampled parameter: from `low` to `high`, or one of `choices`."""

    name: str
    low: float
    high: float
    whole: bool = False
    choices: tuple = ()

    def at(self, u: float) -> Any:
        """The value at u in [0, 1]."""
        if self.choices:
            return self.choices[min(int(u * len(self.choices)), len(self.choices) - 1)]
        if self.whole:
            return int(min(self.low + int(u * (self.high - self.low + 1)), self.high))
        return min(self.low + u * (self.high - self.low), self.high)  # 0.3 + (0.999 − 0.3) rounds to more than 0.999


def ranges(parameters: Mapping[str, Any] | Sequence[str], where: str = "design") -> list[Range]:
    """What to sample: `{name: [low, high]}`, names of choices for a choice, or names alone for the declared bounds."""
    from model.parameters import PARAMETERS

    given = parameters if isinstance(parameters, Mapping) else dict.fromkeys(parameters)
    if not given:
        raise RequestError(f"{where}: name at least one parameter")
    return [_range(name, value, PARAMETERS, where) for name, value in given.items()]


def _range(name: str, value: Any, declared: Mapping, where: str) -> Range:
    if "." in name:  # a state's variable, as TUR.balancing: its range must be given
        low, high = _two_numbers(name, value, where)
        return Range(name, low, high)
    if name not in declared:
        raise unknown("parameter", name, declared, where)
    parameter = declared[name]
    if parameter.kind in ("bool", "choice"):
        choices = (False, True) if parameter.kind == "bool" else parameter.choices
        for choice in value or ():
            parameter.check(choice, where)
        return Range(name, 0.0, 1.0, choices=tuple(value or choices))
    low, high = parameter.bounds if value is None else _two_numbers(name, value, where)
    return Range(name, parameter.check(low, where), parameter.check(high, where), whole=parameter.kind == "int")


def _two_numbers(name: str, value: Any, where: str) -> tuple[float, float]:
    numbers = list(value) if isinstance(value, list | tuple) else []
    if len(numbers) != 2 or not all(isinstance(n, int | float) for n in numbers) or not numbers[0] < numbers[1]:
        raise RequestError(f"{where}: {name} = {value!r}; write [low, high], as in {name} = [0.1, 0.9]")
    return float(numbers[0]), float(numbers[1])


def unit_sample(method: str, names: Sequence[str], size: int, seed: int) -> np.ndarray:
    """The sample in the unit cube, one row a point; the same seed, the same bits."""
    count = len(names)
    problem = {"num_vars": count, "names": list(names), "bounds": [[0.0, 1.0]] * count}
    if method == "lhs":
        from scipy.stats.qmc import LatinHypercube

        return LatinHypercube(count, rng=seed).random(size)
    salib()
    if method == "sobol":
        if size & (size - 1):
            raise RequestError(f"design: size = {size} must be a power of two for sobol, as {1 << (size.bit_length())}")
        from SALib.sample import sobol

        return sobol.sample(problem, size, calc_second_order=False, seed=seed)
    from SALib.sample import morris

    return morris.sample(problem, size, num_levels=LEVELS, seed=seed)


def salib() -> None:
    """Say what to install where SALib is missing."""
    try:
        import SALib  # noqa: F401
    except ImportError:
        raise RequestError("this needs SALib; install it with: pip install 'foedus[analysis]'") from None


def _sampled(method: str) -> Callable[[Any, int, int], list[Point]]:
    def points(parameters: Any, size: int, seed: int) -> list[Point]:
        chosen = ranges(parameters)
        sample = unit_sample(method, [r.name for r in chosen], size, seed)
        return [{r.name: r.at(float(u)) for r, u in zip(chosen, row, strict=True)} for row in sample]

    return points


def _columns(parameters: Any) -> dict[str, list]:
    if not isinstance(parameters, Mapping) or not parameters:
        raise RequestError("design: parameters are lists of values, as in parameters = { theta = [0.1, 0.9] }")
    columns = {name: list(value) if isinstance(value, list | tuple) else [value] for name, value in parameters.items()}
    for name, values in columns.items():
        if not values:
            raise RequestError(f"design: {name} = []; write its values, as in {name} = [0.1, 0.9]")
    return columns


def _full(parameters: Any, size: int, seed: int) -> list[Point]:
    """Every value with every other: the full factorial."""
    columns = _columns(parameters)
    return [dict(zip(columns, values, strict=True)) for values in itertools.product(*columns.values())]


def _zip(parameters: Any, size: int, seed: int) -> list[Point]:
    """The first values together, then the second ones, and so on."""
    columns = _columns(parameters)
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise RequestError(f"design: zip needs lists of one length; found {lengths}")
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _list(parameters: Any, size: int, seed: int) -> list[Point]:
    """The points as written, each a table of what it sets."""
    if isinstance(parameters, Mapping) or not all(isinstance(point, Mapping) for point in parameters or [None]):
        raise RequestError("design: list needs points, as in points = [{ theta = 0.1 }, { theta = 0.9 }]")
    return [dict(point) for point in parameters]


SAMPLERS = ("lhs", "sobol", "morris")
METHODS: dict[str, Callable[[Any, int, int], list[Point]]] = {
    "full": _full,
    "list": _list,
    "zip": _zip,
    **{method: _sampled(method) for method in SAMPLERS},
}


@dataclass(frozen=True)
class Design:
    """How the parameters are varied. Without parameters there is one point, which sets nothing.

    size: points of a Latin hypercube (lhs), base sample N of Sobol' indices (N (D + 2) points), trajectories of Morris
    (each D + 1 points).
    """

    method: str = "full"
    parameters: Any = field(default_factory=dict)
    size: int = 0

    def points(self, seed: int) -> list[Point]:
        """The points, checked for what a design can know; values are checked where they are resolved."""
        if self.method not in METHODS:
            raise unknown("design method", self.method, METHODS, "design")
        if not self.parameters:
            return [{}]
        if self.method in SAMPLERS and (isinstance(self.size, bool) or self.size < 1):
            raise RequestError(f"design: size = {self.size!r}; {self.method} needs how many, as size = 64")
        points = METHODS[self.method](self.parameters, self.size, seed)
        if len({repr(sorted(point.items())) for point in points}) < len(points) and self.method not in SAMPLERS:
            raise RequestError("design: the same point stands in it twice")
        return points


def read_design(table: Any, where: str = "design") -> Design:
    """A design from a table as TOML holds it: method, size, and parameters or points."""
    allowed = ("method", "size", "parameters", "points")
    if not isinstance(table, Mapping):
        raise RequestError(f"[{where}] is a table with method, size and parameters")
    for key in table:
        if key not in allowed:
            raise unknown("key", key, allowed, where)
    if "points" in table and "parameters" in table:
        raise RequestError(f"{where}: give points or parameters, not both")
    parameters = table.get("points", table.get("parameters", {}))
    method = table.get("method", "list" if "points" in table else "lhs" if table.get("size") else "full")
    size = table.get("size", 0)
    if isinstance(size, bool) or not isinstance(size, int) or size < 0:
        raise RequestError(f"{where}: size = {size!r} must be a whole number")
    if size and method not in SAMPLERS:
        raise RequestError(f"{where}: {method} has no size; {' | '.join(SAMPLERS)} have")
    return Design(method, parameters, size)
