"""What a study's runs came from, kept in its folder: its worlds, and an alliance or a network that foedus does not ship.

So a folder can be replayed alone, and a replay opens no file outside it.

    DIR/alliances/<digest>/            the files of the alliance
    DIR/networks/<digest>.graphml      the network that a policy or a scenario drew
    DIR/worlds/<digest>/               the worlds, so that a replay survives another inference
    DIR/settings/<kind>-<number>.toml  each policy and scenario of the study, as its files said it
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from experiments.results.files import inside, read_bytes, write_whole
from experiments.study.setting_files import setting_toml
from experiments.study.world_tables import checked, digest_of, table_bytes, table_from
from model.errors import RequestError

__all__ = [
    "ALLIANCES",
    "SETTINGS",
    "WORLDS",
    "alliance_of",
    "keep_alliance",
    "keep_network",
    "keep_settings",
    "keep_worlds",
    "network_of",
    "worlds_of",
]

ALLIANCES, NETWORKS, WORLDS, SETTINGS = "alliances", "networks", "worlds", "settings"


def keep_alliance(folder: Path, alliance: Any) -> None:
    """A copy of the files of an alliance, unless foedus ships it."""
    from model.roster import alliances, read_roster

    if any(read_roster(name).digest == alliance.digest for name in alliances()):
        return
    for name, content in alliance.contents().items():
        write_whole(inside(folder, folder / ALLIANCES / alliance.digest[:16] / name), content)


def alliance_of(folder: Path, what: Mapping[str, Any]) -> Any:
    """The roster of the alliance in which a point was run. Errors: RequestError where its files are missing or have changed."""
    from model.roster import alliances, read_roster

    kept = inside(folder, folder / ALLIANCES / what["alliance"][:16])
    if not kept.is_dir() and (
        alike := [one for one in map(read_roster, alliances()) if one.digest == what["alliance"]]
    ):
        return replace(alike[0], name=what["roster"])  # a copy of a shipped one, with worlds of its own perhaps
    if not kept.is_dir() and what["roster"] not in alliances():
        raise RequestError(f"{kept}: no such folder; it held the alliance {what['roster']} of these runs")
    if kept.is_dir():
        for file in kept.iterdir():
            inside(folder, file)
        found = replace(read_roster(kept), name=what["roster"])
    else:
        found = read_roster(what["roster"])
    if found.digest != what["alliance"]:
        raise RequestError(f"{folder}: was run in another version of the alliance {what['roster']}; run it again")
    return found


def keep_network(folder: Path, file: Path) -> None:
    """A copy of a drawn network, named by its digest."""
    content = file.read_bytes()
    write_whole(_network(folder, hashlib.sha256(content).hexdigest()), content)


def network_of(folder: Path, what: Mapping[str, Any]) -> str | None:
    """The file of the network that a point ran on, None for the alliance's own. Errors: RequestError."""
    digest = what["setting"]["graphml"]
    if digest is None:
        return None
    path = _network(folder, digest)
    try:
        content = read_bytes(folder, path)
    except FileNotFoundError:
        raise RequestError(f"{path}: no such file; it held the network of these runs") from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise RequestError(f"{path}: has changed since these runs were made")
    return str(path)


def keep_settings(folder: Path, policies: Sequence[Any], scenarios: Sequence[Any]) -> None:
    """Each policy and scenario as a TOML file, in the study's order."""
    for kind, settings in (("policy", policies), ("scenario", scenarios)):
        for number, setting in enumerate(settings):
            content = setting_toml(setting, _beside(setting.graphml)).encode()
            path = inside(folder, folder / SETTINGS / f"{kind}-{number}.toml")
            if not path.is_file() or path.read_bytes() != content:
                write_whole(path, content)


def _beside(graphml: str | None) -> str | None:
    """Where a network lies, seen from the folder of settings."""
    if graphml is None:
        return None
    return f"../{NETWORKS}/{hashlib.sha256(Path(graphml).read_bytes()).hexdigest()[:16]}.graphml"


def keep_worlds(folder: Path, worlds: Any) -> None:
    """A copy of the table of worlds, named by its digest."""
    if worlds.table is not None and not _worlds(folder, worlds.digest).exists():
        write_whole(_worlds(folder, worlds.digest), table_bytes(worlds.table))


def worlds_of(folder: Path, what: Mapping[str, Any]) -> Any:
    """The table of worlds of a point, None for the declared defaults. Errors: RequestError."""
    if what["worlds"] is None:
        return None
    path = _worlds(folder, what["worlds"]["digest"])
    try:
        table = checked(table_from(read_bytes(folder, path), str(path)))
    except FileNotFoundError:
        raise RequestError(f"{path}: no such file; it held the worlds of these runs") from None
    if digest_of(table) != what["worlds"]["digest"] or len(table) != what["worlds"]["count"]:
        raise RequestError(f"{path}: has changed since these runs were made")
    return table


def _worlds(folder: Path, digest: str) -> Path:
    return inside(folder, folder / WORLDS / digest[:16] / "worlds.parquet")


def _network(folder: Path, digest: str) -> Path:
    return inside(folder, folder / NETWORKS / f"{digest[:16]}.graphml")
