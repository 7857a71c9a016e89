"""`foedus show`: what a policy, a scenario or an alliance changes, whom it comes from and in which unit."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from experiments.cli.options import Json
from experiments.tables import show as show_table
from experiments.tables import write_json

__all__ = ["show"]

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="a policy, a scenario, an alliance; also A+B, A@2030, a TOML file")
]


def show(name: Name, json: Json = False) -> None:
    """Show what a policy, a scenario or an alliance changes."""
    from experiments.results.versions import versions

    kind, title, meaning, rows = _known(name)
    if json:
        write_json({"kind": kind, "title": title, "meaning": meaning, "table": rows, "versions": versions()})
        return
    typer.echo(f"{title} ({kind})\n{meaning}\n")
    if not rows:
        typer.echo("It changes nothing.")
        return
    columns = ("name", "before", "after", "unit", "from", "meaning", "source")
    show_table(
        ([str(row[column]) for column in columns] for row in rows),
        columns,
        title="what it changes",
        right=("before", "after"),
    )


def _known(name: str) -> tuple[str, str, str, list[dict[str, Any]]]:
    """What the name stands for. Errors: RequestError with the nearest name."""
    from experiments.study.inline import has_values
    from experiments.study.study import read_given
    from model.errors import RequestError, unknown
    from model.roster import alliances, read_roster
    from model.settings import load_policy, load_scenario, policies, read_setting, scenarios

    if name in alliances():
        roster = read_roster(name)
        return (
            "alliance",
            roster.title,
            roster.meaning,
            _rows(read_setting({"parameters": dict(roster.parameters)}, "alliance", name, name), roster),
        )
    try:
        setting = read_given(name, "policy") if has_values(name) else load_policy(name)
    except RequestError as policy:
        try:
            setting = load_scenario(name)
        except RequestError:
            if "unknown policy" in str(policy):
                raise unknown("policy, scenario or alliance", name, [*policies(), *scenarios(), *alliances()]) from None
            raise policy from None
    return setting.kind, setting.title, setting.meaning, _rows(setting, read_roster())


def _rows(setting: Any, roster: Any) -> list[dict[str, Any]]:
    """A row a change: at the start, then by date."""
    rows = [*_changes(setting.parameters, setting.entities, "the start", roster)]
    for change in setting.changes:
        when = f"{roster.first_year + change.month // 12}-{change.month % 12 + 1:02}"
        rows += _changes(change.parameters, change.entities, when, roster)
    for signpost in setting.signposts:
        rows += _changes(signpost.parameters, signpost.entities, signpost.text, roster)
    return [row for row in rows if row["before"] != row["after"]]


def _changes(parameters: Any, entities: Any, when: str, roster: Any) -> list[dict[str, Any]]:
    from model.parameters import PARAMETERS
    from model.state import STATES

    rows = []
    for name, op, value in parameters:
        entry = PARAMETERS[name]
        after = entry.shown(value) if op == "set" else _operation(op, value)
        rows.append(_row(name, entry.shown(entry.default), after, entry.unit, when, entry.meaning, entry.source))
    for table, code, variable, op, value in entities:
        entry = STATES[variable]
        after = value if op == "set" else _operation(op, value)
        name = f"{code.replace(':', '.')}.{variable}"
        rows.append(
            _row(
                name,
                _before(roster, table, code, variable),
                after,
                entry.unit,
                when,
                entry.meaning,
                "the alliance's file",
            )
        )
    return rows


def _row(name: str, before: Any, after: Any, unit: str, when: str, meaning: str, source: str) -> dict[str, Any]:
    return {
        "name": name,
        "before": before,
        "after": after,
        "unit": unit,
        "from": when,
        "meaning": meaning,
        "source": source,
    }


def _operation(op: str, value: float) -> str:
    return f"× {value:g}" if op == "times" else f"{value:+g}"


def _before(roster: Any, table: str, code: str, variable: str) -> Any:
    """What the alliance's file says, where one number does."""
    if table == "states" and code in roster.codes and variable in roster.columns:
        return float(roster.columns[variable][roster.codes.index(code)])
    if table == "adversaries" and code in roster.adversary_codes and variable in roster.adversary_columns:
        return float(roster.adversary_columns[variable][roster.adversary_codes.index(code)])
    if table == "pairs" and variable in roster.pairs:
        one, _, other = code.partition(":")
        if one in roster.adversary_codes and other in roster.codes:
            return float(roster.pairs[variable][roster.adversary_codes.index(one), roster.codes.index(other)])
    return ""
