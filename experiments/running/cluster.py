"""The same work on a Dask cluster: `--cluster tcp://scheduler:8786`. Workers only compute; one process writes.

A worker that dies costs only time: Dask gives its task to another, and a task has the same bits anywhere.
Dask brings deployers: `dask_jobqueue.SLURMCluster`, `dask_kubernetes.operator.KubeCluster`; give their scheduler's address.
"""

from __future__ import annotations

import importlib
import logging
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from experiments.running.blocks import Block, simulate_block
from experiments.study.study import Study
from model.errors import RequestError

__all__ = ["map_on", "run_blocks"]

_LOG = logging.getLogger("foedus")
AHEAD = 3
"""Tasks in flight for each thread of the cluster: enough to keep it busy, few enough to keep memory flat."""
LOOK = 0.01
"""Seconds between looks for finished tasks."""
PATIENCE = 30.0
"""Seconds to wait for the scheduler and its first worker."""


def run_blocks(
    blocks: list[Block], study: Study, address: str, simulator: ModuleType | None = None
) -> Generator[tuple[Block, Any, dict[str, Any]]]:
    """Finished blocks as they come. Errors: RequestError where no cluster answers or a worker runs other code."""
    name = simulator.__name__ if simulator is not None else None
    yield from map_on(address, _work, ((block, study, name) for block in blocks))


def map_on(address: str, function: Callable[..., Any], arguments: Iterable[tuple[Any, ...]]) -> Generator[Any]:
    """function(*a) for each tuple a, worked out on the cluster, in the order in which they are finished.

    Errors: RequestError where no cluster answers or a worker runs other code.
    """
    from model.interrupts import between_runs
    from model.rule import source_hash

    source = source_hash()
    with _connected(address) as client, between_runs() as interrupted:  # Ctrl-C ends the wait for a cluster at once
        from distributed import as_completed

        waiting = iter(arguments)
        room = AHEAD * max(1, sum(client.nthreads().values()))
        first = [_submit(client, source, function, one) for one in _take(waiting, room)]
        running = as_completed(first, loop=client.loop)
        heard = time.monotonic()
        while not running.is_empty():
            interrupted()
            for future in running.next_batch(block=False):
                done = future.result()
                future.release()
                for following in _take(waiting, 1):
                    running.add(_submit(client, source, function, following))
                heard = time.monotonic()
                yield done
            if time.monotonic() - heard > PATIENCE:
                heard = time.monotonic()
                if not client.nthreads():
                    _LOG.warning("%s: no worker is left; waiting for one (Ctrl-C keeps what is finished)", address)
            time.sleep(LOOK)


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    """A client of the cluster, with a worker at least. Errors: RequestError where none answers in time."""
    try:
        from distributed import Client
    except ImportError:
        raise RequestError("--cluster needs Dask; install it with: pip install 'foedus[cluster]'") from None
    client = Client.__new__(Client)  # in two steps, so that a half-made one is recognised below
    try:
        Client.__init__(client, address, timeout=PATIENCE, set_as_default=False)
    except BaseException as error:
        client.status = "closed"  # or its farewell waits for ever, as the process ends, for a loop that never ran
        if not isinstance(error, (OSError, TimeoutError, ValueError)):
            raise
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise RequestError(f"--cluster {address}: no Dask cluster answers there ({reason})") from None
    with client:
        if not client.nthreads():
            _LOG.warning("%s: no worker yet; waiting for one, at most %g s", address, PATIENCE)
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, TimeoutError):
            raise RequestError(
                f"--cluster {address}: a scheduler answers there, and no worker came in {PATIENCE:g} s; "
                f"start one: dask worker {address}"
            ) from None
        yield client


def _take(waiting: Iterator[tuple[Any, ...]], count: int) -> list[tuple[Any, ...]]:
    return [one for _, one in zip(range(count), waiting, strict=False)]


def _submit(client: Any, source: str, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    return client.submit(_checked, source, function, arguments, pure=False, retries=2)


def _checked(source: str, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """On the worker: the same version of the model, or nothing."""
    import platform

    from model.rule import source_hash

    if source_hash() != source:
        raise RequestError(f"worker {platform.node()} has another version of the model; install the same foedus there")
    return function(*arguments)


def _work(block: Block, study: Study, simulator: str | None) -> tuple[Block, Any, dict[str, Any]]:
    """On the worker: one thread a task, since Dask runs as many tasks as it has threads."""
    import platform

    when, begun = time.time(), time.monotonic()
    module = importlib.import_module(simulator) if simulator else None
    runs = simulate_block(block, study, 1, module)
    seconds = time.monotonic() - begun
    return block, runs, {"time": when, "seconds": seconds, "host": platform.node(), "workers": 1}
