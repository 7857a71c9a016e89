"""The page on why is a transcript: its outputs are what its commands print."""

from __future__ import annotations

import importlib.util

from documents import ROOT, blocks, read

PAGE = "docs/how-to/why.md"


def test_the_outputs_on_the_page_are_what_the_commands_print(tmp_path):
    spec = importlib.util.spec_from_file_location("docs_transcripts", ROOT / "docs" / "transcripts.py")
    transcripts = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(transcripts)
    told = transcripts.TOLD.findall(read(PAGE))
    assert len(told) == len(blocks(PAGE, "text")) == 2
    for command, output in told:
        assert transcripts.printed(command, tmp_path) == output, "run: python docs/transcripts.py"
