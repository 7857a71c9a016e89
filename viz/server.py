"""The live view's server: Solara's application behind the guard, on one address. `foedus watch` starts it.

python -m viz.server 127.0.0.1 8765
"""

from __future__ import annotations

import logging
import os
import sys

from viz.messages import LARGEST

__all__ = ["ENVIRONMENT", "main"]

ENVIRONMENT = {
    "SOLARA_APP": "viz.app",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
    "SOLARA_THEME_SHOW_BANNER": "false",
    "SOLARA_ASSETS_CDN": "http://127.0.0.1:9/",  # nobody answers there: what is not installed is not fetched
    "SOLARA_KERNEL_CULL_TIMEOUT": "2m",  # a tab that lost its connection is waited for so long; a closed one is gone at once
}
LARGEST_FRAME = 4 * LARGEST
"""Bytes of one message from a page: so many characters, four bytes each at most."""
CONNECTIONS = 1000
PATIENCE = 60.0
"""Seconds that a page may leave a ping unanswered: on a busy machine twenty, the usual, cut off pages that lived."""
GRACE = 2
"""Seconds that open connections are given when the server ends."""


def main(host: str, port: int) -> None:
    """Serve until a signal ends it."""
    os.environ.update(ENVIRONMENT)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    import uvicorn
    from solara.server import kernel_context
    from solara.server.starlette import app

    from viz.guard import Guard, is_loopback
    from viz.patience import Impatient
    from viz.shell import Shell

    guarded = Guard(Shell(app), lambda: kernel_context.contexts, public=not is_loopback(host))
    uvicorn.run(
        guarded,
        host=host,
        port=port,
        log_level="error",
        access_log=False,
        server_header=False,
        ws_max_size=LARGEST_FRAME,
        ws_ping_timeout=PATIENCE,
        http=Impatient,
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=GRACE,
        loop="asyncio",
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
