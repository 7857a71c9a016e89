"""The how-tos that need no change of the model: another alliance, and your own decision. Commands run as written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from documents import ROOT, blocks, commands, read

OWN = ROOT / "docs" / "how-to" / "my_variant.py"
PAGES = ["docs/how-to/another-alliance.md", "docs/how-to/change-a-decision.md"]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with what the pages start from: a variant's file, and the worlds where a checkout has them."""
    shutil.copy(OWN, tmp_path)
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "data").symlink_to(ROOT / "model" / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_work_as_they_are_written(page, place):
    for block in blocks(page, "sh"):
        for words in commands(block.text):
            if words[0] == "foedus":  # by file, for the folder here has a `model` too
                words = [sys.executable, "-c", "from experiments.cli import main; main()", *words[1:]]
            environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
            done = subprocess.run(words, env=environment, capture_output=True, text=True)
            refused = "fails" in block.marks
            assert done.returncode == (2 if refused else 0), f"{block}: {words}\n{done.stderr}"
            assert not refused or done.stderr.count("\n") == 1


def test_the_variant_on_the_page_is_the_file():
    assert blocks("docs/how-to/change-a-decision.md", "python")[0].text == OWN.read_text(encoding="utf-8")


def test_the_variant_can_be_compared_in_python(place):
    names = {}
    exec(blocks("docs/how-to/change-a-decision.md", "python")[1].text, names)
    assert set(names["result"].table["policy"]) == {"baseline", "Sceptic"}


def test_every_column_of_a_world_is_on_the_page():
    from model.roster.tables import ADVERSARY_COLUMNS, PAIR_COLUMNS, PLACE, STATE_COLUMNS

    text = read("docs/how-to/another-alliance.md")
    assert [name for name in (*STATE_COLUMNS, *PLACE) if f"`{name}`" not in text] == []
    assert [name for name in (*ADVERSARY_COLUMNS, *PAIR_COLUMNS) if f"{name} = " not in text] == []


def test_the_league_on_the_page_is_a_world(tmp_path):
    from model import simulate
    from model.roster import read_roster

    shutil.copytree(ROOT / "model" / "data" / "delian-league", tmp_path / "league")
    (block,) = blocks("docs/how-to/another-alliance.md", "toml")
    (tmp_path / "league" / "alliance.toml").write_text(block.text, encoding="utf-8")
    league = read_roster(tmp_path / "league")
    assert (league.title, league.adversary_codes) == ("My league", ("PER",))
    assert simulate(seeds=[1], months=24, roster=league).summary["operations"].iloc[0] > 0
