"""A room starts light; chores and the README's examples are what they say."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from experiments.cli import answer
from experiments.cli.app import app
from model.simulation import prepare

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


@pytest.mark.parametrize("module", ["model", "experiments", "experiments.cli.app", "experiments.report"])
def test_importing_a_room_loads_nothing_heavy(module):
    code = (
        f"import sys, {module}; print([n for n in ('numba', 'pandas', 'pyarrow', 'scipy', 'mesa') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_make_target_says_what_it_does():
    listed = subprocess.run(
        ["make", "-C", str(ROOT), "--no-print-directory"], capture_output=True, text=True, check=True
    ).stdout
    for target in ("demo", "test", "test-long", "watch", "docs", "lint", "bench", "warm"):
        assert f"make {target} " in listed


def test_make_watch_opens_the_live_view():
    said = subprocess.run(["make", "-C", str(ROOT), "-n", "watch"], capture_output=True, text=True, check=True)
    assert "foedus watch --open" in said.stdout


README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The README's examples in a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.S)


def test_the_policy_in_the_readme_can_be_run(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(blocks("toml")[0], encoding="utf-8")
    assert prepare(path, months=1).resolved.policy == "mine"


def test_the_commands_in_the_readme_exist():
    named = set(re.findall(r"`foedus ([a-z]+)", README))
    assert named <= {command.name for command in app.registered_commands}
    assert {"run", "compare", "batch", "report"} <= named


def test_every_tested_version_goes_with_the_oldest_python_of_a_bare_debian():
    """Debian 12 has Python 3.11.2, and a pinned version that wants 3.11.5 would end `.ci/run` there."""
    pinned = [line.split("==")[0] for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line]
    refused = []
    for name in pinned:
        try:
            wants = metadata(name)["Requires-Python"]
        except PackageNotFoundError:  # of another extra
            continue
        if wants and Version("3.11.2") not in SpecifierSet(wants):
            refused.append(f"{name}: {wants}")
    assert len(pinned) > 100 and refused == []


@pytest.mark.parametrize("name", ["core", "viz", "test", "docs", "bench"])
def test_what_make_installs_is_locked_by_version_and_hash(name):
    """Each package once a platform, with hashes, in the version of constraints.txt where that names it; no address."""
    text = (ROOT / "scripts" / "locks" / f"{name}.txt").read_text()
    locked = re.findall(
        r"^([A-Za-z0-9_.-]+)==([^ ]+)(?: ; [^\\]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.M
    )
    assert sum(1 + hashes.count("\n") for _, _, hashes in locked) == len(text.splitlines())
    assert "://" not in text
    lines = (line for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line)
    tested = {canonicalize_name(line.split("==")[0]): line.split("==")[1].split()[0] for line in lines}
    assert {one: version for one, version, _ in locked if tested.get(one, version) != version} == {}
    extra = f"[{name}]" if name != "core" else ""
    assert extra == "" or name in PYPROJECT["project"]["optional-dependencies"]
    wanted = PYPROJECT["project"]["dependencies"] + PYPROJECT["project"]["optional-dependencies"].get(name, [])
    named = {canonicalize_name(Requirement(one).name) for one in wanted} - {"foedus"}
    assert named <= {canonicalize_name(one) for one, _, _ in locked}


def test_citation_codemeta_and_package_tell_the_same_version():
    codemeta = json.loads((ROOT / "codemeta.json").read_text())
    assert codemeta["version"] == PYPROJECT["project"]["version"] == version("foedus")
    assert answer(["--version"]) == 0


def test_no_test_waits_for_a_promise():
    """Playwright takes a promise for true; `Visit.until` alone waits for JavaScript, and refuses one."""
    calls = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "wait_for_function"
    }
    assert calls == {"tests/viz/conftest.py"}
