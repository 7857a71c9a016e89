"""Makes the outputs on pages that show them again: `python docs/transcripts.py`. Tests compare them.

Each block of `text` is what the block of `sh` above it prints to stdout.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
PAGES = (HERE / "tutorial.md", *(HERE / "how-to" / f"{name}.md" for name in ("why", "questions", "adaptive")))
TOLD = re.compile(r"```sh\n([^`]*)```\n\n```text\n([^`]*)```")
FILE = re.compile(r"```toml\n# (\S+)\n[^`]*```")


def printed(command: str, folder: Path) -> str:
    """What a command prints, without blanks at the ends of its lines."""
    words = shlex.split(command.replace("\\\n", " "))
    assert words[0] == "foedus", command
    done = subprocess.run(
        [sys.executable, "-m", "experiments", *words[1:]], cwd=folder, capture_output=True, text=True, check=True
    )
    lines = (line.rstrip() for line in done.stdout.splitlines())
    return "\n".join(lines).strip("\n") + "\n"


def with_outputs(text: str) -> str:
    """The page with every output made again, in a temporary folder that holds its files."""
    with tempfile.TemporaryDirectory() as name:
        for match in FILE.finditer(text):
            body = match.group(0).removeprefix("```toml\n").removesuffix("```")
            (Path(name) / match.group(1)).write_text(body, encoding="utf-8")
        return TOLD.sub(lambda m: f"```sh\n{m.group(1)}```\n\n```text\n{printed(m.group(1), Path(name))}```", text)


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(with_outputs(page.read_text(encoding="utf-8")), encoding="utf-8")
