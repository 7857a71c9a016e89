"""A simulator with known answers, by the name `decider` here and in every process started from here."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import pytest

HERE = str(Path(__file__).parent)


@pytest.fixture(scope="session")
def decider():
    """The module `decider`."""
    if HERE not in sys.path:
        sys.path.append(HERE)
    known = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if HERE not in known:
        os.environ["PYTHONPATH"] = os.pathsep.join([HERE, *filter(None, known)])
    return importlib.import_module("decider")
