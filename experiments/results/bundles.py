"""Everything that makes a study again, in one file to send: `foedus bundle DIR FILE.zip`, `foedus batch FILE.zip`.

    study.toml                   the study; its policies, scenarios, worlds and alliance lie beside it
    settings/, networks/         each policy and scenario; the networks that they draw
    alliance/, worlds.parquet    states, adversaries and ties; the worlds in which runs are lived
    table.csv                    what was found: each point's mean of each measure
    manifest.json, README.md     versions and machine; the command
    ro-crate-metadata.json       what each file is, for archives (RO-Crate 1.1)

Runs themselves are not in it: the same study gives the same bits. Source: Soiland-Reyes et al. 2022 (RO-Crate).
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from experiments.results.files import MEGABYTE, read_bytes, write_whole
from experiments.results.origins import NETWORKS, SETTINGS
from experiments.results.results import Results, open_results
from experiments.study.world_tables import table_bytes
from model.errors import RequestError

__all__ = ["bundle", "unbundle"]

STUDY, CRATE = "study.toml", "ro-crate-metadata.json"
MOST_FILES, MOST_BYTES = 1000, 256 * MEGABYTE
"""What a bundle may hold when it is opened."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a bundle, so that the same study gives the same bytes."""


def bundle(folder: str | Path, file: str | Path) -> list[dict[str, str]]:
    """Write the bundle of a results folder; a row a file: `file`, `what`. Errors: RequestError, one line."""
    results, file = open_results(folder), Path(file)
    if file.suffix != ".zip":
        raise RequestError(f"{file}: a bundle is a .zip file")
    points = [results.store.point(entry.name) for entry in results.entries]
    own = sorted({Path(name).name for point in points for name in (point.get("files") or {}).values()})
    if own or not (Path(folder) / SETTINGS).is_dir():
        why = f"holds code of your own ({own[0]}), which a bundle does not carry" if own else "has no settings"
        raise RequestError(f"{folder}: {why}; send the study's own files")
    parts = _parts(results, Path(folder))
    parts[CRATE] = _json(_crate(results, parts)), "what each file is"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (data, _) in parts.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    write_whole(file, content.getvalue())
    return [{"file": name, "what": what} for name, (_, what) in parts.items()]


def unbundle(file: Path, into: Path) -> Path:
    """Unpack a bundle; the path of its study. Errors: RequestError for what is no bundle, or would leave the folder."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if STUDY not in [one.filename for one in members]:
                raise RequestError(f"{file}: holds no {STUDY}; expected a file that foedus bundle wrote")
            if len(members) > MOST_FILES or sum(one.file_size for one in members) > MOST_BYTES:
                raise RequestError(f"{file}: holds more than a bundle may")
            for one in members:
                path = PurePosixPath(one.filename)
                if path.is_absolute() or ".." in path.parts or "\\" in one.filename or ":" in one.filename:
                    raise RequestError(f"{file}: {one.filename} would leave the folder")
                if not one.is_dir():
                    with archive.open(one) as packed:
                        data = packed.read(one.file_size + 1)
                    if len(data) != one.file_size:
                        raise RequestError(f"{file}: {one.filename} is larger than it says")
                    write_whole(into / path, data)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise RequestError(f"{file}: cannot be read as a bundle ({str(error)[:100]})") from None
    return into / STUDY


def _parts(results: Results, folder: Path) -> dict[str, tuple[bytes, str]]:
    """The files by name: what each holds, and what it is."""
    parts: dict[str, tuple[bytes, str]] = {}
    point = results.entries[0].name
    alliance, worlds = results.store.alliance(point), results.store.worlds(point)
    parts[STUDY] = _study(results, worlds is not None).encode(), "the study: foedus batch runs it"
    for place, what in ((SETTINGS, "a policy or scenario"), (NETWORKS, "a network that a setting draws")):
        for path in sorted((folder / place).glob("*")) if (folder / place).is_dir() else ():
            parts[f"{place}/{path.name}"] = read_bytes(folder, path), what
    for name, data in alliance.contents().items():
        parts[f"alliance/{name}"] = data, f"the alliance {alliance.name}"
    if worlds is not None:
        parts["worlds.parquet"] = table_bytes(worlds), f"the worlds in which runs are lived: {len(worlds)}"
    parts["table.csv"] = _table(results).encode(), "what was found: means over runs"
    parts["manifest.json"] = _json(results.store.manifest), "versions and machine of these runs"
    parts["README.md"] = _readme(results).encode(), "how to run it again"
    return parts


def _study(results: Results, worlds: bool) -> str:
    study = results.study
    lines = [f"title = {json.dumps(study.title, ensure_ascii=False)}"]
    for kind, key, names in (("policy", "policies", results.policies), ("scenario", "scenarios", results.scenarios)):
        files = ", ".join(f'"{SETTINGS}/{kind}-{number}.toml"' for number in range(len(names)))
        lines.append(f"{key} = [{files}]")
    lines += [f"{name} = {getattr(study, name)}" for name in ("runs", "seed", "months", "lucks")]
    lines += ['alliance = "alliance"', f'worlds = "{"worlds.parquet" if worlds else "one"}"']
    lines += ["", "[parameters]", *_items(study.parameters)]
    design = dict(study.design)
    if design["parameters"]:
        lines += ["", "[design]", f"method = {json.dumps(design['method'])}", f"size = {design['size']}"]
        named = isinstance(design["parameters"], Mapping)
        lines.append(f"{'parameters' if named else 'points'} = {_inline(design['parameters'])}")
    lines += ["", "[keep]", *(f"{name} = true" for name in study.keep)]
    return "\n".join(lines) + "\n"


def _items(table: Mapping[str, Any]) -> list[str]:
    return [f"{json.dumps(name)} = {_inline(value)}" for name, value in table.items()]


def _inline(value: Any) -> str:
    """A value as TOML writes it on one line."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_items(value)) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_inline(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _table(results: Results) -> str:
    import pandas as pd

    frames = [frame.drop(columns=["run", "key", "error", "world"], errors="ignore") for frame in results.frames()]
    keys = [name for name in frames[0] if not pd.api.types.is_float_dtype(frames[0][name]) or name.startswith("set.")]
    rows = [frame.groupby(keys, sort=False).mean().reset_index() for frame in frames]
    return pd.concat(rows).to_csv(index=False, lineterminator="\n")


def _readme(results: Results) -> str:
    study, versions = results.study, results.store.manifest["versions"]
    told = ", ".join(f"{name} {version}" for name, version in versions.items())
    points = f"{' · '.join(results.policies)} in {' · '.join(results.scenarios)}"
    asked = f"{points}: {study.runs:,} runs of {study.months} months, seed {study.seed}."
    return (
        f"# {study.title or 'A study with foedus'}\n\n{asked}\n\n"
        f"```sh\nfoedus batch FILE.zip --out results/again\nfoedus report results/again\n```\n\nRun with {told}. The same "
        "versions give the same bits on every machine.\n"
    )


def _crate(results: Results, parts: Mapping[str, tuple[bytes, str]]) -> dict[str, Any]:
    """The metadata of RO-Crate 1.1. Its date is that of the last runs."""
    versions, title = results.store.manifest["versions"], results.study.title or "A study with foedus"
    software = {"@id": "#foedus", "@type": "SoftwareApplication", "name": "foedus", "version": versions["foedus"]}
    files = [
        {
            "@id": name,
            "@type": "File",
            "description": what,
            "contentSize": str(len(data)),
            "encodingFormat": _format(name),
        }
        for name, (data, what) in parts.items()
    ]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": title,
        "description": f"{' · '.join(results.policies)} in {' · '.join(results.scenarios)}",
        "datePublished": _last_day(results),
        "license": "not stated: ask the author",
        "hasPart": [{"@id": one["@id"]} for one in files],
        "mentions": {"@id": software["@id"]},
    }
    about = {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }
    return {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": [about, root, *files, software]}


def _last_day(results: Results) -> str:
    from experiments.results.results import read_log

    days = [str(entry["time"])[:10] for entry in read_log(results.store.path) if "time" in entry]
    return max(days, default="1980-01-01")


def _format(name: str) -> str:
    kinds = {"toml": "application/toml", "csv": "text/csv", "json": "application/json", "md": "text/markdown"}
    return kinds.get(name.rpartition(".")[2], "application/octet-stream")


def _json(document: Any) -> bytes:
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()
