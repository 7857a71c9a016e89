"""What a declaration is: a parameter, a state variable or a measure, each one entry from which the rest is derived.

The compiled records, validation of TOML and the command line, sliders, the Parquet schema and the tables in the docs
all read these objects. Nothing here knows a particular parameter: those stand in `parameters`, `state`, `measures`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from model.errors import RequestError, unknown
from model.prior import Hierarchy, Prior

__all__ = ["Measure", "Parameter", "Table", "Variable"]


@dataclass(frozen=True)
class Parameter:
    """A number or choice that a policy, a scenario or a sampler may set; `role` is its place in XLRM (Lempert 2003)."""

    name: str
    symbol: str
    unit: str
    bounds: tuple[float, float]
    default: float
    role: str  # lever · uncertainty · constant
    group: str
    source: str
    meaning: str
    kind: str = "float"  # float · int · bool · choice
    choices: tuple[str, ...] = ()
    family: str = ""  # the vector this entry belongs to, when it is one element of several
    position: int = 0
    standing: str = (
        "fixed"  # fixed (literature or decision) · calibrated (to the bands) · scenario (varied, never fitted)
    )
    prior: Prior | None = None

    def check(self, value: object, where: str = "") -> float:
        """`value` as the number the compiled record holds, or one line that says what is allowed."""
        place = f"{where}: " if where else ""
        if self.kind == "choice":
            if isinstance(value, str):
                if value not in self.choices:
                    raise unknown(f"choice for {self.name}", value, self.choices, where)
                return float(self.choices.index(value))
        elif self.kind == "bool" and isinstance(value, str) and value.lower() in ("true", "false"):
            value = value.lower() == "true"
        if isinstance(value, str):
            try:
                value = float(value)
            except ValueError:
                raise RequestError(f"{place}{self.name} = '{value}' is not a number; allowed: {self.allowed}") from None
        if not isinstance(value, bool | int | float) and not hasattr(value, "__float__"):
            raise RequestError(f"{place}{self.name} = {value!r} is not a number; allowed: {self.allowed}")
        if isinstance(value, bool) and self.kind in ("float", "int"):
            raise RequestError(f"{place}{self.name} = {value!r} is not a number; allowed: {self.allowed}")
        try:
            number = float(value)
        except OverflowError:  # a whole number of hundreds of digits, beyond every bound
            number = math.inf
        low, high = self.bounds
        if not math.isfinite(number) or not low <= number <= high:
            raise RequestError(f"{place}{self.name} = {number:g} is out of bounds; allowed: {self.allowed}")
        if self.kind in ("int", "bool", "choice") and number != int(number):
            raise RequestError(f"{place}{self.name} = {number:g} must be whole; allowed: {self.allowed}")
        return number

    @property
    def allowed(self) -> str:
        """The admissible values, for people."""
        if self.kind == "choice":
            return " | ".join(self.choices)
        if self.kind == "bool":
            return "true | false"
        return f"{self.bounds[0]:g} … {self.bounds[1]:g}{' ' + self.unit if self.unit else ''}"

    def shown(self, value: float) -> object:
        """The stored number as a person wrote it: a choice's name, true or false, a whole number."""
        if self.kind == "choice":
            return self.choices[int(value)]
        if self.kind == "bool":
            return bool(value)
        return int(value) if self.kind == "int" else float(value)


@dataclass(frozen=True)
class Variable:
    """A state variable: one field of a record that the rules read and write."""

    name: str
    symbol: str
    unit: str
    owner: str  # state · adversary · pair · alliance · case · event
    meaning: str
    type: str = "f8"  # f8 · i8 · bool
    shape: tuple[int, ...] = ()
    settable: bool = False  # a policy or scenario may write CODE.name = value
    bounds: tuple[float, float] = (-math.inf, math.inf)
    prior: Prior | Hierarchy | None = None  # of an adversary's: what a world may give it
    whole: bool = False  # 0 or 1, though kept as a number like the others
    start: float | None = None  # where an alliance's folder says nothing; None: it must


@dataclass(frozen=True)
class Measure:
    """A monthly figure and how a run sums it up; a `ratio` is the sum of one measure over the sum of another."""

    name: str
    unit: str
    summary: str  # sum · mean · last · maximum · ratio
    better: str  # higher · lower · neither
    group: str
    meaning: str
    of: tuple[str, str] = ("", "")
    scale: float = 1.0  # a ratio is multiplied by this (100 for per cent)
    settles: bool = False  # booked late to its own month: run summaries leave out the last 36 months
    rare: bool = False
    shown: bool = False


@dataclass(frozen=True)
class Table(Mapping):
    """A mapping of declarations by name; an unknown name is an error that lists the nearest."""

    kind: str
    entries: dict = field(default_factory=dict)

    def __getitem__(self, name: str):
        try:
            return self.entries[name]
        except (KeyError, TypeError):
            raise unknown(self.kind, str(name), self.entries) from None

    def __contains__(self, name: object) -> bool:
        return name in self.entries

    def get(self, name: str, default=None):
        return self.entries.get(name, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def require(self, names: Iterable[str], where: str = "") -> list[str]:
        """These names as a list, each declared. Errors: RequestError with the place and the nearest declared name."""
        names = list(names)
        for name in names:
            if name not in self.entries:
                raise unknown(self.kind, name, self.entries, where)
        return names

    def check(self, name: str, value: object, where: str = "") -> float:
        """`value` checked against the declaration of `name`."""
        self.require([name], where)
        return self.entries[name].check(value, where)
