"""What a rule may not say, or compiled and plain Python would differ in their last bits."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import model.rule

HOME = Path(model.rule.__file__).parent
RULES = sorted((HOME / "rules").glob("*.py"))
BESIDE = ("arithmetic", "batch", "engine", "quantile", "randomness", "summary", "writes", "year_zero")
FILES = RULES + [HOME / f"{name}.py" for name in BESIDE]
MODULES = [file for file in RULES if file.stem not in ("__init__", "consultation")]  # these hand on names
NUMPY = {
    "exp",
    "log",
    "log1p",
    "expm1",
    "sqrt",
    "power",
    "sum",
    "mean",
    "dot",
    "prod",
    "std",
    "var",
    "cumsum",
    "random",
}
LIBRARY = {
    "pow",
    "fsum",
    "exp",
    "log",
    "log2",
    "log10",
    "log1p",
    "expm1",
    "sin",
    "cos",
    "tan",
    "tanh",
    "lgamma",
    "erf",
    "erfc",
}
"""Functions of `math` whose last bit hangs on the machine, or on the order of a sum."""
METHODS = {"sum", "mean", "dot", "prod", "std", "var", "cumsum"}


def rules(text: str) -> list[ast.FunctionDef]:
    """The functions under a `rule` decorator."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and any("rule" in ast.unparse(mark) for mark in node.decorator_list):
            found.append(node)
    return found


def offences(function: ast.FunctionDef) -> list[str]:
    """Every forbidden form in a rule: its line and what is wrong."""
    found = []
    for node in ast.walk(function):
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Pow):
            found.append(f"{node.lineno}: a power; write x * x, or arithmetic.power(x, y)")
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            found.append(f"{node.lineno}: a matrix product; write a loop")
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value)
            if owner in ("np", "numpy") and node.attr in NUMPY:
                found.append(f"{node.lineno}: np.{node.attr}; take it from model.arithmetic, or write a loop")
            elif node.attr in METHODS:
                found.append(f"{node.lineno}: .{node.attr}; write a loop")
            elif owner in ("random", "np.random", "math") and (owner != "math" or node.attr in LIBRARY):
                found.append(f"{node.lineno}: {owner}.{node.attr}; draw by name, take functions from model.arithmetic")
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("sum", "pow"):
            found.append(f"{node.lineno}: {ast.unparse(node.func)}(); write a loop or a product")
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_rules_keep_to_the_dialect(file):
    assert [f"{file.name}:{line}" for function in rules(file.read_text()) for line in offences(function)] == []


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.stem)
def test_every_rule_says_what_it_does(file):
    found = rules(file.read_text())
    assert found, "a file of rules without a rule"
    assert [function.name for function in found if not ast.get_docstring(function)] == []


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.stem)
def test_every_module_states_equation_units_and_source(file):
    text = ast.get_docstring(ast.parse(file.read_text())) or ""
    assert [word for word in ("Equation", "Unit", "Source") if word not in text] == []


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.stem)
def test_no_rule_draws_luck_but_by_name(file):
    imported = {
        name
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module])
    }
    assert imported.isdisjoint({"random", "numpy.random", "secrets", "time"})


@pytest.mark.parametrize(
    "body",
    ["x ** 2", "np.exp(x)", "np.log(x)", "np.sqrt(x)", "x.sum()", "np.mean(x)", "np.dot(x, x)", "sum(x)", "x @ x"]
    + [
        "random.random()",
        "np.random.rand()",
        "math.pow(x, 2)",
        "math.exp(x)",
        "math.log(x)",
        "pow(x, 2)",
        "w.states.core.mean()",
    ],
)
def test_the_check_sees_each_forbidden_form(body):
    (function,) = rules(f"@rule\ndef f(x):\n    return {body}\n")
    assert offences(function)


def test_the_check_lets_good_forms_pass():
    (function,) = rules("@rule\ndef f(x):\n    y = x * x + exp(x) + math.sqrt(x)\n    return np.float64(y) + w.total\n")
    assert offences(function) == []
