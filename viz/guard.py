"""Who may speak to the live view: the browser that was given its address, and no page of a stranger's.

A page that listens on this machine can be reached by every page that the browser has open. Three checks, before anything of
Solara's runs:

- Host names this machine: `localhost`, a loopback address, or, where others were let in, any literal address or this
  machine's own name. A stranger's name that was made to point here (DNS rebinding) is none of these.
- Origin, where a browser sends one, is the page's own; a WebSocket without one is refused too.
- no more than `MOST` sessions at once: the next visitor is told so in one line.

Then each message of a page is looked at (`viz.messages`), and a connection that says nothing at first is closed: it would
hold a session's place.

The port is not compared: through `ssh -L 9000:localhost:8765` the browser says `localhost:9000`, and rightly so.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
import socket
from collections.abc import Awaitable, Callable, Collection
from typing import Any

from viz.messages import Refused, read

__all__ = ["MOST", "Guard", "host_is_known", "is_loopback", "is_page", "origin_is_own"]

MOST = 60
"""Sessions at once: a lecture hall. Each holds its runs' months in memory."""
FIRST = 20.0
"""Seconds in which a connection must say its first word; a page says it at once."""
OURS = ("/static/", "/_solara/", "/jupyter/", "/readyz", "/resourcez")
"""Paths that are no page: they start no session."""
HOST = re.compile(r"(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<name>[a-z0-9.-]+))(?::\d{1,5})?", re.I)
"""A Host header: a name or an IPv4 address, or an IPv6 address in brackets and without a zone; then perhaps a port."""
KERNEL = re.compile(r"/jupyter/api/kernels/([^/]+)/")
HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (
        b"content-security-policy",
        b"default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; object-src 'none'; base-uri 'self';"
        b" form-action 'self'; frame-ancestors 'self'",
    ),
]
"""Nothing is fetched from elsewhere, and no stranger's page may frame this one. Vue compiles templates: 'unsafe-eval'."""

Scope = dict[str, Any]
App = Callable[[Scope, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    address = _address(host)
    return address is not None and address.is_loopback


def host_is_known(host: str, public: bool) -> bool:
    """Whether a Host header names this machine and not a name that somebody else could have pointed here."""
    found = HOST.fullmatch(host)
    if found is None:
        return False
    name = (found["six"] or found["name"]).lower()
    address = _address(name)
    if (found["six"] is not None) != isinstance(address, ipaddress.IPv6Address):
        return False
    if is_loopback(name):
        return True
    return public and (address is not None or name in (socket.gethostname().lower(), socket.getfqdn().lower()))


def is_page(path: str) -> bool:
    """Whether a path is a page, which begins a session, and not a part of one."""
    return not path.startswith(OURS)


def origin_is_own(origin: str, host: str) -> bool:
    """Whether a page of this very host and port asks."""
    return origin.lower() in (f"http://{host}".lower(), f"https://{host}".lower())


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


class Guard:
    """The checks as ASGI middleware. `sessions` gives the ids of those that live now."""

    def __init__(
        self,
        app: App,
        sessions: Callable[[], Collection[str]],
        public: bool = False,
        most: int = MOST,
        first: float = FIRST,
    ) -> None:
        self.app, self.sessions, self.public, self.most, self.first = app, sessions, public, most, first

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Refuse, or pass on with the headers added."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        status, line = self._judge(scope)
        if line and scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": line})  # before accept: HTTP 403
        elif line:
            headers = [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": f"foedus: {line}\n".encode()})
        elif scope["type"] == "websocket":
            await self.app(scope, _screened(receive, send, self.first), send)
        else:
            await self.app(scope, receive, _with_headers(send))

    def _judge(self, scope: Scope) -> tuple[int, str]:
        """The status and the line of a refusal; no line where there is nothing to refuse."""
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        origins = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
        if len(hosts) != 1 or not host_is_known(hosts[0], self.public):
            return 403, "open the address that foedus watch printed; this name is not this machine's"
        if not all(origin_is_own(origin, hosts[0]) for origin in origins):
            return 403, "another page asked; only the live view's own may"
        if scope["type"] == "websocket" and not origins:
            return 403, "a connection that does not say whose page it is"
        if self._is_new(scope) and len(self.sessions()) >= self.most:
            return 503, f"{self.most} sessions are open, as many as may be; close a tab, or try again in two minutes"
        return 200, ""

    def _is_new(self, scope: Scope) -> bool:
        """Whether letting this in begins another session."""
        if scope["type"] == "websocket":
            found = KERNEL.match(scope["path"])
            return found is None or found[1] not in self.sessions()
        return is_page(scope["path"])


def _with_headers(send: Any) -> Any:
    async def sent(message: Any) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *HEADERS]}
        await send(message)

    return sent


def _screened(receive: Any, send: Any, first: float) -> Any:
    """`receive` with each message looked at before the application has it; a bad one ends the connection, as silence does."""
    said = False

    async def received() -> Any:
        nonlocal said
        try:
            message = await (receive() if said else asyncio.wait_for(receive(), first))
            if message["type"] == "websocket.receive":
                said = True
                read(message.get("text") if message.get("bytes") is None else message["bytes"])
            return message
        except TimeoutError:
            line = f"nothing was said for {first:g} seconds"
        except Refused as refused:
            line = str(refused)
        logging.getLogger("viz").warning("a connection was closed: %s", line)
        await send({"type": "websocket.close", "code": 1008, "reason": line[:100]})
        return {"type": "websocket.disconnect", "code": 1008}

    return received
