"""The ties between states as a networkx graph and as GraphML: for networkx, Gephi, igraph, and back into the model.

A scenario that says `graphml = "ties.graphml"` runs on the network in that file; written unchanged, it gives the same bits.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.errors import RequestError

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["network", "write_network"]


def network(
    policy: Any = "baseline", scenario: Any = "today", *, world: str | Path | None = None, **parameters: object
) -> nx.MultiGraph:
    """Who is tied to whom in January of the first year; `topology` and a drawn network count as in a run.

    Nodes are ISO codes with `name`, `role`, `gdp` (bn USD, 2024) and `population` (millions). There is an edge for each layer
    (treaty, intelligence, digital, border), with `layer` as its key and attribute, and `weight` in [0, 1].
    """
    import networkx as nx

    from model.network import make_layers
    from model.parameters import TOPOLOGIES
    from model.roster import read_roster
    from model.settings import resolve

    roster = read_roster(world)
    resolved = resolve(policy, scenario, parameters, roster=roster)
    topology = TOPOLOGIES[int(resolved.parameters["topology"])]
    layers = make_layers(roster, topology, int(resolved.parameters["topology_seed"]), resolved.graphml)
    graph = nx.MultiGraph(name=roster.name)
    for i, code in enumerate(roster.codes):
        role = "ally" if code in roster.allies else "partner"
        figures = {column: float(roster.columns[column][i]) for column in ("gdp", "population")}
        graph.add_node(code, name=roster.names[i], role=role, **figures)
    for layer, ties in layers.items():
        for i, j, weight in ties:
            graph.add_edge(roster.codes[i], roster.codes[j], key=layer, layer=layer, weight=float(weight))
    return graph


def write_network(path: str | Path, graph: nx.Graph) -> None:
    """A network in GraphML. Errors: RequestError where the folder does not exist."""
    import networkx as nx

    path = Path(path)
    if not path.parent.is_dir():
        raise RequestError(f"{path}: there is no folder {path.parent}")
    nx.write_graphml(graph, path)
