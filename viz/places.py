"""Which files a page may name: what lies in the results folder, and what the command line named. Nothing else is looked at.

`FOEDUS_PLACES` holds them, apart by the system's path separator; without it, the working folder. Links are followed before
the check, so that neither `..` nor a link leads out; what lies outside gives the same line whether it is there or not.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from experiments.cli.options import one_world
from experiments.cli.watch import ALLIANCE, PLACES, TRUST, WORLD
from experiments.results.folder import MANIFEST
from model.errors import RequestError
from model.roster import Roster, read_roster

__all__ = ["confined", "is_file_name", "results_folders", "shown_alliance", "shown_world", "trusted"]


MOST_FOLDERS = 30
"""Results folders that are listed."""


def places() -> list[Path]:
    """The files and folders that may be read, links followed."""
    named = [one for one in os.environ.get(PLACES, "").split(os.pathsep) if one]
    return [Path(one).resolve() for one in named or ["."]]


def confined(path: str) -> Path:
    """The real place that a page named. Errors: RequestError for one that lies elsewhere."""
    try:
        real = Path(path).resolve()
        real.exists()  # a name too long for the system is told here, not where it is opened
        inside = any(real == place or place in real.parents for place in places())
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name too long, a NUL
        inside = False
    if not inside:
        raise RequestError(
            f"{path[:200]}: outside the folders of this live view; start it with --results DIR to open DIR"
        )
    return real


def results_folders() -> list[str]:
    """The results folders in these places, two levels deep, the newest first; beneath the working folder by their short
    names. A link that leads out of a place is left out."""
    found = {}
    for place in places():
        for depth in (MANIFEST, f"*/{MANIFEST}", f"*/*/{MANIFEST}"):
            for file in place.glob(depth):
                folder = file.parent.resolve()
                if folder == place or place in folder.parents:
                    found[folder] = file.stat().st_mtime
    here = Path.cwd()
    newest = sorted(found, key=lambda folder: (-found[folder], folder))[:MOST_FOLDERS]
    return [str(one.relative_to(here)) if here in one.parents else str(one) for one in newest]


def shown_alliance() -> Roster:
    """The alliance that the command line named; NATO by default. No page can choose another folder."""
    return read_roster(os.environ.get(ALLIANCE))


def shown_world() -> Any:
    """The world that the command line named, a table of one row; None for the declared defaults. No page can choose another."""
    place = os.environ.get(WORLD)
    return None if place is None else one_world(place, os.environ.get(ALLIANCE))


def trusted() -> bool:
    """Whether the command line let Python files that results name be imported; no page can."""
    return os.environ.get(TRUST) == "1"


def is_file_name(name: str) -> bool:
    """Whether a policy or scenario is named by its file, as `model.settings` reads names."""
    return name.endswith(".toml") or "/" in name or os.sep in name
