"""Where things stand on the picture: a map of Europe about 50° N 14° E, and a rim for those who are far away.

Equation: Lambert's azimuthal equal-area projection, in units of 1000 km. A straight line from the centre keeps its true
bearing, so a far state stands on the rim where a traveller would leave the map. Source: Snyder 1987, pp. 182–190.
"""

from __future__ import annotations

import functools
import json
from importlib.resources import files
from typing import Any, NamedTuple

import networkx as nx
import numpy as np

from model.network import LAYERS, make_layers
from model.parameters import RUNGS, TIERS
from model.roster import Roster, read_roster

__all__ = ["FAR", "Frame", "alliance_name", "bearing", "frame_of", "geometry", "project"]

CENTRE = (50.0, 14.0)
REACH = 2.6
"""How far from the centre the members of an alliance that is not NATO are drawn, in units of the picture."""
RADIUS = 6.371
FAR = 3.9
"""From here on (in 1000 km) a capital stands on the rim."""


class Frame(NamedTuple):
    """What the picture is about: its centre, and how much it is enlarged."""

    lat: float = CENTRE[0]
    lon: float = CENTRE[1]
    zoom: float = 1.0


def frame_of(roster: Roster) -> Frame:
    """Europe for NATO; for another alliance its members' own part of the world."""
    if roster.digest == read_roster().digest:
        return Frame()
    members = roster.columns["role"] == 0.0
    lat, lon = float(roster.lat[members].mean()), float(roster.lon[members].mean())
    reach = np.hypot(*project(roster.lat[members], roster.lon[members], Frame(lat, lon))).max()
    return Frame(lat, lon, REACH / max(float(reach), 1e-3))


def project(lat: Any, lon: Any, frame: Frame = Frame()) -> tuple[np.ndarray, np.ndarray]:
    """East and north of the centre, in 1000 km times the frame's zoom."""
    phi, away = np.radians(np.asarray(lat, float)), np.radians(np.asarray(lon, float) - frame.lon)
    phi0 = np.radians(frame.lat)
    nearness = 1.0 + np.sin(phi0) * np.sin(phi) + np.cos(phi0) * np.cos(phi) * np.cos(away)
    k = frame.zoom * RADIUS * np.sqrt(2.0 / np.maximum(nearness, 1e-9))
    x = k * np.cos(phi) * np.sin(away)
    y = k * (np.cos(phi0) * np.sin(phi) - np.sin(phi0) * np.cos(phi) * np.cos(away))
    return x, y


def bearing(lat: float, lon: float, frame: Frame = Frame()) -> float:
    """Direction of a place from the centre, radians clockwise from north."""
    x, y = project(lat, lon, frame)
    return float(np.arctan2(x, y))


def _place(
    codes: tuple[str, ...], names: tuple[str, ...], lat: np.ndarray, lon: np.ndarray, frame: Frame
) -> list[dict[str, Any]]:
    x, y = project(lat, lon, frame)
    return [
        {
            "code": code,
            "name": name,
            "x": round(float(x[i]), 4),
            "y": round(float(y[i]), 4),
            "far": bool(np.hypot(x[i], y[i]) > FAR),
            "bearing": round(bearing(lat[i], lon[i], frame), 4),
        }
        for i, (code, name) in enumerate(zip(codes, names, strict=True))
    ]


@functools.lru_cache(4)
def outlines(frame: Frame = Frame()) -> list[list[float]]:
    """Coasts and borders near enough to be seen: polygons as x, y, x, y … Source: Natural Earth 1:110m."""
    text = (files("model") / "data" / "raw" / "euroatlantic_110m.geojson").read_text(encoding="utf-8")
    found = []
    for feature in json.loads(text)["features"]:
        shape = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        for polygon in polygons:
            lon, lat = np.array(polygon[0], dtype=float).T
            x, y = project(lat, lon, frame)
            if np.hypot(x, y).min() < 1.35 * FAR:
                found.append(np.column_stack([x, y]).round(3).ravel().tolist())
    return found


def _forces(roster: Roster, layers: dict[str, list[tuple[int, int, float]]]) -> np.ndarray:
    """Places by ties instead of by geography, −1 … 1: who shares evidence and networks stands together, an adversary near
    those whom it seeks. Fruchterman & Reingold 1991, from a fixed start, so that the same ties give the same picture."""
    states = len(roster.codes)
    graph = nx.Graph()
    graph.add_nodes_from(range(states + len(roster.adversary_codes)))
    for layer in ("digital", "border"):
        for i, j, weight in layers[layer]:
            graph.add_edge(i, j, weight=weight + graph.get_edge_data(i, j, {"weight": 0.0})["weight"])
    focus = roster.pairs["focus"]
    for j in range(len(focus)):
        for i in np.argsort(focus[j])[::-1][:5]:
            graph.add_edge(states + j, int(i), weight=0.5)
    placed = nx.spring_layout(graph, seed=1, iterations=120, k=0.45)
    return np.array([placed[node] for node in range(graph.number_of_nodes())])


def alliance_name(roster: Roster) -> str:
    """What a picture calls the alliance; only NATO has a name of its own."""
    return "NATO" if frame_of(roster) == Frame() else "the alliance"


def geometry(roster: Roster, topology: str = "real", seed: int = 0, graphml: str | None = None) -> dict[str, Any]:
    """Everything that does not move, as plain JSON: places, outlines, ties by layer, and the names of what is counted."""
    layers = make_layers(roster, topology, seed, graphml)
    frame = frame_of(roster)
    states = _place(roster.codes, roster.names, roster.lat, roster.lon, frame)
    for i, state in enumerate(states):
        state["ally"] = bool(roster.columns["role"][i] == 0.0)
        state["gdp"] = float(roster.columns["gdp"][i])
    adversaries = _place(
        roster.adversary_codes, roster.adversary_names, roster.adversary_lat, roster.adversary_lon, frame
    )
    for one, (x, y) in zip([*states, *adversaries], _forces(roster, layers).round(4).tolist(), strict=True):
        one["force"] = [x, y]
    return {
        "states": states,
        "adversaries": adversaries,
        "outlines": outlines(frame),
        "alliance": alliance_name(roster),
        "ties": {layer: [[i, j, round(float(w), 3)] for i, j, w in layers[layer]] for layer in LAYERS},
        "first_year": roster.first_year,
        "tiers": list(TIERS),
        "rungs": list(RUNGS),
    }
