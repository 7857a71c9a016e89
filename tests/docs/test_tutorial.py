"""The tutorial is a transcript: every output on it is what its command prints.

The first two outputs are made again by default; the long test makes all of them, and runs the commands that print none.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest
from documents import ROOT, blocks, commands, read

PAGE = "docs/tutorial.md"
NOT_RUN = {
    "make": "makes an environment; tests/test_project.py installs a wheel into one",
    "watch": "serves until it is stopped; tests/viz open it",
    "replay": "opens the live view; its proof is run here with --headless",
}


@pytest.fixture(scope="module")
def transcripts():
    spec = importlib.util.spec_from_file_location("docs_transcripts", ROOT / "docs" / "transcripts.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_first_outputs_are_what_the_commands_print(transcripts, tmp_path):
    first, second = transcripts.TOLD.findall(read(PAGE))[:2]
    for command, output in (first, second):
        assert transcripts.printed(command, tmp_path) == output, "run: python docs/transcripts.py"


@pytest.mark.long
def test_every_output_is_what_its_command_prints(transcripts):
    assert transcripts.with_outputs(read(PAGE)) == read(PAGE), "run: python docs/transcripts.py"


def test_every_output_stands_under_its_command(transcripts):
    assert len(transcripts.TOLD.findall(read(PAGE))) == len(blocks(PAGE, "text")) >= 5


def test_the_python_of_the_tutorial_works():
    names = {}
    for block in blocks(PAGE, "python"):
        exec(compile(block.text, str(block), "exec"), names)
    assert len(names["result"].table.query("measure == 'damage'")) == 2


@pytest.mark.long
def test_the_commands_without_an_output_work_too(transcripts, tmp_path):
    (tmp_path / "mine.toml").write_text(
        transcripts.FILE.search(read(PAGE)).group(0).split("\n", 1)[1].removesuffix("```")
    )
    told = {command for command, _ in transcripts.TOLD.findall(read(PAGE))}
    for block in (block for block in blocks(PAGE, "sh") if block.text not in told):
        for words in commands(block.text):
            name = words[1] if words[0] == "foedus" else words[0]
            if name == "replay":
                words = [*words, "--headless"]
            elif name in NOT_RUN:
                continue
            done = subprocess.run([sys.executable, "-m", "experiments", *words[1:]], cwd=tmp_path, capture_output=True)
            assert done.returncode == 0, f"{block}: {done.stderr.decode()}"
    assert (tmp_path / "results" / "first" / "report.html").stat().st_size > 10_000
