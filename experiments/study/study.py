"""A study: policies × scenarios × a design over the parameters × runs, all with the same luck.

In a file a study is TOML, as `experiments.study.files` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments.study.designs import Design, read_design
from experiments.study.inline import has_values, with_values
from experiments.study.world_tables import lived
from model.constants import LARGEST_KEY, LONGEST, MOST_RUNS
from model.errors import RequestError, unknown

__all__ = ["KEPT", "Point", "Study", "read_alliance", "read_given"]

KEPT = ("series", "incidents", "by_state")
LUCKS = 2
"""Runs in each world: with one, luck cannot be told from the world."""


@dataclass(frozen=True)
class Point:
    """One thing to run many times: a policy in a scenario, and what else is set."""

    policy: Any  # model.settings.Setting
    scenario: Any
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """For people."""
        return f"{self.policy.name} in {self.scenario.name}"


@dataclass(frozen=True)
class Study:
    """What is asked. Policies and scenarios are names, TOML files, tables or `Setting` objects; the first is the reference."""

    policies: tuple = ("baseline",)
    scenarios: tuple = ("today",)
    runs: int = 200
    seed: int = 0
    months: int = 240
    parameters: Mapping[str, Any] = field(default_factory=dict)
    design: Design = field(default_factory=Design)
    keep: tuple[str, ...] = ()
    title: str = ""
    alliance: Any = None  # a model.roster.Roster, or the name or folder of one; NATO by default
    rules: Any = ()  # procedures of the engine replaced by the user's own, as experiments.study.swaps.read_swaps takes them
    worlds: Any = "one"  # one | record | prior | a world's number | a file or table (experiments.study.world_tables)
    lucks: int = LUCKS  # runs in each world before the next

    def __post_init__(self) -> None:
        for name, kind in (("policies", "policy"), ("scenarios", "scenario")):
            given = getattr(self, name)
            given = (given,) if isinstance(given, str | Path) or not isinstance(given, Iterable) else tuple(given)
            object.__setattr__(self, name, tuple(read_given(one, kind) for one in given))
            _distinct([setting.name for setting in getattr(self, name)], kind)
        object.__setattr__(self, "alliance", read_alliance(self.alliance))
        if isinstance(self.design, Mapping):
            object.__setattr__(self, "design", read_design(self.design))
        if self.rules and not isinstance(self.rules, tuple):
            from experiments.study.swaps import read_swaps

            object.__setattr__(self, "rules", read_swaps(self.rules))
        own = [policy.name for policy in self.policies if hasattr(policy, "kind_of_agent")]
        if self.rules and own:
            raise RequestError(f"rules: {own[0]} decides by rules of its own, which would replace these; leave one out")
        _whole("runs", self.runs, 1, MOST_RUNS)
        _whole("seed", self.seed, 0, LARGEST_KEY)
        _whole("months", self.months, 1, LONGEST)
        _whole("lucks", self.lucks, 1, MOST_RUNS)
        object.__setattr__(self, "worlds", lived(self.worlds, self.lucks, self.seed, self.alliance))
        for name in self.keep:
            if name not in KEPT:
                raise unknown("output to keep", name, KEPT, "keep")
        object.__setattr__(self, "keep", tuple(name for name in KEPT if name in self.keep))

    def points(self) -> list[Point]:
        """Every point, in a fixed order: scenario, then design, then policy."""
        rows = self.design.points(self.seed)
        for name in rows[0]:
            if name in self.parameters:
                raise RequestError(f"design: {name} is also set for the whole study; leave one out")
        return [
            Point(policy, scenario, {**self.parameters, **row})
            for scenario in self.scenarios
            for row in rows
            for policy in self.policies
        ]

    def described(self) -> dict[str, Any]:
        """What was asked, ready for JSON."""
        return {
            "title": self.title,
            "policies": [setting.name for setting in self.policies],
            "scenarios": [setting.name for setting in self.scenarios],
            "alliance": self.alliance.name,
            "runs": self.runs,
            "seed": self.seed,
            "months": self.months,
            "parameters": dict(self.parameters),
            "design": {
                "method": self.design.method,
                "size": self.design.size,
                "parameters": self.design.parameters,
            },
            "keep": list(self.keep),
            "worlds": self.worlds.name,
            "lucks": self.worlds.lucks,
            "rules": {swap.procedure: swap.function for swap in self.rules},
        }


def read_given(given: Any, kind: str) -> Any:
    """A policy or a scenario, given as a name (A+bar=0.7@2034 too), a TOML file, FILE.py:CLASS, a table, or a setting."""
    from model.settings import load_policy, load_scenario, read_setting

    if isinstance(given, Mapping):
        name = given.get("name")
        if not isinstance(name, str) or not name:
            raise RequestError(f"[[{kind}]]: every one needs a name")
        return read_setting(given, kind, name, f"{kind} {name}")
    if isinstance(given, str) and has_values(given):
        return with_values(given, lambda name: read_given(name, kind))
    if kind == "policy" and isinstance(given, str) and ".py:" in given:
        from experiments.study.variants import read_variant

        return read_variant(given)
    if kind == "policy" and isinstance(given, str | Path) and not str(given).endswith(".toml"):
        if ".py" in str(given) or ":" in str(given):
            raise RequestError(f"unknown policy '{given}'; agents of your own are FILE.py:CLASS")
    return load_policy(given) if kind == "policy" else load_scenario(given)


def read_alliance(given: Any, folder: Path | None = None) -> Any:
    """The roster of an alliance by name or folder; a folder named in a study is looked for beside it."""
    from model.roster import Roster, alliances, read_roster

    if given is None or isinstance(given, Roster):
        return given or read_roster()
    if not isinstance(given, str | Path):
        raise RequestError(f"alliance = {given!r}; write an alliance's name ({', '.join(alliances())}) or its folder")
    return read_roster(given if str(given) in alliances() else (folder or Path()) / given)


def _distinct(names: list[str], kind: str) -> None:
    if not names:
        raise RequestError(f"name at least one {kind}")
    for name in names:
        if names.count(name) > 1:
            raise RequestError(f"{kind} '{name}' is named twice")


def _whole(name: str, value: Any, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise RequestError(f"{name} = {value!r} is out of bounds; allowed: a whole number, {low} … {high}")
