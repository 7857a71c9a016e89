"""Simulated records: a decade in each of many worlds drawn from the prior, and the figures that it would leave.

They are kept in a folder, a file a thousand worlds, written whole or not at all: an interrupted `foedus infer` goes on where it
stopped. A file's figures hang on the seed, the chunk's number, the sources of the model and nothing else, whoever works it out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.inference.priors import CHUNK, prior_chunk
from experiments.inference.record import LAST
from experiments.inference.reporting import REPORTING
from experiments.results.files import writing
from model.errors import RequestError

__all__ = ["identity", "observed", "read_records", "simulate_chunk", "simulate_records"]


def identity(seed: int, until: int) -> dict[str, object]:
    """What all files of a folder must have in common."""
    from model.fingerprint import arithmetic_fingerprint
    from model.rule import source_hash

    priors = json.dumps({c: str(v) for c, v in _priors().items()}, sort_keys=True, ensure_ascii=False)
    return {
        "seed": seed,
        "until": until,
        "model": source_hash(),
        "arithmetic": arithmetic_fingerprint(),
        "priors": hashlib.sha256(priors.encode()).hexdigest(),
    }


def _priors() -> dict[str, object]:
    from experiments.inference.priors import uncertain
    from model.parameters import PARAMETERS
    from model.settings.amendments import TRAITS

    found = {name: PARAMETERS[name].prior for name in uncertain()} | {name: REPORTING[name].prior for name in REPORTING}
    return found | {name: trait.prior for name, trait in TRAITS.items()}


def simulate_chunk(chunk: int, seed: int, until: int = LAST, threads: int = 1) -> pd.DataFrame:
    """A thousand worlds and the figures of a decade in each: columns `world.NAME` and `figure.NAME`."""
    from experiments.inference.figures import figures
    from experiments.inference.hindcast import alliance_of, decades

    worlds = prior_chunk(chunk, seed, alliance_of(until), reporting=True)
    told = {name: worlds.pop(name).to_numpy() for name in REPORTING}
    own = {name: worlds[name].to_numpy() for name in worlds}
    (block,) = decades(CHUNK, seed + chunk + 1, worlds=own, told=told, until=until, threads=threads)
    table = {f"world.{name}": values for name, values in {**own, **told}.items()}
    table |= {f"figure.{name}": values for name, values in figures(block).items()}
    return pd.DataFrame(table)


def simulate_records(
    folder: Path,
    count: int,
    seed: int = 0,
    *,
    until: int = LAST,
    workers: int = 2,
    cluster: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Fill the folder with so many simulated records. Errors: RequestError where it holds those of something else."""
    folder.mkdir(parents=True, exist_ok=True)
    _same(folder, identity(seed, until))
    chunks = -(-count // CHUNK)
    missing = [chunk for chunk in range(chunks) if not _file(folder, chunk).is_file()]
    done = (chunks - len(missing)) * CHUNK
    if progress is not None:
        progress(done, chunks * CHUNK)
    for chunk, table in _worked_out(missing, seed, until, workers, cluster):
        with writing(_file(folder, chunk)) as part:
            table.to_parquet(part, index=False)
        done += CHUNK
        if progress is not None:
            progress(done, chunks * CHUNK)


def _worked_out(
    chunks: list[int], seed: int, until: int, workers: int, cluster: str | None
) -> Iterator[tuple[int, pd.DataFrame]]:
    """Chunks as they are finished."""
    if cluster is not None:
        from experiments.running.cluster import map_on

        yield from map_on(cluster, _one, [(chunk, seed, until) for chunk in chunks])
    elif workers == 1 or len(chunks) <= 1:
        for chunk in chunks:
            yield chunk, simulate_chunk(chunk, seed, until, threads=workers)
    else:
        with ProcessPoolExecutor(min(workers, len(chunks)), mp_context=get_context("spawn")) as pool:
            running = [pool.submit(_one, chunk, seed, until) for chunk in chunks]
            for future in as_completed(running):
                yield future.result()


def _one(chunk: int, seed: int, until: int) -> tuple[int, pd.DataFrame]:
    return chunk, simulate_chunk(chunk, seed, until)


def read_records(folder: Path, count: int | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Worlds and figures of the simulated records in a folder, in the order of their chunks."""
    files = sorted(folder.glob("records-*.parquet"))
    if not files:
        raise RequestError(f"{folder}: holds no simulated records; foedus infer makes them")
    table = pd.concat([pd.read_parquet(file) for file in files], ignore_index=True)
    table = table if count is None else table.iloc[:count]
    both = []
    for kind in ("world.", "figure."):
        names = [name for name in table if name.startswith(kind)]
        both.append(table[names].rename(columns=lambda name, kind=kind: name.removeprefix(kind)))
    return both[0], both[1]


def _file(folder: Path, chunk: int) -> Path:
    return folder / f"records-{chunk:05}.parquet"


def _same(folder: Path, own: dict[str, object]) -> None:
    place = folder / "records.json"
    if place.is_file():
        there = json.loads(place.read_text(encoding="utf-8"))
        other = [name for name in own if there.get(name) != own[name]]
        if other:
            raise RequestError(
                f"{folder}: holds records of another {', '.join(other)}; give another --out, or remove the folder"
            )
        return
    with writing(place) as part:
        part.write_text(json.dumps(own, indent=1), encoding="utf-8")


def observed(names: list[str]) -> np.ndarray:
    """The record's own figures, in this order."""
    from experiments.inference.record import statistics

    return np.array([statistics()[name].value for name in names])
