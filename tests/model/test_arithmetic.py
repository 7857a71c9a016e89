"""Own exponential, logarithm, power and normal quantile: right to the last place, and the same bits on every machine."""

from __future__ import annotations

import ast
import math
import os
import subprocess
import sys
from decimal import Decimal, localcontext
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import model.arithmetic
from model.arithmetic import exp, log, power
from model.fingerprint import arithmetic_fingerprint
from model.quantile import OCTAVES, PARTS, normal_quantile

ROOT = Path(model.arithmetic.__file__).parent.parent
COUNTS = [pytest.param(3_000), pytest.param(1_000_000, marks=pytest.mark.long)]


def worst(ours, exact, arguments) -> float:
    """The largest error over the arguments, in units of the last place, against 40 digits of decimal arithmetic."""
    most = 0.0
    with localcontext(prec=40):
        for x in arguments:
            found = float(ours(x))
            most = max(most, float(abs(Decimal(found) - exact(x)) / Decimal(math.ulp(found))))
    return most


def spread(low: float, high: float, count: int, seed: int = 1) -> list[float]:
    return np.random.default_rng(seed).uniform(low, high, count).tolist()


@pytest.mark.parametrize("count", COUNTS)
def test_exp_is_right_to_the_last_place(count):
    arguments = spread(-745.1, 709.7, count // 2) + spread(-3.0, 3.0, count // 4) + spread(-1e-3, 1e-3, count // 4)
    assert worst(exp, lambda x: Decimal(x).exp(), arguments) < 0.85


@pytest.mark.parametrize("count", COUNTS)
def test_log_is_right_to_the_last_place(count):
    wide = [
        math.ldexp(m, int(k))
        for m, k in zip(spread(0.5, 1.0, count // 2), spread(-1072, 1024, count // 2, 2), strict=True)
    ]
    arguments = wide + spread(0.5, 2.0, count // 4) + spread(1.0 - 1e-3, 1.0 + 1e-3, count // 4)
    assert worst(log, lambda x: Decimal(x).ln(), [x for x in arguments if x != 1.0]) < 0.85


def test_power_is_right_to_a_few_places():
    pairs = list(zip(spread(0.001, 30.0, 3_000), spread(-1.0, 1.0, 3_000, 2), strict=True))
    with localcontext(prec=40):
        for x, y in pairs:
            exact = (Decimal(y) * Decimal(x).ln()).exp()
            error = abs(Decimal(float(power(x, y))) - exact) / Decimal(math.ulp(float(exact)))
            assert error < 2.0 + abs(y * math.log(x)), (x, y)
    assert power(7.0, 0.0) == power(0.0, 0.0) == 1.0
    assert power(0.0, 0.5) == 0.0
    assert power(0.0, -0.5) == math.inf


def test_the_ends_are_as_in_the_standard():
    assert exp(0.0) == 1.0 and exp(-math.inf) == exp(-746.0) == 0.0 and exp(math.inf) == exp(710.0) == math.inf
    assert math.isnan(exp(math.nan)) and math.isnan(log(math.nan)) and math.isnan(log(-1.0))
    assert log(1.0) == 0.0 and log(0.0) == log(-0.0) == -math.inf and log(math.inf) == math.inf
    assert exp(-745.1) == 5e-324 and exp(709.782712893384) < math.inf
    assert log(5e-324) == pytest.approx(-744.4400719213812, rel=1e-15)


@pytest.mark.parametrize("function", [exp, log])
def test_functions_rise(function):
    x = np.sort(np.concatenate([np.linspace(1e-3, 3.0, 20_001), np.nextafter(np.linspace(1e-3, 3.0, 20_001), 9.0)]))
    assert np.all(np.diff([function(value) for value in x]) >= 0.0)


def knots() -> list[float]:
    return [2.0**octave * (PARTS + part) / PARTS for octave in range(-OCTAVES - 1, -1) for part in range(PARTS)]


def test_the_quantile_is_near_the_exact_one_and_rises():
    p = np.concatenate([knots(), spread(0.0, 1.0, 50_000), 2.0 ** -np.linspace(1.0, 60.0, 5_000)])
    p = np.sort(np.concatenate([p, 1.0 - p[p > 1e-12], np.nextafter(p, 0.0)]))
    p = np.unique(p[(p > 0.0) & (p < 1.0)])
    ours = np.array([normal_quantile(x) for x in p])
    assert np.max(np.abs(ours - stats.norm.ppf(p))) < 7.5e-11
    as_draws = np.diff(p) >= 2.0**-52  # how far apart two draws are; closer, only rounding is left
    assert np.all(np.diff(ours)[as_draws] > 0.0) and np.all(np.diff(ours) > -2e-15)


def test_the_quantile_rises_from_each_draw_to_the_next():
    for knot in knots()[:: PARTS // 8]:
        near = (np.round(knot * 2.0**52) + np.arange(-300, 300) + 0.5) * 2.0**-52
        for p in (near, 1.0 - near):
            ours = np.array([normal_quantile(x) for x in p])
            assert np.all(np.diff(ours if p is near else -ours) >= 0.0), knot


def test_the_quantile_is_odd_and_ends_in_infinity():
    assert all(normal_quantile(q) == -normal_quantile(1.0 - q) for q in (0.25, 0.125, 2.0**-14, 2.0**-20, 0.4375))
    assert normal_quantile(0.5) == 0.0 and normal_quantile(0.0) == -math.inf and normal_quantile(1.0) == math.inf
    assert abs(normal_quantile(0.25) + 0.6744897501960817) < 1e-15, "a knot is exact"
    assert abs(normal_quantile(1e-20) + 9.262340089798408) < 1e-13, "Wichura's tail"


def test_the_table_is_what_its_script_makes():
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import quantiles
    finally:
        sys.path.pop(0)
    assert quantiles.FILE.read_text(encoding="ascii") == quantiles.table()


def fingerprint(**environment: str) -> str:
    command = [
        sys.executable,
        "-W",
        "error",
        "-c",
        "from model.fingerprint import arithmetic_fingerprint as f; print(f())",
    ]
    settings = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_fingerprint_is_the_same_however_it_is_computed(tmp_path):
    """Plain Python, another libm than this processor would choose, and code for a processor that knows nothing special."""
    known = arithmetic_fingerprint()
    assert known == "a8c22406cd81c848", "results of other machines would no longer be found to be the same"
    assert fingerprint(NUMBA_DISABLE_JIT="1", GLIBC_TUNABLES="glibc.cpu.hwcaps=-FMA,-AVX2") == known
    assert fingerprint(NUMBA_CPU_NAME="generic", NUMBA_CPU_FEATURES="", FOEDUS_CACHE=str(tmp_path)) == known


ALLOWED = {"sqrt", "inf", "nan", "isfinite", "isnan", "ceil", "floor", "copysign"}
FOR_PEOPLE = {
    ("closed_forms.py", "math.erfc"): "the chance that a quota is reached, for comparison with runs",
    ("closed_forms.py", "np.dot"): "the same",
    ("rules/spending.py", "a matrix product"): "everybody's fixed point, for comparison with runs",
    ("data/build.py", "math.exp"): "made the shipped data once; runs read the file",
    ("data/build.py", "a power"): "the same",
    **{
        ("prior.py", told): "draws worlds, which are kept as numbers; a run reads those"
        for told in ("math.log", "np.exp", "a power")
    },
}
"""Where a C library's function may stand: nothing in a run hangs on it."""


def offences(text: str) -> list[str]:
    """What a C library computes as it likes: functions of `math` and numpy, and powers that are no small whole number."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "math" and node.attr not in ALLOWED:
            found.append(f"math.{node.attr}")
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("np", "numpy"):
            if node.attr in (
                "exp",
                "log",
                "log2",
                "log10",
                "log1p",
                "expm1",
                "power",
                "float_power",
                "sin",
                "cos",
                "tanh",
                "dot",
                "matmul",
            ):
                found.append(f"np.{node.attr}")
        if isinstance(node, ast.ImportFrom) and node.module in ("math", "cmath"):
            found.append("from math import")
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.MatMult):
            found.append("a matrix product")
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Pow):
            base, exponent = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.target, node.value)
            of_two = isinstance(base, ast.Constant) and base.value in (
                2,
                2.0,
                10,
            )  # exact for any whole exponent in range
            whole = isinstance(exponent, ast.Constant) and isinstance(exponent.value, int)
            if not (of_two or whole and isinstance(base, ast.Constant)):
                found.append("a power")
    return found


@pytest.mark.parametrize("file", sorted((ROOT / "model").rglob("*.py")), ids=lambda file: file.stem)
def test_nothing_in_the_model_hangs_on_a_c_library(file):
    name = file.relative_to(ROOT / "model").as_posix()
    assert [told for told in offences(file.read_text()) if (name, told) not in FOR_PEOPLE] == []


@pytest.mark.parametrize(
    "line",
    [
        "math.exp(x)",
        "math.log(x)",
        "math.pow(x, y)",
        "np.exp(x)",
        "x ** 0.5",
        "x ** y",
        "a @ b",
        "math.lgamma(x)",
        "math.tanh(x)",
    ],
)
def test_the_check_sees_each_forbidden_form(line):
    assert offences(line)


def test_the_check_lets_good_forms_pass():
    assert offences("math.sqrt(x) + 2**53 - 1 + 2.0**-53 + exp(x) + math.inf") == []
