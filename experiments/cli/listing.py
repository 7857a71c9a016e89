"""`foedus list`: what there is, with meanings and bounds, read from the declarations."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from experiments.cli.options import Json
from experiments.tables import number, show, write_json
from model.errors import unknown

__all__ = ["list_things"]


def list_things(
    things: Annotated[str, typer.Argument(metavar="policies|scenarios|parameters|measures|states|alliances|worlds")],
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


def _worlds() -> list[dict[str, Any]]:
    """Of each alliance: how many worlds ship with it, from how many simulated records, and what the checks found."""
    from model.roster import alliances

    return [_worlds_of(name) for name in alliances()]


def _worlds_of(alliance: str) -> dict[str, Any]:
    from model.errors import RequestError
    from model.shipped import about_worlds

    columns = (
        "alliance",
        "worlds",
        "records",
        "told",
        "prior_only",
        "coverage_90",
        "log_score_gain",
        "masked_inside",
        "note",
    )
    try:
        about = about_worlds(alliance)
    except RequestError:
        return dict.fromkeys(columns) | {"alliance": alliance, "worlds": 0, "note": "no worlds are shipped"}
    checks = about.get("checks", {})
    masked = checks.get("masked", [])
    row = (
        alliance,
        about["worlds"],
        about.get("records"),
        len(about["explained"]) - len(about["prior_only"]),
        len(about["prior_only"]),
        checks.get("coverage", {}).get("0.9", {}).get("share"),
        checks.get("log_score_gain", {}).get("mean"),
        f"{sum(one['inside'] for one in masked)} of {len(masked)}" if masked else None,
        _made_with(alliance, about),
    )
    return dict(zip(columns, row, strict=True))


def _made_with(alliance: str, about: dict[str, Any]) -> str:
    """Whether this model gives what the one gave with which the worlds were made; tried where its rules are compiled."""
    from experiments.inference.simulations import Source
    from model.roster import read_roster
    from model.rule import is_warm, source_hash

    if about.get("sources") == source_hash():
        return ""
    if not is_warm():
        return "made with other sources of the model"
    own = Source(about["seed"], about["until"], None if alliance == "nato" else read_roster(alliance))
    return "" if own.bits() == about["model"] else "made with a model that gave other runs"


_TABLES = {
    "policies": lambda: _named_settings("policies"),
    "scenarios": lambda: _named_settings("scenarios"),
    "parameters": _parameters,
    "measures": _measures,
    "states": _states,
    "alliances": _alliances,
    "worlds": _worlds,
}
