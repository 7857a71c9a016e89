"""The wheel carries code and data, and works where there is no checkout, as pipx would install it.

By default it stands in a fresh environment that borrows its dependencies from this one, and runs as plain Python, so that
nothing is fetched or compiled; the long test starts from an empty environment, with what pip brings.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CARRIED = ("model/**/*", "experiments/**/*", "viz/**/*")
SUFFIXES = {".py", ".toml", ".csv", ".js", ".css", ".html", ".md", ".geojson"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q", "-w", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True)
    (wheel,) = folder.glob("foedus-*.whl")
    return wheel


class Installed:
    """An environment of its own with the wheel in it, and commands run there far from the checkout."""

    def __init__(self, folder: Path, wheel: Path, *, borrow: bool) -> None:
        self.bin = folder / "environment" / ("Scripts" if os.name == "nt" else "bin")
        self.elsewhere = folder / "elsewhere"
        self.elsewhere.mkdir()
        venv.create(folder / "environment")
        pip = [sys.executable, "-m", "pip", "--python", str(self.bin / "python"), "install", "-q"]
        pip += ["--no-deps", str(wheel)] if borrow else ["-c", str(ROOT / "constraints.txt"), str(wheel)]
        subprocess.run(pip, check=True, capture_output=True)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))}
        self.environment["FOEDUS_CACHE"] = str(folder / "cache")
        if borrow:
            (place,) = (folder / "environment").glob("lib/python*/site-packages")
            (place / "borrowed.pth").write_text(sysconfig.get_paths()["purelib"])
            self.environment["NUMBA_DISABLE_JIT"] = "1"

    def run(self, *words: str) -> subprocess.CompletedProcess:
        command = [str(self.bin / words[0]), *words[1:]]
        done = subprocess.run(command, cwd=self.elsewhere, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    return Installed(tmp_path_factory.mktemp("installed"), wheel, borrow=True)


def test_the_wheel_carries_code_and_data(wheel):
    carried = set(zipfile.ZipFile(wheel).namelist())
    files = {path for pattern in CARRIED for path in ROOT.glob(pattern) if path.suffix in SUFFIXES}
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split()
    needed = {path.relative_to(ROOT).as_posix() for path in files} & set(tracked) if tracked else files
    assert needed - carried == set()
    assert {"model/policies/baseline.toml", "model/data/nato/states.csv", "viz/javascript/view.js"} <= carried
    assert not any(name.startswith(("tests/", "docs/", "benchmarks/")) for name in carried)


def test_the_code_that_runs_is_the_wheels(installed):
    code = "import experiments, model, viz; print(model.__file__, experiments.__file__, viz.__file__)"
    for file in installed.run("python", "-c", code).stdout.split():
        assert Path(file).is_relative_to(installed.bin.parent)


def test_a_comparison_and_its_report_work_outside_the_checkout(installed):
    few = ("--runs", "2", "--months", "2")
    asked = installed.run("foedus", "compare", "baseline", "hague", *few, "--out", "results", "--json")
    assert {row["policy"] for row in json.loads(asked.stdout)["table"]} == {"baseline", "hague"}
    installed.run("foedus", "report", "results")
    assert "hague" in (installed.elsewhere / "results" / "report.html").read_text(encoding="utf-8")


def test_a_run_gives_the_bits_of_the_checkout(installed):
    from model import simulate

    rows = json.loads(installed.run("foedus", "run", "--seed", "7", "--months", "2", "--json").stdout)["table"]
    theirs = {row["measure"]: row["value"] for row in rows if row["value"] is not None}
    ours = simulate(seeds=[7], months=2).summary.iloc[0].drop("key").dropna()
    assert theirs == ours.to_dict()


def test_what_is_shipped_is_listed_outside_the_checkout(installed):
    from model.settings import policies

    rows = json.loads(installed.run("foedus", "list", "policies", "--json").stdout)["table"]
    assert [row["name"] for row in rows] == list(policies())


def test_the_live_view_finds_its_files_outside_the_checkout(installed):
    imports = "import viz.app, viz.pages.watch, viz.pages.about; from viz.widget import AllianceView"
    code = f"{imports}; print(len(str(AllianceView._esm)))"
    assert int(installed.run("python", "-c", code).stdout) > 10_000


@pytest.mark.long
def test_an_empty_environment_runs_a_comparison(wheel, tmp_path):
    """All of it as a person would: pip brings the dependencies, the rules compile."""
    installed = Installed(tmp_path, wheel, borrow=False)
    asked = installed.run("foedus", "compare", "baseline", "hague", "--runs", "10", "--json")
    assert {row["policy"] for row in json.loads(asked.stdout)["table"]} == {"baseline", "hague"}
