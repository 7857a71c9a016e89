"""`python -m viz.site FOLDER`: pages that need no server."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from model.errors import RequestError
from viz.request import Request
from viz.site.pages import write_site
from viz.stories import story


def main(words: list[str] | None = None) -> int:
    """Write the folder; 2 where what is asked for cannot be."""
    run = story("sixty")["run"]
    parser = argparse.ArgumentParser(prog="python -m viz.site", description="Pages that need no server, in a folder.")
    parser.add_argument("folder", type=Path, help="made where it is not there")
    parser.add_argument("--policy", default=run["policy"], help="of the recorded run; default: %(default)s")
    parser.add_argument("--scenario", default=run["scenario"], help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=run["seed"], help="default: %(default)s, the run of the story")
    parser.add_argument(
        "--docs", default="", metavar="LINK", help="where the pages link to the documentation, if anywhere"
    )
    asked = parser.parse_args(words)
    try:
        request = Request((asked.policy,), asked.scenario, asked.seed)
        write_site(asked.folder, request, docs=asked.docs)
    except RequestError as error:
        print(f"viz.site: {error}", file=sys.stderr)
        return 2
    print(f"open {asked.folder / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
