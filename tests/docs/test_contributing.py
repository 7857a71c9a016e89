"""CONTRIBUTING.md names functions and files that are there, and the habits that it says tests hold."""

from __future__ import annotations

import ast
import re

import pytest
from documents import ROOT, blocks, read

PAGE = read("CONTRIBUTING.md")
WALK = " ".join(PAGE.partition("## One incident")[2].partition("\n## ")[0].split())
PLACES = re.findall(r"`(\w+)`(?:\s\(|,\s)`([\w/]+\.py)`", WALK)
FILES = set(re.findall(r"`((?:model|experiments|viz|tests|docs|scripts)/[\w/.-]*)`", PAGE + read("docs/design.md")))


def found(file):
    """A file of the walk: rules by their folder within the model."""
    return next(path for path in (ROOT / file, ROOT / "model" / file) if path.is_file())


@pytest.mark.parametrize(("function", "file"), PLACES)
def test_a_function_of_the_walk_is_where_the_page_says(function, file):
    tree = ast.parse(found(file).read_text(encoding="utf-8"))
    assert function in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_the_walk_goes_through_all_rooms():
    assert len(PLACES) >= 10
    assert {file.split("/")[0] for _, file in PLACES} >= {"rules", "model"}


@pytest.mark.parametrize("file", sorted(FILES))
def test_a_file_that_is_named_is_there(file):
    assert (ROOT / file).exists()


def test_the_rule_to_copy_is_the_rule():
    (block,) = blocks("CONTRIBUTING.md", "python")
    imports, _, shown = block.text.partition("\n\n\n")
    source = (ROOT / "model/rules/exercises.py").read_text(encoding="utf-8")
    assert imports in source and f"\n\n\n{shown}\n\n" in source


def test_every_package_has_its_line():
    table = PAGE.partition("Each package in one line:")[2].partition("\n## ")[0]
    packages = {path.parent for room in ("model", "experiments", "viz") for path in (ROOT / room).rglob("__init__.py")}
    below = {f"{path.relative_to(ROOT).as_posix()}/" for path in packages if path.parent != ROOT}
    assert {name for name in below if f"`{name}`" not in table} == set()
