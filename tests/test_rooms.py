"""The contracts in pyproject.toml say who may import whom. They hold, and each of them can fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("model", "experiments", "viz")
CHECK = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def contracts(folder: Path) -> subprocess.CompletedProcess:
    """What `make lint` asks, of the rooms in a folder."""
    return subprocess.run([sys.executable, "-c", CHECK], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def house(tmp_path):
    """A copy of the rooms and of their contracts."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "data"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_kept():
    done = contracts(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("model/summary.py", "import experiments.tables", "A room knows only the rooms below it"),
        ("experiments/tables.py", "import viz.frames", "A room knows only the rooms below it"),
        ("experiments/results/points.py", "import experiments.running.run", "Inside experiments"),
        ("model/rules/votes.py", "import model.settings", "Inside the model"),
        ("model/agents.py", "from model.alliance import AllianceModel", "Inside the model"),
        ("model/lonely.py", "", "Inside the model"),
        ("model/rules/votes.py", "import model.closed_forms", "No run reads what the hash of the sources leaves out"),
        ("experiments/tables.py", "import mesa", "Mesa stays at the rim"),
    ],
)
def test_a_wrong_import_breaks_its_contract(house, file, line, contract):
    path = house / file
    path.write_text(f"{path.read_text() if path.exists() else ''}\n{line}\n")
    done = contracts(house)
    assert done.returncode == 1
    assert any(contract in told and "BROKEN" in told for told in done.stdout.splitlines()), done.stdout


def test_an_import_inside_a_function_or_for_types_counts_too(house):
    path = house / "model" / "rules" / "votes.py"
    path.write_text(path.read_text() + "\n\ndef later():\n    import experiments.tables\n")
    assert contracts(house).returncode == 1
