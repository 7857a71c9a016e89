"""Every worked number on the page of mechanisms is what the formula of the model gives, at today's defaults."""

from __future__ import annotations

import importlib
import math
import re

import pytest
from documents import ROOT, read

from experiments.analysis.mechanisms import MECHANISMS
from model.parameters import parameter_record

PAGE = " ".join(read("docs/mechanisms.md").partition("<!-- switches -->")[0].split())
WORKED = re.findall(r"`([^`]+)` = (-?\d+(?:\.\d+)?)", PAGE)


@pytest.fixture(scope="module")
def names():
    files = (file.stem for file in (ROOT / "model" / "rules").glob("*.py") if file.stem != "__init__")
    rules = {name: importlib.import_module(f"model.rules.{name}") for name in files}
    return rules | {"p": parameter_record({})[0], "math": math, "min": min}


def test_the_page_has_a_worked_number_for_each_mechanism_it_explains():
    told = re.findall(r"\*\*([A-Z][^*]+)\.\*\*", PAGE)
    assert len(told) > 60 and len(WORKED) >= len(told) - 10
    listed = {name.strip().lower() for words in told for name in words.split(",")}
    assert [one.name for one in MECHANISMS if one.name.lower() not in listed] == []


@pytest.mark.parametrize(("formula", "number"), WORKED, ids=lambda text: text[:60])
def test_a_worked_number_is_what_the_formula_gives(formula, number, names):
    places = len(number.partition(".")[2])
    assert eval(formula, {"__builtins__": {}}, names) == pytest.approx(float(number), abs=0.51 * 10**-places)
