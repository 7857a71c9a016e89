"""Networks: the real one, made ones under a seed, drawn ones from a file, and their compressed form."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import RequestError
from model.network import LAYERS, MADE, make_layers, to_csr
from model.parameters import TOPOLOGIES
from model.roster import read_roster

MADE_TOPOLOGIES = [name for name in TOPOLOGIES if name != "real"]


@pytest.fixture(scope="module")
def nato():
    return read_roster()


def ends(layer):
    return [(i, j) for i, j, _ in layer]


def write(folder, edges, nodes=(), **more):
    """A GraphML file with these edges `(a, b, attributes)`."""
    graph = nx.MultiGraph()
    graph.add_nodes_from(nodes)
    for a, b, attributes in edges:
        graph.add_edge(a, b, **attributes)
    path = folder / "drawn.graphml"
    nx.write_graphml(graph, path, **more)
    return str(path)


def test_the_real_network_is_the_rosters(nato):
    assert make_layers(nato) == nato.ties


@pytest.mark.parametrize("topology", MADE_TOPOLOGIES)
def test_a_made_network_is_one_pattern_in_three_layers_and_leaves_borders(nato, topology):
    layers = make_layers(nato, topology, seed=3)
    assert ends(layers["treaty"]) == ends(layers["intelligence"]) == ends(layers["digital"])
    assert layers["border"] == nato.ties["border"]
    assert all(i < j for i, j in ends(layers["treaty"]))
    assert ends(layers["treaty"]) == sorted(set(ends(layers["treaty"])))


@pytest.mark.parametrize("topology", MADE_TOPOLOGIES)
def test_a_made_network_weighs_on_average_what_the_real_one_does(nato, topology):
    layers = make_layers(nato, topology, seed=3)
    for layer in MADE:
        real = np.mean([w for _, _, w in nato.ties[layer]])
        assert [w for _, _, w in layers[layer]] == pytest.approx([real] * len(layers[layer]))


@pytest.mark.parametrize("topology", ["small_world", "scale_free", "blocks"])
def test_the_seed_decides_a_drawn_pattern(nato, topology):
    assert make_layers(nato, topology, seed=1) == make_layers(nato, topology, seed=1)
    assert make_layers(nato, topology, seed=1) != make_layers(nato, topology, seed=2)


def test_everybody_is_tied_to_everybody_in_the_complete_network(nato):
    assert len(make_layers(nato, "complete")["treaty"]) == 37 * 36 // 2


def test_everybody_is_tied_to_the_hegemon_alone_in_the_hub(nato):
    usa = nato.codes.index("USA")
    assert all(usa in pair for pair in ends(make_layers(nato, "hub")["treaty"]))
    assert len(make_layers(nato, "hub")["treaty"]) == 36


def test_an_unknown_topology_names_the_nearest(nato):
    with pytest.raises(RequestError, match="did you mean 'small_world'"):
        make_layers(nato, "smallworld")


@given(st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] < pair[1]), max_size=40))
def test_compressed_rows_are_the_ties_from_either_end(pairs):
    layers: dict[str, list[tuple[int, int, float]]] = {layer: [] for layer in LAYERS} | {
        "digital": [(i, j, (i + j) / 30) for i, j in sorted(pairs)]
    }
    first, neighbour, weight = to_csr(layers, 12)
    assert first.shape == (4, 13)
    for level, layer in enumerate(LAYERS):
        for i in range(12):
            row = slice(first[level, i], first[level, i + 1])
            expected = sorted(
                [(b, w) for a, b, w in layers[layer] if a == i] + [(a, w) for a, b, w in layers[layer] if b == i]
            )
            assert list(zip(neighbour[row].tolist(), weight[row].tolist(), strict=True)) == expected
    assert first[-1, -1] == len(neighbour) == len(weight)


def test_compressed_arrays_have_the_types_that_rules_read(nato):
    first, neighbour, weight = to_csr(make_layers(nato), 37)
    assert (first.dtype, neighbour.dtype, weight.dtype) == (np.int64, np.int64, np.float64)


def test_a_drawn_edge_without_attributes_is_a_full_tie_in_three_layers(nato, tmp_path):
    layers = make_layers(nato, graphml=write(tmp_path, [("BEL", "CAN", {})]))
    assert layers["treaty"] == layers["intelligence"] == layers["digital"] == [(0, 1, 1.0)]
    assert layers["border"] == nato.ties["border"]


def test_a_drawn_edge_says_its_layers_and_weight(nato, tmp_path):
    edges = [
        ("CAN", "BEL", {"layer": "treaty", "weight": 0.5}),
        ("BEL", "DNK", {"layer": "digital,border", "weight": 0.2}),
    ]
    layers = make_layers(nato, graphml=write(tmp_path, edges))
    assert layers == {"treaty": [(0, 1, 0.5)], "intelligence": [], "digital": [(0, 2, 0.2)], "border": [(0, 2, 0.2)]}


def test_two_states_may_be_tied_on_several_layers(nato, tmp_path):
    edges = [("BEL", "CAN", {"layer": "treaty", "weight": 0.5}), ("BEL", "CAN", {"layer": "digital", "weight": 0.25})]
    layers = make_layers(nato, graphml=write(tmp_path, edges))
    assert (layers["treaty"], layers["digital"]) == ([(0, 1, 0.5)], [(0, 1, 0.25)])


def test_nodes_may_carry_their_code_as_a_label(nato, tmp_path):
    path = write(tmp_path, [("n0", "n1", {})], nodes=[("n0", {"label": "BEL"}), ("n1", {"label": "CAN"})])
    assert make_layers(nato, graphml=path)["treaty"] == [(0, 1, 1.0)]


@pytest.mark.parametrize(
    ("edge", "message"),
    [
        (("BEL", "CNA", {}), "unknown state code 'CNA'; did you mean"),
        (("BEL", "RUS", {}), "unknown state code 'RUS'"),
        (("BEL", "BEL", {}), "tied to itself"),
        (("BEL", "CAN", {"layer": "treatise"}), "unknown layer 'treatise'; did you mean 'treaty'"),
        (("BEL", "CAN", {"weight": 2.0}), "weight = 2 is out of bounds; allowed: 0 … 1"),
        (("BEL", "CAN", {"weight": "heavy"}), "weight = 'heavy' is not a number"),
    ],
)
def test_a_fault_in_a_drawn_network_is_one_line(nato, tmp_path, edge, message):
    with pytest.raises(RequestError) as error:
        make_layers(nato, graphml=write(tmp_path, [edge]))
    assert message in str(error.value)
    assert "drawn.graphml" in str(error.value)
    assert "\n" not in str(error.value)


BOMB = '<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><graphml>&b;</graphml>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (BOMB.encode(), "a DOCTYPE is not allowed"),
        (BOMB.replace('"1.0"', '"1.0" encoding="UTF-16"').encode("utf-16"), "a DOCTYPE is not allowed"),
        (b"codes,and,commas", "not XML"),
        (b"<html></html>", "not a network in GraphML"),
    ],
)
def test_what_is_not_plain_graphml_is_refused(nato, tmp_path, content, message):
    path = tmp_path / "file.graphml"
    path.write_bytes(content)
    with pytest.raises(RequestError, match=message):
        make_layers(nato, graphml=str(path))


def test_a_missing_file_and_a_topology_beside_a_file_are_refused(nato, tmp_path):
    with pytest.raises(RequestError, match="no such file"):
        make_layers(nato, graphml=str(tmp_path / "none.graphml"))
    with pytest.raises(RequestError, match="exclude each other"):
        make_layers(nato, "hub", graphml=write(tmp_path, [("BEL", "CAN", {})]))
