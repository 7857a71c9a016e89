"""Who is tied to whom: the real layers, made topologies, or a GraphML file, and their compressed form for the rules.

A made topology replaces the treaty, intelligence and digital layers by one pattern drawn with networkx; borders stay
where they are. Each made tie has the mean weight of the real layer's ties, so that only the pattern differs. networkx
is imported where it is used: a run on the real network never needs it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

import numpy as np

from model.errors import RequestError, unknown
from model.parameters import TOPOLOGIES
from model.roster import LAYERS, Roster

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["LAYERS", "Layers", "make_layers", "to_csr"]

Layers = dict[str, list[tuple[int, int, float]]]
"""Layer -> undirected ties (i, j, weight) with i < j, ascending."""

MADE = ("treaty", "intelligence", "digital")
"""Layers that a made topology or a GraphML file replaces."""

RING_NEIGHBOURS, REWIRING = 6, 0.1  # small world: Watts & Strogatz 1998
ATTACHED = 3  # scale free: ties of each newcomer, Barabási & Albert 1999
BLOCKS, WITHIN, BETWEEN = 4, 0.8, 0.05  # blocks: Holland, Laskey & Leinhardt 1983


def make_layers(roster: Roster, topology: str = "real", seed: int = 0, graphml: str | None = None) -> Layers:
    """The four layers of this world under a topology, or as a GraphML file draws them."""
    if topology not in TOPOLOGIES:
        raise unknown("topology", topology, TOPOLOGIES)
    if graphml is not None:
        if topology != "real":
            raise RequestError(f"{graphml}: a GraphML file and topology = {topology} exclude each other; leave one out")
        return _from_graphml(roster, Path(graphml))
    if topology == "real":
        return {layer: list(roster.ties[layer]) for layer in LAYERS}
    pattern = _pattern(roster, topology, seed)
    layers = dict(roster.ties)
    for layer in MADE:
        weight = _mean_weight(roster, layer)
        layers[layer] = [(i, j, weight) for i, j in pattern]
    return layers


def to_csr(layers: Mapping[str, list[tuple[int, int, float]]], n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows in compressed form: neighbours of i in layer l are neighbour[first[l, i] : first[l, i + 1]], ascending."""
    first = np.zeros((len(LAYERS), n + 1), dtype=np.int64)
    neighbour: list[int] = []
    weight: list[float] = []
    for level, layer in enumerate(LAYERS):
        both = sorted([(i, j, w) for i, j, w in layers[layer]] + [(j, i, w) for i, j, w in layers[layer]])
        counts = np.bincount(np.array([i for i, _, _ in both], dtype=np.int64), minlength=n)
        first[level] = len(neighbour) + np.concatenate(([0], np.cumsum(counts)))
        neighbour += [j for _, j, _ in both]
        weight += [w for _, _, w in both]
    return first, np.array(neighbour, dtype=np.int64), np.array(weight, dtype=np.float64)


def _mean_weight(roster: Roster, layer: str) -> float:
    weights = [w for _, _, w in roster.ties[layer]]
    return sum(weights) / len(weights) if weights else 1.0


def _pattern(roster: Roster, topology: str, seed: int) -> list[tuple[int, int]]:
    """Ties of a made network. Who stands where is not drawn: rings and blocks follow longitude, hubs follow GDP."""
    import networkx as nx

    n = len(roster.codes)
    west_to_east = [int(i) for i in np.argsort(roster.lon, kind="stable")]
    by_size = [int(i) for i in np.argsort(-roster.columns["gdp"], kind="stable")]
    place = by_size if topology in ("hub", "scale_free") else west_to_east
    if topology == "complete":
        graph = nx.complete_graph(n)
    elif topology == "hub":
        hegemon = int(np.argmax(roster.columns["hegemon"]))
        place = [hegemon] + [i for i in by_size if i != hegemon]
        graph = nx.star_graph(n - 1)
    elif topology == "small_world":
        graph = nx.watts_strogatz_graph(n, min(RING_NEIGHBOURS, n - 1), REWIRING, seed=seed)
    elif topology == "scale_free":
        graph = nx.barabasi_albert_graph(n, min(ATTACHED, n - 1), seed=seed)
    else:
        sizes = [len(part) for part in np.array_split(np.arange(n), min(BLOCKS, n))]
        chances = [[WITHIN if a == b else BETWEEN for b in range(len(sizes))] for a in range(len(sizes))]
        graph = nx.stochastic_block_model(sizes, chances, seed=seed, sparse=False)  # sparse ones use logarithms
    ends = ((place[a], place[b]) for a, b in graph.edges)
    return sorted((min(pair), max(pair)) for pair in ends)


def _from_graphml(roster: Roster, path: Path) -> Layers:
    """Layers as a file draws them. A node is a state: its code stands in the id, or in `label`, `id` or `name`.

    An edge without `layer` is a treaty, intelligence and digital tie; one without `weight` weighs 1. Several layers may
    be named at once, apart by commas. Borders stay geographic unless the file draws some.
    """
    graph = _read_graphml(path)
    row = {node: _row(roster, path, node, attributes) for node, attributes in graph.nodes(data=True)}
    found: dict[str, dict[tuple[int, int], float]] = {layer: {} for layer in LAYERS}
    for a, b, attributes in graph.edges(data=True):
        where = f"{path}: edge {a}–{b}"
        i, j = sorted((row[a], row[b]))
        if i == j:
            raise RequestError(f"{where}: a state cannot be tied to itself")
        weight = _weight(attributes.get("weight", 1.0), where)
        for layer in _layers_of(attributes.get("layer"), where):
            found[layer][i, j] = max(weight, found[layer].get((i, j), 0.0))
    layers = {layer: sorted((i, j, w) for (i, j), w in ties.items() if w > 0) for layer, ties in found.items()}
    if not found["border"]:
        layers["border"] = list(roster.ties["border"])
    return layers


def _read_graphml(path: Path) -> nx.Graph:
    import networkx as nx

    if not path.is_file():
        raise RequestError(f"{path}: no such file; expected a network in GraphML")
    try:
        text = path.read_bytes()
    except OSError as error:
        raise RequestError(f"{path}: cannot be read ({error.strerror})") from None
    _refuse_doctype(text, path)
    try:
        return nx.read_graphml(io.BytesIO(text))
    except (nx.NetworkXException, KeyError, ValueError, TypeError, AttributeError) as error:
        reason = " ".join(str(error).split())[:120]
        raise RequestError(f"{path}: not a network in GraphML ({reason})") from None


def _refuse_doctype(text: bytes, path: Path) -> None:
    """GraphML needs no document type; declaring entities is how an XML file blows up or reads other files."""

    def refuse(*_: Any) -> None:
        raise RequestError(f"{path}: a DOCTYPE is not allowed in a GraphML file")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise RequestError(f"{path}: not XML ({error})") from None


def _row(roster: Roster, path: Path, node: Any, attributes: Mapping[str, Any]) -> int:
    for name in (node, *(attributes.get(key) for key in ("label", "id", "name"))):  # igraph numbers the nodes itself
        if str(name) in roster.codes:
            return roster.codes.index(str(name))
    raise unknown("state code", str(attributes.get("label", node)), roster.codes, f"{path}: node {node}")


def _weight(value: Any, where: str) -> float:
    try:
        weight = float(value)
    except (TypeError, ValueError):
        raise RequestError(f"{where}: weight = '{value}' is not a number; allowed: 0 … 1") from None
    if not 0 <= weight <= 1:
        raise RequestError(f"{where}: weight = {weight:g} is out of bounds; allowed: 0 … 1")
    return weight


def _layers_of(value: Any, where: str) -> tuple[str, ...]:
    if value is None:
        return MADE
    names = tuple(re.findall(r"[^\s,;+]+", str(value)))
    for name in names:
        if name not in LAYERS:
            raise unknown("layer", name, LAYERS, where)
    return names or MADE
