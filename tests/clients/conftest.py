"""The page on other tools, run once: every block of code in order, in a folder of its own."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import warnings

import pytest
from documents import ROOT, blocks, commands


class Told:
    """What the page's code left: all names at the end, and the value of each block that ends in an expression."""

    def __init__(self, folder):
        self.folder, self.names, self.values, self.said = folder, {}, {}, []

    def python(self, block):
        tree = ast.parse(block.text)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, str(block), "exec"), self.names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), str(block), "eval"), self.names)
            self.values.setdefault(block.heading, []).append(value)

    def shell(self, block):
        for words in commands(block.text):
            assert words[0] == "foedus", f"{block}: {words[0]} is not run here"
            command = [sys.executable, "-m", "experiments", *words[1:]]
            environment = os.environ | {"PYTHONPATH": str(ROOT)}
            done = subprocess.run(command, env=environment, capture_output=True, text=True)
            assert done.returncode == 0, f"{block}: {done.stderr}"
            self.said.append(done.stdout)

    def value(self, heading, place=-1):
        return self.values[heading][place]


@pytest.fixture(scope="session")
def told(tmp_path_factory):
    told, before = Told(tmp_path_factory.mktemp("clients")), os.getcwd()
    os.chdir(told.folder)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # Mesa's view and EMA Workbench complain on import
            for block in blocks("docs/clients.md"):
                {"python": told.python, "sh": told.shell}[block.language](block)
    finally:
        os.chdir(before)
    return told
