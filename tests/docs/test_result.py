"""The README's result: five rows, and above them one sentence that says what the rows say."""

from __future__ import annotations

import importlib.util
import re
import sys

import pytest
from documents import ROOT, read


@pytest.fixture(scope="module")
def result():
    sys.path.insert(0, str(ROOT / "docs"))
    spec = importlib.util.spec_from_file_location("docs_result", ROOT / "docs" / "result.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(ROOT / "docs"))


def number(text):
    return float(text.replace("−", "-").replace(",", ""))


def rows_of(result, shown):
    """The rows as the README prints them."""
    rows = {}
    for measure, label in result.SHOWN.items():
        (line,) = re.findall(rf"^\| {re.escape(label)} \| (.*) \|$", shown, re.M)
        mean, *cells = line.split(" | ")
        rows["baseline", measure] = {"mean": number(mean)}
        for policy, cell in zip(result.POLICIES[1:], cells, strict=True):
            *ends, verdict = re.fullmatch(r"(\S+) \((\S+) to (\S+)\), (.*)", cell).groups()
            difference, low, high = map(number, ends)
            rows[policy, measure] = {"difference": difference, "world_low": low, "world_high": high, "verdict": verdict}
    return rows


def test_the_sentence_in_the_readme_is_that_of_its_five_rows(result):
    shown = read("README.md").partition("<!-- result -->")[2].partition("<!-- end result -->")[0]
    rows = rows_of(result, shown)
    assert len(rows) == 5 * len(result.POLICIES)
    assert shown.strip() == result.result(rows)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            {"difference": -2.0, "verdict": "better in nearly every world"},
            "lowers damage by 20\N{NO-BREAK SPACE}% in nearly every world",
        ),
        ({"difference": 3.0, "verdict": "probably worse"}, "probably raises damage by 30\N{NO-BREAK SPACE}%"),
        (
            {"difference": -2.0, "verdict": "open: worlds disagree"},
            "leaves open whether damage would fall or rise",
        ),
    ],
)
def test_an_effect_is_said_as_surely_as_its_verdict(result, row, said):
    assert result.effect(row, 10.0, "damage") == said
