"""Policies and scenarios: named TOML files that say only what they change, and what a run has in the end.

A policy is what the alliance decides, a scenario what the world does; both may write any parameter and any settable
state variable, from the start or from the start of a month on (`[[change]]`). The order is: defaults, scenario,
policy, then what the user sets; dated changes come later and write over all of these. An alliance may bring defaults.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from model.constants import SIGNPOSTS
from model.errors import RequestError, unknown
from model.parameters import PARAMETERS
from model.roster import Roster
from model.settings.amendments import EntityChange, amend, check_codes, entity_by_name, read_parameters, read_worlds
from model.settings.dates import compose, is_composed
from model.settings.files import Change, Setting, read_setting
from model.settings.signposts import Signpost
from model.toml_files import read_toml

__all__ = ["Resolved", "load_policy", "load_scenario", "policies", "resolve", "scenarios"]

FOLDERS = {"policy": "policies", "scenario": "scenarios"}
FIRST = {"policy": "baseline", "scenario": "today"}


@dataclass(frozen=True)
class Resolved:
    """What a run has: every parameter in its first month, what is written on states, and what changes when."""

    policy: str
    scenario: str
    parameters: dict[str, float]
    entities: tuple[EntityChange, ...]
    changes: tuple[Change, ...]
    signposts: tuple[Signpost, ...]
    defaults: dict[str, float]  # before scenario and policy: the declared ones, or those of another alliance
    graphml: str | None = None
    written: tuple[tuple[str, tuple[EntityChange, ...]], ...] = ()  # by file, so that an error can name it
    traits: Mapping[str, Any] = field(default_factory=dict)  # what worlds say of adversaries: RUS.harshness

    def check_codes(self, roster: Roster) -> None:
        """Refuse a setting that names a state or adversary which this roster lacks."""
        for source, entities in self.written:
            check_codes(entities, roster, source)
        for name in self.traits:
            check_codes([("adversaries", name.split(".")[0], "", "", 0.0)], roster, "worlds")

    def canonical(self) -> dict:
        """Everything that decides a run, ready for canonical JSON: a drawn network counts by its content."""
        what = {
            "policy": self.policy,
            "scenario": self.scenario,
            "parameters": {name: _plain(value) for name, value in sorted({**self.parameters, **self.traits}.items())},
            "entities": [list(entity) for entity in self.entities],
            "changes": [
                {
                    "month": change.month,
                    "parameters": [list(parameter) for parameter in change.parameters],
                    "entities": [list(entity) for entity in change.entities],
                }
                for change in self.changes
            ],
            "graphml": None if self.graphml is None else _digest(self.graphml),
        }
        return what | ({"signposts": [_canonical(one) for one in self.signposts]} if self.signposts else {})


def _canonical(signpost: Signpost) -> dict:
    """All of a signpost that decides a run."""
    return {name: value for name, value in asdict(signpost).items() if name != "source"}


def _plain(value: Any) -> Any:
    """A parameter for canonical JSON: values by world count by their content."""
    return value if isinstance(value, float | int) else hashlib.sha256(value.tobytes()).hexdigest()


def _digest(graphml: str) -> str:
    try:
        return hashlib.sha256(Path(graphml).read_bytes()).hexdigest()
    except OSError as error:
        raise RequestError(f"{graphml}: cannot be read ({error.strerror})") from None


def policies() -> dict[str, Setting]:
    """The policies shipped, `baseline` first."""
    return {name: _shipped("policy", name) for name in _names("policy")}


def scenarios() -> dict[str, Setting]:
    """The scenarios shipped, `today` first."""
    return {name: _shipped("scenario", name) for name in _names("scenario")}


def load_policy(policy: str | Path | Setting) -> Setting:
    """A policy by name, or from a TOML file."""
    return _load("policy", policy)


def load_scenario(scenario: str | Path | Setting) -> Setting:
    """A scenario by name, or from a TOML file."""
    return _load("scenario", scenario)


def resolve(
    policy: str | Path | Setting = "baseline",
    scenario: str | Path | Setting = "today",
    parameters: Mapping[str, object] | None = None,
    *,
    graphml: str | Path | None = None,
    roster: Roster | None = None,
    worlds: Mapping[str, Any] | None = None,
) -> Resolved:
    """What a run has under a policy and a scenario; `parameters` may also name `TUR.balancing` or `RUS.UKR.focus`.

    roster: the alliance it is for, whose own parameters come first, and whose codes are the ones that may be written.
    worlds: columns of parameters, one row a world, that stand in for the defaults; what follows amends each of them.
    """
    chosen = (load_scenario(scenario), load_policy(policy))
    given = dict(parameters or {})
    where = "parameters given"
    own = read_parameters({name: value for name, value in given.items() if "." not in name}, where)
    own_entities = tuple(entity_by_name(name, value, where) for name, value in given.items() if "." in name)

    defaults = {name: parameter.default for name, parameter in PARAMETERS.items()}
    if roster is not None:
        where_world = f"{roster.name}: parameters"
        defaults = amend(defaults, read_parameters(roster.parameters, where_world), where_world)
    traits: dict[str, Any] = {}
    if worlds is not None:
        told = read_worlds(worlds)
        traits = {name: column for name, column in told.items() if "." in name}
        defaults = defaults | {name: column for name, column in told.items() if "." not in name}
    values = defaults
    for setting in chosen:
        values = amend(values, setting.parameters, f"{setting.source}: parameters")
    values = amend(values, own, where)

    dated = sorted(
        ((change, setting) for setting in chosen for change in setting.changes), key=lambda both: both[0].month
    )
    later = values
    for change, setting in dated:
        later = amend(later, change.parameters, f"{setting.source}: change in month {change.month}")
    signposts = tuple(one for setting in chosen for one in setting.signposts)
    if len(signposts) > SIGNPOSTS:
        raise RequestError(
            f"{chosen[0].name} and {chosen[1].name}: {len(signposts)} [[when]]; at most {SIGNPOSTS} are allowed"
        )
    written = [(s.source, s.entities) for s in chosen] + [(where, own_entities)]
    written += [(f"{s.source}: change in month {change.month}", change.entities) for change, s in dated]
    written += [(signpost.source, signpost.entities) for signpost in signposts]
    resolved = Resolved(
        policy=chosen[1].name,
        scenario=chosen[0].name,
        parameters=values,
        entities=chosen[0].entities + chosen[1].entities + own_entities,
        changes=tuple(change for change, _ in dated),
        signposts=signposts,
        defaults=defaults,
        traits=traits,
        graphml=_network(chosen, graphml),
        written=tuple(both for both in written if both[1]),
    )
    if roster is not None:
        resolved.check_codes(roster)
    return resolved


def _network(chosen: tuple[Setting, ...], given: str | Path | None) -> str | None:
    """The network drawn in a file, if any: the one given wins; a policy and a scenario may not both bring one."""
    if given is not None:
        if not Path(given).is_file():
            raise RequestError(f"{given}: no such file; expected a network in GraphML")
        return str(Path(given).resolve())
    brought = {setting.graphml: setting.source for setting in chosen if setting.graphml}
    if len(brought) > 1:
        raise RequestError(f"{' and '.join(brought.values())} each bring a network; leave one out")
    return next(iter(brought), None)


def _load(kind: str, wanted: str | Path | Setting) -> Setting:
    if isinstance(wanted, Setting):
        if wanted.kind != kind:
            raise RequestError(f"{wanted.name} is a {wanted.kind}; expected a {kind}")
        return wanted
    if isinstance(wanted, str) and is_composed(wanted):
        return compose(wanted, lambda name: _load(kind, name))
    if isinstance(wanted, Path) or str(wanted).endswith(".toml") or "/" in str(wanted):
        path = Path(wanted)
        if not path.is_file():
            raise RequestError(f"{path}: no such file; a {kind} is a name or a TOML file")
        return _parse(path, kind, path.stem, str(path), path.parent)
    if wanted not in _names(kind):
        raise unknown(kind, str(wanted), _names(kind))
    return _shipped(kind, str(wanted))


def _parse(file: Path | Traversable, kind: str, name: str, source: str, folder: Path | None = None) -> Setting:
    return read_setting(read_toml(file, source), kind, name, source, folder)


@functools.cache
def _names(kind: str) -> tuple[str, ...]:
    found = [entry.name for entry in (files("model") / FOLDERS[kind]).iterdir() if entry.name.endswith(".toml")]
    names = sorted(name.removesuffix(".toml") for name in found)
    return tuple(sorted(names, key=lambda name: name != FIRST[kind]))


@functools.cache
def _shipped(kind: str, name: str) -> Setting:
    file = files("model") / FOLDERS[kind] / f"{name}.toml"
    return _parse(file, kind, name, f"{FOLDERS[kind]}/{name}.toml")
