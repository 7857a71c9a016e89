"""Your own decision, compared with the model's: `foedus compare my_variant.py:Sceptic baseline`.

```python
from model import Ally

class Sceptic(Ally):
    policy = "hague"                  # what the alliance has agreed; default: baseline

    def vote(self, case):             # one method of Ally, Partner or Adversary, changed
        super().vote(case)
        ...
```
Its runs are Mesa models. With `compiled = {"cast_vote": my_rule}` in place of the method, the same rule takes its place in
the compiled engine: full speed, and the same bits as its Mesa twin, which is checked before anything else runs.
"""

from __future__ import annotations

import hashlib
import inspect
import time
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from experiments.study.swaps import Swap, fault, imported
from model.errors import RequestError, nearest, unknown
from model.settings import Setting

__all__ = ["Variant", "kinds_recorded", "read_variant"]

TWIN_MONTHS = 60
"""Months on which a compiled variant and its Mesa twin must agree to the bit."""
TIMED_MONTHS = 120


@dataclass(frozen=True)
class Variant(Setting):
    """A policy under which agents of a user's class decide; `digest` is of its file's content, part of a point's name."""

    file: str = ""
    kind_of_agent: str = ""
    digest: str = ""
    mesa: bool = False  # on the Mesa road even where a compiled rule is named

    def load(self) -> type:
        """The class. Errors: RequestError where the file is missing, has changed, or has no such class of agents."""
        return _class(_unchanged(Path(self.file), self.digest), self.digest, self.kind_of_agent)

    def how(self) -> dict[str, Any]:
        """How `run_block` runs it: with another engine, or with Mesa agents."""
        cls = self.load()
        if cls.compiled and not self.mesa:  # type: ignore[attr-defined]
            from model.swap import engine_with

            return {"engine": engine_with(**cls.compiled)}  # type: ignore[attr-defined]
        return {"kinds": _kinds(cls)}

    def check(self, months: int, world: Any) -> str:
        """What a user should know before it runs. Errors: RequestError where its code fails, or a rule and its twin differ."""
        try:
            return self._tried(months, world)
        except RequestError:
            raise
        except Exception as error:  # the border: whatever is wrong in a user's file is one line with its place
            raise fault(Path(self.file), error) from None

    def _tried(self, months: int, world: Any) -> str:
        from model.simulation import prepare, run_block

        cls = self.load()
        if cls.compiled and not self.mesa:  # type: ignore[attr-defined]
            ready = prepare(self, months=min(months, TWIN_MONTHS), roster=world)
            twins = [run_block(ready, [0], 1, series=True, **how) for how in (self.how(), {"kinds": _kinds(cls)})]
            if twins[0].measures.tobytes() != twins[1].measures.tobytes():  # type: ignore[union-attr]
                raise RequestError(
                    f"{self.file}: {self.kind_of_agent}.compiled and its Mesa twin part within {ready.months} months; "
                    "a compiled rule decides for every state or adversary: let it ask for the role, or derive from State"
                )
            rules = ", ".join(sorted(cls.compiled))  # type: ignore[attr-defined]
            return f"{self.name}: its own {rules}, compiled; the same bits as its Mesa twin in {ready.months} months"
        ready = prepare(self, months=min(months, TIMED_MONTHS), roster=world)
        seconds = []
        for how in ({"kinds": _kinds(cls)}, {}):
            run_block(ready, [0], 1, **how)  # type: ignore[arg-type]  # compiles what this run needs
            begun = time.perf_counter()
            run_block(ready, [0], 1, **how)  # type: ignore[arg-type]
            seconds.append(time.perf_counter() - begun)
        told = f"{self.name}: its runs are Mesa models, about {seconds[0] / seconds[1]:.0f} times slower"
        return told if self.mesa else f"{told}; a rule in its `compiled` would run at full speed"


def read_variant(given: str, mesa: bool = False) -> Variant:
    """The variant that FILE.py:CLASS names. Errors: RequestError, one line."""
    file, _, name = given.rpartition(":")
    path = Path(file).resolve()
    digest = _digest(path)
    cls = _class(path, digest, name)
    from model.settings import load_policy

    wanted = getattr(cls, "policy", "baseline")
    if not isinstance(wanted, str):
        raise RequestError(f"{path}: {name}.policy = {wanted!r}; write a policy's name or a TOML file")
    base = load_policy(str(path.parent / wanted) if wanted.endswith(".toml") else wanted)
    told = (cls.__doc__ or "").strip().splitlines()
    own = {
        "name": name,
        "title": f"{name} under {base.title}",
        "meaning": told[0] if told else base.meaning,
        "file": str(path),
        "kind_of_agent": name,
        "digest": digest,
        "mesa": mesa,
    }
    return Variant(**{field.name: getattr(base, field.name) for field in fields(Setting)} | own)


def kinds_recorded(what: Mapping[str, Any], folder: Path, trust: bool) -> dict[str, type]:
    """The agents that replay a point of a results folder, {} for the model's own.

    A file that a folder names is imported only with `trust`. Errors: RequestError without it, for a file that has changed,
    and for a rule that is no agent's decision.
    """
    from model.agents import DECISIONS, Adversary, Ally, Partner

    rules, files = what.get("rules", {}), what.get("files", {})
    if not rules and "variant" not in what:
        return {}
    if not trust:
        named = ", ".join(sorted({Path(file).name for file in files.values()}))
        raise RequestError(
            f"{folder}: was run with its author's {named}; --trust imports it, if you trust it as a program"
        )
    if "variant" in what:
        name, digest = what["variant"]
        return _kinds(_class(_unchanged(Path(files["variant"]), digest, folder), digest, name))
    decisions = {rule.__name__ for rule in DECISIONS.values()}
    for procedure in rules:
        if procedure not in decisions:
            raise RequestError(f"{folder}: {procedure} is no agent's decision, and cannot be replayed as a Mesa model")
    own = {
        procedure: Swap(procedure, function, files[procedure], digest).load()
        for procedure, (function, digest) in rules.items()
    }
    bases = {"ally": Ally, "partner": Partner, "adversary": Adversary}
    return {kind: type(f"Own{base.__name__}", (base,), {"compiled": own}) for kind, base in bases.items()}


def _unchanged(path: Path, digest: str, folder: Path | None = None) -> Path:
    if _digest(path) != digest:
        since = (
            "since it was read; start again"
            if folder is None
            else f"since {folder} was run; restore it, or run the study again"
        )
        raise RequestError(f"{path}: has changed {since}")
    return path


def _class(path: Path, digest: str, name: str) -> type:
    module = imported(path, digest)
    found = getattr(module, name, None)
    from model.agents import Adversary, State

    own = [n for n, v in vars(module).items() if isinstance(v, type) and v.__module__ == module.__name__]
    if found is None:
        raise unknown("class", name, own or ["(none)"], str(path))
    if not isinstance(found, type) or not issubclass(found, State | Adversary):
        raise RequestError(f"{path}: {name} must be a class derived from Ally, Partner, State or Adversary")
    if not isinstance(found.compiled, dict):
        raise RequestError(f'{path}: {name}.compiled must be a dictionary, as {{"set_budget": my_rule}}')
    _check_decisions(path, found)
    return found


def _check_decisions(path: Path, cls: Any) -> None:
    """The class overrides at least one decision, and its rules take the same arguments as the model's."""
    from model.agents import DECISIONS, Adversary, State

    base: Any = State if issubclass(cls, State) else Adversary
    mine = {method: rule for method, rule in DECISIONS.items() if hasattr(base, method)}
    own = [name for one in cls.__mro__ if not one.__module__.startswith(("model.", "mesa")) for name in vars(one)]
    where = f"{path}: {cls.__name__}"
    for name in own:
        if name in DECISIONS and name not in mine:
            raise RequestError(f"{where}: {name} is not a decision of {base.__name__}; its own are {', '.join(mine)}")
    for rule in cls.compiled:
        if rule not in [one.__name__ for one in mine.values()]:
            raise unknown("rule of this agent", str(rule), [one.__name__ for one in mine.values()], f"{where}.compiled")
    for method, rule in mine.items():
        name = rule.__name__
        if method in own:
            _same_arguments(f"{where}.{method}", getattr(cls, method), getattr(base, method))
            if cls.compiled and name not in cls.compiled:
                raise RequestError(
                    f"{where}.{method} is its own, and {cls.__name__}.compiled has no {name} to go with it"
                )
        if name in cls.compiled:
            _same_arguments(f"{where}.compiled, {name}", cls.compiled[name], rule)
    if not cls.compiled and not set(own) & set(mine):
        guesses = [nearest(name, mine) for name in own if not name.startswith("_")]
        hint = next((f"; did you mean '{guess}'?" for guess in guesses if guess), "")
        raise RequestError(f"{where}: overrides no decision; allowed: {', '.join(mine)}{hint}")


def _same_arguments(where: str, own: Any, theirs: Any) -> None:
    """As many arguments as the function that it replaces."""
    given, wanted = (list(inspect.signature(getattr(one, "py_func", one)).parameters) for one in (own, theirs))
    if len(given) != len(wanted):
        raise RequestError(f"{where}: takes ({', '.join(given)}); it must take ({', '.join(wanted)})")


def _kinds(cls: type) -> dict[str, type]:
    """The agents that a class replaces: those it derives from."""
    from model.agents import Adversary, Ally, Partner

    kinds = {"ally": Ally, "partner": Partner, "adversary": Adversary}
    own = {name: cls for name, base in kinds.items() if issubclass(cls, base)}
    return own or {"ally": cls, "partner": cls}


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise RequestError(f"{path}: {error.strerror or error}; a variant is FILE.py:CLASS") from None
