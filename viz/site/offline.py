"""Stories for a page without a server: their cards lead to what is there, and say so where a live view is needed."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from viz.request import Request
from viz.stories import STORIES, story
from viz.stories.scenes import MAJORITY

__all__ = ["ATLAS", "WATCH", "offline_stories"]

WATCH, ATLAS = "index.html", "atlas.html"
NEEDS = "needs foedus watch"
ALL = {"title": "Which policy is better?", "text": "all of them, over the worlds of the record", "href": ATLAS}
"""The card of a lecture whose own ones all need a live view."""
HERE = ("month", "view", "incident")
"""What a link to the recorded run may say."""


def offline_stories(request: Request) -> dict[str, dict[str, Any]]:
    """Every story by name, its cards for a folder whose recorded run is this one."""
    told = {}
    for name in STORIES:
        one = story(name)
        cards = [_card(card, name, one["run"], request) for card in one["cards"]]
        there = any(card["href"] for card in cards)
        told[name] = one | {"cards": cards if there else [*cards, ALL]}
    return told


def _card(card: dict[str, str], name: str, run: dict[str, Any], request: Request) -> dict[str, Any]:
    path, _, query = card["href"].partition("?")
    asked = dict(parse_qsl(query))
    if path == "/compare":
        return card | {"text": ALL["text"], "href": ATLAS}
    where = {key: asked.pop(key) for key in ("policy", "scenario", "seed")}
    recorded = {"policy": request.policies[0], "scenario": request.scenario, "seed": str(request.seed)}
    if where == recorded and set(asked) <= set(HERE):
        return card | {"href": f"{WATCH}?{urlencode(asked)}"}
    told = {key: str(value) for key, value in MAJORITY.items()}
    same = where == {key: str(run[key]) for key in where}
    if same and name != "veto" and told.items() <= asked.items():  # the lecture tells just that
        return card | {"href": f"{WATCH}?story=veto"}
    return card | {"text": NEEDS, "href": None}
