"""The ten questions and the page on adaptive policies: each command works as written, with fewer runs, in its order."""

from __future__ import annotations

import importlib.util
import json
import re

import pytest
from documents import ROOT, blocks, commands, read
from typer.testing import CliRunner

QUESTIONS, ADAPTIVE = "docs/how-to/questions.md", "docs/how-to/adaptive.md"
FEWER = {"select": "20", "voi": "60", "search": "500"}
"""Runs of the commands that refuse as few as the others get; their months are fewer instead."""
FEWEST = "6"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the commands run, and what they write lies."""
    return tmp_path_factory.mktemp("asked")


@pytest.fixture(scope="module")
def asked(folder):
    """What each command of both pages printed, by the heading it stands under, with the pages' files beside it."""
    from experiments.cli.app import app

    told = {}
    with pytest.MonkeyPatch.context() as patch:
        for page in (QUESTIONS, ADAPTIVE):
            patch.chdir(folder)
            for block in blocks(page, "toml"):
                file = block.text.splitlines()[0].removeprefix("# ")
                with open(file, "w", encoding="utf-8") as out:
                    out.write(re.sub(r"(?m)^runs = .*", f"runs = {FEWEST}", block.text))
            for block in blocks(page, "sh"):
                for program, *words in commands(block.text):
                    fewer = FEWER.get(words[0], FEWEST)
                    few = [fewer if before == "--runs" else w for before, w in zip(["", *words], words, strict=False)]
                    short = ["--months", "24"] if words[0] in FEWER else []
                    done = CliRunner().invoke(app, [*few, *short, "--json"])
                    assert program == "foedus" and done.exit_code == 0, f"{block}: {words}\n{done.exception!r}"
                    told.setdefault(block.heading, []).append((words, json.loads(done.stdout)))
    return told


def rows(asked, heading, command=0):
    (found,) = (told for name, told in asked.items() if name.startswith(heading))
    return found[command][1]["table"]


def test_each_of_ten_questions_is_one_command_or_two_and_each_has_an_answer(asked):
    questions = re.findall(r"^## (\d+\. .*\?)$", read(QUESTIONS), re.M)
    assert [int(one.split(".")[0]) for one in questions] == list(range(1, 11))
    assert {one: len(asked[one]) in (1, 2) for one in questions} == dict.fromkeys(questions, True)
    assert all(told["table"] for one in questions for _, told in asked[one])


def test_the_answers_are_about_what_was_asked(asked):
    assert {row["group"] for row in rows(asked, "1.")} == {"baltics"}
    blocked = [row for row in rows(asked, "3.") if row["measure"] == "collective_responses"]
    answers = {row["policy"]: row["mean"] for row in blocked}
    assert answers["baseline+HUN.veto=1+SVK.veto=1"] == 0 < answers["qualified-majority+HUN.veto=1+SVK.veto=1"]
    assert "deterring" in {row["group"] for row in rows(asked, "4.", 1)}
    assert len({row["scenario"] for row in rows(asked, "6.")}) == 4
    assert {row["file"].rsplit(".", 1)[1] for row in rows(asked, "8.", 1)} == {"png", "svg"}


def test_what_a_colleague_runs_gives_the_same_runs(folder, asked):
    from experiments import open_results

    assert rows(asked, "8.") and rows(asked, "10.", 1)
    mine, again = (open_results(folder / "results" / name).to_dataframe() for name in ("slide", "again"))
    facts = [name for name in mine if not name.startswith("set.")]
    assert len(mine) == 3 * int(FEWEST) and mine[facts].equals(again[facts])


def test_the_adaptive_policy_of_the_page_acts_and_the_fixed_ones_do_not(asked):
    share = {row["policy"]: row["mean"] for row in rows(asked, "Against fixed", 1) if row["measure"] == "adapted"}
    assert 0 < share.pop("watchful") < 1 and set(share.values()) == {0}
    (_, found) = asked["Against fixed policies"][4]
    assert {row["policy"] for row in found["regret"]} == {
        "baseline",
        "qualified-majority",
        "joint-attribution",
        "watchful",
    }


def test_every_key_of_a_signpost_is_on_the_page():
    from model.settings.signposts import KEYS

    page = read(ADAPTIVE)
    assert [key for key in KEYS if f"`{key}`" not in page] == []


@pytest.mark.parametrize("page", [QUESTIONS, ADAPTIVE])
def test_the_outputs_on_the_pages_are_what_the_commands_print(page, tmp_path):
    spec = importlib.util.spec_from_file_location("docs_transcripts", ROOT / "docs" / "transcripts.py")
    transcripts = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(transcripts)
    assert len(transcripts.TOLD.findall(read(page))) == len(blocks(page, "text")) == 1
    assert transcripts.with_outputs(read(page)) == read(page), "run: python docs/transcripts.py"
