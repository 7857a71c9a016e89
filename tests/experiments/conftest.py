"""What the tests of the experiments share: a simulator with known answers, importable in other processes too."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import pytest

HERE = str(Path(__file__).parent)


@pytest.fixture(scope="session")
def toy():
    """The module `toy`, by that name here and in every process started from here."""
    if HERE not in sys.path:
        sys.path.append(HERE)
    known = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if HERE not in known:
        os.environ["PYTHONPATH"] = os.pathsep.join([HERE, *filter(None, known)])
    return importlib.import_module("toy")
