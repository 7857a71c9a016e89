"""The HTML of the folder: two files with everything in them, so that they open from a disk as from a server."""

from __future__ import annotations

import html
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from viz.parts import script, style, text_of
from viz.request import Request
from viz.site.atlas import atlas
from viz.site.offline import ATLAS, WATCH
from viz.site.recording import record
from viz.stories import STORIES, stories

__all__ = ["atlas_page", "watch_page", "write_site"]

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; \
style-src 'unsafe-inline'; img-src data: blob:">
<title>{title}</title>
<style>
body {{ margin: 0; font-family: system-ui, -apple-system, "Segoe UI", sans-serif; }}
{style}</style>
</head>
<body>
<div class="foedus-page">
<header class="foedus-top"><b>foedus</b><nav aria-label="pages">{nav}</nav></header>
<main>
{main}
</main>
</div>
<script type="application/json" id="{name}">{data}</script>
<script type="module">
{script}</script>
</body>
</html>
"""
"""The policy in it lets a page ask nothing of any network."""


def write_site(folder: Path, request: Request, docs: str = "", **more: Any) -> None:
    """Both pages into a folder, which is made. docs: where they link to the documentation. more: as `record` takes it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WATCH).write_text(watch_page(record(request, **more), docs), encoding="utf-8")
    (folder / ATLAS).write_text(atlas_page(atlas(), docs), encoding="utf-8")


def watch_page(recorded: dict[str, Any], docs: str = "") -> str:
    """A recorded run to watch."""
    lectures = [name for name in STORIES if name in recorded["stories"] and name != "sixty"]
    links = [(f"{WATCH}?story={name}&large=1", stories()[name]["title"]) for name in lectures]
    main = '<h1 class="foedus-hidden">Watch one run, recorded</h1>\n<div id="picture"></div>'
    return PAGE.format(
        title="foedus · a recorded run",
        style=_base() + style(),
        nav=_nav(WATCH, docs, links),
        main=main,
        name="recorded",
        data=_inside(recorded),
        script="\n".join([script(), text_of("months.js"), text_of("recorded.js")]),
    )


def atlas_page(held: dict[str, Any], docs: str = "") -> str:
    """What policies change, over the worlds of the record."""
    return PAGE.format(
        title="foedus · atlas of policies",
        style=_base() + style() + text_of("atlas.css"),
        nav=_nav(ATLAS, docs, []),
        main='<div id="picture"></div>',
        name="atlas",
        data=_inside(held),
        script="\n".join(
            [text_of(f"{part}.js") for part in ("base", "names", "series", "atlaspen", "atlastable", "atlas")]
        ),
    )


def _base() -> str:
    return (files("viz") / "page.css").read_text(encoding="utf-8")


def _nav(here: str, docs: str, more: list[tuple[str, str]]) -> str:
    links = [(WATCH, "Watch"), (ATLAS, "Atlas"), *more, *([(docs, "Documentation")] if docs else [])]
    return "".join(
        f'<a href="{html.escape(href)}"{" class=here aria-current=page" if href == here else ""}>{html.escape(text)}</a>'
        for href, text in links
    )


def _inside(data: Any) -> str:
    """JSON that may stand in an element of script: nothing in it ends the element."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
