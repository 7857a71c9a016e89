"""`foedus network`: the ties between states as a file in GraphML."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.cli_options import Json, Policy, Scenario, Settings, World, check_request, settings
from experiments.cli_progress import note
from experiments.tables import number, show, write_json

__all__ = ["network"]

File = Annotated[Path, typer.Argument(metavar="FILE.graphml", help="what to write; an old one is replaced")]


def network(
    file: File,
    policy: Policy = "baseline",
    scenario: Scenario = "today",
    set: Settings = [],  # noqa: B006  (Typer copies it)
    world: World = None,
    json: Json = False,
) -> None:
    """The ties between states, as GraphML."""
    parameters: dict[str, Any] = settings(set)
    check_request([policy], [scenario], parameters, world)
    from experiments.networks import network as drawn
    from experiments.networks import write_network
    from model.network import LAYERS

    graph = drawn(policy, scenario, world=world, **parameters)
    write_network(file, graph)
    weights = {layer: [w for *_, of, w in graph.edges(keys=True, data="weight") if of == layer] for layer in LAYERS}
    rows: list[dict[str, Any]] = [
        {"layer": layer, "ties": len(found), "mean_weight": sum(found) / len(found) if found else None}
        for layer, found in weights.items()
    ]
    note(f'written to {file}; a scenario with graphml = "{file.name}" beside it runs on it')
    if json:
        write_json({"policy": policy, "scenario": scenario, "parameters": parameters, "table": rows})
        return
    show(([number(cell) for cell in row.values()] for row in rows), list(rows[0]), right=("ties", "mean_weight"))
