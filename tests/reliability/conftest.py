"""What these tests share: the simulator with known answers, a live server, and commands run as a user runs them."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
TOYS = HERE.parent / "experiments"
for folder in (HERE, TOYS):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
os.environ["PYTHONPATH"] = os.pathsep.join([str(TOYS), str(HERE), os.environ.get("PYTHONPATH", "")])


@pytest.fixture(scope="session")
def toy():
    """A simulator in place of the model's, importable in processes started from here too."""
    return importlib.import_module("toy")


@pytest.fixture
def foedus(tmp_path):
    """Runs `foedus` as a process in the test's folder; gives its exit code, stdout and the lines of stderr."""

    def call(*arguments: str, timeout: float = 120, **more):
        done = subprocess.run(
            [sys.executable, "-m", "experiments", *map(str, arguments)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            **more,
        )
        return done.returncode, done.stdout, done.stderr.splitlines()

    return call


@pytest.fixture(scope="session")
def live(tmp_path_factory, compiled):
    """A live view that may open one folder: its port, its process, the folder, and what it says."""
    from tabs import served

    base = tmp_path_factory.mktemp("live")
    (base / "results").mkdir()
    with served(base / "results", base / "log") as (port, process):
        yield port, process, base / "results", base / "log"
