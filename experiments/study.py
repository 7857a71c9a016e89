"""A study: policies × scenarios × a design over the parameters × runs, all with the same luck.

```toml
policies = ["baseline", "hague"]      # names, files, or [[policy]] tables that name what they change
scenarios = ["today"]
runs = 200                            # replications of each point, same luck across points
seed = 0
months = 240
[parameters]                          # set at every point
theta = 0.4
[design]                              # method = full | list | zip | lhs | sobol | morris, size, parameters or points
parameters = { kappa = [1.5, 2.2, 3.0] }
[keep]                                # what is kept beside each run's summary
series = true
incidents = true
by_state = true
```
`world = "folder"` is another alliance (see `model.roster`). A policy may be `"mine.py:Sceptic"`, agents of one's own
(`experiments.variants`); `[rules] set_budget = "mine.py:my_budget"` puts a rule of one's own in every policy's engine.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments.designs import SAMPLERS, Design
from model.errors import RequestError, unknown

__all__ = ["KEPT", "Point", "Study", "load_study", "read_given"]

KEPT = ("series", "incidents", "by_state")
LARGEST_SEED = 2**53 - 1
MOST_RUNS = 100_000_000
KEYS = (
    "title",
    "policies",
    "policy",
    "scenarios",
    "runs",
    "seed",
    "months",
    "parameters",
    "design",
    "keep",
    "rules",
    "world",
)


@dataclass(frozen=True)
class Point:
    """One thing to run many times: a policy in a scenario, and what is set besides."""

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
    world: Any = None  # a model.roster.Roster, or the name or folder of one; NATO unless told
    rules: Any = ()  # procedures of the engine replaced by one's own, as experiments.swaps.read_swaps takes them

    def __post_init__(self) -> None:
        for name, kind in (("policies", "policy"), ("scenarios", "scenario")):
            given = getattr(self, name)
            given = (given,) if isinstance(given, str | Path) or not isinstance(given, Iterable) else tuple(given)
            object.__setattr__(self, name, tuple(read_given(one, kind) for one in given))
            _distinct([setting.name for setting in getattr(self, name)], kind)
        object.__setattr__(self, "world", _world(self.world))
        if isinstance(self.design, Mapping):
            object.__setattr__(self, "design", _design(self.design, "design"))
        if self.rules and not isinstance(self.rules, tuple):
            from experiments.swaps import read_swaps

            object.__setattr__(self, "rules", read_swaps(self.rules))
        _whole("runs", self.runs, 1, MOST_RUNS)
        _whole("seed", self.seed, 0, LARGEST_SEED)
        _whole("months", self.months, 1, 1200)
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
            "world": self.world.name,
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
            "rules": {swap.procedure: swap.function for swap in self.rules},
        }


def load_study(path: str | Path) -> Study:
    """A study from a TOML file; policy files are looked for beside it."""
    path = Path(path)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RequestError(f"{path}: no such file; expected a study in TOML") from None
    except (IsADirectoryError, PermissionError) as error:
        raise RequestError(f"{path}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RequestError(f"{path}: not TOML ({error})") from None
    try:
        study = _read(table, path.parent)
        study.points()  # so that a fault in the design names the file
        return study
    except RequestError as error:
        text = str(error)
        raise error if text.startswith(str(path)) else RequestError(f"{path}: {text}") from None


def _read(table: Mapping[str, Any], folder: Path) -> Study:
    if not table:
        raise RequestError('holds nothing; expected a study, as policies = ["baseline", "hague"]')
    for key in table:
        if key not in KEYS:
            raise unknown("key", key, KEYS)
    own = table.get("policy", [])
    if not isinstance(own, list):
        raise RequestError("policies of your own are written as [[policy]] tables")
    policies = _names(table, "policies", [] if own else ["baseline"])
    fields: dict[str, Any] = {key: table[key] for key in ("title", "runs", "seed", "months") if key in table}
    keep = table.get("keep", {})
    if not isinstance(keep, Mapping) or not all(isinstance(value, bool) for value in keep.values()):
        raise RequestError("[keep] holds true or false, as in series = true")
    parameters = table.get("parameters", {})
    if not isinstance(parameters, Mapping):
        raise RequestError("[parameters] names what is set, as in theta = 0.4")
    return Study(
        policies=tuple(_beside(name, folder) for name in policies) + tuple(own),
        scenarios=tuple(_beside(name, folder) for name in _names(table, "scenarios", ["today"])),
        parameters=parameters,
        design=_design(table.get("design", {}), "design"),
        rules=_rules(table.get("rules", {}), folder),
        world=_world(table.get("world"), folder),
        keep=tuple(name for name, wanted in keep.items() if wanted or name not in KEPT),
        **fields,
    )


def _names(table: Mapping[str, Any], key: str, default: list[str]) -> list[str]:
    names = table.get(key, default)
    if isinstance(names, str):
        names = [names]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise RequestError(f'{key} = {names!r}; write a list of names or files, as ["{(default or ["baseline"])[0]}"]')
    return names


def _beside(name: str, folder: Path) -> str | Path:
    """A file named in a study lies beside it, unless its path is absolute."""
    return str(folder / name) if name.endswith(".toml") or ".py:" in name or "/" in name else name


def _design(table: Any, where: str) -> Design:
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


def _rules(table: Any, folder: Path) -> tuple:
    if not table:
        return ()
    from experiments.swaps import read_swaps

    return read_swaps(table, folder)


def read_given(given: Any, kind: str) -> Any:
    """A policy or a scenario as it may be given: a name, a TOML file, FILE.py:CLASS, a table, or a setting itself."""
    from model.settings import load_policy, load_scenario, read_setting

    if isinstance(given, Mapping):
        name = given.get("name")
        if not isinstance(name, str) or not name:
            raise RequestError(f"[[{kind}]]: every one needs a name")
        return read_setting(given, kind, name, f"{kind} {name}")
    if kind == "policy" and isinstance(given, str) and ".py:" in given:
        from experiments.variants import read_variant

        return read_variant(given)
    return load_policy(given) if kind == "policy" else load_scenario(given)


def _world(given: Any, folder: Path | None = None) -> Any:
    """The roster of a world by name or folder; a folder named in a study lies beside it."""
    from model.roster import Roster, read_roster, worlds

    if given is None or isinstance(given, Roster):
        return given or read_roster()
    if not isinstance(given, str | Path):
        raise RequestError(f"world = {given!r}; write a world's name ({', '.join(worlds())}) or its folder")
    return read_roster(given if str(given) in worlds() else (folder or Path()) / given)


def _distinct(names: list[str], kind: str) -> None:
    if not names:
        raise RequestError(f"name at least one {kind}")
    for name in names:
        if names.count(name) > 1:
            raise RequestError(f"{kind} '{name}' is named twice")


def _whole(name: str, value: Any, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise RequestError(f"{name} = {value!r} is out of bounds; allowed: a whole number, {low} … {high}")
