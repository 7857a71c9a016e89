"""The public names of `experiments` are functions, found without paying for what is not used."""

from __future__ import annotations

import ast
import builtins
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import experiments
import experiments.cli
import experiments.report


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


@pytest.mark.parametrize("package", [experiments.cli, experiments.report])
def test_no_module_hides_a_name_of_its_package(package):
    """A module, once imported, is a name of its package: `list.py` would stand in place of `list`."""
    modules = {module.name for module in pkgutil.iter_modules(package.__path__)}
    body = ast.parse(Path(package.__file__).read_text(encoding="utf-8")).body
    imports = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.asname or alias.name for node in imports for alias in node.names}
    names |= {node.name for node in body if isinstance(node, ast.FunctionDef)}
    assert modules & {*dir(builtins), *names} == set()


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="compar"):
        experiments.compar  # noqa: B018


def test_importing_experiments_costs_nothing():
    heavy = ("numba", "pandas", "pyarrow", "scipy", "mesa", "distributed", "SALib")
    imports = "import sys, experiments, experiments.study.study, experiments.results.folder, experiments.running.run"
    code = f"{imports}; print([m for m in {heavy} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
