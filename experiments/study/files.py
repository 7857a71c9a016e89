"""A study as its TOML file holds it.

```toml
policies = ["baseline", "hague"]      # names, files, or [[policy]] tables that name what they change
scenarios = ["today"]
runs = 200                            # replications of each point, same luck across points
seed = 0
months = 240
worlds = "one"                        # record, prior, a world's number, or a table in Parquet or CSV
lucks = 2                             # runs in each world before the next
[parameters]                          # set at every point
theta = 0.4
[design]                              # method = full | list | zip | lhs | sobol | morris, size, parameters or points
parameters = { kappa = [1.5, 2.2, 3.0] }
[keep]                                # what is kept beside each run's summary
series = true
incidents = true
by_state = true
```
`alliance = "folder"` is another alliance (see `model.roster`). A policy may be `"mine.py:Sceptic"`, your own agents
(`experiments.study.variants`); `[rules] set_budget = "mine.py:my_budget"` puts your own rule in every policy's engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.study.designs import read_design
from experiments.study.study import KEPT, Study, read_alliance
from experiments.study.world_tables import MODES
from model.errors import RequestError, unknown
from model.toml_files import read_toml

__all__ = ["load_study"]

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
    "alliance",
    "worlds",
    "lucks",
    "world",  # what `alliance` was called before
)


def load_study(path: str | Path) -> Study:
    """A study from a TOML file; policy files are looked for beside it."""
    path = Path(path)
    table = read_toml(path, expected="a study in TOML")
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
    fields: dict[str, Any] = {key: table[key] for key in ("title", "runs", "seed", "months", "lucks") if key in table}
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
        design=read_design(table.get("design", {})),
        rules=_rules(table.get("rules", {}), folder),
        worlds=_worlds(table.get("worlds", "one"), folder),
        alliance=read_alliance(_alliance(table), folder),
        keep=tuple(name for name, wanted in keep.items() if wanted or name not in KEPT),
        **fields,
    )


def _alliance(table: Mapping[str, Any]) -> Any:
    """The study's alliance, also under its former name."""
    if "alliance" in table and "world" in table:
        raise RequestError("alliance and world mean the same here; leave world out")
    return table.get("alliance", table.get("world"))


def _worlds(given: Any, folder: Path) -> Any:
    """What a study says of its worlds; a file lies beside it."""
    if not isinstance(given, str | int):
        raise RequestError(f"worlds = {given!r}; allowed: {', '.join(MODES)}, a world's number, or a file")
    named = isinstance(given, str) and (given in MODES or given.isdigit())
    return given if named or isinstance(given, int) else str(folder / given)


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


def _rules(table: Any, folder: Path) -> tuple:
    if not table:
        return ()
    from experiments.study.swaps import read_swaps

    return read_swaps(table, folder)
