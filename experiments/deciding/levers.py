"""What a search may decide: numbers in a range, whole numbers, switches, choices, and shipped policies as switches.

A lever is a parameter that the alliance decides (`foedus list parameters`, role lever), a state's variable (`TUR.balancing`,
with a range), or a shipped policy, which is in force or is not. A candidate is the reference policy with every lever set.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from experiments.study.designs import Range, ranges
from model.errors import RequestError, unknown

__all__ = ["Lever", "Levers", "read_levers"]

STEPS = 1000
"""About so many steps of a number between its ends, each a round one: values that people can read, none next to another."""


@dataclass(frozen=True)
class Lever:
    """One lever: a sampled parameter, or a policy that is in force or not."""

    name: str
    range: Range
    policy: Any = None  # the Setting, for a policy as a switch

    def rounded(self, value: Any) -> Any:
        """The value as plain Python, a number to about a thousandth of its range."""
        if self.range.choices:
            return bool(value) if self.range.choices == (False, True) else str(value)
        if self.range.whole:
            return round(value)
        digits = round(math.log10(STEPS / (self.range.high - self.range.low)))
        return min(self.range.high, max(self.range.low, round(float(value), digits)))


@dataclass(frozen=True)
class Levers:
    """The levers of a search, and the policy that they change."""

    reference: Any  # Setting
    levers: tuple[Lever, ...]

    def key(self, values: Mapping[str, Any]) -> str:
        """A name that hangs on the values alone."""
        told = json.dumps([[lever.name, values[lever.name]] for lever in self.levers])
        return f"c{hashlib.sha256(told.encode()).hexdigest()[:12]}"

    def features(self, values: Mapping[str, Any]) -> list[float]:
        """The values as numbers: from 0 to 1 between a lever's ends, and one number a choice."""
        found: list[float] = []
        for lever in self.levers:
            one, value = lever.range, values[lever.name]
            if one.choices and one.choices != (False, True):
                found += [0.7 * (str(choice) == value) for choice in one.choices]
            else:
                found.append((float(value) - one.low) / (one.high - one.low))
        return found

    def candidate(self, values: Mapping[str, Any], name: str = "", meaning: str = "") -> Any:
        """The policy with these values: the reference, the policies switched on, then what is set."""
        from model.settings.amendments import entity_by_name, read_parameters

        parts = [
            self.reference,
            *(lever.policy for lever in self.levers if lever.policy is not None and values[lever.name]),
        ]
        own = {lever.name: values[lever.name] for lever in self.levers if lever.policy is None}
        plain = {name: value for name, value in own.items() if "." not in name}
        entities = [entity_by_name(name, value, "levers") for name, value in own.items() if "." in name]
        named = name or self.key(values)
        return replace(
            self.reference,
            name=named,
            title=named,
            meaning=meaning,
            parameters=tuple(one for part in parts for one in part.parameters if one[0] not in plain)
            + read_parameters(plain, "levers"),
            entities=tuple(one for part in parts for one in part.entities) + tuple(entities),
            changes=tuple(one for part in parts for one in part.changes),
            source=named,
        )

    def of_reference(self) -> dict[str, Any]:
        """What the reference has: of a policy as a switch no; of a state's variable nothing that could be said."""
        from model.settings import resolve

        values = resolve(self.reference).parameters
        found: dict[str, Any] = {}
        for lever in self.levers:
            if lever.policy is not None:
                found[lever.name] = False
            else:
                found[lever.name] = _shown(lever, values[lever.name]) if lever.name in values else None
        return found


def read_levers(
    given: Sequence[str] | Mapping[str, Any], reference: Any, where: Mapping[str, Any] | None = None
) -> Levers:
    """The levers by name, with the ranges or choices given. Errors: RequestError, one line, for whatever is no lever."""
    from model.parameters import PARAMETERS
    from model.settings import load_policy, policies
    from model.settings.amendments import TRAITS

    wanted = dict(given) if isinstance(given, Mapping) else dict.fromkeys(given)
    for name in wanted:
        if not isinstance(given, Mapping) and list(given).count(name) > 1:
            raise RequestError(f"levers: {name} is named twice")
    if not wanted:
        raise RequestError("levers: name at least one, as in --levers bar,rule")
    for name, value in (where or {}).items():
        if name not in wanted:
            raise unknown("lever", name, wanted, "where")
        wanted[name] = value
    switches = {name: load_policy(name) for name in wanted if name in policies()}
    for name, setting in switches.items():
        if setting.changes or setting.graphml or name == reference.name:
            why = "is the reference" if name == reference.name else "changes in the course of a run"
            raise RequestError(f"levers: {name} {why}; it cannot be a switch")
        if wanted[name] is not None:
            raise RequestError(f"where: {name} is a policy, in force or not; it has no range")
    known = [name for name, one in PARAMETERS.items() if one.role == "lever"]
    for name in wanted:
        if name in switches:
            continue
        role = "uncertainty" if name.rpartition(".")[2] in TRAITS and "." in name else _role(name, PARAMETERS)
        if role == "uncertainty":
            raise RequestError(
                f"levers: {name} is uncertain, so the world says it; a lever is what the alliance decides"
            )
        if role == "constant":
            raise RequestError(f"levers: {name} is a constant; a lever is what the alliance decides")
        if role is None:
            raise unknown("lever", name, [*known, *policies()], "levers")
        if "." in name and wanted[name] is None:
            raise RequestError(f"levers: {name} needs a range, as in --where {name}=0:1")
    found = (
        {one.name: one for one in ranges({n: v for n, v in wanted.items() if n not in switches}, "levers")}
        if len(switches) < len(wanted)
        else {}
    )
    levers = tuple(
        Lever(name, Range(name, 0.0, 1.0, choices=(False, True)), switches[name])
        if name in switches
        else Lever(name, found[name])
        for name in wanted
    )
    _check_clashes(reference, levers)
    return Levers(reference, levers)


def _role(name: str, declared: Mapping[str, Any]) -> str | None:
    """lever · uncertainty · constant; a state's variable is a lever if it may be set at all (`ranges` looks)."""
    return "lever" if "." in name else declared[name].role if name in declared else None


def _check_clashes(reference: Any, levers: Sequence[Lever]) -> None:
    """No two things that a search decides write the same number. Errors: RequestError, by name."""
    from model.settings.amendments import entity_by_name

    if reference.graphml:
        raise RequestError(f"{reference.name}: brings a network of its own, which no candidate can")
    writes: dict[str, str] = {}
    for lever in levers:
        if lever.policy is None:
            if "." in lever.name:
                entity_by_name(lever.name, lever.range.low, "levers")
                entity_by_name(lever.name, lever.range.high, "levers")
            mine = {lever.name}
        else:
            mine = {name for name, *_ in lever.policy.parameters} | {
                f"{code}.{variable}" for _, code, variable, *_ in lever.policy.entities
            }
        for name in sorted(mine):
            if name in writes:
                raise RequestError(f"levers: {writes[name]} and {lever.name} both write {name}; leave one out")
            writes[name] = lever.name
    for change in reference.changes:
        for name, *_ in change.parameters:
            if name in writes:
                raise RequestError(f"levers: {reference.name} changes {name} in month {change.month}, over any lever")


def _shown(lever: Lever, value: float) -> Any:
    from model.parameters import PARAMETERS

    parameter = PARAMETERS[lever.name]
    if parameter.kind == "choice":
        return parameter.choices[int(value)]
    return bool(value) if parameter.kind == "bool" else int(value) if parameter.kind == "int" else float(value)
