"""The C yardstick from Python: compiled where a C compiler is found, called through ctypes."""

from __future__ import annotations

import ctypes
import functools
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from benchmarks import reduced as r
from model.quantile import CUBICS


@functools.cache
def library() -> ctypes.CDLL | None:
    """The compiled yardstick, or None on a machine without a C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return None
    target = Path(tempfile.mkdtemp()) / "yardstick.so"
    source = Path(__file__).with_name("yardstick.c")
    flags = ["-O3", "-march=native", "-shared", "-fPIC"]
    subprocess.run([compiler, *flags, str(source), "-o", str(target), "-lm"], check=True)
    found = ctypes.CDLL(str(target))
    numbers = np.ctypeslib.ndpointer(np.float64)
    found.many.argtypes = [numbers, numbers, numbers, ctypes.c_uint64, ctypes.c_int, ctypes.c_int, numbers]
    found.many.restype = None
    found.use_table.argtypes = [numbers]
    found.use_table(CUBICS)  # one array for the process's life: the library keeps its address
    return found


def outcomes(runs: int, first: int = 0, months: int = r.MONTHS) -> np.ndarray:
    """What so many runs give: (runs, OUTCOMES). Errors: RuntimeError without a C compiler."""
    found = library()
    if found is None:
        raise RuntimeError("no C compiler on this machine")
    table = np.zeros((runs, len(r.OUTCOMES)))
    gdp, taste, spending = (np.array(values) for values in r.economies())
    found.many(gdp, taste, spending, first, runs, months, table)
    return table
