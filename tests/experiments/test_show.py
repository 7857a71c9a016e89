"""`foedus show`: what a name changes, before and after, whom it comes from."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from experiments.cli.app import app


def shown(*arguments):
    return CliRunner().invoke(app, ["show", *arguments])


def test_a_policy_is_shown_with_what_was_before_and_its_source():
    table = json.loads(shown("hague", "--json").stdout)["table"]
    rows = {row["name"]: row for row in table}
    assert rows["pledge_core_end"]["before"] == 0.02 and rows["pledge_core_end"]["after"] == 0.035
    assert rows["pledge_core_end"]["unit"] == "share of GDP" and "Hague" in rows["pledge_core_end"]["source"]
    assert "pledge_core" not in rows, "what stays as it is is no change"


def test_a_date_stands_beside_what_changes_then():
    table = json.loads(shown("us-retrenchment@2028", "--json").stdout)["table"]
    assert {row["from"] for row in table} == {"2028-01"}
    assert {row["name"] for row in table} == {"commitment_ceiling", "USA.posture"}


@pytest.mark.parametrize("name", ["baseline", "today"])
def test_a_name_that_changes_nothing_says_so(name):
    assert "It changes nothing." in shown(name).stdout


def test_an_alliance_is_shown_too():
    assert "crime_rate" in shown("delian-league").stdout


def test_an_unknown_name_gets_the_nearest():
    assert "did you mean 'hague'" in str(shown("hagu").exception)
