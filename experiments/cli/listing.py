"""`foedus list`: what there is, with meanings and bounds, read from the declarations."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from experiments.cli.options import Json
from experiments.tables import number, show, write_json
from model.errors import unknown

__all__ = ["list_things"]


def list_things(
    things: Annotated[str, typer.Argument(metavar="policies|scenarios|parameters|measures|states|alliances")],
    json: Json = False,
) -> None:
    """List policies, parameters, measures and more."""
    if things not in _TABLES:
        raise unknown("list", things, _TABLES)
    rows = _TABLES[things]()
    if json:
        write_json({"list": things, "table": rows})
    else:
        show(([_cell(cell) for cell in row.values()] for row in rows), list(rows[0]))


def _cell(value: Any) -> str:
    """A declared figure as it was written, not rounded to a table's digits."""
    return f"{value:g}" if isinstance(value, float) else number(value)


def _named_settings(kind: str) -> list[dict[str, Any]]:
    from model import settings

    found = settings.policies() if kind == "policies" else settings.scenarios()
    return [{"name": name, "title": one.title, "meaning": one.meaning} for name, one in found.items()]


def _parameters() -> list[dict[str, Any]]:
    from model.parameters import PARAMETERS

    return [
        {
            "name": p.name,
            "symbol": p.symbol,
            "default": p.shown(p.default),
            "allowed": p.allowed,
            "unit": p.unit,
            "role": p.role,
            "standing": p.standing,
            "prior": "" if p.prior is None else str(p.prior),
            "group": p.group,
            "meaning": p.meaning,
            "source": p.source,
        }
        for p in PARAMETERS.values()
    ]


def _measures() -> list[dict[str, Any]]:
    from model.measures import MEASURES

    return [
        {
            "name": m.name,
            "unit": m.unit,
            "summary": m.summary,
            "better": m.better,
            "group": m.group,
            "shown": m.shown,
            "meaning": m.meaning,
        }
        for m in MEASURES.values()
    ]


def _states() -> list[dict[str, Any]]:
    from model.state import STATES

    return [
        {
            "name": name,
            "symbol": v.symbol,
            "unit": v.unit,
            "owner": v.owner,
            "settable": v.settable,
            "low": v.bounds[0] if v.settable else None,
            "high": v.bounds[1] if v.settable else None,
            "meaning": v.meaning,
        }
        for name, v in STATES.items()
    ]


def _alliances() -> list[dict[str, Any]]:
    from model.roster import alliances, read_roster

    found = [read_roster(name) for name in alliances()]
    return [
        {
            "name": one.name,
            "title": one.title,
            "allies": len(one.allies),
            "partners": len(one.partners),
            "adversaries": len(one.adversary_codes),
            "meaning": one.meaning,
        }
        for one in found
    ]


_TABLES = {
    "policies": lambda: _named_settings("policies"),
    "scenarios": lambda: _named_settings("scenarios"),
    "parameters": _parameters,
    "measures": _measures,
    "states": _states,
    "alliances": _alliances,
}
