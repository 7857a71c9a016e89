"""`foedus network`: the ties between states as a file in GraphML."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.cli.options import Alliance, Json, Scenario, Settings, check_request, settings
from experiments.cli.progress import note
from experiments.tables import number, show, write_json
from model.errors import RequestError

__all__ = ["network"]

ENDINGS = (".graphml", ".xml")
HEAD = 4096
"""Bytes of a file in which GraphML says that it is GraphML."""

File = Annotated[
    Path,
    typer.Argument(metavar="FILE.graphml", help="the file to write (.graphml or .xml); it replaces an older network"),
]
Agreed = Annotated[str, typer.Option("--policy", help="a named policy or a TOML file")]


def network(
    file: File,
    policy: Agreed = "baseline",
    scenario: Scenario = "today",
    set: Settings = [],  # noqa: B006  (Typer copies it)
    alliance: Alliance = None,
    json: Json = False,
) -> None:
    """Write the ties between states as GraphML."""
    _check_file(file)
    parameters: dict[str, Any] = settings(set)
    check_request([policy], [scenario], parameters, alliance)
    from experiments.study.networks import network as drawn
    from experiments.study.networks import write_network
    from model.network import LAYERS

    graph = drawn(policy, scenario, world=alliance, **parameters)
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


def _check_file(file: Path) -> None:
    """A network is written where there is nothing, or over an older network: never over a file of something else."""
    if file.suffix.lower() not in ENDINGS:
        raise RequestError(f"{file}: must be a GraphML file; its name must end in {' or '.join(ENDINGS)}")
    if not file.exists():
        return
    if not file.is_file():
        raise RequestError(f"{file}: is a folder; name a file")
    with file.open("rb") as old:
        if b"<graphml" not in old.read(HEAD):
            raise RequestError(f"{file}: exists and is not GraphML; name another file, or remove it first")
