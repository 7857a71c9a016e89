"""The public names of `experiments` are functions, found without paying for what is not used."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

import experiments


def test_every_public_name_is_there_and_sorted():
    assert experiments.__all__ == sorted(experiments.__all__)
    assert {
        "Study",
        "run_study",
        "load_study",
        "compare",
        "select",
        "sensitivity",
        "discover",
        "ablate",
        "replay",
    } <= set(experiments.__all__)
    for name in experiments.__all__:
        assert callable(getattr(experiments, name)), name


def test_no_module_hides_a_function():
    for name in experiments.__all__:
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(f"experiments.{name}")


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="compar"):
        experiments.compar  # noqa: B018


def test_importing_experiments_costs_nothing():
    heavy = ("numba", "pandas", "pyarrow", "scipy", "mesa", "distributed", "SALib")
    imports = "import sys, experiments, experiments.study, experiments.store, experiments.run"
    code = f"{imports}; print([m for m in {heavy} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
