"""Simulated records: a decade in each of many worlds drawn from the prior, and the figures that it would leave.

They are kept in a folder, a file a thousand worlds, written whole or not at all: an interrupted `foedus infer` goes on where it
stopped. A file's figures hang on the source (which alliance, known to which year, and the seed), the chunk's number, the
model and the figures' own code, and nothing else, whoever works it out. A folder tells its model by what the first few worlds
gave: sources that were edited and give the same bits may go on in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.inference.priors import CHUNK, prior_chunk
from experiments.inference.record import LAST, Statistic, statistics
from experiments.inference.reporting import REPORTING
from experiments.results.files import writing
from model.errors import RequestError
from model.roster import Roster
from model.rule import is_warm

if TYPE_CHECKING:
    from experiments.inference.figures import Decades

__all__ = ["Source", "read_records", "simulate_chunk", "simulate_records"]


FIRST = 8
"""Worlds whose decades identify a model."""


@dataclass(frozen=True)
class Source:
    """Which decades are simulated: NATO's, built from incidents up to a year, or those of another alliance."""

    seed: int = 0
    until: int = LAST
    alliance: Roster | None = None

    @property
    def roster(self) -> Roster:
        from experiments.inference.hindcast import alliance_of

        return self.alliance or alliance_of(self.until)

    def figures(self, block: Decades) -> dict[str, np.ndarray]:
        """The figures of these decades by which worlds are judged."""
        from experiments.inference.early import early_figures
        from experiments.inference.figures import figures

        return figures(block) if self.until == LAST else early_figures(block, self.until)

    def record(self) -> dict[str, Statistic]:
        """The record's own. Errors: RequestError for another alliance, which brings its own."""
        from experiments.inference.early import early_record

        if self.alliance is not None:
            raise RequestError("--alliance needs --record FILE: a CSV with columns name, value, error")
        return statistics() if self.until == LAST else early_record(self.until)

    def identity(self) -> dict[str, object]:
        """What all files of a folder must have in common."""
        from model.fingerprint import arithmetic_fingerprint

        priors = json.dumps({c: str(v) for c, v in _priors().items()}, sort_keys=True, ensure_ascii=False)
        return {
            "seed": self.seed,
            "until": self.until,
            "alliance": self.roster.digest,
            "model": self.bits(),
            "arithmetic": arithmetic_fingerprint(),
            "priors": hashlib.sha256(priors.encode()).hexdigest(),
        }

    def bits(self) -> str:
        """What the first few worlds of the prior give, every bit of it, as a hash."""
        table = _simulated(prior_chunk(0, self.seed, self.roster, reporting=True).iloc[:FIRST], self, self.seed)
        digest = hashlib.sha256()
        for name in sorted(table):
            digest.update(name.encode() + table[name].to_numpy(float).tobytes())
        return digest.hexdigest()


def _priors() -> dict[str, object]:
    from experiments.inference.priors import uncertain
    from model.parameters import PARAMETERS
    from model.settings.amendments import TRAITS

    found = {name: PARAMETERS[name].prior for name in uncertain()} | {name: REPORTING[name].prior for name in REPORTING}
    return found | {name: trait.prior for name, trait in TRAITS.items()}


def simulate_chunk(chunk: int, source: Source, threads: int = 1) -> pd.DataFrame:
    """A thousand worlds and the figures of a decade in each: columns `world.NAME` and `figure.NAME`."""
    worlds = prior_chunk(chunk, source.seed, source.roster, reporting=True)
    return _simulated(worlds, source, source.seed + chunk + 1, threads)


def _simulated(worlds: pd.DataFrame, source: Source, seed: int, threads: int = 1) -> pd.DataFrame:
    from experiments.inference.hindcast import decades

    worlds = worlds.copy()
    told = {name: worlds.pop(name).to_numpy() for name in REPORTING}
    own = {name: worlds[name].to_numpy() for name in worlds}
    until, alliance = source.until, source.alliance
    (block,) = decades(len(worlds), seed, worlds=own, told=told, until=until, alliance=alliance, threads=threads)
    table = {f"world.{name}": values for name, values in {**own, **told}.items()}
    table |= {f"figure.{name}": values for name, values in source.figures(block).items()}
    return pd.DataFrame(table)


def simulate_records(
    folder: Path,
    count: int,
    source: Source = Source(),
    *,
    workers: int = 2,
    cluster: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Fill the folder with so many simulated records. Errors: RequestError where it holds those of something else."""
    folder.mkdir(parents=True, exist_ok=True)
    _same(folder, source.identity())
    chunks = -(-count // CHUNK)
    missing = [chunk for chunk in range(chunks) if not _file(folder, chunk).is_file()]
    done = (chunks - len(missing)) * CHUNK
    if progress is not None:
        progress(done, chunks * CHUNK)
    for chunk, table in _worked_out(missing, source, workers, cluster):
        with writing(_file(folder, chunk)) as part:
            table.to_parquet(part, index=False)
        done += CHUNK
        if progress is not None:
            progress(done, chunks * CHUNK)


def _worked_out(
    chunks: list[int], source: Source, workers: int, cluster: str | None
) -> Iterator[tuple[int, pd.DataFrame]]:
    """Chunks as they are finished."""
    if cluster is not None:
        from experiments.running.cluster import map_on

        yield from map_on(cluster, _one, ((chunk, source) for chunk in chunks))
    elif workers == 1 or len(chunks) <= 1:
        for chunk in chunks:
            yield chunk, simulate_chunk(chunk, source, threads=workers)
    else:
        if not is_warm():  # once here, or every process compiles for itself
            yield chunks[0], simulate_chunk(chunks[0], source, threads=workers)
            chunks = chunks[1:]
        with ProcessPoolExecutor(min(workers, len(chunks)), mp_context=get_context("spawn")) as pool:
            running = [pool.submit(_one, chunk, source) for chunk in chunks]
            try:
                for future in as_completed(running):
                    yield future.result()
            finally:
                for future in running:  # an interrupt waits for the chunks under way, not for all
                    future.cancel()


def _one(chunk: int, source: Source) -> tuple[int, pd.DataFrame]:
    return chunk, simulate_chunk(chunk, source)


def read_records(folder: Path, count: int | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Worlds and figures of the first so many simulated records in a folder, in the order of their chunks."""
    chunks = sorted(folder.glob("records-*.parquet"))
    if not chunks:
        raise RequestError(f"{folder}: holds no simulated records; foedus infer makes them")
    table = pd.concat([pd.read_parquet(file) for file in chunks], ignore_index=True)
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
