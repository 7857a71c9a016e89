"""A policy written as the TOML file that `foedus compare`, `run` and `watch` take."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

__all__ = ["policy_toml", "write_policy"]


def write_policy(setting: Any, path: Path) -> None:
    """Write it, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(policy_toml(setting), encoding="utf-8")
    part.replace(path)


def policy_toml(setting: Any) -> str:
    """What a setting changes, as text; `model.settings.read_setting` reads the same back."""
    lines = [f"title = {_text(setting.title)}", f"meaning = {_text(setting.meaning)}"]
    lines += _tables(setting, "")
    for change in setting.changes:
        lines += ["", "[[change]]", f"month = {change.month}", *_tables(change, "change.")]
    return "\n".join(lines) + "\n"


def _tables(setting: Any, under: str) -> list[str]:
    lines: list[str] = []
    if setting.parameters:
        lines += ["", f"[{under}parameters]"]
        lines += [f"{name} = {_amended(op, _parameter(name, op, value))}" for name, op, value in setting.parameters]
    for table, code in dict.fromkeys((table, code) for table, code, *_ in setting.entities):
        lines += ["", f"[{under}{table}.{code.replace(':', '.')}]"]
        lines += _variables(one for one in setting.entities if one[:2] == (table, code))
    return lines


def _variables(entities: Iterable[tuple[str, str, str, str, float]]) -> list[str]:
    return [f"{variable} = {_amended(op, _number(value))}" for _, _, variable, op, value in entities]


def _amended(op: str, value: str) -> str:
    return value if op == "set" else f"{{ {op} = {value} }}"


def _parameter(name: str, op: str, value: float) -> str:
    """A choice by its name, a switch as true or false."""
    from model.parameters import PARAMETERS

    parameter = PARAMETERS[name]
    if op == "set" and parameter.kind == "choice":
        return _text(parameter.choices[int(value)])
    if op == "set" and parameter.kind == "bool":
        return "true" if value else "false"
    return _number(value)


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
