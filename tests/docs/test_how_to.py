"""Each how-to, done to the letter in a copy of the repository: its edits fit, three files at most are touched, what it
says then works, and the new thing is everywhere by itself.

The edits of all four pages go into one copy. By default it runs as plain Python, with fewer runs and months than the page
says (the same bits, no minute of compiling); the long test compiles and runs every command as it is written.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from documents import ROOT, Block, blocks, commands

HOW_TOS = [f"docs/how-to/add-a-{thing}.md" for thing in ("policy", "parameter", "measure", "mechanism")]
MOST_FILES = 3
FEWER = {"--runs": "2", "--months": "3"}


def edit(copy: Path, block: Block) -> str:
    """Apply a block of `diff`: its lines stand once in the file it names. The file."""
    head, *lines = block.text.splitlines()
    name = head.removeprefix("--- ")
    before = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
    after = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
    text = (copy / name).read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{block}: the lines to change stand {text.count(before)} times in {name}"
    (copy / name).write_text(text.replace(before, after), encoding="utf-8")
    return name


class Checkout:
    """A copy of the repository in which the pages' edits are made and their commands run."""

    def __init__(self, folder: Path, compiled: bool) -> None:
        self.folder, self.compiled = folder, compiled
        for room in ("model", "experiments", "viz", "docs"):
            shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__", "_build", "*.png"))
        self.done: dict[tuple[str, ...], subprocess.CompletedProcess] = {}
        self.touched = {page: self._edit(page) for page in HOW_TOS}
        self.environment = os.environ | {
            "PYTHONPATH": str(folder),
            "FOEDUS_CACHE": str(folder / "cache"),
            "NUMBA_DISABLE_JIT": "0" if compiled else "1",
        }

    def _edit(self, page: str) -> set[str]:
        touched = {edit(self.folder, block) for block in blocks(page, "diff")}
        for block in blocks(page, "toml"):
            name = block.text.splitlines()[0].removeprefix("# ")
            (self.folder / name).write_text(block.text, encoding="utf-8")
            touched.add(name)
        return touched

    def run(self, words: list[str]) -> subprocess.CompletedProcess:
        """A command of a page, run once; `foedus` and `python` are those of this copy."""
        if tuple(words) not in self.done:
            self.done[tuple(words)] = self._run(words)
        return self.done[tuple(words)]

    def _run(self, words: list[str]) -> subprocess.CompletedProcess:
        programs = {"foedus": [sys.executable, "-m", "experiments"], "python": [sys.executable]}
        words = [*programs.get(words[0], words[:1]), *words[1:]]
        if not self.compiled:
            words = [FEWER.get(before, word) for before, word in zip(["", *words], words, strict=False)]
        return subprocess.run(words, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=600)

    def follow(self, page: str) -> None:
        """Run every command of a page: those in a block marked `fails` are refused in one line, the others work."""
        for block in blocks(page, "sh"):
            for words in commands(block.text):
                done = self.run(words)
                refused = "fails" in block.marks
                assert done.returncode == (2 if refused else 0), f"{block}: {' '.join(words)}\n{done.stderr}"
                assert not refused or done.stderr.count("\n") == 1

    def table(self, *words: str) -> list[dict]:
        """The rows that a command gives for machines."""
        done = self.run(["foedus", *words, "--json"])
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)["table"]

    def names(self, things: str) -> set[str]:
        return {row["name"] for row in self.table("list", things)}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    return Checkout(tmp_path_factory.mktemp("checkout"), compiled=False)


@pytest.mark.parametrize("page", HOW_TOS)
def test_no_how_to_touches_more_than_three_files(checkout, page):
    assert 1 <= len(checkout.touched[page]) <= MOST_FILES


@pytest.mark.parametrize("page", HOW_TOS)
def test_what_a_how_to_says_works(checkout, page):
    checkout.follow(page)


def test_a_new_parameter_is_everywhere(checkout):
    assert {"attendance", "vigilance"} <= checkout.names("parameters")
    levers = (
        "from model import PARAMETERS; from viz.controls import levers; from viz.request import Request;"
        "print([one['name'] for one in levers(Request(), {p.name: p.default for p in PARAMETERS.values()})])"
    )
    assert "'attendance'" in checkout.run(["python", "-c", levers]).stdout
    checkout.run(["python", "docs/tables.py"])
    assert "| `attendance` |" in (checkout.folder / "docs" / "reference.md").read_text(encoding="utf-8")


def test_a_new_measure_is_everywhere(checkout):
    assert "members_below" in checkout.names("measures")
    (value,) = (r["value"] for r in checkout.table("run", "--months", "3") if r["measure"] == "members_below")
    assert 1 <= value <= 31
    checkout.run(["foedus", "run", "--months", "3", "--out", "kept"])
    import pyarrow.parquet

    assert "members_below" in pyarrow.parquet.read_schema(checkout.folder / "kept" / "months.parquet").names
    checkout.run(["python", "docs/tables.py"])
    assert "| `members_below` |" in (checkout.folder / "docs" / "reference.md").read_text(encoding="utf-8")


def test_a_new_mechanism_is_switched_off_like_any_other(checkout):
    rows = checkout.table("ablate", "vigilance", "--runs", "2", "--months", "3")
    (judged,) = (row for row in rows if row["declared"])
    assert (judged["mechanism"], judged["measure"], judged["sign"]) == ("vigilance", "detection_skill", "-")
    assert judged["difference"] < 0
    checkout.run(["python", "docs/tables.py"])
    page = (checkout.folder / "docs" / "mechanisms.md").read_text(encoding="utf-8")
    assert "| vigilance | `vigilance` = 0 |" in page and "ρ' = ρ + (1 − ρ) v min(1, T)" in page


def test_a_shipped_policy_has_a_name_everywhere(checkout):
    shutil.copy(checkout.folder / "cautious.toml", checkout.folder / "model" / "policies")
    assert "cautious" in checkout.names("policies")
    offered = "from viz.request import Request; print(Request(policies=('cautious',)).link)"
    assert "policy=cautious" in checkout.run(["python", "-c", offered]).stdout


def test_with_the_new_parameters_neutral_every_figure_keeps_its_bits(checkout):
    """What the pages promise: a default at what the code did before changes nothing."""
    from model import simulate

    now = {r["measure"]: r["value"] for r in checkout.table("run", "--set", "vigilance=0", "--months", "3")}
    before = simulate(seeds=[0], months=3).summary.iloc[0]
    assert {name: now[name] for name in before.index if name in now and now[name] is not None} == {
        name: value for name, value in before.items() if name in now and value == value
    }


@pytest.mark.long
def test_what_the_how_tos_say_works_compiled_as_it_is_written(tmp_path):
    checkout = Checkout(tmp_path / "checkout", compiled=True)
    for page in HOW_TOS:
        checkout.follow(page)
