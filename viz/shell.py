"""What Solara's page around ours lacks: its language, leave to zoom, and the script that every page runs.

Solara has no setting for these, and a template of our own would be a copy of all of theirs. So the finished page is changed
on its way out, as ASGI middleware; a test holds that what is looked for in it is still there.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from viz.guard import App, Scope, is_page

__all__ = ["Shell", "dressed"]


def _script() -> str:
    return (files("viz") / "javascript" / "page.js").read_text(encoding="utf-8")


CHANGES = (
    ("<html>", '<html lang="en">'),
    (", maximum-scale=1, user-scalable=no, minimal-ui", ""),
    ("</html>", f'<script type="module">\n{_script()}</script>\n</html>'),
)


def dressed(page: str) -> str:
    """The page with every change made."""
    for old, new in CHANGES:
        page = page.replace(old, new)
    return page


class Shell:
    """Middleware: pages are gathered, changed and sent in one piece; all else passes as it is."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not is_page(scope["path"]):
            await self.app(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: dict[str, Any] = {}
        body = bytearray()

        async def gathered(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            whole = bytes(body)
            headers = start["headers"]
            if (b"content-type", b"text/html; charset=utf-8") in headers:
                whole = dressed(whole.decode()).encode()
                headers = [pair for pair in headers if pair[0] not in (b"content-length", b"etag")]
                headers.append((b"content-length", str(len(whole)).encode()))
                start["headers"] = headers
            await send(start)
            await send({"type": "http.response.body", "body": whole})

        await self.app({**scope, "headers": plain}, receive, gathered)
